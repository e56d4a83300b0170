#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "landbridge/base/ids.hpp"
#include "landbridge/base/result.hpp"
#include "landbridge/freight/routes/timetable.hpp"
#include "landbridge/graph/network.hpp"

namespace landbridge::freight {

/// What the money of a link is paid for.
enum class CostKind : std::uint8_t {
  haulage,
  loading,
  transhipment,
  gauge_change,
  border,
  port,
  canal,
  insurance,
  empty_return,
  carbon,
  tax,
};
inline constexpr std::size_t cost_kinds = 11;
std::string_view name_of(CostKind kind);
using CostByKind = std::array<double, cost_kinds>;

/// What one shipment meets on one link. A link is a haul or a transfer between two states of a
/// place (mode, gauge, operator).
struct RouteLink {
  double duration_s = 0.0;   ///< after waiting; without meaning where there is a timetable
  CostByKind cost{};         ///< money per shipment
  double co2_kg = 0.0;       ///< CO2 equivalent, well to wheel
  double variance_s2 = 0.0;  ///< of its duration, independent of other links
  std::optional<std::uint32_t> timetable;  ///< index in `timetables`
  /// When it cannot be entered; empty where there is a timetable, see Timetable::without.
  std::vector<ClosedTime> closed;
};

struct RouteNetwork {
  Network network;  ///< nodes are states; links run from -> to only
  Column<LinkId, RouteLink> link;
  std::vector<Timetable> timetables;
};

struct RouteQuery {
  NodeId from;
  NodeId to;
  double ready_s = 0.0;  ///< the goods can start
  bool with_co2 = true;
  bool with_variance = true;
  /// 0 gives every Pareto-optimal route. Above, for each of these one is given that is at most this
  /// much worse in each criterion, relatively.
  double epsilon = 0.0;
  std::size_t labels_max = 2'000'000;
};

/// A leg of a route, in the order of travel.
struct RouteLeg {
  LinkId link;
  double ready_s = 0.0;   ///< the goods are there
  double leaves_s = 0.0;  ///< after waiting for departure or opening
  double arrives_s = 0.0;
};

struct Route {
  std::vector<RouteLeg> legs;
  double time_s = 0.0;  ///< from `ready_s` of the query to arrival
  double cost = 0.0;
  double co2_kg = 0.0;
  double variance_s2 = 0.0;
  CostByKind cost_by_kind{};
};

struct RouteCertificate {
  std::size_t labels_made = 0;
  std::size_t labels_kept = 0;
  std::size_t nodes_reached = 0;
};

struct ParetoRoutes {
  std::vector<Route> routes;  ///< by arrival, then cost; empty if none arrives
  RouteCertificate certificate;
};

/// All routes that no other route betters: not later, not dearer, not dirtier, not less certain,
/// and in one of these better. Label setting in order of arrival with bounds of what is left to
/// go, from one backward search per criterion [martins1984] [delascasas2021].
///
/// Exact where waiting costs nothing but time and links keep the order of arrivals, which
/// timetables and closed times do. Errors: bad numbers, and not_converged after `labels_max`.
Result<ParetoRoutes> pareto_routes(const RouteNetwork& network, const RouteQuery& query);

/// The same route by its links, at another moment; nothing if a departure is no longer there.
std::optional<Route> travel(const RouteNetwork& network, const std::vector<LinkId>& links,
                            double ready_s);

/// When the goods may start at the latest so that the route arrives no later than it does.
double latest_start_s(const RouteNetwork& network, const Route& route);

}  // namespace landbridge::freight
