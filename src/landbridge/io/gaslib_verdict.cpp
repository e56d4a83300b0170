#include "landbridge/io/gaslib_verdict.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "landbridge/gas/verdict_station.hpp"
#include "landbridge/io/gaslib_cdf.hpp"
#include "landbridge/io/gaslib_cs.hpp"

namespace landbridge::io {
namespace {

namespace fs = std::filesystem;

/// Fills limits beside a problem that to_problem() has built.
class LimitReader {
 public:
  LimitReader(const GaslibNetwork& network, const GaslibNomination& nomination,
              const VerdictOptions& options, GaslibVerdictCase& result, Diagnostics& diagnostics)
      : network_(network),
        nomination_(nomination),
        options_(options),
        case_(result.verdict_case),
        diagnostics_(diagnostics) {
    double sum = 0.0;
    int count = 0;
    for (const GaslibNode& node : network.nodes) {
      if (!node.norm_density) continue;
      sum += node.norm_density->si();
      ++count;
    }
    norm_density_ = Density::from_si(count > 0 ? sum / count : 0.0);
  }

  void read() {
    const Network& net = case_.problem.network;
    case_.flow.resize(net.links());
    case_.supply_range.resize(net.nodes());
    for (const GaslibLink& link : network_.links) read_link(link);
    for (const GaslibNode& node : network_.nodes) read_node(node);
    for (const GasControl& control : options_.case_options.controls) restrict(control);
  }

 private:
  double mass(const GaslibFlow& flow) const { return flow.with(norm_density_).si(); }

  void read_link(const GaslibLink& l) {
    const LinkId id = link_named(case_.problem.network, l.id);
    gas::FlowLimits& flow = case_.flow[id];
    if (l.flow_min) flow.lowest_kg_s = mass(*l.flow_min);
    if (l.flow_max) flow.highest_kg_s = mass(*l.flow_max);
    const bool is_element = l.kind == GaslibLinkKind::valve ||
                            l.kind == GaslibLinkKind::control_valve ||
                            l.kind == GaslibLinkKind::compressor_station;
    if (!is_element) return;
    gas::ControlledElement e;
    e.link = id;
    e.inlet_min = l.pressure_in_min.value_or(Pressure{});
    e.outlet_max = l.pressure_out_max.value_or(Pressure{});
    e.difference_min = l.pressure_difference_min.value_or(Pressure{});
    e.difference_max = l.pressure_difference_max.value_or(Pressure{});
    e.inlet_loss = loss(l.drag_factor_in, l.diameter_in, l.pressure_loss_in);
    e.outlet_loss = loss(l.drag_factor_out, l.diameter_out, l.pressure_loss_out);
    case_.elements.push_back(std::move(e));
  }

  static gas::Resistor loss(std::optional<double> drag, std::optional<Length> diameter,
                            std::optional<Pressure> pressure_loss) {
    gas::Resistor r;
    if (drag && *drag > 0.0 && diameter) {
      r.drag_factor = Scalar::from_si(*drag);
      r.diameter = *diameter;
    } else if (pressure_loss) {
      r.pressure_loss = *pressure_loss;
    }
    return r;
  }

  void read_node(const GaslibNode& node) {
    const NodeId id = node_named(case_.problem.network, node.id);
    const auto found = nomination_.entries.find(node.id);
    if (found == nomination_.entries.end()) return;
    const GaslibNomination::Entry& entry = found->second;
    const double sign = entry.is_entry ? 1.0 : -1.0;
    const double scale = sign * options_.case_options.supply_scale;
    if (entry.flow_lower != entry.flow_upper)
      case_.supply_range[id] =
          ordered(entry.flow_lower ? scale * mass(*entry.flow_lower) : -scale * gas::no_limit,
                  entry.flow_upper ? scale * mass(*entry.flow_upper) : scale * gas::no_limit);
  }

  static gas::FlowLimits ordered(double a, double b) { return {std::min(a, b), std::max(a, b)}; }

  void restrict(const GasControl& control) {
    const SourcePlace place{network_.file, 0, 0, {}};
    const LinkId id = link_named(case_.problem.network, control.link);
    const auto hit = std::ranges::find(case_.elements, id, &gas::ControlledElement::link);
    if (id.is_none() || hit == case_.elements.end()) {
      std::vector<std::string> names;
      for (const gas::ControlledElement& e : case_.elements)
        names.push_back(case_.problem.network.link_name[e.link]);
      diagnostics_.error(
          place,
          fmt::format("--control names '{}', which is no active element of this network",
                      control.link),
          names.empty() ? std::string("the network has none")
                        : known_names_hint(control.link, names));
      return;
    }
    hit->may_close = control.kind == GasControl::Kind::closed;
    hit->may_open = control.kind == GasControl::Kind::open;
    hit->may_be_active = control.is_active();
  }

  const GaslibNetwork& network_;
  const GaslibNomination& nomination_;
  const VerdictOptions& options_;
  gas::VerdictCase& case_;
  Diagnostics& diagnostics_;
  Density norm_density_;
};

/// to_problem() wants one flow at each node and a held pressure; a verdict has neither.
GaslibNomination with_single_flows(GaslibNomination nomination) {
  for (auto& [name, entry] : nomination.entries) {
    if (!entry.flow_lower && !entry.flow_upper) {
      entry.flow_lower = entry.flow_upper = GaslibFlow{};
    } else if (!entry.flow_lower) {
      entry.flow_lower = entry.flow_upper;
    } else {
      entry.flow_upper = entry.flow_lower;
    }
  }
  return nomination;
}

void check_ranges(const GaslibNomination& nomination, const GaslibNetwork& network,
                  Diagnostics& diagnostics) {
  double density = 1.0;
  for (const GaslibNode& node : network.nodes)
    if (node.norm_density) density = node.norm_density->si();
  for (const auto& [name, entry] : nomination.entries) {
    if (!entry.flow_lower || !entry.flow_upper) continue;
    const double low = entry.flow_lower->with(Density::from_si(density)).si();
    const double high = entry.flow_upper->with(Density::from_si(density)).si();
    if (low <= high) continue;
    diagnostics.error(
        entry.place,
        fmt::format("the flow at '{}' is at least {:.6g} and at most {:.6g} kg/s", name, low, high),
        "the lower bound must not be above the upper one");
  }
}

Result<fs::path> nomination_beside(const fs::path& net, const GasCaseOptions& options) {
  if (options.nomination) return *options.nomination;
  fs::path beside = net;
  beside.replace_extension(".scn");
  std::error_code ignored;
  if (fs::exists(beside, ignored)) return beside;
  return fail(Fault::bad_input, net.string(),
              "no nomination is named and there is none beside the network",
              "give --nomination FILE.scn");
}

Read<GasCase> build_case(const GaslibNetwork& network, const GaslibNomination& nomination,
                         const GasCaseOptions& given) {
  GasCaseOptions options = given;
  options.controls.clear();
  options.fixes.clear();
  if (!network.nodes.empty())
    options.fixes.push_back({network.nodes.front().id, Pressure::from_si(1e6)});
  auto result = to_problem(network, with_single_flows(nomination), options);
  if (result) result->problem.fixed_pressure.clear();
  return result;
}

/// The .cs of the same stem, where there is one: its machines limit the stations of its names.
void read_machines(const fs::path& net, const VerdictOptions& options, GaslibVerdictCase& result,
                   Diagnostics& diagnostics) {
  fs::path beside = net;
  beside.replace_extension(".cs");
  std::error_code ignored;
  if (!fs::exists(beside, ignored)) return;
  auto read = read_gaslib_stations(beside);
  // What is odd about fuel or isolines does not touch a verdict; what is wrong does.
  if (!read) return diagnostics.append(read.diagnostics);
  result.stations = std::move(read->stations);
  for (gas::Station& station : result.stations)
    station.recirculation_max_share = options.recirculation_max_share;
  result.gas_case.files.push_back(beside);
  const gas::Problem& problem = result.verdict_case.problem;
  const auto kinds = gas::kinds_of(problem.links, problem.network.links());
  for (gas::ControlledElement& e : result.verdict_case.elements) {
    if (kinds[e.link] != gas::Compressor::kind) continue;
    const std::string& name = problem.network.link_name[e.link];
    if (const gas::Station* station = result.station(name))
      e.machines = gas::machines_of(*station, problem.gas, result.ambient_temperature.si());
    else
      diagnostics.warning(
          {beside.string(), 0, 0, {}},
          fmt::format("it has no station '{}': its machines are taken as unlimited", name));
  }
}

/// The combined decisions of the .cdf of the same stem, as choices of a verdict.
class ChoiceReader {
 public:
  ChoiceReader(const CombinedDecisions& decisions, GaslibVerdictCase& result,
               Diagnostics& diagnostics)
      : decisions_(decisions), result_(result), diagnostics_(diagnostics) {}

  void read(const std::vector<std::string>& chosen) {
    for (const DecisionGroup& group : decisions_.groups) {
      gas::DecisionChoice choice;
      choice.group = group.id;
      for (const Decision& decision : group.decisions) {
        gas::CombinedDecision combined;
        combined.id = decision.id;
        for (const ElementDecision& e : decision.elements) add(e, combined);
        choice.decisions.push_back(std::move(combined));
      }
      result_.verdict_case.choices.push_back(std::move(choice));
    }
    for (const std::string& words : chosen) keep_only(words);
  }

 private:
  void add(const ElementDecision& e, gas::CombinedDecision& decision) {
    auto& elements = result_.verdict_case.elements;
    const gas::Problem& problem = result_.verdict_case.problem;
    const LinkId link = link_named(problem.network, e.id);
    const auto hit = std::ranges::find(elements, link, &gas::ControlledElement::link);
    if (link.is_none() || hit == elements.end()) {
      std::vector<std::string> names;
      for (const auto& known : elements) names.push_back(problem.network.link_name[known.link]);
      diagnostics_.error(e.place, fmt::format("'{}' is no active element of the network", e.id),
                         known_names_hint(e.id, names));
      return;
    }
    gas::ElementOrder order;
    order.element = static_cast<std::size_t>(hit - elements.begin());
    const bool has_active_mode = e.kind != DecisionElement::valve && !e.is_bypass;
    order.mode = !e.is_open        ? gas::ElementMode::closed
                 : has_active_mode ? gas::ElementMode::active
                                   : gas::ElementMode::open;
    if (e.has_direction) order.direction = e.flows_back ? -1 : 1;
    if (order.mode == gas::ElementMode::active && !e.configuration.empty())
      take_configuration(e, order);
    decision.orders.push_back(std::move(order));
  }

  void take_configuration(const ElementDecision& e, gas::ElementOrder& order) {
    const gas::Station* station = result_.station(e.id);
    if (station == nullptr) return;
    const auto only = with_configuration(*station, e.configuration);
    if (!only) {
      diagnostics_.error(e.place, only.error().what, only.error().hint);
      return;
    }
    order.configuration = e.configuration;
    order.machines =
        gas::machines_of(*only, result_.verdict_case.problem.gas, result_.ambient_temperature.si());
  }

  void keep_only(const std::string& words) {
    const auto named = decision_named(decisions_, words);
    if (!named) {
      diagnostics_.error({named.error().where, 0, 0, {}}, named.error().what, named.error().hint);
      return;
    }
    auto& choices = result_.verdict_case.choices;
    const auto choice = std::ranges::find(choices, named->group->id, &gas::DecisionChoice::group);
    std::erase_if(choice->decisions,
                  [&](const gas::CombinedDecision& d) { return d.id != named->decision->id; });
  }

  const CombinedDecisions& decisions_;
  GaslibVerdictCase& result_;
  Diagnostics& diagnostics_;
};

void read_choices(const fs::path& net, const VerdictOptions& options, GaslibVerdictCase& result,
                  Diagnostics& diagnostics) {
  fs::path beside = net;
  beside.replace_extension(".cdf");
  std::error_code ignored;
  if (!fs::exists(beside, ignored)) {
    if (!options.decisions.empty())
      diagnostics.error({net.string(), 0, 0, {}}, "there is no .cdf beside this network",
                        "put one with the same stem there, or leave out --decision");
    return;
  }
  const auto read = read_gaslib_decisions(beside);
  diagnostics.append(read.diagnostics);
  if (!read) return;
  result.gas_case.files.push_back(beside);
  ChoiceReader(*read, result, diagnostics).read(options.decisions);
}

}  // namespace

const gas::Station* GaslibVerdictCase::station(const std::string& id) const {
  const auto hit = std::ranges::find(stations, id, &gas::Station::id);
  return hit == stations.end() ? nullptr : &*hit;
}

Read<GaslibVerdictCase> read_gaslib_verdict_case(const fs::path& net,
                                                 const VerdictOptions& options) {
  auto network = read_gaslib_network(net);
  Diagnostics diagnostics = network.diagnostics;
  const auto scn = nomination_beside(net, options.case_options);
  if (!scn) {
    if (network) diagnostics.error({net.string(), 0, 0, {}}, scn.error().what, scn.error().hint);
    return read_failed<GaslibVerdictCase>(std::move(diagnostics));
  }
  const auto nomination = read_gaslib_nomination(*scn);
  diagnostics.append(nomination.diagnostics);
  if (network && nomination) check_ranges(*nomination, *network, diagnostics);
  if (diagnostics.has_errors()) return read_failed<GaslibVerdictCase>(std::move(diagnostics));
  auto gas_case = build_case(*network, *nomination, options.case_options);
  diagnostics.append(gas_case.diagnostics);
  if (!gas_case) return read_failed<GaslibVerdictCase>(std::move(diagnostics));
  GaslibVerdictCase result;
  result.gas_case = std::move(*gas_case);
  result.verdict_case.problem = result.gas_case.problem;
  result.ambient_temperature = options.ambient_temperature;
  LimitReader(*network, *nomination, options, result, diagnostics).read();
  read_machines(net, options, result, diagnostics);
  read_choices(net, options, result, diagnostics);
  if (diagnostics.has_errors()) return read_failed<GaslibVerdictCase>(std::move(diagnostics));
  return {std::move(result), std::move(diagnostics)};
}

}  // namespace landbridge::io
