#include "landbridge/freight/assign/bush.hpp"

#include <algorithm>
#include <limits>

namespace landbridge::freight {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr std::uint32_t no_link = ShortestTree::no_link;
constexpr double least_saving_relative = 1e-14;

}  // namespace

BushSweeper::BushSweeper(const AssignModel& model)
    : model_(&model),
      mark_(model.links),
      flow_(model.links),
      tree_(model.nodes),
      waiting_(model.nodes),
      place_(model.nodes),
      node_flow_(model.nodes),
      least_(model.nodes),
      most_(model.nodes),
      by_least_(model.nodes) {
  order_.reserve(model.nodes);
}

void BushSweeper::unpack(const AssignModel::Group& group, const Bush& bush) {
  const AssignModel& m = *model_;
  origin_ = group.origin;
  ++now_;
  for (std::uint32_t node = 0; node < m.nodes; ++node) {
    tree_[node] = no_link;
    if (bush.tree[node] == ShortestTree::no_slot) continue;
    tree_[node] = m.in_link[m.first_in[node] + bush.tree[node]];
    mark_[tree_[node]] = now_;
  }
  for (std::size_t i = 0; i < bush.beside.link.size(); ++i) {
    mark_[bush.beside.link[i]] = now_;
    flow_[bush.beside.link[i]] = bush.beside.flow[i];
  }
  sort_nodes();
  find_flows(group);
}

/// Nodes so that each comes behind those before it in the bush.
void BushSweeper::sort_nodes() {
  const AssignModel& m = *model_;
  order_.clear();
  order_.push_back(origin_);
  std::ranges::fill(waiting_, 0U);
  for (std::uint32_t link = 0; link < m.links; ++link)
    waiting_[m.head[link]] += mark_[link] == now_ ? 1U : 0U;
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const std::uint32_t node = order_[i];
    place_[node] = static_cast<std::uint32_t>(i);
    if (!carries(node)) continue;
    for (std::uint32_t link = m.first_out[node]; link < m.first_out[node + 1]; ++link)
      if (mark_[link] == now_ && --waiting_[m.head[link]] == 0) order_.push_back(m.head[link]);
  }
}

void BushSweeper::find_flows(const AssignModel::Group& group) {
  const AssignModel& m = *model_;
  std::ranges::fill(node_flow_, 0.0);
  for (std::uint32_t i = group.first; i < group.end; ++i)
    node_flow_[m.pairs[i].destination] = m.pairs[i].amount;
  for (std::size_t i = order_.size(); i-- > 1;) {
    const std::uint32_t node = order_[i];
    double rest = node_flow_[node];
    for (std::uint32_t k = m.first_in[node]; k < m.first_in[node + 1]; ++k) {
      const std::uint32_t link = m.in_link[k];
      if (mark_[link] != now_ || link == tree_[node]) continue;
      const double flow = std::min(flow_[link], rest);
      flow_[link] = flow;
      rest -= flow;
      node_flow_[m.tail[link]] += flow;
    }
    flow_[tree_[node]] = rest;
    node_flow_[m.tail[tree_[node]]] += rest;
  }
}

/// Cheapest and dearest cost from the origin to each node inside the bush.
void BushSweeper::label(const LinkState::Cost* costs) {
  const AssignModel& m = *model_;
  least_[origin_] = most_[origin_] = 0.0;
  for (std::size_t i = 1; i < order_.size(); ++i) {
    const std::uint32_t node = order_[i];
    double least = infinite;
    double most = 0.0;
    for (std::uint32_t k = m.first_in[node]; k < m.first_in[node + 1]; ++k) {
      const std::uint32_t link = m.in_link[k];
      if (mark_[link] != now_) continue;
      const std::uint32_t tail = m.tail[link];
      const double cost = costs[link].cost;
      if (least_[tail] + cost < least) {
        least = least_[tail] + cost;
        by_least_[node] = link;
      }
      most = std::max(most, most_[tail] + cost);
    }
    least_[node] = least;
    most_[node] = most;
  }
}

/// Links that shorten the cheapest way to their head; none that could close a cycle: in the bush
/// the dearest label rises along every link, and so it does along the new ones.
std::size_t BushSweeper::add_links(const LinkState::Cost* costs) {
  const AssignModel& m = *model_;
  std::size_t added = 0;
  for (const std::uint32_t node : order_) {
    if (!carries(node)) continue;
    for (std::uint32_t link = m.first_out[node]; link < m.first_out[node + 1]; ++link) {
      const std::uint32_t to = m.head[link];
      if (mark_[link] == now_ || to == origin_) continue;
      if (least_[node] + costs[link].cost >= least_[to] * (1.0 - least_saving_relative)) continue;
      if (most_[node] > most_[to] || (most_[node] == most_[to] && place_[node] > place_[to]))
        continue;
      mark_[link] = now_;
      flow_[link] = 0.0;
      ++added;
    }
  }
  return added;
}

BushSweeper::Outcome BushSweeper::sweep(const AssignModel::Group& group, Bush& bush,
                                        LinkState& state, int rounds) {
  outcome_ = {};
  costs_ = state.costs(group.class_index);
  car_equivalent_ = model_->car_equivalent[group.class_index];
  unpack(group, bush);
  label(costs_);
  outcome_.added = add_links(costs_);
  if (outcome_.added > 0) sort_nodes();
  for (int round = 0; round < rounds; ++round) {
    const std::size_t before = outcome_.shifts;
    if (round > 0 || outcome_.added > 0) label(costs_);
    for (std::size_t i = order_.size(); i-- > 1;) shift_to(order_[i], state);
    if (outcome_.shifts == before) break;
  }
  pack(bush);
  return outcome_;
}

void BushSweeper::shift_to(std::uint32_t node, LinkState& state) {
  const AssignModel& m = *model_;
  for (std::uint32_t k = m.first_in[node]; k < m.first_in[node + 1]; ++k) {
    const std::uint32_t link = m.in_link[k];
    if (mark_[link] == now_ && link != by_least_[node] && flow_[link] > 0.0)
      shift_into(node, link, state);
  }
}

std::uint32_t BushSweeper::fullest_into(std::uint32_t node) const {
  const AssignModel& m = *model_;
  std::uint32_t best = no_link;
  double most = 0.0;
  for (std::uint32_t k = m.first_in[node]; k < m.first_in[node + 1]; ++k) {
    const std::uint32_t link = m.in_link[k];
    if (mark_[link] != now_ || flow_[link] <= most) continue;
    most = flow_[link];
    best = link;
  }
  return best;
}

void BushSweeper::shift_into(std::uint32_t node, std::uint32_t last, LinkState& state) {
  const AssignModel& m = *model_;
  from_.clear();
  to_.clear();
  double gain = 0.0;
  double slope = 0.0;
  double most = infinite;
  std::uint32_t a = node;
  std::uint32_t b = node;
  do {
    if (a == b || place_[a] > place_[b]) {
      const std::uint32_t link = by_least_[a];
      to_.push_back(link);
      gain -= costs_[link].cost;
      slope += costs_[link].slope;
      a = m.tail[link];
    } else {
      const std::uint32_t link = b == node ? last : fullest_into(b);
      if (link == no_link) return;
      from_.push_back(link);
      gain += costs_[link].cost;
      slope += costs_[link].slope;
      most = std::min(most, flow_[link]);
      b = m.tail[link];
    }
  } while (a != b);
  if (!(most > 0.0)) return;
  if (!(gain > 0.0)) return;
  outcome_.excess_cost += gain * most;
  const double wanted = slope > 0.0 ? gain / (slope * car_equivalent_) : infinite;
  const double amount = std::min(most, wanted);
  for (const std::uint32_t link : from_) {
    flow_[link] -= amount;
    state.set_flow(link, std::max(0.0, state.flow(link) - amount * car_equivalent_));
  }
  for (const std::uint32_t link : to_) {
    flow_[link] += amount;
    state.set_flow(link, state.flow(link) + amount * car_equivalent_);
  }
  ++outcome_.shifts;
}

void BushSweeper::add_flows_to(std::vector<double>& flows) const {
  for (std::uint32_t link = 0; link < model_->links; ++link)
    if (mark_[link] == now_) flows[link] += flow_[link];
}

double BushSweeper::take_route(std::uint32_t node, double most_flow,
                               std::vector<std::uint32_t>& links) {
  links.clear();
  double amount = most_flow;
  for (std::uint32_t at = node; at != origin_; at = model_->tail[links.back()]) {
    const std::uint32_t fullest = fullest_into(at);
    links.push_back(fullest == no_link ? tree_[at] : fullest);
    // Where rounding has left nothing, the route carries what is asked for all the same.
    if (fullest != no_link) amount = std::min(amount, flow_[fullest]);
  }
  for (const std::uint32_t link : links) flow_[link] = std::max(0.0, flow_[link] - amount);
  std::ranges::reverse(links);
  return amount;
}

void BushSweeper::pack(Bush& bush) {
  const AssignModel& m = *model_;
  bush.beside.link.clear();
  bush.beside.flow.clear();
  for (std::size_t i = 1; i < order_.size(); ++i) {
    const std::uint32_t node = order_[i];
    std::uint32_t best = by_least_[node];
    for (std::uint32_t k = m.first_in[node]; k < m.first_in[node + 1]; ++k) {
      const std::uint32_t link = m.in_link[k];
      if (mark_[link] == now_ && flow_[link] > flow_[best]) best = link;
    }
    bush.tree[node] = static_cast<std::uint8_t>(m.in_slot[best]);
    for (std::uint32_t k = m.first_in[node]; k < m.first_in[node + 1]; ++k) {
      const std::uint32_t link = m.in_link[k];
      if (mark_[link] != now_ || link == best || !(flow_[link] > 0.0)) continue;
      bush.beside.link.push_back(link);
      bush.beside.flow.push_back(flow_[link]);
    }
  }
}

}  // namespace landbridge::freight
