#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/base/parse.hpp"

namespace landbridge::cli {

/// Collects values and errors of options, so that all wrong ones are named at once.
class OptionReader {
 public:
  explicit OptionReader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void error(std::string where, std::string what, std::string hint) {
    diagnostics_.error({std::move(where), 0, 0, {}}, std::move(what), std::move(hint));
  }

  template <class T>
  std::optional<T> take(Result<T> value, std::string_view option) {
    if (value) return std::move(*value);
    const Error& e = value.error();
    error(e.where.empty() ? std::string(option) : e.where, e.what, e.hint);
    return std::nullopt;
  }

  /// A quantity greater than zero, or zero where it may be; nothing where the option is not given.
  template <class Q>
  std::optional<Q> quantity(const std::string& text, const std::string& option,
                            bool may_be_zero = false) {
    if (text.empty()) return std::nullopt;
    const std::string where = fmt::format("{} {}", option, text);
    const auto value = take(parse<Q>(text), where);
    if (!value || value->si() > 0.0 || (may_be_zero && value->si() == 0.0)) return value;
    error(where, "the value is not greater than zero", "write a positive value");
    return std::nullopt;
  }

 private:
  Diagnostics& diagnostics_;
};

}  // namespace landbridge::cli
