#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include <fmt/format.h>
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/base/fields.hpp"
#include "landbridge/base/parse.hpp"
#include "landbridge/io/text_file.hpp"

namespace landbridge::io {

/// One row of a TOML list or of a CSV file: texts by key, with their places.
struct Record {
  struct Value {
    std::string text;
    SourcePlace place;
    bool is_quoted = true;  ///< false: a bare TOML number
  };
  std::map<std::string, Value> values;
  SourcePlace place;
};

/// The rows of a network file by kind, from lists in the TOML and from the CSV tables that it
/// names, and their values with everything that is wrong about them.
class GasRecords {
 public:
  explicit GasRecords(std::filesystem::path file) : file_(std::move(file)) {}

 protected:
  SourcePlace place(const toml::node& node) const;
  void unknown_key(const SourcePlace& at, std::string_view key,
                   std::span<const std::string_view> known, std::string_view owner);
  Record record_of(const toml::table& table);
  /// All rows of one kind: [[kind]] lists and CSV files named under [tables].
  std::vector<Record> records_of(std::string_view kind);
  std::string text_of(const Record& record, const std::string& key, std::string_view owner,
                      bool is_required);
  void check_keys(const Record& record, std::vector<std::string_view> known,
                  std::string_view owner);

  /// A quantity by its key, checked against a rule; nothing if it is not there or wrong.
  template <class Q>
  std::optional<Q> value_of(const Record& record, std::string_view key, const FieldRule& rule,
                            std::string_view usual_unit) {
    const auto hit = record.values.find(std::string(key));
    if (hit == record.values.end()) {
      if (rule.is_required)
        diagnostics_.error(record.place, fmt::format("'{}' is missing", key),
                           fmt::format("write {} = \"1.5 {}\"", key, usual_unit));
      return std::nullopt;
    }
    const auto value = parse_si(hit->second.text, Q::Dimension::exponents);
    if (!value) {
      diagnostics_.error(hit->second.place, fmt::format("{}: {}", key, value.error().what),
                         value.error().hint.empty()
                             ? fmt::format("write a finite number, as in 1.5 {}", usual_unit)
                             : value.error().hint);
      return std::nullopt;
    }
    const bool is_below =
        rule.minimum_is_open ? !(*value > rule.minimum_si) : *value < rule.minimum_si;
    if (!is_below && !(*value > rule.maximum_si)) return Q::from_si(*value);
    diagnostics_.error(
        hit->second.place, fmt::format("{} is {}", key, hit->second.text),
        rule.minimum_si == 0.0
            ? (rule.minimum_is_open ? "it must be greater than zero" : "it must not be negative")
            : "it is outside its limits");
    return std::nullopt;
  }

  /// Fills every field that a kind lists in fields().
  template <class Kind>
  Kind filled(const Record& record) {
    Kind kind;
    fill(kind, record);
    return kind;
  }
  template <class Owner>
  void fill(Owner& owner, const Record& record) {
    std::apply(
        [&](const auto&... f) {
          [[maybe_unused]] const auto one = [&](const auto& field) {
            using Q = std::decay_t<decltype(owner.*(field.member))>;
            if (const auto v = value_of<Q>(record, field.key, field.rule, field.unit.symbol))
              owner.*(field.member) = *v;
          };
          (one(f), ...);
        },
        Owner::fields());
  }
  template <class Owner>
  static std::vector<std::string_view> keys_of() {
    std::vector<std::string_view> keys;
    std::apply([&](const auto&... f) { (keys.push_back(f.key), ...); }, Owner::fields());
    return keys;
  }

  std::filesystem::path file_;
  TextFile source_;
  toml::table root_;
  Diagnostics diagnostics_;
  std::vector<std::filesystem::path> tables_read_;  ///< CSV files, for hashes

 private:
  void append_csv(const std::string& name, const SourcePlace& asked_by,
                  std::vector<Record>& records);
};

bool is_known(std::span<const std::string_view> keys, std::string_view key);

}  // namespace landbridge::io
