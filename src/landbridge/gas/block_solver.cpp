#include "landbridge/gas/block_solver.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "landbridge/gas/content_search.hpp"

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

constexpr std::size_t slots_per_edge = 7;
constexpr double closed_leak = 1e-9;         // of a closed element while the search runs
constexpr double shared_droop = 1e-10;       // of a set point while the search runs
constexpr double unlimited_flow_kg_s = 1e5;  // fifty trunk lines: nothing but droop limits it
constexpr double leak_flow_limit = 1e-7;     // of the flow scale: more means "cannot be closed"

}  // namespace

void ModelState::add_phi(std::int32_t v, double step_pa2) {
  // Knuth's two-sum: sum + rest is exact.
  double& sum = phi_pa2[at(v)];
  const double total = sum + step_pa2;
  const double part = total - sum;
  const double rest = (sum - (total - part)) + (step_pa2 - part);
  // Renormalised, so that the first double alone is the value to rounding.
  const double small = phi_rest_pa2[at(v)] + rest;
  sum = total + small;
  phi_rest_pa2[at(v)] = small - (sum - total);
}

BlockSolver::BlockSolver(const Model& model, const ModelBlock& block)
    : model_(model), block_(block) {
  local_.assign(model.vertex_count, -1);
  for (std::size_t i = 0; i < block.vertices.size(); ++i)
    local_[at(block.vertices[i])] = static_cast<std::int32_t>(i);
  vertices_ = block.vertices.size();
  const std::size_t n = block.edges.size();
  unknown_of_edge_.assign(n, -1);
  for (std::size_t e = 0; e < n; ++e)
    if (model.edges[at(block.edges[e])].is_active)
      unknown_of_edge_[e] = static_cast<std::int32_t>(vertices_ + actives_++);
  is_symmetric_ = actives_ == 0 && !block.depends_on_state;
  residual_pa2_.resize(n);
  weight_.resize(n);
  flow_step_kg_s_.resize(n);
  factors_.resize(n);
  active_.resize(n);
  imbalance_kg_s_.resize(vertices_);
  right_.resize(vertices_ + actives_);
  build_pattern();
}

/// Slots per edge: (a,a) (a,b) (b,a) (b,b) for pipes; (a,m) (b,m) (m,a) (m,b) (m,m) for active
/// elements; -1 where an end is known or the upper triangle is not needed.
void BlockSolver::build_pattern() {
  std::vector<MatrixEntry> entries;
  std::vector<std::array<MatrixEntry, slots_per_edge>> wanted;
  for (std::size_t i = 0; i < vertices_; ++i) {
    const auto d = static_cast<std::int32_t>(i);
    entries.push_back({d, d});
  }
  for (std::size_t e = 0; e < block_.edges.size(); ++e) {
    const ModelEdge& edge = model_.edges[at(block_.edges[e])];
    const std::int32_t a = local_[at(edge.from)];
    const std::int32_t b = local_[at(edge.to)];
    const std::int32_t m = unknown_of_edge_[e];
    std::array<MatrixEntry, slots_per_edge> places;
    places.fill({-1, -1});
    if (m >= 0)
      places = {{{a, m}, {b, m}, {m, a}, {m, b}, {m, m}, {-1, -1}, {-1, -1}}};
    else
      places = {{{a, a}, {a, b}, {b, a}, {b, b}, {-1, -1}, {-1, -1}, {-1, -1}}};
    for (MatrixEntry& place : places) {
      if (is_symmetric_ && place.row < place.column) place = {-1, -1};
      if (place.row < 0 || place.column < 0) place = {-1, -1};
      if (place.row >= 0) entries.push_back(place);
    }
    wanted.push_back(places);
  }
  SparsePattern pattern(static_cast<std::int32_t>(vertices_ + actives_), entries);
  for (const auto& places : wanted)
    for (const MatrixEntry& place : places)
      slots_.push_back(place.row < 0 ? -1 : pattern.slot(place.row, place.column));
  values_.resize(pattern.slots());
  if (is_symmetric_)
    symmetric_.emplace(std::move(pattern));
  else
    unsymmetric_.emplace(std::move(pattern));
}

double BlockSolver::difference(const ModelState& state, std::size_t e) const {
  const ModelEdge& edge = model_.edges[at(block_.edges[e])];
  if (edge.is_active || !model_.pipe_law[at(edge.law)].depends_on_state())
    return state.difference_pa2(edge.from, edge.to);
  return factors_[e].from * state.phi_pa2[at(edge.from)] -
         factors_[e].to * state.phi_pa2[at(edge.to)];
}

/// Residuals and the linear system at a state. `is_linear`: pipes as straight lines through the
/// origin that meet their law at the typical flow; used for the first step of a cold start.
void BlockSolver::evaluate(const ModelState& state, std::span<const double> injection,
                           bool is_linear) {
  for (std::size_t i = 0; i < vertices_; ++i)
    imbalance_kg_s_[i] = injection[at(block_.vertices[i])];
  for (std::size_t e = 0; e < block_.edges.size(); ++e) {
    const ModelEdge& edge = model_.edges[at(block_.edges[e])];
    const double flow = state.flow_kg_s[at(block_.edges[e])];
    if (const auto a = local_[at(edge.from)]; a >= 0) imbalance_kg_s_[at(a)] -= flow;
    if (const auto b = local_[at(edge.to)]; b >= 0) imbalance_kg_s_[at(b)] += flow;
    if (edge.is_active) {
      active_[e] =
          active_residual(model_.active_law[at(edge.law)], model_.potential,
                          state.phi_pa2[at(edge.from)], state.phi_pa2[at(edge.to)], flow, scale_);
      residual_pa2_[e] = active_[e].value_pa2;
      continue;
    }
    const PipeLaw& law = model_.pipe_law[at(edge.law)];
    factors_[e] = state_factors(law, model_.problem.gas, model_.potential,
                                state.phi_pa2[at(edge.from)], state.phi_pa2[at(edge.to)]);
    if (is_linear) {
      const double slope = potential_drop(law, typical_kg_s_).value_pa2 / typical_kg_s_;
      residual_pa2_[e] = difference(state, e) - factors_[e].drop * slope * flow;
      weight_[e] = 1.0 / (factors_[e].drop * slope);
      continue;
    }
    const PotentialDrop drop = potential_drop(law, flow);
    const double least = potential_drop(law, 1e-9 * flow_scale_kg_s_).slope_pa2_s_kg;
    residual_pa2_[e] = difference(state, e) - factors_[e].drop * drop.value_pa2;
    weight_[e] = 1.0 / (factors_[e].drop * std::max(drop.slope_pa2_s_kg, least));
  }
}

bool BlockSolver::factorise_and_solve() {
  std::fill(values_.begin(), values_.end(), 0.0);
  for (std::size_t i = 0; i < vertices_; ++i) right_[i] = imbalance_kg_s_[i];
  for (std::size_t e = 0; e < block_.edges.size(); ++e) {
    const ModelEdge& edge = model_.edges[at(block_.edges[e])];
    const std::int32_t* slot = slots_.data() + slots_per_edge * e;
    const auto add = [&](std::size_t k, double x) {
      if (slot[k] >= 0) values_[at(slot[k])] += x;
    };
    if (edge.is_active) {
      const ActiveResidual& f = active_[e];
      add(0, 1.0);
      add(1, -1.0);
      add(2, f.by_inlet);
      add(3, f.by_outlet);
      add(4, f.by_flow_pa2_s_kg);
      right_[at(unknown_of_edge_[e])] = -f.value_pa2;
      continue;
    }
    const double w = weight_[e];
    add(0, w * factors_[e].from);
    add(1, -w * factors_[e].to);
    add(2, -w * factors_[e].from);
    add(3, w * factors_[e].to);
    const double flow = w * residual_pa2_[e];
    if (const auto a = local_[at(edge.from)]; a >= 0) right_[at(a)] -= flow;
    if (const auto b = local_[at(edge.to)]; b >= 0) right_[at(b)] += flow;
  }
  if (is_symmetric_) {
    if (!symmetric_->factorise(values_)) return false;
    symmetric_->solve(right_, 1);
  } else {
    if (!unsymmetric_->factorise(values_)) return false;
    unsymmetric_->solve(right_, 1);
  }
  return std::all_of(right_.begin(), right_.end(), [](double x) { return std::isfinite(x); });
}

void BlockSolver::take_directions(const ModelState&) {
  for (std::size_t e = 0; e < block_.edges.size(); ++e) {
    const ModelEdge& edge = model_.edges[at(block_.edges[e])];
    if (edge.is_active) {
      flow_step_kg_s_[e] = right_[at(unknown_of_edge_[e])];
      continue;
    }
    const std::int32_t a = local_[at(edge.from)];
    const std::int32_t b = local_[at(edge.to)];
    const double step_a = a >= 0 ? right_[at(a)] * factors_[e].from : 0.0;
    const double step_b = b >= 0 ? right_[at(b)] * factors_[e].to : 0.0;
    flow_step_kg_s_[e] = weight_[e] * (step_a - step_b + residual_pa2_[e]);
  }
}

/// d/dt of the content along the direction, for potentials at the end of the step: the interior
/// ones drop out because the direction is balanced.
double BlockSolver::content_slope(const ModelState& state, double t) const {
  double sum = 0.0;
  for (std::size_t e = 0; e < block_.edges.size(); ++e) {
    const ModelEdge& edge = model_.edges[at(block_.edges[e])];
    const double flow = state.flow_kg_s[at(block_.edges[e])];
    const PipeLaw& law = model_.pipe_law[at(edge.law)];
    const double drop_now = potential_drop(law, flow).value_pa2;
    const double drop_then = potential_drop(law, flow + t * flow_step_kg_s_[e]).value_pa2;
    const double linear = flow_step_kg_s_[e] / weight_[e];
    sum += (drop_then - drop_now - linear) * flow_step_kg_s_[e];
  }
  return sum;
}

double BlockSolver::content_step(const ModelState& state) const {
  return content_search(content_slope(state, 0.0), content_slope(state, 1.0),
                        [&](double t) { return content_slope(state, t); });
}

void BlockSolver::apply(ModelState& state, double flow_step_share, double phi_step_share) const {
  for (std::size_t e = 0; e < block_.edges.size(); ++e)
    state.flow_kg_s[at(block_.edges[e])] += flow_step_share * flow_step_kg_s_[e];
  for (std::size_t i = 0; i < vertices_; ++i)
    state.add_phi(block_.vertices[i], phi_step_share * right_[i]);
}

/// Length of the residual, everything relative to the scales.
double BlockSolver::merit() const {
  double sum = 0.0;
  for (const double x : imbalance_kg_s_) sum += (x / flow_scale_kg_s_) * (x / flow_scale_kg_s_);
  for (const double r : residual_pa2_)
    sum += (r / model_.phi_scale_pa2) * (r / model_.phi_scale_pa2);
  return std::sqrt(sum);
}

double BlockSolver::damped_step(const ModelState& state, std::span<const double> injection,
                                std::span<const double> recent) {
  const double bound = *std::max_element(recent.begin(), recent.end());
  double best_t = 1e-3;
  double best_merit = std::numeric_limits<double>::infinity();
  // One step may not leave the order of magnitude of the state.
  double reach = model_.phi_scale_pa2;
  double longest = 0.0;
  for (std::size_t i = 0; i < vertices_; ++i) {
    reach = std::max(reach, std::abs(state.phi_pa2[at(block_.vertices[i])]));
    longest = std::max(longest, std::abs(right_[i]));
  }
  constexpr double growth = 10.0;
  double t = longest > growth * reach ? growth * reach / longest : 1.0;
  constexpr int halvings = 10;
  ModelState trial = state;
  const auto kept_factors = factors_;
  const auto kept_weight = weight_;
  const auto kept_residual = residual_pa2_;
  const auto kept_active = active_;
  for (int i = 0; i < halvings; ++i, t *= 0.5) {
    trial.flow_kg_s = state.flow_kg_s;
    trial.phi_pa2 = state.phi_pa2;
    trial.phi_rest_pa2 = state.phi_rest_pa2;
    apply(trial, t, t);
    evaluate(trial, injection, false);
    const double found = merit();
    if (found < best_merit) {
      best_merit = found;
      best_t = t;
    }
    if (found <= (1.0 - 1e-4 * t) * bound) break;
  }
  factors_ = kept_factors;
  weight_ = kept_weight;
  residual_pa2_ = kept_residual;
  active_ = kept_active;
  return best_t;
}

double BlockSolver::typical_flow(const ModelState& state, std::span<const double> injection) const {
  double flow = 0.0;
  for (const std::int32_t v : block_.vertices) flow = std::max(flow, std::abs(injection[at(v)]));
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  double resistance = 0.0;
  for (const std::int32_t e : block_.edges) {
    const ModelEdge& edge = model_.edges[at(e)];
    for (const std::int32_t v : {edge.from, edge.to}) {
      if (local_[at(v)] >= 0) continue;
      low = std::min(low, state.phi_pa2[at(v)]);
      high = std::max(high, state.phi_pa2[at(v)]);
    }
    if (!edge.is_active) resistance += potential_drop(model_.pipe_law[at(edge.law)], 1.0).value_pa2;
  }
  if (resistance > 0.0 && high > low) flow = std::max(flow, std::sqrt((high - low) / resistance));
  return flow > 0.0 ? flow : 1.0;
}

void BlockSolver::start(ModelState& state, std::span<const double>) {
  double level_pa2 = model_.phi_scale_pa2;
  if (block_.root >= 0) level_pa2 = state.phi_pa2[at(block_.root)];
  for (const std::int32_t v : block_.vertices) {
    state.phi_pa2[at(v)] = level_pa2;
    state.phi_rest_pa2[at(v)] = 0.0;
  }
  for (const std::int32_t e : block_.edges)
    state.flow_kg_s[at(e)] = model_.edges[at(e)].is_active ? typical_kg_s_ : 0.0;
}

BlockReport BlockSolver::iterate(ModelState& state, std::span<const double> injection,
                                 bool is_linear_first, int max_iterations,
                                 double tolerance_relative) {
  BlockReport report;
  std::vector<double> recent;
  double step_kg_s = std::numeric_limits<double>::infinity();
  double best_step_kg_s = step_kg_s;
  int stalled = 0;
  for (; report.iterations <= max_iterations; ++report.iterations) {
    const bool is_linear = is_linear_first && report.iterations == 0;
    evaluate(state, injection, is_linear);
    double worst = 0.0;
    for (std::size_t e = 0; e < residual_pa2_.size(); ++e)
      if (std::abs(residual_pa2_[e]) / model_.phi_scale_pa2 > worst) {
        worst = std::abs(residual_pa2_[e]) / model_.phi_scale_pa2;
        report.worst_link = model_.edges[at(block_.edges[e])].link;
      }
    for (const double x : imbalance_kg_s_) worst = std::max(worst, std::abs(x) / flow_scale_kg_s_);
    report.residual_relative = worst;
    report.is_converged = !is_linear && worst <= tolerance_relative;
    if (report.is_converged) {
      stalled = step_kg_s < 0.5 * best_step_kg_s ? 0 : stalled + 1;
      best_step_kg_s = std::min(best_step_kg_s, step_kg_s);
      if (step_kg_s <= 1e-9 * flow_scale_kg_s_ || stalled > 3) return report;
    }
    if (report.iterations == max_iterations || !factorise_and_solve()) return report;
    take_directions(state);
    double t = 1.0;
    if (!is_linear && report.iterations >= 1) {
      if (is_symmetric_) {
        t = content_step(state);
      } else {
        recent.push_back(merit());
        constexpr std::size_t memory = 5;
        if (recent.size() > memory) recent.erase(recent.begin());
        t = worst <= tolerance_relative ? 1.0 : damped_step(state, injection, recent);
      }
    }
    apply(state, t, is_symmetric_ ? 1.0 : t);
    step_kg_s = 0.0;
    for (const double d : flow_step_kg_s_) step_kg_s = std::max(step_kg_s, std::abs(t * d));
  }
  return report;
}

void BlockSolver::close_leaks(ModelState& state, BlockReport& report) const {
  for (std::size_t e = 0; e < block_.edges.size(); ++e) {
    const ModelEdge& edge = model_.edges[at(block_.edges[e])];
    if (!edge.is_active) continue;
    state.status[at(block_.edges[e])] = active_[e].status;
    if (std::abs(state.flow_kg_s[at(block_.edges[e])]) > unlimited_flow_kg_s)
      report.unlimited_link = edge.link;
    const double leak_kg_s =
        closed_leak * std::abs(state.difference_pa2(edge.from, edge.to)) / scale_.pa2_s_kg;
    const bool leaks = active_[e].status == ElementStatus::closed ||
                       active_[e].status == ElementStatus::at_flow_limit;
    if (leaks && leak_kg_s > std::max(report.leak_kg_s, leak_flow_limit * flow_scale_kg_s_)) {
      report.leak_kg_s = leak_kg_s;
      report.leak_link = edge.link;
    }
  }
}

BlockReport BlockSolver::solve(ModelState& state, std::span<const double> injection, bool is_warm,
                               int max_iterations, double tolerance_relative) {
  flow_scale_kg_s_ = state.flow_scale_kg_s;
  typical_kg_s_ = typical_flow(state, injection);
  scale_ = {model_.phi_scale_pa2 / flow_scale_kg_s_, closed_leak, 0.0, shared_droop};
  if (is_warm) {
    BlockReport report = iterate(state, injection, false, max_iterations, tolerance_relative);
    if (report.is_converged) {
      finish(state, injection, tolerance_relative, report);
      return report;
    }
  }
  start(state, injection);
  BlockReport report = iterate(state, injection, true, max_iterations, tolerance_relative);
  if (!report.is_converged && actives_ > 0) {
    const BlockReport sharpened = sharpen(state, injection, max_iterations, tolerance_relative);
    report.iterations += sharpened.iterations;
    report.is_converged = sharpened.is_converged;
    report.residual_relative = sharpened.residual_relative;
    report.worst_link = sharpened.worst_link;
  }
  finish(state, injection, tolerance_relative, report);
  return report;
}

/// For branches that cycle: round corners and large slopes on every face, sharper step by step.
BlockReport BlockSolver::sharpen(ModelState& state, std::span<const double> injection,
                                 int max_iterations, double tolerance_relative) {
  const ActiveScale sharp = scale_;
  start(state, injection);
  BlockReport report;
  int used = 0;
  constexpr double first = 0.3;
  constexpr double last = 1e-9;
  constexpr double shrink = 0.2;
  for (double size = first; size > last; size *= shrink) {
    scale_ = {sharp.pa2_s_kg, std::max(0.1 * size, sharp.leak), 0.1 * size * model_.phi_scale_pa2,
              std::max(0.1 * size, sharp.droop)};
    report = iterate(state, injection, size == first, max_iterations, 1e-3 * size);
    used += report.iterations;
  }
  scale_ = sharp;
  report = iterate(state, injection, false, max_iterations, tolerance_relative);
  report.iterations += used;
  return report;
}

/// Reads the branches, then solves once more without leak and droop. Where they are what makes the
/// state unique (a closed part, machines with one set point) the matrix is singular without them or
/// the flows jump; then they stay.
void BlockSolver::finish(ModelState& state, std::span<const double> injection,
                         double tolerance_relative, BlockReport& report) {
  close_leaks(state, report);
  // Gas that cannot leave, or a flow that nothing limits, drives the state to where rounding keeps
  // the residual up: that is the answer, with the element that says so.
  constexpr double nearly = 1e-4;
  if (report.residual_relative < nearly &&
      (report.leak_kg_s > 0.0 || !report.unlimited_link.is_none()))
    report.is_converged = true;
  if (actives_ == 0 || !report.is_converged || report.leak_kg_s > 0.0) return;
  if (!report.unlimited_link.is_none()) return;
  const ModelState kept = state;
  // Machines in a loop may drive far more than the supplies.
  for (const std::int32_t e : block_.edges)
    flow_scale_kg_s_ = std::max(flow_scale_kg_s_, std::abs(state.flow_kg_s[at(e)]));
  scale_.pa2_s_kg = model_.phi_scale_pa2 / flow_scale_kg_s_;
  constexpr int polish_steps = 6;
  constexpr double jump = 1e-5;
  for (const double droop : {0.0, shared_droop}) {
    scale_.leak = 0.0;
    scale_.droop = droop;
    const BlockReport polish = iterate(state, injection, false, polish_steps, tolerance_relative);
    report.iterations += polish.iterations;
    double change_kg_s = 0.0;
    for (const std::int32_t e : block_.edges)
      change_kg_s = std::max(change_kg_s, std::abs(state.flow_kg_s[at(e)] - kept.flow_kg_s[at(e)]));
    if (polish.is_converged && change_kg_s <= jump * flow_scale_kg_s_) return;
    state = kept;
  }
}

}  // namespace landbridge::gas
