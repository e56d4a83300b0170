#include <cmath>

#include "landbridge/gas/verdict_search.hpp"

namespace landbridge::gas {

VerdictState start_state(const VerdictModel& model, const std::vector<SearchMode>& modes) {
  (void)modes;
  VerdictState s;
  for (std::size_t i = 0; i < model.nodes(); ++i) {
    const ValueRange& phi = model.phi_limit_pa2[i];
    constexpr double height_between_limits = 0.6;
    s.phi_pa2.push_back(phi.low + height_between_limits * (phi.high - phi.low));
    const ValueRange& supply = model.supply[i];
    double value = supply.low;
    if (supply.width() > 0.0)
      value = std::isfinite(supply.width()) ? 0.5 * (supply.low + supply.high) : 0.0;
    s.supply_kg_s.push_back(value);
  }
  for (std::size_t l = 0; l < model.links.size(); ++l) s.flow_kg_s.push_back(0.0);
  return s;
}

InnerPressures inner_pressures(const VerdictModel& model, const VerdictElement& e,
                               double phi_from_pa2, double phi_to_pa2, double flow_kg_s) {
  const double drag = flow_kg_s * std::abs(flow_kg_s);
  const double sign = flow_kg_s > 0.0 ? 1.0 : (flow_kg_s < 0.0 ? -1.0 : 0.0);
  const double in = model.potential.pressure_pa(phi_from_pa2 - e.inlet_loss.drag_pa2_s2_kg2 * drag);
  const double out = model.potential.pressure_pa(phi_to_pa2 + e.outlet_loss.drag_pa2_s2_kg2 * drag);
  return {in - sign * e.inlet_loss.loss_pa, out + sign * e.outlet_loss.loss_pa};
}

}  // namespace landbridge::gas
