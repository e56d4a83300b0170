#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "landbridge/freight/assign/assign_solver.hpp"

namespace landbridge::freight {
namespace {

/// A route of an earlier solution in the solver's numbers; empty if it cannot be driven here.
std::vector<std::uint32_t> inside_route(const AssignModel& model,
                                        const std::vector<std::uint32_t>& inside,
                                        const std::vector<std::int32_t>& links,
                                        const AssignPaths::Pair& pair) {
  std::vector<std::uint32_t> route;
  auto at = static_cast<std::uint32_t>(pair.origin);
  const auto& fixed = model.fixed_cost[static_cast<std::size_t>(pair.class_index)];
  for (const std::int32_t outside : links) {
    if (outside < 0 || static_cast<std::size_t>(outside) >= inside.size()) return {};
    const std::uint32_t link = inside[static_cast<std::size_t>(outside)];
    const bool is_stop = !route.empty() && at < model.first_through_node;
    if (model.tail[link] != at || is_stop || !std::isfinite(fixed[link])) return {};
    route.push_back(link);
    at = model.head[link];
  }
  if (at != static_cast<std::uint32_t>(pair.destination)) return {};
  return route;
}

bool is_before(const AssignPaths::Pair& a, std::uint32_t k, std::uint32_t o, std::uint32_t d) {
  const auto key =
      std::tuple{static_cast<std::uint32_t>(a.class_index), static_cast<std::uint32_t>(a.origin),
                 static_cast<std::uint32_t>(a.destination)};
  return key < std::tuple{k, o, d};
}

}  // namespace

/// Routes of the start, each pair's demand shared out as before; pairs that it lacks come later.
Result<void> AssignSolver::take_start() {
  std::vector<std::uint32_t> inside(model_.links);
  for (std::uint32_t link = 0; link < model_.links; ++link) inside[model_.outside[link]] = link;
  const auto& pairs = options_.start->pairs();
  std::size_t at = 0;
  std::vector<std::int32_t> links;
  for (std::size_t g = 0; g < paths_.size(); ++g) {
    const AssignModel::Group& group = model_.groups[g];
    paths_[g].begin();
    for (std::uint32_t i = group.first; i < group.end; ++i) {
      const AssignModel::Pair& pair = model_.pairs[i];
      while (at < pairs.size() &&
             is_before(pairs[at], group.class_index, group.origin, pair.destination))
        ++at;
      const bool is_same = at < pairs.size() &&
                           static_cast<std::uint32_t>(pairs[at].class_index) == group.class_index &&
                           static_cast<std::uint32_t>(pairs[at].origin) == group.origin &&
                           static_cast<std::uint32_t>(pairs[at].destination) == pair.destination;
      double sum = 0.0;
      if (is_same)
        for (std::uint32_t p = 0; p < pairs[at].paths; ++p)
          sum += options_.start->flow(pairs[at].first_path + p);
      for (std::uint32_t p = 0; sum > 0.0 && p < pairs[at].paths; ++p) {
        const std::size_t path = pairs[at].first_path + p;
        options_.start->links_of(path, links);
        const auto route = inside_route(model_, inside, links, pairs[at]);
        if (route.empty())
          return fail(Fault::bad_input, fmt::format("start, route {}", path + 1),
                      "the route does not exist in this network",
                      "start from a solution of the same network and classes");
        paths_[g].add(pair.amount * options_.start->flow(path) / sum, trees_[0].hash_of(route),
                      route);
      }
      paths_[g].end_pair();
    }
    paths_[g].end();
  }
  return {};
}

void AssignSolver::fill_solution(AssignSolution& solution) const {
  const AssignNetwork& network = problem_.network;
  solution.flow.resize(network.links());
  solution.time.resize(network.links());
  solution.class_flow.assign(class_flow_.size(), std::vector<double>(network.links()));
  for (std::uint32_t link = 0; link < model_.links; ++link) {
    const std::size_t outside = model_.outside[link];
    solution.flow[outside] = state_.flow(link);
    solution.time[outside] = model_.law[link].at(state_.flow(link)).time;
    for (std::size_t k = 0; k < class_flow_.size(); ++k)
      solution.class_flow[k][outside] = class_flow_.size() == 1
                                            ? state_.flow(link) / model_.car_equivalent[0]
                                            : class_flow_[k][link];
  }
  solution.objective = beckmann_objective(problem_, solution.class_flow);
  solution.total_cost = total_cost_;
  solution.shortest_cost = shortest_cost_;
  solution.relative_gap = passes_.back().relative_gap;
  solution.has_converged = is_done();
  solution.passes = passes_;
  solution.intrazonal = model_.intrazonal;
  fill_paths(solution);
  find_worst(solution);
}

void AssignSolver::fill_paths(AssignSolution& solution) const {
  std::vector<std::int32_t> links;
  for (std::size_t g = 0; g < paths_.size(); ++g) {
    const AssignModel::Group& group = model_.groups[g];
    const OriginPaths& paths = paths_[g];
    for (std::uint32_t i = 0; i < group.end - group.first; ++i) {
      const AssignModel::Pair& pair = model_.pairs[group.first + i];
      solution.paths.add_pair(static_cast<std::int32_t>(group.class_index),
                              static_cast<std::int32_t>(group.origin),
                              static_cast<std::int32_t>(pair.destination), pair.amount);
      double sum = 0.0;
      for (std::uint32_t p = paths.first[i]; p < paths.first[i + 1]; ++p) {
        if (paths.flow[p] <= 0.0) continue;
        links.clear();
        for (const std::uint32_t link : paths.links_of(p))
          links.push_back(static_cast<std::int32_t>(model_.outside[link]));
        solution.paths.add_path(paths.flow[p], links);
        sum += paths.flow[p];
      }
      solution.conservation_error =
          std::max(solution.conservation_error, std::abs(sum - pair.amount) / pair.amount);
    }
  }
}

/// The pair that is furthest from equilibrium by flow times excess cost.
void AssignSolver::find_worst(AssignSolution& solution) const {
  double worst = -1.0;
  std::size_t number = 0;
  for (std::size_t g = 0; g < paths_.size(); ++g) {
    const OriginPaths& paths = paths_[g];
    const LinkState::Cost* costs = state_.costs(model_.groups[g].class_index);
    for (std::uint32_t i = 0; i + 1 < paths.first.size(); ++i, ++number) {
      double least = std::numeric_limits<double>::infinity();
      double most = 0.0;
      double sum = 0.0;
      for (std::uint32_t p = paths.first[i]; p < paths.first[i + 1]; ++p) {
        double cost = 0.0;
        for (const std::uint32_t link : paths.links_of(p)) cost += costs[link].cost;
        least = std::min(least, cost);
        if (paths.flow[p] > 0.0) most = std::max(most, cost);
        sum += paths.flow[p] * cost;
      }
      const double excess = sum - least * model_.pairs[model_.groups[g].first + i].amount;
      if (excess <= worst) continue;
      worst = excess;
      solution.worst_pair = number;
      solution.worst_excess = most - least;
    }
  }
}

}  // namespace landbridge::freight
