#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "landbridge/cli/commands.hpp"
#include "landbridge/io/freight_corridor_output.hpp"
#include "landbridge/io/results_writer.hpp"
#include "landbridge/io/study_document.hpp"
#include "landbridge/io/study_reader.hpp"
#include "landbridge/study/domains/freight/freight_exhibit.hpp"
#include "landbridge/study/domains/freight/freight_schema.hpp"
#include "landbridge/study/scenario.hpp"

namespace landbridge::cli {
namespace {

/// The words of the command line.
struct CorridorWords {
  std::string study, scenario;
  std::vector<std::string> corridors;
  int draws = 0;
};

template <class List, class Id>
std::string names_of(const List& list, Id id) {
  std::vector<std::string> names;
  for (const auto& one : list) names.push_back(one.*id);
  return fmt::format("there are {}", fmt::join(names, ", "));
}

Result<const study::Scenario*> find_scenario(const study::Study& study, const std::string& name) {
  if (study.scenarios.empty())
    return fail(Fault::bad_input, "scenario", "the study has no scenario", "add a [[scenario]]");
  if (name.empty()) return &study.scenarios.front();
  const auto hit = std::ranges::find(study.scenarios, name, &study::Scenario::id);
  if (hit != study.scenarios.end()) return &*hit;
  return fail(Fault::bad_input, "--scenario " + name, "the study has no such scenario",
              names_of(study.scenarios, &study::Scenario::id));
}

Result<std::vector<std::size_t>> chosen(const study::FreightModel& model,
                                        const std::vector<std::string>& names) {
  const auto& all = model.in().corridors;
  std::vector<std::size_t> list;
  for (const std::string& name : names) {
    const auto hit = std::ranges::find(all, name, &study::FreightCorridor::id);
    if (hit == all.end())
      return fail(Fault::bad_input, "--corridor " + name, "the study has no such corridor",
                  names_of(all, &study::FreightCorridor::id));
    list.push_back(static_cast<std::size_t>(hit - all.begin()));
  }
  if (names.empty())
    for (std::size_t c = 0; c < all.size(); ++c) list.push_back(c);
  return list;
}

/// The model of a scenario. Errors: those of a wrong study or scenario.
Result<study::FreightModel> model_of(const study::Study& study, const CorridorWords& words) {
  if (study.domain("freight") == nullptr)
    return fail(Fault::bad_input, words.study, "the study has no [freight]",
                "add the tables of docs/model/freight_corridor.md");
  const auto scenario = find_scenario(study, words.scenario);
  if (!scenario) return fail(scenario.error());
  const auto scenario_case =
      study::make_case(study, **scenario, "freight", study::freight_entities());
  if (!scenario_case) return fail(scenario_case.error());
  return study::freight_model(*scenario_case);
}

Result<std::optional<study::StudyResult>> drawn(const study::Study& study,
                                                const CorridorWords& words,
                                                const std::string& scenario,
                                                const CommonOptions& common) {
  if (words.draws == 0) return std::optional<study::StudyResult>();
  study::RunOptions options;
  options.draws = words.draws;
  options.threads = common.threads;
  options.seed = common.seed;
  options.scenarios = {scenario};
  auto result = study::run(study, study::known_domains(), options);
  if (!result) return fail(result.error());
  return std::optional(std::move(*result));
}

io::Json certificate_json(const study::Exhibit& exhibit) {
  io::Json list = io::Json::array();
  for (const study::Certificate& c : exhibit.certificates) {
    io::Json values = io::Json::object();
    for (const study::Labelled& v : c.values)
      values[v.label] = {{"value", v.value}, {"unit", v.unit}};
    list.push_back({{"what", c.what},
                    {"status", c.status},
                    {"values", values},
                    {"worst_place", c.worst_place}});
  }
  return {{"solves", list}};
}

Outcome work(const CorridorWords& words, const CommonOptions& common) {
  Stopwatch watch;
  Outcome outcome;
  auto study = io::read_study(words.study, study::known_domains());
  outcome.timing.read_s = watch.seconds();
  if (!study) return failed(study.diagnostics);
  outcome.diagnostics = study.diagnostics;
  outcome.inputs = {io::study_file(words.study).string()};
  watch.restart();
  const auto model = model_of(*study, words);
  if (!model) return failed(model.error());
  const auto corridors = chosen(*model, words.corridors);
  if (!corridors) return failed(corridors.error());
  outcome.timing.setup_s = watch.seconds();
  watch.restart();
  const std::vector<double> best =
      study::draw_factors(study->factors, common.seed.value_or(study->meta.seed), 0);
  auto year = study::freight_year(*model, best, true);
  if (!year) return failed(year.error());
  const auto appraisal = study::freight_appraisal(*model, std::move(*year), best);
  const auto ranges = drawn(*study, words, model->scenario, common);
  if (!ranges) return failed(ranges.error());
  outcome.timing.solve_s = watch.seconds();
  const io::FreightCorridorAnswer answer{&*model, &appraisal, best, *ranges ? &**ranges : nullptr,
                                         *corridors};
  const study::Exhibit exhibit = study::freight_exhibit(*model, appraisal.year, best);
  outcome.envelope.result = io::freight_corridor_json(answer);
  outcome.envelope.certificate = certificate_json(exhibit);
  outcome.text = fmt::format("{}\n\n{}", model->scenario, io::freight_corridor_text(answer));
  for (const study::ResultTable& t : exhibit.tables)
    outcome.files.push_back({fmt::format("tables/{}.csv", t.id), io::csv_of(t)});
  return outcome;
}

}  // namespace

void add_freight_corridor(CLI::App& app, Session& session) {
  CLI::App& freight = command_group(app, "freight", "freight by rail, road and water");
  CLI::App* corridor = freight.add_subcommand("corridor", "appraise the corridors of a study");
  corridor->fallthrough();
  corridor->footer(
      "Time, cost and distance leg by leg, the four trade facilitation indicators, modal split,\n"
      "emissions, bottlenecks with shadow prices and what to widen first, and the inputs that\n"
      "decide. --out writes the tables. docs/model/freight_corridor.md explains them.");
  const auto words = std::make_shared<CorridorWords>();
  corridor->add_option("study", words->study, "folder with study.toml, or that file")
      ->required()
      ->type_name("STUDY");
  corridor->add_option("--scenario", words->scenario, "its id; default: the first of the study")
      ->type_name("NAME");
  corridor->add_option("--corridor", words->corridors, "only these")->type_name("NAME");
  corridor
      ->add_option("--draws", words->draws,
                   "also draw the doubtful inputs so often, for P10, P50 and P90 of each metric")
      ->check(CLI::Range(1, 10000000));
  corridor->callback([words, &session] {
    session.command = "freight corridor";
    session.work = [words](const CommonOptions& common) { return work(*words, common); };
  });
}

}  // namespace landbridge::cli
