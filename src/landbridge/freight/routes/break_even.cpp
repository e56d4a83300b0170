#include "landbridge/freight/routes/break_even.hpp"

namespace landbridge::freight {

Money generalised_cost(const RouteTotals& route, const ShipperValues& values) {
  return route.cost + values.time * route.time + values.deviation * route.deviation +
         values.co2 * route.co2;
}

std::optional<MoneyPerTime> break_even_value_of_time(const RouteTotals& route,
                                                     const RouteTotals& rival,
                                                     const ShipperValues& values) {
  ShipperValues rest = values;
  rest.time = {};
  const Money dearer = generalised_cost(route, rest) - generalised_cost(rival, rest);
  const Time faster = rival.time - route.time;
  if ((dearer >= Money{}) != (faster > Time{}) || faster == Time{}) return std::nullopt;
  return MoneyPerTime::from_si(dearer.si() / faster.si());
}

Money break_even_surcharge(const RouteTotals& route, const RouteTotals& rival,
                           const ShipperValues& values) {
  return generalised_cost(rival, values) - generalised_cost(route, values);
}

std::optional<Time> break_even_delay(const RouteTotals& route, const RouteTotals& rival,
                                     const ShipperValues& values) {
  if (!(values.time > MoneyPerTime{})) return std::nullopt;
  return break_even_surcharge(route, rival, values) / values.time;
}

std::optional<double> break_even_volume(Money fixed_per_year, const RouteTotals& route,
                                        const RouteTotals& rival, const ShipperValues& values) {
  const Money saved = break_even_surcharge(route, rival, values);
  if (!(saved > Money{})) return std::nullopt;
  return fixed_per_year.si() / saved.si();
}

std::optional<Time> break_even_closure(const RouteTotals& route, const RouteTotals& rival,
                                       const RouteTotals& rival_when_closed,
                                       const ShipperValues& values) {
  const double behind = -break_even_surcharge(route, rival, values).si();
  if (behind <= 0.0) return Time{};
  const double closure = break_even_surcharge(rival, rival_when_closed, values).si();
  if (behind > closure) return std::nullopt;
  return (behind / closure) * (1.0 * units::year);
}

}  // namespace landbridge::freight
