#pragma once

#include <cstddef>

#include "landbridge/base/diagnostics.hpp"

namespace landbridge::io {

/// Watches friction factors that a file states for the mistake of a known converter of GasLib data:
/// the natural logarithm where the law has the one to base 10.
///
///   lambda = (2 log10(3.7 D/k))^-2     so  k = 3.7 D 10^(-1/(2 sqrt(lambda)))
///   mistaken: (2 ln(3.7 D/k))^-2       so  k = 3.7 D e^(-1/(2 sqrt(lambda)))
///
///   lambda  Darcy friction factor [1]   D  inner diameter [m]   k  roughness [m]
///
/// A pipe is suspected where the right law needs a wall smoother than 100 nm, which no pipe is, and
/// the mistaken one gives a usual wall, 0.001 mm to 1 mm. Source of the law: [menon2005, ch. 2].
class FrictionSuspicion {
 public:
  void note(double diameter_m, double friction_factor);

  /// One warning for the whole file, if at least half of its pipes are suspected.
  void warn(const SourcePlace& place, Diagnostics& diagnostics) const;

 private:
  std::size_t pipes_ = 0;
  std::size_t suspected_ = 0;
  double smallest_mm_ = 0.0;  ///< roughness by the mistaken law
  double largest_mm_ = 0.0;
  double largest_factor_ = 0.0;  ///< how much too small a friction factor is at most
};

}  // namespace landbridge::io
