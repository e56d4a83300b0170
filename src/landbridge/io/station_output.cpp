#include "landbridge/io/station_output.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace landbridge::io {
namespace {

constexpr double watt_per_megawatt = units::megawatt.si;

double in_bar(double pressure_pa) { return pressure_pa / units::bar.si; }

Json machine_json(const gas::Station& station, const gas::UnitPoint& u) {
  Json json;
  json["id"] = station.machines[u.machine].id;
  json["drive"] = gas::name_of(station.drives[station.machines[u.machine].drive].kind);
  json.update(unit_point_json(u));
  return json;
}

const gas::Station& station_of(const std::vector<gas::StationLink>& stations, LinkId link) {
  return std::ranges::find(stations, link, &gas::StationLink::link)->station;
}

}  // namespace

Json unit_point_json(const gas::UnitPoint& u) {
  Json json;
  json["stage"] = u.stage + 1;
  json["mass_flow_kg_s"] = u.flow_kg_s;
  json["inlet_volume_flow_m3_s"] = u.volume_flow_m3_s;
  json["inlet_pressure_bar"] = in_bar(u.inlet_pressure_pa);
  json["outlet_pressure_bar"] = in_bar(u.outlet_pressure_pa);
  json["inlet_temperature_k"] = u.inlet_temperature_k;
  json["outlet_temperature_k"] = u.outlet_temperature_k;
  json["head_kj_kg"] = u.head_j_kg / gas::map_joule_per_kilojoule;
  json["speed_per_min"] = u.speed_per_min;
  json["efficiency"] = u.efficiency;
  json["shaft_power_mw"] = u.power_w / watt_per_megawatt;
  json["shaft_power_max_mw"] = u.power_max_w / watt_per_megawatt;
  json["energy_rate_mw"] = u.energy_rate_w / watt_per_megawatt;
  json["fuel_kg_s"] = u.fuel_kg_s;
  json["surge_distance"] = u.surge_margin_ratio;
  json["choke_distance"] = u.choke_margin_ratio;
  return json;
}

Json operating_point_json(const gas::Station& station, const gas::OperatingPoint& point) {
  Json json;
  json["configuration"] = station.configurations[point.configuration].id;
  json["outlet_temperature_k"] = point.outlet_temperature_k;
  json["shaft_power_mw"] = point.power_w / watt_per_megawatt;
  json["recirculated_kg_s"] = point.recirculated_kg_s;
  json["energy_rate_mw"] = point.energy_rate_w / watt_per_megawatt;
  json["fuel_kg_s"] = point.fuel_kg_s;
  json["machines"] = Json::array();
  for (const gas::UnitPoint& u : point.units) json["machines"].push_back(machine_json(station, u));
  return json;
}

void add_stations_json(Json& result, const gas::StationSolution& solution,
                       const std::vector<gas::StationLink>& stations, const Network& network) {
  for (const gas::StationOutcome& o : solution.stations) {
    const auto& name = network.link_name[o.link];
    for (Json& link : result["links"]) {
      if (link["id"] != name) continue;
      link["map_state"] = gas::name_of(o.state);
      if (o.limit != gas::StationLimit::none) link["map_limit"] = gas::name_of(o.limit);
      if (o.state != gas::StationMapState::not_running) {
        link["asked_outlet_bar"] = in_bar(o.asked_outlet_pa);
        if (!o.reachable.is_empty)
          link["reachable_outlet_bar"] = {in_bar(o.reachable.lowest_pa),
                                          in_bar(o.reachable.highest_pa)};
      }
      if (o.point) link.update(operating_point_json(station_of(stations, o.link), *o.point));
    }
  }
}

std::string stations_text(const gas::StationSolution& solution,
                          const std::vector<gas::StationLink>& stations, const Network& network) {
  std::string text;
  for (const gas::StationOutcome& o : solution.stations) {
    const gas::Station& station = station_of(stations, o.link);
    if (o.point) {
      text +=
          fmt::format("{:<24} configuration {}: {:.4g} MW, fuel {:.4g} kg/s",
                      network.link_name[o.link], station.configurations[o.point->configuration].id,
                      o.point->power_w / watt_per_megawatt, o.point->fuel_kg_s);
      for (const gas::UnitPoint& u : o.point->units)
        text +=
            fmt::format(", {} at {:.4g} 1/min", station.machines[u.machine].id, u.speed_per_min);
      text += "\n";
    }
    if (o.state == gas::StationMapState::at_limit)
      text +=
          fmt::format("{:<24} {}: asked for {:.4g} bar, its machines reach {:.4g} .. {:.4g}\n",
                      network.link_name[o.link], gas::name_of(o.limit), in_bar(o.asked_outlet_pa),
                      in_bar(o.reachable.lowest_pa), in_bar(o.reachable.highest_pa));
    if (o.state == gas::StationMapState::cannot_run)
      text += fmt::format("{:<24} {}: no machine can run with this flow; by-passed\n",
                          network.link_name[o.link], gas::name_of(o.limit));
  }
  return text.empty() ? text : "\n" + text;
}

}  // namespace landbridge::io
