#include "landbridge/math/kkt_system.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace landbridge {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double dual_regularisation = 1e-7;
constexpr double primal_regularisation = 1e-8;
constexpr double first_convexification = 1e-4;
constexpr double largest_convexification = 1e12;
constexpr int refinement_limit = 8;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

double largest(std::span<const double> values) {
  double result = 0.0;
  for (const double v : values) result = std::max(result, std::abs(v));
  return result;
}

SparsePattern pattern_of(const NonlinearProgram& program) {
  const std::int32_t n = program.variables();
  std::vector<MatrixEntry> entries = program.hessian;
  for (const MatrixEntry& e : program.jacobian) entries.push_back({n + e.row, e.column});
  for (std::int32_t i = 0; i < n + program.constraints; ++i) entries.push_back({i, i});
  return SparsePattern(n + program.constraints, entries);
}

}  // namespace

KktSystem::KktSystem(const NonlinearProgram& program)
    : program_(program),
      n_(program.variables()),
      solver_(pattern_of(program)),
      exact_(solver_.pattern().slots(), 0.0) {
  const SparsePattern& pattern = solver_.pattern();
  hessian_slot_ = pattern.slots_of(program.hessian);
  for (const MatrixEntry& e : program.jacobian)
    jacobian_slot_.push_back(pattern.slot(n_ + e.row, e.column));
  for (std::int32_t i = 0; i < n_ + program.constraints; ++i)
    diagonal_slot_.push_back(pattern.slot(i, i));
}

void KktSystem::assemble(std::span<const double> hessian, std::span<const double> jacobian,
                         std::span<const double> sigma) {
  std::ranges::fill(exact_, 0.0);
  const auto is_fixed = [&](std::int32_t j) {
    return program_.lower[at(j)] == program_.upper[at(j)];
  };
  for (std::size_t k = 0; k < hessian.size(); ++k) {
    const MatrixEntry e = program_.hessian[k];
    if (!is_fixed(e.row) && !is_fixed(e.column)) exact_[at(hessian_slot_[k])] += hessian[k];
  }
  for (std::size_t k = 0; k < jacobian.size(); ++k)
    if (!is_fixed(program_.jacobian[k].column)) exact_[at(jacobian_slot_[k])] += jacobian[k];
  for (std::int32_t j = 0; j < n_; ++j)
    exact_[at(diagonal_slot_[at(j)])] += is_fixed(j) ? 1.0 : sigma[at(j)];
}

bool KktSystem::factorise() {
  double delta = 0.0;
  while (delta < largest_convexification) {
    std::vector<double> values = exact_;
    for (std::int32_t j = 0; j < n_; ++j)
      values[at(diagonal_slot_[at(j)])] += delta + primal_regularisation;
    for (std::int32_t i = n_; i < n_ + program_.constraints; ++i)
      values[at(diagonal_slot_[at(i)])] -= dual_regularisation;
    if (solver_.factorise(values) && solver_.negative_pivots() == program_.constraints) {
      convexification_ = delta;
      if (delta > 0.0) last_delta_ = delta;
      return true;
    }
    delta = delta > 0.0         ? delta * 8.0
            : last_delta_ > 0.0 ? std::max(last_delta_ / 3.0, 1e-12)
                                : first_convexification;
  }
  return false;
}

std::vector<double> KktSystem::solve(const std::vector<double>& right) {
  std::vector<double> x(right.size(), 0.0);
  std::vector<double> best = x;
  std::vector<double> residual = right;
  std::vector<double> product(right.size());
  double best_residual = infinity;
  for (int step = 0; step < refinement_limit; ++step) {
    std::vector<double> correction = residual;
    solver_.solve(correction);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] += correction[i];
    multiply_symmetric(solver_.pattern(), exact_, x, product);
    for (std::int32_t j = 0; j < n_; ++j) product[at(j)] += convexification_ * x[at(j)];
    for (std::size_t i = 0; i < x.size(); ++i) residual[i] = right[i] - product[i];
    const double size = largest(residual);
    if (!(size < 0.5 * best_residual)) {
      if (size < best_residual) best = x;
      break;
    }
    best_residual = size;
    best = x;
    if (size < 1e-14 * (1.0 + largest(right))) break;
  }
  return best;
}

}  // namespace landbridge
