#include "landbridge/graph/spanning_forest.hpp"

#include <algorithm>

namespace landbridge {
namespace {

/// Grows one tree from a root over the nodes that are not reached yet.
void grow_tree(const Incidence& incidence, NodeId root, Column<NodeId, bool>& is_reached,
               Column<LinkId, bool>& is_tree_link, SpanningForest& forest) {
  if (is_reached[root]) return;
  forest.roots.push_back(root);
  is_reached[root] = true;
  std::size_t next = forest.order.size();
  forest.order.push_back(root);
  for (; next < forest.order.size(); ++next) {
    const NodeId node = forest.order[next];
    for (const LinkEnd& end : incidence.at(node)) {
      if (is_reached[end.other]) continue;
      is_reached[end.other] = true;
      is_tree_link[end.link] = true;
      forest.parent[end.other] = node;
      forest.parent_link[end.other] = end.link;
      forest.is_link_to_parent[end.other] = !end.is_outgoing;
      forest.depth[end.other] = forest.depth[node] + 1;
      forest.order.push_back(end.other);
    }
  }
}

}  // namespace

SpanningForest spanning_forest(const Network& network, std::span<const NodeId> wanted_roots,
                               const LinkMask& is_active) {
  const Incidence incidence(network, is_active);
  const std::size_t nodes = network.nodes();
  SpanningForest forest;
  forest.order.reserve(nodes);
  forest.parent.resize(nodes);
  forest.parent_link.resize(nodes);
  forest.is_link_to_parent.resize(nodes, false);
  forest.depth.resize(nodes, 0);
  Column<NodeId, bool> is_reached(nodes, false);
  Column<LinkId, bool> is_tree_link(network.links(), false);
  for (const NodeId root : wanted_roots)
    grow_tree(incidence, root, is_reached, is_tree_link, forest);
  for (std::size_t i = 0; i < nodes; ++i)
    grow_tree(incidence, NodeId(i), is_reached, is_tree_link, forest);
  for (std::size_t i = 0; i < network.links(); ++i)
    if (is_in(is_active, LinkId(i)) && !is_tree_link[LinkId(i)]) forest.chords.push_back(LinkId(i));
  return forest;
}

std::vector<CycleLink> cycle_of(const Network& network, const SpanningForest& forest,
                                LinkId chord) {
  std::vector<CycleLink> cycle{{chord, 1.0}};
  std::vector<CycleLink> down;  // from the meeting point to the chord's tail, found backwards
  NodeId up_from = network.to[chord];
  NodeId down_to = network.from[chord];
  while (up_from != down_to) {
    if (forest.depth[up_from] >= forest.depth[down_to]) {
      LANDBRIDGE_ASSERT(!forest.parent[up_from].is_none());
      cycle.push_back(
          {forest.parent_link[up_from], forest.is_link_to_parent[up_from] ? 1.0 : -1.0});
      up_from = forest.parent[up_from];
    } else {
      down.push_back({forest.parent_link[down_to], forest.is_link_to_parent[down_to] ? -1.0 : 1.0});
      down_to = forest.parent[down_to];
    }
  }
  cycle.insert(cycle.end(), down.rbegin(), down.rend());
  return cycle;
}

}  // namespace landbridge
