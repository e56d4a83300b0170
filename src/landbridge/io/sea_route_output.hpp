#pragma once

#include <string>
#include <vector>

#include "landbridge/freight/sea/sea_route.hpp"
#include "landbridge/io/json_text.hpp"
#include "landbridge/io/sea_lanes.hpp"

namespace landbridge::io {

/// One answered query.
struct SeaAnswer {
  freight::SeaQuery query;
  freight::SeaRoute route;
};

Json sea_routes_json(const SeaLaneFile& file, const std::vector<SeaAnswer>& answers);
Json sea_certificate_json(const SeaLaneFile& file, const std::vector<SeaAnswer>& answers);
std::string sea_routes_text(const SeaLaneFile& file, const std::vector<SeaAnswer>& answers);
std::string sea_routes_csv(const SeaLaneFile& file, const std::vector<SeaAnswer>& answers);
Json sea_routes_geojson(const SeaLaneFile& file, const std::vector<SeaAnswer>& answers);

}  // namespace landbridge::io
