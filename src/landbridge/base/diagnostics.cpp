#include "landbridge/base/diagnostics.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"

namespace landbridge {
namespace {

constexpr std::size_t longest_line = 160;

/// The line with a caret under the column, cut to a window around it.
std::string excerpt(const SourcePlace& place) {
  if (place.line_text.empty()) return {};
  std::string line = place.line_text;
  std::replace(line.begin(), line.end(), '\t', ' ');
  std::size_t column = place.column > 0 ? static_cast<std::size_t>(place.column - 1) : 0;
  if (line.size() > longest_line) {
    const std::size_t start = column > longest_line / 2 ? column - longest_line / 2 : 0;
    line = line.substr(std::min(start, line.size()), longest_line);
    column -= std::min(start, column);
  }
  std::string text = fmt::format("  | {}\n", line);
  if (place.column > 0 && column <= line.size()) text += fmt::format("  | {}^\n", std::string(column, ' '));
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
  return std::ranges::any_of(all_, [](const Diagnostic& d) { return d.severity == Severity::error; });
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
