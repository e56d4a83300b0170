#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "landbridge/freight/assign/assignment.hpp"

namespace landbridge::freight {

/// Cheapest routes of one class from one origin by Dijkstra's method, links in the numbers of the
/// network.
class RouteSearch {
 public:
  RouteSearch(const AssignNetwork& network, const AssignClass& users);

  /// Labels of all nodes at these link costs (not negative); stops once `only` is settled.
  void run(std::int32_t origin, const std::vector<double>& link_cost, std::int32_t only = -1);
  double label(std::int32_t node) const { return label_[static_cast<std::size_t>(node)]; }
  /// The links to a node in the order of travel; the node has a finite label.
  std::vector<std::int32_t> route_to(std::int32_t node) const;

 private:
  const AssignNetwork& network_;
  std::vector<std::uint32_t> first_out_;
  std::vector<std::int32_t> out_;
  std::vector<double> label_;
  std::vector<std::int32_t> into_;
  std::vector<std::pair<double, std::int32_t>> heap_;
};

/// Up to `count` routes: the cheapest, then again with the links of the routes found made dearer by
/// a third each time [delabarra1993]; equal routes count once, it ends after 3 `count` runs.
std::vector<std::vector<std::int32_t>> several_routes(RouteSearch& search, std::int32_t origin,
                                                      std::int32_t destination,
                                                      std::vector<double> link_cost, int count);

}  // namespace landbridge::freight
