#include "landbridge/freight/line/rail_pattern.hpp"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "landbridge/freight/line/rail_conflicts.hpp"
#include "landbridge/freight/line/rail_cycle.hpp"

using namespace landbridge;
using namespace landbridge::freight;
namespace lu = landbridge::units;

namespace {

RailTrainset trainset(double force_kn, Velocity top, double length_m) {
  RailTrainset t;
  t.mass_kg = t.dynamic_mass_kg = 1e6;
  t.length_m = length_m;
  t.max_speed_m_s = top.si();
  t.brake_m_s2 = 0.4;
  t.resistance.a = RailForce::from_si(12e3);
  RailTraction engine;
  engine.curve = {{0.0 * lu::km_per_h, force_kn * rail_units::kilonewton},
                  {400.0 * lu::km_per_h, force_kn * rail_units::kilonewton}};
  t.engines = {{engine, 1}};
  return t;
}

RailLine line_at(const std::vector<double>& at_km) {
  RailLine line;
  for (std::size_t i = 0; i < at_km.size(); ++i)
    line.stations.push_back({fmt::format("S{}", i), at_km[i] * lu::km});
  line.sections.resize(at_km.size() - 1);
  return line;
}

RailService goods(bool is_down = false) {
  return {"freight", trainset(300.0, 80.0 * lu::km_per_h, 700.0), is_down, true, {}};
}
RailService passenger(bool is_down = false) {
  return {"passenger", trainset(600.0, 120.0 * lu::km_per_h, 300.0), is_down, false, {}};
}

RailPattern pattern_of(const RailLine& line, const std::vector<std::pair<RailService, int>>& all) {
  RailPattern p;
  for (const auto& [service, count] : all) {
    p.paths.push_back(unwrap(make_path(line, service, 0.05)));
    for (int i = 0; i < count; ++i) p.members.push_back(static_cast<int>(p.paths.size()) - 1);
  }
  return p;
}

RailTimetable checked(const RailLine& line, const RailPattern& p) {
  const RailTimetable t = unwrap(compress(line, p));
  const auto report = unwrap(find_conflicts(line, p, t));
  for (const RailConflict& c : report.conflicts) MESSAGE(c.what);
  CHECK(report.is_clean());
  CHECK(t.cycle_s >= t.lower_bound_s);
  for (const double s : t.section_s) CHECK(t.cycle_s >= s - 1e-4);
  return t;
}

}  // namespace

TEST_CASE("two events that wait for each other: T is the sum over the height") {
  const RailCycle c = least_cycle(2, {{0, 1, 30.0, 0}, {1, 0, 50.0, 2}}, 0.0, 1e6);
  REQUIRE(c.status == RailCycleStatus::solved);
  CHECK(c.cycle_s == doctest::Approx(40.0));
  CHECK(least_cycle(2, {{0, 1, 30.0, 0}, {1, 0, -20.0, 0}}, 0.0, 1e6).status ==
        RailCycleStatus::impossible);
}

TEST_CASE("equal trains on double track: the cycle is the headway of one block of the line") {
  RailLine line = line_at({0.0, 20.0, 45.0});
  for (RailSection& s : line.sections) {
    s.tracks = 2;
    s.block_length = 2.0 * lu::km;
  }
  const RailPattern p = pattern_of(line, {{goods(), 1}});
  double longest_s = 0.0;
  for (std::size_t k = 0; k < 2; ++k)
    for (const RailBlockTime& b : p.paths[0].run(k, k == 0, k == 1).blocks)
      longest_s = std::max(longest_s, b.end_s - b.start_s);
  const RailTimetable t = checked(line, p);
  CHECK(t.cycle_s == doctest::Approx(longest_s).epsilon(1e-6));
  CHECK(t.is_proven);
  const RailTimetable three = checked(line, pattern_of(line, {{goods(), 3}}));
  CHECK(three.cycle_s == doctest::Approx(3.0 * longest_s).epsilon(1e-6));
}

TEST_CASE("single track between two ends: a pair takes both blocking times") {
  const RailLine line = line_at({0.0, 20.0});
  const RailPattern p = pattern_of(line, {{goods(), 1}, {goods(true), 1}});
  const auto& up = p.paths[0].run(0, true, true);
  const auto& down = p.paths[1].run(0, true, true);
  const RailTimetable t = checked(line, p);
  CHECK(t.cycle_s == doctest::Approx(up.end_s() - up.start_s() + down.end_s() - down.start_s()));
}

TEST_CASE("a loop in the middle of a single track nearly doubles its trains") {
  const RailLine without = line_at({0.0, 40.0});
  const RailLine with_loop = line_at({0.0, 20.0, 40.0});
  const auto cycle_s = [](const RailLine& line) {
    return checked(line, pattern_of(line, {{goods(), 1}, {goods(true), 1}})).cycle_s;
  };
  const double gain = cycle_s(without) / cycle_s(with_loop);
  CHECK(gain > 1.6);
  CHECK(gain < 2.0);
}

TEST_CASE("a loop that is too short for the trains is no loop") {
  RailLine line = line_at({0.0, 20.0, 40.0});
  line.stations[1].length = 400.0 * lu::metre;
  const double none_s = checked(line_at({0.0, 40.0}),
                                pattern_of(line_at({0.0, 40.0}), {{goods(), 1}, {goods(true), 1}}))
                            .cycle_s;
  const RailTimetable t = checked(line, pattern_of(line, {{goods(), 1}, {goods(true), 1}}));
  CHECK(t.cycle_s ==
        doctest::Approx(none_s).epsilon(0.05));  // the entry of a passing train differs
}

TEST_CASE("trains of both kinds on single track with loops: no conflict, and proven") {
  const RailLine line = line_at({0.0, 14.0, 30.0, 41.0});
  const RailTimetable t =
      checked(line, pattern_of(line, {{goods(), 1}, {goods(true), 1}, {passenger(), 1}}));
  CHECK(t.is_proven);
  CHECK(t.lower_bound_s == doctest::Approx(t.cycle_s));
}

TEST_CASE("two kinds both ways: a small effort gives a timetable and an honest bound") {
  const RailLine line = line_at({0.0, 14.0, 30.0, 41.0, 60.0});
  const RailPattern p =
      pattern_of(line, {{goods(), 1}, {goods(true), 1}, {passenger(), 1}, {passenger(true), 1}});
  RailPatternOptions options;
  options.effort = 2000;
  const RailTimetable rough = unwrap(compress(line, p, options));
  CHECK_FALSE(rough.is_proven);
  CHECK(unwrap(find_conflicts(line, p, rough)).is_clean());
  // 3332.79 s is the proven optimum (some 400,000 nodes); the bound must lie below it.
  CHECK(rough.lower_bound_s <= 3332.80);
  CHECK(rough.cycle_s >= 3332.78);
  CHECK(rough.cycle_s < 1.5 * rough.lower_bound_s);
}

TEST_CASE("a timetable that is moved into a conflict is caught") {
  const RailLine line = line_at({0.0, 14.0, 30.0});
  const RailPattern p = pattern_of(line, {{goods(), 1}, {goods(true), 1}});
  RailTimetable t = checked(line, p);
  for (double& s : t.trains[1].arrival_s) s += 300.0;
  for (double& s : t.trains[1].departure_s) s += 300.0;
  CHECK_FALSE(unwrap(find_conflicts(line, p, t)).is_clean());
}

TEST_CASE("a cycle shorter by a second has conflicts") {
  const RailLine line = line_at({0.0, 14.0, 30.0});
  const RailPattern p = pattern_of(line, {{goods(), 1}, {goods(true), 1}});
  RailTimetable t = checked(line, p);
  t.cycle_s -= 1.0;
  CHECK_FALSE(unwrap(find_conflicts(line, p, t)).is_clean());
}
