#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/freight/sea/sea_lanes.hpp"

namespace landbridge::freight {

struct SeaQuery {
  GeoPoint from, to;
  std::vector<std::uint32_t> closed;  ///< passes
  double draught_m = 0.0;             ///< of the ship; 0: fits everywhere
  int month = 0;                      ///< 1..12; 0: no month, nothing is closed by season
  double snap_max_m = 500e3;          ///< farther from any lane is an error
};

/// The shortest way and the proof that it is.
struct SeaRoute {
  double distance_m = 0.0;  ///< along the lanes
  double snap_from_m = 0.0, snap_to_m = 0.0;
  std::vector<std::uint32_t> nodes;   ///< from the first to the last
  std::vector<std::uint32_t> edges;   ///< one fewer
  std::vector<std::uint32_t> passes;  ///< in the order in which they are met, each once
  double ice_m = 0.0;                 ///< length in ice in the month asked for
  double tightest_draught_m = 0.0;    ///< smallest stated draught on the way; inf: none stated

  std::size_t settled = 0;             ///< nodes with a distance
  double label_violation_m = 0.0;      ///< max over open edges of d(b) - d(a) - length
  double length_residual_m = 0.0;      ///< |sum of edges - distance|
  std::uint32_t worst_edge = no_pass;  ///< where label_violation_m is taken
};

/// Lanes ready for many queries: the edges of each node side by side.
class SeaRouter {
 public:
  explicit SeaRouter(const SeaLanes& lanes);

  /// The shortest way [dijkstra1959] between the lane nodes nearest to two places; ties go to the
  /// smaller index. Every node is given its distance, so that
  ///   d(b) <= d(a) + length  for every open edge
  /// can be checked: with d = length along the way this proves that no way is shorter.
  /// Errors: a place is too far from the lanes (bad_input); no way (infeasible), with the closures
  /// that cut it.
  Result<SeaRoute> route(const SeaQuery& query) const;

  /// The nearest node among those that have an edge.
  std::uint32_t nearest_node(const GeoPoint& place) const;

 private:
  struct Arc {
    std::uint32_t to, edge;
  };
  struct Labels;
  bool is_open(const SeaEdge& edge, const SeaQuery& query) const;
  Labels distances(std::uint32_t source, const SeaQuery& query) const;
  SeaRoute trace(const Labels& labels, std::uint32_t source, std::uint32_t target) const;
  void certify(const Labels& labels, const SeaQuery& query, SeaRoute& route) const;
  Error no_way(std::uint32_t source, std::uint32_t target, const SeaQuery& query) const;

  const SeaLanes& lanes_;
  std::vector<std::uint32_t> first_;  ///< arcs of node n: first_[n] .. first_[n + 1]
  std::vector<Arc> arcs_;
};

}  // namespace landbridge::freight
