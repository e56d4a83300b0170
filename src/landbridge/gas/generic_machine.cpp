#include "landbridge/gas/generic_machine.hpp"

namespace landbridge::gas {

namespace {

/// The parabola through (x1, y1), (1, 1) and (x2, y2).
Quadratic through(double x1, double y1, double x2, double y2) {
  const double slope_1 = (y1 - 1.0) / (x1 - 1.0);
  const double slope_2 = (y2 - 1.0) / (x2 - 1.0);
  const double a2 = (slope_2 - slope_1) / (x2 - x1);
  const double a1 = slope_1 - a2 * (x1 + 1.0);
  return {1.0 - a1 - a2, a1, a2};
}

}  // namespace

TurboUnits generic_units(const GenericMachine& m) {
  TurboUnits units;
  const double q0 = m.design_flow_m3_s;
  const double h0 = m.design_head_kj_kg;
  const Quadratic a = through(m.surge_flow_share, m.surge_head, m.choke_flow_share, m.choke_head);
  TurboCompressor& map = units.map;
  map.speed_min_per_min = m.speed_min;
  map.speed_max_per_min = m.speed_max;
  map.head[2] = h0 * a[0];
  map.head[4] = h0 * a[1] / q0;
  map.head[6] = h0 * a[2] / (q0 * q0);
  map.efficiency[0] = m.efficiency;
  map.efficiency[2] = -m.efficiency * m.efficiency_loss;
  map.efficiency[4] = 2.0 * m.efficiency * m.efficiency_loss / q0;
  map.efficiency[6] = -m.efficiency * m.efficiency_loss / (q0 * q0);
  map.surge = {0.0, 0.0, h0 * m.surge_head / (q0 * q0 * m.surge_flow_share * m.surge_flow_share)};
  map.choke = {0.0, 0.0, h0 * m.choke_head / (q0 * q0 * m.choke_flow_share * m.choke_flow_share)};
  constexpr double nominal_c = 15.0;
  const double full_kw = m.power_w / map_watt_per_kilowatt;
  const double at_zero_kw = full_kw * (1.0 + nominal_c * m.power_per_kelvin);
  const double per_kelvin_kw = full_kw * m.power_per_kelvin;
  units.drive.kind = DriveKind::gas_turbine;
  units.drive.power = {0.0, 2.0 * at_zero_kw,     -at_zero_kw,
                       0.0, -2.0 * per_kelvin_kw, per_kelvin_kw};
  units.drive.energy_rate = {m.idle_share * full_kw / m.drive_efficiency,
                             (1.0 - m.idle_share) / m.drive_efficiency, 0.0};
  return units;
}

}  // namespace landbridge::gas
