#pragma once

#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/freight/assign/assign_model.hpp"
#include "landbridge/freight/assign/assignment.hpp"
#include "landbridge/freight/assign/bush.hpp"
#include "landbridge/freight/assign/shortest_tree.hpp"

namespace landbridge::freight {

/// The same equilibrium as AssignSolver, from flows by origin instead of routes: memory does not
/// grow with the number of routes, which are read off the flows at the end. Takes no start.
class BushSolver {
 public:
  BushSolver(const AssignProblem& problem, const AssignOptions& options);

  /// False where more links lead into a node than a bush can tell apart, or for too many origins.
  bool can_solve() const { return trees_.front().has_slots(); }
  [[nodiscard]] Result<AssignSolution> solve();

 private:
  Result<void> load();
  void price();
  void sweep();
  void measure();
  void set_flows();
  bool is_done() const;
  void fill_solution(AssignSolution& solution);
  void fill_paths(AssignSolution& solution);
  void fill_pair(const AssignModel::Group& group, const AssignModel::Pair& pair,
                 AssignSolution& solution);

  const AssignProblem& problem_;
  const AssignOptions& options_;
  AssignModel model_;
  LinkState state_;
  std::vector<Bush> bushes_;         // by group
  std::vector<ShortestTree> trees_;  // by thread
  BushSweeper sweeper_;
  std::vector<AssignPass> passes_;
  std::vector<std::vector<double>> class_flow_;
  std::vector<double> shortest_of_;  // by group
  double total_cost_ = 0.0;
  double shortest_cost_ = 0.0;
  double worst_ = -1.0;  // flow times excess cost of the worst pair so far
};

}  // namespace landbridge::freight
