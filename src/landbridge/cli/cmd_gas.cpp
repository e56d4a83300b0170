#include <memory>

#include <fmt/format.h>

#include "landbridge/cli/commands.hpp"
#include "landbridge/cli/gas_fuel_words.hpp"
#include "landbridge/cli/gas_thermal_words.hpp"
#include "landbridge/cli/gas_words.hpp"
#include "landbridge/cli/station_words.hpp"
#include "landbridge/gas/solve.hpp"
#include "landbridge/gas/thermal.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/gas_facility_output.hpp"
#include "landbridge/io/gas_mixing.hpp"
#include "landbridge/io/gas_mixing_output.hpp"
#include "landbridge/io/gas_network_write.hpp"
#include "landbridge/io/gas_output.hpp"
#include "landbridge/io/gas_thermal_output.hpp"
#include "landbridge/io/station_output.hpp"

namespace landbridge::cli {
namespace {

/// The words of the command line, before anything is read.
struct GasSolveWords {
  GasWords gas;
  StationWords stations;
  GasThermalWords thermal;
  FuelWords fuel;
  std::string composition;
};

/// The fuel that was taken out, with the options that it was computed by.
struct Burnt {
  gas::FuelOptions options;
  gas::FuelReport report;
};

/// Solves as often as asked, cold or with the set-up kept; the last solution.
Result<gas::Solution> solve_repeatedly(const gas::Problem& problem, const CommonOptions& common,
                                       io::Timing& timing) {
  std::vector<double> times_s;
  Stopwatch watch;
  if (!common.is_warm) {
    Result<gas::Solution> solution = gas::solve(problem);
    times_s.push_back(watch.seconds());
    for (int i = 1; i < common.repeats && solution; ++i) {
      watch.restart();
      solution = gas::solve(problem);
      times_s.push_back(watch.seconds());
    }
    note_times(timing, times_s);
    return solution;
  }
  auto prepared = gas::prepare(problem);
  timing.setup_s = watch.seconds();
  if (!prepared) return fail(prepared.error());
  watch.restart();
  Result<gas::Solution> solution = gas::solve(*prepared, problem.supply);
  times_s.push_back(watch.seconds());
  for (int i = 1; i < common.repeats && solution; ++i) {
    watch.restart();
    solution = gas::solve(*prepared, problem.supply);
    times_s.push_back(watch.seconds());
  }
  note_times(timing, times_s);
  return solution;
}

/// The network alone, or with its stations held to their maps.
Result<gas::StationSolution> solve_all(const gas::Problem& problem, const StationSetup& setup,
                                       const CommonOptions& common, io::Timing& timing) {
  gas::StationSolution all;
  if (setup.stations.empty()) {
    auto solution = solve_repeatedly(problem, common, timing);
    if (!solution) return fail(solution.error());
    all.solution = std::move(*solution);
    return all;
  }
  std::vector<double> times_s;
  for (int i = 0; i < common.repeats; ++i) {
    const Stopwatch watch;
    auto solution = gas::solve_with_stations(problem, setup.stations, setup.options);
    times_s.push_back(watch.seconds());
    if (!solution) return fail(solution.error());
    all = std::move(*solution);
  }
  note_times(timing, times_s);
  return all;
}

/// The same with the fuel of the stations taken out.
Result<gas::StationSolution> solve_burning(const gas::Problem& problem, const StationSetup& setup,
                                           const CommonOptions& common, io::Timing& timing,
                                           Burnt& burnt) {
  CommonOptions once = common;
  once.repeats = 1;
  gas::StationSolution last;
  std::vector<double> times_s;
  for (int i = 0; i < common.repeats; ++i) {
    const Stopwatch watch;
    auto report = gas::withdraw_fuel(
        problem, burnt.options, [&](const gas::Problem& work) -> Result<gas::FuelRound> {
          auto found = solve_all(work, setup, once, timing);
          if (!found) return fail(found.error());
          last = std::move(*found);
          return gas::FuelRound{fuel_of_stations(work, last, burnt.options), &last.solution};
        });
    times_s.push_back(watch.seconds());
    if (!report) return fail(report.error());
    burnt.report = std::move(*report);
  }
  note_times(timing, times_s);
  gas::add_fuel(burnt.report, last.solution.supply);
  return last;
}

Result<gas::ThermalSolution> solve_thermal_once(const gas::Problem& problem,
                                                const gas::ThermalOptions& options, Burnt* burnt) {
  if (burnt == nullptr) return gas::solve_thermal(problem, options);
  gas::ThermalSolution last;
  auto report = gas::withdraw_fuel(
      problem, burnt->options, [&](const gas::Problem& work) -> Result<gas::FuelRound> {
        auto found = gas::solve_thermal(work, options);
        if (!found) return fail(found.error());
        last = std::move(*found);
        gas::FuelRound round{{}, &last.hydraulics};
        for (const auto& row : work.links.of<gas::Compressor>())
          round.fuel_kg_s.push_back(
              gas::fuel_kg_s(row.link, last.link[row.id].compression.si(), burnt->options));
        return round;
      });
  if (!report) return fail(report.error());
  burnt->report = std::move(*report);
  gas::add_fuel(burnt->report, last.hydraulics.supply);
  return last;
}

void add_burnt(const Burnt* burnt, const io::GasCase& gas_case, Outcome& outcome) {
  if (burnt == nullptr) return;
  io::add_fuel_json(outcome.envelope.result, gas_case, burnt->report,
                    burnt->options.lower_calorific_value_j_kg);
  io::add_fuel_certificate(outcome.envelope.certificate, burnt->report);
  outcome.text += io::fuel_text(gas_case, burnt->report);
}

Outcome gas_solve_thermal(const io::GasCase& gas_case, const gas::ThermalOptions& options,
                          Burnt* burnt, const CommonOptions& common, Outcome outcome) {
  std::vector<double> times_s;
  Stopwatch watch;
  Result<gas::ThermalSolution> solution = solve_thermal_once(gas_case.problem, options, burnt);
  times_s.push_back(watch.seconds());
  for (int i = 1; i < common.repeats && solution; ++i) {
    watch.restart();
    solution = solve_thermal_once(gas_case.problem, options, burnt);
    times_s.push_back(watch.seconds());
  }
  note_times(outcome.timing, times_s);
  if (!solution) {
    Outcome without = failed(solution.error());
    without.timing = outcome.timing;
    return without;
  }
  for (const auto& file : gas_case.files) outcome.inputs.push_back(file.string());
  const gas::Solution& flow = solution->hydraulics;
  io::Envelope& envelope = outcome.envelope;
  envelope.status = flow.infeasible.empty() ? io::Status::ok : io::Status::infeasible;
  envelope.errors = io::infeasibility_entries(gas_case, flow);
  envelope.result = io::gas_solution_json(gas_case, flow);
  io::add_thermal(envelope.result, *solution, options);
  envelope.certificate = io::gas_certificate_json(flow.certificate);
  io::add_thermal_certificate(envelope.certificate, solution->certificate);
  io::add_facilities(envelope.result, gas_case, flow);
  outcome.text = io::gas_solution_text(gas_case, flow) + io::facilities_text(gas_case, flow) +
                 io::thermal_text(gas_case, *solution);
  add_burnt(burnt, gas_case, outcome);
  if (!common.out_folder.empty())
    outcome.files = {
        {"tables/nodes.csv", io::thermal_nodes_csv(gas_case, *solution)},
        {"tables/links.csv", io::gas_links_csv(gas_case, flow)},
        {"tables/link_temperatures.csv", io::thermal_links_csv(gas_case, *solution)},
        {"network.geojson", io::to_json_text(io::thermal_geojson(gas_case, *solution, options))}};
  return outcome;
}

/// Which gas comes in where: from --composition, else from the network's own [mixing].
std::optional<gas::Mixing> mixing_of(const GasSolveWords& words, const io::GasCase& gas_case,
                                     bool has_stations, std::string_view other_rival,
                                     Outcome& outcome) {
  std::optional<gas::Mixing> mixing = gas_case.mixing;
  if (!words.composition.empty()) {
    auto read = io::read_gas_mixing(words.composition, gas_case.problem.network);
    outcome.diagnostics.append(read.diagnostics);
    if (read) mixing = std::move(*read);
    outcome.inputs.push_back(words.composition);
  }
  if (!mixing) return mixing;
  const std::string_view rival = words.thermal.is_thermal ? "--thermal"
                                 : has_stations           ? "--stations"
                                                          : other_rival;
  if (!rival.empty())
    outcome.diagnostics.error(
        {words.composition.empty() ? words.gas.network : words.composition, 0, 0, {}},
        fmt::format("compositions are not followed together with {}", rival),
        "leave one of the two out");
  return mixing;
}

Outcome gas_solve_mixing(const io::GasCase& gas_case, const gas::Mixing& mixing,
                         const CommonOptions& common, Outcome outcome) {
  std::vector<double> times_s;
  std::optional<Result<gas::MixingSolution>> solution;
  for (int i = 0; i < common.repeats; ++i) {
    const Stopwatch watch;
    solution = gas::solve_with_mixing(gas_case.problem, mixing);
    times_s.push_back(watch.seconds());
  }
  note_times(outcome.timing, times_s);
  if (!*solution) {
    Outcome without = failed(solution->error());
    without.timing = outcome.timing;
    return without;
  }
  const gas::MixingSolution& mixed = **solution;
  const gas::Solution& flow = mixed.hydraulics;
  for (const auto& file : gas_case.files) outcome.inputs.push_back(file.string());
  io::Envelope& envelope = outcome.envelope;
  envelope.status =
      flow.infeasible.empty() && mixed.breaches.empty() ? io::Status::ok : io::Status::infeasible;
  envelope.errors = io::infeasibility_entries(gas_case, flow);
  for (auto& entry : io::quality_entries(gas_case, mixed))
    envelope.errors.push_back(std::move(entry));
  envelope.result = io::gas_solution_json(gas_case, flow);
  io::add_mixing(envelope.result, mixed);
  envelope.certificate = io::gas_certificate_json(flow.certificate);
  io::add_mixing_certificate(envelope.certificate, mixed.certificate);
  io::add_facilities(envelope.result, gas_case, flow);
  outcome.text = io::gas_solution_text(gas_case, flow) + io::facilities_text(gas_case, flow) +
                 io::mixing_text(gas_case, mixed);
  if (!common.out_folder.empty())
    outcome.files = {
        {"tables/nodes.csv", io::gas_nodes_csv(gas_case, flow)},
        {"tables/links.csv", io::gas_links_csv(gas_case, flow)},
        {"tables/composition.csv", io::mixing_csv(gas_case, mixed)},
        {"network.geojson", io::to_json_text(io::gas_network_geojson(gas_case, flow))}};
  return outcome;
}

Outcome gas_solve_hydraulic(const GasSolveWords& words, const io::GasCase& gas_case,
                            const StationSetup& setup, Burnt* burnt, const CommonOptions& common,
                            Outcome outcome) {
  const auto found = burnt != nullptr
                         ? solve_burning(gas_case.problem, setup, common, outcome.timing, *burnt)
                         : solve_all(gas_case.problem, setup, common, outcome.timing);
  if (!found) {
    Outcome without = failed(found.error());
    without.timing = outcome.timing;
    return without;
  }
  const gas::Solution& solution = found->solution;
  check_decided_directions(words.stations, words.gas.network, gas_case, solution, outcome);
  for (const auto& file : gas_case.files) outcome.inputs.push_back(file.string());
  io::Envelope& envelope = outcome.envelope;
  envelope.status = solution.infeasible.empty() ? io::Status::ok : io::Status::infeasible;
  envelope.errors = io::infeasibility_entries(gas_case, solution);
  envelope.result = io::gas_solution_json(gas_case, solution);
  envelope.certificate = io::gas_certificate_json(solution.certificate);
  io::add_facilities(envelope.result, gas_case, solution);
  outcome.text =
      io::gas_solution_text(gas_case, solution) + io::facilities_text(gas_case, solution);
  if (!setup.stations.empty()) {
    const Network& network = gas_case.problem.network;
    io::add_stations_json(envelope.result, *found, setup.stations, network);
    envelope.certificate["station_rounds"] = found->rounds;
    envelope.certificate["map_residual_relative"] = found->map_residual_relative;
    outcome.text += io::stations_text(*found, setup.stations, network);
  }
  add_burnt(burnt, gas_case, outcome);
  if (!common.out_folder.empty()) {
    auto netcdf = io::to_network_netcdf(gas_case, &solution, "landbridge gas solve");
    if (!netcdf) return failed(netcdf.error());
    outcome.files = {
        {"tables/nodes.csv", io::gas_nodes_csv(gas_case, solution)},
        {"tables/links.csv", io::gas_links_csv(gas_case, solution)},
        {"network.geojson", io::to_json_text(io::gas_network_geojson(gas_case, solution))},
        {"network.nc", std::move(*netcdf)}};
  }
  return outcome;
}

Outcome gas_solve(const GasSolveWords& words, const CommonOptions& common) {
  Stopwatch watch;
  Outcome outcome;
  Diagnostics& diagnostics = outcome.diagnostics;
  io::GasCaseOptions options = gas_options_of(words.gas, diagnostics);
  for (auto& control : decided_controls(words.stations, words.gas.network, outcome))
    options.controls.push_back(std::move(control));
  if (diagnostics.has_errors()) return failed(std::move(diagnostics));
  auto gas_case = io::read_gas_case(words.gas.network, options);
  diagnostics.append(gas_case.diagnostics);
  if (!gas_case) return failed(std::move(diagnostics));
  StationSetup setup = station_setup(words.stations, words.gas.network, *gas_case, outcome);
  if (diagnostics.has_errors()) return failed(std::move(diagnostics));
  outcome.timing.read_s = watch.seconds();
  const auto thermal = thermal_options(words.thermal, *gas_case, diagnostics);
  const auto fuel = fuel_options(words.fuel, words.stations, *gas_case, setup, diagnostics);
  if (diagnostics.has_errors()) return failed(std::move(diagnostics));
  std::optional<Burnt> burnt;
  if (fuel) burnt.emplace(Burnt{*fuel, {}});
  const std::string_view rival = words.fuel.is_withdrawn ? "--fuel" : "";
  const auto mixing = mixing_of(words, *gas_case, !setup.stations.empty(), rival, outcome);
  if (diagnostics.has_errors()) return failed(std::move(diagnostics));
  if (mixing && burnt)
    diagnostics.warning({words.gas.network, 0, 0, {}},
                        "the fuel of stations is not withdrawn where compositions are followed");
  Burnt* taken = burnt ? &*burnt : nullptr;
  if (mixing) return gas_solve_mixing(*gas_case, *mixing, common, std::move(outcome));
  if (thermal) return gas_solve_thermal(*gas_case, *thermal, taken, common, std::move(outcome));
  return gas_solve_hydraulic(words, *gas_case, setup, taken, common, std::move(outcome));
}

}  // namespace

void add_gas_solve(CLI::App& app, Session& session) {
  CLI::App& gas = command_group(app, "gas", "flow of gas in pipe networks");
  CLI::App* solve = gas.add_subcommand("solve", "the steady state of a network");
  solve->fallthrough();
  solve->footer(
      "NET is a GasLib .net file, a folder with network.json, bc.json and params.json (LANL), or a "
      "network.toml.\n"
      "Without --control, compressor stations by-pass and control valves are open.");
  const auto words = std::make_shared<GasSolveWords>();
  add_gas_words(*solve, words->gas);
  add_scale(*solve, words->gas);
  add_nomination(*solve, words->gas);
  solve
      ->add_option("--composition", words->composition,
                   "TOML file with [mixing]: which gas comes in where; every pipe carries its own")
      ->type_name("FILE");
  add_station_options(*solve, words->stations);
  add_fuel_options(*solve, words->fuel);
  add_thermal_options(*solve, words->thermal);
  solve->callback([words, &session] {
    session.command = "gas solve";
    session.work = [words](const CommonOptions& common) { return gas_solve(*words, common); };
  });
}

}  // namespace landbridge::cli
