#include "landbridge/study/levers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "landbridge/math/parallel.hpp"
#include "landbridge/study/claims.hpp"

namespace landbridge::study {
namespace {

constexpr std::array<double, 4> step_sizes{0.5, 1.0, 2.0, 4.0};
constexpr int most_bisections = 40;
constexpr double turning_tolerance = 1e-3;

/// The value of an input `steps` away from its best estimate; nothing where the input cannot be so.
std::optional<double> moved(const Factor& f, double steps) {
  const double own = steps > 0.0 ? f.high_si - f.best_si : f.best_si - f.low_si;
  const double value = f.best_si + steps * (own > 0.0 ? own : f.high_si - f.low_si);
  const bool is_share = f.dimension == Exponents{} && f.low_si >= 0.0 && f.high_si <= 1.0;
  if (f.low_si >= 0.0 && value < 0.0) return std::nullopt;
  if (f.low_si > 0.0 && value <= 0.0) return std::nullopt;
  if (is_share && value > 1.0) return std::nullopt;
  return value;
}

/// What each metric is when one input takes another value.
class Trial {
 public:
  Trial(const Study& study, const Evaluator& evaluator)
      : evaluator_(evaluator), best_(draw_factors(study.factors, study.meta.seed, 0)) {}

  const std::vector<double>& best() const { return best_; }
  std::vector<double> draw(std::size_t factor, double value) const {
    std::vector<double> values = best_;
    values[factor] = value;
    return values;
  }
  std::vector<double> metrics(std::span<const double> draw) const {
    const auto answer = evaluator_.evaluate(draw);
    return answer ? *answer : std::vector<double>(evaluator_.metrics().size(), std::nan(""));
  }

 private:
  const Evaluator& evaluator_;
  std::vector<double> best_;
};

/// One point of the grid: an input, how far it is moved, and the metrics there.
struct Point {
  std::size_t factor = 0;
  double steps = 0.0;
  double value = 0.0;
  std::vector<double> metrics;
};

std::vector<Point> grid(const Study& study, const Trial& trial,
                        std::span<const LeverQuestion> questions, int threads) {
  std::set<std::size_t> factors;
  for (const LeverQuestion& q : questions) factors.insert(q.factors.begin(), q.factors.end());
  std::vector<Point> points;
  for (const std::size_t f : factors)
    for (const double size : step_sizes)
      for (const double steps : {size, -size})
        if (const auto value = moved(study.factors[f], steps))
          points.push_back({f, steps, *value, {}});
  parallel_for(points.size(), threads, [&](std::size_t i) {
    points[i].metrics = trial.metrics(trial.draw(points[i].factor, points[i].value));
  });
  return points;
}

/// Where the claim turns between the best estimate and a point at which it has turned.
double turning_value(const Trial& trial, const Claim& claim, std::size_t metric,
                     const Point& turned, bool holds_at_best) {
  const double best = trial.best()[turned.factor];
  double same = 0.0, other = 1.0;  // shares of the way to the point
  for (int i = 0;
       i < most_bisections && (other - same) * std::abs(turned.steps) > turning_tolerance; ++i) {
    const double middle = 0.5 * (same + other);
    const auto draw = trial.draw(turned.factor, best + middle * (turned.value - best));
    const bool holds = is_satisfied(claim, trial.metrics(draw)[metric], draw);
    (holds == holds_at_best ? same : other) = middle;
  }
  return best + other * (turned.value - best);
}

/// A state without an answer turns nothing, nor does an input that was not asked about.
bool has_turned(const Trial& trial, const LeverQuestion& question, std::size_t metric,
                const Point& p, bool holds_at_best) {
  if (!std::isfinite(p.metrics[metric])) return false;
  if (std::ranges::find(question.factors, p.factor) == question.factors.end()) return false;
  const auto draw = trial.draw(p.factor, p.value);
  return is_satisfied(*question.claim, p.metrics[metric], draw) != holds_at_best;
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
  const auto best = trial.metrics(trial.best());
  const auto points = grid(study, trial, questions, threads);
  for (std::size_t q = 0; q < questions.size(); ++q) {
    const Claim& claim = *questions[q].claim;
    const std::size_t m = metric_index(evaluator, domain, claim.metric);
    const bool holds_at_best = is_satisfied(claim, best[m], trial.best());
    double nearest = std::numeric_limits<double>::infinity();  // steps of the grid
    for (const Point& p : points)
      if (has_turned(trial, questions[q], m, p, holds_at_best))
        nearest = std::min(nearest, std::abs(p.steps));
    double least = std::numeric_limits<double>::infinity();  // steps to where the claim turns
    for (const Point& p : points) {
      if (std::abs(p.steps) > nearest || !has_turned(trial, questions[q], m, p, holds_at_best))
        continue;
      const double value = turning_value(trial, claim, m, p, holds_at_best);
      const double best_value = trial.best()[p.factor];
      const double steps = std::abs(p.steps * (value - best_value) / (p.value - best_value));
      if (steps >= least) continue;
      least = steps;
      levers[q] = {p.factor, value};
    }
  }
  return levers;
}

std::string to_text(const Lever& lever, const Study& study) {
  if (!lever.factor) return "No input alone turns the answer, even far outside its stated range.";
  const Factor& f = study.factors[*lever.factor];
  const bool is_inside = lever.value_si >= f.low_si && lever.value_si <= f.high_si;
  return fmt::format(
      "The answer turns if this were {} {} instead of {}: {} ({} its stated range {} to {}).",
      lever.value_si > f.best_si ? "at least" : "at most", show(lever.value_si, f.unit),
      show(f.best_si, f.unit), f.meaning.empty() ? f.name : f.meaning,
      is_inside ? "within" : "outside", show(f.low_si, f.unit), show(f.high_si, f.unit));
}

}  // namespace landbridge::study
