#include "landbridge/io/gaslib_cs.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/gas/station_machine.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/xml_file.hpp"

namespace landbridge::io {
namespace {

struct MapUnit {
  std::string_view symbol;
  double factor;
};
// The words of the GasLib schema [schmidt2017]; factors to the units of the map (station.hpp).
constexpr std::array speed_units{MapUnit{"per_min", 1.0}, MapUnit{"per_minute", 1.0},
                                 MapUnit{"per_s", 60.0}, MapUnit{"per_second", 60.0}};
constexpr std::array volume_units{MapUnit{"m_cube", 1.0}};
constexpr std::array volume_flow_units{MapUnit{"m_cube_per_s", 1.0},
                                       MapUnit{"m_cube_per_second", 1.0},
                                       MapUnit{"m_cube_per_hour", 1.0 / 3600.0}};
constexpr std::array torque_units{MapUnit{"Nm", 1.0}, MapUnit{"kNm", 1e3}};
constexpr std::array head_units{MapUnit{"kJ_per_kg", 1.0}, MapUnit{"J_per_kg", 1e-3}};

enum class Sign { any, not_negative, positive };

/// What a value must be.
struct Wanted {
  std::span<const MapUnit> units = {};  ///< empty: a plain number
  Sign sign = Sign::any;
};

class StationReader {
 public:
  explicit StationReader(const XmlFile& xml) : xml_(xml) {}

  Read<GaslibStations> read() {
    GaslibStations all;
    all.file = xml_.source.name();
    const pugi::xml_node root = xml_.document->document_element();
    if (local_name(root) != "compressorStations") {
      complain(root,
               fmt::format("the document is a '{}', not a 'compressorStations'", local_name(root)),
               "name a GasLib .cs file here");
      return read_failed<GaslibStations>(std::move(diagnostics_));
    }
    std::set<std::string> ids;
    for (const pugi::xml_node& element : root.children()) {
      if (element.type() != pugi::node_element) continue;
      if (local_name(element) != "compressorStation") {
        complain(element, fmt::format("unknown element '{}'", local_name(element)),
                 "known here is compressorStation");
        continue;
      }
      gas::Station station = read_station(element);
      if (!station.id.empty() && !ids.insert(station.id).second)
        complain(element, fmt::format("the station id '{}' is used twice", station.id),
                 "give every station its own id");
      all.stations.push_back(std::move(station));
    }
    if (all.stations.empty() && !diagnostics_.has_errors())
      complain(root, "there is no compressor station in it",
               "put compressorStation elements into it");
    return {std::move(all), std::move(diagnostics_)};
  }

 private:
  void complain(const pugi::xml_node& node, std::string message, std::string hint) {
    diagnostics_.error(xml_.place(node), std::move(message), std::move(hint));
  }

  std::string label(const pugi::xml_node& owner) const {
    const std::string_view id = owner.attribute("id").value();
    return id.empty() ? std::string(local_name(owner))
                      : fmt::format("{} '{}'", local_name(owner), id);
  }

  std::string required_attribute(const pugi::xml_node& node, const char* name) {
    std::string value = node.attribute(name).value();
    if (value.empty())
      complain(node, fmt::format("this {} has no {}", local_name(node), name),
               fmt::format("write {}=\"...\" into the tag", name));
    return value;
  }

  /// The number in value="..." of an element, in the units of the map.
  std::optional<double> value_of(const pugi::xml_node& owner, const pugi::xml_node& child,
                                 const Wanted& wanted) {
    const std::string what = fmt::format("{} of {}", local_name(child), label(owner));
    const auto number = parse_number(child.attribute("value").value());
    if (!number) {
      complain(child, fmt::format("{}: {}", what, number.error().what),
               "write value=\"...\" with a finite number and a decimal point");
      return std::nullopt;
    }
    double factor = 1.0;
    if (!wanted.units.empty()) {
      const std::string_view symbol = child.attribute("unit").value();
      const auto unit = std::ranges::find(wanted.units, symbol, &MapUnit::symbol);
      if (unit == wanted.units.end()) {
        std::string list;
        for (const MapUnit& u : wanted.units)
          list += fmt::format("{}{}", list.empty() ? "" : ", ", u.symbol);
        complain(child,
                 symbol.empty() ? fmt::format("{} has no unit", what)
                                : fmt::format("{}: unknown unit '{}'", what, symbol),
                 fmt::format("units that can stand here: {}", list));
        return std::nullopt;
      }
      factor = unit->factor;
    }
    const double value = *number * factor;
    const bool is_wrong_sign = (wanted.sign == Sign::positive && !(value > 0.0)) ||
                               (wanted.sign == Sign::not_negative && value < 0.0);
    if (!is_wrong_sign) return value;
    complain(
        child, fmt::format("{} is {}", what, child.attribute("value").value()),
        wanted.sign == Sign::positive ? "it must be greater than zero" : "it must not be negative");
    return std::nullopt;
  }

  std::optional<double> optional_value(const pugi::xml_node& owner, std::string_view name,
                                       const Wanted& wanted) {
    const pugi::xml_node child = child_named(owner, name);
    return child ? value_of(owner, child, wanted) : std::nullopt;
  }

  double required_value(const pugi::xml_node& owner, std::string_view name, const Wanted& wanted) {
    if (!child_named(owner, name))
      complain(owner, fmt::format("{} has no {}", label(owner), name),
               fmt::format("write <{} value=\"...\"/> into it", name));
    return optional_value(owner, name, wanted).value_or(0.0);
  }

  /// prefix_1 .. prefix_N.
  template <std::size_t N>
  std::array<double, N> coefficients(const pugi::xml_node& owner, std::string_view prefix) {
    std::array<double, N> c{};
    for (std::size_t i = 0; i < N; ++i)
      c[i] = required_value(owner, fmt::format("{}_{}", prefix, i + 1), {});
    return c;
  }

  std::pair<double, double> speeds(const pugi::xml_node& node) {
    const double low = required_value(node, "speedMin", {speed_units, Sign::positive});
    const double high = required_value(node, "speedMax", {speed_units, Sign::positive});
    if (high > 0.0 && low > high)
      complain(node, fmt::format("{}: speedMin {} is above speedMax {}", label(node), low, high),
               "exchange them");
    return {low, high};
  }

  std::optional<gas::MapPoint> map_point(const pugi::xml_node& node, double efficiency) {
    const bool has_errors = diagnostics_.has_errors();
    gas::MapPoint p;
    p.speed_per_min = required_value(node, "speed", {speed_units, Sign::positive});
    p.head_kj_kg = required_value(node, "adiabaticHead", {head_units, Sign::any});
    p.volume_flow_m3_s =
        required_value(node, "volumetricFlowrate", {volume_flow_units, Sign::not_negative});
    p.efficiency = efficiency;
    if (!has_errors && diagnostics_.has_errors()) return std::nullopt;
    return p;
  }

  std::vector<gas::MapPoint> map_points(const pugi::xml_node& node) {
    std::vector<gas::MapPoint> points;
    const auto add = [&](const pugi::xml_node& group, double efficiency) {
      for (const pugi::xml_node& m : group.children())
        if (local_name(m) == "measurement")
          if (const auto p = map_point(m, efficiency)) points.push_back(*p);
    };
    add(child_named(node, "surgelineMeasurements"), 0.0);
    for (const pugi::xml_node& level :
         child_named(node, "characteristicDiagramMeasurements").children())
      if (local_name(level) == "adiabaticEfficiency")
        if (const auto eta = value_of(node, level, {{}, Sign::positive})) add(level, *eta);
    return points;
  }

  gas::TurboCompressor turbo(const pugi::xml_node& node) {
    gas::TurboCompressor t;
    std::tie(t.speed_min_per_min, t.speed_max_per_min) = speeds(node);
    t.head = coefficients<9>(node, "n_isoline_coeff");
    t.efficiency = coefficients<9>(node, "eta_ad_isoline_coeff");
    t.surge = coefficients<3>(node, "surgeline_coeff");
    t.choke = coefficients<3>(node, "chokeline_coeff");
    t.efficiency_of_choke_line = optional_value(node, "efficiencyOfChokeline", {});
    t.measurements = map_points(node);
    return t;
  }

  gas::PistonCompressor piston(const pugi::xml_node& node) {
    gas::PistonCompressor p;
    std::tie(p.speed_min_per_min, p.speed_max_per_min) = speeds(node);
    p.operating_volume_m3 = required_value(node, "operatingVolume", {volume_units, Sign::positive});
    p.reduction_flow_m3_s =
        optional_value(node, "additionalReductionVolFlow", {volume_flow_units, Sign::not_negative})
            .value_or(0.0);
    p.torque_max_n_m = optional_value(node, "maximalTorque", {torque_units, Sign::positive})
                           .value_or(gas::no_map_limit);
    p.ratio_max = optional_value(node, "maximalCompressionRatio", {{}, Sign::positive})
                      .value_or(gas::no_map_limit);
    p.efficiency = required_value(node, "adiabaticEfficiency", {{}, Sign::positive});
    if (p.efficiency > 1.0)
      complain(node, fmt::format("{}: the adiabatic efficiency is {}", label(node), p.efficiency),
               "it must not be above 1");
    if (p.ratio_max < 1.0)
      complain(node,
               fmt::format("{}: the highest compression ratio is {}", label(node), p.ratio_max),
               "it must not be below 1");
    return p;
  }

  static std::optional<gas::DriveKind> drive_kind(std::string_view name) {
    if (name == "gasTurbine") return gas::DriveKind::gas_turbine;
    if (name == "gasDrivenMotor") return gas::DriveKind::gas_driven_motor;
    if (name == "electricMotor") return gas::DriveKind::electric_motor;
    if (name == "steamTurbine") return gas::DriveKind::steam_turbine;
    return std::nullopt;
  }

  gas::Drive drive(const pugi::xml_node& node, gas::DriveKind kind) {
    gas::Drive d;
    d.kind = kind;
    d.id = required_attribute(node, "id");
    d.energy_rate = coefficients<3>(node, "energy_rate_fun_coeff");
    if (child_named(node, "power_fun_coeff_4")) {
      d.power = coefficients<9>(node, "power_fun_coeff");
    } else {
      const auto by_speed = coefficients<3>(node, "power_fun_coeff");
      std::ranges::copy(by_speed, d.power.begin());
    }
    return d;
  }

  void read_drives(const pugi::xml_node& node, gas::Station& station) {
    for (const pugi::xml_node& element : child_named(node, "drives").children()) {
      if (element.type() != pugi::node_element) continue;
      const auto kind = drive_kind(local_name(element));
      if (!kind) {
        complain(element, fmt::format("unknown drive '{}'", local_name(element)),
                 "known are gasTurbine, gasDrivenMotor, electricMotor and steamTurbine");
        continue;
      }
      station.drives.push_back(drive(element, *kind));
      if (std::ranges::count(station.drives, station.drives.back().id, &gas::Drive::id) > 1)
        complain(element, fmt::format("the drive id '{}' is used twice", station.drives.back().id),
                 "give every drive of a station its own id");
    }
  }

  void read_machines(const pugi::xml_node& node, gas::Station& station) {
    for (const pugi::xml_node& element : child_named(node, "compressors").children()) {
      if (element.type() != pugi::node_element) continue;
      const bool has_errors = diagnostics_.has_errors();
      gas::Machine m;
      m.id = required_attribute(element, "id");
      if (local_name(element) == "turboCompressor") {
        m.compressor = turbo(element);
      } else if (local_name(element) == "pistonCompressor") {
        m.compressor = piston(element);
      } else {
        complain(element, fmt::format("unknown machine '{}'", local_name(element)),
                 "known are turboCompressor and pistonCompressor");
        continue;
      }
      const std::string name = required_attribute(element, "drive");
      const auto hit = std::ranges::find(station.drives, name, &gas::Drive::id);
      m.drive = static_cast<std::size_t>(hit - station.drives.begin());
      if (hit == station.drives.end() && !name.empty())
        complain(element,
                 fmt::format("{} names the drive '{}', which this station has not", label(element),
                             name),
                 known_names_hint(name, ids_of(station.drives)));
      if (!m.id.empty() && std::ranges::count(station.machines, m.id, &gas::Machine::id) > 0)
        complain(element, fmt::format("the machine id '{}' is used twice", m.id),
                 "give every machine of a station its own id");
      if (has_errors == diagnostics_.has_errors()) check_map(element, m);
      station.machines.push_back(std::move(m));
    }
  }

  void check_map(const pugi::xml_node& node, const gas::Machine& machine) {
    const std::string defect = gas::map_defect(machine);
    if (defect.empty()) return;
    if (defect.find("cannot run") != std::string::npos)
      complain(node, defect, "check the coefficients of isolines, surge line and choke line");
    else
      diagnostics_.warning(xml_.place(node), defect, "check the coefficients of the isolines");
  }

  template <class Item>
  static std::vector<std::string> ids_of(const std::vector<Item>& items) {
    std::vector<std::string> ids;
    for (const Item& item : items) ids.push_back(item.id);
    return ids;
  }

  /// A count that the file states must be the count that it shows.
  void check_count(const pugi::xml_node& node, const char* attribute, std::size_t found,
                   std::string_view of_what) {
    const pugi::xml_attribute stated = node.attribute(attribute);
    if (!stated) return;
    const auto number = parse_number(stated.value());
    if (number && *number == static_cast<double>(found)) return;
    complain(
        node,
        fmt::format("{} is '{}', but there are {} {}", attribute, stated.value(), found, of_what),
        "make both agree");
  }

  std::vector<std::size_t> read_stage(const pugi::xml_node& node, const gas::Station& station,
                                      std::set<std::string>& used) {
    std::vector<std::size_t> units;
    std::size_t count = 0;
    for (const pugi::xml_node& element : node.children()) {
      if (element.type() != pugi::node_element || local_name(element) != "compressor") continue;
      ++count;
      const std::string id = required_attribute(element, "id");
      if (id.empty()) continue;
      const auto hit = std::ranges::find(station.machines, id, &gas::Machine::id);
      if (hit == station.machines.end())
        complain(element, fmt::format("'{}' is no machine of station '{}'", id, station.id),
                 known_names_hint(id, ids_of(station.machines)));
      else if (!used.insert(id).second)
        complain(element, fmt::format("'{}' runs twice in one configuration", id),
                 "a machine can stand in one place only");
      else
        units.push_back(static_cast<std::size_t>(hit - station.machines.begin()));
    }
    check_count(node, "nrOfParallelUnits", count, "machines in the stage");
    if (count == 0) complain(node, "the stage has no machine", "write <compressor id=\"...\"/>");
    return units;
  }

  void read_configurations(const pugi::xml_node& node, gas::Station& station) {
    for (const pugi::xml_node& element : child_named(node, "configurations").children()) {
      if (local_name(element) != "configuration") continue;
      gas::Configuration c;
      c.id = required_attribute(element, "confId");
      std::set<std::string> used;
      std::map<double, std::vector<std::size_t>> stages;
      for (const pugi::xml_node& stage : element.children()) {
        if (local_name(stage) != "stage") continue;
        const auto number = parse_number(required_attribute(stage, "stageNr"));
        const double key = number ? *number : static_cast<double>(stages.size() + 1);
        if (!number)
          complain(stage, fmt::format("stageNr: {}", number.error().what), "write 1, 2, ...");
        if (!stages.emplace(key, read_stage(stage, station, used)).second)
          complain(stage, fmt::format("stage {} stands twice in one configuration", key),
                   "number the stages 1, 2, ...");
      }
      check_count(element, "nrOfSerialStages", stages.size(), "stages");
      if (stages.empty() || stages.size() > station_stages_max)
        complain(element, fmt::format("configuration '{}' has {} stages", c.id, stages.size()),
                 fmt::format("from 1 to {} can be read", station_stages_max));
      for (auto& [key, units] : stages) c.stages.push_back(std::move(units));
      if (std::ranges::count(station.configurations, c.id, &gas::Configuration::id) > 0)
        complain(element, fmt::format("the configuration '{}' stands twice", c.id),
                 "give every configuration of a station its own confId");
      station.configurations.push_back(std::move(c));
    }
  }

  /// A fuel-burning drive cannot give more work than it takes energy. GasLib-135 states 0.01 kW.
  void warn_of_free_work(const pugi::xml_node& node, const gas::Station& station) {
    for (const gas::Drive& d : station.drives) {
      constexpr double typical_power_w = 5e6;
      if (gas::energy_rate_w(d, typical_power_w) < typical_power_w && d.burns_gas()) {
        diagnostics_.warning(
            xml_.place(node),
            fmt::format("drive '{}' of station '{}' takes less energy than it gives as work; its "
                        "fuel says nothing",
                        d.id, station.id),
            "state energy_rate_fun_coeff_1 .. 3 in kW of energy over kW of shaft power");
        return;
      }
    }
  }

  gas::Station read_station(const pugi::xml_node& node) {
    gas::Station station;
    station.id = required_attribute(node, "id");
    for (const char* group : {"compressors", "drives", "configurations"}) {
      std::size_t count = 0;
      for (const pugi::xml_node& child : child_named(node, group).children())
        if (child.type() == pugi::node_element) ++count;
      if (count == 0)
        complain(node, fmt::format("station '{}' has no {}", station.id, group),
                 fmt::format("write <{}> with at least one entry", group));
      if (count > station_units_max)
        complain(node, fmt::format("station '{}' has {} {}", station.id, count, group),
                 fmt::format("at most {} can be read", station_units_max));
      if (count > station_units_max) return station;
    }
    read_drives(node, station);
    read_machines(node, station);
    read_configurations(node, station);
    warn_of_free_work(node, station);
    return station;
  }

  const XmlFile& xml_;
  Diagnostics diagnostics_;
};

}  // namespace

Read<GaslibStations> read_gaslib_stations(const std::filesystem::path& cs) {
  const auto xml = read_xml(cs);
  if (!xml) return read_failed<GaslibStations>(xml.diagnostics);
  return StationReader(*xml).read();
}

}  // namespace landbridge::io
