#include "landbridge/gas/transient_run.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/gas/transient_events.hpp"

namespace landbridge::gas {
namespace {

/// Both schemes have the same implicit share of a step, so they share factors [hosea1996].
constexpr double implicit_share = 0.29289321881345248;  // 1 - 1/sqrt(2)
constexpr double other_share = 0.35355339059327376;     // sqrt(2)/4
constexpr double shortest_step_s = 1e-3;
constexpr double same_time = 1e-9;  ///< relative: steps that differ by less are equal

}  // namespace

TransientRun::TransientRun(TransientProblem transient, const TransientOptions& options)
    : transient_(std::move(transient)),
      options_(options),
      problem_(transient_.problem),
      stations_(transient_.machines) {
  is_set_point_off_.assign(transient_.set_point.size(), 0);
  step_limit_s_ = options_.step.si();
  if (problem_.supply.empty()) problem_.supply.resize(problem_.network.nodes());
  for (const MassFlow supply : problem_.supply.values()) own_supply_kg_s_.push_back(supply.si());
  change_.resize(own_supply_kg_s_.size());
  find_breaks();
}

void TransientRun::find_breaks() {
  const double end_s = options_.duration.si();
  const auto add = [&](const Series& s) {
    for (std::size_t i = 0; i < s.time_s.size(); ++i) {
      const double t = s.time_s[i];
      if (t >= 0.0 && t < end_s) breaks_.push_back({t, value_until(s, t) != value_from(s, t)});
    }
  };
  for (const NodeSeries& s : transient_.supply) add(s.series);
  for (const NodeSeries& s : transient_.pressure) add(s.series);
  for (const SetPointSeries& s : transient_.set_point) add(s.series);
  for (const TransientEvent& e : transient_.events)
    if (e.time.si() < end_s) breaks_.push_back({e.time.si(), true});
  std::stable_sort(breaks_.begin(), breaks_.end(),
                   [](const Break& a, const Break& b) { return a.time_s < b.time_s; });
  std::vector<Break> merged;
  for (const Break& b : breaks_) {
    if (merged.empty() || b.time_s > merged.back().time_s)
      merged.push_back(b);
    else
      merged.back().is_jump = merged.back().is_jump || b.is_jump;
  }
  breaks_ = std::move(merged);
}

/// Values at a time, on the side before or after a jump, for vertices and active elements.
void TransientRun::read_boundary(double time_s, bool is_after) {
  const Model& model = *plant_.model;
  const auto value = [&](const Series& s) {
    return is_after ? value_from(s, time_s) : value_until(s, time_s);
  };
  for (const NodeSeries& s : transient_.supply) own_supply_kg_s_[s.node.index()] = value(s.series);
  for (std::size_t i = 0; i < own_supply_kg_s_.size(); ++i) {
    const double scaled = change_[i].factor * own_supply_kg_s_[i];
    problem_.supply[NodeId(i)] =
        MassFlow::from_si(scaled < 0.0 ? std::min(0.0, scaled + change_[i].cut_kg_s) : scaled);
  }
  std::ranges::fill(supply_kg_s_, 0.0);
  for (std::size_t i = 0; i < model.vertex_of_node.size(); ++i)
    supply_kg_s_[static_cast<std::size_t>(model.vertex_of_node[i])] +=
        problem_.supply[NodeId(i)].si();
  for (const FixedPressure& held : problem_.fixed_pressure)
    held_pa_[static_cast<std::size_t>(model.vertex_of_node[held.node.index()])] =
        held.pressure.si();
  for (const NodeSeries& s : transient_.pressure)
    held_pa_[static_cast<std::size_t>(model.vertex_of_node[s.node.index()])] = value(s.series);
  for (std::size_t i = 0; i < transient_.set_point.size(); ++i) {
    if (is_set_point_off_[i]) continue;
    const SetPointSeries& s = transient_.set_point[i];
    apply_set_point(problem_, s, value(s.series));
    for (const std::int32_t e : plant_.grid.active_edges) {
      const ModelEdge& edge = model.edges[static_cast<std::size_t>(e)];
      if (edge.link != s.link) continue;
      ActiveLaw& law = plant_.model->active_law[static_cast<std::size_t>(edge.law)];
      for (const auto& row : problem_.links.of<Compressor>())
        if (row.id == s.link) law = law_of(row.link, problem_.gas, model.potential);
      for (const auto& row : problem_.links.of<Regulator>())
        if (row.id == s.link) law = law_of(row.link, model.potential);
    }
  }
  stations_.take_fuel(supply_kg_s_);
  stations_.write_laws(problem_, *plant_.model);
}

// ---- stages -------------------------------------------------------------------------------------

/// base = now + width (weight_now k_now + weight_first k_first), for masses and flows.
void TransientRun::set_base(double width_s, double weight_now, double weight_first) {
  const auto combine = [&](const double* now, const std::vector<double>& k_now,
                           const std::vector<double>& k_first, std::vector<double>& out) {
    const double a = width_s * weight_now;
    const double b = width_s * weight_first;
    const std::size_t n = out.size();
    double* to = out.data();
    if (a == 0.0 && b == 0.0) {
      std::copy(now, now + n, to);
    } else if (b == 0.0) {
      for (std::size_t i = 0; i < n; ++i) to[i] = now[i] + a * k_now[i];
    } else if (a == 0.0) {
      for (std::size_t i = 0; i < n; ++i) to[i] = now[i] + b * k_first[i];
    } else {
      for (std::size_t i = 0; i < n; ++i) to[i] = now[i] + (a * k_now[i] + b * k_first[i]);
    }
  };
  combine(now_.point_kg.data(), rates_now_.point_kg_s, rates_first_.point_kg_s, base_point_kg_);
  combine(now_.vertex_kg.data(), rates_now_.vertex_kg_s, rates_first_.vertex_kg_s, base_vertex_kg_);
  combine(now_.x.data() + plant_.grid.flow_start(), rates_now_.segment_kg_s2,
          rates_first_.segment_kg_s2, base_segment_kg_s_);
}

/// The parabola through the last three states that are known; fewer after a jump.
void TransientRun::guess(double time_s, std::vector<double>& x) const {
  const TransientState* a = &now_;
  const TransientState* b = &before_first_;
  const TransientState* c = &before_;
  if (first_.time_s > now_.time_s) {
    c = known_ >= 2 ? &before_first_ : nullptr;
    b = &now_;
    a = &first_;
  } else if (known_ < 2) {
    x = now_.x;
    return;
  }
  if (c == nullptr) {
    x = first_.x;
    return;
  }
  const double t = time_s;
  const double la =
      (t - b->time_s) * (t - c->time_s) / ((a->time_s - b->time_s) * (a->time_s - c->time_s));
  const double lb =
      (t - a->time_s) * (t - c->time_s) / ((b->time_s - a->time_s) * (b->time_s - c->time_s));
  const double lc =
      (t - a->time_s) * (t - b->time_s) / ((c->time_s - a->time_s) * (c->time_s - b->time_s));
  const double* xa = a->x.data();
  const double* xb = b->x.data();
  const double* xc = c->x.data();
  double lowest = 1.0;
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = la * xa[i] + lb * xb[i] + lc * xc[i];
  const Grid& grid = plant_.grid;
  for (std::size_t i = 0; i < grid.points; ++i) lowest = std::min(lowest, x[i] - 0.5 * xa[i]);
  for (std::size_t i = grid.vertex_start(); i < grid.active_start(); ++i)
    lowest = std::min(lowest, x[i] - 0.5 * xa[i]);
  if (!(lowest > 0.0)) x = a->x;
}

bool TransientRun::stage(double time_s, double tau_s, TransientState& out, StageRates& rates) {
  guess(time_s, out.x);
  read_boundary(time_s, false);
  Stage asked;
  asked.base = {tau_s, base_point_kg_.data(), base_segment_kg_s_.data()};
  asked.vertex_kg = base_vertex_kg_.data();
  asked.supply_kg_s = supply_kg_s_.data();
  asked.held_pa = held_pa_.data();
  if (!plant_.network->solve(out.x, asked)) return false;
  out.time_s = time_s;
  read_rates(out, tau_s, rates);
  return true;
}

/// Rates from the flows that were found, so that what leaves one cell enters the next to rounding.
void TransientRun::read_rates(const TransientState& found, double tau_s, StageRates& rates) {
  const Grid& grid = plant_.grid;
  const double* flow = found.x.data() + grid.flow_start();
  for (const GridPipe& pipe : grid.pipes) {
    double* k = rates.point_kg_s.data() + pipe.first_point;
    const double* m = flow + pipe.first_segment;
    for (std::size_t j = 1; j < pipe.segments; ++j) k[j] = m[j - 1] - m[j];
  }
  const double per_tau = 1.0 / tau_s;
  for (std::size_t s = 0; s < grid.segments; ++s)
    rates.segment_kg_s2[s] = (flow[s] - base_segment_kg_s_[s]) * per_tau;
  const NetworkStep& network = *plant_.network;
  network.net_outflow(found.x, rates.vertex_kg_s);
  rates.supply_kg_s = supply_kg_s_;
  for (std::size_t h = 0; h < rates.hole_kg_s.size(); ++h) {
    rates.hole_kg_s[h] = network.outflow_of_hole(h, found.x);
    rates.supply_kg_s[network.holes()[h].vertex] -= rates.hole_kg_s[h];
  }
  const Model& model = *plant_.model;
  bool has_masses = false;
  for (std::size_t v = 0; v < grid.vertices; ++v) {
    const double out = rates.vertex_kg_s[v];
    if (!model.is_held[v]) {
      rates.vertex_kg_s[v] = rates.supply_kg_s[v] - out;
      continue;
    }
    if (!has_masses) network.vertex_masses(found.x, last_.vertex_kg);
    has_masses = true;
    rates.vertex_kg_s[v] = (last_.vertex_kg[v] - base_vertex_kg_[v]) * per_tau;
    rates.supply_kg_s[v] = rates.vertex_kg_s[v] + out;
  }
}

/// One step: TR-BDF2 [bank1985], written as an implicit Runge-Kutta scheme [hosea1996]; after a
/// jump, where the slope before it is of no use, the scheme of two implicit stages [alexander1977].
bool TransientRun::stages(double width_s) {
  const double g = implicit_share;
  const double start_s = now_.time_s;
  first_.time_s = start_s;  // not yet known
  if (options_.scheme == TimeScheme::implicit_euler) {
    set_base(width_s, 0.0, 0.0);
    return stage(start_s + width_s, width_s, last_, rates_last_);
  }
  const double weight_now = has_rates_ ? other_share : 0.0;
  const double weight_first = has_rates_ ? other_share : 1.0 - g;
  set_base(width_s, has_rates_ ? g : 0.0, 0.0);
  const double first_s = start_s + (has_rates_ ? 2.0 * g : g) * width_s;
  if (!stage(first_s, g * width_s, first_, rates_first_)) return false;
  set_base(width_s, weight_now, weight_first);
  return stage(start_s + width_s, g * width_s, last_, rates_last_);
}

/// A step, taken again until every station is on its map at its end.
bool TransientRun::step(double width_s) {
  constexpr int rounds_max = 60;
  const bool has_machines = !stations_.empty();
  if (has_machines) stations_.begin_step(now_.time_s);
  for (int round = 0; round < rounds_max; ++round) {
    if (!stages(width_s)) break;
    if (has_machines && !stations_.settle(problem_, *plant_.model, last_.x)) {
      plant_.network->forget();
      continue;
    }
    const bool is_euler = options_.scheme == TimeScheme::implicit_euler;
    const double weight_now = is_euler || !has_rates_ ? 0.0 : other_share;
    const double weight_first = is_euler ? 0.0 : has_rates_ ? other_share : 1.0 - implicit_share;
    if (has_machines) stations_.accept(problem_, *plant_.model, last_.x, now_.time_s + width_s);
    accept(width_s, weight_now, weight_first, is_euler ? 1.0 : implicit_share);
    return true;
  }
  if (has_machines) stations_.give_up();
  return false;
}

void TransientRun::accept(double width_s, double weight_now, double weight_first,
                          double weight_last) {
  const bool is_euler = options_.scheme == TimeScheme::implicit_euler;
  for (std::size_t v = 0; v < plant_.grid.vertices; ++v) {
    const double first = weight_first == 0.0 ? 0.0 : weight_first * rates_first_.supply_kg_s[v];
    const double now = weight_now == 0.0 ? 0.0 : weight_now * rates_now_.supply_kg_s[v];
    net_supply_kg_ += width_s * (now + first + weight_last * rates_last_.supply_kg_s[v]);
  }
  const double tau_s = weight_last * width_s;
  const auto finish = [tau_s](std::vector<double>& mass, const std::vector<double>& base,
                              const std::vector<double>& rate) {
    for (std::size_t i = 0; i < mass.size(); ++i) mass[i] = base[i] + tau_s * rate[i];
  };
  finish(last_.point_kg, base_point_kg_, rates_last_.point_kg_s);
  finish(last_.vertex_kg, base_vertex_kg_, rates_last_.vertex_kg_s);
  std::swap(before_, now_);
  std::swap(now_, last_);
  std::swap(before_first_, first_);
  std::swap(rates_now_, rates_last_);
  first_.time_s = now_.time_s;
  has_rates_ = !is_euler;
  known_ = is_euler ? 0 : 2;
  ++steps_;
}

bool TransientRun::advance_to(double time_s) {
  double width_s = step_limit_s_;
  const double shortest_s = std::min(shortest_step_s, 1e-3 * options_.step.si());
  while (now_.time_s < time_s) {
    double left_s = time_s - now_.time_s;
    if (std::abs(left_s - width_s) <= same_time * width_s) left_s = width_s;
    const double try_s = std::min(width_s, left_s);
    if (step(try_s)) {
      if (try_s == left_s) now_.time_s = time_s;
      width_s = std::min(2.0 * width_s, options_.step.si());
      continue;
    }
    ++rejected_;
    plant_.network->forget();
    known_ = 0;
    has_rates_ = false;
    if (stations_.stop(now_.time_s, false)) continue;
    width_s = 0.25 * try_s;
    if (width_s >= shortest_s) continue;
    if (!stations_.stop(now_.time_s, true)) return false;
    width_s = options_.step.si();
  }
  step_limit_s_ = std::min(2.0 * width_s, options_.step.si());
  return true;
}

double TransientRun::linepack_kg() const {
  const Grid& grid = plant_.grid;
  double sum = 0.0;
  for (const GridPipe& pipe : grid.pipes) {
    const GasTable& gas = grid.tables[pipe.table];
    double pipe_sum = 0.0;
    for (std::size_t j = 0; j <= pipe.segments; ++j) {
      const double weight = j == 0 || j == pipe.segments ? 0.5 : 1.0;
      pipe_sum += weight * gas.at(now_.x[pipe.first_point + j]).slope_pa;
    }
    sum += pipe_sum * pipe.cell_volume_m3 / gas.rs_t();
  }
  return sum;
}

void TransientRun::node_supplies(std::vector<double>& supply_kg_s) const {
  const Model& model = *plant_.model;
  std::vector<double> rest = rates_now_.supply_kg_s;
  for (std::size_t i = 0; i < supply_kg_s.size(); ++i) {
    const bool is_held = std::any_of(problem_.fixed_pressure.begin(), problem_.fixed_pressure.end(),
                                     [i](const auto& held) { return held.node.index() == i; });
    supply_kg_s[i] = is_held ? 0.0 : problem_.supply[NodeId(i)].si();
    rest[static_cast<std::size_t>(model.vertex_of_node[i])] -= supply_kg_s[i];
  }
  for (std::size_t v = 0; v < rest.size(); ++v) rest[v] += stations_.fuel_at(v);
  for (const FixedPressure& held : problem_.fixed_pressure) {
    double& left = rest[static_cast<std::size_t>(model.vertex_of_node[held.node.index()])];
    supply_kg_s[held.node.index()] += left;
    left = 0.0;
  }
  for (std::size_t h = 0; h < open_holes_.size() && h < rates_now_.hole_kg_s.size(); ++h)
    supply_kg_s[transient_.events[open_holes_[h]].node.index()] -= rates_now_.hole_kg_s[h];
}

TransientCertificate TransientRun::certificate() const {
  TransientCertificate c;
  c.start_residual_relative = start_residual_;
  c.cells = plant_.grid.cells();
  c.steps = steps_;
  c.rejected_steps = rejected_;
  c.iterations = iterations_ + plant_.network->iterations();
  c.factorisations = factorisations_ + plant_.network->factorisations();
  c.map_residual_relative = stations_.map_residual_relative();
  c.map_rounds = stations_.rounds();
  return c;
}

}  // namespace landbridge::gas
