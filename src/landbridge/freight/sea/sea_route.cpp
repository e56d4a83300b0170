#include "landbridge/freight/sea/sea_route.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>
#include <utility>

#include <fmt/format.h>

namespace landbridge::freight {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::uint32_t no_node = std::numeric_limits<std::uint32_t>::max();

bool has_month(MonthSet months, int month) {
  return month > 0 && ((months >> (month - 1)) & 1U) != 0U;
}

std::string closures_of(const SeaLanes& lanes, const SeaQuery& query) {
  std::string text;
  for (const std::uint32_t pass : query.closed)
    text += (text.empty() ? "" : ", ") + lanes.passes[pass].name;
  if (query.draught_m > 0.0)
    text += fmt::format("{}draught of {} m", text.empty() ? "" : ", ", query.draught_m);
  if (query.month > 0) text += fmt::format("{}month {}", text.empty() ? "" : ", ", query.month);
  return text;
}

}  // namespace

struct SeaRouter::Labels {
  std::vector<double> distance_m;
  std::vector<std::uint32_t> arrives_by;  ///< edge
  std::size_t settled = 0;
};

SeaRouter::SeaRouter(const SeaLanes& lanes) : lanes_(lanes), first_(lanes.nodes.size() + 1, 0) {
  for (const SeaEdge& edge : lanes.edges) {
    ++first_[edge.a + 1];
    ++first_[edge.b + 1];
  }
  for (std::size_t n = 1; n < first_.size(); ++n) first_[n] += first_[n - 1];
  arcs_.resize(2 * lanes.edges.size());
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for (std::uint32_t e = 0; e < lanes.edges.size(); ++e) {
    const SeaEdge& edge = lanes.edges[e];
    arcs_[next[edge.a]++] = {edge.b, e};
    arcs_[next[edge.b]++] = {edge.a, e};
  }
}

std::uint32_t SeaRouter::nearest_node(const GeoPoint& place) const {
  double best_m = infinity;
  std::uint32_t best = no_node;
  for (std::uint32_t n = 0; n < lanes_.nodes.size(); ++n) {
    if (first_[n] == first_[n + 1]) continue;
    const double distance_m = great_circle_m(place, lanes_.nodes[n].at);
    if (distance_m < best_m) {
      best_m = distance_m;
      best = n;
    }
  }
  return best;
}

bool SeaRouter::is_open(const SeaEdge& edge, const SeaQuery& query) const {
  if (edge.pass != no_pass) {
    if (std::ranges::find(query.closed, edge.pass) != query.closed.end()) return false;
    if (query.draught_m > lanes_.passes[edge.pass].draught_m) return false;
  }
  return query.draught_m <= edge.draught_m && !has_month(edge.closed, query.month);
}

SeaRouter::Labels SeaRouter::distances(std::uint32_t source, const SeaQuery& query) const {
  Labels labels{std::vector<double>(lanes_.nodes.size(), infinity),
                std::vector<std::uint32_t>(lanes_.nodes.size(), no_pass), 0};
  using Entry = std::pair<double, std::uint32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  labels.distance_m[source] = 0.0;
  queue.emplace(0.0, source);
  while (!queue.empty()) {  // every entry is pushed by an edge that shortens a way
    const auto [distance_m, node] = queue.top();
    queue.pop();
    if (distance_m > labels.distance_m[node]) continue;
    ++labels.settled;
    for (std::uint32_t i = first_[node]; i < first_[node + 1]; ++i) {
      const SeaEdge& edge = lanes_.edges[arcs_[i].edge];
      const double reached_m = distance_m + edge.length_m;
      if (reached_m >= labels.distance_m[arcs_[i].to] || !is_open(edge, query)) continue;
      labels.distance_m[arcs_[i].to] = reached_m;
      labels.arrives_by[arcs_[i].to] = arcs_[i].edge;
      queue.emplace(reached_m, arcs_[i].to);
    }
  }
  return labels;
}

SeaRoute SeaRouter::trace(const Labels& labels, std::uint32_t source, std::uint32_t target) const {
  SeaRoute route;
  route.distance_m = labels.distance_m[target];
  route.settled = labels.settled;
  route.nodes.push_back(target);
  for (std::uint32_t at = target; at != source; route.nodes.push_back(at)) {
    const std::uint32_t by = labels.arrives_by[at];
    route.edges.push_back(by);
    at = lanes_.edges[by].a == at ? lanes_.edges[by].b : lanes_.edges[by].a;
  }
  std::ranges::reverse(route.nodes);
  std::ranges::reverse(route.edges);
  route.tightest_draught_m = infinity;
  double sum_m = 0.0;
  for (const std::uint32_t e : route.edges) {
    const SeaEdge& edge = lanes_.edges[e];
    sum_m += edge.length_m;
    route.tightest_draught_m = std::min(route.tightest_draught_m, edge.draught_m);
    if (edge.pass == no_pass) continue;
    route.tightest_draught_m =
        std::min(route.tightest_draught_m, lanes_.passes[edge.pass].draught_m);
    if (std::ranges::find(route.passes, edge.pass) == route.passes.end())
      route.passes.push_back(edge.pass);
  }
  route.length_residual_m = std::abs(sum_m - route.distance_m);
  return route;
}

void SeaRouter::certify(const Labels& labels, const SeaQuery& query, SeaRoute& route) const {
  for (std::uint32_t e = 0; e < lanes_.edges.size(); ++e) {
    const SeaEdge& edge = lanes_.edges[e];
    const double a_m = labels.distance_m[edge.a];
    const double b_m = labels.distance_m[edge.b];
    if (!is_open(edge, query) || (std::isinf(a_m) && std::isinf(b_m))) continue;
    const double violation_m = std::abs(a_m - b_m) - edge.length_m;
    if (violation_m <= route.label_violation_m) continue;
    route.label_violation_m = violation_m;
    route.worst_edge = e;
  }
  for (const std::uint32_t e : route.edges)
    if (has_month(lanes_.edges[e].ice, query.month)) route.ice_m += lanes_.edges[e].length_m;
}

Error SeaRouter::no_way(std::uint32_t source, std::uint32_t target, const SeaQuery& query) const {
  SeaQuery unhindered = query;
  unhindered.closed.clear();
  unhindered.draught_m = 0.0;
  unhindered.month = 0;
  const bool is_cut = std::isfinite(distances(source, unhindered).distance_m[target]);
  return {Fault::infeasible,
          fmt::format("{} - {}", lanes_.nodes[source].id, lanes_.nodes[target].id),
          is_cut ? fmt::format("no way is left: {}", closures_of(lanes_, query))
                 : std::string("the lanes do not connect the two places"),
          is_cut ? "open a pass, or give a ship that fits"
                 : "give a lane file that joins the two seas"};
}

Result<SeaRoute> SeaRouter::route(const SeaQuery& query) const {
  const std::uint32_t source = nearest_node(query.from);
  const std::uint32_t target = nearest_node(query.to);
  if (source == no_node)
    return fail(Fault::bad_input, {}, "the lanes have no edge", "give a file with edges");
  const double snap_from_m = great_circle_m(query.from, lanes_.nodes[source].at);
  const double snap_to_m = great_circle_m(query.to, lanes_.nodes[target].at);
  const bool is_from_far = snap_from_m > query.snap_max_m;
  if (is_from_far || snap_to_m > query.snap_max_m) {
    const GeoPoint& place = is_from_far ? query.from : query.to;
    return fail(Fault::bad_input, fmt::format("{},{}", place.lat_deg, place.lon_deg),
                fmt::format("the nearest lane is {:.0f} km away; at most {:.0f} km are allowed",
                            (is_from_far ? snap_from_m : snap_to_m) / 1e3, query.snap_max_m / 1e3),
                "places are written latitude first; lanes of that sea may be missing");
  }
  const Labels labels = distances(source, query);
  if (!std::isfinite(labels.distance_m[target])) return fail(no_way(source, target, query));
  SeaRoute route = trace(labels, source, target);
  route.snap_from_m = snap_from_m;
  route.snap_to_m = snap_to_m;
  certify(labels, query, route);
  return route;
}

}  // namespace landbridge::freight
