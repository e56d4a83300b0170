#pragma once

#include <vector>

#include "landbridge/gas/optimise/model.hpp"

namespace landbridge::gas {

/// The model in numbers of order one: w over w0, flows over f0, objective over c0.
struct ScaledModel {
  OptModel model;  ///< same shape; pressures replaced by w, all values scaled
  double w0_pa2 = 1.0;
  double f0_kg_s = 1.0;
  double c0 = 1.0;
  std::vector<double> inlet_w, outlet_w;  ///< by arc
  std::vector<double> head_limit;         ///< by arc: P_max / (c f0), or unlimited
  std::vector<std::vector<std::int32_t>> arcs_of, supplies_of;  ///< by node

  double w_min(std::size_t node) const { return model.nodes[node].pressure_min_pa; }
  double w_max(std::size_t node) const { return model.nodes[node].pressure_max_pa; }
};
ScaledModel scaled(const OptModel& model);

struct Interval {
  double lo = 0.0;
  double up = 0.0;
  double width() const { return up - lo; }
  bool has(double value) const { return lo <= value && value <= up; }
};

/// Ranges of all unknowns in one part of the search.
struct Box {
  std::vector<Interval> w, f, s, z;
};
Box root_box(const ScaledModel& scaled);

/// Narrows the ranges by the balances and the laws; never cuts off a feasible point. False: the
/// box is empty. Widened by 1e-9 against rounding.
bool propagate(const ScaledModel& scaled, Box& box, int passes_max = 20);

/// The law of this arc holds in the whole box; it is absent in the whole box.
bool is_there(const OptArc& arc, const Box& box);
bool is_absent(const OptArc& arc, const Box& box);

/// m ((w_b/w_a)^e - 1).
double head_flow(const OptArc& arc, double f, double w_from, double w_to);

}  // namespace landbridge::gas
