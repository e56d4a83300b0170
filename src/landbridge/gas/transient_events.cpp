#include "landbridge/gas/transient_events.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace landbridge::gas {
namespace {

using Kind = TransientEvent::Kind;

constexpr double steps_max = 1e7;
constexpr double cells_max = 1e7;

template <class Table>
auto row_of(Table& table, LinkId link) -> decltype(&table.front()) {
  const auto hit =
      std::find_if(table.begin(), table.end(), [link](const auto& row) { return row.id == link; });
  return hit == table.end() ? nullptr : &*hit;
}

bool is_held(const Problem& problem, NodeId node) {
  return std::any_of(problem.fixed_pressure.begin(), problem.fixed_pressure.end(),
                     [node](const FixedPressure& held) { return held.node == node; });
}

Result<void> check_series(const Series& s, const std::string& where, bool is_positive) {
  const auto bad = [&](std::string what, std::string hint) {
    return fail(Fault::bad_input, where, std::move(what), std::move(hint));
  };
  if (s.time_s.empty() || s.time_s.size() != s.value_si.size())
    return bad(
        fmt::format("the series has {} times and {} values", s.time_s.size(), s.value_si.size()),
        "give as many values as times, and at least one");
  for (std::size_t i = 0; i < s.time_s.size(); ++i) {
    if (!std::isfinite(s.time_s[i]) || !std::isfinite(s.value_si[i]))
      return bad(fmt::format("point {} of the series is not a number", i + 1), "remove the point");
    if (i > 0 && s.time_s[i] < s.time_s[i - 1])
      return bad(
          fmt::format("time {} s of the series comes after {} s", s.time_s[i], s.time_s[i - 1]),
          "sort the points by time");
    if (is_positive && !(s.value_si[i] > 0.0))
      return bad(fmt::format("value {} of the series is {}; it must be greater than zero", i + 1,
                             s.value_si[i]),
                 "write a positive value");
  }
  return {};
}

Result<void> check_all_series(const TransientProblem& t) {
  const Network& network = t.problem.network;
  const auto node_place = [&](NodeId node) {
    return fmt::format("gas.node[{}]", network.node_name[node]);
  };
  for (const NodeSeries& s : t.supply)
    if (auto good = check_series(s.series, node_place(s.node), false); !good) return good;
  for (const NodeSeries& s : t.pressure) {
    if (auto good = check_series(s.series, node_place(s.node), true); !good) return good;
    if (!is_held(t.problem, s.node))
      return fail(Fault::bad_input, node_place(s.node),
                  "has a series of pressure, but the network does not hold its pressure",
                  "hold it at the start too, or give it a series of supply");
  }
  for (const SetPointSeries& s : t.set_point) {
    const std::string place = fmt::format("gas.link[{}]", network.link_name[s.link]);
    if (auto good = check_series(s.series, place, true); !good) return good;
    const bool is_compressor = row_of(t.problem.links.of<Compressor>(), s.link) != nullptr;
    const bool is_regulator = row_of(t.problem.links.of<Regulator>(), s.link) != nullptr;
    if (!is_compressor && (!is_regulator || s.what == SetPoint::ratio))
      return fail(Fault::bad_input, place, "cannot have this set point",
                  "compressors take ratio, outlet pressure or flow, regulators the last two");
  }
  return {};
}

Result<void> check_rupture(const Problem& problem, const TransientEvent& event,
                           const std::string& place) {
  const auto* pipe = row_of(problem.links.of<Pipe>(), event.link);
  if (pipe == nullptr)
    return fail(Fault::bad_input, place, "only a pipe can rupture", "name a pipe");
  const double length_m = pipe->link.length.si();
  if (!(event.position.si() > 0.0) || !(event.position.si() < length_m))
    return fail(Fault::bad_input, place,
                fmt::format("the rupture is at {} km of a pipe of {} km", event.position.si() / 1e3,
                            length_m / 1e3),
                "give a place between the two ends of the pipe");
  if (!(event.opening.si() > 0.0) || !(event.discharge_coefficient.si() > 0.0))
    return fail(Fault::bad_input, place, "the opening of the rupture has no size",
                "give a positive opening and discharge coefficient");
  return {};
}

/// A node whose flow an event changes must have one that is stated.
Result<void> check_change(const TransientProblem& t, const TransientEvent& event,
                          const std::string& place) {
  const auto bad = [&](std::string what, std::string hint) {
    return fail(Fault::bad_input, place, std::move(what), std::move(hint));
  };
  if (event.node.is_none()) return bad("names no node", "say whose flow changes");
  const std::string& name = t.problem.network.node_name[event.node];
  const bool has_series =
      std::ranges::find(t.supply, event.node, &NodeSeries::node) != t.supply.end();
  if (is_held(t.problem, event.node) && !has_series)
    return bad(fmt::format("the pressure of '{}' is held, so its flow is not stated", name),
               "give it a series of supply, or change its pressure");
  const double stated_kg_s = t.problem.supply.empty() ? 0.0 : t.problem.supply[event.node].si();
  const bool is_cut = event.kind == Kind::cut_demand;
  if (!has_series && (is_cut ? !(stated_kg_s < 0.0) : stated_kg_s == 0.0))
    return bad(fmt::format("'{}' {}", name, is_cut ? "takes nothing" : "has no flow to scale"),
               "name a node with a demand, or give it a series");
  if (!(event.factor.si() >= 0.0) || !std::isfinite(event.factor.si()))
    return bad(fmt::format("its factor is {}", event.factor.si()), "write a factor of 0 or more");
  if (event.cut && (!(event.cut->si() >= 0.0) || !std::isfinite(event.cut->si())))
    return bad(fmt::format("it cuts {} kg/s", event.cut->si()),
               "write by how much less is taken, 0 or more");
  return {};
}

Result<void> check_event(const TransientProblem& t, const TransientEvent& event) {
  const Problem& problem = t.problem;
  const std::string place = fmt::format("gas.event[{}]", event.name);
  if (!(event.time.si() >= 0.0))
    return fail(Fault::bad_input, place, fmt::format("its time is {} s", event.time.si()),
                "times count from the start of the run");
  if (event.kind == Kind::source_out)
    return event.node.is_none() ? Result<void>(fail(Fault::bad_input, place, "names no node",
                                                    "say which source fails"))
                                : Result<void>{};
  if (is_of_node(event.kind)) return check_change(t, event, place);
  if (event.link.is_none())
    return fail(Fault::bad_input, place, "names no link", "say which element it is about");
  if (event.kind == Kind::rupture) return check_rupture(problem, event, place);
  const bool is_compressor = row_of(problem.links.of<Compressor>(), event.link) != nullptr;
  const bool is_other = row_of(problem.links.of<Valve>(), event.link) != nullptr ||
                        row_of(problem.links.of<Regulator>(), event.link) != nullptr;
  if (event.kind == Kind::trip && !is_compressor)
    return fail(Fault::bad_input, place, "only a compressor station can trip",
                "use close for valves and regulators");
  if (is_compressor || is_other) return {};
  return fail(Fault::bad_input, place,
              fmt::format("{} cannot open or close", problem.network.link_name[event.link]),
              "name a valve, a regulator or a compressor station");
}

Result<void> check_options(const TransientProblem& t, const TransientOptions& o) {
  const auto bad = [](std::string what, std::string hint) {
    return fail(Fault::bad_input, "gas.transient", std::move(what), std::move(hint));
  };
  if (!(o.duration.si() > 0.0) || !(o.step.si() > 0.0) || !(o.cell.si() > 0.0))
    return bad(fmt::format("duration {} s, step {} s and cell {} m must all be positive",
                           o.duration.si(), o.step.si(), o.cell.si()),
               "for example 24 h in steps of 60 s with cells of 1 km");
  if (o.duration.si() / o.step.si() > steps_max)
    return bad(fmt::format("{:.3g} steps are more than this program takes ({:.0e})",
                           o.duration.si() / o.step.si(), steps_max),
               "take longer steps");
  double cells = 0.0;
  for (const auto& row : t.problem.links.of<Pipe>()) cells += row.link.length.si() / o.cell.si();
  if (!(cells <= cells_max))
    return bad(
        fmt::format("{:.3g} cells are more than this program takes ({:.0e})", cells, cells_max),
        "take longer cells");
  return {};
}

void split_pipe(TransientProblem& t, TransientEvent& event) {
  Problem& problem = t.problem;
  Network& network = problem.network;
  const std::string name = network.link_name[event.link];
  const NodeId end = network.to[event.link];
  const NodeId hole = network.add_node(fmt::format("{}@{}", name, event.name));
  auto* row = row_of(problem.links.of<Pipe>(), event.link);
  Pipe second = row->link;
  const double share = event.position.si() / second.length.si();
  row->link.length = event.position;
  second.length = second.length - event.position;
  if (!problem.height.empty())
    problem.height.push_back((1.0 - share) * problem.height[network.from[event.link]] +
                             share * problem.height[end]);
  if (!problem.supply.empty()) problem.supply.push_back(MassFlow{});
  if (!problem.limits.empty()) problem.limits.push_back({});
  if (!problem.supply_limit.empty()) problem.supply_limit.push_back({});
  network.to[event.link] = hole;
  const LinkId added = problem.add(name + "+", hole, end, second);
  for (TransientEvent& other : t.events)  // a second hole further down the same pipe
    if (&other != &event && other.kind == Kind::rupture && other.link == event.link &&
        other.position > event.position) {
      other.link = added;
      other.position = other.position - event.position;
    }
  event.node = hole;
}

}  // namespace

bool is_of_node(Kind kind) { return kind == Kind::source_out || is_change(kind); }
bool is_change(Kind kind) { return kind == Kind::scale || kind == Kind::cut_demand; }

std::string_view name_of(Kind kind) {
  constexpr std::array<std::string_view, 7> names{"rupture",    "trip",  "close",     "open",
                                                  "source_out", "scale", "cut_demand"};
  return names[static_cast<std::size_t>(kind)];
}

Result<void> check_transient(const TransientProblem& t, const TransientOptions& options) {
  if (auto good = check_options(t, options); !good) return good;
  if (auto good = check_all_series(t); !good) return good;
  for (const TransientEvent& event : t.events)
    if (auto good = check_event(t, event); !good) return good;
  for (std::size_t i = 0; i < t.events.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (t.events[i].kind == Kind::rupture && t.events[j].kind == Kind::rupture &&
          t.events[i].link == t.events[j].link && t.events[i].position == t.events[j].position)
        return fail(Fault::bad_input, fmt::format("gas.event[{}]", t.events[i].name),
                    "is at the place of another rupture", "make one larger opening of the two");
  return {};
}

TransientProblem with_rupture_nodes(const TransientProblem& transient) {
  TransientProblem t = transient;
  std::stable_sort(t.events.begin(), t.events.end(),
                   [](const auto& a, const auto& b) { return a.time < b.time; });
  for (TransientEvent& event : t.events)
    if (event.kind == Kind::rupture) split_pipe(t, event);
  return t;
}

void apply_event(Problem& problem, const TransientEvent& event) {
  if (event.kind == Kind::rupture || is_change(event.kind)) return;
  if (event.kind == Kind::source_out) {
    problem.supply[event.node] = MassFlow{};
    std::erase_if(problem.fixed_pressure,
                  [&](const FixedPressure& held) { return held.node == event.node; });
    return;
  }
  const bool is_open = event.kind == Kind::open;
  if (auto* valve = row_of(problem.links.of<Valve>(), event.link)) valve->link.is_open = is_open;
  if (auto* regulator = row_of(problem.links.of<Regulator>(), event.link))
    regulator->link.mode = is_open ? RegulatorMode::open : RegulatorMode::closed;
  auto* station = row_of(problem.links.of<Compressor>(), event.link);
  if (station == nullptr) return;
  Compressor& c = station->link;
  c.may_flow_back = false;
  if (event.kind == Kind::trip) {
    c.control = CompressorControl::ratio;  // a ratio of 1 is a by-pass with a check valve
    c.pressure_ratio = Scalar::from_si(1.0);
    c.max_power = {};
    c.max_ratio = {};
    c.max_flow = {};
    c.min_inlet_pressure = {};
    c.max_outlet_pressure = {};
  } else {
    c.control = is_open ? CompressorControl::bypass : CompressorControl::closed;
  }
}

void apply_set_point(Problem& problem, const SetPointSeries& set_point, double value_si) {
  if (auto* regulator = row_of(problem.links.of<Regulator>(), set_point.link)) {
    regulator->link.mode = RegulatorMode::active;
    if (set_point.what == SetPoint::flow)
      regulator->link.max_flow = MassFlow::from_si(value_si);
    else
      regulator->link.outlet_pressure = Pressure::from_si(value_si);
  }
  auto* station = row_of(problem.links.of<Compressor>(), set_point.link);
  if (station == nullptr) return;
  Compressor& c = station->link;
  switch (set_point.what) {
    case SetPoint::ratio:
      c.control = CompressorControl::ratio;
      c.pressure_ratio = Scalar::from_si(value_si);
      return;
    case SetPoint::outlet_pressure:
      c.control = CompressorControl::outlet_pressure;
      c.outlet_pressure = Pressure::from_si(value_si);
      return;
    case SetPoint::flow:
      c.control = CompressorControl::flow;
      c.flow = MassFlow::from_si(value_si);
      return;
  }
}

}  // namespace landbridge::gas
