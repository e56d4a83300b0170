#include "landbridge/base/words.hpp"

#include <cstddef>

#include <doctest/doctest.h>

using namespace landbridge;

TEST_CASE("only one thing is counted in the singular") {
  CHECK(counted(std::size_t{1}, "node") == "1 node");
  CHECK(counted(0, "node") == "0 nodes");
  CHECK(counted(-1, "step") == "-1 steps");
  CHECK(counted(2, "entry", "entries") == "2 entries");
  CHECK(counted(1, "entry", "entries") == "1 entry");
}

TEST_CASE("trimming takes blanks and tabs from both ends and nothing from within") {
  CHECK(trim(" \ta b\t ") == "a b");
  CHECK(trim("ab") == "ab");
  CHECK(trim(" \t ").empty());
  CHECK(trim("").empty());
  CHECK(trim("\nab\n") == "\nab\n");
}
