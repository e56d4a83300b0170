#include "landbridge/io/sea_lanes.hpp"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include "landbridge/freight/sea/sea_route.hpp"
#include "landbridge/io/freight_geojson.hpp"
#include "landbridge/io/sea_route_output.hpp"
#include "test_data.hpp"

using namespace landbridge;
using freight::GeoPoint;

namespace {

const std::string two_nodes = "node,lon,lat\n1,0,0\n2,1,0\n";

io::Read<io::SeaLaneFile> parsed(const std::string& nodes, const std::string& edges) {
  auto a = io::parse_csv(io::TextFile("nodes.csv", nodes));
  auto b = io::parse_csv(io::TextFile("edges.csv", edges));
  REQUIRE(a);
  REQUIRE(b);
  std::vector<io::SeaLaneTables> tables;
  tables.push_back({std::move(*a), std::move(*b)});
  return io::parse_sea_lanes(tables);
}

std::string message_of(const std::string& nodes, const std::string& edges) {
  const auto read = parsed(nodes, edges);
  REQUIRE_FALSE(static_cast<bool>(read));
  return read.diagnostics.render();
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::filesystem::path marnet() { return test::data_root() / "freight" / "marnet"; }

std::pair<std::filesystem::path, std::filesystem::path> world() {
  return {marnet() / "marnet_100km_nodes.csv", marnet() / "marnet_100km_edges.csv"};
}

std::pair<std::filesystem::path, std::filesystem::path> caspian() {
  const char* source = std::getenv("LANDBRIDGE_SOURCE");
  const std::filesystem::path folder =
      std::filesystem::path(source ? source : ".") / "studies" / "russia-iran" / "freight";
  return {folder / "caspian_lanes_nodes.csv", folder / "caspian_lanes_edges.csv"};
}

struct Row {
  GeoPoint from, to;
  std::vector<std::string> closed;
  double distance_km;
};

freight::SeaRoute route_of(const freight::SeaLanes& lanes, const Row& row) {
  freight::SeaQuery query;
  query.from = row.from;
  query.to = row.to;
  for (std::uint32_t p = 0; p < lanes.passes.size(); ++p)
    for (const std::string& name : row.closed)
      if (lanes.passes[p].name == name) query.closed.push_back(p);
  REQUIRE(query.closed.size() == row.closed.size());
  return unwrap(freight::SeaRouter(lanes).route(query));
}

constexpr GeoPoint nhava_sheva{72.95, 18.95};
constexpr GeoPoint anzali{49.46, 37.48};
constexpr GeoPoint olya{47.55, 45.78};
constexpr GeoPoint novorossiysk{37.8, 44.7};

}  // namespace

TEST_CASE("lanes are read with their units, passes, depths and seasons") {
  const auto read = parsed(
      "node,name,lon,lat\n1,west,0,0\n2,east,1,0\n",
      "edge,node_a,node_b,length [nm],pass,draught [m],ice,closed\n1,1,2,60.1,x,4.5,12-2,\n");
  REQUIRE_FALSE(static_cast<bool>(read));  // a nautical mile is no unit of the table
  const auto km = parsed(
      "node,name,lon,lat\n1,west,0,0\n2,east,1,0\n",
      "edge,node_a,node_b,length [km],pass,draught [m],ice,closed\n1,1,2,112,x,4.5,12-2,7\n");
  REQUIRE(km);
  const freight::SeaEdge& edge = km->lanes.edges.at(0);
  CHECK(edge.length_m == 112e3);
  CHECK(km->lanes.passes.at(edge.pass).name == "x");
  CHECK(edge.draught_m == 4.5);
  CHECK(edge.ice == 0b100000000011);
  CHECK(edge.closed == 0b000001000000);
}

TEST_CASE("what is wrong with lanes is said with its line") {
  const std::string head = "edge,node_a,node_b,length [km]\n";
  CHECK(holds(message_of(two_nodes, head + "1,1,3,112\n"),
              "edges.csv:2:5: error: there is no node '3'"));
  CHECK(holds(message_of(two_nodes, head + "1,1,2,50\n"), "less than the 111.1951 km"));
  CHECK(holds(message_of(two_nodes, head + "1,1,2,-5\n"), "cannot be"));
  CHECK(holds(message_of(two_nodes, head + "1,1,2,nan\n"), "edges.csv:2:7"));
  CHECK(holds(message_of(two_nodes, head + "1,1,2,1e300\n"), "cannot be"));
  CHECK(holds(message_of(two_nodes, head + "1,1,2,112\n1,1,2,112\n"), "a second time"));
  CHECK(holds(message_of("node,lon,lat\n1,0,0\n1,1,0\n", head + "1,1,1,0\n"), "nodes.csv:3:1"));
  CHECK(holds(message_of("node,lon,lat\n1,0,0\n2,1,91\n", head + "1,1,2,112\n"), "off the map"));
  CHECK(holds(message_of("node,lon,lat\n1,0,0\n,1,1\n", head + "1,1,1,0\n"), "no id"));
  CHECK(holds(message_of("node,lon\n1,0\n", head + "1,1,1,0\n"), "'lat' is missing"));
  CHECK(holds(message_of(two_nodes, "edge,node_a,node_b,lenght [km]\n1,1,2,112\n"),
              "no column 'lenght'"));
  CHECK(holds(message_of(two_nodes, "edge,node_a,node_b,length\n1,1,2,112\n"), "has no unit"));
}

TEST_CASE("places and months as people write them") {
  CHECK(unwrap(io::parse_lat_lon("59.9, 29.9")).lon_deg == 29.9);
  CHECK_FALSE(io::parse_lat_lon("59.9").has_value());
  CHECK_FALSE(io::parse_lat_lon("95,10").has_value());
  CHECK(unwrap(io::parse_months("11-2")) == 0b110000000011);
  CHECK(unwrap(io::parse_months("1;3,5")) == 0b10101);
  CHECK(unwrap(io::parse_months("")) == 0);
  CHECK_FALSE(io::parse_months("13").has_value());
  CHECK_FALSE(io::parse_months("1-").has_value());
}

TEST_CASE("a line over the date line is cut in two that end on it") {
  const io::Json line = io::geojson_line({{170, 10}, {-170, 20}});
  CHECK(line["type"] == "MultiLineString");
  CHECK(line["coordinates"].dump() ==
        "[[[170.0,10.0],[180.0,15.0]],[[-180.0,15.0],[-170.0,20.0]]]");
  const io::Json joined = io::geojson_line({{170, 10}, {180, 10}, {-180, 10}, {-170, 10}});
  CHECK(joined["coordinates"].dump() ==
        "[[[170.0,10.0],[180.0,10.0]],[[-180.0,10.0],[-170.0,10.0]]]");
  CHECK(io::geojson_line({{0.123456789, 1}, {2, 3}})["coordinates"].dump() ==
        "[[0.123457,1.0],[2.0,3.0]]");
  CHECK(io::geojson_line({{5, 5}})["coordinates"].dump() == "[[5.0,5.0],[5.0,5.0]]");
}

TEST_CASE("sea distances of the worked examples C08 to C12") {
  if (test::is_skipped_without(world().first)) return;
  const auto lanes = io::read_sea_lanes({world()});
  REQUIRE(lanes);
  CHECK(lanes->lanes.nodes.size() == 4687);
  CHECK(lanes->shortfall_worst_m < 2.0);  // lengths are printed to 0.1 m, coordinates to 1 m
  const std::vector<std::string> arctic{"northwest", "northeast"};
  const Row rows[] = {
      {nhava_sheva, {29.9, 59.9}, arctic, 13989},                              // C08
      {nhava_sheva, {29.9, 59.9}, {"suez", "northwest", "northeast"}, 22320},  // C09
      {nhava_sheva, {56.2, 27.1}, {}, 1948},                                   // C10
      {nhava_sheva, novorossiysk, {}, 7984},                                   // C11
      {{5.3, 43.3}, {121.8, 31.2}, {}, 16393},                                 // C12
  };
  for (const Row& row : rows) {
    const auto route = route_of(lanes->lanes, row);
    // Given as whole kilometres: half of one.
    CHECK(std::abs(route.distance_m / 1e3 - row.distance_km) < 0.5);
    CHECK(route.label_violation_m < 1e-6);
    CHECK(route.length_residual_m < 1e-6);
  }
}

TEST_CASE("straits that the world's lanes do not tag are found and cut what lies behind") {
  if (test::is_skipped_without(world().first)) return;
  const auto lanes = io::read_sea_lanes({world()});
  REQUIRE(lanes);
  CHECK(lanes->completion.added_tags ==
        std::vector<std::string>{"bosphorus", "dardanelles", "hormuz"});
  const auto cut = [&](const char* pass, GeoPoint to) {
    freight::SeaQuery query;
    query.from = nhava_sheva;
    query.to = to;
    for (std::uint32_t p = 0; p < lanes->lanes.passes.size(); ++p)
      if (lanes->lanes.passes[p].name == pass) query.closed.push_back(p);
    const auto route = freight::SeaRouter(lanes->lanes).route(query);
    return !route && route.error().fault == Fault::infeasible;
  };
  CHECK(cut("bosphorus", novorossiysk));
  CHECK(cut("dardanelles", novorossiysk));
  CHECK(cut("hormuz", {56.2, 27.1}));
  CHECK_FALSE(cut("hormuz", novorossiysk));
}

TEST_CASE("the Pacific is crossed, not gone round") {
  if (test::is_skipped_without(world().first)) return;
  const auto lanes = io::read_sea_lanes({world()});
  REQUIRE(lanes);
  const auto route = route_of(lanes->lanes, {{139.8, 35.5}, {-118.2, 33.7}, {}, 0});
  const double straight_m = freight::great_circle_m({139.8, 35.5}, {-118.2, 33.7});
  CHECK(route.distance_m < 1.1 * straight_m);
  CHECK(route.passes.empty());  // the join at 180 degrees once crossed a gate at 26 degrees
}

TEST_CASE("the Caspian Sea alone, and joined to the world by the Volga and the Don") {
  const auto lanes = io::read_sea_lanes({caspian()});
  REQUIRE(lanes);
  const auto route = route_of(lanes->lanes, {olya, anzali, {}, 0});
  // Sailing distance by ports: about 1,050 km; ours is drawn, a twentieth is its word.
  CHECK(std::abs(route.distance_m / 1050e3 - 1.0) < 0.05);
  CHECK(route.tightest_draught_m == 4.3);
  if (test::is_skipped_without(world().first)) return;
  const auto both = io::read_sea_lanes({world(), caspian()});
  REQUIRE(both);
  REQUIRE(both->completion.joins.size() == 1);
  freight::SeaQuery query;
  query.from = anzali;
  query.to = novorossiysk;
  const freight::SeaRouter router(both->lanes);
  const auto by_river = router.route(query);
  REQUIRE(by_river.has_value());
  CHECK(by_river->tightest_draught_m == 3.5);
  query.month = 2;  // the canal freezes
  CHECK_FALSE(router.route(query).has_value());
  query.month = 0;
  query.draught_m = 4.0;
  CHECK_FALSE(router.route(query).has_value());
}

TEST_CASE("what is written of a route reads back and says what was used") {
  const auto lanes = io::read_sea_lanes({caspian()});
  REQUIRE(lanes);
  freight::SeaQuery query;
  query.from = olya;
  query.to = anzali;
  query.month = 1;
  const std::vector<io::SeaAnswer> answers{
      {query, unwrap(freight::SeaRouter(lanes->lanes).route(query))}};
  const io::Json json = io::sea_routes_json(*lanes, answers);
  CHECK(json["passes"].dump() == "[\"volga_caspian\"]");
  CHECK(json["ice_km"].get<double>() > 100.0);
  const io::Json geo = io::sea_routes_geojson(*lanes, answers);
  CHECK(geo["features"].size() == 3);
  CHECK(geo["features"][0]["geometry"]["coordinates"].size() == answers[0].route.nodes.size());
  CHECK(holds(io::sea_routes_csv(*lanes, answers), "Olya (port)"));
}
