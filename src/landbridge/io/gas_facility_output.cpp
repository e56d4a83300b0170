#include "landbridge/io/gas_facility_output.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/base/words.hpp"
#include "landbridge/gas/facility.hpp"

namespace landbridge::io {
namespace {

std::string four_digits(double value) {
  return std::isfinite(value) ? fmt::format("{:.4g}", value) : "-";
}

Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

/// A nominated facility has no element of its own: it gives what is asked of it.
std::string_view status_of(const gas::Facility& facility, const gas::Solution& solution) {
  if (facility.is_nominated) return "nominated";
  return gas::name_of(solution.link[facility.link].status);
}

Json facility_json(const GasCase& c, const gas::Solution& s, const gas::Facility& f) {
  const Network& network = c.problem.network;
  const NodeId at = network.to[f.link];
  const double flow_kg_s = s.flow[f.link].si();
  Json json;
  json["id"] = f.id;
  json["kind"] = gas::name_of(f.kind);
  json["node"] = network.node_name[at];
  json["mass_flow_kg_s"] = finite(flow_kg_s);
  json["pressure_bar"] = finite(s.pressure[at].in(units::bar));
  json["state"] = status_of(f, s);
  json["lowest_flow_kg_s"] = f.feed.lowest_flow.si();
  json["highest_flow_kg_s"] = finite(f.feed.highest_flow.si());
  if (f.reservoir.si() > 0.0) json["reservoir_pressure_bar"] = f.reservoir.in(units::bar);
  const gas::FacilityReach reach = gas::facility_reach(f, flow_kg_s);
  if (flow_kg_s > 0.0 && std::isfinite(reach.highest_pa))
    json["highest_pressure_bar"] = std::max(0.0, reach.highest_pa) / units::bar.si;
  if (flow_kg_s < 0.0 && reach.lowest_pa > 0.0)
    json["lowest_pressure_bar"] = reach.lowest_pa / units::bar.si;
  if (f.stock) json["stock_kt"] = f.stock->in(units::kilotonne);
  if (f.free_room) json["free_room_kt"] = f.free_room->in(units::kilotonne);
  if (const auto time = gas::lasting_time(f, flow_kg_s)) json["lasts_d"] = time->in(units::day);
  return json;
}

}  // namespace

void add_facilities(Json& json, const GasCase& c, const gas::Solution& s) {
  if (c.problem.facilities.empty()) return;
  json["facilities"] = Json::array();
  for (const gas::Facility& f : c.problem.facilities)
    json["facilities"].push_back(facility_json(c, s, f));
}

std::string facilities_text(const GasCase& c, const gas::Solution& s) {
  if (c.problem.facilities.empty()) return {};
  std::string text = fmt::format("\n{:<24} {:<13} {:>10} {:>10} {:>10}  {}\n", "facility", "kind",
                                 "flow kg/s", "at bar", "lasts d", "state");
  for (const gas::Facility& f : c.problem.facilities) {
    const double flow_kg_s = s.flow[f.link].si();
    const auto time = gas::lasting_time(f, flow_kg_s);
    const double at_bar = s.pressure[c.problem.network.to[f.link]].in(units::bar);
    text += fmt::format("{:<24} {:<13} {:>10} {:>10} {:>10}  {}\n", f.id, gas::name_of(f.kind),
                        four_digits(flow_kg_s), four_digits(at_bar),
                        time ? four_digits(time->in(units::day)) : "-", status_of(f, s));
  }
  return text;
}

void add_fuel_json(Json& json, const GasCase& c, const gas::FuelReport& report,
                   double lower_calorific_value_j_kg) {
  const Network& network = c.problem.network;
  constexpr double joule_per_megajoule = 1e6;
  Json& fuel = json["fuel"];
  fuel["total_kg_s"] = report.total.si();
  fuel["lower_calorific_value_mj_kg"] = lower_calorific_value_j_kg / joule_per_megajoule;
  fuel["stations"] = Json::array();
  for (const gas::FuelUse& use : report.stations) {
    if (use.fuel.si() == 0.0) continue;
    Json station;
    station["id"] = network.link_name[use.link];
    station["node"] = network.node_name[use.node];
    station["fuel_kg_s"] = use.fuel.si();
    fuel["stations"].push_back(std::move(station));
  }
}

void add_fuel_certificate(Json& json, const gas::FuelReport& report) {
  json["fuel_rounds"] = report.rounds;
  json["fuel_residual_kg_s"] = report.residual_kg_s;
  json["mass_residual_with_fuel_kg_s"] = report.mass_residual_kg_s;
}

std::string fuel_text(const GasCase& c, const gas::FuelReport& report) {
  const Network& network = c.problem.network;
  std::string text;
  for (const gas::FuelUse& use : report.stations)
    if (use.fuel.si() > 0.0)
      text += fmt::format("{} burns {:.4g} kg/s, taken at {}\n", network.link_name[use.link],
                          use.fuel.si(), network.node_name[use.node]);
  return text + fmt::format("fuel of all stations: {:.4g} kg/s ({})\n", report.total.si(),
                            counted(report.rounds, "round"));
}

}  // namespace landbridge::io
