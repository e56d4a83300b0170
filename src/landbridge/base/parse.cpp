#include "landbridge/base/parse.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "landbridge/base/words.hpp"

namespace landbridge {
namespace {

constexpr std::size_t longest_shown = 60;  // characters of the user's text in a message
constexpr int largest_power = 9;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The user's text for a message, cut if it is endless.
std::string shown(std::string_view text) {
  if (text.size() <= longest_shown) return std::string(text);
  std::size_t end = longest_shown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;  // UTF-8
  return fmt::format("{}...", text.substr(0, end));
}

tl::unexpected<Error> bad(std::string what, std::string hint = {}) {
  return fail(Fault::bad_input, "", std::move(what), std::move(hint));
}

enum class NumberStatus { ok, none, out_of_range };

struct LeadingNumber {
  NumberStatus status = NumberStatus::none;
  double value = 0.0;
  std::string_view rest;  ///< what follows the number
};

/// A decimal number at the start of `text`: optional sign, digits, point, exponent. No NaN, no
/// infinity, no hexadecimal digits.
LeadingNumber leading_number(std::string_view text) {
  std::string_view digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  const std::size_t first = digits.starts_with('-') && digits.size() == text.size() ? 1 : 0;
  if (first >= digits.size() || (!is_digit(digits[first]) && digits[first] != '.')) return {};
  double value = 0.0;
  const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (status == std::errc::result_out_of_range) return {NumberStatus::out_of_range, 0.0, rest};
  if (status != std::errc{}) return {};
  return {NumberStatus::ok, value, rest};
}

/// What is wrong with text that starts like a number and goes on unlike one, if anything.
std::optional<Error> number_trouble(const LeadingNumber& number, std::string_view whole) {
  const auto error = [&](std::string_view what, std::string hint) {
    return Error{Fault::bad_input, "", fmt::format("'{}' {}", shown(whole), what), std::move(hint)};
  };
  const std::string plain = "write a decimal point and no thousands separators";
  if (number.status == NumberStatus::out_of_range)
    return error("is outside the range of numbers (about 1e-308 to 1e308)", {});
  if (number.status == NumberStatus::none) return std::nullopt;
  if (number.rest.starts_with(',')) return error("has a decimal comma", plain);
  if (number.rest.starts_with('\'') || number.rest.starts_with('_'))
    return error("has a thousands separator", plain);
  return std::nullopt;
}

std::optional<UnitMeaning> money_symbol(std::string_view symbol, const Currencies& currencies) {
  const auto meaning = [](double si) { return UnitMeaning{si, 0.0, Money::Dimension::exponents}; };
  for (const Currency& c : currencies)
    if (symbol == c.code) return meaning(c.in_study_currency);
  for (const Currency& c : currencies) {
    if (symbol.size() != c.code.size() + 1 || !symbol.ends_with(c.code)) continue;
    const char prefix = symbol.front();
    const double factor = prefix == 'k' ? 1e3 : prefix == 'M' ? 1e6 : prefix == 'G' ? 1e9 : 0.0;
    if (factor > 0.0) return meaning(factor * c.in_study_currency);
  }
  return std::nullopt;
}

bool is_same_without_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

/// The unit that was probably meant.
std::string_view probable_unit(std::string_view symbol, const Currencies& currencies) {
  std::vector<std::string_view> known;
  for (const UnitEntry& e : unit_table()) known.push_back(e.symbol);
  for (const Currency& c : currencies) known.push_back(c.code);
  const auto same = std::ranges::find_if(
      known, [&](std::string_view k) { return is_same_without_case(k, symbol); });
  return same != known.end() ? *same : closest(symbol, known);
}

tl::unexpected<Error> unknown_symbol(std::string_view symbol, const Currencies& currencies) {
  if (symbol == "bcm" || symbol == "mcm" || symbol == "Nm3" || symbol == "Sm3") {
    const std::string_view stem = symbol.ends_with("m3") ? "m3" : symbol;
    return bad(fmt::format("'{}' does not say at which temperature the gas is measured", symbol),
               fmt::format("write {0}_20C (20 degC, as in GOST 2939), {0}_15C or {0}_0C; "
                           "55 bcm_20C are 51.2 bcm_0C",
                           stem));
  }
  const std::string what = fmt::format("unknown unit '{}'", shown(symbol));
  if (symbol.find_first_of("()") != std::string_view::npos)
    return bad(what, "write without parentheses: W/m2/K is a watt per square metre and kelvin");
  const auto near = probable_unit(symbol, currencies);
  return bad(what, near.empty() ? "" : fmt::format("did you mean '{}'?", near));
}

Result<UnitMeaning> lookup(std::string_view symbol, const Currencies& currencies) {
  const auto table = unit_table();
  const auto hit = std::ranges::find(table, symbol, &UnitEntry::symbol);
  if (hit != table.end()) return UnitMeaning{hit->si, hit->offset_si, hit->dimension};
  if (const auto money = money_symbol(symbol, currencies)) return *money;
  return unknown_symbol(symbol, currencies);
}

/// "2", "-1" behind a '^'.
Result<int> parse_power(std::string_view text) {
  text = trim(text);
  int power = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), power);
  const bool is_whole = status == std::errc{} && end == text.data() + text.size();
  if (!is_whole || power < -largest_power || power > largest_power)
    return bad(fmt::format("'{}' behind '^' is not a whole power from -{} to {}", shown(text),
                           largest_power, largest_power),
               "as in m^2 or s^-1");
  return power;
}

/// One factor of an expression: "1000m3_20C", "km", "s^2", "100".
Result<UnitMeaning> parse_factor(std::string_view text, const Currencies& currencies) {
  text = trim(text);
  UnitMeaning meaning;
  if (const auto number = leading_number(text); number.status == NumberStatus::ok) {
    if (!(number.value > 0.0))
      return bad(fmt::format("'{}' in a unit must be positive", shown(text)));
    meaning.si = number.value;
    text = trim(number.rest);
    if (text.empty()) return meaning;
  }
  int power = 1;
  if (const auto caret = text.find('^'); caret != std::string_view::npos) {
    const std::string_view base = trim(text.substr(0, caret));
    if (base.empty()) return bad("a unit is missing before '^'", "as in m^2 or s^-1");
    const auto given = parse_power(text.substr(caret + 1));
    if (!given) return fail(given.error());
    power = *given;
    text = base;
  }
  const auto unit = lookup(text, currencies);
  if (!unit) return fail(unit.error());
  if (meaning.si == 1.0 && power == 1) meaning.offset_si = unit->offset_si;
  meaning.si *= std::pow(unit->si, power);
  for (std::size_t i = 0; i < meaning.dimension.size(); ++i)
    meaning.dimension[i] = power * unit->dimension[i];
  return meaning;
}

/// Where the first factor ends: at '/', '*' or a '.' that is not the point of a number.
std::size_t factor_end(std::string_view text) {
  std::size_t cut = text.find_first_of("/*.");
  while (cut != std::string_view::npos && text[cut] == '.' && cut > 0 && cut + 1 < text.size() &&
         is_digit(text[cut - 1]) && is_digit(text[cut + 1]))
    cut = text.find_first_of("/*.", cut + 1);
  return cut;
}

std::string known_form(std::string_view number, const Exponents& wanted,
                       const Currencies& currencies) {
  const std::string list = units_of(wanted, currencies);
  return fmt::format("write it with a unit, as in \"{} {}\"", shown(number),
                     list.substr(0, list.find(',')));
}

/// "1 224 km": the first number would silently scale the second. Only a unit that is itself written
/// with a number, "1/yr" or "1000m3_20C/h", may follow one.
bool is_second_number(std::string_view unit) {
  if (unit.empty() || !is_digit(unit.front())) return false;
  const auto number = leading_number(unit);
  const bool is_per = number.value == 1.0 && trim(number.rest).starts_with('/');
  const bool is_volume = number.value == 1000.0 && number.rest.starts_with("m3");
  return number.status != NumberStatus::ok || (!is_per && !is_volume);
}

}  // namespace

Result<UnitMeaning> parse_unit(std::string_view text, const Currencies& currencies) {
  const std::string_view whole = trim(text);
  if (whole.empty()) return bad("the unit is missing");
  UnitMeaning product;
  int sign = 1;
  bool is_compound = false;
  for (std::string_view rest = whole;;) {
    const std::size_t cut = factor_end(rest);
    if (trim(rest.substr(0, cut)).empty())
      return bad(fmt::format("the unit '{}' has a factor missing", shown(whole)),
                 "as in kg/s, Pa.s or USD/1000m3_20C/100km");
    const auto factor = parse_factor(rest.substr(0, cut), currencies);
    if (!factor) return fail(factor.error());
    product.si *= sign > 0 ? factor->si : 1.0 / factor->si;
    product.offset_si = factor->offset_si;
    for (std::size_t i = 0; i < product.dimension.size(); ++i)
      product.dimension[i] += sign * factor->dimension[i];
    if (cut == std::string_view::npos) break;
    is_compound = true;
    sign = rest[cut] == '/' ? -1 : 1;
    rest.remove_prefix(cut + 1);
  }
  if (!std::isnormal(product.si))
    return bad(fmt::format("the unit '{}' is outside the range of numbers", shown(whole)));
  if (is_compound) product.offset_si = 0.0;
  return product;
}

Result<double> parse_number(std::string_view text) {
  const std::string_view whole = trim(text);
  const auto number = leading_number(whole);
  if (const auto trouble = number_trouble(number, whole)) return fail(*trouble);
  if (number.status == NumberStatus::ok && number.rest.empty()) return number.value;
  return bad(fmt::format("'{}' is not a finite number", shown(whole)),
             "write digits with a decimal point, as in 1224.5");
}

Result<double> parse_si(std::string_view text, const Exponents& wanted,
                        const Currencies& currencies) {
  const std::string_view whole = trim(text);
  const auto number = leading_number(whole);
  if (const auto trouble = number_trouble(number, whole)) return fail(*trouble);
  if (number.status == NumberStatus::none)
    return bad(fmt::format("'{}' does not start with a finite number", shown(whole)),
               known_form("1.5", wanted, currencies));
  const std::string_view unit_text = trim(number.rest);
  if (unit_text.empty()) {
    if (wanted == Exponents{}) return number.value;
    return bad(fmt::format("'{}' has no unit", shown(whole)),
               known_form(whole, wanted, currencies));
  }
  if (is_second_number(unit_text))
    return bad(fmt::format("'{}' has two numbers", shown(whole)),
               "write digits without blanks between them, as in 1224 km");
  const auto unit = parse_unit(unit_text, currencies);
  if (!unit) return fail(unit.error());
  if (unit->dimension != wanted)
    return bad(fmt::format("'{}' cannot be used here", shown(unit_text)),
               fmt::format("it is measured in {}; use one of: {}", to_text(wanted),
                           units_of(wanted, currencies)));
  const double value = number.value * unit->si + unit->offset_si;
  if (!std::isfinite(value)) return bad(fmt::format("'{}' is too large", shown(whole)));
  return value;
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
