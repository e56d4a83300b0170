#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/freight/assign/assignment.hpp"
#include "landbridge/freight/choice/nested_logit.hpp"

namespace landbridge::freight {

/// How many are sent at which cost. q is what the trip table says, u0 the cost it was made for.
///
///   linear        d = q max(0, 1 + e (u/u0 - 1))
///   exponential   d = q exp(e (u/u0 - 1))
///   power         d = q (u/u0)^e
///
///   d  demand [flow]   u  cost of the pair [cost]   e  elasticity at u0, below 0 [1]
///
/// Source: [sheffi1985, ch. 6].
enum class DemandLaw { fixed, linear, exponential, power };

/// Choices on top of an assignment. With nothing set it is the user equilibrium of assign().
struct ChoiceRules {
  /// Logit of routes: P_r = exp(-t c_r + o_r) / sum, t the scale [1/cost]; 0: all by the cheapest.
  double route_scale = 0.0;
  enum class Overlap { none, path_size, commonality } overlap = Overlap::none;
  /// Routes a pair may choose from, found by making used links dearer; then fixed. Only read where
  /// route_scale > 0; else routes are added until none is cheaper.
  int routes = 5;

  /// Choice of the class: the demand of all classes of a pair is added up and shared out again by
  /// this nested logit over their costs; one nest and one constant a class. No value: each class
  /// keeps its own demand.
  struct Modes {
    NestedLogit logit;
    std::vector<std::int32_t> nest;  ///< by class
    std::vector<double> constant;    ///< by class, in utility [1]
  };
  std::optional<Modes> modes;

  DemandLaw law = DemandLaw::fixed;
  double elasticity = -1.0;  ///< e [1]
  /// u0 by pair in the order of ChoiceSolution::pairs [cost]; empty: the cost without traffic.
  std::vector<double> reference_cost;
};

struct ChoiceOptions {
  double tolerance = 1e-8;  ///< of the three residuals of ChoiceSolution, relative
  int max_passes = 200;     ///< rounds of new routes, sweeps and certificate
  int sweeps_per_pass = 30;
  const AssignPaths* start = nullptr;  ///< routes and flows of an earlier solution
};

/// What one pair of zones sends. Without a choice of modes a pair belongs to one class.
struct ChoicePair {
  std::int32_t origin = 0;
  std::int32_t destination = 0;
  double wanted = 0.0;          ///< q: what the table says [flow]
  double sent = 0.0;            ///< d [flow]
  double cost = 0.0;            ///< u: composite cost of all ways [cost]
  double reference_cost = 0.0;  ///< u0 [cost]
  struct Way {
    std::int32_t class_index = 0;
    double sent = 0.0;  ///< [flow]
    double cost = 0.0;  ///< cheapest route, or the composite cost of its routes [cost]
  };
  std::vector<Way> ways;
};

struct ChoiceSolution {
  std::vector<double> flow;                     ///< by link [flow], car equivalents
  std::vector<double> time;                     ///< by link [cost]
  std::vector<std::vector<double>> class_flow;  ///< by class and link [flow of the class]
  AssignPaths paths;                            ///< what to start the next scenario from
  std::vector<ChoicePair> pairs;
  double total_cost = 0.0;  ///< link costs times flow [cost * flow]
  double wanted = 0.0;      ///< sum over pairs [flow]
  double sent = 0.0;

  /// Cheapest routes: flow times cost above the cheapest of all routes of the network, over total
  /// cost. Logit of routes: sum |flow - logit share of what is sent| / sent, on the fixed routes.
  double route_residual = 0.0;
  double mode_residual = 0.0;    ///< sum |sent - share of the modes' logit| / sent
  double demand_residual = 0.0;  ///< sum |sent - demand at the cost found| / wanted
  std::size_t worst_pair = 0;    ///< largest share in the three sums
  bool has_converged = false;
  int passes = 0;
  std::size_t sweeps = 0;
};

/// The equilibrium of routes, modes and demand at once, by moves between two routes, two modes,
/// and sending or not sending, each the exact zero of its condition with link costs in first order:
///
///   routes   c_p + (ln h_p - ln d_m - o_p)/t              is the same for all routes p of a mode
///   modes    u_m - k_m/s + l ln(d_m/d_n)/s + ln(d_n/d)/s  is the same for all modes m
///   demand   that value equals the inverse demand at d
///
///   h_p, d_m, d_n, d  flow of a route, mode, nest, pair [flow]; other letters as above
///
/// These are the conditions of a convex program [evans1976, fisk1980, oppenheim1995] if the classes
/// count alike in traffic; otherwise (car equivalents differ) the same conditions hold without one.
/// Errors as those of assign(), and bad_input for rules out of range.
[[nodiscard]] Result<ChoiceSolution> solve_choice(const AssignProblem& problem,
                                                  const ChoiceRules& rules,
                                                  const ChoiceOptions& options = {});

/// The demand law and its inverse; `cost_ratio` is u/u0, `share` is d/q.
double demand_share(DemandLaw law, double elasticity, double cost_ratio);
double cost_ratio_at(DemandLaw law, double elasticity, double share);

}  // namespace landbridge::freight
