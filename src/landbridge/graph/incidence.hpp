#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "landbridge/graph/network.hpp"

namespace landbridge {

/// Which links take part; empty means all of them.
using LinkMask = Column<LinkId, bool>;

/// True if the link takes part under the mask.
inline bool is_in(const LinkMask& is_active, LinkId link) {
  return is_active.empty() || is_active[link];
}

/// A link as seen from one of its two nodes.
struct LinkEnd {
  LinkId link;
  NodeId other;              ///< the node at the far end; the node itself for a self loop
  bool is_outgoing = false;  ///< true: the link's `from` is the node that was asked
};

/// The links at each node, in order of link number. Built once in O(nodes + links); a link whose
/// both ends are the same node appears there twice, once outgoing and once incoming.
class Incidence {
 public:
  explicit Incidence(const Network& network, const LinkMask& is_active = {});

  std::span<const LinkEnd> at(NodeId node) const {
    LANDBRIDGE_ASSERT(node.index() + 1 < start_.size());
    return {ends_.data() + start_[node.index()], start_[node.index() + 1] - start_[node.index()]};
  }
  std::size_t degree(NodeId node) const { return at(node).size(); }
  std::size_t nodes() const { return start_.size() - 1; }

 private:
  std::vector<std::size_t> start_;  ///< size nodes + 1
  std::vector<LinkEnd> ends_;
};

}  // namespace landbridge
