#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/io/csv.hpp"

namespace landbridge::io {

/// A CSV table whose columns are asked for by name and whose cells are plain numbers.
class NodusTable {
 public:
  NodusTable(CsvTable table, Diagnostics& diagnostics)
      : table_(std::move(table)), diagnostics_(&diagnostics) {}

  /// The column of one of the names; an error if it is needed and not there.
  std::optional<std::size_t> column(const std::vector<std::string_view>& names,
                                    bool is_required = true);
  std::size_t rows() const { return table_.rows.size(); }
  const CsvTable& csv() const { return table_; }

  struct Limits {
    double low = 0.0;
    double high = 0.0;
  };
  /// A number within the limits; nothing, and an error with its place, otherwise.
  std::optional<double> number(std::size_t row, std::size_t column, const Limits& limits);
  /// A whole number within the limits, which reach 1e15 at most.
  std::optional<std::int64_t> integer(std::size_t row, std::size_t column, const Limits& limits);
  void error(std::size_t row, std::size_t column, std::string what, std::string hint);

 private:
  CsvTable table_;
  Diagnostics* diagnostics_;
};

}  // namespace landbridge::io
