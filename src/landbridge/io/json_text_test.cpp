#include "landbridge/io/json_text.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>
#include <cstring>
#include <limits>

using namespace landbridge;
using namespace landbridge::io;

namespace {

std::string message_of(const std::string& text) {
  const auto json = parse_json(TextFile("t.json", text));
  CHECK_FALSE(static_cast<bool>(json));
  return json.diagnostics.render();
}

}  // namespace

TEST_CASE("every finite double is read back as it was written") {
  CHECK(rc::check("round trip", [](std::uint64_t bits) {
    double value = 0.0;
    std::memcpy(&value, &bits, sizeof value);
    RC_PRE(std::isfinite(value));
    const Json back = Json::parse(to_json_text(Json(value)));
    RC_ASSERT(back.get<double>() == value);
  }));
}

TEST_CASE("numbers are the shortest, and what is no number is null") {
  CHECK(to_json_text(Json(0.1)) == "0.1\n");
  CHECK(to_json_text(Json(5e-324)) == "5e-324\n");
  CHECK(to_json_text(Json(9007199254740993.0)) == "9007199254740992.0\n");
  CHECK(to_json_text(Json(80.0)) == "80.0\n");
  CHECK(to_json_text(Json(-0.0)) == "0.0\n");
  CHECK(to_json_text(Json(3)) == "3\n");
  CHECK(to_json_text(Json(std::numeric_limits<double>::quiet_NaN())) == "null\n");
  CHECK(to_json_text(Json(-std::numeric_limits<double>::infinity())) == "null\n");
}

TEST_CASE("keys keep their order and entries of a list stand on one line") {
  Json json;
  json["z"] = 1;
  json["a"] = Json::array();
  json["a"].push_back({{"id", "x\n"}, {"p", 2.5}});
  json["empty"] = Json::object();
  CHECK(
      to_json_text(json) ==
      "{\n  \"z\": 1,\n  \"a\": [\n    {\"id\": \"x\\n\", \"p\": 2.5}\n  ],\n  \"empty\": {}\n}\n");
}

TEST_CASE("what is wrong in a JSON text has its line and column") {
  CHECK(message_of("{\n  \"a\": 1,5\n}").find("t.json:2:10: error: not valid JSON") !=
        std::string::npos);
  CHECK(message_of("{\n\"a\": {\"b\": 1,\n\"b\": 2}}")
            .find("t.json:3:1: error: the key \"b\" appears twice") != std::string::npos);
  CHECK(message_of("[1,\n 1e999]").find("t.json:2:2: error: not valid JSON") != std::string::npos);
  CHECK(message_of(std::string(300, '['))
            .find("t.json:1:201: error: brackets are nested deeper than 200") != std::string::npos);
  CHECK(message_of("  \n").find("empty") != std::string::npos);
}

TEST_CASE("a key may stand again in another object, and a value may look like a key") {
  CHECK(parse_json(TextFile("t.json", R"({"a": {"b": 1}, "b": {"b": "b", "a": ["a", "a"]}})")));
}

TEST_CASE("the place of a value is that of its key") {
  const TextFile source("t.json",
                        "{\"x\": [1, {\"y\": \"}{\"}],\n \"pipes\": {\"3\": {\"d\": 1}}}");
  CHECK(to_text(json_place(source, {"pipes", "3", "d"})) == "t.json:2:18");
  CHECK(to_text(json_place(source, {"x", "1", "y"})) == "t.json:1:12");
  CHECK(to_text(json_place(source, {"pipes", "4"})) == "t.json");
}
