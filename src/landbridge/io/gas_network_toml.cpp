#include "landbridge/io/gas_network_toml.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/gas/fuel.hpp"
#include "landbridge/io/gas_mixing.hpp"
#include "landbridge/io/gas_records.hpp"
#include "landbridge/io/toml_composition.hpp"
#include "landbridge/io/toml_guard.hpp"

namespace landbridge::io {
namespace {

namespace fs = std::filesystem;

class Reader : GasRecords {
 public:
  Reader(const fs::path& file, const GasCaseOptions& options)
      : GasRecords(file), options_(options) {}

  Read<GasCase> read() {
    auto text = read_text_file(file_, table_limits);
    if (!text) return read_failed<GasCase>(std::move(text.diagnostics));
    source_ = std::move(*text);
    if (!is_ascii_outside_quotes(source_, diagnostics_))
      return read_failed<GasCase>(std::move(diagnostics_));
    toml::parse_result parsed = toml::parse(source_.text());
    if (!parsed) {
      const auto at = parsed.error().source().begin;
      diagnostics_.error(
          source_.place_of(static_cast<int>(at.line), static_cast<int>(at.column)),
          fmt::format("not valid TOML: {}", parsed.error().description()),
          "text and values with units stand in double quotes, as in length = \"12 km\"");
      return read_failed<GasCase>(std::move(diagnostics_));
    }
    root_ = std::move(parsed).table();
    case_.format = "toml";
    case_.files = {file_};
    check_top_keys();
    read_gas();
    read_nodes();
    read_kind<gas::Pipe>();
    read_kind<gas::ShortPipe>();
    read_kind<gas::Valve>();
    read_kind<gas::Resistor>();
    read_kind<gas::Regulator>();
    read_kind<gas::Compressor>();
    read_facilities<gas::Storage>();
    read_facilities<gas::LngTerminal>();
    read_facilities<gas::Well>();
    read_fuel();
    case_.files.insert(case_.files.end(), tables_read_.begin(), tables_read_.end());
    read_mixing();
    read_thermal();
    apply_gas_options(case_.problem, options_, {source_.name(), 0, 0, {}}, diagnostics_);
    return {std::move(case_), std::move(diagnostics_)};
  }

 private:
  void check_top_keys() {
    static constexpr std::string_view known[] = {
        "gas",      "tables",       "node",       "pipe",  "short_pipe", "valve",
        "resistor", "regulator",    "compressor", "title", "mixing",     "thermal",
        "storage",  "lng_terminal", "well",       "fuel"};
    for (const auto& [key, node] : root_)
      if (!is_known(known, key.str())) unknown_key(place(node), key.str(), known, "this file");
  }

  void read_gas() {
    gas::Gas& gas = case_.problem.gas;
    const toml::table* table = root_["gas"].as_table();
    if (table == nullptr) {
      diagnostics_.error(
          {source_.name(), 0, 0, {}}, "there is no [gas]",
          "write [gas] with molar_mass = \"18.57 kg/kmol\" and temperature = \"283.15 K\"");
      return;
    }
    Record record = record_of(*table);
    if (table->contains("composition")) {
      gas = composed_gas(*table);
      record.values.emplace(
          "molar_mass",
          Record::Value{fmt::format("{} kg/kmol", gas.molar_mass.in(units::kg_per_kmol)),
                        record.place, true});
    }
    fill(gas, record);
    auto known = keys_of<gas::Gas>();
    for (const std::string_view key : {"eos", "friction"}) known.push_back(key);
    check_keys(record, known, "[gas]");
    if (const auto eos = record.values.find("eos"); eos != record.values.end()) {
      if (eos->second.text == "constant")
        gas.eos = gas::Eos::constant;
      else if (const auto named = parse_eos(eos->second.text))
        gas.eos = *named;
      else
        diagnostics_.error(eos->second.place, named.error().what, named.error().hint);
    }
    if (const auto law = record.values.find("friction"); law != record.values.end()) {
      if (const auto named = parse_friction(law->second.text))
        case_.problem.friction = *named;
      else
        diagnostics_.error(law->second.place, named.error().what, named.error().hint);
    }
  }

  gas::Gas composed_gas(const toml::table& gas_table) {
    const toml::node& node = *gas_table.get("composition");
    if (!node.is_table()) {
      diagnostics_.error(place(node), "composition is not a table",
                         "write [gas.composition] with methane = 0.97 and so on");
      return {};
    }
    const TomlContext context{source_, diagnostics_, {}};
    const auto composition = read_composition(context, *node.as_table());
    if (!composition) return {};
    return gas::gas_of_composition(
        {composition->mole_fraction.begin(), composition->mole_fraction.end()},
        Temperature::from_si(1.0));
  }

  void read_nodes() {
    gas::Problem& problem = case_.problem;
    static constexpr std::string_view known[] = {
        "id",           "height",       "pressure",   "supply",    "demand",
        "min_pressure", "max_pressure", "lon",        "lat",       "supply_temperature",
        "min_supply",   "max_supply",   "min_demand", "max_demand"};
    for (const Record& record : records_of("node")) {
      const std::string id = text_of(record, "id", "node", true);
      if (id.empty()) continue;
      check_keys(record, {std::begin(known), std::end(known)}, "a node");
      const auto [earlier, is_new] = node_.emplace(id, std::pair{NodeId{}, record.place});
      if (!is_new) {
        diagnostics_.error(record.place,
                           fmt::format("the node id '{}' is used twice, first at {}", id,
                                       to_text(earlier->second.second)),
                           "give every node its own id");
        continue;
      }
      const NodeId node = earlier->second.first = problem.network.add_node(id);
      node_names_.push_back(id);
      const auto angle = [&](std::string_view key) {
        return value_of<Scalar>(record, key, optional_value, "")
            .value_or(Scalar::from_si(unknown_position[0]))
            .si();
      };
      case_.position.push_back({angle("lon"), angle("lat")});
      problem.height.push_back(
          value_of<Length>(record, "height", optional_value, "m").value_or(Length{}));
      const auto in = value_of<MassFlow>(record, "supply", optional_not_negative, "kg/s");
      const auto out = value_of<MassFlow>(record, "demand", optional_not_negative, "kg/s");
      problem.supply.push_back(in.value_or(MassFlow{}) - out.value_or(MassFlow{}));
      problem.limits.push_back(
          {value_of<Pressure>(record, "min_pressure", optional_not_negative, "bar"),
           value_of<Pressure>(record, "max_pressure", optional_positive, "bar")});
      problem.supply_limit.push_back(supply_limit_of(record));
      case_.thermal.node_inlet_temperature.push_back(
          value_of<Temperature>(record, "supply_temperature", optional_positive, "degC")
              .value_or(Temperature{}));
      if (const auto held = value_of<Pressure>(record, "pressure", optional_positive, "bar"))
        problem.fixed_pressure.push_back({node, *held});
    }
    if (node_.empty())
      diagnostics_.error({source_.name(), 0, 0, {}}, "the network has no nodes",
                         "write [[node]] with an id for each node");
  }

  /// From the four keys; a node that states a limit of supply alone takes nothing out.
  gas::FlowLimits supply_limit_of(const Record& record) {
    const auto flow = [&](std::string_view key) {
      return value_of<MassFlow>(record, key, optional_not_negative, "kg/s");
    };
    const auto min_in = flow("min_supply"), max_in = flow("max_supply");
    const auto min_out = flow("min_demand"), max_out = flow("max_demand");
    gas::FlowLimits limits;
    if (max_in || min_in || max_out || min_out) {
      const bool has_in = max_in || min_in;
      const bool has_out = max_out || min_out;
      if (!has_out) limits.lowest_kg_s = min_in.value_or(MassFlow{}).si();
      if (!has_in) limits.highest_kg_s = -min_out.value_or(MassFlow{}).si();
      if (max_in) limits.highest_kg_s = max_in->si();
      if (max_out) limits.lowest_kg_s = -max_out->si();
      if ((min_in && has_out) || (min_out && has_in))
        diagnostics_.error(record.place,
                           "it has a least flow in one direction and a limit in the other",
                           "a node that must give gas cannot take any; leave one of the two out");
      else if (limits.lowest_kg_s > limits.highest_kg_s)
        diagnostics_.error(record.place,
                           fmt::format("its least flow of {:.6g} kg/s is above the largest, {:.6g}",
                                       has_in ? limits.lowest_kg_s : -limits.highest_kg_s,
                                       has_in ? limits.highest_kg_s : -limits.lowest_kg_s),
                           "the least flow must not be above the largest");
    }
    return limits;
  }

  /// Heat of the whole network; what single elements say has been read with them.
  void read_thermal() {
    const toml::node* node = root_.get("thermal");
    if (node == nullptr) return;
    const toml::table* table = node->as_table();
    if (table == nullptr) {
      diagnostics_.error(place(*node), "'thermal' is not a table", "write [thermal]");
      return;
    }
    const Record record = record_of(*table);
    check_keys(record,
               {"heat_transfer", "ground_temperature", "supply_temperature", "cooler_outlet",
                "preheated_outlet"},
               "[thermal]");
    gas::ThermalOptions& thermal = case_.thermal;
    if (const auto u =
            value_of<gas::HeatTransfer>(record, "heat_transfer", optional_positive, "W/m2/K"))
      thermal.heat_transfer = *u;
    const auto temperature = [&](std::string_view key) {
      return value_of<Temperature>(record, key, optional_positive, "degC").value_or(Temperature{});
    };
    thermal.ground_temperature = temperature("ground_temperature");
    thermal.inlet_temperature = temperature("supply_temperature");
    thermal.cooler_outlet = temperature("cooler_outlet");
    thermal.preheated_outlet = temperature("preheated_outlet");
  }

  /// The one key about heat that a kind of link has; empty: none.
  template <class Kind>
  static constexpr std::string_view heat_key() {
    if constexpr (std::is_same_v<Kind, gas::Pipe>)
      return "heat_transfer";
    else if constexpr (std::is_same_v<Kind, gas::Compressor>)
      return "cooler_outlet";
    else if constexpr (std::is_same_v<Kind, gas::Regulator>)
      return "preheated_outlet";
    else
      return {};
  }
  /// That key in SI; zero: not stated.
  template <class Kind>
  double heat_of(const Record& record) {
    using Q = std::conditional_t<std::is_same_v<Kind, gas::Pipe>, gas::HeatTransfer, Temperature>;
    if (heat_key<Kind>().empty()) return 0.0;
    return value_of<Q>(record, heat_key<Kind>(), optional_positive, "").value_or(Q{}).si();
  }
  template <class Kind>
  void note_heat(double value_si) {
    constexpr bool is_pipe = std::is_same_v<Kind, gas::Pipe>;
    case_.thermal.pipe_heat_transfer.push_back(
        gas::HeatTransfer::from_si(is_pipe ? value_si : 0.0));
    case_.thermal.element_outlet.push_back(Temperature::from_si(is_pipe ? 0.0 : value_si));
  }

  void read_mixing() {
    auto mixing = parse_gas_mixing(source_, case_.problem.network);
    diagnostics_.append(mixing.diagnostics);
    if (mixing) case_.mixing = std::move(*mixing);
  }

  NodeId end_of(const Record& record, const std::string& key, std::string_view kind) {
    const std::string name = text_of(record, key, kind, true);
    if (name.empty()) return {};
    const auto hit = node_.find(name);
    if (hit != node_.end()) return hit->second.first;
    diagnostics_.error(record.values.at(key).place, fmt::format("'{}' is no node", name),
                       known_names_hint(name, node_names_));
    return {};
  }

  /// Storages, LNG terminals, wells: each a node and a link of its name.
  template <class Kind>
  void read_facilities() {
    for (const Record& record : records_of(Kind::kind)) {
      auto known = keys_of<Kind>();
      for (const std::string_view key : {"id", "node", "supply", "demand", "supply_temperature"})
        known.push_back(key);
      check_keys(record, known, fmt::format("a {}", Kind::kind));
      const std::string id = text_of(record, "id", Kind::kind, true);
      const NodeId at = end_of(record, "node", Kind::kind);
      const Kind stated = filled<Kind>(record);
      const auto in = value_of<MassFlow>(record, "supply", optional_not_negative, "kg/s");
      const auto out = value_of<MassFlow>(record, "demand", optional_not_negative, "kg/s");
      const Temperature heat =
          value_of<Temperature>(record, "supply_temperature", optional_positive, "degC")
              .value_or(Temperature{});
      if (id.empty() || at.is_none() || !is_new_name(id, record.place)) continue;
      if (in && out)
        diagnostics_.error(record.place, fmt::format("'{}' states both supply and demand", id),
                           "give one of the two: a storage that is filled has a demand");
      auto facility = gas::facility_of(stated, case_.problem.gas);
      if (!facility) {
        complain_of(record, id, facility.error());
        continue;
      }
      facility->id = id;
      std::optional<MassFlow> nominated = in;
      if (out) nominated = MassFlow{} - *out;
      if (auto added = gas::add_facility(case_.problem, std::move(*facility), at, nominated);
          !added) {
        complain_of(record, id, added.error());
        continue;
      }
      case_.position.push_back(unknown_position);
      case_.thermal.node_inlet_temperature.push_back(heat);
      note_heat<gas::Feed>(heat.si());
      case_.fuel.node.push_back({});
    }
  }

  void complain_of(const Record& record, const std::string& id, const Error& error) {
    diagnostics_.error(record.place, fmt::format("'{}': {}", id, error.what), error.hint);
  }

  /// Neither a node nor a link is called so.
  bool is_new_name(const std::string& id, const SourcePlace& where) {
    const auto [node, is_new_node] = node_.emplace(id, std::pair{NodeId{}, where});
    const auto [link, is_new_link] = links_.emplace(id, where);
    if (is_new_node && is_new_link) return true;
    diagnostics_.error(where,
                       fmt::format("the id '{}' is used twice, first at {}", id,
                                   to_text(is_new_node ? link->second : node->second.second)),
                       "give every node, link and facility its own id");
    return false;
  }

  /// What the drives of compressors burn; see gas/fuel.hpp.
  void read_fuel() {
    const toml::node* node = root_.get("fuel");
    if (node == nullptr) return;
    const toml::table* table = node->as_table();
    if (table == nullptr) {
      diagnostics_.error(place(*node), "'fuel' is not a table", "write [fuel]");
      return;
    }
    const Record record = record_of(*table);
    check_keys(record, {"drive_efficiency", "lower_calorific_value"}, "[fuel]");
    GasFuel& fuel = case_.fuel;
    fuel.is_stated = true;
    if (const auto share = value_of<Scalar>(record, "drive_efficiency", optional_share, "1"))
      fuel.drive_efficiency = share->si();
    if (const auto heat = value_of<gas::EnergyPerMass>(record, "lower_calorific_value",
                                                       optional_positive, "MJ/kg"))
      fuel.lower_calorific_value_j_kg = heat->si();
  }

  template <class Kind>
  void read_kind() {
    for (const Record& record : records_of(Kind::kind)) {
      auto known = keys_of<Kind>();
      for (const std::string_view key : {"id", "from", "to"}) known.push_back(key);
      if (!switch_key<Kind>().empty()) known.push_back(switch_key<Kind>());
      if (!heat_key<Kind>().empty()) known.push_back(heat_key<Kind>());
      if (std::is_same_v<Kind, gas::Compressor>) known.push_back("fuel_node");
      check_keys(record, known, fmt::format("a {}", Kind::kind));
      const std::string id = text_of(record, "id", Kind::kind, true);
      const NodeId from = end_of(record, "from", Kind::kind);
      const NodeId to = end_of(record, "to", Kind::kind);
      Kind link = filled<Kind>(record);
      read_switch(link, record);
      const double heat_si = heat_of<Kind>(record);
      const NodeId fuel_node =
          record.values.contains("fuel_node") && std::is_same_v<Kind, gas::Compressor>
              ? end_of(record, "fuel_node", Kind::kind)
              : NodeId{};
      if (id.empty() || from.is_none() || to.is_none()) continue;
      const auto [earlier, is_new] = links_.emplace(id, record.place);
      if (!is_new)
        diagnostics_.error(record.place,
                           fmt::format("the link id '{}' is used twice, first at {}", id,
                                       to_text(earlier->second)),
                           "give every link its own id");
      else if (from == to)
        diagnostics_.error(record.place,
                           fmt::format("link '{}' begins and ends at the same node", id),
                           "a link needs two different nodes");
      else {
        case_.problem.add(id, from, to, std::move(link));
        note_heat<Kind>(heat_si);
        case_.fuel.node.push_back(fuel_node);
      }
    }
  }

  /// The one key of a kind that is a word and not a quantity.
  template <class Kind>
  static std::string_view switch_key() {
    if constexpr (std::is_same_v<Kind, gas::Compressor>)
      return "control";
    else if constexpr (std::is_same_v<Kind, gas::Regulator>)
      return "mode";
    else if constexpr (std::is_same_v<Kind, gas::Valve>)
      return "is_open";
    else
      return {};
  }

  template <class Kind>
  void read_switch(Kind& link, const Record& record) {
    const auto hit = record.values.find(std::string(switch_key<Kind>()));
    if (hit == record.values.end()) return;
    const std::string& word = hit->second.text;
    const auto complain = [&](std::string_view hint) {
      diagnostics_.error(hit->second.place, fmt::format("{} is '{}'", switch_key<Kind>(), word),
                         std::string(hint));
    };
    if constexpr (std::is_same_v<Kind, gas::Compressor>) {
      if (const auto control = gas::compressor_control_named(word))
        link.control = *control;
      else
        complain("write ratio, outlet_pressure, flow, bypass or closed");
    } else if constexpr (std::is_same_v<Kind, gas::Regulator>) {
      if (const auto mode = gas::regulator_mode_named(word))
        link.mode = *mode;
      else
        complain("write active, open or closed");
    } else if constexpr (std::is_same_v<Kind, gas::Valve>) {
      link.is_open = word == "true";
      if (word != "true" && word != "false") complain("write true or false without quotes");
    }
  }

  const GasCaseOptions& options_;
  std::map<std::string, std::pair<NodeId, SourcePlace>> node_;
  std::vector<std::string> node_names_;
  std::map<std::string, SourcePlace> links_;
  GasCase case_;
};

}  // namespace

Read<GasCase> read_gas_network_toml(const fs::path& file, const GasCaseOptions& options) {
  return Reader(file, options).read();
}

}  // namespace landbridge::io
