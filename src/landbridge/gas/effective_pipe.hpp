#pragma once

#include <optional>

#include "landbridge/gas/links.hpp"
#include "landbridge/gas/pipe_law.hpp"
#include "landbridge/gas/problem.hpp"

namespace landbridge::gas {

/// What a better model says of one pipe: another gas, a walk with temperatures. In the direction of
/// its flow.
struct PipeTarget {
  double flow_kg_s = 0.0;  ///< positive
  double rise_m = 0.0;
  double inlet_pa = 0.0;
  double outlet_pa = 0.0;  ///< by the better model, from the inlet's pressure
  double static_pa = 0.0;  ///< the outlet's pressure without flow
};

/// The temperature of `pipe` at which the law's column of gas at rest weighs what the target's
/// does; without a rise nothing changes.
void fit_column(Pipe& pipe, const Problem& base, const Potential& potential,
                const PipeTarget& target);

/// The friction factor with which the law of `base` gives the target's outlet pressure at the
/// target's flow. Nothing where the drop is lost in rounding: more than ten times `truth` or less
/// than a tenth.
std::optional<double> fitted_friction_factor(const Pipe& pipe, const Problem& base,
                                             const Potential& potential, const PipeTarget& target,
                                             double truth);

}  // namespace landbridge::gas
