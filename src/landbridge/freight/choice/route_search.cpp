#include "landbridge/freight/choice/route_search.hpp"

#include <algorithm>
#include <functional>
#include <limits>

#include "landbridge/base/assert.hpp"

namespace landbridge::freight {
namespace {

constexpr double dearer = 4.0 / 3.0;
constexpr int runs_per_route = 3;

}  // namespace

RouteSearch::RouteSearch(const AssignNetwork& network, const AssignClass& users)
    : network_(network), first_out_(static_cast<std::size_t>(network.nodes) + 1, 0) {
  const auto is_open = [&](std::size_t link) {
    return users.is_barred.empty() || !users.is_barred[link];
  };
  for (std::size_t link = 0; link < network.links(); ++link)
    if (is_open(link)) ++first_out_[static_cast<std::size_t>(network.from[link]) + 1];
  for (std::size_t node = 1; node < first_out_.size(); ++node)
    first_out_[node] += first_out_[node - 1];
  out_.resize(first_out_.back());
  std::vector<std::uint32_t> next = first_out_;
  for (std::size_t link = 0; link < network.links(); ++link)
    if (is_open(link))
      out_[next[static_cast<std::size_t>(network.from[link])]++] = static_cast<std::int32_t>(link);
}

void RouteSearch::run(std::int32_t origin, const std::vector<double>& link_cost,
                      std::int32_t only) {
  label_.assign(static_cast<std::size_t>(network_.nodes), std::numeric_limits<double>::infinity());
  into_.assign(static_cast<std::size_t>(network_.nodes), -1);
  label_[static_cast<std::size_t>(origin)] = 0.0;
  heap_.assign(1, {0.0, origin});
  while (!heap_.empty()) {
    std::ranges::pop_heap(heap_, std::greater<>());
    const auto [cost, node] = heap_.back();
    heap_.pop_back();
    if (cost > label(node)) continue;
    if (node == only) return;
    if (node != origin && node < network_.first_through_node) continue;
    for (std::uint32_t k = first_out_[static_cast<std::size_t>(node)];
         k < first_out_[static_cast<std::size_t>(node) + 1]; ++k) {
      const auto link = static_cast<std::size_t>(out_[k]);
      const std::int32_t head = network_.to[link];
      const double there = cost + link_cost[link];
      if (!(there < label(head))) continue;
      label_[static_cast<std::size_t>(head)] = there;
      into_[static_cast<std::size_t>(head)] = out_[k];
      heap_.emplace_back(there, head);
      std::ranges::push_heap(heap_, std::greater<>());
    }
  }
}

std::vector<std::int32_t> RouteSearch::route_to(std::int32_t node) const {
  std::vector<std::int32_t> links;
  while (into_[static_cast<std::size_t>(node)] >= 0) {
    links.push_back(into_[static_cast<std::size_t>(node)]);
    node = network_.from[static_cast<std::size_t>(links.back())];
    LANDBRIDGE_ASSERT(links.size() <= static_cast<std::size_t>(network_.nodes));
  }
  std::ranges::reverse(links);
  return links;
}

std::vector<std::vector<std::int32_t>> several_routes(RouteSearch& search, std::int32_t origin,
                                                      std::int32_t destination,
                                                      std::vector<double> link_cost, int count) {
  std::vector<std::vector<std::int32_t>> routes;
  for (int run = 0; run < runs_per_route * count && static_cast<int>(routes.size()) < count;
       ++run) {
    search.run(origin, link_cost, destination);
    auto route = search.route_to(destination);
    if (route.empty()) break;
    for (const std::int32_t link : route) link_cost[static_cast<std::size_t>(link)] *= dearer;
    if (std::ranges::find(routes, route) == routes.end()) routes.push_back(std::move(route));
  }
  return routes;
}

}  // namespace landbridge::freight
