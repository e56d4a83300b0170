#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "landbridge/base/progress.hpp"
#include "landbridge/cli/commands.hpp"
#include "landbridge/cli/gas_words.hpp"
#include "landbridge/cli/option_reader.hpp"
#include "landbridge/cli/station_words.hpp"
#include "landbridge/gas/transient.hpp"
#include "landbridge/io/gas_boundary.hpp"
#include "landbridge/io/gas_transient_output.hpp"

namespace landbridge::cli {
namespace {

namespace fs = std::filesystem;

struct SimulateWords {
  GasWords gas;
  std::string boundary;
  std::vector<std::string> nominations;
  std::string start = "steady";
  double hours = 24.0;
  std::string step = "60s";
  std::string cell = "1km";
  std::string every;
  std::string ramp_start;
  std::string ramp_end;
  std::string scheme = "tr-bdf2";
  StationWords stations;
  std::string restart_after = "15min";
  bool takes_fuel = false;
};

io::GasCaseOptions case_options(const SimulateWords& words, Diagnostics& diagnostics) {
  io::GasCaseOptions options = gas_options_of(words.gas, diagnostics);
  options.is_transient = true;
  if (!words.nominations.empty()) options.nomination = words.nominations.front();
  return options;
}

gas::TransientOptions run_options(const SimulateWords& words, OptionReader& read) {
  gas::TransientOptions o;
  if (!(words.hours > 0.0))
    read.error("--hours", fmt::format("{:g} hours are no time", words.hours),
               "write a positive number");
  o.duration = words.hours * units::hour;
  o.step = read.quantity<Time>(words.step, "--step").value_or(Time{});
  o.cell = read.quantity<Length>(words.cell, "--cell").value_or(Length{});
  o.output_every = read.quantity<Time>(words.every, "--every", true).value_or(Time{});
  if (words.scheme == "implicit-euler")
    o.scheme = gas::TimeScheme::implicit_euler;
  else if (words.scheme != "tr-bdf2")
    read.error("--scheme " + words.scheme, "there is no such time scheme",
               "use tr-bdf2 or implicit-euler");
  if (words.start != "steady" && words.start != "ic")
    read.error("--start " + words.start, "there is no such start",
               "use steady, or ic for the ic.json of a LANL folder");
  if (words.nominations.size() > 2)
    read.error("--nomination", "more than two nominations are given",
               "give one, or two to ramp from the first to the second");
  return o;
}

/// Supplies that go from the first nomination to the second in straight lines.
void add_ramp(const SimulateWords& words, const gas::Problem& target, OptionReader& read,
              gas::TransientProblem& t) {
  const Time from = read.quantity<Time>(words.ramp_start, "--ramp-start", true).value_or(Time{});
  const Time to =
      read.quantity<Time>(words.ramp_end, "--ramp-end", true).value_or(words.hours * units::hour);
  if (!(from < to)) {
    read.error("--ramp-end", "the ramp ends before it starts", "--ramp-start 6h --ramp-end 8h");
    return;
  }
  for (std::size_t i = 0; i < t.problem.network.nodes(); ++i) {
    const NodeId node(i);
    const double first = t.problem.supply[node].si();
    const double last = target.supply[node].si();
    const bool is_held =
        std::any_of(t.problem.fixed_pressure.begin(), t.problem.fixed_pressure.end(),
                    [node](const auto& held) { return held.node == node; });
    if (first != last && !is_held)
      t.supply.push_back({node, gas::ramp(first, last, from.si(), to.si())});
  }
}

/// Everything that is read, or diagnostics with errors.
io::Read<io::TransientCase> read_case(const SimulateWords& words, OptionReader& read,
                                      const io::GasCaseOptions& options) {
  auto gas_case = io::read_gas_case(words.gas.network, options);
  Diagnostics diagnostics = gas_case.diagnostics;
  if (!gas_case) return io::read_failed<io::TransientCase>(std::move(diagnostics));
  io::TransientCase out;
  out.gas_case = std::move(*gas_case);
  out.transient.problem = out.gas_case.problem;
  const fs::path folder = fs::is_directory(words.gas.network)
                              ? fs::path(words.gas.network)
                              : fs::path(words.gas.network).parent_path();
  if (out.gas_case.format == "lanl")
    diagnostics.append(io::read_lanl_boundary(folder, out.transient));
  if (words.nominations.size() == 2) {
    io::GasCaseOptions second = options;
    second.nomination = words.nominations[1];
    auto target = io::read_gas_case(words.gas.network, second);
    if (!target) {
      diagnostics.append(target.diagnostics);
      return io::read_failed<io::TransientCase>(std::move(diagnostics));
    }
    add_ramp(words, target->problem, read, out.transient);
    out.gas_case.files.emplace_back(words.nominations[1]);
  }
  if (!words.boundary.empty()) {
    diagnostics.append(io::read_gas_boundary(words.boundary, out.transient));
    out.gas_case.files.emplace_back(words.boundary);
  }
  if (words.start == "ic") {
    if (out.gas_case.format != "lanl")
      read.error("--start ic", "only LANL folders have an ic.json", "use --start steady");
    else if (auto start = io::read_lanl_start(folder, out.transient.problem); start)
      out.initial = std::move(*start);
    else
      diagnostics.append(start.diagnostics);
    out.gas_case.files.push_back(folder / "ic.json");
  }
  return {std::move(out), std::move(diagnostics)};
}

Result<gas::TransientResult> simulate_repeatedly(const io::TransientCase& given,
                                                 gas::TransientOptions options,
                                                 const CommonOptions& common, io::Timing& timing) {
  if (given.initial) options.start = &*given.initial;
  std::vector<double> times_s;
  for (int i = 0;; ++i) {
    const double steps = options.duration.si() / options.step.si();
    Progress progress("gas simulate", steps < 1e9 ? static_cast<std::size_t>(steps) + 1 : 0,
                      progress_style(common.is_quiet || !common.shows_progress));
    options.after_step = [&](double) { progress.tick(); };
    const Stopwatch watch;
    auto result = gas::simulate(given.transient, options);
    times_s.push_back(watch.seconds());
    if (i + 1 < common.repeats && result) continue;
    note_times(timing, times_s);
    return result;
  }
}

/// The machines of stations, where there is a .cs file.
void add_machines(const SimulateWords& words, io::TransientCase& given, Outcome& outcome) {
  StationSetup setup = station_setup(words.stations, words.gas.network, given.gas_case, outcome);
  OptionReader read(outcome.diagnostics);
  gas::TransientMachines& machines = given.transient.machines;
  machines.stations = std::move(setup.stations);
  machines.options = setup.options;
  machines.takes_fuel = words.takes_fuel;
  if (const auto rest = read.quantity<Time>(words.restart_after, "--restart-after"))
    machines.restart_after = *rest;
  if (words.takes_fuel && machines.stations.empty())
    read.error("--take-fuel", "no machine of a station is known, so no fuel either",
               "name a file of machines, --stations FILE.cs");
}

/// The folder of --out: series as tables and as one NetCDF file.
Result<std::vector<OutputFile>> files_of(const gas::TransientResult& result) {
  auto netcdf = io::to_netcdf(io::transient_netcdf(result));
  if (!netcdf) return fail(netcdf.error());
  std::vector<OutputFile> files{{"tables/pressures.csv", io::transient_pressures_csv(result)},
                                {"tables/injections.csv", io::transient_supplies_csv(result)},
                                {"tables/flows.csv", io::transient_flows_csv(result)},
                                {"tables/linepack.csv", io::transient_linepack_csv(result)},
                                {"tables/events.csv", io::transient_events_csv(result)},
                                {"series.nc", std::move(*netcdf)}};
  if (!result.stations.empty())
    files.push_back({"tables/stations.csv", io::transient_stations_csv(result)});
  return files;
}

Outcome gas_simulate(const SimulateWords& words, const CommonOptions& common) {
  const Stopwatch watch;
  Outcome outcome;
  Diagnostics& diagnostics = outcome.diagnostics;
  OptionReader read(diagnostics);
  io::GasCaseOptions asked = case_options(words, diagnostics);
  for (auto& control : decided_controls(words.stations, words.gas.network, outcome))
    asked.controls.push_back(std::move(control));
  const gas::TransientOptions options = run_options(words, read);
  if (diagnostics.has_errors()) return failed(std::move(diagnostics));
  auto given = read_case(words, read, asked);
  diagnostics.append(given.diagnostics);
  if (given) add_machines(words, *given, outcome);
  if (!given || diagnostics.has_errors()) return failed(std::move(diagnostics));
  outcome.timing.read_s = watch.seconds();
  const auto result = simulate_repeatedly(*given, options, common, outcome.timing);
  if (!result) {
    Outcome without = failed(result.error());
    without.timing = outcome.timing;
    return without;
  }
  for (const auto& file : given->gas_case.files) outcome.inputs.push_back(file.string());
  io::Envelope& envelope = outcome.envelope;
  if (result->exhausted) {
    envelope.status = io::Status::infeasible;
    envelope.errors = {{fmt::format("gas.node[{}]", result->exhausted->where),
                        fmt::format("the gas is used up after {:.4g} h: its pressure falls to that "
                                    "of the atmosphere",
                                    result->exhausted->time_s / 3600.0),
                        "the series up to there are in the result; take less, or feed in more"}};
  }
  envelope.result = io::gas_transient_json(*result);
  envelope.certificate = io::gas_transient_certificate_json(result->certificate);
  outcome.text = io::gas_transient_text(*result);
  if (common.out_folder.empty()) return outcome;
  auto files = files_of(*result);
  if (!files) return failed(files.error());
  outcome.files = std::move(*files);
  return outcome;
}

void add_options(CLI::App& simulate, SimulateWords& words) {
  add_gas_words(simulate, words.gas);
  simulate.add_option("--boundary", words.boundary, "series and events over time, a TOML file")
      ->type_name("FILE");
  simulate
      .add_option("--nomination", words.nominations,
                  "GasLib .scn; twice: supplies go from the first to the second")
      ->type_name("FILE")
      ->expected(1)
      ->take_all();
  simulate.add_option("--ramp-start", words.ramp_start, "when the first nomination ends; else 0h")
      ->type_name("T");
  simulate.add_option("--ramp-end", words.ramp_end, "when the second one is reached; else the end")
      ->type_name("T");
  simulate.add_option("--start", words.start, "steady, or ic: the ic.json of a LANL folder")
      ->type_name("steady|ic");
  simulate.add_option("--hours", words.hours, "how long")->type_name("H")->required();
  simulate.add_option("--step", words.step, "time step, as in 60s or 1h")->type_name("S");
  simulate.add_option("--cell", words.cell, "longest grid cell, as in 1km")->type_name("M");
  simulate.add_option("--every", words.every, "output interval; else every step")->type_name("T");
  add_station_options(simulate, words.stations);
  simulate.add_option("--restart-after", words.restart_after, "rest of a station that had to stop")
      ->type_name("T");
  simulate.add_flag("--take-fuel", words.takes_fuel,
                    "fuel leaves the network at the station's inlet");
  simulate.add_option("--scheme", words.scheme, "tr-bdf2 (second order) or implicit-euler")
      ->type_name("NAME");
}

}  // namespace

void add_gas_simulate(CLI::App& app, Session& session) {
  CLI::App& gas = command_group(app, "gas", "flow of gas in pipe networks");
  CLI::App* simulate = gas.add_subcommand("simulate", "flow over time: line pack, events");
  simulate->fallthrough();
  simulate->footer(
      "NET as for gas solve. LANL folders bring their own series; other networks stay steady until "
      "--boundary or a second --nomination changes something.");
  const auto words = std::make_shared<SimulateWords>();
  add_options(*simulate, *words);
  simulate->callback([words, &session] {
    session.command = "gas simulate";
    session.work = [words](const CommonOptions& common) { return gas_simulate(*words, common); };
  });
}

}  // namespace landbridge::cli
