#include "landbridge/math/sparse.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <amd.h>
#include <fmt/format.h>
#include <klu.h>
extern "C" {  // this header of C does not say so itself
#include <ldl.h>
}

#include "landbridge/base/assert.hpp"

namespace landbridge {
namespace {

/// A pivot smaller than this share of the terms it was summed from is rounding, not a number.
constexpr double lost_pivot = 64.0 * std::numeric_limits<double>::epsilon();
/// Below this reciprocal growth of the factors the old pivots are given up [davis2010].
constexpr double worst_pivot_growth = 1e-8;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

bool is_all_finite(std::span<const double> values) {
  return std::ranges::all_of(values, [](double v) { return std::isfinite(v); });
}

tl::unexpected<Error> not_finite(const SparsePattern& pattern, std::span<const double> values) {
  for (std::int32_t j = 0; j < pattern.size(); ++j)
    for (std::int32_t s = pattern.column_start()[at(j)]; s < pattern.column_start()[at(j) + 1]; ++s)
      if (!std::isfinite(values[at(s)]))
        return fail(Fault::not_converged, "matrix",
                    fmt::format("the entry in row {}, column {} is {}",
                                pattern.row_of_slot()[at(s)], j, values[at(s)]));
  return fail(Fault::not_converged, "matrix", "an entry is not finite");
}

tl::unexpected<Error> singular_at(SingularColumn where) {
  return fail(Fault::infeasible, "matrix",
              fmt::format("column {} {} (columns count from 0)", where.column,
                          where.is_structural ? "can never have a pivot: the pattern is singular"
                                              : "depends on the others: the matrix is singular"));
}

}  // namespace

SparsePattern::SparsePattern(std::int32_t size, std::span<const MatrixEntry> entries)
    : size_(size) {
  LANDBRIDGE_ASSERT(size >= 0);
  LANDBRIDGE_ASSERT(entries.size() < at(std::numeric_limits<std::int32_t>::max()));
  std::vector<std::int32_t> start(at(size) + 1, 0);
  for (const MatrixEntry& e : entries) {
    LANDBRIDGE_ASSERT(e.row >= 0 && e.row < size);
    LANDBRIDGE_ASSERT(e.column >= 0 && e.column < size);
    ++start[at(e.column) + 1];
  }
  for (std::size_t j = 1; j < start.size(); ++j) start[j] += start[j - 1];
  std::vector<std::int32_t> rows(entries.size());
  std::vector<std::int32_t> next(start.begin(), start.end() - 1);
  for (const MatrixEntry& e : entries) rows[at(next[at(e.column)]++)] = e.row;
  column_start_.assign(at(size) + 1, 0);
  row_of_slot_.reserve(rows.size());
  for (std::size_t j = 0; j < at(size); ++j) {
    const auto first = rows.begin() + start[j];
    const auto last = rows.begin() + start[j + 1];
    std::sort(first, last);
    row_of_slot_.insert(row_of_slot_.end(), first, std::unique(first, last));
    column_start_[j + 1] = static_cast<std::int32_t>(row_of_slot_.size());
  }
}

std::int32_t SparsePattern::slot(std::int32_t row, std::int32_t column) const {
  LANDBRIDGE_ASSERT(column >= 0 && column < size_);
  const auto first = row_of_slot_.begin() + column_start_[at(column)];
  const auto last = row_of_slot_.begin() + column_start_[at(column) + 1];
  const auto hit = std::lower_bound(first, last, row);
  if (hit == last || *hit != row) return -1;
  return static_cast<std::int32_t>(hit - row_of_slot_.begin());
}

std::vector<std::int32_t> SparsePattern::slots_of(std::span<const MatrixEntry> entries) const {
  std::vector<std::int32_t> found;
  found.reserve(entries.size());
  for (const MatrixEntry& e : entries) {
    found.push_back(slot(e.row, e.column));
    LANDBRIDGE_ASSERT(found.back() >= 0);
  }
  return found;
}

void multiply(const SparsePattern& pattern, std::span<const double> values,
              std::span<const double> x, std::span<double> product) {
  LANDBRIDGE_ASSERT(values.size() == pattern.slots());
  LANDBRIDGE_ASSERT(x.size() == at(pattern.size()));
  LANDBRIDGE_ASSERT(product.size() == x.size());
  std::ranges::fill(product, 0.0);
  for (std::size_t j = 0; j < x.size(); ++j)
    for (auto s = at(pattern.column_start()[j]); s < at(pattern.column_start()[j + 1]); ++s)
      product[at(pattern.row_of_slot()[s])] += values[s] * x[j];
}

void multiply_symmetric(const SparsePattern& pattern, std::span<const double> values,
                        std::span<const double> x, std::span<double> product) {
  LANDBRIDGE_ASSERT(values.size() == pattern.slots());
  LANDBRIDGE_ASSERT(x.size() == at(pattern.size()));
  LANDBRIDGE_ASSERT(product.size() == x.size());
  std::ranges::fill(product, 0.0);
  for (std::size_t j = 0; j < x.size(); ++j)
    for (auto s = at(pattern.column_start()[j]); s < at(pattern.column_start()[j + 1]); ++s) {
      const std::size_t i = at(pattern.row_of_slot()[s]);
      if (i < j) continue;
      product[i] += values[s] * x[j];
      if (i > j) product[j] += values[s] * x[i];
    }
}

// ---- symmetric ----------------------------------------------------------------------------------

struct SymmetricSolver::Impl {
  SparsePattern pattern;
  std::vector<double> values;  ///< of the last factorise(), for refinement
  int size = 0;
  std::vector<int> old_of_new;  ///< ordering P
  /// Upper triangle of P A P', compressed columns, and the slot of A that each entry comes from.
  std::vector<int> upper_start, upper_row, slot_of_upper;
  std::vector<double> upper;
  std::vector<int> lower_start, lower_row, parent, count, mark, stack;
  std::vector<double> lower, diagonal, work;
  mutable std::vector<double> permuted;
  FactorCounts counts;
  SingularColumn singular;
  bool is_factorised = false;

  explicit Impl(SparsePattern p) : pattern(std::move(p)), size(pattern.size()) {
    order();
    permute_pattern();
    analyse();
  }
  void order();
  void permute_pattern();
  void analyse();
  int lost_column() const;
  void solve_once(std::span<double> b) const;
};

void SymmetricSolver::Impl::order() {
  std::vector<int> start(pattern.column_start().begin(), pattern.column_start().end());
  std::vector<int> rows(pattern.row_of_slot().begin(), pattern.row_of_slot().end());
  old_of_new.resize(at(size));
  if (size == 0) return;
  const int status =
      amd_order(size, start.data(), rows.data(), old_of_new.data(), nullptr, nullptr);
  LANDBRIDGE_ASSERT(status == AMD_OK || status == AMD_OK_BUT_JUMBLED);
}

void SymmetricSolver::Impl::permute_pattern() {
  std::vector<int> new_of_old(at(size));
  for (int k = 0; k < size; ++k) new_of_old[at(old_of_new[at(k)])] = k;
  upper_start.assign(at(size) + 1, 0);
  const auto for_lower = [&](auto&& visit) {
    for (int j = 0; j < size; ++j)
      for (int s = pattern.column_start()[at(j)]; s < pattern.column_start()[at(j) + 1]; ++s) {
        const int i = pattern.row_of_slot()[at(s)];
        if (i < j) continue;
        const int a = new_of_old[at(i)];
        const int b = new_of_old[at(j)];
        visit(std::min(a, b), std::max(a, b), s);
      }
  };
  for_lower([&](int, int column, int) { ++upper_start[at(column) + 1]; });
  for (std::size_t j = 1; j < upper_start.size(); ++j) upper_start[j] += upper_start[j - 1];
  upper_row.resize(at(upper_start.back()));
  slot_of_upper.resize(upper_row.size());
  upper.resize(upper_row.size());
  std::vector<int> next(upper_start.begin(), upper_start.end() - 1);
  for_lower([&](int row, int column, int s) {
    const int place = next[at(column)]++;
    upper_row[at(place)] = row;
    slot_of_upper[at(place)] = s;
  });
}

void SymmetricSolver::Impl::analyse() {
  lower_start.assign(at(size) + 1, 0);
  parent.resize(at(size));
  count.resize(at(size));
  mark.resize(at(size));
  stack.resize(at(size));
  diagonal.assign(at(size), 0.0);
  work.assign(at(size), 0.0);
  permuted.resize(at(size));
  if (size > 0)
    ldl_symbolic(size, upper_start.data(), upper_row.data(), lower_start.data(), parent.data(),
                 count.data(), mark.data(), nullptr, nullptr);
  lower_row.resize(at(lower_start.back()));
  lower.resize(lower_row.size());
  counts.analyses = 1;
}

/// D_k = A_kk - sum L_ki^2 D_i: the column is lost where D_k is rounding beside its terms.
int SymmetricSolver::Impl::lost_column() const {
  std::vector<double> terms(at(size), 0.0);
  for (int j = 0; j < size; ++j)
    for (int p = upper_start[at(j)]; p < upper_start[at(j) + 1]; ++p)
      if (upper_row[at(p)] == j) terms[at(j)] += std::abs(upper[at(p)]);
  for (int i = 0; i < size; ++i)
    for (int p = lower_start[at(i)]; p < lower_start[at(i) + 1]; ++p)
      terms[at(lower_row[at(p)])] += lower[at(p)] * lower[at(p)] * std::abs(diagonal[at(i)]);
  for (int k = 0; k < size; ++k)
    if (!(std::abs(diagonal[at(k)]) > lost_pivot * terms[at(k)])) return k;
  return -1;
}

void SymmetricSolver::Impl::solve_once(std::span<double> b) const {
  // The C interface takes mutable pointers but only reads the factors.
  auto* start = const_cast<int*>(lower_start.data());
  auto* rows = const_cast<int*>(lower_row.data());
  auto* numbers = const_cast<double*>(lower.data());
  for (std::size_t k = 0; k < b.size(); ++k) permuted[k] = b[at(old_of_new[k])];
  ldl_lsolve(size, permuted.data(), start, rows, numbers);
  ldl_dsolve(size, permuted.data(), const_cast<double*>(diagonal.data()));
  ldl_ltsolve(size, permuted.data(), start, rows, numbers);
  for (std::size_t k = 0; k < b.size(); ++k) b[at(old_of_new[k])] = permuted[k];
}

SymmetricSolver::SymmetricSolver(SparsePattern pattern)
    : impl_(std::make_unique<Impl>(std::move(pattern))) {}
SymmetricSolver::~SymmetricSolver() = default;
SymmetricSolver::SymmetricSolver(SymmetricSolver&&) noexcept = default;
SymmetricSolver& SymmetricSolver::operator=(SymmetricSolver&&) noexcept = default;

Result<void> SymmetricSolver::factorise(std::span<const double> values) {
  Impl& m = *impl_;
  LANDBRIDGE_ASSERT(values.size() == m.pattern.slots());
  m.is_factorised = false;
  m.singular = {};
  if (!is_all_finite(values)) return not_finite(m.pattern, values);
  m.values.assign(values.begin(), values.end());
  for (std::size_t p = 0; p < m.upper.size(); ++p) m.upper[p] = values[at(m.slot_of_upper[p])];
  std::ranges::fill(m.work, 0.0);
  ++(m.counts.factorisations == 0 ? m.counts.factorisations : m.counts.refactorisations);
  int lost = -1;
  if (m.size > 0) {
    const int done = ldl_numeric(m.size, m.upper_start.data(), m.upper_row.data(), m.upper.data(),
                                 m.lower_start.data(), m.parent.data(), m.count.data(),
                                 m.lower_row.data(), m.lower.data(), m.diagonal.data(),
                                 m.work.data(), m.stack.data(), m.mark.data(), nullptr, nullptr);
    lost = done < m.size ? done : m.lost_column();
  }
  if (lost >= 0) {
    m.singular.column = m.old_of_new[at(lost)];
    return singular_at(m.singular);
  }
  m.is_factorised = true;
  return {};
}

void SymmetricSolver::solve(std::span<double> b, int refinement_steps) const {
  const Impl& m = *impl_;
  LANDBRIDGE_ASSERT(m.is_factorised);
  LANDBRIDGE_ASSERT(b.size() == at(m.size));
  if (refinement_steps <= 0) return m.solve_once(b);
  const std::vector<double> wanted(b.begin(), b.end());
  std::vector<double> rest(b.size());
  m.solve_once(b);
  for (int step = 0; step < refinement_steps; ++step) {
    multiply_symmetric(m.pattern, m.values, b, rest);
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i] = wanted[i] - rest[i];
    m.solve_once(rest);
    for (std::size_t i = 0; i < rest.size(); ++i) b[i] += rest[i];
  }
}

SingularColumn SymmetricSolver::singular() const { return impl_->singular; }
FactorCounts SymmetricSolver::counts() const { return impl_->counts; }
const SparsePattern& SymmetricSolver::pattern() const { return impl_->pattern; }

double SymmetricSolver::pivot_spread() const {
  LANDBRIDGE_ASSERT(impl_->is_factorised);
  if (impl_->size == 0) return 1.0;
  const auto [low, high] =
      std::ranges::minmax(impl_->diagonal, {}, [](double d) { return std::abs(d); });
  return std::abs(low) / std::abs(high);
}
int SymmetricSolver::negative_pivots() const {
  LANDBRIDGE_ASSERT(impl_->is_factorised);
  return static_cast<int>(std::ranges::count_if(impl_->diagonal, [](double d) { return d < 0.0; }));
}

// ---- unsymmetric --------------------------------------------------------------------------------

struct UnsymmetricSolver::Impl {
  SparsePattern pattern;
  std::vector<double> values;
  std::vector<int> start, rows;
  mutable klu_common common{};
  klu_symbolic* symbolic = nullptr;
  klu_numeric* numeric = nullptr;
  FactorCounts counts;
  SingularColumn singular;
  bool is_factorised = false;

  explicit Impl(SparsePattern p)
      : pattern(std::move(p)),
        start(pattern.column_start().begin(), pattern.column_start().end()),
        rows(pattern.row_of_slot().begin(), pattern.row_of_slot().end()) {
    klu_defaults(&common);
    common.scale = 2;  // rows by their largest entry
    if (pattern.size() > 0) {
      symbolic = klu_analyze(pattern.size(), start.data(), rows.data(), &common);
      LANDBRIDGE_ASSERT(symbolic != nullptr);
    }
    counts.analyses = 1;
  }
  ~Impl() {
    klu_free_numeric(&numeric, &common);
    klu_free_symbolic(&symbolic, &common);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  bool refactor();
  bool factor();
  int lost_column() const;
};

/// New numbers on the old pivots; false if there are none or they are no longer good.
bool UnsymmetricSolver::Impl::refactor() {
  if (numeric == nullptr) return false;
  ++counts.refactorisations;
  if (klu_refactor(start.data(), rows.data(), values.data(), symbolic, numeric, &common) == 0)
    return false;
  klu_rgrowth(start.data(), rows.data(), values.data(), symbolic, numeric, &common);
  return common.rgrowth > worst_pivot_growth && lost_column() < 0;
}

/// New pivots; false sets `singular`.
bool UnsymmetricSolver::Impl::factor() {
  ++counts.factorisations;
  klu_free_numeric(&numeric, &common);
  numeric = klu_factor(start.data(), rows.data(), values.data(), symbolic, &common);
  int lost = -1;
  if (numeric == nullptr || common.status == KLU_SINGULAR) {
    LANDBRIDGE_ASSERT(common.status != KLU_OUT_OF_MEMORY);
    lost = common.singular_col < pattern.size() ? common.singular_col : symbolic->Q[0];
  } else {
    lost = lost_column();
  }
  if (lost < 0) return true;
  singular = {lost, symbolic->structural_rank >= 0 && symbolic->structural_rank < pattern.size()};
  klu_free_numeric(&numeric, &common);
  return false;
}

/// The column of A whose pivot is rounding beside the largest entry of its column in its block;
/// -1 if there is none.
int UnsymmetricSolver::Impl::lost_column() const {
  const auto* pivot = static_cast<const double*>(numeric->Udiag);
  std::vector<int> place(at(pattern.size()));
  for (int k = 0; k < pattern.size(); ++k) place[at(numeric->Pnum[k])] = k;
  for (int block = 0; block < symbolic->nblocks; ++block)
    for (int k = symbolic->R[block]; k < symbolic->R[block + 1]; ++k) {
      const int column = symbolic->Q[k];
      double largest = 0.0;
      for (int s = start[at(column)]; s < start[at(column) + 1]; ++s) {
        const int row = place[at(rows[at(s)])];
        if (row >= symbolic->R[block])
          largest = std::max(largest, std::abs(values[at(s)]) / numeric->Rs[row]);
      }
      if (!(std::abs(pivot[k]) > lost_pivot * largest)) return column;
    }
  return -1;
}

UnsymmetricSolver::UnsymmetricSolver(SparsePattern pattern)
    : impl_(std::make_unique<Impl>(std::move(pattern))) {}
UnsymmetricSolver::~UnsymmetricSolver() = default;
UnsymmetricSolver::UnsymmetricSolver(UnsymmetricSolver&&) noexcept = default;
UnsymmetricSolver& UnsymmetricSolver::operator=(UnsymmetricSolver&&) noexcept = default;

Result<void> UnsymmetricSolver::factorise(std::span<const double> values) {
  Impl& m = *impl_;
  LANDBRIDGE_ASSERT(values.size() == m.pattern.slots());
  m.is_factorised = false;
  m.singular = {};
  if (!is_all_finite(values)) return not_finite(m.pattern, values);
  m.values.assign(values.begin(), values.end());
  if (m.pattern.size() > 0 && !m.refactor() && !m.factor()) return singular_at(m.singular);
  m.is_factorised = true;
  return {};
}

void UnsymmetricSolver::solve(std::span<double> b, int refinement_steps) const {
  const Impl& m = *impl_;
  LANDBRIDGE_ASSERT(m.is_factorised);
  LANDBRIDGE_ASSERT(b.size() == at(m.pattern.size()));
  if (b.empty()) return;
  const auto solve_once = [&m](std::span<double> v) {
    const int is_solved =
        klu_solve(m.symbolic, m.numeric, m.pattern.size(), 1, v.data(), &m.common);
    LANDBRIDGE_ASSERT(is_solved == 1);
  };
  if (refinement_steps <= 0) return solve_once(b);
  const std::vector<double> wanted(b.begin(), b.end());
  std::vector<double> rest(b.size());
  solve_once(b);
  for (int step = 0; step < refinement_steps; ++step) {
    multiply(m.pattern, m.values, b, rest);
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i] = wanted[i] - rest[i];
    solve_once(rest);
    for (std::size_t i = 0; i < rest.size(); ++i) b[i] += rest[i];
  }
}

double UnsymmetricSolver::reciprocal_condition() const {
  Impl& m = *impl_;
  LANDBRIDGE_ASSERT(m.is_factorised);
  if (m.pattern.size() == 0) return 1.0;
  klu_condest(m.start.data(), m.values.data(), m.symbolic, m.numeric, &m.common);
  return 1.0 / m.common.condest;
}
SingularColumn UnsymmetricSolver::singular() const { return impl_->singular; }
FactorCounts UnsymmetricSolver::counts() const { return impl_->counts; }
const SparsePattern& UnsymmetricSolver::pattern() const { return impl_->pattern; }

}  // namespace landbridge
