#include "landbridge/io/study_values.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/base/words.hpp"

namespace landbridge::io {
namespace {

using study::Factor;
using study::Number;
using study::Shape;

std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  for (std::size_t cut; (cut = text.find(separator)) != std::string_view::npos;) {
    parts.push_back(trim(text.substr(0, cut)));
    text.remove_prefix(cut + separator.size());
  }
  parts.push_back(trim(text));
  return parts;
}

/// Where the numbers of "5.0..5.4..5.5 MPa" end and the unit begins.
std::size_t unit_start(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c >= '0' && c <= '9') || std::string_view("+-.| \t").find(c) != std::string_view::npos)
      continue;
    const bool is_exponent =
        (c == 'e' || c == 'E') && i > 0 && i + 1 < text.size() && text[i - 1] >= '0' &&
        text[i - 1] <= '9' &&
        std::string_view("+-0123456789").find(text[i + 1]) != std::string_view::npos;
    if (!is_exponent) return i;
  }
  return text.size();
}

class ValueReader {
 public:
  ValueReader(const ValueText& value, StudyContext& context) : value_(value), context_(context) {}

  std::optional<ReadValue> read() {
    const std::string_view text = trim(value_.text);
    if (text.starts_with('=')) return reference(trim(text.substr(1)));
    const std::size_t cut = value_.header_unit.empty() ? unit_start(text) : text.size();
    const std::string_view numbers = trim(text.substr(0, cut));
    const std::string_view unit =
        value_.header_unit.empty() ? trim(text.substr(cut)) : std::string_view(value_.header_unit);
    if (numbers.empty() || unit.starts_with(',')) {
      const auto number = parse_number(text.substr(0, text.find_first_of(" \t")));
      if (!number) error(fmt::format("{}: {}", value_.name, number.error().what), hint_of(number));
      if (!number) return std::nullopt;
    }
    if (!set_unit(unit, text)) return std::nullopt;
    if (numbers.find('|') != std::string_view::npos) return choices(split(numbers, "|"));
    if (numbers.find("..") != std::string_view::npos) return range(split(numbers, ".."));
    return plain(numbers);
  }

 private:
  void error(std::string message, std::string hint = {}) {
    context_.diagnostics.error(value_.origin.place, std::move(message), std::move(hint));
  }

  static std::string hint_of(const Result<double>& number) {
    return number.error().hint.empty() ? "write a number and its unit, as in \"5.4 MPa\""
                                       : number.error().hint;
  }

  bool set_unit(std::string_view unit, std::string_view text) {
    if (unit.empty() && value_.dimension == Exponents{}) {
      unit_.symbol.assign(1, '1');
      return true;
    }
    if (unit.empty()) {
      const std::string known = units_of(value_.dimension);
      error(fmt::format("{}: '{}' has no unit", value_.name, text),
            fmt::format("write it with a unit, as in \"{} {}\"", text,
                        known.substr(0, known.find(','))));
      return false;
    }
    const auto meaning = parse_unit(unit, context_.study.currencies);
    if (!meaning) {
      error(fmt::format("{}: {}", value_.name, meaning.error().what),
            meaning.error().hint.empty() ? fmt::format("use one of: {}", units_of(value_.dimension))
                                         : meaning.error().hint);
      return false;
    }
    if (meaning->dimension != value_.dimension) {
      error(fmt::format("{}: '{}' cannot be used here", value_.name, unit),
            fmt::format("use one of: {}", units_of(value_.dimension)));
      return false;
    }
    unit_ = {std::string(unit), meaning->si, meaning->offset_si};
    return true;
  }

  std::optional<double> number_si(std::string_view text) {
    const auto number = parse_number(text);
    if (!number) {
      error(fmt::format("{}: {}", value_.name, number.error().what), hint_of(number));
      return std::nullopt;
    }
    const double si = *number * unit_.si + unit_.offset_si;
    if (!within_limits(si)) return std::nullopt;
    return si;
  }

  bool within_limits(double si) {
    const FieldRule& rule = value_.rule;
    const bool too_low = rule.minimum_is_open ? si <= rule.minimum_si : si < rule.minimum_si;
    if (!std::isfinite(si) || too_low || si > rule.maximum_si) {
      error(fmt::format("{} is {:g} {}", value_.name, unit_.from_si(si), unit_.symbol),
            too_low
                ? fmt::format("it must be {} {:g}",
                              rule.minimum_is_open ? "greater than" : "at least", rule.minimum_si)
                : fmt::format("it must be at most {:g} (SI)", rule.maximum_si));
      return false;
    }
    return true;
  }

  std::optional<ReadValue> plain(std::string_view text) {
    const auto si = number_si(text);
    if (!si) return std::nullopt;
    if (value_.origin.confidence != study::Confidence::high) {
      error(fmt::format("{}: confidence is '{}', but the number has no range", value_.name,
                        study::name_of(value_.origin.confidence)),
            "write low..best..high, as in 5.0..5.4..5.5, or give it confidence high");
      return std::nullopt;
    }
    return ReadValue{Number{*si, {}}, unit_};
  }

  std::optional<ReadValue> range(const std::vector<std::string_view>& parts) {
    if (parts.size() != 3) {
      error(fmt::format("{}: '{}' is not a range", value_.name, value_.text),
            "write low..best..high, as in 5.0..5.4..5.5");
      return std::nullopt;
    }
    Factor f = factor();
    const auto low = number_si(parts[0]), best = number_si(parts[1]), high = number_si(parts[2]);
    if (!low || !best || !high) return std::nullopt;
    f.low_si = *low;
    f.best_si = *best;
    f.high_si = *high;
    return add(std::move(f));
  }

  std::optional<ReadValue> choices(const std::vector<std::string_view>& parts) {
    Factor f = factor();
    f.shape = Shape::choice;
    for (const std::string_view part : parts) {
      const auto si = number_si(part);
      if (!si) return std::nullopt;
      f.choices_si.push_back(*si);
    }
    f.best_si = f.choices_si.front();
    const auto [low, high] = std::ranges::minmax(f.choices_si);
    f.low_si = low;
    f.high_si = high;
    return add(std::move(f));
  }

  Factor factor() const {
    Factor f;
    f.name = value_.name;
    f.meaning = value_.meaning;
    f.dimension = value_.dimension;
    f.unit = unit_;
    f.origin = value_.origin;
    return f;
  }

  std::optional<ReadValue> add(Factor f) {
    if (!(f.low_si <= f.best_si && f.best_si <= f.high_si)) {
      error(fmt::format("{}: low {:g}, best {:g}, high {:g} {} are not in order", value_.name,
                        unit_.from_si(f.low_si), unit_.from_si(f.best_si), unit_.from_si(f.high_si),
                        unit_.symbol),
            "write them as low..best..high");
      return std::nullopt;
    }
    if (!f.has_width() && f.origin.confidence != study::Confidence::high) {
      error(fmt::format("{}: confidence is '{}', but the range has no width", value_.name,
                        study::name_of(f.origin.confidence)),
            "a number that is not sure needs a low below its high");
      return std::nullopt;
    }
    context_.study.factors.push_back(std::move(f));
    return ReadValue{Number{1.0, {context_.study.factors.size() - 1}}, unit_};
  }

  std::optional<ReadValue> reference(std::string_view text) {
    double gain = 1.0;
    if (const auto star = text.find('*'); star != std::string_view::npos) {
      const auto number = parse_number(text.substr(0, star));
      if (!number) {
        error(fmt::format("{}: {}", value_.name, number.error().what), "write '= 0.5 * name'");
        return std::nullopt;
      }
      gain = *number;
      text = trim(text.substr(star + 1));
    }
    const auto& all = context_.study.factors;
    const auto hit = std::ranges::find(all, text, &Factor::name);
    if (hit == all.end()) {
      std::vector<std::string_view> names;
      for (const Factor& f : all) names.push_back(f.name);
      const auto near = closest(text, names);
      error(fmt::format("{}: there is no input '{}'", value_.name, text),
            near.empty() ? "declare it as [inputs.name]" : fmt::format("did you mean '{}'?", near));
      return std::nullopt;
    }
    if (hit->dimension != value_.dimension) {
      error(fmt::format("{}: input '{}' is in {}", value_.name, text, hit->unit.symbol),
            fmt::format("an input is needed here in one of: {}", units_of(value_.dimension)));
      return std::nullopt;
    }
    if (!within_limits(gain * hit->low_si) || !within_limits(gain * hit->high_si))
      return std::nullopt;
    return ReadValue{Number{gain, {static_cast<std::size_t>(hit - all.begin())}}, hit->unit};
  }

  const ValueText& value_;
  StudyContext& context_;
  study::DisplayUnit unit_;
};

/// The dimension of "5.4 MPa" or "0.25", from its unit alone.
std::optional<Exponents> dimension_of(std::string_view text, StudyContext& context,
                                      const SourcePlace& at) {
  const std::string_view unit = trim(text.substr(unit_start(text)));
  if (unit.empty()) return Exponents{};
  const auto meaning = parse_unit(unit, context.study.currencies);
  if (meaning) return meaning->dimension;
  context.diagnostics.error(
      at, meaning.error().what,
      meaning.error().hint.empty() ? "landbridge explain units lists them" : meaning.error().hint);
  return std::nullopt;
}

/// low, best and high (or value, or choices) of an input as one text for read_value.
std::optional<std::string> input_text(const StudyDocument& document, const toml::table& table,
                                      std::string_view name, StudyContext& context) {
  if (table.contains("value")) return read_string(document, table, "value", true, context);
  if (table.contains("range")) return read_string(document, table, "range", true, context);
  std::vector<std::string> parts;
  if (table.contains("choices")) {
    parts = read_strings(document, table, "choices", context);
  } else {
    for (const std::string_view key : {"low", "best", "high"})
      parts.push_back(read_string(document, table, key, true, context));
  }
  if (parts.empty() || std::ranges::any_of(parts, [](const auto& p) { return p.empty(); }))
    return std::nullopt;
  const std::string_view unit = trim(std::string_view(parts[0]).substr(unit_start(parts[0])));
  std::string joined;
  for (const std::string& part : parts) {
    const std::size_t cut = unit_start(part);
    if (trim(std::string_view(part).substr(cut)) != unit) {
      context.diagnostics.error(
          document.place(table),
          fmt::format("input '{}' mixes units: '{}' and '{}'", name, parts[0], part),
          "write all its values in one unit");
      return std::nullopt;
    }
    const std::string_view separator = joined.empty() ? "" : table.contains("choices") ? "|" : "..";
    joined = fmt::format("{}{}{}", joined, separator, trim(std::string_view(part).substr(0, cut)));
  }
  return fmt::format("{} {}", joined, unit);
}

void read_input(const StudyDocument& document, std::string_view name, const toml::table& table,
                StudyContext& context) {
  static constexpr std::string_view known[] = {"low",     "best",       "high",  "value",
                                               "choices", "range",      "shape", "meaning",
                                               "source",  "confidence", "note"};
  check_keys(document, table, known, "an input", context);
  ValueText value;
  value.name = name;
  value.origin = read_origin(document, table, context);
  value.meaning = read_string(document, table, "meaning", true, context);
  const auto text = input_text(document, table, name, context);
  if (!text) return;
  const auto dimension = dimension_of(*text, context, document.place(table));
  if (!dimension) return;
  value.text = *text;
  value.dimension = *dimension;
  const bool is_plain =
      text->find("..") == std::string::npos && text->find('|') == std::string::npos;
  if (is_plain)
    value.text =
        fmt::format("{0}..{0}..{0} {1}", trim(std::string_view(*text).substr(0, unit_start(*text))),
                    text->substr(unit_start(*text)));
  const std::size_t before = context.study.factors.size();
  if (!read_value(value, context) || context.study.factors.size() == before) return;
  const std::string shape = read_string(document, table, "shape", false, context);
  if (shape.empty() || shape == "triangular") return;
  if (shape == "uniform")
    context.study.factors.back().shape = Shape::uniform;
  else
    context.diagnostics.error(
        document.place(*table.get("shape")), fmt::format("'{}' is not a shape", shape),
        "write triangular or uniform; choices are declared by choices = [...]");
}

}  // namespace

std::optional<ReadValue> read_value(const ValueText& value, StudyContext& context) {
  return ValueReader(value, context).read();
}

void read_inputs(const StudyDocument& document, StudyContext& context) {
  const toml::node* node = document.root.get("inputs");
  if (node == nullptr) return;
  const toml::table* inputs = node->as_table();
  if (inputs == nullptr) {
    context.diagnostics.error(document.place(*node), "inputs must be tables",
                              "write [inputs.name]");
    return;
  }
  for (const auto& [key, value] : *inputs) {
    if (const toml::table* table = value.as_table()) {
      const auto& all = context.study.factors;
      if (std::ranges::find(all, key.str(), &Factor::name) != all.end())
        context.diagnostics.error(document.place(value),
                                  fmt::format("input '{}' is there twice", key.str()),
                                  "give each input its own name");
      else
        read_input(document, key.str(), *table, context);
    } else {
      context.diagnostics.error(document.place(value),
                                fmt::format("input '{}' must be a table", key.str()),
                                "write [inputs.name] with low, best, high, source and confidence");
    }
  }
}

}  // namespace landbridge::io
