#include "landbridge/io/friction_suspicion.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace landbridge::io {
namespace {

constexpr double smoothest_wall_m = 1e-7;
constexpr double usual_wall_min_m = 1e-6;
constexpr double usual_wall_max_m = 1e-3;

}  // namespace

void FrictionSuspicion::note(double diameter_m, double friction_factor) {
  ++pipes_;
  const double exponent = 0.5 / std::sqrt(friction_factor);
  const double by_base_ten_m = 3.7 * diameter_m * std::pow(10.0, -exponent);
  const double by_natural_m = 3.7 * diameter_m * std::exp(-exponent);
  constexpr double rounding = 1e-6;
  const bool is_usual = by_natural_m >= usual_wall_min_m * (1.0 - rounding) &&
                        by_natural_m <= usual_wall_max_m * (1.0 + rounding);
  if (by_base_ten_m >= smoothest_wall_m || !is_usual) return;
  const double wall_mm = 1e3 * by_natural_m;
  smallest_mm_ = suspected_ == 0 ? wall_mm : std::min(smallest_mm_, wall_mm);
  largest_mm_ = std::max(largest_mm_, wall_mm);
  ++suspected_;
  const double right = std::pow(2.0 * std::log10(3.7 * diameter_m / by_natural_m), -2.0);
  largest_factor_ = std::max(largest_factor_, right / friction_factor);
}

void FrictionSuspicion::warn(const SourcePlace& place, Diagnostics& diagnostics) const {
  if (suspected_ == 0 || 2 * suspected_ < pipes_) return;
  diagnostics.warning(
      place,
      fmt::format("{} of {} pipes have friction factors that no wall gives; with the natural "
                  "logarithm in place of the one to base 10 they come from roughnesses of {:.3g} "
                  "to {:.3g} mm, and are {:.2f} times too small",
                  suspected_, pipes_, smallest_mm_, largest_mm_, largest_factor_),
      "a known mistake in conversions of GasLib; use the GasLib file itself, or read the results "
      "as those of the equations and not of the network");
}

}  // namespace landbridge::io
