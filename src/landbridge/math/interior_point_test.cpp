#include "landbridge/math/interior_point.hpp"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

namespace landbridge {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
using Values = NonlinearProgram::Values;
using Span = std::span<const double>;

/// Problem 71 of the collection of Hock and Schittkowski [hock1981], slack x4 for the inequality.
NonlinearProgram hock_schittkowski_71() {
  NonlinearProgram p;
  p.lower = {1, 1, 1, 1, 0};
  p.upper = {5, 5, 5, 5, infinity};
  p.constraints = 2;
  for (std::int32_t j = 0; j < 4; ++j) p.jacobian.push_back({0, j});
  p.jacobian.push_back({0, 4});
  for (std::int32_t j = 0; j < 4; ++j) p.jacobian.push_back({1, j});
  for (std::int32_t i = 0; i < 4; ++i)
    for (std::int32_t j = 0; j <= i; ++j) p.hessian.push_back({i, j});
  p.evaluate = [](Span x, Values& v) {
    v.objective = x[0] * x[3] * (x[0] + x[1] + x[2]) + x[2];
    v.gradient = {x[3] * (2 * x[0] + x[1] + x[2]), x[0] * x[3], x[0] * x[3] + 1,
                  x[0] * (x[0] + x[1] + x[2]), 0};
    v.constraint = {x[0] * x[1] * x[2] * x[3] - 25 - x[4],
                    x[0] * x[0] + x[1] * x[1] + x[2] * x[2] + x[3] * x[3] - 40};
    v.jacobian = {x[1] * x[2] * x[3],
                  x[0] * x[2] * x[3],
                  x[0] * x[1] * x[3],
                  x[0] * x[1] * x[2],
                  -1,
                  2 * x[0],
                  2 * x[1],
                  2 * x[2],
                  2 * x[3]};
  };
  p.evaluate_hessian = [](Span x, Span y, std::span<double> h) {
    const double a = y[0];
    const double b = 2 * y[1];
    const double full[] = {2 * x[3] + b,
                           x[3] + a * x[2] * x[3],
                           b,
                           x[3] + a * x[1] * x[3],
                           a * x[0] * x[3],
                           b,
                           2 * x[0] + x[1] + x[2] + a * x[1] * x[2],
                           x[0] + a * x[0] * x[2],
                           x[0] + a * x[0] * x[1],
                           b};
    std::copy(std::begin(full), std::end(full), h.begin());
  };
  return p;
}

/// minimise x0 with a c(x) = 0 of two variables.
NonlinearProgram two_variables(double level) {
  NonlinearProgram p;
  p.lower = {-10, -10};
  p.upper = {10, 10};
  p.constraints = 1;
  p.jacobian = {{0, 0}, {0, 1}};
  p.hessian = {{0, 0}, {1, 1}};
  p.evaluate = [level](Span x, Values& v) {
    v.objective = x[0];
    v.gradient = {1, 0};
    v.constraint = {x[0] * x[0] + x[1] * x[1] - level};
    v.jacobian = {2 * x[0], 2 * x[1]};
  };
  p.evaluate_hessian = [](Span, Span y, std::span<double> h) { h[0] = h[1] = 2 * y[0]; };
  return p;
}

}  // namespace

TEST_CASE("a problem with equality, inequality and bounds ends at its published optimum") {
  const auto s = minimise(hock_schittkowski_71(), {1, 5, 5, 1, 0});
  REQUIRE(s.status == InteriorPointStatus::optimal);
  CHECK(s.objective == doctest::Approx(17.0140173).epsilon(1e-8));
  CHECK(s.x[1] == doctest::Approx(4.7429994).epsilon(1e-7));
  CHECK(s.infeasibility < 1e-9);
}

TEST_CASE("the leftmost point of a circle is found although the multiplier changes the curvature") {
  const auto s = minimise(two_variables(4.0), {1.0, 1.5});
  REQUIRE(s.status == InteriorPointStatus::optimal);
  CHECK(s.x[0] == doctest::Approx(-2.0).epsilon(1e-8));
  CHECK(s.multiplier[0] == doctest::Approx(0.25).epsilon(1e-6));
}

TEST_CASE("constraints that no point meets are never called optimal") {
  const auto s = minimise(two_variables(-1.0), {1.0, 1.0});
  CHECK(s.status != InteriorPointStatus::optimal);
}

TEST_CASE("a fixed variable stays where it is") {
  NonlinearProgram p = two_variables(4.0);
  p.lower[1] = p.upper[1] = 1.0;
  const auto s = minimise(p, {0.0, 0.0});
  REQUIRE(s.status == InteriorPointStatus::optimal);
  CHECK(s.x[1] == 1.0);
  CHECK(s.x[0] == doctest::Approx(-std::sqrt(3.0)).epsilon(1e-8));
}

}  // namespace landbridge
