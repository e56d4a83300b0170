#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/freight/assign/assignment.hpp"

namespace landbridge::freight {

/// A link may carry this much and no more.
struct FlowLimit {
  std::int32_t link = 0;
  double at_flow = 0.0;  ///< [flow], car equivalents; above zero
};

struct LimitOptions {
  double tolerance = 1e-6;  ///< of the largest KKT residual, relative
  int max_rounds = 60;      ///< of prices
  /// What one unit that stays behind costs [cost]; below zero: nothing may stay behind, unless it
  /// cannot pass, and then that is the answer.
  double unmet_cost = -1.0;
  /// Ends the rounds once the flows at given prices are not found any more: the caller has another
  /// way.
  bool stops_when_stalled = false;
};

/// One limit at the solution.
struct LimitPrice {
  std::int32_t link = 0;
  double at_flow = 0.0;  ///< u [flow]
  double flow = 0.0;     ///< v [flow]
  /// y [cost]: queue, toll or scarcity rent that keeps v at u; d objective / d u = -y
  double price = 0.0;
  bool is_unique = true;  ///< false: other prices hold the same flows (dependent limits)
};

/// Demand that the limits leave behind.
struct UnmetDemand {
  std::int32_t class_index = 0;
  std::int32_t origin = 0;
  std::int32_t destination = 0;
  double amount = 0.0;  ///< [flow of the class]
};

/// What a solver with priced limits gives back for the loop over prices.
struct PricedFlows {
  std::vector<double> flow;  ///< by link [flow]
  AssignPaths paths;
  double gap = 0.0;         ///< relative residual of its own conditions
  double total_cost = 0.0;  ///< [cost * flow]
};
using PricedSolver = std::function<Result<PricedFlows>(const AssignProblem& problem,
                                                       const AssignPaths* start, double gap)>;

/// Prices and the proof that they fit.
struct LimitPrices {
  std::vector<LimitPrice> limits;
  double primal_violation = 0.0;  ///< largest max(0, v - u)/u [1]
  double complementarity = 0.0;   ///< sum y |u - v| / total cost [1]
  double gap = 0.0;               ///< of the flows at these prices [1]
  bool has_converged = false;
  bool grow_without_end = false;  ///< prices passed every route's cost: the limits cannot be held
  int rounds = 0;
  AssignPaths paths;
  double residual() const;  ///< the largest of the three
};

/// Method of multipliers [hestenes1969, powell1969, larsson1995]: each round solves with link times
/// t(v) + max(0, y + w (v - u)), then y becomes max(0, y + w (v - u)); w grows where that is slow.
/// `problem.network.limits` is left filled with the last prices.
[[nodiscard]] Result<LimitPrices> hold_limits(AssignProblem& problem,
                                              const std::vector<FlowLimit>& limits,
                                              const LimitOptions& options,
                                              const PricedSolver& solver);

struct LimitedSolution {
  AssignSolution equilibrium;  ///< at the prices; links and routes of the network alone
  LimitPrices prices;
  double objective = 0.0;   ///< Beckmann's sum without prices, with unmet_cost times unmet demand
  double unmet = 0.0;       ///< [flow], all classes
  double unmet_cost = 0.0;  ///< what was counted for a unit of it [cost]
  std::vector<UnmetDemand> unmet_pairs;
  /// Limited links that together keep the largest unmet pair from sending more.
  std::vector<std::int32_t> cut;
};

/// User equilibrium under hard limits of link flows, with the limits' shadow prices. Demand that
/// cannot pass is found by links from zone to zone that cost more than any route. Errors:
/// bad_input, and those of assign().
[[nodiscard]] Result<LimitedSolution> assign_with_limits(const AssignProblem& problem,
                                                         const std::vector<FlowLimit>& limits,
                                                         const LimitOptions& options = {},
                                                         const AssignOptions& assign_options = {});

/// Marks limits whose prices other prices could replace: a limit at its bound whose row, over
/// exchanges of flow between used routes of a pair, depends on the rows of other such limits.
void mark_unique(const AssignPaths& paths, const AssignProblem& problem,
                 std::vector<LimitPrice>& limits);

}  // namespace landbridge::freight
