#include "landbridge/gas/economics.hpp"

#include <cmath>

#include <doctest/doctest.h>

using namespace landbridge;
using namespace landbridge::gas;
namespace lu = landbridge::units;

namespace {

/// 1000 km of 56 inch at 3.5 MUSD/km and 225 MW at 4.06 MUSD/MW; 8 %, 25 years, 3 % a year to
/// operate, 8000 h with a third of the heat on the shaft, gas at 20 USD/MWh, 30 bcm a year.
CostInputs round_example() {
  CostInputs in;
  in.costs.pipe_opex = 3.0 * lu::percent_per_year;
  in.costs.station_opex = 3.0 * lu::percent_per_year;
  in.costs.fuel_price = 20.0 * design_units::money_per_mwh;
  in.costs.discount_rate = 8.0 * lu::percent_per_year;
  in.costs.lifetime = 25.0 * lu::year;
  in.pipe_capex = 3500.0 * lu::million_money;
  in.station_capex = (225.0 * lu::megawatt) * (4.06 * design_units::million_money_per_mw);
  in.fuel_power = 225.0 / 0.33 * lu::megawatt;
  in.running_time = 8000.0 * lu::hour;
  in.throughput = 30.0 * lu::bcm_20C_per_year;
  in.length = 1000.0 * lu::km;
  in.lower_heating_value = 33.9 * lu::megajoule_per_m3_20C;
  return in;
}

}  // namespace

TEST_CASE("yearly payments of the capital recovery factor have the present value one") {
  for (const double rate : {0.0, 1e-9, 0.03, 0.08, 0.25})
    for (const int years : {1, 7, 25, 60}) {
      double present = 0.0;
      for (int year = 1; year <= years; ++year)
        present += capital_recovery_factor(rate, years) / std::pow(1.0 + rate, year);
      CHECK(present == doctest::Approx(1.0).epsilon(1e-12));
    }
}

TEST_CASE("the capital recovery factor of 8 % over 25 years is that of the tables") {
  CHECK(capital_recovery_factor(0.08, 25.0) == doctest::Approx(0.0936787791).epsilon(1e-9));
}

TEST_CASE("the round example of 1000 km and 30 bcm costs 21.8 USD per 1000 m3") {
  const Tariff t = levelised_tariff(round_example());
  // by hand: 4413.5 MUSD; 413.451 + 132.405 + 109.091 MUSD a year; over 30e6 thousand m3
  CHECK(t.capex.in(lu::million_money) == doctest::Approx(4413.5).epsilon(1e-12));
  CHECK(t.capital.in(design_units::million_money_per_year) ==
        doctest::Approx(413.4513).epsilon(1e-6));
  CHECK(t.opex.in(design_units::million_money_per_year) == doctest::Approx(132.405).epsilon(1e-12));
  CHECK(t.fuel.in(design_units::million_money_per_year) == doctest::Approx(109.0909).epsilon(1e-6));
  CHECK(t.per_amount.in(lu::money_per_1000m3_20C) == doctest::Approx(21.8316).epsilon(1e-5));
  CHECK(t.per_distance.in(lu::money_per_1000m3_20C_100km) ==
        doctest::Approx(2.18316).epsilon(1e-5));
}

TEST_CASE("the parts of a tariff add up and scale with money and flow") {
  CostInputs in = round_example();
  in.costs.loss = 0.5 * lu::percent;
  in.costs.build_time = 4.0 * lu::year;
  const Tariff t = levelised_tariff(in);
  CHECK(t.total.si() ==
        doctest::Approx((t.capital + t.opex + t.fuel + t.loss).si()).epsilon(1e-14));
  CHECK(t.capex.in(lu::million_money) == doctest::Approx(4413.5 * 1.08 * 1.08).epsilon(1e-12));
  // 0.5 % of 30e9 m3 at 33.9 MJ/m3 and 20 USD/MWh
  CHECK(t.loss.in(design_units::million_money_per_year) ==
        doctest::Approx(0.005 * 30e9 * 33.9e6 / 3.6e9 * 20.0 / 1e6).epsilon(1e-12));

  CostInputs twice = in;
  twice.throughput = 2.0 * in.throughput;
  CHECK(levelised_tariff(twice).per_amount < t.per_amount);
  twice.pipe_capex = 2.0 * in.pipe_capex;
  twice.station_capex = 2.0 * in.station_capex;
  twice.fuel_power = 2.0 * in.fuel_power;
  CHECK(levelised_tariff(twice).per_amount.si() ==
        doctest::Approx(t.per_amount.si()).epsilon(1e-14));
}

TEST_CASE("building cost follows the exponent of the diameter and meets the reference") {
  UnitCosts costs;
  costs.steel = {};
  const auto per_km = [&](double inches) {
    return pipe_cost_per_length(costs, inches * lu::inch, 500.0)
        .in(design_units::million_money_per_km);
  };
  CHECK(per_km(56.0) == doctest::Approx(60e3 * 56.0 / 1e6).epsilon(1e-12));
  CHECK(per_km(28.0) == doctest::Approx(0.5 * per_km(56.0)).epsilon(1e-12));
  costs.laying_exponent = Scalar::from_si(1.5);
  CHECK(per_km(56.0) == doctest::Approx(60e3 * 56.0 / 1e6).epsilon(1e-12));
  CHECK(per_km(28.0) == doctest::Approx(std::pow(0.5, 1.5) * per_km(56.0)).epsilon(1e-12));
  costs.steel = 1000.0 * design_units::money_per_tonne;  // 500 t/km at 1000 USD/t: 0.5 MUSD/km
  CHECK(per_km(56.0) == doctest::Approx(60e3 * 56.0 / 1e6 + 0.5).epsilon(1e-12));
}

TEST_CASE("a tariff without gas, length, life or with negative interest is refused") {
  CostInputs in = round_example();
  in.throughput = {};
  CHECK(checked_tariff(in).error().where == "costs.throughput");
  in = round_example();
  in.length = {};
  CHECK(checked_tariff(in).error().where == "costs.length");
  in = round_example();
  in.costs.lifetime = {};
  CHECK(checked_tariff(in).error().where == "costs.lifetime");
  in = round_example();
  in.costs.discount_rate = -1.0 * lu::percent_per_year;
  CHECK(checked_tariff(in).error().where == "costs.discount_rate");
  CHECK(checked_tariff(round_example()).has_value());
}
