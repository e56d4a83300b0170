#include "landbridge/freight/network/corridor_graph.hpp"

#include <algorithm>
#include <functional>
#include <limits>

namespace landbridge::freight {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();
constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

/// All of states x stages, before what leads nowhere is taken away.
struct Product {
  std::size_t stages = 1;
  std::vector<std::uint32_t> from, to, arc;
};

bool is_reached(const Via& via, const MultimodalNetwork& network, LinkId arc, NodeId head) {
  if (via.is_place) return network.state[head].place == via.index;
  return network.arc[arc].is_haul && network.arc[arc].row == via.index;
}

Product product_of(const MultimodalNetwork& network, const CorridorRule& rule) {
  Product product;
  product.stages = rule.via.size() + 1;
  const auto node = [&](NodeId n, std::size_t stage) {
    return static_cast<std::uint32_t>(n.index() * product.stages + stage);
  };
  for (std::size_t a = 0; a < network.network.links(); ++a) {
    const LinkId arc(a);
    if (!rule.is_open.empty() && !rule.is_open[arc]) continue;
    const NodeId tail = network.network.from[arc], head = network.network.to[arc];
    for (std::size_t stage = 0; stage < product.stages; ++stage) {
      std::size_t next = stage;
      while (next < rule.via.size() && is_reached(rule.via[next], network, arc, head)) ++next;
      product.from.push_back(node(tail, stage));
      product.to.push_back(node(head, next));
      product.arc.push_back(static_cast<std::uint32_t>(a));
    }
  }
  return product;
}

/// What can be reached over edges from `start`.
std::vector<bool> reached(std::size_t nodes, const std::vector<std::uint32_t>& from,
                          const std::vector<std::uint32_t>& to, std::uint32_t start) {
  std::vector<std::vector<std::uint32_t>> out(nodes);
  for (std::size_t e = 0; e < from.size(); ++e) out[from[e]].push_back(to[e]);
  std::vector<bool> seen(nodes, false);
  std::vector<std::uint32_t> stack{start};
  seen[start] = true;
  while (!stack.empty()) {
    const std::uint32_t n = stack.back();
    stack.pop_back();
    for (const std::uint32_t m : out[n])
      if (!seen[m]) {
        seen[m] = true;
        stack.push_back(m);
      }
  }
  return seen;
}

}  // namespace

CorridorGraph::CorridorGraph(const MultimodalNetwork& network, const CorridorRule& rule) {
  if (rule.from.is_none() || rule.to.is_none()) return;
  const Product product = product_of(network, rule);
  const std::size_t nodes = network.network.nodes() * product.stages;
  std::size_t start_stage = 0;
  while (start_stage < rule.via.size() && rule.via[start_stage].is_place &&
         rule.via[start_stage].index == network.state[rule.from].place)
    ++start_stage;
  const auto start = static_cast<std::uint32_t>(rule.from.index() * product.stages + start_stage);
  const auto end =
      static_cast<std::uint32_t>(rule.to.index() * product.stages + product.stages - 1);
  const std::vector<bool> from_start = reached(nodes, product.from, product.to, start);
  const std::vector<bool> to_end = reached(nodes, product.to, product.from, end);
  if (!from_start[end]) return;

  std::vector<std::uint32_t> number(nodes, none);
  std::uint32_t count = 0;
  for (std::size_t n = 0; n < nodes; ++n)
    if (from_start[n] && to_end[n]) number[n] = count++;
  source_ = number[start];
  target_ = number[end];
  first_.assign(count + 1, 0);
  for (std::size_t e = 0; e < product.from.size(); ++e)
    if (number[product.from[e]] != none && number[product.to[e]] != none)
      ++first_[number[product.from[e]] + 1];
  for (std::size_t n = 0; n < count; ++n) first_[n + 1] += first_[n];
  edges_.resize(first_.back());
  tail_.resize(first_.back());
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for (std::size_t e = 0; e < product.from.size(); ++e) {
    const std::uint32_t tail = number[product.from[e]], head = number[product.to[e]];
    if (tail == none || head == none) continue;
    tail_[next[tail]] = tail;
    const FreightArc& arc = network.arc[LinkId(std::size_t{product.arc[e]})];
    edges_[next[tail]++] = {head, product.arc[e], arc.is_haul ? arc.row + 1U : 0U};
    arcs_.push_back(product.arc[e]);
  }
  std::sort(arcs_.begin(), arcs_.end());
  arcs_.erase(std::unique(arcs_.begin(), arcs_.end()), arcs_.end());
}

bool CorridorGraph::cheapest(std::span<const double> weight, Search& search) const {
  search.route.clear();
  search.weight = never;
  if (!is_connected()) return false;
  search.least.assign(nodes(), never);
  search.came_by.assign(nodes(), none);
  auto& heap = search.heap;
  heap.clear();
  search.least[source_] = 0.0;
  heap.emplace_back(0.0, source_);
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), std::greater<>());
    const auto [distance, node] = heap.back();
    heap.pop_back();
    if (distance > search.least[node]) continue;
    if (node == target_) break;
    const std::uint32_t came_on = node == source_ ? 0U : edges_[search.came_by[node]].haul;
    for (std::uint32_t e = first_[node]; e < first_[node + 1]; ++e) {
      if (came_on != 0 && edges_[e].haul == came_on) continue;
      const double through = distance + weight[edges_[e].arc];
      if (!(through < search.least[edges_[e].to])) continue;
      search.least[edges_[e].to] = through;
      search.came_by[edges_[e].to] = e;
      heap.emplace_back(through, edges_[e].to);
      std::push_heap(heap.begin(), heap.end(), std::greater<>());
    }
  }
  search.weight = search.least[target_];
  if (search.weight == never) return false;
  for (std::uint32_t n = target_; n != source_; n = tail_[search.came_by[n]])
    search.route.push_back(edges_[search.came_by[n]].arc);
  std::reverse(search.route.begin(), search.route.end());
  return true;
}

void CorridorGraph::arrivals(std::span<const double> time_s, const Search& search,
                             std::vector<double>& arrival_s) const {
  std::vector<double> at(nodes(), never);
  std::vector<std::uint32_t> chain;
  at[source_] = 0.0;
  for (std::uint32_t n = 0; n < nodes(); ++n) {
    chain.clear();
    std::uint32_t m = n;
    while (at[m] == never && search.came_by[m] != none) {
      chain.push_back(m);
      m = tail_[search.came_by[m]];
    }
    for (auto it = chain.rbegin(); it != chain.rend() && at[m] != never; ++it) {
      at[*it] = at[m] + time_s[edges_[search.came_by[*it]].arc];
      m = *it;
    }
  }
  for (const std::uint32_t a : arcs_) arrival_s[a] = never;
  for (std::size_t e = 0; e < edges_.size(); ++e)
    arrival_s[edges_[e].arc] = std::min(arrival_s[edges_[e].arc], at[tail_[e]]);
}

}  // namespace landbridge::freight
