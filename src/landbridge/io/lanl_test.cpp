#include "landbridge/io/lanl.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include "scratch_folder.hpp"

using namespace landbridge;
using namespace landbridge::io;
using landbridge::test::ScratchFolder;

namespace {

const std::string params =
    R"({"simulation_params": {"Temperature (K):": 288.706, "Gas specific gravity (G):": 0.6}})";

Read<GasCase> case_of(const std::string& links, const std::string& boundary) {
  const ScratchFolder folder;
  folder.write("network.json",
               fmt::format(R"({{"nodes": {{"1": {{}}, "2": {{}}, "3": {{}}}}, {}}})", links));
  folder.write("bc.json", boundary);
  folder.write("params.json", params);
  return read_lanl_case(folder.path, {});
}

std::string control(int type, double value) {
  return fmt::format(R"({{"boundary_pslack": {{"1": 5e6}}, "boundary_nonslack_flow": {{"3": 10}},
      "boundary_compressor": {{"1": {{"control_type": {}, "value": {}}}}}}})",
                     type, value);
}
const std::string one_compressor =
    R"("pipes": {"1": {"fr_node": 1, "to_node": 2, "diameter": 0.5, "length": 1000,
    "friction_factor": 0.01}}, "compressors": {"1": {"fr_node": 2, "to_node": 3}})";

}  // namespace

TEST_CASE("withdrawals leave the network and held pressures hold") {
  const auto c = case_of(one_compressor, control(0, 1.3));
  REQUIRE_MESSAGE(c, c.diagnostics.render());
  CHECK(c->problem.supply[node_named(c->problem.network, "3")].si() == -10.0);
  REQUIRE(c->problem.fixed_pressure.size() == 1);
  CHECK(c->problem.fixed_pressure[0].pressure.si() == 5e6);
  CHECK(gas::specific_gas_constant_j_kg_k(c->problem.gas) ==
        doctest::Approx(8.314 / (0.02896 * 0.6)));
}

TEST_CASE("a control type is a ratio, a discharge pressure or a flow") {
  using gas::CompressorControl;
  const auto first = [](const Read<GasCase>& c) {
    return c->problem.links.of<gas::Compressor>().at(0).link;
  };
  const auto ratio = case_of(one_compressor, control(0, 1.3));
  const auto outlet = case_of(one_compressor, control(1, 6e6));
  const auto flow = case_of(one_compressor, control(2, 25));
  REQUIRE((ratio && outlet && flow));
  CHECK(first(ratio).pressure_ratio.si() == 1.3);
  CHECK(first(outlet).control == CompressorControl::outlet_pressure);
  CHECK(first(outlet).outlet_pressure.si() == 6e6);
  CHECK(first(flow).flow.si() == 25.0);
  CHECK_FALSE(static_cast<bool>(case_of(one_compressor, control(3, 1))));
}

TEST_CASE("valves that are off are closed") {
  const auto c =
      case_of(R"("valves": {"1": {"fr_node": 1, "to_node": 2}, "2": {"fr_node": 2, "to_node": 3}})",
              R"({"boundary_pslack": {"1": 5e6}, "boundary_valve": {"on": [1], "off": [2]}})");
  REQUIRE_MESSAGE(c, c.diagnostics.render());
  CHECK(c->problem.links.of<gas::Valve>()[0].link.is_open);
  CHECK_FALSE(c->problem.links.of<gas::Valve>()[1].link.is_open);
}

TEST_CASE("a compressor without a control, and a control without a compressor, are errors") {
  const auto without = case_of(one_compressor, R"({"boundary_pslack": {"1": 5e6}})");
  CHECK(without.diagnostics.render().find("has no entry for '1'") != std::string::npos);
  const auto stray = case_of(R"("pipes": {})", control(0, 1.3));
  CHECK(stray.diagnostics.render().find("not among the compressors") != std::string::npos);
}
