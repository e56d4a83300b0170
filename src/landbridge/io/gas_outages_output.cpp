#include "landbridge/io/gas_outages_output.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/base/words.hpp"
#include "landbridge/io/csv.hpp"
#include "landbridge/io/gas_geojson.hpp"

namespace landbridge::io {
namespace {

using gas::OutageResult;

constexpr std::size_t rows_shown_max = 20;

Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
std::string csv_number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : std::string{};
}
std::string four_digits(double value) {
  return std::isfinite(value) ? fmt::format("{:.4g}", value) : std::string("-");
}

std::string node_name(const GasCase& c, NodeId node) {
  return node.is_none() ? std::string{} : c.problem.network.node_name[node];
}

std::string element(const GasCase& c, const gas::Outage& outage) {
  return outage.link.is_none() ? node_name(c, outage.node)
                               : c.problem.network.link_name[outage.link];
}

Json names_of(const GasCase& c, const std::vector<NodeId>& nodes) {
  Json json = Json::array();
  for (const NodeId node : nodes) json.push_back(node_name(c, node));
  return json;
}

/// What is told of every outage, and of the intact network.
void add_state(const GasCase& c, const OutageResult& r, Json& json) {
  json["status"] = gas::name_of(r.status);
  json["unserved_kg_s"] = finite(r.unserved.si());
  json["unserved_percent"] = finite(100.0 * r.unserved_share);
  json["cut_off_kg_s"] = finite(r.cut_off.si());
  json["short_of_gas_kg_s"] = finite(r.short_of_gas.si());
  json["uniform_scale"] = finite(r.uniform_scale);
  json["shedding"] = gas::name_of(r.shedding);
  json["lowest_pressure_bar"] = finite(r.lowest_pressure.in(units::bar));
  json["lowest_pressure_node"] =
      r.lowest_node.is_none() ? Json(nullptr) : Json(node_name(c, r.lowest_node));
  json["cut_off_nodes"] = names_of(c, r.cut_off_nodes);
  json["shed_nodes"] = names_of(c, r.shed_nodes);
  json["opened"] = Json::array();
  for (const LinkId link : r.opened) json["opened"].push_back(c.problem.network.link_name[link]);
  json["stand_ins"] = names_of(c, r.stand_ins);
  if (!r.sentence.empty()) json["sentence"] = r.sentence;
  if (!r.cause) return;
  Json& cause = json["cause"];
  cause["what"] = gas::name_of(r.cause->what);
  cause["node"] = r.cause->node.is_none() ? Json(nullptr) : Json(node_name(c, r.cause->node));
  cause["link"] =
      r.cause->link.is_none() ? Json(nullptr) : Json(c.problem.network.link_name[r.cause->link]);
  cause["by_bar"] = finite(r.cause->by.in(units::bar));
}

Json outage_json(const GasCase& c, const OutageResult& r, std::size_t rank) {
  Json json;
  json["rank"] = rank;
  json["element"] = element(c, r.outage);
  json["kind"] = gas::name_of(r.outage.of);
  json["outage"] = gas::name_of(r.outage.as);
  add_state(c, r, json);
  return json;
}

}  // namespace

Json gas_outages_json(const GasCase& c, const gas::OutageStudy& study) {
  Json json;
  json["demand_kg_s"] = study.demand.si();
  add_state(c, study.intact, json["intact"]);
  json["outages"] = Json::array();
  for (std::size_t i = 0; i < study.ranked.size(); ++i)
    json["outages"].push_back(outage_json(c, study.ranked[i], i + 1));
  return json;
}

Json gas_outages_certificate_json(const GasCase& c, const gas::OutageStudy& study) {
  Json json;
  json["mass_residual_kg_s"] = study.mass_residual_kg_s;
  json["law_residual_relative"] = study.law_residual_relative;
  int solves = study.intact.solves;
  for (const OutageResult& r : study.ranked) solves += r.solves;
  json["solves"] = solves;
  json["undecided"] =
      std::ranges::count(study.ranked, gas::OutageStatus::undecided, &OutageResult::status);
  json["worst_place"] =
      study.ranked.empty() ? std::string{} : element(c, study.ranked.front().outage);
  return json;
}

std::string gas_outages_csv(const GasCase& c, const gas::OutageStudy& study) {
  std::string text =
      "rank,element,kind,outage,status,unserved [kg/s],unserved [%],cut_off [kg/s],short_of_gas "
      "[kg/s],cut_off_nodes,"
      "uniform_scale,shedding,lowest_pressure [bar],lowest_pressure_node,reason\n";
  for (std::size_t i = 0; i < study.ranked.size(); ++i) {
    const OutageResult& r = study.ranked[i];
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", i + 1,
                        csv_cell(element(c, r.outage)), gas::name_of(r.outage.of),
                        gas::name_of(r.outage.as), gas::name_of(r.status),
                        csv_number(r.unserved.si()), csv_number(100.0 * r.unserved_share),
                        csv_number(r.cut_off.si()), csv_number(r.short_of_gas.si()),
                        r.cut_off_nodes.size(), csv_number(r.uniform_scale),
                        gas::name_of(r.shedding), csv_number(r.lowest_pressure.in(units::bar)),
                        csv_cell(node_name(c, r.lowest_node)), csv_cell(r.sentence));
  }
  return text;
}

Json gas_outages_geojson(const GasCase& c, const gas::OutageStudy& study) {
  const Network& network = c.problem.network;
  Json json;
  json["type"] = "FeatureCollection";
  json["features"] = Json::array();
  for (std::size_t i = 0; i < study.ranked.size(); ++i) {
    const gas::Outage& outage = study.ranked[i].outage;
    const bool is_link = !outage.link.is_none();
    const NodeId from = is_link ? network.from[outage.link] : outage.node;
    const NodeId to = is_link ? network.to[outage.link] : outage.node;
    if (!has_position(c, from) || !has_position(c, to)) continue;
    Json properties = outage_json(c, study.ranked[i], i + 1);
    json["features"].push_back(
        is_link ? geojson_feature("LineString", {c.position[from], c.position[to]},
                                  std::move(properties))
                : geojson_feature("Point", c.position[from], std::move(properties)));
  }
  return json;
}

std::string gas_outages_text(const GasCase& c, const gas::OutageStudy& study) {
  const auto& ranked = study.ranked;
  const auto count = [&](gas::OutageStatus status) {
    return std::ranges::count(ranked, status, &OutageResult::status);
  };
  std::string text = fmt::format(
      "{} outages, one at a time, of a demand of {} kg/s: {} leave it whole, {} reduce it, {} "
      "leave "
      "no state within limits, {} without a verdict\n",
      ranked.size(), four_digits(study.demand.si()), count(gas::OutageStatus::runs),
      count(gas::OutageStatus::reduced), count(gas::OutageStatus::fails),
      count(gas::OutageStatus::undecided));
  if (study.intact.status != gas::OutageStatus::runs)
    text += fmt::format("even intact it does not run, {} kg/s stay unserved: {}\n",
                        four_digits(study.intact.unserved.si()), study.intact.sentence);
  text +=
      fmt::format("\n{:>4} {:<24} {:<10} {:<8} {:>13} {:>6} {:>8}  {:>10} {}\n", "rank", "element",
                  "kind", "outage", "unserved kg/s", "%", "cut off", "lowest bar", "at");
  for (std::size_t i = 0; i < std::min(ranked.size(), rows_shown_max); ++i) {
    const OutageResult& r = ranked[i];
    text += fmt::format(
        "{:>4} {:<24} {:<10} {:<8} {:>13} {:>6} {:>8}  {:>10} {}\n", i + 1, element(c, r.outage),
        gas::name_of(r.outage.of), gas::name_of(r.outage.as), four_digits(r.unserved.si()),
        fmt::format("{:.2f}", 100.0 * r.unserved_share), counted(r.cut_off_nodes.size(), "node"),
        four_digits(r.lowest_pressure.in(units::bar)), node_name(c, r.lowest_node));
    if (!r.sentence.empty()) text += fmt::format("     {}\n", r.sentence);
  }
  if (ranked.size() > rows_shown_max)
    text += fmt::format("... {} more\n", ranked.size() - rows_shown_max);
  return text;
}

}  // namespace landbridge::io
