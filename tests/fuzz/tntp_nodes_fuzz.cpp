#include <cmath>

#include "harness.hpp"
#include "landbridge/io/assign_places.hpp"

using namespace landbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = io::clean_text("x_node.tntp", std::string(fuzz::text_of(data, size)));
  fuzz::check(text.diagnostics);
  if (!text) return 0;
  freight::AssignNetwork network;
  network.nodes = static_cast<std::int32_t>(size % 5);
  const auto read = io::parse_tntp_nodes(*text, network);
  fuzz::check(read.diagnostics);
  if (!read) return 0;
  fuzz::require(read->size() == size % 5, "a node has no place");
  for (const freight::GeoPoint& at : *read)
    fuzz::require(std::abs(at.lon_deg) <= 180.0 && std::abs(at.lat_deg) <= 90.0, "off the map");
  return 0;
}
