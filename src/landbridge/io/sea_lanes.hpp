#pragma once

#include <filesystem>
#include <utility>
#include <vector>

#include "landbridge/freight/sea/sea_lanes.hpp"
#include "landbridge/io/csv.hpp"
#include "landbridge/io/read.hpp"

namespace landbridge::io {

/// Lanes from one or more pairs of files, and what was noted while they were read.
struct SeaLaneFile {
  freight::SeaLanes lanes;
  freight::SeaCompletion completion;
  std::size_t loops = 0;           ///< edges from a node to itself: left out, no way needs one
  double longest_detour = 1.0;     ///< largest stated length over great circle, of edges >= 1 km
  double shortfall_worst_m = 0.0;  ///< by how much a stated length is below its great circle
};

/// A table of nodes and a table of edges.
struct SeaLaneTables {
  CsvTable nodes, edges;
};

/// Nodes: node, lon, lat [deg] and, if wanted, name and join ("yes": joined to the nearest node of
/// the other files). Edges: edge, node_a, node_b, length with its unit (`length [km]`, or
/// `length_km_haversine`) and, if wanted, pass, draught [m], ice and closed (months, "12-3"), note.
/// Errors, all with file and line: unknown or missing columns, ids that are empty or repeated, ends
/// that are no node, coordinates off the map, and lengths that are no number, negative, or shorter
/// than the great circle between the ends by more than 1 in 1,000 and 100 m.
Read<SeaLaneFile> read_sea_lanes(
    const std::vector<std::pair<std::filesystem::path, std::filesystem::path>>& files);
Read<SeaLaneFile> parse_sea_lanes(const std::vector<SeaLaneTables>& tables);

/// "59.9,29.9": latitude first, decimal degrees.
Result<freight::GeoPoint> parse_lat_lon(std::string_view text);

/// "12-3" or "1,2,12" or "" as months.
Result<freight::MonthSet> parse_months(std::string_view text);

}  // namespace landbridge::io
