#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "landbridge/base/progress.hpp"
#include "landbridge/base/words.hpp"
#include "landbridge/cli/commands.hpp"
#include "landbridge/io/results_writer.hpp"
#include "landbridge/io/study_document.hpp"
#include "landbridge/io/study_reader.hpp"
#include "landbridge/report/html.hpp"
#include "landbridge/report/model.hpp"
#include "landbridge/study/claims.hpp"

namespace landbridge::cli {
namespace {

namespace fs = std::filesystem;

/// The words of the command line.
struct RunWords {
  std::string study;
  std::vector<std::string> scenarios, domains;
  int draws = 0;
};

/// "my-study" for studies/my-study, studies/my-study/ and studies/my-study/study.toml.
std::string folder_name(const fs::path& study) {
  const fs::path folder = fs::absolute(io::study_file(study)).lexically_normal().parent_path();
  return folder.filename().string();
}

std::string claim_lines(const study::Study& study, const study::StudyResult& result) {
  std::string text;
  for (const study::Verdict& v : result.verdicts) {
    text += fmt::format("  {:<12} {}\n", v.verdict, v.claim->text);
    if (v.computed == nullptr) continue;
    text += fmt::format(
        "  {:<12} claimed {}; computed {} (P10 {}, P90 {}), holds in {:.0f} % of {} draws\n", "",
        study::claimed_text(*v.claim, study), study::show(v.computed->best_si, v.claim->unit),
        study::show(v.computed->p10_si, v.claim->unit),
        study::show(v.computed->p90_si, v.claim->unit), 100.0 * v.holds_share, result.draws);
  }
  return text;
}

/// A scenario whose best estimate has no answer is an answer of the study only if another has one.
std::string failures(const study::StudyResult& result) {
  std::string text;
  for (const auto& s : result.scenarios)
    for (const auto& d : s.domains)
      if (d.error)
        text +=
            fmt::format("  scenario '{}', {}: {}\n", s.scenario->id, d.domain, to_text(*d.error));
  return text.empty() ? text : fmt::format("\nWithout an answer at the best estimate:\n{}", text);
}

Result<void> write_folder(const fs::path& target, const study::Study& study,
                          const study::StudyResult& result, const study::Domains& domains,
                          const io::RunInfo& info) {
  auto folder = io::ResultFolder::begin(target);
  if (!folder) return fail(folder.error());
  if (auto done = io::write_results(*folder, study, result, info); !done) return done;
  const io::Json model = report::report_model(study, result, domains, info);
  const std::string page = report::render_html(report::page_text(model), study.meta.title);
  if (auto done = folder->write("report.html", page); !done) return done;
  return folder->commit();
}

study::RunOptions run_options(const RunWords& words, const CommonOptions& common) {
  study::RunOptions options;
  options.draws = words.draws;
  options.threads = common.threads;
  options.seed = common.seed;
  options.scenarios = words.scenarios;
  options.domains = words.domains;
  return options;
}

Result<study::StudyResult> run_with_progress(const study::Study& study,
                                             const study::Domains& domains,
                                             study::RunOptions options,
                                             const CommonOptions& common) {
  Progress progress(fmt::format("run {}", study.meta.name), study::draws_in_all(study, options),
                    progress_style(common.is_quiet || !common.shows_progress));
  options.on_draw = [&] { progress.tick(); };
  return study::run(study, domains, options);
}

std::string run_again(const RunWords& words, const study::StudyResult& result) {
  std::string text =
      fmt::format("landbridge run {} --seed {}", folder_name(words.study), result.seed);
  if (words.draws > 0) text += fmt::format(" --draws {}", words.draws);
  for (const std::string& s : words.scenarios) text += fmt::format(" --scenario {}", s);
  for (const std::string& d : words.domains) text += fmt::format(" --domain {}", d);
  return text;
}

Outcome work(const RunWords& words, const CommonOptions& common) {
  Stopwatch watch;
  Outcome outcome;
  const study::Domains domains = study::known_domains();
  auto study = io::read_study(words.study, domains);
  outcome.timing.read_s = watch.seconds();
  if (!study) return failed(study.diagnostics);
  outcome.diagnostics = study.diagnostics;
  watch.restart();
  const auto result = run_with_progress(*study, domains, run_options(words, common), common);
  if (!result) return failed(result.error());
  outcome.timing.solve_s = watch.seconds();
  watch.restart();
  const fs::path target = common.out_folder.empty() ? fs::path("results") / folder_name(words.study)
                                                    : fs::path(common.out_folder);
  const io::RunInfo info{
      std::string(io::version()), run_again(words, *result), words.scenarios, common.threads,
      outcome.timing.read_s,      outcome.timing.solve_s};
  if (auto done = write_folder(target, *study, *result, domains, info); !done)
    return failed(done.error());
  outcome.timing.write_s = watch.seconds();
  outcome.has_written_out = true;
  outcome.envelope.result = io::results_json(*study, *result, info);
  for (const char* key : {"landbridge", "command", "status"}) outcome.envelope.result.erase(key);
  outcome.text =
      fmt::format("{}\n\n{}{}\nReport: {}\n", study->meta.title, claim_lines(*study, *result),
                  failures(*result), (target / "report.html").string());
  return outcome;
}

}  // namespace

void add_run(CLI::App& app, Session& session) {
  auto words = std::make_shared<RunWords>();
  CLI::App* command =
      app.add_subcommand("run", "compute every scenario and claim of a study and write its report");
  command->add_option("study", words->study, "folder with study.toml, or that file")
      ->required()
      ->type_name("STUDY");
  command->add_option("--scenario", words->scenarios, "only these scenarios")->type_name("NAME");
  command->add_option("--domain", words->domains, "only these domains: gas, freight")
      ->type_name("NAME");
  command
      ->add_option("--draws", words->draws,
                   "draws over the input ranges; default: as the study says")
      ->check(CLI::Range(1, 10000000));
  command->fallthrough();
  command->callback([words, &session] {
    session.command = "run";
    session.work = [words](const CommonOptions& common) { return work(*words, common); };
  });
}

void add_check(CLI::App& app, Session& session) {
  auto path = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("check", "read a study and say everything that is wrong with it");
  command->add_option("study", *path, "folder with study.toml, or that file")
      ->required()
      ->type_name("STUDY");
  command->fallthrough();
  command->callback([path, &session] {
    session.command = "check";
    session.work = [path](const CommonOptions&) {
      const auto study = io::read_study(*path, study::known_domains());
      if (!study) return failed(study.diagnostics);
      Outcome outcome;
      outcome.diagnostics = study.diagnostics;
      outcome.envelope.result["study"] = study->meta.name;
      outcome.envelope.result["scenarios"] = study->scenarios.size();
      outcome.envelope.result["claims"] = study->claims.size();
      outcome.envelope.result["inputs_with_doubt"] = study->factors.size();
      outcome.text = fmt::format(
          "{}: {}, {}, {} with a range, {}. Nothing is wrong.\n", study->meta.name,
          counted(study->scenarios.size(), "scenario"), counted(study->claims.size(), "claim"),
          counted(study->factors.size(), "input"), counted(study->sources.size(), "source"));
      return outcome;
    };
  });
}

}  // namespace landbridge::cli
