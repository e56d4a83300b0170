#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/freight/assign/assign_paths.hpp"

namespace landbridge::freight {

/// A network that carries flow, as columns: one value per link. Nodes count from 0; the first
/// `zones` of them are where demand begins and ends. Time, money and length are in the units of
/// whoever fills the columns; what the solver compares is cost, in the unit of free_flow_time.
///
///   time  t(v) = t0 (1 + B (v / c)^p) + max(0, y + w (v - u))        [cost]
///
///   v   flow, all classes in passenger-car equivalents [flow]   t0  free_flow_time [cost]
///   B, p  b, power [1]: p = 0 or p >= 1                          c   capacity [flow]
///   u, y, w  limit [flow], its price [cost] and stiffness [cost/flow], where `limits` is given
///
/// Valid for v >= 0; convex and rising, so that the equilibrium is a minimum. Source: [bpr1964];
/// the last term is that of the augmented Lagrangian [larsson1995].
struct AssignNetwork {
  std::int32_t zones = 0;
  std::int32_t nodes = 0;
  /// Nodes before this one may start or end a route but not carry one; 0: any node carries.
  std::int32_t first_through_node = 0;
  std::vector<std::int32_t> from, to;
  std::vector<double> free_flow_time;  ///< [cost]
  std::vector<double> b;               ///< [1]
  std::vector<double> capacity;        ///< [flow]
  std::vector<double> power;           ///< [1]
  std::vector<double> length;          ///< [length of the file]; weighed by distance_factor
  std::vector<double> toll;            ///< [toll of the file]; weighed by toll_factor

  struct Limit {
    double at_flow = 0.0;    ///< u [flow]
    double price = 0.0;      ///< y
    double stiffness = 0.0;  ///< w; 0: no limit on this link
  };
  std::vector<Limit> limits;           ///< empty, or one per link
  std::vector<std::string> node_name;  ///< empty: node i is called i + 1

  std::size_t links() const { return from.size(); }
  std::string name_of(std::int32_t node) const;  ///< for messages and output
};

/// What one class of users carries from a zone to another.
struct OdDemand {
  std::int32_t origin = 0;
  std::int32_t destination = 0;
  double amount = 0.0;  ///< [flow of the class]
};

/// Users who see the same costs: cost of a link = t(v) + toll_factor toll + distance_factor length
/// + fixed_cost.
struct AssignClass {
  std::string name;
  double toll_factor = 0.0;        ///< [cost/toll]
  double distance_factor = 0.0;    ///< [cost/length]
  double car_equivalent = 1.0;     ///< passenger cars that one user of this class counts as [1]
  std::vector<double> fixed_cost;  ///< [cost]; empty, or one per link
  std::vector<std::uint8_t> is_barred;  ///< empty, or 1 for links that this class may not use
  std::vector<OdDemand> demand;         ///< any order; repeated pairs add up; origin = destination
                                        ///< needs no route and is left out
};

struct AssignProblem {
  AssignNetwork network;
  std::vector<AssignClass> classes;
};

struct AssignOptions {
  double gap = 1e-6;      ///< stop at this relative gap
  int max_passes = 1000;  ///< outer passes: shortest routes from every origin
  int threads = 1;        ///< changes the speed, never the result; 0: as many as the machine has
  const AssignPaths* start = nullptr;  ///< routes of an earlier solution; outlives the call
  const std::atomic<bool>* is_cancelled = nullptr;
};

/// One outer pass: what the frozen costs said before the sweeps that follow.
struct AssignPass {
  double relative_gap = 0.0;  ///< (TSTT - SPTT) / TSTT, exact: every shortest route was computed
  std::size_t routes = 0;     ///< that carry flow
  std::size_t new_routes = 0;
  std::size_t sweeps = 0;  ///< over pairs with several routes, after this pass
  std::size_t shifts = 0;
};

struct AssignSolution {
  std::vector<double> flow;  ///< [flow], by link: all classes in passenger-car equivalents
  std::vector<double> time;  ///< [cost], by link, at that flow
  std::vector<std::vector<double>> class_flow;  ///< [flow of the class], by class and link
  AssignPaths paths;                            ///< the routes behind the flows

  double objective = 0.0;      ///< Beckmann's sum: what equilibrium minimises [cost * flow]
  double total_cost = 0.0;     ///< TSTT: link costs of every class times flow [cost * flow]
  double shortest_cost = 0.0;  ///< SPTT: the same demand on shortest routes [cost * flow]
  double relative_gap = 0.0;
  bool has_converged = false;

  std::vector<AssignPass> passes;
  double conservation_error = 0.0;  ///< largest |sum of routes - demand| / demand over pairs [1]
  std::size_t worst_pair = 0;       ///< of paths: largest flow times excess cost
  double worst_excess = 0.0;        ///< of that pair: dearest used route minus shortest [cost]
  double intrazonal = 0.0;          ///< demand that needs no route [flow of its class]
};

/// Static user equilibrium [wardrop1952, beckmann1956]: nobody can find a cheaper route. Routes are
/// generated by shortest paths at frozen costs, flows are shifted between them by Newton steps.
/// Errors: bad_input (columns, numbers, nodes), infeasible (a pair without any route). A gap that
/// is not reached within max_passes is a solution with has_converged = false.
[[nodiscard]] Result<AssignSolution> assign(const AssignProblem& problem,
                                            const AssignOptions& options = {});

/// Everything that is wrong with a problem, or nothing.
[[nodiscard]] Result<void> check(const AssignProblem& problem);

/// Cost of every link for one class at the given flows [cost].
std::vector<double> link_costs(const AssignProblem& problem, std::size_t class_index,
                               const std::vector<double>& flow);  // [flow]

/// Beckmann's sum of link integrals plus fixed costs [cost * flow] at the given class flows.
double beckmann_objective(const AssignProblem& problem,
                          const std::vector<std::vector<double>>& class_flow);

}  // namespace landbridge::freight
