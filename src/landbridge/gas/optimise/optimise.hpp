#pragma once

#include <string>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/optimise/model.hpp"

namespace landbridge::gas {

struct OptimiseOptions {
  double gap_relative = 1e-5;  ///< stop once bound and objective are that close
  int effort = 2000;           ///< boxes that the search may look at
  int local_starts = 12;       ///< boxes from which the interior-point method starts at most
};

/// A limit that holds the optimum, and what it costs.
struct OptBinding {
  std::string where;  ///< "gas.node[A]"
  std::string what;   ///< "lowest pressure"
  double limit = 0.0;
  std::string unit;
  double price = 0.0;  ///< change of the objective per unit of relief
};

/// How well the optimum's equations hold, in physical units, recomputed from the state.
struct OptCertificate {
  double mass_residual_kg_s = 0.0;
  double law_residual_bar = 0.0;     ///< largest pressure by which a law is missed
  double limit_violation_bar = 0.0;  ///< of pressures
  double limit_violation_kg_s = 0.0;
  double power_excess_relative = 0.0;
  double map_residual_relative = 0.0;  ///< of outlet pressures, from the windows of their machines
  double stationarity = 0.0;           ///< scaled KKT residuals
  double complementarity = 0.0;
  std::string worst_place;
  int interior_point_iterations = 0;
  int linear_programs = 0;
  int boxes = 0;
  int local_solves = 0;
};

/// What cannot be served when nothing feasible exists.
struct OptShortage {
  std::string node;
  double wanted_kg_s = 0.0;
  double missing_kg_s = 0.0;
};

enum class OptStatus { optimal, gap_left, infeasible, unknown };

struct OptResult {
  OptStatus status = OptStatus::unknown;
  double objective = unlimited;  ///< as reported: factor and offset of the model applied
  double bound = -unlimited;     ///< proven, as reported; for a largest flow an upper one
  double gap = unlimited;        ///< |objective - bound| / |objective|; near zero over the scale
  std::vector<double> pressure_pa;
  std::vector<double> flow_kg_s;
  std::vector<double> supply_kg_s;
  std::vector<double> head_power_w;  ///< by arc
  std::vector<char> decision;
  std::vector<double> node_price;  ///< change of the objective per kg/s more taken at the node
  std::vector<OptBinding> binding;
  OptCertificate certificate;
  double least_shortage_kg_s = 0.0;  ///< infeasible: proven least amount that cannot be served
  std::vector<OptShortage> shortage;
  std::string cause;  ///< infeasible or unknown: a sentence
};

/// The least of the model's objective with a proven bound: local minima by the interior-point
/// method, bounds by linear relaxations, and branch and bound over flow ranges (directions first),
/// pressures and decisions between them. Deterministic.
[[nodiscard]] Result<OptResult> optimise(const OptModel& model,
                                         const OptimiseOptions& options = {});

}  // namespace landbridge::gas
