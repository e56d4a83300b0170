#include "landbridge/math/newton.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <doctest/doctest.h>

namespace landbridge {
namespace {

SparsePattern dense(std::int32_t size) {
  std::vector<MatrixEntry> entries;
  for (std::int32_t j = 0; j < size; ++j)
    for (std::int32_t i = 0; i < size; ++i) entries.push_back({i, j});
  return {size, entries};
}

/// x^2 + y^2 = 4, x y = 1: x^2 = 2 + sqrt 3.
NewtonSystem circle_and_hyperbola() {
  return {.evaluate = [](std::span<const double> x, std::span<double> r, std::span<double> j) {
    r[0] = x[0] * x[0] + x[1] * x[1] - 4.0;
    r[1] = x[0] * x[1] - 1.0;
    if (!j.empty()) {
      j[0] = 2.0 * x[0];
      j[1] = x[1];
      j[2] = 2.0 * x[1];
      j[3] = x[0];
    }
    return true;
  }};
}

/// Rosenbrock's valley as equations: 10 (y - x^2) = 0, 1 - x = 0 [more1981, no. 1].
NewtonSystem rosenbrock() {
  return {.evaluate = [](std::span<const double> x, std::span<double> r, std::span<double> j) {
    r[0] = 10.0 * (x[1] - x[0] * x[0]);
    r[1] = 1.0 - x[0];
    if (!j.empty()) {
      j[0] = -20.0 * x[0];
      j[1] = -1.0;
      j[2] = 10.0;
      j[3] = 0.0;
    }
    return true;
  }};
}

}  // namespace

TEST_CASE("a circle and a hyperbola meet where the closed form says") {
  SparseNewton newton(dense(2), MatrixKind::unsymmetric);
  std::vector<double> x{2.0, 0.3};
  const auto report = newton.solve(circle_and_hyperbola(), x, {.tolerance_scaled = 1e-14});
  CHECK(report.is_converged);
  CHECK(report.stop_reason == NewtonStop::converged);
  CHECK(x[0] == doctest::Approx(std::sqrt(2.0 + std::sqrt(3.0))).epsilon(1e-14));
  CHECK(x[1] == doctest::Approx(std::sqrt(2.0 - std::sqrt(3.0))).epsilon(1e-14));
  CHECK(report.iterations <= 6);
  CHECK(report.factorisations == report.iterations);
}

TEST_CASE("the error is squared in each step near the solution") {
  const double exact = std::sqrt(2.0 + std::sqrt(3.0));
  std::vector<double> error;
  for (int steps = 1; steps <= 4; ++steps) {
    SparseNewton newton(dense(2), MatrixKind::unsymmetric);
    std::vector<double> x{2.3, 0.2};
    (void)newton.solve(circle_and_hyperbola(), x,
                       {.max_iterations = steps, .tolerance_scaled = 1e-16});
    error.push_back(std::abs(x[0] - exact));
  }
  // order p from three errors: log(e3/e2) / log(e2/e1)
  const double order = std::log(error[2] / error[1]) / std::log(error[1] / error[0]);
  CHECK(order > 1.8);
  CHECK(order < 2.2);
}

TEST_CASE("Rosenbrock's valley is crossed from its usual start") {
  SparseNewton newton(dense(2), MatrixKind::unsymmetric);
  std::vector<double> x{-1.2, 1.0};
  const auto report = newton.solve(rosenbrock(), x);
  CHECK(report.is_converged);
  CHECK(x[0] == doctest::Approx(1.0).epsilon(1e-10));
  CHECK(x[1] == doctest::Approx(1.0).epsilon(1e-10));
}

TEST_CASE("the line search tames a function on which full steps diverge") {
  // atan x = 0 from x = 3: full Newton steps grow without limit beyond |x| = 1.3917
  const SparsePattern one(1, std::vector<MatrixEntry>{{0, 0}});
  const NewtonSystem system{
      .evaluate = [](std::span<const double> x, std::span<double> r, std::span<double> j) {
        r[0] = std::atan(x[0]);
        if (!j.empty()) j[0] = 1.0 / (1.0 + x[0] * x[0]);
        return true;
      }};
  for (const auto kind : {MatrixKind::symmetric, MatrixKind::unsymmetric}) {
    SparseNewton newton(one, kind);
    std::vector<double> x{3.0};
    const auto report = newton.solve(system, x);
    CHECK(report.is_converged);
    CHECK(std::abs(x[0]) < 1e-10);
    CHECK(report.evaluations > report.iterations + 1);  // some steps were cut
  }
}

TEST_CASE("a singular start is reported with its column, and x stays where it was") {
  SparseNewton newton(dense(2), MatrixKind::unsymmetric);
  std::vector<double> x{1.0, 1.0};  // x = y: rows (2 2) and (1 1)
  const auto report = newton.solve(circle_and_hyperbola(), x);
  CHECK_FALSE(report.is_converged);
  CHECK(report.stop_reason == NewtonStop::singular_matrix);
  CHECK(report.singular.column >= 0);
  CHECK(x == std::vector<double>{1.0, 1.0});
  CHECK(report.worst_index == 0);
  CHECK(report.residual_max_scaled == 2.0);
}

TEST_CASE("points outside the domain turn the search back") {
  // log x = 1 from x = 20: the full step goes to 20 - 20 (log 20 - 1) < 0
  const SparsePattern one(1, std::vector<MatrixEntry>{{0, 0}});
  const NewtonSystem system{
      .evaluate = [](std::span<const double> x, std::span<double> r, std::span<double> j) {
        if (x[0] <= 0.0) return false;
        r[0] = std::log(x[0]) - 1.0;
        if (!j.empty()) j[0] = 1.0 / x[0];
        return true;
      }};
  SparseNewton newton(one, MatrixKind::unsymmetric);
  std::vector<double> x{20.0};
  CHECK(newton.solve(system, x).is_converged);
  CHECK(x[0] == doctest::Approx(std::exp(1.0)).epsilon(1e-9));
  x = {-1.0};
  CHECK(newton.solve(system, x).stop_reason == NewtonStop::bad_start);
}

TEST_CASE("a Jacobian that is not finite stops the search and leaves x finite") {
  const SparsePattern one(1, std::vector<MatrixEntry>{{0, 0}});
  const NewtonSystem system{
      .evaluate = [](std::span<const double> x, std::span<double> r, std::span<double> j) {
        r[0] = std::sqrt(std::abs(x[0])) - 1.0;
        if (!j.empty()) j[0] = 0.5 / std::sqrt(std::abs(x[0]));
        return true;
      }};
  for (const auto kind : {MatrixKind::symmetric, MatrixKind::unsymmetric}) {
    SparseNewton newton(one, kind);
    std::vector<double> x{0.0};
    const auto report = newton.solve(system, x);
    CHECK(report.stop_reason == NewtonStop::bad_jacobian);
    CHECK(name_of(report.stop_reason) == "bad_jacobian");
    CHECK(x[0] == 0.0);
  }
}

TEST_CASE("a search whose full steps are taken evaluates once a step") {
  SparseNewton newton(dense(2), MatrixKind::unsymmetric);
  std::vector<double> x{2.0, 0.3};
  const auto report = newton.solve(circle_and_hyperbola(), x);
  CHECK(report.evaluations == report.iterations + 1);
}

TEST_CASE("a nonlinear resistor grid is solved by both kinds of matrix to the same state") {
  // node balance sum_j g(p_i - p_j) = q_i with g(u) = u / sqrt(1 + |u|), p = 0 outside; symmetric J
  constexpr std::int32_t width = 12;
  std::vector<MatrixEntry> entries;
  std::vector<std::pair<std::int32_t, std::int32_t>> links;
  for (std::int32_t i = 0; i < width * width; ++i) {
    entries.push_back({i, i});
    if (i % width + 1 < width) links.emplace_back(i, i + 1);
    if (i + width < width * width) links.emplace_back(i, i + width);
  }
  for (const auto& [a, b] : links) entries.insert(entries.end(), {{a, b}, {b, a}});
  const SparsePattern pattern(width * width, entries);
  const auto at = [](std::int32_t i) { return static_cast<std::size_t>(i); };
  const auto evaluate = [&](std::span<const double> x, std::span<double> r, std::span<double> j) {
    std::ranges::fill(j, 0.0);
    const auto add = [&](std::int32_t i, std::int32_t k, double v) {
      if (!j.empty()) j[at(pattern.slot(i, k))] += v;
    };
    for (std::size_t i = 0; i < r.size(); ++i) r[i] = i == 70 ? 10.0 : i == 5 ? -4.0 : 0.0;
    r[0] += x[0];  // the ground
    add(0, 0, 1.0);
    for (const auto& [a, b] : links) {
      const double u = x[at(a)] - x[at(b)];
      const double root = std::sqrt(1.0 + std::abs(u));
      const double slope = (1.0 + 0.5 * std::abs(u)) / (root * root * root);
      r[at(a)] += u / root;
      r[at(b)] -= u / root;
      add(a, a, slope);
      add(b, b, slope);
      add(a, b, -slope);
      add(b, a, -slope);
    }
    return true;
  };
  std::vector<std::vector<double>> states;
  for (const auto kind : {MatrixKind::symmetric, MatrixKind::unsymmetric}) {
    SparseNewton newton(pattern, kind);
    std::vector<double> x(width * width, 0.0);
    const auto report = newton.solve({.evaluate = evaluate}, x, {.tolerance_scaled = 1e-11});
    CHECK(report.is_converged);
    CHECK(x[0] == doctest::Approx(-6.0).epsilon(1e-10));  // all that is fed leaves by the ground
    CHECK(newton.counts().analyses == 1);
    states.push_back(x);
  }
  for (std::size_t i = 0; i < states[0].size(); ++i)
    CHECK(states[0][i] == doctest::Approx(states[1][i]).epsilon(1e-9));
}

TEST_CASE("equations without a solution end with a failed search or the limit, never converged") {
  const SparsePattern one(1, std::vector<MatrixEntry>{{0, 0}});
  const NewtonSystem system{
      .evaluate = [](std::span<const double> x, std::span<double> r, std::span<double> j) {
        r[0] = x[0] * x[0] + 1.0;
        if (!j.empty()) j[0] = 2.0 * x[0];
        return true;
      }};
  SparseNewton newton(one, MatrixKind::unsymmetric);
  std::vector<double> x{0.7};
  const auto report = newton.solve(system, x);
  CHECK_FALSE(report.is_converged);
  CHECK(report.stop_reason != NewtonStop::converged);
  CHECK(report.residual_max_scaled >= 1.0);
  CHECK(std::isfinite(x[0]));
}

TEST_CASE("a merit whose gradient is the residual guides a symmetric search") {
  // minimum of sum exp(x_i) - x_i + (x0 - x1)^2 / 2: x = 0
  const auto merit = [](std::span<const double> x) {
    return std::exp(x[0]) - x[0] + std::exp(x[1]) - x[1] + 0.5 * (x[0] - x[1]) * (x[0] - x[1]);
  };
  const NewtonSystem system{
      .evaluate =
          [](std::span<const double> x, std::span<double> r, std::span<double> j) {
            r[0] = std::exp(x[0]) - 1.0 + (x[0] - x[1]);
            r[1] = std::exp(x[1]) - 1.0 - (x[0] - x[1]);
            if (!j.empty()) {
              j[0] = std::exp(x[0]) + 1.0;
              j[1] = j[2] = -1.0;
              j[3] = std::exp(x[1]) + 1.0;
            }
            return true;
          },
      .merit = merit};
  SparseNewton newton(dense(2), MatrixKind::symmetric);
  std::vector<double> x{-8.0, 5.0};
  const auto report = newton.solve(system, x);
  CHECK(report.is_converged);
  CHECK(std::abs(x[0]) < 1e-9);
  CHECK(std::abs(x[1]) < 1e-9);
}

TEST_CASE("many solves on one pattern share one analysis") {
  SparseNewton newton(dense(2), MatrixKind::unsymmetric);
  int factorisations = 0;
  for (int k = 0; k < 10; ++k) {
    std::vector<double> x{2.0 + 0.1 * k, 0.3};
    const auto report = newton.solve(circle_and_hyperbola(), x);
    CHECK(report.is_converged);
    factorisations += report.factorisations;
  }
  CHECK(newton.counts().analyses == 1);
  CHECK(newton.counts().factorisations + newton.counts().refactorisations >= factorisations);
}

TEST_CASE("scales decide what converged means") {
  SparseNewton newton(dense(2), MatrixKind::unsymmetric);
  auto system = circle_and_hyperbola();
  system.residual_scale = {1e3, 1e3};
  std::vector<double> x{2.0, 0.3};
  const auto report = newton.solve(system, x, {.tolerance_scaled = 1e-2});
  CHECK(report.is_converged);
  CHECK(report.iterations == 0);
  CHECK(report.residual_max_scaled == doctest::Approx(0.4e-3));
}

TEST_CASE("a limit on the first step is kept") {
  SparseNewton newton(dense(2), MatrixKind::unsymmetric);
  std::vector<double> x{40.0, 0.3};
  const auto report =
      newton.solve(circle_and_hyperbola(), x, {.max_iterations = 1, .step_max_scaled = 0.5});
  CHECK(report.stop_reason == NewtonStop::max_iterations);
  CHECK(report.step_max <= 0.5 * (1.0 + 1e-12));
  CHECK(std::abs(x[0] - 40.0) <= 0.5 * (1.0 + 1e-12));
}

TEST_CASE("the sensitivity of the solution is the inverse of the Jacobian there") {
  // d(x, y)/d(right side of equation 0) = J^-1 (1, 0)
  SparseNewton newton(dense(2), MatrixKind::unsymmetric);
  const NewtonSystem system = circle_and_hyperbola();
  std::vector<double> x{2.0, 0.3};
  REQUIRE(newton.solve(system, x, {.tolerance_scaled = 1e-14}).is_converged);
  std::vector<double> b{1.0, 0.0};
  REQUIRE(newton.solve_linear(system, x, b).has_value());
  const double determinant = 2.0 * (x[0] * x[0] - x[1] * x[1]);
  CHECK(b[0] == doctest::Approx(x[0] / determinant).epsilon(1e-13));
  CHECK(b[1] == doctest::Approx(-x[1] / determinant).epsilon(1e-13));
  CHECK_FALSE(newton.solve_linear(system, std::vector<double>{1.0, 1.0}, b).has_value());
}

}  // namespace landbridge
