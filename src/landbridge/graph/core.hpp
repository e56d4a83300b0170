#pragma once

#include <vector>

#include "landbridge/graph/incidence.hpp"

namespace landbridge {

/// A node that hung on one last link when it was taken away.
struct Leaf {
  NodeId node;
  LinkId link;
  NodeId neighbour;  ///< where the link leads
};

/// The trees that hang on a network, and what is left without them.
struct LeafElimination {
  std::vector<Leaf> order;            ///< a leaf comes before its neighbour
  Column<NodeId, bool> is_left;       ///< nodes that were never a leaf
  Column<LinkId, bool> is_left_link;  ///< active links that were never cut off
};

/// Takes leaves away until there are none. What is left: the 2-core, one node of each component
/// that is a tree, and the nodes marked in `is_kept` (empty: none) with the paths between them.
/// In a balanced tree network the flow on each eliminated link follows from mass balance alone, in
/// this order; potentials follow in the reverse order. O(nodes + links), no recursion.
LeafElimination eliminate_leaves(const Network& network, const LinkMask& is_active = {},
                                 const Column<NodeId, bool>& is_kept = {});

/// The part in which every node has at least two link ends: all cycles and the paths between them.
/// A self loop is a cycle.
struct TwoCore {
  Column<NodeId, bool> has_node;
  Column<LinkId, bool> has_link;
};
TwoCore two_core(const Network& network, const LinkMask& is_active = {});

/// True for each active link whose loss would split its component. Never true for one of several
/// parallel links or a self loop. Depth-first search with low points [tarjan1974], no recursion.
Column<LinkId, bool> bridges(const Network& network, const LinkMask& is_active = {});

}  // namespace landbridge
