#include <atomic>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "landbridge/freight/assign/assignment.hpp"
#include "landbridge/freight/assign/link_law.hpp"
#include "landbridge/freight/assign/select_link.hpp"
#include "landbridge/math/random.hpp"

using namespace landbridge;
using namespace landbridge::freight;

namespace {

struct Road {
  std::int32_t from, to;
  double free_flow_time;
  double b = 0.0, capacity = 1.0, power = 1.0;
};

AssignNetwork network_of(std::int32_t nodes, const std::vector<Road>& roads) {
  AssignNetwork network;
  network.zones = nodes;
  network.nodes = nodes;
  for (const Road& road : roads) {
    network.from.push_back(road.from);
    network.to.push_back(road.to);
    network.free_flow_time.push_back(road.free_flow_time);
    network.b.push_back(road.b);
    network.capacity.push_back(road.capacity);
    network.power.push_back(road.power);
    network.length.push_back(1.0);
    network.toll.push_back(0.0);
  }
  return network;
}

AssignProblem problem_of(AssignNetwork network, std::vector<OdDemand> demand) {
  AssignProblem problem;
  problem.network = std::move(network);
  AssignClass users;
  users.name = "all";
  users.demand = std::move(demand);
  problem.classes.push_back(std::move(users));
  return problem;
}

/// A grid of two-way streets of random times, demand between all corners and sides.
AssignProblem random_grid(std::int32_t side, std::uint64_t seed) {
  RandomStream random(seed, "grid", 0);
  std::vector<Road> roads;
  const auto node = [&](std::int32_t x, std::int32_t y) { return y * side + x; };
  const auto street = [&](std::int32_t a, std::int32_t b) {
    roads.push_back({a, b, 1.0 + random.uniform(), 0.15, 5.0 + 5.0 * random.uniform(), 4.0});
    roads.push_back({b, a, 1.0 + random.uniform(), 0.15, 5.0 + 5.0 * random.uniform(), 4.0});
  };
  for (std::int32_t y = 0; y < side; ++y)
    for (std::int32_t x = 0; x < side; ++x) {
      if (x + 1 < side) street(node(x, y), node(x + 1, y));
      if (y + 1 < side) street(node(x, y), node(x, y + 1));
    }
  std::vector<OdDemand> demand;
  for (std::int32_t a = 0; a < side * side; a += 3)
    for (std::int32_t b = 1; b < side * side; b += 4)
      if (a != b) demand.push_back({a, b, random.uniform()});
  return problem_of(network_of(side * side, roads), demand);
}

}  // namespace

TEST_CASE("the time of a link is its law, and its integral belongs to it") {
  AssignNetwork network = network_of(2, {{0, 1, 3.0, 0.15, 10.0, 4.0},
                                         {0, 1, 3.0, 0.15, 10.0, 4.5},
                                         {0, 1, 3.0, 2.0, 10.0, 1.0},
                                         {0, 1, 3.0, 2.0, 10.0, 0.0},
                                         {0, 1, 0.0, 2.0, 0.0, 4.0}});
  network.limits.assign(5, {12.0, 0.5, 0.25});
  for (std::size_t link = 0; link < network.links(); ++link) {
    CAPTURE(link);
    const LinkLaw law(network, link);
    const double p = network.power[link];
    for (const double flow : {0.0, 4.0, 9.0, 11.0, 20.0}) {
      const double rise = network.free_flow_time[link] == 0.0
                              ? 0.0
                              : network.b[link] * std::pow(flow / network.capacity[link], p);
      const double expected =
          network.free_flow_time[link] * (1.0 + rise) + std::max(0.0, 0.5 + 0.25 * (flow - 12.0));
      CHECK(law.at(flow).time == doctest::Approx(expected).epsilon(1e-14));
      const double step = 1e-5;
      const double slope = (law.at(flow + step).time - law.at(flow).time) / step;
      CHECK(law.at(flow + 0.5 * step).slope == doctest::Approx(slope).epsilon(1e-5));
      const double mean_time = (law.integral(flow + step) - law.integral(flow)) / step;
      CHECK(mean_time == doctest::Approx(law.at(flow + 0.5 * step).time).epsilon(1e-8));
    }
  }
}

TEST_CASE("two roads side by side share the flow so that times are equal") {
  // 10 (1 + v1/100) = 15 (1 + 0.5 v2/100), v1 + v2 = 400: v1 = 200, v2 = 200.
  const auto problem =
      problem_of(network_of(2, {{0, 1, 10.0, 1.0, 100.0, 1.0}, {0, 1, 15.0, 0.5, 100.0, 1.0}}),
                 {{0, 1, 400.0}});
  const auto solution = unwrap(assign(problem, {.gap = 1e-14}));
  CHECK(solution.flow[0] == doctest::Approx(200.0).epsilon(1e-12));
  CHECK(solution.flow[1] == doctest::Approx(200.0).epsilon(1e-12));
  CHECK(solution.time[0] == doctest::Approx(30.0).epsilon(1e-12));
  CHECK(solution.total_cost == doctest::Approx(12000.0).epsilon(1e-12));
  CHECK(solution.objective ==
        doctest::Approx(10.0 * 200 + 0.05 * 200 * 200 + 15.0 * 200 + 0.0375 * 200 * 200)
            .epsilon(1e-12));
}

TEST_CASE("Braess: the new road makes everybody slower") {
  const std::vector<Road> without = {{0, 2, 1e-9, 1e10, 1.0, 1.0},
                                     {0, 3, 50.0, 0.02, 1.0, 1.0},
                                     {2, 1, 50.0, 0.02, 1.0, 1.0},
                                     {3, 1, 1e-9, 1e10, 1.0, 1.0}};
  auto with = without;
  with.push_back({2, 3, 10.0, 0.1, 1.0, 1.0});
  const auto before =
      unwrap(assign(problem_of(network_of(4, without), {{0, 1, 6.0}}), {.gap = 1e-13}));
  const auto after = unwrap(assign(problem_of(network_of(4, with), {{0, 1, 6.0}}), {.gap = 1e-13}));
  CHECK(before.total_cost / 6.0 == doctest::Approx(83.0).epsilon(1e-9));
  CHECK(after.total_cost / 6.0 == doctest::Approx(92.0).epsilon(1e-9));
  CHECK(after.flow[4] == doctest::Approx(2.0).epsilon(1e-9));
  CHECK(after.paths.size() == 3);
}

TEST_CASE("a node before the first through node ends routes but carries none") {
  // 0 -> 1 -> 2 is short, 0 -> 3 -> 2 long; node 1 may not carry.
  auto network = network_of(4, {{0, 1, 1.0}, {1, 2, 1.0}, {0, 3, 5.0}, {3, 2, 5.0}});
  network.first_through_node = 3;
  const auto solution = unwrap(assign(problem_of(network, {{0, 2, 1.0}, {0, 1, 1.0}})));
  CHECK(solution.flow == std::vector<double>{1.0, 0.0, 1.0, 1.0});
}

TEST_CASE("a symmetric grid has symmetric flows") {
  // A square with equal streets: half goes each way.
  const auto problem = problem_of(network_of(4, {{0, 1, 1.0, 0.15, 2.0, 4.0},
                                                 {1, 3, 1.0, 0.15, 2.0, 4.0},
                                                 {0, 2, 1.0, 0.15, 2.0, 4.0},
                                                 {2, 3, 1.0, 0.15, 2.0, 4.0}}),
                                  {{0, 3, 10.0}});
  const auto solution = unwrap(assign(problem, {.gap = 1e-14}));
  for (const double flow : solution.flow) CHECK(flow == doctest::Approx(5.0).epsilon(1e-9));
}

TEST_CASE("on random grids flows are conserved, used routes are shortest, and the gap is true") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    const auto problem = random_grid(6, seed);
    const auto solution = unwrap(assign(problem, {.gap = 1e-12}));
    CHECK(solution.has_converged);
    CHECK(solution.conservation_error < 1e-12);
    const auto costs = link_costs(problem, 0, solution.flow);
    std::vector<double> flow(problem.network.links());
    double total = 0.0;
    std::vector<std::int32_t> links;
    for (const AssignPaths::Pair& pair : solution.paths.pairs())
      for (std::size_t p = pair.first_path; p < pair.first_path + pair.paths; ++p) {
        solution.paths.links_of(p, links);
        REQUIRE(problem.network.from[static_cast<std::size_t>(links.front())] == pair.origin);
        REQUIRE(problem.network.to[static_cast<std::size_t>(links.back())] == pair.destination);
        for (const std::int32_t link : links) {
          flow[static_cast<std::size_t>(link)] += solution.paths.flow(p);
          total += costs[static_cast<std::size_t>(link)] * solution.paths.flow(p);
        }
      }
    for (std::size_t link = 0; link < flow.size(); ++link)
      CHECK(flow[link] == doctest::Approx(solution.flow[link]).epsilon(1e-9));
    CHECK(total == doctest::Approx(solution.total_cost).epsilon(1e-11));
    CHECK(solution.worst_excess < 1e-6);
  }
}

TEST_CASE("bits do not depend on the number of threads") {
  const auto problem = random_grid(8, 7);
  const auto one = unwrap(assign(problem, {.gap = 1e-11, .threads = 1}));
  const auto two = unwrap(assign(problem, {.gap = 1e-11, .threads = 2}));
  CHECK(one.flow == two.flow);
  CHECK(one.passes.size() == two.passes.size());
  CHECK(one.objective == two.objective);
  CHECK(one.paths.size() == two.paths.size());
}

TEST_CASE("two classes with the same costs are one class split in two, in either order") {
  const auto whole = random_grid(6, 11);
  AssignProblem split = whole;
  split.classes.push_back(split.classes[0]);
  for (OdDemand& d : split.classes[0].demand) d.amount *= 0.3;
  for (OdDemand& d : split.classes[1].demand) d.amount *= 0.7;
  AssignProblem swapped = split;
  std::swap(swapped.classes[0], swapped.classes[1]);
  const auto one = unwrap(assign(whole, {.gap = 1e-13}));
  const auto two = unwrap(assign(split, {.gap = 1e-13}));
  const auto other = unwrap(assign(swapped, {.gap = 1e-13}));
  CHECK(two.objective == doctest::Approx(one.objective).epsilon(1e-12));
  CHECK(other.objective == doctest::Approx(one.objective).epsilon(1e-12));
  for (std::size_t link = 0; link < one.flow.size(); ++link)
    CHECK(std::abs(two.flow[link] - one.flow[link]) < 1e-4);  // flows follow the root of the gap
}

TEST_CASE("lorries that count as two cars are twice as many cars") {
  auto cars = random_grid(5, 3);
  auto lorries = cars;
  lorries.classes[0].car_equivalent = 2.0;
  for (OdDemand& d : cars.classes[0].demand) d.amount *= 2.0;
  const auto a = unwrap(assign(cars, {.gap = 1e-12}));
  const auto b = unwrap(assign(lorries, {.gap = 1e-12}));
  CHECK(b.objective == doctest::Approx(a.objective).epsilon(1e-11));
  CHECK(b.total_cost == doctest::Approx(a.total_cost).epsilon(1e-9));
}

TEST_CASE("a class keeps off links that are barred to it, and its tolls count for it alone") {
  auto problem = problem_of(network_of(2, {{0, 1, 1.0}, {0, 1, 2.0}}), {{0, 1, 10.0}});
  problem.classes.push_back(problem.classes[0]);
  problem.classes[0].is_barred = {1, 0};
  problem.network.toll = {0.5, 0.0};
  problem.classes[1].toll_factor = 1.0;
  const auto solution = unwrap(assign(problem));
  CHECK(solution.class_flow[0] == std::vector<double>{0.0, 10.0});
  CHECK(solution.class_flow[1] == std::vector<double>{10.0, 0.0});
  CHECK(solution.total_cost == doctest::Approx(20.0 + 15.0));
}

TEST_CASE("starting from the solution changes nothing, and from other demand saves passes") {
  auto problem = random_grid(7, 5);
  const auto cold = unwrap(assign(problem, {.gap = 1e-10}));
  const auto again = unwrap(assign(problem, {.gap = 1e-10, .start = &cold.paths}));
  CHECK(again.passes.size() <= 2);
  for (OdDemand& d : problem.classes[0].demand) d.amount *= 1.02;
  const auto warm = unwrap(assign(problem, {.gap = 1e-10, .start = &cold.paths}));
  const auto fresh = unwrap(assign(problem, {.gap = 1e-10}));
  CHECK(warm.objective == doctest::Approx(fresh.objective).epsilon(1e-10));
  CHECK(warm.passes.size() <= fresh.passes.size());
}

TEST_CASE("who uses a link: the pairs add up to its flow") {
  const auto problem = random_grid(5, 2);
  const auto solution = unwrap(assign(problem, {.gap = 1e-10}));
  const auto selected = unwrap(select_link(problem, solution, 6, 7));
  double sum = 0.0;
  for (const SelectedLink::Pair& pair : selected.pairs) sum += pair.flow;
  REQUIRE(selected.links.size() == 1);
  const auto link = static_cast<std::size_t>(selected.links[0]);
  CHECK(sum == doctest::Approx(solution.flow[link]).epsilon(1e-9));
  CHECK(selected.flow_on_link[link] == doctest::Approx(sum).epsilon(1e-12));
  CHECK_FALSE(select_link(problem, solution, 0, 24).has_value());
}

TEST_CASE("what cannot be solved is said") {
  const auto cut_off = assign(problem_of(network_of(3, {{0, 1, 1.0}}), {{0, 2, 1.0}}));
  REQUIRE_FALSE(cut_off.has_value());
  CHECK(cut_off.error().fault == Fault::infeasible);
  CHECK(cut_off.error().what.find("from 1 to 3") != std::string::npos);
  const auto fault_of = [](AssignProblem problem) {
    const auto solution = assign(problem);
    REQUIRE_FALSE(solution.has_value());
    CHECK_FALSE(solution.error().hint.empty());
    return solution.error().fault;
  };
  const auto good = problem_of(network_of(2, {{0, 1, 1.0, 0.15, 1.0, 4.0}}), {{0, 1, 1.0}});
  auto bad = good;
  bad.network.capacity[0] = 0.0;
  CHECK(fault_of(bad) == Fault::bad_input);
  bad = good;
  bad.network.power[0] = 0.5;
  CHECK(fault_of(bad) == Fault::bad_input);
  bad = good;
  bad.network.to[0] = 2;
  CHECK(fault_of(bad) == Fault::bad_input);
  bad = good;
  bad.classes[0].demand[0].amount = std::nan("");
  CHECK(fault_of(bad) == Fault::bad_input);
  bad = good;
  bad.classes[0].fixed_cost = {-2.0};
  CHECK(fault_of(bad) == Fault::bad_input);
  bad = good;
  bad.network.toll.clear();
  CHECK(fault_of(bad) == Fault::bad_input);
}

TEST_CASE("no demand is an equilibrium, and a limit of passes is reported") {
  const auto empty = unwrap(assign(problem_of(network_of(2, {{0, 1, 1.0}}), {})));
  CHECK(empty.has_converged);
  CHECK(empty.total_cost == 0.0);
  const auto short_of = unwrap(assign(random_grid(6, 1), {.gap = 1e-12, .max_passes = 1}));
  CHECK_FALSE(short_of.has_converged);
  CHECK(short_of.passes.size() == 2);
}

TEST_CASE("a cancelled search ends after its pass and says so") {
  const std::atomic<bool> is_cancelled = true;
  const auto solution =
      unwrap(assign(random_grid(6, 1), {.gap = 1e-12, .is_cancelled = &is_cancelled}));
  CHECK_FALSE(solution.has_converged);
  CHECK(solution.passes.size() == 1);
}
