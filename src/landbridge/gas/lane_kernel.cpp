#include "landbridge/gas/lane_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

// Every loop over lanes has a fixed length and no order among lanes, so that the compiler turns it
// into vector instructions of whatever width, and the bits are the same for each. All functions are
// inlined into one copy of the kernel for each set of instructions.

namespace landbridge::gas {
namespace {

using Number = std::int32_t;

[[gnu::always_inline]] inline std::size_t at(Number i) { return static_cast<std::size_t>(i); }

constexpr double least_flow = 1e-9;       // of the flow scale: below it a pipe counts as linear
constexpr double zero_flow = 1e-11;       // of the flow scale
constexpr double settled_step = 1e-9;     // of the flow scale
constexpr double mode_tolerance = 1e-11;  // of the potential

[[gnu::always_inline]] inline void fill(Lanes* __restrict to, std::size_t count, double x) {
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t l = 0; l < lane_count; ++l) to[i].v[l] = x;
}
[[gnu::always_inline]] inline void add(Lanes& __restrict to, const Lanes& __restrict x) {
  for (std::size_t l = 0; l < lane_count; ++l) to.v[l] += x.v[l];
}
[[gnu::always_inline]] inline void subtract(Lanes& __restrict to, const Lanes& __restrict x) {
  for (std::size_t l = 0; l < lane_count; ++l) to.v[l] -= x.v[l];
}
[[gnu::always_inline]] inline void subtract_product(Lanes& __restrict to, const Lanes& __restrict x,
                                                    const Lanes& __restrict y) {
  for (std::size_t l = 0; l < lane_count; ++l) to.v[l] -= x.v[l] * y.v[l];
}
[[gnu::always_inline]] inline void keep_larger_size(Lanes& __restrict to,
                                                    const Lanes& __restrict x) {
  for (std::size_t l = 0; l < lane_count; ++l) {
    const double size = x.v[l] < 0.0 ? -x.v[l] : x.v[l];
    // Not a number stays.
    to.v[l] = size <= to.v[l] || to.v[l] != to.v[l] ? to.v[l] : size;
  }
}

/// Factors the matrix by the program and solves for the right hand side in `x`, both in place.
[[gnu::always_inline]] inline void run_program(const LuProgram& program, Lanes* __restrict a,
                                               Lanes* __restrict x, Lanes* __restrict factor,
                                               Lanes* __restrict inverse) {
  for (const LuProgram::Pivot& pivot : program.pivots) {
    Lanes& one_over = inverse[pivot.unknown];
    for (std::size_t l = 0; l < lane_count; ++l) one_over.v[l] = 1.0 / a[pivot.diagonal].v[l];
    for (Number r = pivot.row_begin; r < pivot.row_end; ++r) {
      const LuProgram::Row& row = program.rows[at(r)];
      Lanes& f = factor[r - pivot.row_begin];
      for (std::size_t l = 0; l < lane_count; ++l) f.v[l] = a[row.lower].v[l] * one_over.v[l];
      subtract_product(x[row.row], f, x[pivot.unknown]);
    }
    for (Number u = pivot.update_begin; u < pivot.update_end; ++u) {
      const LuProgram::Update& update = program.updates[at(u)];
      subtract_product(a[update.target], factor[update.row], a[update.upper]);
    }
  }
  for (std::size_t k = program.pivots.size(); k-- > 0;) {
    const LuProgram::Pivot& pivot = program.pivots[k];
    Lanes sum = x[pivot.unknown];
    for (Number r = pivot.row_begin; r < pivot.row_end; ++r) {
      const LuProgram::Row& row = program.rows[at(r)];
      subtract_product(sum, a[row.upper], x[row.row]);
    }
    for (std::size_t l = 0; l < lane_count; ++l)
      x[pivot.unknown].v[l] = sum.v[l] * inverse[pivot.unknown].v[l];
  }
}

[[gnu::always_inline]] inline void balance_blocks(const BatchPlan& plan, LaneWork& w) {
  fill(w.injection.data(), w.injection.size(), 0.0);
  fill(&w.scale, 1, 0.0);
  Lanes all;
  fill(&all, 1, 0.0);
  for (std::size_t v = 0; v < plan.vertices(); ++v) {
    add(w.injection[at(plan.group_of[v])], w.supply_kg_s[v]);
    keep_larger_size(w.scale, w.supply_kg_s[v]);
    for (std::size_t l = 0; l < lane_count; ++l) all.v[l] += std::fabs(w.supply_kg_s[v].v[l]);
  }
  for (std::size_t l = 0; l < lane_count; ++l) {
    const double least = std::max(0.1 * all.v[l], plan.model->held_flow_scale_kg_s);
    const double scale = std::max(w.scale.v[l], least);
    w.scale.v[l] = scale > 0.0 ? scale : 1.0;
    w.floor.v[l] = least_flow * w.scale.v[l];
  }
  for (std::size_t b = plan.blocks.size(); b-- > 0;) {
    const PlanBlock& block = plan.blocks[b];
    Lanes total;
    fill(&total, 1, 0.0);
    for (const Number group : block.groups) add(total, w.injection[at(group)]);
    if (block.parent >= 0) add(w.injection[at(block.parent)], total);
    if (block.kind != PlanBlock::Kind::pipe) continue;
    const double sign = block.is_forward ? -1.0 : 1.0;
    for (std::size_t l = 0; l < lane_count; ++l)
      w.flow_kg_s[at(block.edge)].v[l] = sign * total.v[l];
  }
}

[[gnu::always_inline]] inline void step_over(const BatchPlan& plan, const PlanBlock& block,
                                             LaneWork& w) {
  const PlanEdge& edge = plan.edges[at(block.edge)];
  const Lanes& q = w.flow_kg_s[at(block.edge)];
  const Lanes& from = w.psi_pa2[at(edge.group_from)];
  const Lanes& to = w.psi_pa2[at(edge.group_to)];
  Lanes psi;
  for (std::size_t l = 0; l < lane_count; ++l) {
    const double drop = edge.resistance * q.v[l] * std::fabs(q.v[l]);
    psi.v[l] = block.is_forward ? (edge.alpha * from.v[l] - drop) / edge.beta
                                : (edge.beta * to.v[l] + drop) / edge.alpha;
  }
  w.psi_pa2[at(block.groups.front())] = psi;
}

/// Residuals of laws and balances of a block, and the slopes; the worst of both.
[[gnu::always_inline]] inline void evaluate(const BatchPlan& plan, const PlanBlock& block,
                                            bool is_linear, LaneWork& w, Lanes& law, Lanes& mass) {
  const std::size_t size = block.unknown.size();
  Lanes* __restrict const imbalance = w.imbalance.data();
  fill(imbalance, size + 1, 0.0);
  fill(&law, 1, 0.0);
  fill(&mass, 1, 0.0);
  for (std::size_t i = 0; i < block.groups.size(); ++i)
    add(imbalance[block.row_of[i]], w.injection[at(block.groups[i])]);
  for (std::size_t e = 0; e < block.edges.size(); ++e) {
    const PlanBlockEdge& place = block.edges[e];
    const PlanEdge& edge = plan.edges[at(place.edge)];
    const Lanes q = w.flow_kg_s[at(place.edge)];
    const Lanes& a = w.psi_pa2[at(edge.group_from)];
    const Lanes& b = w.psi_pa2[at(edge.group_to)];
    Lanes& r = w.residual[e];
    Lanes& weight = w.weight[e];
    subtract(imbalance[place.row_from], q);
    add(imbalance[place.row_to], q);
    for (std::size_t l = 0; l < lane_count; ++l) {
      const double flow = std::fabs(q.v[l]);
      const double least = w.floor.v[l];
      const double slope = is_linear ? w.scale.v[l] : 2.0 * (flow > least ? flow : least);
      const double drop = is_linear ? w.scale.v[l] * q.v[l] : q.v[l] * flow;
      r.v[l] = edge.alpha * a.v[l] - edge.beta * b.v[l] - edge.resistance * drop;
      weight.v[l] = 1.0 / (edge.resistance * slope);
    }
    keep_larger_size(law, r);
  }
  for (std::size_t i = 0; i < size; ++i) keep_larger_size(mass, imbalance[i]);
}

[[gnu::always_inline]] inline void assemble(const BatchPlan& plan, const PlanBlock& block,
                                            LaneWork& w) {
  const std::size_t size = block.unknown.size();
  Lanes* __restrict const a = w.matrix.data();
  Lanes* __restrict const x = w.step.data();
  fill(a, at(block.program.slots), 0.0);
  for (std::size_t i = 0; i <= size; ++i) x[i] = w.imbalance[i];
  for (std::size_t e = 0; e < block.edges.size(); ++e) {
    const PlanBlockEdge& place = block.edges[e];
    const PlanEdge& edge = plan.edges[at(place.edge)];
    Lanes from, to, flow;
    for (std::size_t l = 0; l < lane_count; ++l) {
      from.v[l] = w.weight[e].v[l] * edge.alpha;
      to.v[l] = w.weight[e].v[l] * edge.beta;
      flow.v[l] = w.weight[e].v[l] * w.residual[e].v[l];
    }
    add(a[place.slot[0]], from);
    subtract(a[place.slot[1]], to);
    subtract(a[place.slot[2]], from);
    add(a[place.slot[3]], to);
    subtract(x[place.row_from], flow);
    add(x[place.row_to], flow);
  }
}

/// Adds the step to flows and potentials of the cases that still move; the largest step of a flow.
[[gnu::always_inline]] inline void take_step(const BatchPlan& plan, const PlanBlock& block,
                                             const Lanes& moves, LaneWork& w, Lanes& longest) {
  const std::size_t size = block.unknown.size();
  fill(&w.step[size], 1, 0.0);
  fill(&longest, 1, 0.0);
  for (std::size_t e = 0; e < block.edges.size(); ++e) {
    const PlanBlockEdge& place = block.edges[e];
    const PlanEdge& edge = plan.edges[at(place.edge)];
    const Lanes& a = w.step[at(place.column_from)];
    const Lanes& b = w.step[at(place.column_to)];
    Lanes change;
    for (std::size_t l = 0; l < lane_count; ++l) {
      const double full =
          w.weight[e].v[l] * (edge.alpha * a.v[l] - edge.beta * b.v[l] + w.residual[e].v[l]);
      change.v[l] = moves.v[l] != 0.0 ? full : 0.0;
    }
    add(w.flow_kg_s[at(place.edge)], change);
    keep_larger_size(longest, change);
  }
  for (std::size_t i = 0; i < size; ++i) {
    Lanes& psi = w.psi_pa2[at(block.unknown[i])];
    for (std::size_t l = 0; l < lane_count; ++l)
      psi.v[l] += moves.v[l] != 0.0 ? w.step[i].v[l] : 0.0;
  }
}

[[gnu::always_inline]] inline void begin_block(const PlanBlock& block, const LaneStart& start,
                                               LaneWork& w) {
  const bool is_warm = !start.psi_pa2.empty();
  const Lanes* parent = block.parent >= 0 ? &w.psi_pa2[at(block.parent)] : nullptr;
  for (const PlanBlockEdge& place : block.edges)
    fill(&w.flow_kg_s[at(place.edge)], 1, is_warm ? start.flow_kg_s[at(place.edge)] : 0.0);
  for (const Number group : block.unknown) {
    Lanes& psi = w.psi_pa2[at(group)];
    const double own = is_warm ? start.psi_pa2[at(group)] : 0.0;
    const double base = is_warm && parent ? start.psi_pa2[at(block.parent)] : 0.0;
    // Potentials below a parent shift with it.
    for (std::size_t l = 0; l < lane_count; ++l)
      psi.v[l] = parent ? own + (parent->v[l] - base) : own;
  }
}

[[gnu::always_inline]] inline void solve_cycles(const BatchPlan& plan, const PlanBlock& block,
                                                const LaneStart& start, const LaneOptions& options,
                                                LaneWork& w) {
  begin_block(block, start, w);
  const bool is_linear_first = start.psi_pa2.empty();
  Lanes moves, longest, law, mass;
  fill(&moves, 1, 1.0);
  fill(&longest, 1, HUGE_VAL);
  std::array<bool, lane_count> was_small{};
  for (int iteration = 0;; ++iteration) {
    const bool is_linear = is_linear_first && iteration == 0;
    evaluate(plan, block, is_linear, w, law, mass);
    bool any_moves = false;
    for (std::size_t l = 0; l < lane_count; ++l) {
      if (moves.v[l] == 0.0) continue;
      const bool is_small = !is_linear &&
                            law.v[l] <= options.tolerance_relative * plan.model->phi_scale_pa2 &&
                            mass.v[l] <= options.tolerance_relative * w.scale.v[l];
      if (is_small && (was_small[l] || longest.v[l] <= settled_step * w.scale.v[l]))
        moves.v[l] = 0.0;
      else
        any_moves = true;
      was_small[l] = is_small;
      if (moves.v[l] != 0.0) ++w.iterations[l];
    }
    if (!any_moves) return;
    if (iteration == options.max_iterations) break;
    assemble(plan, block, w);
    run_program(block.program, w.matrix.data(), w.step.data(), w.factor.data(), w.inverse.data());
    take_step(plan, block, moves, w, longest);
  }
  for (std::size_t l = 0; l < lane_count; ++l)
    if (moves.v[l] != 0.0) w.is_good[l] = false;
}

[[gnu::always_inline]] inline void solve_loops(const BatchPlan& plan, LaneWork& w) {
  for (const Number e : plan.loops) {
    const PlanEdge& edge = plan.edges[at(e)];
    const Lanes& a = w.psi_pa2[at(edge.group_from)];
    const Lanes& b = w.psi_pa2[at(edge.group_to)];
    for (std::size_t l = 0; l < lane_count; ++l) {
      const double wanted = edge.alpha * a.v[l] - edge.beta * b.v[l];
      w.flow_kg_s[at(e)].v[l] =
          std::copysign(std::sqrt(std::fabs(wanted) / edge.resistance), wanted);
    }
  }
}

/// Residuals of every pipe and vertex from the potentials and flows found, and the stations' flows.
[[gnu::always_inline]] inline void close_balances(const BatchPlan& plan, LaneWork& w) {
  fill(&w.law_pa2, 1, 0.0);
  fill(&w.mass_kg_s, 1, 0.0);
  for (std::size_t v = 0; v < plan.vertices(); ++v) w.surplus[v] = w.supply_kg_s[v];
  for (std::size_t e = 0; e < plan.edges.size(); ++e) {
    const PlanEdge& edge = plan.edges[e];
    const Lanes& q = w.flow_kg_s[e];
    const Lanes& a = w.psi_pa2[at(edge.group_from)];
    const Lanes& b = w.psi_pa2[at(edge.group_to)];
    subtract(w.surplus[at(edge.from)], q);
    add(w.surplus[at(edge.to)], q);
    Lanes r;
    for (std::size_t l = 0; l < lane_count; ++l)
      r.v[l] =
          edge.alpha * a.v[l] - edge.beta * b.v[l] - edge.resistance * (q.v[l] * std::fabs(q.v[l]));
    keep_larger_size(w.law_pa2, r);
  }
  for (std::size_t k = 0; k < plan.stations.size(); ++k) fill(&w.station_kg_s[k], 1, 0.0);
  for (const PlanStationStep& step : plan.station_steps) {
    const Lanes leaf = w.surplus[at(step.leaf)];
    for (std::size_t l = 0; l < lane_count; ++l)
      w.station_kg_s[at(step.station)].v[l] = step.sign * leaf.v[l];
    add(w.surplus[at(step.other)], leaf);
    fill(&w.surplus[at(step.leaf)], 1, 0.0);
  }
  for (std::size_t v = 0; v < plan.vertices(); ++v)
    if (!plan.model->is_held[v]) keep_larger_size(w.mass_kg_s, w.surplus[v]);
}

}  // namespace

/// As compressor_target() and active_residual() decide, for one case.
std::optional<StationMode> next_mode(const BatchPlan& plan, const LaneWork& work,
                                     std::size_t station, std::size_t lane) {
  const PlanStation& s = plan.stations[station];
  const auto phi_pa2 = [&](std::int32_t v) {
    return plan.gain[at(v)] * work.psi_pa2[at(plan.group_of[at(v)])].v[lane];
  };
  if (s.may_flow_back) return StationMode::ratio;
  const double in = phi_pa2(s.from), out = phi_pa2(s.to);
  const double q = work.station_kg_s[station].v[lane];
  const double scale = work.scale.v[lane];
  // A mode stays its own neighbour's up to rounding.
  const double noise = mode_tolerance * plan.model->phi_scale_pa2;
  const auto leans = [&](StationMode mode) { return s.mode == mode ? noise : -noise; };
  if (!(in >= 0.0)) return std::nullopt;
  const double asked = s.gain * in;
  if (s.mode == StationMode::closed) {
    const double target = std::max(in, std::min(asked, s.max_outlet_pa2));
    if (out >= target - noise) return StationMode::closed;
  } else {
    if (q < -zero_flow * scale) return StationMode::closed;
    if (q > s.max_flow_kg_s || in < s.min_inlet_pa2 - noise) return std::nullopt;
  }
  if (in >= s.max_outlet_pa2 - leans(StationMode::bypass)) return StationMode::bypass;
  return asked <= s.max_outlet_pa2 + leans(StationMode::ratio) ? StationMode::ratio
                                                               : StationMode::at_outlet;
}

namespace {

/// Whether every station stays in the mode that the plan was made for.
[[gnu::always_inline]] inline void check_stations(const BatchPlan& plan, LaneWork& w) {
  for (std::size_t k = 0; k < plan.stations.size(); ++k)
    for (std::size_t l = 0; l < lane_count; ++l)
      w.is_in_mode[l] = w.is_in_mode[l] && next_mode(plan, w, k, l) == plan.stations[k].mode;
}

[[gnu::always_inline]] inline void solve_eight(const BatchPlan& plan, const LaneStart& start,
                                               const LaneOptions& options, LaneWork& w) {
  w.iterations.fill(0);
  w.is_good.fill(true);
  w.is_in_mode.fill(true);
  for (std::size_t g = 0; g < plan.groups(); ++g) fill(&w.psi_pa2[g], 1, plan.known_psi_pa2[g]);
  balance_blocks(plan, w);
  for (const PlanBlock& block : plan.blocks) {
    if (block.kind == PlanBlock::Kind::pipe) step_over(plan, block, w);
    if (block.kind == PlanBlock::Kind::cycles) solve_cycles(plan, block, start, options, w);
  }
  solve_loops(plan, w);
  close_balances(plan, w);
  check_stations(plan, w);
  // What the iterations accepted has to hold for the whole network; also false for not a number.
  for (std::size_t l = 0; l < lane_count; ++l)
    w.is_good[l] =
        w.is_good[l] &&
        w.law_pa2.v[l] <= 10.0 * options.tolerance_relative * plan.model->phi_scale_pa2 &&
        w.mass_kg_s.v[l] <= 10.0 * options.tolerance_relative * w.scale.v[l];
}

#if defined(__x86_64__)
[[gnu::target("avx512f,avx512dq,avx512vl")]] void solve_avx512(const BatchPlan& plan,
                                                               const LaneStart& start,
                                                               const LaneOptions& options,
                                                               LaneWork& w) {
  solve_eight(plan, start, options, w);
}
[[gnu::target("avx2")]] void solve_avx2(const BatchPlan& plan, const LaneStart& start,
                                        const LaneOptions& options, LaneWork& w) {
  solve_eight(plan, start, options, w);
}
#endif

void solve_plain(const BatchPlan& plan, const LaneStart& start, const LaneOptions& options,
                 LaneWork& w) {
  solve_eight(plan, start, options, w);
}

}  // namespace

LaneWork::LaneWork(const BatchPlan& plan)
    : supply_kg_s(plan.vertices()),
      psi_pa2(plan.groups()),
      flow_kg_s(plan.edges.size()),
      station_kg_s(plan.stations.size()),
      injection(plan.groups()),
      surplus(plan.vertices()),
      weight(plan.edges.size()),
      residual(plan.edges.size()),
      imbalance(at(plan.most_unknowns) + 1),
      step(at(plan.most_unknowns) + 1),
      matrix(at(plan.most_slots)),
      factor(at(plan.most_rows)),
      inverse(at(plan.most_unknowns)) {}

void solve_lanes(const BatchPlan& plan, const LaneStart& start, const LaneOptions& options,
                 LaneWork& work) {
#if defined(__x86_64__)
  if (options.may_use_wide_registers && __builtin_cpu_supports("avx512f") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return solve_avx512(plan, start, options, work);
  if (options.may_use_wide_registers && __builtin_cpu_supports("avx2"))
    return solve_avx2(plan, start, options, work);
#endif
  return solve_plain(plan, start, options, work);
}

}  // namespace landbridge::gas
