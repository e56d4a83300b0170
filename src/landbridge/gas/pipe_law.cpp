#include "landbridge/gas/pipe_law.hpp"

#include <cmath>
#include <numbers>

namespace landbridge::gas {
namespace {

double circle_m2(double diameter_m) { return std::numbers::pi / 4.0 * diameter_m * diameter_m; }

}  // namespace

PipeLaw law_of(const Pipe& pipe, const Gas& gas, Friction friction, double rise_m) {
  PipeLaw law;
  const double gas_constant = specific_gas_constant_j_kg_k(gas);
  const double own_k = pipe.ground_temperature.si();
  law.temperature_k = own_k > 0.0 ? own_k : gas.temperature.si();
  law.has_own_temperature =
      law.temperature_k != gas.temperature.si() && depends_on_temperature(gas.eos);
  law.diameter_m = pipe.diameter.si();
  law.roughness_m = pipe.roughness.si();
  law.friction = friction;
  law.area_m2 = circle_m2(law.diameter_m) * pipe.parallel_lines.si();
  law.base_pa2_s2_kg2 = pipe.length.si() * gas_constant * law.temperature_k /
                        (2.0 * law.diameter_m * law.area_m2 * law.area_m2);
  law.reynolds_s_kg =
      reynolds_number(1.0, law.diameter_m, gas.viscosity.si()) / pipe.parallel_lines.si();
  law.height_term = constants::standard_gravity_m_s2 * rise_m / (gas_constant * law.temperature_k);
  if (pipe.friction_factor.si() > 0.0)
    law.fixed_factor = pipe.friction_factor.si();
  else if (friction == Friction::nikuradse)
    law.fixed_factor = friction_factor(friction, law.diameter_m, law.roughness_m, 0.0);
  return law;
}

PipeLaw law_of(const Resistor& resistor, const Gas& gas) {
  PipeLaw law;
  law.temperature_k = gas.temperature.si();
  law.diameter_m = resistor.diameter.si();
  law.area_m2 = circle_m2(law.diameter_m);
  law.fixed_factor = resistor.drag_factor.si();
  law.base_pa2_s2_kg2 =
      specific_gas_constant_j_kg_k(gas) * law.temperature_k / (2.0 * law.area_m2 * law.area_m2);
  return law;
}

PotentialDrop potential_drop(const PipeLaw& law, double flow_kg_s) {
  const double size_kg_s = std::abs(flow_kg_s);
  if (law.fixed_factor > 0.0) {
    const double resistance = law.base_pa2_s2_kg2 * law.fixed_factor;
    return {resistance * flow_kg_s * size_kg_s, 2.0 * resistance * size_kg_s, law.fixed_factor};
  }
  const double reynolds = size_kg_s * law.reynolds_s_kg;
  constexpr double laminar_reynolds = 100.0;  // any in the laminar range: lambda |m| is constant
  if (reynolds < laminar_reynolds) {
    const double slope = law.base_pa2_s2_kg2 * 64.0 / law.reynolds_s_kg;
    return {slope * flow_kg_s, slope, 64.0 / reynolds};
  }
  const FrictionSlope friction =
      friction_with_slope(law.friction, law.diameter_m, law.roughness_m, reynolds);
  return {
      law.base_pa2_s2_kg2 * friction.factor * flow_kg_s * size_kg_s,
      law.base_pa2_s2_kg2 * size_kg_s * (2.0 * friction.factor + friction.slope_by_log_reynolds),
      friction.factor};
}

double own_compressibility(const PipeLaw& law, const Gas& gas, double pressure_pa) {
  return law.own_z != nullptr ? (*law.own_z)(pressure_pa)
                              : compressibility(gas, pressure_pa, law.temperature_k);
}

StateFactors state_factors(const PipeLaw& law, const Gas& gas, const Potential& potential,
                           double phi_from_pa2, double phi_to_pa2) {
  if (!law.depends_on_state()) return {};
  const double mean_pa2 = 0.5 * (phi_from_pa2 + phi_to_pa2);
  double curvature = 2.0 / potential.compressibility(0.0);
  double z_over_z = 1.0;
  if (mean_pa2 > 0.0) {
    const double p_pa = potential.pressure_pa(mean_pa2);
    const double z = potential.compressibility(p_pa);
    const double slope_pa = p_pa / z;
    curvature = slope_pa * slope_pa / mean_pa2;
    if (law.has_own_temperature) z_over_z = own_compressibility(law, gas, p_pa) / z;
  }
  const double half = 0.5 * curvature / z_over_z * law.height_term;
  const double sinhc = std::abs(half) < 1e-8 ? 1.0 : std::sinh(half) / half;
  return {std::exp(-half), std::exp(half), sinhc * z_over_z};
}

double phi_at_to(const PipeLaw& law, const Gas& gas, const Potential& potential,
                 double phi_from_pa2, double flow_kg_s) {
  const double drop_pa2 = potential_drop(law, flow_kg_s).value_pa2;
  double phi_to_pa2 = phi_from_pa2 - drop_pa2;
  if (!law.depends_on_state()) return phi_to_pa2;
  // The map contracts; the secant of its change gets to rounding in half as many steps.
  constexpr int iteration_limit = 40;
  constexpr double flattest = -0.2;  // of the change over phi; a contraction has about -1
  double phi_before_pa2 = 0.0, change_before_pa2 = 0.0;
  for (int iteration = 0; iteration < iteration_limit; ++iteration) {
    const StateFactors f = state_factors(law, gas, potential, phi_from_pa2, phi_to_pa2);
    const double change_pa2 = (phi_from_pa2 * f.from - drop_pa2 * f.drop) / f.to - phi_to_pa2;
    if (std::abs(change_pa2) <= 1e-15 * std::abs(phi_from_pa2)) return phi_to_pa2 + change_pa2;
    double step_pa2 = change_pa2;
    if (iteration > 0 && phi_to_pa2 != phi_before_pa2) {
      const double slope = (change_pa2 - change_before_pa2) / (phi_to_pa2 - phi_before_pa2);
      if (slope < flattest) step_pa2 = -change_pa2 / slope;
    }
    phi_before_pa2 = phi_to_pa2;
    change_before_pa2 = change_pa2;
    phi_to_pa2 += step_pa2;
    if (iteration > 1 && std::abs(step_pa2) <= 1e-11 * std::abs(phi_from_pa2)) break;
  }
  return phi_to_pa2;
}

double phi_at_from(const PipeLaw& law, const Gas& gas, const Potential& potential,
                   double phi_to_pa2, double flow_kg_s) {
  PipeLaw reversed = law;
  reversed.height_term = -law.height_term;
  return phi_at_to(reversed, gas, potential, phi_to_pa2, -flow_kg_s);
}

double flow_between(const PipeLaw& law, const Gas& gas, const Potential& potential,
                    double phi_from_pa2, double phi_to_pa2) {
  const StateFactors f = state_factors(law, gas, potential, phi_from_pa2, phi_to_pa2);
  const double wanted_pa2 = (phi_from_pa2 * f.from - phi_to_pa2 * f.to) / f.drop;
  if (wanted_pa2 == 0.0) return 0.0;
  const double factor = law.fixed_factor > 0.0 ? law.fixed_factor : 0.01;
  double flow_kg_s =
      std::copysign(std::sqrt(std::abs(wanted_pa2) / (factor * law.base_pa2_s2_kg2)), wanted_pa2);
  constexpr int iteration_limit = 60;
  for (int iteration = 0; iteration < iteration_limit; ++iteration) {
    const PotentialDrop drop = potential_drop(law, flow_kg_s);
    const double step_kg_s = (drop.value_pa2 - wanted_pa2) / drop.slope_pa2_s_kg;
    flow_kg_s -= step_kg_s;
    if (std::abs(step_kg_s) <= 1e-15 * std::abs(flow_kg_s)) break;
  }
  return flow_kg_s;
}

}  // namespace landbridge::gas
