#pragma once

#include <cstddef>
#include <utility>

#include <fmt/format.h>
#include <rapidcheck.h>

#include "landbridge/graph/incidence.hpp"

namespace landbridge::test {

/// Small random networks with parallel links, self loops, lonely nodes and, in half of the cases, a
/// mask; for comparison with brute force.
inline rc::Gen<std::pair<Network, LinkMask>> random_network(std::size_t largest = 12) {
  return rc::gen::exec([largest] {
    Network network;
    const auto nodes = *rc::gen::inRange<std::size_t>(1, largest + 1);
    const auto links = *rc::gen::inRange<std::size_t>(0, 2 * largest + 1);
    for (std::size_t i = 0; i < nodes; ++i) network.add_node(fmt::format("n{}", i));
    for (std::size_t k = 0; k < links; ++k) {
      const auto tail = *rc::gen::inRange<std::size_t>(0, nodes);
      const auto head = *rc::gen::inRange<std::size_t>(0, nodes);
      network.add_link(fmt::format("l{}", k), NodeId(tail), NodeId(head));
    }
    LinkMask is_active;
    if (*rc::gen::arbitrary<bool>())
      for (std::size_t k = 0; k < links; ++k) is_active.push_back(*rc::gen::arbitrary<bool>());
    return std::pair{network, is_active};
  });
}

}  // namespace landbridge::test
