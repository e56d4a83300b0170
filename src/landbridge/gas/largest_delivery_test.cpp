#include "landbridge/gas/largest_delivery.hpp"

#include <chrono>
#include <cmath>
#include <numbers>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace landbridge;
using namespace landbridge::gas;

namespace {

Pipe trunk(double length_km, double diameter_mm = 1400.0) {
  Pipe p;
  p.length = length_km * units::km;
  p.diameter = diameter_mm * units::mm;
  p.roughness = 0.05 * units::mm;
  return p;
}

/// source 75 bar -- 100 km -- [station to 75 bar] -- 100 km -- ... -- end, Papay, Colebrook.
struct Chain {
  Problem problem;
  NodeId end;
  std::vector<LinkId> pipes, stations;

  explicit Chain(int stations_count, Compressor station = {}) {
    problem.gas = dry_pipeline_gas();
    problem.friction = Friction::colebrook;
    if (station.outlet_pressure.si() == 0.0) station.outlet_pressure = 75 * units::bar;
    NodeId last = node("source");
    problem.fixed_pressure.push_back({last, 75 * units::bar});
    for (int i = 0; i <= stations_count; ++i) {
      const NodeId inlet = node(fmt::format("inlet{}", i));
      pipes.push_back(problem.add(fmt::format("P{}", i), last, inlet, trunk(100.0)));
      last = inlet;
      if (i == stations_count) break;
      last = node(fmt::format("outlet{}", i));
      stations.push_back(problem.add(fmt::format("C{}", i), inlet, last, station));
    }
    end = last;
    problem.limits = Column<NodeId, PressureLimits>(problem.network.nodes());
  }
  NodeId node(const std::string& name) {
    problem.supply.push_back(MassFlow{});
    return problem.network.add_node(name);
  }
};

}  // namespace

TEST_CASE("one pipe delivers what its closed form says at the delivery pressure") {
  Problem problem;
  problem.gas = constant_gas(447.79883 * joule_per_kg_kelvin, 0.9, 283.15 * units::kelvin);
  problem.supply = Column<NodeId, MassFlow>(2);
  const NodeId a = problem.network.add_node("A");
  const NodeId b = problem.network.add_node("B");
  problem.add("P", a, b, trunk(100.0, 800.0));
  problem.fixed_pressure.push_back({a, 80 * units::bar});
  problem.supply[b] = -20.0 * units::kg_per_s;
  const auto found = largest_delivery(problem, b, {.min_delivery_pressure = 55 * units::bar});
  REQUIRE(found.has_value());
  const double lambda = std::pow(2.0 * std::log10(0.8 / 5e-5) + 1.138, -2.0);
  const double k = 16.0 * lambda * 1e5 * 0.9 * 447.79883 * 283.15 /
                   (std::numbers::pi * std::numbers::pi * std::pow(0.8, 5));
  const double closed_form = std::sqrt((64e12 - 5.5e6 * 5.5e6) / k) - 20.0;
  CHECK(found->flow.si() == doctest::Approx(closed_form).epsilon(1e-9));
  CHECK(found->binding == BindingKind::delivery_pressure);
  CHECK(found->node == b);
  CHECK(found->solution.pressure[b].in(units::bar) == doctest::Approx(55.0).epsilon(1e-9));
  CHECK(found->sentence.find("55.0000 bar") != std::string::npos);
}

TEST_CASE("without any limit the pressure at the end falls to zero") {
  Chain chain(0);
  const auto found = largest_delivery(chain.problem, chain.end, {});
  REQUIRE(found.has_value());
  CHECK(found->binding == BindingKind::no_pressure);
  CHECK(found->solution.pressure[chain.end].in(units::bar) < 0.01);
}

TEST_CASE("a velocity limit binds at the low end of the last pipe") {
  Chain chain(0);
  const auto found =
      largest_delivery(chain.problem, chain.end, {.max_velocity = 10 * units::m_per_s});
  REQUIRE(found.has_value());
  CHECK(found->binding == BindingKind::velocity);
  CHECK(found->link == chain.pipes[0]);
  CHECK(found->solution.link[chain.pipes[0]].outlet_velocity.si() ==
        doctest::Approx(10.0).epsilon(1e-8));
}

TEST_CASE("a lower limit upstream binds before the delivery pressure") {
  Chain chain(1);
  chain.problem.limits[NodeId(std::size_t{1})].lower = 60 * units::bar;
  const auto found =
      largest_delivery(chain.problem, chain.end, {.min_delivery_pressure = 40 * units::bar});
  REQUIRE(found.has_value());
  CHECK(found->binding == BindingKind::lower_pressure);
  CHECK(found->node == NodeId(std::size_t{1}));
  CHECK(found->solution.pressure[found->node].in(units::bar) ==
        doctest::Approx(60.0).epsilon(1e-9));
}

TEST_CASE("stations with more power deliver more, and say that power holds them") {
  double before = 0.0;
  for (const double megawatt : {10.0, 20.0, 40.0, 80.0}) {
    Compressor station;
    station.max_power = megawatt * units::megawatt;
    Chain chain(3, station);
    const auto found =
        largest_delivery(chain.problem, chain.end, {.min_delivery_pressure = 50 * units::bar});
    REQUIRE(found.has_value());
    CHECK(found->flow.si() > before);
    before = found->flow.si();
    if (megawatt == 10.0) {
      const LinkState& last = found->solution.link[chain.stations.back()];
      CHECK(last.status == ElementStatus::at_power_limit);
      CHECK(last.power.in(units::megawatt) == doctest::Approx(10.0).epsilon(1e-9));
    }
  }
}

TEST_CASE("a machine that drops out at its inlet limit is the binding constraint") {
  Compressor station;
  station.min_inlet_pressure = 55 * units::bar;
  Chain chain(1, station);
  const auto found =
      largest_delivery(chain.problem, chain.end, {.min_delivery_pressure = 40 * units::bar});
  REQUIRE(found.has_value());
  CHECK(found->binding == BindingKind::compressor);
  CHECK(found->link == chain.stations[0]);
  CHECK(found->solution.pressure[NodeId(std::size_t{1})].in(units::bar) ==
        doctest::Approx(55.0).epsilon(1e-8));
}

TEST_CASE("a limit that is broken without the delivery is said") {
  Chain chain(0);
  chain.problem.limits[chain.end].lower = 76 * units::bar;
  const auto found = largest_delivery(chain.problem, chain.end, {});
  REQUIRE(found.has_value());
  CHECK_FALSE(found->is_feasible);
  CHECK(found->flow.si() == 0.0);
  CHECK(found->binding == BindingKind::lower_pressure);
}

TEST_CASE("a held node is no place to ask, an unconnected one delivers nothing") {
  Chain chain(0);
  CHECK(largest_delivery(chain.problem, NodeId(std::size_t{0}), {}).error().fault ==
        Fault::bad_input);
  const NodeId alone = chain.node("alone");
  chain.problem.limits.push_back({});
  const auto found = largest_delivery(chain.problem, alone, {});
  REQUIRE(found.has_value());
  CHECK(found->flow.si() < 1e-6);
  CHECK(found->binding == BindingKind::unbalanced);
}

TEST_CASE("the search stops at the flow it was told to") {
  Chain chain(0);
  const auto found = largest_delivery(chain.problem, chain.end, {.max_flow = 12 * units::kg_per_s});
  REQUIRE(found.has_value());
  CHECK(found->flow.si() == 12.0);
  CHECK(found->binding == BindingKind::none);
}

TEST_CASE("a prepared chain of thirty nodes answers again with the same number") {
  Compressor station;
  station.max_power = 50 * units::megawatt;
  Chain chain(14, station);
  auto prepared = prepare(chain.problem);
  REQUIRE(prepared.has_value());
  const DeliveryLimits limits{.min_delivery_pressure = 50 * units::bar,
                              .max_velocity = 20 * units::m_per_s};
  const auto first = largest_delivery(*prepared, chain.end, chain.problem.supply, limits);
  REQUIRE(first.has_value());
  const auto begin = std::chrono::steady_clock::now();
  const auto again = largest_delivery(*prepared, chain.end, chain.problem.supply, limits);
  const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - begin;
  CHECK(again->flow.si() == first->flow.si());
  MESSAGE(chain.problem.network.nodes() << " nodes: " << took.count() << " us, " << again->solves
                                        << " solves: " << again->sentence);
}
