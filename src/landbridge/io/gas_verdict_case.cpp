#include "landbridge/io/gas_verdict_case.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "landbridge/gas/compressor.hpp"

namespace landbridge::io {
namespace {

/// Machines that limits of ratio and power describe; nothing where there are none.
gas::StationFunctions machines_of(const gas::Compressor& c, const gas::Gas& gas) {
  if (c.max_ratio.si() <= 0.0 && c.max_power.si() <= 0.0) return {};
  const double t_k =
      c.inlet_temperature.si() > 0.0 ? c.inlet_temperature.si() : gas.temperature.si();
  const auto ratio_max = [=](double inlet_pa, double flow_kg_s) {
    double ratio = c.max_ratio.si() > 0.0 ? c.max_ratio.si() : gas::no_limit;
    if (c.max_power.si() > 0.0 && flow_kg_s > 0.0) {
      const gas::CompressorInlet inlet{gas::compressibility(gas, inlet_pa, t_k),
                                       gas::specific_gas_constant_j_kg_k(gas), t_k,
                                       gas.isentropic_exponent.si()};
      ratio = std::min(ratio, gas::compressor_pressure_ratio(inlet, flow_kg_s, c.max_power.si(),
                                                             c.efficiency.si()));
    }
    return ratio;
  };
  gas::StationFunctions machines;
  machines.windows = [=](double inlet_pa, double flow_kg_s) {
    gas::MachineWindow window;
    window.is_empty = false;
    window.lowest_pa = inlet_pa;
    constexpr double unlimited_pa = 1e8;
    window.highest_pa = std::min(unlimited_pa, ratio_max(inlet_pa, flow_kg_s) * inlet_pa);
    return std::vector<gas::MachineWindow>{window};
  };
  machines.ratio_bound = [=](double low_pa, double high_pa, double flow_low, double) {
    constexpr int samples = 8;
    constexpr double room = 1.01;  // of the ratio, for what lies between the samples of Z
    double most = 0.0;
    for (int i = 0; i <= samples; ++i)
      most = std::max(most, ratio_max(low_pa + (high_pa - low_pa) * i / samples, flow_low));
    return c.max_ratio.si() > 0.0 ? std::min(c.max_ratio.si(), room * most) : room * most;
  };
  return machines;
}

class CaseBuilder {
 public:
  CaseBuilder(GaslibVerdictCase& result, const VerdictOptions& options, Diagnostics& diagnostics)
      : problem_(result.gas_case.problem),
        case_(result.verdict_case),
        options_(options),
        diagnostics_(diagnostics) {}

  void build() {
    const Network& net = problem_.network;
    case_.problem = problem_;
    case_.flow.resize(net.links());
    case_.supply_range.resize(net.nodes());
    case_.problem.limits.resize(net.nodes());
    for (const auto& row : problem_.links.of<gas::Valve>()) add_plain(row.id);
    for (const auto& row : problem_.links.of<gas::Regulator>()) add(row.id, row.link);
    for (const auto& row : problem_.links.of<gas::Compressor>()) add(row.id, row.link);
    find_largest_flow();
    for (const gas::FixedPressure& held : problem_.fixed_pressure) free(held);
    case_.problem.fixed_pressure.clear();
    for (const GasControl& control : options_.case_options.controls) restrict(control);
  }

 private:
  void add_plain(LinkId link) {
    gas::ControlledElement element;
    element.link = link;
    case_.elements.push_back(std::move(element));
  }

  void add(LinkId link, const gas::Regulator& r) {
    add_plain(link);
    if (r.max_flow.si() > 0.0) case_.flow[link].highest_kg_s = r.max_flow.si();
  }

  void add(LinkId link, const gas::Compressor& c) {
    gas::ControlledElement e;
    e.link = link;
    e.inlet_min = c.min_inlet_pressure;
    e.outlet_max = c.max_outlet_pressure;
    e.machines = machines_of(c, problem_.gas);
    if (c.max_flow.si() > 0.0) case_.flow[link].highest_kg_s = c.max_flow.si();
    case_.elements.push_back(std::move(e));
  }

  /// No node gives more than all others together take.
  void find_largest_flow() {
    for (const MassFlow supply : problem_.supply) largest_kg_s_ += std::abs(supply.si());
    for (const gas::FlowLimits& limit : problem_.supply_limit) {
      if (std::isfinite(limit.lowest_kg_s)) largest_kg_s_ += std::abs(limit.lowest_kg_s);
      if (std::isfinite(limit.highest_kg_s)) largest_kg_s_ += std::abs(limit.highest_kg_s);
    }
  }

  /// The flow of a held node is free within its limits; so is its pressure, where a facility
  /// throttles.
  void free(const gas::FixedPressure& held) {
    gas::FlowLimits range;
    if (!problem_.supply_limit.empty()) range = problem_.supply_limit[held.node];
    range.lowest_kg_s = std::max(range.lowest_kg_s, -largest_kg_s_);
    range.highest_kg_s = std::min(range.highest_kg_s, largest_kg_s_);
    case_.supply_range[held.node] = range;
    case_.problem.supply[held.node] = {};
    if (gas::facility_at(problem_, held.node) != nullptr) return;
    case_.problem.limits[held.node] = {held.pressure, held.pressure};
  }

  void restrict(const GasControl& control) {
    const LinkId id = link_named(problem_.network, control.link);
    const auto hit = std::ranges::find(case_.elements, id, &gas::ControlledElement::link);
    if (id.is_none() || hit == case_.elements.end()) {
      std::vector<std::string> names;
      for (const auto& e : case_.elements) names.push_back(problem_.network.link_name[e.link]);
      diagnostics_.error({fmt::format("--control {}", control.link), 0, 0, {}},
                         fmt::format("'{}' is no active element of this network", control.link),
                         names.empty() ? std::string("the network has none")
                                       : known_names_hint(control.link, names));
      return;
    }
    hit->may_close = control.kind == GasControl::Kind::closed;
    hit->may_open = control.kind == GasControl::Kind::open;
    hit->may_be_active = control.is_active();
  }

  const gas::Problem& problem_;
  gas::VerdictCase& case_;
  const VerdictOptions& options_;
  Diagnostics& diagnostics_;
  double largest_kg_s_ = 1.0;
};

bool is_gaslib(const std::filesystem::path& network) {
  const std::string extension = network.extension().string();
  std::error_code ignored;
  return extension != ".toml" && extension != ".json" && extension != ".m" &&
         !std::filesystem::is_directory(network, ignored);
}

}  // namespace

Read<GaslibVerdictCase> read_verdict_case(const std::filesystem::path& network,
                                          const VerdictOptions& options) {
  if (is_gaslib(network)) return read_gaslib_verdict_case(network, options);
  GasCaseOptions case_options = options.case_options;
  case_options.controls.clear();
  case_options.needs_held_pressure = false;
  auto gas_case = read_gas_case(network, case_options);
  Diagnostics diagnostics = std::move(gas_case.diagnostics);
  if (gas_case && (options.case_options.nomination || !options.decisions.empty()))
    diagnostics.error({network.string(), 0, 0, {}},
                      "--nomination and --decision belong to GasLib networks",
                      "leave them out: this file states its supplies and demands itself");
  if (!gas_case || diagnostics.has_errors())
    return read_failed<GaslibVerdictCase>(std::move(diagnostics));
  GaslibVerdictCase result;
  result.gas_case = std::move(*gas_case);
  result.ambient_temperature = options.ambient_temperature;
  CaseBuilder(result, options, diagnostics).build();
  if (diagnostics.has_errors()) return read_failed<GaslibVerdictCase>(std::move(diagnostics));
  return {std::move(result), std::move(diagnostics)};
}

}  // namespace landbridge::io
