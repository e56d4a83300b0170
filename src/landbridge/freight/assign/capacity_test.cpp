#include "landbridge/freight/assign/capacity.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "landbridge/math/lp.hpp"
#include "landbridge/math/random.hpp"

using namespace landbridge;
using namespace landbridge::freight;

namespace {

void add_link(AssignNetwork& n, std::int32_t from, std::int32_t to, double time, double b = 0.0,
              double capacity = 1.0) {
  n.from.push_back(from);
  n.to.push_back(to);
  n.free_flow_time.push_back(time);
  n.b.push_back(b);
  n.capacity.push_back(capacity);
  n.power.push_back(b > 0.0 ? 4.0 : 0.0);
  n.length.push_back(1.0);
  n.toll.push_back(0.0);
}

AssignProblem parallel(std::vector<double> times, double demand) {
  AssignProblem p;
  p.network.zones = p.network.nodes = 2;
  for (const double time : times) add_link(p.network, 0, 1, time);
  AssignClass users;
  users.demand = {{0, 1, demand}};
  p.classes = {users};
  return p;
}

/// A grid with congestion, three origins and three destinations.
AssignProblem grid() {
  AssignProblem p;
  constexpr std::int32_t side = 4;
  p.network.zones = p.network.nodes = side * side;
  RandomStream random(3, "grid", 0);
  for (std::int32_t i = 0; i < side; ++i)
    for (std::int32_t j = 0; j < side; ++j) {
      if (j + 1 < side)
        add_link(p.network, i * side + j, i * side + j + 1, random.uniform(1, 3), 0.15, 6.0);
      if (i + 1 < side)
        add_link(p.network, i * side + j, (i + 1) * side + j, random.uniform(1, 3), 0.15, 6.0);
    }
  AssignClass users;
  for (const std::int32_t o : {0, 1, 4})
    for (const std::int32_t d : {15, 14, 11})
      users.demand.push_back({o, d, 2.0 + random.uniform()});
  p.classes = {users};
  return p;
}

/// 200 nodes in a ring with chords, four classes of twelve pairs, constant costs.
AssignProblem ring(std::uint64_t seed) {
  AssignProblem p;
  constexpr std::int32_t nodes = 200;
  p.network.zones = p.network.nodes = nodes;
  RandomStream random(seed, "ring", 0);
  const auto node = [&] { return static_cast<std::int32_t>(random.uniform() * nodes); };
  for (std::int32_t i = 0; i < nodes; ++i) {
    add_link(p.network, i, (i + 1) % nodes, random.uniform(5, 10));
    add_link(p.network, (i + 1) % nodes, i, random.uniform(5, 10));
    for (int chord = 0; chord < 2; ++chord) {
      const std::int32_t from = node();
      const std::int32_t to = node();
      if (from != to) add_link(p.network, from, to, random.uniform(5, 60));
    }
  }
  p.classes.resize(4);
  for (AssignClass& users : p.classes) {
    for (std::size_t link = 0; link < p.network.links(); ++link)
      users.fixed_cost.push_back(random.uniform(0, 20));
    for (int pair = 0; pair < 12; ++pair) {
      const std::int32_t from = node();
      const std::int32_t to = node();
      users.demand.push_back({from, to, random.uniform(1, 10)});
    }
  }
  return p;
}

}  // namespace

TEST_CASE("a limit costs the difference to the next route") {
  const auto s = unwrap(assign_with_limits(parallel({1.0, 3.0}, 10.0), {{0, 4.0}}));
  CHECK(s.prices.has_converged);
  CHECK(s.prices.residual() <= 1e-6);
  CHECK(s.prices.limits[0].price == doctest::Approx(2.0).epsilon(1e-6));
  CHECK(s.prices.limits[0].is_unique);
  CHECK(s.equilibrium.flow[0] == doctest::Approx(4.0).epsilon(2e-6));
  CHECK(s.objective == doctest::Approx(4.0 + 18.0).epsilon(1e-5));
  CHECK(s.unmet == 0.0);
}

TEST_CASE("a limit with room costs nothing") {
  const auto s = unwrap(assign_with_limits(parallel({1.0, 3.0}, 10.0), {{0, 40.0}, {1, 5.0}}));
  CHECK(s.prices.has_converged);
  CHECK(s.prices.limits[0].price == 0.0);
  CHECK(s.prices.limits[1].price == 0.0);
}

TEST_CASE("demand that cannot pass is counted, and the links that stop it are named") {
  const auto s = unwrap(assign_with_limits(parallel({1.0, 3.0}, 10.0), {{0, 4.0}, {1, 3.0}}));
  CHECK(s.unmet == doctest::Approx(3.0).epsilon(1e-5));
  REQUIRE(s.unmet_pairs.size() == 1);
  CHECK(s.cut == std::vector<std::int32_t>{0, 1});
  CHECK(s.equilibrium.flow[0] == doctest::Approx(4.0).epsilon(1e-5));
}

TEST_CASE("what stays behind for a price sets the price of the limit") {
  LimitOptions options;
  options.unmet_cost = 9.0;
  const auto s = unwrap(assign_with_limits(parallel({1.0}, 10.0), {{0, 4.0}}, options));
  CHECK(s.prices.limits[0].price == doctest::Approx(8.0).epsilon(1e-6));
  CHECK(s.unmet == doctest::Approx(6.0).epsilon(1e-5));
  CHECK(s.objective == doctest::Approx(4.0 * 1.0 + 6.0 * 9.0).epsilon(1e-5));
}

TEST_CASE("two limits one behind the other have no unique prices, and it is said") {
  AssignProblem p;
  p.network.zones = 2;
  p.network.nodes = 3;
  add_link(p.network, 0, 2, 1.0);
  add_link(p.network, 2, 1, 1.0);
  add_link(p.network, 0, 1, 5.0);
  AssignClass users;
  users.demand = {{0, 1, 10.0}};
  p.classes = {users};
  const auto s = unwrap(assign_with_limits(p, {{0, 4.0}, {1, 4.0}}));
  CHECK(s.prices.has_converged);
  CHECK(s.prices.limits[0].price + s.prices.limits[1].price == doctest::Approx(3.0).epsilon(1e-6));
  CHECK_FALSE(s.prices.limits[0].is_unique);
  CHECK_FALSE(s.prices.limits[1].is_unique);
}

TEST_CASE("prices are the derivatives of the least total over the limits") {
  const AssignProblem p = grid();
  const auto free = unwrap(assign(p, {.gap = 1e-12}));
  std::vector<FlowLimit> limits;
  for (std::size_t link = 0; link < p.network.links() && limits.size() < 4; link += 2)
    if (free.flow[link] > 3.0)
      limits.push_back({static_cast<std::int32_t>(link), 0.8 * free.flow[link]});
  LimitOptions options;
  options.tolerance = 1e-9;
  const AssignOptions tight{.gap = 1e-13, .max_passes = 3000};
  const auto s = unwrap(assign_with_limits(p, limits, options, tight));
  REQUIRE(s.prices.has_converged);
  std::size_t binding = 0;
  for (std::size_t i = 0; i < limits.size(); ++i) {
    if (!s.prices.limits[i].is_unique) continue;
    auto up = limits;
    auto down = limits;
    const double step = 1e-3 * limits[i].at_flow;
    up[i].at_flow += step;
    down[i].at_flow -= step;
    const double high = unwrap(assign_with_limits(p, up, options, tight)).objective;
    const double low = unwrap(assign_with_limits(p, down, options, tight)).objective;
    const double difference = -(high - low) / (2.0 * step);
    CAPTURE(i);
    CHECK(difference == doctest::Approx(s.prices.limits[i].price).epsilon(1e-3).scale(0.1));
    if (s.prices.limits[i].price > 0.01) ++binding;
  }
  CHECK(binding >= 2);
}

TEST_CASE("with constant costs the total is that of the linear program of flows") {
  AssignProblem p = grid();
  for (double& b : p.network.b) b = 0.0;
  for (double& power : p.network.power) power = 0.0;
  const auto free = unwrap(assign(p));
  std::vector<FlowLimit> limits;
  for (std::size_t link = 0; link < p.network.links(); ++link)
    if (free.flow[link] > 6.0) limits.push_back({static_cast<std::int32_t>(link), 6.0});
  REQUIRE(limits.size() >= 2);
  const auto s = unwrap(assign_with_limits(p, limits));
  CHECK(s.prices.has_converged);
  // One commodity an origin; columns are its flows on links and what stays behind by pair.
  LinearProgram lp;
  const auto links = static_cast<std::int32_t>(p.network.links());
  std::vector<std::vector<LpTerm>> limit_rows(limits.size());
  for (const std::int32_t origin : {0, 1, 4}) {
    const std::int32_t first = lp.columns();
    for (std::int32_t link = 0; link < links; ++link)
      lp.add_column(0.0, lp_infinity, p.network.free_flow_time[static_cast<std::size_t>(link)]);
    for (std::int32_t node = 0; node < p.network.nodes; ++node) {
      double out = 0.0;
      std::vector<LpTerm> row;
      for (const OdDemand& d : p.classes[0].demand) {
        if (d.origin != origin) continue;
        if (node == origin) out += d.amount;
        if (node == d.destination) out -= d.amount;
      }
      for (std::int32_t link = 0; link < links; ++link) {
        if (p.network.from[static_cast<std::size_t>(link)] == node)
          row.push_back({first + link, 1.0});
        if (p.network.to[static_cast<std::size_t>(link)] == node)
          row.push_back({first + link, -1.0});
      }
      lp.add_row(row, out, out);
    }
    for (std::size_t i = 0; i < limits.size(); ++i)
      limit_rows[i].push_back({first + limits[i].link, 1.0});
  }
  for (std::size_t i = 0; i < limits.size(); ++i) lp.add_row(limit_rows[i], -lp_infinity, 6.0);
  const auto best = solve_lp(lp);
  if (best.status == LpStatus::infeasible) {
    CHECK(s.unmet > 0.0);
  } else {
    REQUIRE(best.status == LpStatus::optimal);
    CHECK(s.unmet == 0.0);
    CHECK(s.objective == doctest::Approx(best.objective).epsilon(1e-5));
  }
}

TEST_CASE("limits that are none are refused") {
  const AssignProblem p = parallel({1.0}, 1.0);
  CHECK_FALSE(assign_with_limits(p, {{1, 1.0}}).has_value());
  CHECK_FALSE(assign_with_limits(p, {{0, 0.0}}).has_value());
  CHECK_FALSE(assign_with_limits(p, {{0, 1.0}, {0, 2.0}}).has_value());
}

TEST_CASE("limits of networks with constant costs hold with their proof, on every draw") {
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    CAPTURE(seed);
    const AssignProblem p = ring(seed);
    const auto free = unwrap(assign(p));
    std::vector<FlowLimit> limits;
    for (std::size_t link = 0; link < p.network.links(); ++link)
      if (free.flow[link] > 11.0)
        limits.push_back({static_cast<std::int32_t>(link), 0.6 * free.flow[link]});
    const auto s = unwrap(assign_with_limits(p, limits));
    CHECK(s.prices.has_converged);
    CHECK(s.prices.residual() <= 1e-6);
    CHECK(s.unmet_pairs.empty() == s.cut.empty());
    double wanted = 0.0;
    double sent = s.unmet;
    for (const AssignClass& users : p.classes)
      for (const OdDemand& d : users.demand)
        if (d.origin != d.destination) wanted += d.amount;
    for (const AssignPaths::Pair& pair : s.equilibrium.paths.pairs()) sent += pair.amount;
    CHECK(sent == doctest::Approx(wanted).epsilon(1e-9));
  }
}
