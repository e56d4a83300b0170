#include <cmath>

#include "harness.hpp"
#include "landbridge/freight/choice/calibrate.hpp"
#include "landbridge/io/nodus.hpp"
#include "landbridge/io/nodus_costs.hpp"

using namespace landbridge;

/// A folder of two modes; what is accepted is searched and calibrated: finite or said to be none.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = io::clean_text("costs.txt", std::string(fuzz::text_of(data, size)));
  if (text) fuzz::check(io::parse_nodus_costs(*text).diagnostics);
  fuzz::put_files(fuzz::text_of(data, size),
                  {"a_costs.txt", "centroids.csv", "terminals.csv", "road_points.csv",
                   "road_polylines.csv", "road_con.csv", "od_road.csv", "rail_points.csv",
                   "rail_polylines.csv", "rail_con.csv", "od_rail.csv"});
  const auto study = io::read_nodus(fuzz::scratch());
  fuzz::check(study.diagnostics);
  if (!study || study->network.arcs.size() > 400 || study->network.zones.size() > 20) return 0;
  for (std::size_t group = 0; group < study->groups.size(); ++group) {
    const auto ways = freight::cheapest_ways(study->network, group);
    if (!ways) {
      fuzz::check(ways.error());
      continue;
    }
    const auto pairs = io::nodus_pairs(*study, group, *ways);
    const auto split = freight::calibrate(pairs, {.splits = 2});
    if (!split) {
      fuzz::check(split.error());
      continue;
    }
    fuzz::require(std::isfinite(split->scale) && split->scale >= 0.0, "a scale that is none");
  }
  return 0;
}
