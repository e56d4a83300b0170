#include "landbridge/gas/verdict_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <deque>

namespace landbridge::gas {
namespace {

constexpr double rounding_share = 1e-9;    // an interval is empty when it misses by more
constexpr double progress_share = 1e-7;    // smaller changes are not passed on
constexpr int link_visits_per_link = 200;  // of one call of tighten()

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Passes bounds from link to link until nothing changes by much.
class Tightener {
 public:
  Tightener(const VerdictModel& model, Bounds& bounds) : model_(model), b_(bounds) {}

  std::optional<Conflict> run() {
    queued_.assign(model_.links.size(), 1);
    for (std::size_t l = 0; l < model_.links.size(); ++l)
      queue_.push_back(static_cast<std::int32_t>(l));
    std::size_t visits = 0;
    const std::size_t limit = model_.links.size() * link_visits_per_link;
    for (std::size_t n = 0; n < model_.nodes(); ++n) {
      balance(static_cast<std::int32_t>(n));
      if (conflict_) return conflict_;
    }
    while (!queue_.empty() && visits++ < limit) {
      const std::int32_t l = queue_.front();
      queue_.pop_front();
      queued_[at(l)] = 0;
      visit(l);
      if (conflict_) return conflict_;
    }
    return {};
  }

 private:
  void enqueue_around(std::int32_t node) {
    for (const std::int32_t l : model_.links_at[at(node)]) enqueue(l);
  }
  void enqueue(std::int32_t l) {
    if (queued_[at(l)]) return;
    queued_[at(l)] = 1;
    queue_.push_back(l);
  }

  void set_phi(std::int32_t node, ValueRange wanted, const PhiReason& low_reason,
               const PhiReason& high_reason) {
    ValueRange& phi = b_.phi_pa2[at(node)];
    const double step = progress_share * model_.phi_scale_pa2;
    bool has_changed = false;
    if (wanted.low > phi.low + step || (wanted.low > phi.low && wanted.low > phi.high)) {
      phi.low = wanted.low;
      b_.low_reason[at(node)] = low_reason;
      has_changed = true;
    }
    if (wanted.high < phi.high - step || (wanted.high < phi.high && phi.low > wanted.high)) {
      phi.high = wanted.high;
      b_.high_reason[at(node)] = high_reason;
      has_changed = true;
    }
    if (!has_changed) return;
    if (phi.low > phi.high + phi_tolerance_pa2(model_)) {
      Conflict c;
      c.kind = Conflict::Kind::node;
      c.node = node;
      c.link = low_reason.link >= 0 ? low_reason.link : high_reason.link;
      c.low = phi.low;
      c.high = phi.high;
      conflict_ = c;
    }
    enqueue_around(node);
  }

  void set_flow(std::int32_t l, ValueRange wanted, FlowReason reason) {
    ValueRange& flow = b_.flow[at(l)];
    const double step = progress_share * model_.flow_scale_kg_s;
    bool has_changed = false;
    if (wanted.low > flow.low + step || (wanted.low > flow.low && wanted.low > flow.high)) {
      flow.low = wanted.low;
      b_.flow_low_reason[at(l)] = reason;
      has_changed = true;
    }
    if (wanted.high < flow.high - step || (wanted.high < flow.high && flow.low > wanted.high)) {
      flow.high = wanted.high;
      b_.flow_high_reason[at(l)] = reason;
      has_changed = true;
    }
    if (!has_changed) return;
    if (flow.low > flow.high + flow_tolerance_kg_s(model_)) {
      Conflict c;
      c.kind = Conflict::Kind::flow;
      c.link = l;
      c.low = flow.low;
      c.high = flow.high;
      c.low_reason = b_.flow_low_reason[at(l)];
      c.high_reason = b_.flow_high_reason[at(l)];
      conflict_ = c;
      return;
    }
    enqueue(l);
    balance(model_.links[at(l)].from);
    if (!conflict_) balance(model_.links[at(l)].to);
  }

  /// Sum of what leaves = supply, solved for each link in turn. Recursion ends with the changes.
  void balance(std::int32_t node) {
    if (++balance_depth_ > 60) {
      --balance_depth_;
      return enqueue_around(node);
    }
    ValueRange total = scaled(model_.supply[at(node)], -1.0);
    std::swap(total.low, total.high);
    const auto& around = model_.links_at[at(node)];
    for (const std::int32_t l : around) {
      const VerdictLink& link = model_.links[at(l)];
      if (link.from == link.to) continue;
      total = link.from == node ? sum(total, b_.flow[at(l)]) : difference(total, b_.flow[at(l)]);
    }
    for (const std::int32_t l : around) {
      const VerdictLink& link = model_.links[at(l)];
      if (link.from == link.to) continue;
      ValueRange out = b_.flow[at(l)];
      if (link.from != node) out = {-out.high, -out.low};
      // total = rest + out must contain 0, so out lies in -(rest).
      const double rest_low = rest_of(node, l, true);
      const double rest_high = rest_of(node, l, false);
      ValueRange wanted{-rest_high, -rest_low};
      if (link.from != node) wanted = {-wanted.high, -wanted.low};
      set_flow(l, wanted, FlowReason::balance);
      if (conflict_) break;
    }
    --balance_depth_;
    check_lonely(node, total);
  }

  /// Sum over the other links and the supply; computed anew because infinities do not cancel.
  double rest_of(std::int32_t node, std::int32_t without, bool is_low) const {
    const ValueRange supply = model_.supply[at(node)];
    double rest = is_low ? -supply.high : -supply.low;
    for (const std::int32_t l : model_.links_at[at(node)]) {
      const VerdictLink& link = model_.links[at(l)];
      if (l == without || link.from == link.to) continue;
      const ValueRange& flow = b_.flow[at(l)];
      const bool is_out = link.from == node;
      rest += is_out ? (is_low ? flow.low : flow.high) : (is_low ? -flow.high : -flow.low);
    }
    return rest;
  }

  void check_lonely(std::int32_t node, ValueRange total) {
    if (conflict_ || !model_.links_at[at(node)].empty()) return;
    if (total.contains(0.0) ||
        std::min(std::abs(total.low), std::abs(total.high)) <= flow_tolerance_kg_s(model_))
      return;
    Conflict c;
    c.kind = Conflict::Kind::part;
    c.node = node;
    c.nodes = {node};
    c.low = -total.high;
    c.high = -total.low;
    conflict_ = c;
  }

  void visit(std::int32_t l) {
    const VerdictLink& link = model_.links[at(l)];
    if (link.from == link.to) return;
    switch (link.kind) {
      case VerdictLink::Kind::pipe: return visit_pipe(l, link);
      case VerdictLink::Kind::zero_loss: return visit_equal(l, link);
      case VerdictLink::Kind::constant_loss: return visit_loss(l, link);
      case VerdictLink::Kind::element: return visit_element(l, link);
    }
  }

  /// phi_from F - phi_to T = D g(m), each solved for in turn.
  void visit_pipe(std::int32_t l, const VerdictLink& link) {
    const ValueRange a = b_.phi_pa2[at(link.from)];
    const ValueRange b = b_.phi_pa2[at(link.to)];
    const FactorBounds& f = link.factors;
    const ValueRange drop = difference(scaled(a, f.from), scaled(b, f.to));
    const double low = drop.low / (drop.low >= 0.0 ? f.drop.high : f.drop.low);
    const double high = drop.high / (drop.high >= 0.0 ? f.drop.low : f.drop.high);
    set_flow(l, {flow_of_drop(link.pipe, low), flow_of_drop(link.pipe, high)},
             FlowReason::pressures);
    if (conflict_) return;
    const ValueRange flow = b_.flow[at(l)];
    const ValueRange loss =
        scaled({drop_at(link.pipe, flow.low), drop_at(link.pipe, flow.high)}, f.drop);
    const ValueRange from = sum(scaled(b, f.to), loss);
    const ValueRange to = difference(scaled(a, f.from), loss);
    set_phi(link.from, {from.low / f.from.high, from.high / f.from.low}, {l, link.to, flow.low},
            {l, link.to, flow.high});
    if (conflict_) return;
    set_phi(link.to, {to.low / f.to.high, to.high / f.to.low}, {l, link.from, flow.high},
            {l, link.from, flow.low});
  }

  static double drop_at(const PipeLaw& law, double flow) {
    if (!std::isfinite(flow)) return flow;
    return potential_drop(law, flow).value_pa2;
  }

  void visit_equal(std::int32_t l, const VerdictLink& link) {
    set_phi(link.from, b_.phi_pa2[at(link.to)], {l, link.to}, {l, link.to});
    if (!conflict_) set_phi(link.to, b_.phi_pa2[at(link.from)], {l, link.from}, {l, link.from});
  }

  /// |p_from - p_to| = d with the sign of the flow; at no flow anything between.
  void visit_loss(std::int32_t l, const VerdictLink& link) {
    const ValueRange flow = b_.flow[at(l)];
    const double least = flow.low > 0.0 ? link.loss_pa : -link.loss_pa;
    const double most = flow.high < 0.0 ? -link.loss_pa : link.loss_pa;
    const ValueRange a = pressures(link.from);
    const ValueRange b = pressures(link.to);
    set_phi(link.from, potentials({b.low + least, b.high + most}), {l, link.to, flow.low},
            {l, link.to, flow.high});
    if (conflict_) return;
    set_phi(link.to, potentials({a.low - most, a.high - least}), {l, link.from, flow.high},
            {l, link.from, flow.low});
  }

  ValueRange pressures(std::int32_t node) const {
    const ValueRange phi = b_.phi_pa2[at(node)];
    return {model_.potential.pressure_pa(phi.low), model_.potential.pressure_pa(phi.high)};
  }
  ValueRange potentials(ValueRange p) const {
    return {model_.potential.phi_pa2(p.low), model_.potential.phi_pa2(p.high)};
  }

  /// The hull of what the modes leave that are still possible.
  void visit_element(std::int32_t l, const VerdictLink& link) {
    const VerdictElement& element = model_.elements[at(link.element)];
    ModeSet& modes = b_.modes[at(link.element)];
    ElementBox hull{{no_limit, -no_limit}, {no_limit, -no_limit}, {no_limit, -no_limit}};
    const ElementBox now{b_.phi_pa2[at(link.from)], b_.phi_pa2[at(link.to)], b_.flow[at(l)]};
    for (const ElementMode mode : {ElementMode::closed, ElementMode::open, ElementMode::active}) {
      if (!has(modes, mode)) continue;
      ElementBox box = now;
      if (!filter_mode(model_, element, mode, box)) {
        modes &= static_cast<ModeSet>(~bit(mode));
        continue;
      }
      join(hull, box);
    }
    if (modes == 0) {
      Conflict c;
      c.kind = Conflict::Kind::element;
      c.link = l;
      conflict_ = c;
      return;
    }
    set_flow(l, hull.flow, FlowReason::mode);
    if (conflict_) return;
    const double flow = b_.flow[at(l)].low;
    PhiReason from{l, link.to, flow};
    from.by_machines = hull.by_machines;
    from.by_element_limit = hull.by_element_limit;
    PhiReason to = from;
    to.parent = link.from;
    set_phi(link.from, hull.phi_from_pa2, from, from);
    if (!conflict_) set_phi(link.to, hull.phi_to_pa2, to, to);
  }

  static void join(ElementBox& hull, const ElementBox& box) {
    const auto widen = [](ValueRange& a, const ValueRange& b) {
      a.low = std::min(a.low, b.low);
      a.high = std::max(a.high, b.high);
    };
    if (box.phi_to_pa2.high > hull.phi_to_pa2.high) {
      hull.by_machines = box.by_machines;
      hull.by_element_limit = box.by_element_limit;
    }
    widen(hull.phi_from_pa2, box.phi_from_pa2);
    widen(hull.phi_to_pa2, box.phi_to_pa2);
    widen(hull.flow, box.flow);
  }

  const VerdictModel& model_;
  Bounds& b_;
  std::deque<std::int32_t> queue_;
  std::vector<std::uint8_t> queued_;
  std::optional<Conflict> conflict_;
  int balance_depth_ = 0;
};

}  // namespace

double phi_tolerance_pa2(const VerdictModel& model) { return rounding_share * model.phi_scale_pa2; }
double flow_tolerance_kg_s(const VerdictModel& model) {
  return rounding_share * model.flow_scale_kg_s;
}

Bounds initial_bounds(const VerdictModel& model) {
  Bounds bounds;
  bounds.phi_pa2 = model.phi_limit_pa2;
  for (const VerdictLink& link : model.links) bounds.flow.push_back(link.flow);
  for (const VerdictElement& element : model.elements) bounds.modes.push_back(element.modes);
  bounds.low_reason.resize(model.nodes());
  bounds.high_reason.resize(model.nodes());
  bounds.flow_low_reason.resize(model.links.size());
  bounds.flow_high_reason.resize(model.links.size());
  for (const DecisionChoice& choice : model.source->choices)
    bounds.decisions.emplace_back(choice.decisions.size(), std::uint8_t{1});
  return bounds;
}

std::optional<Conflict> check_supplies(const VerdictModel& model) {
  const auto& limits = model.source->problem.supply_limit;
  if (limits.empty()) return {};
  const double room = std::max(1e-7, flow_tolerance_kg_s(model));
  for (std::size_t n = 0; n < model.nodes(); ++n) {
    const FlowLimits& limit = limits[NodeId(n)];
    const ValueRange& supply = model.supply[n];
    if (supply.low <= limit.highest_kg_s + room && supply.high >= limit.lowest_kg_s - room)
      continue;
    Conflict c;
    c.kind = Conflict::Kind::supply;
    c.node = static_cast<std::int32_t>(n);
    const bool is_above = supply.low > limit.highest_kg_s;
    c.low = is_above ? supply.low : limit.lowest_kg_s;
    c.high = is_above ? limit.highest_kg_s : supply.high;
    c.low_reason = is_above ? FlowReason::balance : FlowReason::limit;
    return c;
  }
  return {};
}

std::optional<Conflict> check_limits(const VerdictModel& model) {
  for (std::size_t n = 0; n < model.nodes(); ++n) {
    const ValueRange& phi = model.phi_limit_pa2[n];
    if (phi.low <= phi.high) continue;
    Conflict c;
    c.kind = Conflict::Kind::node;
    c.node = static_cast<std::int32_t>(n);
    c.low = phi.low;
    c.high = phi.high;
    return c;
  }
  return {};
}

std::optional<Conflict> tighten(const VerdictModel& model, Bounds& bounds, int& part_solves) {
  if (auto conflict = tighten_bridges(model, bounds)) return conflict;
  constexpr int round_limit = 4;
  for (int round = 0; round < round_limit; ++round) {
    if (auto conflict = Tightener(model, bounds).run()) return conflict;
    bool has_changed = false;
    if (auto conflict = tighten_parts(model, bounds, part_solves, has_changed)) return conflict;
    if (!has_changed) break;
  }
  return find_cut(model, bounds);
}

}  // namespace landbridge::gas
