#include "landbridge/gas/optimise/optimise.hpp"

#include <array>
#include <cmath>

#include <doctest/doctest.h>

#include "landbridge/gas/optimise/local.hpp"
#include "landbridge/math/random.hpp"

namespace landbridge::gas {
namespace {

constexpr double bar = 1e5;

OptNode node(const char* name, double min_bar, double max_bar, double injection_kg_s = 0.0) {
  return {std::string(name), min_bar * bar, max_bar * bar, injection_kg_s};
}

/// A pipe whose squared pressure falls by k bar^2 at 1 kg/s.
OptArc pipe(const char* name, int from, int to, double k_bar2) {
  OptArc a;
  a.name = std::string(name);
  a.from = from;
  a.to = to;
  a.resistance_pa2_s2_kg2 = k_bar2 * bar * bar;
  return a;
}

OptArc compressor(int from, int to, double ratio_max) {
  OptArc a;
  a.name = std::string("C");
  a.kind = OptArcKind::compressor;
  a.from = from;
  a.to = to;
  a.flow_min_kg_s = 0.0;
  a.ratio_max = ratio_max;
  a.head_j_kg = 4e5;
  a.head_exponent = 1.0 / 7.0;
  a.head_cost = a.head_j_kg;
  return a;
}

/// Source at 40 bar, a compressor, a pipe, 100 kg/s at no less than 50 bar.
OptModel one_station() {
  OptModel m;
  m.nodes = {node("A", 40, 40), node("B", 30, 80), node("C", 50, 80, -100.0)};
  m.arcs = {compressor(0, 1, 2.0), pipe("P", 1, 2, 0.1)};
  m.supplies = {{"source", 0, 0.0, 500.0, 0.0}};
  return m;
}

/// Dear gas near by, cheap gas behind a pipe that carries 50 kg/s at most.
OptModel merit_order() {
  OptModel m;
  m.nodes = {node("near", 40, 60), node("far", 40, 70), node("city", 40, 60, -80.0)};
  m.arcs = {pipe("short", 0, 2, 0.01), pipe("long", 1, 2, (70.0 * 70.0 - 40.0 * 40.0) / 2500.0)};
  m.supplies = {{"dear", 0, 0.0, 100.0, 3.0}, {"cheap", 1, 0.0, 100.0, 1.0}};
  return m;
}

/// A ring of five nodes with one chord, random pipes, two priced sources, demands.
OptModel random_ring(RandomStream& random) {
  OptModel m;
  for (int n = 0; n < 5; ++n)
    m.nodes.push_back(node("N", 30, 60 + 10 * random.uniform(), n < 2 ? 0.0 : -20.0));
  for (int n = 0; n < 5; ++n)
    m.arcs.push_back(pipe("ring", n, (n + 1) % 5, 0.2 + 1.5 * random.uniform()));
  m.arcs.push_back(pipe("chord", 0, 3, 0.2 + random.uniform()));
  m.supplies = {{"one", 0, 0.0, 45.0, 1.0 + random.uniform()},
                {"two", 1, 0.0, 45.0, 1.0 + random.uniform()}};
  return m;
}

}  // namespace

TEST_CASE("one station and one pipe meet the closed form of the least power") {
  const auto r = optimise(one_station());
  REQUIRE(r.has_value());
  REQUIRE(r->status == OptStatus::optimal);
  const double outlet_bar = std::sqrt(50.0 * 50.0 + 0.1 * 100.0 * 100.0);
  const double power_w = 4e5 * 100.0 * (std::pow(outlet_bar / 40.0, 2.0 / 7.0) - 1.0);
  CHECK(r->objective == doctest::Approx(power_w).epsilon(1e-7));
  CHECK(r->bound <= r->objective);
  CHECK(r->pressure_pa[1] == doctest::Approx(outlet_bar * bar).epsilon(1e-7));
  CHECK(r->head_power_w[0] == doctest::Approx(power_w).epsilon(1e-6));
}

TEST_CASE("cheap gas comes first, up to what its pipe carries") {
  const auto r = optimise(merit_order());
  REQUIRE(r.has_value());
  CHECK(r->status == OptStatus::optimal);
  CHECK(r->objective == doctest::Approx(50.0 * 1.0 + 30.0 * 3.0).epsilon(1e-6));
  CHECK(r->supply_kg_s[1] == doctest::Approx(50.0).epsilon(1e-6));
}

TEST_CASE("the price of a node is what one more kg/s there costs") {
  OptModel m = merit_order();
  const auto base = optimise(m);
  m.nodes[2].injection_kg_s -= 0.1;
  const auto more = optimise(m);
  REQUIRE(base.has_value());
  REQUIRE(more.has_value());
  // The optimum is linear in this demand; the interior point leaves 1e-6.
  CHECK(base->node_price[2] ==
        doctest::Approx((more->objective - base->objective) / 0.1).epsilon(1e-4));
}

TEST_CASE("relief of a binding pressure changes the objective by its price") {
  OptModel m = merit_order();
  const auto base = optimise(m);
  REQUIRE(base.has_value());
  double price = 0.0;
  for (const OptBinding& b : base->binding)
    if (b.where == "gas.node[far]" && b.what == "highest pressure") price = b.price;
  m.nodes[1].pressure_max_pa += 0.01 * bar;
  const auto relieved = optimise(m);
  REQUIRE(relieved.has_value());
  CHECK(price < 0.0);
  // First order: the step of 0.01 bar leaves a second-order part of about 1e-4.
  CHECK((relieved->objective - base->objective) / 0.01 == doctest::Approx(price).epsilon(1e-2));
}

TEST_CASE("derivatives of the local problem agree with differences") {
  OptModel m = one_station();
  m.arcs[0].power_max_w = 5e6;
  const ScaledModel s = scaled(m);
  const Modes modes{{1, 1}, {0, 0}};
  const NonlinearProgram p = local_program(s, root_box(s), modes);
  std::vector<double> x(p.lower.size(), 0.0);
  for (std::size_t j = 0; j < x.size(); ++j) x[j] = 0.4 + 0.07 * static_cast<double>(j % 5);
  const std::vector<double> y(static_cast<std::size_t>(p.constraints), 0.7);
  const auto at_point = [&](const std::vector<double>& point) {
    NonlinearProgram::Values v;
    v.gradient.assign(x.size(), 0.0);
    v.constraint.assign(y.size(), 0.0);
    v.jacobian.assign(p.jacobian.size(), 0.0);
    p.evaluate(point, v);
    return v;
  };
  const auto gradient = [&](const std::vector<double>& point) {
    const auto v = at_point(point);
    std::vector<double> g = v.gradient;
    for (std::size_t k = 0; k < p.jacobian.size(); ++k)
      g[static_cast<std::size_t>(p.jacobian[k].column)] += 0.7 * v.jacobian[k];
    return g;
  };
  std::vector<double> h(p.hessian.size(), 0.0);
  p.evaluate_hessian(x, y, h);
  std::vector<std::vector<double>> dense(x.size(), std::vector<double>(x.size(), 0.0));
  for (std::size_t k = 0; k < h.size(); ++k) {
    const auto i = static_cast<std::size_t>(p.hessian[k].row);
    const auto j = static_cast<std::size_t>(p.hessian[k].column);
    dense[i][j] += h[k];
    if (i != j) dense[j][i] += h[k];
  }
  constexpr double step = 1e-6;
  for (std::size_t j = 0; j < x.size(); ++j) {
    std::vector<double> up = x;
    std::vector<double> down = x;
    up[j] += step;
    down[j] -= step;
    const auto high = at_point(up);
    const auto low = at_point(down);
    double lagrangian = (high.objective - low.objective) / (2 * step);
    for (std::size_t i = 0; i < y.size(); ++i)
      lagrangian += 0.7 * (high.constraint[i] - low.constraint[i]) / (2 * step);
    // Central differences: about 1e-8 of truncation and rounding.
    CHECK(gradient(x)[j] == doctest::Approx(lagrangian).epsilon(1e-6));
    const auto g_up = gradient(up);
    const auto g_down = gradient(down);
    for (std::size_t i = 0; i < x.size(); ++i)
      CHECK(std::abs(dense[i][j] - (g_up[i] - g_down[i]) / (2 * step)) < 1e-6);
  }
}

TEST_CASE("the bound is never above the objective, and random rings are solved to the gap") {
  RandomStream random(20, "rings", 0);
  int solved = 0;
  for (int trial = 0; trial < 20; ++trial) {
    const auto r = optimise(random_ring(random));
    REQUIRE(r.has_value());
    if (r->status == OptStatus::infeasible) continue;
    CAPTURE(trial);
    CHECK(r->status == OptStatus::optimal);
    CHECK(r->bound <= r->objective + 1e-9);
    CHECK(r->certificate.mass_residual_kg_s < 1e-6);
    CHECK(r->certificate.law_residual_bar < 1e-6);
    ++solved;
  }
  CHECK(solved >= 10);
}

TEST_CASE("branch and bound builds what enumeration builds") {
  OptModel m;
  m.nodes = {node("A", 30, 60), node("B", 30, 60, -20.0), node("C", 30, 60, -30.0)};
  m.arcs = {pipe("1", 0, 1, 1.0), pipe("2", 0, 1, 0.5), pipe("3", 0, 2, 1.5), pipe("4", 1, 2, 0.8),
            pipe("5", 0, 2, 0.7)};
  m.supplies = {{"source", 0, 0.0, 100.0, 0.0}};
  const std::array<double, 5> costs = {10, 16, 12, 7, 19};
  for (std::size_t a = 0; a < m.arcs.size(); ++a) {
    m.decisions.push_back({m.arcs[a].name, costs[a]});
    m.arcs[a].decision = static_cast<std::int32_t>(a);
  }
  const auto r = optimise(m);
  REQUIRE(r.has_value());
  double best = unlimited;
  for (unsigned set = 0; set < 32; ++set) {
    OptModel chosen = m;
    chosen.arcs.clear();
    chosen.decisions.clear();
    double cost = 0.0;
    for (std::size_t a = 0; a < 5; ++a) {
      if ((set >> a & 1U) == 0) continue;
      chosen.arcs.push_back(m.arcs[a]);
      chosen.arcs.back().decision = -1;
      cost += costs[a];
    }
    if (cost >= best) continue;
    const auto one = optimise(chosen);
    REQUIRE(one.has_value());
    if (one->objective < unlimited) best = cost;
  }
  CHECK(r->objective == doctest::Approx(best).epsilon(1e-6));
  CHECK(r->bound == doctest::Approx(best).epsilon(1e-5));
}

TEST_CASE("what cannot be served is said with a proven amount and the node") {
  OptModel m = merit_order();
  m.nodes[2].injection_kg_s = -400.0;
  const auto r = optimise(m);
  REQUIRE(r.has_value());
  CHECK(r->status == OptStatus::infeasible);
  // 100 kg/s from the near source and 50 through the long pipe.
  CHECK(r->least_shortage_kg_s == doctest::Approx(250.0).epsilon(1e-3));
  CHECK(r->least_shortage_kg_s <= 250.0 + 1e-6);
  REQUIRE(r->shortage.size() == 1);
  CHECK(r->shortage[0].node == "city");
}

TEST_CASE("a model that no solver can use is refused with its place") {
  OptModel m = merit_order();
  m.arcs[1].resistance_pa2_s2_kg2 = 0.0;
  const auto r = optimise(m);
  REQUIRE_FALSE(r.has_value());
  CHECK(r.error().where == "gas.pipe[long]");
}

TEST_CASE("a search of one box still gives a bound that holds") {
  RandomStream random(21, "rings", 0);
  for (int trial = 0; trial < 5; ++trial) {
    const OptModel m = random_ring(random);
    const auto quick = optimise(m, {.gap_relative = 1e-5, .effort = 1, .local_starts = 12});
    const auto full = optimise(m);
    REQUIRE(quick.has_value());
    REQUIRE(full.has_value());
    if (full->objective < unlimited) CHECK(quick->bound <= full->objective + 1e-9);
  }
}

}  // namespace landbridge::gas
