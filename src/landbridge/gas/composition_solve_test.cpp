#include "landbridge/gas/composition_solve.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "landbridge/gas/friction.hpp"

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

Aga8Composition blend(double hydrogen) {
  Aga8Composition gas;
  gas[C::methane] = 1.0 - hydrogen;
  gas[C::hydrogen] = hydrogen;
  return gas;
}

const Pipe trunk{
    .length = 80 * units::km, .diameter = 800 * units::mm, .roughness = 0.02 * units::mm};

/// source -> city, with the gas named by its equation of state.
Problem one_line(Eos eos, Friction friction = Friction::nikuradse) {
  Problem p;
  p.gas = dry_pipeline_gas();
  p.gas.eos = eos;
  p.friction = friction;
  const NodeId source = p.network.add_node("source");
  const NodeId city = p.network.add_node("city");
  p.supply = Column<NodeId, MassFlow>(2);
  p.supply[city] = -60.0 * units::kg_per_s;
  p.fixed_pressure.push_back({source, 70 * units::bar});
  p.add("line", source, city, trunk);
  return p;
}

/// north (held) and blender feed a ring; two cities.
Problem ring() {
  Problem p;
  p.gas = dry_pipeline_gas();
  p.friction = Friction::colebrook;
  for (const char* name : {"north", "blender", "west", "east", "town"}) p.network.add_node(name);
  p.supply = Column<NodeId, MassFlow>(5);
  p.supply[NodeId(1)] = 4.0 * units::kg_per_s;
  p.supply[NodeId(3)] = -40.0 * units::kg_per_s;
  p.supply[NodeId(4)] = -25.0 * units::kg_per_s;
  p.fixed_pressure.push_back({NodeId(0), 65 * units::bar});
  p.add("a", NodeId(0), NodeId(2), trunk);
  p.add("b", NodeId(1), NodeId(2), trunk);
  p.add("c", NodeId(2), NodeId(3), trunk);
  p.add("d", NodeId(4), NodeId(3), trunk);
  p.add("e", NodeId(0), NodeId(4), trunk);
  return p;
}

/// p_out of a level pipe by quadrature of dp/dx = -lambda Z Rs T m^2/(2 D A^2 p).
double marched_outlet_pa(const Gas& gas, double inlet_pa, double flow_kg_s, double lambda) {
  const double d = trunk.diameter.si();
  const double area = 0.25 * 3.14159265358979323846 * d * d;
  const double slope = lambda * specific_gas_constant_j_kg_k(gas) * gas.temperature.si() *
                       flow_kg_s * flow_kg_s / (2.0 * d * area * area);
  constexpr int steps = 2000;
  const double h = trunk.length.si() / steps;
  const auto rate = [&](double p) {
    return -slope * compressibility(gas, p, gas.temperature.si()) / p;
  };
  double p = inlet_pa;
  for (int i = 0; i < steps; ++i) {
    const double k1 = rate(p);
    const double k2 = rate(p + 0.5 * h * k1);
    const double k3 = rate(p + 0.5 * h * k2);
    const double k4 = rate(p + h * k3);
    p += h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
  }
  return p;
}

}  // namespace

TEST_CASE("one gas everywhere gives what the network with that gas gives") {
  Problem problem = ring();
  const Aga8Composition gas = blend(0.0);
  Mixing mixing;
  mixing.otherwise = gas;
  const MixingSolution mixed = unwrap(solve_with_mixing(problem, mixing));
  const Gas given = problem.gas;
  problem.gas =
      gas_of_composition({gas.mole_fraction.begin(), gas.mole_fraction.end()}, given.temperature);
  problem.gas.viscosity = given.viscosity;
  const Solution plain = unwrap(solve(problem));
  for (std::size_t n = 0; n < 5; ++n)
    CHECK(mixed.hydraulics.pressure[NodeId(n)].si() ==
          Approx(plain.pressure[NodeId(n)].si()).epsilon(1e-9));
}

TEST_CASE("hydrogen in a methane network drops the pressure of a hydrogen pipe") {
  for (const Eos eos : {Eos::papay, Eos::gerg2008, Eos::ideal}) {
    const Problem problem = one_line(eos);
    Mixing mixing;
    mixing.otherwise = pure(C::methane);
    mixing.sources = {{NodeId(0), pure(C::hydrogen)}};
    const MixingSolution mixed = unwrap(solve_with_mixing(problem, mixing));
    Gas gas = gas_of_composition({mixing.sources[0].composition.mole_fraction.begin(),
                                  mixing.sources[0].composition.mole_fraction.end()},
                                 problem.gas.temperature);
    gas.eos = eos;
    const double lambda = friction_factor(Friction::nikuradse, 0.8, 0.02e-3, 0.0);
    const double expected_pa = marched_outlet_pa(gas, 70e5, 60.0, lambda);
    // the series of 1/Z carries 1e-9 and the quadrature less
    CHECK(mixed.hydraulics.pressure[NodeId(1)].si() == Approx(expected_pa).epsilon(1e-7));
    CHECK(mixed.composition.node[NodeId(1)][C::hydrogen] == 1.0);
  }
}

TEST_CASE("uphill the lighter gas weighs less") {
  Problem problem = one_line(Eos::papay);
  problem.supply[NodeId(1)] = MassFlow{};
  problem.height = Column<NodeId, Length>(2);
  problem.height[NodeId(1)] = 1200.0 * units::metre;
  problem.supply[NodeId(1)] = -1e-3 * units::kg_per_s;
  Mixing mixing;
  mixing.otherwise = pure(C::methane);
  const double methane_pa =
      unwrap(solve_with_mixing(problem, mixing)).hydraulics.pressure[NodeId(1)].si();
  mixing.sources = {{NodeId(0), pure(C::hydrogen)}};
  const double hydrogen_pa =
      unwrap(solve_with_mixing(problem, mixing)).hydraulics.pressure[NodeId(1)].si();
  CHECK(methane_pa < hydrogen_pa);
  // a column of hydrogen: ln(p0/p) = g h M/(Z R T), Z = 1.04 +- 0.01 at 70 bar
  const double weight = 9.80665 * 1200.0 * 2.01588e-3 / (8.314462618 * 283.15);
  CHECK(std::log(70e5 / hydrogen_pa) == Approx(weight / 1.04).epsilon(0.01));
}

TEST_CASE("every pipe of a ring obeys the law of its own gas and every component is conserved") {
  const Problem problem = ring();
  Mixing mixing;
  mixing.otherwise = pure(C::methane);
  mixing.sources = {{NodeId(1), blend(0.9)}};
  const MixingSolution mixed = unwrap(solve_with_mixing(problem, mixing));
  CHECK(mixed.certificate.law_residual_relative <= 1e-10);
  CHECK(mixed.certificate.component_residual_relative < 1e-9);
  const double share_west = mixed.composition.node[NodeId(2)][C::hydrogen];
  CHECK(share_west > 0.05);
  CHECK(share_west < 0.9);
  for (std::size_t a = 0; a < 5; ++a) {
    const LinkId link(a);
    const double flow = mixed.hydraulics.flow[link].si();
    const NodeId up = flow > 0 ? problem.network.from[link] : problem.network.to[link];
    const NodeId down = flow > 0 ? problem.network.to[link] : problem.network.from[link];
    const auto& x = mixed.composition.node[up].mole_fraction;
    Gas gas = gas_of_composition({x.begin(), x.end()}, problem.gas.temperature);
    const double reynolds = reynolds_number(std::abs(flow), 0.8, problem.gas.viscosity.si());
    const double lambda = friction_factor(problem.friction, 0.8, 0.02e-3, reynolds);
    const double expected_pa =
        marched_outlet_pa(gas, mixed.hydraulics.pressure[up].si(), flow, lambda);
    CHECK(mixed.hydraulics.pressure[down].si() == Approx(expected_pa).epsilon(1e-7));
  }
}

TEST_CASE("an energy demand takes the mass that carries it in the gas that arrives") {
  const Problem problem = ring();
  Mixing mixing;
  mixing.otherwise = pure(C::methane);
  mixing.sources = {{NodeId(1), pure(C::hydrogen)}};
  mixing.energy = {{NodeId(3), 2000.0 * units::megawatt}, {NodeId(4), 900.0 * units::megawatt}};
  const MixingSolution mixed = unwrap(solve_with_mixing(problem, mixing));
  for (const EnergyDemand& demand : mixing.energy) {
    const double heat = mixed.combustion[demand.node].superior_j_kg();
    CHECK(-mixed.hydraulics.supply[demand.node].si() * heat ==
          Approx(demand.power.si()).epsilon(1e-9));
  }
  CHECK(mixed.composition.node[NodeId(3)][C::hydrogen] > 0.0);
}

TEST_CASE("what is delivered outside the limits is named with its place and by how much") {
  const Problem problem = ring();
  Mixing mixing;
  mixing.otherwise = pure(C::methane);
  mixing.sources = {{NodeId(1), pure(C::hydrogen)}};
  mixing.limits.hydrogen_max = 0.10;
  mixing.limits.wobbe_max = EnergyPerVolume::from_si(50e6);
  const MixingSolution mixed = unwrap(solve_with_mixing(problem, mixing));
  REQUIRE(mixed.breaches.size() >= 2);
  bool has_hydrogen = false, has_wobbe = false;
  for (const QualityBreach& b : mixed.breaches) {
    has_hydrogen = has_hydrogen || b.sentence.find("share of hydrogen") != std::string::npos;
    has_wobbe = has_wobbe || b.sentence.find("Wobbe index of what") != std::string::npos;
  }
  CHECK(has_hydrogen);
  CHECK(has_wobbe);
}

TEST_CASE("an energy demand at a held pressure is refused") {
  Mixing mixing;
  mixing.otherwise = pure(C::methane);
  mixing.energy = {{NodeId(0), 10.0 * units::megawatt}};
  const auto result = solve_with_mixing(ring(), mixing);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().where == "gas.node[north]");
}
