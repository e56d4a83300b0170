#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include "landbridge/base/fields.hpp"
#include "landbridge/base/units.hpp"

namespace landbridge::gas {

/// How density follows from pressure and temperature: p = Z rho Rs T.
enum class Eos {
  constant,     ///< one given Z
  ideal,        ///< Z = 1
  papay,        ///< Papay's formula in reduced pressure and temperature
  aga8,         ///< AGA8-DC92 (DETAIL), from the composition
  simple_cnga,  ///< 1/Z = b1 + b2 p with two fixed numbers
  full_cnga,    ///< 1/Z = b1 + b2 p from relative density and temperature
  gerg2008,     ///< GERG-2008, from the composition
};

/// "constant", "ideal", "papay", "aga8", "simple_cnga", "full_cnga", "gerg2008".
std::string_view name_of(Eos eos);

/// R / M in J/(kg K).
using SpecificGasConstant = Quantity<Dim<2, 0, -2, -1>>;
inline constexpr Unit<SpecificGasConstant::Dimension> joule_per_kg_kelvin{1.0, "J/kg/K"};

/// The 21 components of AGA8 in its order [aga1994]; a composition is a vector of 21 mole
/// fractions in this order.
struct Component {
  std::string_view name;
  double molar_mass_kg_mol;
  double critical_temperature_k;
  double critical_pressure_pa;
};
inline constexpr std::size_t component_count = 21;
std::span<const Component, component_count> components();

/// The gas itself, the same for every link of a network.
struct Gas {
  MolarMass molar_mass{};
  Temperature temperature{};  ///< of the flowing gas, where a link states no ground temperature
  Eos eos = Eos::ideal;
  Scalar compressibility = Scalar::from_si(1.0);     ///< for Eos::constant
  Pressure pseudocritical_pressure{};                ///< for Eos::papay
  Temperature pseudocritical_temperature{};          ///< for Eos::papay
  Viscosity viscosity = Viscosity::from_si(1.1e-5);  ///< dynamic, for Reynolds numbers
  Scalar isentropic_exponent = Scalar::from_si(1.3);
  Scalar relative_density{};  ///< air = 1, for Eos::full_cnga; zero: molar mass / that of air
  SpecificGasConstant specific_gas_constant{};  ///< zero: R / molar mass
  std::vector<double> composition;              ///< 21 mole fractions, for Eos::aga8 and gerg2008

  static constexpr auto fields() {
    return std::tuple{
        field("molar_mass", &Gas::molar_mass, units::kg_per_kmol, "mass of one kilomole of the gas",
              positive),
        field("temperature", &Gas::temperature, units::kelvin,
              "temperature of the flowing gas where a pipe states none", positive),
        field("compressibility", &Gas::compressibility, units::one,
              "compressibility factor Z for the equation of state 'constant'", optional_positive),
        field("pseudocritical_pressure", &Gas::pseudocritical_pressure, units::bar,
              "for the equation of state 'papay'", optional_positive),
        field("pseudocritical_temperature", &Gas::pseudocritical_temperature, units::kelvin,
              "for the equation of state 'papay'", optional_positive),
        field("viscosity", &Gas::viscosity, units::pascal_second,
              "dynamic viscosity, for the Reynolds number", optional_positive),
        field("isentropic_exponent", &Gas::isentropic_exponent, units::one,
              "cp/cv, for the work of compressors", optional_positive),
        field("relative_density", &Gas::relative_density, units::one,
              "density over that of air, for the equation of state 'full_cnga'", optional_positive),
        field("specific_gas_constant", &Gas::specific_gas_constant, joule_per_kg_kelvin,
              "R over molar mass, where another value than the exact one is wanted",
              optional_positive),
    };
  }
  bool operator==(const Gas&) const = default;
};

/// A gas from its 21 mole fractions: molar mass by the mole fractions, pseudocritical values by
/// Kay's rule (mole-fraction means of the critical values), Papay's formula for Z.
Gas gas_of_composition(std::vector<double> mole_fractions, Temperature temperature);

/// A constant-Z gas, as in the passive benchmark problem.
Gas constant_gas(SpecificGasConstant specific_gas_constant, double compressibility,
                 Temperature temperature);

/// Dry pipeline gas from West Siberia, M = 16.60 kg/kmol. CH4 96.96, C2H6 1.37, C3H8 0.45,
/// n-C4H10 0.15, n-C5H12 0.02, n-C6H14 0.01, CO2 0.18, N2 0.86 mol-%: the "Russia H" gas of German
/// gas engineering tables [cerbe2017]; 10 degC, Papay. A typical value, not a contract.
Gas dry_pipeline_gas();

/// R / M [J/(kg K)], or the value that the gas states instead.
double specific_gas_constant_j_kg_k(const Gas& gas);

/// Compressibility factor Z(p, T) [1].
///
///   papay        Z = 1 - 3.52 pr exp(-2.26 Tr) + 0.274 pr^2 exp(-1.878 Tr)
///   simple_cnga  1/Z = 1.00300865 + 2.96848838e-8 p
///   full_cnga    1/Z = 1 + a1 (p + p_atm)/p_psi 10^(1.785 G) / (1.8 T)^3.825
///
///   p  pressure [Pa]   T  temperature [K]   pr = p/pc, Tr = T/Tc  reduced values [1]
///   G  relative density [1]   a1 = 344400   p_atm = 101350 Pa   p_psi = 6894.75729 Pa
///
/// Valid: papay for 0 < pr < 15 and 1.2 < Tr < 3 (a few per cent at the edges; 1 % at 100 bar and
/// 0-50 degC); CNGA up to about 120 bar. The numbers of CNGA are those of the public LANL codes, to
/// the digit. aga8 and gerg2008 set up the mixture on every call and are NaN outside their range
/// (aga8.hpp, gerg2008.hpp); solvers use the series of potential.hpp. Sources: [papay1968],
/// [menon2005, ch. 1],
/// [srinivasan2022].
double compressibility(const Gas& gas, double pressure_pa, double temperature_k);

/// Density rho = p / (Z Rs T) [kg/m3].
double density_kg_m3(const Gas& gas, double pressure_pa, double temperature_k);

}  // namespace landbridge::gas
