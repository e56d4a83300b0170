#include "landbridge/math/random.hpp"

#include <cmath>
#include <numbers>

#include "landbridge/base/assert.hpp"

namespace landbridge {
namespace {

/// Lower half of the inverse normal distribution to a relative error of 1.15e-9 [acklam2003].
double quantile_start(double p) {
  constexpr double central_from = 0.02425;
  if (p < central_from) {
    const double q = std::sqrt(-2.0 * std::log(p));
    const double above =
        ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e+00) * q -
          2.549732539343734e+00) *
             q +
         4.374664141464968e+00) *
            q +
        2.938163982698783e+00;
    const double below =
        (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e+00) * q +
         3.754408661907416e+00) *
            q +
        1.0;
    return above / below;
  }
  const double q = p - 0.5;
  const double r = q * q;
  const double above =
      (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r +
         1.383577518672690e+02) *
            r -
        3.066479806614716e+01) *
           r +
       2.506628277459239e+00) *
      q;
  const double below =
      ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r +
        6.680131188771972e+01) *
           r -
       1.328068155288572e+01) *
          r +
      1.0;
  return above / below;
}

}  // namespace

double normal_quantile(double probability) {
  LANDBRIDGE_ASSERT(probability > 0.0);
  LANDBRIDGE_ASSERT(probability < 1.0);
  if (probability > 0.5) return -normal_quantile(1.0 - probability);
  const double x = quantile_start(probability);
  const double excess = 0.5 * std::erfc(-x / std::numbers::sqrt2) - probability;
  const double newton = excess * std::sqrt(2.0 * std::numbers::pi) * std::exp(0.5 * x * x);
  return x - newton / (1.0 + 0.5 * x * newton);
}

double triangular_quantile(double probability, double low, double mode, double high) {
  LANDBRIDGE_ASSERT(low <= mode);
  LANDBRIDGE_ASSERT(mode <= high);
  const double width = high - low;
  if (width == 0.0) return low;
  const double share_below = (mode - low) / width;
  if (probability < share_below) return low + std::sqrt(probability * width * (mode - low));
  return high - std::sqrt((1.0 - probability) * width * (high - mode));
}

std::uint64_t RandomStream::bits() {
  if (used_ == 0) {
    // Draw and block count; seed and name are the key. Half of the name is in the counter too, so
    // that two names whose hashes differ as two seeds do have different streams.
    const std::uint64_t key = seed_ ^ name_hash_;
    words_ =
        philox4x32({static_cast<std::uint32_t>(draw_), static_cast<std::uint32_t>(draw_ >> 32U),
                    block_++, static_cast<std::uint32_t>(name_hash_ >> 32U)},
                   {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32U)});
  }
  const std::uint64_t high = words_[2 * used_];
  const std::uint64_t low = words_[2 * used_ + 1];
  used_ = 1 - used_;
  return (high << 32U) | low;
}

double RandomStream::uniform() {
  // Multiples of 2^-53; 0 is drawn again.
  constexpr double cell = 0x1.0p-53;
  while (true) {
    const std::uint64_t top = bits() >> 11U;
    if (top != 0) return static_cast<double>(top) * cell;
  }
}

std::uint64_t RandomStream::below(std::uint64_t count) {
  LANDBRIDGE_ASSERT(count > 0);
  const std::uint64_t usable = ~std::uint64_t{0} - (~std::uint64_t{0} % count + 1) % count;
  while (true) {  // each try is accepted with a chance of more than one half
    const std::uint64_t word = bits();
    if (word <= usable) return word % count;
  }
}

}  // namespace landbridge
