#include "landbridge/gas/verdict_relaxation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "landbridge/math/lp.hpp"

namespace landbridge::gas {
namespace {

constexpr double room = 1e-9;            // of the scale, for what rounding leaves of the data
constexpr double narrow = 1e-3;          // flows known as well as this are not asked for
constexpr double progress_share = 0.05;  // of a width, that makes another round worth it
constexpr double cut_worth = 1e-7;       // of the scale, by which a line must cut the point off

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// m|m| >= slope m + offset, or <= of an upper line.
struct Line {
  double slope = 0.0;
  double offset = 0.0;
};

Line tangent_at(double t) { return {2.0 * t, -t * t}; }

/// Lines below m|m| between l and u.
std::vector<Line> lines_below(double l, double u) {
  if (u <= 0.0) return {{-(l + u), l * u}};
  const double first = l < 0.0 ? (std::numbers::sqrt2 - 1.0) * -l : l;
  if (first >= u) {  // the chord from (l, -l^2) to (u, u^2) lies below
    const double slope = (u * u + l * l) / (u - l);
    return {{slope, u * u - slope * u}};
  }
  std::vector<Line> lines;
  for (const double share : {0.0, 0.25, 0.5, 1.0})
    lines.push_back(tangent_at(first + share * (u - first)));
  return lines;
}

std::vector<Line> lines_above(double l, double u) {
  std::vector<Line> lines = lines_below(-u, -l);
  for (Line& line : lines) line.offset = -line.offset;
  return lines;
}

class Relaxation {
 public:
  Relaxation(const VerdictModel& model, Bounds& bounds, RelaxationBudget& budget)
      : model_(model), b_(bounds), budget_(budget) {}

  std::optional<Conflict> run(bool& has_changed) {
    build();
    budget_.point.clear();
    auto conflict = ask_any();
    for (int i = 0; i < budget_.cut_rounds && !conflict && budget_.iterations > 0 && add_cuts();
         ++i)
      conflict = ask_any();
    if (!conflict && !points_.empty()) budget_.point = points_.back();
    for (std::size_t l = 0; l < model_.links.size() && !conflict; ++l)
      for (const bool is_least : {true, false})
        if (is_left() && is_asked(l) && !is_reached(l, is_least) && !conflict)
          conflict = ask(l, is_least);
    has_changed = has_changed || has_gained_;
    return conflict;
  }

 private:
  std::int32_t phi_column(std::int32_t node) const { return node; }
  std::int32_t flow_column(std::size_t link) const {
    return static_cast<std::int32_t>(model_.nodes() + link);
  }
  ValueRange phi(std::int32_t node) const {
    return scaled(b_.phi_pa2[at(node)], 1.0 / model_.phi_scale_pa2);
  }
  ValueRange flow(std::size_t link) const {
    return scaled(b_.flow[link], 1.0 / model_.flow_scale_kg_s);
  }

  void build() {
    program_ = {};
    for (std::size_t n = 0; n < model_.nodes(); ++n) {
      const ValueRange x = phi(static_cast<std::int32_t>(n));
      program_.add_column(x.low - room, x.high + room);
    }
    for (std::size_t l = 0; l < model_.links.size(); ++l) {
      const ValueRange x = flow(l);
      program_.add_column(x.low - room, x.high + room);
    }
    for (std::size_t n = 0; n < model_.nodes(); ++n) add_balance(static_cast<std::int32_t>(n));
    for (std::size_t l = 0; l < model_.links.size(); ++l) add_link(l);
  }

  void add_balance(std::int32_t node) {
    std::vector<LpTerm> row;
    for (const std::int32_t l : model_.links_at[at(node)]) {
      const VerdictLink& link = model_.links[at(l)];
      if (link.from == link.to) continue;
      row.push_back({flow_column(at(l)), link.from == node ? 1.0 : -1.0});
    }
    const ValueRange s = scaled(model_.supply[at(node)], 1.0 / model_.flow_scale_kg_s);
    if (!row.empty()) program_.add_row(row, s.low - room, s.high + room);
  }

  /// phi_from - phi_to + slope m within the limits.
  void add_difference(std::size_t l, double slope, double low, double high) {
    const VerdictLink& link = model_.links[l];
    program_.add_row(
        {{phi_column(link.from), 1.0}, {phi_column(link.to), -1.0}, {flow_column(l), slope}},
        low - room, high + room);
  }

  void add_link(std::size_t l) {
    const VerdictLink& link = model_.links[l];
    if (link.from == link.to) return;
    switch (link.kind) {
      case VerdictLink::Kind::pipe: return add_pipe(l);
      case VerdictLink::Kind::zero_loss: return add_difference(l, 0.0, 0.0, 0.0);
      case VerdictLink::Kind::constant_loss: return;
      case VerdictLink::Kind::element: return add_element(l);
    }
  }

  void add_pipe(std::size_t l) {
    const ValueRange m = flow(l);
    const double k = resistance(l);
    if (!(k > 0.0)) return;
    for (const Line& line : lines_below(m.low - room, m.high + room))
      add_difference(l, -k * line.slope, k * line.offset, lp_infinity);
    for (const Line& line : lines_above(m.low - room, m.high + room))
      add_difference(l, -k * line.slope, -lp_infinity, k * line.offset);
  }

  /// Tangents at the flows of the last point, on the side of the law that is curved against it.
  bool add_cuts() {
    if (points_.empty()) return false;
    const std::vector<double>& x = points_.back();
    bool has_added = false;
    for (std::size_t l = 0; l < model_.links.size(); ++l) {
      const double k = resistance(l);
      if (!(k > 0.0)) continue;
      const VerdictLink& link = model_.links[l];
      const double d = x[at(phi_column(link.from))] - x[at(phi_column(link.to))];
      const double t = x[at(flow_column(l))];
      const ValueRange m = flow(l);
      const bool is_below = d < k * t * std::abs(t);
      // A tangent at t holds from -t/(sqrt 2 - 1) on, at negative t up to it.
      const double far = (is_below ? -m.low : m.high) + room;
      const double own = is_below ? t : -t;
      if (own < (std::numbers::sqrt2 - 1.0) * far || own <= 0.0) continue;
      const Line line = tangent_at(own);
      const double missing = k * (line.slope * own + line.offset) - (is_below ? d : -d);
      if (missing <= cut_worth) continue;
      if (is_below)
        add_difference(l, -k * line.slope, k * line.offset, lp_infinity);
      else
        add_difference(l, -k * line.slope, -lp_infinity, -k * line.offset);
      has_added = true;
    }
    return has_added;
  }

  /// d = k m|m| in the scales of the program; zero where the law is not of that form.
  double resistance(std::size_t l) const {
    const VerdictLink& link = model_.links[l];
    if (link.from == link.to || link.kind != VerdictLink::Kind::pipe) return 0.0;
    const PipeLaw& law = link.pipe;
    const ValueRange m = flow(l);
    if (law.depends_on_state() || !(law.fixed_factor > 0.0)) return 0.0;
    if (!std::isfinite(m.low) || !std::isfinite(m.high)) return 0.0;
    return law.base_pa2_s2_kg2 * law.fixed_factor * model_.flow_scale_kg_s *
           model_.flow_scale_kg_s / model_.phi_scale_pa2;
  }

  /// With d = phi_from - phi_to: none when open, at most zero of an active station, at least zero
  /// of an active control valve; anything when closed.
  void add_element(std::size_t l) {
    const VerdictLink& link = model_.links[l];
    const VerdictElement& e = model_.elements[at(link.element)];
    const ModeSet modes = b_.modes[at(link.element)];
    if (modes == bit(ElementMode::open)) return add_difference(l, 0.0, 0.0, 0.0);
    const bool may_close = has(modes, ElementMode::closed);
    const bool may_be_active = has(modes, ElementMode::active);
    if (may_be_active && !(e.inlet_loss.is_none() && e.outlet_loss.is_none())) return;
    const bool is_valve = e.kind == VerdictElement::Kind::control_valve;
    const bool is_station = e.kind == VerdictElement::Kind::station;
    const ValueRange m = flow(l);
    const ValueRange d = difference(phi(link.from), phi(link.to));
    if (!may_close && may_be_active) {
      if (is_station) add_difference(l, 0.0, -lp_infinity, 0.0);
      if (is_valve) add_difference(l, 0.0, 0.0, lp_infinity);
    }
    // With gas from -> to a station has d <= 0, with gas to -> from nothing but d = 0 is left.
    const bool is_bounded = std::isfinite(m.low) && std::isfinite(m.high);
    if (!is_bounded) return;
    if (m.high > room && d.high > 0.0 && may_close && !(may_be_active && is_valve))
      add_difference(l, d.high / m.high, -lp_infinity, d.high);
    if (m.high > room && d.low < 0.0 && may_close && !(may_be_active && is_station))
      add_difference(l, d.low / m.high, d.low, lp_infinity);
    if (m.low < -room && d.low < 0.0) add_difference(l, -d.low / -m.low, d.low, lp_infinity);
    if (m.low < -room && d.high > 0.0) add_difference(l, -d.high / -m.low, -lp_infinity, d.high);
  }

  bool is_asked(std::size_t l) const {
    const ValueRange m = flow(l);
    if (model_.links[l].from == model_.links[l].to) return false;
    return std::isfinite(m.low) && std::isfinite(m.high) && m.width() > narrow;
  }

  bool is_left() const { return programs_ < budget_.programs && budget_.iterations > 0; }

  /// A point of the relaxation stands at this bound: asking again would not move it.
  bool is_reached(std::size_t l, bool is_least) const {
    const ValueRange m = flow(l);
    const double near = progress_share * m.width();
    for (const std::vector<double>& x : points_) {
      const double value = x[at(flow_column(l))];
      if (is_least ? value <= m.low + near : value >= m.high - near) return true;
    }
    return false;
  }

  std::optional<Conflict> ask_any() {
    return solve().status == LpStatus::infeasible ? proven_empty_ : std::nullopt;
  }

  LpSolution solve() {
    ++programs_;
    LpSolution s = solve_lp(program_, basis_.empty() ? nullptr : &basis_);
    budget_.iterations -= s.iterations + 20;
    proven_empty_.reset();
    if (s.status == LpStatus::infeasible && s.proven_bound > 0.0) {
      proven_empty_.emplace();
      proven_empty_->kind = Conflict::Kind::relaxation;
    }
    if (s.status == LpStatus::optimal) {
      points_.push_back(s.x);
      basis_ = s.basis;
    }
    return s;
  }

  std::optional<Conflict> ask(std::size_t l, bool is_least) {
    const auto column = at(flow_column(l));
    program_.cost[column] = is_least ? 1.0 : -1.0;
    const LpSolution s = solve();
    program_.cost[column] = 0.0;
    if (s.status == LpStatus::infeasible) return proven_empty_;
    if (s.status != LpStatus::optimal || !std::isfinite(s.proven_bound)) return {};
    const double bound = (is_least ? s.proven_bound : -s.proven_bound);
    ValueRange& m = b_.flow[l];
    const double value = bound * model_.flow_scale_kg_s;
    const double gain = is_least ? value - m.low : m.high - value;
    if (gain <= progress_share * m.width()) return {};
    (is_least ? m.low : m.high) = value;
    (is_least ? b_.flow_low_reason : b_.flow_high_reason)[l] = FlowReason::relaxation;
    (is_least ? program_.lower : program_.upper)[column] = (is_least ? bound - room : bound + room);
    has_gained_ = true;
    return {};
  }

  const VerdictModel& model_;
  Bounds& b_;
  RelaxationBudget& budget_;
  LinearProgram program_;
  LpBasis basis_;
  std::vector<std::vector<double>> points_;
  std::optional<Conflict> proven_empty_;
  bool has_gained_ = false;
  int programs_ = 0;
};

}  // namespace

std::optional<Conflict> tighten_by_relaxation(const VerdictModel& model, Bounds& bounds,
                                              RelaxationBudget& budget, bool& has_changed) {
  constexpr std::size_t links_max = 1500;  // beyond this a program costs more than it brings
  budget.point.clear();
  if (budget.iterations <= 0 || model.links.size() > links_max) return {};
  return Relaxation(model, bounds, budget).run(has_changed);
}

}  // namespace landbridge::gas
