#include "landbridge/math/random.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <vector>

#include <doctest/doctest.h>

#include "landbridge/math/statistics.hpp"

namespace landbridge {
namespace {

std::vector<double> sample(std::size_t count, auto&& draw) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    RandomStream stream(20, "sample", i);
    values.push_back(draw(stream));
  }
  return values;
}

/// Largest distance of sample and distribution (Kolmogorov-Smirnov), times the root of its size.
double kolmogorov(std::vector<double> values, auto&& distribution) {
  std::ranges::sort(values);
  const auto n = static_cast<double>(values.size());
  double worst = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double f = distribution(values[i]);
    worst = std::max({worst, f - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - f});
  }
  return worst * std::sqrt(n);
}

/// The statistic exceeds this once in 10^5 samples: 2 exp(-2 x^2) = 1e-5. The streams are fixed, so
/// a sample that passes once passes for ever.
constexpr double kolmogorov_limit = 2.47;

}  // namespace

TEST_CASE("Philox4x32-10 gives the published words") {
  // known-answer vectors of the authors' library [salmon2011]
  using Words = std::array<std::uint32_t, 4>;
  CHECK(philox4x32({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  constexpr std::uint32_t ones = 0xffffffff;
  CHECK(philox4x32({ones, ones, ones, ones}, {ones, ones}) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("the hash of a name is the published FNV-1a") {
  CHECK(stable_hash("") == 0xcbf29ce484222325ULL);
  CHECK(stable_hash("a") == 0xaf63dc4c8601ec8cULL);
  CHECK(stable_hash("foobar") == 0x85944171f73967e8ULL);
}

TEST_CASE("a stream depends on seed, name and draw, and on nothing else") {
  RandomStream a(1, "gas.diameter", 7), b(1, "gas.diameter", 7);
  RandomStream disturb(1, "other", 7);
  for (int i = 0; i < 10; ++i) {
    (void)disturb.uniform();
    CHECK(a.uniform() == b.uniform());
  }
  const auto first = [](std::uint64_t seed, std::string_view name, std::uint64_t draw) {
    return RandomStream(seed, name, draw).bits();
  };
  std::set<std::uint64_t> seen;
  for (std::uint64_t seed = 0; seed < 10; ++seed)
    for (const auto* name : {"a", "b", "ab", "ba", ""})
      for (std::uint64_t draw = 0; draw < 100; ++draw) seen.insert(first(seed, name, draw));
  CHECK(seen.size() == 10 * 5 * 100);
}

TEST_CASE("two names are different streams even under seeds that undo their hashes") {
  const std::uint64_t gap = stable_hash("a") ^ stable_hash("b");
  CHECK(RandomStream(5, "a", 0).bits() != RandomStream(5 ^ gap, "b", 0).bits());
}

TEST_CASE("uniform numbers stay inside the open interval and fill it evenly") {
  const auto values = sample(100000, [](RandomStream& s) { return s.uniform(); });
  CHECK(*std::ranges::min_element(values) > 0.0);
  CHECK(*std::ranges::max_element(values) < 1.0);
  CHECK(kolmogorov(values, [](double x) { return x; }) < kolmogorov_limit);
}

TEST_CASE("the numbers of one stream are even and do not follow each other") {
  RandomStream stream(3, "long", 0);
  std::vector<double> values(100000);
  for (double& v : values) v = stream.uniform();
  CHECK(kolmogorov(values, [](double x) { return x; }) < kolmogorov_limit);
  const std::span<const double> all(values);
  // the correlation of independent numbers has deviation 1/sqrt n = 0.0032; five of them
  CHECK(std::abs(pearson_correlation(all.first(99999), all.last(99999))) < 0.016);
  const auto other = sample(100000, [](RandomStream& s) { return s.uniform(); });
  CHECK(std::abs(pearson_correlation(values, other)) < 0.016);
}

TEST_CASE("normal numbers follow the normal distribution") {
  const auto values = sample(100000, [](RandomStream& s) { return s.normal(10.0, 2.0); });
  CHECK(kolmogorov(values, [](double x) { return 0.5 * std::erfc(-(x - 10.0) / std::sqrt(8.0)); }) <
        kolmogorov_limit);
  CHECK(mean(values) == doctest::Approx(10.0).epsilon(0.003));               // 5 deviations: 0.032
  CHECK(standard_deviation(values) == doctest::Approx(2.0).epsilon(0.012));  // 5 / sqrt(2 n)
}

TEST_CASE("normal quantiles agree with another program and with the distribution function") {
  CHECK(normal_quantile(0.5) == doctest::Approx(0.0));
  // Python 3.11, statistics.NormalDist().inv_cdf
  CHECK(normal_quantile(0.975) == doctest::Approx(1.959963984540054).epsilon(1e-14));
  CHECK(normal_quantile(0.95) == doctest::Approx(1.644853626951473).epsilon(1e-14));
  CHECK(normal_quantile(0.001) == doctest::Approx(-3.090232306167814).epsilon(1e-14));
  for (double p = 1e-300; p < 0.5; p *= 10.0)
    CHECK(0.5 * std::erfc(-normal_quantile(p) / std::sqrt(2.0)) ==
          doctest::Approx(p).epsilon(1e-12));
  CHECK(std::isfinite(normal_quantile(0x1.0p-53)));
  CHECK(std::isfinite(normal_quantile(1.0 - 0x1.0p-53)));
  for (double p = 0.001; p < 0.998; p += 0.001)
    CHECK(normal_quantile(p) < normal_quantile(p + 0.001));
}

TEST_CASE("triangular numbers follow the triangular distribution") {
  const auto values = sample(100000, [](RandomStream& s) { return s.triangular(-1.0, 0.5, 4.0); });
  CHECK(kolmogorov(values, [](double x) {
          return x < 0.5 ? (x + 1.0) * (x + 1.0) / (5.0 * 1.5)
                         : 1.0 - (4.0 - x) * (4.0 - x) / (5.0 * 3.5);
        }) < kolmogorov_limit);
  CHECK(triangular_quantile(0.0, 1.0, 2.0, 4.0) == 1.0);
  CHECK(triangular_quantile(1.0, 1.0, 2.0, 4.0) == 4.0);
  CHECK(triangular_quantile(1.0 / 3.0, 1.0, 2.0, 4.0) == doctest::Approx(2.0).epsilon(1e-15));
}

TEST_CASE("triangles with an upright side or no width have no hole") {
  CHECK(triangular_quantile(0.25, 0.0, 0.0, 1.0) == doctest::Approx(1.0 - std::sqrt(0.75)));
  CHECK(triangular_quantile(0.25, 0.0, 1.0, 1.0) == doctest::Approx(0.5));
  CHECK(triangular_quantile(0.25, 3.0, 3.0, 3.0) == 3.0);
}

TEST_CASE("whole numbers below a bound are evenly spread and below it") {
  constexpr std::uint64_t bound = 7;
  std::array<int, bound> count{};
  RandomStream stream(4, "below", 0);
  constexpr int draws = 70000;
  for (int i = 0; i < draws; ++i) ++count.at(stream.below(bound));
  double chi_squared = 0.0;
  for (const int c : count) chi_squared += (c - 10000.0) * (c - 10000.0) / 10000.0;
  CHECK(chi_squared < 33.1);  // 6 degrees of freedom, once in 10^5 samples
  CHECK(stream.below(1) == 0);
  CHECK(stream.below(~std::uint64_t{0}) < ~std::uint64_t{0});
}

}  // namespace landbridge
