#include "landbridge/graph/incidence.hpp"

namespace landbridge {

Incidence::Incidence(const Network& network, const LinkMask& is_active)
    : start_(network.nodes() + 1, 0) {
  LANDBRIDGE_ASSERT(network.to.size() == network.links());
  LANDBRIDGE_ASSERT(is_active.empty() || is_active.size() == network.links());
  for (std::size_t i = 0; i < network.links(); ++i) {
    const LinkId link(i);
    LANDBRIDGE_ASSERT(network.from[link].index() < network.nodes());
    LANDBRIDGE_ASSERT(network.to[link].index() < network.nodes());
    if (!is_in(is_active, link)) continue;
    ++start_[network.from[link].index() + 1];
    ++start_[network.to[link].index() + 1];
  }
  for (std::size_t i = 1; i < start_.size(); ++i) start_[i] += start_[i - 1];
  ends_.resize(start_.back());
  std::vector<std::size_t> next(start_.begin(), start_.end() - 1);
  for (std::size_t i = 0; i < network.links(); ++i) {
    const LinkId link(i);
    if (!is_in(is_active, link)) continue;
    const NodeId tail = network.from[link];
    const NodeId head = network.to[link];
    ends_[next[tail.index()]++] = {link, head, true};
    ends_[next[head.index()]++] = {link, tail, false};
  }
}

}  // namespace landbridge
