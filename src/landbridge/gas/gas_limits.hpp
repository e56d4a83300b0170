#pragma once

namespace landbridge::gas {

/// Temperature below which hydrates can form [K], with free water present.
///
///   T = 13.47 ln P + 34.27 ln G - 1.675 ln P ln G - 20.35
///
///   T  temperature [degF]   P  pressure [psia]   G  relative density of the gas, air = 1
///
/// Valid: 0.55 < G < 0.8, 260 .. 298 K, to about 700 bar for sweet gas; a few kelvin off the gas
/// gravity chart. It knows nothing of composition or inhibitors. Source: [towler2005].
double hydrate_temperature_k(double pressure_pa, double relative_density);

/// Velocity above which a line with some liquid or sand is worn [m/s]: v = 122/sqrt(rho), with
/// rho in kg/m3 (C = 100 in English units, continuous service). Source: [api1991].
double erosional_velocity_m_s(double density_kg_m3);

/// Water vapour that saturates natural gas [kg per m3 at 15 degC and 101.325 kPa].
///
///   w = 47484 Ps/P + B,   log10 B = -3083.87/(459.6 + t) + 6.69449
///
///   w  water content [lb/MMscf]   Ps  vapour pressure of water [psia], over the liquid, also below
///   freezing   P  pressure [psia]   t  temperature [degF]
///
/// Valid: sweet gas, 288 .. 510 K and 0.1 .. 70 MPa within 5 %; used down to 243 K, where the water
/// is taken to be supercooled. Sources: [bukacek1955], vapour pressure [buck1981].
double water_content_kg_m3(double pressure_pa, double temperature_k);

/// The temperature at which gas of a water content is saturated at a pressure [K]: the inverse, by
/// bisection to 1e-6 K between 200 and 450 K.
double water_dew_point_k(double pressure_pa, double water_content_kg_m3);

}  // namespace landbridge::gas
