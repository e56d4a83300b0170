#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/base/parse.hpp"
#include "landbridge/io/read.hpp"
#include "landbridge/io/text_file.hpp"

namespace landbridge::io {

/// One cell: its text (quotes taken off, outer blanks taken off unless quoted) and where it begins.
struct CsvCell {
  std::string text;
  int line = 0;
  int column = 0;
};

/// One column, from the header: `length [km]` has the name "length" and the unit "km".
struct CsvColumn {
  std::string name;
  std::string unit;  ///< empty where the header gives none
  SourcePlace place;
};

/// A table as it stands in a file; every row has one cell per column.
struct CsvTable {
  TextFile source;
  std::vector<CsvColumn> columns;
  std::vector<std::vector<CsvCell>> rows;

  std::string_view file() const { return source.name(); }
  /// The column of that name, or nothing.
  std::optional<std::size_t> find(std::string_view name) const;
  SourcePlace place(std::size_t row, std::size_t column) const;
  /// The row as a whole, without a column.
  SourcePlace place(std::size_t row) const;
  const std::string& text(std::size_t row, std::size_t column) const;
};

/// Reads a comma-separated file [rfc4180]: a header, then rows; quoted cells may hold commas, line
/// breaks and doubled quotes; lines of blanks are skipped. Errors, all at once: no header, empty or
/// repeated column names, rows that are too short or too long, quotes left open, text after a
/// quote; semicolons, tabs and decimal commas are named as what they are.
Read<CsvTable> read_csv(const std::filesystem::path& file);
Read<CsvTable> parse_csv(TextFile source);

/// The cell as an SI number: a plain number takes the unit of the header; where the header gives
/// none the cell brings its own ("1220 mm"). Error::where is the place of the cell.
Result<double> si_value(const CsvTable& table, std::size_t row, std::size_t column,
                        const Exponents& wanted, const Currencies& currencies = {});

/// One cell as it must stand in a file: quoted if it holds a comma, a quote or a line break.
std::string csv_cell(std::string_view text);

}  // namespace landbridge::io
