#pragma once

#include "landbridge/gas/outages.hpp"
#include "landbridge/gas/solve.hpp"

namespace landbridge::gas {

/// What the intact network does, for comparison.
struct IntactState {
  Column<NodeId, Pressure> pressure;
  bool holds_take_in = true;  ///< the held nodes feed the network, in all
  double demand_kg_s = 0.0;
};

/// An outage's result and how well its state holds.
struct OutageCase {
  OutageResult result;
  Certificate certificate;
};

/// Solves one outage; `outage` with neither link nor node: the intact network.
Result<OutageCase> solve_outage(const Problem& problem, const Outage& outage,
                                const IntactState& intact);

/// The problem with the element out.
Problem with_outage(const Problem& problem, const Outage& outage);

/// Demand at nodes whose pressure is not held [kg/s].
double demand_of(const Problem& problem);

}  // namespace landbridge::gas
