#pragma once

#include <string_view>

namespace landbridge::gas {

/// Which law gives the Darcy friction factor of a pipe.
enum class Friction {
  nikuradse,  ///< rough wall, no influence of the flow
  colebrook,  ///< Colebrook-White, smooth to rough
  hofer,      ///< Hofer's explicit form of Colebrook-White
  constant,   ///< every pipe states its own factor
};

/// "nikuradse", "colebrook", "hofer", "constant".
std::string_view name_of(Friction law);

/// Darcy friction factor lambda [1].
///
///   nikuradse  lambda = (2 log10(D/k) + 1.138)^-2
///   colebrook  1/sqrt(lambda) = -2 log10(2.51/(Re sqrt(lambda)) + k/(3.71 D))
///   hofer      lambda = (-2 log10(4.518/Re log10(Re/7) + k/(3.71 D)))^-2
///
///   D  inner diameter [m]   k  roughness [m]   Re = |m| D / (A mu)  Reynolds number [1]
///
/// Valid: nikuradse for k > 0 and fully rough flow; colebrook and hofer for turbulent flow. Below
/// Re = 2320 both give 64/Re (laminar), and between 2320 and 4000 the straight line in Re between
/// the two ends, so that lambda is continuous. Sources: [schmidt2017], [colebrook1939],
/// [hofer1973], [fuegenschuh2015].
double friction_factor(Friction law, double diameter_m, double roughness_m, double reynolds);

/// lambda and how it changes with the flow.
struct FrictionSlope {
  double factor = 0.0;
  double slope_by_log_reynolds = 0.0;  ///< d lambda / d ln Re
};
FrictionSlope friction_with_slope(Friction law, double diameter_m, double roughness_m,
                                  double reynolds);

/// Reynolds number of a mass flow [kg/s] in a round pipe: 4 |m| / (pi D mu).
double reynolds_number(double flow_kg_s, double diameter_m, double viscosity_pa_s);

}  // namespace landbridge::gas
