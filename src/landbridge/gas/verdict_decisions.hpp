#pragma once

#include <optional>
#include <vector>

#include "landbridge/gas/verdict_bounds.hpp"

namespace landbridge::gas {

/// Strikes out the combined decisions that the bounds do not allow, and carries over what those
/// that are left have in common: modes and directions of flow.
std::optional<Conflict> tighten_decisions(const VerdictModel& model, Bounds& bounds,
                                          bool& has_changed);

/// The first group with more than one decision left; none: -1.
std::int32_t open_group(const Bounds& bounds);

/// The decision of each group that is left; only where no group is open.
std::vector<std::size_t> chosen_decisions(const Bounds& bounds);

/// The machines that each station may use under the decisions that are settled.
void apply_machines(VerdictModel& model, const Bounds& bounds);

/// "gas.decision[west]".
std::string place_of_group(const VerdictModel& model, std::int32_t group);

}  // namespace landbridge::gas
