#include "landbridge/base/ids.hpp"

using namespace landbridge;

/// A bare index where the id of a node is asked for.
double height(const Column<NodeId, double>& height_m, std::size_t index) {
#ifdef SHOULD_NOT_COMPILE
  return height_m[index];
#else
  return height_m[NodeId(index)];
#endif
}
