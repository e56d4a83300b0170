#include "landbridge/gas/gas_limits.hpp"

#include <cmath>

namespace landbridge::gas {

double hydrate_temperature_k(double pressure_pa, double relative_density) {
  constexpr double pascal_per_psi = 6894.757293168361;  // exact by definition of pound and inch
  const double log_p = std::log(pressure_pa / pascal_per_psi);
  const double log_g = std::log(relative_density);
  const double fahrenheit = 13.47 * log_p + 34.27 * log_g - 1.675 * log_p * log_g - 20.35;
  return (fahrenheit - 32.0) / 1.8 + 273.15;
}

double erosional_velocity_m_s(double density_kg_m3) { return 122.0 / std::sqrt(density_kg_m3); }

}  // namespace landbridge::gas
