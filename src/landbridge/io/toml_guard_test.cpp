#include "landbridge/io/toml_guard.hpp"

#include <doctest/doctest.h>

using namespace landbridge;
using namespace landbridge::io;

namespace {

std::string complaint(const std::string& text) {
  const TextFile source("x.toml", text);
  Diagnostics diagnostics;
  const bool is_good = is_ascii_outside_quotes(source, diagnostics);
  CHECK(is_good != diagnostics.has_errors());
  return diagnostics.render();
}

}  // namespace

TEST_CASE("letters beyond ASCII may stand in comments and in quotes of all four kinds") {
  CHECK(complaint("# Köln\n").empty());
  CHECK(complaint("a = \"Köln \\\" é\" # ü").empty());
  CHECK(complaint("a = 'Köln \\'\n").empty());
  CHECK(complaint("a = \"\"\"Köln\n \"\" é\"\"\"\"\nb = 1").empty());
  CHECK(complaint("a = '''Köln\n ' é'''\n\"ключ\" = 2").empty());
}

TEST_CASE("a key with a letter beyond ASCII is refused with its place") {
  // toml++ 3.3 ran into undefined behaviour here; found by the fuzzer of network.toml.
  CHECK(complaint("\xCE\x8E\t'").find("x.toml:1:1") != std::string::npos);
  CHECK(complaint("a = 1\nlänge = 2\n").find("x.toml:2:2") != std::string::npos);
  CHECK(complaint("a = 1 é\n").find("'é' stands outside quotes") != std::string::npos);
  CHECK(complaint("a = \"x\"é").find("x.toml:1:8") != std::string::npos);
  CHECK(complaint("a = 2\"3.é\"").find("x.toml:1:9") != std::string::npos);
  CHECK(complaint("a = 2.\"é\"").find("x.toml:1:8") != std::string::npos);
  CHECK(complaint("a.\"é\" = 1\nb = { c.'ü' = 1, \"ü\".d = 2 }\ne = [\"é\",'é']").empty());
  CHECK(complaint("a = \"\"é").find("x.toml:1:7") != std::string::npos);
}
