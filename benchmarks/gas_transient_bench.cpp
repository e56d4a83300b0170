#include <cstdlib>
#include <filesystem>
#include <string>

#include <benchmark/benchmark.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/gas/transient.hpp"
#include "landbridge/io/csv.hpp"
#include "landbridge/io/gas_boundary.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/lanl.hpp"

namespace {

using namespace landbridge;
namespace fs = std::filesystem;

fs::path data_folder() {
  const char* given = std::getenv("LANDBRIDGE_DATA");
  return (given ? fs::path(given) : fs::path("../shared/data")) / "gas";
}

/// GasLib-134 as the passive benchmark problem, node_80 at 70 bar, its supplies going from the
/// nomination of one day to that of the next in straight lines over 24 h.
Result<gas::TransientProblem> greek_day() {
  const fs::path folder = data_folder() / "gaslib" / "GasLib-134";
  io::GasCaseOptions options;
  options.is_passive = true;
  options.nomination = folder / "2016-02-17.scn";  // for its roles; the flows come from the days
  options.constant_z = 0.9;
  options.temperature = Temperature::from_si(283.15);
  options.friction = gas::Friction::nikuradse;
  options.fixes = {{"node_80", 70.0 * units::bar}};
  const auto network = io::read_gas_case(folder / "GasLib-134-v2.net", options);
  if (!network) return fail(network.diagnostics.first_error());
  const auto days = io::read_csv(folder / "nominations_2011-11-01_to_2014-12-30_1000m3_per_h.csv");
  if (!days) return fail(days.diagnostics.first_error());
  gas::TransientProblem t;
  t.problem = network->problem;
  std::size_t row = 0;
  while (row + 2 < days->rows.size() && days->text(row, 0) != "2012-02-07") ++row;
  const double kg_s = 1000.0 / 3600.0 * t.problem.gas.molar_mass.si() * mol_per_m3_at(273.15);
  for (std::size_t c = 1; c < days->columns.size(); ++c) {
    const NodeId node = io::node_named(t.problem.network, days->columns[c].name);
    if (node.is_none() || days->columns[c].name == "node_80") continue;
    const double first = parse_number(days->text(row, c)).value_or(0.0) * kg_s;
    const double last = parse_number(days->text(row + 1, c)).value_or(0.0) * kg_s;
    t.problem.supply[node] = MassFlow::from_si(first);
    if (first != last) t.supply.push_back({node, gas::ramp(first, last, 0.0, 86400.0)});
  }
  return t;
}

void run(benchmark::State& state, const Result<gas::TransientProblem>& problem,
         const gas::TransientOptions& options) {
  if (!problem) {
    state.SkipWithError(problem.error().what.c_str());
    return;
  }
  for (auto _ : state) {
    const auto result = gas::simulate(*problem, options);
    if (!result) {
      state.SkipWithError(result.error().what.c_str());
      return;
    }
    state.counters["cells"] = static_cast<double>(result->certificate.cells);
    state.counters["steps"] = result->certificate.steps;
    state.counters["iterations"] = result->certificate.iterations;
    state.counters["factorisations"] = result->certificate.factorisations;
    state.counters["balance"] = result->certificate.mass_balance_relative;
  }
}

/// Steady start included; series of every node and link are kept at every `every_s`.
void greek_day_of_24_h(benchmark::State& state, double cell_m, double step_s, double every_s) {
  gas::TransientOptions options;
  options.duration = 24.0 * units::hour;
  options.step = Time::from_si(step_s);
  options.cell = Length::from_si(cell_m);
  options.output_every = Time::from_si(every_s);
  run(state, greek_day(), options);
}
BENCHMARK_CAPTURE(greek_day_of_24_h, 1340_cells_30_s, 1115.0, 30.0, 600.0)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(greek_day_of_24_h, 1340_cells_30_s_every_step, 1115.0, 30.0, 0.0)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(greek_day_of_24_h, 1417_cells_300_s, 1050.0, 300.0, 0.0)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(greek_day_of_24_h, 1340_cells_1800_s, 1115.0, 1800.0, 0.0)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(greek_day_of_24_h, 1340_cells_3600_s, 1115.0, 3600.0, 0.0)
    ->Unit(benchmark::kMillisecond);

/// The same with papay and Hofer's friction.
void greek_day_real_gas(benchmark::State& state) {
  auto problem = greek_day();
  if (problem) {
    problem->problem.gas.eos = gas::Eos::papay;
    problem->problem.friction = gas::Friction::hofer;
  }
  gas::TransientOptions options;
  options.duration = 24.0 * units::hour;
  options.step = Time::from_si(30.0);
  options.cell = Length::from_si(1115.0);
  options.output_every = Time::from_si(600.0);
  run(state, problem, options);
}
BENCHMARK(greek_day_real_gas)->Unit(benchmark::kMillisecond);

/// The start alone: one step.
void greek_start(benchmark::State& state) {
  gas::TransientOptions options;
  options.duration = options.step = Time::from_si(30.0);
  options.cell = Length::from_si(1115.0);
  run(state, greek_day(), options);
}
BENCHMARK(greek_start)->Unit(benchmark::kMicrosecond);

/// The Yamal-like pipe of [srinivasan2022]: 122 cells, 1,440 steps.
void yamal_like_day(benchmark::State& state) {
  const fs::path folder = data_folder() / "lanl_transient" / "yamal-europe";
  io::GasCaseOptions options;
  options.is_transient = true;
  const auto read = io::read_lanl_case(folder, options);
  if (!read) {
    state.SkipWithError("no data");
    return;
  }
  gas::TransientProblem t;
  t.problem = read->problem;
  if (io::read_lanl_boundary(folder, t).has_errors()) state.SkipWithError("no boundary");
  gas::TransientOptions run_options;
  run_options.duration = 24.0 * units::hour;
  run_options.step = Time::from_si(60.0);
  run(state, Result<gas::TransientProblem>(t), run_options);
}
BENCHMARK(yamal_like_day)->Unit(benchmark::kMillisecond);

}  // namespace
