#include "landbridge/io/gaslib_write.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "landbridge/io/exact_number.hpp"
#include "landbridge/io/gaslib_units.hpp"

namespace landbridge::io {
namespace {

constexpr double norm_temperature_k = 273.15;
constexpr double nikuradse_shift = 1.138;  // as in friction.hpp

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '"')
      out += "&quot;";
    else if (static_cast<unsigned char>(c) < 0x20)
      out += fmt::format("&#{};", static_cast<int>(c));
    else
      out += c;
  }
  return out;
}

std::string element(std::string_view name, std::string_view unit, double si) {
  const GaslibUnit u = *gaslib_unit(unit);
  const double value = exact_in_file(si, (si - u.offset_si) / u.si, [&](double candidate) {
    return candidate * u.si + u.offset_si;
  });
  return fmt::format("      <{} unit=\"{}\" value=\"{}\"/>\n", name, unit, value);
}
std::string plain_element(std::string_view name, double value) {
  return fmt::format("      <{} value=\"{}\"/>\n", name, value);
}

/// Writes one problem; collects what the format has no place for.
class Writer {
 public:
  Writer(const GasCase& gas_case, std::string_view title)
      : case_(gas_case), problem_(gas_case.problem), title_(title) {}

  Result<GaslibText> write() {
    choose_gas();
    const std::string nodes = write_nodes();
    const std::string connections = write_connections();
    if (!error_.what.empty()) return fail(error_);
    out_.net = head("network") +
               fmt::format(
                   "  <framework:information>\n    <framework:title>{}</framework:title>\n"
                   "    <framework:type>gas</framework:type>\n  </framework:information>\n"
                   "  <framework:nodes>\n{}  </framework:nodes>\n"
                   "  <framework:connections>\n{}  </framework:connections>\n</network>\n",
                   escaped(title_), nodes, connections);
    out_.scn = head("boundaryValue") + write_scenario() + "</boundaryValue>\n";
    for (const gas::FixedPressure& held : problem_.fixed_pressure)
      out_.reading.fixes.push_back({problem_.network.node_name[held.node], held.pressure});
    for (const auto& [what, names] : losses_)
      out_.notes.warning({}, fmt::format("GasLib has no place for {}: {} of them, first {}", what,
                                         names.size(), names.front()));
    return std::move(out_);
  }

 private:
  static std::string head(std::string_view root) {
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{} xmlns=\"http://gaslib.zib.de/Gas\"\n"
        "  xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\n"
        "  xmlns:framework=\"http://gaslib.zib.de/Framework\">\n",
        root);
  }

  void lost(const std::string& what, std::string name) { losses_[what].push_back(std::move(name)); }

  void choose_gas() {
    const gas::Gas& gas = problem_.gas;
    // The reader computes R/M; a gas that states its own R/M gets the molar mass that gives it.
    molar_mass_kg_mol_ =
        gas.specific_gas_constant.si() > 0.0
            ? constants::molar_gas_constant_j_mol_k / gas.specific_gas_constant.si()
            : gas.molar_mass.si();
    norm_density_kg_m3_ = case_.norm_density.si() > 0.0
                              ? case_.norm_density.si()
                              : constants::standard_atmosphere_pa * molar_mass_kg_mol_ /
                                    (constants::molar_gas_constant_j_mol_k * norm_temperature_k);
    if (gas.eos == gas::Eos::constant)
      out_.reading.constant_z = gas.compressibility.si();
    else if (gas.eos != gas::Eos::papay && gas.eos != gas::Eos::aga8)
      out_.reading.eos = gas.eos;
    if (gas.eos == gas::Eos::aga8) lost("a composition (read back with Papay's formula)", "gas");
    if (gas.eos == gas::Eos::full_cnga && gas.relative_density.si() > 0.0)
      lost("a relative density of its own (read back as molar mass over that of air)", "gas");
    const bool has_own_factors =
        std::ranges::any_of(problem_.links.of<gas::Pipe>(),
                            [](const auto& row) { return row.link.friction_factor.si() > 0.0; });
    if (problem_.friction == gas::Friction::constant || has_own_factors)
      law_ = gas::Friction::nikuradse;
    else
      law_ = problem_.friction;
    if (law_ != gas::Friction::nikuradse) out_.reading.friction = law_;
  }

  bool is_held(NodeId node) const {
    return std::ranges::find(problem_.fixed_pressure, node, &gas::FixedPressure::node) !=
           problem_.fixed_pressure.end();
  }
  bool is_source(NodeId node) const { return problem_.supply[node] > MassFlow{} || is_held(node); }

  std::string write_nodes() {
    std::string text;
    bool has_source = false;
    for (std::size_t i = 0; i < problem_.network.nodes(); ++i)
      has_source = has_source || is_source(NodeId(i));
    for (std::size_t i = 0; i < problem_.network.nodes(); ++i) {
      const NodeId node(i);
      const bool states_gas = is_source(node) || (!has_source && i == 0);
      const std::string_view kind = states_gas                           ? "source"
                                    : problem_.supply[node] < MassFlow{} ? "sink"
                                                                         : "innode";
      text += fmt::format("    <{} id=\"{}\"{}>\n", kind, escaped(problem_.network.node_name[node]),
                          position(node));
      const double height_m = problem_.height.empty() ? 0.0 : problem_.height[node].si();
      text += element("height", "m", height_m);
      if (!problem_.limits.empty()) {
        const gas::PressureLimits& limits = problem_.limits[node];
        if (limits.lower) text += element("pressureMin", "bar", limits.lower->si());
        if (limits.upper) text += element("pressureMax", "bar", limits.upper->si());
      }
      if (states_gas) text += gas_elements();
      text += fmt::format("    </{}>\n", kind);
    }
    return text;
  }

  std::string position(NodeId node) const {
    if (node.index() >= case_.position.size()) return {};
    const auto [x, y] = case_.position[node];
    if (!std::isfinite(x) || !std::isfinite(y)) return {};
    return fmt::format(" x=\"{}\" y=\"{}\"", x, y);
  }

  std::string gas_elements() const {
    const gas::Gas& gas = problem_.gas;
    std::string text = element("gasTemperature", "K", gas.temperature.si());
    text += element("normDensity", "kg_per_m_cube", norm_density_kg_m3_);
    text += element("molarMass", "kg_per_kmol", molar_mass_kg_mol_);
    if (gas.pseudocritical_pressure.si() > 0.0)
      text += element("pseudocriticalPressure", "bar", gas.pseudocritical_pressure.si());
    if (gas.pseudocritical_temperature.si() > 0.0)
      text += element("pseudocriticalTemperature", "K", gas.pseudocritical_temperature.si());
    return text;
  }

  /// Links in their order, whatever table they stand in.
  std::string write_connections() {
    std::vector<std::string> texts(problem_.network.links());
    problem_.links.for_each_table([&](const auto& table) {
      for (const auto& row : table) texts[row.id.index()] = write_link(row.id, row.link);
    });
    std::string text;
    for (const std::string& one : texts) text += one;
    return text;
  }

  const std::string& name_of(LinkId id) const { return problem_.network.link_name[id]; }

  std::string connection(std::string_view kind, LinkId id, std::string_view suffix,
                         const std::string& content) const {
    const Network& n = problem_.network;
    const std::string head =
        fmt::format("    <{} id=\"{}{}\" from=\"{}\" to=\"{}\"", kind, escaped(name_of(id)), suffix,
                    escaped(n.node_name[n.from[id]]), escaped(n.node_name[n.to[id]]));
    if (content.empty()) return head + "/>\n";
    return fmt::format("{}>\n{}    </{}>\n", head, content, kind);
  }

  std::string write_link(LinkId id, const gas::Pipe& pipe) {
    const double roughness_m = roughness_of(id, pipe);
    const std::string content = element("length", "km", pipe.length.si()) +
                                element("diameter", "mm", pipe.diameter.si()) +
                                element("roughness", "mm", roughness_m);
    if (pipe.ground_temperature.si() > 0.0 && pipe.ground_temperature != problem_.gas.temperature)
      lost("a pipe's own temperature", name_of(id));
    const double lines = pipe.parallel_lines.si();
    if (lines != std::floor(lines)) lost("a broken number of parallel lines", name_of(id));
    std::string text = connection("pipe", id, "", content);
    for (int line = 2; line <= static_cast<int>(lines); ++line)
      text += connection("pipe", id, fmt::format("_line{}", line), content);
    return text;
  }

  double roughness_of(LinkId id, const gas::Pipe& pipe) {
    const double factor = pipe.friction_factor.si();
    if (factor > 0.0)
      return pipe.diameter.si() * std::pow(10.0, 0.5 * (nikuradse_shift - 1.0 / std::sqrt(factor)));
    if (law_ != problem_.friction)
      lost(fmt::format("the friction law '{}' beside pipes with a friction factor of their own",
                       gas::name_of(problem_.friction)),
           name_of(id));
    if (!(pipe.roughness.si() > 0.0) && error_.what.empty())
      error_ = {Fault::bad_input, fmt::format("gas.pipe[{}]", name_of(id)),
                "the pipe has neither roughness nor friction factor, and GasLib needs a roughness",
                "state the roughness, as in 0.05 mm"};
    return pipe.roughness.si();
  }

  std::string write_link(LinkId id, const gas::ShortPipe&) {
    return connection("shortPipe", id, "", "");
  }

  std::string write_link(LinkId id, const gas::Valve& valve) {
    if (!valve.is_open) control(id, GasControl::Kind::closed);
    return connection("valve", id, "", "");
  }

  std::string write_link(LinkId id, const gas::Resistor& r) {
    if (r.drag_factor.si() > 0.0)
      return connection("resistor", id, "",
                        plain_element("dragFactor", r.drag_factor.si()) +
                            element("diameter", "mm", r.diameter.si()));
    return connection("resistor", id, "", element("pressureLoss", "bar", r.pressure_loss.si()));
  }

  std::string write_link(LinkId id, const gas::Regulator& r) {
    if (r.mode == gas::RegulatorMode::closed) control(id, GasControl::Kind::closed);
    if (r.mode == gas::RegulatorMode::active) {
      if (r.outlet_pressure.si() > 0.0)
        control(id, GasControl::Kind::outlet, r.outlet_pressure.si());
      if (r.max_flow.si() > 0.0) control(id, GasControl::Kind::flow, r.max_flow.si());
      if (!(r.outlet_pressure.si() > 0.0) && !(r.max_flow.si() > 0.0))
        lost("a check valve (read back as open both ways)", name_of(id));
    }
    return connection("controlValve", id, "", "");
  }

  std::string write_link(LinkId id, const gas::Compressor& c) {
    using Control = gas::CompressorControl;
    switch (c.control) {
      case Control::ratio:
        if (c.pressure_ratio.si() < 1.0)
          lost("a pressure ratio below 1", name_of(id));
        else
          control(id, GasControl::Kind::ratio, c.pressure_ratio.si());
        break;
      case Control::outlet_pressure:
        control(id, GasControl::Kind::outlet, c.outlet_pressure.si());
        break;
      case Control::flow: control(id, GasControl::Kind::flow, c.flow.si()); break;
      case Control::closed: control(id, GasControl::Kind::closed); break;
      case Control::bypass: break;
    }
    if (c.may_flow_back) lost("a compressor that lets gas flow back", name_of(id));
    if (c.max_ratio.si() > 0.0 || c.max_power.si() > 0.0)
      lost("a limit of ratio or power (they belong into a .cs file)", name_of(id));
    if (c.efficiency != gas::Compressor{}.efficiency)
      lost("a compressor's efficiency (it belongs into a .cs file)", name_of(id));
    if (c.inlet_temperature.si() > 0.0) lost("a compressor's inlet temperature", name_of(id));
    std::string content;
    if (c.max_flow.si() > 0.0) content += flow_element("flowMax", "", c.max_flow.si());
    if (c.min_inlet_pressure.si() > 0.0)
      content += element("pressureInMin", "bar", c.min_inlet_pressure.si());
    if (c.max_outlet_pressure.si() > 0.0)
      content += element("pressureOutMax", "bar", c.max_outlet_pressure.si());
    return connection("compressorStation", id, "", content);
  }

  template <class Other>
  std::string write_link(LinkId id, const Other& link) {
    lost(fmt::format("a {} (written as a short pipe)", link.kind), name_of(id));
    return connection("shortPipe", id, "", "");
  }

  void control(LinkId id, GasControl::Kind kind, double value_si = 0.0) {
    out_.reading.controls.push_back({name_of(id), kind, value_si});
  }

  std::string flow_element(std::string_view name, std::string_view attributes,
                           double flow_kg_s) const {
    constexpr std::string_view unit = "1000m_cube_per_hour";
    const double unit_m3_s = gaslib_unit(unit)->si;
    const double value =
        exact_in_file(flow_kg_s, flow_kg_s / norm_density_kg_m3_ / unit_m3_s,
                      [&](double v) { return (v * unit_m3_s) * norm_density_kg_m3_; });
    return fmt::format("      <{} unit=\"{}\"{} value=\"{}\"/>\n", name, unit, attributes, value);
  }

  /// Entries and exits; where nothing flows, one held or first node with zero, as the format wants
  /// at least one.
  std::string write_scenario() {
    std::string text = "  <scenario id=\"nomination\">\n";
    bool is_empty = true;
    for (std::size_t i = 0; i < problem_.network.nodes(); ++i) {
      const NodeId node(i);
      if (problem_.supply[node] == MassFlow{}) continue;
      text += write_entry(node);
      is_empty = false;
    }
    if (is_empty) text += write_entry(NodeId(std::size_t{0}));
    return text + "  </scenario>\n";
  }

  std::string write_entry(NodeId node) const {
    const double supply_kg_s = problem_.supply[node].si();
    return fmt::format("    <node type=\"{}\" id=\"{}\">\n{}    </node>\n",
                       supply_kg_s < 0.0 ? "exit" : "entry",
                       escaped(problem_.network.node_name[node]),
                       flow_element("flow", " bound=\"both\"", std::abs(supply_kg_s)));
  }

  const GasCase& case_;
  const gas::Problem& problem_;
  std::string title_;
  GaslibText out_;
  Error error_;
  gas::Friction law_ = gas::Friction::nikuradse;
  double molar_mass_kg_mol_ = 0.0;
  double norm_density_kg_m3_ = 0.0;
  std::map<std::string, std::vector<std::string>> losses_;
};

}  // namespace

Result<GaslibText> to_gaslib(const GasCase& gas_case, std::string_view title) {
  return Writer(gas_case, title).write();
}

std::string words_of(const GasCaseOptions& options) {
  std::string words;
  if (options.eos) words += fmt::format(" --eos {}", gas::name_of(*options.eos));
  if (options.constant_z) words += fmt::format(" --constant-z {}", *options.constant_z);
  if (options.friction) words += fmt::format(" --friction {}", gas::name_of(*options.friction));
  for (const GasFix& fix : options.fixes)
    words += fmt::format(" --fix {}={}Pa", fix.node, fix.pressure.si());
  for (const GasControl& control : options.controls) {
    using Kind = GasControl::Kind;
    words += fmt::format(" --control {}=", control.link);
    switch (control.kind) {
      case Kind::ratio: words += fmt::format("ratio:{}", control.value_si); break;
      case Kind::outlet: words += fmt::format("outlet:{}Pa", control.value_si); break;
      case Kind::flow: words += fmt::format("flow:{}kg/s", control.value_si); break;
      case Kind::open: words += "open"; break;
      case Kind::closed: words += "closed"; break;
    }
  }
  return words.empty() ? words : words.substr(1);
}

}  // namespace landbridge::io
