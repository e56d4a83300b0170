#include <cmath>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "landbridge/cli/commands.hpp"
#include "landbridge/cli/option_reader.hpp"
#include "landbridge/freight/assign/select_link.hpp"
#include "landbridge/io/assign_case.hpp"
#include "landbridge/io/assign_output.hpp"
#include "landbridge/io/assign_places.hpp"
#include "landbridge/io/assign_start.hpp"

namespace landbridge::cli {
namespace {

using freight::AssignProblem;
using freight::AssignSolution;

struct AssignWords {
  std::string network;
  std::vector<std::string> trips;
  double gap = 1e-6;
  int max_passes = 1000;
  std::optional<double> toll_factor;
  std::optional<double> distance_factor;
  std::vector<double> demand_scale{1.0};
  std::vector<std::string> select_link;
  std::string start;
  std::vector<std::string> use;
  std::string nodes;
};

struct Ends {
  std::int32_t from, to;
};

/// "A:B" as nodes of the network.
std::optional<Ends> ends_of(const std::string& text, const freight::AssignNetwork& network,
                            OptionReader& reader) {
  const std::string where = fmt::format("--select-link {}", text);
  Ends ends{-1, -1};
  for (std::size_t colon = text.find(':'); colon != std::string::npos;
       colon = text.find(':', colon + 1)) {
    for (std::int32_t node = 0; node < network.nodes; ++node) {
      const std::string name = network.name_of(node);
      if (name == text.substr(0, colon)) ends.from = node;
      if (name == text.substr(colon + 1)) ends.to = node;
    }
    if (ends.from >= 0 && ends.to >= 0) return ends;
  }
  reader.error(where, "these are not two nodes of the network",
               "write FROM:TO, as in --select-link 3:7");
  return std::nullopt;
}

AssignProblem scaled(const AssignProblem& problem, double factor) {
  AssignProblem copy = problem;
  for (freight::AssignClass& users : copy.classes)
    for (freight::OdDemand& d : users.demand) d.amount *= factor;
  return copy;
}

/// One demand scale: solved as often as --repeat says.
Result<AssignSolution> solve(const AssignProblem& problem, freight::AssignOptions options,
                             const CommonOptions& common, io::Timing& timing) {
  std::vector<double> times_s;
  Stopwatch watch;
  auto solution = freight::assign(problem, options);
  times_s.push_back(watch.seconds());
  for (int i = 1; i < common.repeats && solution; ++i) {
    const freight::AssignPaths last = common.is_warm ? solution->paths : freight::AssignPaths{};
    if (common.is_warm) options.start = &last;
    watch.restart();
    auto again = freight::assign(problem, options);
    times_s.push_back(watch.seconds());
    if (!common.is_warm || !again) solution = std::move(again);
  }
  const double before_s = timing.solve_s;
  note_times(timing, times_s);
  timing.solve_s += before_s;
  return solution;
}

Result<void> add_selected(Outcome& outcome, const AssignProblem& problem,
                          const AssignSolution& solution, const std::vector<Ends>& ends) {
  if (ends.empty()) return {};
  std::vector<freight::SelectedLink> selected;
  io::Json json = io::Json::array();
  for (const Ends& e : ends) {
    auto one = freight::select_link(problem, solution, e.from, e.to);
    if (!one) return fail(one.error());
    json.push_back(io::select_link_json(problem, *one));
    outcome.text +=
        fmt::format("\nLink {}:{} carries {:.6g} from {} pairs\n", problem.network.name_of(e.from),
                    problem.network.name_of(e.to), one->flow, one->pairs.size());
    selected.push_back(std::move(*one));
  }
  outcome.envelope.result["select_link"] = std::move(json);
  outcome.files.push_back({"tables/select_link.csv", io::select_link_csv(problem, selected)});
  return {};
}

/// Keys of the last scale stand at the top; with several scales each has a row in "scales".
void fill(Outcome& outcome, const AssignProblem& problem, const AssignSolution& solution,
          const CommonOptions& common) {
  io::Json scales = outcome.envelope.result.value("scales", io::Json());
  outcome.envelope.result = io::assign_json(problem, solution);
  if (!scales.is_null()) outcome.envelope.result["scales"] = std::move(scales);
  outcome.envelope.certificate = io::assign_certificate_json(problem, solution);
  outcome.text += io::assign_text(problem, solution);
  if (!common.out_folder.empty())
    outcome.files = {{"tables/links.csv", io::assign_links_csv(problem, solution)},
                     {"tables/paths.csv", io::assign_paths_csv(problem, solution)}};
  if (!solution.has_converged) {
    outcome.envelope.status = io::Status::not_converged;
    outcome.envelope.errors.push_back({"freight assign",
                                       fmt::format("the relative gap is {:.3g} after {} passes",
                                                   solution.relative_gap, solution.passes.size()),
                                       "allow more with --max-passes, or ask for less with --gap"});
  }
}

/// The demand scales in turn, each starting from the routes of the one before.
Result<void> solve_scales(Outcome& outcome, const AssignWords& words, const io::AssignCase& given,
                          const freight::AssignPaths* start, const CommonOptions& common) {
  Diagnostics wrong;
  OptionReader reader(wrong);
  std::vector<Ends> ends;
  for (const std::string& text : words.select_link)
    if (const auto e = ends_of(text, given.problem.network, reader)) ends.push_back(*e);
  if (wrong.has_errors()) return fail(wrong.first_error());
  freight::AssignOptions options;
  options.gap = words.gap;
  options.max_passes = words.max_passes;
  options.threads = common.threads;
  options.start = start;
  AssignSolution last;
  for (std::size_t i = 0; i < words.demand_scale.size(); ++i) {
    const double scale = words.demand_scale[i];
    const AssignProblem problem = scaled(given.problem, scale);
    auto solution = solve(problem, options, common, outcome.timing);
    if (!solution) return fail(solution.error());
    if (words.demand_scale.size() > 1) {
      outcome.envelope.result["scales"].push_back(
          {{"demand_scale", scale},
           {"objective", solution->objective},
           {"relative_gap", solution->relative_gap},
           {"total_system_travel_time", solution->total_cost},
           {"iterations", solution->passes.size()}});
      outcome.text += fmt::format("\nDemand times {}\n", scale);
    }
    fill(outcome, problem, *solution, common);
    if (!given.places.empty() && !common.out_folder.empty())
      outcome.files.push_back({"network.geojson", io::to_json_text(io::assign_geojson(
                                                      problem, *solution, given.places))});
    if (outcome.envelope.status != io::Status::ok) return {};
    if (i + 1 == words.demand_scale.size()) return add_selected(outcome, problem, *solution, ends);
    last = std::move(*solution);
    options.start = &last.paths;
  }
  return {};
}

Outcome freight_assign(const AssignWords& words, const CommonOptions& common) {
  Stopwatch watch;
  Diagnostics wrong;
  OptionReader reader(wrong);
  const auto need = [&](bool is_right, std::string_view option, double value) {
    if (!is_right)
      reader.error(fmt::format("{} {}", option, value), "the value cannot be used",
                   "write a number that is not negative");
  };
  need(words.gap >= 0.0 && std::isfinite(words.gap), "--gap", words.gap);
  for (const double scale : words.demand_scale)
    need(scale >= 0.0 && std::isfinite(scale), "--demand-scale", scale);
  for (const auto& factor : {words.toll_factor, words.distance_factor})
    if (factor)
      need(*factor >= 0.0 && std::isfinite(*factor), "--toll-factor, --distance-factor", *factor);
  if (wrong.has_errors()) return failed(std::move(wrong));
  io::AssignCaseOptions options;
  options.toll_factor = words.toll_factor;
  options.distance_factor = words.distance_factor;
  options.use = words.use;
  if (!words.nodes.empty()) options.nodes = words.nodes;
  auto given =
      io::read_assign_case(words.network, {words.trips.begin(), words.trips.end()}, options);
  if (!given) return failed(std::move(given.diagnostics));
  Outcome outcome;
  outcome.diagnostics = std::move(given.diagnostics);
  for (const auto& file : given->files) outcome.inputs.push_back(file.string());
  std::optional<freight::AssignPaths> start;
  if (!words.start.empty()) {
    auto read = io::read_assign_start(words.start, given->problem);
    if (!read) return failed(std::move(read.diagnostics));
    start = std::move(*read);
  }
  outcome.timing.read_s = watch.seconds();
  const auto solved = solve_scales(outcome, words, *given, start ? &*start : nullptr, common);
  if (solved) return outcome;
  Outcome without = failed(solved.error());
  without.timing = outcome.timing;
  return without;
}

void add_options(CLI::App& assign, AssignWords& words) {
  assign.add_option("network", words.network, "the network")->required()->type_name("NET");
  assign
      .add_option("trips", words.trips,
                  "demand, one file for each class of users; a GMNS folder brings its demand.csv")
      ->type_name("TRIPS");
  assign.add_option("--gap", words.gap, "stop at this relative gap, (TSTT - SPTT) / TSTT")
      ->capture_default_str();
  assign.add_option("--max-passes", words.max_passes, "give up after so many passes")
      ->check(CLI::Range(0, 1000000))
      ->capture_default_str();
  assign.add_option("--toll-factor", words.toll_factor,
                    "cost of one unit of toll, of every class; else as the files say, else 0");
  assign.add_option("--distance-factor", words.distance_factor,
                    "cost of one unit of length, likewise");
  assign
      .add_option("--demand-scale", words.demand_scale,
                  "multiply all demand; several: solved in turn, each from the routes before")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("X,…");
  assign
      .add_option("--select-link", words.select_link,
                  "who uses the link from node A to node B; may be repeated")
      ->allow_extra_args(false)
      ->type_name("A:B");
  assign
      .add_option("--use", words.use,
                  "GMNS: what the trips are, as in auto; links of other uses are barred to them")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("USE,…");
  assign
      .add_option("--nodes", words.nodes,
                  "TNTP: node file in degrees; --out then writes network.geojson")
      ->type_name("FILE");
  assign
      .add_option("--start", words.start,
                  "routes to start from: a folder that --out wrote, or its paths.csv")
      ->type_name("FILE");
}

}  // namespace

void add_freight_assign(CLI::App& app, Session& session) {
  CLI::App& freight = command_group(app, "freight", "freight by rail, road and water");
  CLI::App* assign =
      freight.add_subcommand("assign", "user equilibrium of flows in a network with congestion");
  assign->fallthrough();
  assign->footer(
      "NET and TRIPS are TNTP files, or NET is a GMNS folder (docs/formats_freight.md). --out "
      "writes tables/links.csv,\ntables/paths.csv, tables/select_link.csv, and network.geojson "
      "where coordinates are known;\n--repeat N --warm solves again from the routes just found. "
      "docs/model/freight_assign.md has the equations.");
  const auto words = std::make_shared<AssignWords>();
  add_options(*assign, *words);
  assign->callback([words, &session] {
    session.command = "freight assign";
    session.work = [words](const CommonOptions& common) { return freight_assign(*words, common); };
  });
}

}  // namespace landbridge::cli
