#include "landbridge/gas/composition.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "landbridge/gas/gerg2008.hpp"

using namespace landbridge;
using namespace landbridge::gas;
using doctest::Approx;
using C = Aga8Component;

namespace {

Aga8Composition pure(C component) {
  Aga8Composition gas;
  gas[component] = 1.0;
  return gas;
}

/// two sources (north, south) -> middle -> city; a ring that turns lies between middle and city.
Problem two_sources() {
  Problem p;
  p.gas = dry_pipeline_gas();
  p.friction = Friction::colebrook;
  const NodeId north = p.network.add_node("north");
  const NodeId south = p.network.add_node("south");
  const NodeId middle = p.network.add_node("middle");
  const NodeId city = p.network.add_node("city");
  p.supply = Column<NodeId, MassFlow>(4);
  p.supply[south] = 30.0 * units::kg_per_s;
  p.supply[city] = -100.0 * units::kg_per_s;
  p.fixed_pressure.push_back({north, 70 * units::bar});
  const Pipe pipe{
      .length = 40 * units::km, .diameter = 700 * units::mm, .roughness = 0.02 * units::mm};
  p.add("a", north, middle, pipe);
  p.add("b", south, middle, pipe);
  p.add("c", city, middle, pipe);  // drawn against the flow
  return p;
}

}  // namespace

TEST_CASE(
    "methane burns with 37.7 MJ per cubic metre, 802.6 kJ/mol without condensation, at 25/15 "
    "degC") {
  // 890.58 kJ/mol through the molar volume of the real gas, Z = 1 - 0.04452^2 [iso6976]
  const CombustionValues v = combustion_values(pure(C::methane));
  CHECK(v.superior_j_m3 == Approx(37.7386e6).epsilon(1e-4));
  CHECK(v.inferior_j_mol == Approx(802.57e3).epsilon(1e-5));
  CHECK(v.relative_density == Approx(0.5548).epsilon(1e-3));
  CHECK(v.wobbe_j_m3 == Approx(50.67e6).epsilon(1e-3));
}

TEST_CASE("20 % hydrogen in methane lowers the calorific value far more than the Wobbe index") {
  Aga8Composition blend = pure(C::methane);
  blend[C::methane] = 0.8;
  blend[C::hydrogen] = 0.2;
  const CombustionValues pure_gas = combustion_values(pure(C::methane));
  const CombustionValues mixed = combustion_values(blend);
  CHECK(mixed.superior_j_mol == Approx(0.8 * 890.58e3 + 0.2 * 285.83e3).epsilon(1e-12));
  const double loss_heat = 1.0 - mixed.superior_j_m3 / pure_gas.superior_j_m3;
  const double loss_wobbe = 1.0 - mixed.wobbe_j_m3 / pure_gas.wobbe_j_m3;
  CHECK(loss_heat > 0.12);
  CHECK(loss_wobbe < 0.06);
}

TEST_CASE("nitrogen neither burns nor gains by being dry") {
  const CombustionValues v = combustion_values(pure(C::nitrogen));
  CHECK(v.superior_j_mol == 0.0);
  CHECK(v.inferior_j_mol == 0.0);
}

TEST_CASE("two sources mix by moles and every component is conserved") {
  const Problem problem = two_sources();
  const Solution solution = unwrap(solve(problem));
  const Aga8Composition north = pure(C::methane);
  Aga8Composition south = pure(C::hydrogen);
  const auto tracked = unwrap(track_composition(problem, solution, {{NodeId(1), south}}, north));
  const double n_north = 70.0 / 16.043e-3;
  const double n_south = 30.0 / 2.0159e-3;
  const Aga8Composition& city = tracked.node[NodeId(3)];
  CHECK(city[C::hydrogen] == Approx(n_south / (n_north + n_south)).epsilon(1e-9));
  CHECK(city[C::methane] + city[C::hydrogen] == Approx(1.0).epsilon(1e-14));
  CHECK(tracked.node[NodeId(2)][C::hydrogen] == city[C::hydrogen]);
  CHECK(tracked.component_residual_mol_s < 1e-6 * n_north);
  CHECK(tracked.node[NodeId(0)][C::methane] == 1.0);
}

TEST_CASE("one gas everywhere stays that gas") {
  const Problem problem = two_sources();
  const Solution solution = unwrap(solve(problem));
  Aga8Composition gas = pure(C::methane);
  gas[C::methane] = 0.9;
  gas[C::ethane] = 0.1;
  const auto tracked = unwrap(track_composition(problem, solution, {}, gas));
  for (const Aga8Composition& node : tracked.node)
    CHECK(node[C::ethane] == Approx(0.1).epsilon(1e-13));
}

TEST_CASE("an energy flow is carried by the gas that arrives") {
  const CombustionValues v = combustion_values(pure(C::methane));
  CHECK(mass_flow_of_energy_kg_s(v, 1e9) == Approx(1e9 / (890.58e3 / 16.043e-3)).epsilon(1e-12));
}

TEST_CASE("a composition that does not add up is refused at its node") {
  const Problem problem = two_sources();
  const Solution solution = unwrap(solve(problem));
  Aga8Composition wrong = pure(C::methane);
  wrong[C::methane] = 0.5;
  const auto tracked = track_composition(problem, solution, {{NodeId(1), wrong}}, pure(C::methane));
  REQUIRE_FALSE(tracked.has_value());
  CHECK(tracked.error().where.find("south") != std::string::npos);
}

TEST_CASE("heats of combustion follow from the heats of formation by Hess's law") {
  // kJ/mol at 298.15 K: carbon dioxide, water and sulfur dioxide [cox1989], organic gases
  // [pedley1994], as ideal gases but for liquid water
  constexpr double carbon_dioxide = -393.51, water = -285.83, sulfur_dioxide = -296.81;
  struct Fuel {
    C component;
    double carbon, hydrogen, formation_kj_mol;
  };
  const Fuel fuels[] = {
      {C::methane, 1, 4, -74.4},     {C::ethane, 2, 6, -83.8},
      {C::propane, 3, 8, -104.7},    {C::isobutane, 4, 10, -134.2},
      {C::n_butane, 4, 10, -125.6},  {C::isopentane, 5, 12, -153.7},
      {C::n_pentane, 5, 12, -146.9}, {C::n_hexane, 6, 14, -167.1},
      {C::n_heptane, 7, 16, -187.7}, {C::n_octane, 8, 18, -208.6},
      {C::n_nonane, 9, 20, -228.2},  {C::n_decane, 10, 22, -249.5},
      {C::hydrogen, 0, 2, 0.0},      {C::carbon_monoxide, 1, 0, -110.53},
  };
  for (const Fuel& fuel : fuels) {
    const double expected_kj_mol =
        fuel.formation_kj_mol - fuel.carbon * carbon_dioxide - 0.5 * fuel.hydrogen * water;
    // formation values differ between tables by up to 0.7 kJ/mol
    CHECK(std::abs(1e-3 * combustion_values(pure(fuel.component)).superior_j_mol -
                   expected_kj_mol) < 0.9);
  }
  CHECK(1e-3 * combustion_values(pure(C::hydrogen_sulfide)).superior_j_mol ==
        Approx(-20.6 - sulfur_dioxide - water).epsilon(2e-4));
}

TEST_CASE("inferior values lack the condensation of the water that forms") {
  for (const auto& [component, molecules] :
       {std::pair{C::methane, 2.0}, {C::n_decane, 11.0}, {C::hydrogen, 1.0}}) {
    const CombustionValues v = combustion_values(pure(component));
    CHECK(v.superior_j_mol - v.inferior_j_mol == Approx(molecules * 44.0043e3).epsilon(1e-12));
  }
}

TEST_CASE("summation factors are those of real gas at 15 degC") {
  // Z = 1 - s^2 at 101.325 kPa; gases that condense there from their Z at 1 kPa, where 1 - Z is
  // a hundredth. GERG-2008 and the factors of the standard agree to this many per cent of s.
  const auto compare = [](C component, double pressure_pa, double tolerance) {
    const auto mixture = unwrap(gerg2008_mixture(pure(component)));
    const double z = unwrap(mixture.state(pressure_pa, 288.15)).compressibility;
    const double expected = std::sqrt((1.0 - z) * 101325.0 / pressure_pa);
    const double s = std::sqrt(1.0 - combustion_values(pure(component)).compressibility);
    CHECK_MESSAGE(s == Approx(expected).epsilon(tolerance), name_of(component));
  };
  for (const C gas :
       {C::methane, C::nitrogen, C::carbon_dioxide, C::ethane, C::propane, C::isobutane,
        C::n_butane, C::oxygen, C::argon, C::hydrogen_sulfide, C::carbon_monoxide})
    compare(gas, 101325.0, 0.04);
  for (const C vapour : {C::isopentane, C::n_pentane, C::n_hexane, C::n_heptane, C::n_octane})
    compare(vapour, 1e3, 0.10);
}
