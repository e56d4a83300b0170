#include <algorithm>
#include <cmath>
#include <numeric>
#include <queue>

#include "landbridge/gas/solve.hpp"
#include "landbridge/gas/verdict_bounds.hpp"

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// May gas pass this link at all?
bool can_carry(const VerdictModel& model, const Bounds& bounds, std::int32_t l) {
  const VerdictLink& link = model.links[at(l)];
  return link.element < 0 || bounds.modes[at(link.element)] != bit(ElementMode::closed);
}

/// A link whose two pressures are tied by the flow alone, whatever the controls.
bool is_passive(const VerdictModel& model, const Bounds& bounds, std::int32_t l) {
  const VerdictLink& link = model.links[at(l)];
  if (link.from == link.to) return false;
  if (link.element >= 0) return bounds.modes[at(link.element)] == bit(ElementMode::open);
  return link.kind != VerdictLink::Kind::constant_loss;
}

/// Depth-first order with low points, without recursion.
struct Walk {
  std::vector<std::int32_t> order;        ///< nodes, parents first
  std::vector<std::int32_t> parent_link;  ///< per node; -1 at a root
  std::vector<std::int32_t> root;         ///< per node
  std::vector<std::int32_t> low;          ///< lowest position that its subtree reaches
  std::vector<std::int32_t> position;     ///< in the order

  Walk(const VerdictModel& model, const Bounds& bounds) {
    const std::size_t n = model.nodes();
    parent_link.assign(n, -1);
    root.assign(n, -1);
    low.assign(n, 0);
    position.assign(n, -1);
    for (std::size_t start = 0; start < n; ++start)
      if (position[start] < 0) walk_from(model, bounds, static_cast<std::int32_t>(start));
  }

 private:
  void walk_from(const VerdictModel& model, const Bounds& bounds, std::int32_t start) {
    std::vector<std::pair<std::int32_t, std::size_t>> stack;
    enter(start, -1, start, stack);
    while (!stack.empty()) {
      auto& [node, next] = stack.back();
      const auto& around = model.links_at[at(node)];
      if (next == around.size()) {
        const std::int32_t done = node;
        stack.pop_back();
        if (!stack.empty())
          low[at(stack.back().first)] = std::min(low[at(stack.back().first)], low[at(done)]);
        continue;
      }
      const std::int32_t l = around[next++];
      const VerdictLink& link = model.links[at(l)];
      if (link.from == link.to || l == parent_link[at(node)] || !can_carry(model, bounds, l))
        continue;
      const std::int32_t other = link.from == node ? link.to : link.from;
      if (position[at(other)] >= 0)
        low[at(node)] = std::min(low[at(node)], position[at(other)]);
      else
        enter(other, l, start, stack);
    }
  }
  void enter(std::int32_t node, std::int32_t link, std::int32_t start,
             std::vector<std::pair<std::int32_t, std::size_t>>& stack) {
    position[at(node)] = low[at(node)] = static_cast<std::int32_t>(order.size());
    parent_link[at(node)] = link;
    root[at(node)] = start;
    order.push_back(node);
    stack.push_back({node, 0});
  }
};

/// A part of the network that only pipes, open elements and short pipes hold together.
struct Part {
  std::vector<std::int32_t> nodes;
  std::vector<std::int32_t> links;
  bool has_cycle() const { return links.size() >= nodes.size(); }
};

std::vector<Part> passive_parts(const VerdictModel& model, const Bounds& bounds,
                                std::vector<std::int32_t>& part_of_node) {
  part_of_node.assign(model.nodes(), -1);
  std::vector<Part> parts;
  for (std::size_t start = 0; start < model.nodes(); ++start) {
    if (part_of_node[start] >= 0) continue;
    const auto id = static_cast<std::int32_t>(parts.size());
    Part part;
    part.nodes = {static_cast<std::int32_t>(start)};
    part_of_node[start] = id;
    for (std::size_t i = 0; i < part.nodes.size(); ++i)
      for (const std::int32_t l : model.links_at[at(part.nodes[i])]) {
        if (!is_passive(model, bounds, l)) continue;
        const VerdictLink& link = model.links[at(l)];
        if (link.from == part.nodes[i]) part.links.push_back(l);
        const std::int32_t other = link.from == part.nodes[i] ? link.to : link.from;
        if (part_of_node[at(other)] >= 0) continue;
        part_of_node[at(other)] = id;
        part.nodes.push_back(other);
      }
    parts.push_back(std::move(part));
  }
  return parts;
}

/// The steady state of one part for given net supplies, as flows.
class PartSolver {
 public:
  PartSolver(const VerdictModel& model, const Part& part) : model_(model), part_(part) {
    Problem problem;
    problem.gas = model.gas;
    problem.friction = model.source->problem.friction;
    std::vector<std::int32_t> local(model.nodes(), -1);
    for (const std::int32_t n : part.nodes) {
      local[at(n)] = static_cast<std::int32_t>(problem.network.nodes());
      problem.network.add_node(node_name(model, n));
    }
    for (const std::int32_t l : part.links) add(problem, l, local);
    problem.supply.resize(part.nodes.size());
    problem.fixed_pressure = {{NodeId(0), Pressure::from_si(level_pa)}};
    auto prepared = prepare(problem);
    if (prepared) prepared_.emplace(std::move(*prepared));
    local_ = std::move(local);
  }

  /// Potentials against the first node, or nothing where the solver gives no answer.
  std::optional<std::vector<double>> solve(const std::vector<double>& supply_kg_s,
                                           std::vector<double>* flow_kg_s) {
    if (!prepared_) return {};
    Column<NodeId, MassFlow> supply;
    for (const double s : supply_kg_s) supply.push_back(MassFlow::from_si(s));
    const auto solution = gas::solve(*prepared_, supply);
    if (!solution) return {};
    std::vector<double> phi(part_.nodes.size(), 0.0);
    std::vector<std::uint8_t> is_known(part_.nodes.size(), 0);
    is_known[0] = 1;
    std::vector<std::size_t> front{0};
    while (!front.empty()) {
      const std::size_t node = front.back();
      front.pop_back();
      for (const auto& [link, other, drop_sign] : around(node)) {
        if (is_known[other]) continue;
        const double flow = solution->flow[LinkId(link)].si();
        if (!std::isfinite(flow)) return {};
        phi[other] = phi[node] - drop_sign * drop(link, flow);
        is_known[other] = 1;
        front.push_back(other);
      }
    }
    if (flow_kg_s != nullptr) {
      flow_kg_s->clear();
      for (std::size_t l = 0; l < part_.links.size(); ++l)
        flow_kg_s->push_back(solution->flow[LinkId(l)].si());
    }
    return phi;
  }

 private:
  static constexpr double level_pa = 60e5;  // any: a level part has the same flows at every level

  struct Step {
    std::size_t link;
    std::size_t other;
    double drop_sign;
  };
  std::vector<Step> around(std::size_t node) const {
    std::vector<Step> steps;
    const std::int32_t global = part_.nodes[node];
    for (std::size_t l = 0; l < part_.links.size(); ++l) {
      const VerdictLink& link = model_.links[at(part_.links[l])];
      if (link.from == global) steps.push_back({l, at(local_[at(link.to)]), 1.0});
      if (link.to == global) steps.push_back({l, at(local_[at(link.from)]), -1.0});
    }
    return steps;
  }
  double drop(std::size_t l, double flow) const {
    const VerdictLink& link = model_.links[at(part_.links[l])];
    if (link.kind != VerdictLink::Kind::pipe) return 0.0;
    return potential_drop(link.pipe, flow).value_pa2;
  }
  void add(Problem& problem, std::int32_t l, const std::vector<std::int32_t>& local) const {
    const VerdictLink& link = model_.links[at(l)];
    const NodeId from(at(local[at(link.from)]));
    const NodeId to(at(local[at(link.to)]));
    const Links& tables = model_.source->problem.links;
    bool is_added = false;
    if (link.kind == VerdictLink::Kind::pipe) {
      for (const auto& row : tables.of<Pipe>())
        if (row.id.value == l)
          is_added = true, problem.add(link_name(model_, l), from, to, row.link);
      for (const auto& row : tables.of<Resistor>())
        if (row.id.value == l)
          is_added = true, problem.add(link_name(model_, l), from, to, row.link);
    }
    if (!is_added) problem.add(link_name(model_, l), from, to, ShortPipe{});
  }

  const VerdictModel& model_;
  const Part& part_;
  std::vector<std::int32_t> local_;
  std::optional<Prepared> prepared_;
};

/// Net supply of each node of a part: its own, and what comes over the links that leave the part.
std::vector<ValueRange> part_supplies(const VerdictModel& model, const Bounds& bounds,
                                      const Part& part) {
  std::vector<ValueRange> supplies;
  for (const std::int32_t n : part.nodes) {
    ValueRange s = model.supply[at(n)];
    for (const std::int32_t l : model.links_at[at(n)]) {
      const VerdictLink& link = model.links[at(l)];
      if (link.from == link.to || is_passive(model, bounds, l)) continue;
      s = link.from == n ? difference(s, bounds.flow[at(l)]) : sum(s, bounds.flow[at(l)]);
    }
    supplies.push_back(s);
  }
  return supplies;
}

/// Differences of potential between the nodes of a part: [i][j] bounds phi_i - phi_j.
using Differences = std::vector<std::vector<ValueRange>>;

std::optional<Differences> exact_differences(const std::vector<double>& phi, double room) {
  Differences d(phi.size(), std::vector<ValueRange>(phi.size()));
  for (std::size_t i = 0; i < phi.size(); ++i)
    for (std::size_t j = 0; j < phi.size(); ++j)
      d[i][j] = {phi[i] - phi[j] - room, phi[i] - phi[j] + room};
  return d;
}

/// Node by node takes what is left over while all others supply their most, then their least.
std::optional<Differences> ranged_differences(PartSolver& solver,
                                              const std::vector<ValueRange>& supplies, double room,
                                              int& part_solves) {
  const std::size_t n = supplies.size();
  Differences d(n, std::vector<ValueRange>(n));
  for (const bool is_most : {true, false}) {
    std::vector<double> given;
    for (const ValueRange& s : supplies) {
      if (!std::isfinite(s.low) || !std::isfinite(s.high)) return {};
      given.push_back(is_most ? s.high : s.low);
    }
    const double total = std::accumulate(given.begin(), given.end(), 0.0);
    for (std::size_t j = 0; j < n; ++j) {
      if (part_solves-- <= 0) return {};
      std::vector<double> s = given;
      s[j] -= total;
      const auto phi = solver.solve(s, nullptr);
      if (!phi) return {};
      for (std::size_t i = 0; i < n; ++i) {
        const double x = (*phi)[i] - (*phi)[j];
        if (is_most)
          d[i][j].high = std::min(d[i][j].high, x + room),
          d[j][i].low = std::max(d[j][i].low, -x - room);
        else
          d[i][j].low = std::max(d[i][j].low, x - room),
          d[j][i].high = std::min(d[j][i].high, -x + room);
      }
    }
  }
  return d;
}

/// Carries node bounds and link flows over from the differences.
std::optional<Conflict> apply_differences(const VerdictModel& model, Bounds& bounds,
                                          const Part& part, const Differences& d,
                                          bool& has_changed) {
  const double step = 1e-7 * model.phi_scale_pa2;
  for (std::size_t i = 0; i < part.nodes.size(); ++i) {
    ValueRange& phi = bounds.phi_pa2[at(part.nodes[i])];
    for (std::size_t j = 0; j < part.nodes.size(); ++j) {
      if (i == j) continue;
      const std::int32_t other = part.nodes[j];
      const ValueRange wanted = sum(bounds.phi_pa2[at(other)], d[i][j]);
      PhiReason reason{-1, other, 0.0};
      reason.is_part = true;
      if (wanted.low > phi.low + step)
        phi.low = wanted.low, bounds.low_reason[at(part.nodes[i])] = reason, has_changed = true;
      if (wanted.high < phi.high - step)
        phi.high = wanted.high, bounds.high_reason[at(part.nodes[i])] = reason, has_changed = true;
    }
    if (phi.low <= phi.high + phi_tolerance_pa2(model)) continue;
    Conflict c;
    c.kind = Conflict::Kind::node;
    c.node = part.nodes[i];
    c.low = phi.low;
    c.high = phi.high;
    return c;
  }
  std::vector<std::size_t> local(model.nodes(), 0);
  for (std::size_t i = 0; i < part.nodes.size(); ++i) local[at(part.nodes[i])] = i;
  for (const std::int32_t l : part.links) {
    const VerdictLink& link = model.links[at(l)];
    if (link.kind != VerdictLink::Kind::pipe) continue;
    const ValueRange drop = d[local[at(link.from)]][local[at(link.to)]];
    ValueRange& flow = bounds.flow[at(l)];
    const double least = flow_of_drop(link.pipe, drop.low);
    const double most = flow_of_drop(link.pipe, drop.high);
    const double flow_step = 1e-7 * model.flow_scale_kg_s;
    if (least > flow.low + flow_step)
      flow.low = least, bounds.flow_low_reason[at(l)] = FlowReason::balance, has_changed = true;
    if (most < flow.high - flow_step)
      flow.high = most, bounds.flow_high_reason[at(l)] = FlowReason::balance, has_changed = true;
    if (flow.low <= flow.high + flow_tolerance_kg_s(model)) continue;
    Conflict c;
    c.kind = Conflict::Kind::flow;
    c.link = l;
    c.low = flow.low;
    c.high = flow.high;
    c.low_reason = bounds.flow_low_reason[at(l)];
    c.high_reason = bounds.flow_high_reason[at(l)];
    return c;
  }
  return {};
}

std::optional<Differences> differences_of(const VerdictModel& model, const Bounds& bounds,
                                          const Part& part, int& part_solves) {
  const std::vector<ValueRange> supplies = part_supplies(model, bounds, part);
  double widest = 0.0;
  for (const ValueRange& s : supplies) widest = std::max(widest, s.width());
  if (!std::isfinite(widest)) return {};
  PartSolver solver(model, part);
  const double room = 1e-10 * model.phi_scale_pa2;
  if (widest > 1e-7 * model.flow_scale_kg_s) {
    const int needed = 2 * static_cast<int>(part.nodes.size());
    if (part_solves < needed) return {};
    return ranged_differences(solver, supplies, room, part_solves);
  }
  if (part_solves-- <= 0) return {};
  std::vector<double> middle;
  for (const ValueRange& s : supplies) middle.push_back(0.5 * (s.low + s.high));
  const auto phi = solver.solve(middle, nullptr);
  if (!phi) return {};
  double spread = 0.0;
  for (const double x : *phi) spread = std::max(spread, std::abs(x));
  const double of_supplies =
      1e-6 * (spread + model.phi_scale_pa2) * (widest / model.flow_scale_kg_s / 1e-7);
  return exact_differences(*phi, room + 1e-12 * spread + (widest > 0.0 ? of_supplies : 0.0));
}

}  // namespace

std::optional<Conflict> tighten_bridges(const VerdictModel& model, Bounds& bounds) {
  const Walk walk(model, bounds);
  std::vector<ValueRange> below = model.supply;
  std::vector<std::int32_t> size(model.nodes(), 1);
  for (std::size_t i = walk.order.size(); i-- > 0;) {
    const std::int32_t node = walk.order[i];
    const std::int32_t l = walk.parent_link[at(node)];
    if (l < 0) continue;
    const VerdictLink& link = model.links[at(l)];
    const std::int32_t parent = link.from == node ? link.to : link.from;
    below[at(parent)] = sum(below[at(parent)], below[at(node)]);
    size[at(parent)] += size[at(node)];
  }
  for (const std::int32_t node : walk.order) {
    const std::int32_t l = walk.parent_link[at(node)];
    const ValueRange supply = below[at(node)];
    if (l < 0) {
      // Supplies are sums of doubles from a file: what rounding leaves is no imbalance.
      const double room = std::max(1e-7, 10.0 * flow_tolerance_kg_s(model));
      if (supply.low <= room && supply.high >= -room) continue;
      Conflict c;
      c.kind = Conflict::Kind::part;
      c.node = node;
      c.low = supply.low;
      c.high = supply.high;
      for (const std::int32_t n : walk.order)
        if (walk.root[at(n)] == node) c.nodes.push_back(n);
      return c;
    }
    const VerdictLink& link = model.links[at(l)];
    const std::int32_t parent = link.from == node ? link.to : link.from;
    if (walk.low[at(node)] <= walk.position[at(parent)]) continue;  // not a bridge
    const double room = 1e-12 * model.flow_scale_kg_s;
    ValueRange wanted = link.from == node ? supply : ValueRange{-supply.high, -supply.low};
    wanted = {wanted.low - room, wanted.high + room};
    ValueRange& flow = bounds.flow[at(l)];
    if (wanted.low > flow.low)
      flow.low = wanted.low, bounds.flow_low_reason[at(l)] = FlowReason::cut;
    if (wanted.high < flow.high)
      flow.high = wanted.high, bounds.flow_high_reason[at(l)] = FlowReason::cut;
    if (flow.low <= flow.high + flow_tolerance_kg_s(model)) continue;
    Conflict c;
    c.kind = Conflict::Kind::flow;
    c.link = l;
    c.low = flow.low;
    c.high = flow.high;
    c.low_reason = bounds.flow_low_reason[at(l)];
    c.high_reason = bounds.flow_high_reason[at(l)];
    return c;
  }
  return {};
}

std::optional<Conflict> tighten_parts(const VerdictModel& model, Bounds& bounds, int& part_solves,
                                      bool& has_changed) {
  if (!model.is_level) return {};
  std::vector<std::int32_t> part_of_node;
  for (const Part& part : passive_parts(model, bounds, part_of_node)) {
    if (!part.has_cycle()) continue;
    const auto d = differences_of(model, bounds, part, part_solves);
    if (!d) continue;
    if (auto conflict = apply_differences(model, bounds, part, *d, has_changed)) return conflict;
  }
  return {};
}

}  // namespace landbridge::gas
