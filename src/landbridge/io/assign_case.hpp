#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "landbridge/freight/assign/assignment.hpp"
#include "landbridge/freight/sea/sea_lanes.hpp"
#include "landbridge/io/read.hpp"

namespace landbridge::io {

/// What the command line says beside the files.
struct AssignCaseOptions {
  std::optional<double> toll_factor;      ///< of every class, instead of what the files say
  std::optional<double> distance_factor;  ///< likewise
  std::vector<std::string> use = {};      ///< GMNS: what the trips of each class are, "auto"
  std::optional<std::filesystem::path> nodes = {};  ///< TNTP: where its nodes lie
};

/// A network with demand, from any format.
struct AssignCase {
  freight::AssignProblem problem;
  std::vector<std::filesystem::path> files;
  std::vector<freight::GeoPoint> places;  ///< of each node; empty: not known
};

/// Reads a network and its trips. A folder is GMNS (gmns.hpp); trips may then be left out. Else
/// TNTP: one file of trips for each class. Factors of a class: the option,
/// else the tag of its trip file, else the tag of the network file, else 0.
Read<AssignCase> read_assign_case(const std::filesystem::path& network,
                                  const std::vector<std::filesystem::path>& trips,
                                  const AssignCaseOptions& options = {});

}  // namespace landbridge::io
