#include "landbridge/gas/verdict_model.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/gas/solver_model.hpp"

namespace landbridge::gas {
namespace {

constexpr double pressure_unlimited_pa = 300e5;  // end of the range of the equations of state

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

LossLaw loss_of(const Resistor& resistor, const Gas& gas) {
  LossLaw loss;
  if (resistor.drag_factor.si() > 0.0) {
    const PipeLaw law = law_of(resistor, gas);
    loss.drag_pa2_s2_kg2 = law.base_pa2_s2_kg2 * law.fixed_factor;
  } else {
    loss.loss_pa = resistor.pressure_loss.si();
  }
  return loss;
}

/// The extremes of the state factors over the pressures that may occur, with room for what lies
/// between the samples (the factors are smooth and change by less than a per cent).
FactorBounds factor_bounds(const PipeLaw& law, const Gas& gas, const Potential& potential,
                           double pressure_max_pa) {
  FactorBounds bounds;
  if (!law.depends_on_state()) return bounds;
  constexpr int samples = 64;
  ValueRange from{no_limit, -no_limit};
  ValueRange to = from;
  ValueRange drop = from;
  const auto widen = [](ValueRange& interval, double x) {
    interval.low = std::min(interval.low, x);
    interval.high = std::max(interval.high, x);
  };
  for (int i = 0; i <= samples; ++i) {
    const double phi = potential.phi_pa2(pressure_max_pa * i / samples);
    const StateFactors f = state_factors(law, gas, potential, phi, phi);
    widen(from, f.from);
    widen(to, f.to);
    widen(drop, f.drop);
  }
  const auto margin = [](ValueRange x) {
    constexpr double share_of_width = 0.05;
    const double room = share_of_width * x.width() + 1e-12;
    return ValueRange{x.low - room, x.high + room};
  };
  return {margin(from), margin(to), margin(drop)};
}

struct LinkBuilder {
  VerdictModel& model;
  LinkId id;
  double rise_m;
  double pressure_max_pa;

  void operator()(const Pipe& pipe) const {
    add_pipe(law_of(pipe, model.gas, model.source->problem.friction, rise_m));
  }
  void operator()(const Resistor& r) const {
    if (r.drag_factor.si() > 0.0) return add_pipe(law_of(r, model.gas));
    VerdictLink& link = model.links[id.index()];
    link.loss_pa = r.pressure_loss.si();
    link.kind =
        link.loss_pa > 0.0 ? VerdictLink::Kind::constant_loss : VerdictLink::Kind::zero_loss;
  }
  void operator()(const ShortPipe&) const {
    model.links[id.index()].kind = VerdictLink::Kind::zero_loss;
  }
  void operator()(const Feed&) const {
    model.links[id.index()].kind = VerdictLink::Kind::zero_loss;  // its limits are the node's
  }
  void operator()(const Valve&) const { add_element(VerdictElement::Kind::valve); }
  void operator()(const Regulator&) const { add_element(VerdictElement::Kind::control_valve); }
  void operator()(const Compressor&) const { add_element(VerdictElement::Kind::station); }

  void add_pipe(const PipeLaw& law) const {
    VerdictLink& link = model.links[id.index()];
    link.pipe = law;
    link.factors = factor_bounds(law, model.gas, model.potential, pressure_max_pa);
    if (law.depends_on_state()) model.is_level = false;
  }
  void add_element(VerdictElement::Kind kind) const {
    VerdictLink& link = model.links[id.index()];
    link.kind = VerdictLink::Kind::element;
    link.element = static_cast<std::int32_t>(model.elements.size());
    VerdictElement element;
    element.kind = kind;
    element.link = id.value;
    element.modes = static_cast<ModeSet>(bit(ElementMode::closed) | bit(ElementMode::open));
    if (kind != VerdictElement::Kind::valve) element.modes |= bit(ElementMode::active);
    model.elements.push_back(element);
  }
};

void apply_limits(VerdictModel& model, const ControlledElement& limits) {
  const VerdictLink& link = model.links[limits.link.index()];
  if (link.element < 0) return;
  VerdictElement& e = model.elements[at(link.element)];
  if (!limits.may_close) e.modes &= static_cast<ModeSet>(~bit(ElementMode::closed));
  if (!limits.may_open) e.modes &= static_cast<ModeSet>(~bit(ElementMode::open));
  if (!limits.may_be_active) e.modes &= static_cast<ModeSet>(~bit(ElementMode::active));
  const auto or_none = [](Pressure p) { return p.si() > 0.0 ? p.si() : no_limit; };
  e.inlet_min_pa = limits.inlet_min.si();
  e.outlet_max_pa = or_none(limits.outlet_max);
  e.difference_min_pa = limits.difference_min.si();
  e.difference_max_pa = or_none(limits.difference_max);
  e.inlet_loss = loss_of(limits.inlet_loss, model.gas);
  e.outlet_loss = loss_of(limits.outlet_loss, model.gas);
  e.machines = &limits.machines;
}

void set_nodes(VerdictModel& model) {
  const Problem& problem = model.source->problem;
  const std::size_t n = problem.network.nodes();
  double sum_kg_s = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    const NodeId node(i);
    ValueRange p{0.0, pressure_unlimited_pa};
    if (!problem.limits.empty()) {
      if (problem.limits[node].lower) p.low = problem.limits[node].lower->si();
      if (problem.limits[node].upper) p.high = problem.limits[node].upper->si();
    }
    model.pressure_limit_pa.push_back(p);
    model.phi_limit_pa2.push_back(
        {model.potential.phi_pa2(p.low), model.potential.phi_pa2(p.high)});
    const double supply = problem.supply[node].si();
    ValueRange range{supply, supply};
    if (!model.source->supply_range.empty()) {
      const FlowLimits& given = model.source->supply_range[node];
      if (std::isfinite(given.lowest_kg_s) || std::isfinite(given.highest_kg_s))
        range = {given.lowest_kg_s, given.highest_kg_s};
    }
    model.supply.push_back(range);
    sum_kg_s += std::abs(supply);
    model.phi_scale_pa2 = std::max(model.phi_scale_pa2, model.phi_limit_pa2.back().high);
  }
  model.flow_scale_kg_s = std::max(1.0, 0.5 * sum_kg_s);
}

}  // namespace

std::string_view name_of(ElementMode mode) {
  switch (mode) {
    case ElementMode::closed: return "closed";
    case ElementMode::open: return "open";
    case ElementMode::active: return "active";
  }
  return "";
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::feasible: return "feasible";
    case Verdict::infeasible: return "infeasible";
    case Verdict::undecided: return "undecided";
  }
  return "";
}

std::string_view name_of(CauseWhat what) {
  switch (what) {
    case CauseWhat::none: return "none";
    case CauseWhat::unbalanced: return "unbalanced";
    case CauseWhat::cut_off: return "cut_off";
    case CauseWhat::limits_cross: return "limits_cross";
    case CauseWhat::supply_limit: return "supply_limit";
    case CauseWhat::flow_limit: return "flow_limit";
    case CauseWhat::pressure_too_low: return "pressure_too_low";
    case CauseWhat::pressure_too_high: return "pressure_too_high";
    case CauseWhat::station_too_weak: return "station_too_weak";
    case CauseWhat::demand_too_high: return "demand_too_high";
    case CauseWhat::transport_capacity: return "transport_capacity";
    case CauseWhat::no_decision: return "no_decision";
  }
  return "";
}

ValueRange sum(ValueRange a, ValueRange b) { return {a.low + b.low, a.high + b.high}; }
ValueRange difference(ValueRange a, ValueRange b) { return {a.low - b.high, a.high - b.low}; }
ValueRange scaled(ValueRange x, double factor) { return {x.low * factor, x.high * factor}; }
ValueRange scaled(ValueRange x, ValueRange positive_factor) {
  return {x.low * (x.low >= 0.0 ? positive_factor.low : positive_factor.high),
          x.high * (x.high >= 0.0 ? positive_factor.high : positive_factor.low)};
}

Result<VerdictModel> build_verdict_model(const VerdictCase& verdict_case) {
  const Problem& problem = verdict_case.problem;
  if (auto good = check_problem(problem); !good) return fail(std::move(good.error()));
  VerdictModel model(problem.gas);
  model.source = &verdict_case;
  set_nodes(model);
  const Network& net = problem.network;
  model.links.resize(net.links());
  model.links_at.resize(net.nodes());
  double pressure_max_pa = 0.0;
  for (const ValueRange& p : model.pressure_limit_pa)
    pressure_max_pa = std::max(pressure_max_pa, p.high);
  for (std::size_t i = 0; i < net.links(); ++i) {
    VerdictLink& link = model.links[i];
    link.from = net.from[LinkId(i)].value;
    link.to = net.to[LinkId(i)].value;
    if (!verdict_case.flow.empty()) {
      const FlowLimits& limits = verdict_case.flow[LinkId(i)];
      link.flow = {limits.lowest_kg_s, limits.highest_kg_s};
    }
    model.links_at[at(link.from)].push_back(static_cast<std::int32_t>(i));
    model.links_at[at(link.to)].push_back(static_cast<std::int32_t>(i));
  }
  problem.links.for_each_table([&](const auto& table) {
    for (const auto& row : table) {
      const double rise_m =
          problem.height.empty()
              ? 0.0
              : (problem.height[net.to[row.id]] - problem.height[net.from[row.id]]).si();
      LinkBuilder{model, row.id, rise_m, pressure_max_pa}(row.link);
    }
  });
  for (const ControlledElement& element : verdict_case.elements) apply_limits(model, element);
  return model;
}

const std::string& node_name(const VerdictModel& model, std::int32_t node) {
  return model.source->problem.network.node_name[NodeId(at(node))];
}
const std::string& link_name(const VerdictModel& model, std::int32_t link) {
  return model.source->problem.network.link_name[LinkId(at(link))];
}
std::string place_of_verdict_node(const VerdictModel& model, std::int32_t node) {
  return place_of_node(model.source->problem, NodeId(at(node)));
}
std::string place_of_verdict_link(const VerdictModel& model, std::int32_t link) {
  return place_of_link(model.source->problem, LinkId(at(link)));
}

double flow_of_drop(const PipeLaw& law, double drop_pa2) {
  if (drop_pa2 == 0.0) return 0.0;
  const double factor = law.fixed_factor > 0.0 ? law.fixed_factor : 0.01;
  double flow =
      std::copysign(std::sqrt(std::abs(drop_pa2) / (factor * law.base_pa2_s2_kg2)), drop_pa2);
  if (law.fixed_factor > 0.0) return flow;
  constexpr int step_limit = 60;
  for (int i = 0; i < step_limit; ++i) {
    const PotentialDrop drop = potential_drop(law, flow);
    const double step = (drop.value_pa2 - drop_pa2) / drop.slope_pa2_s_kg;
    flow -= step;
    if (std::abs(step) <= 1e-15 * std::abs(flow)) break;
  }
  return flow;
}

}  // namespace landbridge::gas
