#include "landbridge/io/toml_guard.hpp"

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace landbridge::io {
namespace {

constexpr std::size_t none = std::string_view::npos;

/// Where a comment or a quoted text that begins at `at` ends: behind its last character. A text in
/// single quotes or double quotes ends at the end of its line at the latest.
std::size_t end_of_comment(std::string_view text, std::size_t at) {
  const auto end = text.find('\n', at);
  return end == none ? text.size() : end;
}

std::size_t end_of_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const std::string three(3, quote);
  const bool is_long = text.substr(at, 3) == three;
  std::size_t i = at + (is_long ? 3 : 1);
  while (i < text.size()) {
    if (quote == '"' && text[i] == '\\') {
      i += 2;
    } else if (is_long && text.substr(i, 3) == three) {
      i += 3;
      while (i < text.size() && text[i] == quote) ++i;  // quotes just before the closing three
      return i;
    } else if (!is_long && text[i] == quote) {
      return i + 1;
    } else if (!is_long && text[i] == '\n') {
      return i;
    } else {
      ++i;
    }
  }
  return text.size();
}

/// Whether a quote there begins a text. Directly behind a bare word or number it does not (2"3 is
/// one wrong number), and behind a dot only in a key, as in a."b" = 1.
bool begins_text(std::string_view text, std::size_t at) {
  if (at == 0) return true;
  const char before = text[at - 1];
  if (before == '.') {
    const auto start = text.find_last_of("\n={,", at);
    return start == none || text[start] != '=';
  }
  return before == ' ' || before == '\t' || before == '\n' || before == '=' || before == ',' ||
         before == '[' || before == '{';
}

/// The bytes of the character that begins there.
std::string_view character_at(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return text.substr(at, end - at);
}

}  // namespace

bool is_ascii_outside_quotes(const TextFile& source, Diagnostics& diagnostics) {
  const std::string_view text = source.text();
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '#') {
      i = end_of_comment(text, i);
    } else if ((text[i] == '"' || text[i] == '\'') && begins_text(text, i)) {
      i = end_of_quoted(text, i);
    } else if (static_cast<unsigned char>(text[i]) >= 0x80) {
      diagnostics.error(
          source.place_at(i),
          fmt::format("not valid TOML: '{}' stands outside quotes", character_at(text, i)),
          "put names and texts with other letters than a-z into double quotes");
      return false;
    } else {
      ++i;
    }
  }
  return true;
}

}  // namespace landbridge::io
