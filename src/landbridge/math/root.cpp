#include "landbridge/math/root.hpp"

#include <limits>

#include <fmt/format.h>

namespace landbridge {

BrentSearch::BrentSearch(Bracket bracket, double f_low, double f_high, const RootOptions& options)
    : options_(options),
      previous_(bracket.low),
      best_(bracket.high),
      opposite_(bracket.low),
      f_previous_(f_low),
      f_best_(f_high),
      f_opposite_(f_low),
      step_(bracket.high - bracket.low),
      last_step_(step_) {
  if (has_sign_change()) order();
}

bool BrentSearch::has_sign_change() const {
  if (!std::isfinite(f_best_) || !std::isfinite(f_opposite_)) return false;
  return f_best_ == 0.0 || f_opposite_ == 0.0 || (f_best_ > 0.0) != (f_opposite_ > 0.0);
}

double BrentSearch::tolerance() const {
  const double relative =
      std::max(options_.tolerance_relative, 2.0 * std::numeric_limits<double>::epsilon());
  return 0.5 * std::max(options_.tolerance_x, relative * std::abs(best_));
}

bool BrentSearch::is_done() const {
  return f_best_ == 0.0 || std::abs(half_width()) <= tolerance();
}

/// Keeps the root between best and opposite, and best the one with the smaller |f|.
void BrentSearch::order() {
  if (f_best_ != 0.0 && f_opposite_ != 0.0 && (f_best_ > 0.0) == (f_opposite_ > 0.0)) {
    opposite_ = previous_;
    f_opposite_ = f_previous_;
    step_ = last_step_ = best_ - previous_;
  }
  if (std::abs(f_opposite_) < std::abs(f_best_)) {
    previous_ = best_;
    best_ = opposite_;
    opposite_ = previous_;
    f_previous_ = f_best_;
    f_best_ = f_opposite_;
    f_opposite_ = f_previous_;
  }
}

void BrentSearch::choose_step() {
  const double half = half_width();
  if (std::abs(last_step_) < tolerance() || std::abs(f_previous_) <= std::abs(f_best_)) {
    step_ = last_step_ = half;
    return;
  }
  const double s = f_best_ / f_previous_;
  double p = 2.0 * half * s;  // secant: the new step is p / q
  double q = 1.0 - s;
  if (previous_ != opposite_) {  // three points: inverse quadratic interpolation
    const double u = f_previous_ / f_opposite_;
    const double r = f_best_ / f_opposite_;
    p = s * (2.0 * half * u * (u - r) - (best_ - previous_) * (r - 1.0));
    q = (u - 1.0) * (r - 1.0) * (s - 1.0);
  }
  if (p > 0.0) q = -q;
  p = std::abs(p);
  const double inside = 3.0 * half * q - std::abs(tolerance() * q);
  const bool is_fast = 2.0 * p < std::min(inside, std::abs(last_step_ * q));
  last_step_ = is_fast ? step_ : half;
  step_ = is_fast ? p / q : half;
}

double BrentSearch::next() {
  choose_step();
  previous_ = best_;
  f_previous_ = f_best_;
  const double least = tolerance();
  best_ += std::abs(step_) > least ? step_ : std::copysign(least, opposite_ - best_);
  return best_;
}

void BrentSearch::take(double f_at_next) {
  f_best_ = f_at_next;
  order();
}

Root BrentSearch::root(int evaluations) const {
  const double far = f_best_ == 0.0 ? best_ : opposite_;
  return {best_, f_best_, {std::min(best_, far), std::max(best_, far)}, evaluations};
}

Error BrentSearch::no_sign_change() const {
  return {Fault::bad_input, "root",
          fmt::format("the function is {:.6g} at {:.6g} and {:.6g} at {:.6g}", f_opposite_,
                      opposite_, f_best_, best_),
          "the search needs finite values of opposite sign at the two ends"};
}
Error BrentSearch::not_finite() const {
  return {Fault::not_converged,
          "root",
          fmt::format("the function has no finite value at {:.17g}", best_),
          {}};
}
Error BrentSearch::too_many(int evaluations) const {
  return {Fault::not_converged,
          "root",
          fmt::format("{} evaluations were not enough; the root lies between {:.17g} and {:.17g}",
                      evaluations, std::min(best_, opposite_), std::max(best_, opposite_)),
          {}};
}
Error no_bracket(double low, double high) {
  return {Fault::not_converged,
          "root",
          fmt::format("the function does not change its sign from {:.6g} to {:.6g}", low, high),
          {}};
}

}  // namespace landbridge
