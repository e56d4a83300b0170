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
  /// and cheaper. The first call puts all demand on the shortest routes.
  Priced price(const AssignModel& model, const AssignModel::Group& group, ShortestTree& tree,
               const LinkState::Cost* costs);

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
  std::vector<double> flow;          ///< by path
  std::vector<std::uint64_t> hash;
  std::vector<std::uint32_t> start;  ///< by path, one more: its links
  std::vector<std::uint32_t> links;
  std::vector<std::uint32_t> several;  ///< pairs with more than one path
  std::vector<Common> common;          ///< beside several
  ShortestTree::Slots slots;

 private:
  struct Edit;
  void find_common();
};

}  // namespace landbridge::freight
