#pragma once

#include <span>
#include <vector>

#include "landbridge/graph/incidence.hpp"

namespace landbridge {

/// One tree per component, found breadth first.
struct SpanningForest {
  std::vector<NodeId> order;               ///< every node once, parents before children
  Column<NodeId, NodeId> parent;           ///< none for a root
  Column<NodeId, LinkId> parent_link;      ///< none for a root
  Column<NodeId, bool> is_link_to_parent;  ///< true: the link's `from` is the node itself
  Column<NodeId, std::size_t> depth;       ///< links to the root
  std::vector<NodeId> roots;               ///< in node order, after the wanted ones
  std::vector<LinkId> chords;  ///< active links outside the forest: one per independent cycle
};

/// Trees start at the wanted roots in turn (those not yet reached), then at the first node of each
/// component that is left. Neighbours are taken in order of link number, so the forest is the same
/// on every machine, and paths to the root have the fewest links.
SpanningForest spanning_forest(const Network& network, std::span<const NodeId> wanted_roots = {},
                               const LinkMask& is_active = {});

/// A link of a cycle and whether the cycle runs along it (+1) or against it (-1).
struct CycleLink {
  LinkId link;
  double sign = 1.0;
};
/// The cycle that a chord closes: the chord first, along its direction, then the way back through
/// the forest. Signed sums of pressure or toll around it vanish.
std::vector<CycleLink> cycle_of(const Network& network, const SpanningForest& forest, LinkId chord);

}  // namespace landbridge
