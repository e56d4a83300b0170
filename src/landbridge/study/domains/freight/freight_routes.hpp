#pragma once

#include "landbridge/freight/routes/break_even.hpp"
#include "landbridge/freight/routes/pareto.hpp"
#include "landbridge/study/domains/freight/freight_terms.hpp"

namespace landbridge::study {

/// From where to where, what, from when on.
struct FreightRoutesQuestion {
  std::size_t from = 0, to = 0, good = 0;
  std::chrono::sys_days depart{};
  double epsilon = 0.0;            ///< see freight::RouteQuery
  std::size_t shipments = 10'000;  ///< drawn for the spread of each route
  double fixed_per_year = 0.0;     ///< money a year that each route costs beside; for the volume
};

/// How one route stands against the rival; nothing where one of the two always wins.
struct FreightBreakEven {
  std::optional<MoneyPerTime> value_of_time;  ///< of a shipment
  Money surcharge;
  std::optional<Time> delay;     ///< border hours and the like
  std::optional<double> volume;  ///< shipments a year
  std::optional<Time> closure;   ///< of the passes of the rival, a year
};

struct FreightRoute {
  freight::Route route;
  std::vector<std::uint32_t> arcs;  ///< of the network of states, by leg
  double length_m = 0.0;
  double generalised = 0.0;  ///< money of a shipment
  double latest_start_s = 0.0;
  freight::Spread days;
  double in_time = 0.0;  ///< share of the shipments that are no later than planned
  FreightBreakEven against;
};

struct FreightRoutes {
  std::size_t part = 0;      ///< the stretch of the year of the departure
  double shipment_kg = 0.0;  ///< a TEU or a tonne
  FreightTerms terms;        ///< of that stretch, with every arc
  std::vector<FreightRoute> routes;
  std::size_t rival = 0;  ///< the one of least generalised cost, and its rival is the second
  freight::RouteCertificate certificate;
};

/// Every Pareto-optimal route over time, money, CO2 and variance, on the timetables and opening
/// hours from the day of departure on. A way that a scenario closes for some days is waited for.
/// The spread of the days comes from shipments that take the next departure they can catch.
/// Errors: infeasible, with the reason, if nothing connects.
Result<FreightRoutes> freight_routes(const FreightModel& model,
                                     const FreightRoutesQuestion& question,
                                     std::span<const double> draw);

}  // namespace landbridge::study
