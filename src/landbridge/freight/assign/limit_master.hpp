#pragma once

#include <vector>

#include "landbridge/freight/assign/capacity.hpp"

namespace landbridge::freight {

/// Flows, routes and prices of a problem with limits.
struct MasterSolution {
  LimitPrices prices;
  std::vector<double> flow;  ///< by link [flow]
};

/// The exact way for problems of a few thousand routes: the limits stand as bounds of link flows
/// in one convex program over the routes known, which the interior-point method solves with its
/// multipliers; routes that are cheaper at these prices are added until none is [dantzig1960].
///
///   least  sum_a int_0^{v_a} t_a + sum_p f_p h_p   with   sum_{p of pair} h_p = d,
///          v_a = sum_p e h_p,   v_a <= u_a,   h >= 0
///
/// h  flow of a route [flow]   v  of a link   f  fixed cost of a route [cost]   e  car equivalent
/// Nothing may be infeasible: links for what stays behind are part of the problem.
[[nodiscard]] Result<MasterSolution> solve_by_routes(const AssignProblem& problem,
                                                     const std::vector<FlowLimit>& limits,
                                                     const LimitOptions& options,
                                                     const AssignPaths& start);

}  // namespace landbridge::freight
