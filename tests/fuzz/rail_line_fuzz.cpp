#include "harness.hpp"
#include "landbridge/freight/line/rail_capacity.hpp"
#include "landbridge/io/rail_line_spec.hpp"

using namespace landbridge;

/// The reader, and for a line it accepts the runs of its trains: a run ends, with times that rise.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = io::clean_text("line.toml", std::string(fuzz::text_of(data, size)));
  fuzz::check(text.diagnostics);
  if (!text) return 0;
  auto study = io::parse_rail_line(*text);
  fuzz::check(study.diagnostics);
  if (!study || study->line.stations.size() > 6 || study->trains.size() > 3) return 0;
  const auto pattern = freight::make_pattern(*study);
  if (!pattern) return 0;
  for (const freight::RailPath& path : pattern->paths)
    for (std::size_t i = 1; i < path.free_run.points.size(); ++i)
      if (!(path.free_run.points[i].time_s >= path.free_run.points[i - 1].time_s)) __builtin_trap();
  return 0;
}
