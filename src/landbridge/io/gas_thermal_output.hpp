#pragma once

#include <string>

#include "landbridge/gas/thermal.hpp"
#include "landbridge/io/envelope.hpp"
#include "landbridge/io/gas_case.hpp"

namespace landbridge::io {

/// Adds to the keys of `gas solve`: nodes[].temperature_k and hydrate_margin_k, links[]
/// from_temperature_k, to_temperature_k, lowest_temperature_k, heat_to_ground_mw, compression_mw,
/// cooling_mw, preheating_mw, and thermal {heat_transfer_w_m2_k, notes[]}.
void add_thermal(Json& json, const gas::ThermalSolution& solution,
                 const gas::ThermalOptions& options);
void add_thermal_certificate(Json& json, const gas::ThermalCertificate& certificate);

/// nodes.csv and link_temperatures.csv of `gas solve --thermal`, units in the header.
std::string thermal_nodes_csv(const GasCase& gas_case, const gas::ThermalSolution& solution);
std::string thermal_links_csv(const GasCase& gas_case, const gas::ThermalSolution& solution);
/// The map of `gas solve` with the same keys as the JSON.
Json thermal_geojson(const GasCase& gas_case, const gas::ThermalSolution& solution,
                     const gas::ThermalOptions& options);

/// Coldest and hottest node, heat and notes, for people.
std::string thermal_text(const GasCase& gas_case, const gas::ThermalSolution& solution);

}  // namespace landbridge::io
