#pragma once

#include <vector>

namespace landbridge::freight {

/// An event waits for another, some cycles ago:   t_to >= t_from + weight - height T
///
///   t  time of the event in cycle 0 [s]   T  cycle time [s]   height  cycles between the two
struct RailCycleArc {
  int from = 0;
  int to = 0;
  double weight_s = 0.0;
  int height = 0;
};

enum class RailCycleStatus { solved, impossible, above_limit, gave_up };

struct RailCycle {
  RailCycleStatus status = RailCycleStatus::impossible;
  double cycle_s = 0.0;
  std::vector<double> time_s;  ///< the earliest times that are not negative
  std::vector<int> critical;   ///< arcs of the cycle that fixed T; empty if the start did
};

/// The least T >= `start_s` for which the events have times: the largest ratio of weight to height
/// over all cycles of the graph, found from below. At each T longest paths are sought; a cycle of
/// positive length with height > 0 raises T to its ratio, one with height <= 0 proves that no T
/// serves. Every raise is exact, so the last T has its cycle as proof. [dasdan2004, Burns]
RailCycle least_cycle(int events, const std::vector<RailCycleArc>& arcs, double start_s,
                      double limit_s);

}  // namespace landbridge::freight
