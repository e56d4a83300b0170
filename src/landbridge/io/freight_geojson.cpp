#include "landbridge/io/freight_geojson.hpp"

#include <cmath>
#include <utility>

namespace landbridge::io {
namespace {

double six_decimals(double degrees) { return std::round(degrees * 1e6) / 1e6; }

/// Latitude where the line from a to b, the shorter way round, meets 180 degrees.
double latitude_at_date_line(const freight::GeoPoint& a, const freight::GeoPoint& b) {
  const double side = a.lon_deg > 0.0 ? 180.0 : -180.0;
  const double whole = 2.0 * side + b.lon_deg - a.lon_deg;
  const double part = whole == 0.0 ? 0.0 : (side - a.lon_deg) / whole;
  return a.lat_deg + part * (b.lat_deg - a.lat_deg);
}

bool crosses_date_line(const freight::GeoPoint& a, const freight::GeoPoint& b) {
  return std::abs(a.lon_deg - b.lon_deg) > 180.0;
}

}  // namespace

Json geojson_position(const freight::GeoPoint& at) {
  return Json::array({six_decimals(at.lon_deg), six_decimals(at.lat_deg)});
}

Json geojson_line(const std::vector<freight::GeoPoint>& points) {
  Json parts = Json::array();
  Json part = Json::array();
  const auto finish = [&] {
    if (part.size() > 1) parts.push_back(std::move(part));
    part = Json::array();
  };
  const auto add = [&](const freight::GeoPoint& at) {
    Json position = geojson_position(at);
    if (part.empty() || part.back() != position) part.push_back(std::move(position));
  };
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i > 0 && crosses_date_line(points[i - 1], points[i])) {
      const double lat_deg = latitude_at_date_line(points[i - 1], points[i]);
      const double side_deg = points[i - 1].lon_deg > 0.0 ? 180.0 : -180.0;
      add({side_deg, lat_deg});
      finish();
      add({-side_deg, lat_deg});
    }
    add(points[i]);
  }
  if (part.size() == 1 && parts.empty()) part.push_back(part.front());  // start and end in one node
  finish();
  Json geometry;
  const bool is_one = parts.size() == 1;
  geometry["type"] = is_one ? "LineString" : "MultiLineString";
  geometry["coordinates"] = is_one ? std::move(parts.front()) : std::move(parts);
  return geometry;
}

Json geojson_point(const freight::GeoPoint& at) {
  Json geometry;
  geometry["type"] = "Point";
  geometry["coordinates"] = geojson_position(at);
  return geometry;
}

Json geojson_feature_of(Json geometry, Json properties) {
  Json json;
  json["type"] = "Feature";
  json["geometry"] = std::move(geometry);
  json["properties"] = std::move(properties);
  return json;
}

Json geojson_collection(Json features) {
  Json json;
  json["type"] = "FeatureCollection";
  json["features"] = std::move(features);
  return json;
}

}  // namespace landbridge::io
