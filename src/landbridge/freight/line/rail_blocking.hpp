#pragma once

#include <array>
#include <string>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/freight/line/rail_line.hpp"
#include "landbridge/freight/line/rail_run.hpp"
#include "landbridge/freight/line/rail_stock.hpp"

namespace landbridge::freight {

/// A scheduled halt.
struct RailHalt {
  std::string station;
  Time dwell;
};

/// One kind of train in one direction.
struct RailService {
  std::string name;
  RailTrainset train;
  bool is_down = false;
  bool is_freight = true;
  std::vector<RailHalt> halts;
};

/// How long a block is blocked, in seconds from the departure at the beginning of the section.
///
///   from   T(front at distant signal) - sighting - set-up     (a standing train: departure -
///          reaction - set-up)
///   until  T(last vehicle beyond the block and the overlap) + release
///
/// The blocking time of [happel1959], as used by [uic2013].
struct RailBlockTime {
  double from_m = 0.0;  ///< in the direction of the train
  double to_m = 0.0;
  double start_s = 0.0;
  double end_s = 0.0;
};

/// One way to run through a section: from a stop or passing, to a stop or passing.
struct RailSectionRun {
  double run_s = 0.0;  ///< departure to arrival, with the running-time supplement
  std::vector<RailBlockTime> blocks;
  double entry_lead_s = 0.0;   ///< station ahead is taken so long before the arrival
  double clear_after_s = 0.0;  ///< station behind is free so long after the departure
  double start_s() const { return blocks.front().start_s; }
  double end_s() const { return blocks.back().end_s; }
};

/// A service with its runs through every section, in its own direction.
struct RailPath {
  RailService service;
  /// [section][2 * (stops before) + (stops behind)]
  std::vector<std::array<RailSectionRun, 4>> sections;
  std::vector<double> dwell_s;  ///< by station, of scheduled halts
  std::vector<bool> must_stop;  ///< by station
  std::vector<bool> may_stop;   ///< the train fits into the station
  RailRun free_run;             ///< with its scheduled halts only, without supplement
  double supplement_share = 0.0;

  std::size_t stations() const { return must_stop.size(); }
  const RailSectionRun& run(std::size_t section, bool stops_before, bool stops_behind) const {
    return sections[section][2 * (stops_before ? 1U : 0U) + (stops_behind ? 1U : 0U)];
  }
};

/// Runs a service over the line, `line` as drawn (up); a down service is turned inside. Every run
/// through a section is a run of its own: from a stop or at passing speed, into a stop or not. What
/// a train loses after a stop beyond the next station is charged to the section behind the stop, so
/// the sum is never shorter than the run in one piece.
///
/// Errors: infeasible (stalls, does not fit where it must stop), bad input (an unknown halt).
Result<RailPath> make_path(const RailLine& line, const RailService& service,
                           double supplement_share);

/// Station `k` of a path is this station of the line as drawn.
std::size_t drawn_station(const RailPath& path, std::size_t k);
std::size_t drawn_section(const RailPath& path, std::size_t k);

/// The least time from a departure of `first` to a departure of `second` into the same section from
/// the same end, or from opposite ends if the section has one track.
double departure_interval_s(const RailSectionRun& first, const RailSectionRun& second,
                            bool is_same_direction);

}  // namespace landbridge::freight
