#pragma once

#include <cstdint>
#include <limits>
#include <vector>

namespace landbridge {

inline constexpr double lp_infinity = std::numeric_limits<double>::infinity();

/// One non-zero of a linear row.
struct LpTerm {
  std::int32_t column = 0;
  double value = 0.0;
};

/// minimise sum c_j x_j   with   lower_j <= x_j <= upper_j,   row_lower_i <= a_i x <= row_upper_i
///
/// Rows and columns are appended; a bound that does not exist is +-lp_infinity.
struct LinearProgram {
  std::vector<double> cost, lower, upper;
  std::vector<double> row_lower, row_upper;
  std::vector<std::int32_t> row_start = {0};
  std::vector<LpTerm> terms;

  std::int32_t columns() const { return static_cast<std::int32_t>(cost.size()); }
  std::int32_t rows() const { return static_cast<std::int32_t>(row_lower.size()); }
  std::int32_t add_column(double lower_bound, double upper_bound, double unit_cost = 0.0);
  void add_row(const std::vector<LpTerm>& row, double lower_bound, double upper_bound);
};

enum class LpStatus { optimal, infeasible, unbounded, failed };

/// Which column and row is basic or at which bound; carried from one solve to the next.
using LpBasis = std::vector<unsigned char>;

struct LpSolution {
  LpStatus status = LpStatus::failed;
  double objective = 0.0;
  std::vector<double> x;
  std::vector<double> row_price;  ///< change of the objective per unit of the row's binding side
  /// A lower bound on every feasible objective, computed here from the row prices and the bounds of
  /// the columns, rounding included [neumaier2004]: it holds whatever the solver did. -infinity
  /// where a column that matters has no bound. +infinity: a proof that nothing is feasible.
  double proven_bound = -lp_infinity;
  LpBasis basis;
  int iterations = 0;
};

/// Solves with the dual simplex method of Clp, from `start` where one is given (of a program with
/// the same columns; missing rows start basic).
LpSolution solve_lp(const LinearProgram& program, const LpBasis* start = nullptr);

/// The bound of LpSolution::proven_bound for any row prices; with `use_cost` false that of the zero
/// objective, where a positive value proves that the program has no feasible point.
double bound_from_prices(const LinearProgram& program, const std::vector<double>& row_price,
                         bool use_cost = true);

}  // namespace landbridge
