#pragma once

#include <span>
#include <vector>

#include "landbridge/math/interior_point.hpp"
#include "landbridge/math/sparse.hpp"

namespace landbridge {

/// The KKT matrix of one step of the interior-point method, and its factors.
///
///   [ W + Sigma + delta   J' ] [ dx ]   [ -r_x ]
///   [ J                  -eps ] [ dy ] = [ -c   ]
///
///   W  Hessian of the Lagrangian   Sigma  curvature of the barrier   J  Jacobian of c
///   delta  convexification, raised until the inertia is that of a descent step
///   eps  small regularisation, taken out again by refinement
class KktSystem {
 public:
  /// The program must outlive the system.
  explicit KktSystem(const NonlinearProgram& program);

  /// Sets the exact matrix; fixed variables keep a row of their own.
  void assemble(std::span<const double> hessian, std::span<const double> jacobian,
                std::span<const double> sigma);
  /// Factorises with the least convexification that gives the inertia of a descent step.
  bool factorise();
  /// Solves with the matrix without the small regularisation, by refinement.
  std::vector<double> solve(const std::vector<double>& right);

 private:
  const NonlinearProgram& program_;
  std::int32_t n_;
  SymmetricSolver solver_;
  std::vector<double> exact_;
  std::vector<std::int32_t> hessian_slot_, jacobian_slot_, diagonal_slot_;
  double convexification_ = 0.0;
  double last_delta_ = 0.0;
};

}  // namespace landbridge
