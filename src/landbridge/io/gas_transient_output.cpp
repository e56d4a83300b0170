#include "landbridge/io/gas_transient_output.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/base/words.hpp"
#include "landbridge/io/csv.hpp"

namespace landbridge::io {
namespace {

using gas::SeriesTable;
using gas::TransientResult;

constexpr std::size_t rows_shown_max = 12;
constexpr std::size_t events_shown_max = 20;

Json column_json(const SeriesTable& table, std::size_t column, double unit) {
  Json list = Json::array();
  const std::size_t rows = table.columns > 0 ? table.values.size() / table.columns : 0;
  for (std::size_t k = 0; k < rows; ++k) list.push_back(table.at(k, column) / unit);
  return list;
}

Json nodes_json(const TransientResult& r) {
  Json nodes = Json::object();
  const Network& network = r.problem.network;
  for (std::size_t i = 0; i < network.nodes(); ++i) {
    Json& node = nodes[network.node_name[NodeId(i)]];
    node["pressure_bar"] = column_json(r.pressure_pa, i, units::bar.si);
    node["injection_kg_s"] = column_json(r.supply_kg_s, i, 1.0);
  }
  return nodes;
}

Json links_json(const TransientResult& r) {
  Json links = Json::object();
  const Network& network = r.problem.network;
  const auto kinds = gas::kinds_of(r.problem.links, network.links());
  for (std::size_t i = 0; i < network.links(); ++i) {
    const LinkId id(i);
    Json& link = links[network.link_name[id]];
    link["kind"] = kinds[id];
    link["from"] = network.node_name[network.from[id]];
    link["to"] = network.node_name[network.to[id]];
    link["mass_flow_kg_s"] = column_json(r.flow_from_kg_s, i, 1.0);
    if (kinds[id] == gas::Pipe::kind)
      link["mass_flow_to_kg_s"] = column_json(r.flow_to_kg_s, i, 1.0);
    if (kinds[id] == gas::Compressor::kind)
      link["power_mw"] = column_json(r.power_w, i, units::megawatt.si);
  }
  return links;
}

/// What the machines of stations do over time, beside the other keys of their links.
void add_stations(const TransientResult& r, Json& links) {
  for (const gas::TransientStationSeries& s : r.stations) {
    Json& link = links[r.problem.network.link_name[s.link]];
    Json states = Json::array();
    Json limits = Json::array();
    Json powers = Json::array();
    for (const gas::StationMapState state : s.state) states.push_back(gas::name_of(state));
    for (const gas::StationLimit limit : s.limit) limits.push_back(gas::name_of(limit));
    for (const double power_w : s.shaft_power_w)
      powers.push_back(std::isfinite(power_w) ? Json(power_w / units::megawatt.si) : Json(nullptr));
    link["map_state"] = std::move(states);
    link["map_limit"] = std::move(limits);
    link["configuration"] = s.configuration;
    link["shaft_power_mw"] = std::move(powers);
    link["fuel_kg_s"] = s.fuel_kg_s;
  }
}

Json finding_json(const gas::TransientFinding& f) {
  Json json;
  json["what"] = f.what;
  json["where"] = f.where;
  json["time_s"] = f.time_s;
  if (f.pressure_pa > 0.0) json["pressure_bar"] = f.pressure_pa / units::bar.si;
  return json;
}

std::string series_csv(const TransientResult& r, const SeriesTable& table,
                       const std::vector<std::string>& names, const char* unit, double unit_si) {
  std::string text("time [s]");
  for (const std::string& name : names)
    text += fmt::format(",{}", csv_cell(fmt::format("{} [{}]", name, unit)));
  text += '\n';
  for (std::size_t k = 0; k < r.time_s.size(); ++k) {
    text += fmt::format("{}", r.time_s[k]);
    for (std::size_t i = 0; i < table.columns; ++i)
      text += fmt::format(",{}", table.at(k, i) / unit_si);
    text += '\n';
  }
  return text;
}

std::string clock_text(double time_s) {
  const auto whole = static_cast<long>(std::floor(time_s + 0.5));
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

/// The lowest pressure of each node, lowest first.
std::string lowest_text(const TransientResult& r) {
  struct Low {
    std::size_t node, row;
    double pressure_pa;
  };
  std::vector<Low> lows;
  for (std::size_t i = 0; i < r.pressure_pa.columns; ++i) {
    Low low{i, 0, r.pressure_pa.at(0, i)};
    for (std::size_t k = 1; k < r.time_s.size(); ++k)
      if (r.pressure_pa.at(k, i) < low.pressure_pa) low = {i, k, r.pressure_pa.at(k, i)};
    lows.push_back(low);
  }
  std::ranges::stable_sort(lows, {}, &Low::pressure_pa);
  std::string text = fmt::format("{:<24} {:>12} {:>10} {:>12} {:>12}\n", "node", "lowest bar", "at",
                                 "start bar", "end bar");
  for (std::size_t i = 0; i < std::min(lows.size(), rows_shown_max); ++i) {
    const Low& low = lows[i];
    text +=
        fmt::format("{:<24} {:>12.4g} {:>10} {:>12.4g} {:>12.4g}\n",
                    r.problem.network.node_name[NodeId(low.node)], low.pressure_pa / units::bar.si,
                    clock_text(r.time_s[low.row]), r.pressure_pa.at(0, low.node) / units::bar.si,
                    r.pressure_pa.at(r.time_s.size() - 1, low.node) / units::bar.si);
  }
  if (lows.size() > rows_shown_max)
    text += fmt::format("... {} more\n", lows.size() - rows_shown_max);
  return text;
}

}  // namespace

Json gas_transient_json(const TransientResult& r) {
  Json json;
  json["times_s"] = r.time_s;
  json["nodes"] = nodes_json(r);
  json["links"] = links_json(r);
  add_stations(r, json["links"]);
  json["linepack_kg"] = r.linepack_kg;
  json["net_supply_kg"] = r.net_supply_kg;
  json["events"] = Json::array();
  for (const gas::TransientFinding& f : r.findings) json["events"].push_back(finding_json(f));
  json["exhausted"] = r.exhausted ? finding_json(*r.exhausted) : Json(nullptr);
  return json;
}

Json gas_transient_certificate_json(const gas::TransientCertificate& c) {
  Json json;
  json["mass_balance_relative"] = c.mass_balance_relative;
  json["start_residual_relative"] = c.start_residual_relative;
  json["cells"] = c.cells;
  json["steps"] = c.steps;
  json["rejected_steps"] = c.rejected_steps;
  json["iterations"] = c.iterations;
  json["factorisations"] = c.factorisations;
  json["map_residual_relative"] = c.map_residual_relative;
  json["map_rounds"] = c.map_rounds;
  return json;
}

std::string transient_pressures_csv(const TransientResult& r) {
  return series_csv(r, r.pressure_pa, r.problem.network.node_name.values(), "bar", units::bar.si);
}
std::string transient_supplies_csv(const TransientResult& r) {
  return series_csv(r, r.supply_kg_s, r.problem.network.node_name.values(), "kg/s", 1.0);
}
std::string transient_flows_csv(const TransientResult& r) {
  return series_csv(r, r.flow_from_kg_s, r.problem.network.link_name.values(), "kg/s", 1.0);
}

std::string transient_linepack_csv(const TransientResult& r) {
  std::string text = "time [s],linepack [kg],net_supply [kg]\n";
  for (std::size_t k = 0; k < r.time_s.size(); ++k)
    text += fmt::format("{},{},{}\n", r.time_s[k], r.linepack_kg[k], r.net_supply_kg[k]);
  return text;
}

std::string transient_events_csv(const TransientResult& r) {
  std::string text = "time [s],what,where,pressure [bar]\n";
  for (const gas::TransientFinding& f : r.findings)
    text += fmt::format("{},{},{},{}\n", f.time_s, f.what, csv_cell(f.where),
                        f.pressure_pa > 0.0 ? fmt::format("{}", f.pressure_pa / 1e5) : "");
  return text;
}

std::string transient_stations_csv(const TransientResult& r) {
  std::string text =
      "time [s],station,map_state,map_limit,configuration,shaft_power [MW],fuel [kg/s]\n";
  for (const gas::TransientStationSeries& s : r.stations)
    for (std::size_t k = 0; k < r.time_s.size(); ++k)
      text += fmt::format("{},{},{},{},{},{},{}\n", r.time_s[k],
                          csv_cell(r.problem.network.link_name[s.link]), gas::name_of(s.state[k]),
                          gas::name_of(s.limit[k]), csv_cell(s.configuration[k]),
                          s.shaft_power_w[k] / units::megawatt.si, s.fuel_kg_s[k]);
  return text;
}

NetcdfFile transient_netcdf(const TransientResult& r) {
  const Network& network = r.problem.network;
  NetcdfFile file;
  file.attributes = {{"Conventions", std::string("CF-1.10")},
                     {"title", std::string("gas simulate")}};
  file.dimensions = {
      {"time", r.time_s.size()}, {"node", network.nodes()}, {"link", network.links()}};
  file.variables.push_back({"time", {"time"}, "s", "time since the start", r.time_s});
  file.variables.push_back(
      {"node_id", {"node"}, "", "name of the node", network.node_name.values()});
  file.variables.push_back(
      {"link_id", {"link"}, "", "name of the link", network.link_name.values()});
  file.variables.push_back(
      {"pressure", {"time", "node"}, "Pa", "absolute pressure", r.pressure_pa.values});
  file.variables.push_back({"injection",
                            {"time", "node"},
                            "kg s-1",
                            "mass flow into the network",
                            r.supply_kg_s.values});
  file.variables.push_back({"mass_flow_from",
                            {"time", "link"},
                            "kg s-1",
                            "mass flow into the link at its first node",
                            r.flow_from_kg_s.values});
  file.variables.push_back({"mass_flow_to",
                            {"time", "link"},
                            "kg s-1",
                            "mass flow out of the link at its second node",
                            r.flow_to_kg_s.values});
  file.variables.push_back(
      {"power", {"time", "link"}, "W", "shaft power of compressor stations", r.power_w.values});
  file.variables.push_back({"linepack", {"time"}, "kg", "gas in the network", r.linepack_kg});
  file.variables.push_back(
      {"net_supply", {"time"}, "kg", "gas taken in since the start", r.net_supply_kg});
  return file;
}

std::string gas_transient_text(const TransientResult& r) {
  const gas::TransientCertificate& c = r.certificate;
  std::string text =
      fmt::format("{}, {}, {}; {} to {} in {}\n\n", counted(r.problem.network.nodes(), "node"),
                  counted(r.problem.network.links(), "link"), counted(c.cells, "cell"),
                  clock_text(0.0), clock_text(r.time_s.back()), counted(c.steps, "step"));
  text += lowest_text(r);
  const auto [low, high] = std::ranges::minmax(r.linepack_kg);
  text +=
      fmt::format("\nline pack {:.4g} t at the start, {:.4g} t at the end, {:.4g} to {:.4g} t\n",
                  r.linepack_kg.front() / 1e3, r.linepack_kg.back() / 1e3, low / 1e3, high / 1e3);
  for (std::size_t i = 0; i < std::min(r.findings.size(), events_shown_max); ++i) {
    const gas::TransientFinding& f = r.findings[i];
    text += fmt::format(
        "{:>9}  {} at {}{}\n", clock_text(f.time_s), f.what, f.where,
        f.pressure_pa > 0.0 ? fmt::format(", {:.4g} bar", f.pressure_pa / 1e5) : std::string());
  }
  if (r.findings.size() > events_shown_max)
    text += fmt::format("... {}\n", counted(r.findings.size() - events_shown_max, "more event"));
  text +=
      fmt::format("\nmass balance {:.1e} (relative), {}, {} repeated\n", c.mass_balance_relative,
                  counted(c.iterations, "iteration"), counted(c.rejected_steps, "step"));
  return text;
}

}  // namespace landbridge::io
