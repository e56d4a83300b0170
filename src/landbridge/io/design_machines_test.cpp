#include "landbridge/io/design_machines.hpp"

#include <cstdlib>
#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include <fmt/format.h>

#include "landbridge/io/design_output.hpp"

using namespace landbridge;
using namespace landbridge::io;

namespace {

const std::string line = R"([[existing]]
name = "line"
length = "300 km"
diameter = "1020 mm"
max_pressure = "7.4 MPa"
delivery_pressure = "5 MPa"
stations = 1
)";
const std::string stations = R"([stations]
machine = "m"
)";
const std::string drive = R"(drive = "gas_turbine"
power = [["0 degC", "12 MW"], ["30 degC", "9 MW"]]
energy = [["5 MW", "17 MW"], ["10 MW", "30 MW"]]
)";
const std::string columns =
    R"(map_columns = ["speed [1/min]", "flow [m3/s]", "head [J/kg]", "efficiency [1]"]
)";
const std::string map = R"(map = [
  [3000, 2.1, 20000, 0.80], [3000, 3.0, 18000, 0.84], [3000, 3.9, 13500, 0.76],
  [4000, 2.8, 35500, 0.80], [4000, 4.0, 32000, 0.84], [4000, 5.2, 24000, 0.76],
  [5000, 3.5, 55500, 0.80], [5000, 5.0, 50000, 0.84], [5000, 6.5, 37500, 0.76]]
)";

std::string file_of(const std::string& machine_columns, const std::string& machine_map,
                    const std::string& machine_drive, const std::string& use = stations) {
  return fmt::format("{}{}[[machine]]\nid = \"m\"\n{}{}{}", line, use, machine_columns, machine_map,
                     machine_drive);
}
std::string wrong(const std::string& text) {
  const auto file = parse_design_file(TextFile("spec.toml", text));
  CHECK_FALSE(static_cast<bool>(file));
  return file.diagnostics.render();
}
void holds(const std::string& text, const std::string& phrase) {
  CHECK_MESSAGE(text.find(phrase) != std::string::npos, phrase, " is not in:\n", text);
}
std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("a machine of the file is read with the units of its columns") {
  const auto file = parse_design_file(TextFile("spec.toml", file_of(columns, map, drive)));
  REQUIRE_MESSAGE(static_cast<bool>(file), file.diagnostics.render());
  REQUIRE(file->machines.has_value());
  const gas::Station& s = file->machines->station;
  const auto& turbo = std::get<gas::TurboCompressor>(s.machines.front().compressor);
  CHECK(turbo.speed_max_per_min == doctest::Approx(5000.0).epsilon(1e-12));
  CHECK(turbo.measurements.front().head_kj_kg == doctest::Approx(20.0).epsilon(1e-12));
  CHECK(gas::power_max_w(s.drives.front(), 4000.0, 288.15) ==
        doctest::Approx(10.5e6).epsilon(1e-9));
  REQUIRE(file->existing.front().machines.has_value());
  // the same map with the columns in another order and other units
  std::string other =
      R"(map_columns = ["efficiency [%]", "flow [m3/h]", "head [J/kg]", "speed [1/s]"]
map = [
)";
  for (const gas::MapPoint& p : turbo.measurements)
    other += fmt::format("[{}, {}, {}, {}],\n", 100.0 * p.efficiency, 3600.0 * p.volume_flow_m3_s,
                         1000.0 * p.head_kj_kg, p.speed_per_min / 60.0);
  other += "]\n";
  const auto same = parse_design_file(TextFile("spec.toml", file_of("", other, drive)));
  REQUIRE_MESSAGE(static_cast<bool>(same), same.diagnostics.render());
  const auto& again =
      std::get<gas::TurboCompressor>(same->machines->station.machines.front().compressor);
  CHECK(gas::map_value(again.head, 4000.0, 4.0) ==
        doctest::Approx(gas::map_value(turbo.head, 4000.0, 4.0)).epsilon(1e-6));
}

TEST_CASE("what is wrong with a machine is said with its line") {
  holds(wrong(file_of(replaced(columns, "[m3/s]", "[kg/s]"), map, drive)),
        "is not a unit of 'flow'");
  holds(wrong(file_of(replaced(columns, "flow [m3/s]", "flow"), map, drive)), "a name and a unit");
  holds(wrong(file_of(replaced(columns, "efficiency [1]", "height [m]"), map, drive)),
        "no column 'height'");
  holds(wrong(file_of(columns, replaced(map, "[3000, 2.1, 20000, 0.80]", "[3000, 2.1, 20000]"),
                      drive)),
        "has 4 numbers");
  holds(wrong(file_of(columns, replaced(map, "20000", "\"20000\""), drive)), "plain numbers");
  holds(wrong(file_of(columns, replaced(map, "20000", "-20000"), drive)), "are positive");
  holds(wrong(file_of(columns, replaced(map, "50000", "150000"), drive)), "gives less head");
  holds(wrong(file_of(columns, map, replaced(drive, "gas_turbine", "petrol"))),
        "no drive is called");
  holds(wrong(file_of(columns, map, replaced(drive, "\"17 MW\"", "\"4 MW\""))), "takes at least");
  holds(wrong(file_of(columns, map, replaced(drive, "\"12 MW\"", "\"12 bar\""))), "bar");
  holds(wrong(file_of(columns, map, "drive = \"gas_turbine\"\n")), "'power'");
}

TEST_CASE("stations name what is there to build") {
  holds(wrong(file_of(columns, map, drive, "[stations]\nmachine = \"n\"\n")), "no machine 'n'");
  holds(wrong(file_of(columns, map, drive, "")), "no [stations]");
  holds(wrong(file_of(columns, map, drive, "[stations]\nmachine = \"m\"\nmax_paralel = 3\n")),
        "max_paralel");
  holds(wrong(fmt::format("{}[stations]\nmachines = \"no-such-file.cs\"\n", line)),
        "no-such-file.cs");
}

TEST_CASE("the shipped example puts its machines into every station and shows them") {
  const char* root = std::getenv("LANDBRIDGE_SOURCE");
  const auto file = read_design_file(std::filesystem::path(root != nullptr ? root : ".") /
                                     "examples" / "design" / "machines.toml");
  REQUIRE_MESSAGE(static_cast<bool>(file), file.diagnostics.render());
  DesignAnswers answers;
  auto design = gas::design(*file->design);
  REQUIRE(design.has_value());
  answers.design = std::move(*design);
  const Json json = design_json(*file, answers);
  for (const Json& s : json["designs"][0]["line"]["stations"]) {
    REQUIRE(s.contains("machines"));
    CHECK(s["power_margin"].get<double>() >= 0.0);
    CHECK(s["machines"].size() == s["running_units"].get<std::size_t>());
  }
  holds(design_text(*file, answers), "Machines on a design day");
  holds(station_machines_csv(*file, answers), "power_margin [%]");
}
