#pragma once

#include <algorithm>
#include <cmath>

#include "landbridge/base/units.hpp"

/// The one integrator of momentum and energy along a pipe; design and thermal networks call it.
namespace landbridge::gas {

/// The constants of one pipe and one flow; SI.
struct PipeWalkTerms {
  double friction = 0.0;           ///< lambda m^2 / (D A^2 n^2 E^2) [kg2/(s2 m5)]
  double exchange_j_kg_m_k = 0.0;  ///< U pi D n / m
  double ground_temperature_k = 0.0;
  double lift_m_s2 = 0.0;  ///< g dz/dx
  double vanished_pressure_pa = 1e4;
  bool follows_gas_at_rest = false;  ///< also integrates the pressure of the same gas without flow
};

/// The state on the way, with integrals over the distance walked.
struct PipeWalkState {
  double square = 0.0;                ///< p^2 [Pa2]
  double temperature = 0.0;           ///< T [K]
  double static_square = 0.0;         ///< p^2 of the gas at rest [Pa2]
  double heat_j_kg = 0.0;             ///< given to the ground
  double temperature_integral = 0.0;  ///< [K m]

  PipeWalkState plus(const PipeWalkState& slope, double step) const {
    return {square + step * slope.square, temperature + step * slope.temperature,
            static_square + step * slope.static_square, heat_j_kg + step * slope.heat_j_kg,
            temperature_integral + step * slope.temperature_integral};
  }
};

/// The slopes dh/dp [J/(kg Pa)] and dh/dT [J/(kg K)] of the enthalpy.
struct EnthalpySlopes {
  double by_p = 0.0;
  double by_t = 0.0;
};

/// Momentum and energy along one pipe:
///
///   d(p^2)/dx = - lambda m^2 Z Rs T / (D A^2 n^2 E^2) - 2 g p^2 / (Z Rs T) dz/dx
///   d(h + g z)/dx = - U pi D n (T - T_g) / m,       h = h(p, T)
///
///   p  pressure [Pa]   T  gas temperature [K]   h  specific enthalpy [J/kg]   x  distance [m]
///   m  mass flow of all lines [kg/s]   n  number of lines   z  height [m]   T_g  ground [K]
///   U  overall heat transfer [W/(m2 K)] over the surface of diameter D   A  inner area [m2]
///   E  hydraulic efficiency [1]   lambda  Darcy friction factor [1]   Z  compressibility [1]
///
/// h(p, T) brings the Joule-Thomson effect with it. The change of kinetic energy is left out
/// (below 0.1 % of the pressure drop at 20 m/s and 50 km). Classical Runge-Kutta, fourth order, in
/// p^2 and T. `Properties` has zrt_j_kg(p, T), that is Z Rs T, and enthalpy_slopes(p, T).
/// Sources: [menon2005, ch. 2-4], [koch2015, ch. 2].
template <class Properties>
class PipeWalk {
 public:
  PipeWalk(const PipeWalkTerms& terms, const Properties& properties)
      : terms_(terms), properties_(properties) {}

  PipeWalkState step(const PipeWalkState& w, double step_m) const {
    const PipeWalkState k1 = slope(w);
    const PipeWalkState k2 = slope(w.plus(k1, 0.5 * step_m));
    const PipeWalkState k3 = slope(w.plus(k2, 0.5 * step_m));
    const PipeWalkState k4 = slope(w.plus(k3, step_m));
    return w.plus(k1, step_m / 6.0)
        .plus(k2, step_m / 3.0)
        .plus(k3, step_m / 3.0)
        .plus(k4, step_m / 6.0);
  }

  /// False where the pressure has vanished on the way.
  bool has_pressure(const PipeWalkState& w) const {
    return w.square > terms_.vanished_pressure_pa * terms_.vanished_pressure_pa;
  }

 private:
  PipeWalkState slope(const PipeWalkState& w) const {
    const PipeWalkTerms& t = terms_;
    const double p = std::sqrt(std::max(w.square, t.vanished_pressure_pa * t.vanished_pressure_pa));
    const double zrt_j_kg = properties_.zrt_j_kg(p, w.temperature);
    const double square = -t.friction * zrt_j_kg - 2.0 * p * p * t.lift_m_s2 / zrt_j_kg;
    const EnthalpySlopes h = properties_.enthalpy_slopes(p, w.temperature);
    const double heat = t.exchange_j_kg_m_k * (w.temperature - t.ground_temperature_k);
    const double slope_k_m = (-heat - t.lift_m_s2 - h.by_p * square / (2.0 * p)) / h.by_t;
    double at_rest = 0.0;
    if (t.follows_gas_at_rest && t.lift_m_s2 != 0.0) {
      const double rest_square = std::max(w.static_square, t.vanished_pressure_pa);
      at_rest = -2.0 * rest_square * t.lift_m_s2 /
                properties_.zrt_j_kg(std::sqrt(rest_square), w.temperature);
    }
    return {square, slope_k_m, at_rest, heat, w.temperature};
  }

  PipeWalkTerms terms_;
  const Properties& properties_;
};

}  // namespace landbridge::gas
