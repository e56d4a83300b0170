#pragma once

#include <vector>

#include "landbridge/gas/station_machine.hpp"

/// One stage: machines side by side between two pressures.
namespace landbridge::gas {

/// A stage and what it meets.
struct StageCase {
  const Station& station;
  const std::vector<std::size_t>& machines;
  const StationInlet& inlet;
};

/// Mass flows [kg/s] that the machines of a stage take together at one head.
MachineRange stage_flows_at_head(const StageCase& c, double head_j_kg);

/// Heads [J/kg] that a stage reaches with a mass flow.
MachineRange stage_heads_at_flow(const StageCase& c, double flow_kg_s);

/// The points of the machines. The flow is shared so that all are equally far between lowest and
/// highest: m_i = low_i + s (high_i - low_i), one s in [0, 1] for all. Empty if the stage cannot.
std::vector<UnitPoint> stage_points(const StageCase& c, double flow_kg_s, double head_j_kg);

/// What the next stage meets: pressure behind this one, temperature mixed by flow, cooled.
StationInlet behind_stage(const StageCase& c, const std::vector<UnitPoint>& points);

}  // namespace landbridge::gas
