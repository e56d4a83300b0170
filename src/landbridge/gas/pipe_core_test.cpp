#include "landbridge/gas/pipe_core.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "landbridge/gas/solve.hpp"
#include "pipe_grid.hpp"

using namespace landbridge;
using namespace landbridge::gas;

namespace {

NodeId node(std::size_t i) { return NodeId(i); }

Problem empty_problem(std::size_t nodes) {
  Problem problem;
  problem.gas = constant_gas(447.79883 * joule_per_kg_kelvin, 0.9, 283.15 * units::kelvin);
  for (std::size_t i = 0; i < nodes; ++i) problem.network.add_node(fmt::format("{}", i));
  problem.supply = Column<NodeId, MassFlow>(nodes);
  problem.fixed_pressure.push_back({node(0), 80 * units::bar});
  return problem;
}

void add_pipe(Problem& problem, std::size_t a, std::size_t b, double length_m, double diameter_m) {
  Pipe pipe;
  pipe.length = Length::from_si(length_m);
  pipe.diameter = Length::from_si(diameter_m);
  pipe.roughness = 0.05 * units::mm;
  problem.add(fmt::format("P{}", problem.network.links()), node(a), node(b), pipe);
}

double worst_flow_difference(const Solution& a, const Solution& b) {
  double worst = 0.0;
  for (std::size_t i = 0; i < a.flow.size(); ++i)
    worst = std::max(worst, std::abs(a.flow[LinkId(i)].si() - b.flow[LinkId(i)].si()));
  return worst;
}

}  // namespace

TEST_CASE("generated grids have the nodes, cycles and 2-cores of real ones") {
  for (const auto& shape : {test::grid_60, test::grid_140, test::grid_600, test::grid_4200}) {
    CAPTURE(shape.nodes);
    const Problem problem = test::pipe_grid(shape, 3);
    const Network& net = problem.network;
    CHECK(net.nodes() == shape.nodes);
    CHECK(net.links() + 1 == shape.nodes + shape.cycles);
    std::vector<std::size_t> degree(net.nodes(), 0);
    for (std::size_t i = 0; i < net.links(); ++i) {
      ++degree[net.from[LinkId(i)].index()];
      ++degree[net.to[LinkId(i)].index()];
    }
    std::vector<std::uint8_t> is_gone(net.nodes(), 0);
    for (bool is_changed = true; is_changed;) {
      is_changed = false;
      for (std::size_t i = 0; i < net.links(); ++i) {
        const std::size_t a = net.from[LinkId(i)].index();
        const std::size_t b = net.to[LinkId(i)].index();
        if (is_gone[a] || is_gone[b] || (degree[a] > 1 && degree[b] > 1)) continue;
        is_gone[degree[a] == 1 ? a : b] = 1;
        --degree[a], --degree[b];
        is_changed = true;
      }
    }
    std::size_t core = 0;
    std::size_t branching = 0;
    for (std::size_t i = 0; i < net.nodes(); ++i) {
      core += is_gone[i] ? 0U : 1U;
      branching += !is_gone[i] && degree[i] > 2 ? 1U : 0U;
    }
    CHECK(core == shape.core_nodes);
    CHECK(static_cast<double>(branching) > 0.7 * static_cast<double>(shape.branching_nodes));
  }
}

TEST_CASE("every generated grid is solved to rounding and can be run") {
  for (const auto& shape : {test::grid_60, test::grid_140, test::grid_600, test::grid_4200})
    for (std::uint64_t seed = 1; seed <= (shape.nodes < 200 ? 50 : 4); ++seed) {
      CAPTURE(shape.nodes);
      CAPTURE(seed);
      const auto solution = solve(test::pipe_grid(shape, seed));
      REQUIRE(solution.has_value());
      CHECK(solution->infeasible.empty());
      CHECK(solution->certificate.mass_residual_kg_s < 1e-10);
      CHECK(solution->certificate.law_residual_relative < 1e-12);
    }
}

TEST_CASE("a warm start from any other nomination ends where a cold start ends") {
  for (const Friction friction : {Friction::nikuradse, Friction::colebrook}) {
    Problem problem = test::pipe_grid(test::grid_140, 2);
    problem.friction = friction;
    auto prepared = prepare(problem);
    REQUIRE(prepared.has_value());
    RandomStream random(5, "loads", 0);
    for (int draw = 0; draw < 30; ++draw) {
      Problem drawn = problem;
      for (MassFlow& s : drawn.supply) s = random.uniform(-1.5, 1.5) * s;
      const auto warm = solve(*prepared, drawn.supply);
      const auto cold = solve(drawn);
      REQUIRE(warm.has_value());
      REQUIRE(cold.has_value());
      CHECK(worst_flow_difference(*warm, *cold) < 1e-7);  // kg/s
    }
  }
}

TEST_CASE("two almost lossless paths 500 km from the source share a small flow exactly") {
  // 0 ==500 km== 1, then 1-2-3 and 1-3 of 50 m and 120 m; K is proportional to the length, so the
  // flows are as 1 to sqrt(120/100) inversely: m_a/m_b = sqrt(120/100).
  for (const double demand_kg_s : {100.0, 1.0, 1e-2, 1e-4}) {
    CAPTURE(demand_kg_s);
    Problem problem = empty_problem(5);
    add_pipe(problem, 0, 1, 500e3, 1.4);
    add_pipe(problem, 1, 2, 50.0, 1.4);
    add_pipe(problem, 3, 2, 50.0, 1.4);
    add_pipe(problem, 1, 3, 120.0, 1.4);
    add_pipe(problem, 1, 4, 300e3, 0.9);
    problem.supply[node(3)] = MassFlow::from_si(-demand_kg_s);
    problem.supply[node(4)] = MassFlow::from_si(-60.0);
    const auto solution = solve(problem);
    REQUIRE(solution.has_value());
    const double by_two = solution->flow[LinkId(std::size_t{1})].si();
    const double direct = solution->flow[LinkId(std::size_t{3})].si();
    const double expected = demand_kg_s / (1.0 + std::sqrt(1.2));
    constexpr double tolerance_kg_s = 1e-9;  // a thousandth of what a solution has to reach
    CHECK(std::abs(direct - expected) < tolerance_kg_s);
    CHECK(std::abs(by_two - (demand_kg_s - expected)) < tolerance_kg_s);
    CHECK(std::abs(by_two + solution->flow[LinkId(std::size_t{2})].si()) < 1e-13);
  }
}

TEST_CASE("a mesh at rest stays at the held pressure everywhere") {
  Problem problem = test::pipe_grid(test::grid_140, 1);
  for (MassFlow& s : problem.supply) s = {};
  const auto solution = solve(problem);
  REQUIRE(solution.has_value());
  for (const Pressure p : solution->pressure) CHECK(p.in(units::bar) == doctest::Approx(80.0));
  for (const MassFlow m : solution->flow) CHECK(std::abs(m.si()) < 1e-9);
}

TEST_CASE("a ring of equal pipes between two held nodes carries the closed form on both sides") {
  Problem problem = empty_problem(6);
  problem.fixed_pressure.push_back({node(3), 60 * units::bar});
  for (std::size_t i = 0; i < 6; ++i) add_pipe(problem, i, (i + 1) % 6, 20e3, 0.8);
  const auto solution = solve(problem);
  REQUIRE(solution.has_value());
  const double k =
      potential_drop(
          law_of(problem.links.of<Pipe>()[0].link, problem.gas, Friction::nikuradse, 0.0), 1.0)
          .value_pa2;
  const double expected_kg_s = std::sqrt((80e5 * 80e5 - 60e5 * 60e5) / 1.8 / (3.0 * k));
  for (std::size_t i = 0; i < 6; ++i)
    CHECK(solution->flow[LinkId(i)].si() ==
          doctest::Approx(i < 3 ? expected_kg_s : -expected_kg_s).epsilon(1e-12));
}

TEST_CASE("a load beyond what any pressure drives is proved, never answered by a negative root") {
  Problem problem = test::pipe_grid(test::grid_140, 1);
  for (MassFlow& s : problem.supply) s = 3.0 * s;
  const auto solution = solve(problem);
  REQUIRE(solution.has_value());
  const bool is_proved =
      std::any_of(solution->infeasible.begin(), solution->infeasible.end(),
                  [](const auto& why) { return why.what == InfeasibleWhat::no_pressure; });
  CHECK(is_proved);
  for (const Pressure p : solution->pressure) CHECK((std::isnan(p.si()) || p.si() >= 0.0));
}
