#include "landbridge/gas/optimise/relaxation.hpp"

#include <algorithm>
#include <cmath>

#include "landbridge/gas/optimise/machines.hpp"

namespace landbridge::gas {
namespace {

constexpr double golden =
    0.41421356237309515;  // sqrt(2) - 1: where the tangent from -1 touches x^2
constexpr double enough_gain = 1e-7;
constexpr double violation_seen = 1e-8;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// The column of every unknown in the linear program; -1: none.
struct Columns {
  std::int32_t w = 0, f = 0, s = 0, z = 0;  ///< first of each kind
  std::vector<std::int32_t> square, head;   ///< by arc
};

bool has_square(OptArcKind kind) { return kind == OptArcKind::pipe || kind == OptArcKind::booster; }

class Builder {
 public:
  Builder(const ScaledModel& scaled, const Box& box) : scaled_(scaled), box_(box) {
    add_columns();
    add_balances();
    for (std::size_t a = 0; a < scaled.model.arcs.size(); ++a) add_arc(a);
  }

  const Columns& columns() const { return columns_; }
  LinearProgram& program() { return program_; }

  /// y >= 2 t m - t^2 z for t >= 0, and y <= -2 t m + t^2 z for t < 0.
  void add_tangent(std::size_t a, double t) {
    const Interval f = box_.f[a];
    if (t >= 0.0 && t >= lower_touch(f) * (1.0 - 1e-12) && f.up > 0.0)
      add_line(a, 2.0 * t, -t * t, true);
    if (t < 0.0 && -t >= lower_touch({-f.up, -f.lo}) * (1.0 - 1e-12) && f.lo < 0.0 &&
        scaled_.model.arcs[a].kind == OptArcKind::pipe)
      add_line(a, -2.0 * t, t * t, false);
  }

  /// From where on tangents of m^2 lie below m|m| on the whole range.
  static double lower_touch(const Interval& f) { return f.lo >= 0.0 ? 0.0 : -golden * f.lo; }

 private:
  const OptArc& arc_of(std::size_t a) const { return scaled_.model.arcs[a]; }
  std::int32_t column_w(std::int32_t node) const { return columns_.w + node; }
  std::int32_t column_f(std::size_t a) const { return columns_.f + static_cast<std::int32_t>(a); }

  void add_columns() {
    const OptModel& m = scaled_.model;
    const std::size_t arcs = m.arcs.size();
    columns_.w = 0;
    for (const Interval& w : box_.w) program_.add_column(w.lo, w.up);
    columns_.f = program_.columns();
    for (const Interval& f : box_.f) program_.add_column(f.lo, f.up);
    columns_.s = program_.columns();
    for (std::size_t k = 0; k < m.supplies.size(); ++k)
      program_.add_column(box_.s[k].lo, box_.s[k].up, m.supplies[k].price);
    columns_.z = program_.columns();
    for (std::size_t d = 0; d < m.decisions.size(); ++d)
      program_.add_column(box_.z[d].lo, box_.z[d].up, m.decisions[d].cost);
    columns_.square.assign(arcs, -1);
    columns_.head.assign(arcs, -1);
    for (std::size_t a = 0; a < arcs; ++a) {
      const Interval f = box_.f[a];
      if (has_square(m.arcs[a].kind))
        columns_.square[a] = program_.add_column(f.lo * std::abs(f.lo), f.up * std::abs(f.up));
      if (m.arcs[a].kind == OptArcKind::compressor && m.arcs[a].head_cost > 0.0)
        columns_.head[a] = program_.add_column(0.0, head_max(a), m.arcs[a].head_cost);
    }
  }

  double ratio_max_w(std::size_t a) const {
    const OptArc& arc = arc_of(a);
    const double low = box_.w[at(arc.from)].lo;
    double highest = arc.ratio_max * arc.ratio_max;
    if (low > 0.0) highest = std::min(highest, box_.w[at(arc.to)].up / low);
    return std::max(1.0, std::min(highest, 1e6));
  }
  double head_max(std::size_t a) const {
    const double most =
        std::max(0.0, box_.f[a].up) * (std::pow(ratio_max_w(a), arc_of(a).head_exponent) - 1.0);
    return std::min(most, scaled_.head_limit[a]);
  }

  void add_balances() {
    for (std::size_t n = 0; n < scaled_.model.nodes.size(); ++n) {
      std::vector<LpTerm> row;
      for (const std::int32_t a : scaled_.arcs_of[n])
        row.push_back({column_f(at(a)), at(arc_of(at(a)).to) == n ? 1.0 : -1.0});
      for (const std::int32_t k : scaled_.supplies_of[n]) row.push_back({columns_.s + k, 1.0});
      const double b = -scaled_.model.nodes[n].injection_kg_s;
      program_.add_row(row, b, b);
    }
  }

  /// row + constant where the arc is there: the row alone must stay between lo and up there; where
  /// it may be absent, the ranges of the columns loosen it.
  void add_conditional(std::size_t a, std::vector<LpTerm> row, double lo, double up) {
    const OptArc& arc = arc_of(a);
    if (is_absent(arc, box_)) return;
    if (is_there(arc, box_)) return program_.add_row(row, lo, up);
    double least = 0.0;
    double most = 0.0;
    for (const LpTerm& t : row) {
      const double p = t.value * program_.lower[at(t.column)];
      const double q = t.value * program_.upper[at(t.column)];
      least += std::min(p, q);
      most += std::max(p, q);
    }
    const std::int32_t z = columns_.z + arc.decision;
    // most + (up - most) z and least + (lo - least) z.
    if (up < most) {
      std::vector<LpTerm> r = row;
      r.push_back({z, most - up});
      program_.add_row(r, -lp_infinity, most);
    }
    if (lo > least) {
      row.push_back({z, least - lo});
      program_.add_row(row, least, lp_infinity);
    }
  }

  /// y >= (or <=) slope m + level z.
  void add_line(std::size_t a, double slope, double level, bool is_lower) {
    std::vector<LpTerm> row{{columns_.square[a], 1.0}, {column_f(a), -slope}};
    double constant = level;
    const OptArc& arc = arc_of(a);
    if (!is_there(arc, box_)) {
      row.push_back({columns_.z + arc.decision, -level});
      constant = 0.0;
    }
    if (is_lower)
      program_.add_row(row, constant, lp_infinity);
    else
      program_.add_row(row, -lp_infinity, constant);
  }

  void add_arc(std::size_t a) {
    const OptArc& arc = arc_of(a);
    if (is_absent(arc, box_)) return;
    if (!is_there(arc, box_)) limit_flow_by_decision(a);
    const std::int32_t wa = column_w(arc.from);
    const std::int32_t wb = column_w(arc.to);
    if (scaled_.inlet_w[a] > box_.w[at(arc.from)].lo)
      add_conditional(a, {{wa, 1.0}}, scaled_.inlet_w[a], lp_infinity);
    if (scaled_.outlet_w[a] < box_.w[at(arc.to)].up)
      add_conditional(a, {{wb, 1.0}}, -lp_infinity, scaled_.outlet_w[a]);
    switch (arc.kind) {
      case OptArcKind::pipe: {
        const std::int32_t y = columns_.square[a];
        add_conditional(a, {{wa, 1.0}, {wb, -arc.height_factor}, {y, -arc.resistance_pa2_s2_kg2}},
                        0.0, 0.0);
        return add_envelope(a);
      }
      case OptArcKind::zero_loss: return add_conditional(a, {{wa, 1.0}, {wb, -1.0}}, 0.0, 0.0);
      case OptArcKind::regulator:
        return add_conditional(a, {{wa, 1.0}, {wb, -1.0}}, 0.0, lp_infinity);
      case OptArcKind::compressor: return add_compressor(a, wa, wb);
      case OptArcKind::booster:
        add_conditional(a,
                        {{wb, 1.0}, {wa, -1.0}, {columns_.square[a], -arc.resistance_pa2_s2_kg2}},
                        0.0, lp_infinity);
        return add_envelope(a);
    }
  }

  void limit_flow_by_decision(std::size_t a) {
    const std::int32_t z = columns_.z + arc_of(a).decision;
    const Interval f = box_.f[a];
    program_.add_row({{column_f(a), 1.0}, {z, -f.up}}, -lp_infinity, 0.0);
    program_.add_row({{column_f(a), 1.0}, {z, -f.lo}}, 0.0, lp_infinity);
  }

  /// The chord of x^2 or the line from the far end, for the side `m >= 0` of the range.
  void add_lower_envelope(std::size_t a, const Interval& f, bool is_mirrored) {
    const double sign = is_mirrored ? -1.0 : 1.0;
    if (f.lo >= 0.0) return;
    const double touch = -golden * f.lo;
    if (f.up <= 0.0 || touch >= f.up) {
      const double up_square = f.up * std::abs(f.up);
      if (f.width() < 1e-14) return;
      const double slope = (up_square + f.lo * f.lo) / f.width();
      return add_line(a, slope, sign * (up_square - slope * f.up), !is_mirrored);
    }
    add_line(a, 2.0 * touch, -sign * touch * touch, !is_mirrored);
  }

  void add_envelope(std::size_t a) {
    const Interval f = box_.f[a];
    add_lower_envelope(a, f, false);
    if (arc_of(a).kind == OptArcKind::pipe) add_lower_envelope(a, {-f.up, -f.lo}, true);
  }

  void add_compressor(std::size_t a, std::int32_t wa, std::int32_t wb) {
    const OptArc& arc = arc_of(a);
    const bool may_bypass = arc.may_flow_back && box_.f[a].lo < 0.0;
    const bool only_bypass = arc.may_flow_back && box_.f[a].up <= 0.0;
    const Interval by_map = map_ratio_squared(scaled_, box_, a);
    const double least = std::max(arc.ratio_min * arc.ratio_min, by_map.lo);
    const double low = only_bypass ? 1.0 : may_bypass ? std::min(1.0, least) : least;
    add_conditional(a, {{wb, 1.0}, {wa, -low}}, 0.0, lp_infinity);
    const double most = std::min(arc.ratio_max * arc.ratio_max, std::max(least, by_map.up));
    const double high = only_bypass ? 1.0 : may_bypass ? std::max(1.0, most) : most;
    if (high < unlimited) add_conditional(a, {{wb, 1.0}, {wa, -high}}, -lp_infinity, 0.0);
    if (only_bypass) return;
    if (scaled_.head_limit[a] < unlimited && !may_bypass) add_power_limit(a, wa, wb);
    if (columns_.head[a] >= 0) add_power_cost(a, wa, wb);
  }

  /// w_b <= w_a phi(m), phi the ratio that the power allows, under its chord Z(m) on the part of
  /// the range where the power and not the ratio limits; the product w_a Z by McCormick.
  void add_power_limit(std::size_t a, std::int32_t wa, std::int32_t wb) {
    const OptArc& arc = arc_of(a);
    const double cap = ratio_max_w(a);
    const double head_at_cap = std::pow(cap, arc.head_exponent) - 1.0;
    const double limit = scaled_.head_limit[a];
    const Interval f = box_.f[a];
    const double corner = head_at_cap > 0.0 ? limit / head_at_cap : unlimited;
    const double start = std::max({f.lo, corner, 1e-9});
    if (start >= f.up) return;
    const auto phi = [&](double m) { return std::pow(1.0 + limit / m, 1.0 / arc.head_exponent); };
    const double at_start = std::min(cap, phi(start));
    const double at_end = phi(f.up);
    const double slope = (at_end - at_start) / (f.up - start);
    const double level = at_end - slope * f.up;
    const double most = level + slope * f.lo;
    const Interval w = box_.w[at(arc.from)];
    const std::int32_t m = column_f(a);
    add_conditional(a, {{wb, 1.0}, {m, -w.up * slope}, {wa, -at_end}}, -lp_infinity,
                    w.up * (level - at_end));
    add_conditional(a, {{wb, 1.0}, {m, -w.lo * slope}, {wa, -most}}, -lp_infinity,
                    w.lo * (level - most));
  }

  /// head >= (kappa/w_a,up) m d, d = w_b - w_a, kappa the chord of x^e - 1 over x - 1; the product
  /// m d by McCormick.
  void add_power_cost(std::size_t a, std::int32_t wa, std::int32_t wb) {
    const OptArc& arc = arc_of(a);
    const double ratio = ratio_max_w(a);
    if (ratio <= 1.0 + 1e-12) return;
    const Interval from = box_.w[at(arc.from)];
    const Interval to = box_.w[at(arc.to)];
    const double kappa =
        (std::pow(ratio, arc.head_exponent) - 1.0) / (ratio - 1.0) / std::max(from.up, 1e-12);
    const double f_lo = std::max(0.0, box_.f[a].lo);
    const double f_up = std::max(0.0, box_.f[a].up);
    const double d_lo = std::max(0.0, to.lo - from.up);
    const double d_up = std::max(d_lo, std::min(to.up - from.lo, (ratio - 1.0) * from.up));
    const std::int32_t e = columns_.head[a];
    const std::int32_t m = column_f(a);
    const bool may_bypass = box_.f[a].lo < 0.0;
    const auto add = [&](double f_end, double d_end) {
      add_conditional(a, {{e, 1.0}, {wb, -kappa * f_end}, {wa, kappa * f_end}, {m, -kappa * d_end}},
                      -kappa * f_end * d_end, lp_infinity);
    };
    add(f_lo, d_lo);
    if (!may_bypass) add(f_up, d_up);
  }

  const ScaledModel& scaled_;
  const Box& box_;
  LinearProgram program_;
  Columns columns_;
};

/// Splits away from the ends of the range.
double split_inside(const Interval& range, double value) {
  return std::clamp(value, range.lo + 0.15 * range.width(), range.up - 0.15 * range.width());
}

class WorstPlace {
 public:
  WorstPlace(const ScaledModel& scaled, const Box& box, const Relaxed& point)
      : scaled_(scaled), box_(box), point_(point) {}

  Disagreement find(const std::vector<double>& head) {
    for (std::size_t d = 0; d < point_.z.size(); ++d) {
      const double fraction = std::min(point_.z[d], 1.0 - point_.z[d]);
      const double priced = scaled_.model.decisions[d].cost > 0.0 ? 1.0 : 0.0;
      if (box_.z[d].width() > 0.5)
        note(Disagreement::What::decision, d, 0.5,
             fraction > 1e-7 ? 10.0 + priced + fraction : 0.0);
    }
    for (std::size_t a = 0; a < scaled_.model.arcs.size(); ++a) {
      const OptArc& arc = scaled_.model.arcs[a];
      if (is_absent(arc, box_) || (arc.decision >= 0 && point_.z[at(arc.decision)] < 0.5)) continue;
      const Disagreement before = worst_;
      if (arc.kind == OptArcKind::pipe) pipe(a, arc);
      if (arc.kind == OptArcKind::compressor) compressor(a, arc, head[a]);
      const bool is_new = worst_.size > before.size;
      if (is_new && !is_there(arc, box_))  // taken by this point, but not yet decided
        worst_ = {Disagreement::What::decision, at(arc.decision), 0.5, worst_.size};
    }
    return worst_;
  }

 private:
  void note(Disagreement::What what, std::size_t index, double split, double size) {
    if (size > worst_.size) worst_ = {what, index, split, size};
  }

  void pipe(std::size_t a, const OptArc& arc) {
    const double f = point_.f[a];
    const double drop = point_.w[at(arc.from)] - arc.height_factor * point_.w[at(arc.to)];
    const double size = std::abs(drop - arc.resistance_pa2_s2_kg2 * f * std::abs(f));
    split_flow(a, size);
  }

  void split_flow(std::size_t a, double size) {
    const Interval range = box_.f[a];
    if (range.width() < 1e-9) return;
    const bool has_both = range.lo < -1e-9 && range.up > 1e-9;
    const double split = has_both ? 0.0 : split_inside(range, point_.f[a]);
    note(Disagreement::What::flow, a, split, size);
  }

  void compressor(std::size_t a, const OptArc& arc, double head) {
    const double f = point_.f[a];
    const double wa = std::max(point_.w[at(arc.from)], 1e-12);
    const double wb = point_.w[at(arc.to)];
    if (arc.may_flow_back && box_.f[a].lo < -1e-9 && box_.f[a].up > 1e-9 && f < -1e-9)
      split_flow(a, std::abs(wb - wa));
    if (f <= 0.0) return;
    const double needed = head_flow(arc, f, wa, std::max(wa, wb));
    double size = 0.0;
    if (needed > scaled_.head_limit[a]) size = needed - scaled_.head_limit[a];
    if (head >= 0.0) size = std::max(size, arc.head_cost * (needed - head));
    size = std::max(size, map_distance(scaled_, a, f, wa, wb));
    if (size <= 0.0) return;
    const Interval fr = box_.f[a];
    const Interval from = box_.w[at(arc.from)];
    const Interval to = box_.w[at(arc.to)];
    const double by_flow = fr.width() / std::max(1e-9, fr.up);
    const double by_from = from.width() / std::max(1e-9, from.up);
    const double by_to = to.width() / std::max(1e-9, to.up);
    if (by_flow >= std::max(by_from, by_to)) return split_flow(a, size);
    if (by_from >= by_to)
      return note(Disagreement::What::pressure_from, a, split_inside(from, wa), size);
    note(Disagreement::What::pressure_to, a, split_inside(to, wb), size);
  }

  const ScaledModel& scaled_;
  const Box& box_;
  const Relaxed& point_;
  Disagreement worst_;
};

std::vector<double> slice(const std::vector<double>& x, std::int32_t first, std::size_t count) {
  const auto begin = x.begin() + first;
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

/// New tangents where the point is on the wrong side of m|m|; how many.
int add_cuts(const ScaledModel& scaled, const Box& box, const std::vector<double>& x,
             Builder& builder, TangentPoints& tangents) {
  int added = 0;
  const Columns& columns = builder.columns();
  for (std::size_t a = 0; a < scaled.model.arcs.size(); ++a) {
    if (columns.square[a] < 0 || is_absent(scaled.model.arcs[a], box)) continue;
    const double f = x[at(columns.f) + a];
    const double y = x[at(columns.square[a])];
    const double k = scaled.model.arcs[a].resistance_pa2_s2_kg2;
    const Interval range = box.f[a];
    const bool below = f > Builder::lower_touch(range) && k * (f * f - y) > violation_seen;
    const bool above = -f > Builder::lower_touch({-range.up, -range.lo}) &&
                       k * (y + f * f) > violation_seen &&
                       scaled.model.arcs[a].kind == OptArcKind::pipe;
    if (!below && !above) continue;
    tangents[a].push_back(f);
    builder.add_tangent(a, f);
    ++added;
  }
  return added;
}

}  // namespace

Relaxed relax(const ScaledModel& scaled, const Box& box, TangentPoints& tangents,
              const LpBasis* start, const RelaxOptions& options) {
  const OptModel& model = scaled.model;
  Relaxed result;
  Builder builder(scaled, box);
  tangents.resize(model.arcs.size());
  for (std::size_t a = 0; a < model.arcs.size(); ++a) {
    if (!has_square(model.arcs[a].kind) || is_absent(model.arcs[a], box)) continue;
    const Interval f = box.f[a];
    for (const double t : {f.lo, 0.5 * (f.lo + f.up), f.up}) builder.add_tangent(a, t);
    for (const double t : tangents[a])
      if (f.has(t)) builder.add_tangent(a, t);
  }
  LpSolution lp;
  for (int round = 0; round < options.rounds_max; ++round) {
    const LpBasis* basis = round > 0 ? &result.basis : start;
    lp = solve_lp(builder.program(), basis);
    ++result.programs;
    if (lp.status != LpStatus::optimal && lp.proven_bound < lp_infinity && basis != nullptr) {
      // From a basis of another box the simplex method may lose its way: once more from none.
      lp = solve_lp(builder.program());
      ++result.programs;
    }
    if (lp.proven_bound == lp_infinity) result.is_empty = true;
    if (lp.status != LpStatus::optimal) break;
    const double before = result.bound;
    result.bound = std::max(result.bound, lp.proven_bound);
    result.basis = lp.basis;
    const Columns& c = builder.columns();
    result.w = slice(lp.x, c.w, model.nodes.size());
    result.f = slice(lp.x, c.f, model.arcs.size());
    result.s = slice(lp.x, c.s, model.supplies.size());
    result.z = slice(lp.x, c.z, model.decisions.size());
    if (result.bound > options.cutoff) break;
    if (round > 1 && result.bound - before < enough_gain * (1.0 + std::abs(before)) && round > 2)
      break;
    if (round + 1 < options.rounds_max && add_cuts(scaled, box, lp.x, builder, tangents) == 0)
      break;
  }
  if (!lp.x.empty()) {
    std::vector<double> head(model.arcs.size(), -1.0);
    for (std::size_t a = 0; a < head.size(); ++a)
      if (builder.columns().head[a] >= 0) head[a] = lp.x[at(builder.columns().head[a])];
    result.worst = WorstPlace(scaled, box, result).find(head);
  }
  if (options.keeps_program) {
    result.program = std::move(builder.program());
    result.row_price = std::move(lp.row_price);
  }
  return result;
}

}  // namespace landbridge::gas
