#include "landbridge/graph/core.hpp"

#include <algorithm>
#include <cstdint>

namespace landbridge {
namespace {

/// The only link of `node` that is still there.
LinkEnd last_link(const Incidence& incidence, NodeId node, const Column<LinkId, bool>& is_left) {
  for (const LinkEnd& end : incidence.at(node))
    if (is_left[end.link]) return end;
  LANDBRIDGE_ASSERT(false);
  return {};
}

/// One node on the way of the depth-first search.
struct Visit {
  NodeId node;
  LinkId arrived_by;
  std::size_t next = 0;  ///< of the node's links
};

/// The search behind bridges(): order of discovery and lowest order reachable past each node.
class LowPointSearch {
 public:
  LowPointSearch(const Network& network, const LinkMask& is_active)
      : incidence_(network, is_active),
        order_(network.nodes(), -1),
        low_(network.nodes(), -1),
        is_bridge_(network.links(), false) {}

  Column<LinkId, bool> run() {
    for (std::size_t i = 0; i < order_.size(); ++i)
      if (order_[NodeId(i)] < 0) search_from(NodeId(i));
    return std::move(is_bridge_);
  }

 private:
  void discover(NodeId node, LinkId by) {
    order_[node] = low_[node] = found_++;
    path_.push_back({node, by, 0});
  }
  void search_from(NodeId root);
  void leave(const Visit& visit);

  Incidence incidence_;
  Column<NodeId, std::int32_t> order_, low_;
  Column<LinkId, bool> is_bridge_;
  std::vector<Visit> path_;
  std::int32_t found_ = 0;
};

void LowPointSearch::search_from(NodeId root) {
  discover(root, LinkId{});
  while (!path_.empty()) {
    Visit& here = path_.back();
    const auto ends = incidence_.at(here.node);
    if (here.next == ends.size()) {
      const Visit done = here;
      path_.pop_back();
      leave(done);
      continue;
    }
    const LinkEnd& end = ends[here.next++];
    if (end.link == here.arrived_by) continue;  // the same link, not a parallel one
    if (order_[end.other] < 0)
      discover(end.other, end.link);
    else
      low_[here.node] = std::min(low_[here.node], order_[end.other]);
  }
}

void LowPointSearch::leave(const Visit& visit) {
  if (path_.empty()) return;
  const NodeId parent = path_.back().node;
  low_[parent] = std::min(low_[parent], low_[visit.node]);
  if (low_[visit.node] > order_[parent]) is_bridge_[visit.arrived_by] = true;
}

}  // namespace

LeafElimination eliminate_leaves(const Network& network, const LinkMask& is_active,
                                 const Column<NodeId, bool>& is_kept) {
  LANDBRIDGE_ASSERT(is_kept.empty() || is_kept.size() == network.nodes());
  const Incidence incidence(network, is_active);
  LeafElimination found{
      {}, Column<NodeId, bool>(network.nodes(), true), Column<LinkId, bool>(network.links(), true)};
  for (std::size_t i = 0; i < network.links(); ++i)
    found.is_left_link[LinkId(i)] = is_in(is_active, LinkId(i));
  Column<NodeId, std::size_t> degree(network.nodes());
  std::vector<NodeId> leaves;  // a queue: read from `next`, written at the end
  const auto note_leaf = [&](NodeId node) {
    if (degree[node] == 1 && (is_kept.empty() || !is_kept[node])) leaves.push_back(node);
  };
  for (std::size_t i = 0; i < network.nodes(); ++i) {
    degree[NodeId(i)] = incidence.degree(NodeId(i));
    note_leaf(NodeId(i));
  }
  for (std::size_t next = 0; next < leaves.size(); ++next) {
    const NodeId node = leaves[next];
    if (degree[node] == 0) continue;  // the last node of a tree: its neighbour went first
    const LinkEnd end = last_link(incidence, node, found.is_left_link);
    found.order.push_back({node, end.link, end.other});
    found.is_left[node] = false;
    found.is_left_link[end.link] = false;
    degree[node] = 0;
    --degree[end.other];
    note_leaf(end.other);
  }
  return found;
}

TwoCore two_core(const Network& network, const LinkMask& is_active) {
  LeafElimination left = eliminate_leaves(network, is_active);
  TwoCore core{Column<NodeId, bool>(network.nodes(), false), std::move(left.is_left_link)};
  for (std::size_t i = 0; i < network.links(); ++i) {
    const LinkId link(i);
    if (!core.has_link[link]) continue;
    core.has_node[network.from[link]] = true;
    core.has_node[network.to[link]] = true;
  }
  return core;
}

Column<LinkId, bool> bridges(const Network& network, const LinkMask& is_active) {
  return LowPointSearch(network, is_active).run();
}

}  // namespace landbridge
