#include "landbridge/io/sea_route_output.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "landbridge/base/words.hpp"
#include "landbridge/io/csv.hpp"
#include "landbridge/io/freight_geojson.hpp"

namespace landbridge::io {
namespace {

constexpr double metre_per_km = 1e3;
constexpr double metre_per_nautical_mile = 1852.0;  // exact [bipm2019]

std::vector<std::string> pass_names(const SeaLaneFile& file,
                                    const std::vector<std::uint32_t>& passes) {
  std::vector<std::string> names;
  for (const std::uint32_t pass : passes) names.push_back(file.lanes.passes[pass].name);
  return names;
}

const freight::SeaNode& node_of(const SeaLaneFile& file, std::uint32_t node) {
  return file.lanes.nodes[node];
}

Json end_json(const freight::GeoPoint& place, const freight::SeaNode& node, double snap_m) {
  Json json;
  json["lat"] = place.lat_deg;
  json["lon"] = place.lon_deg;
  json["node"] = node.id;
  if (!node.name.empty()) json["name"] = node.name;
  json["snap_km"] = snap_m / metre_per_km;
  return json;
}

Json route_json(const SeaLaneFile& file, const SeaAnswer& answer) {
  const freight::SeaRoute& r = answer.route;
  Json json;
  json["distance_km"] = r.distance_m / metre_per_km;
  json["distance_nm"] = r.distance_m / metre_per_nautical_mile;
  json["distance_with_snaps_km"] = (r.distance_m + r.snap_from_m + r.snap_to_m) / metre_per_km;
  json["passes"] = pass_names(file, r.passes);
  json["closed"] = pass_names(file, answer.query.closed);
  json["from"] = end_json(answer.query.from, node_of(file, r.nodes.front()), r.snap_from_m);
  json["to"] = end_json(answer.query.to, node_of(file, r.nodes.back()), r.snap_to_m);
  json["edges"] = r.edges.size();
  json["great_circle_km"] =
      freight::great_circle_m(answer.query.from, answer.query.to) / metre_per_km;
  json["tightest_draught_m"] =
      std::isfinite(r.tightest_draught_m) ? Json(r.tightest_draught_m) : Json(nullptr);
  if (answer.query.month > 0) json["ice_km"] = r.ice_m / metre_per_km;
  return json;
}

std::vector<freight::GeoPoint> points_of(const SeaLaneFile& file, const SeaAnswer& answer) {
  std::vector<freight::GeoPoint> points;
  for (const std::uint32_t node : answer.route.nodes) points.push_back(node_of(file, node).at);
  return points;
}

}  // namespace

Json sea_routes_json(const SeaLaneFile& file, const std::vector<SeaAnswer>& answers) {
  Json json = Json::object();
  if (answers.size() == 1) {
    json = route_json(file, answers.front());
  } else {
    json["routes"] = Json::array();
    for (const SeaAnswer& answer : answers) json["routes"].push_back(route_json(file, answer));
  }
  Json& lanes = json["lanes"];
  lanes["nodes"] = file.lanes.nodes.size();
  lanes["edges"] = file.lanes.edges.size();
  lanes["loops_left_out"] = file.loops;
  lanes["date_line_joins"] = file.completion.date_line_joins;
  lanes["passes_found_by_gates"] = file.completion.added_tags;
  lanes["longest_detour"] = file.longest_detour;
  lanes["joins"] = Json::array();
  for (const auto& join : file.completion.joins) {
    Json one;
    one["node"] = node_of(file, join.node).id;
    one["to"] = node_of(file, join.other).id;
    one["distance_km"] = join.distance_m / metre_per_km;
    lanes["joins"].push_back(std::move(one));
  }
  return json;
}

Json sea_certificate_json(const SeaLaneFile& file, const std::vector<SeaAnswer>& answers) {
  double violation_m = 0.0;
  double residual_m = 0.0;
  std::size_t settled = 0;
  std::uint32_t worst = freight::no_pass;
  for (const SeaAnswer& answer : answers) {
    if (answer.route.label_violation_m > violation_m) worst = answer.route.worst_edge;
    violation_m = std::max(violation_m, answer.route.label_violation_m);
    residual_m = std::max(residual_m, answer.route.length_residual_m);
    settled += answer.route.settled;
  }
  Json json;
  json["label_violation_km"] = violation_m / metre_per_km;
  json["length_residual_km"] = residual_m / metre_per_km;
  json["settled_nodes"] = settled;
  json["length_below_great_circle_km"] = file.shortfall_worst_m / metre_per_km;
  if (worst == freight::no_pass) {
    json["worst"] = nullptr;
  } else {
    const freight::SeaEdge& edge = file.lanes.edges[worst];
    json["worst"] = fmt::format("edge {} - {}", node_of(file, edge.a).id, node_of(file, edge.b).id);
  }
  return json;
}

std::string sea_routes_text(const SeaLaneFile& file, const std::vector<SeaAnswer>& answers) {
  std::string text;
  for (const SeaAnswer& answer : answers) {
    const freight::SeaRoute& r = answer.route;
    const auto passes = pass_names(file, r.passes);
    text += fmt::format(
        "{},{} - {},{}   {:.0f} km ({:.0f} nm) from lane to lane\n"
        "  passes      {}\n"
        "  to the lane {:.1f} km at the start, {:.1f} km at the end (not in the distance)\n",
        answer.query.from.lat_deg, answer.query.from.lon_deg, answer.query.to.lat_deg,
        answer.query.to.lon_deg, r.distance_m / metre_per_km,
        r.distance_m / metre_per_nautical_mile,
        passes.empty() ? std::string("none") : fmt::format("{}", fmt::join(passes, ", ")),
        r.snap_from_m / metre_per_km, r.snap_to_m / metre_per_km);
    if (std::isfinite(r.tightest_draught_m))
      text +=
          fmt::format("  draught     {} m at the tightest place stated\n", r.tightest_draught_m);
    if (answer.query.month > 0)
      text += fmt::format("  ice         {:.0f} km in that month\n", r.ice_m / metre_per_km);
  }
  if (!answers.empty() && !answers.front().query.closed.empty())
    text += fmt::format("closed: {}\n",
                        fmt::join(pass_names(file, answers.front().query.closed), ", "));
  for (const auto& join : file.completion.joins)
    text += fmt::format("joined: {} to node {} of the other lanes, {:.1f} km apart\n",
                        node_of(file, join.node).id, node_of(file, join.other).id,
                        join.distance_m / metre_per_km);
  return text;
}

std::string sea_routes_csv(const SeaLaneFile& file, const std::vector<SeaAnswer>& answers) {
  std::string text = "route,step,node,name,lon [deg],lat [deg],distance [km],pass\n";
  for (std::size_t a = 0; a < answers.size(); ++a) {
    const freight::SeaRoute& r = answers[a].route;
    double distance_m = 0.0;
    for (std::size_t i = 0; i < r.nodes.size(); ++i) {
      const freight::SeaNode& node = node_of(file, r.nodes[i]);
      std::string pass;
      if (i > 0) {
        const freight::SeaEdge& edge = file.lanes.edges[r.edges[i - 1]];
        distance_m += edge.length_m;
        if (edge.pass != freight::no_pass) pass = file.lanes.passes[edge.pass].name;
      }
      text +=
          fmt::format("{},{},{},{},{},{},{},{}\n", a + 1, i, csv_cell(node.id), csv_cell(node.name),
                      node.at.lon_deg, node.at.lat_deg, distance_m / metre_per_km, csv_cell(pass));
    }
  }
  return text;
}

Json sea_routes_geojson(const SeaLaneFile& file, const std::vector<SeaAnswer>& answers) {
  Json features = Json::array();
  for (const SeaAnswer& answer : answers) {
    Json line;
    line["kind"] = "sea_route";
    line["distance_km"] = answer.route.distance_m / metre_per_km;
    line["passes"] = pass_names(file, answer.route.passes);
    features.push_back(geojson_feature_of(geojson_line(points_of(file, answer)), std::move(line)));
    for (const bool is_from : {true, false}) {
      Json place;
      place["kind"] = is_from ? "from" : "to";
      place["snap_km"] =
          (is_from ? answer.route.snap_from_m : answer.route.snap_to_m) / metre_per_km;
      features.push_back(geojson_feature_of(
          geojson_point(is_from ? answer.query.from : answer.query.to), std::move(place)));
    }
  }
  return geojson_collection(std::move(features));
}

}  // namespace landbridge::io
