#include "landbridge/gas/economics.hpp"

#include <cmath>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"

namespace landbridge::gas {
namespace {

namespace lu = landbridge::units;

}  // namespace

double capital_recovery_factor(double rate_per_year, double lifetime_years) {
  LANDBRIDGE_ASSERT(lifetime_years > 0.0);
  LANDBRIDGE_ASSERT(rate_per_year >= 0.0);
  if (rate_per_year == 0.0) return 1.0 / lifetime_years;
  // r / (1 - (1 + r)^-n), with expm1 so that tiny rates keep their digits
  return rate_per_year / -std::expm1(-lifetime_years * std::log1p(rate_per_year));
}

MoneyPerLength pipe_cost_per_length(const UnitCosts& costs, Length outer_diameter,
                                    double steel_kg_m) {
  const double d_ref_m = costs.reference_diameter.si();
  const double laying = costs.laying.si() * d_ref_m *
                        std::pow(outer_diameter.si() / d_ref_m, costs.laying_exponent.si());
  return MoneyPerLength::from_si(costs.steel.si() * steel_kg_m + laying);
}

Tariff levelised_tariff(const CostInputs& in) {
  const UnitCosts& costs = in.costs;
  const double rate_per_year = costs.discount_rate.in(lu::per_year);
  const double interest = std::pow(1.0 + rate_per_year, 0.5 * costs.build_time.in(lu::year));

  Tariff t;
  t.capital_recovery_factor = capital_recovery_factor(rate_per_year, costs.lifetime.in(lu::year));
  t.capex = interest * (in.pipe_capex + in.station_capex);
  t.capital = MoneyPerTime::from_si(t.capital_recovery_factor * t.capex.si() / lu::year.si);
  t.opex = in.pipe_capex * costs.pipe_opex + in.station_capex * costs.station_opex;
  const double running_share = in.running_time.si() / lu::year.si;
  t.fuel = running_share * (in.fuel_power * costs.fuel_price);
  t.loss = costs.loss.si() * (in.throughput * in.lower_heating_value * costs.fuel_price);
  t.total = t.capital + t.opex + t.fuel + t.loss;
  t.per_amount = t.total / in.throughput;
  t.per_distance = t.per_amount / in.length;
  return t;
}

Result<Tariff> checked_tariff(const CostInputs& in) {
  if (!(in.throughput > AmountFlow{}))
    return fail(Fault::bad_input, "costs.throughput",
                fmt::format("throughput is {} bcm_20C/yr; a tariff needs gas to carry it",
                            in.throughput.in(lu::bcm_20C_per_year)),
                "give a flow greater than zero");
  if (!(in.length > Length{}))
    return fail(Fault::bad_input, "costs.length",
                fmt::format("length is {} km; it must be positive", in.length.in(lu::km)));
  if (!(in.costs.lifetime > Time{}))
    return fail(
        Fault::bad_input, "costs.lifetime",
        fmt::format("lifetime is {} yr; it must be positive", in.costs.lifetime.in(lu::year)));
  if (in.costs.discount_rate < Rate{})
    return fail(Fault::bad_input, "costs.discount_rate",
                fmt::format("discount rate is {} %/yr; it must not be negative",
                            in.costs.discount_rate.in(lu::percent_per_year)));
  return levelised_tariff(in);
}

}  // namespace landbridge::gas
