#include "landbridge/gas/gerg2008.hpp"

#include <cmath>
#include <span>
#include <string>

#include <fmt/format.h>

#include "landbridge/base/units.hpp"
#include "landbridge/gas/aga8_coefficients.hpp"
#include "landbridge/gas/gerg2008_coefficients.hpp"
#include "landbridge/gas/gerg2008_pairs.hpp"
#include "landbridge/gas/helmholtz.hpp"

namespace landbridge::gas {
namespace {

using gerg2008::component_count;
using gerg2008::gas_constant_j_mol_k;

static_assert(component_count == aga8_component_count);

using Fractions = std::array<double, component_count>;
using Series = Gerg2008Isotherm::Series;

struct Fluid {
  std::span<const gerg2008::Exponents> exponents;
  std::span<const double> n;
};

Fluid fluid(std::size_t component) {
  namespace g = gerg2008;
  static const std::array<Fluid, component_count> fluids{{
      {g::light_exponents, g::methane},
      {g::light_exponents, g::nitrogen},
      {g::carbon_dioxide_exponents, g::carbon_dioxide},
      {g::light_exponents, g::ethane},
      {g::common_exponents, g::propane},
      {g::common_exponents, g::isobutane},
      {g::common_exponents, g::n_butane},
      {g::common_exponents, g::isopentane},
      {g::common_exponents, g::n_pentane},
      {g::common_exponents, g::n_hexane},
      {g::common_exponents, g::n_heptane},
      {g::common_exponents, g::n_octane},
      {g::common_exponents, g::n_nonane},
      {g::common_exponents, g::n_decane},
      {g::hydrogen_exponents, g::hydrogen},
      {g::common_exponents, g::oxygen},
      {g::common_exponents, g::carbon_monoxide},
      {g::water_exponents, g::water},
      {g::common_exponents, g::hydrogen_sulfide},
      {g::helium_exponents, g::helium},
      {g::common_exponents, g::argon},
  }};
  return fluids[component];
}

std::span<const gerg2008::DepartureTerm> terms_of(gerg2008::Departure function) {
  using gerg2008::Departure;
  switch (function) {
    case Departure::methane_nitrogen: return gerg2008::methane_nitrogen_terms;
    case Departure::methane_carbon_dioxide: return gerg2008::methane_carbon_dioxide_terms;
    case Departure::methane_ethane: return gerg2008::methane_ethane_terms;
    case Departure::methane_propane: return gerg2008::methane_propane_terms;
    case Departure::nitrogen_carbon_dioxide: return gerg2008::nitrogen_carbon_dioxide_terms;
    case Departure::nitrogen_ethane: return gerg2008::nitrogen_ethane_terms;
    case Departure::methane_hydrogen: return gerg2008::methane_hydrogen_terms;
    case Departure::generalised: return gerg2008::generalised_terms;
  }
  return {};
}

/// The damping factors exp(-delta^c), by c.
constexpr std::array<int, 6> pure_dampings{0, 1, 2, 3, 5, 6};
/// The damping factors exp(-eta (delta - 1/2)^2 - beta (delta - 1/2)) after those.
struct Damping {
  double eta;
  double beta;
};
constexpr std::array<Damping, 9> pair_dampings{{{1.0, 1.0},
                                                {0.25, 2.5},
                                                {0.0, 3.0},
                                                {0.5, 2.0},
                                                {0.875, 1.25},
                                                {0.75, 1.5},
                                                {0.25, 0.75},
                                                {0.25, 1.0},
                                                {0.0, 2.0}}};
static_assert(pure_dampings.size() + pair_dampings.size() == Gerg2008Isotherm::damping_kinds);

constexpr std::size_t kind_of(int c) {
  return c == 5 ? 4 : c == 6 ? 5 : static_cast<std::size_t>(c);
}

constexpr std::size_t kind_of(const gerg2008::DepartureTerm& term) {
  if (term.eta == 0.0 && term.beta == 0.0) return 0;
  for (std::size_t i = 0; i < pair_dampings.size(); ++i)
    if (pair_dampings[i].eta == term.eta && pair_dampings[i].beta == term.beta)
      return pure_dampings.size() + i;
  return Gerg2008Isotherm::damping_kinds;  // no such damping: the check below does not compile
}
template <std::size_t N>
constexpr bool all_known(const std::array<gerg2008::DepartureTerm, N>& terms) {
  for (const auto& term : terms)
    if (kind_of(term) == Gerg2008Isotherm::damping_kinds) return false;
  return true;
}
static_assert(all_known(gerg2008::methane_nitrogen_terms));
static_assert(all_known(gerg2008::methane_carbon_dioxide_terms));
static_assert(all_known(gerg2008::methane_ethane_terms));
static_assert(all_known(gerg2008::methane_propane_terms));
static_assert(all_known(gerg2008::nitrogen_carbon_dioxide_terms));
static_assert(all_known(gerg2008::nitrogen_ethane_terms));

/// How one pair departs from the mean: x_j by x_i of a reducing function.
///
///   sum_i x_i^2 Y_i + sum_i<j 2 x_i x_j beta gamma (x_i + x_j)/(beta^2 x_i + x_j) Y_ij
double pair_share(double x_i, double x_j, double beta, double gamma) {
  return 2.0 * x_i * x_j * beta * gamma * (x_i + x_j) / (beta * beta * x_i + x_j);
}

gerg2008::Pair pair_of(std::size_t i, std::size_t j) {
  for (const auto& pair : gerg2008::pairs)
    if (pair.i == i && pair.j == j) return pair;
  return {i, j, 1.0, 1.0, 1.0, 1.0};
}

struct Reducing {
  double density_mol_m3;
  double temperature_k;
};

/// Y = 1/rho_r with Y_ij = (rho_i^(-1/3) + rho_j^(-1/3))^3/8; Y = T_r with Y_ij = sqrt(T_i T_j).
Reducing reduce(const Fractions& x) {
  double volume = 0.0, temperature_k = 0.0;  // dm3/mol
  for (std::size_t i = 0; i < component_count; ++i) {
    if (x[i] == 0.0) continue;
    const auto& a = gerg2008::criticals[i];
    volume += x[i] * x[i] / a.density_mol_dm3;
    temperature_k += x[i] * x[i] * a.temperature_k;
    for (std::size_t j = i + 1; j < component_count; ++j) {
      if (x[j] == 0.0) continue;
      const auto& b = gerg2008::criticals[j];
      const gerg2008::Pair pair = pair_of(i, j);
      const double root = 1.0 / std::cbrt(a.density_mol_dm3) + 1.0 / std::cbrt(b.density_mol_dm3);
      volume += pair_share(x[i], x[j], pair.beta_v, pair.gamma_v) * 0.125 * root * root * root;
      temperature_k += pair_share(x[i], x[j], pair.beta_t, pair.gamma_t) *
                       std::sqrt(a.temperature_k * b.temperature_k);
    }
  }
  return {1e3 / volume, temperature_k};
}

/// The series of the residual Helmholtz energy / RT and what one and two applications of T d/dT,
/// each of which multiplies a term tau^t by -t, make of it.
struct SeriesSet {
  Series a{};
  Series la{};
  Series lla{};

  void add(std::size_t kind, int d, double t, double value) {
    const auto power = static_cast<std::size_t>(d);
    a[kind][power] += value;
    la[kind][power] -= t * value;
    lla[kind][power] += t * t * value;
  }
};

SeriesSet series_of(const Gerg2008Mixture& mixture, double temperature_k) {
  SeriesSet set;
  const double log_tau = std::log(mixture.reducing_temperature_k / temperature_k);
  const Fractions& x = mixture.composition.mole_fraction;
  for (std::size_t i = 0; i < component_count; ++i) {
    if (x[i] == 0.0) continue;
    const Fluid one = fluid(i);
    for (std::size_t k = 0; k < one.n.size(); ++k) {
      const auto& [d, t, c] = one.exponents[k];
      set.add(kind_of(c), d, t, x[i] * one.n[k] * std::exp(t * log_tau));
    }
  }
  for (const auto& pair : gerg2008::departure_pairs) {
    const double share = pair.weight * x[pair.i] * x[pair.j];
    if (share == 0.0) continue;
    for (const auto& term : terms_of(pair.function))
      set.add(kind_of(term), term.d, term.t, share * term.n * std::exp(term.t * log_tau));
  }
  return set;
}

/// exp(-g) with g and its derivatives for L = delta d/d delta.
struct Exponent {
  double g;
  double first;
  double second;
};

Exponent exponent(std::size_t kind, double delta) {
  if (kind < pure_dampings.size()) {
    const int c = pure_dampings[kind];
    if (c == 0) return {0.0, 0.0, 0.0};
    double power = delta;
    for (int i = 1; i < c; ++i) power *= delta;
    return {power, c * power, c * c * power};
  }
  const auto& [eta, beta] = pair_dampings[kind - pure_dampings.size()];
  const double from_half = delta - 0.5;
  const double first = delta * (2.0 * eta * from_half + beta);
  return {(eta * from_half + beta) * from_half, first, first + 2.0 * eta * delta * delta};
}

/// f = sum_k e^(-g_k) S_k(delta), S_k a polynomial:
///   L f   = sum e^(-g) (L S - L g S)
///   L^2 f = sum e^(-g) (L^2 S - 2 L g L S + ((L g)^2 - L^2 g) S)
Curve evaluate(const Series& series, double delta) {
  std::array<double, Gerg2008Isotherm::density_powers> power{1.0};
  for (std::size_t d = 1; d < power.size(); ++d) power[d] = delta * power[d - 1];
  Curve sum{};
  for (std::size_t kind = 0; kind < series.size(); ++kind) {
    double s = 0.0, ls = 0.0, lls = 0.0;
    bool is_empty = true;
    for (std::size_t d = 1; d < power.size(); ++d) {
      if (series[kind][d] == 0.0) continue;
      is_empty = false;
      const double term = series[kind][d] * power[d];
      const auto order = static_cast<double>(d);
      s += term;
      ls += order * term;
      lls += order * order * term;
    }
    if (is_empty) continue;
    const auto [g, lg, llg] = exponent(kind, delta);
    const double damping = kind == 0 ? 1.0 : std::exp(-g);
    sum.value += damping * s;
    sum.first += damping * (ls - lg * s);
    sum.second += damping * (lls - 2.0 * lg * ls + (lg * lg - llg) * s);
  }
  return sum;
}

GasBranch branch_of(const Gerg2008Isotherm& isotherm) {
  return {[&isotherm](double delta) { return evaluate(isotherm.coefficient, delta); },
          isotherm.temperature_k,
          gas_constant_j_mol_k * isotherm.temperature_k * isotherm.reducing_density_mol_m3,
          gerg2008_pressure_pa_max, std::string("gas.gerg2008")};
}

constexpr double reference_temperature_k = 298.15;

/// ln sinh(y) or ln cosh(y) without overflow for large y.
double log_hyperbolic(double y, bool is_sinh) {
  const double small = std::exp(-2.0 * y);
  return y - std::log(2.0) + (is_sinh ? std::log1p(-small) : std::log1p(small));
}

/// Ideal gas of one component without constants of integration, y = theta/T:
///
///   a/RT = (R*/R) [-(n3 - 1) ln T + sum +-n ln hyp(y)],   + with sinh, - with cosh
IdealPart ideal_part(const aga8::IdealGas& gas, double temperature_k) {
  const double n3 = gas.heat_capacity_over_r - 1.0;
  IdealPart part{-n3 * std::log(temperature_k), -n3, 0.0};
  for (std::size_t j = 0; j < gas.weight.size(); ++j) {
    if (gas.weight[j] == 0.0) continue;
    const bool is_sinh = j % 2 == 0;
    const double y = gas.temperature_k[j] / temperature_k;
    const double slope = is_sinh ? 1.0 / std::tanh(y) : std::tanh(y);  // of ln hyp(y)
    const double hyp = is_sinh ? std::sinh(y) : std::cosh(y);
    const double weight = is_sinh ? gas.weight[j] : -gas.weight[j];
    part.value += weight * log_hyperbolic(y, is_sinh);
    part.first -= weight * y * slope;
    part.second += weight * y * slope - gas.weight[j] * (y / hyp) * (y / hyp);
  }
  constexpr double ratio = gerg2008::ideal_gas_constant_j_mol_k / gas_constant_j_mol_k;
  return {ratio * part.value, ratio * part.first, ratio * part.second};
}

/// The same for a mixture, without density and mixing.
IdealPart ideal_part(const Fractions& x, double temperature_k) {
  IdealPart sum{};
  for (std::size_t i = 0; i < component_count; ++i) {
    if (x[i] == 0.0) continue;
    const IdealPart part = ideal_part(aga8::ideal_gases[i], temperature_k);
    sum.value += x[i] * part.value;
    sum.first += x[i] * part.first;
    sum.second += x[i] * part.second;
  }
  return sum;
}

/// With density, mixing and the constants of integration.
IdealPart ideal_part(const Gerg2008Mixture& mixture, double temperature_k, double rho_mol_m3) {
  constexpr double zero_mol_m3 =
      constants::standard_atmosphere_pa / (gas_constant_j_mol_k * reference_temperature_k);
  const Fractions& x = mixture.composition.mole_fraction;
  IdealPart part = ideal_part(x, temperature_k);
  const double energy = mixture.energy_constant_k / temperature_k;
  part.value += mixture.entropy_constant + energy + std::log(rho_mol_m3 / zero_mol_m3);
  for (const double share : x)
    if (share > 0.0) part.value += share * std::log(share);
  part.first -= energy;
  part.second += energy;
  return part;
}

Error outside(double temperature_k) {
  return {Fault::bad_input, std::string("gas.gerg2008"),
          fmt::format("temperature is {} K; the equation holds for {} to {} K", temperature_k,
                      gerg2008_temperature_k_min, gerg2008_temperature_k_max),
          std::string("give a temperature inside the range; 0 degC is 273.15 K")};
}

}  // namespace

Result<Gerg2008Mixture> gerg2008_mixture(const Aga8Composition& composition) {
  if (const auto checked = check(composition); !checked) return fail(checked.error());
  const Fractions& x = composition.mole_fraction;
  Gerg2008Mixture mixture{};
  mixture.composition = composition;
  for (std::size_t i = 0; i < component_count; ++i)
    mixture.molar_mass_kg_mol += 1e-3 * x[i] * gerg2008::criticals[i].molar_mass_g_mol;
  const Reducing reducing = reduce(x);
  mixture.reducing_density_mol_m3 = reducing.density_mol_m3;
  mixture.reducing_temperature_k = reducing.temperature_k;
  // u = -RT0 and s = 0 at the reference state: there h = u + RT0 = 0.
  const IdealPart raw = ideal_part(x, reference_temperature_k);
  mixture.energy_constant_k = reference_temperature_k * (raw.first - 1.0);
  mixture.entropy_constant = -1.0 - raw.value - mixture.energy_constant_k / reference_temperature_k;
  return mixture;
}

Result<Gerg2008Isotherm> Gerg2008Mixture::isotherm(double temperature_k) const {
  if (!(temperature_k >= gerg2008_temperature_k_min) ||
      !(temperature_k <= gerg2008_temperature_k_max))
    return fail(outside(temperature_k));
  return Gerg2008Isotherm{temperature_k, reducing_density_mol_m3,
                          series_of(*this, temperature_k).a};
}

double Gerg2008Isotherm::compressibility_at_density(double molar_density_mol_m3) const {
  return 1.0 + evaluate(coefficient, molar_density_mol_m3 / reducing_density_mol_m3).first;
}

Result<double> Gerg2008Isotherm::molar_density_mol_m3(double pressure_pa) const {
  return root_at(branch_of(*this), pressure_pa).map([&](double delta) {
    return delta * reducing_density_mol_m3;
  });
}

Result<double> Gerg2008Isotherm::compressibility(double pressure_pa) const {
  return root_at(branch_of(*this), pressure_pa).map([&](double delta) {
    return 1.0 + evaluate(coefficient, delta).first;
  });
}

Result<double> Gerg2008Mixture::molar_density_mol_m3(double pressure_pa,
                                                     double temperature_k) const {
  const auto at_temperature = isotherm(temperature_k);
  if (!at_temperature) return fail(at_temperature.error());
  return at_temperature->molar_density_mol_m3(pressure_pa);
}

Result<double> Gerg2008Mixture::compressibility(double pressure_pa, double temperature_k) const {
  const auto at_temperature = isotherm(temperature_k);
  if (!at_temperature) return fail(at_temperature.error());
  return at_temperature->compressibility(pressure_pa);
}

GasState Gerg2008Mixture::state_at_density(double molar_density_mol_m3,
                                           double temperature_k) const {
  const SeriesSet set = series_of(*this, temperature_k);
  const double delta = molar_density_mol_m3 / reducing_density_mol_m3;
  return state_of({gas_constant_j_mol_k, molar_mass_kg_mol}, temperature_k, molar_density_mol_m3,
                  ideal_part(*this, temperature_k, molar_density_mol_m3),
                  {evaluate(set.a, delta), evaluate(set.la, delta), evaluate(set.lla, delta)});
}

Result<GasState> Gerg2008Mixture::state(double pressure_pa, double temperature_k) const {
  const auto density = molar_density_mol_m3(pressure_pa, temperature_k);
  if (!density) return fail(density.error());
  if (!(*density > 0.0)) {
    return fail(Fault::bad_input, "gas.gerg2008",
                fmt::format("pressure is {} Pa; it must be positive", pressure_pa),
                "entropy and Joule-Thomson coefficient need a gas of some density");
  }
  return state_at_density(*density, temperature_k);
}

double gerg2008_ideal_heat_capacity_j_mol_k(const Aga8Composition& composition,
                                            double temperature_k) {
  const IdealPart ideal = ideal_part(composition.mole_fraction, temperature_k);
  return gas_constant_j_mol_k * (1.0 - ideal.first - ideal.second);
}

}  // namespace landbridge::gas
