#include "landbridge/gas/gas_limits.hpp"

#include <cmath>

namespace landbridge::gas {

namespace {
constexpr double pascal_per_psi = 6894.757293168361;  // exact by definition of pound and inch
constexpr double zero_celsius_k = 273.15;

/// Over liquid water [Pa], 6.1121 mbar exp((18.678 - t/234.5) t/(257.14 + t)) [buck1981].
double water_vapour_pressure_pa(double temperature_k) {
  const double t = temperature_k - zero_celsius_k;
  return 611.21 * std::exp((18.678 - t / 234.5) * t / (257.14 + t));
}
}  // namespace

double hydrate_temperature_k(double pressure_pa, double relative_density) {
  const double log_p = std::log(pressure_pa / pascal_per_psi);
  const double log_g = std::log(relative_density);
  const double fahrenheit = 13.47 * log_p + 34.27 * log_g - 1.675 * log_p * log_g - 20.35;
  return (fahrenheit - 32.0) / 1.8 + 273.15;
}

double erosional_velocity_m_s(double density_kg_m3) { return 122.0 / std::sqrt(density_kg_m3); }

double water_content_kg_m3(double pressure_pa, double temperature_k) {
  constexpr double kg_m3_per_lb_mmscf = 0.45359237 / 28316.846592;  // million standard cubic feet
  const double fahrenheit = 1.8 * (temperature_k - zero_celsius_k) + 32.0;
  const double real_gas = std::pow(10.0, 6.69449 - 3083.87 / (459.6 + fahrenheit));
  const double ideal = 47484.0 * water_vapour_pressure_pa(temperature_k) / pressure_pa;
  return (ideal + real_gas) * kg_m3_per_lb_mmscf;
}

double water_dew_point_k(double pressure_pa, double content_kg_m3) {
  double low_k = 200.0, high_k = 450.0;
  constexpr int halvings = 28;
  for (int i = 0; i < halvings; ++i) {
    const double middle_k = 0.5 * (low_k + high_k);
    (water_content_kg_m3(pressure_pa, middle_k) < content_kg_m3 ? low_k : high_k) = middle_k;
  }
  return 0.5 * (low_k + high_k);
}

}  // namespace landbridge::gas
