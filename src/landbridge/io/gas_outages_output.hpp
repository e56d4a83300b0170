#pragma once

#include <string>

#include "landbridge/gas/outages.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/json_text.hpp"

namespace landbridge::io {

/// The keys of `gas n-1`: demand_kg_s, intact{} and outages[] by rank.
Json gas_outages_json(const GasCase& gas_case, const gas::OutageStudy& study);
Json gas_outages_certificate_json(const GasCase& gas_case, const gas::OutageStudy& study);

/// One row an outage, units in the header.
std::string gas_outages_csv(const GasCase& gas_case, const gas::OutageStudy& study);

/// Lines and points of the elements, each with what its outage takes away [rfc7946].
Json gas_outages_geojson(const GasCase& gas_case, const gas::OutageStudy& study);

/// The worst outages as a table.
std::string gas_outages_text(const GasCase& gas_case, const gas::OutageStudy& study);

}  // namespace landbridge::io
