#include "landbridge/freight/choice/calibrate.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"
#include "landbridge/freight/choice/nested_logit.hpp"
#include "landbridge/math/random.hpp"

namespace landbridge::freight {
namespace {

constexpr double gradient_wanted = 1e-12;
constexpr int max_halvings = 60;

/// Parameters: the scale, then the constants of all modes (that of the base stays 0).
using Parameters = std::vector<double>;

std::vector<double> shares(const SplitPair& pair, const Parameters& p) {
  std::vector<ChoiceAlternative> set;
  for (std::size_t m = 0; m < pair.cost.size(); ++m)
    set.push_back({.cost = pair.cost[m], .constant = p[m + 1], .overlap = 0.0, .nest = 0});
  auto chosen = choose({.scale = p[0], .nest_scale = {}}, set);
  LANDBRIDGE_ASSERT(chosen.has_value());
  return std::move(chosen->share);
}

double tonnes_of(const SplitPair& pair) {
  return std::accumulate(pair.tonnes.begin(), pair.tonnes.end(), 0.0);
}

/// Mean log-likelihood of one side with its derivatives over the free parameters.
struct Likelihood {
  double value = 0.0;
  std::vector<double> gradient;
  std::vector<double> information;  ///< minus the second derivatives, row by row
};

class Estimator {
 public:
  Estimator(const std::vector<SplitPair>& pairs, const std::vector<std::uint8_t>& is_test)
      : pairs_(pairs), is_test_(is_test), modes_(pairs.front().cost.size()), seen_(modes_, 0.0) {
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if (is_test[i]) continue;
      for (std::size_t m = 0; m < modes_; ++m) seen_[m] += pairs[i].tonnes[m];
    }
    base_ = static_cast<std::size_t>(std::ranges::max_element(seen_) - seen_.begin());
    all_ = std::accumulate(seen_.begin(), seen_.end(), 0.0);
  }

  const std::vector<double>& seen() const { return seen_; }
  double all() const { return all_; }

  Likelihood at(const Parameters& p) const {
    Likelihood out;
    out.gradient.assign(p.size(), 0.0);
    out.information.assign(p.size() * p.size(), 0.0);
    for (std::size_t i = 0; i < pairs_.size(); ++i)
      if (!is_test_[i]) add(out, pairs_[i], p);
    return out;
  }

  /// Which parameters move: not the base constant, nor a scale that is held.
  std::vector<std::size_t> free(bool has_scale) const {
    std::vector<std::size_t> list;
    if (has_scale) list.push_back(0);
    for (std::size_t m = 0; m < modes_; ++m)
      if (m != base_) list.push_back(m + 1);
    return list;
  }

 private:
  void add(Likelihood& out, const SplitPair& pair, const Parameters& p) const {
    const double weight = tonnes_of(pair) / all_;
    if (!(weight > 0.0)) return;
    const std::vector<double> share = shares(pair, p);
    // Derivative of V_m over parameter j: -c_m for the scale, 1 for its own constant.
    const auto slope = [&](std::size_t m, std::size_t j) {
      return j == 0 ? -pair.cost[m] : (j == m + 1 ? 1.0 : 0.0);
    };
    std::vector<double> mean(p.size(), 0.0);
    for (std::size_t m = 0; m < modes_; ++m) {
      if (!std::isfinite(pair.cost[m])) continue;
      for (std::size_t j = 0; j < p.size(); ++j) mean[j] += share[m] * slope(m, j);
    }
    for (std::size_t m = 0; m < modes_; ++m) {
      if (!std::isfinite(pair.cost[m])) continue;
      const double seen = pair.tonnes[m] / all_;
      if (seen > 0.0) out.value += seen * std::log(std::max(share[m], 1e-300));
      for (std::size_t j = 0; j < p.size(); ++j) {
        out.gradient[j] += (seen - weight * share[m]) * slope(m, j);
        for (std::size_t k = 0; k < p.size(); ++k)
          out.information[j * p.size() + k] +=
              weight * share[m] * (slope(m, j) - mean[j]) * (slope(m, k) - mean[k]);
      }
    }
  }

  const std::vector<SplitPair>& pairs_;
  const std::vector<std::uint8_t>& is_test_;
  std::size_t modes_;
  std::vector<double> seen_;
  std::size_t base_ = 0;
  double all_ = 0.0;
};

/// Solves a small positive definite system; a pivot that is lost is taken out.
std::vector<double> solve_dense(std::vector<double> a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t k = 0; k < n; ++k) {
    if (!(a[k * n + k] > 1e-300)) {
      b[k] = 0.0;
      for (std::size_t j = 0; j < n; ++j) a[k * n + j] = a[j * n + k] = 0.0;
      a[k * n + k] = 1.0;
      continue;
    }
    for (std::size_t i = k + 1; i < n; ++i) {
      const double factor = a[i * n + k] / a[k * n + k];
      for (std::size_t j = k; j < n; ++j) a[i * n + j] -= factor * a[k * n + j];
      b[i] -= factor * b[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) b[k] -= a[k * n + j] * b[j];
    b[k] /= a[k * n + k];
  }
  return b;
}

struct Fit {
  Parameters p;
  double value = 0.0;
  double gradient = 0.0;
  int iterations = 0;
};

/// Newton's method with halved steps over the free parameters.
Fit maximise(const Estimator& estimator, Fit fit, const std::vector<std::size_t>& free,
             int max_iterations) {
  Likelihood here = estimator.at(fit.p);
  const std::size_t all = fit.p.size();
  for (; fit.iterations < max_iterations; ++fit.iterations) {
    fit.gradient = 0.0;
    std::vector<double> b;
    std::vector<double> a;
    for (const std::size_t j : free) {
      fit.gradient = std::max(fit.gradient, std::abs(here.gradient[j]));
      b.push_back(here.gradient[j]);
      for (const std::size_t k : free) a.push_back(here.information[j * all + k]);
    }
    if (fit.gradient <= gradient_wanted) break;
    const std::vector<double> step = solve_dense(std::move(a), std::move(b));
    double length = 1.0;
    bool has_moved = false;
    for (int halving = 0; halving < max_halvings && !has_moved; ++halving, length *= 0.5) {
      Parameters next = fit.p;
      for (std::size_t j = 0; j < free.size(); ++j) next[free[j]] += length * step[j];
      if (next[0] < 0.0) continue;
      const Likelihood there = estimator.at(next);
      if (!(there.value >= here.value - 1e-14 * std::abs(here.value))) continue;
      fit.p = std::move(next);
      here = there;
      has_moved = true;
    }
    if (!has_moved) break;
  }
  fit.value = here.value;
  return fit;
}

/// The scale is not negative: it is tried at zero first, and let go where the likelihood rises.
Fit estimate(const Estimator& estimator, std::size_t modes, const CalibrationOptions& options) {
  Fit fit;
  fit.p.assign(modes + 1, 0.0);
  const bool is_fixed = options.fixed_scale >= 0.0;
  fit.p[0] = is_fixed ? options.fixed_scale : 0.0;
  fit = maximise(estimator, std::move(fit), estimator.free(false), options.max_iterations);
  if (is_fixed || estimator.at(fit.p).gradient[0] <= 0.0) return fit;
  return maximise(estimator, std::move(fit), estimator.free(true), options.max_iterations);
}

std::vector<std::uint8_t> part(const std::vector<SplitPair>& pairs, SplitRule rule,
                               std::uint64_t seed) {
  const auto bit = [&](std::size_t i) {
    return static_cast<std::uint8_t>(RandomStream(seed, pairs[i].name, 0).uniform() < 0.5);
  };
  std::vector<std::uint8_t> is_test(pairs.size());
  std::vector<std::size_t> order(pairs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (rule == SplitRule::hashed) {
    for (const std::size_t i : order) is_test[i] = bit(i);
    return is_test;
  }
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return tonnes_of(pairs[a]) > tonnes_of(pairs[b]);
  });
  for (std::size_t k = 0; k < order.size(); k += 2) {
    is_test[order[k]] = bit(order[k]);
    if (k + 1 < order.size()) is_test[order[k + 1]] = is_test[order[k]] ? 0 : 1;
  }
  return is_test;
}

SplitSide summarise(const std::vector<SplitPair>& pairs, const ModeSplit& split, bool is_test) {
  SplitSide side;
  const std::size_t modes = pairs.front().cost.size();
  side.observed_share.assign(modes, 0.0);
  side.predicted_share.assign(modes, 0.0);
  side.pair_error_share.assign(modes, 0.0);
  double misplaced = 0.0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (static_cast<bool>(split.is_test[i]) != is_test) continue;
    ++side.pairs;
    side.tonnes += tonnes_of(pairs[i]);
    for (std::size_t m = 0; m < modes; ++m) {
      const double error = std::abs(split.predicted[i][m] - pairs[i].tonnes[m]);
      side.observed_share[m] += pairs[i].tonnes[m];
      side.predicted_share[m] += split.predicted[i][m];
      side.pair_error_share[m] += error;
      misplaced += 0.5 * error;
    }
  }
  for (auto* column : {&side.observed_share, &side.predicted_share, &side.pair_error_share})
    for (double& value : *column) value /= side.tonnes;
  side.misplaced_share = misplaced / side.tonnes;
  return side;
}

Result<ModeSplit> calibrate_once(const std::vector<SplitPair>& pairs,
                                 const CalibrationOptions& options, std::uint64_t seed) {
  ModeSplit split;
  split.is_test = part(pairs, options.rule, seed);
  double tested = 0.0;
  for (std::size_t i = 0; i < pairs.size(); ++i)
    if (split.is_test[i]) tested += tonnes_of(pairs[i]);
  const Estimator estimator(pairs, split.is_test);
  if (!(tested > 0.0) || !(estimator.all() > 0.0))
    return fail(Fault::bad_input, "calibration", "one half of the pairs has no tonnes",
                "try another --seed, or give more pairs");
  const std::size_t modes = pairs.front().cost.size();
  for (std::size_t m = 0; m < modes; ++m)
    if (!(estimator.seen()[m] > 0.0))
      return fail(Fault::bad_input, "calibration",
                  fmt::format("no tonnes of mode {} on the half that calibrates", m),
                  "try another --seed, or leave the mode out");
  const Fit fit = estimate(estimator, modes, options);
  split.scale = fit.p[0];
  split.is_scale_at_zero = options.fixed_scale < 0.0 && fit.p[0] == 0.0;
  split.constant.assign(fit.p.begin() + 1, fit.p.end());
  split.mean_log_likelihood = fit.value;
  split.gradient = fit.gradient;
  split.iterations = fit.iterations;
  for (const SplitPair& pair : pairs) {
    std::vector<double> tonnes = shares(pair, fit.p);
    for (double& value : tonnes) value *= tonnes_of(pair);
    split.predicted.push_back(std::move(tonnes));
  }
  split.calibrated = summarise(pairs, split, false);
  split.tested = summarise(pairs, split, true);
  return split;
}

Result<void> check(const std::vector<SplitPair>& pairs) {
  if (pairs.empty() || pairs.front().cost.empty())
    return fail(Fault::bad_input, "calibration", "there are no pairs to calibrate on");
  for (const SplitPair& pair : pairs) {
    const std::string where = fmt::format("calibration.pair[{}]", pair.name);
    if (pair.cost.size() != pairs.front().cost.size() || pair.tonnes.size() != pair.cost.size())
      return fail(Fault::bad_input, where, "it has not one cost and one tonnage for each mode");
    bool has_way = false;
    for (std::size_t m = 0; m < pair.cost.size(); ++m) {
      if (!(pair.tonnes[m] >= 0.0) || std::isinf(pair.tonnes[m]) || std::isnan(pair.cost[m]))
        return fail(Fault::bad_input, where, "a cost or tonnage is negative or not a number");
      if (pair.tonnes[m] > 0.0 && std::isinf(pair.cost[m]))
        return fail(Fault::bad_input, where,
                    fmt::format("{} t were seen on mode {}, for which the network has no way",
                                pair.tonnes[m], m),
                    "connect the zones for this mode, or take the tonnes out");
      has_way = has_way || std::isfinite(pair.cost[m]);
    }
    if (!has_way) return fail(Fault::bad_input, where, "no mode has a way");
  }
  return {};
}

std::vector<double> largest_pairs(const std::vector<SplitPair>& pairs) {
  std::vector<double> largest(pairs.front().cost.size(), 0.0);
  for (std::size_t m = 0; m < largest.size(); ++m) {
    double all = 0.0;
    for (const SplitPair& pair : pairs) {
      largest[m] = std::max(largest[m], pair.tonnes[m]);
      all += pair.tonnes[m];
    }
    if (all > 0.0) largest[m] /= all;
  }
  return largest;
}

}  // namespace

double SplitSide::worst_difference() const {
  double worst = 0.0;
  for (std::size_t m = 0; m < observed_share.size(); ++m)
    worst = std::max(worst, std::abs(observed_share[m] - predicted_share[m]));
  return worst;
}

Result<ModeSplit> calibrate(const std::vector<SplitPair>& pairs,
                            const CalibrationOptions& options) {
  if (auto bad = check(pairs); !bad) return fail(bad.error());
  auto split = calibrate_once(pairs, options, options.seed);
  if (!split) return split;
  split->largest_pair_share = largest_pairs(pairs);
  for (int k = 1; k <= options.splits; ++k) {
    const auto other = calibrate_once(pairs, options, options.seed + static_cast<std::uint64_t>(k));
    if (other) split->other_splits.push_back(other->tested.worst_difference());
  }
  std::ranges::sort(split->other_splits);
  return split;
}

}  // namespace landbridge::freight
