#include <memory>
#include <utility>

#include <fmt/format.h>

#include "landbridge/cli/commands.hpp"
#include "landbridge/gas/design.hpp"
#include "landbridge/gas/design_checks.hpp"
#include "landbridge/io/design_output.hpp"
#include "landbridge/io/design_spec.hpp"

namespace landbridge::cli {
namespace {

/// All that the file asks for. A design that cannot exist is an answer; a wrong line is not.
Result<io::DesignAnswers> answer(const io::DesignFile& file) {
  io::DesignAnswers answers;
  if (file.design) {
    auto result = gas::design(*file.design);
    if (result)
      answers.design = std::move(*result);
    else if (result.error().fault == Fault::infeasible)
      answers.design_error = result.error();
    else
      return fail(result.error());
  }
  for (const gas::LineSpec& line : file.existing) {
    auto capacity = gas::largest_flow(line, file.assumptions);
    if (!capacity) return fail(capacity.error());
    answers.existing.push_back(std::move(*capacity));
  }
  auto checks = gas::check_known_lines(file.checks, file.assumptions);
  if (!checks) return fail(checks.error());
  answers.checks = std::move(*checks);
  return answers;
}

void add_file(Outcome& outcome, std::string name, std::string bytes) {
  if (!bytes.empty()) outcome.files.push_back({std::move(name), std::move(bytes)});
}

Outcome gas_design(const std::string& spec, const CommonOptions& common) {
  Stopwatch watch;
  auto file = io::read_design_file(spec);
  if (!file) return failed(std::move(file.diagnostics));
  Outcome outcome;
  outcome.diagnostics = std::move(file.diagnostics);
  outcome.inputs = {spec};
  outcome.timing.read_s = watch.seconds();
  std::vector<double> times_s;
  watch.restart();
  auto answers = answer(*file);
  times_s.push_back(watch.seconds());
  for (int i = 1; i < common.repeats && answers; ++i) {
    watch.restart();
    answers = answer(*file);
    times_s.push_back(watch.seconds());
  }
  note_times(outcome.timing, times_s);
  if (!answers) {
    Error error = answers.error();
    error.where = fmt::format("{}: {}", spec, error.where);
    Outcome without = failed(error);
    without.timing = outcome.timing;
    return without;
  }
  if (answers->design_error) {
    outcome.envelope.status = io::Status::infeasible;
    outcome.envelope.errors.push_back(io::entry_of(*answers->design_error));
  }
  outcome.envelope.result = io::design_json(*file, *answers);
  outcome.envelope.certificate = io::design_certificate_json(*answers);
  outcome.text = io::design_text(*file, *answers);
  add_file(outcome, "tables/designs.csv", io::designs_csv(*file, *answers));
  add_file(outcome, "tables/cost_curve.csv", io::cost_curve_csv(*file, *answers));
  add_file(outcome, "tables/profile.csv", io::profile_csv(*answers));
  add_file(outcome, "tables/stations.csv", io::station_machines_csv(*file, *answers));
  add_file(outcome, "tables/known_lines.csv", io::known_lines_csv(*answers));
  return outcome;
}

}  // namespace

void add_gas_design(CLI::App& app, Session& session) {
  CLI::App& gas = command_group(app, "gas", "flow of gas in pipe networks");
  CLI::App* design =
      gas.add_subcommand("design", "the cheapest line for a flow, and how much a line can carry");
  design->fallthrough();
  design->footer(
      "SPEC is a TOML file: [design] and [route] choose diameter, number of lines, pressure and "
      "stations at least\n"
      "cost; [[existing]] gives the largest flow of a line; [[check]] holds it against what is "
      "stated;\n"
      "[stations] puts real machines into the stations of both: a [[machine]] of the file, or a "
      "GasLib .cs file.\n"
      "examples/design has one of each.");
  const auto spec = std::make_shared<std::string>();
  design->add_option("spec", *spec, "what to design")->required()->type_name("SPEC");
  design->callback([spec, &session] {
    session.command = "gas design";
    session.work = [spec](const CommonOptions& common) { return gas_design(*spec, common); };
  });
}

}  // namespace landbridge::cli
