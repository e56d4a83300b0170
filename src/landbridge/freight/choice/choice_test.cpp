#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "landbridge/freight/choice/nested_logit.hpp"
#include "landbridge/freight/choice/overlap.hpp"
#include "landbridge/math/random.hpp"

using namespace landbridge;
using namespace landbridge::freight;

namespace {

ChoiceAlternative at_cost(double cost, std::int32_t nest = 0) {
  return {.cost = cost, .constant = 0.0, .overlap = 0.0, .nest = nest};
}

/// COMCEC 2017, table 58: sea and rail, Suez, route 1 [USD/TEU].
std::vector<ChoiceAlternative> corridor(double usd_per_day) {
  return {at_cost(3550 + 26 * usd_per_day), at_cost(3133 + 32 * usd_per_day),
          at_cost(3882 + 32 * usd_per_day)};
}

}  // namespace

TEST_CASE("multinomial shares of three published routes") {
  const NestedLogit logit{.scale = 0.002, .nest_scale = {}};
  const auto by_money = unwrap(choose(logit, corridor(0.0)));
  const double money[] = {0.2620, 0.6032, 0.1349};
  const auto by_time_too = unwrap(choose(logit, corridor(100.0)));
  const double time_too[] = {0.5410, 0.3752, 0.0839};
  for (std::size_t i = 0; i < 3; ++i) {
    // Four digits are printed in the source.
    CHECK(std::abs(by_money.share[i] - money[i]) < 5.1e-5);
    CHECK(std::abs(by_time_too.share[i] - time_too[i]) < 5.1e-5);
  }
}

TEST_CASE("a dearer and no faster route never gets more than its rival") {
  for (const double usd_per_day : {0.0, 50.0, 500.0}) {
    const auto shares = unwrap(choose({.scale = 0.002, .nest_scale = {}}, corridor(usd_per_day)));
    CHECK(shares.share[2] < shares.share[1]);
  }
}

TEST_CASE("nests of scale 1 are no nests") {
  std::vector<ChoiceAlternative> flat = {at_cost(10), at_cost(12), at_cost(9), at_cost(15)};
  auto nested = flat;
  nested[0].nest = nested[1].nest = 1;
  const auto a = unwrap(choose({.scale = 0.3, .nest_scale = {}}, flat));
  const auto b = unwrap(choose({.scale = 0.3, .nest_scale = {1.0, 1.0}}, nested));
  for (std::size_t i = 0; i < 4; ++i)
    CHECK(a.share[i] == doctest::Approx(b.share[i]).epsilon(1e-14));
  CHECK(a.logsum == doctest::Approx(b.logsum).epsilon(1e-14));
}

TEST_CASE("two alike alternatives in a tight nest count as one") {
  // The red bus and the blue bus: with l -> 0 the two share what one would get.
  const std::vector<ChoiceAlternative> three = {at_cost(5, 0), at_cost(5, 1), at_cost(5, 1)};
  const auto tight = unwrap(choose({.scale = 1.0, .nest_scale = {1.0, 1e-9}}, three));
  CHECK(tight.share[0] == doctest::Approx(0.5).epsilon(1e-8));
  CHECK(tight.share[1] == doctest::Approx(0.25).epsilon(1e-8));
  // And where one of them is cheaper it takes the whole nest.
  const std::vector<ChoiceAlternative> unequal = {at_cost(5, 0), at_cost(5, 1), at_cost(5.01, 1)};
  const auto best = unwrap(choose({.scale = 1.0, .nest_scale = {1.0, 1e-6}}, unequal));
  CHECK(best.share[1] == doctest::Approx(0.5).epsilon(1e-12));
  CHECK(best.share[2] == 0.0);
}

TEST_CASE("two nests meet the closed form") {
  // V = -1, -2 | -1.5; l = 0.5, 1
  const std::vector<ChoiceAlternative> set = {at_cost(1, 0), at_cost(2, 0), at_cost(1.5, 1)};
  const auto shares = unwrap(choose({.scale = 1.0, .nest_scale = {0.5, 1.0}}, set));
  const double in_nest = std::exp(-2.0) + std::exp(-4.0);
  const double nest = std::sqrt(in_nest);
  const double all = nest + std::exp(-1.5);
  CHECK(shares.share[0] == doctest::Approx(nest / all * std::exp(-2.0) / in_nest).epsilon(1e-14));
  CHECK(shares.share[2] == doctest::Approx(std::exp(-1.5) / all).epsilon(1e-14));
  CHECK(shares.composite_cost == doctest::Approx(-std::log(all)).epsilon(1e-14));
}

TEST_CASE("inside a nest the ratio of two shares does not depend on others") {
  const NestedLogit model{.scale = 0.7, .nest_scale = {0.4, 0.8}};
  std::vector<ChoiceAlternative> set = {at_cost(3, 0), at_cost(4, 0), at_cost(6, 0), at_cost(5, 1)};
  const auto before = unwrap(choose(model, set));
  set[2].cost = 2.0;  // same nest
  set[3].cost = 1.0;  // other nest
  const auto after = unwrap(choose(model, set));
  CHECK(before.share[0] / before.share[1] ==
        doctest::Approx(after.share[0] / after.share[1]).epsilon(1e-13));
  // Across nests it does: that is what nests are for.
  CHECK(std::abs(before.share[0] / before.share[3] - after.share[0] / after.share[3]) > 0.1);
}

TEST_CASE("shares add up, shift with nothing, and their derivatives meet differences") {
  const NestedLogit model{.scale = 0.9, .nest_scale = {0.35, 0.8, 1.0}};
  RandomStream random(7, "choice", 0);
  for (int round = 0; round < 20; ++round) {
    std::vector<ChoiceAlternative> set;
    for (std::int32_t i = 0; i < 6; ++i)
      set.push_back({.cost = 2.0 + 3.0 * random.uniform(),
                     .constant = random.uniform(),
                     .overlap = -random.uniform(),
                     .nest = i % 3});
    const auto shares = unwrap(choose(model, set));
    double sum = 0.0;
    for (const double p : shares.share) sum += p;
    CHECK(sum == doctest::Approx(1.0).epsilon(1e-14));
    const auto derivative = cost_derivatives(model, set, shares);
    for (std::size_t j = 0; j < 6; ++j) {
      constexpr double step = 1e-5;
      auto up = set;
      auto down = set;
      up[j].cost += step;
      down[j].cost -= step;
      const auto high = unwrap(choose(model, up));
      const auto low = unwrap(choose(model, down));
      for (std::size_t i = 0; i < 6; ++i)  // differences of second order: error of step^2
        CHECK(derivative[i * 6 + j] ==
              doctest::Approx((high.share[i] - low.share[i]) / (2.0 * step))
                  .epsilon(1e-7)
                  .scale(0.1));
      // The derivative of the composite cost is the share.
      CHECK((high.composite_cost - low.composite_cost) / (2.0 * step) ==
            doctest::Approx(shares.share[j]).epsilon(1e-7).scale(0.1));
    }
    for (auto& a : set) a.cost += 1000.0;
    const auto shifted = unwrap(choose(model, set));
    CHECK(shifted.composite_cost == doctest::Approx(shares.composite_cost + 1000.0).epsilon(1e-12));
  }
}

TEST_CASE("an alternative that is not available gets nothing; huge costs do not overflow") {
  const double infinite = std::numeric_limits<double>::infinity();
  const auto shares = unwrap(choose({.scale = 1.0, .nest_scale = {0.5, 0.5}},
                                    {at_cost(infinite, 0), at_cost(1e6, 1), at_cost(1e6, 1)}));
  CHECK(shares.share[0] == 0.0);
  CHECK(shares.share[1] == doctest::Approx(0.5));
}

TEST_CASE("what cannot be chosen from is refused") {
  const double infinite = std::numeric_limits<double>::infinity();
  CHECK_FALSE(choose({.scale = 1.0, .nest_scale = {}}, {}).has_value());
  CHECK_FALSE(choose({.scale = 1.0, .nest_scale = {}}, {at_cost(infinite)}).has_value());
  CHECK_FALSE(choose({.scale = -1.0, .nest_scale = {}}, {at_cost(1)}).has_value());
  CHECK_FALSE(choose({.scale = 1.0, .nest_scale = {1.5}}, {at_cost(1)}).has_value());
  CHECK_FALSE(choose({.scale = 1.0, .nest_scale = {0.0}}, {at_cost(1)}).has_value());
  CHECK_FALSE(choose({.scale = 1.0, .nest_scale = {1.0}}, {at_cost(1, 1)}).has_value());
  CHECK_FALSE(choose({.scale = 1.0, .nest_scale = {}}, {at_cost(std::nan(""))}).has_value());
}

TEST_CASE("path size and commonality of paths that share and do not share") {
  // Paths 0-1, 0-2 share link 0 (half their weight); path 3 is alone.
  const OverlapPaths paths{.links = {{0, 1}, {0, 2}, {3}}, .weight = {5.0, 5.0, 5.0, 10.0}};
  const auto size = unwrap(path_sizes(paths));
  CHECK(size[0] == doctest::Approx(0.75));
  CHECK(size[2] == doctest::Approx(1.0));
  const auto factor = unwrap(commonality_factors(paths));
  CHECK(factor[0] == doctest::Approx(std::log(1.5)));
  CHECK(factor[2] == doctest::Approx(0.0).scale(1.0));
  // n equal paths: 1/n, ln n; so that together they weigh as one.
  const OverlapPaths equal{.links = {{0}, {0}, {0}}, .weight = {2.0}};
  CHECK(unwrap(path_sizes(equal))[1] == doctest::Approx(1.0 / 3.0));
  CHECK(unwrap(commonality_factors(equal))[1] == doctest::Approx(std::log(3.0)));
  CHECK_FALSE(path_sizes({.links = {{0, 0}}, .weight = {1.0}}).has_value());
  CHECK_FALSE(path_sizes({.links = {{1}}, .weight = {1.0}}).has_value());
  CHECK_FALSE(path_sizes({.links = {{0}}, .weight = {-1.0}}).has_value());
}

TEST_CASE("overlap takes from equal paths what a logit would give them too much") {
  // Two equal paths and one of its own at the same cost: half and half, not a third each.
  const OverlapPaths paths{.links = {{0}, {0}, {1}}, .weight = {3.0, 3.0}};
  const auto size = unwrap(path_sizes(paths));
  std::vector<ChoiceAlternative> set(3, at_cost(3.0));
  for (std::size_t i = 0; i < 3; ++i) set[i].overlap = std::log(size[i]);
  CHECK(unwrap(choose({.scale = 1.0, .nest_scale = {}}, set)).share[2] == doctest::Approx(0.5));
}
