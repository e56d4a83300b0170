#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/base/parse.hpp"
#include "landbridge/io/csv.hpp"

namespace landbridge::io {

inline std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// A table whose column names are found whatever their case.
class NamedTable {
 public:
  NamedTable(const CsvTable& csv, Diagnostics& diagnostics) : csv_(csv), diagnostics_(diagnostics) {
    for (std::size_t c = 0; c < csv.columns.size(); ++c) {
      const auto [earlier, is_new] = columns_.emplace(lower_case(csv.columns[c].name), c);
      if (!is_new)
        diagnostics.error(csv.columns[c].place,
                          fmt::format("column '{}' is there twice", csv.columns[c].name),
                          "take one of them out");
    }
  }

  std::size_t rows() const { return csv_.rows.size(); }
  bool has(std::string_view name) const { return columns_.contains(name); }
  bool need(std::string_view name) {
    if (has(name)) return true;
    diagnostics_.error({std::string(csv_.file()), 1, 0, {}},
                       fmt::format("the column '{}' is missing", name),
                       "write it into the first line; GMNS says what it means");
    return false;
  }
  /// Empty where the column is not there.
  std::string_view text(std::size_t row, std::string_view name) const {
    const auto hit = columns_.find(name);
    return hit == columns_.end() ? std::string_view{} : csv_.text(row, hit->second);
  }
  void error(std::size_t row, std::string_view name, std::string what, std::string hint) {
    const auto hit = columns_.find(name);
    diagnostics_.error(hit == columns_.end() ? csv_.place(row) : csv_.place(row, hit->second),
                       std::move(what), std::move(hint));
  }

  struct Limits {
    double low = 0.0;
    bool is_low_allowed = false;
    double high = 1e15;
  };
  /// The number, nothing if the cell is empty, or an error.
  std::optional<double> number(std::size_t row, std::string_view name, const Limits& limits) {
    const std::string_view cell = text(row, name);
    if (cell.empty()) return std::nullopt;
    const auto value = parse_number(cell);
    if (!value) {
      error(row, name, value.error().what, value.error().hint);
      return std::nullopt;
    }
    const bool is_high = *value > limits.high;
    if (*value > limits.low || (limits.is_low_allowed && *value == limits.low)) {
      if (!is_high) return *value;
    }
    error(row, name, fmt::format("{} is {}", name, cell),
          fmt::format("write a number {} {} and at most {}",
                      limits.is_low_allowed ? "not below" : "above", limits.low, limits.high));
    return std::nullopt;
  }

 private:
  const CsvTable& csv_;
  Diagnostics& diagnostics_;
  std::map<std::string, std::size_t, std::less<>> columns_;
};

}  // namespace landbridge::io
