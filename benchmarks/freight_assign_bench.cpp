// Equilibrium assignment: CPU time of one thread on the networks of the data folder (skipped where
// it is absent) and on a made-up city. Google Benchmark's column CPU is the figure to quote; the
// counters are the gap that was reached and the peak of memory so far.
#include <sys/resource.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "assign_city.hpp"
#include "landbridge/freight/assign/assignment.hpp"
#include "landbridge/io/assign_case.hpp"

using namespace landbridge;

namespace {

std::filesystem::path data(const std::string& name) {
  const char* given = std::getenv("LANDBRIDGE_DATA");
  const std::filesystem::path root = given ? given : "../shared/data";
  return root / "freight" / "tntp" / name;
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

/// Flow over capacity, mean of the used links; means something where capacities are real ones.
double mean_load(const freight::AssignProblem& problem, const freight::AssignSolution& solution) {
  double sum = 0.0;
  double used = 0.0;
  for (std::size_t link = 0; link < solution.flow.size(); ++link) {
    if (!(solution.flow[link] > 0.0)) continue;
    sum += solution.flow[link] / problem.network.capacity[link];
    used += 1.0;
  }
  return used > 0.0 ? sum / used : 0.0;
}

void solve(benchmark::State& state, const freight::AssignProblem& problem,
           const freight::AssignOptions& options) {
  double gap = 1.0;
  double load = 0.0;
  for (auto _ : state) {
    const auto solution = freight::assign(problem, options);
    if (!solution || !solution->has_converged) {
      state.SkipWithError("no equilibrium");
      return;
    }
    gap = solution->relative_gap;
    load = mean_load(problem, *solution);
  }
  state.counters["gap"] = gap;
  state.counters["mean_load"] = load;
  state.counters["peak_MB"] = peak_megabytes();
}

struct Case {
  const char* name;
  const char* network;
  std::vector<const char*> trips;
  double gap;
  double demand_scale = 1.0;
  double toll_factor = 0.0;
  double distance_factor = 0.0;
};

void solve_case(benchmark::State& state, const Case& row) {
  std::vector<std::filesystem::path> trips;
  for (const char* file : row.trips) trips.push_back(data(file));
  io::AssignCaseOptions options;
  if (row.toll_factor > 0.0) options = {row.toll_factor, row.distance_factor};
  auto given = io::read_assign_case(data(row.network), trips, options);
  if (!given) {
    state.SkipWithError("the data folder is not on this machine");
    return;
  }
  for (auto& users : given->problem.classes)
    for (auto& d : users.demand) d.amount *= row.demand_scale;
  solve(state, given->problem, {.gap = row.gap});
}

void solve_city(benchmark::State& state) {
  test::CitySize size;
  size.zones = static_cast<std::int32_t>(state.range(0));
  size.trips = 460.0 * static_cast<double>(size.zones);
  solve(state, test::assign_city(size), {.gap = 1e-4, .threads = static_cast<int>(state.range(1))});
}
BENCHMARK(solve_city)
    ->Args({100, 1})
    ->Args({100, 2})
    ->Args({1000, 1})
    ->Args({1000, 2})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

const Case rows[] = {
    {"sioux_falls/1e-10", "SiouxFalls_net.tntp", {"SiouxFalls_trips.tntp"}, 1e-10},
    {"anaheim/1e-10", "Anaheim_net.tntp", {"Anaheim_trips.tntp"}, 1e-10},
    {"anaheim_two_classes/1e-10",
     "tapb_Anaheim2_net.tntp",
     {"tapb_Anaheim2_trips1.tntp", "tapb_Anaheim2_trips2.tntp"},
     1e-10},
    {"winnipeg/1e-10", "Winnipeg_net.tntp", {"Winnipeg_trips.tntp"}, 1e-10},
    {"chicago_sketch/1e-6",
     "ChicagoSketch_net.tntp",
     {"ChicagoSketch_trips.tntp"},
     1e-6,
     1.0,
     0.02,
     0.04},
    {"chicago_sketch/1e-10",
     "ChicagoSketch_net.tntp",
     {"ChicagoSketch_trips.tntp"},
     1e-10,
     1.0,
     0.02,
     0.04},
    {"chicago_sketch_x2/1e-10",
     "ChicagoSketch_net.tntp",
     {"ChicagoSketch_trips.tntp"},
     1e-10,
     2.0,
     0.02,
     0.04},
    {"chicago_sketch_x3/1e-10",
     "ChicagoSketch_net.tntp",
     {"ChicagoSketch_trips.tntp"},
     1e-10,
     3.0,
     0.02,
     0.04},
};

const bool are_registered = [] {
  for (const Case& row : rows)
    benchmark::RegisterBenchmark(row.name, [&row](benchmark::State& state) {
      solve_case(state, row);
    })->Unit(benchmark::kMillisecond);
  return true;
}();

}  // namespace
