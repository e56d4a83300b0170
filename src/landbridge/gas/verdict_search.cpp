#include "landbridge/gas/verdict_search.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "landbridge/math/sparse.hpp"

namespace landbridge::gas {
namespace {

constexpr double law_tolerance = 1e-11;   // scaled
constexpr double limit_tolerance = 1e-9;  // scaled
constexpr double damping_start = 1e-3;
constexpr double damping_least = 1e-13;

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// One residual with its derivatives; the places of its variables never change.
struct RowPlan {
  enum class Kind { balance, link_law, equal, no_flow, phi_box, flow_box, supply_box, element };
  Kind kind = Kind::balance;
  std::int32_t subject = 0;  ///< node, link or element
  std::size_t first = 0;     ///< into variables and slopes
  std::size_t count = 0;
  std::int32_t aspect = 0;  ///< of an element: which of its limits
};

double box_violation(double x, double low, double high, double margin) {
  const double room = std::min(margin, 0.25 * std::max(0.0, high - low));
  if (x < low + room) return x - (low + room);
  if (x > high - room) return x - (high - room);
  return 0.0;
}

class Search {
 public:
  Search(const VerdictModel& model, const std::vector<SearchMode>& modes, double margin_share)
      : model_(model), modes_(modes), margin_share_(margin_share) {
    pressure_scale_pa_ = model.potential.pressure_pa(model.phi_scale_pa2);
    last_windows_.resize(model.elements.size());
    last_inlets_.resize(model.elements.size());
    place_variables();
    plan();
    build_matrix();
  }

  SearchResult run(const VerdictState& start, int step_limit) {
    std::vector<double> x = pack(start);
    double damping = damping_start;
    evaluate(x);
    double value = square_sum();
    int stalled = 0;
    SearchResult result;
    for (; result.steps < step_limit; ++result.steps) {
      if (is_done()) break;
      const auto step = newton_step(damping);
      if (!step) {
        damping = std::max(1e-6, 10.0 * damping);
        if (damping > 1e6) break;
        continue;
      }
      std::vector<double> trial = x;
      for (std::size_t i = 0; i < x.size(); ++i) trial[i] -= (*step)[i];
      const std::vector<double> kept_residual = residual_;
      const std::vector<double> kept_slope = slope_;
      evaluate(trial);
      const double next = square_sum();
      if (!(next < value)) {
        residual_ = kept_residual;
        slope_ = kept_slope;
        damping = std::max(1e-8, 8.0 * damping);
        if (++stalled > 8) break;
        continue;
      }
      stalled = next > 0.9995 * value ? stalled + 1 : 0;
      x = std::move(trial);
      value = next;
      damping = std::max(damping_least, 0.1 * damping);
      if (stalled > 8) break;
    }
    finish(x, value, result);
    return result;
  }

 private:
  void place_variables() {
    const std::size_t n = model_.nodes();
    supply_variable_.assign(n, -1);
    auto next = static_cast<std::int32_t>(n + model_.links.size());
    for (std::size_t i = 0; i < n; ++i)
      if (model_.supply[i].width() > 0.0) supply_variable_[i] = next++;
    variable_count_ = at(next);
  }

  std::int32_t phi_variable(std::int32_t node) const { return node; }
  std::int32_t flow_variable(std::int32_t link) const {
    return static_cast<std::int32_t>(model_.nodes()) + link;
  }

  void add_row(RowPlan::Kind kind, std::int32_t subject, std::initializer_list<std::int32_t> vars,
               std::int32_t aspect = 0) {
    rows_.push_back({kind, subject, variables_.size(), vars.size(), aspect});
    variables_.insert(variables_.end(), vars);
  }

  void plan() {
    for (std::size_t i = 0; i < model_.nodes(); ++i) plan_node(static_cast<std::int32_t>(i));
    for (std::size_t i = 0; i < model_.links.size(); ++i) plan_link(static_cast<std::int32_t>(i));
    residual_.assign(rows_.size(), 0.0);
    slope_.assign(variables_.size(), 0.0);
  }

  void plan_node(std::int32_t node) {
    RowPlan row{RowPlan::Kind::balance, node, variables_.size(), 0, 0};
    for (const std::int32_t l : model_.links_at[at(node)])
      if (model_.links[at(l)].from != model_.links[at(l)].to)
        variables_.push_back(flow_variable(l));
    if (supply_variable_[at(node)] >= 0) variables_.push_back(supply_variable_[at(node)]);
    row.count = variables_.size() - row.first;
    if (row.count > 0) rows_.push_back(row);
    add_row(RowPlan::Kind::phi_box, node, {phi_variable(node)});
    if (supply_variable_[at(node)] >= 0)
      add_row(RowPlan::Kind::supply_box, node, {supply_variable_[at(node)]});
  }

  void plan_link(std::int32_t l) {
    const VerdictLink& link = model_.links[at(l)];
    const std::int32_t a = phi_variable(link.from);
    const std::int32_t b = phi_variable(link.to);
    const std::int32_t q = flow_variable(l);
    add_row(RowPlan::Kind::flow_box, l, {q});
    if (link.from == link.to) return add_row(RowPlan::Kind::no_flow, l, {q});
    if (link.element < 0) {
      if (link.kind == VerdictLink::Kind::zero_loss)
        return add_row(RowPlan::Kind::equal, l, {a, b});
      return add_row(RowPlan::Kind::link_law, l, {a, b, q});
    }
    switch (modes_[at(link.element)]) {
      case SearchMode::closed: return add_row(RowPlan::Kind::no_flow, l, {q});
      case SearchMode::open: return add_row(RowPlan::Kind::equal, l, {a, b});
      case SearchMode::active:
      case SearchMode::free:
        for (const int aspect : {0, 1, 2})
          add_row(RowPlan::Kind::element, link.element, {a, b, q}, aspect);
    }
  }

  void build_matrix() {
    std::vector<MatrixEntry> entries;
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(variable_count_); ++i)
      entries.push_back({i, i});
    for (const RowPlan& row : rows_)
      for (std::size_t j = 0; j < row.count; ++j)
        for (std::size_t k = 0; k <= j; ++k) {
          const std::int32_t u = variables_[row.first + j];
          const std::int32_t v = variables_[row.first + k];
          entries.push_back({std::max(u, v), std::min(u, v)});
        }
    const SparsePattern pattern(static_cast<std::int32_t>(variable_count_), entries);
    slots_ = pattern.slots_of(entries);
    solver_ = std::make_unique<SymmetricSolver>(pattern);
    values_.assign(pattern.slots(), 0.0);
  }

  std::vector<double> pack(const VerdictState& s) const {
    std::vector<double> x(variable_count_, 0.0);
    for (std::size_t i = 0; i < model_.nodes(); ++i) {
      x[i] = s.phi_pa2[i] / model_.phi_scale_pa2;
      if (supply_variable_[i] >= 0)
        x[at(supply_variable_[i])] = s.supply_kg_s[i] / model_.flow_scale_kg_s;
    }
    for (std::size_t l = 0; l < model_.links.size(); ++l)
      x[model_.nodes() + l] = s.flow_kg_s[l] / model_.flow_scale_kg_s;
    return x;
  }

  VerdictState unpack(const std::vector<double>& x) const {
    VerdictState s;
    for (std::size_t i = 0; i < model_.nodes(); ++i) {
      s.phi_pa2.push_back(x[i] * model_.phi_scale_pa2);
      s.supply_kg_s.push_back(supply_at(x, static_cast<std::int32_t>(i)));
    }
    for (std::size_t l = 0; l < model_.links.size(); ++l)
      s.flow_kg_s.push_back(flow_at(x, static_cast<std::int32_t>(l)));
    return s;
  }

  double phi_at(const std::vector<double>& x, std::int32_t node) const {
    return x[at(node)] * model_.phi_scale_pa2;
  }
  double flow_at(const std::vector<double>& x, std::int32_t l) const {
    return x[at(flow_variable(l))] * model_.flow_scale_kg_s;
  }
  double supply_at(const std::vector<double>& x, std::int32_t node) const {
    const std::int32_t v = supply_variable_[at(node)];
    return v < 0 ? model_.supply[at(node)].low : x[at(v)] * model_.flow_scale_kg_s;
  }

  void evaluate(const std::vector<double>& x) {
    worst_law_ = 0.0;
    worst_limit_ = 0.0;
    for (std::size_t i = 0; i < rows_.size(); ++i) evaluate_row(x, i);
  }

  void evaluate_row(const std::vector<double>& x, std::size_t i) {
    const RowPlan& row = rows_[i];
    double* slope = slope_.data() + row.first;
    switch (row.kind) {
      case RowPlan::Kind::balance: residual_[i] = balance(x, row, slope); break;
      case RowPlan::Kind::link_law: residual_[i] = link_law(x, row.subject, slope); break;
      case RowPlan::Kind::equal: {
        const auto& v = variables_;
        residual_[i] = x[at(v[row.first])] - x[at(v[row.first + 1])];
        slope[0] = 1.0;
        slope[1] = -1.0;
        break;
      }
      case RowPlan::Kind::no_flow:
        residual_[i] = x[at(variables_[row.first])];
        slope[0] = 1.0;
        break;
      case RowPlan::Kind::element: return element(x, i, slope);
      default: return box(x, i, slope);
    }
    worst_law_ = std::max(worst_law_, std::abs(residual_[i]));
  }

  double balance(const std::vector<double>& x, const RowPlan& row, double* slope) const {
    double sum = 0.0;
    std::size_t k = 0;
    for (const std::int32_t l : model_.links_at[at(row.subject)]) {
      const VerdictLink& link = model_.links[at(l)];
      if (link.from == link.to) continue;
      const double sign = link.from == row.subject ? 1.0 : -1.0;
      sum += sign * x[at(flow_variable(l))];
      slope[k++] = sign;
    }
    const std::int32_t v = supply_variable_[at(row.subject)];
    if (v >= 0) slope[k] = -1.0;
    return sum - supply_at(x, row.subject) / model_.flow_scale_kg_s;
  }

  double link_law(const std::vector<double>& x, std::int32_t l, double* slope) const {
    const VerdictLink& link = model_.links[at(l)];
    const double a = phi_at(x, link.from);
    const double b = phi_at(x, link.to);
    const double q = flow_at(x, l);
    if (link.kind == VerdictLink::Kind::constant_loss) return loss_law(link, a, b, q, slope);
    const StateFactors f = state_factors(link.pipe, model_.gas, model_.potential, a, b);
    const PotentialDrop drop = potential_drop(link.pipe, q);
    const double least = potential_drop(link.pipe, 1e-3 * model_.flow_scale_kg_s).slope_pa2_s_kg;
    slope[0] = f.from;
    slope[1] = -f.to;
    slope[2] = -f.drop * std::max(least, drop.slope_pa2_s_kg) * model_.flow_scale_kg_s /
               model_.phi_scale_pa2;
    return (a * f.from - b * f.to - f.drop * drop.value_pa2) / model_.phi_scale_pa2;
  }

  /// The sign of the flow is rounded off over a millionth of the flow scale.
  double loss_law(const VerdictLink& link, double a, double b, double q, double* slope) const {
    const double width = 1e-6 * model_.flow_scale_kg_s;
    const double sign = std::clamp(q / width, -1.0, 1.0);
    const double pa = model_.potential.pressure_pa(a);
    const double pb = model_.potential.pressure_pa(b);
    slope[0] = model_.phi_scale_pa2 / slope_of(pa) / pressure_scale_pa_;
    slope[1] = -model_.phi_scale_pa2 / slope_of(pb) / pressure_scale_pa_;
    slope[2] = std::abs(q) < width
                   ? -link.loss_pa / width * model_.flow_scale_kg_s / pressure_scale_pa_
                   : 0.0;
    return (pa - pb - link.loss_pa * sign) / pressure_scale_pa_;
  }
  double slope_of(double p) const {
    return std::max(model_.potential.slope_pa(p), 1e-3 * pressure_scale_pa_);
  }

  void box(const std::vector<double>& x, std::size_t i, double* slope) {
    const RowPlan& row = rows_[i];
    const double value = x[at(variables_[row.first])];
    ValueRange limit;
    if (row.kind == RowPlan::Kind::phi_box)
      limit = scaled(model_.phi_limit_pa2[at(row.subject)], 1.0 / model_.phi_scale_pa2);
    else if (row.kind == RowPlan::Kind::supply_box)
      limit = scaled(model_.supply[at(row.subject)], 1.0 / model_.flow_scale_kg_s);
    else
      limit = scaled(flow_limit(row.subject), 1.0 / model_.flow_scale_kg_s);
    residual_[i] = box_violation(value, limit.low, limit.high, margin_share_);
    slope[0] = residual_[i] == 0.0 ? 0.0 : 1.0;
    worst_limit_ = std::max(worst_limit_, std::abs(box_violation(value, limit.low, limit.high, 0)));
  }

  ValueRange flow_limit(std::int32_t l) const {
    const VerdictLink& link = model_.links[at(l)];
    ValueRange limit = link.flow;
    if (link.element < 0) return limit;
    const SearchMode mode = modes_[at(link.element)];
    if (mode == SearchMode::closed) return {};
    if (mode == SearchMode::active || mode == SearchMode::free)
      limit.low = std::max(0.0, limit.low);
    return limit;
  }

  void element(const std::vector<double>& x, std::size_t i, double* slope) {
    const RowPlan& row = rows_[i];
    const VerdictElement& e = model_.elements[at(row.subject)];
    const VerdictLink& link = model_.links[at(e.link)];
    const std::array<double, 3> here{phi_at(x, link.from), phi_at(x, link.to), flow_at(x, e.link)};
    const double exact = element_violation(row, e, here, 0.0);
    residual_[i] = element_violation(row, e, here, margin_share_);
    worst_limit_ = std::max(worst_limit_, std::abs(exact));
    for (std::size_t k = 0; k < 3; ++k) slope[k] = 0.0;
    if (residual_[i] == 0.0) return;
    for (std::size_t k = 0; k < 3; ++k) {
      const double scale = k < 2 ? model_.phi_scale_pa2 : model_.flow_scale_kg_s;
      std::array<double, 3> there = here;
      constexpr double step = 1e-6;
      there[k] += step * scale;
      slope[k] = (element_violation(row, e, there, margin_share_) - residual_[i]) / step;
    }
  }

  /// Signed: below a lower limit negative, above an upper one positive.
  double element_violation(const RowPlan& row, const VerdictElement& e,
                           const std::array<double, 3>& at_point, double margin) const {
    const auto [in, out] = inner_pressures(model_, e, at_point[0], at_point[1], at_point[2]);
    const double scale = pressure_scale_pa_;
    const bool is_free = modes_[at(row.subject)] == SearchMode::free;
    if (row.aspect == 0)
      return is_free ? 0.0 : box_violation(in / scale, e.inlet_min_pa / scale, no_limit, margin);
    if (row.aspect == 1)
      return is_free ? 0.0 : box_violation(out / scale, -no_limit, e.outlet_max_pa / scale, margin);
    if (e.kind == VerdictElement::Kind::valve) return is_free ? 0.0 : (in - out) / scale;
    if (e.kind == VerdictElement::Kind::control_valve) {
      const double least = is_free ? 0.0 : std::max(0.0, e.difference_min_pa);
      return box_violation((in - out) / scale, least / scale, e.difference_max_pa / scale, margin);
    }
    return station_violation(e, in, out, at_point[2], margin, is_free);
  }

  double station_violation(const VerdictElement& e, double in, double out, double flow,
                           double margin, bool is_free) const {
    const double scale = pressure_scale_pa_;
    if (e.machines == nullptr || !e.machines->windows || is_free)
      return box_violation(out / scale, in / scale, no_limit, is_free ? 0.0 : margin);
    double best = no_limit;
    for (const MachineWindow& w : windows(e, in, std::max(flow, 0.0))) {
      if (w.is_empty) continue;
      const double v =
          box_violation(out / scale, w.lowest_pa / scale, w.highest_pa / scale, margin);
      if (std::abs(v) < std::abs(best)) best = v;
    }
    if (std::isfinite(best)) return best;
    return towards_window(e, in, flow);
  }

  /// Machine maps are dear: the last answer is kept, for derivatives along the outlet.
  const std::vector<MachineWindow>& windows(const VerdictElement& e, double in, double flow) const {
    LastWindows& last = last_windows_[at(model_.links[at(e.link)].element)];
    if (last.inlet_pa != in || last.flow_kg_s != flow) {
      map_us_ += e.machines->cost_us;
      last = {in, flow, e.machines->windows(in, flow)};
    }
    return last.windows;
  }

  /// No machine runs here: the distance to the nearest inlet pressure at which one does.
  double towards_window(const VerdictElement& e, double in, double flow) const {
    double nearest = no_limit;
    for (const double p : running_inlets(e, std::max(flow, 0.0)))
      if (std::abs(in - p) < std::abs(nearest)) nearest = in - p;
    if (!std::isfinite(nearest)) return 1.0;
    return nearest / pressure_scale_pa_ + std::copysign(margin_share_, nearest);
  }

  /// Inlet pressures of a grid at which some machine runs with a flow.
  const std::vector<double>& running_inlets(const VerdictElement& e, double flow) const {
    constexpr int samples = 16;
    LastInlets& last = last_inlets_[at(model_.links[at(e.link)].element)];
    if (last.flow_kg_s == flow) return last.inlets_pa;
    last = {flow, {}};
    const double low = e.inlet_min_pa;
    const double high = std::min(e.outlet_max_pa, pressure_scale_pa_);
    for (int i = 0; i <= samples; ++i) {
      const double p = low + (high - low) * i / samples;
      map_us_ += e.machines->cost_us;
      for (const MachineWindow& w : e.machines->windows(p, flow))
        if (!w.is_empty) {
          last.inlets_pa.push_back(p);
          break;
        }
    }
    return last.inlets_pa;
  }

  double square_sum() const {
    double sum = 0.0;
    for (const double r : residual_) sum += r * r;
    return sum;
  }
  bool is_done() const {
    const double allowed = margin_share_ > 0.0 ? 0.0 : 0.5 * limit_tolerance;
    return worst_law_ <= law_tolerance && worst_limit_ <= allowed;
  }

  std::optional<std::vector<double>> newton_step(double damping) {
    std::fill(values_.begin(), values_.end(), 0.0);
    std::vector<double> gradient(variable_count_, 0.0);
    std::size_t s = 0;
    for (; s < variable_count_; ++s) values_[at(slots_[s])] += damping;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const RowPlan& row = rows_[i];
      for (std::size_t j = 0; j < row.count; ++j) {
        const double a = slope_[row.first + j];
        gradient[at(variables_[row.first + j])] += a * residual_[i];
        for (std::size_t k = 0; k <= j; ++k) values_[at(slots_[s++])] += a * slope_[row.first + k];
      }
    }
    if (!solver_->factorise(values_)) return {};
    solver_->solve(gradient, 1);
    for (const double g : gradient)
      if (!std::isfinite(g)) return {};
    return gradient;
  }

  void finish(const std::vector<double>& x, double value, SearchResult& result) {
    evaluate(x);
    result.sum_of_squares = value;
    result.map_us = map_us_;
    result.worst = std::max(worst_law_, worst_limit_);
    result.is_feasible = worst_law_ <= 10.0 * law_tolerance && worst_limit_ <= limit_tolerance;
    double largest = 0.0;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (std::abs(residual_[i]) <= largest) continue;
      largest = std::abs(residual_[i]);
      const RowPlan& row = rows_[i];
      const bool is_node = row.kind == RowPlan::Kind::balance ||
                           row.kind == RowPlan::Kind::phi_box ||
                           row.kind == RowPlan::Kind::supply_box;
      result.worst_node = is_node ? row.subject : -1;
      result.worst_link = is_node ? -1
                          : row.kind == RowPlan::Kind::element
                              ? model_.elements[at(row.subject)].link
                              : row.subject;
    }
    result.state = unpack(x);
    keep_weights(result);
  }

  void keep_weights(SearchResult& result) const {
    result.law_weight.assign(model_.links.size(), 0.0);
    result.balance_weight.assign(model_.nodes(), 0.0);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const RowPlan& row = rows_[i];
      if (row.kind == RowPlan::Kind::balance) result.balance_weight[at(row.subject)] = residual_[i];
      if (row.kind == RowPlan::Kind::link_law || row.kind == RowPlan::Kind::equal)
        result.law_weight[at(row.subject)] = residual_[i];
      if (row.kind == RowPlan::Kind::element && row.aspect == 2)
        result.law_weight[at(model_.elements[at(row.subject)].link)] =
            0.5 * (slope_[row.first] - slope_[row.first + 1]) * residual_[i];
    }
  }

  const VerdictModel& model_;
  const std::vector<SearchMode>& modes_;
  double margin_share_;
  double pressure_scale_pa_ = 1.0;
  std::size_t variable_count_ = 0;
  std::vector<std::int32_t> supply_variable_;
  std::vector<RowPlan> rows_;
  std::vector<std::int32_t> variables_;
  std::vector<double> slope_;
  std::vector<double> residual_;
  std::vector<std::int32_t> slots_;
  std::vector<double> values_;
  std::unique_ptr<SymmetricSolver> solver_;
  double worst_law_ = 0.0;
  double worst_limit_ = 0.0;
  struct LastWindows {
    double inlet_pa = -1.0;
    double flow_kg_s = -1.0;
    std::vector<MachineWindow> windows;
  };
  struct LastInlets {
    double flow_kg_s = -1.0;
    std::vector<double> inlets_pa;
  };
  mutable std::vector<LastWindows> last_windows_;
  mutable std::vector<LastInlets> last_inlets_;
  mutable double map_us_ = 0.0;
};

}  // namespace

SearchResult search_state(const VerdictModel& model, const std::vector<SearchMode>& modes,
                          const VerdictState& start, const SearchOptions& options) {
  return Search(model, modes, options.margin_share).run(start, options.step_limit);
}

}  // namespace landbridge::gas
