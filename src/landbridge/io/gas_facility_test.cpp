#include <string>

#include <doctest/doctest.h>

#include "landbridge/gas/solve.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/gas_network_write.hpp"
#include "landbridge/io/gas_verdict_case.hpp"
#include "scratch_folder.hpp"

using namespace landbridge;
using namespace landbridge::io;
using landbridge::test::ScratchFolder;

namespace {

const std::string coast = R"(
[gas]
molar_mass = "16.8 kg/kmol"
temperature = "283.15 K"
eos = "ideal"
friction = "colebrook"
[[node]]
id = "hub"
[[node]]
id = "city"
demand = "60 kg/s"
min_demand = "20 kg/s"
max_demand = "80 kg/s"
[[pipe]]
id = "line"
from = "hub"
to = "city"
length = "30 km"
diameter = "700 mm"
roughness = "0.02 mm"
[[compressor]]
id = "station"
from = "city"
to = "far"
control = "bypass"
drive_efficiency = "35 %"
fuel_node = "hub"
[[node]]
id = "far"
[[lng_terminal]]
id = "lng"
node = "hub"
pressure = "60 bar"
min_send_out = "2 kg/s"
max_send_out = "50 kg/s"
stock = "12.7 kt"
[[storage]]
id = "ugs"
node = "hub"
max_withdrawal = "40 kg/s"
max_injection = "30 kg/s"
pressure_empty = "50 bar"
pressure_full = "120 bar"
filling = "60 %"
working_gas = "100 kt"
open_flow = "90 kg/s"
exponent = 0.8
demand = "5 kg/s"
[[well]]
id = "field"
node = "city"
reservoir_pressure = "90 bar"
open_flow = "30 kg/s"
[fuel]
drive_efficiency = 0.3
lower_calorific_value = "48 MJ/kg"
)";

GasCase good_case(const std::string& text) {
  const ScratchFolder folder;
  folder.write("network.toml", text);
  auto read = read_gas_case(folder.path / "network.toml", {});
  REQUIRE_MESSAGE(read, read.diagnostics.render());
  return std::move(*read);
}

}  // namespace

TEST_CASE("facilities are nodes and links of their own names") {
  const GasCase c = good_case(coast);
  const gas::Problem& p = c.problem;
  REQUIRE(p.facilities.size() == 3);
  const gas::Facility& ugs = p.facilities[0];
  CHECK(ugs.id == "ugs");
  CHECK(ugs.is_nominated);
  CHECK(p.supply[ugs.node].si() == doctest::Approx(-5.0));
  CHECK(ugs.reservoir.in(units::bar) == doctest::Approx(0.4 * 50.0 + 0.6 * 120.0));  // ideal gas
  CHECK(p.supply_limit[ugs.node].lowest_kg_s == -30.0);
  CHECK(p.supply_limit[ugs.node].highest_kg_s == 40.0);
  const gas::Facility& lng = p.facilities[1];
  CHECK_FALSE(lng.is_nominated);
  CHECK(p.network.node_name[p.network.to[lng.link]] == "hub");
  CHECK(p.fixed_pressure.size() == 2);
  CHECK(p.supply_limit[node_named(p.network, "city")].lowest_kg_s == -80.0);
  CHECK(p.supply_limit[node_named(p.network, "city")].highest_kg_s == -20.0);
  CHECK(c.fuel.is_stated);
  CHECK(c.fuel.lower_calorific_value_j_kg == 48e6);
  CHECK(c.fuel.node[link_named(p.network, "station")] == node_named(p.network, "hub"));
}

TEST_CASE("a network with facilities is written and read back as it was") {
  const GasCase c = good_case(coast);
  const GasCase again = good_case(to_network_toml(c, "again"));
  CHECK(to_network_toml(again, "again") == to_network_toml(c, "again"));
  const auto first = gas::solve(c.problem);
  const auto second = gas::solve(again.problem);
  REQUIRE(first.has_value());
  REQUIRE(second.has_value());
  for (std::size_t i = 0; i < c.problem.network.nodes(); ++i) {
    CHECK(first->pressure[NodeId(i)].si() == second->pressure[NodeId(i)].si());
    CHECK(first->supply[NodeId(i)].si() == second->supply[NodeId(i)].si());
  }
}

TEST_CASE("tables hold facilities as the TOML does") {
  const ScratchFolder folder;
  for (const NamedText& file : to_network_csv(good_case(coast), "tables"))
    folder.write(file.name, file.bytes);
  const auto read = read_gas_case(folder.path / "network.toml", {});
  REQUIRE_MESSAGE(read, read.diagnostics.render());
  CHECK(to_network_toml(*read, "x") == to_network_toml(good_case(coast), "x"));
}

TEST_CASE("a verdict of a network.toml frees set points and facilities") {
  const ScratchFolder folder;
  folder.write("network.toml", coast);
  const auto read = read_verdict_case(folder.path / "network.toml", {});
  REQUIRE_MESSAGE(read, read.diagnostics.render());
  const gas::VerdictCase& c = read->verdict_case;
  CHECK(c.problem.fixed_pressure.empty());
  CHECK(c.elements.size() == 1);
  const NodeId lng = node_named(c.problem.network, "lng");
  CHECK(c.supply_range[lng].lowest_kg_s == 2.0);
  CHECK(c.supply_range[lng].highest_kg_s == 50.0);
}
