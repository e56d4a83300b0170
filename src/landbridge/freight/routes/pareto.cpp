#include "landbridge/freight/routes/pareto.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>
#include <tuple>

#include <fmt/format.h>

namespace landbridge::freight {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();
constexpr std::uint32_t no_label = std::numeric_limits<std::uint32_t>::max();

double sum(const CostByKind& cost) {
  double total = 0.0;
  for (const double part : cost) total += part;
  return total;
}

/// The criteria beside time: cost, CO2, variance.
using Values = std::array<double, 3>;

Values operator+(const Values& a, const Values& b) {
  return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}
bool is_no_worse(const Values& a, const Values& b, double factor = 1.0) {
  return a[0] <= factor * b[0] && a[1] <= factor * b[1] && a[2] <= factor * b[2];
}

/// The network with what the search reads often side by side.
struct SearchGraph {
  std::vector<std::uint32_t> first_out;  ///< by node, one more than nodes
  std::vector<std::uint32_t> out;        ///< link indices by tail
  std::vector<std::uint32_t> first_in;
  std::vector<std::uint32_t> in;   ///< link indices by head
  std::vector<Values> values;      ///< by link
  std::vector<double> shortest_s;  ///< by link, without waiting
};

void sort_by_node(const Column<LinkId, NodeId>& end, std::size_t nodes,
                  std::vector<std::uint32_t>& first, std::vector<std::uint32_t>& links) {
  first.assign(nodes + 1, 0);
  links.resize(end.size());
  for (const NodeId node : end) ++first[node.index() + 1];
  for (std::size_t n = 0; n < nodes; ++n) first[n + 1] += first[n];
  std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
  for (std::size_t a = 0; a < end.size(); ++a)
    links[next[end.values()[a].index()]++] = static_cast<std::uint32_t>(a);
}

SearchGraph graph_of(const RouteNetwork& network, const RouteQuery& query) {
  SearchGraph graph;
  const std::size_t nodes = network.network.nodes();
  sort_by_node(network.network.from, nodes, graph.first_out, graph.out);
  sort_by_node(network.network.to, nodes, graph.first_in, graph.in);
  for (const RouteLink& link : network.link) {
    graph.values.push_back({sum(link.cost), query.with_co2 ? link.co2_kg : 0.0,
                            query.with_variance ? link.variance_s2 : 0.0});
    graph.shortest_s.push_back(link.timetable
                                   ? network.timetables[*link.timetable].shortest_running_s()
                                   : link.duration_s);
  }
  return graph;
}

/// Least sum of a criterion from every node to `to`: Dijkstra, backwards.
template <class Weight>
std::vector<double> least_to(const RouteNetwork& network, const SearchGraph& graph, NodeId to,
                             const Weight& weight) {
  std::vector<double> least(network.network.nodes(), never);
  using Entry = std::pair<double, std::size_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  least[to.index()] = 0.0;
  queue.emplace(0.0, to.index());
  while (!queue.empty()) {
    const auto [distance, node] = queue.top();
    queue.pop();
    if (distance > least[node]) continue;
    for (std::size_t k = graph.first_in[node]; k < graph.first_in[node + 1]; ++k) {
      const std::size_t a = graph.in[k];
      const std::size_t tail = network.network.from.values()[a].index();
      const double through = distance + weight(a);
      if (through < least[tail]) {
        least[tail] = through;
        queue.emplace(through, tail);
      }
    }
  }
  return least;
}

struct Label {
  double time_s;
  Values values;
  std::uint32_t node;
  std::uint32_t link;    ///< that led here
  std::uint32_t parent;  ///< label at its tail
};

struct QueueEntry {
  double bound_s;
  Values values;
  std::uint32_t label;
  bool operator>(const QueueEntry& other) const {
    return std::tie(bound_s, values, label) > std::tie(other.bound_s, other.values, other.label);
  }
};

class Search {
 public:
  Search(const RouteNetwork& network, const RouteQuery& query)
      : network_(network),
        query_(query),
        graph_(graph_of(network, query)),
        front_(network.network.nodes()) {
    least_s_ =
        least_to(network, graph_, query.to, [&](std::size_t a) { return graph_.shortest_s[a]; });
    for (std::size_t c = 0; c < 3; ++c)
      least_[c] =
          least_to(network, graph_, query.to, [&](std::size_t a) { return graph_.values[a][c]; });
  }

  /// Labels until the queue is empty; false if there were too many.
  bool run() {
    offer({query_.ready_s, {}, static_cast<std::uint32_t>(query_.from.index()), 0, no_label});
    while (!queue_.empty()) {
      const std::uint32_t at = queue_.top().label;
      queue_.pop();
      const Label label = labels_[at];
      if (is_beaten(label)) continue;
      front_[label.node].push_back(label.values);
      ++certificate_.labels_kept;
      if (label.node == query_.to.index()) {
        arrived_.push_back(at);
        continue;
      }
      for (std::size_t k = graph_.first_out[label.node]; k < graph_.first_out[label.node + 1]; ++k)
        extend(label, at, graph_.out[k]);
      if (labels_.size() > query_.labels_max) return false;
    }
    return true;
  }

  ParetoRoutes result() const {
    ParetoRoutes result{{}, certificate_};
    result.certificate.labels_made = labels_.size();
    for (const auto& front : front_) result.certificate.nodes_reached += front.empty() ? 0U : 1U;
    for (const std::uint32_t at : arrived_)
      result.routes.push_back(*travel(network_, links_to(at), query_.ready_s));
    return result;
  }

 private:
  void extend(const Label& label, std::uint32_t at, std::uint32_t a) {
    const LinkId id(a);
    const NodeId head = network_.network.to[id];
    if (least_s_[head.index()] == never) return;
    const RouteLink& link = network_.link[id];
    double arrives_s = never;
    if (const double open_s = first_open_s(link.closed, label.time_s); link.timetable) {
      const auto departure = network_.timetables[*link.timetable].next(open_s);
      if (departure) arrives_s = departure->arrives_s;
    } else {
      arrives_s = open_s + link.duration_s;
    }
    if (arrives_s < never)
      offer({arrives_s, label.values + graph_.values[a], static_cast<std::uint32_t>(head.index()),
             a, at});
  }

  void offer(const Label& label) {
    if (least_s_[label.node] == never || is_beaten(label)) return;
    queue_.push({label.time_s + least_s_[label.node], label.values,
                 static_cast<std::uint32_t>(labels_.size())});
    labels_.push_back(label);
  }

  /// Labels leave the queue in order of time at each node, so that what stands in a front is never
  /// later. At the destination that holds for what a label can still become.
  bool is_beaten(const Label& label) const {
    for (const Values& kept : front_[label.node])
      if (is_no_worse(kept, label.values)) return true;
    const std::size_t n = label.node;
    const Values hoped = label.values + Values{least_[0][n], least_[1][n], least_[2][n]};
    for (const Values& kept : front_[query_.to.index()])
      if (is_no_worse(kept, hoped, 1.0 + query_.epsilon)) return true;
    return false;
  }

  std::vector<LinkId> links_to(std::uint32_t at) const {
    std::vector<LinkId> links;
    for (; labels_[at].parent != no_label; at = labels_[at].parent)
      links.emplace_back(labels_[at].link);
    std::reverse(links.begin(), links.end());
    return links;
  }

  const RouteNetwork& network_;
  const RouteQuery& query_;
  SearchGraph graph_;
  std::vector<double> least_s_;
  std::array<std::vector<double>, 3> least_;
  std::vector<std::vector<Values>> front_;  ///< by node
  std::vector<Label> labels_;
  std::priority_queue<QueueEntry, std::vector<QueueEntry>, std::greater<>> queue_;
  std::vector<std::uint32_t> arrived_;
  RouteCertificate certificate_;
};

Result<void> check(const RouteNetwork& network, const RouteQuery& query) {
  const auto bad = [&](std::size_t a, std::string what) {
    return fail(Fault::bad_input,
                fmt::format("freight.link[{}]", network.network.link_name.values()[a]),
                std::move(what));
  };
  for (std::size_t a = 0; a < network.link.size(); ++a) {
    const RouteLink& link = network.link.values()[a];
    if (!link.timetable && !(link.duration_s >= 0.0 && link.duration_s < never))
      return bad(a, fmt::format("its duration is {} s; it must not be negative", link.duration_s));
    for (std::size_t k = 0; k < cost_kinds; ++k)
      if (!(link.cost[k] >= 0.0 && link.cost[k] < never))
        return bad(a, fmt::format("its cost of {} is {}; it must not be negative",
                                  name_of(static_cast<CostKind>(k)), link.cost[k]));
    if (!(link.co2_kg >= 0.0 && link.co2_kg < never))
      return bad(a, fmt::format("its CO2 is {} kg; it must not be negative", link.co2_kg));
    if (!(link.variance_s2 >= 0.0 && link.variance_s2 < never))
      return bad(a,
                 fmt::format("its variance is {} s2; it must not be negative", link.variance_s2));
    if (link.timetable && *link.timetable >= network.timetables.size())
      return bad(a, fmt::format("there is no timetable {}", *link.timetable));
    if (link.timetable && !link.closed.empty())
      return bad(a,
                 "it has a timetable and closed times; take the departures out of the timetable");
    for (const ClosedTime& window : link.closed)
      if (!(window.from_s <= window.until_s)) return bad(a, "a closed time ends before it starts");
  }
  if (!std::isfinite(query.ready_s) || !(query.epsilon >= 0.0 && query.epsilon <= 1.0))
    return fail(Fault::bad_input, "freight.routes",
                fmt::format("ready_s is {}, epsilon {}; finite and from 0 to 1 would be right",
                            query.ready_s, query.epsilon));
  return {};
}

}  // namespace

std::string_view name_of(CostKind kind) {
  static constexpr std::array<std::string_view, cost_kinds> names{
      "haulage", "loading",   "transhipment", "gauge_change", "border", "port",
      "canal",   "insurance", "empty_return", "carbon",       "tax"};
  return names[static_cast<std::size_t>(kind)];
}

Result<ParetoRoutes> pareto_routes(const RouteNetwork& network, const RouteQuery& query) {
  LANDBRIDGE_ASSERT(network.link.size() == network.network.links());
  LANDBRIDGE_ASSERT(query.from.index() < network.network.nodes());
  LANDBRIDGE_ASSERT(query.to.index() < network.network.nodes());
  if (Result<void> good = check(network, query); !good) return fail(std::move(good.error()));
  Search search(network, query);
  if (!search.run())
    return fail(
        Fault::not_converged, "freight.routes",
        fmt::format("more than {} labels from {} to {}", query.labels_max,
                    network.network.node_name[query.from], network.network.node_name[query.to]),
        "an epsilon of 0.01 gives fewer routes that cover the rest within 1 %");
  return search.result();
}

std::optional<Route> travel(const RouteNetwork& network, const std::vector<LinkId>& links,
                            double ready_s) {
  Route route;
  double now_s = ready_s;
  for (const LinkId id : links) {
    const RouteLink& link = network.link[id];
    RouteLeg leg{id, now_s, first_open_s(link.closed, now_s), 0.0};
    if (link.timetable) {
      const auto departure = network.timetables[*link.timetable].next(leg.leaves_s);
      if (!departure) return std::nullopt;
      leg.leaves_s = departure->leaves_s;
      leg.arrives_s = departure->arrives_s;
    } else {
      leg.arrives_s = leg.leaves_s + link.duration_s;
    }
    for (std::size_t k = 0; k < cost_kinds; ++k) route.cost_by_kind[k] += link.cost[k];
    route.cost += sum(link.cost);
    route.co2_kg += link.co2_kg;
    route.variance_s2 += link.variance_s2;
    now_s = leg.arrives_s;
    route.legs.push_back(leg);
  }
  route.time_s = now_s - ready_s;
  return route;
}

double latest_start_s(const RouteNetwork& network, const Route& route) {
  if (route.legs.empty()) return never;
  double deadline_s = route.legs.back().arrives_s;
  for (auto leg = route.legs.rbegin(); leg != route.legs.rend(); ++leg) {
    const RouteLink& link = network.link[leg->link];
    double start_s = deadline_s - link.duration_s;
    if (link.timetable)
      start_s = network.timetables[*link.timetable].last_arriving_by(deadline_s)->latest_s;
    // The route itself is in time; rounding must not say that it is not.
    deadline_s = std::max(last_open_s(link.closed, start_s), leg->ready_s);
  }
  return deadline_s;
}

}  // namespace landbridge::freight
