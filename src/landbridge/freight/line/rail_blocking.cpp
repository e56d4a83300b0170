#include "landbridge/freight/line/rail_blocking.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace landbridge::freight {
namespace {

class PathMaker {
 public:
  PathMaker(const RailLine& line, const RailService& service, double supplement_share)
      : line_(service.is_down ? mirrored(line) : line),
        grade_(line_),
        stretch_(1.0 + supplement_share) {
    path_.service = service;
    path_.supplement_share = supplement_share;
  }

  Result<RailPath> make() {
    if (auto ok = read_halts(); !ok) return fail(ok.error());
    collect_marks();
    auto passing = simulate({.stops = {0, last()}});
    if (!passing) return fail(located(passing.error()));
    passing_ = std::move(*passing);
    std::vector<std::size_t> all;
    for (std::size_t k = 0; k <= last(); ++k)
      if (path_.must_stop[k]) all.push_back(k);
    auto free_run = simulate({.stops = all});
    if (!free_run) return fail(located(free_run.error()));
    path_.free_run = std::move(*free_run);
    path_.sections.resize(last());
    for (std::size_t k = 0; k < last(); ++k)
      if (auto ok = make_section(k); !ok) return fail(located(ok.error()));
    return std::move(path_);
  }

 private:
  struct Leg {
    std::vector<std::size_t> stops;  ///< stations where it halts, first and last included
    std::size_t from = 0;
    double start_speed_m_s = 0.0;
    bool is_whole = true;  ///< to the end of the line, else to the last stop
  };

  std::size_t last() const { return line_.stations.size() - 1; }
  double stop_m(std::size_t k) const { return station_exit_m(line_.stations[k]); }

  Error located(Error error) const {
    error.where =
        fmt::format("train '{}' {}{}{}", path_.service.name, path_.service.is_down ? "down" : "up",
                    error.where.empty() ? "" : ", ", error.where);
    return error;
  }

  Result<void> read_halts() {
    const std::size_t n = line_.stations.size();
    path_.dwell_s.assign(n, 0.0);
    path_.must_stop.assign(n, false);
    path_.may_stop.assign(n, false);
    path_.must_stop.front() = path_.must_stop.back() = true;
    for (std::size_t k = 0; k < n; ++k)
      path_.may_stop[k] = line_.stations[k].length.si() >= path_.service.train.length_m;
    for (const RailHalt& halt : path_.service.halts) {
      const auto at = std::ranges::find(line_.stations, halt.station, &RailStation::name);
      if (at == line_.stations.end())
        return fail(Fault::bad_input, fmt::format("train '{}'", path_.service.name),
                    fmt::format("it halts at '{}', which is no station", halt.station),
                    "halts name stations of the line");
      const auto k = static_cast<std::size_t>(at - line_.stations.begin());
      path_.must_stop[k] = true;
      path_.dwell_s[k] = halt.dwell.si();
    }
    for (std::size_t k = 0; k < n; ++k)
      if (path_.must_stop[k] && !path_.may_stop[k])
        return fail(Fault::infeasible, fmt::format("train '{}'", path_.service.name),
                    fmt::format("it is {:.6g} m long and must stop at '{}', which has {:.6g} m",
                                path_.service.train.length_m, line_.stations[k].name,
                                line_.stations[k].length.si()),
                    "a longer station or a shorter train");
    return {};
  }

  /// Block borders of a section: from the exit of station k to the entry of the next.
  std::vector<double> borders_m(std::size_t k) const {
    const double from = stop_m(k);
    const double to = station_entry_m(line_.stations[k + 1]);
    const double block = line_.sections[k].block_length.si();
    const auto n =
        block > 0.0 ? static_cast<std::size_t>(std::ceil((to - from) / block - 1e-9)) : 1;
    std::vector<double> borders;
    for (std::size_t i = 0; i <= std::max<std::size_t>(n, 1); ++i)
      borders.push_back(from + (to - from) * static_cast<double>(i) /
                                   static_cast<double>(std::max<std::size_t>(n, 1)));
    return borders;
  }

  double clear_m(double border_m) const {
    return border_m + path_.service.train.length_m + line_.signalling.overlap.si();
  }

  void collect_marks() {
    for (std::size_t k = 0; k <= last(); ++k) {
      marks_m_.push_back(stop_m(k));
      marks_m_.push_back(clear_m(stop_m(k)));
      marks_m_.push_back(station_entry_m(line_.stations[k]) - line_.signalling.approach.si());
      if (k == last()) break;
      for (const double border : borders_m(k)) {
        marks_m_.push_back(border - line_.signalling.approach.si());
        marks_m_.push_back(clear_m(border));
      }
    }
    std::ranges::sort(marks_m_);
  }

  Result<RailRun> simulate(const Leg& leg) const {
    RailRunOptions o;
    o.from_m = stop_m(leg.from);
    o.to_m = leg.is_whole ? stop_m(last()) : stop_m(leg.stops.back());
    o.start_speed_m_s = leg.start_speed_m_s;
    for (const std::size_t k : leg.stops) {
      const RailStation& s = line_.stations[k];
      o.zones.push_back({station_entry_m(s), station_exit_m(s), s.loop_speed.si()});
      if (stop_m(k) > o.from_m && stop_m(k) < o.to_m) o.stops_m.push_back(stop_m(k));
    }
    for (const double mark : marks_m_)
      if (mark > o.from_m && mark < o.to_m) o.marks_m.push_back(mark);
    return run_train(path_.service.train, line_, grade_, o);
  }

  Result<void> make_section(std::size_t k) {
    const double x0 = stop_m(k);
    const double x1 = stop_m(k + 1);
    const double pass_s = passing_.time_at(x1) - passing_.time_at(x0);
    fill(k, false, false, passing_, pass_s);
    Leg from_stop{.stops = {k, last()}, .from = k};
    const auto started = simulate(from_stop);
    if (!started) return fail(started.error());
    const double lost_s =
        started->time_s() - (passing_.points.back().time_s - passing_.time_at(x0));
    const double lost_here_s = started->time_at(x1) - started->time_at(x0) - pass_s;
    fill(k, true, false, *started, pass_s + std::max(lost_s, lost_here_s));
    Leg to_stop{
        .stops = {k + 1}, .from = k, .start_speed_m_s = passing_.speed_at(x0), .is_whole = false};
    const auto stopped = simulate(to_stop);
    if (!stopped) return fail(stopped.error());
    fill(k, false, true, *stopped, stopped->time_s());
    Leg both{.stops = {k, k + 1}, .from = k, .is_whole = false};
    const auto halting = simulate(both);
    if (!halting) return fail(halting.error());
    fill(k, true, true, *halting, halting->time_s());
    return {};
  }

  void fill(std::size_t k, bool stops_before, bool stops_behind, const RailRun& run, double run_s) {
    const double x0 = stop_m(k);
    const double x1 = stop_m(k + 1);
    const RailSignalling& sig = line_.signalling;
    const double zero_s = run.time_at(x0);
    // Seconds from the departure; outside the section, where the train passes, from the free run.
    const auto time_s = [&](double x) {
      if (x < x0) return stretch_ * (passing_.time_at(x) - passing_.time_at(x0));
      if (x > x1) return stretch_ * (run_s + passing_.time_at(x) - passing_.time_at(x1));
      return stretch_ * std::min(run.time_at(x) - zero_s, run_s);
    };
    const auto start_s = [&](double signal_m) {
      const double distant_m = signal_m - sig.approach.si();
      if (distant_m < x0 && stops_before) return -(sig.start_reaction + sig.route_set_up).si();
      return time_s(distant_m) - (sig.sighting + sig.route_set_up).si();
    };
    const auto end_s = [&](double border_m) {
      const double clear = stops_behind ? std::min(clear_m(border_m), x1) : clear_m(border_m);
      return (clear >= x1 && stops_behind ? stretch_ * run_s : time_s(clear)) + sig.release.si();
    };
    RailSectionRun& out =
        path_.sections[k][2 * (stops_before ? 1U : 0U) + (stops_behind ? 1U : 0U)];
    out.run_s = stretch_ * run_s;
    const auto borders = borders_m(k);
    for (std::size_t i = 0; i + 1 < borders.size(); ++i)
      out.blocks.push_back(
          {borders[i], borders[i + 1], start_s(borders[i]), end_s(borders[i + 1])});
    out.entry_lead_s = out.run_s - start_s(station_entry_m(line_.stations[k + 1]));
    out.clear_after_s = end_s(x0);
  }

  RailLine line_;
  RailGrade grade_;
  double stretch_;
  RailPath path_;
  RailRun passing_;
  std::vector<double> marks_m_;
};

}  // namespace

Result<RailPath> make_path(const RailLine& line, const RailService& service,
                           double supplement_share) {
  if (auto ok = check(line); !ok) return fail(ok.error());
  return PathMaker(line, service, supplement_share).make();
}

std::size_t drawn_station(const RailPath& path, std::size_t k) {
  return path.service.is_down ? path.stations() - 1 - k : k;
}

std::size_t drawn_section(const RailPath& path, std::size_t k) {
  return path.service.is_down ? path.sections.size() - 1 - k : k;
}

double departure_interval_s(const RailSectionRun& first, const RailSectionRun& second,
                            bool is_same_direction) {
  if (!is_same_direction) return first.end_s() - second.start_s();
  double interval_s = 0.0;
  for (std::size_t b = 0; b < first.blocks.size(); ++b)
    interval_s = std::max(interval_s, first.blocks[b].end_s - second.blocks[b].start_s);
  return interval_s;
}

}  // namespace landbridge::freight
