#include <cmath>

#include <doctest/doctest.h>

#include "landbridge/gas/generic_machine.hpp"
#include "landbridge/gas/property_table.hpp"
#include "landbridge/gas/warm_delivery.hpp"

using namespace landbridge;
using namespace landbridge::units;
using namespace landbridge::gas;

namespace {

/// A line of three sections with two stations, a town on the way and a climb at the end.
struct Line {
  Problem problem;
  NodeId end, town;
  std::vector<LinkId> machines;
  DeliveryLimits limits;
  DeliverySurroundings around;

  Line() {
    problem.gas = dry_pipeline_gas();
    problem.friction = Friction::colebrook;
    Network& n = problem.network;
    const NodeId start = n.add_node("start");
    const NodeId a_in = n.add_node("a in"), a_out = n.add_node("a out");
    const NodeId b_in = n.add_node("b in"), b_out = n.add_node("b out");
    end = n.add_node("end");
    town = b_in;
    problem.supply = Column<NodeId, MassFlow>(6);
    problem.supply[town] = -20.0 * kg_per_s;
    problem.height = Column<NodeId, Length>(6);
    problem.height[end] = 1200.0 * metre;
    problem.fixed_pressure.push_back({start, 9.8 * megapascal});
    const Pipe pipe{.length = 120 * km,
                    .diameter = 1374 * mm,
                    .roughness = 0.01 * mm,
                    .ground_temperature = 278.15 * kelvin};
    problem.add("first", start, a_in, pipe);
    problem.add("second", a_out, b_in, pipe);
    problem.add("third", b_out, end, pipe);
    Compressor c;
    c.outlet_pressure = 9.8 * megapascal;
    c.max_ratio = Scalar::from_si(1.5);
    c.max_power = 31.0 * megawatt;
    c.efficiency = Scalar::from_si(0.82);
    machines = {problem.add("a", a_in, a_out, c), problem.add("b", b_in, b_out, c)};
    limits.min_delivery_pressure = 6.0 * megapascal;
    limits.max_velocity = 20.0 * m_per_s;
    around.thermal.cooler_outlet = 300.0 * kelvin;
    around.thermal.inlet_temperature = 288.15 * kelvin;
    around.lower_calorific_value_j_kg = 48e6;
    for (const LinkId link : machines)
      around.stations.push_back({link, std::nullopt, 288.15, 0.34});
  }
  void give_maps(double air_k) {
    GenericMachine m;
    m.power_w = 15.5e6;
    m.design_head_kj_kg = 48.0;
    m.design_flow_m3_s = 6.5;
    for (DeliveryStation& s : around.stations) {
      s.units = generic_units(m);
      s.units->running = 2.0;
      s.ambient_temperature_k = air_k;
    }
  }
  WarmDelivery solve() const {
    auto found = largest_warm_delivery(problem, end, limits, around);
    REQUIRE_MESSAGE(found.has_value(), (found ? "" : found.error().what));
    return std::move(*found);
  }
  double fuel_kg_s(const WarmDelivery& w) const {
    double sum = 0.0;
    for (const auto& s : w.stations) sum += s.fuel_kg_s;
    return sum;
  }
};

/// The state of a warm delivery by the full thermal solver, on the problem as it was given.
ThermalSolution full_state(const Line& line, const WarmDelivery& w) {
  Problem problem = line.problem;
  problem.supply[line.end] = problem.supply[line.end] - w.delivery.flow;
  for (const auto& s : w.stations)
    problem.supply[problem.network.from[s.link]] =
        problem.supply[problem.network.from[s.link]] - MassFlow::from_si(s.fuel_kg_s);
  // the machines as the rounds left them: limits by their maps, powers with the inlet's Z
  problem.links.of<Compressor>() = w.network.links.of<Compressor>();
  for (auto& row : problem.links.of<Compressor>())
    row.link.max_flow = {};  // it stands on that edge
  ThermalOptions options = line.around.thermal;
  options.steps_share = 1.0;
  options.table = nullptr;
  auto full = solve_thermal(problem, options);
  REQUIRE(full.has_value());
  return std::move(*full);
}

}  // namespace

TEST_CASE("the largest warm delivery is a state of the full thermal solver, to 1e-6") {
  for (const bool has_maps : {false, true}) {
    Line line;
    if (has_maps) line.give_maps(290.0);
    const WarmDelivery w = line.solve();
    CHECK(w.delivery.is_feasible);
    CHECK(w.delivery.flow.si() > 400.0);
    CHECK(w.certificate.law_residual_relative < 1e-6);
    CHECK(w.certificate.map_residual_relative < 1e-6);
    CHECK(w.certificate.rounds < 20);
    const ThermalSolution full = full_state(line, w);
    for (std::size_t n = 0; n < 6; ++n) {
      const NodeId node(n);
      CHECK(full.hydraulics.pressure[node].si() ==
            doctest::Approx(w.delivery.solution.pressure[node].si()).epsilon(3e-6));
      CHECK(full.temperature[node].si() == doctest::Approx(w.temperature[node].si()).epsilon(1e-5));
    }
  }
}

TEST_CASE("few steps and a shared table change the flow by less than 1e-5") {
  Line line;
  line.give_maps(290.0);
  const double exact_kg_s = line.solve().delivery.flow.si();
  const auto table = PropertyTable::make(line.problem.gas, {12e6, 230.0, 420.0});
  REQUIRE(table.has_value());
  line.around.thermal.table = &*table;
  line.around.thermal.steps_share = 0.25;
  CHECK(line.solve().delivery.flow.si() == doctest::Approx(exact_kg_s).epsilon(1e-5));
}

TEST_CASE(
    "fuel leaves at the stations: heat of the drives over the calorific value, and mass closes") {
  Line line;
  line.give_maps(290.0);
  const WarmDelivery w = line.solve();
  for (const auto& s : w.stations) {
    CHECK(s.fuel_kg_s > 0.5);
    CHECK(s.fuel_kg_s == doctest::Approx(s.point.energy_rate_w / 48e6).epsilon(1e-12));
    CHECK(s.point.power_w ==
          doctest::Approx(w.delivery.solution.link[s.link].power.si()).epsilon(2e-6));
    CHECK(s.point.power_w <= s.point.power_max_w * (1.0 + 3e-6));
  }
  const double into_first = w.delivery.solution.flow[LinkId(0)].si();
  CHECK(into_first ==
        doctest::Approx(w.delivery.flow.si() + 20.0 + line.fuel_kg_s(w)).epsilon(1e-6));
  // fuel at the stations leaves more at the end than the same fuel taken off behind the last pipe
  Line at_end;
  at_end.give_maps(290.0);
  at_end.around.lower_calorific_value_j_kg = 0.0;
  const WarmDelivery gross = at_end.solve();
  CHECK(w.delivery.flow.si() > gross.delivery.flow.si() - line.fuel_kg_s(w));
  CHECK(w.delivery.flow.si() < gross.delivery.flow.si());
}

TEST_CASE("warm air takes power from the drives and flow from the line") {
  Line cold, warm;
  cold.give_maps(278.15);
  warm.give_maps(308.15);
  const WarmDelivery c = cold.solve(), w = warm.solve();
  CHECK(w.delivery.flow.si() < 0.99 * c.delivery.flow.si());
  CHECK(w.stations[1].limit == StationLimit::power);
}

TEST_CASE("a warmer ground and warmer coolers carry less; isothermal leaves temperatures alone") {
  Line line;
  const double before = line.solve().delivery.flow.si();
  line.around.thermal.cooler_outlet = 318.15 * kelvin;
  const WarmDelivery hot = line.solve();
  CHECK(hot.delivery.flow.si() < before);
  CHECK(hot.has_temperatures);
  line.around.is_isothermal = true;
  line.around.lower_calorific_value_j_kg = 0.0;
  const WarmDelivery plain = line.solve();
  const auto reference = largest_delivery(line.problem, line.end, line.limits);
  REQUIRE(reference.has_value());
  CHECK_FALSE(plain.has_temperatures);
  CHECK(plain.delivery.flow.si() == doctest::Approx(reference->flow.si()).epsilon(1e-7));
}

TEST_CASE("machines too small for the flow choke: the station is by-passed or limits the line") {
  Line line;
  line.give_maps(290.0);
  const double before = line.solve().delivery.flow.si();
  for (DeliveryStation& s : line.around.stations) s.units->running = 1.0;
  const WarmDelivery w = line.solve();
  CHECK(w.delivery.flow.si() < before);
  for (const auto& s : w.stations)
    CHECK(w.delivery.solution.flow[s.link].si() * (s.point.is_turning ? 1.0 : 0.0) <=
          s.point.flow_max_kg_s * (1.0 + 1e-6));
}

TEST_CASE("wrong stations are refused with a sentence") {
  Line line;
  line.around.stations[0].link = LinkId(0);
  auto wrong = largest_warm_delivery(line.problem, line.end, line.limits, line.around);
  REQUIRE_FALSE(wrong.has_value());
  CHECK(wrong.error().fault == Fault::bad_input);
  Line idle;
  idle.give_maps(290.0);
  idle.around.stations[0].units->running = 0.0;
  CHECK_FALSE(largest_warm_delivery(idle.problem, idle.end, idle.limits, idle.around).has_value());
}
