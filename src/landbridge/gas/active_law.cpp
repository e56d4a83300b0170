#include "landbridge/gas/active_law.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "landbridge/gas/compressor.hpp"

namespace landbridge::gas {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

CompressorInlet inlet_of(const ActiveLaw& law, const Potential& potential, double p_in_pa) {
  return {potential.compressibility(p_in_pa), law.specific_gas_constant_j_kg_k,
          law.inlet_temperature_k, law.isentropic_exponent};
}

ActiveTarget by_ratio(const Potential& potential, double p_in_pa, double pressure_ratio,
                      ElementStatus status) {
  const double p_out_pa = pressure_ratio * p_in_pa;
  const double slope_in_pa = potential.slope_pa(p_in_pa);
  const double slope = slope_in_pa > 0.0
                           ? potential.slope_pa(p_out_pa) * pressure_ratio / slope_in_pa
                           : pressure_ratio * pressure_ratio;
  return {potential.phi_pa2(p_out_pa), slope, 0.0, status};
}

/// Z at the inlet is held in the derivative: it changes by a few per cent over the whole range.
ActiveTarget by_power(const ActiveLaw& law, const Potential& potential, double p_in_pa,
                      double flow_kg_s) {
  const CompressorInlet inlet = inlet_of(law, potential, p_in_pa);
  const double pressure_ratio =
      compressor_pressure_ratio(inlet, flow_kg_s, law.max_power_w, law.efficiency);
  ActiveTarget target = by_ratio(potential, p_in_pa, pressure_ratio, ElementStatus::at_power_limit);
  const double exponent = (law.isentropic_exponent - 1.0) / law.isentropic_exponent;
  const double scaled = law.max_power_w * law.efficiency /
                        (flow_kg_s * inlet.compressibility * inlet.specific_gas_constant_j_kg_k *
                         inlet.temperature_k);
  const double ratio_slope_s_kg = -std::pow(pressure_ratio, 1.0 - exponent) * scaled / flow_kg_s;
  target.slope_by_flow_pa2_s_kg =
      potential.slope_pa(pressure_ratio * p_in_pa) * p_in_pa * ratio_slope_s_kg;
  return target;
}

ActiveTarget smaller(const ActiveTarget& a, const ActiveTarget& b) {
  return b.phi_pa2 < a.phi_pa2 ? b : a;
}

ActiveTarget along_edge(const MapEdge& edge, const Potential& potential, double p_in_pa,
                        double flow_kg_s) {
  const double p_out_pa = std::max(edge.at(p_in_pa, flow_kg_s), 0.0);
  const double slope_pa = potential.slope_pa(p_out_pa);
  const double slope_in_pa = std::max(potential.slope_pa(p_in_pa), 1.0);
  return {potential.phi_pa2(p_out_pa), slope_pa * edge.by_inlet / slope_in_pa,
          slope_pa * edge.by_flow_pa_s_kg, ElementStatus::at_ratio_limit};
}

/// What the control asks for, without the limits; infinite for control by flow.
ActiveTarget asked_target(const ActiveLaw& law, const Potential& potential, double p_in_pa) {
  if (law.asked_ratio > 0.0)
    return by_ratio(potential, p_in_pa, law.asked_ratio, ElementStatus::active);
  if (law.asked_pressure_pa > 0.0) return {law.asked_phi_pa2, 0.0, 0.0, ElementStatus::active};
  return {infinity, 0.0, 0.0, ElementStatus::active};
}

/// The smallest ratio that control and limits but power allow.
double ratio_without_power(const ActiveLaw& law, double p_in_pa) {
  double best = infinity;
  for (const double given : {law.asked_ratio, law.max_ratio})
    if (given > 0.0) best = std::min(best, given);
  for (const double given_pa : {law.asked_pressure_pa, law.max_outlet_pressure_pa})
    if (given_pa > 0.0) best = std::min(best, given_pa / p_in_pa);
  return best;
}

ActiveTarget compressor_target(const ActiveLaw& law, const Potential& potential, double phi_in_pa2,
                               double flow_kg_s) {
  const double p_in_pa = potential.pressure_pa(phi_in_pa2);
  ActiveTarget best = asked_target(law, potential, p_in_pa);
  if (law.may_flow_back) return best;
  if (law.high_edge)
    best = smaller(best, along_edge(*law.high_edge, potential, p_in_pa, flow_kg_s));
  if (law.low_edge) {
    const ActiveTarget low = along_edge(*law.low_edge, potential, p_in_pa, flow_kg_s);
    if (low.phi_pa2 > best.phi_pa2) best = low;
  }
  if (law.max_ratio > 0.0)
    best =
        smaller(best, by_ratio(potential, p_in_pa, law.max_ratio, ElementStatus::at_ratio_limit));
  if (law.max_outlet_pressure_pa > 0.0)
    best = smaller(best, {law.max_outlet_phi_pa2, 0.0, 0.0, ElementStatus::at_outlet_limit});
  if (law.max_power_w > 0.0 && flow_kg_s > 0.0 && p_in_pa > 0.0) {
    // Only where power is the limit: at small flows the power law alone would overflow.
    const double most = ratio_without_power(law, p_in_pa);
    if (!(active_power_w(law, potential, p_in_pa, most * p_in_pa, flow_kg_s) <= law.max_power_w))
      best = smaller(best, by_power(law, potential, p_in_pa, flow_kg_s));
  }
  if (best.phi_pa2 <= phi_in_pa2) return {phi_in_pa2, 1.0, 0.0, ElementStatus::bypass};
  return best;
}

ActiveTarget regulator_target(const ActiveLaw& law, double phi_in_pa2) {
  if (law.asked_pressure_pa > 0.0 && phi_in_pa2 > law.asked_phi_pa2)
    return {law.asked_phi_pa2, 0.0, 0.0, ElementStatus::active};
  return {phi_in_pa2, 1.0, 0.0, ElementStatus::open};
}

/// What the set point and the curve of a feed allow; infinite where it has neither.
ActiveTarget feed_target(const ActiveLaw& law, const Potential& potential, double phi_in_pa2,
                         double flow_kg_s) {
  ActiveTarget best{infinity, 0.0, 0.0, ElementStatus::active};
  if (law.asked_pressure_pa > 0.0) best.phi_pa2 = law.asked_phi_pa2;
  if (!law.feed.has_curve()) return best;
  const double p_in_pa = potential.pressure_pa(phi_in_pa2);
  const double p_pa = feed_pressure_pa(law.feed, p_in_pa, flow_kg_s);
  const double phi_pa2 = potential.phi_pa2(p_pa);
  if (phi_pa2 > best.phi_pa2) return best;
  const double z = potential.compressibility(std::abs(p_pa));
  return {phi_pa2, potential.compressibility(p_in_pa) / z,
          -0.5 * feed_drop(law.feed, flow_kg_s).slope_pa2_s_kg / z, ElementStatus::on_curve};
}

/// a + b x with derivatives, for the nested min and max.
struct Term {
  double value, by_inlet, by_outlet, by_flow;
  ElementStatus status;
};

/// max(a, b) = (a + b + |a - b|)/2 with |x| rounded to sqrt(x^2 + 4 r^2).
Term larger(const Term& a, const Term& b, double rounding) {
  if (rounding == 0.0 || !std::isfinite(a.value) || !std::isfinite(b.value))
    return a.value >= b.value ? a : b;
  const double difference = a.value - b.value;
  const double root = std::sqrt(difference * difference + 4.0 * rounding * rounding);
  const double share = 0.5 * (1.0 + difference / root);
  const auto mix = [share](double x, double y) { return share * x + (1.0 - share) * y; };
  return {0.5 * (a.value + b.value + root), mix(a.by_inlet, b.by_inlet),
          mix(a.by_outlet, b.by_outlet), mix(a.by_flow, b.by_flow),
          share >= 0.5 ? a.status : b.status};
}

Term negative(const Term& t) { return {-t.value, -t.by_inlet, -t.by_outlet, -t.by_flow, t.status}; }
Term smaller(const Term& a, const Term& b, double rounding) {
  return negative(larger(negative(a), negative(b), rounding));
}

/// The residual with a small slope in every direction on every face [clees2018].
ActiveResidual residual_of(const Term& t, double phi_in, double phi_out, double flow,
                           const ActiveScale& scale) {
  const double droop = scale.droop * scale.pa2_s_kg;
  return {t.value + scale.leak * (phi_out - phi_in) + droop * flow, t.by_inlet - scale.leak,
          t.by_outlet + scale.leak, t.by_flow + droop, t.status};
}

Term loss_term(const ActiveLaw& law, const Potential& potential, double phi_in, double phi_out,
               double flow, const ActiveScale& scale) {
  const double p_in = potential.pressure_pa(phi_in);
  const double slope_in = std::max(potential.slope_pa(p_in), 1.0);
  const auto against = [&](double p_pa) {
    return Term{phi_out - potential.phi_pa2(p_pa), -potential.slope_pa(p_pa) / slope_in, 1.0, 0.0,
                ElementStatus::active};
  };
  const Term stopped{scale.pa2_s_kg * flow, 0.0, 0.0, scale.pa2_s_kg, ElementStatus::closed};
  const Term forward = smaller(stopped, against(p_in - law.pressure_loss_pa), scale.rounding_pa2);
  return larger(forward, against(p_in + law.pressure_loss_pa), scale.rounding_pa2);
}

ElementStatus status_at_lowest(const FeedLaw& feed) {
  if (feed.lowest_kg_s == 0.0) return ElementStatus::closed;
  return feed.lowest_kg_s > 0.0 ? ElementStatus::at_lowest_flow : ElementStatus::at_flow_limit;
}

Term feed_term(const ActiveLaw& law, const ActiveTarget& target, double phi_out_pa2,
               double flow_kg_s, const ActiveScale& scale) {
  const double sigma = scale.pa2_s_kg;
  const auto at_flow = [&](double limit_kg_s, ElementStatus status) {
    return Term{sigma * (flow_kg_s - limit_kg_s), 0.0, 0.0, sigma, status};
  };
  const Term low = at_flow(law.feed.lowest_kg_s, status_at_lowest(law.feed));
  Term term = low;
  if (std::isfinite(target.phi_pa2))
    term = smaller({phi_out_pa2 - target.phi_pa2, -target.slope_by_inlet, 1.0,
                    -target.slope_by_flow_pa2_s_kg, target.status},
                   low, scale.rounding_pa2);
  if (std::isfinite(law.feed.highest_kg_s))
    term = larger(term, at_flow(law.feed.highest_kg_s, ElementStatus::at_flow_limit),
                  scale.rounding_pa2);
  return term;
}

ActiveStep feed_outlet(const ActiveLaw& law, const Potential& potential, double phi_in_pa2,
                       double flow_kg_s, double zero_flow_kg_s) {
  const ActiveTarget target = feed_target(law, potential, phi_in_pa2, flow_kg_s);
  const double phi_pa2 = std::isfinite(target.phi_pa2) ? target.phi_pa2 : phi_in_pa2;
  if (flow_kg_s > law.feed.highest_kg_s + zero_flow_kg_s)
    return {phi_pa2, ElementStatus::at_flow_limit, true};
  if (flow_kg_s < law.feed.lowest_kg_s - zero_flow_kg_s)
    return {phi_pa2, ElementStatus::at_lowest_flow, true};
  return {phi_pa2, target.status, false};
}

}  // namespace

ActiveLaw law_of(const Regulator& regulator, const Potential& potential) {
  ActiveLaw law;
  law.kind = ActiveLaw::Kind::regulator;
  law.asked_pressure_pa = regulator.outlet_pressure.si();
  law.asked_phi_pa2 = potential.phi_pa2(law.asked_pressure_pa);
  law.max_flow_kg_s = regulator.max_flow.si();
  return law;
}

ActiveLaw law_of(const Compressor& compressor, const Gas& gas, const Potential& potential) {
  ActiveLaw law;
  law.kind = ActiveLaw::Kind::compressor;
  law.may_flow_back = compressor.may_flow_back;
  law.max_flow_kg_s = compressor.max_flow.si();
  if (compressor.control == CompressorControl::ratio)
    law.asked_ratio = compressor.pressure_ratio.si();
  if (compressor.control == CompressorControl::outlet_pressure)
    law.asked_pressure_pa = compressor.outlet_pressure.si();
  if (compressor.control == CompressorControl::flow) {
    law.has_exact_flow = compressor.may_flow_back;
    law.exact_flow_kg_s = compressor.flow.si();
    if (law.max_flow_kg_s <= 0.0 || compressor.flow.si() < law.max_flow_kg_s)
      law.max_flow_kg_s = compressor.flow.si();
  }
  law.max_ratio = compressor.max_ratio.si();
  law.max_power_w = compressor.max_power.si();
  law.max_outlet_pressure_pa = compressor.max_outlet_pressure.si();
  law.min_inlet_pressure_pa = compressor.min_inlet_pressure.si();
  law.asked_phi_pa2 = potential.phi_pa2(law.asked_pressure_pa);
  law.max_outlet_phi_pa2 = potential.phi_pa2(law.max_outlet_pressure_pa);
  law.min_inlet_phi_pa2 = potential.phi_pa2(law.min_inlet_pressure_pa);
  law.efficiency = compressor.efficiency.si();
  const double own_k = compressor.inlet_temperature.si();
  law.inlet_temperature_k = own_k > 0.0 ? own_k : gas.temperature.si();
  law.specific_gas_constant_j_kg_k = specific_gas_constant_j_kg_k(gas);
  law.isentropic_exponent = gas.isentropic_exponent.si();
  return law;
}

ActiveLaw law_of(const Feed& feed, const Potential& potential) {
  ActiveLaw law;
  law.kind = ActiveLaw::Kind::feed;
  law.feed = feed_law_of(feed);
  law.asked_pressure_pa = law.feed.outlet_pa;
  law.asked_phi_pa2 = potential.phi_pa2(law.asked_pressure_pa);
  return law;
}

ActiveLaw loss_law_of(const Resistor& resistor) {
  ActiveLaw law;
  law.kind = ActiveLaw::Kind::pressure_loss;
  law.pressure_loss_pa = resistor.pressure_loss.si();
  return law;
}

ActiveTarget active_target(const ActiveLaw& law, const Potential& potential, double phi_in_pa2,
                           double flow_kg_s) {
  if (law.kind == ActiveLaw::Kind::compressor)
    return compressor_target(law, potential, phi_in_pa2, flow_kg_s);
  if (law.kind == ActiveLaw::Kind::feed) return feed_target(law, potential, phi_in_pa2, flow_kg_s);
  return regulator_target(law, phi_in_pa2);
}

ActiveResidual active_residual(const ActiveLaw& law, const Potential& potential, double phi_in_pa2,
                               double phi_out_pa2, double flow_kg_s, const ActiveScale& scale) {
  if (law.kind == ActiveLaw::Kind::pressure_loss)
    return residual_of(loss_term(law, potential, phi_in_pa2, phi_out_pa2, flow_kg_s, scale),
                       phi_in_pa2, phi_out_pa2, flow_kg_s, scale);
  const double sigma = scale.pa2_s_kg;
  if (law.has_exact_flow)
    return {sigma * (flow_kg_s - law.exact_flow_kg_s), 0.0, 0.0, sigma, ElementStatus::active};
  const ActiveTarget target = active_target(law, potential, phi_in_pa2, flow_kg_s);
  if (law.kind == ActiveLaw::Kind::feed)
    return residual_of(feed_term(law, target, phi_out_pa2, flow_kg_s, scale), phi_in_pa2,
                       phi_out_pa2, flow_kg_s, scale);
  Term term{phi_out_pa2 - target.phi_pa2, -target.slope_by_inlet, 1.0,
            -target.slope_by_flow_pa2_s_kg, target.status};
  if (law.may_flow_back) return residual_of(term, phi_in_pa2, phi_out_pa2, flow_kg_s, scale);
  const bool is_compressor = law.kind == ActiveLaw::Kind::compressor;
  if (law.max_flow_kg_s > 0.0 || law.min_inlet_pressure_pa > 0.0) {
    Term limit{-infinity, 0.0, 0.0, 0.0, ElementStatus::at_flow_limit};
    if (law.max_flow_kg_s > 0.0)
      limit = {sigma * (flow_kg_s - law.max_flow_kg_s), 0.0, 0.0, sigma,
               ElementStatus::at_flow_limit};
    if (law.min_inlet_pressure_pa > 0.0)
      limit = larger(
          limit,
          Term{law.min_inlet_phi_pa2 - phi_in_pa2, -1.0, 0.0, 0.0, ElementStatus::at_inlet_limit},
          scale.rounding_pa2);
    if (is_compressor)
      limit = smaller(Term{phi_out_pa2 - phi_in_pa2, -1.0, 1.0, 0.0, ElementStatus::bypass}, limit,
                      scale.rounding_pa2);
    term = larger(term, limit, scale.rounding_pa2);
  }
  const Term closed{sigma * flow_kg_s, 0.0, 0.0, sigma, ElementStatus::closed};
  return residual_of(smaller(term, closed, scale.rounding_pa2), phi_in_pa2, phi_out_pa2, flow_kg_s,
                     scale);
}

ActiveStep active_outlet(const ActiveLaw& law, const Potential& potential, double phi_in_pa2,
                         double flow_kg_s, double zero_flow_kg_s) {
  if (law.kind == ActiveLaw::Kind::pressure_loss) {
    if (std::abs(flow_kg_s) <= zero_flow_kg_s) return {phi_in_pa2, ElementStatus::closed, false};
    const double loss_pa = std::copysign(law.pressure_loss_pa, flow_kg_s);
    return {potential.phi_pa2(potential.pressure_pa(phi_in_pa2) - loss_pa), ElementStatus::active,
            false};
  }
  if (law.kind == ActiveLaw::Kind::feed)
    return feed_outlet(law, potential, phi_in_pa2, flow_kg_s, zero_flow_kg_s);
  if (law.has_exact_flow) return {phi_in_pa2, ElementStatus::active, false};
  if (flow_kg_s < -zero_flow_kg_s && !law.may_flow_back)
    return {phi_in_pa2, ElementStatus::closed, true};
  if (law.kind == ActiveLaw::Kind::regulator && law.max_flow_kg_s > 0.0 &&
      flow_kg_s > law.max_flow_kg_s + zero_flow_kg_s)
    return {phi_in_pa2, ElementStatus::at_flow_limit, true};
  const ActiveTarget target = active_target(law, potential, phi_in_pa2, flow_kg_s);
  if (law.kind == ActiveLaw::Kind::compressor && !law.may_flow_back) {
    if (law.max_flow_kg_s > 0.0 && flow_kg_s > law.max_flow_kg_s + zero_flow_kg_s)
      return {phi_in_pa2, ElementStatus::at_flow_limit, false};
    if (law.min_inlet_pressure_pa > 0.0 && phi_in_pa2 < law.min_inlet_phi_pa2 * (1.0 - 1e-12))
      return {phi_in_pa2, ElementStatus::at_inlet_limit, false};
  }
  return {target.phi_pa2, target.status, false};
}

ActiveStep active_inlet(const ActiveLaw& law, const Potential& potential, double phi_out_pa2,
                        double flow_kg_s, double zero_flow_kg_s) {
  if (law.kind == ActiveLaw::Kind::pressure_loss || law.has_exact_flow)
    return active_outlet(law, potential, phi_out_pa2, -flow_kg_s, zero_flow_kg_s);
  if (law.kind == ActiveLaw::Kind::feed)  // its reservoir is lost
    return {phi_out_pa2, ElementStatus::closed, std::abs(flow_kg_s) > zero_flow_kg_s};
  if (flow_kg_s < -zero_flow_kg_s && !law.may_flow_back)
    return {phi_out_pa2, ElementStatus::closed, true};
  if (law.kind == ActiveLaw::Kind::regulator || phi_out_pa2 <= 0.0) {
    const bool is_above = law.asked_phi_pa2 > 0.0 && flow_kg_s > zero_flow_kg_s &&
                          phi_out_pa2 > law.asked_phi_pa2 * (1.0 + 1e-12);
    return {phi_out_pa2, is_above ? ElementStatus::at_outlet_limit : ElementStatus::open, is_above};
  }
  if (law.may_flow_back)
    return {law.asked_ratio > 0.0
                ? potential.phi_pa2(potential.pressure_pa(phi_out_pa2) / law.asked_ratio)
                : phi_out_pa2,
            ElementStatus::active, false};
  // The outlet rises with the inlet, and the inlet is never above the outlet: bisection.
  double low_pa2 = 0.0;
  double high_pa2 = phi_out_pa2;
  ActiveStep step{high_pa2, ElementStatus::bypass, false};
  constexpr int halvings = 60;
  for (int i = 0; i < halvings; ++i) {
    const double middle_pa2 = 0.5 * (low_pa2 + high_pa2);
    const ActiveStep trial = active_outlet(law, potential, middle_pa2, flow_kg_s, zero_flow_kg_s);
    if (trial.phi_pa2 >= phi_out_pa2) {
      high_pa2 = middle_pa2;
      step.status = trial.status;
    } else {
      low_pa2 = middle_pa2;
    }
  }
  step.phi_pa2 = high_pa2;
  return step;
}

double active_power_w(const ActiveLaw& law, const Potential& potential, double p_in_pa,
                      double p_out_pa, double flow_kg_s) {
  if (law.kind != ActiveLaw::Kind::compressor) return 0.0;
  if (!(p_in_pa > 0.0) || !(p_out_pa > p_in_pa)) return 0.0;
  return compressor_power_w(inlet_of(law, potential, p_in_pa), std::max(flow_kg_s, 0.0),
                            p_out_pa / p_in_pa, law.efficiency);
}

}  // namespace landbridge::gas
