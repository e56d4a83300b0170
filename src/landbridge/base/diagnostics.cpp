#include "landbridge/base/diagnostics.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"

namespace landbridge {
namespace {

constexpr std::size_t longest_line = 160;

/// Bytes of the UTF-8 character that starts with this byte; a stray byte counts as one.
std::size_t character_size(std::string_view text, std::size_t start) {
  const auto lead = static_cast<unsigned char>(text[start]);
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  for (std::size_t i = 1; i < size; ++i)
    if (start + i >= text.size() || (static_cast<unsigned char>(text[start + i]) & 0xC0U) != 0x80)
      return 1;
  return size;
}

/// The characters of a line as they may be printed: control characters become blanks, bytes that
/// are not UTF-8 become question marks. Columns count these characters.
std::vector<std::string> printable_characters(std::string_view line) {
  std::vector<std::string> characters;
  for (std::size_t i = 0; i < line.size();) {
    const std::size_t size = character_size(line, i);
    const auto lead = static_cast<unsigned char>(line[i]);
    if (size == 1 && (lead < 0x20 || lead == 0x7F))
      characters.emplace_back(" ");
    else if (size == 1 && lead >= 0x80)
      characters.emplace_back("?");
    else
      characters.emplace_back(line.substr(i, size));
    i += size;
  }
  return characters;
}

/// The line with a caret under the column, cut to a window around it.
std::string excerpt(const SourcePlace& place) {
  if (place.line_text.empty()) return {};
  const auto characters = printable_characters(place.line_text);
  const std::size_t column = place.column > 0 ? static_cast<std::size_t>(place.column - 1) : 0;
  const std::size_t last_start = characters.size() - std::min(characters.size(), longest_line);
  const std::size_t start =
      std::min(column > longest_line / 2 ? column - longest_line / 2 : 0, last_start);
  std::string line;
  for (std::size_t i = start; i < std::min(start + longest_line, characters.size()); ++i)
    line += characters[i];
  std::string text = fmt::format("  | {}\n", line);
  if (place.column > 0 && column <= characters.size())
    text += fmt::format("  | {}^\n", std::string(column - start, ' '));
  return text;
}

}  // namespace

std::string to_text(const SourcePlace& place) {
  if (place.line <= 0) return place.file;
  if (place.column <= 0) return fmt::format("{}:{}", place.file, place.line);
  return fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

void Diagnostics::error(SourcePlace place, std::string message, std::string hint) {
  all_.push_back({Severity::error, std::move(place), std::move(message), std::move(hint)});
}
void Diagnostics::warning(SourcePlace place, std::string message, std::string hint) {
  all_.push_back({Severity::warning, std::move(place), std::move(message), std::move(hint)});
}
void Diagnostics::append(const Diagnostics& other) {
  all_.insert(all_.end(), other.all_.begin(), other.all_.end());
}
bool Diagnostics::has_errors() const {
  return std::ranges::any_of(all_,
                             [](const Diagnostic& d) { return d.severity == Severity::error; });
}

std::string Diagnostics::render(std::size_t limit) const {
  std::string text;
  for (std::size_t i = 0; i < std::min(limit, all_.size()); ++i) {
    const Diagnostic& d = all_[i];
    text += fmt::format("{}: {}: {}\n", to_text(d.place),
                        d.severity == Severity::error ? "error" : "warning", d.message);
    text += excerpt(d.place);
    if (!d.hint.empty()) text += fmt::format("  hint: {}\n", d.hint);
  }
  if (all_.size() > limit) text += fmt::format("... and {} more\n", all_.size() - limit);
  return text;
}

Error Diagnostics::first_error() const {
  const auto hit = std::ranges::find(all_, Severity::error, &Diagnostic::severity);
  LANDBRIDGE_ASSERT(hit != all_.end());
  return {Fault::bad_input, to_text(hit->place), hit->message, hit->hint};
}

}  // namespace landbridge
