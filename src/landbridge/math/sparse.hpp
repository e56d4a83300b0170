#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "landbridge/base/result.hpp"

namespace landbridge {

/// A place in a matrix that may be different from zero.
struct MatrixEntry {
  std::int32_t row = 0;
  std::int32_t column = 0;
};

/// Where a square matrix may be different from zero: compressed columns, rows ascending. Built
/// once; the values live beside it in a plain array with one slot per entry.
class SparsePattern {
 public:
  SparsePattern() = default;
  /// Repeated entries share one slot: assemble with `values[slot] += part`.
  SparsePattern(std::int32_t size, std::span<const MatrixEntry> entries);

  std::int32_t size() const { return size_; }
  std::size_t slots() const { return row_of_slot_.size(); }
  /// Slots of column j: column_start()[j] up to, not including, column_start()[j + 1].
  std::span<const std::int32_t> column_start() const { return column_start_; }
  std::span<const std::int32_t> row_of_slot() const { return row_of_slot_; }

  /// The slot of an entry; -1 if the pattern does not have it. O(log entries of the column).
  std::int32_t slot(std::int32_t row, std::int32_t column) const;
  /// The slot of each entry; every entry must be in the pattern.
  std::vector<std::int32_t> slots_of(std::span<const MatrixEntry> entries) const;

 private:
  std::int32_t size_ = 0;
  std::vector<std::int32_t> column_start_ = {0};
  std::vector<std::int32_t> row_of_slot_;
};

/// product = A x.
void multiply(const SparsePattern& pattern, std::span<const double> values,
              std::span<const double> x, std::span<double> product);
/// product = A x for a symmetric A of which only row >= column is read.
void multiply_symmetric(const SparsePattern& pattern, std::span<const double> values,
                        std::span<const double> x, std::span<double> product);

/// How often a solver did what; the ordering and symbolic analysis happen once, on construction.
struct FactorCounts {
  int analyses = 0;
  int factorisations = 0;    ///< with a new choice of pivots
  int refactorisations = 0;  ///< numbers only, pivots kept
};

/// What a factorisation says when a column depends on the others; `column` counts from 0.
struct SingularColumn {
  std::int32_t column = -1;
  bool is_structural = false;  ///< true: the pattern alone makes every such matrix singular
};

/// Solves A x = b for symmetric A: P A P' = L D L', without pivoting, so for definite matrices and
/// for quasi-definite ones. Minimum-degree ordering [amestoy2004], up-looking factors [davis2005].
/// Only entries with row >= column are read; the others may be absent.
/// One object serves one thread at a time, also for solve(): the work space is inside.
class SymmetricSolver {
 public:
  explicit SymmetricSolver(SparsePattern pattern);
  ~SymmetricSolver();
  SymmetricSolver(SymmetricSolver&&) noexcept;
  SymmetricSolver& operator=(SymmetricSolver&&) noexcept;

  /// Computes L and D from new values. A pivot that is lost to rounding is an error
  /// (Fault::infeasible) and `singular()` tells its column.
  Result<void> factorise(std::span<const double> values);
  /// b becomes x. Each refinement step removes most of the rounding error of the last solve.
  /// Requires a successful factorise().
  void solve(std::span<double> b, int refinement_steps = 0) const;

  SingularColumn singular() const;
  FactorCounts counts() const;
  /// Smallest over largest |D|: a lower limit on how well-posed the system is, not a bound.
  double pivot_spread() const;
  /// Negative entries of D, which is the number of negative eigenvalues of A.
  int negative_pivots() const;
  const SparsePattern& pattern() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Solves A x = b for any square A with KLU: block triangular form, minimum-degree ordering,
/// partial pivoting, rows scaled by their largest entry [davis2010]. New values reuse the old
/// pivots while they stay good and choose new ones otherwise. One object serves one thread at a
/// time.
class UnsymmetricSolver {
 public:
  explicit UnsymmetricSolver(SparsePattern pattern);
  ~UnsymmetricSolver();
  UnsymmetricSolver(UnsymmetricSolver&&) noexcept;
  UnsymmetricSolver& operator=(UnsymmetricSolver&&) noexcept;

  Result<void> factorise(std::span<const double> values);
  void solve(std::span<double> b, int refinement_steps = 0) const;

  SingularColumn singular() const;
  FactorCounts counts() const;
  /// Estimate of 1 / condition number of A in the 1-norm, as the columns and rows are scaled by the
  /// caller [higham2000].
  double reciprocal_condition() const;
  const SparsePattern& pattern() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace landbridge
