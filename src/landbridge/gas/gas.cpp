#include "landbridge/gas/gas.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "landbridge/base/assert.hpp"
#include "landbridge/gas/aga8.hpp"
#include "landbridge/gas/gerg2008.hpp"

namespace landbridge::gas {
namespace {

// Molar mass [kg/mol] as in AGA8 [aga1994]; critical temperature [K] and pressure [Pa] of the
// reference equations of state [lemmon2018].
constexpr std::array<Component, component_count> component_table{{
    {"methane", 16.043e-3, 190.564, 4.5992e6},        {"nitrogen", 28.0135e-3, 126.192, 3.3958e6},
    {"carbon_dioxide", 44.01e-3, 304.1282, 7.3773e6}, {"ethane", 30.07e-3, 305.322, 4.8722e6},
    {"propane", 44.097e-3, 369.89, 4.2512e6},         {"isobutane", 58.123e-3, 407.81, 3.629e6},
    {"n_butane", 58.123e-3, 425.125, 3.796e6},        {"isopentane", 72.15e-3, 460.35, 3.378e6},
    {"n_pentane", 72.15e-3, 469.7, 3.37e6},           {"n_hexane", 86.177e-3, 507.82, 3.034e6},
    {"n_heptane", 100.204e-3, 540.13, 2.736e6},       {"n_octane", 114.231e-3, 569.32, 2.497e6},
    {"n_nonane", 128.258e-3, 594.55, 2.281e6},        {"n_decane", 142.285e-3, 617.7, 2.103e6},
    {"hydrogen", 2.0159e-3, 33.145, 1.2964e6},        {"oxygen", 31.9988e-3, 154.581, 5.043e6},
    {"carbon_monoxide", 28.01e-3, 132.86, 3.494e6},   {"water", 18.0153e-3, 647.096, 22.064e6},
    {"hydrogen_sulfide", 34.082e-3, 373.1, 9.0e6},    {"helium", 4.0026e-3, 5.1953, 0.2276e6},
    {"argon", 39.948e-3, 150.687, 4.863e6},
}};

// Molar mass of dry air [kg/mol] [iso6976].
constexpr double molar_mass_of_air_kg_mol = 28.96546e-3;

// California Natural Gas Association, as in the public LANL codes [srinivasan2022].
constexpr double cnga_a1 = 344400.0;
constexpr double cnga_atmosphere_pa = 101350.0;
constexpr double cnga_pascal_per_psi = 6894.75729;
constexpr double simple_cnga_b1 = 1.00300865;
constexpr double simple_cnga_b2_1_pa = 2.96848838e-8;

double papay_z(const Gas& gas, double pressure_pa, double temperature_k) {
  const double reduced_pressure = pressure_pa / gas.pseudocritical_pressure.si();
  const double reduced_temperature = temperature_k / gas.pseudocritical_temperature.si();
  return 1.0 - 3.52 * reduced_pressure * std::exp(-2.26 * reduced_temperature) +
         0.274 * reduced_pressure * reduced_pressure * std::exp(-1.878 * reduced_temperature);
}

/// By AGA8 or GERG-2008; NaN outside the range of the equation.
template <class Prepare>
double mixture_z(const Prepare& prepare, const Gas& gas, double pressure_pa, double temperature_k) {
  LANDBRIDGE_ASSERT(gas.composition.size() == component_count);
  Aga8Composition composition;
  std::copy(gas.composition.begin(), gas.composition.end(), composition.mole_fraction.begin());
  const auto mixture = prepare(composition);
  if (!mixture) return std::numeric_limits<double>::quiet_NaN();
  return mixture->compressibility(pressure_pa, temperature_k)
      .value_or(std::numeric_limits<double>::quiet_NaN());
}

}  // namespace

std::string_view name_of(Eos eos) {
  constexpr std::array<std::string_view, 7> names{"constant",    "ideal",     "papay",   "aga8",
                                                  "simple_cnga", "full_cnga", "gerg2008"};
  return names[static_cast<std::size_t>(eos)];
}

std::span<const Component, component_count> components() { return component_table; }

Gas gas_of_composition(std::vector<double> mole_fractions, Temperature temperature) {
  LANDBRIDGE_ASSERT(mole_fractions.size() == component_count);
  double sum = 0.0;
  double molar_mass_kg_mol = 0.0;
  double critical_temperature_k = 0.0;
  double critical_pressure_pa = 0.0;
  for (std::size_t i = 0; i < component_count; ++i) {
    const double share = mole_fractions[i];
    sum += share;
    molar_mass_kg_mol += share * component_table[i].molar_mass_kg_mol;
    critical_temperature_k += share * component_table[i].critical_temperature_k;
    critical_pressure_pa += share * component_table[i].critical_pressure_pa;
  }
  LANDBRIDGE_ASSERT(sum > 0.0);
  for (double& share : mole_fractions) share /= sum;
  Gas gas;
  gas.molar_mass = MolarMass::from_si(molar_mass_kg_mol / sum);
  gas.temperature = temperature;
  gas.eos = Eos::papay;
  gas.pseudocritical_pressure = Pressure::from_si(critical_pressure_pa / sum);
  gas.pseudocritical_temperature = Temperature::from_si(critical_temperature_k / sum);
  gas.composition = std::move(mole_fractions);
  return gas;
}

Gas constant_gas(SpecificGasConstant specific_gas_constant, double compressibility_factor,
                 Temperature temperature) {
  LANDBRIDGE_ASSERT(specific_gas_constant.si() > 0.0);
  Gas gas;
  gas.molar_mass =
      MolarMass::from_si(constants::molar_gas_constant_j_mol_k / specific_gas_constant.si());
  gas.specific_gas_constant = specific_gas_constant;
  gas.temperature = temperature;
  gas.eos = Eos::constant;
  gas.compressibility = Scalar::from_si(compressibility_factor);
  return gas;
}

Gas dry_pipeline_gas() {
  std::vector<double> share(component_count, 0.0);
  share[0] = 0.9696;  // methane
  share[1] = 0.0086;  // nitrogen
  share[2] = 0.0018;  // carbon dioxide
  share[3] = 0.0137;  // ethane
  share[4] = 0.0045;  // propane
  share[6] = 0.0015;  // n-butane
  share[8] = 0.0002;  // n-pentane
  share[9] = 0.0001;  // n-hexane
  return gas_of_composition(std::move(share), Temperature::from_si(283.15));
}

double specific_gas_constant_j_kg_k(const Gas& gas) {
  if (gas.specific_gas_constant.si() > 0.0) return gas.specific_gas_constant.si();
  return constants::molar_gas_constant_j_mol_k / gas.molar_mass.si();
}

double compressibility(const Gas& gas, double pressure_pa, double temperature_k) {
  switch (gas.eos) {
    case Eos::constant: return gas.compressibility.si();
    case Eos::ideal: return 1.0;
    case Eos::papay: return papay_z(gas, pressure_pa, temperature_k);
    case Eos::simple_cnga: return 1.0 / (simple_cnga_b1 + simple_cnga_b2_1_pa * pressure_pa);
    case Eos::full_cnga: {
      const double given = gas.relative_density.si();
      const double relative = given > 0.0 ? given : gas.molar_mass.si() / molar_mass_of_air_kg_mol;
      const double slope_1_pa = cnga_a1 / cnga_pascal_per_psi * std::pow(10.0, 1.785 * relative) /
                                std::pow(1.8 * temperature_k, 3.825);
      return 1.0 / (1.0 + slope_1_pa * (cnga_atmosphere_pa + pressure_pa));
    }
    case Eos::aga8: return mixture_z(aga8_mixture, gas, pressure_pa, temperature_k);
    case Eos::gerg2008: return mixture_z(gerg2008_mixture, gas, pressure_pa, temperature_k);
  }
  return std::numeric_limits<double>::quiet_NaN();
}

double density_kg_m3(const Gas& gas, double pressure_pa, double temperature_k) {
  return pressure_pa / (compressibility(gas, pressure_pa, temperature_k) *
                        specific_gas_constant_j_kg_k(gas) * temperature_k);
}

}  // namespace landbridge::gas
