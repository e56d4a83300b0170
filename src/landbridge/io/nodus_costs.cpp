#include "landbridge/io/nodus_costs.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"
#include "landbridge/io/nodus_formula.hpp"

namespace landbridge::io {
namespace {

using Entry = NodusCosts::Entry;
using Kind = Entry::Kind;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes a whole number of at most six digits from the front.
bool take_number(std::string_view& text) {
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  if (digits == 0 || digits > 6) return false;
  text.remove_prefix(digits);
  return true;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

/// "M,m"
bool take_means(std::string_view& text) {
  return take_number(text) && take(text, ',') && take_number(text);
}

/// Whether a name is that of a function or of a value for a means: "ld.1,1.0", "tp.1,1-3,1".
bool is_means_name(std::string_view name, std::string_view* base) {
  const std::string_view whole = name;
  const std::size_t end = name.find_first_of(".@");
  if (end == std::string_view::npos) return false;
  const std::string_view head = name.substr(0, end);
  const bool is_duration = name[end] == '@';
  constexpr std::string_view heads[] = {"ld", "ul", "tr", "mv", "tp", "AVGLOAD", "PCU"};
  if (std::ranges::find(heads, head) == std::end(heads) || (is_duration && head != "mv"))
    return false;
  name.remove_prefix(end + 1);
  if (!take_means(name)) return false;
  if (head == "tp" && !(take(name, '-') && take_means(name))) return false;
  *base = whole.substr(0, whole.size() - name.size());
  return name.empty() || (take(name, '.') && take_number(name) && name.empty());
}

bool is_variable_name(std::string_view name) {
  if (name.empty() || !is_name_start(name.front())) return false;
  while (!name.empty() && is_name_part(name.front())) name.remove_prefix(1);
  return name.empty() || (take(name, '.') && take_number(name) && name.empty());
}

std::string with_group(const std::string& name, int group) {
  return fmt::format("{}.{}", name, group);
}

/// BPR of [bpr1964] and the conical law of [spiess1990], as factors of the free time.
double bpr_factor(const double* a) { return 1.0 + a[3] * std::pow(a[0] / a[1], a[2]); }
double conical_factor(const double* a) {
  const double x = a[0] / a[1];
  const double alpha = a[2];
  const double beta = (2.0 * alpha - 1.0) / (2.0 * alpha - 2.0);
  const double left = alpha * (1.0 - x);
  return 2.0 + std::sqrt(left * left + beta * beta) - left - beta;
}

double binary(Kind kind, double a, double b) {
  switch (kind) {
    case Kind::add: return a + b;
    case Kind::subtract: return a - b;
    case Kind::multiply: return a * b;
    case Kind::divide: return a / b;
    default: return std::pow(a, b);
  }
}

}  // namespace

/// Evaluates formulas; values of variables are kept, so that each is computed once.
class NodusEvaluator {
 public:
  NodusEvaluator(const std::map<std::string, Entry, std::less<>>& entries, int group)
      : entries_(entries), group_(group) {}

  const Entry* find(const std::string& name) const {
    auto hit = entries_.find(with_group(name, group_));
    if (hit == entries_.end()) hit = entries_.find(name);
    return hit == entries_.end() ? nullptr : &hit->second;
  }

  Result<double> run(const Entry& entry, const NodusLink* link) {
    std::vector<double> stack;
    for (const Entry::Step& step : entry.steps) {
      auto value = step_value(entry, step, link, stack);
      if (!value) return value;
      stack.push_back(*value);
    }
    LANDBRIDGE_ASSERT(stack.size() == 1);
    if (!std::isfinite(stack.back()))
      return wrong(entry, fmt::format("'{}' is not a finite number", entry.name),
                   "look for a division by zero");
    return stack.back();
  }

 private:
  static constexpr int max_depth = 100;

  static tl::unexpected<Error> wrong(const Entry& entry, std::string what, std::string hint) {
    return fail(Fault::bad_input, to_text(entry.place), std::move(what), std::move(hint));
  }

  Result<double> step_value(const Entry& entry, const Entry::Step& step, const NodusLink* link,
                            std::vector<double>& stack) {
    const auto drop = [&](std::size_t count) {
      stack.resize(stack.size() - count);
      return stack.data() + stack.size();
    };
    switch (step.kind) {
      case Kind::number: return step.number;
      case Kind::variable: return variable(entry, step.name);
      case Kind::length:
      case Kind::speed:
      case Kind::capacity:
      case Kind::volume: return link_value(entry, step, link);
      case Kind::negate: return -*drop(1);
      case Kind::bpr: return bpr_factor(drop(4));
      case Kind::conical: return conical_factor(drop(3));
      default: break;
    }
    const double* operands = drop(2);
    return binary(step.kind, operands[0], operands[1]);
  }

  static Result<double> link_value(const Entry& entry, const Entry::Step& step,
                                   const NodusLink* link) {
    if (!link)
      return wrong(entry,
                   fmt::format("'{}' names {}, which only a link has", entry.name, step.name),
                   "use LENGTH, SPEED, CAPACITY and VOLUME in moving costs alone");
    if (step.kind == Kind::length) return link->length_km;
    if (step.kind == Kind::speed) return link->speed_km_h;
    return step.kind == Kind::capacity ? link->capacity : 0.0;
  }

  Result<double> variable(const Entry& user, const std::string& name) {
    if (const auto known = values_.find(name); known != values_.end()) return known->second;
    const Entry* entry = find(name);
    if (!entry)
      return wrong(user, fmt::format("'{}' is not defined", name),
                   fmt::format("define it for all groups, or for group {}", group_));
    if (depth_ >= max_depth || !open_.insert(name).second)
      return wrong(*entry, fmt::format("'{}' is defined by itself", name),
                   "let it depend on other variables alone");
    ++depth_;
    auto value = run(*entry, nullptr);
    --depth_;
    open_.erase(name);
    if (value) values_[name] = *value;
    return value;
  }

  const std::map<std::string, Entry, std::less<>>& entries_;
  int group_;
  std::map<std::string, double, std::less<>> values_;
  std::set<std::string, std::less<>> open_;
  int depth_ = 0;
};

std::vector<std::string> NodusCosts::functions() const {
  std::set<std::string> names;
  for (const auto& [name, entry] : entries_) {
    std::string_view base;
    if (entry.is_function && is_means_name(name, &base)) names.emplace(base);
  }
  return {names.begin(), names.end()};
}

const Entry* NodusCosts::find(const std::string& name, int group) const {
  return NodusEvaluator(entries_, group).find(name);
}

bool NodusCosts::has(const std::string& function, int group) const {
  return find(function, group) != nullptr;
}

Result<double> NodusCosts::value(const std::string& function, int group,
                                 const NodusLink* link) const {
  NodusEvaluator evaluator(entries_, group);
  const Entry* entry = evaluator.find(function);
  if (!entry)
    return fail(Fault::bad_input, function, fmt::format("'{}' is not defined", function),
                fmt::format("write a line '{} = …' into the cost file", function));
  auto value = evaluator.run(*entry, link);
  if (value && *value < 0.0)
    return fail(Fault::bad_input, to_text(entry->place),
                fmt::format("'{}' is {}; a cost may not be negative", function, *value),
                "write a formula that is zero or greater");
  return value;
}

class NodusCostsReader {
 public:
  explicit NodusCostsReader(const TextFile& source) : source_(source) {}

  Read<NodusCosts> read() {
    for (int line = 1; line <= static_cast<int>(source_.lines()); ++line) read_line(line);
    if (costs_.functions().empty() && !diagnostics_.has_errors())
      diagnostics_.error({source_.name(), 0, 0, {}}, "the file has no cost function",
                         "write lines such as 'ld.1,1 = 2.8' and 'mv.1,1 = 0.06*LENGTH'");
    return {std::move(costs_), std::move(diagnostics_)};
  }

 private:
  void read_line(int line) {
    std::string_view text = source_.line(line);
    text = trimmed(text.substr(0, text.find('#')));
    if (text.empty()) return;
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) {
      diagnostics_.error(source_.place_of(line), "the line has no '='",
                         "write NAME = FORMULA, or '#' before a comment");
      return;
    }
    Entry entry;
    entry.name = std::string(trimmed(text.substr(0, equals)));
    entry.place = source_.place_of(line);
    std::string_view base;
    entry.is_function = is_means_name(entry.name, &base);
    if (!entry.is_function && !is_variable_name(entry.name)) {
      diagnostics_.error(
          entry.place, fmt::format("'{}' is not a name", entry.name),
          "a cost is ld.M,m ul.M,m tr.M,m mv.M,m tp.M,m-N,n; a variable has letters, "
          "digits and '_'; '.g' behind either is group g");
      return;
    }
    auto steps = parse_nodus_formula(text.substr(equals + 1));
    if (!steps) {
      diagnostics_.error(entry.place, steps.error().what, steps.error().hint);
      return;
    }
    entry.steps = std::move(*steps);
    add(std::move(entry));
  }

  void add(Entry entry) {
    const std::string name = entry.name;
    const SourcePlace place = entry.place;
    const auto [earlier, is_new] = costs_.entries_.emplace(name, std::move(entry));
    if (!is_new)
      diagnostics_.error(place, fmt::format("'{}' is given twice", name),
                         fmt::format("line {} has it already", earlier->second.place.line));
  }

  const TextFile& source_;
  NodusCosts costs_;
  Diagnostics diagnostics_;
};

Read<NodusCosts> parse_nodus_costs(const TextFile& source) {
  return NodusCostsReader(source).read();
}

Read<NodusCosts> read_nodus_costs(const std::filesystem::path& file) {
  auto text = read_text_file(file);
  if (!text) return read_failed<NodusCosts>(std::move(text.diagnostics));
  return parse_nodus_costs(*text);
}

}  // namespace landbridge::io
