#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "landbridge/freight/corridor/appraisal.hpp"
#include "landbridge/freight/corridor/bottlenecks.hpp"

using namespace landbridge;
using namespace landbridge::freight;

namespace {

constexpr double never = std::numeric_limits<double>::infinity();
constexpr double hour_s = 3600.0;

CorridorLeg haul(std::string place, Mode mode, double km, double hours, double usd_t) {
  CorridorLeg leg;
  leg.id = place;
  leg.place = std::move(place);
  leg.mode = mode;
  leg.length_m = km * 1e3;
  leg.time_s = hours * hour_s;
  leg.money_kg = usd_t * 1e-3;
  leg.co2_kg = 2e-8 * leg.length_m;
  return leg;
}

CorridorLeg stop(TransferKind kind, double hours, double usd_t) {
  CorridorLeg leg = haul("border", Mode::rail, 0.0, hours, usd_t);
  leg.is_haul = false;
  leg.kind = kind;
  leg.co2_kg = 1.0;
  return leg;
}

std::vector<CorridorLeg> journey() {
  return {haul("border", Mode::rail, 600.0, 20.0, 12.0), stop(TransferKind::border, 10.0, 2.0),
          haul("border", Mode::rail, 100.0, 5.0, 4.0), stop(TransferKind::gauge_change, 30.0, 6.0),
          haul("end", Mode::road, 300.0, 10.0, 16.0)};
}

/// One market, two ways: the first 10 money/kg over rows 0 and 1, the second 12 over row 2.
ShareQuestion two_ways(double limit_0, double limit_1) {
  ShareQuestion q;
  q.markets.push_back({100.0, 40.0, {{10.0, {0, 1}}, {12.0, {2}}}});
  q.limit_kg_s = {limit_0, limit_1, never};
  q.spread = 2.0;
  return q;
}

}  // namespace

TEST_CASE("the diagram adds up and a stop is a step over one distance") {
  const auto points = time_cost_distance("start", journey());
  REQUIRE(points.size() == 6);
  CHECK(points.front().place == "start");
  CHECK(points.back().distance_m == doctest::Approx(1e6));
  CHECK(points.back().time_s == doctest::Approx(75.0 * hour_s));
  CHECK(points.back().money_kg == doctest::Approx(0.040));
  CHECK(points[1].distance_m == points[2].distance_m);
  CHECK(points[2].time_s - points[1].time_s == doctest::Approx(10.0 * hour_s));
}

TEST_CASE("the four indicators of a journey, by hand") {
  const CorridorIndicators i = corridor_indicators(journey());
  CHECK(i.crossings == 2);
  CHECK(i.border_time_s == doctest::Approx(20.0 * hour_s));
  CHECK(i.border_money_20t == doctest::Approx(80.0));  // (2 + 6)/2 USD/t x 20 t
  CHECK(i.money_500km_20t == doctest::Approx(400.0));  // 40 USD/t x 20 t x 500/1000
  CHECK(i.speed_with_delay_m_s * 3.6 == doctest::Approx(1000.0 / 75.0));
  CHECK(i.speed_without_delay_m_s * 3.6 == doctest::Approx(1000.0 / 35.0));
  CHECK(i.border_share == doctest::Approx(40.0 / 75.0));
}

TEST_CASE("a journey without borders has no border time, one without length no speed") {
  const auto legs = std::vector{haul("end", Mode::sea, 0.0, 0.0, 1.0)};
  const CorridorIndicators i = corridor_indicators(legs);
  CHECK(i.crossings == 0);
  CHECK(i.border_time_s == 0.0);
  CHECK(i.money_500km_20t == 0.0);
  CHECK(i.speed_with_delay_m_s == 0.0);
}

TEST_CASE("the modal split shares transport out by mode and journeys by their longest mode") {
  const std::vector<JourneyFlow> flows{{2.0, journey()},
                                       {1.0, {haul("end", Mode::sea, 5000.0, 200.0, 30.0)}}};
  const auto use = modal_split(flows);
  const auto of = [&](Mode m) { return use[static_cast<std::size_t>(m)]; };
  CHECK(of(Mode::rail).transport_kg_m_s == doctest::Approx(2.0 * 700e3));
  CHECK(of(Mode::road).transport_kg_m_s == doctest::Approx(2.0 * 300e3));
  CHECK(of(Mode::sea).transport_kg_m_s == doctest::Approx(5e6));
  CHECK(of(Mode::rail).flow_kg_s == 2.0);
  CHECK(of(Mode::road).flow_kg_s == 0.0);
  CHECK(of(Mode::rail).co2_kg_s == doctest::Approx(2e-8 * 2.0 * 700e3));  // stops are not in it
}

TEST_CASE("without limits the least cost is the logsum") {
  ShareQuestion q = two_ways(never, never);
  const double logsum = -2.0 * std::log(std::exp(-5.0) + std::exp(-6.0) + std::exp(-20.0));
  CHECK(least_cost_per_s(q, limited_shares(q)) == doctest::Approx(100.0 * logsum));
}

TEST_CASE("the shadow price is the derivative of the least cost by room") {
  for (const double limit : {5.0, 20.0, 50.0}) {
    ShareQuestion q = two_ways(limit, never);
    const Shares s = limited_shares(q);
    CHECK(s.price[0] > 0.0);
    constexpr double step = 1e-3;
    ShareQuestion more = two_ways(limit + step, never), less = two_ways(limit - step, never);
    const double slope = (least_cost_per_s(less, limited_shares(less)) -
                          least_cost_per_s(more, limited_shares(more))) /
                         (2.0 * step);
    // The equilibrium is known to 1e-9 of costs of about 1e3, over a step of 2e-3.
    CHECK(slope == doctest::Approx(s.price[0]).epsilon(1e-3));
  }
}

TEST_CASE("a step of room saves less than its size times the shadow price, and more than nothing") {
  ShareQuestion q = two_ways(20.0, never);
  const Shares s = limited_shares(q);
  const auto list = bottlenecks(q, s, 10.0);
  REQUIRE(list.size() == 1);
  CHECK(list[0].load_over_limit == doctest::Approx(1.0));
  CHECK(list[0].gain_per_s > 0.0);
  CHECK(list[0].gain_per_s < 10.0 * list[0].price_kg);
}

TEST_CASE("a limit that no goods reach has no price and saves nothing") {
  ShareQuestion q = two_ways(20.0, 90.0);
  const auto list = bottlenecks(q, limited_shares(q), 10.0);
  REQUIRE(list.size() == 2);
  CHECK(list[0].row == 0);
  CHECK(list[1].price_kg == 0.0);
  CHECK(list[1].gain_per_s == 0.0);
  CHECK(list[1].load_over_limit == doctest::Approx(20.0 / 90.0));
}

TEST_CASE("expansion goes on at the next limit once the first has room, and ends") {
  // Row 0 binds at 20; row 1 behind it would bind at 35.
  const auto order = expansion_order(two_ways(20.0, 35.0), 10.0, 20);
  REQUIRE(order.size() > 3);
  CHECK(order[0].row == 0);
  bool has_second = false;
  for (const Expansion& e : order) has_second = has_second || e.row == 1;
  CHECK(has_second);
  for (std::size_t i = 1; i < order.size(); ++i)
    CHECK(order[i].gain_in_all_per_s > order[i - 1].gain_in_all_per_s);
  // 73 of 100 take the first way when nothing binds.
  CHECK(order.size() <= 11);
  CHECK(expansion_order(two_ways(never, never), 10.0, 5).empty());
}
