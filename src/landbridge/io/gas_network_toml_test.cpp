#include "landbridge/io/gas_network_toml.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "landbridge/gas/solve.hpp"
#include "scratch_folder.hpp"

using namespace landbridge;
using namespace landbridge::io;
using landbridge::test::ScratchFolder;

namespace {

const std::string head = R"([gas]
molar_mass = "18.57 kg/kmol"
temperature = "10 degC"
compressibility = "0.9"
eos = "constant"
friction = "nikuradse"

[[node]]
id = "a"
pressure = "70 bar"
lon = "48.5"
lat = 40

[[node]]
id = "b"
demand = "80 kg/s"
height = "120 m"
min_pressure = "20 bar"
)";

Read<GasCase> case_of(const std::string& rest, const std::string& csv = {}) {
  const ScratchFolder folder;
  folder.write("network.toml", head + rest);
  if (!csv.empty()) folder.write("pipes.csv", csv);
  return read_gas_network_toml(folder.path / "network.toml", {});
}

const std::string one_pipe = R"([[pipe]]
id = "line"
from = "a"
to = "b"
length = "60 km"
diameter = "700 mm"
roughness = "0.05 mm"
)";

}  // namespace

TEST_CASE("a pipe from TOML and the same pipe from a table give the same problem") {
  const auto inside = case_of(one_pipe);
  const auto table =
      case_of("[tables]\npipe = \"pipes.csv\"\n",
              "id,from,to,length [km],diameter [mm],roughness [mm]\nline,a,b,60,700,0.05\n");
  REQUIRE_MESSAGE(inside, inside.diagnostics.render());
  REQUIRE_MESSAGE(table, table.diagnostics.render());
  const gas::Pipe& one = inside->problem.links.of<gas::Pipe>().at(0).link;
  const gas::Pipe& other = table->problem.links.of<gas::Pipe>().at(0).link;
  CHECK(one.length == other.length);
  CHECK(one.diameter == other.diameter);
  CHECK(one.roughness.si() == doctest::Approx(5e-5));
  CHECK(one.parallel_lines.si() == 1.0);
}

TEST_CASE("nodes keep height, position, demand and limits") {
  const auto c = case_of(one_pipe);
  REQUIRE_MESSAGE(c, c.diagnostics.render());
  const NodeId a = node_named(c->problem.network, "a");
  const NodeId b = node_named(c->problem.network, "b");
  CHECK(c->problem.gas.temperature.si() == doctest::Approx(283.15));
  CHECK(c->problem.height[b].si() == 120.0);
  CHECK(c->problem.supply[b].si() == -80.0);
  CHECK(c->problem.limits[b].lower->si() == doctest::Approx(20e5));
  CHECK(c->position[a][0] == 48.5);
  CHECK(c->position[a][1] == 40.0);
  CHECK(std::isnan(c->position[b][0]));
}

TEST_CASE("a level pipe from a file meets the closed form") {
  std::string level = head + one_pipe;
  level.replace(level.find("120 m"), 5, "0 m");
  const ScratchFolder folder;
  folder.write("network.toml", level);
  const auto c = read_gas_network_toml(folder.path / "network.toml", {});
  REQUIRE_MESSAGE(c, c.diagnostics.render());
  const auto solution = gas::solve(c->problem);
  REQUIRE(solution.has_value());
  const double lambda = std::pow(2.0 * std::log10(0.7 / 5e-5) + 1.138, -2.0);
  const double area_m2 = 3.14159265358979323846 / 4.0 * 0.7 * 0.7;
  const double loss_pa2 = lambda * 60e3 * 0.9 * 8.31446261815324 / 0.01857 * 283.15 /
                          (0.7 * area_m2 * area_m2) * 80.0 * 80.0;
  CHECK(solution->pressure[node_named(c->problem.network, "b")].si() ==
        doctest::Approx(std::sqrt(70e5 * 70e5 - loss_pa2)).epsilon(1e-10));
}

TEST_CASE("a composition gives the molar mass, and must add up") {
  std::string composed = head + one_pipe + "[gas.composition]\nmethane = 0.9\nethane = 0.1\n";
  composed.erase(composed.find("molar_mass"),
                 std::string("molar_mass = \"18.57 kg/kmol\"\n").size());
  const ScratchFolder folder;
  folder.write("network.toml", composed);
  const auto c = read_gas_network_toml(folder.path / "network.toml", {});
  REQUIRE_MESSAGE(c, c.diagnostics.render());
  CHECK(c->problem.gas.molar_mass.si() == doctest::Approx(0.9 * 16.043e-3 + 0.1 * 30.07e-3));
  composed.replace(composed.find("ethane = 0.1"), 12, "ethane = 0.3");
  folder.write("network.toml", composed);
  CHECK(read_gas_network_toml(folder.path / "network.toml", {})
            .diagnostics.render()
            .find("add up to") != std::string::npos);
}

TEST_CASE("active elements take their set points and their switch") {
  const auto c = case_of(R"([[node]]
id = "m"
[[compressor]]
id = "c"
from = "a"
to = "m"
control = "ratio"
pressure_ratio = "1.2"
max_power = "25 MW"
[[regulator]]
id = "r"
from = "m"
to = "b"
mode = "active"
outlet_pressure = "40 bar"
[[valve]]
id = "v"
from = "a"
to = "b"
is_open = false
)");
  REQUIRE_MESSAGE(c, c.diagnostics.render());
  CHECK(c->problem.links.of<gas::Compressor>()[0].link.max_power.si() == doctest::Approx(25e6));
  CHECK(c->problem.links.of<gas::Compressor>()[0].link.control == gas::CompressorControl::ratio);
  CHECK(c->problem.links.of<gas::Regulator>()[0].link.outlet_pressure.si() ==
        doctest::Approx(40e5));
  CHECK_FALSE(c->problem.links.of<gas::Valve>()[0].link.is_open);
}

TEST_CASE("what a file says about heat is kept where it belongs") {
  std::string warm = head;
  warm.replace(warm.find("pressure = \"70 bar\""), 20,
               "pressure = \"70 bar\"\nsupply_temperature = \"40 degC\"\n");
  const ScratchFolder folder;
  folder.write("network.toml", warm + one_pipe + "heat_transfer = \"2.5 W/m2/K\"\n" + R"(
[[regulator]]
id = "r"
from = "a"
to = "b"
mode = "open"
preheated_outlet = "5 degC"
[thermal]
heat_transfer = "1.2 W/m2/K"
ground_temperature = "4 degC"
cooler_outlet = "45 degC"
)");
  const auto c = read_gas_network_toml(folder.path / "network.toml", {});
  REQUIRE_MESSAGE(c, c.diagnostics.render());
  const gas::ThermalOptions& thermal = c->thermal;
  CHECK(thermal.heat_transfer.si() == 1.2);
  CHECK(thermal.pipe_heat_transfer[link_named(c->problem.network, "line")].si() == 2.5);
  CHECK(thermal.pipe_heat_transfer[link_named(c->problem.network, "r")].si() == 0.0);
  CHECK(thermal.element_outlet[link_named(c->problem.network, "r")].si() ==
        doctest::Approx(278.15));
  CHECK(thermal.node_inlet_temperature[node_named(c->problem.network, "a")].si() ==
        doctest::Approx(313.15));
  CHECK(thermal.node_inlet_temperature[node_named(c->problem.network, "b")].si() == 0.0);
  CHECK(thermal.ground_temperature.si() == doctest::Approx(277.15));
  CHECK(thermal.cooler_outlet.si() == doctest::Approx(318.15));
}

TEST_CASE("wrong words about heat are errors with their place") {
  const auto complaint = [](const std::string& text) {
    return case_of(one_pipe + text).diagnostics.render();
  };
  CHECK(complaint("heat_transfer = \"2.5 W\"\n").find("heat_transfer") != std::string::npos);
  CHECK(complaint("heat_transfer = \"-1 W/m2/K\"\n").find("greater than zero") !=
        std::string::npos);
  CHECK(complaint("[thermal]\nground = \"4 degC\"\n").find("ground_temperature") !=
        std::string::npos);
  CHECK(complaint("thermal = 3\n").find("'thermal'") != std::string::npos);
}
