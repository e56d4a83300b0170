#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/io/gaslib.hpp"
#include "landbridge/io/gaslib_units.hpp"
#include "landbridge/io/xml_file.hpp"

namespace landbridge::io {
namespace {

using M = GaslibMeasure;

enum class Sign { any, not_negative, positive };

std::string hint_of(const Error& error) {
  return error.hint.empty() ? "write a finite number with a decimal point" : error.hint;
}

struct Measured {
  double si = 0.0;
  M measure = M::plain;
};

/// Reads the attributes and child values of one document and remembers what is wrong.
class ElementReader {
 public:
  explicit ElementReader(const XmlFile& xml) : xml_(xml) {}

  Diagnostics& diagnostics() { return diagnostics_; }
  Diagnostics take() { return std::move(diagnostics_); }

  std::string required_attribute(const pugi::xml_node& node, const char* name) {
    std::string value = node.attribute(name).value();
    if (value.empty())
      diagnostics_.error(xml_.place(node), fmt::format("this {} has no {}", local_name(node), name),
                         fmt::format("write {}=\"...\" into the tag", name));
    return value;
  }

  double number_attribute(const pugi::xml_node& node, const char* name, double fallback) {
    const pugi::xml_attribute attribute = node.attribute(name);
    if (!attribute) return fallback;
    const auto value = parse_number(attribute.value());
    if (value) return *value;
    complain(node, fmt::format("{}: {}", name, value.error().what), value.error().hint);
    return fallback;
  }

  /// "1" or "0" (as XML Schema also "true" or "false"); nothing where it is not there.
  std::optional<bool> flag_attribute(const pugi::xml_node& node, const char* name) {
    const pugi::xml_attribute attribute = node.attribute(name);
    if (!attribute) return std::nullopt;
    const std::string_view text = attribute.value();
    if (text == "1" || text == "true") return true;
    if (text != "0" && text != "false")
      complain(node, fmt::format("{} is '{}'", name, text), "write 1 or 0");
    return false;
  }

  template <class Q>
  std::optional<Q> quantity(const pugi::xml_node& owner, std::string_view name, M measure,
                            Sign sign, bool is_required = false) {
    const auto value = measured(owner, name, measure, sign, is_required);
    if (!value) return std::nullopt;
    return Q::from_si(value->si);
  }

  std::optional<double> plain(const pugi::xml_node& owner, std::string_view name) {
    const auto value = measured(owner, name, M::plain, Sign::not_negative, false);
    if (!value) return std::nullopt;
    return value->si;
  }

  std::optional<GaslibFlow> flow(const pugi::xml_node& owner, std::string_view name) {
    const pugi::xml_node child = child_named(owner, name);
    return child ? flow_of(owner, child, Sign::any) : std::nullopt;
  }

  std::optional<GaslibFlow> flow_of(const pugi::xml_node& owner, const pugi::xml_node& child,
                                    Sign sign) {
    const auto value = value_of(owner, child, M::normal_volume_flow, sign);
    if (!value) return std::nullopt;
    if (value->measure == M::mass_flow) return GaslibFlow{{}, MassFlow::from_si(value->si)};
    return GaslibFlow{VolumeFlow::from_si(value->si), {}};
  }

  std::optional<Measured> value_of(const pugi::xml_node& owner, const pugi::xml_node& child,
                                   M measure, Sign sign) {
    const std::string label = fmt::format("{} of {} '{}'", local_name(child), local_name(owner),
                                          owner.attribute("id").value());
    const pugi::xml_attribute text = child.attribute("value");
    if (!text) {
      complain(child, fmt::format("{} has no value", label), "write value=\"...\" into the tag");
      return std::nullopt;
    }
    const auto number = parse_number(text.value());
    if (!number) {
      complain(child, fmt::format("{}: {}", label, number.error().what), hint_of(number.error()));
      return std::nullopt;
    }
    const auto unit = unit_of(child, label, measure);
    if (!unit) return std::nullopt;
    const double si = *number * unit->si + unit->offset_si;
    const bool is_wrong_sign =
        (sign == Sign::positive && !(si > 0.0)) || (sign == Sign::not_negative && si < 0.0);
    if (!is_wrong_sign && std::isfinite(si)) return Measured{si, unit->measure};
    complain(child,
             fmt::format("{} is {} {}", label, text.value(), child.attribute("unit").value()),
             sign == Sign::positive ? "it must be greater than zero" : "it must not be negative");
    return std::nullopt;
  }

 private:
  std::optional<Measured> measured(const pugi::xml_node& owner, std::string_view name, M measure,
                                   Sign sign, bool is_required) {
    const pugi::xml_node child = child_named(owner, name);
    if (child) return value_of(owner, child, measure, sign);
    if (is_required)
      complain(
          owner,
          fmt::format("{} '{}' has no {}", local_name(owner), owner.attribute("id").value(), name),
          fmt::format("write <{} value=\"...\" unit=\"...\"/> into it; units: {}", name,
                      gaslib_units_of(measure)));
    return std::nullopt;
  }

  std::optional<GaslibUnit> unit_of(const pugi::xml_node& child, const std::string& label,
                                    M measure) {
    if (measure == M::plain) return GaslibUnit{"", M::plain, 1.0};
    const std::string_view symbol = child.attribute("unit").value();
    const std::string hint = fmt::format("units that can stand here: {}", gaslib_units_of(measure));
    // GasLib-24 writes heights without a unit: metres, as in all its other networks.
    if (symbol.empty() && measure == M::length && std::string_view(child.name()) == "height")
      return gaslib_unit("m");
    if (symbol.empty() && local_name(child) == "height")
      return gaslib_unit("m");  // as GasLib-24 has it
    if (symbol.empty()) {
      complain(child, fmt::format("{} has no unit", label), hint);
      return std::nullopt;
    }
    const auto unit = gaslib_unit(symbol);
    if (!unit) {
      complain(child, fmt::format("{}: unknown unit '{}'", label, symbol), hint);
      return std::nullopt;
    }
    const bool is_flow = measure == M::normal_volume_flow && unit->measure == M::mass_flow;
    if (unit->measure == measure || is_flow) return unit;
    complain(child, fmt::format("{}: the unit '{}' cannot be used here", label, symbol), hint);
    return std::nullopt;
  }

  void complain(const pugi::xml_node& node, std::string message, std::string hint) {
    diagnostics_.error(xml_.place(node), std::move(message), std::move(hint));
  }

  const XmlFile& xml_;
  Diagnostics diagnostics_;
};

std::optional<GaslibNodeKind> node_kind(std::string_view name) {
  if (name == "source") return GaslibNodeKind::source;
  if (name == "sink") return GaslibNodeKind::sink;
  if (name == "innode") return GaslibNodeKind::innode;
  return std::nullopt;
}

std::optional<GaslibLinkKind> link_kind(std::string_view name) {
  if (name == "pipe") return GaslibLinkKind::pipe;
  if (name == "shortPipe") return GaslibLinkKind::short_pipe;
  if (name == "valve") return GaslibLinkKind::valve;
  if (name == "resistor") return GaslibLinkKind::resistor;
  if (name == "controlValve") return GaslibLinkKind::control_valve;
  if (name == "compressorStation") return GaslibLinkKind::compressor_station;
  return std::nullopt;
}

GaslibNode read_node(ElementReader& read, const pugi::xml_node& node, GaslibNodeKind kind) {
  GaslibNode n;
  n.kind = kind;
  n.id = read.required_attribute(node, "id");
  const bool is_geographic = node.attribute("geoWGS84Long") && node.attribute("geoWGS84Lat");
  const double unknown = unknown_position[0];
  n.position = {read.number_attribute(node, is_geographic ? "geoWGS84Long" : "x", unknown),
                read.number_attribute(node, is_geographic ? "geoWGS84Lat" : "y", unknown)};
  n.height = read.quantity<Length>(node, "height", M::length, Sign::any).value_or(Length{});
  n.pressure_min = read.quantity<Pressure>(node, "pressureMin", M::pressure, Sign::not_negative);
  n.pressure_max = read.quantity<Pressure>(node, "pressureMax", M::pressure, Sign::positive);
  n.flow_min = read.flow(node, "flowMin");
  n.flow_max = read.flow(node, "flowMax");
  n.gas_temperature =
      read.quantity<Temperature>(node, "gasTemperature", M::temperature, Sign::positive);
  n.norm_density = read.quantity<Density>(node, "normDensity", M::density, Sign::positive);
  n.molar_mass = read.quantity<MolarMass>(node, "molarMass", M::molar_mass, Sign::positive);
  n.pseudocritical_pressure =
      read.quantity<Pressure>(node, "pseudocriticalPressure", M::pressure, Sign::positive);
  n.pseudocritical_temperature =
      read.quantity<Temperature>(node, "pseudocriticalTemperature", M::temperature, Sign::positive);
  return n;
}

GaslibLink read_link(ElementReader& read, const pugi::xml_node& node, GaslibLinkKind kind) {
  GaslibLink l;
  l.kind = kind;
  l.id = read.required_attribute(node, "id");
  l.from = read.required_attribute(node, "from");
  l.to = read.required_attribute(node, "to");
  const bool is_pipe = kind == GaslibLinkKind::pipe;
  l.length = read.quantity<Length>(node, "length", M::length, Sign::positive, is_pipe);
  l.diameter = read.quantity<Length>(node, "diameter", M::length, Sign::positive, is_pipe);
  l.roughness = read.quantity<Length>(node, "roughness", M::length, Sign::positive, is_pipe);
  l.pressure_max = read.quantity<Pressure>(node, "pressureMax", M::pressure, Sign::positive);
  l.flow_min = read.flow(node, "flowMin");
  l.flow_max = read.flow(node, "flowMax");
  l.drag_factor = read.plain(node, "dragFactor");
  l.pressure_loss = read.quantity<Pressure>(node, "pressureLoss", M::pressure, Sign::not_negative);
  l.drag_factor_in = read.plain(node, "dragFactorIn");
  l.drag_factor_out = read.plain(node, "dragFactorOut");
  l.diameter_in = read.quantity<Length>(node, "diameterIn", M::length, Sign::positive);
  l.diameter_out = read.quantity<Length>(node, "diameterOut", M::length, Sign::positive);
  l.pressure_loss_in =
      read.quantity<Pressure>(node, "pressureLossIn", M::pressure, Sign::not_negative);
  l.pressure_loss_out =
      read.quantity<Pressure>(node, "pressureLossOut", M::pressure, Sign::not_negative);
  l.pressure_in_min =
      read.quantity<Pressure>(node, "pressureInMin", M::pressure, Sign::not_negative);
  l.pressure_out_max = read.quantity<Pressure>(node, "pressureOutMax", M::pressure, Sign::positive);
  l.pressure_difference_min =
      read.quantity<Pressure>(node, "pressureDifferentialMin", M::pressure, Sign::not_negative);
  l.pressure_difference_max =
      read.quantity<Pressure>(node, "pressureDifferentialMax", M::pressure, Sign::not_negative);
  l.heat_transfer = read.quantity<gas::HeatTransfer>(node, "heatTransferCoefficient",
                                                     M::heat_transfer, Sign::positive);
  l.has_cooler = read.flag_attribute(node, "gasCoolerExisting");
  l.fuel_node = node.attribute("fuelGasVertex").value();
  return l;
}

/// Repeated ids and ends that name no node.
void check_names(const GaslibNetwork& network, Diagnostics& diagnostics) {
  std::map<std::string, SourcePlace> nodes;
  std::vector<std::string> names;
  for (const GaslibNode& n : network.nodes) {
    if (n.id.empty()) continue;
    const auto [earlier, is_new] = nodes.emplace(n.id, n.place);
    if (is_new)
      names.push_back(n.id);
    else
      diagnostics.error(n.place,
                        fmt::format("the node id '{}' is used twice, first in line {}", n.id,
                                    earlier->second.line),
                        "give every node its own id");
  }
  std::map<std::string, SourcePlace> links;
  for (const GaslibLink& l : network.links) {
    if (l.id.empty()) continue;
    const auto [earlier, is_new] = links.emplace(l.id, l.place);
    if (!is_new)
      diagnostics.error(l.place,
                        fmt::format("the connection id '{}' is used twice, first in line {}", l.id,
                                    earlier->second.line),
                        "give every connection its own id");
    for (const std::string* end : {&l.from, &l.to})
      if (!end->empty() && !nodes.contains(*end))
        diagnostics.error(l.place,
                          fmt::format("connection '{}' ends at '{}', which is no node", l.id, *end),
                          known_names_hint(*end, names));
    if (!l.fuel_node.empty() && !nodes.contains(l.fuel_node))
      diagnostics.warning(l.place,
                          fmt::format("the fuel of '{}' comes from '{}', which is no node: it is "
                                      "taken at the station's inlet",
                                      l.id, l.fuel_node),
                          known_names_hint(l.fuel_node, names));
    if (!l.from.empty() && l.from == l.to)
      diagnostics.error(l.place,
                        fmt::format("connection '{}' begins and ends at '{}'", l.id, l.from),
                        "a connection needs two different nodes");
  }
}

GaslibNetwork collect(ElementReader& read, const XmlFile& xml, const pugi::xml_node& root) {
  GaslibNetwork network;
  network.file = xml.source.name();
  for (const pugi::xml_node& group : root.children()) {
    const bool is_nodes = local_name(group) == "nodes";
    if (!is_nodes && local_name(group) != "connections") continue;
    for (const pugi::xml_node& element : group.children()) {
      if (element.type() != pugi::node_element) continue;
      const auto as_node = node_kind(local_name(element));
      const auto as_link = link_kind(local_name(element));
      if (is_nodes && as_node) {
        network.nodes.push_back(read_node(read, element, *as_node));
        network.nodes.back().place = xml.place(element);
      } else if (!is_nodes && as_link) {
        network.links.push_back(read_link(read, element, *as_link));
        network.links.back().place = xml.place(element);
      } else {
        read.diagnostics().error(
            xml.place(element),
            fmt::format("unknown kind '{}' among the {}", local_name(element), local_name(group)),
            is_nodes
                ? "known are source, sink and innode"
                : "known are pipe, shortPipe, valve, resistor, controlValve and compressorStation");
      }
    }
  }
  return network;
}

/// The value of a bound: lower, upper or both.
template <class Value>
void set_bound(std::optional<Value>& lower, std::optional<Value>& upper, std::string_view bound,
               Value value) {
  if (bound != "upper") lower = value;
  if (bound != "lower") upper = value;
}

void read_bounds(ElementReader& read, const XmlFile& xml, const pugi::xml_node& node,
                 GaslibNomination::Entry& entry) {
  for (const pugi::xml_node& child : node.children()) {
    const bool is_flow = local_name(child) == "flow";
    if (!is_flow && local_name(child) != "pressure") continue;
    const std::string_view bound = child.attribute("bound").value();
    if (bound != "lower" && bound != "upper" && bound != "both") {
      read.diagnostics().error(xml.place(child),
                               fmt::format("the bound of {} at node '{}' is '{}'",
                                           local_name(child), node.attribute("id").value(), bound),
                               "write bound=\"lower\", \"upper\" or \"both\"");
      continue;
    }
    if (is_flow) {
      if (const auto flow = read.flow_of(node, child, Sign::any))
        set_bound(entry.flow_lower, entry.flow_upper, bound, *flow);
    } else if (const auto value = read.value_of(node, child, M::pressure, Sign::not_negative)) {
      set_bound(entry.pressure_lower, entry.pressure_upper, bound, Pressure::from_si(value->si));
    }
  }
}

bool has_root(const XmlFile& xml, std::string_view wanted, std::string_view file_kind,
              Diagnostics& diagnostics) {
  const pugi::xml_node root = xml.document->document_element();
  if (local_name(root) == wanted) return true;
  diagnostics.error(xml.place(root),
                    fmt::format("the document is a '{}', not a '{}'", local_name(root), wanted),
                    fmt::format("name a GasLib {} file here", file_kind));
  return false;
}

}  // namespace

Read<GaslibNetwork> read_gaslib_network(const std::filesystem::path& net) {
  const auto xml = read_xml(net);
  if (!xml) return read_failed<GaslibNetwork>(xml.diagnostics);
  ElementReader read(*xml);
  if (!has_root(*xml, "network", ".net", read.diagnostics()))
    return read_failed<GaslibNetwork>(read.take());
  GaslibNetwork network = collect(read, *xml, xml->document->document_element());
  if (network.nodes.empty())
    read.diagnostics().error({xml->source.name(), 0, 0, {}}, "the network has no nodes",
                             "put source, sink and innode elements into <framework:nodes>");
  check_names(network, read.diagnostics());
  return {std::move(network), read.take()};
}

Read<GaslibNomination> read_gaslib_nomination(const std::filesystem::path& scn) {
  const auto xml = read_xml(scn);
  if (!xml) return read_failed<GaslibNomination>(xml.diagnostics);
  ElementReader read(*xml);
  if (!has_root(*xml, "boundaryValue", ".scn", read.diagnostics()))
    return read_failed<GaslibNomination>(read.take());
  GaslibNomination nomination;
  nomination.file = xml->source.name();
  const pugi::xml_node scenario = child_named(xml->document->document_element(), "scenario");
  for (const pugi::xml_node& node : scenario.children()) {
    if (local_name(node) != "node") continue;
    const std::string id = read.required_attribute(node, "id");
    const std::string type = read.required_attribute(node, "type");
    if (!type.empty() && type != "entry" && type != "exit")
      read.diagnostics().error(xml->place(node),
                               fmt::format("node '{}' has the type '{}'", id, type),
                               "write type=\"entry\" or \"exit\"");
    GaslibNomination::Entry entry;
    entry.is_entry = type == "entry";
    entry.place = xml->place(node);
    read_bounds(read, *xml, node, entry);
    if (!id.empty() && !nomination.entries.emplace(id, entry).second)
      read.diagnostics().error(entry.place, fmt::format("node '{}' is nominated twice", id),
                               "write one entry for each node, with both bounds in it");
  }
  if (nomination.entries.empty() && !read.diagnostics().has_errors())
    read.diagnostics().error({xml->source.name(), 0, 0, {}}, "the nomination names no node",
                             "put <node type=\"entry\" id=\"...\"> elements into <scenario>");
  return {std::move(nomination), read.take()};
}

}  // namespace landbridge::io
