#include "landbridge/freight/line/rail_event_graph.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace landbridge::freight {
namespace {

constexpr double endless_s = std::numeric_limits<double>::infinity();
constexpr double held_slack_s = 2e-5;       ///< above what the search tolerates
constexpr double held_rounding_s = 5e-5;    ///< above what held times may miss by
constexpr int most_trains_for_orders = 14;  ///< 2^n states of the shortest round

/// Where the entry of a row and column is in a table of so many columns, stored row by row.
std::size_t place(int row, int columns, int column) {
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
         static_cast<std::size_t>(column);
}

bool agrees(RailStop stop, bool is_stop) {
  return stop == RailStop::open || (stop == RailStop::yes) == is_stop;
}

}  // namespace

RailEventGraph::RailEventGraph(const RailLine& line, const RailPattern& pattern, double max_wait_s)
    : line_(line),
      pattern_(pattern),
      stations_(static_cast<int>(line.stations.size())),
      max_wait_s_(max_wait_s) {}

const RailPath& RailEventGraph::path(int train) const {
  return pattern_
      .paths[static_cast<std::size_t>(pattern_.members[static_cast<std::size_t>(train)])];
}

int RailEventGraph::own_section(int train, int drawn) const {
  return path(train).service.is_down ? stations_ - 2 - drawn : drawn;
}

int RailEventGraph::own_station(int train, int drawn) const {
  return path(train).service.is_down ? stations_ - 1 - drawn : drawn;
}

RailStop& RailEventGraph::stop(RailNode& node, int train, int own) const {
  return node.stops[place(train, stations_, own)];
}

RailStop RailEventGraph::stop(const RailNode& node, int train, int own) const {
  return node.stops[place(train, stations_, own)];
}

RailNode RailEventGraph::root() const {
  RailNode node;
  node.stops.resize(place(trains(), stations_, 0));
  for (int t = 0; t < trains(); ++t)
    for (int k = 0; k < stations_; ++k) {
      const auto at = static_cast<std::size_t>(k);
      stop(node, t, k) = path(t).must_stop[at]  ? RailStop::yes
                         : path(t).may_stop[at] ? RailStop::open
                                                : RailStop::no;
    }
  return node;
}

template <class Value>
RailEventGraph::Range RailEventGraph::over_runs(const RailNode& node, int train, int own,
                                                Value&& value) const {
  Range range{endless_s, -endless_s};
  for (const bool before : {false, true})
    for (const bool behind : {false, true}) {
      if (!agrees(stop(node, train, own), before)) continue;
      if (!agrees(stop(node, train, own + 1), behind)) continue;
      const double x = value(path(train).run(static_cast<std::size_t>(own), before, behind));
      range.low = std::min(range.low, x);
      range.high = std::max(range.high, x);
    }
  return range;
}

RailEventGraph::Range RailEventGraph::run_s(const RailNode& node, int train, int own) const {
  return over_runs(node, train, own, [](const RailSectionRun& r) { return r.run_s; });
}

RailEventGraph::Range RailEventGraph::entry_lead_s(const RailNode& node, int train, int own) const {
  return over_runs(node, train, own - 1, [](const RailSectionRun& r) { return r.entry_lead_s; });
}

RailEventGraph::Range RailEventGraph::clear_after_s(const RailNode& node, int train,
                                                    int own) const {
  return over_runs(node, train, own, [](const RailSectionRun& r) { return r.clear_after_s; });
}

RailEventGraph::Range RailEventGraph::taken_s(const RailNode& node, int train, int own) const {
  return over_runs(node, train, own - 1,
                   [](const RailSectionRun& r) { return r.run_s - r.entry_lead_s; });
}

bool RailEventGraph::is_opposite(int a, int b) const {
  return path(a).service.is_down != path(b).service.is_down;
}

std::optional<double> RailEventGraph::interval_s(const RailNode& node, int first, int second,
                                                 int drawn, bool takes_open_as_pass) const {
  const bool is_opposed = is_opposite(first, second);
  if (is_opposed && line_.sections[static_cast<std::size_t>(drawn)].tracks == 2)
    return std::nullopt;
  const int a = own_section(first, drawn);
  const int b = own_section(second, drawn);
  const auto is_open_to = [&](RailStop s, bool is_stop) {
    return takes_open_as_pass && s == RailStop::open ? !is_stop : agrees(s, is_stop);
  };
  double least_s = endless_s;
  for (unsigned ways = 0; ways < 16; ++ways) {
    const bool w[4] = {(ways & 1U) != 0, (ways & 2U) != 0, (ways & 4U) != 0, (ways & 8U) != 0};
    if (!is_open_to(stop(node, first, a), w[0]) || !is_open_to(stop(node, first, a + 1), w[1]) ||
        !is_open_to(stop(node, second, b), w[2]) || !is_open_to(stop(node, second, b + 1), w[3]))
      continue;
    const auto& run_a = path(first).run(static_cast<std::size_t>(a), w[0], w[1]);
    const auto& run_b = path(second).run(static_cast<std::size_t>(b), w[2], w[3]);
    least_s = std::min(least_s, departure_interval_s(run_a, run_b, !is_opposed));
  }
  return least_s;
}

double RailEventGraph::entry_interval_s(int drawn) const {
  const RailStation& s = line_.stations[static_cast<std::size_t>(drawn)];
  return s.has_simultaneous_entry ? 0.0 : s.entry_interval.si();
}

int RailEventGraph::tracks(int drawn) const {
  if (drawn == 0 || drawn == stations_ - 1) return 0;
  return line_.stations[static_cast<std::size_t>(drawn)].tracks;
}

void RailEventGraph::add_train_arcs(const RailNode& node, std::vector<RailCycleArc>& arcs) const {
  for (int t = 0; t < trains(); ++t) {
    arcs.push_back({event(0, 0), event(t, 0), 0.0, 0});
    arcs.push_back({event(t, 0), event(0, 0), 0.0, 1});
    for (int k = 1; k < stations_ - 1; ++k) {
      const Range run = run_s(node, t, k - 1);
      const double dwell_s = path(t).dwell_s[static_cast<std::size_t>(k)];
      const double wait_s = stop(node, t, k) == RailStop::no ? 0.0 : max_wait_s_;
      arcs.push_back({event(t, k - 1), event(t, k), run.low + dwell_s, 0});
      arcs.push_back(
          {event(t, k), event(t, k - 1), -(run.high + dwell_s + wait_s + node.slack_s), 0});
    }
  }
}

/// Trains of one service in the order of their numbers, in every section; the last before the first
/// of the next cycle.
void RailEventGraph::add_service_arcs(const RailNode& node, std::vector<RailCycleArc>& arcs) const {
  const auto& members = pattern_.members;
  for (int t = 0; t < trains(); ++t) {
    const auto same = [&](int other) {
      return members[static_cast<std::size_t>(other)] == members[static_cast<std::size_t>(t)];
    };
    int next = t + 1;
    while (next < trains() && !same(next)) ++next;
    int height = 0;
    if (next == trains()) {
      height = 1;
      for (next = 0; !same(next);) ++next;
    }
    for (int s = 0; s + 1 < stations_; ++s)
      arcs.push_back({event(t, own_section(t, s)), event(next, own_section(next, s)),
                      *interval_s(node, t, next, s) - node.slack_s, height});
  }
}

RailCycleArc RailEventGraph::arc_of(const RailNode& node, const RailOrder& order) const {
  const int a = order.first;
  const int b = order.second;
  if (order.kind == RailOrder::Kind::section)
    return {event(a, own_section(a, order.place)), event(b, own_section(b, order.place)),
            *interval_s(node, a, b, order.place) - node.slack_s, order.height};
  const int at_a = own_station(a, order.place);
  const int at_b = own_station(b, order.place);
  if (order.kind == RailOrder::Kind::station)
    return {event(a, at_a), event(b, at_b - 1),
            clear_after_s(node, a, at_a).low - taken_s(node, b, at_b).high - node.slack_s,
            order.height};
  const Range run_b = run_s(node, b, at_b - 1);
  return {event(a, at_a - 1), event(b, at_b - 1),
          run_s(node, a, at_a - 1).low + entry_interval_s(order.place) - run_b.high - node.slack_s,
          order.height};
}

std::vector<RailCycleArc> RailEventGraph::arcs(const RailNode& node) const {
  std::vector<RailCycleArc> arcs;
  add_train_arcs(node, arcs);
  add_service_arcs(node, arcs);
  for (const RailOrder& order : node.orders) arcs.push_back(arc_of(node, order));
  return arcs;
}

/// How many cycles later the second comes that is `difference` behind the first and must be at
/// least `interval` behind.
int RailEventGraph::height(double difference_s, double interval_s, double cycle_s) const {
  return static_cast<int>(std::ceil((interval_s - difference_s - held_rounding_s) / cycle_s));
}

void RailEventGraph::hold_orders(RailNode& node, const std::vector<double>& time_s,
                                 double cycle_s) const {
  node.orders.clear();
  node.slack_s = held_slack_s;
  const auto at = [&](int train, int own) {
    return time_s[static_cast<std::size_t>(event(train, own))];
  };
  const auto hold = [&](RailOrder::Kind kind, int a, int b, int place, double gap_s,
                        double least_s) {
    node.orders.push_back({kind, a, b, place, height(gap_s, least_s, cycle_s)});
  };
  for (int a = 0; a < trains(); ++a)
    for (int b = 0; b < trains(); ++b) {
      for (int s = 0; s + 1 < stations_ && a != b; ++s)
        if (const auto interval = interval_s(node, a, b, s))
          hold(RailOrder::Kind::section, a, b, s,
               at(b, own_section(b, s)) - at(a, own_section(a, s)), *interval);
      for (int k = 1; k + 1 < stations_; ++k) {
        const int own_a = own_station(a, k);
        const int own_b = own_station(b, k);
        const double left_s = at(a, own_a) + clear_after_s(node, a, own_a).low;
        const double taken = at(b, own_b - 1) + taken_s(node, b, own_b).low;
        hold(RailOrder::Kind::station, a, b, k, taken - left_s, 0.0);
        if (a == b || !(entry_interval_s(k) > 0.0) || !is_opposite(a, b)) continue;
        const double gap_s = at(b, own_b - 1) + run_s(node, b, own_b - 1).low - at(a, own_a - 1) -
                             run_s(node, a, own_a - 1).low;
        hold(RailOrder::Kind::entry, a, b, k, gap_s, entry_interval_s(k));
      }
    }
}

RailCycle RailEventGraph::solve(const RailNode& node, double start_s, double limit_s) const {
  return least_cycle(trains() * (stations_ - 1), arcs(node), start_s, limit_s);
}

/// The shortest round through all trains of a section, by subsets [held1962].
double RailEventGraph::section_bound_s(const RailNode& node, int drawn) const {
  const int n = trains();
  if (n > most_trains_for_orders) return 0.0;
  std::vector<double> d(place(n, n, 0), 0.0);
  for (int a = 0; a < n; ++a)
    for (int b = 0; b < n; ++b)
      d[place(a, n, b)] = interval_s(node, a, b, drawn).value_or(-endless_s);
  const auto round = [&](const std::vector<int>& group) {
    const auto m = group.size();
    const auto gap = [&](std::size_t a, std::size_t b) { return d[place(group[a], n, group[b])]; };
    if (m == 1) return gap(0, 0);
    std::vector<double> best((std::size_t{1} << m) * m, endless_s);
    best[m] = 0.0;  // only train 0 visited, standing at 0
    for (std::size_t set = 1; set < (std::size_t{1} << m); set += 2)
      for (std::size_t at = 0; at < m; ++at) {
        const double so_far = best[set * m + at];
        if (so_far == endless_s) continue;
        for (std::size_t next = 1; next < m; ++next) {
          if ((set >> next & 1U) != 0) continue;
          double& b = best[(set | std::size_t{1} << next) * m + next];
          b = std::min(b, so_far + gap(at, next));
        }
      }
    double least = endless_s;
    for (std::size_t at = 1; at < m; ++at)
      least = std::min(least, best[((std::size_t{1} << m) - 1) * m + at] + gap(at, 0));
    return least;
  };
  std::vector<int> up, down;
  for (int t = 0; t < n; ++t) (path(t).service.is_down ? down : up).push_back(t);
  double least_s = 0.0;
  if (line_.sections[static_cast<std::size_t>(drawn)].tracks == 1) {
    up.insert(up.end(), down.begin(), down.end());
    down.clear();
  }
  for (const auto& group : {up, down})
    if (!group.empty()) least_s = std::max(least_s, round(group));
  return least_s;
}

}  // namespace landbridge::freight
