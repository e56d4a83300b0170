#pragma once

#include <span>
#include <utility>
#include <vector>

#include "landbridge/freight/network/multimodal.hpp"

namespace landbridge::freight {

/// A place, or the row of a haul, that a corridor goes through.
struct Via {
  bool is_place = true;
  std::size_t index = 0;
};

/// Which routes count as a corridor.
struct CorridorRule {
  NodeId from, to;               ///< an origin and a destination
  std::vector<Via> via;          ///< in this order
  Column<LinkId, bool> is_open;  ///< by arc; empty: all
};

/// The routes of a corridor as a graph: states x how many of the vias are behind, without what
/// leads nowhere. Made once; searched in every draw.
class CorridorGraph {
 public:
  CorridorGraph() = default;
  CorridorGraph(const MultimodalNetwork& network, const CorridorRule& rule);

  bool is_connected() const { return !first_.empty(); }
  std::size_t nodes() const { return first_.empty() ? 0 : first_.size() - 1; }
  /// The arcs that some route takes, in order of their number.
  std::span<const std::uint32_t> arcs() const { return arcs_; }

  /// Working space and answer of a search.
  struct Search {
    std::vector<std::uint32_t> route;  ///< arcs in order of travel
    double weight = 0.0;               ///< sum over the route

    std::vector<double> least;           ///< by node of the graph
    std::vector<std::uint32_t> came_by;  ///< edge
    std::vector<std::pair<double, std::uint32_t>> heap;
  };
  /// The route of least weight; false if every one has an infinite weight. `weight` by arc of the
  /// network, not negative. Of equal routes the one found first: the same on every machine. A route
  /// does not go back over the haul on which it came, as one to a via with nothing behind it would.
  bool cheapest(std::span<const double> weight, Search& search) const;

  /// When goods that take the cheapest way to each arc come to it: sums of `time_s`, by arc of the
  /// network, after a search; what no route reaches stays as it was.
  void arrivals(std::span<const double> time_s, const Search& search,
                std::vector<double>& arrival_s) const;

 private:
  struct Edge {
    std::uint32_t to = 0;
    std::uint32_t arc = 0;
    std::uint32_t haul = 0;  ///< row of the haul, from 1; 0 for a transfer
  };
  std::vector<std::uint32_t> first_;  ///< edges by node, one more than nodes
  std::vector<Edge> edges_;
  std::vector<std::uint32_t> tail_;  ///< of each edge
  std::vector<std::uint32_t> arcs_;
  std::uint32_t source_ = 0;
  std::uint32_t target_ = 0;
};

}  // namespace landbridge::freight
