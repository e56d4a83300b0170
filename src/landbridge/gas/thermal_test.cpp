#include "landbridge/gas/thermal.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <doctest/doctest.h>

#include "landbridge/gas/gas_limits.hpp"
#include "landbridge/gas/gerg2008.hpp"
#include "landbridge/gas/property_table.hpp"
#include "landbridge/gas/thermal_pipe.hpp"

using namespace landbridge;
using namespace landbridge::gas;
using doctest::Approx;

namespace {

constexpr double inlet_k = 313.15;
constexpr double ground_k = 278.15;

Gas with(Eos eos) {
  Gas gas = dry_pipeline_gas();
  gas.eos = eos;
  return gas;
}

/// A gas of constant Z and heat capacity: no Joule-Thomson effect.
Gas simple_gas() {
  return constant_gas(SpecificGasConstant::from_si(500.0), 0.9, Temperature::from_si(283.15));
}

/// border --120 km, 1 m--> city, 300 kg/s.
Problem trunk(const Gas& gas, double flow_kg_s, double rise_m = 0.0, bool is_turned = false) {
  Problem problem;
  problem.gas = gas;
  problem.friction = Friction::colebrook;
  const NodeId border = problem.network.add_node("border");
  const NodeId city = problem.network.add_node("city");
  problem.supply = Column<NodeId, MassFlow>(2);
  problem.supply[city] = -flow_kg_s * units::kg_per_s;
  problem.height = Column<NodeId, Length>(2);
  problem.height[city] = Length::from_si(rise_m);
  problem.fixed_pressure.push_back({border, 80 * units::bar});
  problem.add(
      "trunk", is_turned ? city : border, is_turned ? border : city,
      Pipe{.length = 120 * units::km, .diameter = 1000 * units::mm, .roughness = 0.02 * units::mm});
  return problem;
}

ThermalOptions usual() {
  ThermalOptions options;
  options.ground_temperature = Temperature::from_si(ground_k);
  options.inlet_temperature = Temperature::from_si(inlet_k);
  return options;
}

/// well -> compressor -> ring of three pipes over a hill -> control valve -> town.
Problem ring(const Gas& gas) {
  Problem p;
  p.gas = gas;
  p.friction = Friction::colebrook;
  const NodeId well = p.network.add_node("well");
  const NodeId head = p.network.add_node("head");
  const NodeId hill = p.network.add_node("hill");
  const NodeId gate = p.network.add_node("gate");
  const NodeId town = p.network.add_node("town");
  p.supply = Column<NodeId, MassFlow>(5);
  p.supply[hill] = -40.0 * units::kg_per_s;
  p.supply[town] = -110.0 * units::kg_per_s;
  p.height = Column<NodeId, Length>(5);
  p.height[hill] = Length::from_si(900.0);
  p.height[gate] = Length::from_si(200.0);
  p.height[town] = Length::from_si(200.0);
  p.fixed_pressure.push_back({well, 50 * units::bar});
  p.add("station", well, head,
        Compressor{.control = CompressorControl::outlet_pressure,
                   .outlet_pressure = 80 * units::bar});
  const auto pipe = [](double km) {
    return Pipe{
        .length = km * units::km, .diameter = 700 * units::mm, .roughness = 0.02 * units::mm};
  };
  p.add("north", head, hill, pipe(60));
  p.add("over", hill, gate, pipe(40));
  p.add("south", gate, head, pipe(110));  // drawn against the flow
  p.add("valve", gate, town, Regulator{.outlet_pressure = 30 * units::bar});
  return p;
}

}  // namespace

TEST_CASE("table: Z of GERG-2008, DETAIL and Papay within 1e-6 between 240 and 340 K to 150 bar") {
  for (const Eos eos : {Eos::gerg2008, Eos::aga8, Eos::papay}) {
    CAPTURE(name_of(eos));
    const auto table = unwrap(PropertyTable::make(with(eos), {150e5, 240.0, 340.0}));
    CHECK(table.z_error() < 1e-6);
    CHECK(table.z_error() > 0.0);
    CHECK(table.h_error_j_kg() < 1.0);  // J/kg; 1 K is about 2,300
  }
}

TEST_CASE("table: slopes of the enthalpy are the heat capacity and the Joule-Thomson effect") {
  const Gas gas = with(Eos::gerg2008);
  const auto table = unwrap(PropertyTable::make(gas, {150e5, 240.0, 340.0}));
  Aga8Composition composition;
  std::copy(gas.composition.begin(), gas.composition.end(), composition.mole_fraction.begin());
  const Gerg2008Mixture mixture = unwrap(gerg2008_mixture(composition));
  for (double p = 3e5; p < 150e5; p += 7e5)
    for (double t = 243.0; t < 340.0; t += 11.0) {
      const GasState state = unwrap(mixture.state(p, t));
      const auto h = table.enthalpy(p, t);
      const double cp = state.isobaric_heat_capacity_j_mol_k / mixture.molar_mass_kg_mol;
      CHECK(h.slope_by_t == Approx(cp).epsilon(2e-4));  // a slope of a cubic: one order less
      CHECK(-h.slope_by_p / h.slope_by_t == Approx(state.joule_thomson_k_pa).epsilon(2e-3));
      CHECK(table.temperature_k(p, h.value, 290.0) == Approx(t).epsilon(1e-10));
    }
}

TEST_CASE("table: Papay's enthalpy obeys dh/dp = -(Rs T^2/p) dZ/dT") {
  const Gas gas = with(Eos::papay);
  const auto table = unwrap(PropertyTable::make(gas, {120e5, 250.0, 350.0}));
  const double rs = specific_gas_constant_j_kg_k(gas);
  for (double p = 5e5; p < 120e5; p += 9e5)
    for (double t = 255.0; t < 350.0; t += 13.0) {
      const double slope =
          (compressibility(gas, p, t + 0.05) - compressibility(gas, p, t - 0.05)) / 0.1;
      CHECK(table.enthalpy(p, t).slope_by_p == Approx(-rs * t * t / p * slope).epsilon(2e-3));
    }
}

TEST_CASE("table: a range without gas is refused") {
  CHECK_FALSE(PropertyTable::make(with(Eos::gerg2008), {100e5, 100.0, 300.0}).has_value());
  CHECK_FALSE(PropertyTable::make(with(Eos::papay), {0.0, 250.0, 300.0}).has_value());
  CHECK_FALSE(PropertyTable::make(with(Eos::papay), {1e7, 300.0, 300.0}).has_value());
}

TEST_CASE("thermal: a gas of constant heat capacity cools exponentially to the ground") {
  // T = T_g + (T_0 - T_g) e^(-x/l), l = m cp/(U pi D)
  const Problem problem = trunk(simple_gas(), 300.0);
  const ThermalSolution s = unwrap(solve_thermal(problem, usual()));
  const double cp = 1.3 / 0.3 * 500.0;
  const double lengths = 1.5 * std::numbers::pi * 1.0 * 120e3 / (300.0 * cp);
  const double end_k = ground_k + (inlet_k - ground_k) * std::exp(-lengths);
  CHECK(s.temperature[NodeId(1)].si() == Approx(end_k).epsilon(1e-9));
  CHECK(s.temperature[NodeId(0)].si() == Approx(inlet_k).epsilon(1e-12));
  CHECK(s.link[LinkId(0)].heat_to_ground.si() ==
        Approx(300.0 * cp * (inlet_k - end_k)).epsilon(1e-8));
  // p_a^2 - p_b^2 = lambda m^2 Z Rs/(D A^2) integral of T dx
  const double area = 0.25 * std::numbers::pi;
  const double lambda = friction_factor(Friction::colebrook, 1.0, 0.02e-3,
                                        reynolds_number(300.0, 1.0, problem.gas.viscosity.si()));
  const double integral = 120e3 * (ground_k + (inlet_k - end_k) / lengths);
  const double drop = lambda * 300.0 * 300.0 * 0.9 * 500.0 / (area * area) * integral;
  const double p_pa = s.hydraulics.pressure[NodeId(1)].si();
  CHECK(p_pa * p_pa == Approx(80e5 * 80e5 - drop).epsilon(1e-9));
}

TEST_CASE("thermal: with everything at one temperature it is the isothermal solution") {
  Gas gas = simple_gas();
  ThermalOptions options;  // ground and inlet: the gas's 283.15 K
  const Problem problem = trunk(gas, 250.0);
  const ThermalSolution s = unwrap(solve_thermal(problem, options));
  const Solution isothermal = unwrap(solve(problem));
  CHECK(s.hydraulics.pressure[NodeId(1)].si() ==
        Approx(isothermal.pressure[NodeId(1)].si()).epsilon(1e-10));
  CHECK(s.temperature[NodeId(1)].si() == Approx(283.15).epsilon(1e-12));
}

TEST_CASE("thermal: a control valve keeps the enthalpy of GERG-2008") {
  Problem p;
  p.gas = with(Eos::gerg2008);
  const NodeId in = p.network.add_node("in");
  const NodeId out = p.network.add_node("out");
  p.supply = Column<NodeId, MassFlow>(2);
  p.supply[out] = -50.0 * units::kg_per_s;
  p.fixed_pressure.push_back({in, 80 * units::bar});
  p.add("valve", in, out, Regulator{.outlet_pressure = 20 * units::bar});
  ThermalOptions options = usual();
  const ThermalSolution s = unwrap(solve_thermal(p, options));
  Aga8Composition composition;
  std::copy(p.gas.composition.begin(), p.gas.composition.end(), composition.mole_fraction.begin());
  const Gerg2008Mixture mixture = unwrap(gerg2008_mixture(composition));
  const double h = unwrap(mixture.state(80e5, inlet_k)).enthalpy_j_mol;
  const double t = s.temperature[out].si();
  CHECK(t < inlet_k - 20.0);
  CHECK(unwrap(mixture.state(20e5, t)).enthalpy_j_mol == Approx(h).epsilon(1e-4));
  options.preheated_outlet = Temperature::from_si(280.0);
  options.inlet_temperature = Temperature::from_si(285.0);
  const ThermalSolution heated = unwrap(solve_thermal(p, options));
  CHECK(heated.temperature[out].si() == Approx(280.0).epsilon(1e-12));
  const double needed = unwrap(mixture.state(20e5, 280.0)).enthalpy_j_mol -
                        unwrap(mixture.state(80e5, 285.0)).enthalpy_j_mol;
  CHECK(heated.link[LinkId(0)].preheating.si() ==
        Approx(50.0 * needed / mixture.molar_mass_kg_mol).epsilon(1e-4));
}

TEST_CASE("thermal: energy balances in a ring with a station, a hill and a control valve") {
  for (const Eos eos : {Eos::papay, Eos::gerg2008}) {
    const Problem problem = ring(with(eos));
    ThermalOptions options = usual();
    const ThermalSolution s = unwrap(solve_thermal(problem, options));
    CAPTURE(s.certificate.rounds);
    CHECK(s.certificate.law_residual_relative <= 1e-9);
    CHECK(s.certificate.energy_residual_relative < 1e-6);
    CHECK(s.certificate.integration_error_relative < 1e-7);
    CHECK(s.certificate.rounds <= 20);
    CHECK(s.hydraulics.certificate.mass_residual_kg_s < 1e-8);
    const double hot = s.temperature[NodeId(1)].si();
    CHECK(hot > inlet_k + 30.0);
    CHECK(s.link[LinkId(0)].compression.si() == Approx(s.hydraulics.link[LinkId(0)].power.si()));
    options.cooler_outlet = Temperature::from_si(320.0);
    const ThermalSolution cooled = unwrap(solve_thermal(problem, options));
    CHECK(cooled.temperature[NodeId(1)].si() == Approx(320.0));
    CHECK(cooled.link[LinkId(0)].cooling.si() > 0.0);
    CHECK(cooled.hydraulics.pressure[NodeId(3)].si() > s.hydraulics.pressure[NodeId(3)].si());
  }
}

TEST_CASE("thermal: a pipe drawn the other way round has the same temperatures") {
  const ThermalSolution a = unwrap(solve_thermal(trunk(with(Eos::papay), 300.0, 800.0), usual()));
  const ThermalSolution b =
      unwrap(solve_thermal(trunk(with(Eos::papay), 300.0, 800.0, true), usual()));
  CHECK(b.hydraulics.flow[LinkId(0)].si() == Approx(-a.hydraulics.flow[LinkId(0)].si()));
  CHECK(b.temperature[NodeId(1)].si() == Approx(a.temperature[NodeId(1)].si()).epsilon(1e-10));
  CHECK(b.hydraulics.pressure[NodeId(1)].si() ==
        Approx(a.hydraulics.pressure[NodeId(1)].si()).epsilon(1e-9));
  CHECK(b.link[LinkId(0)].to_temperature.si() == Approx(inlet_k));
}

TEST_CASE("thermal: a hill costs what the walk with heights says, with heat and without") {
  for (const double rise_m : {-1200.0, 1200.0}) {
    const Problem problem = trunk(with(Eos::papay), 300.0, rise_m);
    const ThermalSolution s = unwrap(solve_thermal(problem, usual()));
    const double p = s.hydraulics.pressure[NodeId(1)].si();
    const ThermalSolution flat = unwrap(solve_thermal(trunk(problem.gas, 300.0), usual()));
    const double p_flat = flat.hydraulics.pressure[NodeId(1)].si();
    CHECK((p - p_flat) * rise_m < 0.0);
    CHECK(s.certificate.law_residual_relative <= 1e-9);
    CHECK(s.certificate.energy_residual_relative < 1e-7);
  }
}

TEST_CASE("thermal: gas at rest has the temperature of the ground, and any flow settles") {
  for (const double flow : {0.0, 1e-6, 1e-3, 0.1, 5.0, -50.0}) {
    CAPTURE(flow);
    for (const double rise_m : {0.0, 500.0}) {
      const auto s = solve_thermal(trunk(with(Eos::papay), flow, rise_m), usual());
      if (!s) MESSAGE(to_text(s.error()));
      REQUIRE(s.has_value());
      CHECK(s->certificate.law_residual_relative <= 1e-9);
      if (flow == 0.0) CHECK(s->temperature[NodeId(1)].si() == ground_k);
      if (flow > 0.0 && flow <= 5.0)
        CHECK(s->temperature[NodeId(1)].si() == Approx(ground_k).epsilon(0.02));  // minus g z/cp
    }
  }
}

TEST_CASE("thermal: without heat exchange the pipe is a throttle") {
  ThermalOptions options = usual();
  options.heat_transfer = HeatTransfer{};
  const Problem problem = trunk(with(Eos::gerg2008), 400.0);
  const ThermalSolution s = unwrap(solve_thermal(problem, options));
  Aga8Composition composition;
  std::copy(problem.gas.composition.begin(), problem.gas.composition.end(),
            composition.mole_fraction.begin());
  const Gerg2008Mixture mixture = unwrap(gerg2008_mixture(composition));
  const double before = unwrap(mixture.state(80e5, inlet_k)).enthalpy_j_mol;
  const double after =
      unwrap(mixture.state(s.hydraulics.pressure[NodeId(1)].si(), s.temperature[NodeId(1)].si()))
          .enthalpy_j_mol;
  CHECK(after == Approx(before).epsilon(1e-4));
  CHECK(s.temperature[NodeId(1)].si() < inlet_k - 5.0);
}

TEST_CASE("thermal: the walk is of fourth order") {
  const Gas gas = with(Eos::papay);
  const auto table = unwrap(PropertyTable::make(gas, {120e5, 250.0, 350.0}));
  const ThermalPipe pipe{.length_m = 120e3,
                         .diameter_m = 1.0,
                         .friction_factor = 0.01,
                         .heat_transfer_w_m2_k = 8.0,
                         .ground_temperature_k = ground_k,
                         .rise_m = 0.0,
                         .flow_kg_s = 300.0};
  const auto end = [&](int steps) {
    return walk_pipe(pipe, table, {80e5, inlet_k}, steps).outlet.temperature_k;
  };
  const double exact = end(4096);
  const double order = std::log2(std::abs(end(6) - exact) / std::abs(end(12) - exact));
  CHECK(order > 3.5);
}

TEST_CASE("thermal: wrong temperatures are refused with their value") {
  ThermalOptions options = usual();
  options.ground_temperature = Temperature::from_si(5.0);
  const auto s = solve_thermal(trunk(with(Eos::papay), 100.0), options);
  REQUIRE_FALSE(s.has_value());
  CHECK(s.error().what.find("5 K") != std::string::npos);
  options = usual();
  options.heat_transfer = HeatTransfer::from_si(-1.0);
  CHECK_FALSE(solve_thermal(trunk(with(Eos::papay), 100.0), options).has_value());
  options = usual();
  options.node_inlet_temperature = Column<NodeId, Temperature>(7);
  CHECK_FALSE(solve_thermal(trunk(with(Eos::papay), 100.0), options).has_value());
}

TEST_CASE("thermal: a flow that no pressure drives is reported as infeasible, not heated") {
  const ThermalSolution s = unwrap(solve_thermal(trunk(with(Eos::papay), 3000.0), usual()));
  CHECK_FALSE(s.is_complete);
  CHECK_FALSE(s.hydraulics.infeasible.empty());
}

TEST_CASE("hydrates of a gas of relative density 0.6 form at about 12 degC and 40 bar") {
  // 53.3 degF at 580 psia by hand.
  CHECK(hydrate_temperature_k(40e5, 0.6) == Approx(273.15 + 11.8345).epsilon(1e-6));
  CHECK(hydrate_temperature_k(80e5, 0.6) > hydrate_temperature_k(40e5, 0.6));
  CHECK(hydrate_temperature_k(40e5, 0.7) > hydrate_temperature_k(40e5, 0.6));
  CHECK(erosional_velocity_m_s(64.0) == Approx(15.25));
}

TEST_CASE("saturated gas holds the water of the chart, and the dew point is its inverse") {
  // Bukacek: 100 degF, 1000 psia: A/P + B = 45,100/1000 + 15.3 = 60.4 lb/MMscf [bukacek1955]
  const double kg_m3_per_lb_mmscf = 0.45359237 / 28316.846592;
  const double content = water_content_kg_m3(6894757.293168, 310.928);
  CHECK(content / kg_m3_per_lb_mmscf == Approx(60.4).epsilon(0.01));
  CHECK(water_dew_point_k(6894757.293168, content) == Approx(310.928).epsilon(1e-7));
  // less pressure, less dew point at the same content
  const double dry = water_content_kg_m3(3.92e6, 263.15);
  CHECK(water_dew_point_k(3.92e6, dry) == Approx(263.15).epsilon(1e-7));
  CHECK(water_dew_point_k(9.8e6, dry) > 265.0);
  CHECK(water_dew_point_k(2.0e6, dry) < 260.0);
}
