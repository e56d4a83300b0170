#include <cmath>

#include "harness.hpp"
#include "landbridge/io/osm_freight.hpp"

using namespace landbridge;

/// XML, or PBF where the input does not begin with '<'; rails and roads by turns. What is accepted
/// is whole, and no length is lost between ways and links.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto file = fuzz::put_file(text.starts_with('<') ? "map.osm" : "map.osm.pbf", text);
  io::OsmOptions options;
  options.mode = size % 2 == 0 ? io::OsmMode::rail : io::OsmMode::road;
  options.takes_minor = size % 3 == 0;
  if (size % 5 == 0) options.box = io::OsmBox{-10.0, -10.0, 38.0, 49.5};
  const auto read = io::read_osm_network(file, options);
  fuzz::check(read.diagnostics);
  if (!read) return 0;
  for (const io::OsmLink& link : read->links) {
    fuzz::require(link.from < read->nodes.size() && link.to < read->nodes.size(),
                  "an end is no node");
    fuzz::require(std::isfinite(link.length_m) && link.length_m >= 0.0, "a length is none");
    fuzz::require(link.line.size() > 1, "a link has no line");
    fuzz::require(link.way_index < read->extract.ways.size(), "a link has no way");
  }
  const double links_km = io::osm_json(*read)["length_km"].get<double>();
  const double lost_km = io::osm_certificate_json(*read)["length_residual_km"].get<double>();
  fuzz::require(lost_km <= 1e-6 * (1.0 + links_km), "length is lost");
  io::osm_links_csv(*read);
  io::osm_nodes_csv(*read);
  io::osm_text(*read);
  const std::string geo = io::to_json_text(io::osm_geojson(*read));
  fuzz::require(static_cast<bool>(io::parse_json(io::TextFile("network.geojson", geo))),
                "the GeoJSON does not read back");
  return 0;
}
