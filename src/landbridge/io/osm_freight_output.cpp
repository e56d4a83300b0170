#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "landbridge/base/words.hpp"
#include "landbridge/io/csv.hpp"
#include "landbridge/io/freight_geojson.hpp"
#include "landbridge/io/osm_freight.hpp"

namespace landbridge::io {
namespace {

constexpr double metre_per_km = 1e3;

std::string text_of(const OsmNetwork& network, const OsmLink& link, std::string_view key) {
  const OsmTags& tags = network.extract.ways[link.way_index].tags;
  const auto hit = tags.find(key);
  return hit == tags.end() ? std::string() : hit->second;
}

std::string text_of(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : std::string();
}

std::string gauges_of(const OsmLink& link) {
  return fmt::format("{}", fmt::join(link.gauges_mm, ";"));
}

bool is_rail(const OsmNetwork& network) { return network.mode == OsmMode::rail; }

/// Length [km] by the value of something, longest first where lengths differ.
template <class Of>
Json lengths_by(const OsmNetwork& network, const Of& of) {
  std::map<std::string, double> lengths_km;
  for (const OsmLink& link : network.links) {
    const std::string key = of(link);
    lengths_km[key.empty() ? "not stated" : key] += link.length_m / metre_per_km;
  }
  Json json = Json::object();
  for (const auto& [key, length_km] : lengths_km) json[key] = length_km;
  return json;
}

double links_m(const OsmNetwork& network) {
  double sum_m = 0.0;
  for (const OsmLink& link : network.links) sum_m += link.length_m;
  return sum_m;
}

Json optional_json(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

}  // namespace

std::string osm_links_csv(const OsmNetwork& network) {
  const bool rail = is_rail(network);
  std::string text =
      "link,way,from,to,kind,name,length [km],both_ways,maxspeed [km/h],bridge,tunnel";
  text += rail ? ",gauge_mm,electrified,voltage [V],frequency,tracks,usage"
               : ",lanes,ref,hgv,toll,maxweight";
  text += ",duration [min]\n";
  for (std::size_t i = 0; i < network.links.size(); ++i) {
    const OsmLink& link = network.links[i];
    const auto cell = [&](std::string_view key) { return csv_cell(text_of(network, link, key)); };
    text +=
        fmt::format("{},{},{},{},{},{},{},{},{},{},{}", i + 1, link.way, network.nodes[link.from],
                    network.nodes[link.to], csv_cell(link.kind), cell("name"),
                    link.length_m / metre_per_km, link.is_both_ways ? "yes" : "no",
                    text_of(link.maxspeed_km_h), cell("bridge"), cell("tunnel"));
    if (rail)
      text += fmt::format(",{},{},{},{},{},{}", csv_cell(gauges_of(link)), cell("electrified"),
                          text_of(link.voltage_v), cell("frequency"), text_of(link.tracks),
                          cell("usage"));
    else
      text += fmt::format(",{},{},{},{},{}", text_of(link.lanes), cell("ref"), cell("hgv"),
                          cell("toll"), cell("maxweight"));
    text += fmt::format(",{}\n", text_of(link.duration_min));
  }
  return text;
}

std::string osm_nodes_csv(const OsmNetwork& network) {
  std::vector<std::size_t> degree(network.nodes.size(), 0);
  for (const OsmLink& link : network.links) {
    ++degree[link.from];
    ++degree[link.to];
  }
  std::string text = "node,lon,lat,links\n";
  for (std::size_t n = 0; n < network.nodes.size(); ++n) {
    const freight::GeoPoint& at = network.extract.places.at(network.nodes[n]);
    text += fmt::format("{},{},{},{}\n", network.nodes[n], at.lon_deg, at.lat_deg, degree[n]);
  }
  return text;
}

Json osm_geojson(const OsmNetwork& network) {
  Json features = Json::array();
  for (std::size_t i = 0; i < network.links.size(); ++i) {
    const OsmLink& link = network.links[i];
    Json properties;
    properties["link"] = i + 1;
    properties["way"] = link.way;
    properties["kind"] = link.kind;
    properties["length_km"] = link.length_m / metre_per_km;
    properties["maxspeed_km_h"] = optional_json(link.maxspeed_km_h);
    if (is_rail(network)) {
      properties["gauge_mm"] = link.gauges_mm;
      properties["electrified"] = text_of(network, link, "electrified");
      properties["tracks"] = optional_json(link.tracks);
    } else {
      properties["lanes"] = optional_json(link.lanes);
    }
    features.push_back(geojson_feature_of(geojson_line(link.line), std::move(properties)));
  }
  return geojson_collection(std::move(features));
}

Json osm_json(const OsmNetwork& network) {
  Json json;
  json["mode"] = is_rail(network) ? "rail" : "road";
  json["ways_in_file"] = network.extract.ways_seen;
  json["ways_taken"] = network.extract.ways.size();
  json["nodes"] = network.nodes.size();
  json["links"] = network.links.size();
  json["components"] = network.components;
  json["length_km"] = links_m(network) / metre_per_km;
  json["length_km_by_kind"] = lengths_by(network, [](const OsmLink& l) { return l.kind; });
  if (is_rail(network)) {
    json["length_km_by_gauge_mm"] = lengths_by(network, gauges_of);
    json["length_km_by_electrified"] =
        lengths_by(network, [&](const OsmLink& l) { return text_of(network, l, "electrified"); });
    json["length_km_by_tracks"] =
        lengths_by(network, [](const OsmLink& l) { return text_of(l.tracks); });
  }
  json["missing_nodes"] = network.missing_nodes;
  json["values_not_read"] = network.unread;
  return json;
}

Json osm_certificate_json(const OsmNetwork& network) {
  Json json;
  json["ways_km"] = network.ways_m / metre_per_km;
  json["outside_box_km"] = network.cut_m / metre_per_km;
  json["length_residual_km"] =
      std::abs(network.ways_m - network.cut_m - links_m(network)) / metre_per_km;
  return json;
}

std::string osm_text(const OsmNetwork& network) {
  std::string text =
      fmt::format("{} of {} taken: {}, {}, {:.1f} km, {} apart\n",
                  counted(network.extract.ways.size(), "way"), network.extract.ways_seen,
                  counted(network.links.size(), "link"), counted(network.nodes.size(), "node"),
                  links_m(network) / metre_per_km, counted(network.components, "part"));
  const auto list = [&](const char* title, const Json& lengths) {
    text += fmt::format("  {}\n", title);
    for (const auto& [key, length_km] : lengths.items())
      text += fmt::format("    {:<16} {:>10.1f} km\n", key, length_km.get<double>());
  };
  const Json json = osm_json(network);
  list("by kind", json["length_km_by_kind"]);
  if (is_rail(network)) {
    list("by gauge [mm]", json["length_km_by_gauge_mm"]);
    list("by electrification", json["length_km_by_electrified"]);
  }
  if (network.missing_nodes > 0)
    text += fmt::format("  {} of ways that the file does not have\n",
                        counted(network.missing_nodes, "node"));
  return text;
}

}  // namespace landbridge::io
