#pragma once

#include <string>

#include "landbridge/gas/fuel.hpp"
#include "landbridge/gas/solve.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/json_text.hpp"

namespace landbridge::io {

/// `facilities[]` of a steady state: what storages, LNG terminals and wells give or take, what
/// holds them, and how long their stock lasts. Nothing where the network has none.
void add_facilities(Json& json, const GasCase& gas_case, const gas::Solution& solution);
std::string facilities_text(const GasCase& gas_case, const gas::Solution& solution);

/// `fuel`: what the stations burn, in all and each, where it is taken.
void add_fuel_json(Json& json, const GasCase& gas_case, const gas::FuelReport& report,
                   double lower_calorific_value_j_kg);
void add_fuel_certificate(Json& json, const gas::FuelReport& report);
std::string fuel_text(const GasCase& gas_case, const gas::FuelReport& report);

}  // namespace landbridge::io
