#include "landbridge/io/gas_geojson.hpp"

#include <cmath>
#include <utility>

namespace landbridge::io {

bool has_position(const GasCase& c, NodeId node) {
  return std::isfinite(c.position[node][0]) && std::isfinite(c.position[node][1]);
}

Json geojson_feature(const char* type, Json coordinates, Json properties) {
  Json json;
  json["type"] = "Feature";
  json["geometry"]["type"] = type;
  json["geometry"]["coordinates"] = std::move(coordinates);
  json["properties"] = std::move(properties);
  return json;
}

}  // namespace landbridge::io
