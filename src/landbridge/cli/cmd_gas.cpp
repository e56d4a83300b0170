#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/cli/commands.hpp"
#include "landbridge/cli/gas_thermal_words.hpp"
#include "landbridge/cli/station_words.hpp"
#include "landbridge/gas/solve.hpp"
#include "landbridge/gas/thermal.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/gas_network_write.hpp"
#include "landbridge/io/gas_output.hpp"
#include "landbridge/io/gas_thermal_output.hpp"
#include "landbridge/io/station_output.hpp"

namespace landbridge::cli {
namespace {

/// The words of the command line, before anything is read.
struct GasSolveWords {
  std::string network;
  std::string nomination;
  std::string eos;
  std::string friction;
  std::string constant_z;
  std::string temperature;
  std::string scale;
  bool is_passive = false;
  std::vector<std::string> fixes;
  std::vector<std::string> controls;
  StationWords stations;
  GasThermalWords thermal;
};

/// Collects values and errors of options, so that all wrong ones are named at once.
class OptionReader {
 public:
  explicit OptionReader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  template <class T>
  std::optional<T> take(Result<T> value, std::string_view option) {
    if (value) return std::move(*value);
    const Error& e = value.error();
    diagnostics_.error({e.where.empty() ? std::string(option) : e.where, 0, 0, {}}, e.what, e.hint);
    return std::nullopt;
  }

  /// A number greater than zero, or nothing where the option is not given.
  std::optional<double> positive(const std::string& text, const Exponents& wanted,
                                 const std::string& option) {
    if (text.empty()) return std::nullopt;
    const auto value = take(parse_si(text, wanted), fmt::format("{} {}", option, text));
    if (!value || *value > 0.0) return value;
    diagnostics_.error({fmt::format("{} {}", option, text), 0, 0, {}},
                       "the value is not greater than zero", "write a positive value");
    return std::nullopt;
  }

 private:
  Diagnostics& diagnostics_;
};

io::GasCaseOptions options_of(const GasSolveWords& words, Diagnostics& diagnostics) {
  OptionReader read(diagnostics);
  io::GasCaseOptions options;
  options.is_passive = words.is_passive;
  if (!words.nomination.empty()) options.nomination = words.nomination;
  if (!words.eos.empty()) options.eos = read.take(io::parse_eos(words.eos), "--eos");
  if (!words.friction.empty())
    options.friction = read.take(io::parse_friction(words.friction), "--friction");
  options.constant_z =
      read.positive(words.constant_z, Scalar::Dimension::exponents, "--constant-z");
  if (const auto t =
          read.positive(words.temperature, Temperature::Dimension::exponents, "--temperature"))
    options.temperature = Temperature::from_si(*t);
  if (!words.scale.empty())
    if (const auto scale =
            read.take(parse_number(words.scale), fmt::format("--scale {}", words.scale)))
      options.supply_scale = *scale;
  for (const std::string& text : words.fixes)
    if (const auto fix = read.take(io::parse_gas_fix(text), "--fix")) options.fixes.push_back(*fix);
  for (const std::string& text : words.controls)
    if (const auto control = read.take(io::parse_gas_control(text), "--control"))
      options.controls.push_back(*control);
  return options;
}

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

Outcome gas_solve_thermal(const io::GasCase& gas_case, const gas::ThermalOptions& options,
                          const CommonOptions& common, Outcome outcome) {
  std::vector<double> times_s;
  Stopwatch watch;
  Result<gas::ThermalSolution> solution = gas::solve_thermal(gas_case.problem, options);
  times_s.push_back(watch.seconds());
  for (int i = 1; i < common.repeats && solution; ++i) {
    watch.restart();
    solution = gas::solve_thermal(gas_case.problem, options);
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
  outcome.text = io::gas_solution_text(gas_case, flow) + io::thermal_text(gas_case, *solution);
  return outcome;
}

Outcome gas_solve(const GasSolveWords& words, const CommonOptions& common) {
  Stopwatch watch;
  Outcome outcome;
  io::GasCaseOptions options = options_of(words, outcome.diagnostics);
  for (auto& control : decided_controls(words.stations, words.network, outcome))
    options.controls.push_back(std::move(control));
  if (outcome.diagnostics.has_errors()) return failed(std::move(outcome.diagnostics));
  auto gas_case = io::read_gas_case(words.network, options);
  outcome.diagnostics.append(gas_case.diagnostics);
  if (!gas_case) return failed(std::move(outcome.diagnostics));
  const StationSetup setup = station_setup(words.stations, words.network, *gas_case, outcome);
  if (outcome.diagnostics.has_errors()) return failed(std::move(outcome.diagnostics));
  outcome.timing.read_s = watch.seconds();
  const auto thermal = thermal_options(words.thermal, gas_case->problem, outcome.diagnostics);
  if (outcome.diagnostics.has_errors()) return failed(std::move(outcome.diagnostics));
  if (thermal) return gas_solve_thermal(*gas_case, *thermal, common, std::move(outcome));
  const auto with_stations = solve_all(gas_case->problem, setup, common, outcome.timing);
  if (!with_stations) {
    Outcome without = failed(with_stations.error());
    without.timing = outcome.timing;
    return without;
  }
  const gas::Solution* solution = &with_stations->solution;
  check_decided_directions(words.stations, words.network, *gas_case, *solution, outcome);
  for (const auto& file : gas_case->files) outcome.inputs.push_back(file.string());
  io::Envelope& envelope = outcome.envelope;
  envelope.status = solution->infeasible.empty() ? io::Status::ok : io::Status::infeasible;
  envelope.errors = io::infeasibility_entries(*gas_case, *solution);
  envelope.result = io::gas_solution_json(*gas_case, *solution);
  envelope.certificate = io::gas_certificate_json(solution->certificate);
  outcome.text = io::gas_solution_text(*gas_case, *solution);
  if (!setup.stations.empty()) {
    const Network& network = gas_case->problem.network;
    io::add_stations_json(envelope.result, *with_stations, setup.stations, network);
    envelope.certificate["station_rounds"] = with_stations->rounds;
    envelope.certificate["map_residual_relative"] = with_stations->map_residual_relative;
    outcome.text += io::stations_text(*with_stations, setup.stations, network);
  }
  if (!common.out_folder.empty()) {
    auto netcdf = io::to_network_netcdf(*gas_case, &*solution, "landbridge gas solve");
    if (!netcdf) return failed(netcdf.error());
    outcome.files = {
        {"tables/nodes.csv", io::gas_nodes_csv(*gas_case, *solution)},
        {"tables/links.csv", io::gas_links_csv(*gas_case, *solution)},
        {"network.geojson", io::to_json_text(io::gas_network_geojson(*gas_case, *solution))},
        {"network.nc", std::move(*netcdf)}};
  }
  return outcome;
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
  solve->add_option("network", words->network, "the network")->required()->type_name("NET");
  solve
      ->add_option("--nomination", words->nomination,
                   "GasLib .scn; else the one beside the network")
      ->type_name("FILE");
  solve->add_option("--eos", words->eos, "ideal, papay, aga8, gerg2008, simple_cnga or full_cnga")
      ->type_name("NAME");
  solve->add_option("--friction", words->friction, gas::friction_law_names())->type_name("NAME");
  solve
      ->add_option("--constant-z", words->constant_z,
                   "one compressibility factor for all pressures")
      ->type_name("Z");
  solve->add_option("--temperature", words->temperature, "of the gas, as in 283.15K or 10degC")
      ->type_name("T");
  solve->add_option("--scale", words->scale, "factor on every supply and demand")->type_name("X");
  solve->add_flag("--passive", words->is_passive,
                  "the passive benchmark problem: only pipes resist");
  solve->add_option("--fix", words->fixes, "hold a pressure: NODE=80bar; may be repeated")
      ->type_name("NODE=P")
      ->expected(1)
      ->take_all();
  solve
      ->add_option(
          "--control", words->controls,
          "NAME=ratio:1.3, outlet:70bar, flow:200kg/s, bypass, open or closed; may be repeated")
      ->type_name("NAME=…")
      ->expected(1)
      ->take_all();
  add_station_options(*solve, words->stations);
  add_thermal_options(*solve, words->thermal);
  solve->callback([words, &session] {
    session.command = "gas solve";
    session.work = [words](const CommonOptions& common) { return gas_solve(*words, common); };
  });
}

}  // namespace landbridge::cli
