#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace landbridge {

/// 64-bit FNV-1a: the same number for the same name on every machine and in every version
/// [fowler2019].
constexpr std::uint64_t stable_hash(std::string_view name) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : name) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211ULL;
  }
  return hash;
}

/// Philox4x32-10: ten rounds that turn a counter and a key into four random words, with no memory
/// in between [salmon2011].
constexpr std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                                  std::array<std::uint32_t, 2> key) {
  constexpr std::uint64_t multiplier_a = 0xD2511F53U;
  constexpr std::uint64_t multiplier_b = 0xCD9E8D57U;
  constexpr std::uint32_t step_a = 0x9E3779B9U;  // golden ratio
  constexpr std::uint32_t step_b = 0xBB67AE85U;  // sqrt 3 - 1
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = multiplier_a * counter[0];
    const std::uint64_t b = multiplier_b * counter[2];
    counter = {
        static_cast<std::uint32_t>(b >> 32U) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
        static_cast<std::uint32_t>(a >> 32U) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key[0] += step_a;
    key[1] += step_b;
  }
  return counter;
}

/// Inverse of the standard normal distribution function for 0 < probability < 1, to full double
/// precision: a rational start [abramowitz1964, 26.2.23] and two Halley steps.
double normal_quantile(double probability);

/// Inverse of the triangular distribution function; low <= mode <= high.
double triangular_quantile(double probability, double low, double mode, double high);

/// The random numbers of one draw of one named input. They depend on seed, name and draw index
/// alone: not on threads, on other inputs or on the order of the calls of other streams.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::string_view name, std::uint64_t draw)
      : seed_(seed), name_hash_(stable_hash(name)), draw_(draw) {}

  /// In (0, 1), never an end point; 53 random bits.
  double uniform();
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  double triangular(double low, double mode, double high) {
    return triangular_quantile(uniform(), low, mode, high);
  }
  double normal(double mean, double deviation) {
    return mean + deviation * normal_quantile(uniform());
  }
  /// A whole number from 0 to count - 1, each equally likely; count > 0.
  std::uint64_t below(std::uint64_t count);
  /// 64 random bits.
  std::uint64_t bits();

 private:
  std::uint64_t seed_;
  std::uint64_t name_hash_;
  std::uint64_t draw_;
  std::uint32_t block_ = 0;
  std::uint32_t used_ = 0;  ///< of the two numbers of the block at hand
  std::array<std::uint32_t, 4> words_{};
};

}  // namespace landbridge
