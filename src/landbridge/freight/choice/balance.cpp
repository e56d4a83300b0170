#include "landbridge/freight/choice/balance.hpp"

#include <algorithm>
#include <cmath>

#include "landbridge/math/root.hpp"

namespace landbridge::freight {
namespace {

/// Shares below this are as good as none; logarithms stay finite.
constexpr double least_share = 1e-13;
constexpr int max_doublings = 40;

/// The zero of a rising function between two points, or the end that is nearest to it.
template <class Function>
double zero_between(Function&& f, double low, double high) {
  if (!(low < high) || f(low) >= 0.0) return low;
  if (f(high) <= 0.0) return high;
  const auto root = find_root(f, {low, high}, {.tolerance_x = 1e-15 * (high - low)});
  return root ? root->x : 0.0;
}

}  // namespace

LinkLoads::LinkLoads(const AssignProblem& problem)
    : flow_(problem.network.links(), 0.0),
      time_(problem.network.links(), 0.0),
      slope_(problem.network.links(), 0.0) {
  const AssignNetwork& network = problem.network;
  for (std::size_t link = 0; link < network.links(); ++link) law_.emplace_back(network, link);
  for (const AssignClass& users : problem.classes) {
    weight_.push_back(users.car_equivalent);
    std::vector<double> fixed(network.links(), 0.0);
    for (std::size_t link = 0; link < network.links(); ++link) {
      fixed[link] =
          users.toll_factor * network.toll[link] + users.distance_factor * network.length[link];
      if (!users.fixed_cost.empty()) fixed[link] += users.fixed_cost[link];
    }
    fixed_.push_back(std::move(fixed));
  }
  clear();
}

void LinkLoads::clear() {
  for (std::size_t link = 0; link < flow_.size(); ++link) {
    flow_[link] = 0.0;
    const LinkLaw::Value value = law_[link].at(0.0);
    time_[link] = value.time;
    slope_[link] = value.slope;
  }
}

void LinkLoads::add(std::int32_t link, double flow) {
  const auto i = static_cast<std::size_t>(link);
  flow_[i] = std::max(0.0, flow_[i] + flow);
  const LinkLaw::Value value = law_[i].at(flow_[i]);
  time_[i] = value.time;
  slope_[i] = value.slope;
}

double LinkLoads::cost(std::int32_t class_index, const std::vector<std::int32_t>& links) const {
  const std::vector<double>& fixed = fixed_[static_cast<std::size_t>(class_index)];
  double sum = 0.0;
  for (const std::int32_t link : links)
    sum += time_[static_cast<std::size_t>(link)] + fixed[static_cast<std::size_t>(link)];
  return sum;
}

std::vector<double> LinkLoads::costs(std::int32_t class_index) const {
  std::vector<double> costs = fixed_[static_cast<std::size_t>(class_index)];
  for (std::size_t link = 0; link < costs.size(); ++link) costs[link] += time_[link];
  return costs;
}

Balancer::Balancer(const ChoiceRules& rules, LinkLoads& loads)
    : rules_(rules),
      loads_(loads),
      use_(loads.links(), 0.0),
      traffic_(loads.links(), 0.0),
      is_touched_(loads.links(), 0) {}

double Balancer::balance(Market& market) {
  double moved = 0.0;
  for (Market::Way& way : market.ways)
    if (way.routes.size() > 1) moved += balance_routes(way);
  if (market.ways.size() > 1) moved += balance_modes(market);
  if (rules_.law != DemandLaw::fixed) moved += balance_demand(market);
  return moved;
}

void Balancer::spread(const Market::Way& way, double share) {
  const double weight = loads_.weight(way.class_index);
  for (const Market::Route& route : way.routes) {
    const double part = share * route.flow / way.sent;
    for (const std::int32_t link : route.links) {
      const auto i = static_cast<std::size_t>(link);
      if (!is_touched_[i]) touched_.push_back(link);
      is_touched_[i] = 1;
      use_[i] += part;
      traffic_[i] += weight * part;
    }
  }
}

double Balancer::spread_slope() const {
  double sum = 0.0;
  for (const std::int32_t link : touched_) {
    const auto i = static_cast<std::size_t>(link);
    sum += use_[i] * traffic_[i] * loads_.slope(link);
  }
  return std::max(0.0, sum);
}

void Balancer::forget_spread() {
  for (const std::int32_t link : touched_) {
    const auto i = static_cast<std::size_t>(link);
    use_[i] = traffic_[i] = 0.0;
    is_touched_[i] = 0;
  }
  touched_.clear();
}

double Balancer::move_between(Market::Way& way, std::size_t to, std::size_t from) {
  Market::Route& a = way.routes[to];
  Market::Route& b = way.routes[from];
  const double weight = loads_.weight(way.class_index);
  const double less = loads_.cost(way.class_index, b.links) - loads_.cost(way.class_index, a.links);
  for (const std::int32_t link : a.links) use_[static_cast<std::size_t>(link)] += 1.0;
  for (const std::int32_t link : b.links) use_[static_cast<std::size_t>(link)] -= 1.0;
  double slope = 0.0;
  for (const auto* links : {&a.links, &b.links})
    for (const std::int32_t link : *links)
      slope += std::abs(use_[static_cast<std::size_t>(link)]) * weight * loads_.slope(link);
  double shift = 0.0;
  if (rules_.route_scale > 0.0) {
    const double floor = least_share * way.sent;
    const double overlap = b.overlap - a.overlap;
    shift = zero_between(
        [&](double s) {
          return -less + slope * s +
                 (std::log((a.flow + s) / (b.flow - s)) + overlap) / rules_.route_scale;
        },
        std::min(0.0, floor - a.flow), std::max(0.0, b.flow - floor));
  } else if (slope > 0.0) {
    shift = std::clamp(less / slope, -a.flow, b.flow);
  } else {
    shift = less > 0.0 ? b.flow : (less < 0.0 ? -a.flow : 0.0);
  }
  a.flow = std::max(0.0, a.flow + shift);
  b.flow = std::max(0.0, b.flow - shift);
  for (const auto* links : {&a.links, &b.links})
    for (const std::int32_t link : *links) {
      double& sign = use_[static_cast<std::size_t>(link)];
      if (sign != 0.0 && shift != 0.0) loads_.add(link, sign * weight * shift);
      sign = 0.0;
    }
  return std::abs(shift);
}

double Balancer::balance_routes(Market::Way& way) {
  // Against the route with most flow where all are used, against the cheapest where few are.
  std::size_t reference = 0;
  for (std::size_t p = 1; p < way.routes.size(); ++p) {
    const bool is_better = rules_.route_scale > 0.0
                               ? way.routes[p].flow > way.routes[reference].flow
                               : loads_.cost(way.class_index, way.routes[p].links) <
                                     loads_.cost(way.class_index, way.routes[reference].links);
    if (is_better) reference = p;
  }
  double moved = 0.0;
  for (std::size_t p = 0; p < way.routes.size(); ++p)
    if (p != reference && (rules_.route_scale > 0.0 || way.routes[p].flow > 0.0))
      moved += move_between(way, reference, p);
  return moved;
}

double Balancer::mean_cost(const Market::Way& way) const {
  double sum = 0.0;
  for (const Market::Route& route : way.routes) {
    const double share = route.flow / way.sent;
    if (!(share > 0.0)) continue;
    double cost = loads_.cost(way.class_index, route.links);
    if (rules_.route_scale > 0.0) cost += (std::log(share) - route.overlap) / rules_.route_scale;
    sum += share * cost;
  }
  return sum;
}

double Balancer::mode_term(const Market& market, const Market::Way& way, double more,
                           double more_in_nest) {
  if (!rules_.modes) return 0.0;
  const NestedLogit& logit = rules_.modes->logit;
  double nest = more_in_nest;
  for (const Market::Way& other : market.ways)
    if (other.nest == way.nest) nest += other.sent;
  return (logit.nest_scale_of(way.nest) * std::log((way.sent + more) / nest) +
          std::log(nest / market.sent) - way.constant) /
         logit.scale;
}

void Balancer::scale(Market::Way& way, double sent) {
  const double factor = sent / way.sent;
  const double weight = loads_.weight(way.class_index);
  for (Market::Route& route : way.routes) {
    const double more = route.flow * (factor - 1.0);
    route.flow *= factor;
    for (const std::int32_t link : route.links) loads_.add(link, weight * more);
  }
  way.sent = sent;
}

double Balancer::balance_modes(Market& market) {
  const auto most = std::ranges::max_element(market.ways, {}, &Market::Way::sent);
  const auto reference = static_cast<std::size_t>(most - market.ways.begin());
  double moved = 0.0;
  for (std::size_t m = 0; m < market.ways.size(); ++m) {
    if (m == reference) continue;
    Market::Way& a = market.ways[m];
    Market::Way& b = market.ways[reference];
    spread(a, 1.0);
    spread(b, -1.0);
    const double slope = spread_slope();
    forget_spread();
    const double difference = mean_cost(a) - mean_cost(b);
    const bool share_nest = a.nest == b.nest;
    const double floor = least_share * market.sent;
    const double shift = zero_between(
        [&](double s) {
          const double in_nest = share_nest ? 0.0 : s;
          return difference + slope * s + mode_term(market, a, s, in_nest) -
                 mode_term(market, b, -s, -in_nest);
        },
        std::min(0.0, floor - a.sent), std::max(0.0, b.sent - floor));
    if (shift == 0.0) continue;
    scale(a, a.sent + shift);
    scale(b, b.sent - shift);
    moved += std::abs(shift);
  }
  return moved;
}

double Balancer::balance_demand(Market& market) {
  double cost = 0.0;
  for (const Market::Way& way : market.ways) {
    spread(way, way.sent / market.sent);
    cost += way.sent / market.sent * (mean_cost(way) + mode_term(market, way, 0.0, 0.0));
  }
  const double slope = spread_slope();
  forget_spread();
  const auto f = [&](double s) {
    const double share = (market.sent + s) / market.wanted;
    return cost + slope * s -
           market.reference_cost * cost_ratio_at(rules_.law, rules_.elasticity, share);
  };
  const double low = std::min(0.0, least_share * market.wanted - market.sent);
  double high = market.wanted;
  for (int k = 0; k < max_doublings && f(high) < 0.0; ++k) high *= 2.0;
  const double shift = zero_between(f, low, high);
  if (shift == 0.0) return 0.0;
  const double factor = (market.sent + shift) / market.sent;
  for (Market::Way& way : market.ways) scale(way, way.sent * factor);
  market.sent *= factor;
  return std::abs(shift);
}

}  // namespace landbridge::freight
