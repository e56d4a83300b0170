#pragma once

#include <string>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/freight/line/rail_blocking.hpp"
#include "landbridge/freight/line/rail_line.hpp"

namespace landbridge::freight {

/// Trains that come again in every cycle.
struct RailPattern {
  std::vector<RailPath> paths;  ///< one a service and direction
  std::vector<int> members;     ///< the path of each train of a cycle
};

struct RailPatternOptions {
  double max_wait_s = 3600.0;  ///< longest unscheduled halt at a station
  int effort = 200000;         ///< nodes of the search
};

struct RailTrainTimes {
  std::vector<double> arrival_s;    ///< by station of the path; the first equals the departure
  std::vector<double> departure_s;  ///< the last equals the arrival
  std::vector<bool> stops;
};

/// The tightest timetable that repeats itself, and how sure that is.
struct RailTimetable {
  double cycle_s = 0.0;
  double lower_bound_s = 0.0;  ///< no timetable of these trains has a shorter cycle
  bool is_proven = false;      ///< cycle and bound agree
  int nodes = 0;
  std::vector<RailTrainTimes> trains;
  std::vector<double> section_s;  ///< least cycle of each drawn section alone, any order
  double waiting_s = 0.0;         ///< unscheduled halts of all trains of a cycle
  std::vector<std::size_t> critical_sections;  ///< drawn sections that fix the cycle, sorted
  std::vector<bool> is_hindered;  ///< by train: another train keeps it from going earlier
};

/// The pattern compressed: the least cycle time T for which times exist such that
///
///   - a train runs through a section in the time of its stops before and behind, halts as
///     scheduled, and waits at most `max_wait_s` where it may stop and nowhere else;
///   - two trains never block the same block, nor a section of one track from both ends;
///   - a station never holds more trains than tracks; ends of the line hold any number;
///   - opposite trains enter a station one after another where they must.
///
/// Orders of trains, crossings, overtakings and unscheduled stops are all free: branch and bound
/// over them, each node the least cycle of an event graph (rail_cycle.hpp). A timetable that
/// repeats cannot be deadlocked. Trains of one service keep their order, which loses nothing.
///
/// Errors: infeasible (no timetable exists), not_converged (none found within the effort).
Result<RailTimetable> compress(const RailLine& line, const RailPattern& pattern,
                               const RailPatternOptions& options = {});

}  // namespace landbridge::freight
