#include <memory>
#include <utility>

#include <fmt/format.h>

#include "landbridge/cli/commands.hpp"
#include "landbridge/freight/line/rail_capacity.hpp"
#include "landbridge/io/rail_line_output.hpp"
#include "landbridge/io/rail_line_spec.hpp"

namespace landbridge::cli {
namespace {

Outcome freight_line(const std::string& spec, const CommonOptions& common) {
  Stopwatch watch;
  auto study = io::read_rail_line(spec);
  if (!study) return failed(std::move(study.diagnostics));
  Outcome outcome;
  outcome.diagnostics = std::move(study.diagnostics);
  outcome.inputs = {spec};
  outcome.timing.read_s = watch.seconds();
  std::vector<double> times_s;
  watch.restart();
  auto answer = freight::appraise_line(*study);
  times_s.push_back(watch.seconds());
  for (int i = 1; i < common.repeats && answer; ++i) {
    watch.restart();
    answer = freight::appraise_line(*study);
    times_s.push_back(watch.seconds());
  }
  note_times(outcome.timing, times_s);
  if (!answer) {
    Error error = answer.error();
    error.where = fmt::format("{}: {}", spec, error.where);
    Outcome without = failed(error);
    without.timing = outcome.timing;
    return without;
  }
  outcome.envelope.result = io::rail_line_json(*study, *answer);
  outcome.envelope.certificate = io::rail_line_certificate_json(*answer);
  outcome.text = io::rail_line_text(*study, *answer);
  outcome.files = {{"tables/train_diagram.csv", io::rail_diagram_csv(*study, answer->base)},
                   {"tables/runs.csv", io::rail_runs_csv(answer->base)},
                   {"tables/blocking_times.csv", io::rail_blocking_csv(*study, answer->base)}};
  if (!answer->options.empty())
    outcome.files.push_back({"tables/options.csv", io::rail_options_csv(*study, *answer)});
  return outcome;
}

}  // namespace

void add_freight_line(CLI::App& app, Session& session) {
  CLI::App& freight = command_group(app, "freight", "freight by rail, road and water");
  CLI::App* line = freight.add_subcommand("line", "running times and capacity of a railway line");
  line->fallthrough();
  line->footer(
      "SPEC is a TOML file: [line], [[station]], [signalling], [[vehicle]], [[train]], [capacity] "
      "and\n"
      "[[option]], the changes to weigh. examples/line has some. --out writes the train diagram, "
      "runs with\n"
      "speed and energy, blocking times and options as tables.");
  const auto spec = std::make_shared<std::string>();
  line->add_option("spec", *spec, "the line and its trains")->required()->type_name("SPEC");
  line->callback([spec, &session] {
    session.command = "freight line";
    session.work = [spec](const CommonOptions& common) { return freight_line(*spec, common); };
  });
}

}  // namespace landbridge::cli
