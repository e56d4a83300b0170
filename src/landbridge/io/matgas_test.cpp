#include "landbridge/io/matgas.hpp"

#include <cmath>
#include <string>

#include <doctest/doctest.h>

using namespace landbridge;

namespace {

constexpr const char* head = R"(mgc.gas_specific_gravity = 0.6;
mgc.temperature = 288.706;
)";
constexpr const char* junctions = R"(mgc.junction = [
1 500 800 600 1 1
2 500 800 600 0 1
];
)";

io::Read<io::MatgasCase> read(const std::string& text) {
  auto raw = io::parse_matgas(io::TextFile(std::string("n.m"), text));
  if (!raw) return io::read_failed<io::MatgasCase>(std::move(raw.diagnostics));
  return io::matgas_case(*raw);
}

}  // namespace

TEST_CASE("US customary units become SI") {
  const auto c = read(std::string(head) + "mgc.units = 'usc';\n" + junctions +
                      "mgc.pipe = [ 1 1 2 20 10 0.01 500 800 1 ];\n");
  INFO(c.diagnostics.render());
  REQUIRE(c);
  CHECK(c->junctions[0].pressure_min_pa == doctest::Approx(500 * 6894.757293168361));
  CHECK(c->pipes[0].diameter_m == doctest::Approx(0.508));
  CHECK(c->pipes[0].length_m == doctest::Approx(16093.44));
  CHECK(c->junctions[0].holds_nominal);
}

TEST_CASE("per-unit values are multiplied by their bases") {
  const auto c = read(std::string(head) +
                      "mgc.is_per_unit = 1;\nmgc.base_pressure = 1e4;\nmgc.base_length = 100;\n"
                      "mgc.base_flow = 20;\n" +
                      junctions + "mgc.receipt = [ 1 1 0 3 2 1 1 1.5 ];\n");
  REQUIRE(c);
  CHECK(c->junctions[1].pressure_max_pa == doctest::Approx(8e6));
  CHECK(c->transactions[0].max_kg_s == doctest::Approx(60.0));
  CHECK(c->transactions[0].price == 1.5);
}

TEST_CASE("rows out of service are left out, also on one line and with comments") {
  const auto c = read(std::string(head) + junctions +
                      "mgc.pipe = [ 1 1 2 0.5 10 0.01 5 8 0; 2 1 2 0.5 10 0.01 5 8 1 ]; % two\n");
  REQUIRE(c);
  REQUIRE(c->pipes.size() == 1);
  CHECK(c->pipes[0].id == "pipe:2");
}

TEST_CASE("extra columns are named by the comment above them") {
  const auto c = read(std::string(head) + junctions +
                      "%column_names% elevation\nmgc.junction_data = [\n120\n0\n]\n");
  REQUIRE(c);
  CHECK(c->junctions[0].elevation_m == 120.0);
}

TEST_CASE("a delivery is a negative injection, and its limits change sides") {
  const auto c = read(std::string(head) + junctions + "mgc.delivery = [ 1 2 5 30 20 1 1 2.5 ];\n");
  REQUIRE(c);
  CHECK(c->transactions[0].min_kg_s == -30.0);
  CHECK(c->transactions[0].max_kg_s == -5.0);
  CHECK(c->transactions[0].nominal_kg_s == -20.0);
}

TEST_CASE("a stated sound speed decides; else it follows from the gas") {
  const auto without = read(std::string(head) + junctions);
  REQUIRE(without);
  CHECK(without->sound_speed_m_s == doctest::Approx(std::sqrt(8.314 * 288.706 / (0.02896 * 0.6))));
  const auto with = read(std::string(head) + "mgc.sound_speed = 371.6643;\n" + junctions);
  REQUIRE(with);
  CHECK(with->sound_speed_m_s == 371.6643);
}
