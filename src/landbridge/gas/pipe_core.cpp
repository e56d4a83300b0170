#include "landbridge/gas/pipe_core.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "landbridge/gas/content_search.hpp"

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// sum + rest += step, exactly (Knuth), with `sum` the value to rounding.
void add_exactly(double& sum, double& rest, double step) {
  const double total = sum + step;
  const double part = total - sum;
  const double small = rest + ((sum - (total - part)) + (step - part));
  sum = total + small;
  rest = small - (sum - total);
}

}  // namespace

BlockReport PipeCore::solve(std::size_t b, ModelState& state, std::span<const double> injection,
                            bool is_warm, int max_iterations, double tolerance_relative) {
  const Block& block = blocks_[at(block_of_[b])];
  load(block, state, injection);
  BlockReport report;
  if (is_warm) {
    continue_from(block, state);
    report = iterate(block, state, false, max_iterations, tolerance_relative);
  }
  if (!report.is_converged) {
    start(block, injection, state);
    report = iterate(block, state, true, max_iterations, tolerance_relative);
  }
  store(block, state);
  return report;
}

/// Offsets along the chains, what enters the branching vertices, and the known potentials.
void PipeCore::load(const Block& block, const ModelState& state,
                    std::span<const double> injection) {
  for (std::size_t c = block.first_chain; c < block.end_chain; ++c) {
    const Chain& chain = chains_[c];
    double offset = 0.0;
    const auto last = at(chain.end) - 1;
    for (auto k = at(chain.first); k < last; ++k) {
      offset_kg_s_[k] = offset;
      offset += injection[at(vertex_after_[k])];
    }
    offset_kg_s_[last] = offset;
    end_offset_kg_s_[c] = offset;
    const auto known = [&](std::int32_t vertex, std::int32_t column) {
      return at(column) < vertex_of_.size() ? 0.0 : state.difference_pa2(vertex, block.reference);
    };
    known_pa2_[c] = known(chain.from, chain.from_column) - known(chain.to, chain.to_column);
  }
  for (std::size_t i = block.first_vertex; i < block.end_vertex; ++i)
    supply_kg_s_[i] = injection[at(vertex_of_[i])];
  const double little_kg_s = 1e-9 * state.flow_scale_kg_s;
  for (std::size_t c = block.first_chain; c < block.end_chain; ++c) {
    least_slope_[c] = 2.0 * resistance_sum_[c] * little_kg_s;
    if (is_quadratic_) continue;
    least_slope_[c] = 0.0;
    for (auto k = at(chains_[c].first); k < at(chains_[c].end); ++k)
      least_slope_[c] +=
          potential_drop(model_.pipe_law[at(model_.edges[at(edge_[k])].law)], little_kg_s)
              .slope_pa2_s_kg;
  }
}

double PipeCore::typical_flow(const Block& block, std::span<const double> injection,
                              const ModelState& state) const {
  double flow = 0.0;
  for (const std::int32_t v : model_.blocks[at(block.index)].vertices)
    flow = std::max(flow, std::abs(injection[at(v)]));
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  double resistance = 0.0;
  for (std::size_t c = block.first_chain; c < block.end_chain; ++c) {
    for (const std::int32_t v : {chains_[c].from, chains_[c].to}) {
      if (!model_.is_held[at(v)]) continue;
      low = std::min(low, state.phi_pa2[at(v)]);
      high = std::max(high, state.phi_pa2[at(v)]);
    }
    for (auto k = at(chains_[c].first); k < at(chains_[c].end); ++k)
      resistance +=
          potential_drop(model_.pipe_law[at(model_.edges[at(edge_[k])].law)], 1.0).value_pa2;
  }
  if (resistance > 0.0 && high > low) flow = std::max(flow, std::sqrt((high - low) / resistance));
  return flow > 0.0 ? flow : 1.0;
}

void PipeCore::start(const Block& block, std::span<const double> injection,
                     const ModelState& state) {
  for (std::size_t i = block.first_vertex; i < block.end_vertex; ++i)
    psi_pa2_[i] = psi_rest_pa2_[i] = 0.0;
  for (std::size_t c = block.first_chain; c < block.end_chain; ++c) flow_kg_s_[c] = 0.0;
  make_straight(block, typical_flow(block, injection, state));
}

/// Pipes as straight lines through the origin that meet their law at the typical flow.
void PipeCore::make_straight(const Block& block, double typical_kg_s) {
  for (std::size_t c = block.first_chain; c < block.end_chain; ++c) {
    double drop = 0.0;
    double slope = 0.0;
    for (auto k = at(chains_[c].first); k < at(chains_[c].end); ++k) {
      const PipeLaw& law = model_.pipe_law[at(model_.edges[at(edge_[k])].law)];
      const double one = is_quadratic_ ? resistance_[k] * typical_kg_s
                                       : potential_drop(law, typical_kg_s).value_pa2 / typical_kg_s;
      slope += one;
      drop += one * (flow_kg_s_[c] + offset_kg_s_[k]);
    }
    slope_[c] = slope;
    drop_pa2_[c] = drop;
  }
}

void PipeCore::continue_from(const Block& block, const ModelState& state) {
  for (std::size_t i = block.first_vertex; i < block.end_vertex; ++i) {
    psi_pa2_[i] = state.difference_pa2(vertex_of_[i], block.reference);
    psi_rest_pa2_[i] = 0.0;
  }
  for (std::size_t c = block.first_chain; c < block.end_chain; ++c) {
    const auto k = at(chains_[c].first);
    flow_kg_s_[c] = is_along_[k] * state.flow_kg_s[at(edge_[k])];
    step_kg_s_[c] = wanted_pa2_[c] = 0.0;
  }
  evaluate(block, 0.0);
}

/// Drops and slopes at q + t dq; returns d/dt of the content there. The interior potentials drop
/// out of it because the direction is balanced.
double PipeCore::evaluate(const Block& block, double t) {
  return is_quadratic_ ? evaluate_quadratic(block, t) : evaluate_general(block, t);
}

double PipeCore::evaluate_quadratic(const Block& block, double t) {
  double sum = 0.0;
  for (std::size_t c = block.first_chain; c < block.end_chain; ++c) {
    const double flow = flow_kg_s_[c] + t * step_kg_s_[c];
    double drop = 0.0;
    double half_slope = 0.0;
    for (auto k = at(chains_[c].first); k < at(chains_[c].end); ++k) {
      const double x = flow + offset_kg_s_[k];
      const double part = resistance_[k] * std::abs(x);
      half_slope += part;
      drop += part * x;
    }
    drop_pa2_[c] = drop;
    slope_[c] = 2.0 * half_slope;
    sum += (drop - wanted_pa2_[c]) * step_kg_s_[c];
  }
  return sum;
}

double PipeCore::evaluate_general(const Block& block, double t) {
  double sum = 0.0;
  for (std::size_t c = block.first_chain; c < block.end_chain; ++c) {
    const double flow = flow_kg_s_[c] + t * step_kg_s_[c];
    drop_pa2_[c] = slope_[c] = 0.0;
    for (auto k = at(chains_[c].first); k < at(chains_[c].end); ++k) {
      const PotentialDrop drop = potential_drop(model_.pipe_law[at(model_.edges[at(edge_[k])].law)],
                                                flow + offset_kg_s_[k]);
      drop_pa2_[c] += drop.value_pa2;
      slope_[c] += drop.slope_pa2_s_kg;
    }
    sum += (drop_pa2_[c] - wanted_pa2_[c]) * step_kg_s_[c];
  }
  return sum;
}

PipeCore::Residuals PipeCore::residuals(const Block& block, const ModelState&) {
  Residuals out;
  for (std::size_t i = block.first_vertex; i < block.end_vertex; ++i) right_[i] = supply_kg_s_[i];
  double energy = 0.0;
  double largest_weight = 0.0;
  for (std::size_t c = block.first_chain; c < block.end_chain; ++c) {
    const Chain& chain = chains_[c];
    const auto a = at(chain.from_column);
    const auto b = at(chain.to_column);
    right_[a] -= flow_kg_s_[c];
    right_[b] += flow_kg_s_[c] + end_offset_kg_s_[c];
    const double r = (psi_pa2_[a] - psi_pa2_[b]) + (psi_rest_pa2_[a] - psi_rest_pa2_[b]) +
                     known_pa2_[c] - drop_pa2_[c];
    residual_pa2_[c] = r;
    weight_[c] = 1.0 / std::max(slope_[c], least_slope_[c]);
    energy += r * r * weight_[c];
    largest_weight = std::max(largest_weight, weight_[c]);
    if (std::abs(r) > out.worst_pa2 || !std::isfinite(r)) {
      out.worst_pa2 = std::isfinite(r) ? std::abs(r) : std::numeric_limits<double>::infinity();
      out.worst_chain = static_cast<std::int32_t>(c);
    }
  }
  for (std::size_t i = block.first_vertex; i < block.end_vertex; ++i)
    out.worst_kg_s = std::max(out.worst_kg_s, std::abs(right_[i]));
  out.next_step_kg_s = std::sqrt(energy * largest_weight);
  return out;
}

/// Solves for the potentials and gives every chain its flow step. False where the numbers fail.
bool PipeCore::direction(const Block& block) {
  mesh_.clear(block.part);
  const std::span<double> ground = mesh_.ground();
  const std::span<double> between = mesh_.conductance();
  const std::size_t nowhere = vertex_of_.size();
  for (std::size_t c = block.first_chain; c < block.end_chain; ++c) {
    const Chain& chain = chains_[c];
    const auto a = at(chain.from_column);
    const auto b = at(chain.to_column);
    const double w = weight_[c];
    const double flow = w * residual_pa2_[c];
    right_[a] -= flow;
    right_[b] += flow;
    if (chain.entry >= 0)
      between[at(chain.entry)] += w;
    else if (a != nowhere)
      ground[a] += w;
    else if (b != nowhere)
      ground[b] += w;
  }
  if (!mesh_.factorise(block.part)) return false;
  mesh_.solve(block.part, right_);
  right_[nowhere] = 0.0;
  bool is_finite = true;
  for (std::size_t i = block.first_vertex; i < block.end_vertex; ++i) {
    is_finite = is_finite && std::isfinite(right_[i]);
    add_exactly(psi_pa2_[i], psi_rest_pa2_[i], right_[i]);
  }
  for (std::size_t c = block.first_chain; c < block.end_chain; ++c) {
    const Chain& chain = chains_[c];
    const double to_match =
        (right_[at(chain.from_column)] - right_[at(chain.to_column)]) + residual_pa2_[c];
    step_kg_s_[c] = weight_[c] * to_match;
    wanted_pa2_[c] = drop_pa2_[c] + to_match;
  }
  return is_finite;
}

/// Where the content is least along the direction; the drops are left as they are there.
double PipeCore::line_search(const Block& block, double at_zero, double at_one) {
  return content_search(at_zero, at_one, [&](double t) { return evaluate(block, t); });
}

BlockReport PipeCore::iterate(const Block& block, const ModelState& state, bool is_straight,
                              int limit, double tolerance_relative) {
  const double scale_kg_s = state.flow_scale_kg_s;
  constexpr double small_step = 1e-9;        // of the flow scale: the next one is below rounding
  constexpr double small_next_step = 1e-13;  // a bound already tells
  BlockReport report;
  double last_step_kg_s = std::numeric_limits<double>::infinity();
  double best_step_kg_s = last_step_kg_s;
  int stalled = 0;
  for (;; ++report.iterations) {
    const bool is_first_straight = is_straight && report.iterations == 0;
    const Residuals found = residuals(block, state);
    report.residual_relative =
        std::max(found.worst_pa2 / model_.phi_scale_pa2, found.worst_kg_s / scale_kg_s);
    if (found.worst_chain >= 0)
      report.worst_link = model_.edges[at(edge_[at(chains_[at(found.worst_chain)].first)])].link;
    report.is_converged = !is_first_straight && report.residual_relative <= tolerance_relative;
    if (report.is_converged) {
      stalled = last_step_kg_s < 0.5 * best_step_kg_s ? 0 : stalled + 1;
      best_step_kg_s = std::min(best_step_kg_s, last_step_kg_s);
      if (last_step_kg_s <= small_step * scale_kg_s || stalled > 3 ||
          found.next_step_kg_s <= small_next_step * scale_kg_s)
        return report;
    }
    if (report.iterations >= limit || !direction(block)) return report;
    double content_slope = 0.0;
    last_step_kg_s = 0.0;
    for (std::size_t c = block.first_chain; c < block.end_chain; ++c) {
      content_slope -= step_kg_s_[c] * step_kg_s_[c] / weight_[c];
      last_step_kg_s = std::max(last_step_kg_s, std::abs(step_kg_s_[c]));
    }
    const double at_one = evaluate(block, 1.0);
    // The first direction closes the balance; only then the content is what falls.
    const double t = report.iterations == 0 ? 1.0 : line_search(block, content_slope, at_one);
    last_step_kg_s *= t;
    for (std::size_t c = block.first_chain; c < block.end_chain; ++c)
      flow_kg_s_[c] += t * step_kg_s_[c];
  }
}

/// Flows of all pipes and potentials of all vertices of a block.
void PipeCore::store(const Block& block, ModelState& state) const {
  const double root = state.phi_pa2[at(block.reference)];
  const double root_rest = state.phi_rest_pa2[at(block.reference)];
  for (std::size_t i = block.first_vertex; i < block.end_vertex; ++i) {
    const auto v = at(vertex_of_[i]);
    state.phi_pa2[v] = root;
    state.phi_rest_pa2[v] = root_rest + psi_rest_pa2_[i];
    state.add_phi(vertex_of_[i], psi_pa2_[i]);
  }
  for (std::size_t c = block.first_chain; c < block.end_chain; ++c) {
    const Chain& chain = chains_[c];
    double drop = 0.0;
    const auto last = at(chain.end) - 1;
    for (auto k = at(chain.first); k <= last; ++k) {
      const double x = flow_kg_s_[c] + offset_kg_s_[k];
      state.flow_kg_s[at(edge_[k])] = is_along_[k] * x;
      if (k == last) break;
      drop +=
          is_quadratic_
              ? resistance_[k] * x * std::abs(x)
              : potential_drop(model_.pipe_law[at(model_.edges[at(edge_[k])].law)], x).value_pa2;
      const auto v = at(vertex_after_[k]);
      state.phi_pa2[v] = state.phi_pa2[at(chain.from)];
      state.phi_rest_pa2[v] = state.phi_rest_pa2[at(chain.from)];
      state.add_phi(vertex_after_[k], -drop);
    }
  }
}

}  // namespace landbridge::gas
