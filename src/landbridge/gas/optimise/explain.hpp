#pragma once

#include "landbridge/gas/optimise/local.hpp"
#include "landbridge/gas/optimise/optimise.hpp"

namespace landbridge::gas {

/// Limits with a price at a local optimum, the dearest first.
std::vector<OptBinding> binding_limits(const ScaledModel& scaled, const OptModel& model,
                                       const LocalOptimum& local);

/// Residuals of a state against the model, in physical units; fills the physical part.
void certify(const OptModel& model, const Modes& modes, OptResult& result);

/// Why nothing is feasible: the least that must stay unserved in the relaxation, proven, and where.
void explain_infeasible(const OptModel& model, OptResult& result);

}  // namespace landbridge::gas
