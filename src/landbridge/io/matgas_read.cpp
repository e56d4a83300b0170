#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/io/matgas.hpp"

namespace landbridge::io {
namespace {

/// The columns of a table by the format, and how many a row needs at least.
struct TableShape {
  std::string_view name;
  std::size_t needed;
  std::string_view columns;
};
constexpr TableShape shapes[] = {
    {"junction", 6, "id p_min p_max p_nominal junction_type status pipeline_name edi_id lat lon"},
    {"pipe", 9,
     "id fr_junction to_junction diameter length friction_factor p_min p_max status "
     "is_bidirectional pipeline_name num_spatial_discretization_points"},
    {"ne_pipe", 10,
     "id fr_junction to_junction diameter length friction_factor p_min p_max status "
     "construction_cost"},
    {"compressor", 15,
     "id fr_junction to_junction c_ratio_min c_ratio_max power_max flow_min flow_max inlet_p_min "
     "inlet_p_max outlet_p_min outlet_p_max status operating_cost directionality"},
    {"ne_compressor", 16,
     "id fr_junction to_junction c_ratio_min c_ratio_max power_max flow_min flow_max inlet_p_min "
     "inlet_p_max outlet_p_min outlet_p_max status construction_cost operating_cost "
     "directionality"},
    {"short_pipe", 4, "id fr_junction to_junction status"},
    {"resistor", 6, "id fr_junction to_junction drag diameter status"},
    {"valve", 4, "id fr_junction to_junction status"},
    {"regulator", 8,
     "id fr_junction to_junction reduction_factor_min reduction_factor_max flow_min flow_max "
     "status"},
    {"receipt", 7,
     "id junction_id injection_min injection_max injection_nominal is_dispatchable status "
     "offer_price"},
    {"delivery", 7,
     "id junction_id withdrawal_min withdrawal_max withdrawal_nominal is_dispatchable status "
     "bid_price"},
    {"transfer", 7,
     "id junction_id withdrawal_min withdrawal_max withdrawal_nominal is_dispatchable status "
     "bid_price offer_price"},
    {"storage", 9,
     "id junction_id pressure_nominal flow_injection_rate_min flow_injection_rate_max "
     "flow_withdrawal_rate_min flow_withdrawal_rate_max capacity status"},
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> result;
  std::size_t i = 0;
  while (i < text.size()) {
    while (i < text.size() && is_blank(text[i])) ++i;
    const std::size_t begin = i;
    while (i < text.size() && !is_blank(text[i])) ++i;
    if (i > begin) result.emplace_back(text.substr(begin, i - begin));
  }
  return result;
}

class Parser {
 public:
  explicit Parser(TextFile source) { file_.source = std::move(source); }

  Read<MatgasFile> run() {
    for (int n = 1; n <= static_cast<int>(file_.source.lines()); ++n) line(n);
    if (table_)
      diagnostics_.error(file_.source.place_of(table_->line),
                         fmt::format("the table '{}' is left open", table_->name),
                         "close it with ];");
    if (file_.tables.empty() && !diagnostics_.has_errors())
      diagnostics_.error({file_.source.name(), 0, 0, {}}, "the file has no matgas table",
                         "it has lines such as  mgc.junction = [ … ];");
    return {std::move(file_), std::move(diagnostics_)};
  }

 private:
  /// A line without its comment; a % inside quotes stays. Keeps %column_names%.
  std::string_view without_comment(std::string_view text) {
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\'') quoted = !quoted;
      if (text[i] != '%' || quoted) continue;
      constexpr std::string_view mark = "%column_names%";
      if (text.substr(i).starts_with(mark)) named_columns_ = words(text.substr(i + mark.size()));
      return text.substr(0, i);
    }
    return text;
  }

  void line(int n) {
    const std::string_view whole = file_.source.line(n);
    const std::string_view text = without_comment(whole);
    std::size_t i = 0;
    while (i < text.size() && is_blank(text[i])) ++i;
    if (i == text.size()) return;
    if (table_) return cells(n, text, i);
    const std::string_view rest = text.substr(i);
    if (rest.starts_with("function") || rest == "end" || words(rest).front() == "end") return;
    assignment(n, text, i);
  }

  void assignment(int n, std::string_view text, std::size_t begin) {
    const std::size_t equals = text.find('=', begin);
    const auto left = words(text.substr(begin, equals - begin));
    if (equals == std::string_view::npos || left.size() != 1)
      return complain(n, static_cast<int>(begin) + 1, "this line is no assignment",
                      "matgas lines read  mgc.name = value;  or  mgc.table = [");
    std::string name = left.front();
    if (!name.starts_with("mgc.")) {
      diagnostics_.warning(file_.source.place_of(n, static_cast<int>(begin) + 1),
                           fmt::format("'{}' is not part of mgc and is left out", name),
                           "names begin with mgc.");
      return;
    }
    name.erase(0, 4);
    std::size_t i = equals + 1;
    while (i < text.size() && is_blank(text[i])) ++i;
    if (i < text.size() && (text[i] == '[' || text[i] == '{')) return open(n, name, text, i + 1);
    scalar(n, name, text, i);
  }

  void open(int n, const std::string& name, std::string_view text, std::size_t rest) {
    if (file_.tables.contains(name))
      return complain(n, 1, fmt::format("the table '{}' stands there twice", name),
                      fmt::format("its first line is {}", file_.tables.at(name).line));
    table_ = MatgasTable{name, named_columns_, {}, n};
    needed_ = 0;
    for (const TableShape& shape : shapes) {
      if (shape.name != name) continue;
      table_->columns = words(shape.columns);
      needed_ = shape.needed;
    }
    named_columns_.clear();
    cells(n, text, rest);
  }

  void scalar(int n, const std::string& name, std::string_view text, std::size_t i) {
    std::string_view value = text.substr(i);
    if (const auto end = value.find(';'); end != std::string_view::npos)
      value = value.substr(0, end);
    while (!value.empty() && is_blank(value.back())) value.remove_suffix(1);
    if (value.size() >= 2 && value.front() == '\'' && value.back() == '\'')
      value = value.substr(1, value.size() - 2);
    if (value.empty())
      return complain(n, static_cast<int>(i) + 1, fmt::format("'mgc.{}' has no value", name),
                      "write  mgc.name = value;");
    file_.scalars[name] = {std::string(value), n, static_cast<int>(i) + 1};
  }

  /// The cells of one line of a table, up to its end.
  void cells(int n, std::string_view text, std::size_t i) {
    std::vector<MatgasCell> row;
    while (i < text.size()) {
      const char c = text[i];
      if (is_blank(c) || c == ',') {
        ++i;
      } else if (c == ';') {
        add_row(n, row);
        ++i;
      } else if (c == ']' || c == '}') {
        add_row(n, row);
        close();
        return;
      } else {
        i = cell(n, text, i, row);
      }
    }
    add_row(n, row);
  }

  std::size_t cell(int n, std::string_view text, std::size_t i, std::vector<MatgasCell>& row) {
    const int column = static_cast<int>(i) + 1;
    if (text[i] == '\'') {
      const std::size_t end = text.find('\'', i + 1);
      if (end == std::string_view::npos) {
        complain(n, column, "the quote is left open", "close the text with '");
        return text.size();
      }
      row.push_back({std::string(text.substr(i + 1, end - i - 1)), n, column});
      return end + 1;
    }
    const std::size_t begin = i;
    while (i < text.size() && !is_blank(text[i]) && text[i] != ';' && text[i] != ']' &&
           text[i] != '}' && text[i] != ',')
      ++i;
    row.push_back({std::string(text.substr(begin, i - begin)), n, column});
    return i;
  }

  void add_row(int n, std::vector<MatgasCell>& row) {
    if (row.empty()) return;
    if (row.size() < needed_)
      complain(
          n, row.back().column,
          fmt::format("a row of '{}' has {} cells; it needs {}", table_->name, row.size(), needed_),
          fmt::format("they are: {}", join_first(needed_)));
    table_->rows.push_back(std::move(row));
    row.clear();
  }

  std::string join_first(std::size_t count) const {
    std::string text;
    for (std::size_t i = 0; i < std::min(count, table_->columns.size()); ++i)
      text += (i > 0 ? std::string(" ") : std::string()) + table_->columns[i];
    return text;
  }

  void close() {
    const std::string name = table_->name;
    file_.tables[name] = std::move(*table_);
    table_.reset();
  }

  void complain(int n, int column, std::string message, std::string hint) {
    diagnostics_.error(file_.source.place_of(n, column), std::move(message), std::move(hint));
  }

  MatgasFile file_;
  Diagnostics diagnostics_;
  std::optional<MatgasTable> table_;
  std::size_t needed_ = 0;
  std::vector<std::string> named_columns_;
};

}  // namespace

const MatgasCell* MatgasTable::cell(std::size_t row, std::string_view column) const {
  const auto hit = std::ranges::find(columns, column);
  const auto index = static_cast<std::size_t>(hit - columns.begin());
  if (hit == columns.end() || index >= rows[row].size()) return nullptr;
  return &rows[row][index];
}

Read<MatgasFile> parse_matgas(TextFile source) { return Parser(std::move(source)).run(); }

Read<MatgasFile> read_matgas(const std::filesystem::path& file) {
  auto text = read_text_file(file);
  if (!text) return read_failed<MatgasFile>(std::move(text.diagnostics));
  auto parsed = parse_matgas(std::move(*text));
  Diagnostics all = std::move(text.diagnostics);
  all.append(parsed.diagnostics);
  parsed.diagnostics = std::move(all);
  return parsed;
}

}  // namespace landbridge::io
