#include "landbridge/io/toml_section.hpp"

#include <algorithm>
#include <cmath>

namespace landbridge::io {

SourcePlace TomlContext::place(const toml::node& node) const {
  const auto begin = node.source().begin;
  return source.place_of(static_cast<int>(begin.line), static_cast<int>(begin.column));
}

void TomlContext::error(const toml::node& node, std::string message, std::string hint) const {
  diagnostics.error(place(node), std::move(message), std::move(hint));
}

TomlSection::TomlSection(const TomlContext& context, const toml::table& table, std::string what)
    : context_(context), table_(table), what_(std::move(what)) {}

const toml::node* TomlSection::take(std::string_view key, bool is_required) {
  asked_.emplace_back(key);
  const toml::node* node = table_.get(key);
  if (node == nullptr && is_required)
    context_.error(table_, fmt::format("{} has no '{}'", what_, key),
                   fmt::format("add a line: {} = …", key));
  return node;
}

std::string TomlSection::text(std::string_view key, bool is_required) {
  const toml::node* node = take(key, is_required);
  if (node == nullptr) return {};
  if (node->is_string()) return *node->value<std::string>();
  context_.error(*node, fmt::format("'{}' must be a text in quotes", key));
  return {};
}

int TomlSection::integer(std::string_view key, int fallback, int low, int high) {
  const toml::node* node = take(key, false);
  if (node == nullptr) return fallback;
  const auto value = node->is_integer() ? node->value<std::int64_t>() : std::nullopt;
  if (value && *value >= low && *value <= high) return static_cast<int>(*value);
  context_.error(*node, fmt::format("'{}' must be a whole number from {} to {}", key, low, high),
                 "write it without quotes and without a unit");
  return fallback;
}

bool TomlSection::boolean(std::string_view key, bool fallback) {
  const toml::node* node = take(key, false);
  if (node == nullptr) return fallback;
  if (node->is_boolean()) return *node->value<bool>();
  context_.error(*node, fmt::format("'{}' must be true or false", key), "write it without quotes");
  return fallback;
}

std::optional<double> TomlSection::value_si(const toml::node& node, const Exponents& dimension,
                                            std::string_view key) const {
  if (node.is_string()) {
    const auto value = parse_si(*node.value<std::string>(), dimension, context_.currencies);
    if (value) return *value;
    const std::string& hint = value.error().hint;
    context_.error(node, fmt::format("{}: {}", key, value.error().what),
                   !hint.empty() ? hint
                                 : fmt::format("units it takes: {}",
                                               units_of(dimension, context_.currencies)));
    return std::nullopt;
  }
  if (!node.is_number()) {
    context_.error(node, fmt::format("'{}' must be a number with its unit in quotes", key),
                   fmt::format("units it takes: {}", units_of(dimension, context_.currencies)));
    return std::nullopt;
  }
  const double value = *node.value<double>();
  if (dimension != Exponents{}) {
    const std::string list = units_of(dimension, context_.currencies);
    context_.error(node, fmt::format("'{}' is a bare number", key),
                   fmt::format("write it with a unit, as in \"{:g} {}\"", value,
                               list.substr(0, list.find(','))));
    return std::nullopt;
  }
  if (std::isfinite(value)) return value;
  context_.error(node, fmt::format("'{}' is not a finite number", key));
  return std::nullopt;
}

std::optional<double> TomlSection::quantity(std::string_view key, const Exponents& dimension,
                                            bool is_required) {
  const toml::node* node = take(key, is_required);
  if (node == nullptr) return std::nullopt;
  return value_si(*node, dimension, key);
}

std::vector<double> TomlSection::quantities_si(std::string_view key, const Exponents& dimension) {
  const toml::node* node = take(key, false);
  if (node == nullptr) return {};
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    context_.error(*node, fmt::format("'{}' must be a list", key),
                   fmt::format("put values into brackets: {} = [\"…\", \"…\"]", key));
    return {};
  }
  std::vector<double> list;
  for (const toml::node& item : *array)
    if (const auto si = value_si(item, dimension, key)) list.push_back(*si);
  return list;
}

std::vector<int> TomlSection::integers(std::string_view key) {
  std::vector<int> list;
  const toml::node* node = take(key, false);
  if (node == nullptr) return list;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    context_.error(*node, fmt::format("'{}' must be a list of whole numbers", key), "as in [1, 2]");
    return list;
  }
  for (const toml::node& item : *array) {
    const auto value = item.is_integer() ? item.value<std::int64_t>() : std::nullopt;
    if (value && *value >= 0 && *value <= 1000)
      list.push_back(static_cast<int>(*value));
    else
      context_.error(item, fmt::format("'{}' takes whole numbers from 0 to 1000", key));
  }
  return list;
}

std::vector<const toml::table*> TomlSection::tables(std::string_view key) {
  std::vector<const toml::table*> list;
  const toml::node* node = take(key, false);
  if (node == nullptr) return list;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    context_.error(*node, fmt::format("'{}' must be a list of tables", key),
                   fmt::format("write [[{0}]] for each, or {0} = [{{…}}, {{…}}]", key));
    return list;
  }
  for (const toml::node& item : *array) {
    if (const toml::table* table = item.as_table())
      list.push_back(table);
    else
      context_.error(item, fmt::format("each entry of '{}' must be a table", key));
  }
  return list;
}

void TomlSection::check_rule(std::string_view key, double value_si, double unit_si,
                             std::string_view symbol, const FieldRule& rule) {
  const bool is_low =
      rule.minimum_is_open ? !(value_si > rule.minimum_si) : !(value_si >= rule.minimum_si);
  if (!is_low && value_si <= rule.maximum_si) return;
  const std::string unit = symbol == "1" ? std::string() : fmt::format(" {}", symbol);
  const std::string low =
      fmt::format("{} {:g}{}", rule.minimum_is_open ? "greater than" : "at least",
                  rule.minimum_si / unit_si, unit);
  const std::string high = std::isfinite(rule.maximum_si)
                               ? fmt::format(" and at most {:g}{}", rule.maximum_si / unit_si, unit)
                               : std::string();
  context_.error(*table_.get(key), fmt::format("{} is {:.6g}{}", key, value_si / unit_si, unit),
                 fmt::format("it must be {}{}", low, high));
}

void TomlSection::finish() {
  const std::vector<std::string_view> known(asked_.begin(), asked_.end());
  for (const auto& [key, node] : table_) {
    if (std::ranges::find(known, key.str()) != known.end()) continue;
    const auto near = closest(key.str(), known);
    context_.error(node, fmt::format("{} has no key '{}'", what_, key.str()),
                   near.empty() ? fmt::format("it knows: {}", fmt::join(known, ", "))
                                : fmt::format("did you mean '{}'?", near));
  }
}

}  // namespace landbridge::io
