#include "landbridge/study/levers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "landbridge/math/parallel.hpp"
#include "landbridge/study/claims.hpp"

namespace landbridge::study {
namespace {

constexpr std::array<double, 6> ratios{1.1, 1.25, 1.5, 2.0, 3.0, 5.0};
constexpr int most_bisections = 40;
constexpr double turning_tolerance = 1e-3;

/// What each claim's metric is when one factor is multiplied by a ratio; empty where there is no
/// answer.
class Trial {
 public:
  Trial(const Study& study, const Evaluator& evaluator)
      : evaluator_(evaluator), best_(draw_factors(study.factors, study.meta.seed, 0)) {}

  std::vector<double> draw(std::size_t factor, double ratio) const {
    std::vector<double> values = best_;
    values[factor] *= ratio;
    return values;
  }
  std::vector<double> metrics(std::span<const double> draw) const {
    const auto answer = evaluator_.evaluate(draw);
    return answer ? *answer : std::vector<double>(evaluator_.metrics().size(), std::nan(""));
  }
  bool holds(const Claim& claim, std::size_t metric, std::size_t factor, double ratio) const {
    const auto values = draw(factor, ratio);
    return is_satisfied(claim, metrics(values)[metric], values);
  }

 private:
  const Evaluator& evaluator_;
  std::vector<double> best_;
};

/// One point of the grid: factor, ratio, metrics there.
struct Point {
  std::size_t factor = 0;
  double ratio = 1.0;
  std::vector<double> metrics;
};

std::vector<Point> grid(const Study& study, const Trial& trial,
                        std::span<const LeverQuestion> questions, int threads) {
  std::set<std::size_t> factors;
  for (const LeverQuestion& q : questions) factors.insert(q.factors.begin(), q.factors.end());
  std::vector<Point> points;
  for (const std::size_t f : factors) {
    if (study.factors[f].best_si == 0.0) continue;
    for (const double r : ratios)
      for (const double ratio : {r, 1.0 / r}) points.push_back({f, ratio, {}});
  }
  parallel_for(points.size(), threads, [&](std::size_t i) {
    points[i].metrics = trial.metrics(trial.draw(points[i].factor, points[i].ratio));
  });
  return points;
}

double turning_ratio(const Trial& trial, const Claim& claim, std::size_t metric,
                     const Point& turned, bool holds_at_best) {
  double log_same = 0.0;
  double log_turned = std::log(turned.ratio);
  for (int i = 0; i < most_bisections && std::abs(log_turned - log_same) > turning_tolerance; ++i) {
    const double middle = 0.5 * (log_same + log_turned);
    const bool holds = trial.holds(claim, metric, turned.factor, std::exp(middle));
    (holds == holds_at_best ? log_same : log_turned) = middle;
  }
  return std::exp(log_turned);
}

std::size_t metric_index(const Evaluator& evaluator, std::string_view domain,
                         std::string_view key) {
  const auto all = evaluator.metrics();
  const auto hit = std::ranges::find_if(
      all, [&](const Metric& m) { return fmt::format("{}.{}", domain, m.name) == key; });
  return static_cast<std::size_t>(hit - all.begin());
}

}  // namespace

std::vector<Lever> levers_of(const Study& study, const Evaluator& evaluator,
                             std::string_view domain, std::span<const LeverQuestion> questions,
                             int threads) {
  std::vector<Lever> levers(questions.size());
  if (questions.empty()) return levers;
  const Trial trial(study, evaluator);
  const auto best_draw = draw_factors(study.factors, study.meta.seed, 0);
  const auto best = trial.metrics(best_draw);
  const auto points = grid(study, trial, questions, threads);
  for (std::size_t q = 0; q < questions.size(); ++q) {
    const Claim& claim = *questions[q].claim;
    const std::size_t m = metric_index(evaluator, domain, claim.metric);
    const bool holds_at_best = is_satisfied(claim, best[m], best_draw);
    const Point* nearest = nullptr;
    for (const Point& p : points) {
      if (is_satisfied(claim, p.metrics[m], trial.draw(p.factor, p.ratio)) == holds_at_best)
        continue;
      if (nearest == nullptr ||
          std::abs(std::log(p.ratio)) < std::abs(std::log(nearest->ratio)) - 1e-9)
        nearest = &p;
    }
    if (nearest == nullptr) continue;
    const double ratio = turning_ratio(trial, claim, m, *nearest, holds_at_best);
    levers[q] = {nearest->factor, best_draw[nearest->factor] * ratio};
  }
  return levers;
}

std::string to_text(const Lever& lever, const Study& study) {
  if (!lever.factor)
    return "No input alone turns the answer, even when changed by a factor of five.";
  const Factor& f = study.factors[*lever.factor];
  const bool is_up = lever.value_si > f.best_si;
  return fmt::format("The answer turns if {} were {} {} instead of {}.",
                     f.meaning.empty() ? f.name : f.meaning, is_up ? "at least" : "at most",
                     show(lever.value_si, f.unit), show(f.best_si, f.unit));
}

}  // namespace landbridge::study
