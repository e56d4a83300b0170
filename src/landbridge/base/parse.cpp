#include "landbridge/base/parse.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace landbridge {
namespace {

template <class D>
constexpr UnitEntry entry(Unit<D> unit) {
  return {unit.symbol, D::exponents, unit.si};
}

constexpr UnitEntry table[] = {
    entry(units::one), entry(units::percent),
    entry(units::metre), entry(units::mm), entry(units::cm), entry(units::km),
    entry(units::micrometre), entry(units::inch), entry(units::foot), entry(units::mile),
    entry(units::m2), entry(units::m3),
    entry(units::kg), entry(units::tonne), entry(units::kilotonne), entry(units::megatonne),
    entry(units::second), entry(units::minute), entry(units::hour), entry(units::day),
    entry(units::year),
    entry(units::kelvin), {"degC", Temperature::Dimension::exponents, 1.0, constants::zero_celsius_k},
    entry(units::pascal), entry(units::kilopascal), entry(units::megapascal), entry(units::bar),
    entry(units::atm), entry(units::technical_atmosphere), entry(units::psi),
    entry(units::joule), entry(units::megajoule), entry(units::gigajoule),
    entry(units::kilowatt_hour), entry(units::megawatt_hour),
    entry(units::watt), entry(units::kilowatt), entry(units::megawatt), entry(units::horsepower),
    entry(units::mole), entry(units::kilomole),
    entry(units::m3_20C), entry(units::m3_15C), entry(units::m3_0C),
    entry(units::mcm_20C), entry(units::mcm_15C), entry(units::mcm_0C),
    entry(units::bcm_20C), entry(units::bcm_15C), entry(units::bcm_0C),
    entry(units::money), entry(units::million_money),
};

constexpr std::string_view spaces = " \t";

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

/// A number at the start of `text`, which is shortened by it. No NaN, no infinity, no hex.
std::optional<double> take_number(std::string_view& text) {
  double value = 0.0;
  std::string_view digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (status != std::errc{} || !std::isfinite(value)) return std::nullopt;
  text = std::string_view(end, static_cast<std::size_t>(text.data() + text.size() - end));
  return value;
}

std::optional<UnitMeaning> money_symbol(std::string_view symbol, const Currencies& currencies) {
  for (const Currency& c : currencies) {
    const double base = c.in_study_currency;
    if (symbol == c.code) return UnitMeaning{base, 0.0, Money::Dimension::exponents};
    if (symbol.size() != c.code.size() + 1 || !symbol.ends_with(c.code)) continue;
    const char prefix = symbol.front();
    const double factor = prefix == 'k' ? 1e3 : prefix == 'M' ? 1e6 : prefix == 'G' ? 1e9 : 0.0;
    if (factor > 0.0) return UnitMeaning{factor * base, 0.0, Money::Dimension::exponents};
  }
  return std::nullopt;
}

Result<UnitMeaning> unknown_symbol(std::string_view symbol, const Currencies& currencies) {
  if (symbol == "bcm" || symbol == "mcm" || symbol == "Nm3" || symbol == "Sm3") {
    const std::string_view stem = symbol.ends_with("m3") ? "m3" : symbol;
    return fail(Fault::bad_input, "",
                fmt::format("'{}' does not say at which temperature the gas is measured", symbol),
                fmt::format("write {0}_20C (20 degC, Russian practice), {0}_15C or {0}_0C; "
                            "55 bcm_20C are 51.2 bcm_0C", stem));
  }
  std::vector<std::string_view> known;
  for (const UnitEntry& e : table) known.push_back(e.symbol);
  for (const Currency& c : currencies) known.push_back(c.code);
  const auto near = closest(symbol, known);
  return fail(Fault::bad_input, "", fmt::format("unknown unit '{}'", symbol),
              near.empty() ? "" : fmt::format("did you mean '{}'?", near));
}

Result<UnitMeaning> lookup(std::string_view symbol, const Currencies& currencies) {
  const auto* hit = std::ranges::find(table, symbol, &UnitEntry::symbol);
  if (hit != std::end(table)) return UnitMeaning{hit->si, hit->offset_si, hit->dimension};
  if (const auto money = money_symbol(symbol, currencies)) return *money;
  return unknown_symbol(symbol, currencies);
}

/// One factor of an expression: "1000m3_20C", "km", "s^2".
Result<UnitMeaning> parse_factor(std::string_view text, const Currencies& currencies) {
  text = trim(text);
  double number = 1.0;
  std::string_view rest = text;
  if (const auto n = take_number(rest); n && *n > 0.0) {
    number = *n;
    text = trim(rest);
    if (text.empty()) return UnitMeaning{number, 0.0, {}};
  }
  int power = 1;
  if (const auto caret = text.find('^'); caret != std::string_view::npos) {
    const std::string_view digits = text.substr(caret + 1);
    const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), power);
    if (status != std::errc{} || end != digits.data() + digits.size() || power < -9 || power > 9)
      return fail(Fault::bad_input, "", fmt::format("'{}' is not a whole power from -9 to 9", digits));
    text = text.substr(0, caret);
  }
  auto unit = lookup(text, currencies);
  if (!unit) return unit;
  unit->si = number * std::pow(unit->si, power);
  if (number != 1.0 || power != 1) unit->offset_si = 0.0;
  for (int& e : unit->dimension) e *= power;
  return unit;
}

std::string known_form(std::string_view number, const Exponents& wanted) {
  const std::string list = units_of(wanted);
  const std::string first = list.substr(0, list.find(','));
  return fmt::format("write it with a unit, as in \"{} {}\"", number, first.empty() ? to_text(wanted) : first);
}

}  // namespace

std::span<const UnitEntry> unit_table() { return table; }

Result<UnitMeaning> parse_unit(std::string_view text, const Currencies& currencies) {
  text = trim(text);
  if (text.empty()) return fail(Fault::bad_input, "", "the unit is missing");
  UnitMeaning product;
  double sign = 1.0;
  bool is_compound = false;
  while (true) {
    std::size_t cut = text.find_first_of("/*.");
    // a '.' between two digits belongs to a number, not to a product
    while (cut != std::string_view::npos && text[cut] == '.' && cut > 0 && cut + 1 < text.size() &&
           text[cut - 1] >= '0' && text[cut - 1] <= '9' && text[cut + 1] >= '0' && text[cut + 1] <= '9')
      cut = text.find_first_of("/*.", cut + 1);
    const auto factor = parse_factor(text.substr(0, cut), currencies);
    if (!factor) return factor;
    product.si *= sign > 0 ? factor->si : 1.0 / factor->si;
    product.offset_si = factor->offset_si;
    for (std::size_t i = 0; i < product.dimension.size(); ++i)
      product.dimension[i] += static_cast<int>(sign) * factor->dimension[i];
    if (cut == std::string_view::npos) break;
    is_compound = true;
    sign = text[cut] == '/' ? -1.0 : 1.0;
    text.remove_prefix(cut + 1);
  }
  if (is_compound) product.offset_si = 0.0;
  return product;
}

Result<double> parse_number(std::string_view text) {
  const std::string_view whole = trim(text);
  std::string_view rest = whole;
  const auto value = take_number(rest);
  if (value && rest.empty()) return *value;
  if (value && rest.starts_with(','))
    return fail(Fault::bad_input, "", fmt::format("'{}' has a decimal comma", whole),
                "write a decimal point and no thousands separators");
  return fail(Fault::bad_input, "", fmt::format("'{}' is not a finite number", whole),
              "write digits with a decimal point, as in 1224.5");
}

Result<double> parse_si(std::string_view text, const Exponents& wanted, const Currencies& currencies) {
  std::string_view rest = trim(text);
  const auto number = take_number(rest);
  if (!number)
    return fail(Fault::bad_input, "", fmt::format("'{}' does not start with a finite number", trim(text)),
                known_form("1.5", wanted));
  if (rest.starts_with(','))
    return fail(Fault::bad_input, "", fmt::format("'{}' has a decimal comma", trim(text)),
                "write a decimal point and no thousands separators");
  rest = trim(rest);
  if (rest.empty()) {
    if (wanted == Exponents{}) return *number;
    return fail(Fault::bad_input, "", fmt::format("'{}' has no unit", trim(text)),
                known_form(trim(text), wanted));
  }
  const auto unit = parse_unit(rest, currencies);
  if (!unit) return fail(unit.error());
  if (unit->dimension != wanted)
    return fail(Fault::bad_input, "", fmt::format("'{}' cannot be used here", rest),
                fmt::format("it is measured in {}; use one of: {}", to_text(wanted), units_of(wanted)));
  const double value = *number * unit->si + unit->offset_si;
  if (!std::isfinite(value)) return fail(Fault::bad_input, "", fmt::format("'{}' is too large", trim(text)));
  return value;
}

std::string to_text(const Exponents& dimension) {
  static constexpr std::string_view base[] = {"m", "kg", "s", "K", "money", "mol"};
  std::string text;
  for (std::size_t i = 0; i < dimension.size(); ++i) {
    if (dimension[i] == 0) continue;
    if (!text.empty()) text += ' ';
    text += base[i];
    if (dimension[i] != 1) text += fmt::format("^{}", dimension[i]);
  }
  return text.empty() ? "1" : text;
}

std::string units_of(const Exponents& dimension) {
  std::string list;
  for (const UnitEntry& e : table)
    if (e.dimension == dimension) list += fmt::format("{}{}", list.empty() ? "" : ", ", e.symbol);
  if (!list.empty()) return list;
  static const std::vector<std::pair<Exponents, std::string_view>> usual = {
      {MassFlow::Dimension::exponents, "kg/s, t/d, Mt/yr"},
      {AmountFlow::Dimension::exponents, "bcm_20C/yr, bcm_0C/yr, mcm_20C/d, 1000m3_20C/h, mol/s"},
      {Velocity::Dimension::exponents, "m/s, km/h"},
      {Density::Dimension::exponents, "kg/m3"},
      {Viscosity::Dimension::exponents, "Pa.s"},
      {MolarMass::Dimension::exponents, "kg/kmol"},
      {EnergyPerAmount::Dimension::exponents, "MJ/m3_20C, MJ/m3_0C"},
      {Rate::Dimension::exponents, "%/yr, 1/yr"},
      {MoneyPerAmount::Dimension::exponents, "USD/1000m3_20C (the study's currency)"},
      {MoneyPerAmountLength::Dimension::exponents, "USD/1000m3_20C/100km (the study's currency)"},
      {MoneyPerLength::Dimension::exponents, "MUSD/km (the study's currency)"},
      {MoneyPerPower::Dimension::exponents, "MUSD/MW (the study's currency)"},
      {MoneyPerArea::Dimension::exponents, "USD/in/km (the study's currency)"},
      {MoneyPerTime::Dimension::exponents, "MUSD/yr (the study's currency)"}};
  for (const auto& [exponents, text] : usual)
    if (exponents == dimension) return std::string(text);
  return to_text(dimension);
}

std::string_view closest(std::string_view word, std::span<const std::string_view> known) {
  constexpr std::size_t limit = 2;
  constexpr std::size_t longest = 64;
  if (word.size() > longest) return {};
  std::string_view best;
  std::size_t best_distance = limit + 1;
  for (const std::string_view candidate : known) {
    if (candidate.size() > longest) continue;
    std::vector<std::size_t> row(candidate.size() + 1);  // Levenshtein, one row
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= word.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i;
      for (std::size_t j = 1; j < row.size(); ++j) {
        const std::size_t above = row[j];
        const std::size_t change = diagonal + (word[i - 1] == candidate[j - 1] ? 0U : 1U);
        row[j] = std::min({above + 1, row[j - 1] + 1, change});
        diagonal = above;
      }
    }
    if (row.back() < best_distance && row.back() < word.size()) {
      best_distance = row.back();
      best = candidate;
    }
  }
  return best;
}

}  // namespace landbridge
