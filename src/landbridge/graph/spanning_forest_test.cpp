#include "landbridge/graph/spanning_forest.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "landbridge/graph/components.hpp"
#include "random_network.hpp"
#include "tiny_network.hpp"

namespace landbridge {
namespace {

using test::tiny;

}  // namespace

TEST_CASE("the forest of a ring leaves one chord and keeps paths short") {
  const Network ring = tiny("A-B B-C C-D D-A");
  const auto forest = spanning_forest(ring);
  CHECK(forest.roots == std::vector<NodeId>{NodeId(0)});
  CHECK(forest.order == std::vector<NodeId>{NodeId(0), NodeId(1), NodeId(3), NodeId(2)});
  CHECK(forest.chords == std::vector<LinkId>{LinkId(2)});
  CHECK(forest.depth[NodeId(2)] == 2);
  CHECK(forest.parent[NodeId(0)].is_none());
  CHECK(forest.is_link_to_parent[NodeId(3)]);        // D-A
  CHECK_FALSE(forest.is_link_to_parent[NodeId(1)]);  // A-B
}

TEST_CASE("trees start at the wanted roots first") {
  const std::vector<NodeId> wanted{NodeId(2), NodeId(0)};
  const auto forest = spanning_forest(tiny("A-B B-C D-E"), wanted);
  CHECK(forest.roots == std::vector<NodeId>{NodeId(2), NodeId(3)});
  CHECK(forest.depth[NodeId(0)] == 2);
}

TEST_CASE("the cycle of a chord runs around the ring with the right signs") {
  const Network ring = tiny("A-B C-B C-D D-A");
  const auto forest = spanning_forest(ring);
  REQUIRE(forest.chords == std::vector<LinkId>{LinkId(2)});  // C-D
  const auto cycle = cycle_of(ring, forest, LinkId(2));
  REQUIRE(cycle.size() == 4);
  CHECK(cycle[0].link == LinkId(2));
  CHECK(cycle[1].link == LinkId(3));  // D to A, along
  CHECK(cycle[1].sign == 1.0);
  CHECK(cycle[2].link == LinkId(0));  // A to B, along
  CHECK(cycle[2].sign == 1.0);
  CHECK(cycle[3].link == LinkId(1));  // B to C, against
  CHECK(cycle[3].sign == -1.0);
}

TEST_CASE("a self loop is its own cycle, parallel links close one of two") {
  const Network network = tiny("A-A A-B B-A");
  const auto forest = spanning_forest(network);
  CHECK(forest.chords == std::vector<LinkId>{LinkId(0), LinkId(2)});
  CHECK(cycle_of(network, forest, LinkId(0)).size() == 1);
  const auto pair = cycle_of(network, forest, LinkId(2));
  REQUIRE(pair.size() == 2);
  CHECK(pair[1].link == LinkId(1));
  CHECK(pair[1].sign == 1.0);
}

TEST_CASE("a path of a million nodes is one tree") {
  Network network;
  network.add_node({});
  for (std::size_t i = 1; i < 1'000'000; ++i)
    network.add_link({}, NodeId(i - 1), network.add_node({}));
  const auto forest = spanning_forest(network);
  CHECK(forest.chords.empty());
  CHECK(forest.depth[NodeId(999'999)] == 999'999);
}

TEST_CASE("random forests reach every node, count their cycles and close them") {
  CHECK(rc::check("forest identities", [] {
    const auto [network, is_active] = *test::random_network();
    const auto forest = spanning_forest(network, {}, is_active);
    const auto parts = components(network, is_active);
    std::size_t active = 0;
    for (std::size_t k = 0; k < network.links(); ++k)
      active += is_in(is_active, LinkId(k)) ? 1U : 0U;
    RC_ASSERT(forest.order.size() == network.nodes());
    RC_ASSERT(forest.roots.size() == parts.count);
    RC_ASSERT(forest.chords.size() + network.nodes() == active + parts.count);
    Column<NodeId, bool> is_seen(network.nodes(), false);
    for (const NodeId node : forest.order) {
      RC_ASSERT(!is_seen[node]);
      RC_ASSERT((forest.parent[node].is_none() || is_seen[forest.parent[node]]));
      is_seen[node] = true;
    }
    for (const LinkId chord : forest.chords) {
      // a cycle leaves every node as often as it enters: signed incidence sums to zero
      Column<NodeId, double> balance(network.nodes(), 0.0);
      for (const CycleLink& c : cycle_of(network, forest, chord)) {
        balance[network.from[c.link]] -= c.sign;
        balance[network.to[c.link]] += c.sign;
      }
      for (const double b : balance) RC_ASSERT(b == 0.0);
    }
  }));
}

}  // namespace landbridge
