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
#include "landbridge/io/csv.hpp"
#include "landbridge/io/gas_mixing.hpp"
#include "landbridge/io/toml_composition.hpp"
#include "landbridge/io/toml_guard.hpp"

namespace landbridge::io {
namespace {

namespace fs = std::filesystem;

/// One row of a TOML list or of a CSV file: texts by key, with their places.
struct Record {
  struct Value {
    std::string text;
    SourcePlace place;
    bool is_quoted = true;  ///< false: a bare TOML number
  };
  std::map<std::string, Value> values;
  SourcePlace place;
};

bool is_known(std::span<const std::string_view> keys, std::string_view key) {
  return std::ranges::find(keys, key) != keys.end();
}

class Reader {
 public:
  Reader(const fs::path& file, const GasCaseOptions& options) : file_(file), options_(options) {}

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
    read_mixing();
    read_thermal();
    apply_gas_options(case_.problem, options_, {source_.name(), 0, 0, {}}, diagnostics_);
    return {std::move(case_), std::move(diagnostics_)};
  }

 private:
  SourcePlace place(const toml::node& node) const {
    const auto at = node.source().begin;
    return source_.place_of(static_cast<int>(at.line), static_cast<int>(at.column));
  }

  void check_top_keys() {
    static constexpr std::string_view known[] = {"gas",        "tables", "node",     "pipe",
                                                 "short_pipe", "valve",  "resistor", "regulator",
                                                 "compressor", "title",  "mixing",   "thermal"};
    for (const auto& [key, node] : root_)
      if (!is_known(known, key.str())) unknown_key(place(node), key.str(), known, "this file");
  }

  void unknown_key(const SourcePlace& at, std::string_view key,
                   std::span<const std::string_view> known, std::string_view owner) {
    const auto near = closest(key, known);
    diagnostics_.error(at, fmt::format("'{}' is not known in {}", key, owner),
                       near.empty() ? fmt::format("known are: {}", fmt::join(known, ", "))
                                    : fmt::format("did you mean '{}'?", near));
  }

  Record record_of(const toml::table& table) {
    Record record;
    record.place = place(table);
    for (const auto& [key, node] : table) {
      Record::Value value{{}, place(node), true};
      if (const auto* s = node.as_string()) {
        value.text = s->get();
      } else if (node.is_number() || node.is_boolean()) {
        value.is_quoted = false;
        value.text = node.is_integer()          ? fmt::format("{}", node.as_integer()->get())
                     : node.is_floating_point() ? fmt::format("{}", node.as_floating_point()->get())
                                                : (node.as_boolean()->get() ? "true" : "false");
      } else {
        if (key.str() == "composition") continue;
        diagnostics_.error(value.place, fmt::format("'{}' is neither text nor a number", key.str()),
                           "write one value, as in length = \"12 km\"");
        continue;
      }
      record.values[std::string(key.str())] = std::move(value);
    }
    return record;
  }

  void append_csv(const std::string& name, const SourcePlace& asked_by,
                  std::vector<Record>& records) {
    const fs::path path = file_.parent_path() / name;
    const auto table = read_csv(path);
    diagnostics_.append(table.diagnostics);
    if (!table) {
      if (!table.diagnostics.all().empty())
        diagnostics_.error(asked_by, fmt::format("'{}' cannot be used", name));
      return;
    }
    case_.files.push_back(path);
    for (std::size_t row = 0; row < table->rows.size(); ++row) {
      Record record;
      record.place = table->place(row);
      for (std::size_t column = 0; column < table->columns.size(); ++column) {
        const CsvColumn& header = table->columns[column];
        const std::string& cell = table->text(row, column);
        if (cell.empty()) continue;
        record.values[header.name] = {
            header.unit.empty() ? cell : fmt::format("{} {}", cell, header.unit),
            table->place(row, column), true};
      }
      records.push_back(std::move(record));
    }
  }

  /// All rows of one kind: [[kind]] lists and CSV files named under [tables].
  std::vector<Record> records_of(std::string_view kind) {
    std::vector<Record> records;
    if (const toml::node* list = root_.get(kind)) {
      const toml::array* array = list->as_array();
      if (array == nullptr || !array->is_homogeneous(toml::node_type::table)) {
        diagnostics_.error(place(*list), fmt::format("'{}' is not a list of tables", kind),
                           fmt::format("begin each with [[{}]]", kind));
      } else {
        for (const toml::node& entry : *array) records.push_back(record_of(*entry.as_table()));
      }
    }
    const toml::table* tables = root_["tables"].as_table();
    const toml::node* file = tables != nullptr ? tables->get(kind) : nullptr;
    if (file != nullptr && file->is_string())
      append_csv(file->as_string()->get(), place(*file), records);
    else if (file != nullptr)
      diagnostics_.error(place(*file), fmt::format("tables.{} is not a file name", kind),
                         "write \"pipes.csv\"");
    return records;
  }

  std::string text_of(const Record& record, const std::string& key, std::string_view owner,
                      bool is_required) {
    const auto hit = record.values.find(key);
    if (hit != record.values.end()) return hit->second.text;
    if (is_required)
      diagnostics_.error(record.place, fmt::format("this {} has no {}", owner, key),
                         fmt::format("write {} = \"...\"", key));
    return {};
  }

  /// A quantity by its key, checked against a rule; nothing if it is not there or wrong.
  template <class Q>
  std::optional<Q> value_of(const Record& record, std::string_view key, const FieldRule& rule,
                            std::string_view usual_unit) {
    const auto hit = record.values.find(std::string(key));
    if (hit == record.values.end()) {
      if (rule.is_required)
        diagnostics_.error(record.place, fmt::format("'{}' is missing", key),
                           fmt::format("write {} = \"1.5 {}\"", key, usual_unit));
      return std::nullopt;
    }
    const auto value = parse_si(hit->second.text, Q::Dimension::exponents);
    if (!value) {
      diagnostics_.error(hit->second.place, fmt::format("{}: {}", key, value.error().what),
                         value.error().hint);
      return std::nullopt;
    }
    const bool is_below =
        rule.minimum_is_open ? !(*value > rule.minimum_si) : *value < rule.minimum_si;
    if (!is_below && !(*value > rule.maximum_si)) return Q::from_si(*value);
    diagnostics_.error(
        hit->second.place, fmt::format("{} is {}", key, hit->second.text),
        rule.minimum_si == 0.0
            ? (rule.minimum_is_open ? "it must be greater than zero" : "it must not be negative")
            : "it is outside its limits");
    return std::nullopt;
  }

  /// Fills every field that a kind lists in fields().
  template <class Kind>
  Kind filled(const Record& record) {
    Kind kind;
    fill(kind, record);
    return kind;
  }
  template <class Owner>
  void fill(Owner& owner, const Record& record) {
    std::apply(
        [&](const auto&... f) {
          [[maybe_unused]] const auto one = [&](const auto& field) {
            using Q = std::decay_t<decltype(owner.*(field.member))>;
            if (const auto v = value_of<Q>(record, field.key, field.rule, field.unit.symbol))
              owner.*(field.member) = *v;
          };
          (one(f), ...);
        },
        Owner::fields());
  }
  template <class Owner>
  static std::vector<std::string_view> keys_of() {
    std::vector<std::string_view> keys;
    std::apply([&](const auto&... f) { (keys.push_back(f.key), ...); }, Owner::fields());
    return keys;
  }

  void check_keys(const Record& record, std::vector<std::string_view> known,
                  std::string_view owner) {
    for (const std::string_view common : {"note", "source", "confidence"}) known.push_back(common);
    for (const auto& [key, value] : record.values)
      if (!is_known(known, key)) unknown_key(value.place, key, known, owner);
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
        "id",           "height",       "pressure", "supply", "demand",
        "min_pressure", "max_pressure", "lon",      "lat",    "supply_temperature"};
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

  template <class Kind>
  void read_kind() {
    for (const Record& record : records_of(Kind::kind)) {
      auto known = keys_of<Kind>();
      for (const std::string_view key : {"id", "from", "to"}) known.push_back(key);
      if (!switch_key<Kind>().empty()) known.push_back(switch_key<Kind>());
      if (!heat_key<Kind>().empty()) known.push_back(heat_key<Kind>());
      check_keys(record, known, fmt::format("a {}", Kind::kind));
      const std::string id = text_of(record, "id", Kind::kind, true);
      const NodeId from = end_of(record, "from", Kind::kind);
      const NodeId to = end_of(record, "to", Kind::kind);
      Kind link = filled<Kind>(record);
      read_switch(link, record);
      const double heat_si = heat_of<Kind>(record);
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

  fs::path file_;
  const GasCaseOptions& options_;
  TextFile source_;
  toml::table root_;
  Diagnostics diagnostics_;
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
