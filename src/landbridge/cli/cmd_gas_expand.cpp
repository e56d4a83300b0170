#include <memory>
#include <utility>

#include <fmt/format.h>

#include "landbridge/cli/commands.hpp"
#include "landbridge/cli/optimise_words.hpp"
#include "landbridge/io/expand_output.hpp"
#include "landbridge/io/expand_plan.hpp"
#include "landbridge/io/gas_nominations.hpp"
#include "landbridge/io/optimise_output.hpp"

namespace landbridge::cli {
namespace {

struct ExpandWords {
  OptimiseWords optimise;
  std::string plan;
  std::string nominations;
  std::string unit;
};

/// What must be served: each row of a table or file of a folder, or the network's own nomination.
struct Demands {
  std::vector<gas::ExpandNomination> nominations;
  std::vector<std::filesystem::path> files;
};

io::Read<Demands> read_demands(const ExpandWords& words, const io::GasCaseOptions& options) {
  Demands out;
  if (words.nominations.empty()) {
    auto one = io::read_gas_case(words.optimise.network, options);
    if (!one) return io::read_failed<Demands>(std::move(one.diagnostics));
    out.nominations.push_back({std::string("nomination"), std::move(one->problem)});
    out.files = std::move(one->files);
    return {std::move(out), std::move(one.diagnostics)};
  }
  auto many =
      io::read_gas_nominations(words.optimise.network, words.nominations, words.unit, options);
  if (!many) return io::read_failed<Demands>(std::move(many.diagnostics));
  out.files = many->gas_case.files;
  out.nominations.resize(many->id.size());
  for (const io::NominationGroup& group : many->groups)
    for (std::size_t row = 0; row < group.supplies.cases; ++row) {
      gas::ExpandNomination& nomination = out.nominations[group.position[row]];
      nomination = {many->id[group.position[row]], group.problem};
      nomination.problem.supply.resize(group.problem.network.nodes());
      for (std::size_t n = 0; n < group.supplies.nodes; ++n)
        nomination.problem.supply[NodeId(n)] = MassFlow::from_si(group.supplies.at(row, NodeId(n)));
    }
  return {std::move(out), std::move(many.diagnostics)};
}

Outcome expand_by_plan(const ExpandWords& words, const CommonOptions& common) {
  const Stopwatch watch;
  Outcome outcome;
  Diagnostics& diagnostics = outcome.diagnostics;
  gas::OptimiseOptions options;
  const io::OptimiseRequest request = optimise_request(words.optimise, options, diagnostics);
  if (request.objective.kind != gas::OptObjective::Kind::supply_cost)
    diagnostics.error({"--objective", 0, 0, {}}, "a plan is chosen by its cost",
                      "leave --objective out with --plan");
  if (diagnostics.has_errors()) return failed(std::move(diagnostics));
  auto demands = read_demands(words, request.network);
  diagnostics.append(demands.diagnostics);
  if (!demands || diagnostics.has_errors()) return failed(std::move(diagnostics));
  auto plan = io::read_expand_plan(words.plan, demands->nominations.front().problem);
  diagnostics.append(plan.diagnostics);
  if (!plan) return failed(std::move(diagnostics));
  gas::FromProblemOptions from_options;
  from_options.max_ratio = request.max_ratio;
  const auto model = gas::expansion_model(demands->nominations, plan->candidates, from_options);
  if (!model) return failed(model.error());
  for (const auto& file : demands->files) outcome.inputs.push_back(file.string());
  outcome.inputs.push_back(words.plan);
  outcome.timing.read_s = watch.seconds();
  const auto result = optimise_repeatedly(model->model, options, common, outcome.timing);
  if (!result) return failed(result.error());
  put_status(*result, outcome.envelope);
  outcome.envelope.result = io::expand_json(*plan, *model, *result);
  outcome.envelope.certificate = io::optimise_certificate_json(*result);
  outcome.text = io::expand_text(*plan, *model, *result);
  if (!common.out_folder.empty())
    outcome.files = {{"tables/builds.csv", io::expand_builds_csv(*plan, *result)}};
  return outcome;
}

Outcome gas_expand(const ExpandWords& words, const CommonOptions& common) {
  if (!words.plan.empty()) return expand_by_plan(words, common);
  if (words.nominations.empty()) return run_optimise(words.optimise, common);
  Diagnostics diagnostics;
  diagnostics.error({"--nominations", 0, 0, {}},
                    "many nominations need a plan of what may be built", "add --plan PLAN.toml");
  return failed(std::move(diagnostics));
}

}  // namespace

void add_gas_expand(CLI::App& app, Session& session) {
  CLI::App& gas = command_group(app, "gas", "flow of gas in pipe networks");
  CLI::App* expand =
      gas.add_subcommand("expand", "what to build so that everything is served, at least cost");
  expand->fallthrough();
  expand->footer(
      "With --plan NET is any network of `gas solve`, and one choice of candidates must serve "
      "every "
      "nomination.\nElse NET is a matgas .m file with ne_pipe and ne_compressor; with --objective "
      "max-delivered building is free\nthere and as much as possible is delivered.");
  const auto words = std::make_shared<ExpandWords>();
  words->optimise.expands = true;
  words->optimise.objective = std::string("supply-cost");
  add_optimise_words(*expand, words->optimise);
  expand->add_option("--plan", words->plan, "candidates and their costs, a TOML file")
      ->type_name("FILE");
  expand
      ->add_option("--nominations", words->nominations,
                   "what must be served: a CSV with one row or many a nomination, or .scn files")
      ->type_name("CSV|DIR");
  expand->add_option("--unit", words->unit, "of flows in a CSV whose columns do not say it")
      ->type_name("UNIT");
  expand
      ->add_option("--objective", words->optimise.objective,
                   "supply-cost (building) or max-delivered")
      ->type_name("WHAT");
  expand->callback([words, &session] {
    session.command = "gas expand";
    session.work = [words](const CommonOptions& common) { return gas_expand(*words, common); };
  });
}

}  // namespace landbridge::cli
