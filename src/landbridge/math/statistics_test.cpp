#include "landbridge/math/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <doctest/doctest.h>
#include <rapidcheck.h>

namespace landbridge {

TEST_CASE("sums keep digits that a plain loop loses") {
  const std::vector<double> tenth(1'000'000, 0.1);
  const double plain = std::accumulate(tenth.begin(), tenth.end(), 0.0);
  CHECK(std::abs(plain - 100000.0) > 1e-7);
  CHECK(std::abs(pairwise_sum(tenth) - 100000.0) < 1e-9);
  CompensatedSum sum;
  for (const double v : tenth) sum.add(v);
  CHECK(sum.value() == 100000.0);
}

TEST_CASE("a compensated sum survives a large term that goes again") {
  CompensatedSum sum;
  for (const double v : {1.0, 1e100, 1.0, -1e100}) sum.add(v);
  CHECK(sum.value() == 2.0);
  sum.add(std::numeric_limits<double>::infinity());
  CHECK(sum.value() == std::numeric_limits<double>::infinity());
}

TEST_CASE("percentiles of type 7 agree with the example by hand") {
  const std::vector<double> values{40, 15, 20, 50, 35};  // sorted: 15 20 35 40 50
  CHECK(percentile(values, 0.0) == 15.0);
  CHECK(percentile(values, 0.4) == doctest::Approx(29.0));  // h = 1.6: 20 + 0.6 * 15
  CHECK(percentile(values, 0.5) == 35.0);
  CHECK(percentile(values, 1.0) == 50.0);
  CHECK(percentile(std::vector<double>{7.0}, 0.3) == 7.0);
  const std::vector<double> shares{0.25, 0.75};
  CHECK(percentiles(values, shares) == std::vector<double>{20.0, 40.0});
}

TEST_CASE("percentiles rise with the share and stay within the sample") {
  CHECK(rc::check("monotone and bounded", [] {
    const auto whole = *rc::gen::nonEmpty<std::vector<int>>();
    const std::vector<double> values(whole.begin(), whole.end());
    double last = *std::ranges::min_element(values);
    for (int k = 0; k <= 20; ++k) {
      const double now = percentile(values, 0.05 * k);
      RC_ASSERT(now >= last - 1e-6);  // integers up to 2e9: one rounding of an interpolation
      last = now;
    }
    RC_ASSERT(percentile(values, 1.0) == *std::ranges::max_element(values));
  }));
}

TEST_CASE("mean and deviation of a small sample are those by hand") {
  const std::vector<double> values{2, 4, 4, 4, 5, 5, 7, 9};
  CHECK(mean(values) == 5.0);
  CHECK(standard_deviation(values) == doctest::Approx(std::sqrt(32.0 / 7.0)));
  CHECK(standard_deviation(std::vector<double>{3.0}) == 0.0);
}

TEST_CASE("equal values share the mean of their ranks") {
  CHECK(ranks(std::vector<double>{10, 30, 20, 20}) == std::vector<double>{1.0, 4.0, 2.5, 2.5});
  CHECK(ranks(std::vector<double>{5, 5, 5}) == std::vector<double>{2.0, 2.0, 2.0});
  CHECK(ranks({}).empty());
}

TEST_CASE("a line has correlation one, its mirror minus one, a constant none") {
  const std::vector<double> x{1, 2, 3, 4, 5}, up{3, 5, 7, 9, 11}, down{5, 4, 3, 2, 1}, flat(5, 2.0);
  CHECK(pearson_correlation(x, up) == doctest::Approx(1.0));
  CHECK(pearson_correlation(x, down) == doctest::Approx(-1.0));
  CHECK(pearson_correlation(x, flat) == 0.0);
  CHECK(spearman_correlation(flat, x) == 0.0);
}

TEST_CASE("Spearman's correlation of ten pairs agrees with 1 - 6 sum d^2 / (n (n^2 - 1))") {
  const std::vector<double> x{106, 86, 100, 101, 99, 103, 97, 113, 112, 110};
  const std::vector<double> y{7, 0, 27, 50, 28, 29, 20, 12, 6, 17};
  CHECK(spearman_correlation(x, y) == doctest::Approx(1.0 - 6.0 * 194.0 / 990.0).epsilon(1e-14));
}

TEST_CASE("Spearman sees any rising relation as one; Pearson does not") {
  std::vector<double> x, y;
  for (int i = 1; i <= 20; ++i) {
    x.push_back(i);
    y.push_back(std::exp(0.7 * i));
  }
  CHECK(spearman_correlation(x, y) == doctest::Approx(1.0));
  CHECK(pearson_correlation(x, y) < 0.7);
}

TEST_CASE("correlation does not depend on units or on a large common offset") {
  const std::vector<double> x{1, 2, 4, 3, 7}, y{2, 1, 5, 5, 6};
  std::vector<double> scaled;
  for (const double v : x) scaled.push_back(1e9 + 1e-3 * v);
  CHECK(pearson_correlation(scaled, y) ==
        doctest::Approx(pearson_correlation(x, y)).epsilon(1e-4));  // 1e9 leaves 4 digits of 1e-3
}

}  // namespace landbridge
