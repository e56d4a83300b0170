#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "landbridge/gas/verdict.hpp"
#include "landbridge/gas/verdict_bounds.hpp"
#include "landbridge/gas/verdict_relaxation.hpp"
#include "landbridge/gas/verdict_search.hpp"

/// Combined decisions, and the linear relaxation against states that a search found.
using namespace landbridge;
using namespace landbridge::gas;

namespace {

Pipe pipe_of(double km) {
  Pipe pipe;
  pipe.length = km * units::km;
  pipe.diameter = 600.0 * units::mm;
  pipe.roughness = 0.05 * units::mm;
  return pipe;
}

/// a - pipe - b, two valves side by side from b to c, c - pipe - d
VerdictCase twin_valves(double flow_kg_s) {
  VerdictCase c;
  c.problem.gas = dry_pipeline_gas();
  for (const char* name : {"a", "b", "c", "d"}) c.problem.network.add_node(name);
  c.problem.supply.resize(4);
  c.problem.limits.resize(4, {30.0 * units::bar, 70.0 * units::bar});
  c.problem.add("first", NodeId(0), NodeId(1), pipe_of(40));
  for (const char* name : {"v1", "v2"}) {
    ControlledElement valve;
    valve.link = c.problem.add(name, NodeId(1), NodeId(2), Valve{});
    valve.may_be_active = false;
    c.elements.push_back(valve);
  }
  c.problem.add("second", NodeId(2), NodeId(3), pipe_of(40));
  c.problem.supply[NodeId(0)] = MassFlow::from_si(flow_kg_s);
  c.problem.supply[NodeId(3)] = MassFlow::from_si(-flow_kg_s);
  return c;
}

ElementOrder order(std::size_t element, ElementMode mode, int direction = 0) {
  ElementOrder o;
  o.element = element;
  o.mode = mode;
  o.direction = direction;
  return o;
}

VerdictAnswer decided(const VerdictCase& c) {
  auto answer = verdict(c);
  REQUIRE(answer.has_value());
  REQUIRE(answer->verdict != Verdict::undecided);
  return std::move(*answer);
}

/// Four nodes in a ring of pipes with a chord, gas in at 0 and out at 1 .. 3.
VerdictCase ring(double flow_kg_s) {
  VerdictCase c;
  c.problem.gas = dry_pipeline_gas();
  for (int i = 0; i < 4; ++i) c.problem.network.add_node(fmt::format("n{}", i));
  c.problem.limits.resize(4, {20.0 * units::bar, 70.0 * units::bar});
  for (const auto& [from, to, km] :
       {std::tuple{0, 1, 50.0}, {1, 2, 70.0}, {2, 3, 60.0}, {3, 0, 40.0}, {1, 3, 90.0}})
    c.problem.add(fmt::format("p{}{}", from, to), NodeId(static_cast<std::size_t>(from)),
                  NodeId(static_cast<std::size_t>(to)), pipe_of(km));
  for (const double share : {1.0, -0.2, -0.5, -0.3})
    c.problem.supply.push_back(MassFlow::from_si(share * flow_kg_s));
  return c;
}

}  // namespace

TEST_CASE("of the decisions of a group the verdict takes the one that carries the gas") {
  VerdictCase c = twin_valves(50.0);
  c.choices = {{"twins",
                {{"both shut", {order(0, ElementMode::closed), order(1, ElementMode::closed)}},
                 {"first back", {order(0, ElementMode::open, -1), order(1, ElementMode::closed)}},
                 {"second", {order(0, ElementMode::closed), order(1, ElementMode::open, 1)}}}}};
  const VerdictAnswer yes = decided(c);
  REQUIRE(yes.verdict == Verdict::feasible);
  REQUIRE(yes.decisions == std::vector<std::size_t>{2});
  CHECK(yes.flow_kg_s[LinkId(1)] == doctest::Approx(0.0).scale(1.0));
  CHECK(yes.flow_kg_s[LinkId(2)] == doctest::Approx(50.0).epsilon(1e-9));
}

TEST_CASE("a group none of whose decisions fits is the cause, and its absence the relief") {
  VerdictCase c = twin_valves(50.0);
  c.choices = {
      {"twins",
       {{"both shut", {order(0, ElementMode::closed), order(1, ElementMode::closed)}},
        {"first back", {order(0, ElementMode::open, -1), order(1, ElementMode::closed)}}}}};
  const VerdictAnswer no = decided(c);
  REQUIRE(no.verdict == Verdict::infeasible);
  CHECK(no.cause.what == CauseWhat::no_decision);
  CHECK(no.cause.where == "gas.decision[twins]");
  REQUIRE(!no.cause.reliefs.empty());
  CHECK(no.cause.reliefs.front().what == "decision");
}

TEST_CASE("two groups are decided together: what one takes away the other must leave") {
  VerdictCase c = twin_valves(50.0);
  c.choices = {
      {"one", {{"shut", {order(0, ElementMode::closed)}}, {"open", {order(0, ElementMode::open)}}}},
      {"two", {{"shut", {order(1, ElementMode::closed)}}}}};
  const VerdictAnswer yes = decided(c);
  REQUIRE(yes.verdict == Verdict::feasible);
  CHECK(yes.decisions == std::vector<std::size_t>{1, 0});
}

TEST_CASE("the relaxation never cuts off a state, and narrows the flows of a ring") {
  for (const double flow_kg_s : {40.0, 90.0, 140.0}) {
    const VerdictCase c = ring(flow_kg_s);
    const VerdictAnswer yes = decided(c);
    REQUIRE(yes.verdict == Verdict::feasible);
    auto model = build_verdict_model(c);
    REQUIRE(model.has_value());
    Bounds bounds = initial_bounds(*model);
    for (ValueRange& flow : bounds.flow) flow = {-200.0, 200.0};
    RelaxationBudget budget{.iterations = 100000, .programs = 1000};
    bool has_changed = false;
    REQUIRE(!tighten_by_relaxation(*model, bounds, budget, has_changed));
    CHECK(has_changed);
    for (std::size_t l = 0; l < bounds.flow.size(); ++l) {
      CHECK(bounds.flow[l].low <= yes.flow_kg_s[LinkId(l)]);
      CHECK(bounds.flow[l].high >= yes.flow_kg_s[LinkId(l)]);
      CHECK(bounds.flow[l].width() < 400.0);
    }
  }
}

TEST_CASE("the relaxation alone rules out what no pipe of a ring can carry") {
  const VerdictCase c = ring(600.0);
  auto model = build_verdict_model(c);
  REQUIRE(model.has_value());
  Bounds bounds = initial_bounds(*model);
  for (ValueRange& flow : bounds.flow) flow = {-600.0, 600.0};
  RelaxationBudget budget{.iterations = 100000, .programs = 1000};
  bool has_changed = false;
  const auto conflict = tighten_by_relaxation(*model, bounds, budget, has_changed);
  REQUIRE(conflict.has_value());
  CHECK(conflict->kind == Conflict::Kind::relaxation);
}

TEST_CASE("a flow limit that is met exactly is no violation") {
  VerdictCase c = twin_valves(50.0);
  c.flow.resize(c.problem.network.links());
  c.flow[LinkId(3)].highest_kg_s = 50.0;
  CHECK(decided(c).verdict == Verdict::feasible);
  c.flow[LinkId(3)].highest_kg_s = 49.99;
  CHECK(decided(c).verdict == Verdict::infeasible);
}
