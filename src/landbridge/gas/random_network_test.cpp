#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

#include "landbridge/gas/pipe_law.hpp"
#include "landbridge/gas/solve.hpp"

using namespace landbridge;
using namespace landbridge::gas;

namespace {

/// A connected random network of pipes with one held node; `extra` pipes close loops.
Problem random_problem(unsigned seed, int nodes, int extra, double load_kg_s = 20.0) {
  std::mt19937_64 random(seed);
  const auto uniform = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(random() >> 11) * 0x1p-53;
  };
  Problem problem;
  problem.gas = constant_gas(447.79883 * joule_per_kg_kelvin, 0.9, 283.15 * units::kelvin);
  for (int i = 0; i < nodes; ++i) {
    problem.network.add_node(fmt::format("N{}", i));
    problem.supply.push_back(MassFlow::from_si(uniform(-load_kg_s, 0.5 * load_kg_s)));
  }
  problem.fixed_pressure.push_back({NodeId(std::size_t{0}), 80 * units::bar});
  const auto add = [&](int a, int b) {
    Pipe p;
    p.length = uniform(5.0, 60.0) * units::km;
    p.diameter = uniform(600.0, 1200.0) * units::mm;
    p.roughness = 0.05 * units::mm;
    problem.add(fmt::format("P{}", problem.network.links()), NodeId(static_cast<std::size_t>(a)),
                NodeId(static_cast<std::size_t>(b)), p);
  };
  for (int i = 1; i < nodes; ++i) add(static_cast<int>(random() % static_cast<unsigned>(i)), i);
  for (int i = 0; i < extra; ++i)
    add(static_cast<int>(random() % static_cast<unsigned>(nodes)),
        static_cast<int>(random() % static_cast<unsigned>(nodes)));
  return problem;
}

double size(const std::vector<double>& r) {
  return std::sqrt(std::inner_product(r.begin(), r.end(), r.begin(), 0.0));
}

/// An independent solver: nodal potentials by damped Newton on the mass balances with a dense
/// Gauss elimination; nothing shared with gas::solve but the pipes' resistances.
std::vector<double> dense_potentials(const Problem& problem) {
  const std::size_t n = problem.network.nodes();
  std::vector<double> k(problem.network.links());
  for (const auto& row : problem.links.of<Pipe>())
    k[row.id.index()] =
        potential_drop(law_of(row.link, problem.gas, problem.friction, 0.0), 1.0).value_pa2;
  const double held = 64e12 / 1.8;
  std::vector<double> phi(n);
  for (std::size_t i = 0; i < n; ++i) phi[i] = held * (1.0 - 1e-3 * static_cast<double>(i % 7));
  phi[0] = held;
  const auto balance = [&](const std::vector<double>& x, std::vector<double>* matrix) {
    std::vector<double> r(n);
    for (std::size_t i = 0; i < n; ++i) r[i] = problem.supply[NodeId(i)].si();
    for (std::size_t l = 0; l < k.size(); ++l) {
      const std::size_t a = problem.network.from[LinkId(l)].index();
      const std::size_t b = problem.network.to[LinkId(l)].index();
      if (a == b) continue;
      const double d = x[a] - x[b];
      const double m = std::copysign(std::sqrt(std::abs(d) / k[l]), d);
      const double slope = 0.5 / std::sqrt(std::max(std::abs(d), 1.0) * k[l]);
      r[a] -= m;
      r[b] += m;
      if (!matrix) continue;
      (*matrix)[a * n + a] += slope;
      (*matrix)[b * n + b] += slope;
      (*matrix)[a * n + b] -= slope;
      (*matrix)[b * n + a] -= slope;
    }
    r[0] = 0.0;
    return r;
  };
  for (int iteration = 0; iteration < 400; ++iteration) {
    std::vector<double> a(n * n, 0.0);
    std::vector<double> r = balance(phi, &a);
    const double before = size(r);
    if (before < 1e-11) break;
    for (std::size_t j = 0; j < n; ++j) a[j] = a[j * n] = 0.0;
    a[0] = 1.0;
    for (std::size_t p = 0; p < n; ++p)
      for (std::size_t i = p + 1; i < n; ++i) {
        const double f = a[i * n + p] / a[p * n + p];
        for (std::size_t j = p; j < n; ++j) a[i * n + j] -= f * a[p * n + j];
        r[i] -= f * r[p];
      }
    for (std::size_t i = n; i-- > 0;) {
      for (std::size_t j = i + 1; j < n; ++j) r[i] -= a[i * n + j] * r[j];
      r[i] /= a[i * n + i];
    }
    double t = 1.0;
    std::vector<double> trial(n);
    for (int half = 0; half < 30; ++half, t *= 0.5) {
      for (std::size_t i = 0; i < n; ++i) trial[i] = phi[i] + t * r[i];
      if (size(balance(trial, nullptr)) < before) break;
    }
    phi = trial;
  }
  return phi;
}

}  // namespace

TEST_CASE("random networks agree with an independent dense solver") {
  const bool good = rc::check("potentials agree", [] {
    const auto seed = *rc::gen::inRange(0U, 1000000U);
    const int nodes = *rc::gen::inRange(2, 14);
    const int extra = *rc::gen::inRange(0, 9);
    const Problem problem = random_problem(seed, nodes, extra);
    const auto solution = solve(problem);
    RC_ASSERT(solution.has_value());
    const std::vector<double> phi = dense_potentials(problem);
    for (std::size_t i = 0; i < phi.size(); ++i) {
      const double p_pa = solution->pressure[NodeId(i)].si();
      if (std::isnan(p_pa)) continue;
      RC_ASSERT(std::abs(p_pa - std::sqrt(1.8 * phi[i])) < 1e-7 * 8e6);
    }
    RC_ASSERT(solution->certificate.mass_residual_kg_s < 1e-9);
    RC_ASSERT(solution->certificate.law_residual_relative < 1e-11);
  });
  CHECK(good);
}

TEST_CASE("twice the loads and four times the squared pressure is the same network, scaled") {
  const bool good = rc::check("scaling", [] {
    const auto seed = *rc::gen::inRange(0U, 1000000U);
    Problem one = random_problem(seed, 10, 5, 10.0);
    Problem two = one;
    for (MassFlow& s : two.supply) s = 2.0 * s;
    two.fixed_pressure[0].pressure = 2.0 * one.fixed_pressure[0].pressure;
    const auto a = solve(one);
    const auto b = solve(two);
    RC_ASSERT(a.has_value());
    RC_ASSERT(b.has_value());
    for (std::size_t i = 0; i < one.network.nodes(); ++i)
      if (!std::isnan(a->pressure[NodeId(i)].si()))
        RC_ASSERT(std::abs(b->pressure[NodeId(i)].si() - 2.0 * a->pressure[NodeId(i)].si()) < 1.0);
    for (std::size_t l = 0; l < one.network.links(); ++l)
      RC_ASSERT(std::abs(b->flow[LinkId(l)].si() - 2.0 * a->flow[LinkId(l)].si()) < 1e-5);
  });
  CHECK(good);
}

TEST_CASE("drawing links from their other end turns their flow around and nothing else") {
  const bool good = rc::check("reversal", [] {
    const auto seed = *rc::gen::inRange(0U, 1000000U);
    Problem one = random_problem(seed, 9, 4);
    Problem two = one;
    std::swap(two.network.from, two.network.to);
    const auto a = solve(one);
    const auto b = solve(two);
    for (std::size_t l = 0; l < one.network.links(); ++l)
      RC_ASSERT(std::abs(a->flow[LinkId(l)].si() + b->flow[LinkId(l)].si()) < 1e-6);
  });
  CHECK(good);
}

TEST_CASE("one more withdrawal lowers every pressure, for every equation of state and friction") {
  const bool good = rc::check("monotony", [] {
    const auto seed = *rc::gen::inRange(0U, 1000000U);
    Problem one = random_problem(seed, 8, 4, 15.0);
    one.gas = dry_pipeline_gas();
    one.gas.eos = *rc::gen::element(Eos::papay, Eos::full_cnga, Eos::ideal);
    one.friction = *rc::gen::element(Friction::colebrook, Friction::hofer, Friction::nikuradse);
    Problem two = one;
    const NodeId node(static_cast<std::size_t>(*rc::gen::inRange(1, 8)));
    two.supply[node] = two.supply[node] - 5.0 * units::kg_per_s;
    const auto a = solve(one);
    const auto b = solve(two);
    RC_ASSERT(a.has_value());
    RC_ASSERT(b.has_value());
    for (std::size_t i = 0; i < one.network.nodes(); ++i)
      if (!std::isnan(b->pressure[NodeId(i)].si()))
        RC_ASSERT(b->pressure[NodeId(i)].si() <= a->pressure[NodeId(i)].si() + 1e-3);
  });
  CHECK(good);
}

TEST_CASE("heights add to a network without spoiling its balance") {
  const bool good = rc::check("heights", [] {
    const auto seed = *rc::gen::inRange(0U, 1000000U);
    Problem problem = random_problem(seed, 9, 5, 10.0);
    problem.gas = dry_pipeline_gas();
    std::mt19937_64 random(seed);
    problem.height = Column<NodeId, Length>(9);
    for (Length& h : problem.height) h = static_cast<double>(random() % 1500) * units::metre;
    for (auto& row : problem.links.of<Pipe>())
      row.link.ground_temperature = (275.0 + static_cast<double>(random() % 20)) * units::kelvin;
    const auto s = solve(problem);
    RC_ASSERT(s.has_value());
    RC_ASSERT(s->certificate.mass_residual_kg_s < 1e-8);
    RC_ASSERT(s->certificate.law_residual_relative < 1e-10);
  });
  CHECK(good);
}
