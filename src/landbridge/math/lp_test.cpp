#include "landbridge/math/lp.hpp"

#include <cmath>

#include <doctest/doctest.h>

namespace landbridge {
namespace {

/// maximise 3 x + 5 y with x <= 4, 2 y <= 12, 3 x + 2 y <= 18: the textbook case, optimum 36.
LinearProgram textbook() {
  LinearProgram p;
  p.add_column(0.0, 4.0, -3.0);
  p.add_column(0.0, lp_infinity, -5.0);
  p.add_row({{1, 2.0}}, -lp_infinity, 12.0);
  p.add_row({{0, 3.0}, {1, 2.0}}, -lp_infinity, 18.0);
  return p;
}

}  // namespace

TEST_CASE("the bound from the prices is below the optimum and within rounding of it") {
  const LpSolution s = solve_lp(textbook());
  REQUIRE(s.status == LpStatus::optimal);
  CHECK(s.objective == doctest::Approx(-36.0).epsilon(1e-12));
  CHECK(s.proven_bound <= -36.0);
  CHECK(s.proven_bound == doctest::Approx(-36.0).epsilon(1e-12));
}

TEST_CASE("wrong prices give a weaker bound, never a false one") {
  const LinearProgram p = textbook();
  for (const double a : {-3.0, -2.0, -1.0, 0.0, 1.0})
    CHECK(bound_from_prices(p, {a, -1.0}) <= -36.0);
}

TEST_CASE("an infeasible program comes with a proof") {
  LinearProgram p = textbook();
  p.add_row({{0, 1.0}, {1, 1.0}}, 20.0, lp_infinity);
  const LpSolution s = solve_lp(p);
  CHECK(s.status == LpStatus::infeasible);
  CHECK(s.proven_bound == lp_infinity);
}

TEST_CASE("a solve from the basis of the last one needs no further step") {
  const LpSolution first = solve_lp(textbook());
  const LpSolution again = solve_lp(textbook(), &first.basis);
  CHECK(again.objective == first.objective);
  CHECK(again.iterations == 0);
}

}  // namespace landbridge
