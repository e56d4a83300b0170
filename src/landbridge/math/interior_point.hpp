#pragma once

#include <functional>
#include <span>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/math/sparse.hpp"

namespace landbridge {

/// minimise f(x)   with   c(x) = 0,   lower <= x <= upper
///
/// Inequalities are equalities with a slack among x. Bounds may be infinite; equal bounds fix a
/// variable. Scale variables, constraints and objective to order one: tolerances are absolute.
struct NonlinearProgram {
  std::vector<double> lower, upper;
  std::int32_t constraints = 0;
  std::vector<MatrixEntry> jacobian;  ///< row: constraint, column: variable
  std::vector<MatrixEntry> hessian;   ///< of the Lagrangian, row >= column

  struct Values {
    double objective = 0.0;
    std::vector<double> gradient, constraint, jacobian;
  };
  /// Fills `values` at x; the Jacobian's values in the order of `jacobian`.
  std::function<void(std::span<const double> x, Values& values)> evaluate;
  /// Hessian of f + sum multiplier_i c_i, in the order of `hessian`.
  std::function<void(std::span<const double> x, std::span<const double> multiplier,
                     std::span<double> values)>
      evaluate_hessian;

  std::int32_t variables() const { return static_cast<std::int32_t>(lower.size()); }
};

struct InteriorPointOptions {
  double tolerance = 1e-9;
  int max_iterations = 300;
  double first_barrier = 0.1;
};

enum class InteriorPointStatus { optimal, locally_infeasible, iteration_limit, failed };

struct InteriorPointSolution {
  InteriorPointStatus status = InteriorPointStatus::failed;
  std::vector<double> x;
  std::vector<double> multiplier;  ///< of c; gradient + Jacobian' multiplier = bound multipliers
  std::vector<double> lower_multiplier, upper_multiplier;
  double objective = 0.0;
  double stationarity = 0.0;     ///< largest entry of the Lagrangian's gradient
  double infeasibility = 0.0;    ///< largest |c|
  double complementarity = 0.0;  ///< largest distance-to-bound times its multiplier
  int iterations = 0;
};

/// A local minimum by a primal-dual interior-point method with exact second derivatives: barrier
/// for the bounds, Newton's method on the KKT conditions with one sparse L D L' a step, inertia
/// corrected until the step descends, a filter line search with second-order correction, and
/// steps of least norm towards c = 0 where the search fails [nocedal2006, ch. 19],
/// [waechter2006].
/// `start` is moved into the bounds.
InteriorPointSolution minimise(const NonlinearProgram& program, std::vector<double> start,
                               const InteriorPointOptions& options = {});

}  // namespace landbridge
