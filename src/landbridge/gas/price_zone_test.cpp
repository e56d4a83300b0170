#include "landbridge/gas/price_zone.hpp"

#include <doctest/doctest.h>

using namespace landbridge;
using namespace landbridge::gas;
namespace lu = landbridge::units;

namespace {

MoneyPerAmount usd(double per_1000m3) { return per_1000m3 * lu::money_per_1000m3_20C; }

Rung rung(const char* label, double low, double best, double high) {
  return {label, usd(low), usd(best), usd(high), "test"};
}

/// Cost 35 + 30 + 20 = 85; sale elsewhere 250 - 60 - 40 = 150.
Ladder seller() {
  return {"seller",
          Choose::highest,
          {{"cost",
            {rung("well", 30, 35, 50), rung("transport", 20, 30, 40), rung("new line", 15, 20, 30)},
            1.0},
           {"sale elsewhere",
            {rung("price", 200, 250, 300), rung("duty", -80, -60, -50), rung("way", -50, -40, -30)},
            1.0}}};
}

Ladder buyer(double best) {
  return {"buyer",
          Choose::weighted_mean,
          {{"re-export", {rung("price", 250, 300, 350), rung("way", -40, -30, -20)}, 1.0},
           {"petrochemicals", {rung("tariff", best - 10, best, best + 10)}, 3.0}}};
}

double in_usd(MoneyPerAmount price) { return price.in(lu::money_per_1000m3_20C); }

}  // namespace

TEST_CASE("a seller's floor is the better of cost and of sale elsewhere") {
  const PriceZone zone = price_zone(seller(), buyer(100));
  CHECK(in_usd(zone.floor.total.best) == doctest::Approx(150.0));
  CHECK(zone.floor.deciding == 1);
  CHECK(in_usd(zone.floor.alternatives[0].total.best) == doctest::Approx(85.0));
  CHECK(in_usd(zone.floor.total.low) == doctest::Approx(70.0));    // 200 - 80 - 50 = 70 > 65
  CHECK(in_usd(zone.floor.total.high) == doctest::Approx(220.0));  // 300 - 50 - 30
  Ladder least = seller();
  least.rule = Choose::lowest;
  CHECK(in_usd(price_zone(least, buyer(100)).floor.total.best) == doctest::Approx(85.0));
}

TEST_CASE("running sums of a ladder end in its total") {
  const PriceZone zone = price_zone(seller(), buyer(100));
  const auto& steps = zone.floor.alternatives[1].steps;
  REQUIRE(steps.size() == 3);
  CHECK(in_usd(steps[0].sum) == doctest::Approx(250.0));
  CHECK(in_usd(steps[1].sum) == doctest::Approx(190.0));
  CHECK(in_usd(steps[2].sum) == doctest::Approx(150.0));
  CHECK(steps[2].sum == zone.floor.alternatives[1].total.best);
}

TEST_CASE("a ceiling spread over uses is their weighted mean") {
  const PriceZone zone = price_zone(seller(), buyer(100));
  CHECK(in_usd(zone.ceiling.total.best) == doctest::Approx(0.25 * 270.0 + 0.75 * 100.0));
  CHECK(zone.ceiling.deciding == 1);
}

TEST_CASE("width is ceiling less floor, the midpoint lies half way, and agreement follows") {
  const PriceZone gap = price_zone(seller(), buyer(100));  // 142.5 against 150
  CHECK(in_usd(gap.width) == doctest::Approx(-7.5));
  CHECK(in_usd(gap.midpoint) == doctest::Approx(146.25));
  CHECK(gap.agreement == Agreement::unlikely);
  CHECK(price_zone(seller(), buyer(120)).agreement == Agreement::likely);
  CHECK(price_zone(seller(), buyer(300)).agreement == Agreement::certain);
  CHECK(price_zone(seller(), buyer(-60)).agreement == Agreement::none);
}

TEST_CASE("the numbers-only rule gives what the ladders give") {
  const double totals[] = {85.0, 150.0, 120.0};
  const double weights[] = {1.0, 2.0, 5.0};
  CHECK(choose(Choose::highest, totals) == 150.0);
  CHECK(choose(Choose::lowest, totals) == 85.0);
  CHECK(choose(Choose::weighted_mean, totals, weights) ==
        doctest::Approx((85.0 + 300.0 + 600.0) / 8.0).epsilon(1e-15));
  const DrawnZone zone{150.0, 142.5};
  CHECK_FALSE(zone.has_price());
  CHECK(zone.midpoint() == doctest::Approx(146.25));
  CHECK(DrawnZone{100.0, 100.0}.has_price());
}

TEST_CASE("one more unit of price on every rung of both sides moves the midpoint by as much") {
  Ladder s = seller();
  Ladder b = buyer(120);
  const double before = in_usd(price_zone(s, b).midpoint);
  for (Ladder* ladder : {&s, &b})
    for (Alternative& a : ladder->alternatives) {
      Rung& r = a.rungs.front();
      r.low = r.low + usd(7);
      r.best = r.best + usd(7);
      r.high = r.high + usd(7);
    }
  CHECK(in_usd(price_zone(s, b).midpoint) == doctest::Approx(before + 7.0));
}
