#include "landbridge/freight/line/rail_capacity.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace landbridge::freight {
namespace {

constexpr double day_s = 86400.0;

Result<std::size_t> station_named(const RailStudy& study, const std::string& name,
                                  const std::string& option) {
  const auto at = std::ranges::find(study.line.stations, name, &RailStation::name);
  if (at != study.line.stations.end())
    return static_cast<std::size_t>(at - study.line.stations.begin());
  return fail(Fault::bad_input, fmt::format("option '{}'", option),
              fmt::format("'{}' is no station of the line", name),
              "stretch = [\"first station\", \"last station\"]");
}

Result<const RailVehicle*> vehicle_named(const RailStudy& study, const std::string& name,
                                         const std::string& who) {
  const auto at = std::ranges::find(study.vehicles, name, &RailVehicle::name);
  if (at != study.vehicles.end()) return &*at;
  return fail(Fault::bad_input, who, fmt::format("'{}' is no vehicle", name),
              "name a [[vehicle]] of the file");
}

Result<void> insert_station(RailStudy& study, const RailStation& station) {
  auto& stations = study.line.stations;
  const auto behind = std::ranges::upper_bound(stations, station.at, {}, &RailStation::at);
  if (behind == stations.begin() || behind == stations.end())
    return fail(
        Fault::bad_input, fmt::format("station '{}'", station.name),
        fmt::format("at {:.6g} km it is not between two stations", station.at.in(units::km)),
        "an added station lies within the line");
  const auto at = behind - stations.begin();
  stations.insert(behind, station);
  auto& sections = study.line.sections;
  sections.insert(sections.begin() + at, sections[static_cast<std::size_t>(at - 1)]);
  return check(study.line);
}

Result<RailTrainset> trainset_of(const RailStudy& study, const RailTrainKind& kind, bool is_down) {
  std::vector<RailConsistPart> parts;
  for (const RailTrainKind::Part& part : kind.consist) {
    const auto vehicle = vehicle_named(study, part.vehicle, fmt::format("train '{}'", kind.name));
    if (!vehicle) return fail(vehicle.error());
    const double share = (is_down ? kind.load_down : kind.load_up).si();
    parts.push_back({**vehicle, part.count, share * part.load});
  }
  auto train = assemble(parts, kind.brake);
  if (train) return train;
  Error error = train.error();
  error.where = fmt::format("train '{}': {}", kind.name, error.where);
  return fail(error);
}

/// Departures from each station by a train that runs freely, halts as scheduled.
std::vector<double> free_departures_s(const RailPath& path) {
  std::vector<double> departures{0.0};
  for (std::size_t k = 0; k + 1 < path.stations(); ++k)
    departures.push_back(departures.back() +
                         path.run(k, path.must_stop[k], path.must_stop[k + 1]).run_s +
                         path.dwell_s[k + 1]);
  return departures;
}

RailHeadway headway(const RailPath& first, const RailPath& second) {
  const auto a = free_departures_s(first);
  const auto b = free_departures_s(second);
  double headway_s = 0.0;
  for (std::size_t k = 0; k + 1 < first.stations(); ++k) {
    const double apart_s =
        departure_interval_s(first.run(k, first.must_stop[k], first.must_stop[k + 1]),
                             second.run(k, second.must_stop[k], second.must_stop[k + 1]), true);
    headway_s = std::max(headway_s, a[k] + apart_s - b[k]);
  }
  return {first.service.name, second.service.name, first.service.is_down, headway_s};
}

void count_trains(const RailStudy& study, RailCapacity& c) {
  const RailCapacityRules& rules = study.rules;
  c.occupancy_share = rules.occupancy.si() > 0.0
                          ? rules.occupancy.si()
                          : recommended_occupancy(rules.traffic, rules.is_peak);
  const double open_s = day_s - rules.closed_per_day.si();
  c.cycles_per_day = open_s * c.occupancy_share / c.timetable.cycle_s;
  c.planned_occupancy_share =
      uic_occupancy(rules.planned_cycles_per_day.si() * c.timetable.cycle_s, 0.0, open_s);
  for (const int member : c.pattern.members) {
    const RailService& s = c.pattern.paths[static_cast<std::size_t>(member)].service;
    c.trains_per_day += c.cycles_per_day;
    if (!s.is_freight) continue;
    c.freight_trains_per_day += c.cycles_per_day;
    (s.is_down ? c.tonnes_per_day_down : c.tonnes_per_day_up) +=
        c.cycles_per_day * s.train.payload_kg / units::tonne.si;
  }
  c.tonnes_per_year_up = c.tonnes_per_day_up * rules.days_per_year.si();
  c.tonnes_per_year_down = c.tonnes_per_day_down * rules.days_per_year.si();
}

void describe(const RailStudy& study, RailCapacity& c) {
  for (const RailPath& first : c.pattern.paths)
    for (const RailPath& second : c.pattern.paths)
      if (first.service.is_down == second.service.is_down)
        c.headways.push_back(headway(first, second));
  for (std::size_t s = 0; s < study.line.sections.size(); ++s)
    c.sections.push_back({study.line.stations[s].name, study.line.stations[s + 1].name,
                          c.timetable.section_s[s],
                          std::ranges::binary_search(c.timetable.critical_sections, s)});
  const auto hindered = std::ranges::count(c.timetable.is_hindered, true);
  c.hindered_share =
      static_cast<double>(hindered) / static_cast<double>(c.timetable.is_hindered.size());
  double work_kwh = 0.0;
  double gross_tkm = 0.0;
  for (const int member : c.pattern.members) {
    const RailPath& p = c.pattern.paths[static_cast<std::size_t>(member)];
    const auto& points = p.free_run.points;
    work_kwh += points.back().traction_j / units::kilowatt_hour.si;
    gross_tkm += p.service.train.mass_kg / units::tonne.si *
                 (points.back().at_m - points.front().at_m) / units::km.si;
  }
  c.wheel_kwh_per_gross_tkm = work_kwh / gross_tkm;
}

RailOptionResult weigh(const RailStudy& study, const RailOption& option, double base_t) {
  RailOptionResult r;
  r.name = option.name;
  r.cost_si = option.cost.si();
  const auto changed = with_option(study, option);
  auto capacity = changed ? line_capacity(*changed) : Result<RailCapacity>(fail(changed.error()));
  if (!capacity) {
    r.error = capacity.error();
    return r;
  }
  r.gain_tonnes_per_year = capacity->tonnes_per_year() - base_t;
  r.gain_share = base_t > 0.0 ? r.gain_tonnes_per_year / base_t : 0.0;
  if (r.cost_si > 0.0) r.gain_tonnes_per_money = r.gain_tonnes_per_year / r.cost_si;
  r.capacity = std::move(*capacity);
  return r;
}

}  // namespace

double uic_occupancy(double occupation_s, double additional_s, double period_s) {
  return (occupation_s + additional_s) / period_s;
}

double recommended_occupancy(RailTraffic traffic, bool is_peak) {
  if (traffic == RailTraffic::suburban) return is_peak ? 0.85 : 0.70;
  return is_peak ? 0.75 : 0.60;
}

double trains_per_hour(double headway_s, double margin_s) {
  return units::hour.si / (headway_s + margin_s);
}

double trains_per_hour(const std::vector<double>& headways_s) {
  const double cycle_s = std::accumulate(headways_s.begin(), headways_s.end(), 0.0);
  return static_cast<double>(headways_s.size()) * units::hour.si / cycle_s;
}

double scott_trains_per_day(double run_min, double block_min, double efficiency) {
  return units::day.si / units::minute.si / (run_min + block_min) * efficiency;
}

double tonnes_per_train(double tonnes_per_year, double trains_per_day, double days_per_year) {
  return tonnes_per_year / (trains_per_day * days_per_year);
}

Result<RailStudy> with_option(const RailStudy& study, const RailOption& option) {
  RailStudy changed = study;
  if (option.add_station)
    if (auto ok = insert_station(changed, *option.add_station); !ok) return fail(ok.error());
  for (const auto& [from, to] : option.replace_vehicles) {
    const std::string who = fmt::format("option '{}'", option.name);
    for (const std::string& name : {from, to})
      if (const auto found = vehicle_named(changed, name, who); !found) return fail(found.error());
    for (RailTrainKind& kind : changed.trains)
      for (RailTrainKind::Part& part : kind.consist)
        if (part.vehicle == from) part.vehicle = to;
  }
  std::size_t first = 0;
  std::size_t last = changed.line.stations.size() - 1;
  if (option.stretch.size() == 2) {
    const auto a = station_named(changed, option.stretch[0], option.name);
    const auto b = station_named(changed, option.stretch[1], option.name);
    if (!a) return fail(a.error());
    if (!b) return fail(b.error());
    std::tie(first, last) = std::minmax(*a, *b);
  }
  for (std::size_t s = first; s < last; ++s) {
    RailSection& section = changed.line.sections[s];
    if (option.tracks) section.tracks = *option.tracks;
    if (option.block_length) section.block_length = *option.block_length;
  }
  if (option.station_length)
    for (std::size_t k = first; k <= last; ++k)
      changed.line.stations[k].length = *option.station_length;
  if (option.line_speed) changed.line.line_speed = *option.line_speed;
  return changed;
}

Result<RailPattern> make_pattern(const RailStudy& study) {
  RailPattern pattern;
  for (const RailTrainKind& kind : study.trains)
    for (const bool is_down : {false, true}) {
      const int count = is_down ? kind.down : kind.up;
      if (count == 0) continue;
      auto train = trainset_of(study, kind, is_down);
      if (!train) return fail(train.error());
      auto path = make_path(study.line,
                            {kind.name, std::move(*train), is_down, kind.is_freight, kind.halts},
                            study.rules.running_supplement.si());
      if (!path) return fail(path.error());
      pattern.paths.push_back(std::move(*path));
      pattern.members.insert(pattern.members.end(), static_cast<std::size_t>(count),
                             static_cast<int>(pattern.paths.size()) - 1);
    }
  if (pattern.members.empty())
    return fail(Fault::bad_input, "train", "no train runs in a cycle",
                "give a [[train]] with up or down of at least 1");
  return pattern;
}

Result<RailCapacity> line_capacity(const RailStudy& study) {
  RailCapacity c;
  auto pattern = make_pattern(study);
  if (!pattern) return fail(pattern.error());
  c.pattern = std::move(*pattern);
  auto timetable = compress(study.line, c.pattern, {study.rules.max_wait.si(), study.rules.effort});
  if (!timetable) return fail(timetable.error());
  c.timetable = std::move(*timetable);
  auto conflicts = find_conflicts(study.line, c.pattern, c.timetable);
  if (!conflicts) return fail(conflicts.error());
  c.conflicts = std::move(*conflicts);
  count_trains(study, c);
  describe(study, c);
  return c;
}

Result<RailLineAnswer> appraise_line(const RailStudy& study) {
  auto base = line_capacity(study);
  if (!base) return fail(base.error());
  RailLineAnswer answer{std::move(*base), {}};
  for (const RailOption& option : study.options)
    answer.options.push_back(weigh(study, option, answer.base.tonnes_per_year()));
  std::ranges::stable_sort(answer.options, std::greater{}, &RailOptionResult::gain_tonnes_per_year);
  return answer;
}

}  // namespace landbridge::freight
