#pragma once

#include <cstddef>
#include <vector>

#include "landbridge/graph/incidence.hpp"

namespace landbridge {

using ComponentId = Id<struct ComponentTag>;

/// Which nodes hang together, whatever the direction of the links.
struct Components {
  /// Numbered in node order: node 0 is in component 0, the first node outside it in 1, ...
  Column<NodeId, ComponentId> of_node;
  std::size_t count = 0;

  /// The nodes of each component, in node order.
  Column<ComponentId, std::vector<NodeId>> members() const;
};

/// Connected components of the active links, in nearly linear time (union by smallest node).
Components components(const Network& network, const LinkMask& is_active = {});

}  // namespace landbridge
