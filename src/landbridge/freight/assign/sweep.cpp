#include "landbridge/freight/assign/sweep.hpp"

#include <algorithm>
#include <limits>

namespace landbridge::freight {

Sweeper::Sweeper(const AssignModel& model) : model_(&model), stamp_(model.links) {}

Sweeper::Outcome Sweeper::sweep(const AssignModel::Group& group, OriginPaths& paths,
                                LinkState& state, double least) {
  outcome_ = {};
  costs_ = state.costs(group.class_index);
  car_equivalent_ = model_->car_equivalent[group.class_index];
  for (std::uint32_t at = 0; at < paths.several.size(); ++at) {
    if (paths.excess[at] < least) {
      outcome_.excess_cost += paths.excess[at];
      continue;
    }
    const double before = outcome_.excess_cost;
    sweep_pair(at, paths, state);
    paths.excess[at] = static_cast<float>(outcome_.excess_cost - before);
  }
  outcome_.excess_cost *= car_equivalent_;
  return outcome_;
}

void Sweeper::sweep_pair(std::uint32_t at, OriginPaths& paths, LinkState& state) {
  const std::uint32_t first = paths.first[paths.several[at]];
  const std::uint32_t end = paths.first[paths.several[at] + 1];
  std::uint32_t best = first;
  double best_cost = std::numeric_limits<double>::infinity();
  for (std::uint32_t p = first; p < end; ++p) {
    double cost = 0.0;
    for (const std::uint32_t link : paths.own_links_of(p, at)) cost += costs_[link].cost;
    if (cost < best_cost) {
      best_cost = cost;
      best = p;
    }
  }
  const auto to = paths.own_links_of(best, at);
  for (std::uint32_t p = first; p < end; ++p) {
    if (p == best || paths.flow[p] == 0.0) continue;
    const Step step = compare(paths.own_links_of(p, at), to);
    if (step.gain <= 0.0) continue;
    outcome_.excess_cost += step.gain * paths.flow[p];
    const double wanted = step.slope > 0.0 ? step.gain / (step.slope * car_equivalent_)
                                           : std::numeric_limits<double>::infinity();
    const double amount = std::min(paths.flow[p], wanted);
    paths.flow[p] -= amount;
    paths.flow[best] += amount;
    move(amount * car_equivalent_, state);
    ++outcome_.shifts;
  }
}

/// g and h, and the links that only one of the routes has.
Sweeper::Step Sweeper::compare(std::span<const std::uint32_t> from,
                               std::span<const std::uint32_t> to) {
  now_ += 2;
  const std::uint32_t in_to = now_ - 1;
  const std::uint32_t in_both = now_;
  for (const std::uint32_t link : to) stamp_[link] = in_to;
  only_from_.clear();
  only_to_.clear();
  Step step;
  for (const std::uint32_t link : from) {
    if (stamp_[link] == in_to) {
      stamp_[link] = in_both;
      continue;
    }
    only_from_.push_back(link);
    step.gain += costs_[link].cost;
    step.slope += costs_[link].slope;
  }
  for (const std::uint32_t link : to) {
    if (stamp_[link] == in_both) continue;
    only_to_.push_back(link);
    step.gain -= costs_[link].cost;
    step.slope += costs_[link].slope;
  }
  return step;
}

void Sweeper::move(double amount, LinkState& state) {
  for (const std::uint32_t link : only_from_)
    state.set_flow(link, std::max(0.0, state.flow(link) - amount));
  for (const std::uint32_t link : only_to_) state.set_flow(link, state.flow(link) + amount);
}

}  // namespace landbridge::freight
