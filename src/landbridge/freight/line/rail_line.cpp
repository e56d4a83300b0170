#include "landbridge/freight/line/rail_line.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace landbridge::freight {
namespace {

Result<void> check_stations(const RailLine& line) {
  const auto& s = line.stations;
  if (s.size() < 2)
    return fail(Fault::bad_input, "station", fmt::format("the line has {} stations", s.size()),
                "it needs at least two, one at each end");
  if (line.sections.size() + 1 != s.size())
    return fail(Fault::bad_input, "section",
                fmt::format("{} sections for {} stations", line.sections.size(), s.size()),
                "there is one between each two neighbours");
  for (std::size_t i = 0; i < s.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j)
      if (s[j].name == s[i].name)
        return fail(Fault::bad_input, fmt::format("station '{}'", s[i].name),
                    "two stations have this name", "give each its own name");
    if (i > 0 && !(station_entry_m(s[i]) > station_exit_m(s[i - 1])))
      return fail(
          Fault::bad_input, fmt::format("station '{}'", s[i].name),
          fmt::format("it begins at {:.6g} km, '{}' ends at {:.6g} km", station_entry_m(s[i]) / 1e3,
                      s[i - 1].name, station_exit_m(s[i - 1]) / 1e3),
          "stations stand in rising order of 'at' and do not overlap");
  }
  return {};
}

Result<void> check_stretch(std::string_view what, Length from, Length to) {
  if (to > from) return {};
  return fail(
      Fault::bad_input, std::string(what),
      fmt::format("it runs from {:.6g} km to {:.6g} km", from.in(units::km), to.in(units::km)),
      "'to' must lie behind 'from'");
}

Result<void> check_heights(const RailLine& line) {
  const auto& h = line.heights;
  if (h.empty()) return {};
  for (std::size_t i = 1; i < h.size(); ++i) {
    const double run_m = (h[i].at - h[i - 1].at).si();
    if (!(run_m > 0.0))
      return fail(Fault::bad_input, "profile",
                  fmt::format("two points at {:.6g} km or not in order", h[i].at.in(units::km)),
                  "list heights from the first station to the last");
    const double slope = std::abs((h[i].height - h[i - 1].height).si()) / run_m;
    if (slope > 0.1)
      return fail(Fault::bad_input, "profile",
                  fmt::format("a slope of {:.4g} per mille before {:.6g} km", 1e3 * slope,
                              h[i].at.in(units::km)),
                  "adhesion railways stay below 100 per mille; are the units right?");
  }
  if (h.front().at > line.stations.front().at || h.back().at < line.stations.back().at)
    return fail(Fault::bad_input, "profile",
                fmt::format("heights from {:.6g} to {:.6g} km do not cover the line",
                            h.front().at.in(units::km), h.back().at.in(units::km)),
                "the first and the last station must lie within the profile");
  return {};
}

}  // namespace

double curve_resistance_per_weight(RailCurveLaw law, double radius_m) {
  switch (law) {
    case RailCurveLaw::roeckl:
      return 1e-3 * (radius_m >= 300.0 ? 650.0 / (radius_m - 55.0) : 500.0 / (radius_m - 30.0));
    case RailCurveLaw::ptr_1985: return 1e-3 * 700.0 / radius_m;
    case RailCurveLaw::none: break;
  }
  return 0.0;
}

double station_entry_m(const RailStation& s) { return (s.at - 0.5 * s.length).si(); }
double station_exit_m(const RailStation& s) { return (s.at + 0.5 * s.length).si(); }

Result<void> check(const RailLine& line) {
  if (auto ok = check_stations(line); !ok) return ok;
  for (const RailSection& s : line.sections)
    if (s.tracks < 1 || s.tracks > 2)
      return fail(Fault::bad_input, "section", fmt::format("{} tracks", s.tracks),
                  "a section has 1 track or 2");
  for (const RailCurve& c : line.curves) {
    if (auto ok = check_stretch("curve", c.from, c.to); !ok) return ok;
    if (c.radius < 100.0 * units::metre)
      return fail(Fault::bad_input, "curve", fmt::format("radius {:.6g} m", c.radius.si()),
                  "the laws of curve resistance hold from 100 m on");
  }
  for (const RailSpeedLimit& l : line.limits)
    if (auto ok = check_stretch("speed_limit", l.from, l.to); !ok) return ok;
  return check_heights(line);
}

RailLine mirrored(const RailLine& line) {
  RailLine m = line;
  const Length sum = line.stations.front().at + line.stations.back().at;
  std::ranges::reverse(m.stations);
  std::ranges::reverse(m.sections);
  std::ranges::reverse(m.heights);
  for (RailStation& s : m.stations) s.at = sum - s.at;
  for (RailHeight& h : m.heights) h.at = sum - h.at;
  const auto turn = [sum](auto& stretch) {
    const Length from = stretch.from;
    stretch.from = sum - stretch.to;
    stretch.to = sum - from;
  };
  for (RailCurve& c : m.curves) turn(c);
  for (RailSpeedLimit& l : m.limits) {
    turn(l);
    if (l.direction != RailDirection::both)
      l.direction = l.direction == RailDirection::up ? RailDirection::down : RailDirection::up;
  }
  return m;
}

RailGrade::RailGrade(const RailLine& line) {
  for (const RailHeight& h : line.heights) x_m_.push_back(h.at.si());
  for (const RailCurve& c : line.curves) {
    x_m_.push_back(c.from.si());
    x_m_.push_back(c.to.si());
  }
  std::ranges::sort(x_m_);
  x_m_.erase(std::unique(x_m_.begin(), x_m_.end()), x_m_.end());
  const auto ground_m = [&](double x) {
    const auto& h = line.heights;
    if (h.empty()) return 0.0;
    if (x <= h.front().at.si()) return h.front().height.si();
    if (x >= h.back().at.si()) return h.back().height.si();
    const auto above =
        std::ranges::upper_bound(h, x, {}, [](const RailHeight& p) { return p.at.si(); });
    const auto below = above - 1;
    const double share = (x - below->at.si()) / (above->at - below->at).si();
    return below->height.si() + share * (above->height - below->height).si();
  };
  for (const double x : x_m_) {
    double curves_m = 0.0;
    for (const RailCurve& c : line.curves)
      curves_m += curve_resistance_per_weight(line.curve_law, c.radius.si()) *
                  std::clamp(x - c.from.si(), 0.0, (c.to - c.from).si());
    height_m_.push_back(ground_m(x) + curves_m);
  }
}

double RailGrade::height_m(double x_m) const {
  if (x_m_.empty()) return 0.0;
  if (x_m <= x_m_.front()) return height_m_.front();
  if (x_m >= x_m_.back()) return height_m_.back();
  const auto above = static_cast<std::size_t>(std::ranges::upper_bound(x_m_, x_m) - x_m_.begin());
  const double share = (x_m - x_m_[above - 1]) / (x_m_[above] - x_m_[above - 1]);
  return height_m_[above - 1] + share * (height_m_[above] - height_m_[above - 1]);
}

double RailGrade::slope(double front_m, double train_length_m) const {
  const double length_m = std::max(train_length_m, 1e-3);
  return (height_m(front_m) - height_m(front_m - length_m)) / length_m;
}

}  // namespace landbridge::freight
