#include "landbridge/math/newton.hpp"

#include <algorithm>
#include <cmath>
#include <variant>

#include "landbridge/base/assert.hpp"

namespace landbridge {
namespace {

constexpr double armijo_share = 1e-4;  // c of the line search [dennis1996, ch. 6]
constexpr double shortest_cut = 0.1;   // the next step length lies within these shares
constexpr double longest_cut = 0.5;    // of the last one

double scale_of(const std::vector<double>& scale, std::size_t i) {
  return scale.empty() ? 1.0 : scale[i];
}

double scaled_max(std::span<const double> v, const std::vector<double>& scale) {
  double largest = 0.0;
  for (std::size_t i = 0; i < v.size(); ++i)
    largest = std::max(largest, std::abs(v[i]) / scale_of(scale, i));
  return largest;
}

double half_squares(std::span<const double> v, const std::vector<double>& scale) {
  double sum = 0.0;
  for (std::size_t i = 0; i < v.size(); ++i) {
    const double scaled = v[i] / scale_of(scale, i);
    sum += scaled * scaled;
  }
  return 0.5 * sum;
}

bool is_all_finite(std::span<const double> values) {
  return std::ranges::all_of(values, [](double v) { return std::isfinite(v); });
}

void check_scale(const std::vector<double>& scale, std::size_t size) {
  LANDBRIDGE_ASSERT(scale.empty() || scale.size() == size);
  LANDBRIDGE_ASSERT(std::ranges::all_of(scale, [](double s) { return s > 0.0; }));
}

}  // namespace

std::string_view name_of(NewtonStop stop) {
  switch (stop) {
    case NewtonStop::converged: return "converged";
    case NewtonStop::max_iterations: return "max_iterations";
    case NewtonStop::line_search_failed: return "line_search_failed";
    case NewtonStop::singular_matrix: return "singular_matrix";
    case NewtonStop::bad_start: return "bad_start";
  }
  return "max_iterations";
}

struct SparseNewton::Impl {
  std::variant<SymmetricSolver, UnsymmetricSolver> linear;
  std::vector<double> residual, jacobian, step, trial, trial_residual;

  Impl(SparsePattern pattern, MatrixKind kind)
      : linear(kind == MatrixKind::symmetric
                   ? decltype(linear)(SymmetricSolver(std::move(pattern)))
                   : decltype(linear)(UnsymmetricSolver(std::move(pattern)))) {
    const auto size = static_cast<std::size_t>(shape().size());
    for (auto* v : {&residual, &step, &trial, &trial_residual}) v->assign(size, 0.0);
    jacobian.assign(shape().slots(), 0.0);
  }
  const SparsePattern& shape() const {
    return std::visit([](const auto& s) -> const SparsePattern& { return s.pattern(); }, linear);
  }
  bool compute_step(const NewtonOptions& options, NewtonReport& report);
  double merit(const NewtonSystem& system, std::span<const double> x,
               std::span<const double> at_x) const;
  double merit_slope(const NewtonSystem& system, double merit_now) const;
  bool line_search(const NewtonSystem& system, std::span<double> x, const NewtonOptions& options,
                   NewtonReport& report);
  void rate(const NewtonSystem& system, NewtonReport& report) const;
};

/// step = -J^-1 residual.
bool SparseNewton::Impl::compute_step(const NewtonOptions& options, NewtonReport& report) {
  return std::visit(
      [&](auto& solver) {
        ++report.factorisations;
        if (!solver.factorise(jacobian)) {
          report.singular = solver.singular();
          return false;
        }
        std::ranges::transform(residual, step.begin(), [](double r) { return -r; });
        solver.solve(step, options.refinement_steps);
        return is_all_finite(step);
      },
      linear);
}

double SparseNewton::Impl::merit(const NewtonSystem& system, std::span<const double> x,
                                 std::span<const double> at_x) const {
  return system.merit ? system.merit(x) : half_squares(at_x, system.residual_scale);
}

/// Derivative of the merit along the step: r'd for a user's merit, -2 f for the residual norm.
double SparseNewton::Impl::merit_slope(const NewtonSystem& system, double merit_now) const {
  if (!system.merit) return -2.0 * merit_now;
  double slope = 0.0;
  for (std::size_t i = 0; i < step.size(); ++i) slope += residual[i] * step[i];
  return slope;
}

bool SparseNewton::Impl::line_search(const NewtonSystem& system, std::span<double> x,
                                     const NewtonOptions& options, NewtonReport& report) {
  const double merit_now = merit(system, x, residual);
  const double slope = merit_slope(system, merit_now);
  const double full = scaled_max(step, system.unknown_scale);
  double length = options.step_max_scaled > 0.0 && full > options.step_max_scaled
                      ? options.step_max_scaled / full
                      : 1.0;
  for (int cut = 0; cut <= options.max_halvings; ++cut) {
    for (std::size_t i = 0; i < x.size(); ++i) trial[i] = x[i] + length * step[i];
    ++report.evaluations;
    double next = longest_cut * length;
    if (system.evaluate(trial, trial_residual, {}) && is_all_finite(trial_residual)) {
      const double merit_trial = merit(system, trial, trial_residual);
      if (merit_trial <= merit_now + armijo_share * length * slope) {
        std::ranges::copy(trial, x.begin());
        report.step_max = length * full;
        return true;
      }
      const double parabola =
          -slope * length * length / (2.0 * (merit_trial - merit_now - slope * length));
      if (std::isfinite(parabola))
        next = std::clamp(parabola, shortest_cut * length, longest_cut * length);
    }
    length = next;
  }
  return false;
}

void SparseNewton::Impl::rate(const NewtonSystem& system, NewtonReport& report) const {
  report.residual_max_scaled = 0.0;
  report.worst_index = residual.empty() ? -1 : 0;
  for (std::size_t i = 0; i < residual.size(); ++i) {
    const double scaled = std::abs(residual[i]) / scale_of(system.residual_scale, i);
    if (!(scaled > report.residual_max_scaled)) continue;
    report.residual_max_scaled = scaled;
    report.worst_index = static_cast<std::int32_t>(i);
  }
}

SparseNewton::SparseNewton(SparsePattern pattern, MatrixKind kind)
    : impl_(std::make_unique<Impl>(std::move(pattern), kind)) {}
SparseNewton::~SparseNewton() = default;
SparseNewton::SparseNewton(SparseNewton&&) noexcept = default;
SparseNewton& SparseNewton::operator=(SparseNewton&&) noexcept = default;

NewtonReport SparseNewton::solve(const NewtonSystem& system, std::span<double> x,
                                 const NewtonOptions& options) {
  Impl& m = *impl_;
  LANDBRIDGE_ASSERT(x.size() == m.residual.size());
  check_scale(system.residual_scale, x.size());
  check_scale(system.unknown_scale, x.size());
  NewtonReport report;
  while (true) {
    ++report.evaluations;
    const bool is_inside = system.evaluate(x, m.residual, m.jacobian);
    if (!is_inside || !is_all_finite(m.residual)) {
      report.stop_reason = NewtonStop::bad_start;  // later points were accepted as finite
      return report;
    }
    m.rate(system, report);
    report.is_converged = report.residual_max_scaled <= options.tolerance_scaled;
    if (report.is_converged) {
      report.stop_reason = NewtonStop::converged;
      return report;
    }
    if (report.iterations >= options.max_iterations) {
      report.stop_reason = NewtonStop::max_iterations;
      return report;
    }
    if (!m.compute_step(options, report)) {
      report.stop_reason = NewtonStop::singular_matrix;
      return report;
    }
    if (!m.line_search(system, x, options, report)) {
      report.stop_reason = NewtonStop::line_search_failed;
      return report;
    }
    ++report.iterations;
  }
}

const SparsePattern& SparseNewton::pattern() const { return impl_->shape(); }
FactorCounts SparseNewton::counts() const {
  return std::visit([](const auto& s) { return s.counts(); }, impl_->linear);
}
void SparseNewton::solve_linear(std::span<double> b) const {
  std::visit([&](const auto& s) { s.solve(b); }, impl_->linear);
}

}  // namespace landbridge
