#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "landbridge/base/parse.hpp"

namespace {

using namespace landbridge;

/// What a table of pipes holds: one value with its unit in each cell.
std::vector<std::string> cells(std::size_t count) {
  const std::vector<std::string> units = {"km", "mm", "bar", "bcm_20C/yr", "kg/s"};
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i)
    texts.push_back(fmt::format("{}.25 {}", i % 1000, units[i % units.size()]));
  return texts;
}

void parse_one_length(benchmark::State& state) {
  const std::string text = "1224.5 km";
  for (auto _ : state) benchmark::DoNotOptimize(parse<Length>(text));
}
BENCHMARK(parse_one_length);

void parse_one_compound_unit(benchmark::State& state) {
  const std::string text = "USD/1000m3_20C/100km";
  const Currencies currencies = {{"USD", 1.0}};
  for (auto _ : state) benchmark::DoNotOptimize(parse_unit(text, currencies));
}
BENCHMARK(parse_one_compound_unit);

void refuse_an_unknown_unit(benchmark::State& state) {
  const std::string text = "12 barr";
  for (auto _ : state) benchmark::DoNotOptimize(parse<Pressure>(text));
}
BENCHMARK(refuse_an_unknown_unit);

/// Values of mixed dimension, as a reader meets them; items per second are cells per second.
void parse_a_table(benchmark::State& state) {
  const auto texts = cells(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    for (const std::string& text : texts) {
      const std::size_t blank = text.find(' ');
      benchmark::DoNotOptimize(parse_number(std::string_view(text).substr(0, blank)));
      benchmark::DoNotOptimize(parse_unit(std::string_view(text).substr(blank + 1)));
    }
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(parse_a_table)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

/// Quantities must cost nothing over doubles.
void add_quantities(benchmark::State& state) {
  std::vector<Length> lengths(static_cast<std::size_t>(state.range(0)), 1.5 * units::km);
  for (auto _ : state) {
    Length sum;
    for (const Length length : lengths) sum = sum + 2.0 * length;
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(add_quantities)->Arg(10'000);

void add_doubles(benchmark::State& state) {
  std::vector<double> lengths_m(static_cast<std::size_t>(state.range(0)), 1500.0);
  for (auto _ : state) {
    double sum_m = 0.0;
    for (const double length_m : lengths_m) sum_m = sum_m + 2.0 * length_m;
    benchmark::DoNotOptimize(sum_m);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(add_doubles)->Arg(10'000);

}  // namespace
