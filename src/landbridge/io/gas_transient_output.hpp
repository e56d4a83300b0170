#pragma once

#include <string>

#include "landbridge/gas/transient.hpp"
#include "landbridge/io/envelope.hpp"
#include "landbridge/io/json_text.hpp"
#include "landbridge/io/netcdf_file.hpp"

namespace landbridge::io {

/// The keys of `gas simulate`: times_s, nodes{}, links{}, linepack_kg, net_supply_kg, events[],
/// exhausted. Names are the keys of nodes and links; every series has one value per time.
Json gas_transient_json(const gas::TransientResult& result);
Json gas_transient_certificate_json(const gas::TransientCertificate& certificate);

/// Series as tables, one row a time and one column a node or link, units in the header.
std::string transient_pressures_csv(const gas::TransientResult& result);
std::string transient_supplies_csv(const gas::TransientResult& result);
std::string transient_flows_csv(const gas::TransientResult& result);
std::string transient_linepack_csv(const gas::TransientResult& result);
std::string transient_events_csv(const gas::TransientResult& result);
/// One row a station and time.
std::string transient_stations_csv(const gas::TransientResult& result);

/// Everything as one NetCDF file with dimensions time, node and link.
NetcdfFile transient_netcdf(const gas::TransientResult& result);

/// For people: line pack, lowest pressures, events.
std::string gas_transient_text(const gas::TransientResult& result);

}  // namespace landbridge::io
