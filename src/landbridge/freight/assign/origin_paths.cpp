#include "landbridge/freight/assign/origin_paths.hpp"

#include <algorithm>

#include "landbridge/base/assert.hpp"

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
struct OriginPaths::Edit {
  const OriginPaths& old;
  OriginPaths next;
  std::vector<std::uint32_t> route;

  void keep(std::uint32_t path) {
    add(old.flow[path], old.hash[path], old.links_of(path));
  }
  void add(double flow, std::uint64_t hash, std::span<const std::uint32_t> links) {
    next.flow.push_back(flow);
    next.hash.push_back(hash);
    next.links.insert(next.links.end(), links.begin(), links.end());
    next.start.push_back(static_cast<std::uint32_t>(next.links.size()));
  }
  /// Cost of the cheapest known route of pair i, and whether the tree's is among them.
  bool has(std::uint32_t i, std::uint64_t hash) const {
    for (std::uint32_t p = old.first[i]; p < old.first[i + 1]; ++p)
      if (old.hash[p] == hash) return true;
    return false;
  }
  double cheapest(std::uint32_t i, const LinkState::Cost* costs) const {
    double best = cost_of(old.links_of(old.first[i]), costs);
    for (std::uint32_t p = old.first[i] + 1; p < old.first[i + 1]; ++p)
      best = std::min(best, cost_of(old.links_of(p), costs));
    return best;
  }
};

OriginPaths::Priced OriginPaths::price(const AssignModel& model, const AssignModel::Group& group,
                                       ShortestTree& tree, const LinkState::Cost* costs) {
  const bool is_first = first.empty();
  tree.compute(group.origin, costs, slots);
  Priced priced;
  Edit edit{*this, {}, {}};
  edit.next.start.push_back(0);
  edit.next.first.push_back(0);
  for (std::uint32_t i = 0; i < group.end - group.first; ++i) {
    const AssignModel::Pair& pair = model.pairs[group.first + i];
    const double label = tree.label(pair.destination);
    if (tree.link_into(pair.destination) == ShortestTree::no_link) {
      priced.unreachable = group.first + i;
      return priced;
    }
    priced.shortest_cost += pair.amount * label;
    const std::uint64_t route = tree.route_hash(pair.destination);
    const bool is_new =
        is_first || (!edit.has(i, route) &&
                     label < edit.cheapest(i, costs) * (1.0 - least_saving_relative));
    if (!is_first) {
      const std::uint32_t end = first[i + 1];
      for (std::uint32_t p = first[i]; p < end; ++p)
        if (flow[p] > 0.0 || hash[p] == route) edit.keep(p);
    }
    if (is_new) {
      ++priced.new_routes;
      tree.route_to(pair.destination, edit.route);
      edit.add(is_first ? pair.amount : 0.0, route, edit.route);
    }
    edit.next.first.push_back(static_cast<std::uint32_t>(edit.next.flow.size()));
  }
  priced.shortest_cost *= model.car_equivalent[group.class_index];
  edit.next.slots = std::move(slots);
  *this = std::move(edit.next);
  if (ShortestTree::fits(model)) tree.save(slots);
  find_common();
  return priced;
}

void OriginPaths::find_common() {
  several.clear();
  common.clear();
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
    common.push_back(same);
  }
}

}  // namespace landbridge::freight
