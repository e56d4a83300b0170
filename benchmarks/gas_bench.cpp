#include <cstdint>
#include <utility>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "landbridge/base/assert.hpp"
#include "landbridge/gas/design.hpp"
#include "landbridge/gas/largest_delivery.hpp"
#include "landbridge/gas/solve.hpp"

namespace {

using namespace landbridge;

gas::Pipe pipe_of(double length_km, double diameter_mm) {
  gas::Pipe pipe;
  pipe.length = length_km * units::km;
  pipe.diameter = diameter_mm * units::mm;
  pipe.roughness = 0.03 * units::mm;
  return pipe;
}

NodeId node_taking(gas::Problem& problem, double demand_kg_s) {
  problem.supply.push_back(-demand_kg_s * units::kg_per_s);
  return problem.network.add_node(fmt::format("N{}", problem.network.nodes()));
}

gas::Problem empty_problem() {
  gas::Problem problem;
  problem.gas = gas::dry_pipeline_gas();
  problem.friction = gas::Friction::colebrook;
  return problem;
}

/// A street grid of `rows` x 20 nodes, one cell 5 km wide, fed at 70 bar in one corner. Lengths
/// differ from pipe to pipe, so that no two paths are alike. 300 kg/s in all.
gas::Problem grid(std::int64_t rows) {
  constexpr std::int64_t columns = 20;
  gas::Problem problem = empty_problem();
  const std::int64_t nodes = rows * columns;
  for (std::int64_t i = 0; i < nodes; ++i) node_taking(problem, 300.0 / static_cast<double>(nodes));
  const auto connect = [&](std::int64_t a, std::int64_t b) {
    const double length_km = 4.0 + 0.1 * static_cast<double>((7 * a + 3 * b) % 20);
    problem.add(fmt::format("P{}", problem.network.links()), NodeId(static_cast<std::size_t>(a)),
                NodeId(static_cast<std::size_t>(b)), pipe_of(length_km, 1200.0));
  };
  for (std::int64_t i = 0; i < nodes; ++i) {
    if (i % columns + 1 < columns) connect(i, i + 1);
    if (i + columns < nodes) connect(i, i + columns);
  }
  problem.fixed_pressure.push_back({NodeId(0), 70 * units::bar});
  return problem;
}

/// A line of `nodes` nodes: pipes of 50 km, after every second one a station back to 75 bar.
gas::Problem chain(std::int64_t nodes) {
  gas::Problem problem = empty_problem();
  gas::Compressor station;
  station.outlet_pressure = 75 * units::bar;
  NodeId last = node_taking(problem, 0.0);
  problem.fixed_pressure.push_back({last, 75 * units::bar});
  for (std::int64_t i = 1; i < nodes; ++i) {
    const NodeId next = node_taking(problem, i + 1 == nodes ? 400.0 : 0.0);
    if (i % 3 == 0)
      problem.add(fmt::format("C{}", i), last, next, station);
    else
      problem.add(fmt::format("P{}", i), last, next, pipe_of(50.0, 1400.0));
    last = next;
  }
  return problem;
}

/// A benchmark of a problem without an answer would time something else.
void expect_feasible(const gas::Problem& problem) {
  const auto solution = gas::solve(problem);
  LANDBRIDGE_ASSERT(solution.has_value());
  LANDBRIDGE_ASSERT(solution->infeasible.empty());
}

/// Checks, topology, potential, symbolic analysis and the solve.
template <gas::Problem (*make)(std::int64_t)>
void solve_cold(benchmark::State& state) {
  const gas::Problem problem = make(state.range(0));
  expect_feasible(problem);
  for (auto _ : state) benchmark::DoNotOptimize(gas::solve(problem));
  state.counters["nodes"] = static_cast<double>(problem.network.nodes());
}

/// Another load on a prepared network, as a draw of an ensemble is; from the last solution.
template <gas::Problem (*make)(std::int64_t)>
void solve_prepared(benchmark::State& state) {
  const gas::Problem problem = make(state.range(0));
  expect_feasible(problem);
  auto prepared = unwrap(gas::prepare(problem));
  Column<NodeId, MassFlow> supply = problem.supply;
  gas::Solution last = unwrap(gas::solve(prepared, supply));
  double factor = 1.0;
  for (auto _ : state) {
    factor = factor > 0.99 ? 0.95 : 1.0;  // two loads in turn, so that every solve has work to do
    for (std::size_t i = 0; i < supply.size(); ++i)
      supply[NodeId(i)] = factor * problem.supply[NodeId(i)];
    gas::Options options;
    options.start = &last;
    gas::Solution next = unwrap(gas::solve(prepared, supply, options));
    last = std::move(next);
    benchmark::DoNotOptimize(last.pressure);
  }
  state.counters["nodes"] = static_cast<double>(problem.network.nodes());
}

// rows of 20: 40, 140, 600 and 4200 nodes
BENCHMARK_TEMPLATE(solve_cold, grid)
    ->Arg(2)
    ->Arg(7)
    ->Arg(30)
    ->Arg(210)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_TEMPLATE(solve_prepared, grid)
    ->Arg(2)
    ->Arg(7)
    ->Arg(30)
    ->Arg(210)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_TEMPLATE(solve_cold, chain)
    ->Arg(40)
    ->Arg(135)
    ->Arg(600)
    ->Arg(4200)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_TEMPLATE(solve_prepared, chain)
    ->Arg(40)
    ->Arg(135)
    ->Arg(600)
    ->Arg(4200)
    ->Unit(benchmark::kMicrosecond);

/// The largest further withdrawal at the far end with 40 bar there; a search of many solves.
template <gas::Problem (*make)(std::int64_t)>
void largest_delivery_at_the_end(benchmark::State& state) {
  const gas::Problem problem = make(state.range(0));
  const NodeId end(problem.network.nodes() - 1);
  auto prepared = unwrap(gas::prepare(problem));
  gas::DeliveryLimits limits;
  limits.min_delivery_pressure = 40 * units::bar;
  int solves = 0;
  for (auto _ : state) {
    const auto found = unwrap(gas::largest_delivery(prepared, end, problem.supply, limits));
    LANDBRIDGE_ASSERT(found.is_feasible);
    solves = found.solves;
  }
  state.counters["solves"] = solves;
}
BENCHMARK_TEMPLATE(largest_delivery_at_the_end, grid)
    ->Arg(2)
    ->Arg(30)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(largest_delivery_at_the_end, chain)->Arg(40)->Unit(benchmark::kMillisecond);

/// The cheapest line over 600 km and a ridge: 4 diameters, 2 numbers of lines, 3 pressures.
void design_of_a_line(benchmark::State& state) {
  gas::DesignSpec spec;
  spec.route.length = 600.0 * units::km;
  spec.route.inlet_pressure = 5.5 * units::megapascal;
  spec.route.delivery_pressure = 5.0 * units::megapascal;
  spec.route.profile = {{0.0 * units::km, 0.0 * units::metre},
                        {300.0 * units::km, 900.0 * units::metre},
                        {600.0 * units::km, 200.0 * units::metre}};
  spec.flow = 12.0 * units::bcm_20C_per_year;
  for (const double d_mm : {720.0, 820.0, 1020.0, 1220.0})
    spec.diameters.push_back(d_mm * units::mm);
  spec.lines = {1, 2};
  for (const double p_mpa : {5.5, 7.4, 9.8})
    spec.max_pressures.push_back(p_mpa * units::megapascal);
  for (auto _ : state) benchmark::DoNotOptimize(unwrap(gas::design(spec)));
}
BENCHMARK(design_of_a_line)->Unit(benchmark::kMillisecond);

}  // namespace
