#pragma once

#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/property_table.hpp"
#include "landbridge/gas/thermal.hpp"

namespace landbridge::gas {

/// Whether the options fit the problem and lie in their ranges.
Result<bool> check(const Problem& problem, const ThermalOptions& options);

/// Node by node the temperature less that of hydrates (gas_limits.hpp); NaN without pressure.
Column<NodeId, double> hydrate_margins(const Problem& problem, const ThermalSolution& solution);

/// Nodes below the temperature of hydrates, pipes above the erosional velocity.
std::vector<ThermalNote> notes_of(const Problem& problem, const PropertyTable& gas,
                                  const ThermalSolution& solution);

}  // namespace landbridge::gas
