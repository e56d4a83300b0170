#include "landbridge/io/gas_records.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "landbridge/io/csv.hpp"

namespace landbridge::io {

namespace fs = std::filesystem;

bool is_known(std::span<const std::string_view> keys, std::string_view key) {
  return std::ranges::find(keys, key) != keys.end();
}

SourcePlace GasRecords::place(const toml::node& node) const {
  const auto at = node.source().begin;
  return source_.place_of(static_cast<int>(at.line), static_cast<int>(at.column));
}

void GasRecords::unknown_key(const SourcePlace& at, std::string_view key,
                             std::span<const std::string_view> known, std::string_view owner) {
  const auto near = closest(key, known);
  diagnostics_.error(at, fmt::format("'{}' is not known in {}", key, owner),
                     near.empty() ? fmt::format("known are: {}", fmt::join(known, ", "))
                                  : fmt::format("did you mean '{}'?", near));
}

Record GasRecords::record_of(const toml::table& table) {
  Record record;
  record.place = place(table);
  for (const auto& [key, node] : table) {
    Record::Value value{{}, place(node), true};
    if (const auto* s = node.as_string()) {
      value.text = s->get();
    } else if (node.is_number() || node.is_boolean()) {
      value.is_quoted = false;
      value.text = node.is_integer()          ? fmt::format("{}", node.as_integer()->get())
                   : node.is_floating_point() ? fmt::format("{}", node.as_floating_point()->get())
                                              : (node.as_boolean()->get() ? "true" : "false");
    } else {
      if (key.str() == "composition") continue;
      diagnostics_.error(value.place, fmt::format("'{}' is neither text nor a number", key.str()),
                         "write one value, as in length = \"12 km\"");
      continue;
    }
    record.values[std::string(key.str())] = std::move(value);
  }
  return record;
}

void GasRecords::append_csv(const std::string& name, const SourcePlace& asked_by,
                            std::vector<Record>& records) {
  const fs::path path = file_.parent_path() / name;
  const auto table = read_csv(path);
  diagnostics_.append(table.diagnostics);
  if (!table) {
    if (!table.diagnostics.all().empty())
      diagnostics_.error(asked_by, fmt::format("'{}' cannot be used", name));
    return;
  }
  tables_read_.push_back(path);
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    Record record;
    record.place = table->place(row);
    for (std::size_t column = 0; column < table->columns.size(); ++column) {
      const CsvColumn& header = table->columns[column];
      const std::string& cell = table->text(row, column);
      if (cell.empty()) continue;
      record.values[header.name] = {
          header.unit.empty() ? cell : fmt::format("{} {}", cell, header.unit),
          table->place(row, column), true};
    }
    records.push_back(std::move(record));
  }
}

std::vector<Record> GasRecords::records_of(std::string_view kind) {
  std::vector<Record> records;
  if (const toml::node* list = root_.get(kind)) {
    const toml::array* array = list->as_array();
    if (array == nullptr || !array->is_homogeneous(toml::node_type::table)) {
      diagnostics_.error(place(*list), fmt::format("'{}' is not a list of tables", kind),
                         fmt::format("begin each with [[{}]]", kind));
    } else {
      for (const toml::node& entry : *array) records.push_back(record_of(*entry.as_table()));
    }
  }
  const toml::table* tables = root_["tables"].as_table();
  const toml::node* file = tables != nullptr ? tables->get(kind) : nullptr;
  if (file != nullptr && file->is_string())
    append_csv(file->as_string()->get(), place(*file), records);
  else if (file != nullptr)
    diagnostics_.error(place(*file), fmt::format("tables.{} is not a file name", kind),
                       "write \"pipes.csv\"");
  return records;
}

std::string GasRecords::text_of(const Record& record, const std::string& key,
                                std::string_view owner, bool is_required) {
  const auto hit = record.values.find(key);
  if (hit != record.values.end()) return hit->second.text;
  if (is_required)
    diagnostics_.error(record.place, fmt::format("this {} has no {}", owner, key),
                       fmt::format("write {} = \"...\"", key));
  return {};
}

void GasRecords::check_keys(const Record& record, std::vector<std::string_view> known,
                            std::string_view owner) {
  for (const std::string_view common : {"note", "source", "confidence"}) known.push_back(common);
  for (const auto& [key, value] : record.values)
    if (!is_known(known, key)) unknown_key(value.place, key, known, owner);
}

}  // namespace landbridge::io
