#include "landbridge/freight/choice/virtual_network.hpp"

#include <cmath>
#include <limits>
#include <queue>
#include <tuple>

#include <fmt/format.h>

namespace landbridge::freight {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
using Network = VirtualNetwork;

Result<void> check_costs(const Network::ByGroup& cost, std::size_t groups, const char* what,
                         std::size_t index) {
  const std::string where = fmt::format("virtual network.{}[{}]", what, index);
  if (cost.size() != groups)
    return fail(Fault::bad_input, where,
                fmt::format("it has {} costs for {} groups", cost.size(), groups));
  for (const double value : cost)
    if (!(value >= 0.0) || std::isinf(value))
      return fail(Fault::bad_input, where,
                  fmt::format("a cost is {}; it must be zero or greater", value));
  return {};
}

bool is_below(std::int32_t index, std::size_t size) {
  return index >= 0 && static_cast<std::size_t>(index) < size;
}

Result<void> check_means(const Network& n) {
  for (std::size_t i = 0; i < n.means.size(); ++i) {
    const Network::Means& m = n.means[i];
    if (!is_below(m.mode, n.modes.size()))
      return fail(Fault::bad_input, fmt::format("virtual network.means[{}]", i),
                  fmt::format("mode {} does not exist", m.mode));
    for (const Network::ByGroup* cost : {&m.loading, &m.unloading, &m.transit})
      if (auto bad = check_costs(*cost, n.groups, "means", i); !bad) return bad;
  }
  for (std::size_t i = 0; i < n.transhipments.size(); ++i) {
    const Network::Transhipment& t = n.transhipments[i];
    if (!is_below(t.from_means, n.means.size()) || !is_below(t.to_means, n.means.size()))
      return fail(Fault::bad_input, fmt::format("virtual network.transhipment[{}]", i),
                  "it joins means that do not exist");
    if (auto bad = check_costs(t.cost, n.groups, "transhipment", i); !bad) return bad;
  }
  return {};
}

Result<void> check(const Network& n, std::size_t group) {
  const std::size_t places = n.place_name.size();
  if (group >= n.groups)
    return fail(Fault::bad_input, "virtual network", fmt::format("group {} does not exist", group));
  if (n.is_terminal.size() != places)
    return fail(Fault::bad_input, "virtual network", "is_terminal must have a row for each place");
  for (const auto& row : n.is_terminal)
    if (row.size() != n.modes.size())
      return fail(Fault::bad_input, "virtual network",
                  "is_terminal must have a value for each mode");
  for (const std::int32_t zone : n.zones)
    if (!is_below(zone, places))
      return fail(Fault::bad_input, "virtual network", fmt::format("zone {} does not exist", zone));
  if (auto bad = check_means(n); !bad) return bad;
  for (std::size_t i = 0; i < n.arcs.size(); ++i) {
    const Network::Arc& a = n.arcs[i];
    if (!is_below(a.from, places) || !is_below(a.to, places) ||
        !is_below(a.means, n.means.size()) || !(a.length_km >= 0.0))
      return fail(Fault::bad_input, fmt::format("virtual network.arc[{}]", i),
                  "an end or the means does not exist, or the length is negative");
    if (auto bad = check_costs(a.moving, n.groups, "arc", i); !bad) return bad;
  }
  return {};
}

/// Dijkstra's method over the states (place, means, has been transhipped).
class Search {
 public:
  Search(const Network& network, std::size_t group)
      : n_(network),
        group_(group),
        out_(network.place_name.size() * network.means.size()),
        is_zone_(network.place_name.size(), 0),
        changes_(network.means.size()) {
    for (std::size_t a = 0; a < n_.arcs.size(); ++a)
      out_[slot(n_.arcs[a].from, n_.arcs[a].means)].push_back(a);
    for (const std::int32_t zone : n_.zones) is_zone_[static_cast<std::size_t>(zone)] = 1;
    for (std::size_t t = 0; t < n_.transhipments.size(); ++t)
      changes_[static_cast<std::size_t>(n_.transhipments[t].from_means)].push_back(t);
  }

  /// From a zone, loaded on the means of one mode; `mode` -1: any mode, with transhipment.
  void run(std::int32_t origin, std::int32_t mode) {
    const bool has_chains = mode < 0;
    origin_ = origin;
    label_.assign(out_.size() * (has_chains ? 2 : 1), CheapestWay{infinite, 0.0, 0.0});
    for (std::size_t m = 0; m < n_.means.size(); ++m) {
      if (!has_chains && n_.means[m].mode != mode) continue;
      const double cost = n_.means[m].loading[group_];
      improve(slot(origin, static_cast<std::int32_t>(m)), {cost, cost, 0.0});
    }
    while (!heap_.empty()) {
      const auto [cost, state] = heap_.top();
      heap_.pop();
      if (cost > label_[state].cost) continue;
      settle(state, has_chains);
    }
  }

  /// Unloaded at a zone, without or with transhipment on the way.
  CheapestWay arrival(std::int32_t zone, bool is_chain) const {
    CheapestWay best{infinite, 0.0, 0.0};
    for (std::size_t m = 0; m < n_.means.size(); ++m) {
      CheapestWay way =
          label_[slot(zone, static_cast<std::int32_t>(m)) + (is_chain ? out_.size() : 0)];
      way.cost += n_.means[m].unloading[group_];
      way.handling += n_.means[m].unloading[group_];
      if (way.cost < best.cost) best = way;
    }
    return best;
  }

 private:
  std::size_t slot(std::int32_t place, std::int32_t means) const {
    return static_cast<std::size_t>(place) * n_.means.size() + static_cast<std::size_t>(means);
  }

  void improve(std::size_t state, const CheapestWay& way) {
    if (!(way.cost < label_[state].cost)) return;
    label_[state] = way;
    heap_.emplace(way.cost, state);
  }

  void settle(std::size_t state, bool has_chains) {
    const std::size_t layer = state >= out_.size() ? out_.size() : 0;
    const std::size_t at = state - layer;
    const std::size_t place = at / n_.means.size();
    const std::size_t means = at % n_.means.size();
    const bool is_start = static_cast<std::int32_t>(place) == origin_;
    if (is_zone_[place] && !is_start) return;
    const CheapestWay here = label_[state];
    const double passing = is_start ? 0.0 : n_.means[means].transit[group_];
    for (const std::size_t a : out_[at]) {
      const Network::Arc& arc = n_.arcs[a];
      improve(layer + slot(arc.to, arc.means), {here.cost + passing + arc.moving[group_],
                                                here.handling, here.length_km + arc.length_km});
    }
    if (!has_chains || is_start) return;
    for (const std::size_t t : changes_[means]) {
      const Network::Transhipment& change = n_.transhipments[t];
      const auto& to = n_.means[static_cast<std::size_t>(change.to_means)];
      const auto& modes = n_.is_terminal[place];
      if (!modes[static_cast<std::size_t>(n_.means[means].mode)] ||
          !modes[static_cast<std::size_t>(to.mode)])
        continue;
      // Loaded at once onto the next arc: a place where goods change is not passed as well.
      const double cost = change.cost[group_];
      for (const std::size_t a : out_[slot(static_cast<std::int32_t>(place), change.to_means)]) {
        const Network::Arc& arc = n_.arcs[a];
        improve(out_.size() + slot(arc.to, arc.means),
                {here.cost + cost + arc.moving[group_], here.handling + cost,
                 here.length_km + arc.length_km});
      }
    }
  }

  using Entry = std::pair<double, std::size_t>;
  const Network& n_;
  std::size_t group_;
  std::vector<std::vector<std::size_t>> out_;
  std::vector<std::uint8_t> is_zone_;
  std::vector<std::vector<std::size_t>> changes_;
  std::int32_t origin_ = 0;
  std::vector<CheapestWay> label_;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> heap_;
};

}  // namespace

Result<CheapestWays> cheapest_ways(const VirtualNetwork& network, std::size_t group) {
  if (auto bad = check(network, group); !bad) return fail(bad.error());
  Search search(network, group);
  CheapestWays ways;
  const auto add = [&](std::vector<CheapestWay>& table, std::int32_t mode) {
    for (const std::int32_t origin : network.zones) {
      search.run(origin, mode);
      for (const std::int32_t destination : network.zones)
        table.push_back(search.arrival(destination, mode < 0));
    }
  };
  for (std::size_t mode = 0; mode < network.modes.size(); ++mode) {
    ways.by_mode.emplace_back();
    add(ways.by_mode.back(), static_cast<std::int32_t>(mode));
  }
  if (!network.transhipments.empty()) add(ways.chains, -1);
  return ways;
}

}  // namespace landbridge::freight
