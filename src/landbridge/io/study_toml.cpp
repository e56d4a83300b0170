#include "landbridge/io/study_toml.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "landbridge/study/scenario.hpp"

namespace landbridge::io {
namespace {

/// "11-01" or "2028-01-15" -> day of the year from 0; -1 where it is no date.
int day_of_year(std::string_view text) {
  static constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (text.size() == 10 && text[4] == '-') text.remove_prefix(5);
  if (text.size() != 5 || text[2] != '-') return -1;
  int month = 0, day = 0;
  const auto is_number = [](const char* from, int& value) {
    const auto [end, status] = std::from_chars(from, from + 2, value);
    return status == std::errc{} && end == from + 2;
  };
  if (!is_number(text.data(), month) || !is_number(text.data() + 3, day)) return -1;
  if (month < 1 || month > 12 || day < 1 || day > lengths[month - 1]) return -1;
  int first = day - 1;
  for (int m = 1; m < month; ++m) first += lengths[m - 1];
  return first;
}

}  // namespace

void check_sources(std::span<const std::string> keys, const SourcePlace& place,
                   StudyContext& context) {
  std::vector<std::string_view> known;
  for (const study::Source& s : context.study.sources) known.push_back(s.key);
  for (const std::string& key : keys) {
    if (std::ranges::find(known, key) != known.end()) continue;
    const auto near = closest(key, known);
    context.diagnostics.error(
        place, fmt::format("there is no source '{}'", key),
        near.empty() ? fmt::format("declare it as [sources.{}] with title, date, url", key)
                     : fmt::format("did you mean '{}'?", near));
  }
}

bool check_id(std::string_view id, const SourcePlace& place, StudyContext& context) {
  const bool is_good = !id.empty() && id.size() <= 100 && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
  if (!is_good)
    context.diagnostics.error(place, fmt::format("'{}' is not an id", id),
                              "use letters, digits, '_' and '-', at most 100");
  return is_good;
}

study::Origin read_origin(const StudyDocument& document, const toml::table& table,
                          StudyContext& context) {
  study::Origin origin;
  origin.place = document.place(table);
  origin.sources = read_strings(document, table, "source", context);
  check_sources(origin.sources, origin.place, context);
  origin.note = read_string(document, table, "note", false, context);
  if (!table.contains("confidence")) return origin;
  const auto confidence =
      study::parse_confidence(read_string(document, table, "confidence", true, context));
  if (confidence)
    origin.confidence = *confidence;
  else
    context.diagnostics.error(document.place(*table.get("confidence")), confidence.error().what,
                              confidence.error().hint);
  return origin;
}

std::string read_string(const StudyDocument& document, const toml::table& table,
                        std::string_view key, bool is_required, StudyContext& context) {
  const toml::node* node = table.get(key);
  if (node == nullptr) {
    if (is_required)
      context.diagnostics.error(document.place(table), fmt::format("'{}' is missing", key),
                                fmt::format("write {} = \"…\"", key));
    return {};
  }
  if (const auto text = node->value<std::string>(); text && node->is_string()) return *text;
  context.diagnostics.error(document.place(*node),
                            fmt::format("'{}' must be a text in quotes", key),
                            "numbers with a unit are written in quotes too: \"5.4 MPa\"");
  return {};
}

std::vector<std::string> read_strings(const StudyDocument& document, const toml::table& table,
                                      std::string_view key, StudyContext& context) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return {};
  if (node->is_string()) return {*node->value<std::string>()};
  std::vector<std::string> list;
  if (const toml::array* array = node->as_array()) {
    for (const toml::node& item : *array) {
      if (item.is_string())
        list.push_back(*item.value<std::string>());
      else
        context.diagnostics.error(document.place(item),
                                  fmt::format("'{}' takes texts in quotes", key));
    }
    return list;
  }
  context.diagnostics.error(document.place(*node),
                            fmt::format("'{}' must be a text or a list of texts", key));
  return {};
}

void check_keys(const StudyDocument& document, const toml::table& table,
                std::span<const std::string_view> known, std::string_view what,
                StudyContext& context) {
  for (const auto& [key, value] : table) {
    if (std::ranges::find(known, key.str()) != known.end()) continue;
    const auto near = closest(key.str(), known);
    context.diagnostics.error(document.place(value),
                              fmt::format("{} has no key '{}'", what, key.str()),
                              near.empty() ? fmt::format("it knows: {}", fmt::join(known, ", "))
                                           : fmt::format("did you mean '{}'?", near));
  }
}

std::vector<const toml::table*> list_of(const StudyDocument& document, std::string_view key,
                                        StudyContext& context) {
  std::vector<const toml::table*> tables;
  const toml::node* node = document.root.get(key);
  if (node == nullptr) return tables;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    context.diagnostics.error(document.place(*node), fmt::format("'{}' must be a list", key),
                              fmt::format("write [[{}]] for each", key));
    return tables;
  }
  for (const toml::node& item : *array) {
    if (const toml::table* table = item.as_table())
      tables.push_back(table);
    else
      context.diagnostics.error(document.place(item),
                                fmt::format("each '{}' must be a table", key));
  }
  return tables;
}

long read_integer(const StudyDocument& document, const toml::table& table, std::string_view key,
                  long fallback, StudyContext& context) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return fallback;
  if (node->is_integer()) return static_cast<long>(*node->value<std::int64_t>());
  context.diagnostics.error(document.place(*node), fmt::format("'{}' must be a whole number", key),
                            "write it without quotes and without a decimal point");
  return fallback;
}

int read_days(const StudyDocument& document, const toml::table& table, std::string_view key,
              StudyContext& context) {
  const std::string text = read_string(document, table, key, true, context);
  if (text.empty()) return 0;
  const auto length = parse<Time>(text);
  if (!length) {
    context.diagnostics.error(document.place(*table.get(key)), length.error().what,
                              length.error().hint);
    return 0;
  }
  const double days = length->in(units::day);
  if (days >= 1.0 && days <= study::days_per_year && days == static_cast<int>(days))
    return static_cast<int>(days);
  context.diagnostics.error(document.place(*table.get(key)),
                            fmt::format("'{}' is {:g} days", key, days),
                            "use whole days, 1 d to 365 d");
  return 0;
}

int read_date(const StudyDocument& document, const toml::table& table, std::string_view key,
              StudyContext& context) {
  const std::string text = read_string(document, table, key, true, context);
  const int day = day_of_year(text);
  if (day < 0 && !text.empty())
    context.diagnostics.error(
        document.place(*table.get(key)), fmt::format("'{}' is not a day of the model year", text),
        "write month and day as \"11-01\" or \"2028-01-15\"; the year has 365 days");
  return std::max(day, 0);
}

}  // namespace landbridge::io
