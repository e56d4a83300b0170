#include "landbridge/study/scenario.hpp"

#include <algorithm>

#include <doctest/doctest.h>

using namespace landbridge;
using namespace landbridge::study;

namespace {

const std::vector<EntitySpec> schema{{"pipe",
                                      "",
                                      {quantity_field("length", units::km, "")},
                                      {"close", "open", "set", "scale", "add"}}};

Row pipe(std::string id, double length_m) {
  return {std::move(id), {{true, {length_m, {}}, "", {}}}, false, {}, {}};
}

/// Two pipes, two periods of 151 and 214 days, winter from 1 November.
Study two_pipes() {
  Study s;
  s.periods = {{"winter", 304, 151}, {"summer", 90, 214}};
  s.domains = {{"toy", {{"pipe", {pipe("north_1", 100), pipe("south", 50)}}}}};
  return s;
}

Step step(std::string operation, std::string pattern) {
  Step s;
  s.operation = std::move(operation);
  s.domain = "toy";
  s.entity = "pipe";
  s.row_pattern = std::move(pattern);
  return s;
}

}  // namespace

TEST_CASE("the year is cut where a temporary step begins and ends") {
  Study study = two_pipes();
  Step closed = step("close", "south");
  closed.first_day = 90 - 10;  // the last ten days of winter
  closed.length_days = 30;     // and twenty of summer
  study.scenarios = {{"s", "", "", "", "", {closed}, {}}};
  const auto built = make_case(study, study.scenarios[0], "toy", schema);
  REQUIRE(built.has_value());
  int total = 0, closed_days[2] = {0, 0};
  for (const Stretch& s : built->stretches) {
    total += s.length_days;
    if (s.data.table("pipe").rows[1].is_closed) closed_days[s.period] += s.length_days;
  }
  CHECK(total == days_per_year);
  CHECK(closed_days[0] == 10);
  CHECK(closed_days[1] == 20);
}

TEST_CASE("steps of the base come first, patterns select by prefix") {
  Study study = two_pipes();
  Step set = step("set", "north*");
  set.field = "length";
  set.amount = {200.0, {}};
  Step scale = step("scale", "*");
  scale.field = "length";
  scale.amount = {2.0, {}};
  study.scenarios = {{"base", "", "", "", "", {set}, {}},
                     {"more", "", "", "base", "", {scale}, {}}};
  const auto built = make_case(study, study.scenarios[1], "toy", schema);
  REQUIRE(built.has_value());
  const auto& rows = built->stretches[0].data.table("pipe").rows;
  CHECK(rows[0].cells[0].number.constant == 400.0);
  CHECK(rows[1].cells[0].number.constant == 100.0);
  CHECK(study.domains[0].tables[0].rows[0].cells[0].number.constant == 100.0);
}

TEST_CASE("a step that selects nothing is an error with its place") {
  Study study = two_pipes();
  Step wrong = step("close", "nrth");
  wrong.place = {"study.toml", 12, 3, {}};
  study.scenarios = {{"s", "", "", "", "", {wrong}, {}}};
  const auto built = make_case(study, study.scenarios[0], "toy", schema);
  REQUIRE_FALSE(built.has_value());
  CHECK(built.error().where == "study.toml:12:3");
}

TEST_CASE("scenarios that are based on each other are an error, not a hang") {
  Study study = two_pipes();
  study.scenarios = {{"a", "", "", "b", "", {}, {}}, {"b", "", "", "a", "", {}, {}}};
  CHECK_FALSE(steps_of(study, study.scenarios[0]).has_value());
}
