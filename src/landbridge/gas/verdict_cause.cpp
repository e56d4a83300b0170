#include "landbridge/gas/verdict_cause.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "landbridge/base/words.hpp"
#include "landbridge/gas/verdict_decisions.hpp"

namespace landbridge::gas {
namespace {

constexpr std::size_t chain_limit = 200;

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }
double bar(double pa) { return pa / 1e5; }

double pressure(const VerdictModel& model, double phi) { return model.potential.pressure_pa(phi); }

/// From a bound on a node back to the limit that it came from; the limit first.
std::vector<ProofStep> chain(const VerdictModel& model, const Bounds& bounds, std::int32_t node,
                             bool is_upper) {
  std::vector<ProofStep> steps;
  std::vector<std::uint8_t> is_seen(model.nodes(), 0);
  while (!is_seen[at(node)] && steps.size() < chain_limit) {
    is_seen[at(node)] = 1;
    const PhiReason& reason = (is_upper ? bounds.high_reason : bounds.low_reason)[at(node)];
    const ValueRange& phi = bounds.phi_pa2[at(node)];
    ProofStep step;
    step.node = NodeId(at(node));
    step.is_upper = is_upper;
    step.pressure_pa = pressure(model, is_upper ? phi.high : phi.low);
    step.flow_kg_s = reason.flow_kg_s;
    const char* most = is_upper ? "at most" : "at least";
    const double p_bar = bar(step.pressure_pa);
    if (reason.parent < 0) {
      step.where = place_of_verdict_node(model, node);
      step.text =
          fmt::format("{} has {} {:.4g} bar: its own limit", node_name(model, node), most, p_bar);
      steps.push_back(std::move(step));
      break;
    }
    if (reason.link >= 0) {
      step.link = LinkId(at(reason.link));
      step.where = place_of_verdict_link(model, reason.link);
      const VerdictLink& link = model.links[at(reason.link)];
      const char* machines = reason.by_machines ? ", which its machines cannot exceed" : "";
      const char* limits = reason.by_element_limit ? ", by its own pressure limit" : "";
      step.text = is_upper && p_bar < 0.0
                      ? fmt::format("{} has no pressure left behind {}", node_name(model, node),
                                    link_name(model, reason.link))
                      : fmt::format("{} has {} {:.4g} bar behind {}", node_name(model, node), most,
                                    p_bar, link_name(model, reason.link));
      if (link.kind == VerdictLink::Kind::pipe)
        step.text += fmt::format(" with {:.4g} kg/s in it", std::abs(reason.flow_kg_s));
      step.text += machines;
      step.text += limits;
    } else {
      step.where = place_of_verdict_node(model, node);
      step.text = fmt::format("{} has {} {:.4g} bar, by the only possible flows between it and {}",
                              node_name(model, node), most, p_bar, node_name(model, reason.parent));
    }
    steps.push_back(std::move(step));
    node = reason.parent;
  }
  std::reverse(steps.begin(), steps.end());
  return steps;
}

std::string_view words_of(FlowReason reason) {
  switch (reason) {
    case FlowReason::limit: return "its flow limit";
    case FlowReason::balance: return "the nominated flows around it";
    case FlowReason::pressures: return "the pressures at its ends";
    case FlowReason::mode: return "what its setting allows";
    case FlowReason::cut: return "the nominated flows on either side";
    case FlowReason::relaxation: return "all laws together";
  }
  return "";
}

Cause flow_cause(const VerdictModel& model, const Conflict& c) {
  Cause cause;
  cause.where = place_of_verdict_link(model, c.link);
  cause.by_how_much = c.low - c.high;
  cause.unit = std::string("kg/s");
  const bool is_limit = c.low_reason == FlowReason::limit || c.high_reason == FlowReason::limit;
  const bool by_pressure =
      c.low_reason == FlowReason::pressures || c.high_reason == FlowReason::pressures;
  const bool by_mode = c.low_reason == FlowReason::mode || c.high_reason == FlowReason::mode;
  cause.what = by_pressure ? CauseWhat::transport_capacity
               : is_limit  ? CauseWhat::flow_limit
               : by_mode   ? CauseWhat::cut_off
                           : CauseWhat::transport_capacity;
  cause.sentence = fmt::format(
      "{} would have to carry at least {:.4g} kg/s because of {}, and at most {:.4g} "
      "kg/s because of {}: {:.4g} kg/s are missing",
      link_name(model, c.link), c.low, words_of(c.low_reason), c.high, words_of(c.high_reason),
      cause.by_how_much);
  return cause;
}

/// A closed element at the border of a part; none: -1.
std::int32_t closed_around(const VerdictModel& model, const Bounds& bounds,
                           const std::vector<std::int32_t>& nodes) {
  std::vector<std::uint8_t> is_inside(model.nodes(), 0);
  for (const std::int32_t n : nodes) is_inside[at(n)] = 1;
  for (const VerdictElement& e : model.elements) {
    const VerdictLink& link = model.links[at(e.link)];
    if (bounds.modes[at(link.element)] == bit(ElementMode::closed) &&
        is_inside[at(link.from)] != is_inside[at(link.to)])
      return e.link;
  }
  return -1;
}

Cause part_cause(const VerdictModel& model, const Bounds& bounds, const Conflict& c) {
  Cause cause;
  const bool is_whole = c.nodes.size() == model.nodes();
  const double surplus = c.low > 0.0 ? c.low : c.high;
  cause.what = is_whole ? CauseWhat::unbalanced : CauseWhat::cut_off;
  cause.by_how_much = std::abs(surplus);
  cause.unit = std::string("kg/s");
  cause.where = is_whole ? std::string("gas.network") : place_of_verdict_node(model, c.node);
  if (!is_whole)
    if (const std::int32_t closed = closed_around(model, bounds, c.nodes); closed >= 0) {
      cause.where = place_of_verdict_link(model, closed);
      cause.sentence = fmt::format(
          "{} is closed, which cuts {} and {} off, whose supplies and demands differ by {:.4g} "
          "kg/s",
          link_name(model, closed), node_name(model, c.node),
          counted(c.nodes.size() - 1, "other node"), surplus);
      return cause;
    }
  cause.sentence =
      is_whole ? fmt::format("the nomination does not add up: {} by {:.4g} kg/s",
                             surplus > 0.0 ? "supplies exceed demands" : "demands exceed supplies",
                             cause.by_how_much)
               : fmt::format(
                     "{} and {} are cut off from the rest, and their supplies "
                     "and demands differ by {:.4g} kg/s",
                     node_name(model, c.node), counted(c.nodes.size() - 1, "other node"), surplus);
  return cause;
}

Cause cut_cause(const VerdictModel& model, const Conflict& c) {
  Cause cause;
  std::vector<std::string> names;
  for (const std::int32_t l : c.links) names.push_back(link_name(model, l));
  cause.what = CauseWhat::transport_capacity;
  cause.by_how_much = c.low - c.high;
  cause.unit = std::string("kg/s");
  cause.where =
      c.links.empty() ? std::string("gas.network") : place_of_verdict_link(model, c.links.front());
  cause.sentence = fmt::format(
      "{:.4g} kg/s must pass {}, and within all limits only {:.4g} kg/s can: {:.4g} kg/s are "
      "missing",
      c.low, fmt::join(names, " and "), c.high, cause.by_how_much);
  return cause;
}

Cause supply_cause(const VerdictModel& model, const Conflict& c) {
  Cause cause;
  cause.what = CauseWhat::supply_limit;
  cause.where = place_of_verdict_node(model, c.node);
  cause.by_how_much = c.low - c.high;
  cause.unit = std::string("kg/s");
  const bool is_above = c.low_reason == FlowReason::balance;
  const double nominated = std::abs(is_above ? c.low : c.high);
  const double limit = std::abs(is_above ? c.high : c.low);
  cause.sentence = fmt::format(
      "{} is nominated {:.4g} kg/s, and the network file allows {} {:.4g} kg/s there: {:.4g} kg/s "
      "{}",
      node_name(model, c.node), nominated, nominated > limit ? "at most" : "at least", limit,
      cause.by_how_much, nominated > limit ? "too much" : "too little");
  return cause;
}

Cause element_cause(const VerdictModel& model, const Bounds& bounds, const Conflict& c) {
  const VerdictLink& link = model.links[at(c.link)];
  const ValueRange from = bounds.phi_pa2[at(link.from)];
  const ValueRange to = bounds.phi_pa2[at(link.to)];
  Cause cause;
  cause.where = place_of_verdict_link(model, c.link);
  cause.unit = std::string("bar");
  const double in_high = pressure(model, from.high);
  const double out_low = pressure(model, to.low);
  const double in_low = pressure(model, from.low);
  const double out_high = pressure(model, to.high);
  const bool is_rise = out_low > in_high;
  cause.by_how_much = bar(is_rise ? out_low - in_high : std::max(0.0, in_low - out_high));
  const bool is_station = model.elements[at(link.element)].kind == VerdictElement::Kind::station;
  cause.what = is_rise ? (is_station ? CauseWhat::station_too_weak : CauseWhat::pressure_too_low)
                       : CauseWhat::pressure_too_high;
  cause.sentence = fmt::format(
      "no setting of {} fits: with {:.4g} to {:.4g} kg/s it would have to bring between {:.4g} and "
      "{:.4g} bar at {} to between {:.4g} and {:.4g} bar at {}",
      link_name(model, c.link), bounds.flow[at(c.link)].low, bounds.flow[at(c.link)].high,
      bar(in_low), bar(in_high), node_name(model, link.from), bar(out_low), bar(out_high),
      node_name(model, link.to));
  cause.proof = chain(model, bounds, link.from, true);
  const auto other = chain(model, bounds, link.to, false);
  cause.proof.insert(cause.proof.end(), other.begin(), other.end());
  return cause;
}

/// How much more pressure a pipe would need at its inlet for the limit at its outlet.
double missing_at_inlet(const VerdictModel& model, const Bounds& bounds, const Conflict& c) {
  const PhiReason& reason = bounds.high_reason[at(c.node)];
  if (reason.parent < 0) return pressure(model, c.low) - pressure(model, c.high);
  const double there = bounds.phi_pa2[at(reason.parent)].high;
  return pressure(model, there + (c.low - c.high)) - pressure(model, there);
}

Cause node_cause(const VerdictModel& model, const Bounds& bounds, const Conflict& c) {
  Cause cause;
  const auto upper = chain(model, bounds, c.node, true);
  const auto lower = chain(model, bounds, c.node, false);
  const double low_pa = pressure(model, c.low);
  const double high_pa = pressure(model, c.high);
  cause.unit = std::string("bar");
  // Below zero there is no pressure to measure by: what is missing at the pipe's other end counts.
  cause.by_how_much = bar(high_pa >= 0.0 ? low_pa - high_pa : missing_at_inlet(model, bounds, c));
  cause.proof = upper;
  cause.proof.insert(cause.proof.end(), lower.begin(), lower.end());
  const auto is_own = [](const std::vector<ProofStep>& steps) { return steps.size() == 1; };
  if (is_own(upper) && is_own(lower)) {
    cause.what = CauseWhat::limits_cross;
    cause.low_node = cause.high_node = NodeId(at(c.node));
    cause.where = place_of_verdict_node(model, c.node);
    cause.sentence = fmt::format(
        "at {} the lower pressure limit of {:.4g} bar is above the upper one of {:.4g} bar",
        node_name(model, c.node), bar(low_pa), bar(high_pa));
    return cause;
  }
  const ProofStep& low_limit = lower.front();
  const ProofStep& high_limit = upper.front();
  cause.low_node = low_limit.node;
  cause.high_node = high_limit.node;
  const bool is_at_low = !low_limit.node.is_none();
  cause.what = CauseWhat::pressure_too_low;
  cause.where = is_at_low ? place_of_verdict_node(model, low_limit.node.value) : low_limit.where;
  cause.sentence = fmt::format(
      "the pressure cannot reach the lower limit of {:.4g} bar at {}: from at most {:.4g} bar at "
      "{} "
      "the way there loses so much that {:.4g} bar are missing at {}",
      bar(low_limit.pressure_pa), node_name(model, low_limit.node.value),
      bar(high_limit.pressure_pa), node_name(model, high_limit.node.value), cause.by_how_much,
      node_name(model, c.node));
  for (const ProofStep& step : upper)
    if (step.text.find("machines") != std::string::npos) {
      cause.what = CauseWhat::station_too_weak;
      cause.where = step.where;
    }
  return cause;
}

/// All laws together rule it out; the place is the limit that weighs most.
Cause aggregate_cause(const VerdictModel& model, const Bounds& bounds, const Conflict& c) {
  Cause cause;
  const bool is_upper = c.low_reason == FlowReason::balance;
  const double limit_pa = pressure(model, is_upper ? c.high : c.low);
  cause.what = is_upper ? CauseWhat::pressure_too_high : CauseWhat::pressure_too_low;
  cause.unit = std::string("bar");
  cause.by_how_much = bar(std::abs(pressure(model, c.low) - pressure(model, c.high)));
  cause.proof = chain(model, bounds, c.node, is_upper);
  const NodeId limit_node = cause.proof.front().node;
  cause.where = place_of_verdict_node(model, limit_node.value);
  (is_upper ? cause.high_node : cause.low_node) = limit_node;
  cause.sentence = fmt::format(
      "the flows that the nomination asks for need {} {:.4g} bar at {}, its limit: by {:.4g} bar "
      "or "
      "more, whatever the settings",
      is_upper ? "more than" : "less than", bar(limit_pa), node_name(model, c.node),
      cause.by_how_much);
  return cause;
}

Cause decision_cause(const VerdictModel& model, const Conflict& c) {
  Cause cause;
  cause.what = CauseWhat::no_decision;
  cause.where = place_of_group(model, c.group);
  cause.unit = std::string("1");
  cause.sentence = fmt::format(
      "no decision of the group '{}' fits what else is fixed: the last that was left asks of {} "
      "what it cannot do",
      model.source->choices[at(c.group)].group, link_name(model, c.link));
  return cause;
}

/// A pipe that must carry more than the pressures at its ends allow, as a lack of pressure at one
/// of them.
std::optional<std::pair<Conflict, Bounds>> as_lack_of_pressure(const VerdictModel& model,
                                                               const Bounds& bounds,
                                                               const Conflict& c) {
  const VerdictLink& link = model.links[at(c.link)];
  const bool is_high = c.high_reason == FlowReason::pressures;
  if (!is_high && c.low_reason != FlowReason::pressures) return {};
  if (link.kind != VerdictLink::Kind::pipe) return {};
  const double flow = is_high ? c.low : c.high;
  const double drop = potential_drop(link.pipe, flow).value_pa2;
  const FactorBounds& f = link.factors;
  Conflict lack;
  lack.kind = Conflict::Kind::node;
  lack.link = c.link;
  Bounds with = bounds;
  // Needed from -> to: at the head the pressure is too low. Else the other way round.
  const std::int32_t start = is_high ? link.from : link.to;
  lack.node = is_high ? link.to : link.from;
  const double most = bounds.phi_pa2[at(start)].high;
  lack.high = is_high ? (most * f.from.high - drop * f.drop.low) / f.to.low
                      : (most * f.to.high + drop * f.drop.low) / f.from.low;
  lack.low = bounds.phi_pa2[at(lack.node)].low;
  if (lack.low <= lack.high) return {};
  with.phi_pa2[at(lack.node)].high = lack.high;
  with.high_reason[at(lack.node)] = {c.link, start, flow};
  return std::pair{lack, std::move(with)};
}

}  // namespace

Cause cause_of(const VerdictModel& model, const Bounds& bounds, const Conflict& c) {
  switch (c.kind) {
    case Conflict::Kind::node: return node_cause(model, bounds, c);
    case Conflict::Kind::flow:
      if (const auto lack = as_lack_of_pressure(model, bounds, c))
        return node_cause(model, lack->second, lack->first);
      return flow_cause(model, c);
    case Conflict::Kind::element: return element_cause(model, bounds, c);
    case Conflict::Kind::part: return part_cause(model, bounds, c);
    case Conflict::Kind::cut: return cut_cause(model, c);
    case Conflict::Kind::aggregate: return aggregate_cause(model, bounds, c);
    case Conflict::Kind::supply: return supply_cause(model, c);
    case Conflict::Kind::relaxation: return relaxation_cause(model, {});
    case Conflict::Kind::decision: return decision_cause(model, c);
  }
  return {};
}

Cause relaxation_cause(const VerdictModel& model, const SearchResult& nearest) {
  Cause cause;
  cause.what = CauseWhat::transport_capacity;
  cause.where = std::string("gas.network");
  cause.unit = std::string("bar");
  cause.sentence =
      std::string("no state meets all laws and limits together, whatever the settings");
  double most_pa2 = 0.0;
  for (std::size_t n = 0; n < nearest.state.phi_pa2.size(); ++n) {
    const double phi = nearest.state.phi_pa2[n];
    const bool is_upper = phi > model.phi_limit_pa2[n].high;
    const double by_pa2 =
        is_upper ? phi - model.phi_limit_pa2[n].high : model.phi_limit_pa2[n].low - phi;
    if (by_pa2 <= most_pa2) continue;
    most_pa2 = by_pa2;
    const double p = pressure(model, phi);
    const ValueRange& limit = model.pressure_limit_pa[n];
    const double by_pa = is_upper ? p - limit.high : limit.low - p;
    const NodeId node(n);
    cause.low_node = is_upper ? NodeId() : node;
    cause.high_node = is_upper ? node : NodeId();
    cause.what = is_upper ? CauseWhat::pressure_too_high : CauseWhat::pressure_too_low;
    cause.where = place_of_verdict_node(model, node.value);
    cause.by_how_much = bar(by_pa);
    cause.sentence = fmt::format(
        "no state meets all laws and limits together, whatever the settings; the nearest one that "
        "was found has {:.4g} bar at {}, {} its limit of {:.4g} bar",
        bar(p), node_name(model, node.value), is_upper ? "above" : "below",
        bar(is_upper ? limit.high : limit.low));
  }
  ProofStep step;
  step.where = std::string("gas.network");
  step.text =
      std::string("a linear relaxation of all laws, with every mode that is left, has no point");
  cause.proof.push_back(std::move(step));
  return cause;
}

Cause nearest_miss(const VerdictModel& model, const SearchResult& best) {
  Cause cause;
  cause.unit = std::string("relative");
  cause.by_how_much = best.worst;
  cause.where = best.worst_node >= 0   ? place_of_verdict_node(model, best.worst_node)
                : best.worst_link >= 0 ? place_of_verdict_link(model, best.worst_link)
                                       : std::string("gas.network");
  cause.sentence = fmt::format(
      "no verdict within the effort allowed; the best state that was seen misses most at {}",
      cause.where);
  return cause;
}

}  // namespace landbridge::gas
