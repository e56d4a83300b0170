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

}  // namespace landbridge::gas
