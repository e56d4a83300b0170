#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "landbridge/io/gaslib.hpp"

namespace landbridge::io {
namespace {

namespace fs = std::filesystem;

// R [J/(kmol K)] in the definition of the passive benchmark P0, whose expected values depend on it.
constexpr double benchmark_gas_constant_j_kmol_k = 8314.46;
constexpr std::size_t names_shown_max = 6;

/// The plain mean of one value over the nodes that state it.
template <class Q>
std::optional<Q> mean_over_nodes(const GaslibNetwork& network,
                                 std::optional<Q> GaslibNode::*member) {
  double sum_si = 0.0;
  int count = 0;
  std::optional<Q> first;
  bool are_equal = true;
  for (const GaslibNode& node : network.nodes) {
    if (!(node.*member)) continue;
    if (!first) first = node.*member;
    are_equal = are_equal && *first == *(node.*member);
    sum_si += (node.*member)->si();
    ++count;
  }
  if (count == 0 || are_equal) return first;  // the mean of equal values is that value, exactly
  return Q::from_si(sum_si / count);
}

gas::Gas mean_gas(const GaslibNetwork& network, const GasCaseOptions& options,
                  Diagnostics& diagnostics) {
  gas::Gas gas;
  const SourcePlace place{network.file, 0, 0, {}};
  const auto molar_mass = mean_over_nodes(network, &GaslibNode::molar_mass);
  const auto temperature = mean_over_nodes(network, &GaslibNode::gas_temperature);
  if (!molar_mass)
    diagnostics.error(place, "no node states the molar mass of the gas",
                      "put <molarMass value=\"18.57\" unit=\"kg_per_kmol\"/> into a source");
  if (!temperature && !options.temperature)
    diagnostics.error(place, "no node states the temperature of the gas",
                      "put <gasTemperature> into a source, or give --temperature 283.15K");
  gas.molar_mass = molar_mass.value_or(MolarMass::from_si(1.0));
  gas.temperature = temperature.value_or(Temperature::from_si(1.0));
  gas.eos = gas::Eos::papay;
  gas.pseudocritical_pressure =
      mean_over_nodes(network, &GaslibNode::pseudocritical_pressure).value_or(Pressure{});
  gas.pseudocritical_temperature =
      mean_over_nodes(network, &GaslibNode::pseudocritical_temperature).value_or(Temperature{});
  if (options.is_passive)
    gas.specific_gas_constant = gas::SpecificGasConstant::from_si(
        benchmark_gas_constant_j_kmol_k / gas.molar_mass.in(units::kg_per_kmol));
  return gas;
}

/// Builds one problem; the network's names have been checked.
class Builder {
 public:
  Builder(const GaslibNetwork& network, const GaslibNomination& nomination,
          const GasCaseOptions& options)
      : source_(network), nomination_(nomination), options_(options) {}

  Read<GasCase> build() {
    gas::Problem& problem = case_.problem;
    problem.gas = mean_gas(source_, options_, diagnostics_);
    norm_density_ = mean_over_nodes(source_, &GaslibNode::norm_density);
    if (!norm_density_)
      diagnostics_.error({source_.file, 0, 0, {}}, "no node states the norm density of the gas",
                         "put <normDensity value=\"0.785\" unit=\"kg_per_m_cube\"/> into a source");
    for (const GaslibNode& node : source_.nodes) add_node(node.id, node.position, node.height);
    for (const GaslibLink& link : source_.links) add_link(link);
    add_limits();
    add_supply_limits();
    add_supplies();
    add_heat();
    add_station_notes();
    case_.norm_density = norm_density_.value_or(Density{});
    case_.format = "gaslib";
    case_.files = {source_.file};
    if (!nomination_.file.empty()) case_.files.emplace_back(nomination_.file);
    apply_gas_options(problem, options_, {source_.file, 0, 0, {}}, diagnostics_);
    return {std::move(case_), std::move(diagnostics_)};
  }

 private:
  NodeId add_node(const std::string& name, std::array<double, 2> position, Length height) {
    case_.position.push_back(position);
    case_.problem.height.push_back(height);
    return node_[name] = case_.problem.network.add_node(name);
  }

  MassFlow mass(const GaslibFlow& flow) const {
    return flow.with(norm_density_.value_or(Density{}));
  }

  bool is_active(const std::string& link) const {
    for (const GasControl& control : options_.controls)
      if (control.link == link && control.is_active()) return !options_.is_passive;
    return false;
  }

  void add_link(const GaslibLink& l) {
    gas::Problem& problem = case_.problem;
    const NodeId from = node_.at(l.from);
    const NodeId to = node_.at(l.to);
    switch (l.kind) {
      case GaslibLinkKind::pipe: {
        gas::Pipe pipe;
        pipe.length = l.length.value_or(Length{});
        pipe.diameter = l.diameter.value_or(Length{});
        pipe.roughness = l.roughness.value_or(Length{});
        const LinkId id = problem.add(l.id, from, to, pipe);
        if (l.heat_transfer) heat_transfer_.emplace_back(id, *l.heat_transfer);
        return;
      }
      case GaslibLinkKind::short_pipe: problem.add(l.id, from, to, gas::ShortPipe{}); return;
      case GaslibLinkKind::valve: problem.add(l.id, from, to, gas::Valve{}); return;
      case GaslibLinkKind::resistor:
        problem.add(l.id, from, to, resistor(l.drag_factor, l.diameter, l.pressure_loss));
        return;
      case GaslibLinkKind::control_valve: add_between_losses(l, from, to, regulator(l)); return;
      case GaslibLinkKind::compressor_station:
        add_between_losses(l, from, to, compressor(l));
        return;
    }
  }

  static gas::Resistor resistor(std::optional<double> drag, std::optional<Length> diameter,
                                std::optional<Pressure> loss) {
    gas::Resistor r;
    if (drag && *drag > 0.0 && diameter) {
      r.drag_factor = Scalar::from_si(*drag);
      r.diameter = *diameter;
    } else if (loss) {
      r.pressure_loss = *loss;
    }
    return r;
  }

  gas::Regulator regulator(const GaslibLink&) const {
    gas::Regulator r;
    r.mode = gas::RegulatorMode::open;
    return r;
  }

  gas::Compressor compressor(const GaslibLink& l) const {
    gas::Compressor c;
    c.control = gas::CompressorControl::bypass;
    if (l.pressure_out_max) c.max_outlet_pressure = *l.pressure_out_max;
    if (l.pressure_in_min) c.min_inlet_pressure = *l.pressure_in_min;
    if (l.flow_max && mass(*l.flow_max) > MassFlow{}) c.max_flow = mass(*l.flow_max);
    return c;
  }

  /// A working station loses pressure in its inlet and outlet piping; a by-pass does not.
  template <class Kind>
  void add_between_losses(const GaslibLink& l, NodeId from, NodeId to, Kind link) {
    gas::Problem& problem = case_.problem;
    if (is_active(l.id)) {
      const gas::Resistor in = resistor(l.drag_factor_in, l.diameter_in, l.pressure_loss_in);
      const gas::Resistor out = resistor(l.drag_factor_out, l.diameter_out, l.pressure_loss_out);
      const auto has_loss = [](const gas::Resistor& r) {
        return r.drag_factor > Scalar{} || r.pressure_loss > Pressure{};
      };
      if (has_loss(in)) {
        const NodeId inner = add_node(l.id + ":in", unknown_position, problem.height[from]);
        problem.add(l.id + ":inlet_loss", from, inner, in);
        from = inner;
      }
      if (has_loss(out)) {
        const NodeId inner = add_node(l.id + ":out", unknown_position, problem.height[to]);
        problem.add(l.id + ":outlet_loss", inner, to, out);
        to = inner;
      }
    }
    problem.add(l.id, from, to, std::move(link));
  }

  /// For `--thermal`: heat transfer of pipes, temperature of what sources bring.
  void add_heat() {
    gas::ThermalOptions& thermal = case_.thermal;
    if (!heat_transfer_.empty())
      thermal.pipe_heat_transfer = Column<LinkId, gas::HeatTransfer>(case_.problem.network.links());
    for (const auto& [link, value] : heat_transfer_) thermal.pipe_heat_transfer[link] = value;
    thermal.node_inlet_temperature = Column<NodeId, Temperature>(case_.problem.network.nodes());
    for (const GaslibNode& n : source_.nodes)
      if (n.gas_temperature && !options_.temperature)
        thermal.node_inlet_temperature[node_.at(n.id)] = *n.gas_temperature;
  }

  /// Of the node, of the nomination and of the pipes that end there, the narrowest.
  void add_limits() {
    auto& limits = case_.problem.limits;
    limits.resize(case_.problem.network.nodes());
    const auto lower = [&](NodeId id, const std::optional<Pressure>& p) {
      if (p && (!limits[id].lower || *p > *limits[id].lower)) limits[id].lower = p;
    };
    const auto upper = [&](NodeId id, const std::optional<Pressure>& p) {
      if (p && (!limits[id].upper || *p < *limits[id].upper)) limits[id].upper = p;
    };
    for (const GaslibNode& n : source_.nodes) {
      lower(node_.at(n.id), n.pressure_min);
      upper(node_.at(n.id), n.pressure_max);
    }
    for (const GaslibLink& l : source_.links) {
      upper(node_.at(l.from), l.pressure_max);
      upper(node_.at(l.to), l.pressure_max);
    }
    for (const auto& [name, entry] : nomination_.entries) {
      const auto id = node_.find(name);
      if (id == node_.end()) continue;
      lower(id->second, entry.pressure_lower);
      upper(id->second, entry.pressure_upper);
    }
  }

  /// Of sources and sinks, as the .net states them. One that is neither nominated nor held gives
  /// nothing, whatever its least flow.
  void add_supply_limits() {
    auto& limits = case_.problem.supply_limit;
    limits.resize(case_.problem.network.nodes());
    for (const GaslibNode& n : source_.nodes) {
      if (n.kind == GaslibNodeKind::innode) continue;
      gas::FlowLimits limit;
      if (n.flow_min) limit.lowest_kg_s = mass(*n.flow_min).si();
      if (n.flow_max) limit.highest_kg_s = mass(*n.flow_max).si();
      if (!nomination_.entries.contains(n.id) && !is_held(n.id))
        limit = {std::min(0.0, limit.lowest_kg_s), std::max(0.0, limit.highest_kg_s)};
      if (n.kind == GaslibNodeKind::sink) limit = {-limit.highest_kg_s, -limit.lowest_kg_s};
      limits[node_.at(n.id)] = limit;
    }
  }

  /// Where stations take their fuel, and which have coolers.
  void add_station_notes() {
    const std::size_t links = case_.problem.network.links();
    case_.fuel.node = Column<LinkId, NodeId>(links);
    for (const GaslibLink& l : source_.links) {
      if (l.kind != GaslibLinkKind::compressor_station) continue;
      const LinkId id = link_named(case_.problem.network, l.id);
      if (const auto node = node_.find(l.fuel_node); node != node_.end())
        case_.fuel.node[id] = node->second;
      if (!l.has_cooler) continue;
      (*l.has_cooler ? case_.cooled : case_.uncooled).push_back(id);
      if (*l.has_cooler) continue;
      case_.thermal.element_outlet.resize(links);
      case_.thermal.element_outlet[id] = Temperature::from_si(gas::no_limit);
    }
  }

  bool is_held(const std::string& name) const {
    for (const GasFix& fix : options_.fixes)
      if (fix.node == name) return true;
    return false;
  }

  void add_supplies() {
    auto& supply = case_.problem.supply;
    supply.resize(case_.problem.network.nodes());
    std::vector<std::string> names;
    for (const GaslibNode& node : source_.nodes) names.push_back(node.id);
    for (const auto& [name, entry] : nomination_.entries) {
      const auto id = node_.find(name);
      if (id == node_.end()) {
        diagnostics_.error(
            entry.place,
            fmt::format("the nomination names '{}', which is no node of {}", name, source_.file),
            known_names_hint(name, names));
        continue;
      }
      if (const auto flow = nominated(name, entry))
        supply[id->second] = entry.is_entry ? *flow : -*flow;
    }
    warn_of_missing();
  }

  std::optional<MassFlow> nominated(const std::string& name, const GaslibNomination::Entry& entry) {
    const bool is_one_value =
        entry.flow_lower && entry.flow_upper && *entry.flow_lower == *entry.flow_upper;
    if (is_one_value) return mass(*entry.flow_lower);
    if (is_held(name)) return std::nullopt;
    if (!entry.flow_lower && !entry.flow_upper)
      diagnostics_.error(entry.place, fmt::format("the nomination gives no flow for '{}'", name),
                         "write a flow with bound=\"both\"");
    else
      diagnostics_.error(
          entry.place,
          fmt::format(
              "the nomination leaves a range for the flow at '{}', and a steady state needs "
              "one value",
              name),
          fmt::format("write bound=\"both\", or hold the pressure there: --fix {}=70bar", name));
    return std::nullopt;
  }

  void warn_of_missing() {
    std::vector<std::string> missing;
    for (const GaslibNode& node : source_.nodes)
      if (node.kind != GaslibNodeKind::innode && !nomination_.entries.contains(node.id) &&
          !is_held(node.id))
        missing.push_back(node.id);
    if (missing.empty()) return;
    const std::size_t count = missing.size();
    if (count > names_shown_max) missing.resize(names_shown_max);
    diagnostics_.warning(
        {nomination_.file, 0, 0, {}},
        fmt::format("{} sources or sinks are not nominated and taken as 0: {}{}", count,
                    fmt::join(missing, ", "), count > names_shown_max ? ", ..." : ""));
  }

  const GaslibNetwork& source_;
  std::vector<std::pair<LinkId, gas::HeatTransfer>> heat_transfer_;  ///< as pipes state it
  const GaslibNomination& nomination_;
  const GasCaseOptions& options_;
  std::optional<Density> norm_density_;
  std::map<std::string, NodeId> node_;
  GasCase case_;
  Diagnostics diagnostics_;
};

/// The nomination that was named, or the .scn of the same stem.
Result<fs::path> nomination_file(const fs::path& net, const GasCaseOptions& options) {
  if (options.nomination) return *options.nomination;
  fs::path beside = net;
  beside.replace_extension(".scn");
  std::error_code ignored;
  if (fs::exists(beside, ignored)) return beside;
  return fail(Fault::bad_input, net.string(),
              "no nomination is named and there is none beside the network",
              "give --nomination FILE.scn");
}

}  // namespace

Read<GasCase> to_problem(const GaslibNetwork& network, const GaslibNomination& nomination,
                         const GasCaseOptions& options) {
  return Builder(network, nomination, options).build();
}

Read<GasCase> read_gaslib_case(const fs::path& net, const GasCaseOptions& options) {
  auto network = read_gaslib_network(net);
  Diagnostics diagnostics = network.diagnostics;
  const auto scn = nomination_file(net, options);
  if (!scn && network && options.may_be_incomplete) {
    auto gas_case = to_problem(*network, {}, options);
    diagnostics.append(gas_case.diagnostics);
    return {std::move(gas_case.value), std::move(diagnostics)};
  }
  if (!scn) {
    if (network) diagnostics.error({net.string(), 0, 0, {}}, scn.error().what, scn.error().hint);
    return read_failed<GasCase>(std::move(diagnostics));
  }
  auto nomination = read_gaslib_nomination(*scn);
  diagnostics.append(nomination.diagnostics);
  if (diagnostics.has_errors()) return read_failed<GasCase>(std::move(diagnostics));
  auto gas_case = to_problem(*network, *nomination, options);
  diagnostics.append(gas_case.diagnostics);
  return {std::move(gas_case.value), std::move(diagnostics)};
}

}  // namespace landbridge::io
