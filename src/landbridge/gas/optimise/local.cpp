#include "landbridge/gas/optimise/local.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

enum class RowKind { pipe, equal, drop, boost, ratio_max, ratio_min, power };

/// One law, as a row of c(x) = 0, with its slack where it is an inequality.
struct Row {
  RowKind kind;
  std::int32_t arc;
  std::int32_t slack = -1;  ///< column
};

/// Columns: w by node, f by arc, s by supply, slacks. Rows: balances by node, then laws.
class Program {
 public:
  Program(const ScaledModel& scaled, const Box& box, const Modes& modes)
      : scaled_(scaled),
        arcs_(scaled.model.arcs),
        nodes_(static_cast<std::int32_t>(scaled.model.nodes.size())),
        f_(nodes_),
        s_(f_ + static_cast<std::int32_t>(arcs_.size())) {
    add_bounds(box, modes);
    for (std::size_t a = 0; a < arcs_.size(); ++a)
      if (modes.is_there[a]) add_laws(a, modes.flows_back[a] != 0);
    for (std::size_t a = 0; a < arcs_.size(); ++a)
      has_head_cost_.push_back(modes.is_there[a] && !modes.flows_back[a] &&
                               arcs_[a].kind == OptArcKind::compressor && arcs_[a].head_cost > 0.0);
    add_patterns();
  }

  const std::vector<Row>& rows() const { return rows_; }
  std::int32_t nodes() const { return nodes_; }
  std::int32_t first_flow() const { return f_; }
  std::int32_t first_supply() const { return s_; }

  NonlinearProgram program() const {
    NonlinearProgram p;
    p.lower = lower_;
    p.upper = upper_;
    p.constraints = nodes_ + static_cast<std::int32_t>(rows_.size());
    p.jacobian = jacobian_;
    p.hessian = hessian_;
    return p;
  }

  /// Slacks that fit the point.
  void fill_slacks(std::vector<double>& x) const {
    for (const Row& row : rows_)
      if (row.slack >= 0) x[at(row.slack)] = std::max(0.0, body(row, x));
  }

  void evaluate(std::span<const double> x, NonlinearProgram::Values& v) const {
    std::ranges::fill(v.gradient, 0.0);
    std::ranges::fill(v.jacobian, 0.0);
    balances(x, v);
    std::size_t k = balance_entries_;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const Row& row = rows_[r];
      const std::size_t i = static_cast<std::size_t>(nodes_) + r;
      v.constraint[i] = body(row, x) - (row.slack >= 0 ? x[at(row.slack)] : 0.0);
      const OptArc& arc = arcs_[at(row.arc)];
      const auto [da, db, df] =
          derivatives(row.kind, arc, x[at(arc.from)], x[at(arc.to)], x[at(f_ + row.arc)]);
      v.jacobian[k] = da;
      v.jacobian[k + 1] = db;
      v.jacobian[k + 2] = df;
      k += 3;
      if (row.slack >= 0) v.jacobian[k++] = -1.0;
    }
    objective(x, v);
  }

  void hessian(std::span<const double> x, std::span<const double> y, std::span<double> h) const {
    std::ranges::fill(h, 0.0);
    for (std::size_t a = 0; a < arcs_.size(); ++a) {
      if (!has_head_cost_[a]) continue;
      add_head_curvature(static_cast<std::int32_t>(a), arcs_[a].head_cost, x, h);
    }
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const Row& row = rows_[r];
      const OptArc& arc = arcs_[at(row.arc)];
      const double price = y[static_cast<std::size_t>(nodes_) + r];
      const double f = x[at(f_ + row.arc)];
      const double k = arc.resistance_pa2_s2_kg2;
      if (row.kind == RowKind::pipe)
        h[6 * at(row.arc) + 5] += price * (f < 0.0 ? 2.0 * k : -2.0 * k);
      if (row.kind == RowKind::boost) h[6 * at(row.arc) + 5] -= 2.0 * k * price;
      if (row.kind == RowKind::power) add_head_curvature(row.arc, -price, x, h);
    }
  }

 private:
  void add_bounds(const Box& box, const Modes& modes) {
    for (const Interval& w : box.w) add_column(w.lo, w.up);
    for (std::size_t a = 0; a < arcs_.size(); ++a) {
      Interval f = modes.is_there[a] ? box.f[a] : Interval{0.0, 0.0};
      if (arcs_[a].kind == OptArcKind::compressor && arcs_[a].may_flow_back) {
        if (modes.flows_back[a])
          f = {std::min(f.lo, 0.0), std::min(f.up, 0.0)};
        else
          f = {std::max(f.lo, 0.0), std::max(f.up, 0.0)};
      }
      add_column(f.lo, f.up);
      if (!modes.is_there[a]) continue;
      lower_[at(arcs_[a].from)] = std::max(lower_[at(arcs_[a].from)], scaled_.inlet_w[a]);
      upper_[at(arcs_[a].to)] = std::min(upper_[at(arcs_[a].to)], scaled_.outlet_w[a]);
    }
    for (const Interval& s : box.s) add_column(s.lo, s.up);
    constexpr double pinched = 1e-12;
    for (std::size_t j = 0; j < lower_.size(); ++j)
      if (upper_[j] - lower_[j] < pinched) lower_[j] = upper_[j] = 0.5 * (lower_[j] + upper_[j]);
  }

  void add_column(double lower, double upper) {
    lower_.push_back(lower);
    upper_.push_back(upper);
  }
  void add_row(RowKind kind, std::size_t arc, bool is_inequality) {
    Row row{kind, static_cast<std::int32_t>(arc), -1};
    if (is_inequality) {
      row.slack = static_cast<std::int32_t>(lower_.size());
      add_column(0.0, unlimited);
    }
    rows_.push_back(row);
  }

  void add_laws(std::size_t a, bool flows_back) {
    const OptArc& arc = arcs_[a];
    switch (arc.kind) {
      case OptArcKind::pipe: return add_row(RowKind::pipe, a, false);
      case OptArcKind::zero_loss: return add_row(RowKind::equal, a, false);
      case OptArcKind::regulator: return add_row(RowKind::drop, a, true);
      case OptArcKind::booster: return add_row(RowKind::boost, a, true);
      case OptArcKind::compressor:
        if (flows_back) return add_row(RowKind::equal, a, false);
        add_row(RowKind::ratio_min, a, true);
        if (arc.ratio_max < unlimited) add_row(RowKind::ratio_max, a, true);
        if (scaled_.head_limit[a] < unlimited) add_row(RowKind::power, a, true);
        return;
    }
  }

  void add_patterns() {
    for (std::size_t a = 0; a < arcs_.size(); ++a) {
      const auto f = f_ + static_cast<std::int32_t>(a);
      jacobian_.push_back({arcs_[a].from, f});
      jacobian_.push_back({arcs_[a].to, f});
      const std::int32_t low = std::min(arcs_[a].from, arcs_[a].to);
      const std::int32_t high = std::max(arcs_[a].from, arcs_[a].to);
      const MatrixEntry six[] = {{arcs_[a].from, arcs_[a].from},
                                 {high, low},
                                 {arcs_[a].to, arcs_[a].to},
                                 {f, arcs_[a].from},
                                 {f, arcs_[a].to},
                                 {f, f}};
      hessian_.insert(hessian_.end(), std::begin(six), std::end(six));
    }
    for (std::size_t k = 0; k < scaled_.model.supplies.size(); ++k)
      jacobian_.push_back({scaled_.model.supplies[k].node, s_ + static_cast<std::int32_t>(k)});
    balance_entries_ = jacobian_.size();
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const Row& row = rows_[r];
      const std::int32_t i = nodes_ + static_cast<std::int32_t>(r);
      const OptArc& arc = arcs_[at(row.arc)];
      jacobian_.push_back({i, arc.from});
      jacobian_.push_back({i, arc.to});
      jacobian_.push_back({i, f_ + row.arc});
      if (row.slack >= 0) jacobian_.push_back({i, row.slack});
    }
  }

  double body(const Row& row, std::span<const double> x) const {
    const OptArc& arc = arcs_[at(row.arc)];
    const double wa = x[at(arc.from)];
    const double wb = x[at(arc.to)];
    const double f = x[at(f_ + row.arc)];
    const double k = arc.resistance_pa2_s2_kg2;
    switch (row.kind) {
      case RowKind::pipe: return wa - arc.height_factor * wb - k * f * std::abs(f);
      case RowKind::equal:
      case RowKind::drop: return wa - wb;
      case RowKind::boost: return wb - wa - k * f * f;
      case RowKind::ratio_max: return arc.ratio_max * arc.ratio_max * wa - wb;
      case RowKind::ratio_min: return wb - arc.ratio_min * arc.ratio_min * wa;
      case RowKind::power: return scaled_.head_limit[at(row.arc)] - head_flow(arc, f, wa, wb);
    }
    return 0.0;
  }

  struct Derivatives {
    double from, to, flow;
  };
  static Derivatives derivatives(RowKind kind, const OptArc& arc, double wa, double wb, double f) {
    const double k = arc.resistance_pa2_s2_kg2;
    switch (kind) {
      case RowKind::pipe: return {1.0, -arc.height_factor, -2.0 * k * std::abs(f)};
      case RowKind::equal:
      case RowKind::drop: return {1.0, -1.0, 0.0};
      case RowKind::boost: return {-1.0, 1.0, -2.0 * k * f};
      case RowKind::ratio_max: return {arc.ratio_max * arc.ratio_max, -1.0, 0.0};
      case RowKind::ratio_min: return {-arc.ratio_min * arc.ratio_min, 1.0, 0.0};
      case RowKind::power: {
        const Derivatives h = head_slopes(arc, wa, wb, f);
        return {-h.from, -h.to, -h.flow};
      }
    }
    return {};
  }
  static Derivatives head_slopes(const OptArc& arc, double wa, double wb, double f) {
    const double u = std::pow(wb / wa, arc.head_exponent);
    return {-f * arc.head_exponent * u / wa, f * arc.head_exponent * u / wb, u - 1.0};
  }

  /// Second derivatives of m ((w_b/w_a)^e - 1).
  void add_head_curvature(std::int32_t a, double weight, std::span<const double> x,
                          std::span<double> h) const {
    const OptArc& arc = arcs_[at(a)];
    const double wa = x[at(arc.from)];
    const double wb = x[at(arc.to)];
    const double f = x[at(f_ + a)];
    const double e = arc.head_exponent;
    const double u = std::pow(wb / wa, e);
    double* six = h.data() + 6 * at(a);
    six[0] += weight * f * e * (e + 1.0) * u / (wa * wa);
    six[1] -= weight * f * e * e * u / (wa * wb);
    six[2] += weight * f * e * (e - 1.0) * u / (wb * wb);
    six[3] -= weight * e * u / wa;
    six[4] += weight * e * u / wb;
  }

  void balances(std::span<const double> x, NonlinearProgram::Values& v) const {
    std::size_t k = 0;
    for (std::size_t n = 0; n < at(nodes_); ++n)
      v.constraint[n] = scaled_.model.nodes[n].injection_kg_s;
    for (std::size_t a = 0; a < arcs_.size(); ++a) {
      const double f = x[at(f_) + a];
      v.constraint[at(arcs_[a].from)] -= f;
      v.constraint[at(arcs_[a].to)] += f;
      v.jacobian[k++] = -1.0;
      v.jacobian[k++] = 1.0;
    }
    for (std::size_t s = 0; s < scaled_.model.supplies.size(); ++s) {
      v.constraint[at(scaled_.model.supplies[s].node)] += x[at(s_) + s];
      v.jacobian[k++] = 1.0;
    }
  }

  void objective(std::span<const double> x, NonlinearProgram::Values& v) const {
    v.objective = 0.0;
    for (std::size_t k = 0; k < scaled_.model.supplies.size(); ++k) {
      v.objective += scaled_.model.supplies[k].price * x[at(s_) + k];
      v.gradient[at(s_) + k] = scaled_.model.supplies[k].price;
    }
    for (std::size_t a = 0; a < arcs_.size(); ++a) {
      if (!has_head_cost_[a]) continue;
      const OptArc& arc = arcs_[a];
      const double f = x[at(f_) + a];
      const Derivatives d = head_slopes(arc, x[at(arc.from)], x[at(arc.to)], f);
      v.objective += arc.head_cost * f * d.flow;
      v.gradient[at(arc.from)] += arc.head_cost * d.from;
      v.gradient[at(arc.to)] += arc.head_cost * d.to;
      v.gradient[at(f_) + a] += arc.head_cost * d.flow;
    }
  }

  const ScaledModel& scaled_;
  const std::vector<OptArc>& arcs_;
  std::int32_t nodes_, f_, s_;
  std::vector<double> lower_, upper_;
  std::vector<Row> rows_;
  std::vector<char> has_head_cost_;
  std::vector<MatrixEntry> jacobian_, hessian_;
  std::size_t balance_entries_ = 0;
};

NonlinearProgram with_functions(const std::shared_ptr<const Program>& program) {
  NonlinearProgram p = program->program();
  p.evaluate = [program](std::span<const double> x, NonlinearProgram::Values& v) {
    program->evaluate(x, v);
  };
  p.evaluate_hessian = [program](std::span<const double> x, std::span<const double> y,
                                 std::span<double> h) { program->hessian(x, y, h); };
  return p;
}

std::vector<double> part(const std::vector<double>& x, std::int32_t first, std::size_t count) {
  const auto begin = x.begin() + first;
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

/// A bound that is not active prices nothing.
void drop_inactive(std::vector<double>& prices) {
  for (double& p : prices)
    if (p < 1e-7) p = 0.0;
}

void take_prices(const ScaledModel& scaled, const Program& program, LocalOptimum& local) {
  const OptModel& m = scaled.model;
  const InteriorPointSolution& s = local.solution;
  local.node_price = part(s.multiplier, 0, m.nodes.size());
  for (double& price : local.node_price) price = -price;
  local.w_lower_price = part(s.lower_multiplier, 0, m.nodes.size());
  local.w_upper_price = part(s.upper_multiplier, 0, m.nodes.size());
  local.f_lower_price = part(s.lower_multiplier, program.first_flow(), m.arcs.size());
  local.f_upper_price = part(s.upper_multiplier, program.first_flow(), m.arcs.size());
  local.s_lower_price = part(s.lower_multiplier, program.first_supply(), m.supplies.size());
  local.s_upper_price = part(s.upper_multiplier, program.first_supply(), m.supplies.size());
  for (auto* prices : {&local.ratio_max_price, &local.ratio_min_price, &local.power_price})
    prices->assign(m.arcs.size(), 0.0);
  for (const Row& row : program.rows()) {
    if (row.slack < 0) continue;
    const double price = s.lower_multiplier[at(row.slack)];
    if (row.kind == RowKind::ratio_max) local.ratio_max_price[at(row.arc)] = price;
    if (row.kind == RowKind::ratio_min) local.ratio_min_price[at(row.arc)] = price;
    if (row.kind == RowKind::power) local.power_price[at(row.arc)] = price;
  }
  for (auto* prices : {&local.w_lower_price, &local.w_upper_price, &local.f_lower_price,
                       &local.f_upper_price, &local.s_lower_price, &local.s_upper_price,
                       &local.ratio_max_price, &local.ratio_min_price, &local.power_price})
    drop_inactive(*prices);
}

}  // namespace

NonlinearProgram local_program(const ScaledModel& scaled, const Box& box, const Modes& modes) {
  return with_functions(std::make_shared<const Program>(scaled, box, modes));
}

LocalOptimum minimise_locally(const ScaledModel& scaled, const Box& box, const Modes& modes,
                              const OptPoint& start, const InteriorPointOptions& options) {
  LocalOptimum local;
  const auto program = std::make_shared<const Program>(scaled, box, modes);
  const NonlinearProgram nlp = with_functions(program);
  for (std::size_t j = 0; j < nlp.lower.size(); ++j)
    if (nlp.lower[j] > nlp.upper[j]) return local;
  std::vector<double> x(nlp.lower.size(), 0.0);
  std::ranges::copy(start.w, x.begin());
  std::ranges::copy(start.f, x.begin() + program->first_flow());
  std::ranges::copy(start.s, x.begin() + program->first_supply());
  program->fill_slacks(x);
  local.solution = minimise(nlp, std::move(x), options);
  local.point.w = part(local.solution.x, 0, scaled.model.nodes.size());
  local.point.f = part(local.solution.x, program->first_flow(), scaled.model.arcs.size());
  local.point.s = part(local.solution.x, program->first_supply(), scaled.model.supplies.size());
  local.is_found = local.solution.status == InteriorPointStatus::optimal;
  local.objective = local.solution.objective;
  std::vector<char> is_taken(scaled.model.decisions.size(), 0);
  for (std::size_t a = 0; a < scaled.model.arcs.size(); ++a)
    if (scaled.model.arcs[a].decision >= 0 && modes.is_there[a])
      is_taken[at(scaled.model.arcs[a].decision)] = 1;
  for (std::size_t d = 0; d < is_taken.size(); ++d)
    if (is_taken[d]) local.objective += scaled.model.decisions[d].cost;
  take_prices(scaled, *program, local);
  return local;
}

}  // namespace landbridge::gas
