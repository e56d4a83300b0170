#pragma once

#include <string>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/freight/line/rail_pattern.hpp"

namespace landbridge::freight {

struct RailConflict {
  std::string what;  ///< in words, with trains, place and time
  double depth_s = 0.0;
};

/// What an independent look at a timetable found. It knows nothing of orders or event graphs: it
/// lays out the cycles one after another and sweeps over every piece of track and every station.
struct RailConflictReport {
  int cycles = 0;                ///< laid out
  long block_stays = 0;          ///< times blocks were taken
  double overlap_s = 0.0;        ///< worst; at most rounding in a good timetable
  int most_over_tracks = 0;      ///< worst of trains minus tracks in a station; <= 0 in a good one
  double run_shortfall_s = 0.0;  ///< simulated end to end minus timetable, worst; <= 0 is safe
  std::vector<RailConflict> conflicts;
  bool is_clean() const { return conflicts.empty(); }
};

/// Sweeps and simulates. `tolerance_s`: shorter overlaps are rounding. Errors: those of run_train.
Result<RailConflictReport> find_conflicts(const RailLine& line, const RailPattern& pattern,
                                          const RailTimetable& timetable,
                                          double tolerance_s = 1e-3);

}  // namespace landbridge::freight
