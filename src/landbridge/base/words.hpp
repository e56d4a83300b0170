#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace landbridge {

/// The text without blanks and tabs at its ends.
constexpr std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// "1 node", "0 nodes", "12 nodes"; with a plural of its own "1 entry", "2 entries".
template <std::integral Count>
std::string counted(Count count, std::string_view one, std::string_view many = {}) {
  if (count == 1) return fmt::format("1 {}", one);
  return many.empty() ? fmt::format("{} {}s", count, one) : fmt::format("{} {}", count, many);
}

}  // namespace landbridge
