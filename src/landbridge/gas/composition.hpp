#pragma once

#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/aga8.hpp"
#include "landbridge/gas/problem.hpp"
#include "landbridge/gas/solve.hpp"

namespace landbridge::gas {

/// Heat of combustion and what follows from it, of the real gas at 15 degC and 101.325 kPa; heat
/// counted at 25 degC.
///
///   Hs = sum x_j Hs_j             Hi = Hs - L sum x_j b_j/2
///   volumetric: H / V,  V = Z R T / p     Z = 1 - (sum x_j s_j)^2     W = Hs_volume / sqrt(d)
///   d  = rho / rho_air
///
///   Hs, Hi  molar superior and inferior calorific value [J/mol]   L  44.0043e3 J/mol, of water
///   b_j  hydrogen atoms of a molecule   s_j  summation factor at 15 degC [1]   W  Wobbe index
///   d  relative density of the real gas [1], rho_air = 1.225408 kg/m3
///
/// Valid for gas mixtures of the 21 components. Source: [iso6976].
struct CombustionValues {
  double molar_mass_kg_mol = 0.0;
  double superior_j_mol = 0.0;
  double inferior_j_mol = 0.0;
  double superior_j_m3 = 0.0;  ///< per cubic metre at 15 degC, 101.325 kPa
  double inferior_j_m3 = 0.0;
  double wobbe_j_m3 = 0.0;  ///< superior
  double relative_density = 0.0;
  double compressibility = 1.0;  ///< at 15 degC, 101.325 kPa

  double superior_j_kg() const { return superior_j_mol / molar_mass_kg_mol; }
};
CombustionValues combustion_values(const Aga8Composition& composition);

/// What a source brings; nodes without an entry bring `otherwise`.
struct SourceComposition {
  NodeId node;
  Aga8Composition composition;
};

struct TrackedComposition {
  Column<NodeId, Aga8Composition> node;  ///< after mixing; all zero where nothing arrives
  Column<NodeId, bool> is_known;
  double component_residual_mol_s = 0.0;  ///< worst component, over the whole network
  int sweeps = 0;
};

/// Compositions along a solved flow with perfect mixing at the nodes, by moles:
///
///   sum of n_in x_in = x sum of n_in,   n = m/M(x_in)
///
/// n  molar flow [mol/s]   m  mass flow [kg/s]   M  molar mass [kg/mol]   x  mole fractions
///
/// In the order of the flow one sweep is exact; on circles of flow (compressor loops) sweeps go on
/// until nothing changes. not_converged after `sweeps_max`.
Result<TrackedComposition> track_composition(const Problem& problem, const Solution& solution,
                                             const std::vector<SourceComposition>& sources,
                                             const Aga8Composition& otherwise);

/// The mass flow that carries an energy flow (superior calorific value): m = P M/Hs [kg/s].
double mass_flow_of_energy_kg_s(const CombustionValues& gas, double power_w);

}  // namespace landbridge::gas
