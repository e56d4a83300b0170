#include "landbridge/base/diagnostics.hpp"

#include <doctest/doctest.h>

namespace landbridge {
namespace {

std::string rendered(SourcePlace place) {
  Diagnostics diagnostics;
  diagnostics.error(std::move(place), "wrong", "right");
  return diagnostics.render();
}

/// Column of the caret in the rendered text, counted from 1 after the margin; 0 if there is none.
std::size_t caret_column(const std::string& text) {
  const auto caret = text.find('^');
  if (caret == std::string::npos) return 0;
  const auto line = text.rfind('\n', caret);
  return caret - line - std::string_view("  | ").size();
}

}  // namespace

TEST_CASE("a place shows only what is known of it") {
  CHECK(to_text(SourcePlace{"study.toml", 14, 9, ""}) == "study.toml:14:9");
  CHECK(to_text(SourcePlace{"pipes.csv", 3, 0, ""}) == "pipes.csv:3");
  CHECK(to_text(SourcePlace{"pipes.csv", 0, 5, ""}) == "pipes.csv");
}

TEST_CASE("a diagnostic shows place, message, line, caret and hint") {
  CHECK(rendered({"s.toml", 2, 10, "length = \"5\""}) ==
        "s.toml:2:10: error: wrong\n"
        "  | length = \"5\"\n"
        "  |          ^\n"
        "  hint: right\n");
}

TEST_CASE("without a line or a column there is no caret") {
  CHECK(rendered({"s.toml", 2, 10, ""}) == "s.toml:2:10: error: wrong\n  hint: right\n");
  CHECK(caret_column(rendered({"s.toml", 2, 0, "x = 1"})) == 0);
}

TEST_CASE("the caret may stand just behind the line and not further") {
  CHECK(caret_column(rendered({"s", 1, 6, "x = 1"})) == 6);
  CHECK(caret_column(rendered({"s", 1, 7, "x = 1"})) == 0);
}

TEST_CASE("tabs and control characters take one column each and reach no terminal") {
  const auto text = rendered({"s", 1, 4, "\t\x1b[x = 1"});
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\t') == std::string::npos);
  CHECK(caret_column(text) == 4);
}

TEST_CASE("columns count characters, not bytes") {
  const auto text = rendered({"s", 1, 8, "\u00fc\u4e2d\U0001F600= 1 x"});
  // two of the three first characters are wider in bytes; the blanks before the caret are seven
  CHECK(text.find("  |        ^\n") != std::string::npos);
  CHECK(rendered({"s", 1, 2, "\xff\xc3x"}).find("  | ??x\n") != std::string::npos);
}

TEST_CASE("a long line is cut around the caret") {
  for (const int column : {1, 50, 81, 500, 920, 1000, 1001}) {
    CAPTURE(column);
    std::string line(1000, '.');
    if (column <= 1000) line[static_cast<std::size_t>(column - 1)] = 'X';
    const auto text = rendered({"s", 1, column, line});
    const auto first = text.find("  | ") + 4;
    const auto shown = text.substr(first, text.find('\n', first) - first);
    CHECK(shown.size() == 160);
    if (column <= 1000) CHECK(shown.find('X') + 1 == caret_column(text));
    if (column == 1001) CHECK(caret_column(text) == 161);
  }
}

TEST_CASE("all diagnostics are kept, in order, and the rest is counted") {
  Diagnostics diagnostics;
  CHECK_FALSE(diagnostics.has_errors());
  diagnostics.warning({"a", 1, 0, ""}, "careful");
  CHECK_FALSE(diagnostics.has_errors());
  Diagnostics more;
  more.error({"b", 2, 0, ""}, "first", "hint");
  more.error({"c", 3, 0, ""}, "second");
  diagnostics.append(more);
  CHECK(diagnostics.has_errors());
  CHECK(diagnostics.all().size() == 3);
  CHECK(diagnostics.render(1) == "a:1: warning: careful\n... and 2 more\n");
  CHECK(diagnostics.render(3).find("more") == std::string::npos);
  const Error error = diagnostics.first_error();
  CHECK(to_text(error) == "b:2: first\n  hint: hint");
  CHECK(error.fault == Fault::bad_input);
}

}  // namespace landbridge
