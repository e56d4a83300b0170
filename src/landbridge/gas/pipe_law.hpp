#pragma once

#include "landbridge/gas/friction.hpp"
#include "landbridge/gas/gas.hpp"
#include "landbridge/gas/links.hpp"
#include "landbridge/gas/potential.hpp"
#include "landbridge/gas/z_curve.hpp"

namespace landbridge::gas {

/// A pipe or a resistor by drag, ready for solvers: SI doubles, lambda apart.
///
///   phi_a e^(-s/2) - phi_b e^(s/2) = c lambda(m) m|m| f,   f = sinh(s/2)/(s/2) Z(T_pipe)/Z(T)
///
///   c  L Rs T_pipe/(2 D A^2 n^2) [Pa^2 s^2/kg^2]   f  [1]
///   s  see Pipe; Z(T_pipe)/Z(T) at the mean pressure turns the potential of the network's
///      temperature into that of the pipe's (exact for a pressure-independent ratio)
struct PipeLaw {
  double base_pa2_s2_kg2 = 0.0;  ///< c, for lambda = 1
  double fixed_factor = 0.0;     ///< lambda, or zero where it follows from the flow
  Friction friction = Friction::nikuradse;
  double diameter_m = 0.0;
  double roughness_m = 0.0;
  double reynolds_s_kg = 0.0;  ///< Re per kg/s
  double area_m2 = 0.0;        ///< of all lines
  double temperature_k = 0.0;
  double height_term = 0.0;          ///< g (h_b - h_a)/(Rs T) [1]
  bool has_own_temperature = false;  ///< and Z changes with it
  const ZCurve* own_z = nullptr;     ///< Z at the own temperature; null: from the gas
  bool depends_on_state() const { return height_term != 0.0 || has_own_temperature; }
};

PipeLaw law_of(const Pipe& pipe, const Gas& gas, Friction friction, double rise_m);
PipeLaw law_of(const Resistor& resistor, const Gas& gas);

/// g(m) = c lambda(m) m|m| and its derivative.
struct PotentialDrop {
  double value_pa2 = 0.0;
  double slope_pa2_s_kg = 0.0;
  double factor = 0.0;  ///< lambda
};
PotentialDrop potential_drop(const PipeLaw& law, double flow_kg_s);

/// Z at the temperature of a pipe that has its own.
double own_compressibility(const PipeLaw& law, const Gas& gas, double pressure_pa);

/// The three numbers that depend weakly on the state; lagged in the iterations.
struct StateFactors {
  double from = 1.0;  ///< e^(-s/2)
  double to = 1.0;    ///< e^(s/2)
  double drop = 1.0;  ///< f
};
StateFactors state_factors(const PipeLaw& law, const Gas& gas, const Potential& potential,
                           double phi_from_pa2, double phi_to_pa2);

/// The potential at `to` (or at `from`) for a known flow; closes the lag to rounding.
double phi_at_to(const PipeLaw& law, const Gas& gas, const Potential& potential,
                 double phi_from_pa2, double flow_kg_s);
double phi_at_from(const PipeLaw& law, const Gas& gas, const Potential& potential,
                   double phi_to_pa2, double flow_kg_s);

/// The flow of a pipe between two known potentials.
double flow_between(const PipeLaw& law, const Gas& gas, const Potential& potential,
                    double phi_from_pa2, double phi_to_pa2);

}  // namespace landbridge::gas
