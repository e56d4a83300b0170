#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace landbridge::gas {

/// Gauss elimination of a matrix with symmetric pattern, written out as a list of operations once;
/// numbers then run through it without any search or pivoting. For matrices that need none:
/// symmetric positive definite ones (then only the lower half is stored), and M-matrices with
/// dominant columns, as the mass balances of a network with ratio stations give.
struct LuProgram {
  struct Row {
    std::int32_t row;    ///< unknown of the row
    std::int32_t lower;  ///< slot of (row, pivot)
    std::int32_t upper;  ///< slot of (pivot, row); of a symmetric matrix the same as `lower`
  };
  struct Update {
    std::int32_t target;  ///< slot: a[target] -= factor[row] * a[upper]
    std::int32_t row;     ///< index among the pivot's rows
    std::int32_t upper;
  };
  struct Pivot {
    std::int32_t unknown;
    std::int32_t diagonal;
    std::int32_t row_begin, row_end;
    std::int32_t update_begin, update_end;
  };
  std::vector<Pivot> pivots;  ///< in elimination order: least degree first, ties by number
  std::vector<Row> rows;
  std::vector<Update> updates;
  std::int32_t slots = 0;  ///< the last one takes what belongs nowhere
  std::int32_t most_rows = 0;
};

/// Where an entry of the matrix is kept.
class LuSlots {
 public:
  LuSlots(std::int32_t size, const std::vector<std::pair<std::int32_t, std::int32_t>>& edges,
          bool is_symmetric);
  const LuProgram& program() const { return program_; }
  /// The slot of an entry of the pattern; of the upper half of a symmetric matrix the rubbish slot.
  std::int32_t slot(std::int32_t row, std::int32_t column) const;
  std::int32_t rubbish() const { return program_.slots - 1; }

 private:
  void order(std::vector<std::vector<std::int32_t>>& neighbours);
  void write(const std::vector<std::vector<std::int32_t>>& later);

  std::int32_t size_;
  bool is_symmetric_;
  LuProgram program_;
  std::vector<std::int32_t> place_;  ///< of each unknown in the order
  std::vector<std::vector<std::pair<std::int32_t, std::int32_t>>> columns_;  ///< (unknown, slot)
};

}  // namespace landbridge::gas
