#pragma once

#include <optional>
#include <string>
#include <vector>

#include "landbridge/gas/verdict_model.hpp"

namespace landbridge::gas {

/// Where a bound on a node's potential came from: the node's own limit, or another node's bound
/// through a link.
struct PhiReason {
  std::int32_t link = -1;         ///< none: the node's own limit
  std::int32_t parent = -1;       ///< the other end, or the node that the passive part hangs on
  double flow_kg_s = 0.0;         ///< the flow bound that was used
  bool by_machines = false;       ///< a station's machines, not its pressure limits, set it
  bool by_element_limit = false;  ///< the element's own inlet_min or outlet_max set it
  bool is_part = false;           ///< through a whole passive part
};

/// Why a flow bound holds, for the words of a cause.
enum class FlowReason { limit, balance, pressures, mode, cut, relaxation };

/// Two things that cannot both be true.
struct Conflict {
  enum class Kind { node, flow, element, part, cut, supply, aggregate, relaxation, decision };
  Kind kind = Kind::node;
  std::int32_t node = -1;
  std::int32_t link = -1;
  double low = 0.0;   ///< at least this [Pa^2 or kg/s]
  double high = 0.0;  ///< at most this
  FlowReason low_reason = FlowReason::limit;
  FlowReason high_reason = FlowReason::limit;
  std::vector<std::int32_t> nodes;  ///< of a part or a cut
  std::vector<std::int32_t> links;  ///< across a cut
  std::int32_t group = -1;          ///< of combined decisions
};

/// What every state within the limits must satisfy: intervals of potentials and flows and the modes
/// that are left. Every tightening is implied by a law, so an empty interval is a proof that no
/// state exists (up to rounding, for which each step leaves room).
struct Bounds {
  std::vector<ValueRange> phi_pa2;  ///< per node
  std::vector<ValueRange> flow;     ///< per link [kg/s]
  std::vector<ModeSet> modes;       ///< per element
  std::vector<PhiReason> low_reason, high_reason;
  std::vector<FlowReason> flow_low_reason, flow_high_reason;
  std::vector<std::vector<std::uint8_t>> decisions;  ///< per group: which may still hold
};

Bounds initial_bounds(const VerdictModel& model);

/// Tightens until nothing changes by much. `part_solves` counts down the network solves that may
/// still be spent on passive parts. Empty: no contradiction found.
std::optional<Conflict> tighten(const VerdictModel& model, Bounds& bounds, int& part_solves);

/// What one mode of an element leaves of its box; false: nothing.
struct ElementBox {
  ValueRange phi_from_pa2;
  ValueRange phi_to_pa2;
  ValueRange flow;
  bool by_machines = false;       ///< the machines set the upper bound at the outlet
  bool by_element_limit = false;  ///< inlet_min or outlet_max cut something off
};
bool filter_mode(const VerdictModel& model, const VerdictElement& element, ElementMode mode,
                 ElementBox& box);

/// Bounds of cycles of passive parts: for a part whose net supplies are known the flows are unique
/// [srinivasan2022]; where they lie in ranges, the difference of two potentials rises with every
/// supply when the other node takes what is left over, so its extremes are at the extremes.
std::optional<Conflict> tighten_parts(const VerdictModel& model, Bounds& bounds, int& part_solves,
                                      bool& has_changed);

/// Is there any flow within the flow bounds that meets all supplies? A cut that cannot carry what
/// it must is the answer if not.
std::optional<Conflict> find_cut(const VerdictModel& model, const Bounds& bounds);

/// Supplies against what their nodes may take.
std::optional<Conflict> check_supplies(const VerdictModel& model);

/// Lower pressure limits above the upper ones.
std::optional<Conflict> check_limits(const VerdictModel& model);

/// Flows of bridges, and parts whose supplies do not add up.
std::optional<Conflict> tighten_bridges(const VerdictModel& model, Bounds& bounds);

double phi_tolerance_pa2(const VerdictModel& model);
double flow_tolerance_kg_s(const VerdictModel& model);

}  // namespace landbridge::gas
