#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"
#include "landbridge/freight/assign/assign_model.hpp"
#include "landbridge/freight/assign/assignment.hpp"
#include "landbridge/freight/assign/origin_paths.hpp"
#include "landbridge/freight/assign/shortest_tree.hpp"
#include "landbridge/freight/assign/sweep.hpp"
#include "landbridge/math/parallel.hpp"

namespace landbridge::freight {
namespace {

constexpr std::size_t most_sweeps = 1000;

struct Solver {
  const AssignModel model;
  const AssignOptions& options;
  LinkState state{model};
  std::vector<OriginPaths> groups{model.groups.size()};
  ShortestTree tree{model};
  Sweeper sweeper{model};
  std::vector<AssignPass> passes;
  double total = 0, shortest = 0;

  void price() {
    AssignPass pass;
    shortest = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      auto priced = groups[g].price(model, model.groups[g], tree,
                                    state.costs(model.groups[g].class_index));
      shortest += priced.shortest_cost;
      pass.new_routes += priced.new_routes;
      pass.routes += groups[g].size();
    }
    passes.push_back(pass);
  }
  std::vector<std::vector<double>> rebuild() {
    std::vector<std::vector<double>> class_flow(model.fixed_cost.size(),
                                                std::vector<double>(model.links));
    for (std::size_t g = 0; g < groups.size(); ++g) {
      auto& flows = class_flow[model.groups[g].class_index];
      for (std::uint32_t p = 0; p < groups[g].size(); ++p)
        for (auto link : groups[g].links_of(p)) flows[link] += groups[g].flow[p];
    }
    total = 0;
    for (std::uint32_t a = 0; a < model.links; ++a) {
      double v = 0;
      for (std::size_t k = 0; k < class_flow.size(); ++k)
        v += model.car_equivalent[k] * class_flow[k][a];
      state.set_flow(a, v);
      for (std::size_t k = 0; k < class_flow.size(); ++k)
        if (class_flow[k][a] > 0)
          total += model.car_equivalent[k] * class_flow[k][a] * state.costs(k)[a].cost;
    }
    return class_flow;
  }
};

}  // namespace

Result<AssignSolution> assign(const AssignProblem& problem, const AssignOptions& options) {
  Solver s{AssignModel(problem), options};
  s.price();
  AssignSolution solution;
  for (int pass = 0;; ++pass) {
    auto class_flow = s.rebuild();
    s.price();
    double gap = (s.total - s.shortest) / s.total;
    s.passes.back().relative_gap = gap;
    if (getenv("V"))
      fmt::print(stderr, "{} gap {:.3e} routes {} new {} sweeps {} shifts {} t {:.3f}\n", pass, gap,
                 s.passes.back().routes, s.passes.back().new_routes,
                 s.passes[s.passes.size() - 2].sweeps, s.passes[s.passes.size() - 2].shifts,
                 clock() / 1e6);
    if (gap <= options.gap || pass >= options.max_passes) {
      solution.relative_gap = gap;
      solution.has_converged = gap <= options.gap;
      solution.class_flow.assign(class_flow.size(), std::vector<double>(s.model.links));
      for (std::size_t k = 0; k < class_flow.size(); ++k)
        for (std::uint32_t a = 0; a < s.model.links; ++a)
          solution.class_flow[k][s.model.outside[a]] = class_flow[k][a];
      break;
    }
    const double target = std::max(0.01 * gap, 0.1 * options.gap) * s.total;
    for (std::size_t sweep = 0; sweep < most_sweeps; ++sweep) {
      double excess = 0;
      for (std::size_t g = 0; g < s.groups.size(); ++g) {
        auto o = s.sweeper.sweep(s.model.groups[g], s.groups[g], s.state);
        excess += o.excess_cost;
        s.passes.back().shifts += o.shifts;
      }
      ++s.passes.back().sweeps;
      if (excess < target) break;
    }
  }
  solution.total_cost = s.total;
  solution.shortest_cost = s.shortest;
  solution.objective = beckmann_objective(problem, solution.class_flow);
  return solution;
}

std::string AssignNetwork::name_of(std::int32_t node) const {
  if (node_name.empty()) return std::to_string(node + 1);
  return node_name[static_cast<std::size_t>(node)];
}

double beckmann_objective(const AssignProblem& problem,
                          const std::vector<std::vector<double>>& class_flow) {
  const AssignNetwork& network = problem.network;
  double sum = 0.0;
  for (std::size_t a = 0; a < network.links(); ++a) {
    double flow = 0.0;
    for (std::size_t k = 0; k < problem.classes.size(); ++k) {
      const AssignClass& users = problem.classes[k];
      const double own = users.car_equivalent * class_flow[k][a];
      flow += own;
      double fixed = users.toll_factor * network.toll[a] + users.distance_factor * network.length[a];
      if (!users.fixed_cost.empty()) fixed += users.fixed_cost[a];
      sum += own * fixed;
    }
    sum += LinkLaw(network, a).integral(flow);
  }
  return sum;
}

}  // namespace landbridge::freight
