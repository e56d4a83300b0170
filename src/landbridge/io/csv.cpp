#include "landbridge/io/csv.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"
#include "landbridge/base/words.hpp"

namespace landbridge::io {
namespace {

constexpr std::size_t errors_max = 200;
using Row = std::vector<CsvCell>;

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Digits only: what a number looks like behind a decimal comma.
bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Splits the text into rows of cells; knows nothing of headers.
class Scanner {
 public:
  Scanner(const TextFile& source, Diagnostics& diagnostics)
      : source_(source), text_(source.text()), diagnostics_(diagnostics) {}

  bool is_done() const { return at_ >= text_.size() || diagnostics_.all().size() >= errors_max; }

  /// The cells up to the end of the record; empty for a line of blanks.
  Row next_row() {
    Row row;
    const std::size_t start = at_;
    while (true) {
      row.push_back(next_cell());
      if (at_ < text_.size() && text_[at_] == ',') {
        ++at_;
        continue;
      }
      break;
    }
    const bool is_blank_line = row.size() == 1 && trim(text_.substr(start, at_ - start)).empty();
    if (at_ < text_.size()) ++at_;  // the '\n'
    advance_line();
    return is_blank_line ? Row{} : row;
  }

 private:
  CsvCell next_cell() {
    const std::size_t cell_start = at_;
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    CsvCell cell{{}, line_, column_of(at_)};
    if (at_ < text_.size() && text_[at_] == '"') {
      cell.text = quoted(cell);
    } else {
      at_ = std::min(text_.find_first_of(",\n", cell_start), text_.size());
      cell.text = std::string(trim(text_.substr(cell_start, at_ - cell_start)));
    }
    return cell;
  }

  /// From the opening quote to the comma or line end behind the closing one.
  std::string quoted(const CsvCell& cell) {
    std::string value;
    ++at_;
    while (true) {
      const std::size_t quote = text_.find('"', at_);
      if (quote == std::string_view::npos) {
        diagnostics_.error(source_.place_of(cell.line, cell.column),
                           "the quote opened here is never closed",
                           "close it with \"; a quote inside a cell is written twice: \"\"");
        at_ = text_.size();
        return value;
      }
      count_lines(at_, quote);
      value += text_.substr(at_, quote - at_);
      at_ = quote + 1;
      if (at_ >= text_.size() || text_[at_] != '"') break;
      value += '"';
      ++at_;
    }
    const std::size_t end = std::min(text_.find_first_of(",\n", at_), text_.size());
    if (!trim(text_.substr(at_, end - at_)).empty())
      diagnostics_.error(source_.place_of(line_, column_of(at_)),
                         fmt::format("there is text behind the closing quote: {}",
                                     text_.substr(at_, std::min<std::size_t>(end - at_, 40))),
                         "put the whole cell in quotes; a quote inside a cell is written twice");
    at_ = end;
    return value;
  }

  void count_lines(std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i)
      if (text_[i] == '\n') {
        ++line_;
        line_start_ = i + 1;
      }
  }
  void advance_line() {
    ++line_;
    line_start_ = at_;
  }
  int column_of(std::size_t offset) const {
    const auto is_start = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
    const std::string_view before = text_.substr(line_start_, offset - line_start_);
    return 1 + static_cast<int>(std::ranges::count_if(before, is_start));
  }

  const TextFile& source_;
  std::string_view text_;
  Diagnostics& diagnostics_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  int line_ = 1;
};

/// "length [km]" -> {"length", "km"}; brackets that do not match give no value.
std::optional<std::pair<std::string, std::string>> split_header(std::string_view text) {
  const std::size_t open = text.find('[');
  if (open == std::string_view::npos) {
    if (text.find(']') != std::string_view::npos) return std::nullopt;
    return std::pair{std::string(text), std::string{}};
  }
  if (text.back() != ']' || text.find('[', open + 1) != std::string_view::npos) return std::nullopt;
  const std::string_view unit = trim(text.substr(open + 1, text.size() - open - 2));
  if (unit.empty()) return std::nullopt;
  return std::pair{std::string(trim(text.substr(0, open))), std::string(unit)};
}

std::vector<CsvColumn> read_header(const Row& cells, const TextFile& source,
                                   Diagnostics& diagnostics) {
  std::vector<CsvColumn> columns;
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const CsvCell& cell = cells[i];
    const SourcePlace place = source.place_of(cell.line, cell.column);
    const auto parts = split_header(cell.text);
    if (!parts) {
      diagnostics.error(
          place, fmt::format("column {}: '{}' has a unit that cannot be read", i + 1, cell.text),
          "write the unit last and in square brackets, as in \"length [km]\"");
      columns.push_back({cell.text, {}, place});
      continue;
    }
    columns.push_back({parts->first, parts->second, place});
    if (parts->first.empty()) {
      diagnostics.error(place, fmt::format("column {} has no name", i + 1),
                        "name every column in the first line, or take the extra comma out");
      continue;
    }
    const auto [earlier, is_new] = seen.emplace(parts->first, i + 1);
    if (!is_new)
      diagnostics.error(place,
                        fmt::format("column {} is called '{}' like column {}", i + 1, parts->first,
                                    earlier->second),
                        "give every column its own name");
  }
  return columns;
}

/// What a row with the wrong number of cells most likely is.
std::string ragged_hint(const Row& row, std::size_t columns) {
  if (row.size() > columns) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      const std::string_view left = row[i].text;
      const std::string_view whole = left.starts_with('-') ? left.substr(1) : left;
      if (is_digits(whole) && is_digits(row[i + 1].text))
        return fmt::format(
            "'{},{}' looks like a number with a decimal comma or a thousands separator; "
            "write it with a point and without separators",
            left, row[i + 1].text);
    }
    return "put a cell that holds a comma in quotes";
  }
  if (row.size() == 1 && row[0].text.find(';') != std::string::npos)
    return "separate the cells with commas, not semicolons";
  return "write one cell for each column; an empty cell is nothing between two commas";
}

/// A file that was written with another separator gets its own message, once.
bool has_other_separator(const Row& header, const TextFile& source, Diagnostics& diagnostics) {
  if (header.size() != 1) return false;
  const std::string_view text = source.line(header[0].line);
  const bool has_semicolons = text.find(';') != std::string_view::npos;
  const bool has_tabs = text.find('\t') != std::string_view::npos;
  if (!has_semicolons && !has_tabs) return false;
  diagnostics.error(
      source.place_of(header[0].line, 1),
      fmt::format("the columns are separated by {}", has_semicolons ? "semicolons" : "tabs"),
      "save the file with commas between the cells and decimal points in the numbers "
      "(a spreadsheet set to English does so)");
  return true;
}

}  // namespace

std::optional<std::size_t> CsvTable::find(std::string_view name) const {
  const auto hit = std::ranges::find(columns, name, &CsvColumn::name);
  if (hit == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(hit - columns.begin());
}

SourcePlace CsvTable::place(std::size_t row, std::size_t column) const {
  LANDBRIDGE_ASSERT(row < rows.size());
  LANDBRIDGE_ASSERT(column < rows[row].size());
  return source.place_of(rows[row][column].line, rows[row][column].column);
}

SourcePlace CsvTable::place(std::size_t row) const {
  LANDBRIDGE_ASSERT(row < rows.size());
  return source.place_of(rows[row].front().line);
}

const std::string& CsvTable::text(std::size_t row, std::size_t column) const {
  LANDBRIDGE_ASSERT(row < rows.size());
  LANDBRIDGE_ASSERT(column < rows[row].size());
  return rows[row][column].text;
}

Read<CsvTable> parse_csv(TextFile source) {
  CsvTable table;
  Diagnostics diagnostics;
  Scanner scanner(source, diagnostics);
  Row header;
  while (header.empty() && !scanner.is_done()) header = scanner.next_row();
  if (header.empty()) {
    diagnostics.error({source.name(), 0, 0, {}}, "the table is empty",
                      "write the column names in the first line, as in \"id,length [km]\"");
    return read_failed<CsvTable>(std::move(diagnostics));
  }
  if (has_other_separator(header, source, diagnostics))
    return read_failed<CsvTable>(std::move(diagnostics));
  table.columns = read_header(header, source, diagnostics);
  while (!scanner.is_done()) {
    Row row = scanner.next_row();
    if (row.empty()) continue;
    if (row.size() != table.columns.size()) {
      diagnostics.error(
          source.place_of(row.front().line),
          fmt::format("this row has {} cells, the header has {}", row.size(), table.columns.size()),
          ragged_hint(row, table.columns.size()));
      continue;
    }
    table.rows.push_back(std::move(row));
  }
  table.source = std::move(source);
  return {std::move(table), std::move(diagnostics)};
}

Read<CsvTable> read_csv(const std::filesystem::path& file) {
  auto text = read_text_file(file, table_limits);
  if (!text) return read_failed<CsvTable>(std::move(text.diagnostics));
  return parse_csv(std::move(*text));
}

Result<double> si_value(const CsvTable& table, std::size_t row, std::size_t column,
                        const Exponents& wanted, const Currencies& currencies) {
  const std::string& cell = table.text(row, column);
  const CsvColumn& header = table.columns[column];
  const auto at_cell = [&](Error error) {
    error.where = to_text(table.place(row, column));
    return fail(std::move(error));
  };
  if (cell.empty())
    return at_cell({Fault::bad_input,
                    {},
                    fmt::format("'{}' is empty", header.name),
                    "write a number; units of this kind: " + units_of(wanted)});
  if (header.unit.empty()) {
    const auto value = parse_si(cell, wanted, currencies);
    if (!value) return at_cell(value.error());
    return *value;
  }
  const auto number = parse_number(cell);
  if (!number) return at_cell(number.error());
  const auto value = parse_si(fmt::format("{} {}", cell, header.unit), wanted, currencies);
  if (value) return *value;
  Error error = value.error();
  error.what = fmt::format("column '{}': {}", header.name, error.what);
  return at_cell(std::move(error));
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace landbridge::io
