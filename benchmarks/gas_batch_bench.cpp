// Many nominations of one network in one call, on one thread. The GasLib networks come from
// $LANDBRIDGE_DATA, or ../shared/data; without them their rows are skipped.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "landbridge/gas/batch.hpp"
#include "landbridge/gas/outages.hpp"
#include "landbridge/io/gas_nominations.hpp"

namespace {

using namespace landbridge;

std::filesystem::path gaslib() {
  const char* given = std::getenv("LANDBRIDGE_DATA");
  return std::filesystem::path(given ? given : "../shared/data") / "gas" / "gaslib";
}

io::GasCaseOptions benchmark_options(const std::string& slack, double slack_bar) {
  io::GasCaseOptions options;
  options.constant_z = 0.9;
  options.temperature = 283.15 * units::kelvin;
  options.friction = gas::Friction::nikuradse;
  options.fixes.push_back({slack, slack_bar * units::bar});
  return options;
}

/// Every supply times its own factor in [0.75, 1.25).
gas::Supplies around(const gas::Problem& problem, std::size_t cases) {
  std::mt19937_64 random(1);
  gas::Supplies supplies(cases, problem.network.nodes());
  for (std::size_t i = 0; i < cases; ++i)
    for (std::size_t n = 0; n < supplies.nodes; ++n) {
      const double factor = 0.75 + 0.5 * static_cast<double>(random() >> 11) * 0x1p-53;
      supplies.at(i, NodeId(n)) = factor * problem.supply[NodeId(n)].si();
    }
  return supplies;
}

/// Checks, reduction, plan and all cases.
void run_batch(benchmark::State& state, const gas::Problem& problem,
               const gas::Supplies& supplies) {
  std::size_t compiled = 0, decided = 0;
  for (auto _ : state) {
    const auto batch = unwrap(gas::solve_batch(problem, supplies));
    compiled = batch.certificate.compiled;
    decided = 0;
    for (const gas::BatchCase& found : batch.cases)
      decided += found.status != gas::BatchStatus::not_converged ? 1 : 0;
  }
  state.counters["cases"] = static_cast<double>(supplies.cases);
  state.counters["compiled"] = static_cast<double>(compiled);
  state.counters["decided"] = static_cast<double>(decided);
  state.counters["cases_per_s"] = benchmark::Counter(
      static_cast<double>(supplies.cases) * static_cast<double>(state.iterations()),
      benchmark::Counter::kIsRate);
}

void days_of_gaslib_134(benchmark::State& state) {
  io::GasCaseOptions options = benchmark_options("node_80", 70.0);
  options.is_passive = true;
  const auto read = io::read_gas_nominations(
      gaslib() / "GasLib-134/GasLib-134-v2.net",
      gaslib() / "GasLib-134/nominations_2011-11-01_to_2014-12-30_1000m3_per_h.csv", "1000m3_per_h",
      options);
  if (!read) return state.SkipWithError("the GasLib data is not on this machine");
  run_batch(state, read->groups.front().problem, read->groups.front().supplies);
}
BENCHMARK(days_of_gaslib_134)->Unit(benchmark::kMillisecond);

/// GasLib-135 around its nomination. `state.range(0)`: 0 passive, else stations at ratio 1.2 and
/// that pressure [bar] at source_1; `range(1)`: 1 stations keep the ratio whatever happens.
void around_gaslib_135(benchmark::State& state) {
  const bool is_passive = state.range(0) == 0;
  io::GasCaseOptions options =
      benchmark_options("source_1", is_passive ? 80.0 : static_cast<double>(state.range(0)));
  options.is_passive = is_passive;
  for (int i = 1; !is_passive && i <= 29; ++i)
    options.controls.push_back(
        {fmt::format("compressorStation_{}", i), io::GasControl::Kind::ratio, 1.2});
  auto gas_case = io::read_gas_case(gaslib() / "GasLib-135/GasLib-135.net", options);
  if (!gas_case) return state.SkipWithError("the GasLib data is not on this machine");
  if (state.range(1) == 1)
    for (auto& row : gas_case->problem.links.of<gas::Compressor>()) row.link.may_flow_back = true;
  run_batch(state, gas_case->problem, around(gas_case->problem, 20000));
}
BENCHMARK(around_gaslib_135)
    ->Args({0, 0})
    ->Args({60, 1})
    ->Args({50, 0})
    ->Args({60, 0})
    ->Args({80, 0})
    ->Unit(benchmark::kMillisecond);

/// Each pipe and source of GasLib-135 out, with 40 bar wanted at every node.
void outages_of_gaslib_135(benchmark::State& state) {
  io::GasCaseOptions options = benchmark_options("source_1", 80.0);
  options.is_passive = true;
  auto gas_case = io::read_gas_case(gaslib() / "GasLib-135/GasLib-135.net", options);
  if (!gas_case) return state.SkipWithError("the GasLib data is not on this machine");
  gas_case->problem.limits.resize(gas_case->problem.network.nodes());
  for (std::size_t n = 0; n < gas_case->problem.limits.size(); ++n)
    gas_case->problem.limits[NodeId(n)].lower = 40 * units::bar;
  gas::OutageOptions outages;
  outages.threads = 1;
  std::size_t count = 0;
  for (auto _ : state) count = unwrap(gas::study_outages(gas_case->problem, outages)).ranked.size();
  state.counters["outages"] = static_cast<double>(count);
}
BENCHMARK(outages_of_gaslib_135)->Unit(benchmark::kMillisecond);

}  // namespace
