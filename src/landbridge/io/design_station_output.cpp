#include "landbridge/io/design_station_output.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "landbridge/io/csv.hpp"
#include "landbridge/io/station_output.hpp"

namespace landbridge::io {
namespace {

double megawatt(double watt) { return watt / units::megawatt.si; }

void add_map(Json& json, const gas::StationMapPoint& p) {
  json["configuration"] = p.configuration;
  json["running_units"] = p.running;
  json["installed_units"] = p.installed;
  json["installed_power_mw"] = p.nominal.in(units::megawatt);
  json["energy_rate_mw"] = p.energy_rate.in(units::megawatt);
  json["recycled_kg_s"] = p.recycled.si();
  json["power_margin"] = p.power_margin;
  json["surge_margin"] = p.surge_margin;
  json["machines"] = Json::array();
  for (const gas::UnitPoint& u : p.units) json["machines"].push_back(unit_point_json(u));
}

/// Range of a value over the machines: "0.83" or "0.81-0.83".
std::string range_text(const gas::StationMapPoint& p, double gas::UnitPoint::*member, int digits) {
  if (p.units.empty()) return {};
  const auto [low, high] =
      std::ranges::minmax(p.units, {}, [&](const gas::UnitPoint& u) { return u.*member; });
  const std::string least = fmt::format("{:.{}f}", low.*member, digits);
  const std::string most = fmt::format("{:.{}f}", high.*member, digits);
  return least == most ? least : fmt::format("{}-{}", least, most);
}

}  // namespace

Json design_stations_json(const gas::LineState& state) {
  Json list = Json::array();
  for (const gas::StationState& s : state.stations) {
    Json json{{"at_km", s.at.in(units::km)},
              {"suction_mpa", s.suction.in(units::megapascal)},
              {"discharge_mpa", s.discharge.in(units::megapascal)},
              {"pressure_ratio", s.pressure_ratio},
              {"suction_temperature_k", s.suction_temperature.si()},
              {"outlet_temperature_k", s.outlet_temperature.si()},
              {"shaft_power_mw", s.shaft_power.in(units::megawatt)},
              {"fuel_kg_s", s.fuel.si()}};
    if (s.map) add_map(json, *s.map);
    list.push_back(std::move(json));
  }
  return list;
}

Json station_machines_json(const gas::StationMachines& machines,
                           const std::vector<InlineMachine>& inline_machines) {
  Json json;
  json["station"] = machines.station.id;
  json["machine"] = machines.machine;
  json["configuration"] = machines.configuration;
  json["max_parallel"] = machines.max_parallel;
  json["max_series"] = machines.max_series;
  json["ambient_temperature_k"] = machines.ambient_temperature.si() > 0.0
                                      ? Json(machines.ambient_temperature.si())
                                      : Json(nullptr);
  json["types"] = Json::array();
  for (std::size_t i = 0; i < machines.station.machines.size(); ++i) {
    const gas::Machine& m = machines.station.machines[i];
    Json type{{"id", m.id},
              {"drive", gas::name_of(machines.station.drives[m.drive].kind)},
              {"nominal_power_mw", megawatt(gas::nominal_power_w(machines.station, i))}};
    const auto fitted = std::ranges::find(inline_machines, m.id,
                                          [](const InlineMachine& x) { return x.machine.id; });
    if (fitted != inline_machines.end()) {
      type["fit_head_error_relative"] = fitted->head_error_relative;
      type["fit_efficiency_error"] = fitted->efficiency_error;
    }
    json["types"].push_back(std::move(type));
  }
  return json;
}

std::string design_stations_text(const gas::LineState& state) {
  std::string text;
  for (const gas::StationState& s : state.stations) {
    if (!s.map) continue;
    const gas::StationMapPoint& p = *s.map;
    if (p.is_bypassed) {
      text += fmt::format("    {:>6.1f} km  {:.2f} MPa  by-passed; {} installed, {:.0f} MW\n",
                          s.at.in(units::km), s.suction.in(units::megapascal), p.installed,
                          p.nominal.in(units::megawatt));
      continue;
    }
    text += fmt::format(
        "    {:>6.1f} km  {:.2f} -> {:.2f} MPa  {:<20} {} 1/min, efficiency {}, {:.1f} MW, fuel "
        "{:.2f} kg/s; {:.0f} % power left, surge {:.0f} % away{}; {} installed, {:.0f} MW\n",
        s.at.in(units::km), s.suction.in(units::megapascal), s.discharge.in(units::megapascal),
        p.configuration, range_text(p, &gas::UnitPoint::speed_per_min, 0),
        range_text(p, &gas::UnitPoint::efficiency, 3), p.shaft_power.in(units::megawatt),
        p.fuel.si(), 100.0 * std::max(0.0, p.power_margin), 100.0 * std::max(0.0, p.surge_margin),
        p.recycled.si() > 0.0 ? fmt::format(", {:.3g} kg/s recycled", p.recycled.si())
                              : std::string(),
        p.installed, p.nominal.in(units::megawatt));
  }
  if (text.empty()) return text;
  return "  Machines on a design day\n" + text;
}

std::string design_stations_csv(std::string_view line, const gas::LineState& state,
                                bool with_header) {
  std::string rows;
  for (const gas::StationState& s : state.stations) {
    if (!s.map) continue;
    const gas::StationMapPoint& p = *s.map;
    rows += fmt::format(
        "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_cell(line), s.at.in(units::km),
        s.suction.in(units::megapascal), s.discharge.in(units::megapascal),
        csv_cell(p.configuration), p.running, p.installed, p.nominal.in(units::megawatt),
        csv_cell(range_text(p, &gas::UnitPoint::speed_per_min, 0)),
        csv_cell(range_text(p, &gas::UnitPoint::efficiency, 4)), p.shaft_power.in(units::megawatt),
        p.fuel.si(), p.recycled.si(), 100.0 * p.power_margin, 100.0 * p.surge_margin);
  }
  if (rows.empty() || !with_header) return rows;
  return "line,at [km],suction [MPa],discharge [MPa],configuration,running [1],installed [1],"
         "installed_power [MW],speed [1/min],efficiency [1],shaft_power [MW],fuel [kg/s],"
         "recycled [kg/s],power_margin [%],surge_margin [%]\n" +
         rows;
}

}  // namespace landbridge::io
