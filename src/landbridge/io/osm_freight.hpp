#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "landbridge/freight/sea/sea_lanes.hpp"
#include "landbridge/io/json_text.hpp"
#include "landbridge/io/read.hpp"

namespace landbridge::io {

enum class OsmMode { rail, road };

struct OsmBox {
  double south_deg = -90.0, west_deg = -180.0, north_deg = 90.0, east_deg = 180.0;
};

struct OsmOptions {
  OsmMode mode = OsmMode::rail;
  std::optional<OsmBox> box;
  bool takes_minor = false;  ///< rail: yards, sidings, spurs; road: unclassified, residential …
};

using OsmTags = std::map<std::string, std::string, std::less<>>;

/// A way of the file that the mode takes, as it stands there.
struct OsmWay {
  std::int64_t id = 0;
  OsmTags tags;
  std::vector<std::int64_t> nodes;
};

/// What a reader hands on: chosen ways, and the places of their nodes as far as the file has them.
struct OsmExtract {
  std::vector<OsmWay> ways;
  std::map<std::int64_t, freight::GeoPoint> places;
  std::size_t ways_seen = 0;
};

/// A stretch of one way between two junctions.
struct OsmLink {
  std::int64_t way = 0;
  std::uint32_t from = 0, to = 0;  ///< index into nodes
  double length_m = 0.0;
  std::vector<freight::GeoPoint> line;
  std::size_t way_index = 0;  ///< into extract.ways, where its tags are

  std::string kind;  ///< "rail", "narrow_gauge", "motorway" …, "ferry"
  bool is_both_ways = true;
  std::vector<double> gauges_mm;  ///< several on dual gauge
  std::optional<double> tracks, lanes, voltage_v, maxspeed_km_h, duration_min;
};

struct OsmNetwork {
  OsmExtract extract;
  std::vector<std::int64_t> nodes;  ///< ids of the file, ascending
  std::vector<OsmLink> links;
  OsmMode mode = OsmMode::rail;

  double ways_m = 0.0;            ///< length of the chosen ways as far as their nodes are known
  double cut_m = 0.0;             ///< of it outside the box
  std::size_t missing_nodes = 0;  ///< nodes of ways that the file does not have
  std::size_t components = 0;
  std::map<std::string, std::size_t> unread;  ///< "maxspeed=RU:urban": values that are no number
};

/// Reads an OpenStreetMap extract (.osm, .osm.gz, .osm.bz2, .osm.pbf) [osm2024]: rails or roads and
/// the ferries that carry them. Ways are split where they meet and at the border of the box; a
/// stretch with a missing node is left out and counted. Errors: no such file, a format that is not
/// known, a file that is cut short or is not what its name says, XML with entities.
Read<OsmNetwork> read_osm_network(const std::filesystem::path& file, const OsmOptions& options);

/// Whether the mode takes a way with these tags.
bool takes_way(const OsmTags& tags, const OsmOptions& options);

/// Splits an extract into links.
OsmNetwork make_osm_network(OsmExtract extract, const OsmOptions& options);

std::string osm_links_csv(const OsmNetwork& network);
std::string osm_nodes_csv(const OsmNetwork& network);
Json osm_geojson(const OsmNetwork& network);
Json osm_json(const OsmNetwork& network);
Json osm_certificate_json(const OsmNetwork& network);
std::string osm_text(const OsmNetwork& network);

}  // namespace landbridge::io
