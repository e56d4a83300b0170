#include "landbridge/freight/routes/break_even.hpp"

#include <doctest/doctest.h>

using namespace landbridge;
using namespace landbridge::freight;

namespace {

constexpr Unit<MoneyPerTime::Dimension> money_per_day{1.0 / units::day.si, "money/d"};

RouteTotals totals(double money, double days) {
  return {.cost = money * units::money, .time = days * units::day, .deviation = {}, .co2 = {}};
}

}  // namespace

TEST_CASE("break-even values of time of published routes") {
  // COMCEC 2017, table 58: sea and rail 3,550 USD/TEU in 26 d, by Suez 3,133 USD/TEU in 32 d.
  const auto corridor = break_even_value_of_time(totals(3550, 26), totals(3133, 32));
  REQUIRE(corridor.has_value());
  CHECK(corridor->in(money_per_day) == doctest::Approx(69.5));
  // Shanghai-Hamburg: rail 6,000 USD/FEU in 16 d, sea 2,500 in 30 d, air 30,000 in 5 d.
  CHECK(break_even_value_of_time(totals(6000, 16), totals(2500, 30))->in(money_per_day) ==
        doctest::Approx(250.0));
  CHECK(break_even_value_of_time(totals(30000, 5), totals(6000, 16))->in(money_per_day) ==
        doctest::Approx(2181.8181818));
}

TEST_CASE("a route that is dearer and no faster breaks even at no value of time") {
  CHECK_FALSE(break_even_value_of_time(totals(3882, 32), totals(3133, 32)).has_value());
  CHECK_FALSE(break_even_value_of_time(totals(3882, 40), totals(3133, 32)).has_value());
  CHECK_FALSE(break_even_value_of_time(totals(3000, 30), totals(3133, 32)).has_value());
}

TEST_CASE("at the break-even value of time both routes cost the same") {
  ShipperValues values{
      .time = {}, .deviation = 40.0 * money_per_day, .co2 = 60.0 * units::money_per_tonne};
  RouteTotals rail = totals(5200, 18);
  RouteTotals sea = totals(2400, 41);
  rail.deviation = 2.0 * units::day;
  rail.co2 = 900.0 * units::kg;
  sea.deviation = 5.0 * units::day;
  sea.co2 = 1400.0 * units::kg;
  values.time = *break_even_value_of_time(rail, sea, values);
  CHECK(generalised_cost(rail, values).si() == doctest::Approx(generalised_cost(sea, values).si()));
  CHECK(break_even_surcharge(rail, sea, values).si() == doctest::Approx(0.0).scale(1000.0));
}

TEST_CASE("generalised costs of the three routes at 100 USD a day") {
  const ShipperValues values{.time = 100.0 * money_per_day, .deviation = {}, .co2 = {}};
  CHECK(generalised_cost(totals(3550, 26), values).si() == doctest::Approx(6150.0));
  CHECK(generalised_cost(totals(3133, 32), values).si() == doctest::Approx(6333.0));
  CHECK(generalised_cost(totals(3882, 32), values).si() == doctest::Approx(7082.0));
  CHECK(break_even_delay(totals(3550, 26), totals(3133, 32), values)->in(units::day) ==
        doctest::Approx(1.83));
  CHECK_FALSE(break_even_delay(totals(3550, 26), totals(3133, 32), {}).has_value());
}

TEST_CASE("volume and closure break even where both sides of the balance are equal") {
  const ShipperValues values{.time = 100.0 * money_per_day, .deviation = {}, .co2 = {}};
  const RouteTotals corridor = totals(3550, 26);
  const RouteTotals suez = totals(3133, 32);
  CHECK(*break_even_volume(18300.0 * units::money, corridor, suez, values) ==
        doctest::Approx(100.0));
  CHECK_FALSE(break_even_volume(18300.0 * units::money, suez, corridor, values).has_value());
  const RouteTotals cape = totals(3733, 44);
  const RouteTotals dear = totals(3882, 32);
  const double share = break_even_closure(dear, suez, cape, values)->in(units::day) / 365.0;
  const double mean = (1.0 - share) * generalised_cost(suez, values).si() +
                      share * generalised_cost(cape, values).si();
  CHECK(mean == doctest::Approx(generalised_cost(dear, values).si()));
  CHECK(break_even_closure(corridor, suez, cape, values)->si() == 0.0);
  CHECK_FALSE(break_even_closure(totals(9000, 60), suez, cape, values).has_value());
}
