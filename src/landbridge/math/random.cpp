#include "landbridge/math/random.hpp"

#include <cmath>
#include <numbers>

#include "landbridge/base/assert.hpp"

namespace landbridge {
namespace {

/// Inverse normal distribution for probability <= 1/2 to an absolute error of 4.5e-4
/// [abramowitz1964, 26.2.23].
double rough_quantile(double probability) {
  const double t = std::sqrt(-2.0 * std::log(probability));
  const double above = 2.515517 + t * (0.802853 + t * 0.010328);
  const double below = 1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return above / below - t;
}

/// Halley's step on erfc(-x / sqrt 2) / 2 = probability: the error is cubed.
double improved_quantile(double x, double probability) {
  const double excess = 0.5 * std::erfc(-x / std::numbers::sqrt2) - probability;
  const double newton = excess * std::sqrt(2.0 * std::numbers::pi) * std::exp(0.5 * x * x);
  return x - newton / (1.0 + 0.5 * x * newton);
}

}  // namespace

double normal_quantile(double probability) {
  LANDBRIDGE_ASSERT(probability > 0.0);
  LANDBRIDGE_ASSERT(probability < 1.0);
  if (probability > 0.5) return -normal_quantile(1.0 - probability);
  const double once = improved_quantile(rough_quantile(probability), probability);
  return improved_quantile(once, probability);
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
