#pragma once

namespace landbridge::gas {

/// What a machine meets at its inlet.
struct CompressorInlet {
  double compressibility = 1.0;
  double specific_gas_constant_j_kg_k = 0.0;
  double temperature_k = 0.0;
  double isentropic_exponent = 1.3;
};

/// Specific isentropic head [J/kg] for a pressure ratio r = p_out/p_in >= 1.
///
///   H = Z Rs T k/(k-1) (r^((k-1)/k) - 1)
///
///   Z  compressibility at the inlet [1]   Rs  specific gas constant [J/(kg K)]
///   T  inlet temperature [K]   k  isentropic exponent [1]; k = 1 gives Z Rs T ln r
///
/// Valid for one stage without cooling between stages. Source: [menon2005, ch. 4],
/// [fuegenschuh2015].
double isentropic_head_j_kg(const CompressorInlet& inlet, double pressure_ratio);

/// Shaft power [W] of a mass flow [kg/s]: P = m H / eta, eta the isentropic efficiency [1].
double compressor_power_w(const CompressorInlet& inlet, double flow_kg_s, double pressure_ratio,
                          double isentropic_efficiency);

/// The ratio that a power reaches with a flow: the inverse of compressor_power_w. Infinite at zero
/// flow with positive power; 1 without power.
double compressor_pressure_ratio(const CompressorInlet& inlet, double flow_kg_s, double power_w,
                                 double isentropic_efficiency);

/// Discharge temperature [K]: T_out = T (1 + (r^((k-1)/k) - 1)/eta), ideal gas.
double discharge_temperature_k(const CompressorInlet& inlet, double pressure_ratio,
                               double isentropic_efficiency);

/// Isentropic efficiency of a stage from its polytropic one:
/// eta_s = (r^((k-1)/k) - 1) / (r^((k-1)/(k eta_p)) - 1).
double isentropic_from_polytropic_efficiency(double pressure_ratio, double isentropic_exponent,
                                             double polytropic_efficiency);

}  // namespace landbridge::gas
