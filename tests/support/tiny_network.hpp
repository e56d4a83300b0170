#pragma once

#include <sstream>
#include <string>
#include <string_view>

#include "landbridge/base/assert.hpp"
#include "landbridge/graph/network.hpp"

namespace landbridge::test {

/// The node of that name, added if it is new.
inline NodeId node_named(Network& network, const std::string& name) {
  for (std::size_t i = 0; i < network.nodes(); ++i)
    if (network.node_name[NodeId(i)] == name) return NodeId(i);
  return network.add_node(name);
}

/// Draws a network in one line: "A-B B-C D" has the links A-B (from A to B) and B-C and the lonely
/// node D. Nodes are numbered as they appear; "A-B A-B" are two parallel links, "A-A" a self loop.
inline Network tiny(std::string_view drawing) {
  Network network;
  std::istringstream words{std::string(drawing)};
  for (std::string word; words >> word;) {
    const auto dash = word.find('-');
    const NodeId tail = node_named(network, word.substr(0, dash));
    if (dash == std::string::npos) continue;
    LANDBRIDGE_ASSERT(dash + 1 < word.size());
    const NodeId head = node_named(network, word.substr(dash + 1));
    network.add_link(word, tail, head);
  }
  return network;
}

}  // namespace landbridge::test
