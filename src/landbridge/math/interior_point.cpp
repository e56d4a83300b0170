#include "landbridge/math/interior_point.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "landbridge/math/kkt_system.hpp"

namespace landbridge {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double bound_push = 1e-2;
constexpr double smallest_step = 1e-10;
constexpr int restoration_limit = 60;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

double largest(std::span<const double> values) {
  double result = 0.0;
  for (const double v : values) result = std::max(result, std::abs(v));
  return result;
}

double sum_of_magnitudes(std::span<const double> values) {
  double result = 0.0;
  for (const double v : values) result += std::abs(v);
  return result;
}

/// Pairs (constraint violation, barrier function) that no later point may be worse than.
class Filter {
 public:
  void clear() { entries_.clear(); }
  void add(double violation, double barrier) { entries_.push_back({violation, barrier}); }
  bool accepts(double violation, double barrier) const {
    return std::ranges::all_of(
        entries_, [&](const auto& e) { return violation < e.first || barrier < e.second; });
  }

 private:
  std::vector<std::pair<double, double>> entries_;
};

class InteriorPoint {
 public:
  InteriorPoint(const NonlinearProgram& program, std::vector<double> start,
                const InteriorPointOptions& options)
      : program_(program),
        options_(options),
        n_(at(program.variables())),
        m_(at(program.constraints)),
        kkt_(program),
        x_(std::move(start)),
        y_(m_, 0.0),
        zl_(n_, 0.0),
        zu_(n_, 0.0),
        mu_(options.first_barrier) {
    push_inside();
    resize(values_);
    resize(trial_);
    hessian_.resize(program.hessian.size());
    for (std::size_t j = 0; j < n_; ++j) {
      if (has_lower(j)) zl_[j] = mu_ / (x_[j] - program_.lower[j]);
      if (has_upper(j)) zu_[j] = mu_ / (program_.upper[j] - x_[j]);
    }
  }

  InteriorPointSolution run() {
    program_.evaluate(x_, values_);
    first_multipliers();
    InteriorPointStatus status = InteriorPointStatus::iteration_limit;
    for (; iterations_ < options_.max_iterations; ++iterations_) {
      if (error(0.0) <= options_.tolerance) {
        status = InteriorPointStatus::optimal;
        break;
      }
      lower_barrier();
      if (!step()) {
        status = error(0.0) <= 1e3 * options_.tolerance ? InteriorPointStatus::optimal
                 : largest(values_.constraint) > 1e-7   ? InteriorPointStatus::locally_infeasible
                                                        : InteriorPointStatus::failed;
        break;
      }
    }
    return solution(status);
  }

 private:
  bool is_fixed(std::size_t j) const { return program_.lower[j] == program_.upper[j]; }
  bool has_lower(std::size_t j) const { return !is_fixed(j) && program_.lower[j] > -infinity; }
  bool has_upper(std::size_t j) const { return !is_fixed(j) && program_.upper[j] < infinity; }

  void resize(NonlinearProgram::Values& values) const {
    values.gradient.assign(n_, 0.0);
    values.constraint.assign(m_, 0.0);
    values.jacobian.assign(program_.jacobian.size(), 0.0);
  }

  void push_inside() {
    for (std::size_t j = 0; j < n_; ++j) {
      const double lo = program_.lower[j];
      const double up = program_.upper[j];
      if (is_fixed(j)) {
        x_[j] = lo;
        continue;
      }
      const double width = up - lo;
      const double from_lower = std::min(bound_push * std::max(1.0, std::abs(lo)),
                                         bound_push * (width < infinity ? width : infinity));
      const double from_upper = std::min(bound_push * std::max(1.0, std::abs(up)),
                                         bound_push * (width < infinity ? width : infinity));
      if (lo > -infinity) x_[j] = std::max(x_[j], lo + from_lower);
      if (up < infinity) x_[j] = std::min(x_[j], up - from_upper);
    }
  }

  /// gradient + J' y - zl + zu.
  std::vector<double> lagrangian_gradient() const {
    std::vector<double> r = values_.gradient;
    for (std::size_t k = 0; k < program_.jacobian.size(); ++k) {
      const MatrixEntry e = program_.jacobian[k];
      r[at(e.column)] += values_.jacobian[k] * y_[at(e.row)];
    }
    for (std::size_t j = 0; j < n_; ++j) {
      r[j] += zu_[j] - zl_[j];
      if (is_fixed(j)) r[j] = 0.0;
    }
    return r;
  }

  double complementarity(double mu) const {
    double worst = 0.0;
    for (std::size_t j = 0; j < n_; ++j) {
      if (has_lower(j))
        worst = std::max(worst, std::abs((x_[j] - program_.lower[j]) * zl_[j] - mu));
      if (has_upper(j))
        worst = std::max(worst, std::abs((program_.upper[j] - x_[j]) * zu_[j] - mu));
    }
    return worst;
  }

  /// Largest violation of the KKT conditions of the barrier problem; multipliers far above the
  /// scale of the problem soften the dual parts as in [waechter2006].
  double error(double mu) const {
    const double mean = (sum_of_magnitudes(y_) + sum_of_magnitudes(zl_) + sum_of_magnitudes(zu_)) /
                        static_cast<double>(std::max<std::size_t>(1, m_ + 2 * n_));
    const double soft = std::max(100.0, mean) / 100.0;
    return std::max({largest(lagrangian_gradient()) / soft, largest(values_.constraint),
                     complementarity(mu) / soft});
  }

  void lower_barrier() {
    const double floor = options_.tolerance / 10.0;
    while (mu_ > floor && error(mu_) <= 10.0 * mu_) {
      mu_ = std::max(floor, std::min(0.2 * mu_, std::pow(mu_, 1.5)));
      filter_.clear();
    }
  }

  std::vector<double> sigma() const {
    std::vector<double> s(n_, 0.0);
    for (std::size_t j = 0; j < n_; ++j) {
      if (has_lower(j)) s[j] += zl_[j] / (x_[j] - program_.lower[j]);
      if (has_upper(j)) s[j] += zu_[j] / (program_.upper[j] - x_[j]);
    }
    return s;
  }

  /// gradient of f - mu sum log(distance).
  std::vector<double> barrier_gradient() const {
    std::vector<double> g = values_.gradient;
    for (std::size_t j = 0; j < n_; ++j) {
      if (has_lower(j)) g[j] -= mu_ / (x_[j] - program_.lower[j]);
      if (has_upper(j)) g[j] += mu_ / (program_.upper[j] - x_[j]);
      if (is_fixed(j)) g[j] = 0.0;
    }
    return g;
  }

  double barrier(std::span<const double> x, double objective) const {
    double value = objective;
    for (std::size_t j = 0; j < n_; ++j) {
      if (has_lower(j)) value -= mu_ * std::log(x[j] - program_.lower[j]);
      if (has_upper(j)) value -= mu_ * std::log(program_.upper[j] - x[j]);
    }
    return value;
  }

  /// Multipliers that fit the gradient best at the start.
  void first_multipliers() {
    std::ranges::fill(hessian_, 0.0);
    kkt_.assemble(hessian_, values_.jacobian, std::vector<double>(n_, 1.0));
    if (!kkt_.factorise()) return;
    std::vector<double> right(n_ + m_, 0.0);
    const std::vector<double> r = lagrangian_gradient();
    for (std::size_t j = 0; j < n_; ++j) right[j] = -r[j];
    const std::vector<double> d = kkt_.solve(right);
    for (std::size_t i = 0; i < m_; ++i) y_[i] = d[n_ + i];
    if (largest(y_) > 1e3) std::ranges::fill(y_, 0.0);
  }

  std::vector<double> newton_direction(std::span<const double> constraint) {
    std::vector<double> right(n_ + m_, 0.0);
    std::vector<double> gradient = barrier_gradient();
    for (std::size_t k = 0; k < program_.jacobian.size(); ++k) {
      const MatrixEntry e = program_.jacobian[k];
      if (!is_fixed(at(e.column))) gradient[at(e.column)] += values_.jacobian[k] * y_[at(e.row)];
    }
    for (std::size_t j = 0; j < n_; ++j) right[j] = is_fixed(j) ? 0.0 : -gradient[j];
    for (std::size_t i = 0; i < m_; ++i) right[n_ + i] = -constraint[i];
    return kkt_.solve(right);
  }

  /// The longest step that keeps a share of the distance to every bound.
  double longest_step(std::span<const double> d) const {
    const double share = std::max(0.99, 1.0 - mu_);
    double alpha = 1.0;
    for (std::size_t j = 0; j < n_; ++j) {
      if (has_lower(j) && d[j] < 0.0)
        alpha = std::min(alpha, -share * (x_[j] - program_.lower[j]) / d[j]);
      if (has_upper(j) && d[j] > 0.0)
        alpha = std::min(alpha, share * (program_.upper[j] - x_[j]) / d[j]);
    }
    return alpha;
  }

  bool evaluate_trial(std::span<const double> d, double alpha) {
    trial_x_ = x_;
    for (std::size_t j = 0; j < n_; ++j) {
      trial_x_[j] += alpha * d[j];
      if ((has_lower(j) && !(trial_x_[j] > program_.lower[j])) ||
          (has_upper(j) && !(trial_x_[j] < program_.upper[j])))
        return false;
    }
    program_.evaluate(trial_x_, trial_);
    return std::isfinite(trial_.objective) && std::isfinite(sum_of_magnitudes(trial_.constraint));
  }

  struct Level {
    double violation = 0.0;
    double barrier = 0.0;
    double slope = 0.0;  ///< of the barrier function along the step
  };

  /// Filter and sufficient-decrease tests for the trial point.
  bool is_acceptable(const Level& here, double alpha) {
    const double violation = sum_of_magnitudes(trial_.constraint);
    const double value = barrier(trial_x_, trial_.objective);
    const double noise = 1e-13 * (1.0 + std::abs(here.barrier));
    if (!filter_.accepts(violation, value - noise)) return false;
    const bool descends =
        here.slope < 0.0 && alpha * std::pow(-here.slope, 2.3) > std::pow(here.violation, 1.1);
    if (descends && here.violation < 1e-4)
      return value <= here.barrier + 1e-4 * alpha * here.slope + noise;
    if (violation <= (1.0 - 1e-5) * here.violation || value <= here.barrier - 1e-5 * here.violation)
      return add_to_filter(here);
    return here.violation < 1e-12 && value <= here.barrier + noise;
  }

  bool add_to_filter(const Level& here) {
    filter_.add((1.0 - 1e-5) * here.violation, here.barrier - 1e-5 * here.violation);
    return true;
  }

  bool step() {
    program_.evaluate_hessian(x_, y_, hessian_);
    const std::vector<double> s = sigma();
    kkt_.assemble(hessian_, values_.jacobian, s);
    if (!kkt_.factorise()) return false;
    const std::vector<double> d = newton_direction(values_.constraint);
    const std::vector<double> gradient = barrier_gradient();
    Level here{sum_of_magnitudes(values_.constraint), barrier(x_, values_.objective), 0.0};
    for (std::size_t j = 0; j < n_; ++j) here.slope += gradient[j] * d[j];
    const double longest = longest_step(d);
    double alpha = longest;
    for (bool is_first = true; alpha > smallest_step; alpha *= 0.5, is_first = false) {
      if (evaluate_trial(d, alpha) && is_acceptable(here, alpha)) {
        accept(d, d, alpha);
        return true;
      }
      if (is_first && correct_second_order(d, here, alpha)) return true;
    }
    return restore_feasibility(here);
  }

  /// Where the full step failed by the curvature of c: solve again with c at the trial point.
  bool correct_second_order(const std::vector<double>& d, const Level& here, double alpha) {
    if (!evaluate_trial(d, alpha)) return false;
    if (sum_of_magnitudes(trial_.constraint) < here.violation && here.violation > 1e-12)
      return false;
    std::vector<double> constraint(m_);
    for (std::size_t i = 0; i < m_; ++i)
      constraint[i] = alpha * values_.constraint[i] + trial_.constraint[i];
    const std::vector<double> corrected = newton_direction(constraint);
    const double step = longest_step(corrected);
    if (!evaluate_trial(corrected, step) || !is_acceptable(here, alpha)) return false;
    accept(corrected, d, step);
    return true;
  }

  void accept(const std::vector<double>& primal, const std::vector<double>& dual, double alpha) {
    const double share = std::max(0.99, 1.0 - mu_);
    std::vector<double> dl(n_, 0.0), du(n_, 0.0);
    double dual_step = 1.0;
    for (std::size_t j = 0; j < n_; ++j) {
      if (has_lower(j)) {
        const double distance = x_[j] - program_.lower[j];
        dl[j] = mu_ / distance - zl_[j] - zl_[j] / distance * dual[j];
        if (dl[j] < 0.0) dual_step = std::min(dual_step, -share * zl_[j] / dl[j]);
      }
      if (has_upper(j)) {
        const double distance = program_.upper[j] - x_[j];
        du[j] = mu_ / distance - zu_[j] + zu_[j] / distance * dual[j];
        if (du[j] < 0.0) dual_step = std::min(dual_step, -share * zu_[j] / du[j]);
      }
    }
    x_ = trial_x_;
    std::swap(values_, trial_);
    for (std::size_t i = 0; i < m_; ++i) y_[i] += alpha * primal[n_ + i];
    for (std::size_t j = 0; j < n_; ++j) {
      zl_[j] += dual_step * dl[j];
      zu_[j] += dual_step * du[j];
    }
    keep_multipliers_near();
  }

  void keep_multipliers_near() {
    constexpr double factor = 1e10;
    for (std::size_t j = 0; j < n_; ++j) {
      if (has_lower(j)) {
        const double central = mu_ / (x_[j] - program_.lower[j]);
        zl_[j] = std::clamp(zl_[j], central / factor, central * factor);
      }
      if (has_upper(j)) {
        const double central = mu_ / (program_.upper[j] - x_[j]);
        zu_[j] = std::clamp(zu_[j], central / factor, central * factor);
      }
    }
  }

  /// Steps of least norm (in distances to the bounds) towards c = 0, until the filter takes the
  /// point.
  bool restore_feasibility(const Level& here) {
    if (here.violation < 1e-9) return false;
    add_to_filter(here);
    std::ranges::fill(hessian_, 0.0);
    for (int k = 0; k < restoration_limit && iterations_ < options_.max_iterations;
         ++k, ++iterations_) {
      std::vector<double> weight(n_, 1.0);
      for (std::size_t j = 0; j < n_; ++j) {
        if (has_lower(j)) weight[j] += 0.01 / std::pow(x_[j] - program_.lower[j], 2.0);
        if (has_upper(j)) weight[j] += 0.01 / std::pow(program_.upper[j] - x_[j], 2.0);
      }
      kkt_.assemble(hessian_, values_.jacobian, weight);
      if (!kkt_.factorise()) return false;
      std::vector<double> right(n_ + m_, 0.0);
      for (std::size_t i = 0; i < m_; ++i) right[n_ + i] = -values_.constraint[i];
      const std::vector<double> d = kkt_.solve(right);
      const double before = sum_of_magnitudes(values_.constraint);
      if (!decrease_violation(d, before)) return false;
      const double now = sum_of_magnitudes(values_.constraint);
      if (now < 0.1 * here.violation && filter_.accepts(now, barrier(x_, values_.objective)))
        return leave_restoration();
      if (now < 1e-10) return leave_restoration();
    }
    return false;
  }

  bool decrease_violation(const std::vector<double>& d, double before) {
    for (double alpha = longest_step(d); alpha > smallest_step; alpha *= 0.5) {
      if (!evaluate_trial(d, alpha)) continue;
      if (sum_of_magnitudes(trial_.constraint) > (1.0 - 1e-4 * alpha) * before) continue;
      x_ = trial_x_;
      std::swap(values_, trial_);
      return true;
    }
    return false;
  }

  bool leave_restoration() {
    filter_.clear();
    for (std::size_t j = 0; j < n_; ++j) {
      if (has_lower(j)) zl_[j] = mu_ / (x_[j] - program_.lower[j]);
      if (has_upper(j)) zu_[j] = mu_ / (program_.upper[j] - x_[j]);
    }
    std::ranges::fill(y_, 0.0);
    first_multipliers();
    return true;
  }

  InteriorPointSolution solution(InteriorPointStatus status) const {
    InteriorPointSolution s;
    s.status = status;
    s.x = x_;
    s.multiplier = y_;
    s.lower_multiplier = zl_;
    s.upper_multiplier = zu_;
    s.objective = values_.objective;
    s.stationarity = largest(lagrangian_gradient());
    s.infeasibility = largest(values_.constraint);
    s.complementarity = complementarity(0.0);
    s.iterations = iterations_;
    return s;
  }

  const NonlinearProgram& program_;
  InteriorPointOptions options_;
  std::size_t n_, m_;
  KktSystem kkt_;
  std::vector<double> x_, y_, zl_, zu_, trial_x_, hessian_;
  NonlinearProgram::Values values_, trial_;
  Filter filter_;
  double mu_;
  int iterations_ = 0;
};

}  // namespace

InteriorPointSolution minimise(const NonlinearProgram& program, std::vector<double> start,
                               const InteriorPointOptions& options) {
  return InteriorPoint(program, std::move(start), options).run();
}

}  // namespace landbridge
