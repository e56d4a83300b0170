#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "landbridge/freight/assign/assignment.hpp"
#include "landbridge/freight/sea/sea_lanes.hpp"
#include "landbridge/io/csv.hpp"
#include "landbridge/io/read.hpp"

namespace landbridge::io {

struct GmnsOptions {
  std::vector<std::filesystem::path> demand;  ///< one class each; empty: demand.csv of the folder
  std::vector<std::string> use;  ///< of each class: "auto", "truck"; empty: links are for all
};

/// A network of the General Modeling Network Specification, ready for assignment. Time and cost are
/// minutes, length km, capacity vehicles an hour, toll in the currency of the file.
struct GmnsNetwork {
  freight::AssignProblem problem;
  std::vector<std::string> link_name;     ///< of the file; "7 reversed" for the way back
  std::vector<freight::GeoPoint> places;  ///< of each node; empty where the file has no WGS 84
  std::size_t unlimited_links = 0;        ///< without capacity: their time never rises
};

/// The tables of a folder; `demand` in the order of the classes.
struct GmnsTables {
  CsvTable config, nodes, links;
  std::vector<CsvTable> demand;
};

/// Reads node.csv, link.csv, config.csv and demand tables (o_zone_id, d_zone_id, volume)
/// [gmns2024]. Units come from config.csv (long_length, speed; crs for coordinates). A link with
/// `directed` false goes both ways. Link capacity is capacity per lane times lanes; without
/// vdf_alpha and vdf_beta columns the law is 1 + 0.15 (v/c)^4 [bpr1964], and a note says so. A zone
/// with one node is that node; if a zone has several, each zone gets a place of its own with free
/// connectors to its nodes, which carries no through traffic.
Read<GmnsNetwork> read_gmns(const std::filesystem::path& folder, const GmnsOptions& options = {});
Read<GmnsNetwork> parse_gmns(const GmnsTables& tables, const std::vector<std::string>& use = {});

/// Whether the folder has a node.csv and a link.csv.
bool is_gmns_folder(const std::filesystem::path& folder);

}  // namespace landbridge::io
