#include "landbridge/math/sparse.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <doctest/doctest.h>
#include <rapidcheck.h>

namespace landbridge {
namespace {

struct Matrix {
  SparsePattern pattern;
  std::vector<double> values;
};

struct Term {
  std::int32_t row, column;
  double value;
};

Matrix matrix(std::int32_t size, const std::vector<Term>& terms) {
  std::vector<MatrixEntry> entries;
  for (const Term& t : terms) entries.push_back({t.row, t.column});
  Matrix m{SparsePattern(size, entries), {}};
  m.values.assign(m.pattern.slots(), 0.0);
  for (const Term& t : terms)
    m.values[static_cast<std::size_t>(m.pattern.slot(t.row, t.column))] += t.value;
  return m;
}

/// Five-point Laplacian of a width x width grid, with `ground` added to the first diagonal entry.
Matrix grid_laplacian(std::int32_t width, double ground) {
  std::vector<Term> terms{{0, 0, ground}};
  const auto join = [&](std::int32_t a, std::int32_t b) {
    terms.insert(terms.end(), {{a, a, 1.0}, {b, b, 1.0}, {a, b, -1.0}, {b, a, -1.0}});
  };
  for (std::int32_t y = 0; y < width; ++y)
    for (std::int32_t x = 0; x < width; ++x) {
      if (x + 1 < width) join(y * width + x, y * width + x + 1);
      if (y + 1 < width) join(y * width + x, (y + 1) * width + x);
    }
  return matrix(width * width, terms);
}

/// max |b - A x| / (max |A| max |x| + max |b|): of the order of rounding for a good solve.
double backward_error(const Matrix& a, const std::vector<double>& x, const std::vector<double>& b) {
  std::vector<double> product(x.size());
  multiply(a.pattern, a.values, x, product);
  const auto largest = [](const std::vector<double>& v) {
    double m = 0.0;
    for (const double e : v) m = std::max(m, std::abs(e));
    return m;
  };
  double worst = 0.0;
  for (std::size_t i = 0; i < b.size(); ++i) worst = std::max(worst, std::abs(b[i] - product[i]));
  const double size = largest(a.values) * largest(x) + largest(b);
  return size == 0.0 ? 0.0 : worst / size;
}

std::vector<double> ramp(std::int32_t size) {
  std::vector<double> b;
  for (std::int32_t i = 0; i < size; ++i) b.push_back(std::sin(0.7 * i) + 0.1);
  return b;
}

}  // namespace

TEST_CASE("repeated entries share one slot and rows are in order within a column") {
  const std::vector<MatrixEntry> entries{{2, 0}, {0, 0}, {2, 0}, {1, 2}};
  const SparsePattern p(3, entries);
  CHECK(p.slots() == 3);
  CHECK(p.slot(0, 0) == 0);
  CHECK(p.slot(2, 0) == 1);
  CHECK(p.slot(1, 2) == 2);
  CHECK(p.slot(1, 1) == -1);
  CHECK(p.slots_of(entries) == std::vector<std::int32_t>{1, 0, 1, 2});
}

TEST_CASE("a known 3 x 3 system has its solution by hand, with both solvers") {
  // [4 1 0; 1 3 1; 0 1 2] x = [6 10 8] has x = [1 2 3]
  const Matrix a =
      matrix(3, {{0, 0, 4}, {0, 1, 1}, {1, 0, 1}, {1, 1, 3}, {1, 2, 1}, {2, 1, 1}, {2, 2, 2}});
  SymmetricSolver ldl(a.pattern);
  UnsymmetricSolver klu(a.pattern);
  REQUIRE(ldl.factorise(a.values).has_value());
  REQUIRE(klu.factorise(a.values).has_value());
  for (const int refinement_steps : {0, 2}) {
    std::vector<double> x{6, 10, 8}, y{6, 10, 8};
    ldl.solve(x, refinement_steps);
    klu.solve(y, refinement_steps);
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(x[i] == doctest::Approx(static_cast<double>(i + 1)).epsilon(1e-14));
      CHECK(y[i] == doctest::Approx(static_cast<double>(i + 1)).epsilon(1e-14));
    }
  }
}

TEST_CASE("the symmetric solver reads the lower triangle alone") {
  const Matrix full = grid_laplacian(7, 1.0);
  std::vector<Term> lower;
  for (std::int32_t j = 0; j < full.pattern.size(); ++j)
    for (auto s = full.pattern.column_start()[static_cast<std::size_t>(j)];
         s < full.pattern.column_start()[static_cast<std::size_t>(j) + 1]; ++s) {
      const auto i = full.pattern.row_of_slot()[static_cast<std::size_t>(s)];
      if (i >= j) lower.push_back({i, j, full.values[static_cast<std::size_t>(s)]});
    }
  const Matrix half = matrix(full.pattern.size(), lower);
  SymmetricSolver a(full.pattern), b(half.pattern);
  REQUIRE(a.factorise(full.values).has_value());
  REQUIRE(b.factorise(half.values).has_value());
  auto x = ramp(49), y = ramp(49);
  a.solve(x, 1);
  b.solve(y, 1);
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(x[i] == doctest::Approx(y[i]).epsilon(1e-11));
}

TEST_CASE("a grid Laplacian is solved to rounding, its ordering found once") {
  const Matrix a = grid_laplacian(30, 1.0);
  SymmetricSolver ldl(a.pattern);
  UnsymmetricSolver klu(a.pattern);
  for (int round = 1; round <= 3; ++round) {
    auto values = a.values;
    for (double& v : values) v *= round;
    REQUIRE(ldl.factorise(values).has_value());
    REQUIRE(klu.factorise(values).has_value());
    const auto b = ramp(900);
    auto x = b, y = b;
    ldl.solve(x);
    klu.solve(y);
    CHECK(backward_error({a.pattern, values}, x, b) < 1e-14);
    CHECK(backward_error({a.pattern, values}, y, b) < 1e-14);
  }
  CHECK(ldl.counts().analyses == 1);
  CHECK(ldl.counts().factorisations + ldl.counts().refactorisations == 3);
  CHECK(klu.counts().analyses == 1);
  CHECK(klu.counts().factorisations == 1);
  CHECK(klu.counts().refactorisations == 2);
  CHECK(ldl.negative_pivots() == 0);
}

TEST_CASE("a Laplacian without ground is singular, whatever the rounding") {
  const Matrix a = grid_laplacian(20, 0.0);
  SymmetricSolver ldl(a.pattern);
  UnsymmetricSolver klu(a.pattern);
  const auto first = ldl.factorise(a.values);
  const auto second = klu.factorise(a.values);
  REQUIRE_FALSE(first.has_value());
  REQUIRE_FALSE(second.has_value());
  CHECK(first.error().fault == Fault::infeasible);
  CHECK(ldl.singular().column >= 0);
  CHECK(klu.singular().column >= 0);
  CHECK_FALSE(klu.singular().is_structural);
  CHECK(second.error().what.find("depends on the others") != std::string::npos);
}

TEST_CASE("the singular column is the one that was made zero") {
  for (std::int32_t bad = 0; bad < 5; ++bad) {
    std::vector<Term> terms;
    for (std::int32_t i = 0; i < 5; ++i) terms.push_back({i, i, i == bad ? 0.0 : 2.0 + i});
    const Matrix a = matrix(5, terms);
    SymmetricSolver ldl(a.pattern);
    UnsymmetricSolver klu(a.pattern);
    CHECK_FALSE(ldl.factorise(a.values).has_value());
    CHECK_FALSE(klu.factorise(a.values).has_value());
    CHECK(ldl.singular().column == bad);
    CHECK(klu.singular().column == bad);
  }
}

TEST_CASE("a column without entries is structurally singular") {
  const Matrix a = matrix(3, {{0, 0, 1}, {1, 0, 2}, {1, 1, 3}, {2, 1, 1}});
  UnsymmetricSolver klu(a.pattern);
  CHECK_FALSE(klu.factorise(a.values).has_value());
  CHECK(klu.singular().is_structural);
  CHECK(klu.singular().column == 2);
}

TEST_CASE("a solver recovers from a singular matrix when the next one is regular") {
  const Matrix a = grid_laplacian(6, 1.0);
  const Matrix bad = grid_laplacian(6, 0.0);
  SymmetricSolver ldl(a.pattern);
  UnsymmetricSolver klu(a.pattern);
  for (int round = 0; round < 2; ++round) {
    CHECK(ldl.factorise(a.values).has_value());
    CHECK(klu.factorise(a.values).has_value());
    CHECK_FALSE(ldl.factorise(bad.values).has_value());
    CHECK_FALSE(klu.factorise(bad.values).has_value());
  }
  REQUIRE(ldl.factorise(a.values).has_value());
  REQUIRE(klu.factorise(a.values).has_value());
  const auto b = ramp(36);
  auto x = b, y = b;
  ldl.solve(x);
  klu.solve(y);
  CHECK(backward_error(a, x, b) < 1e-14);
  CHECK(backward_error(a, y, b) < 1e-14);
}

TEST_CASE("an entry that is not finite is an error that names it, never a NaN in the solution") {
  Matrix a = grid_laplacian(3, 1.0);
  a.values[static_cast<std::size_t>(a.pattern.slot(4, 1))] =
      std::numeric_limits<double>::quiet_NaN();
  SymmetricSolver ldl(a.pattern);
  UnsymmetricSolver klu(a.pattern);
  for (const auto& r : {ldl.factorise(a.values), klu.factorise(a.values)}) {
    REQUIRE_FALSE(r.has_value());
    CHECK(r.error().what == "the entry in row 4, column 1 is nan");
  }
}

TEST_CASE("old pivots that became bad are replaced by new ones") {
  // [d 1; 1 1]: with d = 4 the pivot d is good; with d = 1e-14 it loses everything
  const auto values_for = [](double d) {
    return matrix(2, {{0, 0, d}, {0, 1, 1}, {1, 0, 1}, {1, 1, 1}});
  };
  const Matrix good = values_for(4.0), bad = values_for(1e-14);
  UnsymmetricSolver klu(good.pattern);
  REQUIRE(klu.factorise(good.values).has_value());
  REQUIRE(klu.factorise(bad.values).has_value());
  CHECK(klu.counts().factorisations == 2);
  std::vector<double> x{1, 3};  // d x0 + x1 = 1, x0 + x1 = 3
  klu.solve(x);
  CHECK(x[0] == doctest::Approx(2.0 / (1.0 - 1e-14)).epsilon(1e-15));
  CHECK(x[1] == doctest::Approx(1.0 - 1e-14 * x[0]).epsilon(1e-15));
}

TEST_CASE("columns and rows of very different size are not taken for singular") {
  const Matrix a = grid_laplacian(10, 1.0);
  Matrix scaled = a;
  const auto size_of = [](std::int32_t i) { return std::pow(10.0, (i * 7) % 23 - 11); };
  for (std::int32_t j = 0; j < 100; ++j)
    for (auto s = a.pattern.column_start()[static_cast<std::size_t>(j)];
         s < a.pattern.column_start()[static_cast<std::size_t>(j) + 1]; ++s)
      scaled.values[static_cast<std::size_t>(s)] *=
          size_of(j) * size_of(a.pattern.row_of_slot()[static_cast<std::size_t>(s)]);
  SymmetricSolver ldl(a.pattern), reference(a.pattern);
  UnsymmetricSolver klu(a.pattern);
  REQUIRE(ldl.factorise(scaled.values).has_value());
  REQUIRE(klu.factorise(scaled.values).has_value());
  REQUIRE(reference.factorise(a.values).has_value());
  std::vector<double> expected(100, 1.0), x(100), y(100);
  reference.solve(expected);
  for (std::int32_t i = 0; i < 100; ++i) x[static_cast<std::size_t>(i)] = size_of(i);
  y = x;
  ldl.solve(x, 1);
  klu.solve(y, 1);
  for (std::int32_t i = 0; i < 100; ++i) {
    const auto k = static_cast<std::size_t>(i);
    CHECK(x[k] * size_of(i) == doctest::Approx(expected[k]).epsilon(1e-10));  // condition 1e3
    CHECK(y[k] * size_of(i) == doctest::Approx(expected[k]).epsilon(1e-10));
  }
}

TEST_CASE("negative pivots count the negative eigenvalues") {
  // diag(2, -3, 1) under the congruence by [1 0 0; 1 1 0; 0 1 1] keeps one negative eigenvalue
  const Matrix a = matrix(3, {{0, 0, 2}, {1, 0, 2}, {1, 1, -1}, {2, 1, -3}, {2, 2, -2}});
  SymmetricSolver ldl(a.pattern);
  REQUIRE(ldl.factorise(a.values).has_value());
  CHECK(ldl.negative_pivots() == 1);
  CHECK(ldl.pivot_spread() > 0.0);
}

TEST_CASE("the condition of a diagonal matrix is its spread, of the Hilbert matrix known") {
  const Matrix d = matrix(3, {{0, 0, 1e-3}, {1, 1, 1}, {2, 2, 1e3}});
  UnsymmetricSolver klu(d.pattern);
  REQUIRE(klu.factorise(d.values).has_value());
  CHECK(klu.reciprocal_condition() == doctest::Approx(1e-6));
  std::vector<Term> hilbert;
  for (std::int32_t i = 0; i < 8; ++i)
    for (std::int32_t j = 0; j < 8; ++j) hilbert.push_back({i, j, 1.0 / (i + j + 1)});
  const Matrix h = matrix(8, hilbert);
  UnsymmetricSolver bad(h.pattern);
  REQUIRE(bad.factorise(h.values).has_value());
  // the 1-norm condition number of the 8 x 8 Hilbert matrix is 3.387e10 in exact fractions;
  // the estimate is a lower bound of it, usually within a factor of 3
  CHECK(bad.reciprocal_condition() < 3.0 / 3.387e10);
  CHECK(bad.reciprocal_condition() > 0.99 / 3.387e10);
}

TEST_CASE("refinement repairs what a scaled solve loses") {
  const Matrix a = grid_laplacian(25, 1e-7);
  SymmetricSolver ldl(a.pattern);
  REQUIRE(ldl.factorise(a.values).has_value());
  std::vector<double> ones(625, 1.0), b(625);
  multiply(a.pattern, a.values, ones, b);
  auto x = b;
  ldl.solve(x, 2);
  CHECK(backward_error(a, x, b) < 4e-16);
}

TEST_CASE("an empty system is solved by doing nothing") {
  SymmetricSolver ldl(SparsePattern(0, {}));
  UnsymmetricSolver klu(SparsePattern(0, {}));
  CHECK(ldl.factorise({}).has_value());
  CHECK(klu.factorise({}).has_value());
  ldl.solve({});
  klu.solve({});
  CHECK(klu.reciprocal_condition() == 1.0);
}

TEST_CASE("solvers can be moved and keep their factors") {
  const Matrix a = grid_laplacian(4, 1.0);
  UnsymmetricSolver klu(a.pattern);
  REQUIRE(klu.factorise(a.values).has_value());
  UnsymmetricSolver moved(std::move(klu));
  const auto b = ramp(16);
  auto x = b;
  moved.solve(x);
  CHECK(backward_error(a, x, b) < 1e-15);
}

TEST_CASE("random diagonally dominant systems are solved to rounding by both solvers") {
  CHECK(rc::check("backward error of both solvers", [] {
    const auto size = *rc::gen::inRange<std::int32_t>(1, 30);
    const auto count = *rc::gen::inRange(0, 120);
    std::vector<Term> terms;
    for (std::int32_t i = 0; i < size; ++i) terms.push_back({i, i, 1e-3});
    for (int k = 0; k < count; ++k) {
      const auto i = *rc::gen::inRange<std::int32_t>(0, size);
      const auto j = *rc::gen::inRange<std::int32_t>(0, size);
      const double v = 0.01 * *rc::gen::inRange(-100, 100);
      if (i == j) continue;
      terms.insert(terms.end(), {{i, j, v}, {j, i, v}, {i, i, std::abs(v)}, {j, j, std::abs(v)}});
    }
    const Matrix a = matrix(size, terms);
    SymmetricSolver ldl(a.pattern);
    UnsymmetricSolver klu(a.pattern);
    RC_ASSERT(ldl.factorise(a.values).has_value());
    RC_ASSERT(klu.factorise(a.values).has_value());
    const auto b = ramp(size);
    auto x = b, y = b;
    ldl.solve(x);
    klu.solve(y);
    RC_ASSERT(backward_error(a, x, b) < 1e-13);
    RC_ASSERT(backward_error(a, y, b) < 1e-13);
    RC_ASSERT(ldl.negative_pivots() == 0);
  }));
}

}  // namespace landbridge
