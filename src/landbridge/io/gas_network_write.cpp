#include "landbridge/io/gas_network_write.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "landbridge/base/assert.hpp"
#include "landbridge/base/parse.hpp"
#include "landbridge/io/csv.hpp"
#include "landbridge/io/exact_number.hpp"
#include "landbridge/io/gas_geojson.hpp"

namespace landbridge::io {
namespace {

/// The values of one row by key, as they stand in a file, in the order of the keys.
using Values = std::vector<std::pair<std::string, std::string>>;
struct Rows {
  std::string kind;
  std::vector<Values> rows;
};

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out += fmt::format("\\{}", c);
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out + "\"";
}

/// "60 km": in the usual unit, with the digits that read back to the same double.
template <class D>
std::string in_file(Quantity<D> value, Unit<D> unit) {
  const auto meaning = parse_unit(unit.symbol);
  LANDBRIDGE_ASSERT(meaning.has_value());
  const double number = exact_in_file(value.si(), value.si() / meaning->si,
                                      [&](double candidate) { return candidate * meaning->si; });
  return unit.symbol == "1" ? fmt::format("{}", number) : fmt::format("{} {}", number, unit.symbol);
}

/// Every field that differs from the kind's default.
template <class Owner>
void add_fields(Values& values, const Owner& owner) {
  const Owner usual{};
  std::apply(
      [&](const auto&... f) {
        [[maybe_unused]] const auto one = [&](const auto& field) {
          if (owner.*(field.member) != usual.*(field.member))
            values.emplace_back(std::string(field.key), in_file(owner.*(field.member), field.unit));
        };
        (one(f), ...);
      },
      Owner::fields());
}

template <class Kind>
void add_switch(Values& values, const Kind& link) {
  if constexpr (std::is_same_v<Kind, gas::Compressor>)
    values.emplace_back("control", gas::name_of(link.control));
  else if constexpr (std::is_same_v<Kind, gas::Regulator>)
    values.emplace_back("mode", gas::name_of(link.mode));
  else if constexpr (std::is_same_v<Kind, gas::Valve>)
    values.emplace_back("is_open", link.is_open ? "true" : "false");
}

void add_supply_limits(Values& values, const gas::FlowLimits& limits) {
  const auto add = [&](const char* key, double flow_kg_s) {
    values.emplace_back(key, in_file(MassFlow::from_si(flow_kg_s), units::kg_per_s));
  };
  const bool gives_only = limits.lowest_kg_s >= 0.0;
  const bool takes_only = !gives_only && limits.highest_kg_s <= 0.0;
  if (gives_only && limits.lowest_kg_s > 0.0) add("min_supply", limits.lowest_kg_s);
  if (gives_only && !std::isfinite(limits.highest_kg_s) && limits.lowest_kg_s == 0.0)
    add("min_supply", 0.0);
  if (!takes_only && std::isfinite(limits.highest_kg_s)) add("max_supply", limits.highest_kg_s);
  if (takes_only && (limits.highest_kg_s < 0.0 || !std::isfinite(limits.lowest_kg_s)))
    add("min_demand", 0.0 - limits.highest_kg_s);
  if (!gives_only && std::isfinite(limits.lowest_kg_s)) add("max_demand", 0.0 - limits.lowest_kg_s);
}

Rows node_rows(const GasCase& c) {
  const gas::Problem& problem = c.problem;
  Rows rows{"node", {}};
  for (std::size_t i = 0; i < problem.network.nodes(); ++i) {
    const NodeId node(i);
    if (gas::facility_at(problem, node) != nullptr) continue;
    Values values{{"id", problem.network.node_name[node]}};
    if (!problem.height.empty() && problem.height[node] != Length{})
      values.emplace_back("height", in_file(problem.height[node], units::metre));
    const auto held = std::ranges::find(problem.fixed_pressure, node, &gas::FixedPressure::node);
    if (held != problem.fixed_pressure.end())
      values.emplace_back("pressure", in_file(held->pressure, units::bar));
    const MassFlow supply = problem.supply[node];
    if (supply > MassFlow{}) values.emplace_back("supply", in_file(supply, units::kg_per_s));
    if (supply < MassFlow{}) values.emplace_back("demand", in_file(-supply, units::kg_per_s));
    if (!problem.limits.empty()) {
      const gas::PressureLimits& limits = problem.limits[node];
      if (limits.lower) values.emplace_back("min_pressure", in_file(*limits.lower, units::bar));
      if (limits.upper) values.emplace_back("max_pressure", in_file(*limits.upper, units::bar));
    }
    if (!problem.supply_limit.empty()) add_supply_limits(values, problem.supply_limit[node]);
    if (std::isfinite(c.position[node][0]) && std::isfinite(c.position[node][1])) {
      values.emplace_back("lon", fmt::format("{}", c.position[node][0]));
      values.emplace_back("lat", fmt::format("{}", c.position[node][1]));
    }
    rows.rows.push_back(std::move(values));
  }
  return rows;
}

/// Facilities by kind, as they were stated.
void add_facility_rows(const gas::Problem& problem, std::vector<Rows>& all) {
  const Network& n = problem.network;
  for (const gas::FacilityKind kind :
       {gas::FacilityKind::storage, gas::FacilityKind::lng_terminal, gas::FacilityKind::well}) {
    Rows rows{std::string(gas::name_of(kind)), {}};
    for (const gas::Facility& f : problem.facilities) {
      if (f.kind != kind) continue;
      Values values{{"id", f.id}, {"node", n.node_name[n.to[f.link]]}};
      const MassFlow supply = problem.supply[f.node];
      if (f.is_nominated && supply < MassFlow{})
        values.emplace_back("demand", in_file(-supply, units::kg_per_s));
      else if (f.is_nominated)
        values.emplace_back("supply", in_file(supply, units::kg_per_s));
      std::visit([&](const auto& stated) { add_fields(values, stated); }, f.stated);
      rows.rows.push_back(std::move(values));
    }
    if (!rows.rows.empty()) all.push_back(std::move(rows));
  }
}

/// The rows of every kind of link that occurs.
std::vector<Rows> link_rows(const GasCase& c) {
  const gas::Problem& problem = c.problem;
  std::vector<Rows> all;
  const Network& n = problem.network;
  problem.links.for_each_table([&](const auto& table) {
    if (table.empty()) return;
    Rows rows{std::string(table.front().link.kind), {}};
    for (const auto& row : table) {
      if (gas::facility_at(problem, n.from[row.id]) != nullptr) continue;
      Values values{{"id", n.link_name[row.id]},
                    {"from", n.node_name[n.from[row.id]]},
                    {"to", n.node_name[n.to[row.id]]}};
      add_switch(values, row.link);
      add_fields(values, row.link);
      if (!c.fuel.node.empty() && !c.fuel.node[row.id].is_none())
        values.emplace_back("fuel_node", n.node_name[c.fuel.node[row.id]]);
      rows.rows.push_back(std::move(values));
    }
    if (!rows.rows.empty()) all.push_back(std::move(rows));
  });
  add_facility_rows(problem, all);
  return all;
}

std::string gas_section(const gas::Problem& problem, std::string_view title) {
  const gas::Gas& gas = problem.gas;
  Values values;
  add_fields(values, gas);
  std::string text = fmt::format("title = {}\n\n[gas]\n", in_quotes(title));
  text += fmt::format("eos = \"{}\"\nfriction = \"{}\"\n", gas::name_of(gas.eos),
                      gas::name_of(problem.friction));
  for (const auto& [key, value] : values) text += fmt::format("{} = {}\n", key, in_quotes(value));
  if (!gas.composition.empty()) {
    text += "\n[gas.composition]\n";
    for (std::size_t i = 0; i < gas.composition.size(); ++i)
      if (gas.composition[i] != 0.0)
        text += fmt::format("{} = {}\n", gas::components()[i].name, gas.composition[i]);
  }
  return text;
}

std::string fuel_section(const GasFuel& fuel) {
  if (!fuel.is_stated) return {};
  std::string text = "\n[fuel]\n";
  if (fuel.drive_efficiency > 0.0)
    text += fmt::format("drive_efficiency = {}\n", fuel.drive_efficiency);
  if (fuel.lower_calorific_value_j_kg > 0.0)
    text += fmt::format("lower_calorific_value = \"{} J/kg\"\n", fuel.lower_calorific_value_j_kg);
  return text;
}

std::string csv_text(const Rows& rows) {
  std::vector<std::string> keys;
  for (const Values& values : rows.rows)
    for (const auto& [key, value] : values)
      if (std::ranges::find(keys, key) == keys.end()) keys.push_back(key);
  std::string text = fmt::format("{}\n", fmt::join(keys, ","));
  for (const Values& values : rows.rows) {
    const std::map<std::string, std::string> by_key(values.begin(), values.end());
    std::string line;
    for (const std::string& key : keys) {
      const auto hit = by_key.find(key);
      if (key != keys.front()) line += ",";
      if (hit != by_key.end()) line += csv_cell(hit->second);
    }
    text += line + "\n";
  }
  return text;
}

Json feature(const char* type, Json coordinates, const Values& values, std::string_view kind) {
  Json properties;
  properties["kind"] = kind;
  for (const auto& [key, value] : values) properties[key] = value;
  return geojson_feature(type, std::move(coordinates), std::move(properties));
}

}  // namespace

std::string to_network_toml(const GasCase& c, std::string_view title) {
  std::string text = gas_section(c.problem, title) + fuel_section(c.fuel);
  std::vector<Rows> all = link_rows(c);
  all.insert(all.begin(), node_rows(c));
  for (const Rows& rows : all)
    for (const Values& values : rows.rows) {
      text += fmt::format("\n[[{}]]\n", rows.kind);
      for (const auto& [key, value] : values)
        text += fmt::format("{} = {}\n", key,
                            value == "true" || value == "false" ? value : in_quotes(value));
    }
  return text;
}

std::vector<NamedText> to_network_csv(const GasCase& c, std::string_view title) {
  std::vector<NamedText> files;
  std::string text = gas_section(c.problem, title) + fuel_section(c.fuel) + "\n[tables]\n";
  std::vector<Rows> all = link_rows(c);
  all.insert(all.begin(), node_rows(c));
  for (const Rows& rows : all) {
    files.push_back({rows.kind + "s.csv", csv_text(rows)});
    text += fmt::format("{} = \"{}s.csv\"\n", rows.kind, rows.kind);
  }
  files.insert(files.begin(), {"network.toml", text});
  return files;
}

Json to_network_geojson(const GasCase& c) {
  const Network& n = c.problem.network;
  Json json;
  json["type"] = "FeatureCollection";
  json["features"] = Json::array();
  for (const Rows& rows : link_rows(c))
    for (const Values& values : rows.rows) {
      const LinkId link = link_named(n, values.front().second);
      if (link.is_none() || !has_position(c, n.from[link]) || !has_position(c, n.to[link]))
        continue;
      json["features"].push_back(feature(
          "LineString", {c.position[n.from[link]], c.position[n.to[link]]}, values, rows.kind));
    }
  for (const Values& values : node_rows(c).rows)
    if (const NodeId node = node_named(n, values.front().second); has_position(c, node))
      json["features"].push_back(feature("Point", c.position[node], values, "node"));
  return json;
}

}  // namespace landbridge::io
