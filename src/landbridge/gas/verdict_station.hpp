#pragma once

#include "landbridge/gas/station.hpp"
#include "landbridge/gas/verdict.hpp"

namespace landbridge::gas {

/// The machines of a station as a verdict needs them: exact windows for the search, and for the
/// proof a bound on the ratio over a box of inlet pressures and flows:
///
///   r <= prod_stages (1 + e H_i / (Z Rs T))^(1/e),   e = (k-1)/k
///   H_i <= highest head of the map where the machine may run,  H_i <= sum P_max eta_max / m
///   rho(p) sum Q_min <= m <= rho(p) sum Q_max          in the first stage, else it cannot run
///
///   H  head [J/kg]   Z  the smallest compressibility [1]   T  the lowest inlet temperature [K]
///   Q  volume flow at the inlet of a machine [m3/s]        P_max  power of its drive [W]
///
/// The heads come from a fine table of the map with four per cent of room.
StationFunctions machines_of(const Station& station, const Gas& gas, double ambient_temperature_k);

}  // namespace landbridge::gas
