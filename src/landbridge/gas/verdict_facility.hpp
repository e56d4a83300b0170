#pragma once

#include "landbridge/gas/verdict.hpp"

namespace landbridge::gas {

/// How many boxes of facility flows are examined at most.
inline constexpr int facility_boxes_max = 24;

/// The verdict of a network with storages, LNG terminals and wells. A nominated one gives or takes
/// its supply; one that works by pressure may give or take any flow between its limits
/// (`supply_range` at its node), and may throttle:
///
///   m > 0:  p <= min(p_set, p_curve(m))      m < 0:  p >= p_curve(m)      m = 0:  any p
///
/// Where a range meets a curve, the range is split: over a part [a, b] the loosest pressure limit
/// that holds for one of its flows is asked first, so that "infeasible" is a proof; a state that
/// keeps the curve of every facility is feasible. `undecided` after facility_boxes_max parts.
[[nodiscard]] Result<VerdictAnswer> verdict_with_facilities(const VerdictCase& verdict_case,
                                                            const VerdictOptions& options = {});

}  // namespace landbridge::gas
