#include "landbridge/io/gmns.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace landbridge;

namespace {

struct Texts {
  std::string config = "long_length,speed,crs\nkm,kph,EPSG:4326\n";
  std::string nodes =
      "node_id,name,x_coord,y_coord,zone_id\n10,west,48,45,2\n11,mid,49,45,\n12,east,50,45,1\n";
  std::string links =
      "link_id,from_node_id,to_node_id,directed,length,free_speed,capacity,lanes,toll,"
      "allowed_uses,vdf_alpha,vdf_beta\n"
      "a,10,11,true,30,60,900,2,1.5,,0.2,5\n"
      "b,11,12,false,20,80,,,,,,\n";
  std::string demand = "o_zone_id,d_zone_id,volume\n2,1,120\n1,2,40\n1,1,3\n";
  std::vector<std::string> use;
};

io::CsvTable table_of(const char* name, const std::string& text) {
  auto table = io::parse_csv(io::TextFile(name, text));
  REQUIRE(table);
  return std::move(*table);
}

io::Read<io::GmnsNetwork> parsed(const Texts& texts) {
  io::GmnsTables tables;
  tables.config = table_of("config.csv", texts.config);
  tables.nodes = table_of("node.csv", texts.nodes);
  tables.links = table_of("link.csv", texts.links);
  tables.demand.push_back(table_of("demand.csv", texts.demand));
  return io::parse_gmns(tables, texts.use);
}

std::string replaced(std::string text, const std::string& old, const std::string& with) {
  const auto at = text.find(old);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), with);
}

std::string message_of(const Texts& texts) {
  const auto read = parsed(texts);
  REQUIRE_FALSE(static_cast<bool>(read));
  return read.diagnostics.render();
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Texts with_link(const std::string& old, const std::string& with) {
  Texts texts;
  texts.links = replaced(texts.links, old, with);
  return texts;
}

}  // namespace

TEST_CASE("a GMNS network becomes columns in minutes, kilometres and vehicles an hour") {
  const auto read = parsed({});
  REQUIRE(read);
  const freight::AssignNetwork& net = read->problem.network;
  CHECK(net.zones == 2);
  CHECK(net.nodes == 3);
  CHECK(net.first_through_node == 0);
  CHECK(net.node_name == std::vector<std::string>{"12", "10", "11"});  // zone 1, zone 2, the rest
  REQUIRE(net.links() == 3);
  CHECK(read->link_name == std::vector<std::string>{"a", "b", "b reversed"});
  CHECK(net.from[0] == 1);
  CHECK(net.to[0] == 2);
  CHECK(net.free_flow_time[0] == doctest::Approx(30.0).epsilon(1e-14));  // 30 km at 60 km/h
  CHECK(net.capacity[0] == 1800.0);                                      // two lanes
  CHECK(net.b[0] == 0.2);
  CHECK(net.power[0] == 5.0);
  CHECK(net.toll[0] == 1.5);
  CHECK(net.free_flow_time[2] == doctest::Approx(15.0).epsilon(1e-14));
  CHECK(net.b[1] == 0.0);  // without capacity: never slower
  CHECK(read->unlimited_links == 1);
  CHECK(read->places.at(0).lon_deg == 50.0);
  CHECK(read->problem.classes.at(0).demand.size() == 3);
  CHECK(holds(read.diagnostics.render(), "1 link without capacity"));
}

TEST_CASE("miles and miles an hour give the same minutes") {
  Texts texts;
  texts.config = "long_length,speed\nmiles,mph\n";
  const auto read = parsed(texts);
  REQUIRE(read);
  CHECK(read->problem.network.free_flow_time[0] == doctest::Approx(30.0).epsilon(1e-14));
  CHECK(read->problem.network.length[0] == doctest::Approx(30.0 * 1.609344).epsilon(1e-14));
  CHECK(read->places.empty());  // coordinates of an unknown system are not put on a map
}

TEST_CASE("a zone with several nodes gets a place of its own that carries no through traffic") {
  Texts texts;
  texts.nodes = replaced(texts.nodes, "11,mid,49,45,", "11,mid,49,45,2");
  const auto read = parsed(texts);
  REQUIRE(read);
  const freight::AssignNetwork& net = read->problem.network;
  CHECK(net.zones == 2);
  CHECK(net.nodes == 5);
  CHECK(net.first_through_node == 2);
  CHECK(net.links() == 3 + 2 * 3);
  CHECK(net.node_name[1] == "zone 2");
}

TEST_CASE("links are barred to a class whose use they do not allow") {
  Texts texts = with_link("1.5,,", "1.5,\"truck,auto\",");
  texts.links = replaced(texts.links, "b,11,12,false,20,80,,,,,,", "b,11,12,false,20,80,,,,bike,,");
  CHECK(holds(message_of(texts), "different uses"));
  texts.use = {"auto"};
  const auto read = parsed(texts);
  REQUIRE(read);
  CHECK(read->problem.classes[0].is_barred == std::vector<std::uint8_t>{0, 1, 1});
}

TEST_CASE("what is wrong with a GMNS network is said with file and line") {
  CHECK(
      holds(message_of(with_link("a,10,11", "a,10,99")), "link.csv:2:6: error: there is no node"));
  CHECK(holds(message_of(with_link("b,11", "a,11")), "link a stands here a second time"));
  CHECK(holds(message_of(with_link("30,60", "30,0")), "free_speed is 0"));
  CHECK(holds(message_of(with_link("30,60", "-30,60")), "length is -30"));
  CHECK(holds(message_of(with_link("30,60", "nan,60")), "link.csv:2"));
  CHECK(holds(message_of(with_link("30,60", "30,")), "free_speed is empty"));
  CHECK(holds(message_of(with_link("900,2", "900,")), "capacity is per lane"));
  CHECK(holds(message_of(with_link("900,2", "-900,2")), "capacity is -900"));
  CHECK(holds(message_of(with_link("true", "maybe")), "directed is 'maybe'"));
  CHECK(holds(message_of(with_link("0.2,5", "0.2,")), "go together"));
  CHECK(holds(message_of(with_link("a,10,11", "a,10,10")), "ends where it begins"));
  CHECK(holds(message_of(with_link("free_speed", "speed")), "'free_speed' is missing"));
  Texts texts;
  texts.config = "long_length,speed\nleagues,kph\n";
  CHECK(holds(message_of(texts), "'leagues' is not known"));
  texts.config = "long_length,speed\n";
  CHECK(holds(message_of(texts), "one is wanted"));
  texts = {};
  texts.demand = "o_zone_id,d_zone_id,volume\n2,3,120\n";
  CHECK(holds(message_of(texts), "demand.csv:2:3: error: there is no zone '3'"));
  texts.demand = "o_zone_id,d_zone_id,volume\n2,1,120\n2,1,1\n";
  CHECK(holds(message_of(texts), "second time"));
  texts.demand = "o_zone_id,d_zone_id,volume\n2,1,inf\n";
  CHECK(holds(message_of(texts), "demand.csv:2:5"));
  texts = {};
  texts.nodes = replaced(texts.nodes, "12,east", "10,east");
  CHECK(holds(message_of(texts), "node 10 stands here a second time"));
  texts = {};
  texts.nodes = replaced(texts.nodes, "12,east,50,45", "12,east,50,145");
  CHECK(holds(message_of(texts), "y_coord is 145"));
  texts.nodes = "node_id,x_coord,y_coord,zone_id\n1,0,0,\n";
  CHECK(holds(message_of(texts), "no node has a zone"));
}
