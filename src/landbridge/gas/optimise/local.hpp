#pragma once

#include <vector>

#include "landbridge/gas/optimise/box.hpp"
#include "landbridge/math/interior_point.hpp"

namespace landbridge::gas {

/// What is fixed before the smooth problem is solved: which arcs are there, which by-pass.
struct Modes {
  std::vector<char> is_there;    ///< by arc
  std::vector<char> flows_back;  ///< by arc: a compressor that by-passes backwards
};

/// A point, in scaled values.
struct OptPoint {
  std::vector<double> w, f, s;
};

/// A local minimum with its multipliers, in scaled values.
struct LocalOptimum {
  bool is_found = false;
  double objective = unlimited;  ///< with the cost of the decisions
  OptPoint point;
  std::vector<double> node_price;                    ///< objective per unit taken at the node
  std::vector<double> w_lower_price, w_upper_price;  ///< by node, not negative
  std::vector<double> f_lower_price, f_upper_price;  ///< by arc
  std::vector<double> s_lower_price, s_upper_price;  ///< by supply
  std::vector<double> ratio_max_price, ratio_min_price, power_price;  ///< by arc
  InteriorPointSolution solution;  ///< x and multipliers left empty
};

/// The smooth problem that remains with the modes fixed, as the interior-point method wants it.
NonlinearProgram local_program(const ScaledModel& scaled, const Box& box, const Modes& modes);

/// Minimises from `start` over the whole root box.
LocalOptimum minimise_locally(const ScaledModel& scaled, const Box& box, const Modes& modes,
                              const OptPoint& start, const InteriorPointOptions& options = {});

}  // namespace landbridge::gas
