#include "landbridge/gas/transient_network.hpp"

#include <algorithm>
#include <cmath>

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

constexpr double iteration_tolerance = 1e-12;  ///< relative, on the error that is left
constexpr double contraction_floor = 1e-4;     ///< a better one may be an accident of one stage
constexpr int iteration_limit = 40;
constexpr double largest_change = 0.4;  ///< of a pressure in one iteration
constexpr double active_leak = 1e-10;   ///< keeps closed parts without volume determined

/// A constant loss d: p_out = p_in - d s(m), s = m/e between -e and e, beyond it the sign of m. The
/// narrow slope takes the place of "at rest any difference up to d", so that parts without volume
/// keep a pressure when the flow stands still; beyond e the law is exact.
ActiveResidual loss_residual(const ActiveLaw& law, const Potential& potential, double p_in,
                             double p_out, double flow_kg_s) {
  constexpr double slope_end_kg_s = 0.01;
  const double share = std::clamp(flow_kg_s / slope_end_kg_s, -1.0, 1.0);
  const bool is_sloped = std::abs(flow_kg_s) < slope_end_kg_s;
  const double target = p_in - law.pressure_loss_pa * share;
  ActiveResidual r;
  r.value_pa2 = potential.phi_pa2(p_out) - potential.phi_pa2(target);
  r.by_inlet = -potential.slope_pa(target) / potential.slope_pa(p_in);
  r.by_outlet = 1.0;
  r.by_flow_pa2_s_kg =
      is_sloped ? potential.slope_pa(target) * law.pressure_loss_pa / slope_end_kg_s : 0.0;
  r.status = is_sloped         ? ElementStatus::open
             : flow_kg_s > 0.0 ? ElementStatus::active
                               : ElementStatus::closed;
  return r;
}

}  // namespace

double outflow_kg_s(const Hole& hole, double pressure_pa, double density_kg_m3) {
  constexpr double outside_pa = constants::standard_atmosphere_pa;
  if (!(pressure_pa > outside_pa)) return 0.0;
  const double k = hole.isentropic_exponent;
  const double critical = std::pow(2.0 / (k + 1.0), k / (k - 1.0));
  const double share = outside_pa / pressure_pa;
  if (share <= critical)
    return hole.effective_area_m2 * std::sqrt(k * pressure_pa * density_kg_m3) *
           std::pow(2.0 / (k + 1.0), 0.5 * (k + 1.0) / (k - 1.0));
  const double inside = std::pow(share, 2.0 / k) - std::pow(share, (k + 1.0) / k);
  return hole.effective_area_m2 *
         std::sqrt(2.0 * k / (k - 1.0) * pressure_pa * density_kg_m3 * inside);
}

NetworkStep::NetworkStep(const Grid& grid, Model& model, std::vector<Hole> holes)
    : grid_(grid), model_(model), holes_(std::move(holes)), pipes_(grid, model) {
  build_pattern();
  vertex_kg_.assign(grid.vertices, 0.0);
  kg_by_phi_.assign(grid.vertices, 0.0);
  out_.assign(grid.vertices, 0.0);
  dphi_.assign(grid.vertices, 0.0);
  dp_.assign(grid.vertices, 0.0);
  hole_by_phi_.assign(grid.vertices, 0.0);
  active_.resize(grid.active_edges.size());
  factored_status_.assign(grid.active_edges.size(), ElementStatus::none);
  constexpr double usual_flow_kg_s = 100.0;
  active_scale_ = {model.phi_scale_pa2 / usual_flow_kg_s, active_leak, 0.0, active_leak};
}

void NetworkStep::build_pattern() {
  row_of_vertex_.assign(grid_.vertices, -1);
  for (std::size_t v = 0; v < grid_.vertices; ++v)
    if (!model_.is_held[v]) row_of_vertex_[v] = rows_++;
  const std::int32_t first_active = rows_;
  rows_ += static_cast<std::int32_t>(grid_.active_edges.size());
  std::vector<MatrixEntry> entries;
  for (std::int32_t i = 0; i < rows_; ++i) entries.push_back({i, i});
  const auto pair = [&](std::int32_t a, std::int32_t b) {
    if (a < 0 || b < 0) return;
    entries.push_back({std::max(a, b), std::min(a, b)});
    if (!grid_.is_symmetric) entries.push_back({std::min(a, b), std::max(a, b)});
  };
  const auto row = [&](std::int32_t v) { return row_of_vertex_[at(v)]; };
  for (const GridPipe& pipe : grid_.pipes) pair(row_of_vertex_[pipe.from], row_of_vertex_[pipe.to]);
  for (std::size_t k = 0; k < grid_.active_edges.size(); ++k) {
    const ModelEdge& edge = model_.edges[at(grid_.active_edges[k])];
    pair(first_active + static_cast<std::int32_t>(k), row(edge.from));
    pair(first_active + static_cast<std::int32_t>(k), row(edge.to));
  }
  const SparsePattern pattern(rows_, entries);
  const auto slot = [&](std::int32_t a, std::int32_t b) {
    if (a < 0 || b < 0) return -1;
    return grid_.is_symmetric ? pattern.slot(std::max(a, b), std::min(a, b)) : pattern.slot(a, b);
  };
  for (const GridPipe& pipe : grid_.pipes) {
    const std::int32_t a = row_of_vertex_[pipe.from];
    const std::int32_t b = row_of_vertex_[pipe.to];
    pipe_slots_.push_back({slot(a, a), slot(a, b), slot(b, a), slot(b, b)});
  }
  for (std::size_t k = 0; k < grid_.active_edges.size(); ++k) {
    const ModelEdge& edge = model_.edges[at(grid_.active_edges[k])];
    const std::int32_t own = first_active + static_cast<std::int32_t>(k);
    const std::int32_t a = row(edge.from);
    const std::int32_t b = row(edge.to);
    active_slots_.push_back(
        {slot(own, a), slot(own, b), slot(own, own), slot(a, own), slot(b, own)});
  }
  for (std::int32_t i = 0; i < rows_; ++i) diagonal_slots_.push_back(slot(i, i));
  values_.assign(pattern.slots(), 0.0);
  rhs_.assign(at(rows_), 0.0);
  if (grid_.is_symmetric)
    symmetric_ = std::make_unique<SymmetricSolver>(pattern);
  else
    unsymmetric_ = std::make_unique<UnsymmetricSolver>(pattern);
}

void NetworkStep::place_ends(std::vector<double>& x, const double* held_pa) const {
  double* vertex = x.data() + grid_.vertex_start();
  if (held_pa)
    for (std::size_t v = 0; v < grid_.vertices; ++v)
      if (model_.is_held[v]) vertex[v] = held_pa[v];
  for (const GridPipe& pipe : grid_.pipes) {
    x[pipe.first_point] = vertex[pipe.from];
    x[pipe.first_point + pipe.segments] = vertex[pipe.to];
  }
}

/// Residuals and slopes of active elements; true if one changed its state since the factors.
bool NetworkStep::read_active(const std::vector<double>& x) {
  bool has_changed = false;
  for (std::size_t k = 0; k < active_.size(); ++k) {
    const ModelEdge& edge = model_.edges[at(grid_.active_edges[k])];
    const ActiveLaw& law = model_.active_law[at(edge.law)];
    const double* vertex = x.data() + grid_.vertex_start();
    const double scale = 1.0 / active_scale_.pa2_s_kg;
    const double p_in = vertex[at(edge.from)];
    const double p_out = vertex[at(edge.to)];
    const double flow = x[grid_.active_start() + k];
    const Potential& potential = model_.potential;
    const ActiveResidual r = law.kind == ActiveLaw::Kind::pressure_loss
                                 ? loss_residual(law, potential, p_in, p_out, flow)
                                 : active_residual(law, potential, potential.phi_pa2(p_in),
                                                   potential.phi_pa2(p_out), flow, active_scale_);
    active_[k] = {r.value_pa2 * scale, r.by_inlet * scale, r.by_outlet * scale,
                  r.by_flow_pa2_s_kg * scale, r.status};
    has_changed = has_changed || r.status != factored_status_[k];
  }
  return has_changed;
}

void NetworkStep::assemble_residual(const std::vector<double>& x, const Stage& stage, bool is_new) {
  std::ranges::fill(vertex_kg_, 0.0);
  if (is_new) std::ranges::fill(kg_by_phi_, 0.0);
  pipes_.add_end_masses(vertex_kg_, kg_by_phi_, is_new);
  std::ranges::fill(out_, 0.0);
  for (std::size_t i = 0; i < grid_.pipes.size(); ++i) {
    out_[grid_.pipes[i].from] += pipes_.condensed()[i].out_from_kg_s;
    out_[grid_.pipes[i].to] += pipes_.condensed()[i].out_to_kg_s;
  }
  for (std::size_t k = 0; k < active_.size(); ++k) {
    const ModelEdge& edge = model_.edges[at(grid_.active_edges[k])];
    out_[at(edge.from)] += x[grid_.active_start() + k];
    out_[at(edge.to)] -= x[grid_.active_start() + k];
    rhs_[at(rows_) - active_.size() + k] = -active_[k].residual_kg_s;
  }
  const GasTable& gas = grid_.tables[0];
  for (const Hole& hole : holes_) {
    const double p = x[grid_.vertex_start() + hole.vertex];
    const auto flow = [&](double p_pa) {
      return outflow_kg_s(hole, p_pa, gas.at(p_pa).slope_pa / gas.rs_t());
    };
    out_[hole.vertex] += flow(p);
    if (!is_new) continue;
    constexpr double share = 1e-6;
    hole_by_phi_[hole.vertex] =
        (flow(p * (1.0 + share)) - flow(p)) / (share * p) / gas.at(p).slope_pa;
  }
  for (std::size_t v = 0; v < grid_.vertices; ++v) {
    if (row_of_vertex_[v] < 0) continue;
    rhs_[at(row_of_vertex_[v])] =
        stage.supply_kg_s[v] - out_[v] - (vertex_kg_[v] - stage.vertex_kg[v]) / stage.base.tau_s;
  }
}

void NetworkStep::assemble_matrix() {
  std::ranges::fill(values_, 0.0);
  const auto add = [&](std::int32_t slot, double x) {
    if (slot >= 0) values_[at(slot)] += x;
  };
  for (std::size_t v = 0; v < grid_.vertices; ++v)
    if (row_of_vertex_[v] >= 0)
      add(diagonal_slots_[at(row_of_vertex_[v])], kg_by_phi_[v] + hole_by_phi_[v]);
  for (std::size_t i = 0; i < grid_.pipes.size(); ++i) {
    const CondensedPipe& c = pipes_.condensed()[i];
    const PipeSlots& slots = pipe_slots_[i];
    const bool is_loop = grid_.pipes[i].from == grid_.pipes[i].to;
    add(slots.from_from, c.a00 * c.scale_from);
    add(slots.to_to, c.ann * c.scale_to);
    add(slots.from_to, c.a0n * c.scale_to);
    if (!grid_.is_symmetric || is_loop) add(slots.to_from, c.an0 * c.scale_from);
  }
  for (std::size_t k = 0; k < active_.size(); ++k) {
    const ActiveSlots& slots = active_slots_[k];
    add(slots.row_in, active_[k].by_in);
    add(slots.row_out, active_[k].by_out);
    add(slots.row_flow, active_[k].by_flow);
    add(slots.in_flow, 1.0);
    add(slots.out_flow, -1.0);
    factored_status_[k] = active_[k].status;
  }
}

bool NetworkStep::factorise() {
  if (rows_ == 0) return true;
  assemble_matrix();
  ++factorisations_;
  return symmetric_ ? symmetric_->factorise(values_).has_value()
                    : unsymmetric_->factorise(values_).has_value();
}

/// Solves and adds the changes to x; the relative size of the largest.
double NetworkStep::apply(std::vector<double>& x) {
  if (rows_ > 0 && symmetric_) symmetric_->solve(rhs_);
  if (rows_ > 0 && unsymmetric_) unsymmetric_->solve(rhs_);
  double largest = 0.0;
  double sum = 0.0;
  double* vertex = x.data() + grid_.vertex_start();
  for (std::size_t v = 0; v < grid_.vertices; ++v) {
    dphi_[v] = row_of_vertex_[v] < 0 ? 0.0 : rhs_[at(row_of_vertex_[v])];
    dp_[v] = dphi_[v] == 0.0 ? 0.0 : dphi_[v] / grid_.tables[0].at(vertex[v]).slope_pa;
    largest = std::max(largest, std::abs(dp_[v]) / vertex[v]);
    sum += dp_[v];
    vertex[v] += dp_[v];
  }
  double largest_flow = 0.0;
  for (std::size_t k = 0; k < active_.size(); ++k) {
    const double change = rhs_[at(rows_) - active_.size() + k];
    x[grid_.active_start() + k] += change;
    largest_flow = std::max(largest_flow, std::abs(change));
    sum += change;
  }
  const Pipes::Change change = pipes_.substitute(x, dphi_);
  if (std::isnan(sum) || std::isnan(change.pressure_relative)) return std::nan("");
  largest = std::max(largest, change.pressure_relative);
  if (largest > largest_change) damp(x, largest_change / largest);
  largest_flow = std::max(largest_flow, change.flow_kg_s);
  return std::max(largest, largest_flow / flow_scale_kg_s_);
}

void NetworkStep::damp(std::vector<double>& x, double damping) {
  pipes_.damp(x, damping);
  for (std::size_t v = 0; v < grid_.vertices; ++v)
    x[grid_.vertex_start() + v] -= (1.0 - damping) * dp_[v];
  for (std::size_t k = 0; k < active_.size(); ++k)
    x[grid_.active_start() + k] -= (1.0 - damping) * rhs_[at(rows_) - active_.size() + k];
}

/// The error that is left is the change times the contraction; that is measured by every second
/// iteration, and at least in every tenth stage.
bool NetworkStep::is_accepted(int iteration, double norm, double previous) {
  constexpr int unmeasured_limit = 10;
  if (iteration == 0) {
    const bool is_small = norm * contraction_ <= iteration_tolerance;
    if (!is_small || unmeasured_ >= unmeasured_limit) return false;
    ++unmeasured_;
    return true;
  }
  const double measured = norm / previous;
  const bool is_rounding = norm < 1e-9 && measured > 0.2;
  if (!is_rounding) contraction_ = std::max(measured, contraction_floor);
  if (norm > 0.0 && norm * measured > iteration_tolerance && !is_rounding) return false;
  unmeasured_ = 0;
  return true;
}

bool NetworkStep::solve(std::vector<double>& x, const Stage& stage) {
  place_ends(x, stage.held_pa);
  bool is_new = !has_factors_ || factored_tau_s_ != stage.base.tau_s;
  if (is_new) {
    flow_scale_kg_s_ = 1e-3;
    for (std::size_t s = 0; s < grid_.segments; ++s)
      flow_scale_kg_s_ = std::max(flow_scale_kg_s_, std::abs(x[grid_.flow_start() + s]));
    for (std::size_t v = 0; v < grid_.vertices; ++v)
      flow_scale_kg_s_ = std::max(flow_scale_kg_s_, std::abs(stage.supply_kg_s[v]));
    contraction_ = 1.0;
  }
  double previous = 0.0;
  for (int iteration = 0; iteration < iteration_limit; ++iteration) {
    if (read_active(x)) is_new = true;
    pipes_.eliminate(x, stage.base, is_new);
    assemble_residual(x, stage, is_new);
    if (is_new) {
      has_factors_ = factorise();
      if (!has_factors_) return false;
      factored_tau_s_ = stage.base.tau_s;
    }
    ++iterations_;
    const double norm = apply(x);
    place_ends(x, nullptr);
    if (!std::isfinite(norm)) break;
    if (is_accepted(iteration, norm, previous)) return true;
    constexpr double slow = 0.05;
    is_new = iteration > 0 && norm > slow * previous;
    previous = norm;
  }
  has_factors_ = false;
  return false;
}

void NetworkStep::net_outflow(const std::vector<double>& x, std::vector<double>& out) const {
  std::ranges::fill(out, 0.0);
  const double* flow = x.data() + grid_.flow_start();
  for (const GridPipe& pipe : grid_.pipes) {
    out[pipe.from] += flow[pipe.first_segment];
    out[pipe.to] -= flow[pipe.first_segment + pipe.segments - 1];
  }
  for (std::size_t k = 0; k < active_.size(); ++k) {
    const ModelEdge& edge = model_.edges[at(grid_.active_edges[k])];
    out[at(edge.from)] += x[grid_.active_start() + k];
    out[at(edge.to)] -= x[grid_.active_start() + k];
  }
}

double NetworkStep::outflow_of_hole(std::size_t index, const std::vector<double>& x) const {
  const Hole& hole = holes_[index];
  const double p = x[grid_.vertex_start() + hole.vertex];
  return outflow_kg_s(hole, p, grid_.tables[0].at(p).slope_pa / grid_.tables[0].rs_t());
}

void NetworkStep::vertex_masses(const std::vector<double>& x, std::vector<double>& mass) const {
  std::ranges::fill(mass, 0.0);
  for (const GridPipe& pipe : grid_.pipes) {
    const GasTable& gas = grid_.tables[pipe.table];
    const double half = 0.5 * pipe.cell_volume_m3 / gas.rs_t();
    mass[pipe.from] += half * gas.at(x[pipe.first_point]).slope_pa;
    mass[pipe.to] += half * gas.at(x[pipe.first_point + pipe.segments]).slope_pa;
  }
}

}  // namespace landbridge::gas
