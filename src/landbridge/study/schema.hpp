#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/fields.hpp"
#include "landbridge/base/units.hpp"

namespace landbridge::study {

enum class FieldType {
  quantity,   ///< a number with a dimension ({} for a plain number)
  text,       ///< free text
  choice,     ///< one of `choices`
  reference,  ///< the id of a row of `refers_to` ("place", "period", or an entity of the domain)
};

/// What one column of a table may hold.
struct FieldSpec {
  std::string key;
  FieldType type = FieldType::text;
  std::string meaning;
  std::string unit;      ///< usual unit, for examples and explain
  double unit_si = 1.0;  ///< value of one usual unit [SI]
  Exponents dimension{};
  FieldRule rule;
  std::vector<std::string> choices;
  std::string refers_to;
  std::string fallback;  ///< choice: value where none is given; may be empty
  std::optional<double> fallback_si = std::nullopt;  ///< quantity: value where none is given [SI]
};

FieldSpec text_field(std::string key, std::string meaning, bool is_required = true);
FieldSpec choice_field(std::string key, std::vector<std::string> choices, std::string meaning,
                       std::string fallback = {});
FieldSpec reference_field(std::string key, std::string refers_to, std::string meaning,
                          bool is_required = true);

template <class D>
FieldSpec quantity_field(std::string key, Unit<D> unit, std::string meaning,
                         FieldRule rule = any_value,
                         std::optional<Quantity<D>> fallback = std::nullopt) {
  FieldSpec spec{std::move(key),
                 FieldType::quantity,
                 std::move(meaning),
                 std::string(unit.symbol),
                 1.0,
                 D::exponents,
                 rule,
                 {},
                 {},
                 {},
                 std::nullopt};
  spec.unit_si = unit.si;
  if (fallback) {
    spec.fallback_si = fallback->si();
    spec.rule.is_required = false;
  }
  return spec;
}

/// The fields of a type that lists them in `fields()`, with the values of `defaults` as fallbacks.
template <class Owner>
std::vector<FieldSpec> fields_with_defaults(const Owner& defaults) {
  std::vector<FieldSpec> specs;
  for_each_field<Owner>([&](const auto& f) {
    specs.push_back(quantity_field(std::string(f.key), f.unit, std::string(f.meaning), f.rule,
                                   std::optional(defaults.*(f.member))));
  });
  return specs;
}

/// One kind of row: "pipe", "station". `settings` is the entity with exactly one row.
struct EntitySpec {
  std::string name;
  std::string meaning;
  std::vector<FieldSpec> fields;
  std::vector<std::string> operations = {};  ///< scenario steps that this entity takes
  Exponents cap_dimension = AmountFlow::Dimension::exponents;      ///< of the step 'cap'
  Exponents tax_dimension = MoneyPerAmount::Dimension::exponents;  ///< of the step 'tax'

  /// Index of a field by key; -1 if there is none.
  int index_of(std::string_view key) const;
};

/// A number that claims can be made about.
struct MetricSpec {
  std::string pattern;  ///< "delivered[<delivery>].annual"
  std::string meaning;
  std::string unit;  ///< unit it is shown in
};

}  // namespace landbridge::study
