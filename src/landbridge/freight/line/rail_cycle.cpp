#include "landbridge/freight/line/rail_cycle.hpp"

#include <algorithm>
#include <cstddef>

namespace landbridge::freight {
namespace {

constexpr double tiny_s = 1e-7;
constexpr int most_raises = 10000;

class CycleSearch {
 public:
  CycleSearch(int events, const std::vector<RailCycleArc>& arcs)
      : arcs_(arcs),
        time_s_(static_cast<std::size_t>(events)),
        parent_(static_cast<std::size_t>(events)),
        seen_(static_cast<std::size_t>(events)) {}

  /// Longest paths at T; true if they exist, else `critical_` holds a positive cycle.
  bool relax(double cycle_s) {
    std::ranges::fill(time_s_, 0.0);
    std::ranges::fill(parent_, -1);
    for (;;) {
      bool is_changed = false;
      for (std::size_t a = 0; a < arcs_.size(); ++a) {
        const RailCycleArc& arc = arcs_[a];
        const double earliest_s = time_s_[static_cast<std::size_t>(arc.from)] + arc.weight_s -
                                  static_cast<double>(arc.height) * cycle_s;
        double& t = time_s_[static_cast<std::size_t>(arc.to)];
        if (earliest_s <= t + tiny_s) continue;
        t = earliest_s;
        parent_[static_cast<std::size_t>(arc.to)] = static_cast<int>(a);
        is_changed = true;
      }
      if (!is_changed) return true;
      if (find_parent_cycle()) return false;
    }
  }

  std::vector<double> take_times() { return std::move(time_s_); }
  const std::vector<int>& critical() const { return critical_; }

 private:
  /// A cycle among the parents is one of positive length.
  bool find_parent_cycle() {
    std::ranges::fill(seen_, -1);
    for (std::size_t first = 0; first < parent_.size(); ++first) {
      std::size_t at = first;
      while (seen_[at] < 0 && parent_[at] >= 0) {
        seen_[at] = static_cast<int>(first);
        at = static_cast<std::size_t>(arcs_[static_cast<std::size_t>(parent_[at])].from);
      }
      if (seen_[at] != static_cast<int>(first) || parent_[at] < 0) {
        if (seen_[at] < 0) seen_[at] = static_cast<int>(first);
        continue;
      }
      critical_.clear();
      const std::size_t start = at;
      do {
        critical_.push_back(parent_[at]);
        at = static_cast<std::size_t>(arcs_[static_cast<std::size_t>(parent_[at])].from);
      } while (at != start);
      return true;
    }
    return false;
  }

  const std::vector<RailCycleArc>& arcs_;
  std::vector<double> time_s_;
  std::vector<int> parent_;
  std::vector<int> seen_;
  std::vector<int> critical_;
};

}  // namespace

RailCycle least_cycle(int events, const std::vector<RailCycleArc>& arcs, double start_s,
                      double limit_s) {
  RailCycle result;
  result.cycle_s = start_s;
  CycleSearch search(events, arcs);
  for (int raise = 0; raise < most_raises; ++raise) {
    if (search.relax(result.cycle_s)) {
      result.status = RailCycleStatus::solved;
      result.time_s = search.take_times();
      return result;
    }
    double weight_s = 0.0;
    int height = 0;
    for (const int a : search.critical()) {
      weight_s += arcs[static_cast<std::size_t>(a)].weight_s;
      height += arcs[static_cast<std::size_t>(a)].height;
    }
    result.critical = search.critical();
    if (height <= 0) return result;
    const double raised_s = weight_s / height;
    result.cycle_s = std::max(raised_s, result.cycle_s + tiny_s);
    if (result.cycle_s > limit_s) {
      result.status = RailCycleStatus::above_limit;
      return result;
    }
  }
  result.status = RailCycleStatus::gave_up;
  return result;
}

}  // namespace landbridge::freight
