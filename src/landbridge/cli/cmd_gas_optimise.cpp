#include <memory>
#include <utility>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/cli/commands.hpp"
#include "landbridge/cli/optimise_words.hpp"
#include "landbridge/gas/optimise/optimise.hpp"
#include "landbridge/io/optimise_case.hpp"
#include "landbridge/io/optimise_output.hpp"

namespace landbridge::cli {
namespace {

std::optional<double> positive(const std::string& text, std::string_view option,
                               Diagnostics& diagnostics) {
  if (text.empty()) return std::nullopt;
  const std::string where = fmt::format("{} {}", option, text);
  const auto value = parse_number(text);
  if (!value)
    diagnostics.error({where, 0, 0, {}}, value.error().what, value.error().hint);
  else if (!(*value > 0.0))
    diagnostics.error({where, 0, 0, {}}, "the value is not greater than zero",
                      "write a positive number");
  else
    return *value;
  return std::nullopt;
}

}  // namespace

io::OptimiseRequest optimise_request(const OptimiseWords& words, gas::OptimiseOptions& options,
                                     Diagnostics& diagnostics) {
  io::OptimiseRequest request;
  request.expands = words.expands;
  request.stations = words.stations;
  const auto complain = [&](const Error& e) {
    diagnostics.error({e.where, 0, 0, {}}, e.what, e.hint);
  };
  if (const auto objective = gas::parse_objective(words.objective))
    request.objective = *objective;
  else
    complain(objective.error());
  if (!words.nomination.empty()) request.network.nomination = words.nomination;
  request.network.constant_z = positive(words.constant_z, "--constant-z", diagnostics);
  request.max_ratio = positive(words.max_ratio, "--max-ratio", diagnostics).value_or(0.0);
  options.gap_relative = positive(words.gap, "--gap", diagnostics).value_or(options.gap_relative);
  options.effort = words.effort;
  if (words.effort < 1)
    diagnostics.error({fmt::format("--effort {}", words.effort), 0, 0, {}},
                      "the effort is not positive", "write the number of boxes to look at");
  if (!words.friction.empty()) {
    if (const auto law = io::parse_friction(words.friction))
      request.network.friction = *law;
    else
      complain(law.error());
  }
  for (const std::string& text : words.fixes) {
    if (const auto fix = io::parse_gas_fix(text))
      request.network.fixes.push_back(*fix);
    else
      complain(fix.error());
  }
  request.network.needs_held_pressure = false;
  return request;
}

void put_status(const gas::OptResult& result, io::Envelope& envelope) {
  if (result.status == gas::OptStatus::infeasible) envelope.status = io::Status::infeasible;
  if (result.status == gas::OptStatus::unknown) envelope.status = io::Status::not_converged;
  if (!result.cause.empty())
    envelope.errors.push_back({"gas", result.cause, "relax a limit or lower the demand"});
}

Result<gas::OptResult> optimise_repeatedly(const gas::OptModel& model,
                                           const gas::OptimiseOptions& options,
                                           const CommonOptions& common, io::Timing& timing) {
  std::vector<double> times_s;
  for (int i = 0;; ++i) {
    const Stopwatch watch;
    auto result = gas::optimise(model, options);
    times_s.push_back(watch.seconds());
    if (i + 1 < common.repeats && result) continue;
    note_times(timing, times_s);
    return result;
  }
}

namespace {

void describe(Outcome& outcome, const io::OptimiseCase& from, const gas::OptResult& result,
              const CommonOptions& common) {
  io::Envelope& envelope = outcome.envelope;
  put_status(result, envelope);
  envelope.result = io::optimise_json(from, result);
  envelope.certificate = io::optimise_certificate_json(result);
  outcome.text = io::optimise_text(from, result);
  if (!common.out_folder.empty() && !result.pressure_pa.empty())
    outcome.files = {{"tables/nodes.csv", io::optimise_nodes_csv(from, result)},
                     {"tables/links.csv", io::optimise_links_csv(from, result)}};
}

}  // namespace

Outcome run_optimise(const OptimiseWords& words, const CommonOptions& common) {
  const Stopwatch watch;
  Diagnostics diagnostics;
  gas::OptimiseOptions options;
  const io::OptimiseRequest request = optimise_request(words, options, diagnostics);
  if (diagnostics.has_errors()) return failed(std::move(diagnostics));
  auto from = io::read_optimise_case(words.network, request);
  if (!from) return failed(std::move(from.diagnostics));
  Outcome outcome;
  outcome.diagnostics = std::move(from.diagnostics);
  for (const auto& file : from->files) outcome.inputs.push_back(file.string());
  outcome.timing.read_s = watch.seconds();
  auto result = optimise_repeatedly(from->model, options, common, outcome.timing);
  if (!result) return failed(result.error());
  describe(outcome, *from, *result, common);
  return outcome;
}

void add_optimise_words(CLI::App& command, OptimiseWords& words) {
  command.add_option("network", words.network, "the network")->required()->type_name("NET");
  command.add_option("--nomination", words.nomination, "GasLib .scn; else the one beside it")
      ->type_name("FILE");
  command.add_option("--constant-z", words.constant_z, "one compressibility factor")
      ->type_name("Z");
  command.add_option("--friction", words.friction, "nikuradse, colebrook, hofer or constant")
      ->type_name("NAME");
  command.add_option("--fix", words.fixes, "hold a pressure: NODE=80bar; may be repeated")
      ->type_name("NODE=P")
      ->expected(1)
      ->take_all();
  command.add_option("--max-ratio", words.max_ratio, "pressure ratio of stations that state none")
      ->type_name("R");
  command.add_option("--gap", words.gap, "stop at this relative gap (1e-5)")->type_name("X");
  command.add_option("--effort", words.effort, "boxes that the search looks at (2000)")
      ->type_name("N");
}

void add_gas_optimise(CLI::App& app, Session& session) {
  CLI::App& gas = command_group(app, "gas", "flow of gas in pipe networks");
  CLI::App* optimise = gas.add_subcommand("optimise", "the best steady flow, with a proven bound");
  optimise->fallthrough();
  optimise->footer(
      "NET is a matgas .m file, a folder of nodes.csv and arcs.csv, an optimal-flow .json of the "
      "LANL code, or any\n"
      "network of `gas solve`. Compressors, control valves and valves are free.");
  const auto words = std::make_shared<OptimiseWords>();
  add_optimise_words(*optimise, *words);
  optimise
      ->add_option("--objective", words->objective,
                   "fuel, supply-cost, max-flow:NODE or max-delivered")
      ->required()
      ->type_name("WHAT");
  optimise
      ->add_option("--stations", words->stations,
                   "GasLib .cs: stations keep to the maps of their machines; else to NET alone")
      ->type_name("FILE");
  optimise->callback([words, &session] {
    session.command = "gas optimise";
    session.work = [words](const CommonOptions& common) { return run_optimise(*words, common); };
  });
}

}  // namespace landbridge::cli
