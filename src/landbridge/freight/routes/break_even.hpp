#pragma once

#include <optional>

#include "landbridge/base/units.hpp"

namespace landbridge::freight {

/// Money, time, uncertainty and emissions of one shipment door to door.
struct RouteTotals {
  Money cost;
  Time time;
  Time deviation;  ///< standard deviation of the time
  Mass co2;        ///< CO2 equivalent, well to wheel
};

/// What a shipper gives for an hour, an hour of standard deviation and a tonne of CO2.
struct ShipperValues {
  MoneyPerTime time;
  MoneyPerTime deviation;  ///< value of time x reliability ratio
  MoneyPerMass co2;
};

/// Generalised cost C = c + v t + r s + p e, all in money of one shipment.
///
///   c  cost    v  value of time    t  time    r  value of reliability    s  standard deviation
///   p  carbon price    e  emissions
///
/// Source: [ortuzar2011, ch. 13].
Money generalised_cost(const RouteTotals& route, const ShipperValues& values);

/// The value of time from which on a route that is dearer and faster wins: the v with equal
/// generalised cost, all else as in `values` (whose `time` is not read). Nothing if one of the two
/// wins at every value of time, as it does where it is neither dearer nor slower.
std::optional<MoneyPerTime> break_even_value_of_time(const RouteTotals& route,
                                                     const RouteTotals& rival,
                                                     const ShipperValues& values = {});

/// How much dearer the route may become until its rival wins; negative: how much cheaper it must
/// become.
Money break_even_surcharge(const RouteTotals& route, const RouteTotals& rival,
                           const ShipperValues& values);

/// How much longer the route may take, border hours or days of closure alike; nothing if time has
/// no value. Negative: how much faster it must become.
std::optional<Time> break_even_delay(const RouteTotals& route, const RouteTotals& rival,
                                     const ShipperValues& values);

/// Shipments a year from which on a route with a fixed cost wins: F/(C_rival - C_route). Nothing if
/// the route does not win without it.
std::optional<double> break_even_volume(Money fixed_per_year, const RouteTotals& route,
                                        const RouteTotals& rival, const ShipperValues& values);

/// Days a year that the rival must be closed so that the route wins over the year:
/// share of the year s = (C_route - C_rival)/(C_closed - C_rival), from
/// (1 - s) C_rival + s C_closed = C_route.
///
/// `rival_when_closed` are the totals of a shipment that the closure meets, round a cape or late.
/// Nothing if no closure is long enough; zero if the route wins anyway.
std::optional<Time> break_even_closure(const RouteTotals& route, const RouteTotals& rival,
                                       const RouteTotals& rival_when_closed,
                                       const ShipperValues& values);

}  // namespace landbridge::freight
