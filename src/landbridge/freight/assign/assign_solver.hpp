#pragma once

#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/freight/assign/assign_model.hpp"
#include "landbridge/freight/assign/assignment.hpp"
#include "landbridge/freight/assign/origin_paths.hpp"
#include "landbridge/freight/assign/shortest_tree.hpp"
#include "landbridge/freight/assign/sweep.hpp"

namespace landbridge::freight {

/// The search for an equilibrium: outer passes price routes at frozen costs, which gives the exact
/// gap; the sweeps between them equilibrate the routes that are known.
class AssignSolver {
 public:
  AssignSolver(const AssignProblem& problem, const AssignOptions& options);

  [[nodiscard]] Result<AssignSolution> solve();

 private:
  Result<void> take_start();
  Result<void> load();
  Result<void> price(std::size_t first_group, std::size_t step);
  void equilibrate();
  void rebuild_flows();
  void measure();
  bool is_done() const;
  void fill_solution(AssignSolution& solution) const;
  void fill_paths(AssignSolution& solution) const;
  void find_worst(AssignSolution& solution) const;

  const AssignProblem& problem_;
  const AssignOptions& options_;
  AssignModel model_;
  LinkState state_;
  std::vector<OriginPaths> paths_;   // by group
  std::vector<ShortestTree> trees_;  // by thread
  Sweeper sweeper_;
  std::vector<AssignPass> passes_;
  std::vector<std::vector<double>> class_flow_;
  std::vector<double> shortest_of_;  // by group
  double total_cost_ = 0.0;
  double shortest_cost_ = 0.0;
};

}  // namespace landbridge::freight
