#include "landbridge/freight/assign/origin_paths.hpp"

#include <algorithm>
#include <limits>

namespace landbridge::freight {
namespace {

/// A new route must be cheaper than the cheapest known by this share of its cost, else rounding
/// would add routes for ever.
constexpr double least_saving_relative = 1e-14;

double cost_of(std::span<const std::uint32_t> links, const LinkState::Cost* costs) {
  double sum = 0.0;
  for (const std::uint32_t link : links) sum += costs[link].cost;
  return sum;
}

}  // namespace

/// The next state, built beside the present one.
struct OriginPaths::Next {
  const OriginPaths& old;
  OriginPaths paths;
  std::vector<std::uint32_t> route;

  std::uint32_t begin_of(std::uint32_t i) const { return old.first.empty() ? 0 : old.first[i]; }
  std::uint32_t end_of(std::uint32_t i) const { return old.first.empty() ? 0 : old.first[i + 1]; }
  bool has(std::uint32_t i, std::uint64_t route_hash) const {
    for (std::uint32_t p = begin_of(i); p < end_of(i); ++p)
      if (old.hash[p] == route_hash) return true;
    return false;
  }
  double cheapest(std::uint32_t i, const LinkState::Cost* costs) const {
    double best = std::numeric_limits<double>::infinity();
    for (std::uint32_t p = begin_of(i); p < end_of(i); ++p)
      best = std::min(best, cost_of(old.links_of(p), costs));
    return best;
  }
  /// Routes with flow, and the shortest one if it is known.
  void keep(std::uint32_t i, std::uint64_t shortest) {
    for (std::uint32_t p = begin_of(i); p < end_of(i); ++p)
      if (old.flow[p] > 0.0 || old.hash[p] == shortest)
        paths.add(old.flow[p], old.hash[p], old.links_of(p));
  }
};

void OriginPaths::begin() {
  *this = {};
  start.push_back(0);
  first.push_back(0);
}

void OriginPaths::add(double amount, std::uint64_t route_hash,
                      std::span<const std::uint32_t> route) {
  flow.push_back(amount);
  hash.push_back(route_hash);
  links.insert(links.end(), route.begin(), route.end());
  start.push_back(static_cast<std::uint32_t>(links.size()));
}

OriginPaths::Priced OriginPaths::price(const AssignModel& model, const AssignModel::Group& group,
                                       ShortestTree& tree, const LinkState::Cost* costs) {
  tree.compute(group.origin, costs, slots);
  Priced priced;
  Next next{*this, {}, {}};
  next.paths.begin();
  for (std::uint32_t i = 0; i < group.end - group.first; ++i) {
    const AssignModel::Pair& pair = model.pairs[group.first + i];
    if (tree.link_into(pair.destination) == ShortestTree::no_link) {
      priced.unreachable = group.first + i;
      return priced;
    }
    const double label = tree.label(pair.destination);
    priced.shortest_cost += pair.amount * label;
    const std::uint64_t shortest = tree.route_hash(pair.destination);
    const bool is_without = next.begin_of(i) == next.end_of(i);
    next.keep(i, shortest);
    if (!next.has(i, shortest) && label < next.cheapest(i, costs) * (1.0 - least_saving_relative)) {
      ++priced.new_routes;
      tree.route_to(pair.destination, next.route);
      next.paths.add(is_without ? pair.amount : 0.0, shortest, next.route);
    }
    next.paths.end_pair();
  }
  priced.shortest_cost *= model.car_equivalent[group.class_index];
  next.paths.slots = std::move(slots);
  *this = std::move(next.paths);
  if (tree.has_slots()) tree.save(slots);
  find_common();
  return priced;
}

void OriginPaths::find_common() {
  several.clear();
  common.clear();
  excess.clear();
  for (std::uint32_t i = 0; i + 1 < first.size(); ++i) {
    if (first[i + 1] - first[i] < 2) continue;
    const auto one = links_of(first[i]);
    Common same{static_cast<std::uint32_t>(one.size()), static_cast<std::uint32_t>(one.size())};
    for (std::uint32_t p = first[i] + 1; p < first[i + 1]; ++p) {
      const auto other = links_of(p);
      std::uint32_t k = 0;
      while (k < same.before && k < other.size() && one[k] == other[k]) ++k;
      same.before = k;
      k = 0;
      while (k < same.behind && k < other.size() &&
             one[one.size() - 1 - k] == other[other.size() - 1 - k])
        ++k;
      same.behind = k;
    }
    several.push_back(i);
    excess.push_back(std::numeric_limits<float>::infinity());
    common.push_back(same);
  }
}

}  // namespace landbridge::freight
