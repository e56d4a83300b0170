#include "landbridge/io/gas_output.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "landbridge/base/words.hpp"
#include "landbridge/io/csv.hpp"
#include "landbridge/io/gas_geojson.hpp"

namespace landbridge::io {
namespace {

using gas::ElementStatus;
using gas::Solution;

constexpr std::size_t rows_shown_max = 12;

Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

double pressure_bar(const Solution& s, NodeId node) { return s.pressure[node].in(units::bar); }

Json node_json(const GasCase& c, const Solution& s, NodeId node) {
  Json json;
  json["id"] = c.problem.network.node_name[node];
  json["pressure_bar"] = finite(pressure_bar(s, node));
  json["injection_kg_s"] = finite(s.supply[node].si());
  json["temperature_k"] = finite(c.problem.gas.temperature.si());
  return json;
}

void add_if_finite(Json& json, const char* key, double value) {
  if (std::isfinite(value)) json[key] = value;
}

Json link_json(const GasCase& c, const Solution& s, LinkId link, std::string_view kind) {
  const Network& network = c.problem.network;
  const gas::LinkState& state = s.link[link];
  Json json;
  json["id"] = network.link_name[link];
  json["kind"] = kind;
  json["from"] = network.node_name[network.from[link]];
  json["to"] = network.node_name[network.to[link]];
  json["mass_flow_kg_s"] = finite(s.flow[link].si());
  if (kind == gas::Pipe::kind) {
    add_if_finite(json, "inlet_velocity_m_s", state.inlet_velocity.si());
    add_if_finite(json, "outlet_velocity_m_s", state.outlet_velocity.si());
    add_if_finite(json, "friction_factor", state.friction_factor.si());
  }
  if (kind == gas::Compressor::kind) {
    add_if_finite(json, "pressure_ratio", state.pressure_ratio.si());
    add_if_finite(json, "power_mw", state.power.in(units::megawatt));
  }
  if (state.status != ElementStatus::none) json["element_status"] = gas::name_of(state.status);
  return json;
}

Json infeasibility_json(const GasCase& c, const gas::Infeasibility& i) {
  const Network& network = c.problem.network;
  Json json;
  json["what"] = gas::name_of(i.what);
  json["node"] = i.node.is_none() ? Json(nullptr) : Json(network.node_name[i.node]);
  json["link"] = i.link.is_none() ? Json(nullptr) : Json(network.link_name[i.link]);
  json["pressure_bar"] = finite(i.pressure.in(units::bar));
  json["limit_bar"] = finite(i.limit.in(units::bar));
  json["by_bar"] = finite(i.by.in(units::bar));
  json["flow_kg_s"] = finite(i.flow.si());
  json["source_change_bar"] = finite(i.source_change.in(units::bar));
  json["load_factor"] = finite(i.load_factor);
  json["sentence"] = i.sentence;
  return json;
}

std::string csv_number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "";
}

/// Nodes by rising pressure; nodes without one last, equal ones by their order in the file.
std::vector<NodeId> by_pressure(const Solution& s) {
  std::vector<NodeId> order;
  for (std::size_t i = 0; i < s.pressure.size(); ++i) order.emplace_back(i);
  const auto key = [&](NodeId id) {
    const double p = s.pressure[id].si();
    return std::isfinite(p) ? p : std::numeric_limits<double>::infinity();
  };
  std::ranges::stable_sort(order, [&](NodeId a, NodeId b) { return key(a) < key(b); });
  return order;
}

std::string four_digits(double value) {
  return std::isfinite(value) ? fmt::format("{:.4g}", value) : "-";
}

std::string nodes_text(const GasCase& c, const Solution& s) {
  const auto order = by_pressure(s);
  std::string text =
      fmt::format("{:<24} {:>12} {:>14}\n", "node", "pressure bar", "injection kg/s");
  const std::size_t count = order.size();
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_shown =
        count <= rows_shown_max || i < rows_shown_max / 2 || i + rows_shown_max / 2 >= count;
    if (i == rows_shown_max / 2 && count > rows_shown_max)
      text += fmt::format("{:<24}\n", fmt::format("... {} more", count - rows_shown_max));
    if (!is_shown) continue;
    text +=
        fmt::format("{:<24} {:>12} {:>14}\n", c.problem.network.node_name[order[i]],
                    four_digits(pressure_bar(s, order[i])), four_digits(s.supply[order[i]].si()));
  }
  return text;
}

std::string active_text(const GasCase& c, const Solution& s) {
  const auto kinds = gas::kinds_of(c.problem.links, c.problem.network.links());
  std::string text;
  for (std::size_t i = 0; i < c.problem.network.links(); ++i) {
    const LinkId link(i);
    const gas::LinkState& state = s.link[link];
    if (state.status == ElementStatus::none) continue;
    text += fmt::format("{:<24} {:<12} {:>12} {:>10} {:>10}  {}\n",
                        c.problem.network.link_name[link], kinds[link],
                        four_digits(s.flow[link].si()), four_digits(state.pressure_ratio.si()),
                        four_digits(state.power.in(units::megawatt)), gas::name_of(state.status));
  }
  if (text.empty()) return text;
  return fmt::format("\n{:<24} {:<12} {:>12} {:>10} {:>10}  {}\n", "active element", "kind",
                     "flow kg/s", "ratio", "power MW", "state") +
         text;
}

}  // namespace

Json gas_solution_json(const GasCase& c, const Solution& s) {
  const Network& network = c.problem.network;
  const auto kinds = gas::kinds_of(c.problem.links, network.links());
  Json json;
  json["nodes"] = Json::array();
  json["links"] = Json::array();
  for (std::size_t i = 0; i < network.nodes(); ++i)
    json["nodes"].push_back(node_json(c, s, NodeId(i)));
  for (std::size_t i = 0; i < network.links(); ++i)
    json["links"].push_back(link_json(c, s, LinkId(i), kinds[LinkId(i)]));
  if (s.infeasible.empty()) return json;
  json["infeasible"] = Json::array();
  for (const gas::Infeasibility& i : s.infeasible)
    json["infeasible"].push_back(infeasibility_json(c, i));
  return json;
}

Json gas_certificate_json(const gas::Certificate& certificate) {
  Json json;
  json["mass_residual_kg_s"] = certificate.mass_residual_kg_s;
  json["law_residual_relative"] = certificate.law_residual_relative;
  json["iterations"] = certificate.iterations;
  json["worst_place"] = certificate.worst_place;
  return json;
}

std::vector<ErrorEntry> infeasibility_entries(const GasCase& c, const Solution& s) {
  std::vector<ErrorEntry> entries;
  for (const gas::Infeasibility& i : s.infeasible) {
    const Network& network = c.problem.network;
    std::string where = "gas.network";
    if (!i.node.is_none())
      where = fmt::format("gas.node[{}]", network.node_name[i.node]);
    else if (!i.link.is_none())
      where = fmt::format("gas.link[{}]", network.link_name[i.link]);
    const double change_bar = i.source_change.in(units::bar);
    entries.push_back(
        {std::move(where), i.sentence,
         std::isfinite(change_bar) && change_bar != 0.0
             ? fmt::format("change the held pressure by {:+.4g} bar, or the flows", change_bar)
             : "change the held pressures, the controls or the flows"});
  }
  return entries;
}

std::string gas_nodes_csv(const GasCase& c, const Solution& s) {
  std::string text = "id,pressure [bar],injection [kg/s],temperature [K]\n";
  for (std::size_t i = 0; i < c.problem.network.nodes(); ++i) {
    const NodeId node(i);
    text += fmt::format("{},{},{},{}\n", csv_cell(c.problem.network.node_name[node]),
                        csv_number(pressure_bar(s, node)), csv_number(s.supply[node].si()),
                        csv_number(c.problem.gas.temperature.si()));
  }
  return text;
}

std::string gas_links_csv(const GasCase& c, const Solution& s) {
  const Network& network = c.problem.network;
  const auto kinds = gas::kinds_of(c.problem.links, network.links());
  std::string text =
      "id,kind,from,to,mass_flow [kg/s],inlet_velocity [m/s],outlet_velocity [m/s],"
      "friction_factor,pressure_ratio,power [MW],element_status\n";
  for (std::size_t i = 0; i < network.links(); ++i) {
    const LinkId link(i);
    const gas::LinkState& state = s.link[link];
    const bool is_pipe = kinds[link] == gas::Pipe::kind;
    const bool is_compressor = kinds[link] == gas::Compressor::kind;
    const auto pipe_value = [&](double v) { return is_pipe ? csv_number(v) : std::string{}; };
    const auto machine_value = [&](double v) {
      return is_compressor ? csv_number(v) : std::string{};
    };
    text += fmt::format(
        "{},{},{},{},{},{},{},{},{},{},{}\n", csv_cell(network.link_name[link]), kinds[link],
        csv_cell(network.node_name[network.from[link]]),
        csv_cell(network.node_name[network.to[link]]), csv_number(s.flow[link].si()),
        pipe_value(state.inlet_velocity.si()), pipe_value(state.outlet_velocity.si()),
        pipe_value(state.friction_factor.si()), machine_value(state.pressure_ratio.si()),
        machine_value(state.power.in(units::megawatt)),
        state.status == ElementStatus::none ? "" : gas::name_of(state.status));
  }
  return text;
}

Json gas_network_geojson(const GasCase& c, const Solution& s) {
  const Network& network = c.problem.network;
  const auto kinds = gas::kinds_of(c.problem.links, network.links());
  Json json;
  json["type"] = "FeatureCollection";
  json["features"] = Json::array();
  for (std::size_t i = 0; i < network.links(); ++i) {
    const LinkId link(i);
    const NodeId from = network.from[link];
    const NodeId to = network.to[link];
    if (!has_position(c, from) || !has_position(c, to)) continue;
    json["features"].push_back(geojson_feature("LineString", {c.position[from], c.position[to]},
                                               link_json(c, s, link, kinds[link])));
  }
  for (std::size_t i = 0; i < network.nodes(); ++i)
    if (has_position(c, NodeId(i)))
      json["features"].push_back(
          geojson_feature("Point", c.position[NodeId(i)], node_json(c, s, NodeId(i))));
  return json;
}

std::string gas_solution_text(const GasCase& c, const Solution& s) {
  const Network& network = c.problem.network;
  std::string text = fmt::format("{}, {}, {}, {} K\n\n", counted(network.nodes(), "node"),
                                 counted(network.links(), "link"), gas::name_of(c.problem.gas.eos),
                                 four_digits(c.problem.gas.temperature.si()));
  text += nodes_text(c, s);
  text += active_text(c, s);
  for (const gas::FixedPressure& held : c.problem.fixed_pressure)
    text += fmt::format("\n{} is held at {} bar and takes in {} kg/s", network.node_name[held.node],
                        four_digits(held.pressure.in(units::bar)),
                        four_digits(s.supply[held.node].si()));
  text += fmt::format("\n\nresiduals: mass {:.1e} kg/s, laws {:.1e} (relative), {}\n",
                      s.certificate.mass_residual_kg_s, s.certificate.law_residual_relative,
                      counted(s.certificate.iterations, "iteration"));
  return text;
}

}  // namespace landbridge::io
