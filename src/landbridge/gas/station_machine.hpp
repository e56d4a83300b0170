#pragma once

#include "landbridge/gas/station.hpp"

/// One machine of a station at one inlet state: where it can run, and at what price.
namespace landbridge::gas {

/// A range of flows [m3/s] at one head, or of heads [J/kg] at one flow, and what ends it.
struct MachineRange {
  bool is_empty = true;
  double low = 0.0;
  double high = 0.0;
  StationLimit low_limit = StationLimit::none;
  StationLimit high_limit = StationLimit::none;
};

/// A machine, its drive and what it meets.
struct MachineCase {
  const Machine& machine;
  const Drive& drive;
  const StationInlet& inlet;
};

/// Volume flows at which the machine reaches a head [J/kg]: the widest stretch between the
/// crossings of the head with surge line, choke line and the isolines of lowest and highest
/// speed (roots of quadratics, exact), cut where the drive is too weak.
MachineRange volume_flows_at_head(const MachineCase& c, double head_j_kg);

/// Heads [J/kg] that the machine reaches with a volume flow; never below zero.
MachineRange heads_at_volume_flow(const MachineCase& c, double volume_flow_m3_s);

/// No machine point lies above this head [J/kg]: the highest of the isoline of highest speed within
/// surge and choke line; of a piston machine by ratio, torque or power.
double head_bound_j_kg(const MachineCase& c);

/// The point of a machine; head and flow must lie in its ranges (to rounding).
UnitPoint machine_point(const MachineCase& c, double volume_flow_m3_s, double head_j_kg);

/// H = Z Rs T k/(k-1) (r^((k-1)/k) - 1) and its inverse.
double head_of_ratio_j_kg(const StationInlet& inlet, double pressure_ratio);
double ratio_of_head(const StationInlet& inlet, double head_j_kg);

/// What is wrong with a machine's map as a whole, or nothing: no speed at which it can run, a speed
/// isoline that is not above the one of less speed, an efficiency that is not within 0 .. 1 inside
/// the map.
std::string map_defect(const Machine& machine);

}  // namespace landbridge::gas
