#include <algorithm>
#include <cmath>

#include "landbridge/gas/prepared_state.hpp"

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

constexpr double balance_tolerance = 1e-9;  // of the flow scale: a nomination is rounded
constexpr double zero_flow_tolerance = 1e-11;

/// Supplies per vertex and their scale; held vertices take what the network needs.
void read_supplies(PreparedState& prepared, const Column<NodeId, MassFlow>& supply) {
  const Model& model = *prepared.model;
  prepared.injection_kg_s.assign(model.vertex_count, 0.0);
  for (std::size_t i = 0; i < supply.size(); ++i) {
    const std::size_t v = at(model.vertex_of_node[i]);
    if (!model.is_held[v]) prepared.injection_kg_s[v] += supply[NodeId(i)].si();
  }
  double scale = 0.0;
  double all = 0.0;
  for (const double x : prepared.injection_kg_s) {
    scale = std::max(scale, std::abs(x));
    all += std::abs(x);
  }
  scale = std::max({scale, 0.1 * all, model.held_flow_scale_kg_s});
  prepared.state.flow_scale_kg_s = scale > 0.0 ? scale : 1.0;
}

/// Sums the injections of what hangs behind each block into its root, leaves first; the flow of a
/// block of one edge follows.
void balance_blocks(PreparedState& prepared) {
  const Model& model = *prepared.model;
  std::vector<double>& injection = prepared.injection_kg_s;
  for (std::size_t b = model.blocks.size(); b-- > 0;) {
    const ModelBlock& block = model.blocks[b];
    double total = 0.0;
    for (const std::int32_t v : block.vertices) total += injection[at(v)];
    if (block.root >= 0) injection[at(block.root)] += total;
    if (block.edges.size() != 1) continue;
    const std::int32_t e = block.edges.front();
    const bool points_outward = model.edges[at(e)].to == block.vertices.front();
    prepared.state.flow_kg_s[at(e)] = points_outward ? -total : total;
  }
}

void find_unbalanced_parts(const PreparedState& prepared, RunReport& report) {
  const Model& model = *prepared.model;
  for (std::size_t p = 0; p < model.parts.size(); ++p) {
    if (model.parts[p].is_anchored) continue;
    const double surplus_kg_s = prepared.injection_kg_s[at(model.parts[p].start)];
    if (std::abs(surplus_kg_s) > balance_tolerance * prepared.state.flow_scale_kg_s)
      report.unbalanced.push_back({static_cast<std::int32_t>(p), surplus_kg_s});
  }
}

void set_phi(ModelState& state, std::int32_t v, double phi_pa2) {
  state.phi_pa2[at(v)] = phi_pa2;
  state.phi_rest_pa2[at(v)] = 0.0;
}

/// Carries the potential over one edge whose flow is known.
void step_over(PreparedState& prepared, const ModelBlock& block, RunReport& report) {
  const Model& model = *prepared.model;
  ModelState& state = prepared.state;
  const std::int32_t e = block.edges.front();
  const ModelEdge& edge = model.edges[at(e)];
  const double flow = state.flow_kg_s[at(e)];
  const std::int32_t child = block.vertices.front();
  const bool is_forward = edge.to == child;
  const std::int32_t parent = is_forward ? edge.from : edge.to;
  const double phi = state.phi_pa2[at(parent)];
  if (edge.is_active) {
    const ActiveLaw& law = model.active_law[at(edge.law)];
    const double zero = zero_flow_tolerance * state.flow_scale_kg_s;
    const ActiveStep step = is_forward ? active_outlet(law, model.potential, phi, flow, zero)
                                       : active_inlet(law, model.potential, phi, flow, zero);
    set_phi(state, child, step.phi_pa2);
    state.status[at(e)] = step.status;
    if (step.is_impossible) report.impossible.push_back({edge.link, flow, step.status, false});
    return;
  }
  const PipeLaw& law = model.pipe_law[at(edge.law)];
  if (!law.depends_on_state()) {
    const double drop = potential_drop(law, flow).value_pa2;
    set_phi(state, child, phi);
    state.phi_rest_pa2[at(child)] = state.phi_rest_pa2[at(parent)];
    state.add_phi(child, is_forward ? -drop : drop);
    return;
  }
  const Gas& gas = model.problem.gas;
  set_phi(state, child,
          is_forward ? phi_at_to(law, gas, model.potential, phi, flow)
                     : phi_at_from(law, gas, model.potential, phi, flow));
}

void solve_block(PreparedState& prepared, std::size_t b, const Options& options,
                 RunReport& report) {
  const Model& model = *prepared.model;
  const bool is_in_core = prepared.core->has(b);
  if (!is_in_core && !prepared.block_solver[b])
    prepared.block_solver[b] = std::make_unique<BlockSolver>(model, model.blocks[b]);
  const auto solve_with = [&](auto& solver, auto... place) {
    return solver.solve(place..., prepared.state, prepared.injection_kg_s, prepared.has_state,
                        options.max_iterations, options.tolerance_relative);
  };
  const BlockReport found =
      is_in_core ? solve_with(*prepared.core, b) : solve_with(*prepared.block_solver[b]);
  report.iterations += found.iterations;
  if (found.residual_relative > report.residual_relative) {
    report.residual_relative = found.residual_relative;
    report.worst_link = found.worst_link;
  }
  report.is_converged = report.is_converged && found.is_converged;
  if (!found.unlimited_link.is_none())
    report.impossible.push_back({found.unlimited_link, 0.0, ElementStatus::open, true});
  if (found.leak_kg_s > 0.0)
    report.impossible.push_back({found.leak_link, -found.leak_kg_s, ElementStatus::closed, false});
}

/// An element between two held pressures: closed, or at the flow where its power limit meets them.
void solve_held_element(PreparedState& prepared, std::int32_t e, RunReport& report) {
  const Model& model = *prepared.model;
  ModelState& state = prepared.state;
  const ModelEdge& edge = model.edges[at(e)];
  const ActiveLaw& law = model.active_law[at(edge.law)];
  state.flow_kg_s[at(e)] = law.has_exact_flow ? law.exact_flow_kg_s : 0.0;
  state.status[at(e)] = ElementStatus::closed;
  if (edge.from == edge.to) state.status[at(e)] = ElementStatus::bypass;  // short-circuited
  if (edge.from == edge.to || law.has_exact_flow) return;
  const ActiveScale scale{model.phi_scale_pa2 / state.flow_scale_kg_s, 0.0, 0.0, 0.0};
  const auto residual = [&](double flow) {
    return active_residual(law, model.potential, state.phi_pa2[at(edge.from)],
                           state.phi_pa2[at(edge.to)], flow, scale);
  };
  const double noise_pa2 = 1e-12 * model.phi_scale_pa2;
  if (std::abs(residual(0.0).value_pa2) <= noise_pa2) return;
  constexpr double flow_end_kg_s = 1e7;
  const bool has_both_signs =
      law.kind == ActiveLaw::Kind::pressure_loss || law.kind == ActiveLaw::Kind::feed;
  double low = has_both_signs ? -flow_end_kg_s : 0.0;
  double high = flow_end_kg_s;
  if (residual(high).value_pa2 < -noise_pa2 || residual(low).value_pa2 > noise_pa2) {
    report.impossible.push_back({edge.link, 0.0, ElementStatus::open, true});
    return;
  }
  constexpr int halvings = 90;
  for (int i = 0; i < halvings; ++i) {
    const double middle = 0.5 * (low + high);
    (residual(middle).value_pa2 >= 0.0 ? high : low) = middle;
  }
  state.flow_kg_s[at(e)] = high;
  state.status[at(e)] = residual(high).status;
}

void solve_loops(PreparedState& prepared, RunReport& report) {
  const Model& model = *prepared.model;
  ModelState& state = prepared.state;
  for (const std::int32_t e : model.loops) {
    const ModelEdge& edge = model.edges[at(e)];
    if (edge.is_active)
      solve_held_element(prepared, e, report);
    else
      state.flow_kg_s[at(e)] =
          flow_between(model.pipe_law[at(edge.law)], model.problem.gas, model.potential,
                       state.phi_pa2[at(edge.from)], state.phi_pa2[at(edge.to)]);
  }
}

}  // namespace

RunReport run(PreparedState& prepared, const Column<NodeId, MassFlow>& supply,
              const Options& options) {
  const Model& model = *prepared.model;
  RunReport report;
  ModelState& state = prepared.state;
  if (state.phi_pa2.size() != model.vertex_count || state.flow_kg_s.size() != model.edges.size()) {
    state.phi_pa2.assign(model.vertex_count, model.phi_scale_pa2);
    state.phi_rest_pa2.assign(model.vertex_count, 0.0);
    state.flow_kg_s.assign(model.edges.size(), 0.0);
    state.status.assign(model.edges.size(), ElementStatus::none);
    prepared.has_state = false;
  }
  read_supplies(prepared, supply);
  balance_blocks(prepared);
  find_unbalanced_parts(prepared, report);
  for (std::size_t v = 0; v < model.vertex_count; ++v)
    if (model.is_held[v]) set_phi(state, static_cast<std::int32_t>(v), model.held_phi_pa2[v]);
  for (const ModelPart& part : model.parts)
    if (!part.is_anchored) set_phi(state, part.start, model.phi_scale_pa2);
  const auto is_unbalanced = [&](std::int32_t part) {
    return std::any_of(report.unbalanced.begin(), report.unbalanced.end(),
                       [part](const auto& u) { return u.part == part; });
  };
  for (std::size_t b = 0; b < model.blocks.size(); ++b) {
    const ModelBlock& block = model.blocks[b];
    if (!report.unbalanced.empty() && is_unbalanced(block.part)) continue;
    if (block.edges.size() == 1)
      step_over(prepared, block, report);
    else
      solve_block(prepared, b, options, report);
  }
  solve_loops(prepared, report);
  prepared.has_state = report.is_converged && report.unbalanced.empty();
  return report;
}

void take_start(PreparedState& prepared, const Solution& start) {
  const Model& model = *prepared.model;
  if (start.pressure.size() != model.problem.network.nodes()) return;
  if (start.flow.size() != model.problem.network.links()) return;
  ModelState& state = prepared.state;
  state.phi_pa2.assign(model.vertex_count, 0.0);
  state.phi_rest_pa2.assign(model.vertex_count, 0.0);
  state.flow_kg_s.assign(model.edges.size(), 0.0);
  state.status.assign(model.edges.size(), ElementStatus::none);
  for (std::size_t v = 0; v < model.vertex_count; ++v) {
    const double p_pa = start.pressure[model.first_node[v]].si();
    if (!std::isfinite(p_pa)) return;
    state.phi_pa2[v] = model.potential.phi_pa2(p_pa);
  }
  for (std::size_t e = 0; e < model.edges.size(); ++e) {
    state.flow_kg_s[e] = start.flow[model.edges[e].link].si();
    if (!std::isfinite(state.flow_kg_s[e])) return;
  }
  prepared.has_state = true;
}

}  // namespace landbridge::gas
