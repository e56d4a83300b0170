#include "landbridge/io/pandapipes.hpp"

#include <cmath>
#include <numbers>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "landbridge/gas/solve.hpp"
#include "scratch_folder.hpp"

using namespace landbridge;
using namespace landbridge::io;

namespace {

/// A frame as pandapipes writes it: its content is text inside the JSON.
Json frame(const std::string& content) {
  return Json{{"_module", "pandas.core.frame"},
              {"_class", "DataFrame"},
              {"_object", content},
              {"orient", "split"}};
}

Json net() {
  Json object;
  object["fluid"] = {{"_class", "Fluid"},
                     {"_object",
                      {{"name", "ours"},
                       {"all_properties",
                        {{"molar_mass", {{"_object", {{"value", 18.5}}}}},
                         {"compressibility", {{"_object", {{"value", 0.9}}}}}}}}}};
  object["junction"] = frame(
      R"({"columns":["name","pn_bar","tfluid_k","height_m","in_service"],"index":[0,3,7],)"
      R"("data":[["A",60.0,283.15,0.0,true],["B",60.0,283.15,0.0,true],[null,60,283,0,false]]})");
  object["ext_grid"] =
      frame(R"({"columns":["junction","p_bar","type"],"index":[0],"data":[[0,58.98675,"pt"]]})");
  object["sink"] = frame(
      R"({"columns":["junction","mdot_kg_per_s","scaling"],"index":[0],"data":[[3,100.0,0.5]]})");
  object["pipe"] =
      frame(R"({"columns":["name","from_junction","to_junction","length_km","diameter_m","k_mm",)"
            R"("loss_coefficient"],"index":[0],"data":[["P",0,3,50.0,0.6,0.1,0.0]]})");
  return Json{
      {"_module", "pandapipes.pandapipes_net"}, {"_class", "pandapipesNet"}, {"_object", object}};
}

Read<GasCase> read(const Json& document) {
  const test::ScratchFolder scratch;
  scratch.write("net.json", to_json_text(document));
  return read_gas_case(scratch.path / "net.json", {});
}

}  // namespace

TEST_CASE("a net of pandapipes meets the closed form with absolute pressures") {
  const auto c = read(net());
  INFO(c.diagnostics.render());
  REQUIRE(c);
  CHECK(c->format == "pandapipes");
  CHECK(c->problem.network.nodes() == 2);
  CHECK(c->problem.fixed_pressure[0].pressure.in(units::bar) == doctest::Approx(60.0));
  const auto solution = gas::solve(c->problem);
  REQUIRE(solution.has_value());
  // p_A^2 - p_B^2 = lambda 16 L Z R/M T / (pi^2 D^5) m^2 [koch2015]
  const double lambda = gas::friction_factor(gas::Friction::nikuradse, 0.6, 1e-4, 1e7);
  const double rs = constants::molar_gas_constant_j_mol_k / 0.0185;
  const double k = lambda * 16.0 * 5e4 * 0.9 * rs * 283.15 /
                   (std::numbers::pi * std::numbers::pi * std::pow(0.6, 5.0));
  CHECK(solution->pressure[NodeId(std::size_t{1})].si() ==
        doctest::Approx(std::sqrt(60e5 * 60e5 - k * 2500.0)).epsilon(1e-9));
}

TEST_CASE("a loss coefficient lowers the pressure further, by velocity heads") {
  Json with = net();
  std::string text = with["_object"]["pipe"]["_object"].get<std::string>();
  with["_object"]["pipe"]["_object"] = text.replace(text.find("0.1,0.0"), 7, "0.1,50.0");
  const auto plain = read(net());
  const auto lossy = read(with);
  REQUIRE(plain);
  REQUIRE(lossy);
  const auto a = gas::solve(plain->problem);
  const auto b = gas::solve(lossy->problem);
  REQUIRE(a.has_value());
  REQUIRE(b.has_value());
  const NodeId end(std::size_t{1});
  CHECK(b->pressure[end].si() < a->pressure[end].si());
}

TEST_CASE("what is not known is named: heat in service is an error, other tables a warning") {
  Json heat = net();
  heat["_object"]["heat_exchanger"] =
      frame(R"({"columns":["from_junction","in_service"],"index":[0],"data":[[0,true]]})");
  CHECK(read(heat).diagnostics.render().find("heat_exchanger") != std::string::npos);
  CHECK_FALSE(read(heat));
  Json other = net();
  other["_object"]["controller"] = frame(R"({"columns":["object"],"index":[0],"data":[["x"]]})");
  CHECK(read(other).diagnostics.render().find("'controller' (1 rows)") != std::string::npos);
  CHECK(read(other));
}

TEST_CASE("wrong nets are refused with the table and the row") {
  const auto message = [](const char* table, const std::string& content) {
    Json bad = net();
    bad["_object"][table]["_object"] = content;
    const auto c = read(bad);
    CHECK_FALSE(c);
    return c.diagnostics.render();
  };
  CHECK(message("sink", R"({"columns":["junction","mdot_kg_per_s"],"index":[4],"data":[[9,1]]})")
            .find("sink[4]: junction is 9, which is no junction") != std::string::npos);
  CHECK(message("sink", R"({"columns":["junction"],"index":[0],"data":[[3]]})")
            .find("mdot_kg_per_s is missing") != std::string::npos);
  CHECK(message("sink", R"({"columns":["junction"],"index":[0],"data":[[3,4]]})")
            .find("another number of values") != std::string::npos);
  CHECK(message("pipe", "{").find("pipe") != std::string::npos);
  CHECK_FALSE(read(Json{{"nodes", 1}}));
}
