#include "landbridge/freight/assign/assign_solver.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <utility>

#include "landbridge/math/parallel.hpp"

namespace landbridge::freight {
namespace {

constexpr std::size_t most_sweeps = 1000;  // between two passes
constexpr double inner_share = 0.03;       // of the gap that sweeps leave
constexpr double target_share = 0.1;       // of the wanted gap, below which they stop
/// Most of the excess sits in few pairs: between two sweeps over all pairs these sweeps visit only
/// those whose excess was above the mean by this factor.
constexpr std::size_t sweeps_per_full = 16;
constexpr double busy_excess_over_mean = 3.0;
constexpr std::size_t loading_steps = 16;
constexpr double exact_below_gap = 1e-7;  // from here on flows are summed up anew

int thread_count(int wanted) {
  const int most = hardware_threads();
  return wanted == 0 ? most : std::min(wanted, most);
}

}  // namespace

AssignSolver::AssignSolver(const AssignProblem& problem, const AssignOptions& options)
    : problem_(problem),
      options_(options),
      model_(problem),
      state_(model_),
      paths_(model_.groups.size()),
      trees_(static_cast<std::size_t>(thread_count(options.threads)), ShortestTree(model_)),
      sweeper_(model_),
      class_flow_(problem.classes.size(), std::vector<double>(model_.links)),
      shortest_of_(model_.groups.size()) {}

Result<AssignSolution> AssignSolver::solve() {
  if (options_.start != nullptr)
    if (auto taken = take_start(); !taken) return fail(taken.error());
  if (auto loaded = load(); !loaded) return fail(loaded.error());
  for (int pass = 0;; ++pass) {
    passes_.push_back({});
    if (auto priced = price(0, 1); !priced) return fail(priced.error());
    measure();
    const bool is_cancelled = options_.is_cancelled != nullptr && options_.is_cancelled->load();
    if (is_done() || is_cancelled || pass >= options_.max_passes) break;
    equilibrate();
    if (passes_.back().relative_gap < exact_below_gap || model_.car_equivalent.size() > 1)
      rebuild_flows();
  }
  AssignSolution solution;
  fill_solution(solution);
  return solution;
}

bool AssignSolver::is_done() const { return passes_.back().relative_gap <= options_.gap; }

/// Shortest routes for the groups first_group, first_group + step, …; groups are independent.
Result<void> AssignSolver::price(std::size_t first_group, std::size_t step) {
  const std::size_t count = (paths_.size() - first_group + step - 1) / step;
  std::vector<OriginPaths::Priced> priced(count);
  std::atomic<std::size_t> next = 0;
  parallel_for(trees_.size(), static_cast<int>(trees_.size()), [&](std::size_t worker) {
    for (std::size_t i = next++; i < count; i = next++) {
      const std::size_t g = first_group + i * step;
      const AssignModel::Group& group = model_.groups[g];
      priced[i] = paths_[g].price(model_, group, trees_[worker], state_.costs(group.class_index));
    }
  });
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t g = first_group + i * step;
    if (priced[i].unreachable != OriginPaths::Priced::none) {
      const AssignModel::Group& group = model_.groups[g];
      return no_route(problem_, group, model_.pairs[priced[i].unreachable]);
    }
    shortest_of_[g] = priced[i].shortest_cost;
    if (!passes_.empty()) passes_.back().new_routes += priced[i].new_routes;
  }
  return {};
}

/// First routes: a few groups at a time, each seeing the congestion of those before.
Result<void> AssignSolver::load() {
  if (options_.start != nullptr) rebuild_flows();
  const std::size_t steps = std::min(loading_steps, std::max<std::size_t>(1, paths_.size()));
  for (std::size_t step = 0; step < steps; ++step) {
    if (auto priced = price(step, steps); !priced) return priced;
    rebuild_flows();
  }
  return {};
}

/// Link flows from routes, in the order of groups.
void AssignSolver::rebuild_flows() {
  for (std::vector<double>& flows : class_flow_) std::ranges::fill(flows, 0.0);
  for (std::size_t g = 0; g < paths_.size(); ++g) {
    std::vector<double>& flows = class_flow_[model_.groups[g].class_index];
    for (std::uint32_t p = 0; p < paths_[g].size(); ++p)
      for (const std::uint32_t link : paths_[g].links_of(p)) flows[link] += paths_[g].flow[p];
  }
  for (std::uint32_t link = 0; link < model_.links; ++link) {
    double flow = 0.0;
    for (std::size_t k = 0; k < class_flow_.size(); ++k)
      flow += model_.car_equivalent[k] * class_flow_[k][link];
    state_.set_flow(link, flow);
  }
}

void AssignSolver::measure() {
  long double total = 0.0L;
  long double shortest = 0.0L;
  if (class_flow_.size() == 1) {
    for (std::uint32_t link = 0; link < model_.links; ++link)
      if (state_.flow(link) > 0.0) total += state_.flow(link) * state_.costs(0)[link].cost;
  } else {
    for (std::size_t k = 0; k < class_flow_.size(); ++k)
      for (std::uint32_t link = 0; link < model_.links; ++link)
        if (class_flow_[k][link] > 0.0)
          total += model_.car_equivalent[k] * class_flow_[k][link] * state_.costs(k)[link].cost;
  }
  for (const double cost : shortest_of_) shortest += cost;
  total_cost_ = static_cast<double>(total);
  shortest_cost_ = static_cast<double>(shortest);
  AssignPass& pass = passes_.back();
  pass.relative_gap = total > 0.0L ? static_cast<double>((total - shortest) / total) : 0.0;
  for (const OriginPaths& paths : paths_) pass.routes += paths.size();
}

void AssignSolver::equilibrate() {
  AssignPass& pass = passes_.back();
  const double enough =
      std::max(inner_share * pass.relative_gap, target_share * options_.gap) * total_cost_;
  std::size_t pairs = 0;
  for (const OriginPaths& paths : paths_) pairs += paths.several.size();
  if (pairs == 0) return;
  double excess_cost = 0.0;
  while (pass.sweeps < most_sweeps) {
    const bool is_full = pass.sweeps % sweeps_per_full == 0;
    const double least =
        is_full ? 0.0 : busy_excess_over_mean * excess_cost / static_cast<double>(pairs);
    excess_cost = 0.0;
    for (std::size_t g = 0; g < paths_.size(); ++g) {
      const Sweeper::Outcome outcome = sweeper_.sweep(model_.groups[g], paths_[g], state_, least);
      excess_cost += outcome.excess_cost;
      pass.shifts += outcome.shifts;
    }
    ++pass.sweeps;
    if (is_full && excess_cost < enough) break;
  }
}

}  // namespace landbridge::freight
