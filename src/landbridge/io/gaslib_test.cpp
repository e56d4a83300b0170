#include "landbridge/io/gaslib.hpp"

#include <doctest/doctest.h>

#include "scratch_folder.hpp"

using namespace landbridge;
using namespace landbridge::io;
using landbridge::test::ScratchFolder;

namespace {

const std::string small_net = R"(<?xml version="1.0"?>
<network xmlns:framework="f"><framework:nodes>
<source id="A" x="1" y="2">
 <height value="100" unit="m"/><pressureMax unit="barg" value="80"/>
 <gasTemperature unit="Celsius" value="10"/><normDensity unit="kg_per_m_cube" value="0.8"/>
 <molarMass unit="kg_per_kmol" value="18"/><pseudocriticalPressure unit="bar" value="46"/>
 <pseudocriticalTemperature unit="K" value="190"/></source>
<source id="A2">
 <normDensity unit="kg_per_m_cube" value="0.7"/><molarMass unit="kg_per_kmol" value="16"/></source>
<sink id="B" geoWGS84Long="7.5" geoWGS84Lat="50"/><innode id="M"/></framework:nodes>
<framework:connections>
<pipe id="P" from="A" to="M"><length unit="km" value="30"/>
 <diameter unit="mm" value="600"/><roughness unit="mm" value="0.1"/></pipe>
<compressorStation id="C" from="M" to="B"><dragFactorIn value="4"/>
 <diameterIn unit="mm" value="500"/>
 <pressureLossOut unit="bar" value="0.5"/>
 <pressureOutMax unit="bar" value="90"/></compressorStation>
<shortPipe id="S" from="A2" to="A"/></framework:connections></network>)";

const std::string small_scn = R"(<boundaryValue><scenario id="s">
<node type="entry" id="A">
 <flow bound="lower" value="0" unit="1000m_cube_per_hour"/>
 <flow bound="upper" value="900" unit="1000m_cube_per_hour"/></node>
<node type="entry" id="A2"><flow bound="both" value="20" unit="kg_per_s"/></node>
<node type="exit" id="B">
 <flow bound="both" value="360" unit="1000m_cube_per_hour"/>
 <pressure bound="lower" value="30" unit="bar"/></node>
</scenario></boundaryValue>)";

Read<GasCase> small_case(const GasCaseOptions& options) {
  const ScratchFolder folder;
  folder.write("n.net", small_net);
  folder.write("n.scn", small_scn);
  return read_gaslib_case(folder.path / "n.net", options);
}

}  // namespace

TEST_CASE("values arrive in SI whatever unit the file uses") {
  const ScratchFolder folder;
  folder.write("n.net", small_net);
  const auto network = read_gaslib_network(folder.path / "n.net");
  REQUIRE_MESSAGE(network, network.diagnostics.render());
  const GaslibNode& a = network->nodes[0];
  CHECK(a.pressure_max->si() == doctest::Approx(80e5 + 101325.0));
  CHECK(a.gas_temperature->si() == doctest::Approx(283.15));
  CHECK(a.molar_mass->si() == doctest::Approx(0.018));
  CHECK(a.position[1] == 2.0);
  CHECK(network->nodes[2].position[0] == 7.5);
  CHECK(network->links[0].diameter->si() == doctest::Approx(0.6));
}

TEST_CASE(
    "the gas is the plain mean over the nodes that state it, and volumes become mass with it") {
  const auto gas_case = small_case({.fixes = {{"A", 70 * units::bar}}});
  REQUIRE_MESSAGE(gas_case, gas_case.diagnostics.render());
  const gas::Problem& problem = gas_case->problem;
  CHECK(problem.gas.molar_mass.si() == doctest::Approx(0.017));
  const NodeId b = node_named(problem.network, "B");
  CHECK(problem.supply[b].si() == doctest::Approx(-360e3 / 3600.0 * 0.75));
  CHECK(problem.supply[node_named(problem.network, "A2")].si() == doctest::Approx(20.0));
  CHECK(problem.limits[b].lower->si() == doctest::Approx(30e5));
}

TEST_CASE("a range in the nomination is an error except where the pressure is held") {
  const auto open = small_case({.fixes = {{"B", 50 * units::bar}}});
  CHECK_FALSE(static_cast<bool>(open));
  CHECK(open.diagnostics.render().find("range for the flow at 'A'") != std::string::npos);
}

TEST_CASE("a station that works loses pressure in its piping, one that by-passes does not") {
  const std::vector<GasFix> fixes{{"A", 70 * units::bar}};
  const auto resting = small_case({.fixes = fixes});
  REQUIRE(resting);
  CHECK(resting->problem.network.links() == 3);
  CHECK(resting->problem.links.of<gas::Compressor>()[0].link.control ==
        gas::CompressorControl::bypass);
  const auto working =
      small_case({.fixes = fixes, .controls = {unwrap(parse_gas_control("C=outlet:75bar"))}});
  REQUIRE_MESSAGE(working, working.diagnostics.render());
  CHECK(working->problem.network.links() == 5);
  const auto& losses = working->problem.links.of<gas::Resistor>();
  REQUIRE(losses.size() == 2);
  CHECK(losses[0].link.drag_factor.si() == 4.0);
  CHECK(losses[1].link.pressure_loss.si() == doctest::Approx(5e4));
  CHECK(working->problem.links.of<gas::Compressor>()[0].link.max_outlet_pressure.si() ==
        doctest::Approx(90e5));
}

TEST_CASE("a passive network has pipes and short pipes only, no heights and no limits") {
  const auto passive =
      small_case({.is_passive = true, .constant_z = 0.9, .fixes = {{"A", 70 * units::bar}}});
  REQUIRE(passive);
  CHECK(passive->problem.links.of<gas::ShortPipe>().size() == 2);
  CHECK(passive->problem.links.of<gas::Compressor>().empty());
  CHECK(passive->problem.height.empty());
  CHECK(passive->problem.limits.empty());
  CHECK(gas::specific_gas_constant_j_kg_k(passive->problem.gas) ==
        doctest::Approx(8314.46 / 17.0).epsilon(1e-14));
}

TEST_CASE("controls and held pressures are read with their units") {
  CHECK(unwrap(parse_gas_control("a=b=ratio:1.3")).link == "a=b");
  CHECK(unwrap(parse_gas_control("C=flow:3600t/h")).value_si == doctest::Approx(1000.0));
  CHECK(unwrap(parse_gas_control("C=bypass")).kind == GasControl::Kind::open);
  CHECK(unwrap(parse_gas_fix("N=8MPa")).pressure.si() == doctest::Approx(8e6));
  for (const char* wrong :
       {"C", "C=", "=closed", "C=ratio:1.3bar", "C=outlet:70", "C=flow:-1kg/s", "C=open:1"})
    CHECK_FALSE(parse_gas_control(wrong).has_value());
}
