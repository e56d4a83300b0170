#include "landbridge/gas/design.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <doctest/doctest.h>

#include "landbridge/gas/design_checks.hpp"
#include "landbridge/gas/design_cost.hpp"

using namespace landbridge;
using namespace landbridge::gas;
namespace lu = landbridge::units;

namespace {

DesignSpec small_spec() {
  DesignSpec s;
  s.name = "small";
  s.route.length = 600.0 * lu::km;
  s.route.delivery_pressure = 5.0 * lu::megapascal;
  s.route.inlet_pressure = 5.5 * lu::megapascal;
  s.route.profile = {{0.0 * lu::km, 0.0 * lu::metre},
                     {300.0 * lu::km, 900.0 * lu::metre},
                     {600.0 * lu::km, 200.0 * lu::metre}};
  s.flow = 12.0 * lu::bcm_20C_per_year;
  for (const double d_mm : {720.0, 820.0, 1020.0, 1220.0}) s.diameters.push_back(d_mm * lu::mm);
  s.lines = {1, 2};
  for (const double p_mpa : {5.5, 7.4, 9.8}) s.max_pressures.push_back(p_mpa * lu::megapascal);
  s.min_spacing = 60.0 * lu::km;
  s.max_spacing = 300.0 * lu::km;
  s.assumptions.cell = 20.0 * lu::km;
  return s;
}

double cost(const Design& d) { return d.tariff.total.si(); }

/// Every design of the grid on its own: a grid of one pipe and one number of sections each.
std::vector<Design> by_brute_force(const DesignSpec& spec) {
  std::vector<Design> best;
  for (const Length diameter : spec.diameters)
    for (const int lines : spec.lines)
      for (const Pressure pressure : spec.max_pressures) {
        std::optional<Design> of_pipe;
        for (int sections = 2; sections <= 10; ++sections) {
          DesignSpec one = spec;
          one.diameters = {diameter};
          one.lines = {lines};
          one.max_pressures = {pressure};
          one.min_spacing = one.max_spacing = spec.route.length / sections;
          const auto result = design(one);
          if (!result) continue;
          if (!of_pipe || cost(result->ranked.front()) < cost(*of_pipe))
            of_pipe = result->ranked.front();
        }
        if (of_pipe) best.push_back(*of_pipe);
      }
  std::ranges::sort(best, {}, cost);
  return best;
}

KnownLine known(const char* name, double length_km, double pressure_mpa, int stations,
                double ground_c, double air_c, double stated_bcm) {
  KnownLine k;
  k.line.name = name;
  k.line.route.length = length_km * lu::km;
  k.line.route.ground_temperature = Temperature::from_si(273.15 + ground_c);
  k.line.route.air_temperature = Temperature::from_si(273.15 + air_c);
  k.line.outer_diameter = 1420.0 * lu::mm;
  k.line.max_pressure = pressure_mpa * lu::megapascal;
  k.line.route.delivery_pressure = k.line.max_pressure / 1.5;
  k.line.stations = stations;
  k.line.has_head_station = true;
  k.stated = stated_bcm * lu::bcm_20C_per_year;
  k.tolerance = 0.15;
  return k;
}

}  // namespace

TEST_CASE("the pruned search finds what trying every design finds") {
  std::size_t left_out = 0;
  for (const double flow_bcm : {3.0, 12.0, 30.0}) {
    DesignSpec spec = small_spec();
    spec.flow = flow_bcm * lu::bcm_20C_per_year;
    const auto found = unwrap(design(spec));
    const auto all = by_brute_force(spec);
    REQUIRE(found.ranked.size() == std::min<std::size_t>(all.size(), 5));
    for (std::size_t i = 0; i < found.ranked.size(); ++i)
      CHECK(cost(found.ranked[i]) == doctest::Approx(cost(all[i])).epsilon(1e-12));
    const SearchCertificate& c = found.certificate;
    CHECK(c.grid == c.examined + c.impossible + c.too_expensive);
    left_out += c.too_expensive;
  }
  CHECK(left_out > 0);
}

TEST_CASE("the order of the lists and repeated entries do not change the ranking") {
  DesignSpec spec = small_spec();
  const auto before = unwrap(design(spec));
  std::ranges::reverse(spec.diameters);
  std::ranges::reverse(spec.max_pressures);
  std::ranges::reverse(spec.lines);
  spec.diameters.push_back(spec.diameters.front());
  const auto after = unwrap(design(spec));
  REQUIRE(before.ranked.size() == after.ranked.size());
  for (std::size_t i = 0; i < before.ranked.size(); ++i)
    CHECK(cost(before.ranked[i]) == cost(after.ranked[i]));
}

TEST_CASE("a chosen design keeps every limit and delivers the flow") {
  const DesignSpec spec = small_spec();
  const auto result = unwrap(design(spec));
  for (const Design& d : result.ranked) {
    CHECK(d.state.limit == Limit::none);
    CHECK(d.state.end_pressure >= spec.route.delivery_pressure);
    CHECK(d.state.fastest <= spec.assumptions.max_velocity);
    CHECK(d.state.delivered.si() ==
          doctest::Approx(spec.flow.si() * spec.assumptions.gas.molar_mass.si() / 0.95)
              .epsilon(1e-9));
    CHECK(d.spacing >= spec.min_spacing);
    for (const StationState& s : d.state.stations)
      if (s.at > Length{})
        CHECK(s.pressure_ratio <= spec.assumptions.max_ratio.si() * (1.0 + 1e-12));
    CHECK(d.tariff_low.per_amount <= d.tariff.per_amount);
    CHECK(d.tariff.per_amount <= d.tariff_high.per_amount);
  }
  CHECK(result.certificate.line.mass_residual_relative < 1e-12);
  CHECK(result.certificate.line.power_residual_relative < 1e-12);
  CHECK(result.certificate.line.step_error_relative < 1e-5);
}

TEST_CASE("more gas costs more a year, and less use of a line more per unit") {
  DesignSpec spec = small_spec();
  for (const double flow_bcm : {2.0, 4.0, 8.0, 16.0, 32.0, 500.0})
    spec.curve_flows.push_back(flow_bcm * lu::bcm_20C_per_year);
  spec.utilisations = {0.25, 0.5, 1.0};
  const auto result = unwrap(design(spec));
  REQUIRE(result.curve.size() == 6);
  double before = 0.0;
  for (std::size_t i = 0; i < 5; ++i) {
    REQUIRE(result.curve[i].best.has_value());
    CHECK(cost(*result.curve[i].best) > before);
    before = cost(*result.curve[i].best);
  }
  CHECK_FALSE(result.curve[5].best.has_value());
  CHECK(result.curve[5].why_none.find("500") != std::string::npos);
  const auto& u = result.utilisation;
  REQUIRE(u.size() == 3);
  CHECK(u[0].tariff.per_amount > u[1].tariff.per_amount);
  CHECK(u[1].tariff.per_amount > u[2].tariff.per_amount);
  CHECK(u[2].tariff.per_amount.si() ==
        doctest::Approx(result.ranked.front().tariff.per_amount.si()).epsilon(1e-9));
  CHECK(u[0].fuel_share < u[2].fuel_share);
}

TEST_CASE("dear terrain, dear money and costly fuel raise the tariff") {
  const DesignSpec spec = small_spec();
  const double base = cost(unwrap(design(spec)).ranked.front());
  DesignSpec hilly = spec;
  hilly.route.terrain = {{200.0 * lu::km, 400.0 * lu::km, 1.8}};
  CHECK(cost(unwrap(design(hilly)).ranked.front()) > base);
  DesignSpec dear = spec;
  dear.costs.best.discount_rate = 12.0 * lu::percent_per_year;
  CHECK(cost(unwrap(design(dear)).ranked.front()) > base);
  DesignSpec fuel = spec;
  fuel.costs.best.fuel_price = 40.0 * design_units::money_per_mwh;
  const auto with_fuel = unwrap(design(fuel));
  CHECK(cost(with_fuel.ranked.front()) > base);
  CHECK(with_fuel.ranked.front().shaft_power <= unwrap(design(spec)).ranked.front().shaft_power);
}

TEST_CASE("stations get whole units of one size with one to spare in each") {
  DesignAssumptions a;
  a.unit_sizes = {16.0 * lu::megawatt, 25.0 * lu::megawatt};
  a.site_power = 1.0 * lu::one;
  const std::vector<Power> needed{40.0 * lu::megawatt, 50.0 * lu::megawatt};
  const Machines m = size_machines(a, needed);
  // 16 MW: (3 + 1) + (4 + 1) = 9 units, 144 MW; 25 MW: (2 + 1) + (2 + 1) = 6 units, 150 MW
  CHECK(m.unit_size.in(lu::megawatt) == doctest::Approx(16.0));
  CHECK(m.units == 9);
  CHECK(m.standby == 2);
  CHECK(m.installed.in(lu::megawatt) == doctest::Approx(144.0));
  a.max_units = 4.0 * lu::one;  // five of 16 MW are too many in the second station
  CHECK(size_machines(a, needed).installed.in(lu::megawatt) == doctest::Approx(150.0));
  CHECK(size_machines(a, {}).units == 0);
}

TEST_CASE("a flow that no design carries is infeasible and tells the largest") {
  DesignSpec spec = small_spec();
  spec.flow = 400.0 * lu::bcm_20C_per_year;
  const auto result = design(spec);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().fault == Fault::infeasible);
  CHECK(result.error().what.find("bcm_20C/yr, stopped by") != std::string::npos);
  CHECK_FALSE(result.error().hint.empty());
}

TEST_CASE("specifications that cannot be are refused with the field") {
  const auto refuses = [](auto spoil, const char* field) {
    DesignSpec spec = small_spec();
    spoil(spec);
    const auto result = design(spec);
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().fault == Fault::bad_input);
    CHECK(result.error().where.find(field) != std::string::npos);
  };
  refuses([](auto& s) { s.flow = {}; }, "flow");
  refuses([](auto& s) { s.diameters.clear(); }, "diameters");
  refuses([](auto& s) { s.lines = {0}; }, "lines");
  refuses([](auto& s) { s.max_pressures.clear(); }, "max_pressures");
  refuses([](auto& s) { s.max_pressures = {4.0 * lu::megapascal}; }, "delivery_pressure");
  refuses([](auto& s) { s.min_spacing = 0.5 * lu::km; }, "min_spacing");
  refuses([](auto& s) { s.max_spacing = 10.0 * lu::km; }, "min_spacing");
  refuses([](auto& s) { s.top = 0; }, "top");
  refuses([](auto& s) { s.route.length = {}; }, "length");
  refuses([](auto& s) { s.costs.best.lifetime = {}; }, "lifetime");
  refuses([](auto& s) { s.utilisations = {1.5}; }, "utilisations");
}

TEST_CASE("known 1420 mm lines carry what is said of them within 15 %, one set of assumptions") {
  DesignAssumptions a;
  a.wall_rule = WallRule::snip_2_05_06;
  const std::vector<KnownLine> lines{
      known("Power of Siberia 1", 2156.0, 9.8, 8, 1.0, -3.0, 38.0),
      known("Bovanenkovo-Ukhta 2", 1260.0, 11.8, 9, -1.0, -5.0, 57.5),
      known("Yamal-Europe", 2000.0, 8.4, 14, 8.0, 7.0, 32.9)};
  const auto results = unwrap(check_known_lines(lines, a));
  REQUIRE(results.size() == 3);
  for (const KnownLineResult& r : results) {
    INFO(r.known.line.name, " ", r.deviation_relative);
    CHECK(std::abs(r.deviation_relative) < 0.15);  // the tolerance asked for
    CHECK(r.is_within);
    for (const Sensitivity& s : r.sensitivities)
      CHECK(
          (s.change == "no coating, 0.03 mm" ? s.change_relative < 0.0 : s.change_relative > 0.0));
  }
}
