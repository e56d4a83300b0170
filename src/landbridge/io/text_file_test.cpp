#include "landbridge/io/text_file.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace landbridge;
using namespace landbridge::io;

namespace {

std::string first_message(const std::string& bytes, const TextLimits& limits = table_limits) {
  const auto read = clean_text("t", bytes, limits);
  CHECK_FALSE(static_cast<bool>(read));
  return read.diagnostics.render();
}

}  // namespace

TEST_CASE("a byte order mark and every kind of line end give the same text") {
  for (const char* bytes : {"a\nb\n",
                            "\xEF\xBB\xBF"
                            "a\r\nb\r\n",
                            "a\rb\r"}) {
    const auto read = clean_text("t", bytes);
    REQUIRE(read);
    CHECK(read->text() == "a\nb\n");
    CHECK(read->lines() == 2);
    CHECK(read->line(2) == "b");
  }
}

TEST_CASE("columns count characters, not bytes") {
  const auto read = clean_text("t",
                               "first\n\xC3\xA4\xE2\x82\xAC"
                               "c\n");
  REQUIRE(read);
  const SourcePlace place = read->place_at(read->text().find('c'));
  CHECK(place.line == 2);
  CHECK(place.column == 3);
}

TEST_CASE("bytes that are no text are refused with their line") {
  CHECK(first_message("a\nb\xFF\n").find("t:2: error: byte 0xFF is not UTF-8") !=
        std::string::npos);
  CHECK(first_message(std::string("a\nb\n\0c", 6)).find("t:3: error: there is a NUL byte") !=
        std::string::npos);
  CHECK(first_message("\xFF\xFE"
                      "a")
            .find("UTF-16") != std::string::npos);
}

TEST_CASE("overlong, surrogate and too large code points are not UTF-8") {
  for (const char* bytes :
       {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3", "\xE2\x82"})
    CHECK(first_message(bytes).find("not UTF-8") != std::string::npos);
  CHECK(clean_text("t", "\xF4\x8F\xBF\xBF\xED\x9F\xBF"));
}

TEST_CASE("a line or a file beyond its limit is refused, one at the limit is read") {
  const TextLimits limits{20, 8};
  CHECK(clean_text("t", "12345678\n12345678\n", limits));
  CHECK(first_message("1\n123456789\n", limits).find("t:2: error: the line is longer") !=
        std::string::npos);
  CHECK(first_message("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n", limits).find("is larger than") !=
        std::string::npos);
}

TEST_CASE("a missing file and a folder say so") {
  const auto missing = read_text_file("no/such/file.csv");
  CHECK(missing.diagnostics.render().find("no such file") != std::string::npos);
  const auto folder = read_text_file(std::filesystem::temp_directory_path());
  CHECK(folder.diagnostics.render().find("is a folder") != std::string::npos);
}
