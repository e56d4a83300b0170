#include <algorithm>
#include <string>

#include <benchmark/benchmark.h>

#include "landbridge/gas/gerg2008.hpp"
#include "landbridge/gas/property_table.hpp"
#include "landbridge/gas/thermal.hpp"

namespace {

using namespace landbridge;
using namespace landbridge::gas;

Gas gerg_gas() {
  Gas gas = dry_pipeline_gas();
  gas.eos = Eos::gerg2008;
  return gas;
}

Aga8Composition composition() {
  const Gas gas = dry_pipeline_gas();
  Aga8Composition result;
  std::copy(gas.composition.begin(), gas.composition.end(), result.mole_fraction.begin());
  return result;
}

void gerg2008_state(benchmark::State& state) {
  const Gerg2008Mixture mixture = unwrap(gerg2008_mixture(composition()));
  double p = 60e5;
  for (auto _ : state) {
    benchmark::DoNotOptimize(mixture.state(p, 283.15));
    p = p > 100e5 ? 60e5 : p + 1.0;
  }
}
BENCHMARK(gerg2008_state);

void aga8_state(benchmark::State& state) {
  const Aga8Mixture mixture = unwrap(aga8_mixture(composition()));
  double p = 60e5;
  for (auto _ : state) {
    benchmark::DoNotOptimize(mixture.state(p, 283.15));
    p = p > 100e5 ? 60e5 : p + 1.0;
  }
}
BENCHMARK(aga8_state);

void table_z(benchmark::State& state) {
  const PropertyTable table = unwrap(PropertyTable::make(gerg_gas(), {150e5, 240.0, 340.0}));
  double p = 1e5, t = 245.0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(table.compressibility(p, t));
    p = p > 140e5 ? 1e5 : p + 1.7e4;
    t = t > 335.0 ? 245.0 : t + 0.13;
  }
  state.counters["z_error"] = table.z_error();
}
BENCHMARK(table_z);

void table_made(benchmark::State& state) {
  const Gas gas = gerg_gas();
  for (auto _ : state) benchmark::DoNotOptimize(PropertyTable::make(gas, {150e5, 240.0, 340.0}));
}
BENCHMARK(table_made)->Unit(benchmark::kMillisecond);

/// Twenty pipes of 50 km in a row.
void thermal_line(benchmark::State& state) {
  Problem problem;
  problem.gas = dry_pipeline_gas();
  problem.friction = Friction::colebrook;
  NodeId last = problem.network.add_node("n0");
  problem.fixed_pressure.push_back({last, 90 * units::bar});
  for (int i = 1; i <= 20; ++i) {
    const NodeId next = problem.network.add_node(std::to_string(i));
    problem.add(
        std::to_string(i), last, next,
        Pipe{
            .length = 50 * units::km, .diameter = 1400 * units::mm, .roughness = 0.02 * units::mm});
    last = next;
  }
  problem.supply = Column<NodeId, MassFlow>(21);
  problem.supply[last] = -200 * units::kg_per_s;
  ThermalOptions options;
  options.inlet_temperature = 313.15 * units::kelvin;
  for (auto _ : state) benchmark::DoNotOptimize(solve_thermal(problem, options));
}
BENCHMARK(thermal_line)->Unit(benchmark::kMillisecond);

}  // namespace
