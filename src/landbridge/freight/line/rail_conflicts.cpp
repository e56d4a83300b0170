#include "landbridge/freight/line/rail_conflicts.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace landbridge::freight {
namespace {

constexpr std::size_t most_told = 20;

/// Something is taken by a train of a cycle from one time to another.
struct Stay {
  double from_s = 0.0;
  double to_s = 0.0;
  int train = 0;
  int cycle = 0;
  double from_m = 0.0;  ///< on the line as drawn
  double to_m = 0.0;
  bool is_down = false;
};

class ConflictSweep {
 public:
  ConflictSweep(const RailLine& line, const RailPattern& pattern, const RailTimetable& timetable,
                double tolerance_s)
      : line_(line), pattern_(pattern), timetable_(timetable), tolerance_s_(tolerance_s) {
    double longest_s = 0.0;
    for (const RailTrainTimes& t : timetable_.trains)
      longest_s = std::max(longest_s, t.arrival_s.back() - std::min(0.0, t.departure_s.front()));
    report_.cycles = 3 + 2 * static_cast<int>(std::ceil(longest_s / timetable_.cycle_s));
  }

  Result<RailConflictReport> run() {
    for (std::size_t s = 0; s < line_.sections.size(); ++s) sweep_section(s);
    for (std::size_t k = 1; k + 1 < line_.stations.size(); ++k) sweep_station(k);
    for (std::size_t t = 0; t < pattern_.members.size(); ++t)
      if (auto ok = drive(t); !ok) return fail(ok.error());
    return std::move(report_);
  }

 private:
  const RailPath& path(std::size_t train) const {
    return pattern_.paths[static_cast<std::size_t>(pattern_.members[train])];
  }
  const RailSectionRun& run_of(std::size_t train, std::size_t own) const {
    const auto& stops = timetable_.trains[train].stops;
    return path(train).run(own, stops[own], stops[own + 1]);
  }
  void tell(std::string what, double depth_s) {
    if (report_.conflicts.size() < most_told)
      report_.conflicts.push_back({std::move(what), depth_s});
  }
  std::string name(const Stay& s) const {
    const RailService& service = path(static_cast<std::size_t>(s.train)).service;
    return fmt::format("'{}' {} ({} in cycle {})", service.name, service.is_down ? "down" : "up",
                       s.train + 1, s.cycle);
  }

  void sweep_section(std::size_t drawn) {
    std::vector<Stay> blocks;
    std::vector<Stay> whole;
    const double ends_m = line_.stations.front().at.si() + line_.stations.back().at.si();
    for (std::size_t t = 0; t < pattern_.members.size(); ++t) {
      const bool is_down = path(t).service.is_down;
      const std::size_t own = is_down ? line_.sections.size() - 1 - drawn : drawn;
      const RailSectionRun& run = run_of(t, own);
      for (int c = 0; c < report_.cycles; ++c) {
        const double at_s = timetable_.trains[t].departure_s[own] + c * timetable_.cycle_s;
        whole.push_back(
            {at_s + run.start_s(), at_s + run.end_s(), static_cast<int>(t), c, 0.0, 0.0, is_down});
        for (const RailBlockTime& b : run.blocks)
          blocks.push_back({at_s + b.start_s, at_s + b.end_s, static_cast<int>(t), c,
                            is_down ? ends_m - b.to_m : b.from_m,
                            is_down ? ends_m - b.from_m : b.to_m, is_down});
      }
    }
    report_.block_stays += static_cast<long>(blocks.size());
    sweep(blocks, drawn, [&](const Stay& a, const Stay& b) {
      const bool is_one_track = line_.sections[drawn].tracks == 1 || a.is_down == b.is_down;
      return is_one_track && a.from_m < b.to_m - 1e-6 && b.from_m < a.to_m - 1e-6;
    });
    if (line_.sections[drawn].tracks == 1)
      sweep(whole, drawn, [](const Stay& a, const Stay& b) { return a.is_down != b.is_down; });
  }

  template <class Meets>
  void sweep(std::vector<Stay>& stays, std::size_t drawn, Meets&& meets) {
    std::ranges::stable_sort(stays, {}, &Stay::from_s);
    for (std::size_t i = 0; i < stays.size(); ++i)
      for (std::size_t j = i + 1; j < stays.size() && stays[j].from_s < stays[i].to_s; ++j) {
        if (!meets(stays[i], stays[j])) continue;
        const double overlap_s = std::min(stays[i].to_s, stays[j].to_s) - stays[j].from_s;
        report_.overlap_s = std::max(report_.overlap_s, overlap_s);
        if (overlap_s > tolerance_s_)
          tell(fmt::format("{} and {} are both in a block between '{}' and '{}' for {:.3g} s",
                           name(stays[i]), name(stays[j]), line_.stations[drawn].name,
                           line_.stations[drawn + 1].name, overlap_s),
               overlap_s);
      }
  }

  void sweep_station(std::size_t drawn) {
    std::map<double, int> changes;
    const int tracks = line_.stations[drawn].tracks;
    for (std::size_t t = 0; t < pattern_.members.size(); ++t) {
      const std::size_t own = path(t).service.is_down ? line_.stations.size() - 1 - drawn : drawn;
      const RailTrainTimes& times = timetable_.trains[t];
      for (int c = 0; c < report_.cycles; ++c) {
        const double shift_s = c * timetable_.cycle_s;
        ++changes[times.arrival_s[own] - run_of(t, own - 1).entry_lead_s + shift_s + tolerance_s_];
        --changes[times.departure_s[own] + run_of(t, own).clear_after_s + shift_s];
      }
    }
    int there = 0;
    int most = 0;
    for (const auto& [time_s, change] : changes) most = std::max(most, there += change);
    report_.most_over_tracks =
        drawn == 1 ? most - tracks : std::max(report_.most_over_tracks, most - tracks);
    if (most > tracks)
      tell(fmt::format("{} trains at once in '{}', which has {} tracks", most,
                       line_.stations[drawn].name, tracks),
           0.0);
  }

  /// One run over the whole line with the stops of the timetable, and its times kept to or beaten.
  Result<void> drive(std::size_t train) {
    const RailPath& p = path(train);
    const RailTrainTimes& times = timetable_.trains[train];
    const RailLine own = p.service.is_down ? mirrored(line_) : line_;
    RailRunOptions o;
    o.from_m = station_exit_m(own.stations.front());
    o.to_m = station_exit_m(own.stations.back());
    double planned_s = 0.0;
    for (std::size_t k = 0; k < own.stations.size(); ++k) {
      const RailStation& s = own.stations[k];
      if (k > 0) planned_s += times.arrival_s[k] - times.departure_s[k - 1];
      if (!times.stops[k]) {
        if (k > 0 && times.departure_s[k] - times.arrival_s[k] > tolerance_s_)
          tell(fmt::format("train {} waits at '{}' without a stop", train + 1, s.name), 0.0);
        continue;
      }
      o.zones.push_back({station_entry_m(s), station_exit_m(s), s.loop_speed.si()});
      if (k > 0 && k + 1 < own.stations.size()) o.stops_m.push_back(station_exit_m(s));
      if (s.length.si() < p.service.train.length_m)
        tell(fmt::format("train {} is too long to stop at '{}'", train + 1, s.name), 0.0);
    }
    const auto run = run_train(p.service.train, own, RailGrade(own), o);
    if (!run) return fail(run.error());
    const double shortfall_s = run->time_s() * (1.0 + p.supplement_share) - planned_s;
    report_.run_shortfall_s =
        train == 0 ? shortfall_s : std::max(report_.run_shortfall_s, shortfall_s);
    if (shortfall_s > 1e-4 * planned_s)
      tell(fmt::format("train {} needs {:.4g} s more than its timetable", train + 1, shortfall_s),
           shortfall_s);
    return {};
  }

  const RailLine& line_;
  const RailPattern& pattern_;
  const RailTimetable& timetable_;
  double tolerance_s_;
  RailConflictReport report_;
};

}  // namespace

Result<RailConflictReport> find_conflicts(const RailLine& line, const RailPattern& pattern,
                                          const RailTimetable& timetable, double tolerance_s) {
  return ConflictSweep(line, pattern, timetable, tolerance_s).run();
}

}  // namespace landbridge::freight
