#include "landbridge/gas/verdict_aggregate.hpp"

#include <algorithm>
#include <cmath>

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Least of weight x over an interval.
double least_of(double weight, ValueRange x) {
  if (weight == 0.0) return 0.0;
  return weight > 0.0 ? weight * x.low : weight * x.high;
}

/// Least of -by_law R m|m| + by_flow m over an interval: at its ends or where the slope is zero.
double least_of_pipe(const PipeLaw& law, double by_law, double by_flow, ValueRange flow) {
  if (by_law == 0.0) return least_of(by_flow, flow);
  if (!std::isfinite(flow.low) || !std::isfinite(flow.high)) return -no_limit;
  const auto value = [&](double q) {
    return -by_law * potential_drop(law, q).value_pa2 + by_flow * q;
  };
  double least = std::min(value(flow.low), value(flow.high));
  const double resistance = law.base_pa2_s2_kg2 * law.fixed_factor;
  const double level = by_flow / (2.0 * by_law * resistance);
  if (level > 0.0)
    for (const double q : {level, -level})
      if (flow.contains(q)) least = std::min(least, value(q));
  return least;
}

/// Weights of the laws: zero where a law does not hold in every mode that is left.
std::vector<double> law_weights(const VerdictModel& model, const Bounds& bounds,
                                const SearchResult& miss) {
  std::vector<double> weights = miss.law_weight;
  for (std::size_t l = 0; l < weights.size(); ++l) {
    const VerdictLink& link = model.links[l];
    if (link.kind == VerdictLink::Kind::constant_loss || link.from == link.to) weights[l] = 0.0;
    if (link.kind != VerdictLink::Kind::element) continue;
    const VerdictElement& e = model.elements[at(link.element)];
    const ModeSet modes = bounds.modes[at(link.element)];
    if (modes == bit(ElementMode::open)) continue;
    const bool is_lossless = e.inlet_loss.is_none() && e.outlet_loss.is_none();
    // A station never lowers the pressure and a control valve never raises it, unless it is closed.
    const double sign = e.kind == VerdictElement::Kind::station ? 1.0 : -1.0;
    if (has(modes, ElementMode::closed) || !is_lossless || e.kind == VerdictElement::Kind::valve ||
        weights[l] * sign < 0.0)
      weights[l] = 0.0;
  }
  return weights;
}

}  // namespace

std::optional<Conflict> find_aggregate(const VerdictModel& model, const Bounds& bounds,
                                       const SearchResult& miss) {
  if (!model.is_level || miss.law_weight.size() != model.links.size()) return {};
  for (const VerdictLink& link : model.links)
    if (link.kind == VerdictLink::Kind::pipe && !(link.pipe.fixed_factor > 0.0)) return {};
  const std::vector<double> law = law_weights(model, bounds, miss);
  const std::vector<double>& balance = miss.balance_weight;
  double least = 0.0;
  double size = 0.0;
  const auto add = [&](double term) {
    least += term;
    size += std::abs(term);
  };
  std::vector<double> by_phi(model.nodes(), 0.0);
  for (std::size_t l = 0; l < model.links.size(); ++l) {
    const VerdictLink& link = model.links[l];
    if (link.from == link.to) continue;
    by_phi[at(link.from)] += law[l];
    by_phi[at(link.to)] -= law[l];
    const double by_flow = (balance[at(link.from)] - balance[at(link.to)]) / model.flow_scale_kg_s;
    if (link.kind == VerdictLink::Kind::pipe)
      add(least_of_pipe(link.pipe, law[l] / model.phi_scale_pa2, by_flow, bounds.flow[l]));
    else
      add(least_of(by_flow, bounds.flow[l]));
  }
  std::int32_t worst = 0;
  for (std::size_t n = 0; n < model.nodes(); ++n) {
    add(least_of(by_phi[n] / model.phi_scale_pa2, bounds.phi_pa2[n]));
    add(least_of(-balance[n] / model.flow_scale_kg_s, model.supply[n]));
    if (std::abs(by_phi[n]) > std::abs(by_phi[at(worst)])) worst = static_cast<std::int32_t>(n);
  }
  if (!(least > 1e-9 * size) || !(least > 0.0)) return {};
  Conflict c;
  c.kind = Conflict::Kind::aggregate;
  c.node = worst;
  // In pressure: by how much the limit with the largest weight is missed.
  const double gap = least / std::abs(by_phi[at(worst)]) * model.phi_scale_pa2;
  const bool is_upper = by_phi[at(worst)] < 0.0;
  const ValueRange& phi = bounds.phi_pa2[at(worst)];
  c.low = is_upper ? phi.high + gap : phi.low;
  c.high = is_upper ? phi.high : phi.low - gap;
  c.low_reason = is_upper ? FlowReason::balance : FlowReason::limit;
  return c;
}

}  // namespace landbridge::gas
