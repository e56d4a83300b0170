#include "landbridge/gas/aga8.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "landbridge/base/units.hpp"
#include "landbridge/gas/aga8_coefficients.hpp"
#include "landbridge/gas/helmholtz.hpp"

namespace landbridge::gas {
namespace {

using aga8::component_count;
using aga8::components;
using aga8::gas_constant_j_mol_k;
using aga8::terms;

static_assert(component_count == aga8_component_count);

using Fractions = std::array<double, component_count>;

/// Binary parameters of one pair; Pair{i, j, 1, 1, 1, 1} where the tables are silent.
aga8::Pair pair_of(std::size_t i, std::size_t j) {
  for (const auto& pair : aga8::pairs) {
    if (pair.i == i && pair.j == j) return pair;
  }
  return {i, j, 1.0, 1.0, 1.0, 1.0};
}

/// What a term is multiplied by in the second virial coefficient of the pair i, j.
double virial_weight(char property, double orientation, std::size_t i, std::size_t j) {
  const auto& a = components[i];
  const auto& b = components[j];
  switch (property) {
    case 'G': return orientation;
    case 'Q': return a.quadrupole * b.quadrupole;
    case 'F': return std::sqrt(a.high_temperature_parameter * b.high_temperature_parameter);
    case 'S': return a.dipole * b.dipole;
    case 'W': return a.association * b.association;
    default: return 1.0;
  }
}

/// The mixture parameters of the density series.
struct Parameters {
  double size;                        ///< K^3 [m3/kmol]
  double energy_k;                    ///< U
  double orientation;                 ///< G
  double quadrupole;                  ///< Q
  double high_temperature_parameter;  ///< F
};

/// Mixing rules of the series, sums over all i and all pairs i < j:
///
///   K^5 = (sum x_i K_i^2.5)^2 + 2 sum x_i x_j (K_ij^5 - 1) (K_i K_j)^2.5     the same for U with E
///   G   =  sum x_i G_i + sum x_i x_j (G*_ij - 1) (G_i + G_j)
///   Q   =  sum x_i Q_i         F = sum x_i^2 F_i
Parameters mix(const Fractions& x) {
  double size = 0.0, energy = 0.0;
  Parameters sums{};
  for (std::size_t i = 0; i < component_count; ++i) {
    const auto& c = components[i];
    size += x[i] * std::pow(c.size_m_kmol13, 2.5);
    energy += x[i] * std::pow(c.energy_k, 2.5);
    sums.orientation += x[i] * c.orientation;
    sums.quadrupole += x[i] * c.quadrupole;
    sums.high_temperature_parameter += x[i] * x[i] * c.high_temperature_parameter;
  }
  double size5 = size * size, energy5 = energy * energy;
  for (const auto& pair : aga8::pairs) {
    const double xx = x[pair.i] * x[pair.j];
    const auto& a = components[pair.i];
    const auto& b = components[pair.j];
    size5 += 2.0 * xx * (std::pow(pair.size, 5) - 1.0) *
             std::pow(a.size_m_kmol13 * b.size_m_kmol13, 2.5);
    energy5 += 2.0 * xx * (std::pow(pair.conformal_energy, 5) - 1.0) *
               std::pow(a.energy_k * b.energy_k, 2.5);
    sums.orientation += xx * (pair.orientation - 1.0) * (a.orientation + b.orientation);
  }
  sums.size = std::pow(size5, 0.6);
  sums.energy_k = std::pow(energy5, 0.2);
  return sums;
}

/// What a term of the density series is multiplied by.
double series_weight(char property, const Parameters& mixture) {
  switch (property) {
    case 'G': return mixture.orientation;
    case 'Q': return mixture.quadrupole * mixture.quadrupole;
    case 'F': return mixture.high_temperature_parameter;
    case 'S':
    case 'W': return 0.0;  // only in the virial terms, which are not part of the series
    default: return 1.0;
  }
}

/// Adds the pair i <= j to the sums of the second virial coefficient,
///
///   B = sum_n a_n sum_ij x_i x_j w_nij (E_ij/T)^u_n (K_i K_j)^1.5,   E_ij = E*_ij sqrt(E_i E_j)
///
/// with E_ij in units of the mixture's U, which keeps the powers near one.
void add_virial(std::array<double, aga8::virial_term_count>& sums, const Fractions& x,
                const aga8::Pair& pair, double energy_k) {
  const auto& a = components[pair.i];
  const auto& b = components[pair.j];
  const double times = pair.i == pair.j ? 1.0 : 2.0;
  const double volume_m3_mol = 1e-3 * std::pow(a.size_m_kmol13 * b.size_m_kmol13, 1.5);
  const double share = times * x[pair.i] * x[pair.j] * volume_m3_mol;
  const double relative_energy = pair.energy * std::sqrt(a.energy_k * b.energy_k) / energy_k;
  const double orientation = pair.orientation * 0.5 * (a.orientation + b.orientation);
  for (std::size_t n = 0; n < sums.size(); ++n) {
    const double weight = virial_weight(terms[n].property, orientation, pair.i, pair.j);
    if (weight == 0.0) continue;
    sums[n] +=
        share * terms[n].factor * weight * std::pow(relative_energy, terms[n].temperature_power);
  }
}

/// The series of the residual Helmholtz energy / RT after `order` applications of T d/dT, which
/// multiplies a term T^-u by -u. Order 0 is the energy itself.
Aga8Isotherm::Series series_of(const Aga8Mixture& mixture, double temperature_k, int order) {
  Aga8Isotherm::Series series{};
  const double reduced = mixture.energy_k / temperature_k;
  for (std::size_t n = 0; n < aga8::term_count; ++n) {
    const auto& term = terms[n];
    double power = std::pow(reduced, term.temperature_power);
    for (int m = 0; m < order; ++m) power *= -term.temperature_power;
    if (n < aga8::virial_term_count) {
      series[0][1] += mixture.virial_m3_mol[n] / mixture.size_m3_mol * power;
    }
    if (n < aga8::first_density_term) continue;
    const double coefficient = mixture.strength[n] * power;
    const auto k = static_cast<std::size_t>(term.damping_power);
    series[k][static_cast<std::size_t>(term.density_power)] += coefficient;
    if (n < aga8::virial_term_count) series[0][1] -= coefficient;
  }
  return series;
}

/// The highest b of the terms with damping power k, by k; the check below holds it to the table.
constexpr std::array<std::size_t, Aga8Isotherm::damping_powers> last_density_power{7, 8, 9, 3, 5};
static_assert(std::all_of(terms.begin(), terms.end(), [](const aga8::Term& term) {
  return term.density_power <=
         static_cast<int>(last_density_power[static_cast<std::size_t>(term.damping_power)]);
}));

/// f = sum_k e^(-D^k) S_k(D), S_k a polynomial, D^0 counted as 0 in the exponent:
///   L f   = sum e^(-D^k) (L S - q S)                                   with q = k D^k
///   L^2 f = sum e^(-D^k) (L^2 S - 2 q L S + (q^2 - k q) S)
Curve evaluate(const Aga8Isotherm::Series& series, double reduced_density) {
  std::array<double, Aga8Isotherm::density_powers> power{1.0};
  for (std::size_t b = 1; b < power.size(); ++b) power[b] = reduced_density * power[b - 1];
  Curve sum{};
  for (std::size_t k = 0; k < series.size(); ++k) {
    double s = 0.0, ls = 0.0, lls = 0.0;
    for (std::size_t b = 1; b <= last_density_power[k]; ++b) {
      const double term = series[k][b] * power[b];
      const auto order = static_cast<double>(b);
      s += term;
      ls += order * term;
      lls += order * order * term;
    }
    if (k == 0) {
      sum = {s, ls, lls};
      continue;
    }
    const auto order = static_cast<double>(k);
    const double q = order * power[k];
    const double damping = std::exp(-power[k]);
    sum.value += damping * s;
    sum.first += damping * (ls - q * s);
    sum.second += damping * (lls - 2.0 * q * ls + (q * q - order * q) * s);
  }
  return sum;
}

/// ln sinh(y) or ln cosh(y) without overflow for large y.
double log_hyperbolic(double y, bool is_sinh) {
  const double small = std::exp(-2.0 * y);
  return y - std::log(2.0) + (is_sinh ? std::log1p(-small) : std::log1p(small));
}

/// Ideal gas of one component, y = theta/T [jaeschke1995]:
///
///   a/RT = n1 + n2/T - (n3 - 1) ln T + sum +-n ln hyp(y),   + with sinh, - with cosh
///   cv/R = n3 - 1 + sum n (y/hyp(y))^2
IdealPart ideal_part(const aga8::IdealGas& gas, double temperature_k) {
  const double n3 = gas.heat_capacity_over_r - 1.0;
  IdealPart part{
      gas.entropy_constant + gas.energy_constant_k / temperature_k - n3 * std::log(temperature_k),
      -gas.energy_constant_k / temperature_k - n3, gas.energy_constant_k / temperature_k};
  for (std::size_t j = 0; j < gas.weight.size(); ++j) {
    if (gas.weight[j] == 0.0) continue;
    const bool is_sinh = j % 2 == 0;
    const double y = gas.temperature_k[j] / temperature_k;
    const double slope = is_sinh ? 1.0 / std::tanh(y) : std::tanh(y);  // of ln hyp(y)
    const double hyp = is_sinh ? std::sinh(y) : std::cosh(y);
    const double sign = is_sinh ? 1.0 : -1.0;
    part.value += sign * gas.weight[j] * log_hyperbolic(y, is_sinh);
    part.first -= sign * gas.weight[j] * y * slope;
    part.second += sign * gas.weight[j] * y * slope - gas.weight[j] * (y / hyp) * (y / hyp);
  }
  return part;
}

/// The same for the mixture at its density, with the energy of mixing; the density counts from
/// that of the ideal gas at 298.15 K and 101.325 kPa.
IdealPart ideal_part(const Aga8Composition& composition, double temperature_k, double rho_mol_m3) {
  constexpr double zero_mol_m3 =
      constants::standard_atmosphere_pa / (gas_constant_j_mol_k * 298.15);
  IdealPart sum{};
  for (std::size_t i = 0; i < component_count; ++i) {
    const double x = composition.mole_fraction[i];
    if (x == 0.0) continue;
    const IdealPart part = ideal_part(aga8::ideal_gases[i], temperature_k);
    sum.value += x * (part.value + std::log(x) + std::log(rho_mol_m3 / zero_mol_m3));
    sum.first += x * part.first;
    sum.second += x * part.second;
  }
  return sum;
}

GasBranch branch_of(const Aga8Isotherm& isotherm) {
  return {[&isotherm](double d) { return evaluate(isotherm.coefficient, d); },
          isotherm.temperature_k,
          gas_constant_j_mol_k * isotherm.temperature_k / isotherm.size_m3_mol,
          aga8_pressure_pa_max, std::string("gas.aga8")};
}

Aga8State state_at(const Aga8Mixture& mixture, const Aga8Isotherm& isotherm, double d) {
  const double t_k = isotherm.temperature_k;
  const double rho_mol_m3 = d / isotherm.size_m3_mol;
  return state_of({gas_constant_j_mol_k, mixture.molar_mass_kg_mol}, t_k, rho_mol_m3,
                  ideal_part(mixture.composition, t_k, rho_mol_m3),
                  {evaluate(isotherm.coefficient, d), evaluate(series_of(mixture, t_k, 1), d),
                   evaluate(series_of(mixture, t_k, 2), d)});
}

}  // namespace

Result<bool> check(const Aga8Composition& composition) {
  double sum = 0.0;
  for (std::size_t i = 0; i < component_count; ++i) {
    const double x = composition.mole_fraction[i];
    if (!(x >= 0.0) || !(x <= 1.0 + aga8_fraction_sum_tolerance)) {
      return fail(Fault::bad_input,
                  fmt::format("gas.composition.{}", name_of(static_cast<Aga8Component>(i))),
                  fmt::format("mole fraction is {}; it must lie between 0 and 1", x));
    }
    sum += x;
  }
  if (!(std::abs(sum - 1.0) <= aga8_fraction_sum_tolerance)) {
    return fail(Fault::bad_input, "gas.composition",
                fmt::format("mole fractions sum to {:.12g}; they must sum to 1", sum),
                "divide by 100 if they are percentages; else add what is missing or scale them");
  }
  return true;
}

std::string_view name_of(Aga8Component component) {
  static constexpr std::array<std::string_view, component_count> names{
      "methane",   "nitrogen",        "carbon_dioxide", "ethane",           "propane",
      "isobutane", "n_butane",        "isopentane",     "n_pentane",        "n_hexane",
      "n_heptane", "n_octane",        "n_nonane",       "n_decane",         "hydrogen",
      "oxygen",    "carbon_monoxide", "water",          "hydrogen_sulfide", "helium",
      "argon"};
  return names[static_cast<std::size_t>(component)];
}

Result<Aga8Mixture> aga8_mixture(const Aga8Composition& composition) {
  if (const auto checked = check(composition); !checked) return fail(checked.error());
  const Fractions& x = composition.mole_fraction;
  const Parameters parameters = mix(x);
  Aga8Mixture mixture{};
  mixture.composition = composition;
  mixture.size_m3_mol = 1e-3 * parameters.size;
  mixture.energy_k = parameters.energy_k;
  for (std::size_t i = 0; i < component_count; ++i) {
    mixture.molar_mass_kg_mol += 1e-3 * x[i] * components[i].molar_mass_g_mol;
    for (std::size_t j = i; j < component_count; ++j) {
      if (x[i] == 0.0 || x[j] == 0.0) continue;
      add_virial(mixture.virial_m3_mol, x, pair_of(i, j), parameters.energy_k);
    }
  }
  for (std::size_t n = aga8::first_density_term; n < aga8::term_count; ++n) {
    mixture.strength[n] = terms[n].factor * series_weight(terms[n].property, parameters);
  }
  return mixture;
}

double Aga8Mixture::second_virial_m3_mol(double temperature_k) const {
  double b_m3_mol = 0.0;
  for (std::size_t n = 0; n < virial_m3_mol.size(); ++n) {
    b_m3_mol += virial_m3_mol[n] * std::pow(energy_k / temperature_k, terms[n].temperature_power);
  }
  return b_m3_mol;
}

Result<Aga8Isotherm> Aga8Mixture::isotherm(double temperature_k) const {
  if (!(temperature_k >= aga8_temperature_k_min) || !(temperature_k <= aga8_temperature_k_max)) {
    return fail(Fault::bad_input, "gas.aga8",
                fmt::format("temperature is {} K; the equation holds for {} to {} K", temperature_k,
                            aga8_temperature_k_min, aga8_temperature_k_max),
                "give a temperature inside the range; 0 degC is 273.15 K");
  }
  return Aga8Isotherm{temperature_k, size_m3_mol, series_of(*this, temperature_k, 0)};
}

double Aga8Isotherm::compressibility_at_density(double molar_density_mol_m3) const {
  return 1.0 + evaluate(coefficient, size_m3_mol * molar_density_mol_m3).first;
}

Result<double> Aga8Isotherm::molar_density_mol_m3(double pressure_pa) const {
  return root_at(branch_of(*this), pressure_pa).map([&](double reduced_density) {
    return reduced_density / size_m3_mol;
  });
}

Result<double> Aga8Isotherm::compressibility(double pressure_pa) const {
  return root_at(branch_of(*this), pressure_pa).map([&](double reduced_density) {
    return 1.0 + evaluate(coefficient, reduced_density).first;
  });
}

Result<double> Aga8Mixture::molar_density_mol_m3(double pressure_pa, double temperature_k) const {
  const auto at_temperature = isotherm(temperature_k);
  if (!at_temperature) return fail(at_temperature.error());
  return at_temperature->molar_density_mol_m3(pressure_pa);
}

Result<double> Aga8Mixture::compressibility(double pressure_pa, double temperature_k) const {
  const auto at_temperature = isotherm(temperature_k);
  if (!at_temperature) return fail(at_temperature.error());
  return at_temperature->compressibility(pressure_pa);
}

Result<Aga8State> Aga8Mixture::state(double pressure_pa, double temperature_k) const {
  const auto at_temperature = isotherm(temperature_k);
  if (!at_temperature) return fail(at_temperature.error());
  const auto root = root_at(branch_of(*at_temperature), pressure_pa);
  if (!root) return fail(root.error());
  if (!(*root > 0.0)) {
    return fail(Fault::bad_input, "gas.aga8",
                fmt::format("pressure is {} Pa; it must be positive", pressure_pa),
                "entropy and Joule-Thomson coefficient need a gas of some density");
  }
  return state_at(*this, *at_temperature, *root);
}

double aga8_ideal_heat_capacity_j_mol_k(const Aga8Composition& composition, double temperature_k) {
  const IdealPart ideal = ideal_part(composition, temperature_k, 1.0);
  return gas_constant_j_mol_k * (1.0 - ideal.first - ideal.second);
}

}  // namespace landbridge::gas
