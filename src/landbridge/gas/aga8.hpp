#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/gas_state.hpp"

/// AGA8-DC92 DETAIL: density and caloric properties of natural gas from its full composition.
///
///   Z = 1 + rho B + sum_n C_n [ (b_n - k_n D^k_n) D^b_n exp(-D^k_n) - d_n D ],     D = K^3 rho
///
///   Z    compressibility factor p/(rho R T) [1]     rho  molar density [mol/m3]
///   B    second virial coefficient [m3/mol]         K^3  mixture size parameter [m3/mol]
///   C_n  temperature dependent coefficients [1]     d_n  1 for the terms that B holds as well
///   R    8.31451 J/(mol K), the value of the fit, not today's
///
/// Valid for the gas phase, 143 .. 677 K and up to 280 MPa; uncertainty of the density 0.1 % for
/// pipeline gas at 265 .. 335 K up to 12 MPa. Source: [aga1994], [iso2006], [gost2015].
namespace landbridge::gas {

/// The components, in the order of the standard's tables.
enum class Aga8Component : std::size_t {
  methane,
  nitrogen,
  carbon_dioxide,
  ethane,
  propane,
  isobutane,
  n_butane,
  isopentane,
  n_pentane,
  n_hexane,
  n_heptane,
  n_octane,
  n_nonane,
  n_decane,
  hydrogen,
  oxygen,
  carbon_monoxide,
  water,
  hydrogen_sulfide,
  helium,
  argon
};
inline constexpr std::size_t aga8_component_count = 21;

/// "methane", "carbon_dioxide", ...: the names above as they are written in files.
std::string_view name_of(Aga8Component component);

/// Mole fractions; what is not set is absent.
struct Aga8Composition {
  std::array<double, aga8_component_count> mole_fraction{};

  double& operator[](Aga8Component c) { return mole_fraction[static_cast<std::size_t>(c)]; }
  double operator[](Aga8Component c) const { return mole_fraction[static_cast<std::size_t>(c)]; }
};

/// Range in which the equation answers [aga1994]; outside every call gives an Error.
inline constexpr double aga8_temperature_k_min = 143.0;
inline constexpr double aga8_temperature_k_max = 677.0;
inline constexpr double aga8_pressure_pa_max = 280e6;

/// How far the mole fractions may sum from 1.
inline constexpr double aga8_fraction_sum_tolerance = 1e-9;

using Aga8State = GasState;

/// One composition at one temperature: all sums over components and temperatures are done, what is
/// left is a polynomial in the density. Use it for curves Z(p).
struct Aga8Isotherm {
  static constexpr std::size_t damping_powers = 5;   ///< k = 0 .. 4
  static constexpr std::size_t density_powers = 10;  ///< b = 0 .. 9
  using Series = std::array<std::array<double, density_powers>, damping_powers>;

  double temperature_k;
  double size_m3_mol;  ///< K^3
  Series coefficient;  ///< [k][b]: residual Helmholtz energy / RT = sum c_kb D^b exp(-D^k)

  /// Z at a density; no check of the range.
  double compressibility_at_density(double molar_density_mol_m3) const;

  /// The density of the gas branch, on which the pressure rises all the way from zero. Where it
  /// ends below the pressure (liquids; hydrogen or helium far from natural gas) there is no answer.
  /// A cooled gas beyond its dew point may still be answered as a gas.
  Result<double> molar_density_mol_m3(double pressure_pa) const;

  /// Z = p / (rho R T); exactly 1 at zero pressure.
  Result<double> compressibility(double pressure_pa) const;
};

/// One composition; all sums over pairs of components are done. Copyable, 0.7 kB.
struct Aga8Mixture {
  Aga8Composition composition;
  double molar_mass_kg_mol;
  double size_m3_mol;                    ///< K^3
  double energy_k;                       ///< U
  std::array<double, 18> virial_m3_mol;  ///< B = sum of virial_n (U/T)^u_n
  std::array<double, 58> strength;       ///< C_n = strength_n (U/T)^u_n

  Result<Aga8Isotherm> isotherm(double temperature_k) const;

  /// Second virial coefficient B(T); no check of the range.
  double second_virial_m3_mol(double temperature_k) const;

  Result<double> molar_density_mol_m3(double pressure_pa, double temperature_k) const;
  Result<double> compressibility(double pressure_pa, double temperature_k) const;

  /// All properties; the pressure must be positive.
  Result<Aga8State> state(double pressure_pa, double temperature_k) const;
};

/// Whether the mole fractions lie between 0 and 1 and sum to 1.
Result<bool> check(const Aga8Composition& composition);

/// Checks the mole fractions (not negative, sum 1) and prepares the mixture.
Result<Aga8Mixture> aga8_mixture(const Aga8Composition& composition);

/// Heat capacity cp of the ideal gas [jaeschke1995].
double aga8_ideal_heat_capacity_j_mol_k(const Aga8Composition& composition, double temperature_k);

}  // namespace landbridge::gas
