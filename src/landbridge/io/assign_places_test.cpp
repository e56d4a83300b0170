#include "landbridge/io/assign_places.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include "landbridge/io/assign_case.hpp"

using namespace landbridge;

namespace {

std::filesystem::path example() {
  const char* source = std::getenv("LANDBRIDGE_SOURCE");
  return std::filesystem::path(source ? source : ".") / "examples" / "gmns-two-roads";
}

freight::AssignNetwork three_nodes() {
  freight::AssignNetwork network;
  network.nodes = 3;
  return network;
}

std::string message_of(const std::string& text) {
  const auto read = io::parse_tntp_nodes(io::TextFile("x_node.tntp", text), three_nodes());
  REQUIRE_FALSE(static_cast<bool>(read));
  return read.diagnostics.render();
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a GMNS folder is assigned: two roads share so that both take as long") {
  io::AssignCaseOptions options;
  options.use = {"truck"};
  const auto given = io::read_assign_case(example(), {}, options);
  if (!given) FAIL(given.diagnostics.render());
  freight::AssignOptions how;
  how.gap = 1e-12;
  const auto solution = unwrap(freight::assign(given->problem, how));
  // 60 + 0.03 v = 80 + 0.04 (1400 - v), in minutes and vehicles an hour.
  CHECK(solution.flow[0] == doctest::Approx(76.0 / 0.07).epsilon(1e-9));
  const io::Json geo = io::assign_geojson(given->problem, solution, given->places);
  REQUIRE(geo["features"].size() == 8);
  const io::Json& first = geo["features"][0];
  CHECK(first["geometry"]["coordinates"].dump() == "[[48.8,38.4],[49.1,38.6]]");
  CHECK(first["properties"]["load_of_capacity"].get<double>() ==
        doctest::Approx(76.0 / 70.0).epsilon(1e-9));
  CHECK(geo["features"][2]["properties"]["load_of_capacity"].is_null());
}

TEST_CASE("a class that no link allows has no route, and that is said") {
  io::AssignCaseOptions options;
  options.use = {"bike"};
  const auto given = io::read_assign_case(example(), {}, options);
  REQUIRE(given);
  const auto solution = freight::assign(given->problem);
  REQUIRE_FALSE(solution.has_value());
  CHECK(solution.error().fault == Fault::infeasible);
}

TEST_CASE("a node file of TNTP gives each node its place") {
  const auto read = io::parse_tntp_nodes(
      io::TextFile("x_node.tntp", "Node\tX\tY\t;\n1\t49\t38\t;\n3 51 39 ;\n2 50.5 38.5\n"),
      three_nodes());
  REQUIRE(read);
  CHECK(read->at(1).lon_deg == 50.5);
  CHECK(read->at(2).lat_deg == 39.0);
}

TEST_CASE("what is wrong with a node file is said with its line") {
  CHECK(holds(message_of("Node X Y\n1 49 38\n2 49 38\n"), "node 3 is missing"));
  CHECK(holds(message_of("1 49 38\n1 49 38\n"), "x_node.tntp:2: error: node 1 stands here"));
  CHECK(holds(message_of("1 690309 1976022 ;\n"), "metres of a grid"));
  CHECK(holds(message_of("1 49 nan\n"), "is no node with its coordinates"));
  CHECK(holds(message_of("1 49\n"), "x_node.tntp:1"));
  CHECK(holds(message_of("9 49 38\n"), "no node '9'"));
}
