#include "landbridge/graph/components.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "random_network.hpp"
#include "tiny_network.hpp"

namespace landbridge {

using test::tiny;

TEST_CASE("each node sees its links in order, with their directions") {
  const Network network = tiny("A-B C-B B-D A-B E");
  const Incidence incidence(network);
  const auto at_b = incidence.at(NodeId(1));
  REQUIRE(at_b.size() == 4);
  CHECK(at_b[0].link == LinkId(0));
  CHECK_FALSE(at_b[0].is_outgoing);
  CHECK(at_b[0].other == NodeId(0));
  CHECK(at_b[2].is_outgoing);
  CHECK(at_b[2].other == NodeId(3));
  CHECK(at_b[3].link == LinkId(3));
  CHECK(incidence.at(NodeId(4)).empty());
  CHECK(incidence.nodes() == 5);
}

TEST_CASE("a self loop is seen twice, once out and once in") {
  const Network network = tiny("A-A");
  const Incidence incidence(network);
  REQUIRE(incidence.degree(NodeId(0)) == 2);
  CHECK(incidence.at(NodeId(0))[0].is_outgoing);
  CHECK_FALSE(incidence.at(NodeId(0))[1].is_outgoing);
  CHECK(incidence.at(NodeId(0))[1].other == NodeId(0));
}

TEST_CASE("masked links are not seen") {
  const Network network = tiny("A-B B-C");
  LinkMask is_active(2, true);
  is_active[LinkId(0)] = false;
  const Incidence incidence(network, is_active);
  CHECK(incidence.degree(NodeId(0)) == 0);
  CHECK(incidence.degree(NodeId(1)) == 1);
  CHECK(components(network, is_active).count == 2);
  CHECK(components(network).count == 1);
}

TEST_CASE("a network without nodes has no components and no incidence") {
  const Network network;
  CHECK(components(network).count == 0);
  CHECK(Incidence(network).nodes() == 0);
}

TEST_CASE("components are numbered by their first node") {
  const auto found = components(tiny("C-D A-B E-D F"));
  CHECK(found.count == 3);  // nodes C D A B E F
  const std::vector<std::size_t> expected{0, 0, 1, 1, 0, 2};
  for (std::size_t i = 0; i < 6; ++i) CHECK(found.of_node[NodeId(i)].index() == expected[i]);
  const auto members = found.members();
  CHECK(members[ComponentId(0)] == std::vector<NodeId>{NodeId(0), NodeId(1), NodeId(4)});
  CHECK(members[ComponentId(2)] == std::vector<NodeId>{NodeId(5)});
}

TEST_CASE("components of random networks are those that spreading labels finds") {
  CHECK(rc::check("same label if and only if joined", [] {
    const auto [network, is_active] = *test::random_network();
    std::vector<std::size_t> label(network.nodes());
    for (std::size_t i = 0; i < label.size(); ++i) label[i] = i;
    for (std::size_t round = 0; round < network.nodes(); ++round)
      for (std::size_t k = 0; k < network.links(); ++k) {
        if (!is_in(is_active, LinkId(k))) continue;
        auto& a = label[network.from[LinkId(k)].index()];
        auto& b = label[network.to[LinkId(k)].index()];
        a = b = std::min(a, b);
      }
    const auto found = components(network, is_active);
    for (std::size_t i = 0; i < label.size(); ++i)
      for (std::size_t j = 0; j < label.size(); ++j)
        RC_ASSERT((label[i] == label[j]) == (found.of_node[NodeId(i)] == found.of_node[NodeId(j)]));
    std::size_t largest_so_far = 0;  // labels appear in node order without gaps
    for (const ComponentId c : found.of_node) {
      RC_ASSERT(c.index() <= largest_so_far);
      if (c.index() == largest_so_far) ++largest_so_far;
    }
    RC_ASSERT(largest_so_far == found.count);
  }));
}

}  // namespace landbridge
