#include <cmath>
#include "harness.hpp"

#include "landbridge/io/csv.hpp"

using namespace landbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = io::clean_text("table.csv", std::string(fuzz::text_of(data, size)));
  fuzz::check(text.diagnostics);
  if (!text) return 0;
  const auto table = io::parse_csv(std::move(*text));
  fuzz::check(table.diagnostics);
  if (!table) return 0;
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    fuzz::require(table->rows[row].size() == table->columns.size(), "a row is short");
    for (std::size_t column = 0; column < table->columns.size(); ++column) {
      const auto value = io::si_value(*table, row, column, Length::Dimension::exponents);
      if (!value) fuzz::check(value.error());
      if (value) fuzz::require(std::isfinite(*value), "a cell that was read is not finite");
    }
  }
  return 0;
}
