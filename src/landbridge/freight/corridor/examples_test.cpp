#include <doctest/doctest.h>

#include <vector>

#include "landbridge/freight/network/shares.hpp"

// Logit shares of three ways from Nhava Sheva to Moscow: C04 and C05 of corridor_examples.csv.

using namespace landbridge::freight;

namespace {

/// Shares of a logit of one scale without limits; nobody stays at home.
std::vector<double> shares(const std::vector<double>& cost, double scale) {
  ShareQuestion q;
  q.spread = 1.0 / scale;
  q.markets.push_back({1.0, 1e9, {}});
  for (const double c : cost) q.markets.front().options.push_back({c, {}});
  return limited_shares(q).flow_kg_s.front();
}

}  // namespace

TEST_CASE("published logit shares of sea and rail, Suez, and the route by lorry") {
  // Printed with four digits behind the point.
  const auto money_alone = shares({3550.0, 3133.0, 3882.0}, 0.002);  // C04
  CHECK(money_alone[0] == doctest::Approx(0.2620).epsilon(5e-4));
  CHECK(money_alone[1] == doctest::Approx(0.6032).epsilon(5e-4));
  CHECK(money_alone[2] == doctest::Approx(0.1349).epsilon(5e-4));
  const auto with_time = shares({6150.0, 6333.0, 7082.0}, 0.002);  // C05, 100 a day
  CHECK(with_time[0] == doctest::Approx(0.5410).epsilon(5e-4));
  CHECK(with_time[1] == doctest::Approx(0.3752).epsilon(5e-4));
  CHECK(with_time[2] == doctest::Approx(0.0839).epsilon(1e-3));
}
