#pragma once

#include <optional>

#include "landbridge/gas/verdict_bounds.hpp"

namespace landbridge::gas {

/// What may still be spent on linear programs.
struct RelaxationBudget {
  int iterations = 400000;  ///< of the simplex method, in all
  int cut_rounds = 25;      ///< of tangents at the point of a program
  int programs = 1;         ///< of one call; one: is there any point at all?
  /// Of the last program that has one: potentials, then flows, over the model's scales.
  std::vector<double> point = {};
};

/// Tightens flows by a linear relaxation of all laws together. Per pipe the hull of m|m| between
/// its flow bounds, by tangents and chords; per element the hull of the modes that are left:
///
///   f(m) = m|m|,  l <= m <= u:   f >= 2 t m - t^2  for t >= (sqrt 2 - 1) |l|  (l < 0 < t <= u)
///   station that may be open or active:  0 <= phi_b - phi_a <= M max(0, 1 + m/|l|)
///
///   m  mass flow [kg/s]    phi  potential [Pa^2]    M  largest difference that the bounds leave
///
/// Where the program has a point, tangents at its flows are added as long as they cut it off.
/// For each flow whose direction or size is open, the least and the largest value over the
/// relaxation; the proven bounds of LpSolution are used, so nothing rests on the solver's
/// tolerances. An empty relaxation is a proof that no state exists. The prices prove it
/// [neumaier2004]; hull of m|m| by its tangents.
std::optional<Conflict> tighten_by_relaxation(const VerdictModel& model, Bounds& bounds,
                                              RelaxationBudget& budget, bool& has_changed);

}  // namespace landbridge::gas
