#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "landbridge/cli/commands.hpp"
#include "landbridge/cli/freight_choice_words.hpp"
#include "landbridge/cli/option_reader.hpp"
#include "landbridge/freight/assign/capacity.hpp"
#include "landbridge/freight/choice/equilibrium.hpp"
#include "landbridge/io/assign_case.hpp"
#include "landbridge/io/assign_output.hpp"
#include "landbridge/io/assign_start.hpp"
#include "landbridge/io/choice_output.hpp"
#include "landbridge/io/choice_tables.hpp"

namespace landbridge::cli {
namespace {

using namespace freight;

struct EquilibriumWords {
  std::string network;
  std::vector<std::string> trips;
  ChoiceWords choice;
  std::string limits;
  double unmet_cost = -1.0;
  double tolerance = 1e-8;
  int max_passes = 500;
  std::optional<double> toll_factor, distance_factor;
  double demand_scale = 1.0;
  std::string start;
};

/// Everything that was read.
struct Given {
  AssignProblem problem;
  ChoiceRules rules;
  std::vector<FlowLimit> limits;
  std::optional<AssignPaths> start;
};

template <class T>
std::optional<T> taken(io::Read<T> read, Diagnostics& diagnostics) {
  diagnostics.append(read.diagnostics);
  return read ? std::move(read.value) : std::nullopt;
}

void read_limits(const EquilibriumWords& words, Given& given, Outcome& outcome) {
  if (words.limits.empty()) return;
  const AssignNetwork& network = given.problem.network;
  if (words.limits == "column") {
    for (std::size_t link = 0; link < network.links(); ++link)
      if (network.capacity[link] > 0.0)
        given.limits.push_back({static_cast<std::int32_t>(link), network.capacity[link]});
    return;
  }
  const auto table = taken(io::read_csv(words.limits), outcome.diagnostics);
  if (!table) return;
  outcome.inputs.push_back(words.limits);
  if (auto limits = taken(io::parse_flow_limits(*table, network), outcome.diagnostics))
    given.limits = std::move(*limits);
}

void read_rest(const EquilibriumWords& words, Given& given, Outcome& outcome) {
  for (AssignClass& users : given.problem.classes)
    for (OdDemand& d : users.demand) d.amount *= words.demand_scale;
  if (auto rules = choice_rules(words.choice, given.problem, outcome.diagnostics))
    given.rules = std::move(*rules);
  read_limits(words, given, outcome);
  if (!words.choice.reference.empty() && !outcome.diagnostics.has_errors()) {
    const auto file = io::pairs_file(words.choice.reference);
    outcome.inputs.push_back(file.string());
    if (const auto table = taken(io::read_csv(file), outcome.diagnostics))
      if (auto costs =
              taken(io::parse_reference_costs(*table, given.problem, given.rules.modes.has_value()),
                    outcome.diagnostics))
        given.rules.reference_cost = std::move(*costs);
  }
  if (!words.start.empty())
    given.start = taken(io::read_assign_start(words.start, given.problem), outcome.diagnostics);
}

/// Link times and total cost without the prices of limits.
void take_prices_out(const AssignProblem& problem, ChoiceSolution& choice) {
  AssignProblem plain = problem;
  plain.network.limits.clear();
  choice.total_cost = 0.0;
  for (std::size_t k = 0; k < plain.classes.size(); ++k) {
    const auto costs = link_costs(plain, k, choice.flow);
    for (std::size_t link = 0; link < costs.size(); ++link)
      choice.total_cost +=
          plain.classes[k].car_equivalent * choice.class_flow[k][link] * costs[link];
  }
  for (AssignClass& users : plain.classes) {
    users.toll_factor = users.distance_factor = 0.0;
    users.fixed_cost.clear();
  }
  choice.time = link_costs(plain, 0, choice.flow);
}

/// Hard limits on top of a choice: the same loop over prices, another equilibrium in it.
Result<LimitPrices> choose_within(Given& given, const EquilibriumWords& words,
                                  ChoiceSolution& last) {
  const PricedSolver solver = [&](const AssignProblem& problem, const AssignPaths* start,
                                  double gap) -> Result<PricedFlows> {
    ChoiceOptions options;
    options.tolerance = gap;
    options.max_passes = words.max_passes;
    options.start = start ? start : (given.start ? &*given.start : nullptr);
    auto choice = solve_choice(problem, given.rules, options);
    if (!choice) return fail(choice.error());
    PricedFlows flows{
        choice->flow, choice->paths,
        std::max({choice->route_residual, choice->mode_residual, choice->demand_residual}),
        choice->total_cost};
    last = std::move(*choice);
    return flows;
  };
  LimitOptions options;
  options.max_rounds = 60;
  return hold_limits(given.problem, given.limits, options, solver);
}

Result<io::ChoiceAnswer> solve_limited(const Given& given, const EquilibriumWords& words,
                                       int threads) {
  io::ChoiceAnswer answer;
  answer.has_choice = false;
  AssignOptions assign_options;
  assign_options.threads = threads;
  assign_options.max_passes = words.max_passes;
  if (given.start) assign_options.start = &*given.start;
  LimitOptions options;
  options.unmet_cost = words.unmet_cost;
  auto limited = assign_with_limits(given.problem, given.limits, options, assign_options);
  if (!limited) return fail(limited.error());
  answer.choice.flow = limited->equilibrium.flow;
  answer.choice.class_flow = limited->equilibrium.class_flow;
  answer.choice.paths = limited->equilibrium.paths;
  for (const AssignPaths::Pair& pair : answer.choice.paths.pairs())
    answer.choice.sent += pair.amount;
  answer.choice.wanted = answer.choice.sent + limited->unmet;
  answer.choice.has_converged = limited->prices.has_converged;
  answer.limited = std::move(*limited);
  return answer;
}

Result<io::ChoiceAnswer> solve_given(Given given, const EquilibriumWords& words, int threads) {
  if (!given.limits.empty() && !words.choice.has_choice()) {
    auto answer = solve_limited(given, words, threads);
    if (answer) take_prices_out(given.problem, answer->choice);
    return answer;
  }
  io::ChoiceAnswer answer;
  answer.joins_classes = given.rules.modes.has_value();
  if (!given.limits.empty()) {
    auto prices = choose_within(given, words, answer.choice);
    if (!prices) return fail(prices.error());
    answer.limited.emplace();
    mark_unique(answer.choice.paths, given.problem, prices->limits);
    answer.limited->prices = std::move(*prices);
    answer.choice.has_converged = answer.limited->prices.has_converged;
    take_prices_out(given.problem, answer.choice);
    return answer;
  }
  ChoiceOptions options;
  options.tolerance = words.tolerance;
  options.max_passes = words.max_passes;
  if (given.start) options.start = &*given.start;
  auto choice = solve_choice(given.problem, given.rules, options);
  if (!choice) return fail(choice.error());
  answer.choice = std::move(*choice);
  return answer;
}

void judge(Outcome& outcome, const EquilibriumWords& words, const io::ChoiceAnswer& answer) {
  const bool has_unmet = answer.limited && answer.limited->unmet > 0.0 && words.unmet_cost < 0.0;
  const bool is_endless = answer.limited && answer.limited->prices.grow_without_end;
  if (has_unmet || is_endless) {
    outcome.envelope.status = io::Status::infeasible;
    outcome.envelope.errors.push_back(
        {"limits",
         has_unmet
             ? fmt::format("{:.6g} of the demand cannot pass the limits", answer.limited->unmet)
             : std::string("the prices of the limits grow without end: the demand cannot pass"),
         "raise a limit of the cut, lower the demand, or give --unmet-cost"});
  } else if (!answer.choice.has_converged) {
    outcome.envelope.status = io::Status::not_converged;
    outcome.envelope.errors.push_back(
        {"freight equilibrium", "the residuals of the certificate are above the tolerance",
         "allow more with --max-passes, or ask for less with --tolerance"});
  }
}

void fill(Outcome& outcome, const AssignProblem& problem, const io::ChoiceAnswer& answer) {
  outcome.envelope.result = io::choice_json(problem, answer);
  outcome.envelope.certificate = io::choice_certificate_json(problem, answer);
  outcome.text = io::choice_text(problem, answer);
  AssignSolution plain;  // routes and links are written as those of `freight assign`
  plain.flow = answer.choice.flow;
  plain.time = answer.choice.time;
  plain.class_flow = answer.choice.class_flow;
  plain.paths = answer.choice.paths;
  outcome.files = {{"tables/links.csv", io::assign_links_csv(problem, plain)},
                   {"tables/paths.csv", io::assign_paths_csv(problem, plain)}};
  if (answer.has_choice)
    outcome.files.push_back({"tables/pairs.csv", io::choice_pairs_csv(problem, answer)});
  if (answer.limited)
    outcome.files.push_back({"tables/limits.csv", io::choice_limits_csv(problem, answer)});
}

Outcome freight_equilibrium(const EquilibriumWords& words, const CommonOptions& common) {
  Stopwatch watch;
  auto read = io::read_assign_case(words.network, {words.trips.begin(), words.trips.end()},
                                   {words.toll_factor, words.distance_factor});
  if (!read) return failed(std::move(read.diagnostics));
  Outcome outcome;
  outcome.diagnostics = std::move(read.diagnostics);
  for (const auto& file : read->files) outcome.inputs.push_back(file.string());
  Given given;
  given.problem = std::move(read->problem);
  read_rest(words, given, outcome);
  if (outcome.diagnostics.has_errors()) return failed(std::move(outcome.diagnostics));
  outcome.timing.read_s = watch.seconds();
  std::vector<double> times_s;
  watch.restart();
  auto answer = solve_given(given, words, common.threads);
  times_s.push_back(watch.seconds());
  for (int i = 1; i < common.repeats && answer; ++i) {
    watch.restart();
    answer = solve_given(given, words, common.threads);
    times_s.push_back(watch.seconds());
  }
  note_times(outcome.timing, times_s);
  if (!answer) {
    Outcome without = failed(answer.error());
    without.timing = outcome.timing;
    return without;
  }
  fill(outcome, given.problem, *answer);
  judge(outcome, words, *answer);
  return outcome;
}

void add_options(CLI::App& command, EquilibriumWords& words) {
  command.add_option("network", words.network, "the network")->required()->type_name("NET");
  command.add_option("trips", words.trips, "demand, one file for each class of users")
      ->required()
      ->type_name("TRIPS");
  add_choice_options(command, words.choice);
  command
      .add_option("--hard-capacity", words.limits,
                  "links carry no more: 'column' (capacities of NET), or a CSV file of limits")
      ->type_name("FILE");
  command
      .add_option("--unmet-cost", words.unmet_cost, "demand may stay behind at this cost a unit")
      ->check(CLI::Range(0.0, 1e15))
      ->type_name("C");
  command.add_option("--tolerance", words.tolerance, "of the residuals of the choice (1e-8)")
      ->check(CLI::Range(1e-14, 1.0))
      ->type_name("R");
  command.add_option("--max-passes", words.max_passes, "give up after so many passes (500)")
      ->check(CLI::Range(0, 1000000))
      ->type_name("N");
  command
      .add_option("--toll-factor", words.toll_factor, "cost of one unit of toll, of every class")
      ->check(CLI::Range(0.0, 1e12));
  command
      .add_option("--distance-factor", words.distance_factor,
                  "cost of one unit of length, likewise")
      ->check(CLI::Range(0.0, 1e12));
  command.add_option("--demand-scale", words.demand_scale, "multiply all demand")
      ->check(CLI::Range(0.0, 1e12))
      ->type_name("X");
  command.add_option("--start", words.start, "routes to start from: a folder that --out wrote")
      ->type_name("FILE");
}

}  // namespace

void add_freight_equilibrium(CLI::App& app, Session& session) {
  CLI::App& freight = command_group(app, "freight", "freight by rail, road and water");
  CLI::App* command = freight.add_subcommand(
      "equilibrium", "routes, classes and demand chosen at once; hard limits with shadow prices");
  command->fallthrough();
  command->footer(
      "NET and TRIPS are those of 'freight assign'. A CSV file of limits has the columns from, to "
      "(or link) and\n"
      "limit. --out writes links, routes, pairs and limits as tables; --start and --reference read "
      "them again.\n"
      "docs/model/freight_choice.md has the equations.");
  const auto words = std::make_shared<EquilibriumWords>();
  add_options(*command, *words);
  command->callback([words, &session] {
    session.command = "freight equilibrium";
    session.work = [words](const CommonOptions& common) {
      return freight_equilibrium(*words, common);
    };
  });
}

}  // namespace landbridge::cli
