#include "landbridge/io/gas_thermal_output.hpp"

#include <cmath>

#include <fmt/format.h>

#include "landbridge/io/csv.hpp"
#include "landbridge/io/gas_output.hpp"

namespace landbridge::io {
namespace {

constexpr std::size_t notes_shown_max = 6;

Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

void add_power(Json& json, const char* key, Power power) {
  if (power.si() != 0.0) json[key] = power.in(units::megawatt);
}

void add_node(Json& node, const gas::ThermalSolution& s, NodeId id) {
  node["temperature_k"] = finite(s.temperature[id].si());
  node["hydrate_margin_k"] = finite(s.hydrate_margin_k[id]);
}

void add_link(Json& link, const gas::ThermalSolution& s, const gas::ThermalOptions& options,
              LinkId id) {
  const gas::ThermalLink& t = s.link[id];
  link["from_temperature_k"] = finite(t.from_temperature.si());
  link["to_temperature_k"] = finite(t.to_temperature.si());
  link["lowest_temperature_k"] = finite(t.lowest_temperature.si());
  const auto& own = options.pipe_heat_transfer;
  if (own.size() > 0 && own[id].si() > 0.0) link["heat_transfer_w_m2_k"] = own[id].si();
  add_power(link, "heat_to_ground_mw", t.heat_to_ground);
  add_power(link, "compression_mw", t.compression);
  add_power(link, "cooling_mw", t.cooling);
  add_power(link, "preheating_mw", t.preheating);
}

std::string cell(double value) { return std::isfinite(value) ? fmt::format("{}", value) : ""; }

}  // namespace

void add_thermal(Json& json, const gas::ThermalSolution& s, const gas::ThermalOptions& options) {
  if (!s.is_complete) return;
  for (std::size_t i = 0; i < s.temperature.size(); ++i) add_node(json["nodes"][i], s, NodeId(i));
  for (std::size_t i = 0; i < s.link.size(); ++i) add_link(json["links"][i], s, options, LinkId(i));
  json["thermal"]["heat_transfer_w_m2_k"] = options.heat_transfer.si();
  json["thermal"]["notes"] = Json::array();
  for (const gas::ThermalNote& note : s.notes)
    json["thermal"]["notes"].push_back({{"where", note.where}, {"sentence", note.sentence}});
}

void add_thermal_certificate(Json& json, const gas::ThermalCertificate& c) {
  Json& thermal = json["thermal"];
  thermal["law_residual_relative"] = c.law_residual_relative;
  thermal["temperature_change_k"] = c.temperature_change_k;
  thermal["energy_residual_w"] = c.energy_residual_w;
  thermal["energy_residual_relative"] = c.energy_residual_relative;
  thermal["integration_error_relative"] = c.integration_error_relative;
  thermal["z_error_relative"] = c.z_error_relative;
  thermal["rounds"] = c.rounds;
  thermal["worst_place"] = c.worst_place;
}

std::string thermal_nodes_csv(const GasCase& c, const gas::ThermalSolution& s) {
  std::string text = "id,pressure [bar],injection [kg/s],temperature [K],hydrate_margin [K]\n";
  for (std::size_t i = 0; s.is_complete && i < s.temperature.size(); ++i) {
    const NodeId node(i);
    text += fmt::format("{},{},{},{},{}\n", csv_cell(c.problem.network.node_name[node]),
                        cell(s.hydraulics.pressure[node].in(units::bar)),
                        cell(s.hydraulics.supply[node].si()), cell(s.temperature[node].si()),
                        cell(s.hydrate_margin_k[node]));
  }
  return text;
}

std::string thermal_links_csv(const GasCase& c, const gas::ThermalSolution& s) {
  std::string text =
      "id,from_temperature [K],to_temperature [K],lowest_temperature [K],heat_to_ground [MW],"
      "compression [MW],cooling [MW],preheating [MW]\n";
  for (std::size_t i = 0; s.is_complete && i < s.link.size(); ++i) {
    const gas::ThermalLink& t = s.link[LinkId(i)];
    text += fmt::format(
        "{},{},{},{},{},{},{},{}\n", csv_cell(c.problem.network.link_name[LinkId(i)]),
        cell(t.from_temperature.si()), cell(t.to_temperature.si()), cell(t.lowest_temperature.si()),
        cell(t.heat_to_ground.in(units::megawatt)), cell(t.compression.in(units::megawatt)),
        cell(t.cooling.in(units::megawatt)), cell(t.preheating.in(units::megawatt)));
  }
  return text;
}

Json thermal_geojson(const GasCase& c, const gas::ThermalSolution& s,
                     const gas::ThermalOptions& options) {
  Json map = gas_network_geojson(c, s.hydraulics);
  if (!s.is_complete) return map;
  for (Json& feature : map["features"]) {
    Json& properties = feature["properties"];
    const std::string id = properties["id"].get<std::string>();
    if (properties.contains("kind"))
      add_link(properties, s, options, link_named(c.problem.network, id));
    else
      add_node(properties, s, node_named(c.problem.network, id));
  }
  return map;
}

std::string thermal_text(const GasCase& c, const gas::ThermalSolution& s) {
  if (!s.is_complete) return "\nno temperatures: there is no flow to heat\n";
  NodeId coldest(0), hottest(0);
  for (std::size_t i = 1; i < s.temperature.size(); ++i) {
    if (s.temperature[NodeId(i)] < s.temperature[coldest]) coldest = NodeId(i);
    if (s.temperature[hottest] < s.temperature[NodeId(i)]) hottest = NodeId(i);
  }
  double to_ground_w = 0.0;
  for (const gas::ThermalLink& link : s.link) to_ground_w += link.heat_to_ground.si();
  const Network& network = c.problem.network;
  std::string text = fmt::format(
      "\ntemperatures: {:.2f} degC at {} to {:.2f} degC at {}; {:.4g} MW to the ground\n",
      s.temperature[coldest].si() - constants::zero_celsius_k, network.node_name[coldest],
      s.temperature[hottest].si() - constants::zero_celsius_k, network.node_name[hottest],
      1e-6 * to_ground_w);
  for (std::size_t i = 0; i < s.notes.size() && i < notes_shown_max; ++i)
    text += fmt::format("note: {}: {}\n", s.notes[i].where, s.notes[i].sentence);
  if (s.notes.size() > notes_shown_max)
    text += fmt::format("... {} more notes\n", s.notes.size() - notes_shown_max);
  return text + fmt::format("thermal residuals: laws {:.1e}, energy {:.1e} (relative), {} rounds\n",
                            s.certificate.law_residual_relative,
                            s.certificate.energy_residual_relative, s.certificate.rounds);
}

}  // namespace landbridge::io
