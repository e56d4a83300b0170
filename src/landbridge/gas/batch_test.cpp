#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "landbridge/gas/batch.hpp"
#include "landbridge/gas/batch_plan.hpp"
#include "landbridge/gas/lane_kernel.hpp"
#include "landbridge/gas/solver_model.hpp"

using namespace landbridge;
using namespace landbridge::gas;

namespace {

/// Numbers in [low, high) from a seed, the same on every machine.
class Draw {
 public:
  explicit Draw(unsigned seed) : random_(seed) {}
  double operator()(double low, double high) {
    return low + (high - low) * static_cast<double>(random_() >> 11) * 0x1p-53;
  }
  NodeId node(std::size_t below) { return NodeId(static_cast<std::size_t>(random_() % below)); }

 private:
  std::mt19937_64 random_;
};

Gas benchmark_gas() {
  return constant_gas(447.79883 * joule_per_kg_kelvin, 0.9, 283.15 * units::kelvin);
}

Pipe pipe_of(double length_km, double diameter_mm) {
  Pipe pipe;
  pipe.length = length_km * units::km;
  pipe.diameter = diameter_mm * units::mm;
  pipe.roughness = 0.05 * units::mm;
  return pipe;
}

NodeId add_node(Problem& problem, const std::string& name) {
  problem.supply.push_back({});
  return problem.network.add_node(name);
}

/// Nodes N0 (held at 70 bar) to N9 as a random tree of pipes with `extra` pipes that close loops
/// and a lossless link.
Problem random_network(unsigned seed, int extra, double load_kg_s) {
  Draw draw(seed);
  Problem problem;
  problem.gas = benchmark_gas();
  constexpr std::size_t nodes = 14;
  for (std::size_t i = 0; i < nodes; ++i) {
    const NodeId node = add_node(problem, fmt::format("N{}", i));
    problem.supply[node] = MassFlow::from_si(draw(-load_kg_s, 0.4 * load_kg_s));
  }
  problem.fixed_pressure.push_back({NodeId(0), 70 * units::bar});
  const auto connect = [&](NodeId a, NodeId b) {
    problem.add(fmt::format("P{}", problem.network.links()), a, b,
                pipe_of(draw(5, 60), draw(500, 1100)));
  };
  for (std::size_t i = 1; i < nodes; ++i) connect(draw.node(i), NodeId(i));
  for (int i = 0; i < extra; ++i) connect(draw.node(nodes), draw.node(nodes));
  problem.add("S", NodeId(3), add_node(problem, "N99"), ShortPipe{});
  return problem;
}

/// Puts stations before pipes that the links' first ends feed.
void add_stations(Problem& problem, unsigned seed, int count, bool may_flow_back) {
  Draw draw(seed);
  for (int i = 0; i < count; ++i) {
    const NodeId inlet = draw.node(8);
    const NodeId outlet = add_node(problem, fmt::format("M{}", i));
    Compressor station;
    station.control = CompressorControl::ratio;
    station.pressure_ratio = Scalar::from_si(draw(1.05, 1.4));
    station.may_flow_back = may_flow_back;
    if (!may_flow_back) station.max_outlet_pressure = draw(70, 85) * units::bar;
    problem.add(fmt::format("C{}", i), inlet, outlet, station);
    problem.add(fmt::format("CP{}", i), outlet, draw.node(12), pipe_of(draw(5, 40), 700));
  }
}

Supplies random_supplies(const Problem& problem, std::size_t cases, unsigned seed) {
  Draw draw(seed);
  Supplies supplies(cases, problem.network.nodes());
  for (std::size_t i = 0; i < cases; ++i)
    for (std::size_t n = 0; n < supplies.nodes; ++n)
      supplies.at(i, NodeId(n)) = draw(0.75, 1.25) * problem.supply[NodeId(n)].si();
  return supplies;
}

/// Checks every case against solve(); how many went through the kernel.
std::size_t check_against_solve(const Problem& problem, const Supplies& supplies) {
  const auto batch = solve_batch(problem, supplies);
  REQUIRE(batch.has_value());
  for (std::size_t i = 0; i < supplies.cases; ++i) {
    CAPTURE(i);
    const BatchCase& found = batch->cases[i];
    Problem alone = problem;
    for (std::size_t n = 0; n < supplies.nodes; ++n)
      alone.supply[NodeId(n)] = MassFlow::from_si(supplies.at(i, NodeId(n)));
    const auto solution = solve(alone);
    REQUIRE(solution.has_value());
    CHECK((found.status == BatchStatus::ok) == solution->infeasible.empty());
    double lowest_pa = std::numeric_limits<double>::infinity();
    for (const Pressure p : solution->pressure) lowest_pa = std::fmin(lowest_pa, p.si());
    if (found.cause && found.cause->what == InfeasibleWhat::no_pressure) {
      CHECK(std::isnan(found.lowest_pressure.si()));
      CHECK(solution->infeasible.front().what == InfeasibleWhat::no_pressure);
      CHECK(solution->infeasible.front().node == found.cause->node);
      continue;
    }
    CHECK(found.lowest_pressure.si() == doctest::Approx(lowest_pa).epsilon(1e-9));
    CHECK(solution->pressure[found.lowest_node].si() <= lowest_pa + 0.2);
    CHECK(found.slack.si() == doctest::Approx(solution->supply[NodeId(0)].si()).epsilon(1e-9));
  }
  return batch->certificate.compiled;
}

}  // namespace

TEST_CASE("one pipe in a batch meets the closed form, for every case of a full and a part chunk") {
  Problem problem;
  problem.gas = benchmark_gas();
  const NodeId a = add_node(problem, "A"), b = add_node(problem, "B");
  problem.fixed_pressure.push_back({a, 80 * units::bar});
  problem.add("P", a, b, pipe_of(100, 1000));
  Supplies supplies(13, 2);
  for (std::size_t i = 0; i < 13; ++i) supplies.at(i, b) = -20.0 * static_cast<double>(i);
  const auto batch = solve_batch(problem, supplies);
  REQUIRE(batch.has_value());
  CHECK(batch->certificate.compiled == 13);
  const double lambda = std::pow(2.0 * std::log10(1000.0 / 0.05) + 1.138, -2.0);
  const double area_m2 = 0.25 * 3.14159265358979323846;
  const double k = lambda * 1e5 * 0.9 * 447.79883 * 283.15 / (area_m2 * area_m2);
  for (std::size_t i = 0; i < 13; ++i) {
    const double m = 20.0 * static_cast<double>(i);
    CHECK(batch->cases[i].lowest_pressure.si() ==
          doctest::Approx(std::sqrt(64e12 - k * m * m)).epsilon(1e-12));
    CHECK(batch->cases[i].slack.si() == doctest::Approx(m));
    CHECK(batch->cases[i].lowest_node == (i == 0 ? a : b));
  }
}

TEST_CASE("batches of trees and of loops of pipes agree with solve(), case by case") {
  for (unsigned seed = 1; seed <= 25; ++seed) {
    CAPTURE(seed);
    const Problem problem = random_network(seed, static_cast<int>(seed % 6), 25.0);
    const Supplies supplies = random_supplies(problem, 11, seed + 1000);
    CHECK(check_against_solve(problem, supplies) == supplies.cases);
  }
}

TEST_CASE("heights, own temperatures and limits are in the kernel too, for a constant Z") {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    Problem problem = random_network(seed, 4, 30.0);
    Draw draw(seed + 7);
    for (std::size_t n = 0; n < problem.network.nodes(); ++n) {
      // Ends of a link without loss share one height, or gas would rise for nothing.
      problem.height.push_back(draw(0, 600) * units::metre);
      problem.limits.push_back({40 * units::bar, 84 * units::bar});
    }
    problem.height[problem.network.to[LinkId(problem.network.links() - 1)]] =
        problem.height[NodeId(3)];
    for (auto& row : problem.links.of<Pipe>())
      row.link.ground_temperature = draw(275, 293) * units::kelvin;
    const Supplies supplies = random_supplies(problem, 9, seed);
    CHECK(check_against_solve(problem, supplies) == supplies.cases);
  }
}

TEST_CASE("stations that keep their ratio whatever the flow are in the kernel, in loops too") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    Problem problem = random_network(seed, 2, 15.0);
    add_stations(problem, seed, 3, true);
    const Supplies supplies = random_supplies(problem, 10, seed);
    CHECK(check_against_solve(problem, supplies) > 0);
  }
}

TEST_CASE("stations that close, by-pass or reach their highest pressure agree with solve()") {
  std::size_t compiled = 0;
  for (unsigned seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    Problem problem = random_network(seed, 2, 12.0);
    add_stations(problem, seed, 3, false);
    compiled += check_against_solve(problem, random_supplies(problem, 12, seed));
  }
  CHECK(compiled > 150);  // of 360: the kernel follows the modes of most
}

TEST_CASE("friction that depends on the flow goes through solve(), with the same keys") {
  Problem problem = random_network(3, 3, 20.0);
  problem.friction = Friction::colebrook;
  const Supplies supplies = random_supplies(problem, 40, 3);
  CHECK(check_against_solve(problem, supplies) == 0);
  const auto batch = solve_batch(problem, supplies);
  CHECK(batch->certificate.why_not_compiled == "friction depends on the flow");
  CHECK(batch->certificate.iterations > 0);
}

TEST_CASE("the kernel and the general solver give one answer") {
  const Problem problem = random_network(8, 5, 20.0);
  const Supplies supplies = random_supplies(problem, 30, 8);
  const auto fast = solve_batch(problem, supplies);
  BatchOptions options;
  options.may_compile = false;
  const auto slow = solve_batch(problem, supplies, options);
  REQUIRE(fast.has_value());
  REQUIRE(slow.has_value());
  CHECK(slow->certificate.compiled == 0);
  for (std::size_t i = 0; i < supplies.cases; ++i) {
    CHECK(fast->cases[i].lowest_pressure.si() ==
          doctest::Approx(slow->cases[i].lowest_pressure.si()).epsilon(1e-10));
    CHECK(fast->cases[i].lowest_node == slow->cases[i].lowest_node);
  }
}

TEST_CASE("the bits do not depend on threads, nor on the width of the registers") {
  Problem problem = random_network(5, 5, 20.0);
  add_stations(problem, 5, 2, true);
  const Supplies supplies = random_supplies(problem, 700, 5);
  BatchOptions two;
  two.threads = 2;
  const auto one = solve_batch(problem, supplies);
  const auto other = solve_batch(problem, supplies, two);
  REQUIRE(one.has_value());
  REQUIRE(other.has_value());
  for (std::size_t i = 0; i < supplies.cases; ++i) {
    CHECK(one->cases[i].lowest_pressure.si() == other->cases[i].lowest_pressure.si());
    CHECK(one->cases[i].law_residual_relative == other->cases[i].law_residual_relative);
  }
  const auto model = build_model(problem);
  REQUIRE(model.has_value());
  const auto plan = make_plan(**model);
  REQUIRE(plan.has_value());
  LaneWork wide(*plan), plain(*plan);
  for (std::size_t n = 0; n < supplies.nodes; ++n) {
    const auto v = static_cast<std::size_t>((*model)->vertex_of_node[n]);
    if ((*model)->is_held[v]) continue;
    for (std::size_t l = 0; l < lane_count; ++l) {
      wide.supply_kg_s[v].v[l] += supplies.at(l, NodeId(n));
      plain.supply_kg_s[v].v[l] += supplies.at(l, NodeId(n));
    }
  }
  solve_lanes(*plan, {}, {}, wide);
  solve_lanes(*plan, {}, {60, 1e-12, false}, plain);
  CHECK(wide.is_good == plain.is_good);
  CHECK(std::memcmp(wide.psi_pa2.data(), plain.psi_pa2.data(),
                    wide.psi_pa2.size() * sizeof(Lanes)) == 0);
  CHECK(std::memcmp(wide.flow_kg_s.data(), plain.flow_kg_s.data(),
                    wide.flow_kg_s.size() * sizeof(Lanes)) == 0);
}

TEST_CASE("a case that cannot run says by how much the source would have to rise, and it helps") {
  Problem problem = random_network(4, 4, 25.0);
  problem.limits.resize(problem.network.nodes());
  for (std::size_t n = 0; n < problem.network.nodes(); ++n)
    problem.limits[NodeId(n)].lower = 45 * units::bar;
  Supplies supplies = random_supplies(problem, 12, 4);
  for (double& s : supplies.kg_s) s *= 12.0;
  const auto batch = solve_batch(problem, supplies);
  REQUIRE(batch.has_value());
  std::size_t checked = 0;
  for (std::size_t i = 0; i < supplies.cases; ++i) {
    const BatchCase& found = batch->cases[i];
    if (!found.cause) continue;
    REQUIRE(found.status == BatchStatus::infeasible);
    REQUIRE(std::isfinite(found.cause->source_change.si()));
    CHECK(sentence_of(problem, found).find("would have to hold") != std::string::npos);
    Problem raised = problem;
    raised.fixed_pressure.front().pressure =
        raised.fixed_pressure.front().pressure + found.cause->source_change;
    for (std::size_t n = 0; n < supplies.nodes; ++n)
      raised.supply[NodeId(n)] = MassFlow::from_si(supplies.at(i, NodeId(n)));
    const auto solution = solve(raised);
    REQUIRE(solution.has_value());
    CHECK(solution->pressure[found.cause->node].in(units::bar) ==
          doctest::Approx(45.0).epsilon(1e-8));
    ++checked;
  }
  CHECK(checked > 0);
}

TEST_CASE("loops in which nothing flows, a network of one node, and no cases at all") {
  Problem problem = random_network(6, 5, 0.0);
  const auto still = solve_batch(problem, Supplies(3, problem.network.nodes()));
  REQUIRE(still.has_value());
  CHECK(still->cases[2].lowest_pressure.in(units::bar) == doctest::Approx(70.0));
  CHECK(still->cases[2].lowest_node == NodeId(0));  // "N0": the first by name of all
  const auto none = solve_batch(problem, Supplies(0, problem.network.nodes()));
  REQUIRE(none.has_value());
  CHECK(none->cases.empty());
  Problem single;
  single.gas = benchmark_gas();
  single.fixed_pressure.push_back({add_node(single, "only"), 50 * units::bar});
  const auto one = solve_batch(single, Supplies(2, 1));
  REQUIRE(one.has_value());
  CHECK(one->cases[1].lowest_pressure.in(units::bar) == doctest::Approx(50.0));
}

TEST_CASE("a table that does not fit the network, and values that are no numbers, are errors") {
  const Problem problem = random_network(1, 1, 10.0);
  const auto narrow = solve_batch(problem, Supplies(2, 3));
  REQUIRE_FALSE(narrow.has_value());
  CHECK(narrow.error().fault == Fault::bad_input);
  CHECK(narrow.error().what.find("15 nodes") != std::string::npos);
  Supplies broken(2, problem.network.nodes());
  broken.at(1, NodeId(4)) = std::numeric_limits<double>::quiet_NaN();
  const auto nan = solve_batch(problem, broken);
  REQUIRE_FALSE(nan.has_value());
  CHECK(nan.error().where == "gas.batch[1]");
  CHECK(nan.error().what.find("N4") != std::string::npos);
  Supplies torn(2, problem.network.nodes());
  torn.kg_s.pop_back();
  CHECK_FALSE(solve_batch(problem, torn).has_value());
}

TEST_CASE("absurd flows give a verdict, not a number that is none") {
  const Problem problem = random_network(2, 4, 10.0);
  Supplies supplies(9, problem.network.nodes());
  for (std::size_t i = 0; i < 9; ++i)
    supplies.at(i, NodeId(9)) = -std::pow(10.0, 30.0 * static_cast<double>(i));
  const auto batch = solve_batch(problem, supplies);
  REQUIRE(batch.has_value());
  for (std::size_t i = 1; i < 9; ++i) CHECK(batch->cases[i].status != BatchStatus::ok);
  CHECK(batch->cases[0].status == BatchStatus::ok);
}
