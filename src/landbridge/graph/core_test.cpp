#include "landbridge/graph/core.hpp"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "landbridge/graph/components.hpp"
#include "random_network.hpp"
#include "tiny_network.hpp"

namespace landbridge {
namespace {

using test::tiny;

/// The mask as a string of 0 and 1, for short comparisons.
template <class IdType>
std::string bits(const Column<IdType, bool>& column) {
  std::string text;
  for (const bool b : column) text += b ? '1' : '0';
  return text;
}

LinkMask without(const Network& network, const LinkMask& is_active, LinkId link) {
  LinkMask mask = is_active.empty() ? LinkMask(network.links(), true) : is_active;
  mask[link] = false;
  return mask;
}

constexpr std::size_t long_path = 1'000'000;

Network path_network(std::size_t nodes) {
  Network network;
  for (std::size_t i = 0; i < nodes; ++i) network.add_node({});
  for (std::size_t i = 1; i < nodes; ++i) network.add_link({}, NodeId(i - 1), NodeId(i));
  return network;
}

}  // namespace

TEST_CASE("every link of a tree is a bridge, none of a ring") {
  CHECK(bits(bridges(tiny("A-B C-B B-D D-E"))) == "1111");
  CHECK(bits(bridges(tiny("A-B B-C C-A"))) == "000");
}

TEST_CASE("the link between two rings is the only bridge") {
  CHECK(bits(bridges(tiny("A-B B-C C-A C-D D-E E-F F-D"))) == "0001000");
}

TEST_CASE("parallel links and self loops are no bridges") {
  CHECK(bits(bridges(tiny("A-B A-B B-C"))) == "001");
  CHECK(bits(bridges(tiny("A-B B-A B-C"))) == "001");
  CHECK(bits(bridges(tiny("A-A A-B B-B"))) == "010");
}

TEST_CASE("a masked parallel link makes its twin a bridge and is none itself") {
  const Network network = tiny("A-B A-B");
  CHECK(bits(bridges(network, without(network, {}, LinkId(0)))) == "01");
}

TEST_CASE("the 2-core is the rings and the paths between them") {
  const auto core = two_core(tiny("A-B B-C C-A C-D D-E E-F F-E F-G X-Y Z"));
  CHECK(bits(core.has_link) ==
        "1111111"
        "00");  // two rings A B C and E F, joined by C-D-E
  CHECK(bits(core.has_node) ==
        "111111"
        "0000");
}

TEST_CASE("a tree has no 2-core, a self loop is one") {
  CHECK(bits(two_core(tiny("A-B B-C B-D")).has_node) == "0000");
  CHECK(bits(two_core(tiny("A-A A-B")).has_node) == "10");
  CHECK(bits(two_core(tiny("A-A A-B")).has_link) == "10");
}

TEST_CASE("leaves go one by one and the last node of a tree is left") {
  const auto found = eliminate_leaves(tiny("A-B B-C C-D"));
  REQUIRE(found.order.size() == 3);
  CHECK(found.order[0].node == NodeId(0));
  CHECK(found.order[0].neighbour == NodeId(1));
  CHECK(found.order[1].node == NodeId(3));
  CHECK(found.order[2].link == LinkId(1));
  CHECK(bits(found.is_left) == "0010");
  CHECK(bits(found.is_left_link) == "000");
}

TEST_CASE("kept nodes stay, with the path between them") {
  Column<NodeId, bool> is_kept(5, false);
  is_kept[NodeId(0)] = is_kept[NodeId(2)] = true;
  const auto found = eliminate_leaves(tiny("A-B B-C C-D B-E"), {}, is_kept);
  CHECK(bits(found.is_left) == "11100");
  CHECK(bits(found.is_left_link) == "1100");
}

TEST_CASE("mass balance along the elimination order gives the flows of a tree") {
  const Network network = tiny("A-B C-B B-D D-E");  // A and C supply 3 and 4, E takes 7
  Column<NodeId, double> supply(5, 0.0);
  supply[NodeId(0)] = 3.0;
  supply[NodeId(2)] = 4.0;
  supply[NodeId(4)] = -7.0;
  Column<LinkId, double> flow(4, 0.0);
  for (const Leaf& leaf : eliminate_leaves(network).order) {
    flow[leaf.link] = network.from[leaf.link] == leaf.node ? supply[leaf.node] : -supply[leaf.node];
    supply[leaf.neighbour] += supply[leaf.node];
  }
  CHECK(flow.values() == std::vector<double>{3.0, 4.0, 7.0, 7.0});
}

TEST_CASE("a path of a million nodes does not overflow the stack") {
  const Network network = path_network(long_path);
  const auto is_bridge = bridges(network);
  CHECK(std::ranges::count(is_bridge.values(), true) == long_path - 1);
  CHECK(eliminate_leaves(network).order.size() == long_path - 1);
  CHECK(components(network).count == 1);
}

TEST_CASE("a link is a bridge if and only if its loss adds a component") {
  CHECK(rc::check("bridges against brute force", [] {
    const auto [network, is_active] = *test::random_network();
    const auto is_bridge = bridges(network, is_active);
    const std::size_t whole = components(network, is_active).count;
    for (std::size_t k = 0; k < network.links(); ++k) {
      const std::size_t cut = components(network, without(network, is_active, LinkId(k))).count;
      RC_ASSERT(is_bridge[LinkId(k)] == (cut == whole + 1));
    }
  }));
}

TEST_CASE("the 2-core is what is left when nodes of degree one are removed in any order") {
  CHECK(rc::check("2-core against brute force from the last node", [] {
    const auto [network, is_active] = *test::random_network();
    LinkMask left = is_active.empty() ? LinkMask(network.links(), true) : is_active;
    for (bool has_changed = true; has_changed;) {
      has_changed = false;
      for (std::size_t i = network.nodes(); i-- > 0;) {
        const auto ends = Incidence(network, left).at(NodeId(i)).size();
        if (ends != 1) continue;
        left[Incidence(network, left).at(NodeId(i))[0].link] = false;
        has_changed = true;
      }
    }
    const auto core = two_core(network, is_active);
    RC_ASSERT(core.has_link == left);
    const Incidence inside(network, left);
    for (std::size_t i = 0; i < network.nodes(); ++i)
      RC_ASSERT(core.has_node[NodeId(i)] == (inside.degree(NodeId(i)) >= 2));
  }));
}

}  // namespace landbridge
