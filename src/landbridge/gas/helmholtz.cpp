#include "landbridge/gas/helmholtz.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

namespace landbridge::gas {
namespace {

constexpr int max_density_iterations = 300;
constexpr double max_log_step = 0.25;    ///< of ln D while no upper bound is known
constexpr double first_guess_max = 2.0;  ///< D of a liquid: above it no gas
constexpr double last_log_step = 1e-9;   ///< after a Newton step this small comes rounding
constexpr double rise_spacing = 0.04;    ///< of D; a fall of p over less goes unseen
constexpr double rise_places_min = 4.0;

/// (dp/drho)_T / RT.
double slope_at(const GasBranch& branch, double reduced_density) {
  const Curve f = branch.curve(reduced_density);
  return 1.0 + f.first + f.second;
}

/// Whether the pressure rises all the way from zero density: the gas branch of an isotherm.
bool rises_up_to(const GasBranch& branch, double reduced_density) {
  const double places = std::max(rise_places_min, std::ceil(reduced_density / rise_spacing));
  for (double i = 1.0; i <= places; ++i) {
    if (!(slope_at(branch, reduced_density * i / places) > 0.0)) return false;
  }
  return true;
}

/// Where to look for a density: the pressure is too low at `lower` and too high at `upper`.
struct Bracket {
  double lower;
  double upper;
  double start;
};

/// Solves D Z(D) = ideal by Newton's method in ln D, which may not leave the bracket found so far;
/// while only its lower end is known steps are short, so that it cannot jump over a root. Nothing
/// is returned where the pressure falls before it is reached.
std::optional<double> find_root(const GasBranch& branch, double ideal, Bracket bracket) {
  auto& [lower, upper, density] = bracket;
  for (int i = 0; i < max_density_iterations; ++i) {
    const Curve f = branch.curve(density);
    const double z = 1.0 + f.first;
    const double slope = z + f.second;
    const bool is_below = density * z < ideal;
    (is_below ? lower : upper) = density;
    const bool is_rising = z > 0.0 && slope > 0.0;
    if (is_below && !is_rising) return std::nullopt;
    const double step = is_rising ? std::log(ideal / (density * z)) * z / slope : -max_log_step;
    if (is_rising && std::abs(step) < last_log_step) return density * std::exp(step);
    double next = density * std::exp(std::isinf(upper) ? std::min(step, max_log_step) : step);
    if (!(next > lower && next < upper)) {
      next = lower > 0.0 ? std::sqrt(lower) * std::sqrt(upper) : 0.5 * upper;
    }
    if (!(next > lower && next < upper)) return density;
    density = next;
  }
  return std::nullopt;
}

/// The slow and safe way: walks up from (almost) zero density until the pressure is reached, which
/// brackets the root, or until it falls: there the gas ends.
Result<double> walk_to_root(const GasBranch& branch, double ideal) {
  constexpr double first = 1e-12, growth = 1.01, last = 50.0;
  double reduced_density = std::min(first, 0.5 * ideal);
  double reached = 0.0;  // D Z, the pressure in units of the branch
  while (reduced_density < last && reached < ideal) {
    const Curve f = branch.curve(reduced_density);
    if (!(1.0 + f.first + f.second > 0.0)) break;
    reached = reduced_density * (1.0 + f.first);
    reduced_density *= growth;
  }
  const double upper = reduced_density / growth;
  if (reached >= ideal) {
    const auto root = find_root(branch, ideal, {upper / growth, upper, upper});
    if (root) return *root;
  }
  return fail(Fault::infeasible, branch.place,
              fmt::format("no gas at {:.6g} bar and {:.5g} K: with this composition the equation's "
                          "gas ends at {:.3g} bar",
                          ideal * branch.pascal * 1e-5, branch.temperature_k,
                          reached * branch.pascal * 1e-5),
              "the gas condenses, or it is far from natural gas; warm it, lower the pressure or "
              "check the mole fractions");
}

}  // namespace

Result<double> root_at(const GasBranch& branch, double pressure_pa) {
  if (!(pressure_pa >= 0.0) || !(pressure_pa <= branch.pressure_pa_max)) {
    return fail(Fault::bad_input, branch.place,
                fmt::format("pressure is {} Pa; the equation holds for 0 to {} Pa", pressure_pa,
                            branch.pressure_pa_max),
                "give an absolute pressure inside the range");
  }
  const double ideal = pressure_pa / branch.pascal;
  if (ideal < std::numeric_limits<double>::min()) return ideal;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto root = find_root(branch, ideal, {0.0, infinity, std::min(ideal, first_guess_max)});
  if (root && rises_up_to(branch, *root)) return *root;
  return walk_to_root(branch, ideal);
}

GasState state_of(const Mixture& mixture, double temperature_k, double rho_mol_m3,
                  const IdealPart& ideal, const ResidualPart& residual) {
  const double r = mixture.gas_constant_j_mol_k;
  const double rt_j_mol = r * temperature_k;
  const auto& [a, la, lla] = residual;
  const double z = 1.0 + a.first;
  const double slope = z + a.second;
  const double heating = z + la.first;
  const double cv = -r * (ideal.first + ideal.second + la.value + lla.value);
  const double cp = cv + r * heating * heating / slope;
  const double u_j_mol = -rt_j_mol * (ideal.first + la.value);
  const double w2_m2_s2 = cp / cv * rt_j_mol * slope / mixture.molar_mass_kg_mol;
  return {.molar_density_mol_m3 = rho_mol_m3,
          .compressibility = z,
          .pressure_by_density_j_mol = rt_j_mol * slope,
          .pressure_by_temperature_pa_k = rho_mol_m3 * r * heating,
          .internal_energy_j_mol = u_j_mol,
          .enthalpy_j_mol = u_j_mol + z * rt_j_mol,
          .entropy_j_mol_k = -r * (ideal.value + ideal.first + a.value + la.value),
          .isochoric_heat_capacity_j_mol_k = cv,
          .isobaric_heat_capacity_j_mol_k = cp,
          .speed_of_sound_m_s = std::sqrt(w2_m2_s2),
          .joule_thomson_k_pa = (la.first - a.second) / slope / (rho_mol_m3 * cp),
          .isentropic_exponent = w2_m2_s2 * mixture.molar_mass_kg_mol / (z * rt_j_mol)};
}

}  // namespace landbridge::gas
