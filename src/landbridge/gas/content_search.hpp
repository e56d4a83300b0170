#pragma once

#include <cmath>

namespace landbridge::gas {

/// How far to go along a Newton direction, as a share of the full step: there the slope of the
/// content is at most a twentieth of that at the start. `slope(t)` rises with t, as the content is
/// convex; regula falsi with the Illinois change, within 0 .. 2 and 20 evaluations.
template <class Slope>
double content_search(double at_zero, double at_one, const Slope& slope) {
  constexpr double good_enough = 0.05;
  if (!(at_zero < 0.0) || std::abs(at_one) <= good_enough * -at_zero) return 1.0;
  double low = at_one > 0.0 ? 0.0 : 1.0;
  double high = at_one > 0.0 ? 1.0 : 2.0;
  double at_low = at_one > 0.0 ? at_zero : at_one;
  double at_high = at_one > 0.0 ? at_one : slope(2.0);
  if (at_high <= 0.0) return high;
  double t = high;
  constexpr int iteration_limit = 20;
  for (int iteration = 0; iteration < iteration_limit; ++iteration) {
    t = (low * at_high - high * at_low) / (at_high - at_low);
    const double at_t = slope(t);
    if (std::abs(at_t) <= good_enough * -at_zero) break;
    if (at_t > 0.0) {
      high = t;
      at_high = at_t;
      at_low *= 0.5;  // Illinois
    } else {
      low = t;
      at_low = at_t;
      at_high *= 0.5;
    }
  }
  return t;
}

}  // namespace landbridge::gas
