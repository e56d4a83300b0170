#include "landbridge/io/lanl.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include <fmt/format.h>

#include "landbridge/gas/solve.hpp"
#include "landbridge/io/json_text.hpp"
#include "scratch_folder.hpp"
#include "test_data.hpp"

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

/// The flow of an edge as the references name it: "s" stands for any link without loss, and where
/// two of them have one key the last kind of the file is meant.
double flow_of(const GasCase& c, const gas::Solution& s, const std::string& edge) {
  const std::string key = edge.substr(1);
  for (const std::string& name : {edge, "r" + key, "sp" + key, "v" + key}) {
    const LinkId link = link_named(c.problem.network, name);
    if (!link.is_none()) return s.flow[link].si();
  }
  return std::nan("");
}

void check_reference(const std::filesystem::path& folder, gas::Eos eos) {
  GasCaseOptions options;
  options.eos = eos;
  const auto gas_case = read_gas_case(folder, options);
  REQUIRE_MESSAGE(gas_case, gas_case.diagnostics.render());
  const auto solution = gas::solve(gas_case->problem);
  REQUIRE(solution.has_value());
  const auto reference = read_json(folder / fmt::format("reference_{}.json", gas::name_of(eos)));
  REQUIRE(reference);
  constexpr double tolerance = 1e-6;  // the references print nine digits of an iterated solution
  for (const auto& [key, pressure_pa] : reference->at("nodal_pressure").items()) {
    const NodeId node = node_named(gas_case->problem.network, key);
    REQUIRE_FALSE(node.is_none());
    CHECK(solution->pressure[node].si() ==
          doctest::Approx(pressure_pa.get<double>()).epsilon(tolerance));
  }
  double largest_kg_s = 0.0;
  for (const auto& [key, flow] : reference->at("edge_flow").items())
    largest_kg_s = std::max(largest_kg_s, std::abs(flow.get<double>()));
  for (const auto& [key, flow] : reference->at("edge_flow").items())
    CHECK(std::abs(flow_of(*gas_case, *solution, key) - flow.get<double>()) <=
          tolerance * largest_kg_s);
}

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

TEST_CASE("eight networks with three equations of state meet the reference solutions") {
  const auto root = test::data_root() / "gas" / "lanl_steady";
  if (test::is_skipped_without(root)) return;
  int cases = 0;
  for (const auto& folder : std::filesystem::directory_iterator(root))
    for (const gas::Eos eos : {gas::Eos::ideal, gas::Eos::simple_cnga, gas::Eos::full_cnga}) {
      CAPTURE(folder.path().filename().string());
      check_reference(folder.path(), eos);
      ++cases;
    }
  CHECK(cases == 24);
}
