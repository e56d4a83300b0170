#include "landbridge/io/pandapipes.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace landbridge::io {
namespace {

namespace fs = std::filesystem;

/// One pandas frame, row by row.
struct Frame {
  std::string name;
  std::map<std::string, std::size_t> column;
  std::vector<std::string> index;
  std::vector<Json> rows;

  const Json* find(std::size_t row, const std::string& key) const {
    const auto hit = column.find(key);
    if (hit == column.end() || rows[row].at(hit->second).is_null()) return nullptr;
    return &rows[row].at(hit->second);
  }
  std::string label(std::size_t row) const { return fmt::format("{}[{}]", name, index[row]); }
};

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return fmt::format("{}", value.get<long long>());
  if (value.is_number()) return fmt::format("{}", value.get<double>());
  return value.dump();
}

class Reader {
 public:
  Reader(const fs::path& file, const GasCaseOptions& options) : file_(file), options_(options) {}

  Read<GasCase> read() {
    auto document = read_json(file_);
    diagnostics_.append(document.diagnostics);
    if (!document) return read_failed<GasCase>(std::move(diagnostics_));
    if (!is_pandapipes(*document) || !document->contains("_object") ||
        !document->at("_object").is_object()) {
      complain("the document", "is no net of pandapipes",
               "write it with pandapipes.to_json(net, file)");
      return read_failed<GasCase>(std::move(diagnostics_));
    }
    net_ = document->at("_object");
    case_.format = "pandapipes";
    case_.files = {file_};
    for (const auto& [name, value] : net_.items()) read_frame(name, value);
    add_junctions();
    add_gas();
    add_flows();
    add_ext_grids();
    add_pipes();
    add_valves();
    add_compressors();
    add_controls();
    check_others();
    apply_gas_options(case_.problem, options_, {file_.string(), 0, 0, {}}, diagnostics_);
    return {std::move(case_), std::move(diagnostics_)};
  }

 private:
  void complain(const std::string& where, std::string_view what, std::string hint) {
    diagnostics_.error({file_.string(), 0, 0, {}}, fmt::format("{}: {}", where, what),
                       std::move(hint));
  }
  void warn(std::string message) {
    diagnostics_.warning({file_.string(), 0, 0, {}}, std::move(message));
  }

  void read_frame(const std::string& name, const Json& value) {
    if (!value.is_object() || !value.contains("_class") || value["_class"] != "DataFrame" ||
        name.starts_with("res_") || name.starts_with("_"))
      return;
    if (!value.contains("orient") || value["orient"] != "split" || !value.contains("_object"))
      return complain(name, "the table is not in the layout \"split\"",
                      "write the net with pandapipes.to_json()");
    Json content = value["_object"];
    if (content.is_string()) {
      auto text = clean_text(fmt::format("{}:{}", file_.string(), name), content.get<std::string>(),
                             document_limits);
      diagnostics_.append(text.diagnostics);
      if (!text) return;
      auto parsed = parse_json(*text);
      diagnostics_.append(parsed.diagnostics);
      if (!parsed) return;
      content = std::move(*parsed);
    }
    if (auto frame = frame_of(name, content)) frames_[name] = std::move(*frame);
  }

  std::optional<Frame> frame_of(const std::string& name, const Json& content) {
    const auto list = [&](const char* key) -> const Json* {
      if (content.is_object() && content.contains(key) && content[key].is_array())
        return &content[key];
      return nullptr;
    };
    const Json* columns = list("columns");
    const Json* index = list("index");
    const Json* data = list("data");
    if (columns == nullptr || index == nullptr || data == nullptr ||
        index->size() != data->size()) {
      complain(name, "the table has no columns, index and data of one length",
               "write the net with pandapipes.to_json()");
      return std::nullopt;
    }
    Frame frame;
    frame.name = name;
    for (std::size_t i = 0; i < columns->size(); ++i)
      frame.column.emplace(text_of(columns->at(i)), i);
    for (std::size_t row = 0; row < data->size(); ++row) {
      if (!data->at(row).is_array() || data->at(row).size() != columns->size()) {
        complain(fmt::format("{}[{}]", name, text_of(index->at(row))),
                 "the row has another number of values than there are columns",
                 "one value a column");
        return std::nullopt;
      }
      frame.index.push_back(text_of(index->at(row)));
      frame.rows.push_back(data->at(row));
    }
    return frame;
  }

  std::optional<double> number(const Frame& f, std::size_t row, const std::string& key) {
    const Json* value = f.find(row, key);
    if (value == nullptr) return std::nullopt;
    if (value->is_number() && std::isfinite(value->get<double>())) return value->get<double>();
    complain(f.label(row), fmt::format("{} is not a number", key), "write a finite number");
    return std::nullopt;
  }
  double required(const Frame& f, std::size_t row, const std::string& key, bool is_positive) {
    const Json* cell = f.find(row, key);
    const auto value = number(f, row, key);
    if (cell == nullptr) complain(f.label(row), fmt::format("{} is missing", key), "state it");
    if (value && is_positive && !(*value > 0.0))
      complain(f.label(row), fmt::format("{} is {}", key, *value), "it must be greater than zero");
    return value.value_or(1.0);
  }
  static bool is_true(const Frame& f, std::size_t row, const std::string& key) {
    const Json* value = f.find(row, key);
    if (value == nullptr) return true;
    return value->is_boolean() ? value->get<bool>() : !(value->is_number() && *value == 0);
  }
  static bool is_in_service(const Frame& f, std::size_t row) {
    return is_true(f, row, "in_service");
  }

  template <class Visit>
  void each(const std::string& table, Visit&& visit) {
    done_.insert(table);
    const auto hit = frames_.find(table);
    if (hit == frames_.end()) return;
    for (std::size_t row = 0; row < hit->second.rows.size(); ++row)
      if (is_in_service(hit->second, row)) visit(hit->second, row);
  }

  static Pressure absolute(double gauge_bar) {
    return Pressure::from_si(gauge_bar * units::bar.si + constants::standard_atmosphere_pa);
  }

  /// The element's name where it has one of its own, else table and index.
  std::string name_of(const Frame& f, std::size_t row) {
    const Json* given = f.find(row, "name");
    std::string name =
        given != nullptr && given->is_string() ? given->get<std::string>() : std::string{};
    const std::string plain = fmt::format("{}_{}", f.name, f.index[row]);
    const bool is_node = f.name == "junction";
    std::set<std::string>& used = is_node ? node_names_ : link_names_;
    if (name.empty() || used.contains(name)) name = plain;
    while (used.contains(name)) name += "_";
    used.insert(name);
    return name;
  }

  void add_junctions() {
    each("junction", [&](const Frame& f, std::size_t row) {
      if (node_.contains(f.index[row]))
        return complain(f.label(row), "the index is used twice", "give each its own index");
      node_[f.index[row]] = case_.problem.network.add_node(name_of(f, row));
      case_.problem.height.push_back(Length::from_si(number(f, row, "height_m").value_or(0.0)));
      case_.position.push_back(unknown_position);
      temperature_k_.push_back(required(f, row, "tfluid_k", true));
      nominal_bar_.push_back(number(f, row, "pn_bar").value_or(0.0));
    });
    case_.problem.supply.resize(case_.problem.network.nodes());
    if (node_.empty())
      complain("junction", "no junction is in service", "a net needs at least one");
    done_.insert("junction_geodata");
    done_.insert("pipe_geodata");
    const auto geo = frames_.find("junction_geodata");
    if (geo == frames_.end()) return;
    for (std::size_t row = 0; row < geo->second.rows.size(); ++row) {
      const auto node = node_.find(geo->second.index[row]);
      const auto x = number(geo->second, row, "x");
      const auto y = number(geo->second, row, "y");
      if (node != node_.end() && x && y) case_.position[node->second] = {*x, *y};
    }
  }

  /// The junction that a column names; none where it is out of service.
  NodeId junction(const Frame& f, std::size_t row, const std::string& key) {
    const Json* value = f.find(row, key);
    if (value == nullptr) {
      complain(f.label(row), fmt::format("{} is missing", key), "name the index of a junction");
      return {};
    }
    const auto hit = node_.find(text_of(*value));
    if (hit != node_.end()) return hit->second;
    const auto table = frames_.find("junction");
    const bool is_known =
        table != frames_.end() &&
        std::ranges::find(table->second.index, text_of(*value)) != table->second.index.end();
    if (!is_known)
      complain(f.label(row), fmt::format("{} is {}, which is no junction", key, text_of(*value)),
               "name the index of a junction");
    return {};
  }

  const Json* property(const char* name) const {
    if (!net_.contains("fluid") || !net_["fluid"].is_object()) return nullptr;
    const Json& fluid = net_["fluid"];
    const Json* object = fluid.contains("_object") ? &fluid["_object"] : nullptr;
    for (const char* key : {"all_properties", name, "_object"}) {
      if (object == nullptr || !object->is_object() || !object->contains(key)) return nullptr;
      object = &object->at(key);
    }
    return object->is_object() ? object : nullptr;
  }
  static std::optional<double> number_in(const Json* owner, const char* key) {
    if (owner == nullptr || !owner->contains(key) || !owner->at(key).is_number())
      return std::nullopt;
    const double value = owner->at(key).get<double>();
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
  }

  std::string fluid_name() const {
    if (!net_.contains("fluid") || !net_["fluid"].is_object()) return {};
    const Json& fluid = net_["fluid"];
    if (!fluid.contains("_object") || !fluid["_object"].is_object()) return {};
    const Json& object = fluid["_object"];
    return object.contains("name") && object["name"].is_string() ? object["name"].get<std::string>()
                                                                 : std::string{};
  }

  void add_gas() {
    gas::Gas& gas = case_.problem.gas;
    const std::string name = fluid_name();
    if (name == "water") complain("fluid", "is water", "this program moves gas");
    auto molar_mass = number_in(property("molar_mass"), "value");
    for (const gas::Component& c : gas::components())
      if (!molar_mass && c.name == name) molar_mass = 1e3 * c.molar_mass_kg_mol;
    if (!molar_mass || !(*molar_mass > 0.0))
      complain("fluid", fmt::format("'{}' states no molar mass", name),
               "state the property molar_mass in kg/kmol");
    gas.molar_mass = MolarMass::from_si(1e-3 * molar_mass.value_or(1.0));
    const auto count = static_cast<double>(std::max<std::size_t>(temperature_k_.size(), 1));
    double sum_k = 0.0;
    double sum_bar = 0.0;
    for (const double t : temperature_k_) sum_k += t;
    for (const double p : nominal_bar_) sum_bar += p;
    gas.temperature = Temperature::from_si(temperature_k_.empty() ? 1.0 : sum_k / count);
    if (const auto viscosity = number_in(property("viscosity"), "value");
        viscosity && *viscosity > 0.0)
      gas.viscosity = Viscosity::from_si(*viscosity);
    add_compressibility(absolute(sum_bar / count).in(units::bar));
  }

  void add_compressibility(double mean_bar) {
    gas::Gas& gas = case_.problem.gas;
    const Json* line = property("compressibility");
    const auto constant = number_in(line, "value");
    const auto slope = number_in(line, "slope");
    const auto offset = number_in(line, "offset");
    const double z = constant ? *constant : slope && offset ? *offset + *slope * mean_bar : 1.0;
    gas.eos = gas::Eos::constant;
    gas.compressibility = Scalar::from_si(z > 0.0 ? z : 1.0);
    if (slope && *slope != 0.0)
      warn(
          fmt::format("the compressibility Z = {} + {} p/bar is taken at the mean nominal "
                      "pressure of {:.4g} bar: Z = {:.4g}; --constant-z or --eos choose another",
                      offset.value_or(1.0), *slope, mean_bar, gas.compressibility.si()));
    if (!constant && !slope)
      warn("the file states no compressibility; Z = 1 unless --eos or --constant-z is given");
  }

  void add_flows() {
    const auto add = [&](const char* table, double sign) {
      each(table, [&](const Frame& f, std::size_t row) {
        const NodeId node = junction(f, row, "junction");
        const double flow_kg_s =
            required(f, row, "mdot_kg_per_s", false) * number(f, row, "scaling").value_or(1.0);
        if (node.is_none()) return;
        MassFlow& supply = case_.problem.supply[node];
        supply = supply + MassFlow::from_si(sign * flow_kg_s);
      });
    };
    add("sink", -1.0);
    add("source", 1.0);
    add("mass_storage", -1.0);
  }

  void add_ext_grids() {
    each("ext_grid", [&](const Frame& f, std::size_t row) {
      const Json* type = f.find(row, "type");
      if (type != nullptr && type->is_string() && *type == "t") return;
      const NodeId node = junction(f, row, "junction");
      const Pressure pressure = absolute(required(f, row, "p_bar", false));
      if (!(pressure.si() > 0.0))
        complain(f.label(row), "p_bar lies below -1.01325",
                 "pressures are gauge, over 1.01325 bar");
      if (node.is_none()) return;
      auto& held = case_.problem.fixed_pressure;
      if (std::ranges::find(held, node, &gas::FixedPressure::node) == held.end())
        held.push_back({node, pressure});
      else
        complain(f.label(row), "the junction's pressure is held twice", "leave one of them");
    });
  }

  struct Ends {
    NodeId from, to;
    bool are_usable() const { return !from.is_none() && !to.is_none() && from != to; }
  };
  Ends ends(const Frame& f, std::size_t row) {
    const Ends e{junction(f, row, "from_junction"), junction(f, row, "to_junction")};
    if (!e.from.is_none() && e.from == e.to)
      complain(f.label(row), "begins and ends at one junction", "it needs two");
    return e;
  }

  Length diameter(const Frame& f, std::size_t row) {
    if (f.find(row, "diameter_m") == nullptr && f.find(row, "inner_diameter_mm") != nullptr)
      return Length(required(f, row, "inner_diameter_mm", true), units::mm);
    return Length(required(f, row, "diameter_m", true), units::metre);
  }

  /// Zero: none stated.
  double loss(const Frame& f, std::size_t row) {
    const double zeta = number(f, row, "loss_coefficient").value_or(0.0);
    if (zeta < 0.0) complain(f.label(row), "loss_coefficient is negative", "zero or more");
    return zeta;
  }
  void add_loss(const std::string& name, Ends e, double zeta, Length diameter) {
    gas::Resistor resistor;
    resistor.drag_factor = Scalar::from_si(zeta);
    resistor.diameter = diameter;
    case_.problem.add(name, e.from, e.to, resistor);
  }

  void add_pipes() {
    each("pipe", [&](const Frame& f, std::size_t row) {
      Ends e = ends(f, row);
      gas::Pipe pipe;
      pipe.length = Length(required(f, row, "length_km", true), units::km);
      pipe.diameter = diameter(f, row);
      pipe.roughness = Length(required(f, row, "k_mm", true), units::mm);
      const double zeta = loss(f, row);
      if (!e.are_usable()) return;
      const double ground_k = 0.5 * (temperature_k_[e.from.index()] + temperature_k_[e.to.index()]);
      if (ground_k != case_.problem.gas.temperature.si())
        pipe.ground_temperature = Temperature::from_si(ground_k);
      const std::string name = name_of(f, row);
      if (zeta > 0.0) {
        const Length height = case_.problem.height[e.to];
        const NodeId inner = case_.problem.network.add_node(name + ":out");
        case_.problem.height.push_back(height);
        case_.problem.supply.push_back({});
        case_.position.push_back(unknown_position);
        temperature_k_.push_back(temperature_k_[e.to.index()]);
        add_loss(name + ":loss", {inner, e.to}, zeta, pipe.diameter);
        e.to = inner;
      }
      case_.problem.add(name, e.from, e.to, pipe);
    });
  }

  void add_valves() {
    each("valve", [&](const Frame& f, std::size_t row) {
      if (!f.column.contains("from_junction"))
        return complain(f.label(row), "the valve has no from_junction and to_junction",
                        "valves at the end of a pipe (et = \"pi\") are not read; give it two "
                        "junctions");
      const Ends e = ends(f, row);
      const double zeta = loss(f, row);
      const bool is_open = is_true(f, row, "opened");
      if (!e.are_usable()) return;
      if (is_open && zeta > 0.0)
        add_loss(name_of(f, row), e, zeta, diameter(f, row));
      else
        case_.problem.add(name_of(f, row), e.from, e.to, gas::Valve{is_open});
    });
  }

  void add_compressors() {
    each("compressor", [&](const Frame& f, std::size_t row) {
      const Ends e = ends(f, row);
      gas::Compressor c;
      c.control = gas::CompressorControl::ratio;
      c.pressure_ratio = Scalar::from_si(required(f, row, "pressure_ratio", true));
      if (e.are_usable()) case_.problem.add(name_of(f, row), e.from, e.to, c);
    });
  }

  void add_controls() {
    each("pressure_control", [&](const Frame& f, std::size_t row) {
      const Ends e = ends(f, row);
      gas::Regulator r;
      r.mode =
          is_true(f, row, "control_active") ? gas::RegulatorMode::active : gas::RegulatorMode::open;
      const NodeId held = junction(f, row, "controlled_junction");
      if (r.mode == gas::RegulatorMode::active && !held.is_none() && held != e.to)
        complain(f.label(row), "it controls another junction than its end",
                 "only the pressure at to_junction can be held");
      r.outlet_pressure = absolute(required(f, row, "controlled_p_bar", false));
      if (loss(f, row) > 0.0)
        warn(fmt::format("{}: its loss_coefficient is not used", f.label(row)));
      if (e.are_usable()) case_.problem.add(name_of(f, row), e.from, e.to, r);
    });
    each("flow_control", [&](const Frame& f, std::size_t row) {
      const Ends e = ends(f, row);
      const MassFlow flow = MassFlow::from_si(required(f, row, "controlled_mdot_kg_per_s", false));
      if (!e.are_usable()) return;
      if (!is_true(f, row, "control_active")) {
        case_.problem.add(name_of(f, row), e.from, e.to, gas::ShortPipe{});
        return;
      }
      MassFlow& from = case_.problem.supply[e.from];
      MassFlow& to = case_.problem.supply[e.to];
      from = from - flow;
      to = to + flow;
      warn(
          fmt::format("{} is taken as {} kg/s out of the network at its beginning and into it at "
                      "its end",
                      f.label(row), flow.si()));
    });
  }

  /// Elements that this program has not are errors where they are in service.
  void check_others() {
    static const std::set<std::string> elements{"pump", "circ_pump_mass", "circ_pump_pressure",
                                                "heat_exchanger", "heat_consumer"};
    for (const auto& [name, frame] : frames_) {
      if (done_.contains(name) || frame.rows.empty()) continue;
      bool is_used = false;
      for (std::size_t row = 0; row < frame.rows.size(); ++row)
        is_used = is_used || is_in_service(frame, row);
      if (elements.contains(name) && is_used)
        complain(name, "these elements are not part of gas networks here",
                 "set in_service to false, or replace them");
      else if (is_used)
        warn(fmt::format("the table '{}' ({} rows) is not known here and not used", name,
                         frame.rows.size()));
    }
  }

  fs::path file_;
  const GasCaseOptions& options_;
  Diagnostics diagnostics_;
  Json net_;
  std::map<std::string, Frame> frames_;
  std::set<std::string> done_, node_names_, link_names_;
  std::map<std::string, NodeId> node_;
  std::vector<double> temperature_k_, nominal_bar_;
  GasCase case_;
};

}  // namespace

bool is_pandapipes(const Json& document) {
  return document.is_object() && document.contains("_class") &&
         document["_class"] == "pandapipesNet";
}

Read<GasCase> read_pandapipes(const fs::path& file, const GasCaseOptions& options) {
  return Reader(file, options).read();
}

}  // namespace landbridge::io
