#include "landbridge/base/ids.hpp"

using namespace landbridge;

/// The index of a node into a column of links.
double flow(const Column<LinkId, double>& flow_kg_s, LinkId link, NodeId node) {
#ifdef SHOULD_NOT_COMPILE
  return flow_kg_s[node] + (link.is_none() ? 0.0 : 1.0);
#else
  return flow_kg_s[link] + (node.is_none() ? 0.0 : 1.0);
#endif
}
