#pragma once

#include <array>
#include <cstddef>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/aga8.hpp"
#include "landbridge/gas/gas_state.hpp"

/// GERG-2008: density and caloric properties of natural gas and similar mixtures of 21 components.
///
///   a/RT = a0/RT + sum_i x_i a_i(delta, tau) + sum_ij x_i x_j F_ij a_ij(delta, tau)
///   delta = rho/rho_r(x)     tau = T_r(x)/T
///   Z = 1 + delta d(a_residual/RT)/d delta
///
///   a     molar Helmholtz energy [J/mol]   a_i  residual part of component i over RT [1]
///   a_ij  departure function of the pair [1], for 15 pairs   F_ij  its weight [1]
///   rho_r, T_r  reducing functions of the composition [mol/m3], [K]
///   R     8.314472 J/(mol K), the value of the fit, not today's
///
/// Valid: 90 .. 450 K up to 35 MPa (normal range), 60 .. 700 K up to 70 MPa (extended); uncertainty
/// of density and speed of sound 0.1 % for pipeline gas at 250 .. 450 K up to 35 MPa. This code
/// answers for the gas phase alone. Source: [kunz2012], [iso2015].
namespace landbridge::gas {

inline constexpr double gerg2008_temperature_k_min = 60.0;
inline constexpr double gerg2008_temperature_k_max = 700.0;
inline constexpr double gerg2008_pressure_pa_max = 70e6;

/// One composition at one temperature: what is left is a sum of polynomials in the density, each
/// with one of the 15 damping factors that the terms of the equation have.
struct Gerg2008Isotherm {
  static constexpr std::size_t damping_kinds = 15;
  static constexpr std::size_t density_powers = 8;  ///< d = 0 .. 7
  using Series = std::array<std::array<double, density_powers>, damping_kinds>;

  double temperature_k;
  double reducing_density_mol_m3;
  Series coefficient;

  /// Z at a density; no check of the range.
  double compressibility_at_density(double molar_density_mol_m3) const;

  /// On the gas branch, as Aga8Isotherm has it.
  Result<double> molar_density_mol_m3(double pressure_pa) const;
  Result<double> compressibility(double pressure_pa) const;
};

/// One composition, its reducing functions done.
struct Gerg2008Mixture {
  Aga8Composition composition;
  double molar_mass_kg_mol;
  double reducing_density_mol_m3;
  double reducing_temperature_k;
  double entropy_constant;   ///< of the ideal gas, over R [1]
  double energy_constant_k;  ///< of the ideal gas, over R [K]

  Result<Gerg2008Isotherm> isotherm(double temperature_k) const;
  Result<double> molar_density_mol_m3(double pressure_pa, double temperature_k) const;
  Result<double> compressibility(double pressure_pa, double temperature_k) const;

  /// All properties; the pressure must be positive.
  Result<GasState> state(double pressure_pa, double temperature_k) const;

  /// The same at a density, liquid or gas; no check of the range.
  GasState state_at_density(double molar_density_mol_m3, double temperature_k) const;
};

/// Checks the mole fractions and prepares the mixture.
Result<Gerg2008Mixture> gerg2008_mixture(const Aga8Composition& composition);

/// Heat capacity cp of the ideal gas [kunz2012].
double gerg2008_ideal_heat_capacity_j_mol_k(const Aga8Composition& composition,
                                            double temperature_k);

}  // namespace landbridge::gas
