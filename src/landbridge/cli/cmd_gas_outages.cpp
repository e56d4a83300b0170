#include <array>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "landbridge/base/progress.hpp"
#include "landbridge/cli/commands.hpp"
#include "landbridge/cli/gas_words.hpp"
#include "landbridge/gas/outages.hpp"
#include "landbridge/io/gas_outages_output.hpp"

namespace landbridge::cli {
namespace {

struct OutageWords {
  GasWords gas;
  std::vector<std::string> elements;
  std::vector<std::string> kinds;
};

/// --kinds pipes,stations: only these.
void take_kinds(const OutageWords& words, gas::OutageOptions& options, Diagnostics& diagnostics) {
  if (words.kinds.empty()) return;
  const std::array<std::pair<std::string_view, bool*>, 5> known{
      {{"pipes", &options.pipes},
       {"stations", &options.stations},
       {"valves", &options.valves},
       {"sources", &options.sources},
       {"connections", &options.connections}}};
  for (const auto& [name, is_on] : known) *is_on = false;
  for (const std::string& word : words.kinds) {
    bool is_found = false;
    for (const auto& [name, is_on] : known) {
      if (name != word) continue;
      *is_on = true;
      is_found = true;
    }
    if (!is_found)
      diagnostics.error({fmt::format("--kinds {}", word), 0, 0, {}},
                        fmt::format("there is no kind of element called '{}'", word),
                        "use pipes, stations, valves, sources or connections, with commas");
  }
}

Outcome gas_outages(const OutageWords& words, const CommonOptions& common) {
  Stopwatch watch;
  Diagnostics diagnostics;
  const io::GasCaseOptions case_options = gas_options_of(words.gas, diagnostics);
  gas::OutageOptions options;
  options.threads = common.threads;
  options.names = words.elements;
  take_kinds(words, options, diagnostics);
  const auto least = min_pressure_of(words.gas, diagnostics);
  if (diagnostics.has_errors()) return failed(std::move(diagnostics));
  auto gas_case = io::read_gas_case(words.gas.network, case_options);
  if (!gas_case) return failed(std::move(gas_case.diagnostics));
  require_pressure(gas_case->problem, least);
  Outcome outcome;
  outcome.diagnostics = std::move(gas_case.diagnostics);
  outcome.timing.read_s = watch.seconds();
  std::vector<double> times_s;
  Progress progress("gas n-1", gas::list_outages(gas_case->problem, options).size() + 1,
                    progress_style(common.is_quiet || !common.shows_progress));
  options.on_done = [&progress](std::size_t done) { progress.tick(done); };
  watch.restart();
  auto study = gas::study_outages(gas_case->problem, options);
  times_s.push_back(watch.seconds());
  for (int i = 1; i < common.repeats && study; ++i) {
    options.on_done = {};
    watch.restart();
    study = gas::study_outages(gas_case->problem, options);
    times_s.push_back(watch.seconds());
  }
  note_times(outcome.timing, times_s);
  if (!study) {
    Outcome without = failed(study.error());
    without.timing = outcome.timing;
    return without;
  }
  for (const auto& file : gas_case->files) outcome.inputs.push_back(file.string());
  outcome.envelope.result = io::gas_outages_json(*gas_case, *study);
  outcome.envelope.certificate = io::gas_outages_certificate_json(*gas_case, *study);
  outcome.text = io::gas_outages_text(*gas_case, *study);
  if (!common.out_folder.empty())
    outcome.files = {
        {"tables/outages.csv", io::gas_outages_csv(*gas_case, *study)},
        {"network.geojson", io::to_json_text(io::gas_outages_geojson(*gas_case, *study))}};
  return outcome;
}

}  // namespace

void add_gas_outages(CLI::App& app, Session& session) {
  CLI::App& gas = command_group(app, "gas", "flow of gas in pipe networks");
  CLI::App* n_1 = gas.add_subcommand("n-1", "each element out, ranked by what is lost");
  n_1->fallthrough();
  n_1->footer(
      "A running station stops and by-passes; everything else closes; a source delivers nothing.\n"
      "Set points come from the network or --control. docs/model/gas_batch.md has the rules.");
  const auto words = std::make_shared<OutageWords>();
  add_gas_words(*n_1, words->gas);
  add_scale(*n_1, words->gas);
  add_min_pressure(*n_1, words->gas);
  add_nomination(*n_1, words->gas);
  n_1->add_option("--kinds", words->kinds,
                  "pipes,stations,valves,sources,connections; else all but connections")
      ->type_name("KINDS")
      ->delimiter(',')
      ->expected(1)
      ->take_all();
  n_1->add_option("--element", words->elements, "only this element; may be repeated")
      ->type_name("NAME")
      ->expected(1)
      ->take_all();
  n_1->callback([words, &session] {
    session.command = "gas n-1";
    session.work = [words](const CommonOptions& common) { return gas_outages(*words, common); };
  });
}

}  // namespace landbridge::cli
