#pragma once

#include <algorithm>
#include <cmath>

#include "landbridge/base/result.hpp"

namespace landbridge {

/// How exactly to search and when to give up.
struct RootOptions {
  double tolerance_x = 0.0;           ///< of the root, in units of x
  double tolerance_relative = 1e-14;  ///< of |x|; the looser of the two and of rounding counts
  int max_evaluations = 200;
};

/// An interval at whose ends a function has opposite signs.
struct Bracket {
  double low = 0.0;
  double high = 0.0;
};

/// A root with its proof: the function changes its sign within the bracket.
struct Root {
  double x = 0.0;
  double residual = 0.0;  ///< f(x)
  Bracket bracket;
  int evaluations = 0;
};

/// The state of Brent's search; find_root() is the way to use it.
class BrentSearch {
 public:
  BrentSearch(Bracket bracket, double f_low, double f_high, const RootOptions& options);

  bool has_sign_change() const;
  bool is_done() const;
  double next();                ///< where to evaluate
  void take(double f_at_next);  ///< what came out
  Root root(int evaluations) const;
  Error no_sign_change() const;
  Error not_finite() const;
  Error too_many(int evaluations) const;

 private:
  double tolerance() const;
  double half_width() const { return 0.5 * (opposite_ - best_); }
  void order();
  void choose_step();

  RootOptions options_;
  double previous_, best_, opposite_;  ///< a, b, c of [brent1973]: the root lies between b and c
  double f_previous_, f_best_, f_opposite_;
  double step_, last_step_;
};

/// The zero of a continuous f inside a bracket: Brent's method, which joins inverse quadratic
/// interpolation, secant and halving [brent1973, ch. 4]. It never leaves the bracket, and halves it
/// where the fast steps do not pay.
template <class Function>
Result<Root> find_root(Function&& f, Bracket bracket, const RootOptions& options = {}) {
  BrentSearch search(bracket, f(bracket.low), f(bracket.high), options);
  int evaluations = 2;
  if (!search.has_sign_change()) return fail(search.no_sign_change());
  while (!search.is_done()) {
    if (evaluations >= options.max_evaluations) return fail(search.too_many(evaluations));
    const double value = f(search.next());
    if (!std::isfinite(value)) return fail(search.not_finite());
    search.take(value);
    ++evaluations;
  }
  return search.root(evaluations);
}

/// Where to look for a sign change: from the start outwards, within the limits.
struct BracketSearch {
  double start = 0.0;
  double step = 1.0;  ///< first distance to both sides; doubled each time; positive
  double lowest = -1e300;
  double highest = 1e300;
  int max_doublings = 60;
};
/// The error when there is none.
Error no_bracket(double low, double high);

/// Widens an interval around `search.start` until f changes its sign between neighbouring points.
/// Points where f is not finite stop the widening on their side.
template <class Function>
Result<Bracket> expand_bracket(Function&& f, const BracketSearch& search) {
  double low = search.start;
  double high = search.start;
  double f_low = f(low);
  double f_high = f_low;
  bool is_low_open = std::isfinite(f_low);
  bool is_high_open = is_low_open;
  double step = search.step;
  for (int k = 0; k < search.max_doublings && (is_low_open || is_high_open); ++k, step *= 2.0) {
    if (is_high_open) {
      const double next = std::min(high + step, search.highest);
      const double value = f(next);
      if (std::isfinite(value) && (value > 0.0) != (f_high > 0.0)) return Bracket{high, next};
      is_high_open = std::isfinite(value) && next < search.highest;
      if (std::isfinite(value)) high = next, f_high = value;
    }
    if (is_low_open) {
      const double next = std::max(low - step, search.lowest);
      const double value = f(next);
      if (std::isfinite(value) && (value > 0.0) != (f_low > 0.0)) return Bracket{next, low};
      is_low_open = std::isfinite(value) && next > search.lowest;
      if (std::isfinite(value)) low = next, f_low = value;
    }
  }
  return fail(no_bracket(low, high));
}

}  // namespace landbridge
