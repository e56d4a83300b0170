#include "landbridge/io/rail_line_output.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/io/csv.hpp"

namespace landbridge::io {
namespace {

using namespace freight;

constexpr int diagram_cycles = 3;

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

const char* direction(const RailService& s) { return s.is_down ? "down" : "up"; }

/// Place on the line as drawn of a place on a path.
double drawn_km(const RailStudy& study, const RailService& service, double at_m) {
  const auto& s = study.line.stations;
  return (service.is_down ? (s.front().at + s.back().at).si() - at_m : at_m) / 1e3;
}

Json running_time_json(const RailPath& p) {
  const RailService& s = p.service;
  const RailRunPoint& end = p.free_run.points.back();
  const double length_km = (end.at_m - p.free_run.points.front().at_m) / 1e3;
  double dwell_s = 0.0;
  for (const double d : p.dwell_s) dwell_s += d;
  const double run_s = p.free_run.time_s();
  const double wheel_kwh = end.traction_j / 3.6e6;
  const double back_kwh = s.train.recovered_share * end.braking_j / 3.6e6;
  Json json;
  json["train"] = s.name;
  json["direction"] = direction(s);
  json["is_freight"] = s.is_freight;
  json["length_km"] = length_km;
  json["running_time_min"] = run_s / 60.0;
  json["running_time_with_supplement_min"] = run_s * (1.0 + p.supplement_share) / 60.0;
  json["scheduled_dwell_min"] = dwell_s / 60.0;
  json["mean_speed_km_h"] = length_km / (run_s / 3600.0);
  json["gross_mass_t"] = s.train.mass_kg / 1e3;
  json["payload_t"] = s.train.payload_kg / 1e3;
  json["train_length_m"] = s.train.length_m;
  json["wheel_energy_kwh"] = wheel_kwh;
  json["supplied_energy_kwh"] = wheel_kwh / s.train.efficiency - back_kwh;
  json["wheel_energy_wh_per_gross_tkm"] = 1e3 * wheel_kwh / (s.train.mass_kg / 1e3 * length_km);
  json["time_error_s"] = p.free_run.certificate.time_error_s;
  return json;
}

Json timetable_json(const RailStudy& study, const RailCapacity& c) {
  Json list = Json::array();
  for (std::size_t t = 0; t < c.pattern.members.size(); ++t) {
    const RailPath& p = c.pattern.paths[static_cast<std::size_t>(c.pattern.members[t])];
    const RailTrainTimes& times = c.timetable.trains[t];
    Json train;
    train["train"] = p.service.name;
    train["direction"] = direction(p.service);
    train["journey_min"] = (times.arrival_s.back() - times.departure_s.front()) / 60.0;
    train["calls"] = Json::array();
    for (std::size_t k = 0; k < times.stops.size(); ++k)
      train["calls"].push_back({{"station", study.line.stations[drawn_station(p, k)].name},
                                {"arrival_min", times.arrival_s[k] / 60.0},
                                {"departure_min", times.departure_s[k] / 60.0},
                                {"stops", static_cast<bool>(times.stops[k])}});
    list.push_back(std::move(train));
  }
  return list;
}

void add_capacity(Json& json, const RailCapacity& c) {
  json["cycle_min"] = c.timetable.cycle_s / 60.0;
  json["trains_per_cycle"] = c.pattern.members.size();
  json["occupancy_share"] = c.occupancy_share;
  json["trains_per_day"] = c.trains_per_day;
  json["freight_trains_per_day"] = c.freight_trains_per_day;
  json["tonnes_per_day_up"] = c.tonnes_per_day_up;
  json["tonnes_per_day_down"] = c.tonnes_per_day_down;
  json["tonnes_per_year_up"] = c.tonnes_per_year_up;
  json["tonnes_per_year_down"] = c.tonnes_per_year_down;
  json["tonnes_per_year"] = c.tonnes_per_year();
  json["hindered_share"] = c.hindered_share;
}

Json option_json(const RailStudy& study, const RailOptionResult& o) {
  Json json;
  json["name"] = o.name;
  if (!o.capacity) {
    json["why_none"] = o.error->what;
    return json;
  }
  json["gain_tonnes_per_year"] = o.gain_tonnes_per_year;
  json["gain_share"] = o.gain_share;
  const std::string money = lower(study.currency);
  if (o.cost_si > 0.0) {
    json[fmt::format("cost_m{}", money)] = o.cost_si / 1e6;
    json[fmt::format("gain_tonnes_per_year_per_m{}", money)] = o.gain_tonnes_per_money * 1e6;
  }
  add_capacity(json, *o.capacity);
  return json;
}

Json capacity_certificate(const RailCapacity& c) {
  double time_error_s = 0.0;
  double energy_residual = 0.0;
  for (const RailPath& p : c.pattern.paths) {
    time_error_s = std::max(time_error_s, p.free_run.certificate.time_error_s);
    energy_residual = std::max(energy_residual, p.free_run.certificate.energy_residual_relative);
  }
  Json json;
  json["running_time_error_s"] = time_error_s;
  json["energy_residual_relative"] = energy_residual;
  json["cycle_lower_bound_min"] = c.timetable.lower_bound_s / 60.0;
  json["cycle_gap_relative"] =
      (c.timetable.cycle_s - c.timetable.lower_bound_s) / c.timetable.cycle_s;
  json["cycle_is_proven"] = c.timetable.is_proven;
  json["search_nodes"] = c.timetable.nodes;
  json["conflicts"] = c.conflicts.conflicts.size();
  json["block_stays_checked"] = c.conflicts.block_stays;
  json["block_overlap_s"] = c.conflicts.overlap_s;
  json["trains_over_tracks"] = c.conflicts.most_over_tracks;
  json["run_shortfall_s"] = c.conflicts.run_shortfall_s;
  return json;
}

std::string text_of_base(const RailStudy& study, const RailCapacity& c) {
  const RailTimetable& t = c.timetable;
  std::string text =
      fmt::format("\nCapacity: {} trains in {:.1f} min ({}), occupancy {:.0f} % of {:.3g} h\n",
                  c.pattern.members.size(), t.cycle_s / 60.0,
                  t.is_proven ? std::string("proven shortest")
                              : fmt::format("at least {:.1f} min", t.lower_bound_s / 60.0),
                  100.0 * c.occupancy_share, 24.0 - study.rules.closed_per_day.in(units::hour));
  text += fmt::format("  {:.1f} trains a day, {:.1f} of them freight\n", c.trains_per_day,
                      c.freight_trains_per_day);
  text += fmt::format("  {:.4g} Mt a year: {:.4g} up, {:.4g} down ({:.4g} and {:.4g} t a day)\n",
                      c.tonnes_per_year() / 1e6, c.tonnes_per_year_up / 1e6,
                      c.tonnes_per_year_down / 1e6, c.tonnes_per_day_up, c.tonnes_per_day_down);
  if (c.planned_occupancy_share > 0.0)
    text += fmt::format("  the plan of {:.4g} cycles a day takes {:.0f} %: {}\n",
                        study.rules.planned_cycles_per_day.si(), 100.0 * c.planned_occupancy_share,
                        c.planned_occupancy_share <= c.occupancy_share ? "within" : "too much");
  text +=
      fmt::format("  check: {} blocks taken, {} conflicts; {:.0f} % of trains wait for another\n",
                  c.conflicts.block_stays, c.conflicts.conflicts.size(), 100.0 * c.hindered_share);
  text += "\nSections (least cycle of each alone)\n";
  for (const RailSectionUse& s : c.sections)
    text += fmt::format("  {:<20} {:<20} {:>7.1f} min{}\n", s.from, s.to, s.cycle_s / 60.0,
                        s.is_critical ? "  fixes the cycle" : "");
  return text;
}

std::string text_of_timetable(const RailStudy& study, const RailCapacity& c) {
  std::string text = fmt::format("\nTimetable of a cycle [min], waiting {:.1f} min in all\n",
                                 c.timetable.waiting_s / 60.0);
  for (std::size_t t = 0; t < c.pattern.members.size(); ++t) {
    const RailPath& p = c.pattern.paths[static_cast<std::size_t>(c.pattern.members[t])];
    const RailTrainTimes& times = c.timetable.trains[t];
    text += fmt::format("  {} {}:", p.service.name, direction(p.service));
    for (std::size_t k = 0; k < times.stops.size(); ++k) {
      const std::string& station = study.line.stations[drawn_station(p, k)].name;
      const double wait_s = times.departure_s[k] - times.arrival_s[k];
      text += fmt::format(" {} {:.1f}", station, times.arrival_s[k] / 60.0);
      if (times.stops[k] && wait_s > 0.05)
        text += fmt::format("-{:.1f}", times.departure_s[k] / 60.0);
      if (k + 1 < times.stops.size()) text += ",";
    }
    text += "\n";
  }
  return text;
}

std::string text_of_options(const RailStudy& study, const RailLineAnswer& answer) {
  if (answer.options.empty()) return {};
  std::string text = "\nWhat each option adds, alone\n";
  for (const RailOptionResult& o : answer.options) {
    if (!o.capacity) {
      text += fmt::format("  {:<36} none: {}\n", o.name, o.error->what);
      continue;
    }
    text +=
        fmt::format("  {:<36} {:>+8.3g} Mt/yr ({:>+6.1f} %)  {:>6.1f} trains/d", o.name,
                    o.gain_tonnes_per_year / 1e6, 100.0 * o.gain_share, o.capacity->trains_per_day);
    if (o.cost_si > 0.0)
      text += fmt::format("  {:>8.4g} t/yr per M{}", o.gain_tonnes_per_money * 1e6, study.currency);
    text += "\n";
  }
  return text;
}

/// Arrival and departure at every station: the corners of the train's line in the diagram.
void add_train_lines(std::string& csv, const RailStudy& study, const RailCapacity& c,
                     std::size_t t) {
  const RailPath& p = c.pattern.paths[static_cast<std::size_t>(c.pattern.members[t])];
  const RailTrainTimes& times = c.timetable.trains[t];
  const RailLine own = p.service.is_down ? mirrored(study.line) : study.line;
  for (int cycle = 0; cycle < diagram_cycles; ++cycle)
    for (std::size_t k = 0; k < times.stops.size(); ++k)
      for (const double time_s : {times.arrival_s[k], times.departure_s[k]}) {
        csv +=
            fmt::format("{},{},{},{},{},{:.4f},{:.3f},{}\n", t + 1, cycle, csv_cell(p.service.name),
                        direction(p.service), csv_cell(own.stations[k].name),
                        drawn_km(study, p.service, station_exit_m(own.stations[k])),
                        (time_s + cycle * c.timetable.cycle_s) / 60.0, times.stops[k] ? 1 : 0);
      }
}

}  // namespace

Json rail_line_json(const RailStudy& study, const RailLineAnswer& answer) {
  const RailCapacity& c = answer.base;
  Json json;
  json["name"] = study.name;
  json["running_times"] = Json::array();
  for (const RailPath& p : c.pattern.paths) json["running_times"].push_back(running_time_json(p));
  json["headways"] = Json::array();
  for (const RailHeadway& h : c.headways)
    json["headways"].push_back({{"first", h.first},
                                {"second", h.second},
                                {"direction", h.is_down ? "down" : "up"},
                                {"headway_s", h.headway_s}});
  add_capacity(json, c);
  if (c.planned_occupancy_share > 0.0) {
    json["planned_occupancy_share"] = c.planned_occupancy_share;
    json["plan_fits"] = c.planned_occupancy_share <= c.occupancy_share;
  }
  json["wheel_energy_wh_per_gross_tkm"] = 1e3 * c.wheel_kwh_per_gross_tkm;
  json["waiting_min"] = c.timetable.waiting_s / 60.0;
  json["sections"] = Json::array();
  for (const RailSectionUse& s : c.sections)
    json["sections"].push_back({{"from", s.from},
                                {"to", s.to},
                                {"cycle_alone_min", s.cycle_s / 60.0},
                                {"is_critical", s.is_critical}});
  json["timetable"] = timetable_json(study, c);
  json["options"] = Json::array();
  for (const RailOptionResult& o : answer.options) json["options"].push_back(option_json(study, o));
  return json;
}

Json rail_line_certificate_json(const RailLineAnswer& answer) {
  Json json = capacity_certificate(answer.base);
  json["options"] = Json::array();
  for (const RailOptionResult& o : answer.options)
    if (o.capacity) {
      Json one{{"name", o.name}};
      one.update(capacity_certificate(*o.capacity));
      json["options"].push_back(std::move(one));
    }
  return json;
}

std::string rail_line_text(const RailStudy& study, const RailLineAnswer& answer) {
  const auto& stations = study.line.stations;
  std::string text =
      fmt::format("{}: {:.4g} km, {} stations\n\nRunning times\n", study.name,
                  (stations.back().at - stations.front().at).in(units::km), stations.size());
  for (const RailPath& p : answer.base.pattern.paths) {
    const Json r = running_time_json(p);
    text += fmt::format(
        "  {:<16} {:<4} {:>7.1f} min, {:>5.1f} with supplement; {:>5.1f} km/h; {:>6.0f} t gross, "
        "{:>5.0f} t load; {:>5.1f} Wh per gross tkm\n",
        p.service.name, direction(p.service), r["running_time_min"].get<double>(),
        r["running_time_with_supplement_min"].get<double>(), r["mean_speed_km_h"].get<double>(),
        p.service.train.mass_kg / 1e3, p.service.train.payload_kg / 1e3,
        r["wheel_energy_wh_per_gross_tkm"].get<double>());
  }
  text += "\nLeast distance of departures [min]\n";
  for (const RailHeadway& h : answer.base.headways)
    text += fmt::format("  {:<16} before {:<16} {:<4} {:>6.1f}\n", h.first, h.second,
                        h.is_down ? "down" : "up", h.headway_s / 60.0);
  return text + text_of_base(study, answer.base) + text_of_timetable(study, answer.base) +
         text_of_options(study, answer);
}

std::string rail_diagram_csv(const RailStudy& study, const RailCapacity& c) {
  std::string csv = "train [1],cycle [1],service,direction,station,at [km],time [min],stops [1]\n";
  for (std::size_t t = 0; t < c.pattern.members.size(); ++t) add_train_lines(csv, study, c, t);
  return csv;
}

std::string rail_runs_csv(const RailCapacity& c) {
  std::string csv =
      "service,direction,distance [km],time [min],speed [km/h],wheel_energy [kWh],"
      "brake_energy [kWh]\n";
  for (const RailPath& p : c.pattern.paths)
    for (const RailRunPoint& point : p.free_run.points)
      csv += fmt::format("{},{},{:.5f},{:.5f},{:.4f},{:.4f},{:.4f}\n", csv_cell(p.service.name),
                         direction(p.service), (point.at_m - p.free_run.points.front().at_m) / 1e3,
                         point.time_s / 60.0, point.speed_m_s * 3.6, point.traction_j / 3.6e6,
                         point.braking_j / 3.6e6);
  return csv;
}

std::string rail_blocking_csv(const RailStudy& study, const RailCapacity& c) {
  std::string csv =
      "train [1],service,direction,from [km],to [km],blocked_from [min],blocked_until [min]\n";
  for (std::size_t t = 0; t < c.pattern.members.size(); ++t) {
    const RailPath& p = c.pattern.paths[static_cast<std::size_t>(c.pattern.members[t])];
    const RailTrainTimes& times = c.timetable.trains[t];
    for (std::size_t k = 0; k < p.sections.size(); ++k)
      for (const RailBlockTime& b : p.run(k, times.stops[k], times.stops[k + 1]).blocks)
        csv += fmt::format("{},{},{},{:.4f},{:.4f},{:.4f},{:.4f}\n", t + 1,
                           csv_cell(p.service.name), direction(p.service),
                           drawn_km(study, p.service, b.from_m), drawn_km(study, p.service, b.to_m),
                           (times.departure_s[k] + b.start_s) / 60.0,
                           (times.departure_s[k] + b.end_s) / 60.0);
  }
  return csv;
}

std::string rail_options_csv(const RailStudy& study, const RailLineAnswer& answer) {
  if (answer.options.empty()) return {};
  std::string csv = fmt::format("option,gain [t/yr],gain [%],trains [1/d],cycle [min],cost [M{}]\n",
                                study.currency);
  for (const RailOptionResult& o : answer.options)
    if (o.capacity)
      csv += fmt::format("{},{:.6g},{:.4g},{:.6g},{:.6g},{:.6g}\n", csv_cell(o.name),
                         o.gain_tonnes_per_year, 100.0 * o.gain_share, o.capacity->trains_per_day,
                         o.capacity->timetable.cycle_s / 60.0, o.cost_si / 1e6);
  return csv;
}

}  // namespace landbridge::io
