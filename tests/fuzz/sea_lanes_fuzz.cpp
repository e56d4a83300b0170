#include <cmath>

#include "harness.hpp"
#include "landbridge/freight/sea/sea_route.hpp"
#include "landbridge/io/sea_lanes.hpp"
#include "landbridge/io/sea_route_output.hpp"

using namespace landbridge;

/// nodes.csv and edges.csv, a second pair if it is there, and a route over lanes that are accepted:
/// its labels prove it, and what is written of it reads back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::put_files(fuzz::text_of(data, size),
                  {"nodes.csv", "edges.csv", "nodes2.csv", "edges2.csv"});
  std::vector<std::pair<std::filesystem::path, std::filesystem::path>> files;
  files.emplace_back(fuzz::scratch() / "nodes.csv", fuzz::scratch() / "edges.csv");
  if (std::filesystem::exists(fuzz::scratch() / "nodes2.csv"))
    files.emplace_back(fuzz::scratch() / "nodes2.csv", fuzz::scratch() / "edges2.csv");
  const auto lanes = io::read_sea_lanes(files);
  fuzz::check(lanes.diagnostics);
  if (!lanes) return 0;
  for (const freight::SeaEdge& edge : lanes->lanes.edges) {
    fuzz::require(edge.a < lanes->lanes.nodes.size(), "an end is no node");
    fuzz::require(edge.b < lanes->lanes.nodes.size(), "an end is no node");
    fuzz::require(std::isfinite(edge.length_m) && edge.length_m >= 0.0, "a length is no length");
    fuzz::require(edge.pass == freight::no_pass || edge.pass < lanes->lanes.passes.size(),
                  "a pass is not there");
  }
  if (lanes->lanes.nodes.empty()) return 0;
  freight::SeaQuery query;
  query.from = lanes->lanes.nodes.front().at;
  query.to = lanes->lanes.nodes.back().at;
  query.month = static_cast<int>(size % 13);
  query.snap_max_m = 1e8;
  auto route = freight::SeaRouter(lanes->lanes).route(query);
  if (!route) {
    fuzz::check(route.error());
    return 0;
  }
  fuzz::require(route->label_violation_m <= 1e-6 * (1.0 + route->distance_m), "not the shortest");
  fuzz::require(route->length_residual_m <= 1e-6 * (1.0 + route->distance_m), "lengths do not add");
  const std::vector<io::SeaAnswer> answers{{query, std::move(*route)}};
  const std::string text = io::to_json_text(io::sea_routes_geojson(*lanes, answers));
  fuzz::require(static_cast<bool>(io::parse_json(io::TextFile("route.geojson", text))),
                "the GeoJSON does not read back");
  io::sea_routes_text(*lanes, answers);
  io::sea_routes_csv(*lanes, answers);
  return 0;
}
