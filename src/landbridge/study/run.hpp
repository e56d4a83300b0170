#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "landbridge/study/domain.hpp"

namespace landbridge::study {

struct RunOptions {
  int draws = 0;                       ///< 0: as many as the study says
  int threads = 0;                     ///< 0: all; the result does not depend on it
  std::optional<std::uint64_t> seed;   ///< instead of the study's own
  std::vector<std::string> scenarios;  ///< empty: all
  std::vector<std::string> domains;    ///< empty: those that each scenario is about
  std::function<void()> on_draw;       ///< after each draw of each case, from any thread
};

/// A metric over all draws of one scenario. `values` is NaN where a draw had no answer.
struct MetricResult {
  std::string domain;
  Metric metric;
  double best_si = 0.0;
  double low_si = 0.0, p10_si = 0.0, p50_si = 0.0, p90_si = 0.0, high_si = 0.0;
  int failed = 0;
  std::vector<double> values_si;
  Reason reason;
  std::string key() const { return domain + "." + metric.name; }
};

struct DomainResult {
  std::string domain;
  std::vector<MetricResult> metrics;
  Exhibit exhibit;
  std::optional<Error> error;  ///< the best estimate has no answer
  std::string first_failure;   ///< sentence of the first draw that failed
};

struct ScenarioResult {
  const Scenario* scenario = nullptr;
  std::vector<DomainResult> domains;
  const MetricResult* metric(std::string_view key) const;
};

/// How much of the variance of a metric one doubtful input explains.
struct Driver {
  std::size_t factor = 0;
  double share = 0.0;  ///< squared rank correlation over the sum of those of all drivers
};

struct Verdict {
  const Claim* claim = nullptr;
  std::string verdict;       ///< holds, fails, depends, not_testable
  double holds_share = 0.0;  ///< of all draws; failed draws do not hold
  double fails_share = 0.0;
  const MetricResult* computed = nullptr;
  std::string why, change, binding;
  std::vector<Driver> drivers;
};

struct StudyResult {
  std::uint64_t seed = 0;
  int draws = 0;
  std::vector<ScenarioResult> scenarios;
  std::vector<Verdict> verdicts;
};

/// How many draws of cases a run evaluates; what on_draw counts up to.
std::size_t draws_in_all(const Study& study, const RunOptions& options);

/// Evaluates every scenario, in the domains that it is about (see domains_of()), at the best
/// estimate and over all draws, then every claim.
///
/// Verdict rule: `holds` if the claim holds in at least 95 % of the draws, `fails` if it fails in
/// at least 95 %, else `depends`. A draw or a best estimate without an answer is part of the
/// result. Errors: an unknown scenario or domain, a claim about a metric that its scenario does not
/// compute.
Result<StudyResult> run(const Study& study, const Domains& domains, const RunOptions& options = {});

}  // namespace landbridge::study
