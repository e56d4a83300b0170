#include <memory>
#include <utility>

#include <fmt/format.h>

#include "landbridge/cli/commands.hpp"
#include "landbridge/freight/choice/calibrate.hpp"
#include "landbridge/io/nodus.hpp"
#include "landbridge/io/nodus_output.hpp"

namespace landbridge::cli {
namespace {

struct CalibrateWords {
  std::string folder;
  std::string costs;
  std::string split = "hash";
  double scale = -1.0;
  int splits = 200;
};

Result<io::NodusAnswer> calibrate_groups(const io::NodusStudy& study,
                                         const freight::CalibrationOptions& options) {
  io::NodusAnswer answer;
  answer.options = options;
  for (std::size_t g = 0; g < study.groups.size(); ++g) {
    io::NodusAnswer::Group group;
    auto ways = freight::cheapest_ways(study.network, g);
    if (!ways) return fail(ways.error());
    group.ways = std::move(*ways);
    group.pairs = io::nodus_pairs(study, g, group.ways);
    auto split = freight::calibrate(group.pairs, options);
    if (!split) {
      Error error = split.error();
      error.where = fmt::format("group {}: {}", study.groups[g], error.where);
      return fail(std::move(error));
    }
    group.split = std::move(*split);
    answer.groups.push_back(std::move(group));
  }
  return answer;
}

Outcome freight_calibrate(const CalibrateWords& words, const CommonOptions& common) {
  Stopwatch watch;
  auto study = io::read_nodus(words.folder, words.costs);
  if (!study) return failed(std::move(study.diagnostics));
  Outcome outcome;
  outcome.diagnostics = std::move(study.diagnostics);
  outcome.inputs = study->files;
  outcome.timing.read_s = watch.seconds();
  freight::CalibrationOptions options;
  options.rule =
      words.split == "stratified" ? freight::SplitRule::stratified : freight::SplitRule::hashed;
  options.seed = common.seed.value_or(0);
  options.fixed_scale = words.scale;
  options.splits = words.splits;
  std::vector<double> times_s;
  watch.restart();
  auto answer = calibrate_groups(*study, options);
  times_s.push_back(watch.seconds());
  for (int i = 1; i < common.repeats && answer; ++i) {
    watch.restart();
    answer = calibrate_groups(*study, options);
    times_s.push_back(watch.seconds());
  }
  note_times(outcome.timing, times_s);
  if (!answer) {
    Outcome without = failed(answer.error());
    without.timing = outcome.timing;
    return without;
  }
  outcome.envelope.result = io::nodus_json(*study, *answer);
  outcome.envelope.certificate = io::nodus_certificate_json(*study, *answer);
  outcome.text = io::nodus_text(*study, *answer);
  outcome.files = {{"tables/pairs.csv", io::nodus_pairs_csv(*study, *answer)},
                   {"tables/costs.csv", io::nodus_costs_csv(*study, *answer)}};
  return outcome;
}

}  // namespace

void add_freight_calibrate(CLI::App& app, Session& session) {
  CLI::App& freight = command_group(app, "freight", "freight by rail, road and water");
  CLI::App* command = freight.add_subcommand(
      "calibrate", "a mode split fitted to half of the flows, tested on the rest");
  command->fallthrough();
  command->footer(
      "FOLDER has the tables of a Nodus study as CSV: centroids.csv, terminals.csv and, for each "
      "mode,\n"
      "<mode>_points.csv, <mode>_polylines.csv, <mode>_con.csv and od_<mode>.csv, beside its cost "
      "files.\n"
      "One constant a mode and one scale are fitted for each group of goods. --seed chooses other "
      "halves.\n"
      "--out writes every pair and the cheapest way of every mode as tables.");
  const auto words = std::make_shared<CalibrateWords>();
  command->add_option("folder", words->folder, "the study")->required()->type_name("FOLDER");
  command->add_option("--costs", words->costs, "the cost file in FOLDER (uncalibrated_costs.txt)")
      ->type_name("FILE");
  command
      ->add_option("--split", words->split, "how pairs are halved: hash, or stratified by tonnes")
      ->check(CLI::IsMember({"hash", "stratified"}))
      ->type_name("RULE");
  command->add_option("--scale", words->scale, "scale in t/money, not estimated")
      ->check(CLI::Range(0.0, 1e6))
      ->type_name("S");
  command->add_option("--splits", words->splits, "further halvings to compare with (200)")
      ->check(CLI::Range(0, 100000))
      ->type_name("N");
  command->callback([words, &session] {
    session.command = "freight calibrate";
    session.work = [words](const CommonOptions& common) {
      return freight_calibrate(*words, common);
    };
  });
}

}  // namespace landbridge::cli
