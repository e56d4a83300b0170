#include "landbridge/io/csv.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <fmt/format.h>

using namespace landbridge;
using namespace landbridge::io;

namespace {

Read<CsvTable> table_of(const std::string& text) { return parse_csv(TextFile("t.csv", text)); }

bool says(const std::string& text, const std::string& phrase) {
  const auto table = table_of(text);
  CHECK_FALSE(static_cast<bool>(table));
  const std::string all = table.diagnostics.render();
  CHECK_MESSAGE(all.find(phrase) != std::string::npos, all);
  return all.find(phrase) != std::string::npos;
}

}  // namespace

TEST_CASE("a header splits into names and units") {
  const auto table = table_of("id, length [km] ,share\nP1, 12.5 , 3\n");
  REQUIRE(table);
  CHECK(table->columns[0].unit.empty());
  CHECK(table->columns[1].name == "length");
  CHECK(table->columns[1].unit == "km");
  CHECK(table->text(0, 1) == "12.5");
  CHECK(table->find("share").value() == 2);
  CHECK_FALSE(table->find("nothing").has_value());
}

TEST_CASE(
    "quoted cells may hold commas, quotes and line breaks, and places stay right behind them") {
  const auto table = table_of("a,b\n\"x, \"\"y\"\"\nz\",1\n\nlast,2");
  REQUIRE(table);
  REQUIRE(table->rows.size() == 2);
  CHECK(table->text(0, 0) == "x, \"y\"\nz");
  CHECK(table->place(0, 1).line == 3);
  CHECK(table->place(0, 1).column == 4);
  CHECK(table->text(1, 0) == "last");
  CHECK(table->place(1, 0).line == 5);
}

TEST_CASE("whatever cells are written quoted, the same cells are read") {
  CHECK(rc::check("round trip", [](const std::vector<std::vector<std::string>>& cells) {
    std::string text = "a,b\n";
    std::vector<std::vector<std::string>> kept;
    for (const auto& row : cells) {
      if (row.size() < 2) continue;
      const auto clean = [](const std::string& s) {
        std::string out;
        for (const char c : s)
          if (c >= ' ' || c == '\n') out += c;
        return out;
      };
      kept.push_back({clean(row[0]), clean(row[1])});
      std::string line;
      for (const std::string& cell : kept.back()) {
        std::string doubled;
        for (const char c : cell) doubled += c == '"' ? std::string("\"\"") : std::string(1, c);
        line += fmt::format("{}\"{}\"", line.empty() ? "" : ",", doubled);
      }
      text += line + "\n";
    }
    const auto table = table_of(text);
    RC_ASSERT(static_cast<bool>(table));
    RC_ASSERT(table->rows.size() == kept.size());
    for (std::size_t i = 0; i < kept.size(); ++i)
      for (std::size_t j = 0; j < 2; ++j) RC_ASSERT(table->text(i, j) == kept[i][j]);
  }));
}

TEST_CASE("all that is wrong in a table is said at once") {
  const auto table = table_of("a,b\n1\n1,2,3\n1,2\n");
  CHECK(table.diagnostics.all().size() == 2);
  REQUIRE(table.value.has_value());
  CHECK(table.value->rows.size() == 1);
}

TEST_CASE("tables that are not comma-separated are named as what they are") {
  CHECK(says("", "t.csv: error: the table is empty"));
  CHECK(says(" \n\n", "the table is empty"));
  CHECK(says("a;b\n1;2\n", "separated by semicolons"));
  CHECK(says("a\tb\n1\t2\n", "separated by tabs"));
  CHECK(says("a,b\n1,2,5\n", "'1,2' looks like a number with a decimal comma"));
  CHECK(says("a,b\nx,-2,5\n", "'-2,5' looks like a number with a decimal comma"));
}

TEST_CASE("headers and quotes that are wrong have a place") {
  CHECK(says("a,a\n1,2\n", "t.csv:1:3: error: column 2 is called 'a' like column 1"));
  CHECK(says("a,\n1,2\n", "column 2 has no name"));
  CHECK(says("a [km,b\n1,2\n", "has a unit that cannot be read"));
  CHECK(says("a,b\n\"1,2\n", "t.csv:2:1: error: the quote opened here is never closed"));
  CHECK(says("a,b\n\"1\"x,2\n", "text behind the closing quote"));
}

TEST_CASE("a cell takes the unit of the header, or brings its own") {
  const auto table = table_of("length [km],diameter,bad\n12,1220 mm,\"1,5\"\n");
  REQUIRE(table);
  CHECK(si_value(*table, 0, 0, Length::Dimension::exponents).value() == doctest::Approx(12000.0));
  CHECK(si_value(*table, 0, 1, Length::Dimension::exponents).value() == doctest::Approx(1.22));
  const auto wrong = si_value(*table, 0, 0, Mass::Dimension::exponents);
  REQUIRE_FALSE(wrong.has_value());
  CHECK(wrong.error().where == "t.csv:2:1");
  CHECK(si_value(*table, 0, 2, Length::Dimension::exponents).error().what.find("decimal comma") !=
        std::string::npos);
}

TEST_CASE("written cells are quoted only where they must be") {
  CHECK(csv_cell("plain text") == "plain text");
  CHECK(csv_cell("a,b") == "\"a,b\"");
  CHECK(csv_cell("say \"no\"") == "\"say \"\"no\"\"\"");
}
