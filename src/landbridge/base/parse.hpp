#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/base/units.hpp"

namespace landbridge {

/// One row of the table of factors.
struct UnitEntry {
  std::string_view symbol;
  Exponents dimension;
  double si;             ///< value of one unit in SI base units
  double offset_si = 0;  ///< added after scaling; only degC has one
};

/// Every unit that a file may use on its own or inside an expression such as "kg/s".
std::span<const UnitEntry> unit_table();

/// Symbols of money that may appear in a file: the study's currency and, with rates, others.
/// Without an entry only "money" is known.
struct Currency {
  std::string code;          ///< "USD"; "MUSD" and "GUSD" are read as 1e6 and 1e9 of it
  double in_study_currency;  ///< 1 for the study's own
};
using Currencies = std::vector<Currency>;

/// What a unit expression means: SI factor, offset (degC alone) and dimension.
struct UnitMeaning {
  double si = 1.0;
  double offset_si = 0.0;
  Exponents dimension{};
};

/// Reads "kg/s", "USD/1000m3_20C/100km", "W/m2/K", "1": factors joined by '/', '*' or '.', each a
/// symbol of the table with an optional number before it and an optional '^n' behind it.
/// Errors: unknown symbol (plain "bcm" and "mcm" get their own sentence), empty text.
Result<UnitMeaning> parse_unit(std::string_view text, const Currencies& currencies = {});

/// "1224 km" -> 1.224e6, if the unit has the wanted dimension. Decimal point only; a decimal comma,
/// NaN, infinity and trailing text are errors. `Error::where` stays empty: the caller knows it.
Result<double> parse_si(std::string_view text, const Exponents& wanted,
                        const Currencies& currencies = {});

/// A finite decimal number and nothing else ("1.5", "-2e3"). Same errors as parse_si.
Result<double> parse_number(std::string_view text);

template <class Q>
Result<Q> parse(std::string_view text, const Currencies& currencies = {}) {
  return parse_si(text, Q::Dimension::exponents, currencies).map(Q::from_si);
}

/// "length [m], mass [kg] ..." in words: {1,0,-2,..} -> "m s^-2"; {} -> "1".
std::string to_text(const Exponents& dimension);

/// Units of the table that have this dimension, for hints: "m, mm, km, in, ft, mile". Money is
/// named by the first currency, if one is given.
std::string units_of(const Exponents& dimension, const Currencies& currencies = {});

/// The closest known word within edit distance 2, or empty; for "did you mean".
std::string_view closest(std::string_view word, std::span<const std::string_view> known);

}  // namespace landbridge
