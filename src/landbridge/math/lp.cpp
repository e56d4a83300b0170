#include "landbridge/math/lp.hpp"

#include <algorithm>
#include <cfloat>
#include <cmath>

#include <ClpSimplex.hpp>

#include "landbridge/base/assert.hpp"

namespace landbridge {
namespace {

double clp_bound(double value) {
  if (value == lp_infinity) return COIN_DBL_MAX;
  if (value == -lp_infinity) return -COIN_DBL_MAX;
  return value;
}

std::vector<double> clp_bounds(const std::vector<double>& values) {
  std::vector<double> bounds(values.size());
  std::ranges::transform(values, bounds.begin(), clp_bound);
  return bounds;
}

/// The matrix by columns, as Clp wants it.
CoinPackedMatrix matrix_of(const LinearProgram& program) {
  std::vector<int> column, length;
  std::vector<double> value;
  std::vector<CoinBigIndex> start;
  for (const LpTerm& term : program.terms) {
    column.push_back(term.column);
    value.push_back(term.value);
  }
  for (std::size_t i = 0; i < program.row_lower.size(); ++i) {
    start.push_back(program.row_start[i]);
    length.push_back(program.row_start[i + 1] - program.row_start[i]);
  }
  start.push_back(program.row_start.back());
  return CoinPackedMatrix(false, program.columns(), program.rows(),
                          static_cast<CoinBigIndex>(value.size()), value.data(), column.data(),
                          start.data(), length.data());
}

void give_basis(ClpSimplex& clp, const LinearProgram& program, const LpBasis& start) {
  const auto columns = static_cast<std::size_t>(program.columns());
  if (start.size() < columns) return;
  clp.createStatus();
  for (std::size_t j = 0; j < columns; ++j)
    clp.setColumnStatus(static_cast<int>(j), static_cast<ClpSimplex::Status>(start[j]));
  for (std::size_t i = 0; i < program.row_lower.size(); ++i)
    clp.setRowStatus(static_cast<int>(i), columns + i < start.size()
                                              ? static_cast<ClpSimplex::Status>(start[columns + i])
                                              : ClpSimplex::basic);
}

LpStatus status_of(const ClpSimplex& clp) {
  switch (clp.status()) {
    case 0: return LpStatus::optimal;
    case 1: return LpStatus::infeasible;
    case 2: return LpStatus::unbounded;
    default: return LpStatus::failed;
  }
}

void read_basis(const ClpSimplex& clp, const LinearProgram& program, LpSolution& solution) {
  for (std::int32_t j = 0; j < program.columns(); ++j)
    solution.basis.push_back(static_cast<unsigned char>(clp.getColumnStatus(j)));
  for (std::int32_t i = 0; i < program.rows(); ++i)
    solution.basis.push_back(static_cast<unsigned char>(clp.getRowStatus(i)));
}

double infeasibility_from(const LinearProgram& program, std::vector<double> price) {
  double best = bound_from_prices(program, price, false);
  for (double& y : price) y = -y;
  best = std::max(best, bound_from_prices(program, price, false));
  return best > 0.0 ? lp_infinity : -lp_infinity;
}

/// The prices that make the sum of row violations least prove that it cannot be zero.
double infeasibility_by_violations(const LinearProgram& program) {
  LinearProgram elastic = program;
  std::ranges::fill(elastic.cost, 0.0);
  elastic.terms.clear();
  elastic.row_start = {0};
  for (std::int32_t i = 0; i < program.rows(); ++i) {
    const auto row = static_cast<std::size_t>(i);
    for (std::int32_t k = program.row_start[row]; k < program.row_start[row + 1]; ++k)
      elastic.terms.push_back(program.terms[static_cast<std::size_t>(k)]);
    elastic.terms.push_back({elastic.add_column(0.0, lp_infinity, 1.0), 1.0});
    elastic.terms.push_back({elastic.add_column(0.0, lp_infinity, 1.0), -1.0});
    elastic.row_start.push_back(static_cast<std::int32_t>(elastic.terms.size()));
  }
  const LpSolution least = solve_lp(elastic);
  if (least.status != LpStatus::optimal) return -lp_infinity;
  return infeasibility_from(program, least.row_price);
}

/// A ray of prices that proves infeasibility, in the sign that does prove it.
double infeasibility_bound(ClpSimplex& clp, const LinearProgram& program) {
  const double* ray = clp.infeasibilityRay();
  if (ray == nullptr) return infeasibility_by_violations(program);
  const std::vector<double> price(ray, ray + program.rows());
  delete[] ray;
  const double bound = infeasibility_from(program, price);
  return bound > 0.0 ? bound : infeasibility_by_violations(program);
}

}  // namespace

std::int32_t LinearProgram::add_column(double lower_bound, double upper_bound, double unit_cost) {
  cost.push_back(unit_cost);
  lower.push_back(lower_bound);
  upper.push_back(upper_bound);
  return columns() - 1;
}

void LinearProgram::add_row(const std::vector<LpTerm>& row, double lower_bound,
                            double upper_bound) {
  for (const LpTerm& term : row)
    if (term.value != 0.0) terms.push_back(term);
  row_start.push_back(static_cast<std::int32_t>(terms.size()));
  row_lower.push_back(lower_bound);
  row_upper.push_back(upper_bound);
}

// For every x in its box and every price y:  c x >= y a x + (c - y A) x
//   >= sum_i (y_i > 0 ? y_i row_lower : y_i row_upper) + sum_j min over the box of (c - y A)_j x_j.
double bound_from_prices(const LinearProgram& program, const std::vector<double>& row_price,
                         bool use_cost) {
  std::vector<double> reduced(program.cost.size(), 0.0);
  std::vector<double> magnitude(program.cost.size(), 0.0);
  if (use_cost) reduced = program.cost;
  for (std::size_t j = 0; j < reduced.size(); ++j) magnitude[j] = std::abs(reduced[j]);
  double bound = 0.0;
  double rounding = 0.0;
  const auto take = [&](double part) {
    bound += part;
    rounding += std::abs(part) + std::abs(bound);
  };
  for (std::size_t i = 0; i < program.row_lower.size(); ++i) {
    const double side = row_price[i] > 0.0 ? program.row_lower[i] : program.row_upper[i];
    const double price = std::isinf(side) ? 0.0 : row_price[i];
    if (price == 0.0) continue;
    take(price * side);
    for (std::int32_t k = program.row_start[i]; k < program.row_start[i + 1]; ++k) {
      const LpTerm& term = program.terms[static_cast<std::size_t>(k)];
      reduced[static_cast<std::size_t>(term.column)] -= price * term.value;
      magnitude[static_cast<std::size_t>(term.column)] += std::abs(price * term.value);
    }
  }
  for (std::size_t j = 0; j < reduced.size(); ++j) {
    const double d = reduced[j];
    const double slack = 16.0 * DBL_EPSILON * magnitude[j];
    const double low = std::isinf(program.lower[j]) ? 0.0 : std::abs(program.lower[j]);
    const double high = std::isinf(program.upper[j]) ? 0.0 : std::abs(program.upper[j]);
    const double side = d > 0.0 ? program.lower[j] : program.upper[j];
    if (std::isinf(side)) {
      if (std::abs(d) > slack) return -lp_infinity;
      continue;
    }
    take(d * side);
    rounding += slack / DBL_EPSILON * std::max(low, high);
  }
  return bound - 4.0 * DBL_EPSILON * rounding;
}

LpSolution solve_lp(const LinearProgram& program, const LpBasis* start) {
  LpSolution solution;
  ClpSimplex clp;
  clp.setLogLevel(0);
  clp.loadProblem(matrix_of(program), clp_bounds(program.lower).data(),
                  clp_bounds(program.upper).data(), program.cost.data(),
                  clp_bounds(program.row_lower).data(), clp_bounds(program.row_upper).data());
  clp.setPrimalTolerance(1e-9);
  clp.setDualTolerance(1e-9);
  if (start != nullptr) give_basis(clp, program, *start);
  clp.dual();
  if (clp.status() > 2) clp.primal();
  solution.status = status_of(clp);
  solution.iterations = clp.numberIterations();
  if (solution.status == LpStatus::infeasible) {
    solution.proven_bound = infeasibility_bound(clp, program);
    return solution;
  }
  if (solution.status != LpStatus::optimal) return solution;
  solution.objective = clp.objectiveValue();
  const double* x = clp.primalColumnSolution();
  const double* price = clp.dualRowSolution();
  solution.x.assign(x, x + program.columns());
  solution.row_price.assign(price, price + program.rows());
  solution.proven_bound = bound_from_prices(program, solution.row_price);
  read_basis(clp, program, solution);
  return solution;
}

}  // namespace landbridge
