#include "landbridge/freight/routes/pareto.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

#include "landbridge/math/random.hpp"

using namespace landbridge;
using namespace landbridge::freight;

namespace {

LinkId add(RouteNetwork& network, NodeId from, NodeId to, RouteLink link) {
  network.link.push_back(std::move(link));
  return network.network.add_link(fmt::format("L{}", network.network.links()), from, to);
}

RouteLink haul(double duration_s, double cost, double co2_kg = 0.0, double variance_s2 = 0.0) {
  RouteLink link{.duration_s = duration_s,
                 .cost = {},
                 .co2_kg = co2_kg,
                 .variance_s2 = variance_s2,
                 .timetable = {},
                 .closed = {}};
  link.cost[static_cast<std::size_t>(CostKind::haulage)] = cost;
  return link;
}

/// Small whole numbers, so that ties are common; some links with timetables or closed times.
RouteNetwork random_network(std::uint64_t seed, std::size_t nodes, std::size_t links) {
  RandomStream random(seed, "routes", 0);
  RouteNetwork network;
  for (std::size_t n = 0; n < nodes; ++n) network.network.add_node(fmt::format("N{}", n));
  const auto whole = [&](std::uint64_t below) { return static_cast<double>(random.below(below)); };
  for (std::size_t a = 0; a < links; ++a) {
    RouteLink link = haul(whole(9), whole(9), whole(5), whole(4));
    if (random.below(4) == 0) {
      std::vector<Departure> departures;
      for (std::size_t d = 0; d < 6; ++d) {
        const double latest_s = whole(60);
        const double leaves_s = latest_s + whole(3);
        departures.push_back({latest_s, leaves_s, leaves_s + 1.0 + whole(12)});
      }
      link.timetable = static_cast<std::uint32_t>(network.timetables.size());
      network.timetables.emplace_back(departures);
    } else if (random.below(5) == 0) {
      const double from_s = whole(30);
      link.closed = {{from_s, from_s + whole(20)}};
    }
    add(network, NodeId(random.below(nodes)), NodeId(random.below(nodes)), std::move(link));
  }
  return network;
}

using Totals = std::array<double, 4>;

Totals totals_of(const Route& route) {
  return {route.time_s, route.cost, route.co2_kg, route.variance_s2};
}

bool is_no_worse(const Totals& a, const Totals& b) {
  for (std::size_t c = 0; c < a.size(); ++c)
    if (a[c] > b[c]) return false;
  return true;
}

/// The Pareto set by looking at every simple path.
std::vector<Totals> by_enumeration(const RouteNetwork& network, const RouteQuery& query) {
  std::vector<Totals> all;
  std::vector<LinkId> path;
  std::vector<bool> is_on_path(network.network.nodes(), false);
  const std::function<void(NodeId)> walk = [&](NodeId at) {
    if (at == query.to) {
      if (const auto route = travel(network, path, query.ready_s)) all.push_back(totals_of(*route));
      return;
    }
    is_on_path[at.index()] = true;
    for (std::size_t a = 0; a < network.network.links(); ++a) {
      const NodeId head = network.network.to.values()[a];
      if (network.network.from.values()[a] != at || is_on_path[head.index()]) continue;
      path.emplace_back(a);
      walk(head);
      path.pop_back();
    }
    is_on_path[at.index()] = false;
  };
  walk(query.from);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  std::vector<Totals> best;
  for (const Totals& one : all)
    if (std::none_of(all.begin(), all.end(),
                     [&](const Totals& other) { return other != one && is_no_worse(other, one); }))
      best.push_back(one);
  return best;
}

}  // namespace

TEST_CASE("the routes are those that enumeration of all paths leaves unbeaten") {
  rc::check([](std::uint64_t seed) {
    const RouteNetwork network = random_network(seed, 7, 20);
    const RouteQuery query{.from = NodeId(0), .to = NodeId(6), .ready_s = 3.0};
    const ParetoRoutes found = unwrap(pareto_routes(network, query));
    std::vector<Totals> totals;
    for (const Route& route : found.routes) totals.push_back(totals_of(route));
    std::sort(totals.begin(), totals.end());
    RC_ASSERT(totals == by_enumeration(network, query));
  });
}

TEST_CASE("with an epsilon every optimal route is covered by one that is given") {
  rc::check([](std::uint64_t seed) {
    const RouteNetwork network = random_network(seed, 8, 24);
    RouteQuery query{.from = NodeId(0), .to = NodeId(7), .ready_s = 0.0, .epsilon = 0.25};
    const ParetoRoutes few = unwrap(pareto_routes(network, query));
    query.epsilon = 0.0;
    const ParetoRoutes all = unwrap(pareto_routes(network, query));
    RC_ASSERT(few.routes.size() <= all.routes.size());
    for (const Route& route : all.routes) {
      Totals limit = totals_of(route);
      for (double& value : limit) value *= 1.25;
      RC_ASSERT(std::any_of(few.routes.begin(), few.routes.end(), [&](const Route& given) {
        return is_no_worse(totals_of(given), limit);
      }));
    }
  });
}

TEST_CASE("the legs of a route follow each other and add up") {
  rc::check([](std::uint64_t seed) {
    const RouteNetwork network = random_network(seed, 7, 24);
    const RouteQuery query{.from = NodeId(1), .to = NodeId(5), .ready_s = 1.0};
    const ParetoRoutes found = unwrap(pareto_routes(network, query));
    for (const Route& route : found.routes) {
      double now_s = query.ready_s;
      NodeId at = query.from;
      double cost = 0.0;
      for (const RouteLeg& leg : route.legs) {
        RC_ASSERT(network.network.from[leg.link] == at);
        RC_ASSERT(leg.ready_s == now_s);
        RC_ASSERT(leg.leaves_s >= leg.ready_s);
        RC_ASSERT(leg.arrives_s >= leg.leaves_s);
        for (const double part : network.link[leg.link].cost) cost += part;
        now_s = leg.arrives_s;
        at = network.network.to[leg.link];
      }
      RC_ASSERT(at == query.to);
      RC_ASSERT(now_s - query.ready_s == route.time_s);
      RC_ASSERT(std::abs(cost - route.cost) < 1e-12);
    }
  });
}

TEST_CASE("a route may start as late as it says and no later") {
  rc::check([](std::uint64_t seed) {
    const RouteNetwork network = random_network(seed, 7, 24);
    const RouteQuery query{.from = NodeId(0), .to = NodeId(6), .ready_s = 2.0};
    const ParetoRoutes found = unwrap(pareto_routes(network, query));
    for (const Route& route : found.routes) {
      if (route.legs.empty()) continue;
      std::vector<LinkId> links;
      for (const RouteLeg& leg : route.legs) links.push_back(leg.link);
      const double arrives_s = route.legs.back().arrives_s;
      const double latest_s = latest_start_s(network, route);
      RC_ASSERT(latest_s >= query.ready_s);
      const auto in_time = travel(network, links, latest_s);
      RC_ASSERT(in_time.has_value());
      const double in_time_s = in_time->legs.back().arrives_s;
      RC_ASSERT(in_time_s <= arrives_s);
      const auto late = travel(network, links, latest_s + 0.5);
      const double late_s = late ? late->legs.back().arrives_s : 2.0 * arrives_s + 1.0;
      RC_ASSERT(late_s > arrives_s);
    }
  });
}

TEST_CASE("a ferry that leaves once a week beats the road only for who comes in time") {
  RouteNetwork network;
  const NodeId port = network.network.add_node("port");
  const NodeId quay = network.network.add_node("quay");
  network.timetables.emplace_back(std::vector<Departure>{{100.0, 110.0, 150.0}});
  RouteLink ferry = haul(0.0, 10.0);
  ferry.timetable = 0;
  const LinkId sea = add(network, port, quay, ferry);
  const LinkId road = add(network, port, quay, haul(120.0, 30.0));
  const auto at = [&](double ready_s) {
    return unwrap(pareto_routes(network, {.from = port, .to = quay, .ready_s = ready_s})).routes;
  };
  REQUIRE(at(50.0).size() == 1);
  CHECK(at(50.0)[0].legs[0].link == sea);
  REQUIRE(at(0.0).size() == 2);
  CHECK(at(0.0)[0].legs[0].link == road);
  CHECK(at(0.0)[1].legs[0].link == sea);
  REQUIRE(at(101.0).size() == 1);
  CHECK(at(101.0)[0].legs[0].link == road);
}

TEST_CASE("no way there is an empty answer; too many labels and bad numbers are errors") {
  RouteNetwork network = random_network(1, 6, 0);
  const RouteQuery query{.from = NodeId(0), .to = NodeId(5)};
  CHECK(unwrap(pareto_routes(network, query)).routes.empty());
  for (std::size_t n = 0; n < 5; ++n)
    for (const double cost : {1.0, 2.0, 3.0})
      add(network, NodeId(n), NodeId(n + 1), haul(4.0 - cost, cost));
  CHECK(unwrap(pareto_routes(network, query)).routes.size() == 11);
  RouteQuery small = query;
  small.labels_max = 5;
  CHECK(pareto_routes(network, small).error().fault == Fault::not_converged);
  network.link[LinkId(3)].cost[0] = std::nan("");
  CHECK(pareto_routes(network, query).error().where == "freight.link[L3]");
}
