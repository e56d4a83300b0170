#include <cstdint>
#include <filesystem>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "landbridge/base/assert.hpp"
#include "landbridge/gas/solve.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/math/random.hpp"
#include "pipe_grid.hpp"
#include "test_data.hpp"

namespace {

using namespace landbridge;

/// The passive benchmark problem P0 on GasLib-135; needs the data folder.
gas::Problem gaslib_135() {
  const std::filesystem::path folder = test::data_root() / "gas" / "gaslib" / "GasLib-135";
  io::GasCaseOptions options;
  options.nomination = folder / "GasLib-135.scn";
  options.is_passive = true;
  options.constant_z = 0.9;
  options.temperature = 283.15 * units::kelvin;
  options.friction = gas::Friction::nikuradse;
  options.fixes.push_back({"source_1", 80 * units::bar});
  auto read = io::read_gas_case(folder / "GasLib-135.net", options);
  LANDBRIDGE_ASSERT(static_cast<bool>(read));
  return std::move(read->problem);
}

/// 135: GasLib-135; else generated networks like GasLib-582 and GasLib-4197.
gas::Problem problem_of(std::int64_t nodes) {
  if (nodes == 135) return gaslib_135();
  return test::pipe_grid(nodes == 600 ? test::grid_600 : test::grid_4200, 1);
}

bool is_skipped(benchmark::State& state) {
  if (state.range(0) != 135 || !test::data_root().empty()) return false;
  state.SkipWithError("GasLib-135 is not on this machine (set LANDBRIDGE_DATA)");
  return true;
}

/// Checks, topology, coefficients, symbolic analysis, the solve and the certificate.
void steady_cold(benchmark::State& state) {
  if (is_skipped(state)) return;
  const gas::Problem problem = problem_of(state.range(0));
  LANDBRIDGE_ASSERT(unwrap(gas::solve(problem)).infeasible.empty());
  for (auto _ : state) benchmark::DoNotOptimize(gas::solve(problem));
}

/// Eight nominations in turn on a prepared network; every supply differs by up to 10 % from one to
/// the next.
void steady_new_nomination(benchmark::State& state) {
  if (is_skipped(state)) return;
  const gas::Problem problem = problem_of(state.range(0));
  auto prepared = unwrap(gas::prepare(problem));
  RandomStream random(7, "nominations", 0);
  std::vector<Column<NodeId, MassFlow>> nominations(8, problem.supply);
  for (auto& supply : nominations)
    for (MassFlow& s : supply) s = random.uniform(0.95, 1.05) * s;
  std::size_t next = 0;
  int iterations = 0;
  for (auto _ : state) {
    const gas::Solution solution = unwrap(gas::solve(prepared, nominations[next++ % 8]));
    iterations = solution.certificate.iterations;
    benchmark::DoNotOptimize(solution.pressure.data());
  }
  state.counters["newton_steps"] = iterations;
}

BENCHMARK(steady_cold)->Arg(135)->Arg(600)->Arg(4200)->Unit(benchmark::kMicrosecond);
BENCHMARK(steady_new_nomination)->Arg(135)->Arg(600)->Arg(4200)->Unit(benchmark::kMicrosecond);

}  // namespace
