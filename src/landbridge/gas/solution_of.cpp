#include <algorithm>
#include <cmath>
#include <limits>

#include "landbridge/gas/prepared_state.hpp"

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

bool is_lost_part(const RunReport& report, std::int32_t part) {
  return std::any_of(report.unbalanced.begin(), report.unbalanced.end(),
                     [part](const auto& u) { return u.part == part; });
}

std::vector<double> vertex_pressures(const PreparedState& prepared, const RunReport& report) {
  const Model& model = *prepared.model;
  std::vector<double> pressure_pa(model.vertex_count, not_a_number);
  for (std::size_t v = 0; v < model.vertex_count; ++v) {
    const std::int32_t part = model.part_of_vertex[v];
    const bool is_anchored = model.is_held[v] || model.parts[at(part)].is_anchored;
    const double phi_pa2 = prepared.state.phi_pa2[v] + prepared.state.phi_rest_pa2[v];
    if (is_anchored && phi_pa2 >= 0.0 && (model.is_held[v] || !is_lost_part(report, part)))
      pressure_pa[v] = model.potential.pressure_pa(phi_pa2);
  }
  // What was given is given back to the last bit.
  for (const FixedPressure& held : model.problem.fixed_pressure)
    pressure_pa[at(model.vertex_of_node[held.node.index()])] = held.pressure.si();
  return pressure_pa;
}

/// Node balances from the laws' links; what is left over at held nodes is their supply, at others
/// it has to leave through links without loss.
void spread_over_zero_loss(const PreparedState& prepared, const RunReport& report,
                           std::vector<double>& left_kg_s, Solution& out) {
  const Model& model = *prepared.model;
  const Network& net = model.problem.network;
  std::vector<double> missing_kg_s(model.held_nodes.empty() ? 0 : model.vertex_count, 0.0);
  if (!missing_kg_s.empty())
    for (std::size_t i = 0; i < net.nodes(); ++i)
      missing_kg_s[at(model.vertex_of_node[i])] -= left_kg_s[i];
  for (const HeldNode& held : model.held_nodes) {
    const double share = held.share * missing_kg_s[at(held.vertex)];
    left_kg_s[held.node.index()] += share;
    out.supply[held.node] = MassFlow::from_si(out.supply[held.node].si() + share);
  }
  zero_loss_flows(model, left_kg_s, out.flow);
  if (report.unbalanced.empty()) return;
  const auto forget = [&](LinkId link) {
    const auto v = at(model.vertex_of_node[net.from[link].index()]);
    if (!model.is_held[v] && is_lost_part(report, model.part_of_vertex[v]))
      out.flow[link] = MassFlow::from_si(not_a_number);
  };
  for (const ZeroLossStep& step : model.zero_loss_steps) forget(step.link);
  for (const ZeroLossRing& ring : model.zero_loss_rings)
    for (const LinkId link : ring.links) forget(link);
}

LinkState pipe_state(const Model& model, const PipeLaw& law, double p_from_pa, double p_to_pa,
                     double flow_kg_s) {
  LinkState state;
  const auto velocity = [&](double p_pa) {
    const Gas& gas = model.problem.gas;
    const double z = law.has_own_temperature ? own_compressibility(law, gas, p_pa)
                                             : model.potential.compressibility(p_pa);
    return Velocity::from_si(flow_kg_s * z * specific_gas_constant_j_kg_k(gas) * law.temperature_k /
                             (p_pa * law.area_m2));
  };
  state.inlet_velocity = velocity(p_from_pa);
  state.outlet_velocity = velocity(p_to_pa);
  state.friction_factor = Scalar::from_si(potential_drop(law, flow_kg_s).factor);
  return state;
}

void fill_links(const PreparedState& prepared, const RunReport& report, Solution& out) {
  const Model& model = *prepared.model;
  const Network& net = model.problem.network;
  for (std::size_t e = 0; e < model.edges.size(); ++e) {
    const ModelEdge& edge = model.edges[e];
    const double p_from_pa = out.pressure[net.from[edge.link]].si();
    const double p_to_pa = out.pressure[net.to[edge.link]].si();
    const bool is_lost =
        !model.is_held[at(edge.from)] && is_lost_part(report, model.part_of_vertex[at(edge.from)]);
    const double flow_kg_s = is_lost ? not_a_number : prepared.state.flow_kg_s[e];
    out.flow[edge.link] = MassFlow::from_si(flow_kg_s);
    if (!edge.is_active) {
      out.link[edge.link] =
          pipe_state(model, model.pipe_law[at(edge.law)], p_from_pa, p_to_pa, flow_kg_s);
      continue;
    }
    LinkState& state = out.link[edge.link];
    state.status = prepared.state.status[e];
    state.pressure_ratio = Scalar::from_si(p_to_pa / p_from_pa);
    state.power = Power::from_si(active_power_w(model.active_law[at(edge.law)], model.potential,
                                                p_from_pa, p_to_pa, flow_kg_s));
  }
}

void mark_settings(const Problem& problem, Solution& out) {
  for (const auto& row : problem.links.of<Valve>())
    if (!row.link.is_open) out.link[row.id].status = ElementStatus::closed;
  for (const auto& row : problem.links.of<Regulator>()) {
    if (row.link.mode == RegulatorMode::closed) out.link[row.id].status = ElementStatus::closed;
    if (row.link.mode == RegulatorMode::open) out.link[row.id].status = ElementStatus::open;
  }
  for (const auto& row : problem.links.of<Compressor>()) {
    const bool is_bypass = row.link.control == CompressorControl::bypass;
    if (is_bypass) out.link[row.id].status = ElementStatus::bypass;
    if (is_bypass) out.link[row.id].pressure_ratio = Scalar::from_si(1.0);
    if (row.link.control == CompressorControl::closed)
      out.link[row.id].status = ElementStatus::closed;
  }
}

}  // namespace

Solution solution_of(const PreparedState& prepared, const Column<NodeId, MassFlow>& supply,
                     const RunReport& report) {
  const Model& model = *prepared.model;
  const Network& net = model.problem.network;
  Solution out;
  out.pressure = Column<NodeId, Pressure>(net.nodes());
  out.flow = Column<LinkId, MassFlow>(net.links());
  out.link = Column<LinkId, LinkState>(net.links());
  out.supply = supply;
  for (const FixedPressure& held : model.problem.fixed_pressure) out.supply[held.node] = {};
  const std::vector<double> pressure_pa = vertex_pressures(prepared, report);
  for (std::size_t i = 0; i < net.nodes(); ++i)
    out.pressure[NodeId(i)] = Pressure::from_si(pressure_pa[at(model.vertex_of_node[i])]);
  fill_links(prepared, report, out);
  std::vector<double> left_kg_s(net.nodes());
  for (std::size_t i = 0; i < net.nodes(); ++i) left_kg_s[i] = out.supply[NodeId(i)].si();
  for (const ModelEdge& edge : model.edges) {
    const double flow_kg_s = out.flow[edge.link].si();
    if (!std::isfinite(flow_kg_s)) continue;
    left_kg_s[net.from[edge.link].index()] -= flow_kg_s;
    left_kg_s[net.to[edge.link].index()] += flow_kg_s;
  }
  spread_over_zero_loss(prepared, report, left_kg_s, out);
  mark_settings(model.problem, out);
  out.certificate = certify(model, out);
  out.certificate.iterations = report.iterations;
  out.infeasible = infeasibilities(prepared, out, report);
  return out;
}

Certificate certify(const Model& model, const Solution& solution) {
  const Network& net = model.problem.network;
  Certificate certificate;
  std::vector<double> balance_kg_s(net.nodes());
  for (std::size_t i = 0; i < net.nodes(); ++i) balance_kg_s[i] = solution.supply[NodeId(i)].si();
  for (std::size_t i = 0; i < net.links(); ++i) {
    const double flow_kg_s = solution.flow[LinkId(i)].si();
    balance_kg_s[net.from[LinkId(i)].index()] -= flow_kg_s;
    balance_kg_s[net.to[LinkId(i)].index()] += flow_kg_s;
  }
  NodeId worst_node;
  for (std::size_t i = 0; i < net.nodes(); ++i) {
    if (!(std::abs(balance_kg_s[i]) > certificate.mass_residual_kg_s)) continue;
    certificate.mass_residual_kg_s = std::abs(balance_kg_s[i]);
    worst_node = NodeId(i);
  }
  LinkId worst_link;
  double flow_scale_kg_s = 1.0;
  for (const MassFlow& flow : solution.flow)
    flow_scale_kg_s = std::max(flow_scale_kg_s, std::abs(flow.si()));
  const ActiveScale scale{model.phi_scale_pa2 / flow_scale_kg_s, 0.0, 0.0, 0.0};
  for (const ModelEdge& edge : model.edges) {
    if (edge.is_active && edge.from == edge.to) continue;  // short-circuited: by-passed
    const double from_pa2 = model.potential.phi_pa2(solution.pressure[net.from[edge.link]].si());
    const double to_pa2 = model.potential.phi_pa2(solution.pressure[net.to[edge.link]].si());
    const double flow_kg_s = solution.flow[edge.link].si();
    double residual_pa2 = 0.0;
    if (edge.is_active) {
      residual_pa2 = active_residual(model.active_law[at(edge.law)], model.potential, from_pa2,
                                     to_pa2, flow_kg_s, scale)
                         .value_pa2;
    } else {
      const PipeLaw& law = model.pipe_law[at(edge.law)];
      const StateFactors f =
          state_factors(law, model.problem.gas, model.potential, from_pa2, to_pa2);
      residual_pa2 =
          from_pa2 * f.from - to_pa2 * f.to - f.drop * potential_drop(law, flow_kg_s).value_pa2;
    }
    const double relative = std::abs(residual_pa2) / model.phi_scale_pa2;
    if (!(relative > certificate.law_residual_relative)) continue;
    certificate.law_residual_relative = relative;
    worst_link = edge.link;
  }
  if (!worst_link.is_none())
    certificate.worst_place = place_of_link(model.problem, worst_link);
  else if (!worst_node.is_none())
    certificate.worst_place = place_of_node(model.problem, worst_node);
  return certificate;
}

}  // namespace landbridge::gas
