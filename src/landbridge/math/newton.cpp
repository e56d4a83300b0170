#include "landbridge/math/newton.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
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

/// What a line search came to; the Jacobian is that of the new point only if it says so.
enum class SearchEnd { failed, accepted, accepted_with_jacobian };

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
    case NewtonStop::bad_jacobian: return "bad_jacobian";
  }
  return "max_iterations";
}

struct SparseNewton::Impl {
  std::variant<SymmetricSolver, UnsymmetricSolver> linear;
  std::vector<double> residual, jacobian, step, trial, trial_residual;
  bool is_jacobian_current = false;

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
  SearchEnd line_search(const NewtonSystem& system, std::span<double> x,
                        const NewtonOptions& options, NewtonReport& report);
  void rate(const NewtonSystem& system, NewtonReport& report) const;
  std::optional<NewtonStop> verdict(const NewtonSystem& system, const NewtonOptions& options,
                                    NewtonReport& report) const;
  std::optional<NewtonStop> advance(const NewtonSystem& system, std::span<double> x,
                                    const NewtonOptions& options, NewtonReport& report);
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

SearchEnd SparseNewton::Impl::line_search(const NewtonSystem& system, std::span<double> x,
                                          const NewtonOptions& options, NewtonReport& report) {
  const double merit_now = merit(system, x, residual);
  const double slope = merit_slope(system, merit_now);
  const double full = scaled_max(step, system.unknown_scale);
  const bool is_too_long = options.step_max_scaled > 0.0 && full > options.step_max_scaled;
  double share = is_too_long ? options.step_max_scaled / full : 1.0;
  for (int cut = 0; cut <= options.max_halvings; ++cut) {
    for (std::size_t i = 0; i < x.size(); ++i) trial[i] = x[i] + share * step[i];
    ++report.evaluations;
    double next = longest_cut * share;
    // The first trial is usually taken, so it computes the Jacobian at once.
    const std::span<double> wanted = cut == 0 ? std::span(jacobian) : std::span<double>{};
    if (system.evaluate(trial, trial_residual, wanted) && is_all_finite(trial_residual)) {
      const double merit_trial = merit(system, trial, trial_residual);
      if (merit_trial <= merit_now + armijo_share * share * slope) {
        std::ranges::copy(trial, x.begin());
        residual.swap(trial_residual);
        report.step_max = share * full;
        return cut == 0 ? SearchEnd::accepted_with_jacobian : SearchEnd::accepted;
      }
      const double parabola =
          -slope * share * share / (2.0 * (merit_trial - merit_now - slope * share));
      if (std::isfinite(parabola))
        next = std::clamp(parabola, shortest_cut * share, longest_cut * share);
    }
    share = next;
  }
  return SearchEnd::failed;
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

/// Why the search ends at the point at hand, if it does.
std::optional<NewtonStop> SparseNewton::Impl::verdict(const NewtonSystem& system,
                                                      const NewtonOptions& options,
                                                      NewtonReport& report) const {
  rate(system, report);
  report.is_converged = report.residual_max_scaled <= options.tolerance_scaled;
  if (report.is_converged) return NewtonStop::converged;
  if (report.iterations >= options.max_iterations) return NewtonStop::max_iterations;
  return std::nullopt;
}

/// One step; why it could not be made, if so.
std::optional<NewtonStop> SparseNewton::Impl::advance(const NewtonSystem& system,
                                                      std::span<double> x,
                                                      const NewtonOptions& options,
                                                      NewtonReport& report) {
  if (!is_jacobian_current) {
    ++report.evaluations;
    if (!system.evaluate(x, residual, jacobian)) return NewtonStop::bad_jacobian;
  }
  if (!compute_step(options, report))
    return report.singular.column >= 0 ? NewtonStop::singular_matrix : NewtonStop::bad_jacobian;
  const SearchEnd end = line_search(system, x, options, report);
  is_jacobian_current = end == SearchEnd::accepted_with_jacobian;
  if (end == SearchEnd::failed) return NewtonStop::line_search_failed;
  ++report.iterations;
  return std::nullopt;
}

NewtonReport SparseNewton::solve(const NewtonSystem& system, std::span<double> x,
                                 const NewtonOptions& options) {
  Impl& m = *impl_;
  LANDBRIDGE_ASSERT(x.size() == m.residual.size());
  check_scale(system.residual_scale, x.size());
  check_scale(system.unknown_scale, x.size());
  NewtonReport report;
  report.evaluations = 1;
  if (!system.evaluate(x, m.residual, m.jacobian) || !is_all_finite(m.residual)) {
    report.stop_reason = NewtonStop::bad_start;
    return report;
  }
  m.is_jacobian_current = true;
  std::optional<NewtonStop> stop = m.verdict(system, options, report);
  while (!stop) {
    stop = m.advance(system, x, options, report);
    if (!stop) stop = m.verdict(system, options, report);
  }
  report.stop_reason = *stop;
  return report;
}

const SparsePattern& SparseNewton::pattern() const { return impl_->shape(); }
FactorCounts SparseNewton::counts() const {
  return std::visit([](const auto& s) { return s.counts(); }, impl_->linear);
}

Result<void> SparseNewton::solve_linear(const NewtonSystem& system, std::span<const double> x,
                                        std::span<double> b) {
  Impl& m = *impl_;
  LANDBRIDGE_ASSERT(x.size() == m.residual.size());
  LANDBRIDGE_ASSERT(b.size() == x.size());
  if (!system.evaluate(x, m.residual, m.jacobian))
    return fail(Fault::bad_input, "newton", "the equations have no value at this point");
  return std::visit(
      [&](auto& solver) -> Result<void> {
        auto outcome = solver.factorise(m.jacobian);
        if (outcome) solver.solve(b);
        return outcome;
      },
      m.linear);
}

}  // namespace landbridge
