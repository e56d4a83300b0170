#pragma once

#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/json_text.hpp"

namespace landbridge::io {

/// Whether the file says where a node lies.
bool has_position(const GasCase& gas_case, NodeId node);

/// One feature of a GeoJSON collection [rfc7946]; `type` is "Point" or "LineString".
Json geojson_feature(const char* type, Json coordinates, Json properties);

}  // namespace landbridge::io
