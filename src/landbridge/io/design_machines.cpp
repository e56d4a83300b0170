#include "landbridge/io/design_machines.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "landbridge/gas/machine_fit.hpp"
#include "landbridge/gas/station_machine.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/gaslib_cs.hpp"

namespace landbridge::io {
namespace {

constexpr Exponents volume_flow_dimension{3, 0, -1, 0, 0, 0};
constexpr Exponents head_dimension{2, 0, -2, 0, 0, 0};
constexpr Exponents speed_dimension{0, 0, -1, 0, 0, 0};
constexpr double per_minute_of_si = 60.0;
constexpr const char* columns_form =
    R"(write map_columns = ["speed [1/min]", "flow [m3/s]", "head [J/kg]", "efficiency [1]"])";

struct MapColumn {
  std::string name;
  double to_map = 1.0;  ///< from the written unit to that of a MapPoint
};

/// "head [J/kg]" as a column.
std::optional<MapColumn> column_of(const TomlContext& context, const toml::node& node) {
  const auto text = node.value<std::string>();
  const std::size_t open = text ? text->find('[') : std::string::npos;
  if (!text || open == std::string::npos || !text->ends_with(']')) {
    context.error(node, "a column of the map has a name and a unit", columns_form);
    return std::nullopt;
  }
  std::string name = text->substr(0, open);
  while (name.ends_with(' ')) name.pop_back();
  const std::string unit_text = text->substr(open + 1, text->size() - open - 2);
  const auto unit = parse_unit(unit_text, context.currencies);
  if (!unit) {
    context.error(node, unit.error().what, unit.error().hint);
    return std::nullopt;
  }
  struct Known {
    std::string_view name;
    Exponents dimension;
    double map_per_si;
  };
  const Known known[] = {{"speed", speed_dimension, per_minute_of_si},
                         {"flow", volume_flow_dimension, 1.0},
                         {"head", head_dimension, 1.0 / gas::map_joule_per_kilojoule},
                         {"efficiency", Exponents{}, 1.0}};
  for (const Known& k : known)
    if (k.name == name) {
      if (unit->dimension == k.dimension) return MapColumn{name, unit->si * k.map_per_si};
      context.error(node, fmt::format("'{}' is not a unit of '{}'", unit_text, name), columns_form);
      return std::nullopt;
    }
  context.error(node, fmt::format("a map has no column '{}'", name), columns_form);
  return std::nullopt;
}

std::vector<MapColumn> read_columns(const TomlContext& context, TomlSection& s) {
  const toml::node* node = s.take("map_columns", true);
  if (node == nullptr) return {};
  std::vector<MapColumn> columns;
  const toml::array* list = node->as_array();
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    auto column = column_of(context, *list->get(i));
    if (!column) return {};
    columns.push_back(std::move(*column));
  }
  for (const char* name : {"speed", "flow", "head", "efficiency"})
    if (std::ranges::count(columns, name, &MapColumn::name) != 1) {
      context.error(*node, fmt::format("the map needs one column '{}'", name), columns_form);
      return {};
    }
  return columns;
}

std::vector<gas::MapPoint> read_points(const TomlContext& context, TomlSection& s,
                                       const std::vector<MapColumn>& columns) {
  std::vector<gas::MapPoint> points;
  const toml::node* node = s.take("map", true);
  if (node == nullptr || columns.empty()) return {};
  const toml::array* rows = node->as_array();
  if (rows == nullptr) {
    context.error(*node, "'map' must be a list of points", "map = [[4000, 3.5, 30000, 0.81], ...]");
    return {};
  }
  for (const toml::node& row : *rows) {
    const toml::array* cells = row.as_array();
    if (cells == nullptr || cells->size() != columns.size()) {
      context.error(row, fmt::format("a point of this map has {} numbers", columns.size()),
                    "one for each of map_columns");
      return {};
    }
    gas::MapPoint p;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto number = cells->get(i)->value<double>();
      if (!number) {
        context.error(*cells->get(i), "a point of the map is made of plain numbers",
                      "the units stand in map_columns");
        return {};
      }
      const double value = *number * columns[i].to_map;
      const std::string& name = columns[i].name;
      (name == "speed"  ? p.speed_per_min
       : name == "flow" ? p.volume_flow_m3_s
       : name == "head" ? p.head_kj_kg
                        : p.efficiency) = value;
    }
    points.push_back(p);
  }
  return points;
}

/// [["15 degC", "25 MW"], ..] as pairs of SI values.
std::vector<std::pair<double, double>> read_pairs(const TomlContext& context, TomlSection& s,
                                                  std::string_view key, const Exponents& first,
                                                  const Exponents& second, const char* form) {
  std::vector<std::pair<double, double>> pairs;
  const toml::node* node = s.take(key, true);
  if (node == nullptr) return pairs;
  const toml::array* list = node->as_array();
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const toml::array* pair = list->get(i)->as_array();
    if (pair == nullptr || pair->size() != 2) {
      list = nullptr;
      break;
    }
    const auto a = s.value_si(*pair->get(0), first, key);
    const auto b = s.value_si(*pair->get(1), second, key);
    if (a && b) pairs.emplace_back(*a, *b);
  }
  if (list == nullptr || list->empty())
    context.error(*node, fmt::format("'{}' must be a list of pairs", key), form);
  return pairs;
}

std::optional<gas::DriveKind> read_drive_kind(const TomlContext& context, TomlSection& s) {
  const std::string name = s.text("drive", true);
  for (const auto kind : {gas::DriveKind::gas_turbine, gas::DriveKind::gas_driven_motor,
                          gas::DriveKind::electric_motor, gas::DriveKind::steam_turbine})
    if (gas::name_of(kind) == name) return kind;
  if (s.has("drive"))
    context.error(*s.table().get("drive"), fmt::format("no drive is called '{}'", name),
                  "write gas_turbine, gas_driven_motor, electric_motor or steam_turbine");
  return std::nullopt;
}

/// The station of a `.cs` file that [stations] names; the only one where it names none.
std::optional<gas::Station> station_of_file(const TomlContext& context, TomlSection& s) {
  const toml::node& node = *s.table().get("machines");
  const std::filesystem::path beside =
      std::filesystem::path(context.source.name()).parent_path() / s.text("machines", true);
  const auto read = read_gaslib_stations(beside);
  context.diagnostics.append(read.diagnostics);
  const std::string name = s.text("station", false);
  if (!read) return std::nullopt;
  std::vector<std::string> names;
  for (const gas::Station& station : read->stations) {
    names.push_back(station.id);
    if (station.id == name || (name.empty() && read->stations.size() == 1)) return station;
  }
  context.error(
      node,
      name.empty()
          ? fmt::format("{} has {} stations", beside.filename().string(), read->stations.size())
          : fmt::format("there is no station '{}' in {}", name, beside.filename().string()),
      name.empty() ? fmt::format("say which: station = \"{}\"",
                                 names.empty() ? std::string("id") : names.front())
                   : known_names_hint(name, names));
  return std::nullopt;
}

}  // namespace

std::optional<InlineMachine> read_inline_machine(const TomlContext& context,
                                                 const toml::table& table) {
  TomlSection s(context, table, "[[machine]]");
  InlineMachine m;
  m.machine.id = s.text("id", true);
  const std::vector<MapColumn> columns = read_columns(context, s);
  std::vector<gas::MapPoint> points = read_points(context, s, columns);
  const auto kind = read_drive_kind(context, s);
  const Exponents power = Power::Dimension::exponents;
  gas::DriveTable drive;
  for (const auto& [t, p] :
       read_pairs(context, s, "power", Temperature::Dimension::exponents, power,
                  R"(write power = [["-20 degC", "29 MW"], ["15 degC", "25 MW"]])"))
    drive.power.push_back({t, p});
  for (const auto& [p, b] :
       read_pairs(context, s, "energy", power, power,
                  R"(write energy = [["10 MW", "35 MW"], ["25 MW", "69 MW"]])"))
    drive.energy.push_back({p, b});
  static_cast<void>(s.text("source", false));
  static_cast<void>(s.text("note", false));
  s.finish();
  if (context.diagnostics.has_errors() || !kind) return std::nullopt;
  auto fit = gas::fit_map(std::move(points));
  auto fitted_drive = gas::fit_drive(m.machine.id, *kind, drive);
  for (const Error* error :
       {fit ? nullptr : &fit.error(), fitted_drive ? nullptr : &fitted_drive.error()})
    if (error != nullptr) context.error(table, error->what, error->hint);
  if (!fit || !fitted_drive) return std::nullopt;
  m.machine.compressor = std::move(fit->compressor);
  m.drive = std::move(*fitted_drive);
  m.head_error_relative = fit->head_error_relative;
  m.efficiency_error = fit->efficiency_error;
  if (const std::string defect = gas::map_defect(m.machine); !defect.empty()) {
    context.error(table, defect, "check the points of the map");
    return std::nullopt;
  }
  return m;
}

std::optional<gas::StationMachines> read_station_machines(
    const TomlContext& context, const toml::table& table,
    const std::vector<InlineMachine>& machines) {
  TomlSection s(context, table, "[stations]");
  gas::StationMachines m;
  bool is_known = true;
  if (s.has("machines")) {
    auto station = station_of_file(context, s);
    is_known = station.has_value();
    if (station) m.station = std::move(*station);
  } else {
    for (const InlineMachine& one : machines) {
      m.station.machines.push_back(one.machine);
      m.station.machines.back().drive = m.station.drives.size();
      m.station.drives.push_back(one.drive);
    }
  }
  m.machine = s.text("machine", !s.has("machines"));
  m.configuration = s.text("configuration", false);
  m.max_parallel = s.integer("max_parallel", m.max_parallel, 1, 64);
  m.max_series = s.integer("max_series", m.max_series, 1, 4);
  if (const auto t = s.quantity("ambient_temperature", Temperature::Dimension::exponents, false))
    m.ambient_temperature = Temperature::from_si(*t);
  s.finish();
  std::vector<std::string> names;
  for (const gas::Machine& machine : m.station.machines) names.push_back(machine.id);
  if (is_known && !m.machine.empty() && std::ranges::count(names, m.machine) == 0) {
    context.error(*table.get("machine"), fmt::format("there is no machine '{}'", m.machine),
                  known_names_hint(m.machine, names));
    is_known = false;
  }
  if (!m.machine.empty() && !m.configuration.empty())
    context.error(table, "[stations] names a machine and a configuration",
                  "a configuration says itself which machines it has; leave one out");
  if (!is_known) return std::nullopt;
  return m;
}

}  // namespace landbridge::io
