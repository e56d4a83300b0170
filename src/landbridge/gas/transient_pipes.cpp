#include "landbridge/gas/transient_pipes.hpp"

#include <algorithm>
#include <cmath>

namespace landbridge::gas {
namespace {

/// Keeps the conductance of a segment finite where its flow stands still.
constexpr double still_flow_kg_s = 1e-6;

}  // namespace

Pipes::Pipes(const Grid& grid, const Model& model) : grid_(grid), model_(model) {
  for (auto* column : {&phi_, &slope_, &curvature_, &inverse_slope_, &storage_, &alpha_, &beta_,
                       &omega_, &inverse_pivot_, &row0_, &change_p_})
    column->assign(grid.points, 0.0);
  for (auto* column : {&residual_, &conductance_, &from_, &to_, &q_, &change_m_, &cached_flow_,
                       &cached_factor_, &cached_slope_})
    column->assign(grid.segments, 0.0);
  condensed_.resize(grid.pipes.size());
}

void Pipes::fill_points(const GridPipe& pipe, const double* p, bool is_new) {
  const GasTable& gas = grid_.tables[pipe.table];
  const std::size_t n = pipe.segments + 1;
  double* phi = phi_.data() + pipe.first_point;
  double* slope = slope_.data() + pipe.first_point;
  double* curvature = curvature_.data() + pipe.first_point;
  if (gas.is_closed_form()) {
    const double b1 = gas.b1();
    const double b2 = gas.b2_1_pa();
    for (std::size_t j = 0; j < n; ++j) {
      phi[j] = p[j] * p[j] * (0.5 * b1 + b2 / 3.0 * p[j]);
      slope[j] = p[j] * (b1 + b2 * p[j]);
      curvature[j] = b1 + 2.0 * b2 * p[j];
    }
  } else {
    for (std::size_t j = 0; j < n; ++j) {
      const GasTable::Values v = gas.at(p[j]);
      phi[j] = v.phi_pa2;
      slope[j] = v.slope_pa;
      curvature[j] = v.curvature;
    }
  }
  if (!is_new) return;
  double* inverse = inverse_slope_.data() + pipe.first_point;
  double* storage = storage_.data() + pipe.first_point;
  const double per_tau = pipe.cell_volume_m3 / (gas.rs_t() * tau_s_);
  for (std::size_t j = 0; j < n; ++j) {
    inverse[j] = 1.0 / slope[j];
    storage[j] = per_tau * curvature[j] * inverse[j];
  }
  storage[0] *= 0.5;
  storage[n - 1] *= 0.5;
}

/// Where friction follows from the flow: lambda and its slope by ln Re are kept while the flow
/// stays within 1e-4, which leaves less than 1e-9 of lambda.
Pipes::Drop Pipes::drop_of(const GridPipe& pipe, std::size_t segment, double flow_kg_s) {
  const PipeLaw& law = model_.pipe_law[static_cast<std::size_t>(model_.edges[pipe.edge].law)];
  const double size = std::abs(flow_kg_s);
  const double c = pipe.drag_pa2_s2_kg2;
  constexpr double laminar_end_reynolds = 2320.0;
  if (size * law.reynolds_s_kg < laminar_end_reynolds) {
    const double slope = c * 64.0 / law.reynolds_s_kg;
    return {slope * flow_kg_s, slope};
  }
  constexpr double kept_change = 1e-4;
  double change = size / cached_flow_[segment] - 1.0;
  if (!(std::abs(change) <= kept_change)) {
    const FrictionSlope friction = friction_with_slope(law.friction, law.diameter_m,
                                                       law.roughness_m, size * law.reynolds_s_kg);
    cached_flow_[segment] = size;
    cached_factor_[segment] = friction.factor;
    cached_slope_[segment] = friction.slope_by_log_reynolds;
    change = 0.0;
  }
  const double factor =
      cached_factor_[segment] + cached_slope_[segment] * change * (1.0 - 0.5 * change);
  return {c * factor * flow_kg_s * size, c * size * (2.0 * factor + cached_slope_[segment])};
}

void Pipes::fill_segments(const GridPipe& pipe, const double* m, const double* m_base,
                          bool is_new) {
  const double* phi = phi_.data() + pipe.first_point;
  const double* slope = slope_.data() + pipe.first_point;
  const std::size_t first = pipe.first_segment;
  const std::size_t n = pipe.segments;
  double* r = residual_.data() + first;
  double* g = conductance_.data() + first;
  const double inertia = 0.5 * pipe.inertia_1_m / tau_s_;
  if (pipe.fixed_factor > 0.0) {
    const double c = pipe.drag_pa2_s2_kg2 * pipe.fixed_factor;
    for (std::size_t j = 0; j < n; ++j)
      r[j] = phi[j + 1] - phi[j] + c * m[j] * std::abs(m[j]) +
             inertia * (slope[j] + slope[j + 1]) * (m[j] - m_base[j]);
    if (is_new)
      for (std::size_t j = 0; j < n; ++j)
        g[j] = 1.0 /
               (2.0 * c * (std::abs(m[j]) + still_flow_kg_s) + inertia * (slope[j] + slope[j + 1]));
  } else {
    for (std::size_t j = 0; j < n; ++j) {
      const Drop drop = drop_of(pipe, first + j, m[j]);
      const double mass = inertia * (slope[j] + slope[j + 1]);
      r[j] = phi[j + 1] - phi[j] + drop.value + mass * (m[j] - m_base[j]);
      if (is_new) g[j] = 1.0 / (drop.slope + mass);
    }
  }
  if (!is_new) return;
  std::copy(g, g + n, from_.data() + first);
  std::copy(g, g + n, to_.data() + first);
}

void Pipes::fill_sloped_segments(const GridPipe& pipe, const double* p, const double* m,
                                 const double* m_base, bool is_new) {
  const GasTable& gas = grid_.tables[pipe.table];
  const double* phi = phi_.data() + pipe.first_point;
  const double* slope = slope_.data() + pipe.first_point;
  const double inertia = 0.5 * pipe.inertia_1_m / tau_s_;
  for (std::size_t j = 0; j < pipe.segments; ++j) {
    const std::size_t k = pipe.first_segment + j;
    const GasTable::Values middle = gas.at(0.5 * (p[j] + p[j + 1]));
    const double half = 0.5 * middle.slope_pa * middle.slope_pa / middle.phi_pa2 * pipe.height_term;
    const double up = std::exp(half);
    const double down = 1.0 / up;
    const double sinhc = std::abs(half) < 1e-8 ? 1.0 : 0.5 * (up - down) / half;
    const double c = pipe.drag_pa2_s2_kg2 * pipe.fixed_factor;
    const Drop drop = pipe.fixed_factor > 0.0 ? Drop{c * m[j] * std::abs(m[j]),
                                                     2.0 * c * (std::abs(m[j]) + still_flow_kg_s)}
                                              : drop_of(pipe, k, m[j]);
    const double mass = inertia * (slope[j] + slope[j + 1]);
    residual_[k] = phi[j + 1] * up - phi[j] * down + drop.value * sinhc + mass * (m[j] - m_base[j]);
    if (!is_new) continue;
    conductance_[k] = 1.0 / (drop.slope * sinhc + mass);
    from_[k] = conductance_[k] * down;
    to_[k] = conductance_[k] * up;
  }
}

/// Eliminates the inner points from `from` to `to`:
///   dphi_j = alpha_j + beta_j dphi_(j+1) + omega_j dphi_0
/// Row 0 keeps its entry in the point that is next, row0_.
void Pipes::sweep(std::size_t index, const double* m, const double* mass_base, bool is_new) {
  const GridPipe& pipe = grid_.pipes[index];
  const std::size_t n = pipe.segments;
  const std::size_t point = pipe.first_point;
  const std::size_t segment = pipe.first_segment;
  const double* from = from_.data() + segment;
  const double* to = to_.data() + segment;
  const double* slope = slope_.data() + point;
  const double* storage = storage_.data() + point;
  double* q = q_.data() + segment;
  double* alpha = alpha_.data() + point;
  double* beta = beta_.data() + point;
  double* omega = omega_.data() + point;
  double* inverse = inverse_pivot_.data() + point;
  double* row0 = row0_.data() + point;
  for (std::size_t j = 0; j < n; ++j)
    q[j] = m[j] - conductance_[segment + j] * residual_[segment + j];
  CondensedPipe& out = condensed_[index];
  if (is_new) {
    double a00 = from[0];
    double entry = -to[0];
    double last_beta = 0.0;
    double last_omega = 1.0;
    for (std::size_t j = 1; j < n; ++j) {
      inverse[j] = 1.0 / (storage[j] + from[j] + to[j - 1] - from[j - 1] * last_beta);
      last_beta = beta[j] = to[j] * inverse[j];
      last_omega = omega[j] = (j == 1 ? from[0] : from[j - 1] * last_omega) * inverse[j];
      row0[j] = entry;
      a00 += entry * last_omega;
      entry *= last_beta;
    }
    out.a00 = a00;
    out.a0n = entry;
    out.an0 = -from[n - 1] * last_omega;
    out.ann = to[n - 1] - (n > 1 ? from[n - 1] * last_beta : 0.0);
  }
  const double per_mass = pipe.cell_volume_m3 / grid_.tables[pipe.table].rs_t();
  const double per_tau = 1.0 / tau_s_;
  double last_alpha = 0.0;
  double row = q[0];
  for (std::size_t j = 1; j < n; ++j) {
    const double rest = q[j - 1] - q[j] - (per_mass * slope[j] - mass_base[point + j]) * per_tau;
    last_alpha = alpha[j] = (rest + from[j - 1] * last_alpha) * inverse[j];
    row += row0[j] * last_alpha;
  }
  out.out_from_kg_s = row;
  out.out_to_kg_s = -q[n - 1] - from[n - 1] * last_alpha;
}

void Pipes::eliminate(const std::vector<double>& x, const StageBase& base, bool is_new) {
  tau_s_ = base.tau_s;
  const double* flow = x.data() + grid_.flow_start();
  for (std::size_t i = 0; i < grid_.pipes.size(); ++i) {
    const GridPipe& pipe = grid_.pipes[i];
    const double* p = x.data() + pipe.first_point;
    const double* m = flow + pipe.first_segment;
    const double* m_base = base.segment_kg_s + pipe.first_segment;
    fill_points(pipe, p, is_new);
    if (pipe.height_term == 0.0)
      fill_segments(pipe, m, m_base, is_new);
    else
      fill_sloped_segments(pipe, p, m, m_base, is_new);
    sweep(i, m, base.point_kg, is_new);
    if (!is_new || pipe.table == 0) continue;
    const std::size_t last = pipe.first_point + pipe.segments;
    condensed_[i].scale_from = slope_[pipe.first_point] / grid_.tables[0].at(p[0]).slope_pa;
    condensed_[i].scale_to = slope_[last] / grid_.tables[0].at(p[pipe.segments]).slope_pa;
  }
}

void Pipes::add_end_masses(std::vector<double>& vertex_kg, std::vector<double>& by_phi,
                           bool is_new) const {
  for (std::size_t i = 0; i < grid_.pipes.size(); ++i) {
    const GridPipe& pipe = grid_.pipes[i];
    const double half = 0.5 * pipe.cell_volume_m3 / grid_.tables[pipe.table].rs_t();
    const std::size_t last = pipe.first_point + pipe.segments;
    vertex_kg[pipe.from] += half * slope_[pipe.first_point];
    vertex_kg[pipe.to] += half * slope_[last];
    if (!is_new) continue;
    by_phi[pipe.from] += storage_[pipe.first_point] * condensed_[i].scale_from;
    by_phi[pipe.to] += storage_[last] * condensed_[i].scale_to;
  }
}

Pipes::Change Pipes::substitute(std::vector<double>& x, const std::vector<double>& vertex_dphi) {
  Change change;
  double* flow = x.data() + grid_.flow_start();
  for (std::size_t i = 0; i < grid_.pipes.size(); ++i) {
    const GridPipe& pipe = grid_.pipes[i];
    const std::size_t n = pipe.segments;
    const std::size_t point = pipe.first_point;
    const std::size_t segment = pipe.first_segment;
    const double first = vertex_dphi[pipe.from] * condensed_[i].scale_from;
    double* d = change_p_.data() + point;
    double* dm = change_m_.data() + segment;
    d[0] = first;
    d[n] = vertex_dphi[pipe.to] * condensed_[i].scale_to;
    for (std::size_t j = n; j-- > 1;)
      d[j] = alpha_[point + j] + beta_[point + j] * d[j + 1] + omega_[point + j] * first;
    double largest_flow = 0.0;
    for (std::size_t j = 0; j < n; ++j) {
      dm[j] = q_[segment + j] - flow[segment + j] + from_[segment + j] * d[j] -
              to_[segment + j] * d[j + 1];
      flow[segment + j] += dm[j];
      largest_flow = std::max(largest_flow, std::abs(dm[j]));
    }
    double largest = 0.0;
    for (std::size_t j = 1; j < n; ++j) {
      d[j] *= inverse_slope_[point + j];
      largest = std::max(largest, std::abs(d[j]) / x[point + j]);
      x[point + j] += d[j];
    }
    const double sum = largest + largest_flow + d[n > 1 ? 1 : 0] + dm[n - 1];  // NaN stays NaN
    if (!(largest <= change.pressure_relative) || std::isnan(sum))
      change.pressure_relative = std::isnan(sum) ? sum : largest;
    change.flow_kg_s = std::max(change.flow_kg_s, largest_flow);
  }
  return change;
}

void Pipes::damp(std::vector<double>& x, double damping) const {
  for (const GridPipe& pipe : grid_.pipes) {
    for (std::size_t j = 1; j < pipe.segments; ++j)
      x[pipe.first_point + j] -= (1.0 - damping) * change_p_[pipe.first_point + j];
    for (std::size_t j = 0; j < pipe.segments; ++j)
      x[grid_.flow_start() + pipe.first_segment + j] -=
          (1.0 - damping) * change_m_[pipe.first_segment + j];
  }
}

}  // namespace landbridge::gas
