#include <memory>
#include <utility>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/cli/commands.hpp"
#include "landbridge/gas/verdict_facility.hpp"
#include "landbridge/io/gas_output.hpp"
#include "landbridge/io/gas_verdict_case.hpp"
#include "landbridge/io/verdict_output.hpp"

namespace landbridge::cli {
namespace {

/// The words of the command line, before anything is read.
struct VerdictWords {
  std::string network;
  std::string nomination;
  std::string eos;
  std::string friction;
  std::string scale;
  std::string ambient;
  double recirculation = 0.0;
  int effort = gas::VerdictOptions{}.effort;
  std::vector<std::string> controls;
  std::vector<std::string> decisions;
};

template <class T>
std::optional<T> take(Result<T> value, Diagnostics& diagnostics) {
  if (value) return std::move(*value);
  diagnostics.error({value.error().where, 0, 0, {}}, value.error().what, value.error().hint);
  return std::nullopt;
}

io::VerdictOptions options_of(const VerdictWords& words, Diagnostics& diagnostics) {
  io::VerdictOptions options;
  io::GasCaseOptions& o = options.case_options;
  if (!words.nomination.empty()) o.nomination = words.nomination;
  if (!words.eos.empty()) o.eos = take(io::parse_eos(words.eos), diagnostics);
  if (!words.friction.empty()) o.friction = take(io::parse_friction(words.friction), diagnostics);
  if (!words.scale.empty()) {
    const auto scale = parse_number(words.scale);
    if (scale && *scale > 0.0)
      o.supply_scale = *scale;
    else
      diagnostics.error({fmt::format("--scale {}", words.scale), 0, 0, {}},
                        "the factor is not a number greater than zero",
                        "write 1.1 for ten per cent more");
  }
  if (!words.ambient.empty()) {
    const auto t = parse_si(words.ambient, Temperature::Dimension::exponents);
    if (t && *t > 0.0)
      options.ambient_temperature = Temperature::from_si(*t);
    else
      diagnostics.error({fmt::format("--ambient {}", words.ambient), 0, 0, {}},
                        "the temperature cannot be read", "write 283.15K or 10degC");
  }
  options.decisions = words.decisions;
  options.recirculation_max_share = words.recirculation;
  for (const std::string& text : words.controls)
    if (const auto control = take(io::parse_gas_control(text), diagnostics))
      o.controls.push_back(*control);
  return options;
}

/// Repeats the verdict as often as asked; the last one.
Result<gas::VerdictAnswer> decide(const gas::VerdictCase& verdict_case, int effort,
                                  const CommonOptions& common, io::Timing& timing) {
  std::vector<double> times_s;
  Stopwatch watch;
  auto answer = gas::verdict_with_facilities(verdict_case, {.effort = effort});
  times_s.push_back(watch.seconds());
  for (int i = 1; i < common.repeats && answer; ++i) {
    watch.restart();
    answer = gas::verdict_with_facilities(verdict_case, {.effort = effort});
    times_s.push_back(watch.seconds());
  }
  note_times(timing, times_s);
  return answer;
}

Outcome gas_verdict(const VerdictWords& words, const CommonOptions& common) {
  Stopwatch watch;
  Diagnostics diagnostics;
  const io::VerdictOptions options = options_of(words, diagnostics);
  if (diagnostics.has_errors()) return failed(std::move(diagnostics));
  auto read = io::read_verdict_case(words.network, options);
  if (!read) return failed(std::move(read.diagnostics));
  Outcome outcome;
  outcome.diagnostics = std::move(read.diagnostics);
  outcome.timing.read_s = watch.seconds();
  for (const auto& file : read->gas_case.files) outcome.inputs.push_back(file.string());
  const auto answer = decide(read->verdict_case, words.effort, common, outcome.timing);
  if (!answer) {
    Outcome without = failed(answer.error());
    without.timing = outcome.timing;
    return without;
  }
  const bool is_undecided = answer->verdict == gas::Verdict::undecided;
  outcome.envelope.status = is_undecided ? io::Status::not_converged : io::Status::ok;
  if (is_undecided)
    outcome.envelope.errors.push_back({answer->cause.where, answer->cause.sentence,
                                       "give more --effort, or ask for a smaller --scale"});
  outcome.envelope.result = io::verdict_json(*read, *answer);
  outcome.envelope.certificate = io::verdict_certificate_json(*answer);
  outcome.text = io::verdict_text(*read, *answer);
  if (!common.out_folder.empty() && answer->verdict == gas::Verdict::feasible) {
    const gas::Solution state = io::solution_of_verdict(*read, *answer);
    outcome.files = {
        {"tables/nodes.csv", io::gas_nodes_csv(read->gas_case, state)},
        {"tables/links.csv", io::gas_links_csv(read->gas_case, state)},
        {"network.geojson", io::to_json_text(io::gas_network_geojson(read->gas_case, state))}};
  }
  return outcome;
}

}  // namespace

void add_gas_verdict(CLI::App& app, Session& session) {
  CLI::App& gas = command_group(app, "gas", "flow of gas in pipe networks");
  CLI::App* verdict = gas.add_subcommand(
      "verdict", "can a network carry a nomination, with any setting of its active elements?");
  verdict->fallthrough();
  verdict->footer(
      "NET is a network.toml, or a GasLib .net file; then a .cs file of the same stem beside it "
      "describes the compressor "
      "stations, and a .cdf file which of their settings go together (one decision of each "
      "group).\n"
      "The answer is feasible (with settings and the state), or infeasible (with the limit that is "
      "in the way).");
  const auto words = std::make_shared<VerdictWords>();
  verdict->add_option("network", words->network, "the network")->required()->type_name("NET");
  verdict
      ->add_option("--nomination", words->nomination,
                   "GasLib .scn; else the one beside the network")
      ->type_name("FILE");
  verdict->add_option("--eos", words->eos, "papay, ideal, simple_cnga or full_cnga")
      ->type_name("NAME");
  verdict->add_option("--friction", words->friction, "nikuradse, colebrook or hofer")
      ->type_name("NAME");
  verdict->add_option("--scale", words->scale, "factor on every supply and demand")->type_name("X");
  verdict->add_option("--ambient", words->ambient, "temperature of the air at the drives; 10degC")
      ->type_name("T");
  verdict
      ->add_option("--recirculation", words->recirculation,
                   "machines may take up to 1 + X times the station's flow, the rest goes round; 0")
      ->check(CLI::Range(0.0, 20.0))
      ->type_name("X");
  verdict
      ->add_option("--effort", words->effort,
                   "how many groups of settings are examined before it gives up")
      ->check(CLI::Range(1, 1000000))
      ->type_name("N");
  verdict
      ->add_option("--control", words->controls,
                   "fix an element: NAME=closed, open, bypass, or any set point for 'it must run'")
      ->type_name("NAME=…")
      ->expected(1)
      ->take_all();
  verdict
      ->add_option("--decision", words->decisions,
                   "the only combined decision that a group of the .cdf may take; may be repeated")
      ->type_name("GROUP=DECISION")
      ->expected(1)
      ->take_all();
  verdict->callback([words, &session] {
    session.command = "gas verdict";
    session.work = [words](const CommonOptions& common) { return gas_verdict(*words, common); };
  });
}

}  // namespace landbridge::cli
