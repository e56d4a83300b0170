#include <cstdlib>
#include <filesystem>
#include <string>

#include <benchmark/benchmark.h>

#include "landbridge/io/gaslib_verdict.hpp"

namespace {

using namespace landbridge;

/// One verdict, from limits in memory to the answer; the files are read once. Skips without data.
void verdict_on(benchmark::State& state, const std::string& name, double scale) {
  const char* data = std::getenv("LANDBRIDGE_DATA");
  const std::filesystem::path root = data != nullptr ? data : "../shared/data";
  const auto net = root / "gas" / "gaslib" / name / (name + ".net");
  if (!std::filesystem::exists(net)) {
    state.SkipWithError("the GasLib networks are not on this machine (set LANDBRIDGE_DATA)");
    return;
  }
  io::VerdictOptions options;
  options.case_options.supply_scale = scale;
  const auto c = io::read_gaslib_verdict_case(net, options);
  if (!c) {
    state.SkipWithError("the network cannot be read");
    return;
  }
  for (auto _ : state) {
    auto answer = gas::verdict(c->verdict_case);
    benchmark::DoNotOptimize(answer);
    if (!answer) state.SkipWithError("no verdict");
  }
}

}  // namespace

BENCHMARK_CAPTURE(verdict_on, gaslib_11, "GasLib-11", 1.0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(verdict_on, gaslib_24, "GasLib-24", 1.0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(verdict_on, gaslib_40, "GasLib-40", 1.0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(verdict_on, gaslib_135, "GasLib-135", 1.0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(verdict_on, gaslib_11_refused, "GasLib-11", 2.0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(verdict_on, gaslib_40_refused, "GasLib-40", 1.5)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(verdict_on, gaslib_135_refused, "GasLib-135", 1.5)->Unit(benchmark::kMillisecond);
