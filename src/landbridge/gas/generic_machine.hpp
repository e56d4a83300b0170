#pragma once

#include "landbridge/gas/turbo_units.hpp"

namespace landbridge::gas {

/// A centrifugal machine with its gas turbine by its design point and dimensionless numbers, for
/// whoever has no measured map. Flow and head are over those of the design point at design speed.
///
///   H/H0 = a0 v^2 + a1 v q + a2 q^2      through (surge_flow_share, surge_head), (1, 1) and
///                                        (choke_flow_share, choke_head) at v = 1 (fan laws)
///   eta = eta0 (1 - c (q - v)^2)
///   surge: H/H0 = surge_head (q/surge_flow_share)^2
///   choke: H/H0 = choke_head (q/choke_flow_share)^2
///   P_max = P0 v (2 - v) (1 - k (t - 15 degC))
///   b = P0/eta_d (i + (1 - i) P/P0)
///
///   H  head [kJ/kg]   H0  at design   q  volume flow over design [1]   v  speed over design
///   [1]   eta  adiabatic efficiency [1]   P_max  power at the shaft [W]   t  ambient
///   temperature   b  heat in the fuel [W]   i  share of the full fuel without load [1]
///
/// Valid: subsonic machines of fixed geometry, v = 0.5 .. 1.1. The fan laws are exact for an
/// incompressible fluid; for natural gas at ratios to 2 they are a few per cent off at the edges.
/// Sources: [menon2005, ch. 4], [koch2015].
struct GenericMachine {
  double design_flow_m3_s = 0.0;
  double design_head_kj_kg = 0.0;
  double efficiency = 0.82;      ///< best, eta0
  double efficiency_loss = 0.7;  ///< c
  double surge_flow_share = 0.65;
  double surge_head = 1.2;
  double choke_flow_share = 1.4;
  double choke_head = 0.5;
  double speed_min = 0.6;
  double speed_max = 1.05;
  double power_w = 0.0;             ///< P0: at 15 degC and design speed
  double power_per_kelvin = 0.007;  ///< k
  double drive_efficiency = 0.34;   ///< eta_d
  double idle_share = 0.2;          ///< i
};

/// The map and drive in the form of a `.cs` file; speeds are shares of the design speed.
TurboUnits generic_units(const GenericMachine& machine);

}  // namespace landbridge::gas
