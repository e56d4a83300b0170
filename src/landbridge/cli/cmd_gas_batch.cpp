#include <memory>
#include <utility>

#include <fmt/format.h>

#include "landbridge/base/progress.hpp"
#include "landbridge/cli/commands.hpp"
#include "landbridge/cli/gas_words.hpp"
#include "landbridge/gas/batch.hpp"
#include "landbridge/io/gas_batch_output.hpp"
#include "landbridge/io/gas_nominations.hpp"

namespace landbridge::cli {
namespace {

struct BatchWords {
  GasWords gas;
  std::string nominations;
  std::string unit;
  bool is_general = false;
};

/// All groups, each nomination in its place.
Result<gas::BatchResult> solve_groups(const io::GasNominations& nominations,
                                      const gas::BatchOptions& options) {
  gas::BatchResult all;
  all.cases.resize(nominations.id.size());
  gas::BatchCertificate& c = all.certificate;
  for (const io::NominationGroup& group : nominations.groups) {
    auto part = gas::solve_batch(group.problem, group.supplies, options);
    if (!part) return fail(std::move(part.error()));
    const gas::BatchCertificate& p = part->certificate;
    if (p.law_residual_relative >= c.law_residual_relative && !group.position.empty())
      c.worst_case = group.position[p.worst_case];
    c.law_residual_relative = std::max(c.law_residual_relative, p.law_residual_relative);
    c.mass_residual_kg_s = std::max(c.mass_residual_kg_s, p.mass_residual_kg_s);
    c.iterations = std::max(c.iterations, p.iterations);
    c.compiled += p.compiled;
    c.why_not_compiled = p.why_not_compiled;
    for (std::size_t i = 0; i < group.position.size(); ++i)
      all.cases[group.position[i]] = part->cases[i];
  }
  return all;
}

Outcome gas_batch(const BatchWords& words, const CommonOptions& common) {
  Stopwatch watch;
  Diagnostics diagnostics;
  const io::GasCaseOptions case_options = gas_options_of(words.gas, diagnostics);
  const auto least = min_pressure_of(words.gas, diagnostics);
  if (diagnostics.has_errors()) return failed(std::move(diagnostics));
  auto nominations =
      io::read_gas_nominations(words.gas.network, words.nominations, words.unit, case_options);
  if (!nominations) return failed(std::move(nominations.diagnostics));
  for (io::NominationGroup& group : nominations->groups) require_pressure(group.problem, least);
  Outcome outcome;
  outcome.diagnostics = std::move(nominations.diagnostics);
  outcome.timing.read_s = watch.seconds();
  gas::BatchOptions options;
  options.threads = common.threads;
  options.may_compile = !words.is_general;
  std::vector<double> times_s;
  Progress progress("gas batch", nominations->id.size(),
                    progress_style(common.is_quiet || !common.shows_progress));
  options.on_done = [&progress](std::size_t done) { progress.tick(done); };
  watch.restart();
  auto result = solve_groups(*nominations, options);
  times_s.push_back(watch.seconds());
  for (int i = 1; i < common.repeats && result; ++i) {
    options.on_done = {};
    watch.restart();
    result = solve_groups(*nominations, options);
    times_s.push_back(watch.seconds());
  }
  note_times(outcome.timing, times_s);
  if (!result) {
    Outcome without = failed(result.error());
    without.timing = outcome.timing;
    return without;
  }
  for (const auto& file : nominations->gas_case.files) outcome.inputs.push_back(file.string());
  outcome.envelope.result = io::gas_batch_json(*nominations, *result);
  outcome.envelope.certificate = io::gas_batch_certificate_json(*nominations, *result);
  outcome.text = io::gas_batch_text(*nominations, *result);
  if (!common.out_folder.empty())
    outcome.files = {{"tables/cases.csv", io::gas_batch_csv(*nominations, *result)}};
  return outcome;
}

}  // namespace

void add_gas_batch(CLI::App& app, Session& session) {
  CLI::App& gas = command_group(app, "gas", "flow of gas in pipe networks");
  CLI::App* batch = gas.add_subcommand("batch", "the steady states of many nominations");
  batch->fallthrough();
  batch->footer(
      "The table has a column of ids and then one column a node, or the columns id,node,value; "
      "flows into the network are positive.\n"
      "A folder is read as GasLib nominations, one .scn file each. docs/model/gas_batch.md has "
      "the rest.");
  const auto words = std::make_shared<BatchWords>();
  add_gas_words(*batch, words->gas);
  add_scale(*batch, words->gas);
  add_min_pressure(*batch, words->gas);
  batch->add_option("--nominations", words->nominations, "CSV table, or folder of .scn files")
      ->required()
      ->type_name("CSV|DIR");
  batch->add_option("--unit", words->unit, "of the table's flows: 1000m3_per_h, kg/s, mcm_20C/d")
      ->type_name("UNIT");
  batch->add_flag("--general", words->is_general,
                  "solve each case by the general solver, not by the compiled kernel");
  batch->callback([words, &session] {
    session.command = "gas batch";
    session.work = [words](const CommonOptions& common) { return gas_batch(*words, common); };
  });
}

}  // namespace landbridge::cli
