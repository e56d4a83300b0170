#pragma once

#include <filesystem>
#include <vector>

#include "landbridge/freight/assign/assignment.hpp"
#include "landbridge/freight/sea/sea_lanes.hpp"
#include "landbridge/io/json_text.hpp"
#include "landbridge/io/read.hpp"
#include "landbridge/io/text_file.hpp"

namespace landbridge::io {

/// Where nodes lie, from the node file that comes with some TNTP networks: a line "Node X Y ;",
/// then node, longitude and latitude [deg] of each; by node. Errors: nodes that the network lacks,
/// that stand twice or are missing, numbers that are none, coordinates off the map (those files
/// often hold metres of a local grid).
Read<std::vector<freight::GeoPoint>> read_tntp_nodes(const std::filesystem::path& file,
                                                     const freight::AssignNetwork& network);
Read<std::vector<freight::GeoPoint>> parse_tntp_nodes(const TextFile& source,
                                                      const freight::AssignNetwork& network);

/// Links with their flows [rfc7946]; `places` has one point for each node.
Json assign_geojson(const freight::AssignProblem& problem, const freight::AssignSolution& solution,
                    const std::vector<freight::GeoPoint>& places);

}  // namespace landbridge::io
