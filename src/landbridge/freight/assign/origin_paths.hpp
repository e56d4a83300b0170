#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "landbridge/freight/assign/assign_model.hpp"
#include "landbridge/freight/assign/shortest_tree.hpp"

namespace landbridge::freight {

/// The routes of one group (one class from one origin). Groups know nothing of each other, so that
/// pricing them in any order, or at once, gives the same.
class OriginPaths {
 public:
  struct Priced {
    double shortest_cost = 0.0;  ///< demand times shortest cost, car equivalents
    std::size_t new_routes = 0;
    std::uint32_t unreachable = none;  ///< first pair without a route
    static constexpr std::uint32_t none = 0xffffffffU;
  };

  /// Shortest routes at these costs; drops routes without flow, adds shortest ones that are new
  /// and cheaper. A pair without routes gets its shortest one with all its demand.
  Priced price(const AssignModel& model, const AssignModel::Group& group, ShortestTree& tree,
               const LinkState::Cost* costs);

  /// Begins with routes of an earlier solution. Calls: begin(), then for each pair of the group its
  /// routes and end_pair(), then end().
  void begin();
  void add(double amount, std::uint64_t route_hash, std::span<const std::uint32_t> route);
  void end_pair() { first.push_back(static_cast<std::uint32_t>(flow.size())); }
  void end() { find_common(); }

  std::size_t size() const { return flow.size(); }
  std::span<const std::uint32_t> links_of(std::uint32_t path) const {
    return {links.data() + start[path], links.data() + start[path + 1]};
  }
  /// Without the links that all routes of its pair have in common at both ends.
  std::span<const std::uint32_t> own_links_of(std::uint32_t path, std::uint32_t at) const {
    return {links.data() + start[path] + common[at].before,
            links.data() + start[path + 1] - common[at].behind};
  }

  struct Common {
    std::uint32_t before = 0;
    std::uint32_t behind = 0;
  };
  std::vector<std::uint32_t> first;  ///< by pair of the group, one more: its paths
  std::vector<double> flow;          ///< by path [flow]
  std::vector<std::uint64_t> hash;
  std::vector<std::uint32_t> start;  ///< by path, one more: its links
  std::vector<std::uint32_t> links;
  std::vector<std::uint32_t> several;  ///< pairs with more than one path
  std::vector<Common> common;          ///< beside several
  std::vector<float> excess;           ///< beside several: what the last sweep found there
  ShortestTree::Slots slots;

 private:
  struct Next;
  void find_common();
};

}  // namespace landbridge::freight
