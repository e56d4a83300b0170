#include "landbridge/io/rail_line_spec.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include "landbridge/io/rail_line_output.hpp"

using namespace landbridge;

namespace {

const std::string small = R"(name = "small"
[line]
line_speed = "80 km/h"
[[station]]
name = "A"
at = "0 km"
[[station]]
name = "B"
at = "15 km"
[[vehicle]]
name = "engine"
mass = "100 t"
length = "20 m"
resistance = { a = "2 kN" }
power = "2 MW"
max_force = "300 kN"
[[vehicle]]
name = "wagon"
mass = "22 t"
length = "14 m"
resistance = "ptr_1985"
[[train]]
name = "freight"
consist = [{ vehicle = "engine" }, { vehicle = "wagon", count = 20, load = "60 t" }]
)";

io::Read<freight::RailStudy> parsed(const std::string& text) {
  auto file = io::clean_text("line.toml", text);
  REQUIRE(file);
  return io::parse_rail_line(*file);
}

std::string message_of(std::string old_text, const std::string& new_text) {
  std::string text = small;
  text.replace(text.find(old_text), old_text.size(), new_text);
  const auto read = parsed(text);
  REQUIRE_FALSE(static_cast<bool>(read));
  return read.diagnostics.render();
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a small line is read as it stands") {
  const auto study = parsed(small);
  REQUIRE(study);
  CHECK(study->line.stations.size() == 2);
  CHECK(study->line.sections.size() == 1);
  CHECK(study->vehicles[0].traction.power.in(units::megawatt) == doctest::Approx(2.0));
  CHECK(study->trains[0].consist[1].load.in(units::tonne) == doctest::Approx(60.0));
}

TEST_CASE("what is wrong with a line is said with its place") {
  CHECK(holds(message_of("at = \"15 km\"", "at = 15"), "line.toml:9"));
  CHECK(holds(message_of("at = \"15 km\"", "at = \"15 kg\""), "at:"));
  CHECK(holds(message_of("at = \"15 km\"", "at = \"0.1 km\""), "do not overlap"));
  CHECK(holds(message_of("vehicle = \"wagon\"", "vehicle = \"wagom\""), "did you mean 'wagon'"));
  CHECK(holds(message_of("\"ptr_1985\"", "\"ptr_1895\""), "write one of fcalc"));
  CHECK(holds(message_of("line_speed", "line_sped"), "did you mean 'line_speed'"));
  CHECK(holds(message_of("mass = \"22 t\"", "mass = \"0 t\""), "greater than 0"));
  CHECK(holds(message_of("name = \"B\"", "name = \"A\""), "two stations have this name"));
}

TEST_CASE("the example line is answered with all keys of the command, without a conflict") {
  const char* source = std::getenv("LANDBRIDGE_SOURCE");
  const std::filesystem::path root = source != nullptr ? source : ".";
  auto study = io::read_rail_line(root / "examples/line/valley.toml");
  REQUIRE(study);
  study->options.resize(1);
  study->rules.effort = 2000;
  const auto answer = unwrap(freight::appraise_line(*study));
  const io::Json json = io::rail_line_json(*study, answer);
  for (const char* key : {"running_times", "headways", "trains_per_day", "tonnes_per_year",
                          "sections", "timetable", "options"})
    CHECK(json.contains(key));
  CHECK(answer.base.conflicts.is_clean());
  CHECK(answer.options[0].capacity->conflicts.is_clean());
  CHECK(io::rail_diagram_csv(*study, answer.base).find("Summit") != std::string::npos);
}
