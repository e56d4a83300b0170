#pragma once

#include "landbridge/gas/station.hpp"

/// Equal centrifugal machines side by side, all running: closed forms, for thousands of solves.
namespace landbridge::gas {

struct TurboUnits {
  TurboCompressor map;
  Drive drive;
  double running = 1.0;  ///< machines
};

/// Where the machines stand, and what they could do with the same flow.
struct TurboPoint {
  bool is_turning = false;        ///< false: nothing is compressed
  double volume_flow_m3_s = 0.0;  ///< through one machine, recycled gas included
  double head_j_kg = 0.0;
  double speed_per_min = 0.0;
  double efficiency = 0.0;     ///< of the map
  double recycled_kg_s = 0.0;  ///< around all machines, to keep them off the surge line
  double power_w = 0.0;        ///< of all
  double power_max_w = 0.0;    ///< of all, at this speed
  double energy_rate_w = 0.0;  ///< heat in the fuel of all
  double flow_max_kg_s = 0.0;  ///< of the station: choke line at the highest speed or full power
  /// Flow times wanted head over power: recycling and throttling count as losses.
  double efficiency_of_station = 0.0;
};

/// The most that the machines make of a flow.
struct TurboLimit {
  double ratio = 1.0;
  StationLimit limit = StationLimit::speed_max;  ///< or power
  TurboPoint point;                              ///< there
};

/// All machines share the flow equally. Below the lowest flow of the map gas is recycled at the
/// surge line; a head below the map is made at the lowest possible head and throttled; above the
/// map the point stands at its edge:
///
///   Q = max(m/(n rho), Q_surge(H)),   P = n rho Q H/eta(Q, v),   eta_station = m H_wanted/P
///
///   m  flow [kg/s]   n  machines   rho  density at the inlet [kg/m3]   Q  flow of one [m3/s]
///   H  head [J/kg]   v  speed   eta  efficiency [1]   P  power [W]
///
/// Source: [menon2005, ch. 4].
TurboPoint turbo_point(const TurboUnits& units, const StationInlet& inlet, double flow_kg_s,
                       double wanted_ratio);

/// The highest ratio with a flow: at the highest speed, or where the power P(H) reaches that of the
/// drives (by bisection; both are monotone in H along one flow).
TurboLimit turbo_limit(const TurboUnits& units, const StationInlet& inlet, double flow_kg_s);

}  // namespace landbridge::gas
