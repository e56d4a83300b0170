#include "landbridge/gas/solve.hpp"

#include <cmath>
#include <numbers>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "landbridge/gas/pipe_law.hpp"

using namespace landbridge;
using namespace landbridge::gas;

namespace {

/// Constant Z = 0.9, Nikuradse, one held node "A" at 80 bar.
struct Net {
  Problem problem;

  Net() {
    problem.gas = constant_gas(447.79883 * joule_per_kg_kelvin, 0.9, 283.15 * units::kelvin);
  }
  NodeId node(const char* name, double supply_kg_s = 0.0) {
    problem.supply.push_back(MassFlow::from_si(supply_kg_s));
    return problem.network.add_node(name);
  }
  NodeId held(const char* name, double pressure_bar) {
    const NodeId id = node(name);
    problem.fixed_pressure.push_back({id, pressure_bar * units::bar});
    return id;
  }
  LinkId pipe(NodeId a, NodeId b, double length_km = 50.0, double diameter_mm = 800.0) {
    return problem.add(fmt::format("P{}", problem.network.links()), a, b,
                       pipe_of(length_km, diameter_mm));
  }
  static Pipe pipe_of(double length_km, double diameter_mm) {
    Pipe p;
    p.length = length_km * units::km;
    p.diameter = diameter_mm * units::mm;
    p.roughness = 0.05 * units::mm;
    return p;
  }
  /// K of p^2 = K m|m| for this gas [Pa^2 s^2/kg^2].
  double resistance(double length_km = 50.0, double diameter_mm = 800.0) const {
    const double d = diameter_mm / 1e3;
    const double lambda = std::pow(2.0 * std::log10(d / 5e-5) + 1.138, -2.0);
    return 16.0 * lambda * length_km * 1e3 * 0.9 * 447.79883 * 283.15 /
           (std::numbers::pi * std::numbers::pi * std::pow(d, 5));
  }
};

double bar_of(const Solution& s, NodeId n) { return s.pressure[n].in(units::bar); }
double flow_of(const Solution& s, LinkId l) { return s.flow[l].si(); }

}  // namespace

TEST_CASE("one pipe meets the closed form") {
  Net net;
  const NodeId a = net.held("A", 80.0);
  const NodeId b = net.node("B", -150.0);
  const LinkId ab = net.pipe(a, b);
  const auto s = solve(net.problem);
  REQUIRE(s.has_value());
  CHECK(s->infeasible.empty());
  CHECK(flow_of(*s, ab) == doctest::Approx(150.0).epsilon(1e-14));
  const double p_b = std::sqrt(64e12 - net.resistance() * 150.0 * 150.0);
  CHECK(s->pressure[b].si() == doctest::Approx(p_b).epsilon(1e-13));
  CHECK(s->supply[a].si() == doctest::Approx(150.0).epsilon(1e-14));
  CHECK(s->certificate.mass_residual_kg_s < 1e-12);
  CHECK(s->certificate.law_residual_relative < 1e-14);
}

TEST_CASE("two pipes in series lose what one pipe of both lengths loses") {
  Net two;
  const NodeId c2 = [&] {
    const NodeId a = two.held("A", 80.0);
    const NodeId b = two.node("B");
    const NodeId c = two.node("C", -120.0);
    two.pipe(a, b, 30.0);
    two.pipe(c, b, 40.0);  // drawn against the flow
    return c;
  }();
  Net one;
  const NodeId a = one.held("A", 80.0);
  const NodeId c1 = one.node("C", -120.0);
  one.pipe(a, c1, 70.0);
  CHECK(bar_of(*solve(two.problem), c2) ==
        doctest::Approx(bar_of(*solve(one.problem), c1)).epsilon(1e-13));
}

TEST_CASE("parallel pipes share the flow by the roots of their resistances") {
  Net net;
  const NodeId a = net.held("A", 80.0);
  const NodeId b = net.node("B", -200.0);
  const LinkId p = net.pipe(a, b, 50.0, 800.0);
  const LinkId q = net.pipe(b, a, 50.0, 600.0);
  const auto s = solve(net.problem);
  REQUIRE(s.has_value());
  const double c_p = 1.0 / std::sqrt(net.resistance(50.0, 800.0));
  const double c_q = 1.0 / std::sqrt(net.resistance(50.0, 600.0));
  CHECK(flow_of(*s, p) == doctest::Approx(200.0 * c_p / (c_p + c_q)).epsilon(1e-12));
  CHECK(flow_of(*s, q) == doctest::Approx(-200.0 * c_q / (c_p + c_q)).epsilon(1e-12));
}

TEST_CASE("two equal lines in one pipe are two equal pipes") {
  Net one;
  const NodeId a = one.held("A", 80.0);
  const NodeId b = one.node("B", -200.0);
  Pipe both = Net::pipe_of(50.0, 800.0);
  both.parallel_lines = Scalar::from_si(2.0);
  one.problem.add("P", a, b, both);
  Net two;
  const NodeId a2 = two.held("A", 80.0);
  const NodeId b2 = two.node("B", -200.0);
  two.pipe(a2, b2);
  two.pipe(a2, b2);
  const auto s1 = solve(one.problem);
  const auto s2 = solve(two.problem);
  CHECK(bar_of(*s1, b) == doctest::Approx(bar_of(*s2, b2)).epsilon(1e-13));
  CHECK(s1->link[LinkId(std::size_t{0})].outlet_velocity.si() ==
        doctest::Approx(s2->link[LinkId(std::size_t{0})].outlet_velocity.si()).epsilon(1e-12));
}

TEST_CASE("a loop of three pipes agrees with bisection on its one loop flow") {
  Net net;
  const NodeId a = net.held("A", 80.0);
  const NodeId b = net.node("B", -90.0);
  const NodeId c = net.node("C", -60.0);
  const LinkId ab = net.pipe(a, b, 50.0, 700.0);
  const LinkId ac = net.pipe(a, c, 80.0, 600.0);
  const LinkId bc = net.pipe(b, c, 20.0, 400.0);
  const auto s = solve(net.problem);
  REQUIRE(s.has_value());
  const auto drop = [](double k, double m) { return k * m * std::abs(m); };
  double low = 0.0, high = 150.0;
  for (int i = 0; i < 200; ++i) {
    const double m = 0.5 * (low + high);  // in ab
    const double around = drop(net.resistance(50.0, 700.0), m) +
                          drop(net.resistance(20.0, 400.0), m - 90.0) -
                          drop(net.resistance(80.0, 600.0), 150.0 - m);
    (around > 0.0 ? high : low) = m;
  }
  CHECK(flow_of(*s, ab) == doctest::Approx(low).epsilon(1e-10));
  CHECK(flow_of(*s, bc) == doctest::Approx(low - 90.0).epsilon(1e-9));
  CHECK(flow_of(*s, ac) == doctest::Approx(150.0 - low).epsilon(1e-10));
}

TEST_CASE("without flow all pressures are equal, also in a net full of loops") {
  Net net;
  const NodeId a = net.held("A", 80.0);
  const NodeId b = net.node("B");
  const NodeId c = net.node("C");
  const NodeId d = net.node("D");
  for (const auto& [x, y] : {std::pair{a, b}, {b, c}, {c, a}, {c, d}, {d, b}}) net.pipe(x, y);
  const auto s = solve(net.problem);
  REQUIRE(s.has_value());
  for (const NodeId n : {a, b, c, d}) CHECK(bar_of(*s, n) == doctest::Approx(80.0).epsilon(1e-14));
  CHECK(s->infeasible.empty());
}

TEST_CASE("a bridge of a balanced loop carries nothing, found in a few steps") {
  Net net;  // Wheatstone: equal arms, so the middle pipe has zero flow
  const NodeId a = net.held("A", 80.0);
  const NodeId b = net.node("B");
  const NodeId c = net.node("C");
  const NodeId d = net.node("D", -100.0);
  net.pipe(a, b);
  net.pipe(a, c);
  net.pipe(b, d);
  net.pipe(c, d);
  const LinkId middle = net.pipe(b, c);
  const auto s = solve(net.problem);
  REQUIRE(s.has_value());
  CHECK(std::abs(flow_of(*s, middle)) < 1e-6);
  CHECK(s->certificate.iterations < 20);
}

TEST_CASE("a column of gas at rest is denser below: the barometric formula") {
  Net net;
  const NodeId a = net.held("A", 80.0);
  const NodeId b = net.node("B");
  net.pipe(a, b);
  net.problem.height = Column<NodeId, Length>(2);
  net.problem.height[b] = 1000 * units::metre;
  const auto s = solve(net.problem);
  REQUIRE(s.has_value());
  const double exponent = 9.80665 * 1000.0 / (0.9 * 447.79883 * 283.15);
  CHECK(s->pressure[b].si() == doctest::Approx(8e6 * std::exp(-exponent)).epsilon(1e-13));
}

TEST_CASE("up and down again costs next to nothing") {
  Net net;
  const NodeId a = net.held("A", 80.0);
  const NodeId top = net.node("top");
  const NodeId b = net.node("B");
  net.pipe(a, top);
  net.pipe(top, b);
  net.problem.height = Column<NodeId, Length>(3);
  net.problem.height[top] = 800 * units::metre;
  CHECK(bar_of(*solve(net.problem), b) == doctest::Approx(80.0).epsilon(1e-13));
}

TEST_CASE("one node alone is an answer") {
  Net net;
  const NodeId a = net.held("A", 55.0);
  const auto s = solve(net.problem);
  REQUIRE(s.has_value());
  CHECK(bar_of(*s, a) == 55.0);
  CHECK(s->supply[a].si() == 0.0);
}

TEST_CASE("a part without a held pressure has flows but no pressures") {
  Net net;
  net.held("A", 80.0);
  const NodeId b = net.node("B", 30.0);
  const NodeId c = net.node("C", -30.0);
  const LinkId bc = net.pipe(b, c);
  const auto s = solve(net.problem);
  REQUIRE(s.has_value());
  CHECK(flow_of(*s, bc) == doctest::Approx(30.0));
  CHECK(std::isnan(s->pressure[b].si()));
  CHECK(s->infeasible.empty());
}

TEST_CASE("an unbalanced part says by how many kg/s") {
  Net net;
  net.held("A", 80.0);
  const NodeId b = net.node("B", 30.0);
  const NodeId c = net.node("C", -42.5);
  net.pipe(b, c);
  const auto s = solve(net.problem);
  REQUIRE(s.has_value());
  REQUIRE(s->infeasible.size() == 1);
  CHECK(s->infeasible[0].what == InfeasibleWhat::unbalanced_part);
  CHECK(s->infeasible[0].flow.si() == doctest::Approx(-12.5));
  CHECK(s->infeasible[0].sentence.find("12.5 kg/s") != std::string::npos);
}

TEST_CASE("too much flow is a proof with the source that would do") {
  Net net;
  const NodeId a = net.held("A", 50.0);
  const NodeId b = net.node("B", -900.0);
  net.pipe(a, b);
  const auto s = solve(net.problem);
  REQUIRE(s.has_value());
  REQUIRE(s->infeasible.size() == 1);
  const Infeasibility& why = s->infeasible[0];
  CHECK(why.what == InfeasibleWhat::no_pressure);
  CHECK(why.node == b);
  CHECK(std::isnan(s->pressure[b].si()));
  // The source that just brings B to zero pressure, and the load that does.
  const double needed_pa = std::sqrt(net.resistance() * 900.0 * 900.0);
  CHECK(why.source_change.si() == doctest::Approx(needed_pa - 5e6).epsilon(1e-12));
  CHECK(why.load_factor == doctest::Approx(5e6 / needed_pa).epsilon(1e-12));
}

TEST_CASE("a broken lower limit says by how many bar and what the source would have to hold") {
  Net net;
  const NodeId a = net.held("A", 80.0);
  const NodeId b = net.node("B", -150.0);
  net.pipe(a, b);
  net.problem.limits = Column<NodeId, PressureLimits>(2);
  net.problem.limits[b].lower = 79 * units::bar;
  auto s = solve(net.problem);
  REQUIRE(s.has_value());
  REQUIRE(s->infeasible.size() == 1);
  CHECK(s->infeasible[0].by.in(units::bar) == doctest::Approx(79.0 - bar_of(*s, b)).epsilon(1e-12));
  // With the source it asks for, the limit is met exactly.
  net.problem.fixed_pressure[0].pressure =
      net.problem.fixed_pressure[0].pressure + s->infeasible[0].source_change;
  s = solve(net.problem);
  CHECK(s->infeasible.empty());
  CHECK(bar_of(*s, b) == doctest::Approx(79.0).epsilon(1e-12));
  CHECK(a.index() == 0);
}

TEST_CASE("zero-loss links share a pressure and carry what passes, parallel ones equally") {
  Net net;
  const NodeId a = net.held("A", 80.0);
  const NodeId b = net.node("B");
  const NodeId c = net.node("C", -10.0);
  const NodeId d = net.node("D", -100.0);
  const LinkId v1 = net.problem.add("V1", a, b, Valve{});
  const LinkId v2 = net.problem.add("V2", b, a, ShortPipe{});
  const LinkId v3 = net.problem.add("V3", b, c, Valve{});
  const LinkId shut = net.problem.add("V4", a, d, Valve{.is_open = false});
  net.pipe(c, d);
  const auto s = solve(net.problem);
  REQUIRE(s.has_value());
  CHECK(flow_of(*s, v1) == doctest::Approx(55.0).epsilon(1e-12));
  CHECK(flow_of(*s, v2) == doctest::Approx(-55.0).epsilon(1e-12));
  CHECK(flow_of(*s, v3) == doctest::Approx(110.0).epsilon(1e-12));
  CHECK(flow_of(*s, shut) == 0.0);
  CHECK(bar_of(*s, c) == 80.0);
  CHECK(s->certificate.mass_residual_kg_s < 1e-11);
}

TEST_CASE("two held pressures decide the flow between them") {
  Net net;
  const NodeId a = net.held("A", 80.0);
  const NodeId b = net.node("B", -20.0);
  const NodeId c = net.held("C", 70.0);
  const LinkId ab = net.pipe(a, b);
  const LinkId bc = net.pipe(b, c);
  const LinkId ac = net.pipe(a, c);
  const auto s = solve(net.problem);
  REQUIRE(s.has_value());
  CHECK(flow_of(*s, ac) ==
        doctest::Approx(std::sqrt((64e12 - 49e12) / net.resistance())).epsilon(1e-12));
  CHECK(flow_of(*s, ab) - flow_of(*s, bc) == doctest::Approx(20.0).epsilon(1e-12));
  CHECK(s->supply[a].si() + s->supply[c].si() == doctest::Approx(20.0).epsilon(1e-10));
}

TEST_CASE("a resistor by drag loses zeta velocity heads, one by pressure its pressure") {
  Net net;
  const NodeId a = net.held("A", 80.0);
  const NodeId b = net.node("B");
  const NodeId c = net.node("C", -100.0);
  Resistor by_drag;
  by_drag.drag_factor = Scalar::from_si(5.0);
  by_drag.diameter = 500 * units::mm;
  Resistor by_pressure;
  by_pressure.pressure_loss = 0.7 * units::bar;
  net.problem.add("R1", a, b, by_drag);
  net.problem.add("R2", b, c, by_pressure);
  const auto s = solve(net.problem);
  REQUIRE(s.has_value());
  const double area = std::numbers::pi / 4.0 * 0.25;
  const double p_b = std::sqrt(64e12 - 5.0 * 0.9 * 447.79883 * 283.15 / (area * area) * 1e4);
  CHECK(s->pressure[b].si() == doctest::Approx(p_b).epsilon(1e-13));
  CHECK(s->pressure[c].si() == doctest::Approx(p_b - 0.7e5).epsilon(1e-12));
}

TEST_CASE("an almost lossless loop beside long pipes keeps its digits") {
  Net net;
  const NodeId a = net.held("A", 80.0);
  const NodeId b = net.node("B");
  const NodeId c = net.node("C");
  const NodeId d = net.node("D", -150.0);
  net.pipe(a, b, 300.0, 900.0);
  const LinkId p = net.pipe(b, c, 1e-3, 1000.0);  // one metre
  const LinkId q = net.pipe(b, c, 2e-3, 1000.0);
  net.pipe(c, d, 50.0, 900.0);
  const auto s = solve(net.problem);
  REQUIRE(s.has_value());
  const double share = 1.0 / (1.0 + std::sqrt(0.5));
  CHECK(flow_of(*s, p) == doctest::Approx(150.0 * share).epsilon(1e-9));
  CHECK(flow_of(*s, q) == doctest::Approx(150.0 * (1.0 - share)).epsilon(1e-9));
}

TEST_CASE("Colebrook and Hofer networks meet their own law") {
  for (const Friction law : {Friction::colebrook, Friction::hofer}) {
    Net net;
    net.problem.friction = law;
    const NodeId a = net.held("A", 80.0);
    const NodeId b = net.node("B", -90.0);
    const NodeId c = net.node("C", -0.001);  // one pipe is laminar
    net.pipe(a, b, 50.0, 700.0);
    net.pipe(a, b, 60.0, 500.0);
    net.pipe(b, c, 20.0, 400.0);
    const auto s = solve(net.problem);
    REQUIRE(s.has_value());
    CHECK(s->certificate.law_residual_relative < 1e-12);
    CHECK(s->certificate.mass_residual_kg_s < 1e-10);
  }
}

TEST_CASE("bad data is named with its place") {
  Net net;
  const NodeId a = net.held("A", 80.0);
  const NodeId b = net.node("B", -1.0);
  net.problem.add("P9", a, b, Net::pipe_of(10.0, -500.0));
  auto s = solve(net.problem);
  REQUIRE_FALSE(s.has_value());
  CHECK(s.error().fault == Fault::bad_input);
  CHECK(s.error().where == "gas.pipe[P9]");
  CHECK(s.error().what.find("-500") != std::string::npos);
  CHECK(solve(Problem{}).error().what == "the network has no nodes");
}

TEST_CASE("two pressures held across an open valve contradict each other") {
  Net net;
  const NodeId a = net.held("A", 80.0);
  const NodeId b = net.held("B", 79.0);
  net.problem.add("V", a, b, Valve{});
  CHECK(solve(net.problem).error().what.find("79 bar") != std::string::npos);
}
