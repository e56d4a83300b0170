#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/base/fields.hpp"
#include "landbridge/base/parse.hpp"
#include "landbridge/io/text_file.hpp"

namespace landbridge::io {

/// What all sections of one file share.
struct TomlContext {
  const TextFile& source;
  Diagnostics& diagnostics;
  Currencies currencies;

  SourcePlace place(const toml::node& node) const;
  void error(const toml::node& node, std::string message, std::string hint = {}) const;
};

/// One table of a TOML file, read key by key. finish() complains about every key that nobody asked
/// for, so a misspelt optional key is never silently ignored.
class TomlSection {
 public:
  /// `what` names the section in messages: "[route]", "an offtake".
  TomlSection(const TomlContext& context, const toml::table& table, std::string what);

  bool has(std::string_view key) const { return table_.contains(key); }
  const toml::node* take(std::string_view key, bool is_required);
  std::string text(std::string_view key, bool is_required);
  int integer(std::string_view key, int fallback, int low, int high);
  bool boolean(std::string_view key, bool fallback);
  /// A number with unit [SI]; a bare number only where there is no dimension.
  std::optional<double> quantity(std::string_view key, const Exponents& dimension,
                                 bool is_required);
  template <class Q>
  std::vector<Q> quantities(std::string_view key) {
    std::vector<Q> list;
    for (const double si : quantities_si(key, Q::Dimension::exponents))
      list.push_back(Q::from_si(si));
    return list;
  }
  std::vector<int> integers(std::string_view key);
  /// The tables of a list of tables: offtakes = [{...}, {...}].
  std::vector<const toml::table*> tables(std::string_view key);

  /// Every field that Owner lists; a missing one is an error only if its rule says so and
  /// `has_defaults` is false.
  template <class Owner>
  void fields(Owner& owner, bool has_defaults) {
    for_each_field<Owner>([&](const auto& f) {
      using Q = std::remove_cvref_t<decltype(owner.*f.member)>;
      const auto si = quantity(f.key, Q::Dimension::exponents, f.rule.is_required && !has_defaults);
      if (!si) return;
      owner.*f.member = Q::from_si(*si);
      check_rule(f.key, *si, f.unit.si, f.unit.symbol, f.rule);
    });
  }
  void check_rule(std::string_view key, double value_si, double unit_si, std::string_view symbol,
                  const FieldRule& rule);

  /// A value of one node, with its messages.
  std::optional<double> value_si(const toml::node& node, const Exponents& dimension,
                                 std::string_view key) const;
  const TomlContext& context() const { return context_; }
  const toml::table& table() const { return table_; }
  void finish();

 private:
  std::vector<double> quantities_si(std::string_view key, const Exponents& dimension);

  const TomlContext& context_;
  const toml::table& table_;
  std::string what_;
  std::vector<std::string> asked_;
};

}  // namespace landbridge::io
