#include "landbridge/freight/choice/calibrate.hpp"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "landbridge/freight/choice/nested_logit.hpp"
#include "landbridge/freight/choice/virtual_network.hpp"
#include "landbridge/math/random.hpp"

using namespace landbridge;
using namespace landbridge::freight;

namespace {

/// Pairs whose tonnes follow a logit exactly.
std::vector<SplitPair> made_pairs(std::size_t count, double scale,
                                  const std::vector<double>& constant) {
  std::vector<SplitPair> pairs;
  RandomStream random(11, "pairs", 0);
  for (std::size_t i = 0; i < count; ++i) {
    SplitPair pair;
    pair.name = fmt::format("{}-{}", i, i + 1);
    std::vector<ChoiceAlternative> set;
    for (const double k : constant) {
      pair.cost.push_back(random.uniform(5.0, 15.0));
      set.push_back({.cost = pair.cost.back(), .constant = k, .overlap = 0.0, .nest = 0});
    }
    const double tonnes = random.uniform(10.0, 1000.0);
    const auto shares = unwrap(choose({.scale = scale, .nest_scale = {}}, set));
    for (const double share : shares.share) pair.tonnes.push_back(tonnes * share);
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

}  // namespace

TEST_CASE("flows that follow a logit give its scale and constants back") {
  const auto pairs = made_pairs(60, 0.3, {0.0, -1.0, -2.5});
  for (const SplitRule rule : {SplitRule::hashed, SplitRule::stratified}) {
    const auto split = unwrap(calibrate(pairs, {.rule = rule, .splits = 5}));
    CHECK(split.scale == doctest::Approx(0.3).epsilon(1e-8));
    CHECK(split.constant[1] - split.constant[0] == doctest::Approx(-1.0).epsilon(1e-8));
    CHECK(split.constant[2] - split.constant[0] == doctest::Approx(-2.5).epsilon(1e-8));
    CHECK(split.tested.worst_difference() < 1e-9);
    CHECK(split.tested.misplaced_share < 1e-9);
    CHECK(split.other_splits.size() == 5);
    CHECK(split.other_splits.back() < 1e-9);
  }
}

TEST_CASE("constants meet the shares of their half whatever the flows are") {
  auto pairs = made_pairs(40, 0.2, {0.0, -1.0, -2.0});
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i].tonnes[i % 3] *= 7.0;
  const auto split = unwrap(calibrate(pairs, {.splits = 0}));
  CHECK(split.calibrated.worst_difference() < 1e-10);
  CHECK(split.gradient < 1e-9);
  double predicted = 0.0;
  double observed = 0.0;
  for (std::size_t i = 0; i < pairs.size(); ++i)
    for (std::size_t m = 0; m < 3; ++m) {
      predicted += split.predicted[i][m];
      observed += pairs[i].tonnes[m];
    }
  CHECK(predicted == doctest::Approx(observed));
}

TEST_CASE("a scale that the flows want negative stays at zero and is said") {
  const auto split = unwrap(calibrate(made_pairs(40, 0.0, {0.0, -1.0}), {.splits = 0}));
  CHECK(std::abs(split.scale) < 1e-9);
  auto pairs = made_pairs(40, 0.3, {0.0, 0.0});
  for (auto& pair : pairs) std::swap(pair.tonnes[0], pair.tonnes[1]);  // the dearer gets more
  const auto against = unwrap(calibrate(pairs, {.splits = 0}));
  CHECK(against.scale == 0.0);
  CHECK(against.is_scale_at_zero);
}

TEST_CASE("the halves depend on names and seed, not on the order of the pairs") {
  auto pairs = made_pairs(30, 0.3, {0.0, -1.0});
  const auto forward = unwrap(calibrate(pairs, {.splits = 0}));
  std::reverse(pairs.begin(), pairs.end());
  const auto backward = unwrap(calibrate(pairs, {.splits = 0}));
  for (std::size_t i = 0; i < 30; ++i) CHECK(forward.is_test[i] == backward.is_test[29 - i]);
  const auto other = unwrap(calibrate(pairs, {.seed = 1, .splits = 0}));
  CHECK(other.is_test != backward.is_test);
}

TEST_CASE("what cannot be calibrated is refused") {
  CHECK_FALSE(calibrate({}).has_value());
  auto pairs = made_pairs(10, 0.3, {0.0, -1.0});
  auto no_way = pairs;
  no_way[3].cost[1] = std::numeric_limits<double>::infinity();
  CHECK_FALSE(calibrate(no_way).has_value());
  auto unseen = pairs;
  for (auto& pair : unseen) pair.tonnes[1] = 0.0;
  CHECK_FALSE(calibrate(unseen).has_value());
  pairs[0].tonnes[0] = -1.0;
  CHECK_FALSE(calibrate(pairs).has_value());
}

TEST_CASE("a virtual network meets a sum by hand: rail alone, and road with rail") {
  // Zones 0 and 3; places 1 and 2 are terminals. Road 0-1-2-3 at 1, 5, 1; rail 1-2 at 2, and a
  // rail siding 0-1 at 3, 2-3 at 3.
  VirtualNetwork net;
  net.groups = 1;
  net.modes = {"road", "rail"};
  net.place_name = {"A", "T", "U", "B"};
  net.zones = {0, 3};
  net.is_terminal = {{0, 0}, {1, 1}, {1, 1}, {0, 0}};
  net.means = {{0, "1,1", {0.5}, {0.25}, {0.0}}, {1, "3,1", {2.0}, {2.0}, {0.1}}};
  const auto both = [&](std::int32_t a, std::int32_t b, std::int32_t means, double cost) {
    net.arcs.push_back({a, b, means, 10.0, {cost}});
    net.arcs.push_back({b, a, means, 10.0, {cost}});
  };
  both(0, 1, 0, 1.0), both(1, 2, 0, 5.0), both(2, 3, 0, 1.0);
  both(0, 1, 1, 3.0), both(1, 2, 1, 2.0), both(2, 3, 1, 3.0);
  net.transhipments = {{0, 1, {0.4}}, {1, 0, {0.4}}};
  const auto ways = unwrap(cheapest_ways(net, 0));
  CHECK(ways.by_mode[0][1].cost == doctest::Approx(0.5 + 7.0 + 0.25));
  CHECK(ways.by_mode[1][1].cost == doctest::Approx(2.0 + 8.0 + 2 * 0.1 + 2.0));
  CHECK(ways.by_mode[1][1].handling == doctest::Approx(4.0));
  CHECK(ways.chains[1].cost == doctest::Approx(0.5 + 1.0 + 0.4 + 2.0 + 0.4 + 1.0 + 0.25));
  CHECK(ways.chains[1].length_km == doctest::Approx(30.0));
  CHECK(ways.by_mode[0][1].cost == doctest::Approx(ways.by_mode[0][2].cost));
  net.is_terminal[1] = {1, 0};  // no rail at T any more: one change at U does not pay, but is one
  CHECK(unwrap(cheapest_ways(net, 0)).chains[1].cost > 7.0);
  net.arcs[0].to = 9;
  CHECK_FALSE(cheapest_ways(net, 0).has_value());
}
