#include "landbridge/graph/components.hpp"

#include <algorithm>
#include <numeric>

namespace landbridge {
namespace {

/// The smallest node of the set of `node`; shortens the path it walks.
std::size_t root_of(std::vector<std::size_t>& parent, std::size_t node) {
  while (parent[node] != node) {
    parent[node] = parent[parent[node]];
    node = parent[node];
  }
  return node;
}

}  // namespace

Components components(const Network& network, const LinkMask& is_active) {
  LANDBRIDGE_ASSERT(is_active.empty() || is_active.size() == network.links());
  std::vector<std::size_t> parent(network.nodes());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  for (std::size_t i = 0; i < network.links(); ++i) {
    const LinkId link(i);
    if (!is_in(is_active, link)) continue;
    LANDBRIDGE_ASSERT(network.from[link].index() < network.nodes());
    LANDBRIDGE_ASSERT(network.to[link].index() < network.nodes());
    const std::size_t a = root_of(parent, network.from[link].index());
    const std::size_t b = root_of(parent, network.to[link].index());
    parent[std::max(a, b)] = std::min(a, b);
  }
  Components found{Column<NodeId, ComponentId>(network.nodes()), 0};
  for (std::size_t i = 0; i < network.nodes(); ++i) {
    const std::size_t root = root_of(parent, i);  // never larger than i, so already labelled
    found.of_node[NodeId(i)] = root == i ? ComponentId(found.count++) : found.of_node[NodeId(root)];
  }
  return found;
}

Column<ComponentId, std::vector<NodeId>> Components::members() const {
  Column<ComponentId, std::vector<NodeId>> lists(count);
  for (std::size_t i = 0; i < of_node.size(); ++i) lists[of_node[NodeId(i)]].push_back(NodeId(i));
  return lists;
}

}  // namespace landbridge
