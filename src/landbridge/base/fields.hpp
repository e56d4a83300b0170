#pragma once

#include <limits>
#include <string_view>
#include <tuple>

#include "landbridge/base/units.hpp"

namespace landbridge {

/// What a value may be; limits in SI, inclusive unless stated.
struct FieldRule {
  bool is_required = true;
  double minimum_si = -std::numeric_limits<double>::infinity();
  double maximum_si = std::numeric_limits<double>::infinity();
  bool minimum_is_open = false;  ///< true: the value must be greater than the minimum
};
inline constexpr FieldRule any_value{};
inline constexpr FieldRule positive{true, 0.0, std::numeric_limits<double>::infinity(), true};
inline constexpr FieldRule not_negative{true, 0.0, std::numeric_limits<double>::infinity(), false};
inline constexpr FieldRule optional_value{false};
inline constexpr FieldRule optional_positive{false, 0.0, std::numeric_limits<double>::infinity(),
                                             true};
inline constexpr FieldRule optional_share{false, 0.0, 1.0, true};
inline constexpr FieldRule optional_not_negative{false, 0.0,
                                                 std::numeric_limits<double>::infinity(), false};

/// The one declaration of an input: file key, C++ member, usual unit, meaning, limits.
template <class Owner, class D>
struct Field {
  std::string_view key;
  Quantity<D> Owner::*member;
  Unit<D> unit;
  std::string_view meaning;
  FieldRule rule;
};

template <class Owner, class D>
constexpr auto field(std::string_view key, Quantity<D> Owner::*member, Unit<D> unit,
                     std::string_view meaning, FieldRule rule = any_value) {
  return Field<Owner, D>{key, member, unit, meaning, rule};
}

/// Calls `visit` with each field of a type that lists them in `fields()`.
template <class Owner, class Visitor>
constexpr void for_each_field(Visitor&& visit) {
  std::apply([&](const auto&... f) { (visit(f), ...); }, Owner::fields());
}

}  // namespace landbridge
