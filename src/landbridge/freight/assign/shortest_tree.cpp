#include "landbridge/freight/assign/shortest_tree.hpp"

#include <algorithm>
#include <functional>
#include <limits>

namespace landbridge::freight {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// More than this for the trees of all origins is not worth what they save.
constexpr std::uint64_t slot_bytes_most = std::uint64_t{1} << 28;

/// A well-mixed number for each link [steele2014].
std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

}  // namespace

ShortestTree::ShortestTree(const AssignModel& model)
    : model_(&model),
      label_(model.nodes),
      into_(model.nodes),
      stamp_(model.nodes),
      hash_(model.nodes),
      link_hash_(model.links),
      hash_stamp_(model.nodes) {
  for (std::uint32_t link = 0; link < model.links; ++link) link_hash_[link] = mixed(link);
  for (std::uint32_t node = 0; node < model.nodes; ++node)
    if (model.first_in[node + 1] - model.first_in[node] >= no_slot) has_slots_ = false;
  if (std::uint64_t{model.nodes} * model.groups.size() > slot_bytes_most) has_slots_ = false;
}

void ShortestTree::compute(std::uint32_t origin, const LinkState::Cost* costs, const Slots& start) {
  origin_ = origin;
  heap_.clear();
  if (start.empty()) {
    start_cold();
  } else {
    start_warm(costs, start);
    scan_all(costs);
  }
  settle(costs);
  ++hash_now_;
}

void ShortestTree::save(Slots& slots) const {
  slots.resize(model_->nodes);
  for (std::uint32_t node = 0; node < model_->nodes; ++node)
    slots[node] =
        into_[node] == no_link ? no_slot : static_cast<std::uint8_t>(model_->in_slot[into_[node]]);
}

void ShortestTree::start_cold() {
  std::ranges::fill(label_, infinite);
  std::ranges::fill(into_, no_link);
  label_[origin_] = 0.0;
  heap_.emplace_back(0.0, origin_);
}

/// Labels along the old tree: up from each node to one whose label is known, and back down.
void ShortestTree::start_warm(const LinkState::Cost* costs, const Slots& start) {
  const AssignModel& m = *model_;
  ++now_;
  stamp_[origin_] = now_;
  label_[origin_] = 0.0;
  into_[origin_] = no_link;
  for (std::uint32_t node = 0; node < m.nodes; ++node) {
    stack_.clear();
    std::uint32_t at = node;
    while (stamp_[at] != now_) {
      stamp_[at] = now_;
      stack_.push_back(at);
      if (start[at] == no_slot) {
        into_[at] = no_link;
        label_[at] = infinite;
        stack_.pop_back();
        break;
      }
      into_[at] = m.in_link[m.first_in[at] + start[at]];
      at = m.tail[into_[at]];
    }
    for (; !stack_.empty(); stack_.pop_back()) {
      const std::uint32_t below = stack_.back();
      const std::uint32_t link = into_[below];
      label_[below] = label_[m.tail[link]] + costs[link].cost;
    }
  }
}

void ShortestTree::scan_all(const LinkState::Cost* costs) {
  for (std::uint32_t node = 0; node < model_->nodes; ++node)
    if (carries(node)) relax(node, costs);
}

void ShortestTree::relax(std::uint32_t node, const LinkState::Cost* costs) {
  const AssignModel& m = *model_;
  const double from = label_[node];
  for (std::uint32_t link = m.first_out[node]; link < m.first_out[node + 1]; ++link) {
    const std::uint32_t to = m.head[link];
    const double through = from + costs[link].cost;
    if (through < label_[to]) {
      label_[to] = through;
      into_[to] = link;
      heap_.emplace_back(through, to);
      std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
    }
  }
}

void ShortestTree::settle(const LinkState::Cost* costs) {
  while (!heap_.empty()) {
    const auto [key, node] = heap_.front();
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
    heap_.pop_back();
    if (key > label_[node] || !carries(node)) continue;
    relax(node, costs);
  }
}

std::uint64_t ShortestTree::route_hash(std::uint32_t node) {
  hash_[origin_] = 0;
  hash_stamp_[origin_] = hash_now_;
  stack_.clear();
  std::uint32_t at = node;
  for (; hash_stamp_[at] != hash_now_; at = model_->tail[into_[at]]) stack_.push_back(at);
  for (; !stack_.empty(); stack_.pop_back()) {
    const std::uint32_t below = stack_.back();
    hash_[below] = hash_[at] + link_hash_[into_[below]];
    hash_stamp_[below] = hash_now_;
    at = below;
  }
  return hash_[node];
}

std::uint64_t ShortestTree::hash_of(std::span<const std::uint32_t> links) const {
  std::uint64_t sum = 0;
  for (const std::uint32_t link : links) sum += link_hash_[link];
  return sum;
}

void ShortestTree::route_to(std::uint32_t node, std::vector<std::uint32_t>& links) const {
  links.clear();
  for (std::uint32_t at = node; at != origin_; at = model_->tail[into_[at]])
    links.push_back(into_[at]);
  std::ranges::reverse(links);
}

}  // namespace landbridge::freight
