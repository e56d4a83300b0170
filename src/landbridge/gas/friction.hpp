#pragma once

#include <span>
#include <string>
#include <string_view>

namespace landbridge::gas {

/// Which law gives the Darcy friction factor of a pipe.
enum class Friction {
  nikuradse,  ///< rough wall, no influence of the flow
  colebrook,  ///< Colebrook-White, smooth to rough
  hofer,      ///< Hofer's explicit form of Colebrook-White
  constant,   ///< every pipe states its own factor
  swamee_jain,
  haaland,
  aga,          ///< the larger of fully rough and smooth with drag
  panhandle_a,  ///< powers of the Reynolds number, smooth pipe
  panhandle_b,
  igt,
  mueller,
  fritzsche,
  weymouth,    ///< of the diameter alone
  spitzglass,  ///< of the diameter alone
};

/// All laws, in the order above.
std::span<const Friction> friction_laws();
/// "nikuradse, colebrook, ..." for messages.
std::string friction_law_names();

/// "nikuradse", "colebrook", ...: as above.
std::string_view name_of(Friction law);

/// Darcy friction factor lambda [1].
///
///   nikuradse  lambda = (2 log10(D/k) + 1.138)^-2
///   colebrook  1/sqrt(lambda) = -2 log10(2.51/(Re sqrt(lambda)) + k/(3.71 D))
///   hofer      lambda = (-2 log10(4.518/Re log10(Re/7) + k/(3.71 D)))^-2
///
///   swamee_jain  lambda = 0.25 log10(k/(3.7 D) + 5.74/Re^0.9)^-2
///   haaland      1/sqrt(lambda) = -1.8 log10(6.9/Re + (k/(3.7 D))^1.11)
///   aga          F = min(4 log10(3.7 D/k), 4 c log10(Re/(1.4125 F_s))),  F_s = 4
///     log10(Re/F_s) - 0.6
///   panhandle_a  F = 6.872 Re^0.07305      panhandle_b  F = 16.49 Re^0.01961
///   igt          F = 4.619 Re^0.1          mueller      F = 3.35 Re^0.13
///   fritzsche    F = 5.145 (Re d)^0.071
///   weymouth     F = 11.19 d^(1/6)         spitzglass   F = sqrt(354/(1 + 3.6/d + 0.03 d))
///
///   F = 2/sqrt(lambda)  transmission factor [1]   c = 0.96  drag factor of bends and fittings [1]
///   d  inner diameter [inch]
///   D  inner diameter [m]   k  roughness [m]   Re = |m| D / (A mu)  Reynolds number [1]
///
/// Valid: nikuradse and aga for k > 0, nikuradse for fully rough flow, the others for turbulent
/// flow; the laws of power form are fits to gas lines of the first half of the twentieth century,
/// panhandle_a for 4e6 < Re < 4e7, panhandle_b above, without an efficiency of the line.
/// Below
/// Re = 2320 all but nikuradse give 64/Re (laminar), and between 2320 and 4000 the straight
/// line in Re between
/// the two ends, so that lambda is continuous. Sources: [schmidt2017], [colebrook1939],
/// [hofer1973], [fuegenschuh2015], [swamee1976], [haaland1983], [menon2005, ch. 2], [coelho2007].
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
