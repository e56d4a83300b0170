#pragma once

#include <optional>
#include <string>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/composition.hpp"
#include "landbridge/gas/problem.hpp"
#include "landbridge/gas/solve.hpp"

namespace landbridge::gas {

using EnergyPerVolume = Quantity<Dim<-1, 1, -2>>;

/// A withdrawal that is ordered as energy (superior calorific value) and not as mass.
struct EnergyDemand {
  NodeId node;
  Power power;  ///< not negative
};

/// What may be delivered; volumes at 15 degC and 101.325 kPa. Checked at withdrawals, never
/// enforced.
struct QualityLimits {
  std::optional<EnergyPerVolume> wobbe_min;
  std::optional<EnergyPerVolume> wobbe_max;
  std::optional<EnergyPerVolume> superior_min;
  std::optional<EnergyPerVolume> superior_max;
  std::optional<double> hydrogen_max;  ///< mole fraction
};

/// Which gas comes in where, and who takes energy.
struct Mixing {
  Aga8Composition otherwise;  ///< of every supply that `sources` does not name
  std::vector<SourceComposition> sources;
  std::vector<EnergyDemand> energy;  ///< instead of the node's supply in the problem
  QualityLimits limits;
  int max_rounds = 200;
  double tolerance_relative = 1e-10;  ///< of p^2, energies and mole fractions between two rounds
};

struct MixingCertificate {
  double law_residual_relative = 0.0;  ///< worst pipe: p^2 with its own gas against the network's
  double energy_residual_relative = 0.0;     ///< worst energy demand
  double fraction_change = 0.0;              ///< of the last round, worst mole fraction
  double component_residual_mol_s = 0.0;     ///< worst component, over the whole network
  double component_residual_relative = 0.0;  ///< over all that comes in
  int rounds = 0;
  std::string worst_place;
};

/// A withdrawal whose gas lies outside the limits.
struct QualityBreach {
  NodeId node;
  std::string sentence;
};

struct MixingSolution {
  Solution hydraulics;
  TrackedComposition composition;
  Column<NodeId, CombustionValues> combustion;  ///< of nodes whose composition is known
  std::vector<QualityBreach> breaches;
  MixingCertificate certificate;
  bool is_complete = true;  ///< false: hydraulics.infeasible says why nothing can be tracked
};

/// The steady state in which every pipe carries the gas that flows into it.
///
/// Rounds of: gas::solve with an effective friction factor (and, on slopes, temperature) of every
/// pipe; compositions along the flow by track_composition; masses of the energy demands,
/// m = P/Hs; and for every pipe the law of its own gas,
///
///   phi_g(p_a) - phi_g(p_b) = lambda L Rs_g T/(2 D A^2) m|m|,   phi_g(p) = integral of p/Z_g dp,
///
/// from which follows the factor that makes the law of the gas `otherwise` give the same
/// pressures, until they agree. Resistors by drag likewise; compressors meet their own Z Rs at the
/// inlet. Viscosity and isentropic exponent are those of `problem.gas` for every gas; the equation
/// of state is its kind, with pseudocritical values by Kay's rule.
///
/// not_converged: the rounds did not settle, with the worst place. Other errors as gas::solve.
[[nodiscard]] Result<MixingSolution> solve_with_mixing(const Problem& problem,
                                                       const Mixing& mixing);

}  // namespace landbridge::gas
