#include <cmath>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "landbridge/freight/assign/assignment.hpp"
#include "landbridge/freight/assign/bush_solver.hpp"
#include "landbridge/freight/assign/select_link.hpp"
#include "landbridge/math/random.hpp"

using namespace landbridge;
using namespace landbridge::freight;

namespace {

void add_street(AssignNetwork& network, std::int32_t from, std::int32_t to, double minutes) {
  network.from.push_back(from);
  network.to.push_back(to);
  network.free_flow_time.push_back(minutes);
  network.b.push_back(0.15);
  network.capacity.push_back(6.0 + minutes);
  network.power.push_back(4.0);
  network.length.push_back(minutes);
  network.toll.push_back(0.1);
}

/// A square of two-way streets of random times; demand of two classes between every third corner
/// and every fourth.
AssignProblem square(std::int32_t side, std::uint64_t seed) {
  AssignProblem problem;
  AssignNetwork& network = problem.network;
  RandomStream random(seed, "square", 0);
  network.zones = network.nodes = side * side;
  for (std::int32_t node = 0; node < network.nodes; ++node)
    for (const std::int32_t next : {node % side + 1 < side ? node + 1 : -1, node + side}) {
      if (next < 0 || next >= network.nodes) continue;
      add_street(network, node, next, 1.0 + random.uniform());
      add_street(network, next, node, 1.0 + random.uniform());
    }
  for (const double distance_factor : {0.0, 2.0}) {
    AssignClass users;
    users.name = "users";
    users.distance_factor = distance_factor;
    users.toll_factor = 0.5;
    users.car_equivalent = 1.0 + distance_factor / 4.0;
    for (std::int32_t a = 0; a < network.nodes; a += 3)
      for (std::int32_t b = 1; b < network.nodes; b += 4)
        if (a != b) users.demand.push_back({a, b, random.uniform()});
    problem.classes.push_back(std::move(users));
  }
  return problem;
}

/// Largest difference of flows from those of the routes of one class [flow of the class].
double route_error(const AssignProblem& problem, const AssignSolution& solution, int class_index) {
  std::vector<double> sum(problem.network.links());
  std::vector<std::int32_t> links;
  for (const AssignPaths::Pair& pair : solution.paths.pairs()) {
    double amount = 0.0;
    for (std::size_t p = pair.first_path; p < std::size_t{pair.first_path} + pair.paths; ++p) {
      solution.paths.links_of(p, links);
      REQUIRE_FALSE(links.empty());
      CHECK(problem.network.from[static_cast<std::size_t>(links.front())] == pair.origin);
      CHECK(problem.network.to[static_cast<std::size_t>(links.back())] == pair.destination);
      amount += solution.paths.flow(p);
      if (pair.class_index != class_index) continue;
      for (const std::int32_t link : links)
        sum[static_cast<std::size_t>(link)] += solution.paths.flow(p);
    }
    CHECK(amount == doctest::Approx(pair.amount).epsilon(1e-12));
  }
  double error = 0.0;
  for (std::size_t link = 0; link < sum.size(); ++link)
    error = std::max(
        error,
        std::abs(sum[link] - solution.class_flow[static_cast<std::size_t>(class_index)][link]));
  return error;
}

}  // namespace

TEST_CASE("flows by origin come to the equilibrium of flows by route") {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    const auto problem = square(7, seed);
    const AssignOptions options{.gap = 1e-10};
    const auto by_route = unwrap(assign(problem, options));
    const auto by_origin = unwrap(BushSolver(problem, options).solve());
    REQUIRE(by_origin.has_converged);
    CHECK(by_origin.objective == doctest::Approx(by_route.objective).epsilon(1e-9));
    CHECK(by_origin.shortest_cost <= by_origin.total_cost * (1.0 + 1e-12));
    CHECK(by_origin.conservation_error < 1e-12);
    for (std::size_t link = 0; link < problem.network.links(); ++link)
      CHECK(by_origin.flow[link] == doctest::Approx(by_route.flow[link]).epsilon(1e-3));
  }
}

TEST_CASE("routes read off the flows of a bush add up to them") {
  const auto problem = square(8, 5);
  const auto solution = unwrap(BushSolver(problem, {.gap = 1e-8}).solve());
  CHECK(route_error(problem, solution, 0) < 1e-9);
  CHECK(route_error(problem, solution, 1) < 1e-9);
  const auto selected = unwrap(select_link(problem, solution, 9, 10));
  REQUIRE(selected.links.size() == 1);
  const auto link = static_cast<std::size_t>(selected.links[0]);
  CHECK(selected.flow == doctest::Approx(solution.flow[link]).epsilon(1e-9));
  CHECK(selected.flow > 0.0);
}

TEST_CASE("a bush is the same for any number of threads, and says what it did not reach") {
  const auto problem = square(8, 6);
  const auto one = unwrap(BushSolver(problem, {.gap = 1e-7, .threads = 1}).solve());
  const auto two = unwrap(BushSolver(problem, {.gap = 1e-7, .threads = 2}).solve());
  CHECK(one.flow == two.flow);
  CHECK(one.relative_gap == two.relative_gap);
  const auto short_of = unwrap(BushSolver(problem, {.gap = 1e-12, .max_passes = 1}).solve());
  CHECK_FALSE(short_of.has_converged);
  CHECK(short_of.passes.size() == 2);
}

TEST_CASE("a pair that no route joins is named by flows by origin too") {
  auto problem = square(4, 1);
  problem.network.nodes = 17;
  problem.classes[1].demand.push_back({0, 16, 2.0});
  const auto solution = BushSolver(problem, {}).solve();
  REQUIRE_FALSE(solution);
  CHECK(solution.error().fault == Fault::infeasible);
  CHECK(solution.error().what.find("from 1 to 17") != std::string::npos);
}

TEST_CASE("many pairs are assigned by origin, with their routes") {
  auto problem = square(27, 2);
  problem.classes.pop_back();
  problem.classes[0].demand.clear();
  for (std::int32_t a = 0; a < problem.network.nodes; ++a)
    for (std::int32_t b = 0; b < problem.network.nodes; ++b)
      if (a != b) problem.classes[0].demand.push_back({a, b, 1e-3});
  const auto solution = unwrap(assign(problem, {.gap = 1e-12, .max_passes = 1}));
  CHECK(solution.passes[0].sweeps == 4);
  CHECK(solution.paths.pairs().size() == problem.classes[0].demand.size());
  std::vector<std::int32_t> links;
  double total = 0.0;
  for (std::size_t p = 0; p < solution.paths.size(); ++p) {
    solution.paths.links_of(p, links);
    total += solution.paths.flow(p) * static_cast<double>(links.size());
  }
  double sum = 0.0;
  for (const double flow : solution.flow) sum += flow;
  CHECK(total == doctest::Approx(sum).epsilon(1e-10));
}

TEST_CASE("packed routes are the routes that were added") {
  AssignPaths paths;
  // Two ways and a loop of one street: 0 -> 1 twice, 1 -> 2, 0 -> 2, 3 -> 2.
  paths.pack(4, {0, 0, 1, 0, 3}, {1, 1, 2, 2, 2});
  paths.add_pair(0, 0, 2, 3.0);
  const std::vector<std::vector<std::int32_t>> routes = {{0, 2}, {1, 2}, {3}};
  for (const auto& route : routes) paths.add_path(1.0, route);
  paths.add_pair(0, 1, 0, 1.0);  // without a route
  paths.add_pair(0, 3, 2, 1.0);
  paths.add_path(1.0, {4});
  std::vector<std::int32_t> links;
  for (std::size_t p = 0; p < routes.size(); ++p) {
    paths.links_of(p, links);
    CHECK(links == routes[p]);
  }
  paths.links_of(3, links);
  CHECK(links == std::vector<std::int32_t>{4});
}
