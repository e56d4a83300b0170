#include "landbridge/freight/assign/bush_solver.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "landbridge/math/parallel.hpp"

namespace landbridge::freight {
namespace {

constexpr std::size_t sweeps_per_pass = 4;
constexpr int rounds_per_visit = 2;
constexpr std::size_t loading_steps = 8;
/// What rounding leaves of a pair's demand goes to its last route.
constexpr double least_rest_relative = 1e-12;

std::size_t thread_count(int wanted) {
  const int most = hardware_threads();
  return static_cast<std::size_t>(wanted == 0 ? most : std::min(wanted, most));
}

}  // namespace

BushSolver::BushSolver(const AssignProblem& problem, const AssignOptions& options)
    : problem_(problem),
      options_(options),
      model_(problem),
      state_(model_),
      bushes_(model_.groups.size()),
      trees_(thread_count(options.threads), ShortestTree(model_)),
      sweeper_(model_),
      class_flow_(problem.classes.size(), std::vector<double>(model_.links)),
      shortest_of_(model_.groups.size()) {}

Result<AssignSolution> BushSolver::solve() {
  if (auto loaded = load(); !loaded) return fail(loaded.error());
  for (int pass = 0;; ++pass) {
    passes_.push_back({});
    price();
    measure();
    const bool is_cancelled = options_.is_cancelled != nullptr && options_.is_cancelled->load();
    if (is_done() || is_cancelled || pass >= options_.max_passes) break;
    sweep();
  }
  AssignSolution solution;
  fill_solution(solution);
  return solution;
}

bool BushSolver::is_done() const { return passes_.back().relative_gap <= options_.gap; }

/// First trees: a few groups at a time, each seeing the congestion of those before.
Result<void> BushSolver::load() {
  for (std::size_t step = 0; step < loading_steps; ++step) {
    for (std::size_t g = step; g < bushes_.size(); g += loading_steps) {
      const AssignModel::Group& group = model_.groups[g];
      ShortestTree& tree = trees_.front();
      tree.compute(group.origin, state_.costs(group.class_index), {});
      for (std::uint32_t i = group.first; i < group.end; ++i)
        if (tree.link_into(model_.pairs[i].destination) == ShortestTree::no_link)
          return no_route(problem_, group, model_.pairs[i]);
      tree.save(bushes_[g].tree);
      sweeper_.unpack(group, bushes_[g]);
      sweeper_.add_flows_to(class_flow_[group.class_index]);
    }
    set_flows();
  }
  return {};
}

void BushSolver::set_flows() {
  for (std::uint32_t link = 0; link < model_.links; ++link) {
    double flow = 0.0;
    for (std::size_t k = 0; k < class_flow_.size(); ++k)
      flow += model_.car_equivalent[k] * class_flow_[k][link];
    state_.set_flow(link, flow);
  }
}

/// Shortest costs of all demand, each search starting from the tree of the bush.
void BushSolver::price() {
  std::atomic<std::size_t> next = 0;
  parallel_for(trees_.size(), static_cast<int>(trees_.size()), [&](std::size_t worker) {
    for (std::size_t g = next++; g < bushes_.size(); g = next++) {
      const AssignModel::Group& group = model_.groups[g];
      trees_[worker].compute(group.origin, state_.costs(group.class_index), bushes_[g].tree);
      double sum = 0.0;
      for (std::uint32_t i = group.first; i < group.end; ++i)
        sum += model_.pairs[i].amount * trees_[worker].label(model_.pairs[i].destination);
      shortest_of_[g] = sum * model_.car_equivalent[group.class_index];
    }
  });
}

void BushSolver::measure() {
  long double total = 0.0L;
  long double shortest = 0.0L;
  for (std::size_t k = 0; k < class_flow_.size(); ++k)
    for (std::uint32_t link = 0; link < model_.links; ++link)
      if (class_flow_[k][link] > 0.0)
        total += model_.car_equivalent[k] * class_flow_[k][link] * state_.costs(k)[link].cost;
  for (const double cost : shortest_of_) shortest += cost;
  total_cost_ = static_cast<double>(total);
  shortest_cost_ = static_cast<double>(shortest);
  AssignPass& pass = passes_.back();
  pass.relative_gap = total > 0.0L ? static_cast<double>((total - shortest) / total) : 0.0;
  pass.routes = model_.pairs.size();
  for (const Bush& bush : bushes_) pass.routes += bush.beside.link.size();
}

/// Flows are summed up anew in the last sweep, so that rounding cannot pile up.
void BushSolver::sweep() {
  AssignPass& pass = passes_.back();
  for (std::vector<double>& flows : class_flow_) std::ranges::fill(flows, 0.0);
  for (pass.sweeps = 0; pass.sweeps < sweeps_per_pass; ++pass.sweeps)
    for (std::size_t g = 0; g < bushes_.size(); ++g) {
      const AssignModel::Group& group = model_.groups[g];
      const auto outcome = sweeper_.sweep(group, bushes_[g], state_, rounds_per_visit);
      pass.shifts += outcome.shifts;
      pass.new_routes += outcome.added;
      if (pass.sweeps + 1 == sweeps_per_pass) sweeper_.add_flows_to(class_flow_[group.class_index]);
    }
  set_flows();
}

void BushSolver::fill_solution(AssignSolution& solution) {
  const AssignNetwork& network = problem_.network;
  solution.flow.resize(network.links());
  solution.time.resize(network.links());
  solution.class_flow.assign(class_flow_.size(), std::vector<double>(network.links()));
  for (std::uint32_t link = 0; link < model_.links; ++link) {
    const std::size_t outside = model_.outside[link];
    solution.flow[outside] = state_.flow(link);
    solution.time[outside] = model_.law[link].at(state_.flow(link)).time;
    for (std::size_t k = 0; k < class_flow_.size(); ++k)
      solution.class_flow[k][outside] = class_flow_[k][link];
  }
  solution.objective = beckmann_objective(problem_, solution.class_flow);
  solution.total_cost = total_cost_;
  solution.shortest_cost = shortest_cost_;
  solution.relative_gap = passes_.back().relative_gap;
  solution.has_converged = is_done();
  solution.passes = passes_;
  solution.intrazonal = model_.intrazonal;
  fill_paths(solution);
}

void BushSolver::fill_paths(AssignSolution& solution) {
  const AssignNetwork& network = problem_.network;
  solution.paths.pack(network.nodes, network.from, network.to);
  solution.paths.reserve_pairs(model_.pairs.size());
  for (std::size_t g = 0; g < bushes_.size(); ++g) {
    const AssignModel::Group& group = model_.groups[g];
    sweeper_.unpack(group, bushes_[g]);
    sweeper_.find_least(state_.costs(group.class_index));
    for (std::uint32_t i = group.first; i < group.end; ++i)
      fill_pair(group, model_.pairs[i], solution);
    bushes_[g] = {};
  }
}

/// Routes that add up to the demand of a pair and, over all pairs, to the flows of the bush: each
/// uses up a link or ends the pair, so that there are few.
void BushSolver::fill_pair(const AssignModel::Group& group, const AssignModel::Pair& pair,
                           AssignSolution& solution) {
  solution.paths.add_pair(static_cast<std::int32_t>(group.class_index),
                          static_cast<std::int32_t>(group.origin),
                          static_cast<std::int32_t>(pair.destination), pair.amount);
  const LinkState::Cost* costs = state_.costs(group.class_index);
  const double least = sweeper_.least(pair.destination);
  std::vector<std::uint32_t> route;
  std::vector<std::int32_t> links;
  double rest = pair.amount;
  double excess = 0.0;
  double most = 0.0;
  double sum = 0.0;
  while (rest > 0.0) {
    double amount = sweeper_.take_route(pair.destination, rest, route);
    if (rest - amount <= least_rest_relative * pair.amount) amount = rest;
    links.clear();
    double cost = 0.0;
    for (const std::uint32_t link : route) {
      links.push_back(static_cast<std::int32_t>(model_.outside[link]));
      cost += costs[link].cost;
    }
    solution.paths.add_path(amount, links);
    rest -= amount;
    sum += amount;
    most = std::max(most, cost - least);
    excess += amount * (cost - least);
  }
  solution.conservation_error =
      std::max(solution.conservation_error, std::abs(sum - pair.amount) / pair.amount);
  if (excess <= worst_) return;
  worst_ = excess;
  solution.worst_pair = solution.paths.pairs().size() - 1;
  solution.worst_excess = most;
}

}  // namespace landbridge::freight
