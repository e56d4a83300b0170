#pragma once

#include <vector>

#include "landbridge/freight/sea/sea_lanes.hpp"
#include "landbridge/io/json_text.hpp"

namespace landbridge::io {

/// [longitude, latitude] with six decimals, a tenth of a metre [rfc7946, sec. 11.2].
Json geojson_position(const freight::GeoPoint& at);

/// A line through the points; where it crosses the date line it is cut in two, the parts ending at
/// 180 and -180 degrees [rfc7946, sec. 3.1.9]. "LineString" or "MultiLineString".
Json geojson_line(const std::vector<freight::GeoPoint>& points);

/// {"type": "Feature", "geometry", "properties"}
Json geojson_feature_of(Json geometry, Json properties);
Json geojson_point(const freight::GeoPoint& at);

/// {"type": "FeatureCollection", "features"}
Json geojson_collection(Json features);

}  // namespace landbridge::io
