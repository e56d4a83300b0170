#include "landbridge/study/run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "landbridge/math/parallel.hpp"
#include "landbridge/math/statistics.hpp"
#include "landbridge/study/claims.hpp"
#include "landbridge/study/levers.hpp"
#include "landbridge/study/scenario.hpp"

namespace landbridge::study {
namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

/// What one run shares between its scenarios.
struct Run {
  const Study& study;
  const Domains& domains;
  const RunOptions& options;
  std::vector<std::vector<double>> draws;  ///< factor values of draws 1..n
  std::vector<double> best;                ///< factor values of draw 0
};

struct Sample {
  std::vector<std::vector<double>> metrics;  ///< one vector a draw, empty where it failed
  std::string first_failure;
};

Sample sample(const Run& run, const Evaluator& evaluator) {
  Sample s;
  s.metrics.resize(run.draws.size());
  std::vector<std::string> failures(run.draws.size());
  parallel_for(run.draws.size(), run.options.threads, [&](std::size_t k) {
    auto answer = evaluator.evaluate(run.draws[k]);
    if (answer)
      s.metrics[k] = std::move(*answer);
    else
      failures[k] = to_text(answer.error());
    if (run.options.on_draw) run.options.on_draw();
  });
  const auto first = std::ranges::find_if(failures, [](const auto& f) { return !f.empty(); });
  if (first != failures.end()) s.first_failure = *first;
  return s;
}

MetricResult summarise(const Metric& metric, std::size_t index, std::string_view domain,
                       const Sample& s, double best) {
  MetricResult m{std::string(domain), metric, best, best, best, best, best, best, 0, {}, {}};
  std::vector<double> sorted;
  for (const auto& values : s.metrics) {
    const double v = values.empty() ? no_value : values[index];
    m.values_si.push_back(v);
    if (std::isfinite(v)) sorted.push_back(v);
  }
  m.failed = static_cast<int>(m.values_si.size() - sorted.size());
  if (sorted.empty()) return m;
  std::ranges::sort(sorted);
  m.low_si = sorted.front();
  m.high_si = sorted.back();
  m.p10_si = percentile(sorted, 0.10);
  m.p50_si = percentile(sorted, 0.50);
  m.p90_si = percentile(sorted, 0.90);
  return m;
}

DomainResult evaluate_domain(const Run& run, const Evaluator& evaluator, std::string_view domain) {
  DomainResult result;
  result.domain = domain;
  const auto best = evaluator.evaluate(run.best);
  if (!best) result.error = best.error();
  const Sample s = sample(run, evaluator);
  result.first_failure = s.first_failure;
  const auto metrics = evaluator.metrics();
  const auto reasons = best ? evaluator.reasons(run.best) : std::vector<Reason>{};
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    result.metrics.push_back(summarise(metrics[i], i, domain, s, best ? (*best)[i] : no_value));
    const auto reason = std::ranges::find(reasons, metrics[i].name, &Reason::metric);
    if (reason != reasons.end()) result.metrics.back().reason = *reason;
  }
  if (!best) return result;
  if (auto exhibit = evaluator.exhibit(run.best))
    result.exhibit = std::move(*exhibit);
  else
    result.error = exhibit.error();
  return result;
}

/// Levers of the claims of one scenario and domain, by claim.
struct Changes {
  std::vector<std::pair<const Claim*, std::string>> text;
};

void add_changes(const Run& run, const Evaluator& evaluator, const DomainResult& result,
                 std::span<const Claim* const> claims, Changes& changes) {
  std::vector<LeverQuestion> questions;
  for (const Claim* claim : claims) {
    LeverQuestion q{claim, {}};
    const auto metric = std::ranges::find(result.metrics, claim->metric, &MetricResult::key);
    for (const Driver& d : drivers_of(*metric, run.study, run.draws)) q.factors.push_back(d.factor);
    questions.push_back(std::move(q));
  }
  const auto levers =
      levers_of(run.study, evaluator, result.domain, questions, run.options.threads);
  for (std::size_t c = 0; c < claims.size(); ++c)
    changes.text.emplace_back(claims[c], to_text(levers[c], run.study));
}

bool is_wanted(const RunOptions& options, std::string_view domain) {
  return options.domains.empty() ||
         std::ranges::find(options.domains, domain) != options.domains.end();
}

/// The domains that a scenario is about and that are asked for. A scenario that is not sound has
/// none; running it says why.
std::vector<std::string> domains_to_run(const Study& study, const Scenario& scenario,
                                        const RunOptions& options) {
  auto names = domains_of(study, scenario).value_or(std::vector<std::string>{});
  std::erase_if(names, [&](const std::string& name) { return !is_wanted(options, name); });
  return names;
}

Result<ScenarioResult> run_scenario(const Run& run, const Scenario& scenario, Changes& changes) {
  ScenarioResult result{&scenario, {}};
  if (const auto sound = domains_of(run.study, scenario); !sound) return fail(sound.error());
  const auto names = domains_to_run(run.study, scenario, run.options);
  for (const DomainData& data : run.study.domains) {
    if (std::ranges::find(names, data.domain) == names.end()) continue;
    const Domain* domain = find_domain(run.domains, data.domain);
    const auto scenario_case = make_case(run.study, scenario, data.domain, domain->entities());
    if (!scenario_case) return fail(scenario_case.error());
    const auto evaluator = domain->prepare(*scenario_case);
    if (!evaluator) return fail(evaluator.error());
    const auto claims = claims_of(run.study, scenario, data.domain);
    for (const Claim* claim : claims)
      if (const auto fine = check_claim(*claim, data.domain, (*evaluator)->metrics()); !fine)
        return fail(fine.error());
    result.domains.push_back(evaluate_domain(run, **evaluator, data.domain));
    if (result.domains.back().error) continue;
    add_changes(run, **evaluator, result.domains.back(), claims, changes);
  }
  return result;
}

std::vector<const Scenario*> chosen(const Study& study, const RunOptions& options) {
  std::vector<const Scenario*> all;
  for (const Scenario& s : study.scenarios)
    if (options.scenarios.empty() ||
        std::ranges::find(options.scenarios, s.id) != options.scenarios.end())
      all.push_back(&s);
  return all;
}

void judge_all(const Run& run, const Changes& changes, StudyResult& result) {
  for (const Claim& claim : run.study.claims) {
    const auto scenario = std::ranges::find_if(result.scenarios, [&](const ScenarioResult& s) {
      return s.scenario->id == claim.scenario;
    });
    const bool is_run = scenario != result.scenarios.end() &&
                        is_wanted(run.options, claim.metric.substr(0, claim.metric.find('.')));
    if (!is_run && claim.not_testable.empty()) continue;
    static const ScenarioResult none;
    Verdict v =
        judge(claim, run.study, scenario == result.scenarios.end() ? none : *scenario, run.draws);
    const auto change =
        std::ranges::find(changes.text, &claim, [](const auto& c) { return c.first; });
    if (change != changes.text.end()) v.change = change->second;
    if (v.computed != nullptr && v.verdict != "holds")
      v.change = fmt::format("{} {}", v.change, tenable_claim(claim, *v.computed));
    result.verdicts.push_back(std::move(v));
  }
}

Result<bool> check_options(const Study& study, const RunOptions& options) {
  std::vector<std::string> known;
  for (const Scenario& s : study.scenarios) known.push_back(s.id);
  for (const std::string& name : options.scenarios)
    if (std::ranges::find(known, name) == known.end())
      return fail(Fault::bad_input, "--scenario", fmt::format("there is no scenario '{}'", name),
                  fmt::format("the study has: {}", fmt::join(known, ", ")));
  known.clear();
  for (const DomainData& data : study.domains) known.push_back(data.domain);
  for (const std::string& name : options.domains)
    if (std::ranges::find(known, name) == known.end())
      return fail(Fault::bad_input, "--domain", fmt::format("the study has no domain '{}'", name),
                  fmt::format("it has: {}", fmt::join(known, ", ")));
  return true;
}

}  // namespace

const MetricResult* ScenarioResult::metric(std::string_view key) const {
  for (const DomainResult& d : domains)
    for (const MetricResult& m : d.metrics)
      if (m.key() == key) return &m;
  return nullptr;
}

std::size_t draws_in_all(const Study& study, const RunOptions& options) {
  const int draws = options.draws > 0 ? options.draws : study.meta.draws;
  std::size_t cases = 0;
  for (const Scenario* scenario : chosen(study, options))
    cases += domains_to_run(study, *scenario, options).size();
  return cases * static_cast<std::size_t>(draws);
}

Result<StudyResult> run(const Study& study, const Domains& domains, const RunOptions& options) {
  if (const auto fine = check_options(study, options); !fine) return fail(fine.error());
  StudyResult result;
  result.seed = options.seed.value_or(study.meta.seed);
  result.draws = options.draws > 0 ? options.draws : study.meta.draws;
  const auto scenarios = chosen(study, options);
  Run shared{study, domains, options, {}, draw_factors(study.factors, result.seed, 0)};
  for (int k = 1; k <= result.draws; ++k)
    shared.draws.push_back(draw_factors(study.factors, result.seed, static_cast<std::uint64_t>(k)));
  Changes changes;
  for (const Scenario* scenario : scenarios) {
    auto answer = run_scenario(shared, *scenario, changes);
    if (!answer) return fail(answer.error());
    result.scenarios.push_back(std::move(*answer));
  }
  judge_all(shared, changes, result);
  return result;
}

}  // namespace landbridge::study
