#include <algorithm>
#include <cmath>

#include "landbridge/gas/verdict_bounds.hpp"

namespace landbridge::gas {
namespace {

/// Pressures behind a loss, for pressures before it; m >= 0.
ValueRange behind(const Potential& potential, const LossLaw& loss, ValueRange phi,
                  ValueRange flow) {
  const double drag_least = loss.drag_pa2_s2_kg2 * flow.low * flow.low;
  const double drag_most = std::isfinite(flow.high) ? loss.drag_pa2_s2_kg2 * flow.high * flow.high
                                                    : (loss.drag_pa2_s2_kg2 > 0.0 ? no_limit : 0.0);
  const double low = std::max(0.0, phi.low - drag_most);
  const double high = phi.high - drag_least;
  const double loss_least = flow.low > 0.0 ? loss.loss_pa : 0.0;
  return {potential.pressure_pa(low) - loss.loss_pa, potential.pressure_pa(high) - loss_least};
}

/// Potentials before a loss, for pressures behind it; m >= 0.
ValueRange before(const Potential& potential, const LossLaw& loss, ValueRange p, ValueRange flow) {
  const double loss_least = flow.low > 0.0 ? loss.loss_pa : 0.0;
  const double drag_least = loss.drag_pa2_s2_kg2 * flow.low * flow.low;
  const double drag_most = std::isfinite(flow.high) ? loss.drag_pa2_s2_kg2 * flow.high * flow.high
                                                    : (loss.drag_pa2_s2_kg2 > 0.0 ? no_limit : 0.0);
  return {potential.phi_pa2(p.low + loss_least) + drag_least,
          potential.phi_pa2(p.high + loss.loss_pa) + drag_most};
}

bool meet(ValueRange& a, ValueRange b, double tolerance) {
  a.low = std::max(a.low, b.low);
  a.high = std::min(a.high, b.high);
  if (a.low <= a.high) return true;
  if (a.low > a.high + tolerance) return false;
  const double middle = 0.5 * (a.low + a.high);
  a = {middle - tolerance, middle + tolerance};
  return true;
}

/// What the element's own laws leave of the pressures at its two sides.
bool filter_active(const VerdictElement& e, ValueRange& in, ValueRange& out, ValueRange flow,
                   double tolerance_pa, ElementBox& box) {
  const ValueRange in_before = in;
  const ValueRange out_before = out;
  if (!meet(in, {e.inlet_min_pa, no_limit}, tolerance_pa)) return false;
  if (!meet(out, {0.0, e.outlet_max_pa}, tolerance_pa)) return false;
  box.by_element_limit = in.low > in_before.low || out.high < out_before.high;
  if (e.kind == VerdictElement::Kind::control_valve) {
    const double least = std::max(0.0, e.difference_min_pa);
    if (!meet(out, {in.low - e.difference_max_pa, in.high - least}, tolerance_pa)) return false;
    return meet(in, {out.low + least, out.high + e.difference_max_pa}, tolerance_pa);
  }
  double ratio = no_limit;
  if (e.machines != nullptr && e.machines->ratio_bound)
    ratio = e.machines->ratio_bound(in.low, in.high, flow.low, flow.high);
  if (ratio < 1.0) return false;
  const double highest = in.high * ratio;
  box.by_machines = highest < out.high;
  if (!meet(out, {in.low, highest}, tolerance_pa)) return false;
  return meet(in, {std::isfinite(ratio) ? out.low / ratio : 0.0, out.high}, tolerance_pa);
}

}  // namespace

bool filter_mode(const VerdictModel& model, const VerdictElement& e, ElementMode mode,
                 ElementBox& box) {
  const double phi_tolerance = phi_tolerance_pa2(model);
  const double flow_tolerance = flow_tolerance_kg_s(model);
  const Potential& potential = model.potential;
  const double tolerance_pa = 1e-9 * potential.pressure_pa(model.phi_scale_pa2);
  if (mode == ElementMode::closed) {
    if (!meet(box.flow, {0.0, 0.0}, flow_tolerance)) return false;
    box.flow = {0.0, 0.0};
    if (e.kind != VerdictElement::Kind::valve || !std::isfinite(e.difference_max_pa)) return true;
    const auto around = [&](ValueRange phi) {
      return ValueRange{potential.phi_pa2(potential.pressure_pa(phi.low) - e.difference_max_pa),
                        potential.phi_pa2(potential.pressure_pa(phi.high) + e.difference_max_pa)};
    };
    return meet(box.phi_to_pa2, around(box.phi_from_pa2), phi_tolerance) &&
           meet(box.phi_from_pa2, around(box.phi_to_pa2), phi_tolerance);
  }
  if (mode == ElementMode::open) {
    if (!meet(box.phi_from_pa2, box.phi_to_pa2, phi_tolerance)) return false;
    box.phi_to_pa2 = box.phi_from_pa2;
    return true;
  }
  if (!meet(box.flow, {0.0, no_limit}, flow_tolerance)) return false;
  box.flow.low = std::max(0.0, box.flow.low);
  ValueRange in = behind(potential, e.inlet_loss, box.phi_from_pa2, box.flow);
  if (in.high < 0.0) return false;
  in.low = std::max(0.0, in.low);
  ValueRange out = [&] {
    const ValueRange phi = before(
        potential, e.outlet_loss,
        {potential.pressure_pa(box.phi_to_pa2.low), potential.pressure_pa(box.phi_to_pa2.high)},
        box.flow);
    return ValueRange{potential.pressure_pa(phi.low),
                      std::isfinite(phi.high) ? potential.pressure_pa(phi.high) : no_limit};
  }();
  if (!filter_active(e, in, out, box.flow, tolerance_pa, box)) return false;
  if (!meet(box.phi_from_pa2, before(potential, e.inlet_loss, in, box.flow), phi_tolerance))
    return false;
  ValueRange phi_out{potential.phi_pa2(out.low), potential.phi_pa2(std::min(out.high, 1e9))};
  const ValueRange p_to = behind(potential, e.outlet_loss, phi_out, box.flow);
  if (p_to.high < 0.0) return false;
  return meet(box.phi_to_pa2,
              {potential.phi_pa2(std::max(0.0, p_to.low)), potential.phi_pa2(p_to.high)},
              phi_tolerance);
}

}  // namespace landbridge::gas
