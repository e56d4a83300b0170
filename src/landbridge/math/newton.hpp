#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "landbridge/math/sparse.hpp"

namespace landbridge {

/// Residuals r(x) = 0 with their Jacobian on a fixed pattern.
struct NewtonSystem {
  /// Fills `residual` and, unless it is empty, `jacobian` (one number per slot of the pattern; all
  /// slots must be written). False: x lies outside the domain of the equations; the search turns
  /// back.
  std::function<bool(std::span<const double> x, std::span<double> residual,
                     std::span<double> jacobian)>
      evaluate = {};
  /// A residual of this size counts as one [unit of the residual]; empty means 1 for all.
  std::vector<double> residual_scale = {};
  /// A step of this size counts as one [unit of the unknown]; empty means 1 for all.
  std::vector<double> unknown_scale = {};
  /// Optional: a function whose gradient is the residual, for symmetric systems. The line search
  /// then makes it smaller instead of the residual norm.
  std::function<double(std::span<const double> x)> merit = {};
};

struct NewtonOptions {
  int max_iterations = 50;
  double tolerance_scaled = 1e-10;  ///< largest |residual / scale| at which the search is done
  double step_max_scaled = 0.0;     ///< longest step tried first, in unknown scales; 0: no limit
  int max_halvings = 40;            ///< of one line search
  int refinement_steps = 0;         ///< of each linear solve
};

enum class NewtonStop {
  converged,
  max_iterations,
  line_search_failed,  ///< no shorter step made the residual smaller
  singular_matrix,     ///< the Jacobian has a dependent column: `singular`
  bad_start,           ///< the equations have no finite value at the start
  bad_jacobian,        ///< the Jacobian or the step is not finite
};
/// "converged", "max_iterations", ...
std::string_view name_of(NewtonStop stop);

/// What the search did and how far it got: the certificate of a solution.
struct NewtonReport {
  int iterations = 0;
  double residual_max_scaled = 0.0;  ///< largest |residual / scale| at the returned x
  std::int32_t worst_index = -1;     ///< the equation of that residual
  double step_max = 0.0;             ///< largest |step / scale| of the last accepted step
  bool is_converged = false;
  NewtonStop stop_reason = NewtonStop::max_iterations;
  int factorisations = 0;  ///< of this search, of either kind
  int evaluations = 0;     ///< of the residual, with or without the Jacobian
  SingularColumn singular;
};

enum class MatrixKind { symmetric, unsymmetric };

/// Newton's method with a backtracking line search [dennis1996, ch. 6]:
///
///   J(x) d = -r(x),   x <- x + t d,   t the first of 1, ... with f(x + t d) <= f(x) + c t f'(x; d)
///
///   f  (1/2) sum (r_i / scale_i)^2, or the user's merit    c  1e-4
///   t  share of the step [1]; the next one minimises a parabola, within 0.1 to 0.5 of the last
///
/// The analysis of the pattern is done once and serves every solve() of this object.
class SparseNewton {
 public:
  SparseNewton(SparsePattern pattern, MatrixKind kind);
  ~SparseNewton();
  SparseNewton(SparseNewton&&) noexcept;
  SparseNewton& operator=(SparseNewton&&) noexcept;

  /// Improves x in place; x is the best point found, also when the search fails.
  NewtonReport solve(const NewtonSystem& system, std::span<double> x,
                     const NewtonOptions& options = {});

  const SparsePattern& pattern() const;
  /// Over the life of this object.
  FactorCounts counts() const;

  /// b becomes J(x)^-1 b: how the solution x moves when the right side of r(x) = b does.
  Result<void> solve_linear(const NewtonSystem& system, std::span<const double> x,
                            std::span<double> b);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace landbridge
