#include "landbridge/io/lanl.hpp"

#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "landbridge/io/friction_suspicion.hpp"
#include "landbridge/io/json_text.hpp"

namespace landbridge::io {
namespace {

namespace fs = std::filesystem;
using Path = std::vector<std::string>;

// The numbers of the LANL codes, to the digit [srinivasan2022].
constexpr double lanl_gas_constant_j_mol_k = 8.314;
constexpr double lanl_air_kg_mol = 0.02896;

/// One JSON file: its text for places, its content, what is wrong with it.
class Document {
 public:
  Document(const fs::path& file, Diagnostics& diagnostics) : diagnostics_(diagnostics) {
    auto text = read_text_file(file, document_limits);
    diagnostics.append(text.diagnostics);
    if (!text) return;
    source_ = std::move(*text);
    auto json = parse_json(source_);
    diagnostics.append(json.diagnostics);
    if (!json) return;
    root_ = std::move(*json);
    if (!root_.is_object())
      complain({}, "the document is not an object", "it begins with { and ends with }");
  }

  /// An object below the root, or an empty one; a value of another type is an error.
  const Json& object(const Path& path) {
    const Json* value = &root_;
    for (const std::string& key : path) {
      if (!value->is_object() || !value->contains(key)) return empty_;
      value = &value->at(key);
    }
    if (value->is_object()) return *value;
    complain(path, fmt::format("'{}' is not an object", fmt::join(path, ".")),
             "write {\"key\": value, ...}");
    return empty_;
  }

  /// A finite number in an object that stands at `path`.
  std::optional<double> number(const Json& owner, Path path, const std::string& key) {
    const auto hit = owner.find(key);
    path.push_back(key);
    if (hit == owner.end()) {
      path.pop_back();
      complain(path, fmt::format("'{}' is missing in {}", key, label(path)),
               fmt::format("write \"{}\": number", key));
      return std::nullopt;
    }
    if (hit->is_number() && std::isfinite(hit->get<double>())) return hit->get<double>();
    const bool is_series = hit->is_object() && hit->contains("time");
    if (takes_first_of_series) {
      const Json& values = is_series && hit->contains("value") ? hit->at("value") : *hit;
      if (values.is_array() && !values.empty() && values.front().is_number() &&
          std::isfinite(values.front().get<double>()))
        return values.front().get<double>();
    }
    complain(path,
             fmt::format("'{}' is not a number but {}", label(path),
                         is_series ? "a series over time" : hit->type_name()),
             is_series ? "this is a transient case; a steady one has one number here"
                       : "write a number without quotes");
    return std::nullopt;
  }

  std::optional<double> positive(const Json& owner, const Path& path, const std::string& key) {
    const auto value = number(owner, path, key);
    if (!value || *value > 0.0) return value;
    Path place = path;
    place.push_back(key);
    complain(place, fmt::format("'{}' is {}; it must be greater than zero", label(place), *value),
             "values are in SI units: m, Pa, kg/s");
    return std::nullopt;
  }

  /// A node or element number, written as 3 or "3".
  std::optional<std::string> key_of(const Json& owner, const Path& path,
                                    std::initializer_list<const char*> names) {
    for (const char* name : names) {
      const auto hit = owner.find(name);
      if (hit == owner.end()) continue;
      if (hit->is_number_integer()) return fmt::format("{}", hit->get<long long>());
      if (hit->is_string()) return hit->get<std::string>();
    }
    complain(path, fmt::format("'{}' is missing in {}", *names.begin(), label(path)),
             "write the number of a node");
    return std::nullopt;
  }

  void complain(const Path& path, std::string message, std::string hint) {
    diagnostics_.error(place(path), std::move(message), std::move(hint));
  }
  SourcePlace place(const Path& path) const { return json_place(source_, path); }
  bool is_read() const { return root_.is_object(); }
  bool takes_first_of_series = false;  ///< a transient case: its start is asked for

 private:
  std::string label(const Path& path) const { return fmt::format("{}", fmt::join(path, ".")); }

  Diagnostics& diagnostics_;
  TextFile source_;
  Json root_;
  Json empty_ = Json::object();
};

class Builder {
 public:
  Builder(const fs::path& folder, const GasCaseOptions& options)
      : options_(options),
        folder_(folder),
        network_(folder / "network.json", diagnostics_),
        boundary_(folder / "bc.json", diagnostics_),
        params_(folder / "params.json", diagnostics_) {
    boundary_.takes_first_of_series = options.is_transient;
  }

  Read<GasCase> build() {
    if (!network_.is_read() || !boundary_.is_read() || !params_.is_read())
      return read_failed<GasCase>(std::move(diagnostics_));
    case_.format = "lanl";
    case_.files = {folder_ / "network.json", folder_ / "bc.json", folder_ / "params.json"};
    case_.problem.friction = gas::Friction::constant;
    add_gas();
    add_nodes();
    add_pipes();
    add_plain_links();
    add_compressors();
    add_control_valves();
    add_valves();
    friction_.warn({(folder_ / "network.json").string(), 0, 0, {}}, diagnostics_);
    add_boundary();
    check_references();
    apply_gas_options(case_.problem, options_, {(folder_ / "network.json").string(), 0, 0, {}},
                      diagnostics_);
    return {std::move(case_), std::move(diagnostics_)};
  }

 private:
  void add_gas() {
    const Path path{"simulation_params"};
    const Json& params = params_.object(path);
    const auto temperature = params_.positive(params, path, "Temperature (K):");
    const auto gravity = params_.positive(params, path, "Gas specific gravity (G):");
    if (params.contains("units (SI = 0, standard = 1)")) {
      const auto units = params_.number(params, path, "units (SI = 0, standard = 1)");
      if (units && *units != 0.0)
        params_.complain({"simulation_params", "units (SI = 0, standard = 1)"},
                         "the case is not in SI units",
                         "convert it to Pa, m and kg/s and write 0 here");
    }
    gas::Gas& gas = case_.problem.gas;
    gas.eos = gas::Eos::ideal;
    const double relative = gravity.value_or(1.0);
    gas.temperature = Temperature::from_si(temperature.value_or(1.0));
    gas.relative_density = Scalar::from_si(relative);
    gas.molar_mass = MolarMass::from_si(lanl_air_kg_mol * relative);
    gas.specific_gas_constant =
        gas::SpecificGasConstant::from_si(lanl_gas_constant_j_mol_k / (lanl_air_kg_mol * relative));
    if (params.contains("Specific heat capacity ratio"))
      if (const auto ratio = params_.positive(params, path, "Specific heat capacity ratio"))
        gas.isentropic_exponent = Scalar::from_si(*ratio);
  }

  void add_nodes() {
    for (const auto& [key, node] : network_.object({"nodes"}).items()) {
      if (!node.is_object()) {
        network_.complain({"nodes", key}, "the node is not an object", "write {\"id\": 1, ...}");
        continue;
      }
      node_[key] = case_.problem.network.add_node(key);
      const auto coordinate = [&object = node](const char* name) {
        return object.contains(name) && object[name].is_number() ? object[name].get<double>()
                                                                 : unknown_position[0];
      };
      case_.position.push_back({coordinate("x_coord"), coordinate("y_coord")});
    }
    if (node_.empty())
      network_.complain({}, "the network has no nodes", "put at least one node into \"nodes\"");
    case_.problem.supply.resize(case_.problem.network.nodes());
  }

  NodeId end_of(const Json& link, const Path& path, std::initializer_list<const char*> names) {
    const auto key = network_.key_of(link, path, names);
    if (!key) return {};
    const auto hit = node_.find(*key);
    if (hit != node_.end()) return hit->second;
    network_.complain(
        path, fmt::format("{} ends at node '{}', which does not exist", fmt::join(path, "."), *key),
        "write the number of a node in \"nodes\"");
    return {};
  }

  /// Calls `visit(key, link, path, from, to)` for every well-connected link of a kind.
  template <class Visit>
  void each_link(const std::string& kind, Visit&& visit) {
    for (const auto& [key, link] : network_.object({kind}).items()) {
      const Path path{kind, key};
      if (!link.is_object()) {
        network_.complain(path, "the link is not an object",
                          "write {\"fr_node\": 1, \"to_node\": 2, ...}");
        continue;
      }
      const NodeId from = end_of(link, path, {"fr_node", "from_node"});
      const NodeId to = end_of(link, path, {"to_node"});
      if (from.is_none() || to.is_none()) continue;
      if (from == to) {
        network_.complain(path,
                          fmt::format("{} begins and ends at the same node", fmt::join(path, ".")),
                          "a link needs two different nodes");
        continue;
      }
      visit(key, link, path, from, to);
    }
  }

  void add_pipes() {
    each_link("pipes", [this](const std::string& key, const Json& link, const Path& path,
                              NodeId from, NodeId to) {
      gas::Pipe pipe;
      const auto length = network_.positive(link, path, "length");
      const auto diameter = network_.positive(link, path, "diameter");
      const auto friction = network_.positive(link, path, "friction_factor");
      if (!length || !diameter || !friction) return;
      pipe.length = Length::from_si(*length);
      pipe.diameter = Length::from_si(*diameter);
      pipe.friction_factor = Scalar::from_si(*friction);
      friction_.note(*diameter, *friction);
      case_.problem.add("p" + key, from, to, pipe);
    });
  }

  void add_plain_links() {
    each_link("short_pipes",
              [this](const std::string& key, const Json&, const Path&, NodeId from, NodeId to) {
                case_.problem.add("sp" + key, from, to, gas::ShortPipe{});
              });
    each_link("resistors", [this](const std::string& key, const Json&, const Path& path,
                                  NodeId from, NodeId to) {
      diagnostics_.warning(
          network_.place(path),
          fmt::format("resistor r{} is taken without loss, as the solutions of these cases have it",
                      key));
      case_.problem.add("r" + key, from, to, gas::Resistor{});
    });
    each_link("loss_resistors", [this](const std::string& key, const Json& link, const Path& path,
                                       NodeId from, NodeId to) {
      gas::Resistor resistor;
      const auto loss = network_.positive(link, path, "pressure_loss");
      if (!loss) return;
      resistor.pressure_loss = Pressure::from_si(*loss);
      case_.problem.add("lr" + key, from, to, resistor);
    });
  }

  std::set<std::string> listed(const Path& path) {
    std::set<std::string> keys;
    const Json& owner = boundary_.object({path.front()});
    if (!owner.contains(path.back())) return keys;
    const Json& list = owner.at(path.back());
    if (!list.is_array()) {
      boundary_.complain(path, fmt::format("'{}' is not a list", fmt::join(path, ".")),
                         "write [1, 2]");
      return keys;
    }
    for (const Json& entry : list) {
      if (entry.is_number_integer())
        keys.insert(fmt::format("{}", entry.get<long long>()));
      else if (entry.is_string())
        keys.insert(entry.get<std::string>());
    }
    return keys;
  }

  struct Control {
    int type = 0;
    double value = 1.0;
    Path path;
  };

  std::optional<Control> control_of(const std::string& group, const std::string& key) {
    const Json& all = boundary_.object({group});
    const Path path{group, key};
    if (!all.contains(key)) {
      boundary_.complain({group},
                         fmt::format("'{}' has no entry for '{}' of the network", group, key),
                         "write {\"control_type\": 0, \"value\": 1.2}");
      return std::nullopt;
    }
    const Json& control = boundary_.object(path);
    const auto type = boundary_.number(control, path, "control_type");
    const auto value = boundary_.positive(control, path, "value");
    if (!type || !value) return std::nullopt;
    if (*type == 0.0 || *type == 1.0 || *type == 2.0)
      return Control{static_cast<int>(*type), *value, path};
    boundary_.complain(path,
                       fmt::format("the control type of {} is {}", fmt::join(path, "."), *type),
                       "write 0 (ratio), 1 (discharge pressure in Pa) or 2 (flow in kg/s)");
    return std::nullopt;
  }

  void add_compressors() {
    each_link("compressors",
              [this](const std::string& key, const Json&, const Path&, NodeId from, NodeId to) {
                const auto control = control_of("boundary_compressor", key);
                if (!control) return;
                gas::Compressor c;
                c.may_flow_back = true;
                if (control->type == 0) {
                  c.control = gas::CompressorControl::ratio;
                  c.pressure_ratio = Scalar::from_si(control->value);
                } else if (control->type == 1) {
                  c.control = gas::CompressorControl::outlet_pressure;
                  c.outlet_pressure = Pressure::from_si(control->value);
                } else {
                  c.control = gas::CompressorControl::flow;
                  c.flow = MassFlow::from_si(control->value);
                }
                case_.problem.add("c" + key, from, to, c);
              });
  }

  void add_control_valves() {
    const auto off = listed({"boundary_control_valve", "off"});
    each_link("control_valves", [&](const std::string& key, const Json&, const Path&, NodeId from,
                                    NodeId to) {
      gas::Regulator r;
      if (off.contains(key)) {
        r.mode = gas::RegulatorMode::closed;
        case_.problem.add("cv" + key, from, to, r);
        return;
      }
      const auto control = control_of("boundary_control_valve", key);
      if (!control) return;
      if (control->type == 0 && control->value != 1.0) {
        boundary_.complain(
            control->path, fmt::format("control valve {} has the ratio {}", key, control->value),
            "only the ratio 1 (open) is known; give it a discharge pressure (control_type 1)");
        return;
      }
      r.mode = control->type == 0 ? gas::RegulatorMode::open : gas::RegulatorMode::active;
      if (control->type == 1) r.outlet_pressure = Pressure::from_si(control->value);
      if (control->type == 2) r.max_flow = MassFlow::from_si(control->value);
      case_.problem.add("cv" + key, from, to, r);
    });
  }

  void add_valves() {
    const auto off = listed({"boundary_valve", "off"});
    each_link("valves",
              [&](const std::string& key, const Json&, const Path&, NodeId from, NodeId to) {
                gas::Valve valve;
                valve.is_open = !off.contains(key);
                case_.problem.add("v" + key, from, to, valve);
              });
  }

  void add_boundary() {
    for (const auto& [key, value] : boundary_.object({"boundary_nonslack_flow"}).items()) {
      const NodeId node = boundary_node("boundary_nonslack_flow", key);
      const auto flow = boundary_.number(boundary_.object({"boundary_nonslack_flow"}),
                                         {"boundary_nonslack_flow"}, key);
      if (!node.is_none() && flow) case_.problem.supply[node] = MassFlow::from_si(-*flow);
    }
    for (const auto& [key, value] : boundary_.object({"boundary_pslack"}).items()) {
      const NodeId node = boundary_node("boundary_pslack", key);
      const auto pressure =
          boundary_.positive(boundary_.object({"boundary_pslack"}), {"boundary_pslack"}, key);
      if (!node.is_none() && pressure)
        case_.problem.fixed_pressure.push_back({node, Pressure::from_si(*pressure)});
    }
  }

  NodeId boundary_node(const std::string& group, const std::string& key) {
    const auto hit = node_.find(key);
    if (hit != node_.end()) return hit->second;
    boundary_.complain(
        {group, key}, fmt::format("'{}' names node '{}', which is not in network.json", group, key),
        "write the number of a node");
    return {};
  }

  /// Controls of elements that the network does not have.
  void check_references() {
    for (const auto& [group, kind] : {std::pair{"boundary_compressor", "compressors"},
                                      std::pair{"boundary_control_valve", "control_valves"}}) {
      const Json& elements = network_.object({kind});
      for (const auto& [key, control] : boundary_.object({group}).items())
        if (key != "on" && key != "off" && !elements.contains(key))
          boundary_.complain(
              {group, key},
              fmt::format("'{}' names '{}', which is not among the {} of network.json", group, key,
                          kind),
              "remove the entry or add the element");
    }
  }

  const GasCaseOptions& options_;
  fs::path folder_;
  Diagnostics diagnostics_;
  Document network_;
  Document boundary_;
  Document params_;
  FrictionSuspicion friction_;
  std::map<std::string, NodeId> node_;
  GasCase case_;
};

}  // namespace

Read<GasCase> read_lanl_case(const fs::path& folder, const GasCaseOptions& options) {
  return Builder(folder, options).build();
}

}  // namespace landbridge::io
