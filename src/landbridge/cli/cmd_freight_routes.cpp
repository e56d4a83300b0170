#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "landbridge/base/words.hpp"
#include "landbridge/cli/commands.hpp"
#include "landbridge/io/freight_routes_output.hpp"
#include "landbridge/io/study_reader.hpp"
#include "landbridge/study/domains/freight/freight_schema.hpp"
#include "landbridge/study/domains/freight/freight_words.hpp"
#include "landbridge/study/scenario.hpp"

namespace landbridge::cli {
namespace {

/// The words of the command line.
struct RoutesWords {
  std::string study, from, to, goods, scenario, depart, fixed;
  double epsilon = 0.0;
  std::size_t shipments = 10'000;
};

/// Index of the item of that id, or an error that names those there are.
template <class Items>
Result<std::size_t> find_id(const Items& items, const std::string& id, std::string_view option) {
  std::vector<std::string_view> known;
  for (const auto& item : items) {
    if (item.id == id) return known.size();
    known.push_back(item.id);
  }
  const auto near = closest(id, known);
  return fail(Fault::bad_input, std::string(option), fmt::format("there is no '{}'", id),
              near.empty() ? fmt::format("there are: {}", fmt::join(known, ", "))
                           : fmt::format("did you mean '{}'?", near));
}

/// The good that was named, or that of a corridor between the two places, or the only one.
Result<std::size_t> good_of(const study::FreightInputs& in, const RoutesWords& words,
                            std::size_t from, std::size_t to) {
  if (!words.goods.empty()) return find_id(in.goods, words.goods, "--goods");
  for (const study::FreightCorridor& c : in.corridors)
    if (c.from == from && c.to == to) return c.good;
  if (in.goods.size() == 1) return std::size_t{0};
  return find_id(in.goods, words.goods, "--goods");
}

Result<study::Case> case_of(const study::Study& study, const RoutesWords& words) {
  if (study.domain("freight") == nullptr)
    return fail(Fault::bad_input, words.study, "the study has no section [freight]",
                "examples/freight-corridor has one");
  if (study.scenarios.empty())
    return fail(Fault::bad_input, words.study, "the study has no scenario",
                "add [[scenario]] with an id and a title");
  std::size_t index = 0;
  if (!words.scenario.empty()) {
    const auto found = find_id(study.scenarios, words.scenario, "--scenario");
    if (!found) return fail(found.error());
    index = *found;
  }
  return study::make_case(study, study.scenarios[index], "freight", study::freight_entities());
}

Result<study::FreightRoutesQuestion> question_of(const study::FreightModel& model,
                                                 const RoutesWords& words) {
  study::FreightRoutesQuestion q;
  const auto from = find_id(model.study->places, words.from, "--from");
  if (!from) return fail(from.error());
  const auto to = find_id(model.study->places, words.to, "--to");
  if (!to) return fail(to.error());
  if (*from == *to)
    return fail(Fault::bad_input, "--to", "it is the place that the goods start from",
                "name two places");
  const auto good = good_of(model.in(), words, *from, *to);
  if (!good) return fail(good.error());
  q.from = *from;
  q.to = *to;
  q.good = *good;
  q.epsilon = words.epsilon;
  q.shipments = words.shipments;
  q.depart = model.in().settings.start;
  if (!words.depart.empty()) {
    const auto date = study::date_of(words.depart);
    if (!date)
      return fail(Fault::bad_input, "--depart", fmt::format("'{}' is not a date", words.depart),
                  "write it as 2025-01-31");
    q.depart = *date;
  }
  if (!words.fixed.empty()) {
    const auto fixed = parse<Money>(words.fixed, model.study->currencies);
    if (!fixed || !(fixed->si() > 0.0))
      return fail(Fault::bad_input, "--fixed",
                  fmt::format("'{}' is not an amount of money above zero", words.fixed),
                  fmt::format("write it as \"20 M{}\"", model.study->meta.currency));
    q.fixed_per_year = fixed->si();
  }
  return q;
}

Outcome freight_routes(const RoutesWords& words, const CommonOptions& common) {
  Stopwatch watch;
  const auto study = io::read_study(words.study, study::known_domains());
  if (!study) return failed(study.diagnostics);
  Outcome outcome;
  outcome.diagnostics = study.diagnostics;
  for (const study::InputFile& file : study->files) outcome.inputs.push_back(file.path);
  outcome.timing.read_s = watch.seconds();
  watch.restart();
  const auto scenario = case_of(*study, words);
  if (!scenario) return failed(scenario.error());
  auto model = study::freight_model(*scenario);
  if (!model) return failed(model.error());
  model->seed = common.seed.value_or(study->meta.seed);
  const auto question = question_of(*model, words);
  if (!question) return failed(question.error());
  const auto draw = study::draw_factors(study->factors, model->seed, 0);
  outcome.timing.setup_s = watch.seconds();
  std::vector<double> times_s;
  watch.restart();
  auto routes = study::freight_routes(*model, *question, draw);
  times_s.push_back(watch.seconds());
  for (int i = 1; i < common.repeats && routes; ++i) {
    watch.restart();
    routes = study::freight_routes(*model, *question, draw);
    times_s.push_back(watch.seconds());
  }
  note_times(outcome.timing, times_s);
  if (!routes) return failed(routes.error());
  outcome.envelope.result = io::freight_routes_json(*model, *question, *routes);
  outcome.envelope.certificate = io::freight_routes_certificate_json(*routes);
  outcome.text = io::freight_routes_text(*model, *question, *routes);
  outcome.files = {{"tables/legs.csv", io::freight_routes_csv(*model, *question, *routes)}};
  return outcome;
}

}  // namespace

void add_freight_routes(CLI::App& app, Session& session) {
  CLI::App& freight = command_group(app, "freight", "freight by rail, road and water");
  CLI::App* routes =
      freight.add_subcommand("routes", "the best routes over time, money, CO2 and reliability");
  routes->fallthrough();
  routes->footer(
      "Every route that no other one betters, on the timetables of the study from the day of "
      "departure\n"
      "on: legs, money by kind, days with their spread, CO2, and where it overtakes its rival. "
      "Numbers\n"
      "with a range take their best estimate. Exit code 2 if nothing connects.");
  const auto words = std::make_shared<RoutesWords>();
  routes->add_option("study", words->study, "folder with study.toml, or that file")
      ->required()
      ->type_name("STUDY");
  routes->add_option("--from", words->from, "place")->required()->type_name("PLACE");
  routes->add_option("--to", words->to, "place")->required()->type_name("PLACE");
  routes->add_option("--goods", words->goods, "row of freight.good; default: as a corridor says")
      ->type_name("GOOD");
  routes->add_option("--scenario", words->scenario, "default: the first one")->type_name("NAME");
  routes->add_option("--depart", words->depart, "default: the study's start of the timetable")
      ->type_name("DATE");
  routes
      ->add_option("--epsilon", words->epsilon,
                   "fewer routes: each left out is at most this much better in each criterion")
      ->check(CLI::Range(0.0, 1.0));
  routes->add_option("--draws", words->shipments, "shipments drawn for the spread of each route")
      ->check(CLI::Range(100, 1000000));
  routes
      ->add_option("--fixed", words->fixed,
                   "money a year that a route costs beside, for the volume at which it pays")
      ->type_name("MONEY");
  routes->callback([words, &session] {
    session.command = "freight routes";
    session.work = [words](const CommonOptions& common) { return freight_routes(*words, common); };
  });
}

}  // namespace landbridge::cli
