#pragma once

#include "landbridge/gas/property_table.hpp"

namespace landbridge::gas {

/// One pipe in steady flow with heat exchange, walked from its upstream end; SI numbers.
struct ThermalPipe {
  double length_m = 0.0;
  double diameter_m = 0.0;
  double lines = 1.0;
  double friction_factor = 0.0;  ///< Darcy
  double heat_transfer_w_m2_k = 0.0;
  double ground_temperature_k = 0.0;
  double rise_m = 0.0;     ///< downstream end over upstream end
  double flow_kg_s = 0.0;  ///< all lines, not negative
};

struct ThermalPoint {
  double pressure_pa = 0.0;
  double temperature_k = 0.0;
};

struct ThermalPipeEnd {
  ThermalPoint outlet;
  double heat_to_ground_w = 0.0;
  double mean_temperature_k = 0.0;    ///< over the length
  double static_pressure_pa = 0.0;    ///< the outlet's, had the same gas been at rest
  double lowest_temperature_k = 0.0;  ///< anywhere on the way
  bool has_pressure = true;           ///< false: the pressure vanishes on the way
};

/// The equations of pipe_walk.hpp with `steps` equal steps, U over the inner surface, h(p, T) by
/// the table. Where the flow is so small that the gas takes the ground's temperature within a
/// hundredth of the pipe, U is lowered to keep the step stable; the temperature at the far end does
/// not change by it. Source: [menon2005, ch. 3], [koch2015, ch. 2].
ThermalPipeEnd walk_pipe(const ThermalPipe& pipe, const PropertyTable& gas, ThermalPoint inlet,
                         int steps);

/// Steps that walk_pipe needs for a pipe; grows with its heat exchange.
int steps_of(const ThermalPipe& pipe, const PropertyTable& gas, ThermalPoint inlet);

}  // namespace landbridge::gas
