#pragma once

#include "landbridge/base/result.hpp"

/// Flow of one horizontal pipe by the formulas of the gas industry, each in one closed form,
/// and the
/// full isothermal equation with its choking limit.
namespace landbridge::gas {

enum class FlowFormula {
  panhandle_a,
  panhandle_b,
  weymouth,
  spitzglass_high,
  oliphant,
  fritzsche,
  mueller,
  igt,
};

/// A pipe between two absolute pressures.
struct FormulaPipe {
  double length_m = 0.0;
  double diameter_m = 0.0;  ///< inner
  double inlet_pressure_pa = 0.0;
  double outlet_pressure_pa = 0.0;
  double relative_density = 0.6;      ///< air = 1
  double temperature_k = 288.7;       ///< mean of the gas
  double compressibility = 1.0;       ///< mean
  double efficiency = 1.0;            ///< of the line
  double viscosity_pa_s = 1e-5;       ///< mueller and igt
  double base_temperature_k = 288.7;  ///< of the volume that is counted
  double base_pressure_pa = 101325.0;
};

/// Volume flow at the base state [m3/s].
///
///   panhandle_a      158.02053 E (Tb/Pb)^1.0788 [S/G^0.8539]^0.5394 D^2.6182
///   panhandle_b      152.88116 E (Tb/Pb)^1.02 [S/G^0.961]^0.51 D^2.53
///   weymouth         137.32958 E (Tb/Pb) [S/G]^0.5 D^2.667
///   spitzglass_high  125.1060 E (Tb/Pb) [S/(G (1 + 0.09144/D + 150 D/127))]^0.5 D^2.5
///   fritzsche        93.5001 E (Tb/Pb) [S/G^0.8587]^0.538 D^2.69
///   mueller          15.7745 E (Tb/Pb) [S/G^0.7391]^0.575 D^2.725 mu^-0.15
///   igt              24.6241 E (Tb/Pb) [S/G^0.8]^(5/9) D^(8/3) mu^(-1/9)
///   oliphant         42 E (d^2.5 + d^3/30) (14.4/Pb) (Tb/520) [s 0.6/G 520/T]^0.5 ft3/h
///
///   S = (p1^2 - p2^2)/(L T Z)   p  pressure [Pa]   L, D  length, inner diameter [m]   T  [K]
///   Z  compressibility [1]   G  relative density [1]   E  efficiency of the line [1]
///   mu  viscosity [Pa s]   Tb, Pb  temperature [K] and pressure [Pa] of the base state
///   oliphant in its own units: d inch, psi, degrees Rankine, s = (p1^2 - p2^2)/length [psi2/mile]
///
/// Valid for p1 > p2 and turbulent flow of natural gas in long lines. The last digits of the
/// constants of fritzsche, mueller and igt are those of the worked example of [crane2009, 7-18] as
/// programs have it; printed constants differ in the fourth digit. Sources: [menon2005, ch. 2],
/// [coelho2007].
Result<double> formula_flow_m3_s(FlowFormula formula, const FormulaPipe& pipe);

/// Isothermal flow in a pipe with the change of the gas's velocity.
struct IsothermalPipe {
  double zrt_j_kg = 0.0;         ///< Z Rs T
  double friction_factor = 0.0;  ///< Darcy
  double length_m = 0.0;
  double diameter_m = 0.0;
};

/// Mass flow between two pressures [kg/s]:
///
///   m = A sqrt( (p1^2 - p2^2) / (Z Rs T (lambda L/D + 2 ln(p1/p2))) )
///
/// Fails where p2 is below the choking pressure. Source: [crane2009, eq. 1-6].
Result<double> isothermal_flow_kg_s(const IsothermalPipe& pipe, double inlet_pa, double outlet_pa);

/// The outlet pressure [Pa] with the largest flow: there the velocity is sqrt(Z Rs T), that is
///
///   (p1/p2)^2 - 1 = lambda L/D + 2 ln(p1/p2)
double choking_pressure_pa(const IsothermalPipe& pipe, double inlet_pa);

}  // namespace landbridge::gas
