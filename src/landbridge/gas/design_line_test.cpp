#include "landbridge/gas/design_line.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include <doctest/doctest.h>

#include "landbridge/gas/compressor.hpp"
#include "landbridge/gas/design_walk.hpp"

using namespace landbridge;
using namespace landbridge::gas;
namespace lu = landbridge::units;

namespace {

constexpr double gas_constant_j_kg_k = 500.0;
constexpr double z = 0.85;
constexpr double temperature_k = 290.0;

/// Constant Z, one temperature everywhere, friction that does not depend on the flow.
DesignAssumptions plain() {
  DesignAssumptions a;
  a.gas = constant_gas(SpecificGasConstant::from_si(gas_constant_j_kg_k), z,
                       Temperature::from_si(temperature_k));
  a.gas.molar_mass = 16.6 * lu::kg_per_kmol;
  a.friction = Friction::nikuradse;
  a.heat_transfer = {};
  a.joule_thomson = {};
  a.availability = 1.0 * lu::one;
  a.hydraulic_efficiency = 1.0 * lu::one;
  a.max_velocity = 100.0 * lu::m_per_s;
  return a;
}

LineSpec line_100_km() {
  LineSpec line;
  line.name = "test";
  line.route.length = 100.0 * lu::km;
  line.route.delivery_pressure = 5.0 * lu::megapascal;
  line.route.ground_temperature = Temperature::from_si(temperature_k);
  line.route.air_temperature = Temperature::from_si(temperature_k - 15.0);
  line.outer_diameter = 1.02 * lu::metre;
  line.wall = 10.0 * lu::mm;
  line.max_pressure = 8.0 * lu::megapascal;
  return line;
}

/// Friction of `plain()` in Pa2 s2 / (kg2 m) for an inner diameter of one metre.
double resistance_per_m() {
  const double lambda = friction_factor(Friction::nikuradse, 1.0, 1e-5, 1e7);
  const double area_m2 = std::numbers::pi / 4.0;
  return lambda * z * gas_constant_j_kg_k * temperature_k / (area_m2 * area_m2);
}

double bcm(AmountFlow flow) { return flow.in(lu::bcm_20C_per_year); }

}  // namespace

TEST_CASE("a flat isothermal pipe ends at the closed form") {
  const LineModel model = model_of(line_100_km(), plain());
  const double end_pa = walk(model, 400.0, {}).end_pressure.si();
  CHECK(
      end_pa ==
      doctest::Approx(std::sqrt(64e12 - resistance_per_m() * 1e5 * 400.0 * 400.0)).epsilon(1e-12));
}

TEST_CASE("a slope at one temperature meets the closed form, with order four") {
  // d(p2)/dx = -a - b p2:  p2(L) = (p2(0) + a/b) exp(-b L) - a/b
  LineSpec line = line_100_km();
  line.route.profile = {{0.0 * lu::km, 0.0 * lu::metre}, {100.0 * lu::km, 2000.0 * lu::metre}};
  DesignAssumptions no_cooling = plain();  // climbing takes g dz / c_p
  no_cooling.heat_capacity = 1e12 * design_units::joule_per_kg_kelvin;
  const LineModel model = model_of(line, no_cooling);
  const double a = resistance_per_m() * 300.0 * 300.0;
  const double b =
      2.0 * constants::standard_gravity_m_s2 * 0.02 / (z * gas_constant_j_kg_k * temperature_k);
  const double exact_pa = std::sqrt((64e12 + a / b) * std::exp(-b * 1e5) - a / b);
  const auto error = [&](double cell_m) {
    return std::abs(walk(model, 300.0, {.cell_m = cell_m}).end_pressure.si() - exact_pa);
  };
  CHECK(error(5e3) < 1e-9 * exact_pa);  // 1e-9: truncation of fourth order at 5 km
  CHECK(error(50e3) / error(25e3) == doctest::Approx(16.0).epsilon(0.1));  // order, not digits
}

TEST_CASE("gas that climbs without friction and without heat cools by g dz / c_p") {
  LineSpec line = line_100_km();
  line.route.profile = {{0.0 * lu::km, 0.0 * lu::metre}, {100.0 * lu::km, 1000.0 * lu::metre}};
  const LineModel model = model_of(line, plain());
  const LineState state = walk(model, 1e-6, {.keeps_profile = true});
  const double cooled_k = model.inlet_temperature_k - state.profile.back().temperature.si();
  CHECK(cooled_k ==
        doctest::Approx(constants::standard_gravity_m_s2 * 1000.0 / plain().heat_capacity.si())
            .epsilon(1e-6));
}

TEST_CASE("gas cools towards the ground along an exponential") {
  DesignAssumptions a = plain();
  a.heat_transfer = 2.0 * design_units::watt_per_m2_kelvin;
  LineSpec line = line_100_km();
  line.route.inlet_temperature = Temperature::from_si(320.0);
  const LineState state = walk(model_of(line, a), 300.0, {.cell_m = 5e3, .keeps_profile = true});
  const double per_m = std::numbers::pi * 1.02 * 2.0 / (300.0 * 2700.0);
  CHECK(state.profile.back().temperature.si() ==
        doctest::Approx(290.0 + 30.0 * std::exp(-per_m * 1e5)).epsilon(1e-9));  // fourth order
}

TEST_CASE("expansion cools the gas by the Joule-Thomson coefficient") {
  DesignAssumptions a = plain();
  a.joule_thomson = 4.0 * design_units::kelvin_per_megapascal;
  const LineState state = walk(model_of(line_100_km(), a), 400.0, {.keeps_profile = true});
  const double drop_mpa = 8.0 - state.end_pressure.in(lu::megapascal);
  REQUIRE(drop_mpa > 0.5);
  CHECK(state.profile.front().temperature.si() - state.profile.back().temperature.si() ==
        doctest::Approx(4.0 * drop_mpa).epsilon(1e-7));  // fourth order at 10 km
}

TEST_CASE("the largest flow of one pipe is the closed form, and parallel pipes add") {
  LineSpec line = line_100_km();
  auto one = unwrap(largest_flow(line, plain()));
  const double exact_kg_s = std::sqrt((64e12 - 25e12) / (resistance_per_m() * 1e5));
  CHECK(one.state.delivered.si() == doctest::Approx(exact_kg_s).epsilon(1e-9));  // bisection
  CHECK(one.limit == Limit::delivery_pressure);
  line.lines = 3;
  const auto three = unwrap(largest_flow(line, plain()));
  CHECK(three.annual.si() == doctest::Approx(3.0 * one.annual.si()).epsilon(1e-9));
}

TEST_CASE("hydraulic efficiency and availability multiply the flow of a year") {
  DesignAssumptions a = plain();
  const double full = bcm(unwrap(largest_flow(line_100_km(), a)).annual);
  a.hydraulic_efficiency = 0.9 * lu::one;
  a.availability = 0.8 * lu::one;
  CHECK(bcm(unwrap(largest_flow(line_100_km(), a)).annual) ==
        doctest::Approx(0.72 * full).epsilon(1e-9));
}

TEST_CASE("a station lifts to the maximum pressure with the power law and burns its fuel") {
  LineSpec line = line_100_km();
  line.route.length = 200.0 * lu::km;
  line.stations = 1;
  DesignAssumptions a = plain();
  a.station_loss = {};
  const LineState state = walk(model_of(line, a), 400.0, {});
  REQUIRE(state.stations.size() == 1);
  const StationState& s = state.stations.front();
  CHECK(s.at.in(lu::km) == doctest::Approx(100.0));
  CHECK(s.discharge.si() == 8e6);
  const double suction_pa = std::sqrt(64e12 - resistance_per_m() * 1e5 * 400.0 * 400.0);
  CHECK(s.suction.si() == doctest::Approx(suction_pa).epsilon(1e-12));
  const CompressorInlet inlet{z, gas_constant_j_kg_k, temperature_k,
                              a.gas.isentropic_exponent.si()};
  CHECK(s.shaft_power.si() == doctest::Approx(compressor_power_w(inlet, 400.0, 8e6 / suction_pa,
                                                                 a.isentropic_efficiency.si()))
                                  .epsilon(1e-12));
  const double fuel_kg_s = s.shaft_power.si() / 0.34 / (a.lower_heating_value.si() / 0.0166);
  CHECK(s.fuel.si() == doctest::Approx(fuel_kg_s).epsilon(1e-12));
  CHECK(state.delivered.si() == doctest::Approx(400.0 - fuel_kg_s).epsilon(1e-14));
}

TEST_CASE("a station that cannot reach the maximum lifts as far as its ratio allows") {
  LineSpec line = line_100_km();
  line.route.length = 200.0 * lu::km;
  line.route.inlet_pressure = 4.0 * lu::megapascal;
  line.stations = 1;
  const LineState state = walk(model_of(line, plain()), 300.0, {});
  REQUIRE(state.stations.size() == 1);
  const StationState& s = state.stations.front();
  CHECK(s.discharge.si() == doctest::Approx(1.5 * s.suction.si()).epsilon(1e-14));
  CHECK(s.discharge < line.max_pressure);
  CHECK(state.limit == Limit::station_ratio);  // its 5 MPa at the end are out of reach
  line.has_head_station = true;  // in the place of the first: lifts 4 to 8 MPa in two stages
  line.stations = 2;
  const LineState with_head = walk(model_of(line, plain()), 300.0, {});
  CHECK(with_head.stations.front().discharge == line.max_pressure);
  CHECK(with_head.limit == Limit::none);
}

TEST_CASE("Papay's formula and AGA8 give the same largest flow within 1 %") {
  LineSpec line = line_100_km();
  line.route.length = 300.0 * lu::km;
  line.stations = 1;
  DesignAssumptions a;
  a.cell = 50.0 * lu::km;
  const double papay = bcm(unwrap(largest_flow(line, a)).annual);
  a.gas.eos = Eos::aga8;
  const double aga8 = bcm(unwrap(largest_flow(line, a)).annual);
  CHECK(papay == doctest::Approx(aga8).epsilon(0.01));  // error of Papay's formula
  CHECK(papay != aga8);
}

TEST_CASE("more stations, a lower end pressure and colder gas carry more; offtakes are felt") {
  LineSpec line = line_100_km();
  line.route.length = 900.0 * lu::km;
  const DesignAssumptions a;
  double before = 0.0;
  for (int stations = 0; stations < 8; ++stations) {
    line.stations = stations;
    const double now = bcm(unwrap(largest_flow(line, a)).annual);
    CHECK(now > before);
    before = now;
  }
  line.route.delivery_pressure = 7.0 * lu::megapascal;
  CHECK(bcm(unwrap(largest_flow(line, a)).annual) < before);
  line.route.delivery_pressure = 5.0 * lu::megapascal;
  line.route.ground_temperature = 270.0 * lu::kelvin;
  line.route.air_temperature = 265.0 * lu::kelvin;
  CHECK(bcm(unwrap(largest_flow(line, a)).annual) > before);
  const auto without = unwrap(largest_flow(line, a));
  line.route.offtakes = {{"town", 50.0 * lu::km, 1.0 * lu::bcm_20C_per_year}};
  const auto with = unwrap(largest_flow(line, a));
  CHECK(with.annual < without.annual);
  CHECK(with.annual_inlet > without.annual_inlet - 1.0 * lu::bcm_20C_per_year);
  CHECK(with.certificate.mass_residual_relative < 1e-14);
}

TEST_CASE("a line carries its largest flow and not one per mille more") {
  LineSpec line = line_100_km();
  line.route.length = 700.0 * lu::km;
  line.stations = 5;
  line.route.offtakes = {{"town", 320.0 * lu::km, 0.5 * lu::bcm_20C_per_year}};
  const DesignAssumptions a;
  const auto most = unwrap(largest_flow(line, a));
  CHECK(unwrap(carry(line, a, (1.0 - 1e-8) * most.annual)).limit == Limit::none);
  CHECK(unwrap(carry(line, a, 1.001 * most.annual)).limit == most.limit);
  const LineState state = unwrap(carry(line, a, 0.9 * most.annual));
  CHECK(state.delivered.si() ==
        doctest::Approx((0.9 * most.annual).si() * a.gas.molar_mass.si() / 0.95).epsilon(1e-9));
  CHECK(most.certificate.step_error_relative < 1e-6);
}

TEST_CASE("power that is installed limits, and standby units are the peak") {
  LineSpec line = line_100_km();
  line.route.length = 600.0 * lu::km;
  line.stations = 5;
  const DesignAssumptions a;
  const auto free = unwrap(largest_flow(line, a));
  CHECK(free.annual_peak == free.annual);
  line.station_power = 10.0 * lu::megawatt;
  line.station_units = 4;
  const auto limited = unwrap(largest_flow(line, a));
  CHECK(limited.limit == Limit::station_power);
  CHECK(limited.annual < limited.annual_peak);
  CHECK(limited.annual_peak < free.annual);
  for (const StationState& s : limited.state.stations)
    CHECK(s.shaft_power.in(lu::megawatt) <= 10.0 * 0.95 * 0.75 * (1.0 + 1e-12));
}

TEST_CASE("gas too fast is a limit of its own") {
  LineSpec line = line_100_km();
  line.route.delivery_pressure = 1.0 * lu::megapascal;
  DesignAssumptions a;
  a.max_velocity = 10.0 * lu::m_per_s;
  const auto most = unwrap(largest_flow(line, a));
  CHECK(most.limit == Limit::velocity);
  CHECK(most.state.fastest.si() == doctest::Approx(10.0).epsilon(1e-6));  // last bracket
}

TEST_CASE("downhill the pressure is held at the maximum") {
  LineSpec line = line_100_km();
  line.route.profile = {{0.0 * lu::km, 1500.0 * lu::metre}, {100.0 * lu::km, 0.0 * lu::metre}};
  const LineState state = walk(model_of(line, DesignAssumptions{}), 20.0, {.keeps_profile = true});
  CHECK(state.is_regulated);
  for (const ProfilePoint& p : state.profile) CHECK(p.pressure.si() <= 8e6);
}

TEST_CASE("walls are those of the two codes") {
  DesignAssumptions a;
  // p D / (2 S F E) = 9.8 x 1420 / (2 x 485 x 0.72) mm
  CHECK(wall_thickness(a, 1420.0 * lu::mm, 9.8 * lu::megapascal).in(lu::mm) ==
        doctest::Approx(9.8 * 1420.0 / (2.0 * 485.0 * 0.72)).epsilon(1e-12));
  a.wall_rule = WallRule::snip_2_05_06;
  // R1 = 588 x 0.9 / (1.34 x 1.15) = 343.4 MPa; 10.78 x 1420 / (2 x 354.2) = 21.6 mm: what 1420 mm
  // lines of 9.8 MPa and K60 steel have in the ground (21.7 mm)
  CHECK(wall_thickness(a, 1420.0 * lu::mm, 9.8 * lu::megapascal).in(lu::mm) ==
        doctest::Approx(21.6).epsilon(0.005));
  CHECK(wall_thickness(a, 1400.0 * lu::mm, 0.5 * lu::megapascal).in(lu::mm) ==
        doctest::Approx(10.0).epsilon(1e-12));  // D / 140
  // 21.6 mm of 1420 mm: 744.9 kg/m
  CHECK(steel_mass_kg_m(1420.0 * lu::mm, 21.6 * lu::mm, 7850.0 * lu::kg_per_m3) ==
        doctest::Approx(std::numbers::pi * 0.0216 * 1.3984 * 7850.0).epsilon(1e-12));
}

TEST_CASE("lines that cannot be are refused with the field and the value") {
  const auto refuses = [](auto spoil, const char* field) {
    LineSpec line = line_100_km();
    line.stations = 2;
    spoil(line);
    const auto result = largest_flow(line, DesignAssumptions{});
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().fault == Fault::bad_input);
    CHECK(result.error().where.find(field) != std::string::npos);
    CHECK_FALSE(result.error().what.empty());
  };
  refuses([](LineSpec& l) { l.outer_diameter = -1.0 * lu::mm; }, "diameter");
  refuses([](LineSpec& l) { l.wall = 600.0 * lu::mm; }, "wall");
  refuses([](LineSpec& l) { l.max_pressure = {}; }, "max_pressure");
  refuses([](LineSpec& l) { l.route.delivery_pressure = 9.0 * lu::megapascal; }, "delivery");
  refuses([](LineSpec& l) { l.route.inlet_pressure = 9.0 * lu::megapascal; }, "inlet");
  refuses([](LineSpec& l) { l.route.length = {}; }, "length");
  refuses([](LineSpec& l) { l.route.length = Length::from_si(NAN); }, "length");
  refuses([](LineSpec& l) { l.route.length = 1e9 * lu::km; }, "length");
  refuses([](LineSpec& l) { l.outer_diameter = 1e9 * lu::mm; }, "diameter");
  refuses([](LineSpec& l) { l.max_pressure = 1e9 * lu::megapascal; }, "max_pressure");
  refuses([](LineSpec& l) { l.lines = 0; }, "lines");
  refuses([](LineSpec& l) { l.stations = -1; }, "stations");
  refuses([](LineSpec& l) { l.station_at = {150.0 * lu::km}; }, "station_at");
  refuses([](LineSpec& l) { l.route.offtakes = {{"x", 120.0 * lu::km, {}}}; }, "offtakes");
  refuses([](LineSpec& l) { l.route.ground_temperature = 8.0 * lu::kelvin; }, "temperature");
  refuses(
      [](LineSpec& l) {
        l.route.profile = {{50.0 * lu::km, {}}, {10.0 * lu::km, {}}};
      },
      "profile");
}

TEST_CASE("assumptions that cannot be are refused with the field and the value") {
  const auto refuses = [](auto spoil, const char* field) {
    DesignAssumptions a;
    spoil(a);
    const auto result = largest_flow(line_100_km(), a);
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().where.find(field) != std::string::npos);
  };
  refuses([](auto& a) { a.hydraulic_efficiency = 1.2 * lu::one; }, "hydraulic_efficiency");
  refuses([](auto& a) { a.availability = {}; }, "availability");
  refuses([](auto& a) { a.max_ratio = 1.0 * lu::one; }, "max_ratio");
  refuses([](auto& a) { a.unit_sizes.clear(); }, "unit_sizes");
  refuses([](auto& a) { a.standby_units = 0.5 * lu::one; }, "standby_units");
  refuses([](auto& a) { a.gas.molar_mass = {}; }, "gas");
}

TEST_CASE("offtakes that leave nothing are infeasible and say so") {
  LineSpec line = line_100_km();
  line.route.offtakes = {{"town", 50.0 * lu::km, 500.0 * lu::bcm_20C_per_year}};
  const auto result = largest_flow(line, DesignAssumptions{});
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().fault == Fault::infeasible);
}
