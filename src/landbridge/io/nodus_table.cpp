#include "landbridge/io/nodus_table.hpp"

#include <cmath>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"

namespace landbridge::io {

std::optional<std::size_t> NodusTable::column(const std::vector<std::string_view>& names,
                                              bool is_required) {
  for (const std::string_view name : names)
    if (const auto found = table_.find(name)) return found;
  if (is_required)
    diagnostics_->error({std::string(table_.file()), 1, 0, {}},
                        fmt::format("the column '{}' is missing", names.front()),
                        "the first line names the columns; capitals count");
  return std::nullopt;
}

void NodusTable::error(std::size_t row, std::size_t column, std::string what, std::string hint) {
  diagnostics_->error(table_.place(row, column), std::move(what), std::move(hint));
}

std::optional<double> NodusTable::number(std::size_t row, std::size_t column,
                                         const Limits& limits) {
  const std::string& text = table_.text(row, column);
  const auto value = parse_number(text);
  if (!value) {
    error(row, column, fmt::format("{}: {}", table_.columns[column].name, value.error().what),
          value.error().hint);
    return std::nullopt;
  }
  if (*value >= limits.low && *value <= limits.high) return *value;
  error(row, column, fmt::format("{} is {}", table_.columns[column].name, text),
        fmt::format("write a number from {} to {}", limits.low, limits.high));
  return std::nullopt;
}

std::optional<std::int64_t> NodusTable::integer(std::size_t row, std::size_t column,
                                                const Limits& limits) {
  const auto value = number(row, column, limits);
  if (!value) return std::nullopt;
  if (*value == std::floor(*value)) return static_cast<std::int64_t>(*value);
  error(row, column, fmt::format("{} is {}", table_.columns[column].name, table_.text(row, column)),
        "write a whole number");
  return std::nullopt;
}

}  // namespace landbridge::io
