#include "landbridge/freight/network/shares.hpp"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "landbridge/math/random.hpp"

using namespace landbridge;
using namespace landbridge::freight;

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

ShareQuestion two_ways(double limit) {
  ShareQuestion q;
  q.markets = {{10.0, 1e3, {{4.0, {0}}, {6.0, {1}}}}};
  q.limit_kg_s = {limit, never};
  q.spread = 1.5;
  return q;
}

/// -s sum q ln(sum exp(-c/s)): what shippers pay in all, the value of choice included.
double expected_cost(const ShareQuestion& q, const std::vector<double>& price) {
  double sum = 0.0;
  for (const ShareMarket& m : q.markets) {
    double weights = std::exp(-m.stay_cost / q.spread);
    for (const ShareOption& o : m.options) {
      double cost = o.cost;
      for (const std::uint32_t r : o.rows) cost += price[r];
      weights += std::exp(-cost / q.spread);
    }
    sum -= q.spread * m.flow_kg_s * std::log(weights);
  }
  for (std::size_t r = 0; r < price.size(); ++r)
    if (q.limit_kg_s[r] < never) sum -= price[r] * q.limit_kg_s[r];
  return sum;
}

}  // namespace

TEST_CASE("without limits shares are a logit") {
  const Shares s = limited_shares(two_ways(never));
  const double share = 1.0 / (1.0 + std::exp(-2.0 / 1.5));
  CHECK(s.flow_kg_s[0][0] == doctest::Approx(10.0 * share).epsilon(1e-12));
  CHECK(s.price[0] == 0.0);
  CHECK(s.certificate.sweeps == 0);
}

TEST_CASE("a limit that binds has the price at which the logit just meets it") {
  const Shares s = limited_shares(two_ways(3.0));
  CHECK(s.load_kg_s[0] == doctest::Approx(3.0).epsilon(1e-8));
  // 3/7 = exp(-(4 + l - 6)/1.5)
  CHECK(s.price[0] == doctest::Approx(2.0 - 1.5 * std::log(3.0 / 7.0)).epsilon(1e-8));
  CHECK(s.certificate.is_converged);
}

TEST_CASE("the price is what a little more room saves") {
  const double step = 1e-4;
  const auto cost = [](double limit) {
    const ShareQuestion q = two_ways(limit);
    return expected_cost(q, limited_shares(q).price);
  };
  const double saved = (cost(3.0 - step) - cost(3.0 + step)) / (2.0 * step);
  CHECK(saved == doctest::Approx(limited_shares(two_ways(3.0)).price[0]).epsilon(1e-6));
}

TEST_CASE("goods that find no room stay at home") {
  ShareQuestion q = two_ways(3.0);
  q.limit_kg_s[1] = 2.0;
  const Shares s = limited_shares(q);
  CHECK(s.load_kg_s[0] + s.load_kg_s[1] == doctest::Approx(5.0).epsilon(1e-8));
  CHECK(s.price[0] == doctest::Approx(1e3 - 4.0).epsilon(0.01));  // up to the spread
}

TEST_CASE("limits of many goods hold, and prices fall on full rows only") {
  ShareQuestion q;
  q.spread = 2.0;
  RandomStream random(7, "shares", 1);
  for (std::uint32_t r = 0; r < 12; ++r) q.limit_kg_s.push_back(random.uniform(1.0, 20.0));
  for (int m = 0; m < 20; ++m) {
    ShareMarket market{random.uniform(0.5, 8.0), 200.0, {}};
    for (int k = 0; k < 4; ++k) {
      ShareOption option{random.uniform(10.0, 60.0), {}};
      for (std::uint32_t r = 0; r < 12; ++r)
        if (random.uniform() < 0.25) option.rows.push_back(r);
      market.options.push_back(std::move(option));
    }
    q.markets.push_back(std::move(market));
  }
  const Shares s = limited_shares(q);
  REQUIRE(s.certificate.is_converged);
  int full = 0;
  for (std::size_t r = 0; r < q.limit_kg_s.size(); ++r) {
    CHECK(s.load_kg_s[r] <= q.limit_kg_s[r] * (1.0 + 1e-8));
    if (s.price[r] <= 1e-6) continue;
    ++full;
    CHECK(s.load_kg_s[r] == doctest::Approx(q.limit_kg_s[r]).epsilon(1e-6));
  }
  CHECK(full > 0);
}

TEST_CASE("a way that does not exist carries nothing, and a closed row next to nothing") {
  ShareQuestion q = two_ways(0.0);
  CHECK(limited_shares(q).load_kg_s[0] < 1e-6);
  q.limit_kg_s[0] = never;
  q.markets[0].options[0].cost = never;
  CHECK(limited_shares(q).flow_kg_s[0][0] == 0.0);
}

TEST_CASE("limits one behind the other, of which only the sum of prices is known, are met") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    RandomStream random(seed, "limits in a row", 1);
    ShareQuestion q;
    q.spread = 0.02;
    q.limit_kg_s.assign(12, never);
    for (std::uint32_t m = 0; m < 6; ++m) {
      ShareMarket market{random.uniform(10.0, 60.0), 1.0, {}};
      for (std::uint32_t k = 0; k < 4; ++k) {
        const std::uint32_t row = (m + 3 * k) % 12;
        market.options.push_back({random.uniform(0.2, 0.7), {row, (row + 1) % 12, (row + 5) % 12}});
      }
      q.markets.push_back(market);
    }
    for (std::uint32_t r = 0; r < 12; ++r) q.limit_kg_s[r] = random.uniform(1.0, 21.0);
    const Shares s = limited_shares(q);
    CAPTURE(seed);
    CHECK(s.certificate.is_converged);
    CHECK(s.certificate.sweeps < 200);
  }
}
