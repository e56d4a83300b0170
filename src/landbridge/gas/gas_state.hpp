#pragma once

namespace landbridge::gas {

/// Everything about one state of a gas. Enthalpy and entropy are zero for the ideal gas of each
/// pure component at 298.15 K and 101.325 kPa.
struct GasState {
  double molar_density_mol_m3;
  double compressibility;               ///< Z [1]
  double pressure_by_density_j_mol;     ///< (dp/drho)_T
  double pressure_by_temperature_pa_k;  ///< (dp/dT)_rho
  double internal_energy_j_mol;
  double enthalpy_j_mol;
  double entropy_j_mol_k;
  double isochoric_heat_capacity_j_mol_k;  ///< cv
  double isobaric_heat_capacity_j_mol_k;   ///< cp
  double speed_of_sound_m_s;
  double joule_thomson_k_pa;   ///< (dT/dp)_h, positive: cools when throttled
  double isentropic_exponent;  ///< (d ln p / d ln rho)_s [1]
};

}  // namespace landbridge::gas
