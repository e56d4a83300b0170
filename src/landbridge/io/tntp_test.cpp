#include "landbridge/io/tntp.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "landbridge/io/assign_case.hpp"
#include "landbridge/io/assign_start.hpp"
#include "test_data.hpp"

using namespace landbridge;

namespace {

const std::string net_head =
    "<NUMBER OF ZONES> 2\n<NUMBER OF NODES> 3\n<FIRST THRU NODE> 3\n<NUMBER OF LINKS> 2\n"
    "<END OF METADATA>\n\n"
    "~\tinit_node\tterm_node\tcapacity\tlength\tfree_flow_time\tb\tpower\tspeed\ttoll\tlink_type"
    "\t;\n";
const std::string net_links =
    "\t1\t3\t9000\t5280\t1.5\t0.15\t4\t4842\t7\t1\t;\n"
    "3 2 100 2e3 +2 .5 1.5 0 0 1;\n";
const std::string trips_text =
    "<NUMBER OF ZONES> 2\n<TOTAL OD FLOW> 12.5\n<END OF METADATA>\n\nOrigin 1\n"
    "1 : 2.0; 2 : 10.0;\nOrigin 2\n1:0.5;\n";

io::Read<io::TntpNetwork> network(const std::string& text) {
  return io::parse_tntp_network(io::TextFile("n.tntp", text));
}
io::Read<io::TntpTrips> trips(const std::string& text) {
  return io::parse_tntp_trips(io::TextFile("t.tntp", text));
}

std::string changed(std::string text, const std::string& old, const std::string& with) {
  const auto at = text.find(old);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), with);
}

std::filesystem::path data(const char* name) {
  return test::data_root() / "freight" / "tntp" / name;
}

/// Everything about a case that best_known.csv of the data folder states.
struct Known {
  const char* network;
  std::vector<const char*> trips;
  double objective;
  double toll_factor = 0.0;
  double distance_factor = 0.0;
  double demand_scale = 1.0;
};

void check_known(const Known& known, double gap) {
  std::vector<std::filesystem::path> files;
  for (const char* name : known.trips) files.push_back(data(name));
  io::AssignCaseOptions options;
  if (known.toll_factor > 0.0) options = {known.toll_factor, known.distance_factor};
  auto given = io::read_assign_case(data(known.network), files, options);
  INFO(given.diagnostics.render());
  REQUIRE(given);
  for (auto& users : given->problem.classes)
    for (auto& d : users.demand) d.amount *= known.demand_scale;
  const auto solution = unwrap(freight::assign(given->problem, {.gap = gap}));
  CHECK(solution.has_converged);
  CHECK(solution.relative_gap <= gap);
  CHECK(solution.objective == doctest::Approx(known.objective).epsilon(1e-9));
  CHECK(solution.conservation_error < 1e-10);
}

}  // namespace

TEST_CASE("a network in TNTP is read column by column") {
  const auto read = network(net_head + net_links);
  INFO(read.diagnostics.render());
  REQUIRE(read);
  const freight::AssignNetwork& n = read->network;
  CHECK(n.zones == 2);
  CHECK(n.nodes == 3);
  CHECK(n.first_through_node == 2);
  CHECK(n.from == std::vector<std::int32_t>{0, 2});
  CHECK(n.to == std::vector<std::int32_t>{2, 1});
  CHECK(n.capacity == std::vector<double>{9000.0, 100.0});
  CHECK(n.length == std::vector<double>{5280.0, 2000.0});
  CHECK(n.free_flow_time == std::vector<double>{1.5, 2.0});
  CHECK(n.b == std::vector<double>{0.15, 0.5});
  CHECK(n.power == std::vector<double>{4.0, 1.5});
  CHECK(n.toll == std::vector<double>{7.0, 0.0});
  CHECK_FALSE(read->toll_factor.has_value());
}

TEST_CASE("factors of the header are read") {
  const auto read =
      network(changed(net_head, "<END", "<TOLL FACTOR> 0.02 ~ min/cent\n<END") + net_links);
  REQUIRE(read);
  CHECK(read->toll_factor == 0.02);
  const auto demand = trips(changed(trips_text, "<END", "<DISTANCE FACTOR> 2\n<END"));
  REQUIRE(demand);
  CHECK(demand->distance_factor == 2.0);
}

TEST_CASE("trips are read with and without semicolons, and their sum is checked") {
  std::string without = trips_text;
  for (char& c : without)
    if (c == ';') c = ' ';
  for (const std::string& text : {trips_text, without}) {
    const auto read = trips(text);
    INFO(read.diagnostics.render());
    REQUIRE(read);
    CHECK(read->total == 12.5);
    CHECK(read->intrazonal == 2.0);
    REQUIRE(read->demand.size() == 2);
    CHECK(read->demand[0].destination == 1);
    CHECK(read->demand[0].amount == 10.0);
    CHECK(read->demand[1].origin == 1);
  }
  CHECK_FALSE(trips(changed(trips_text, "10.0", "10.1")));
  CHECK(trips(changed(trips_text, "12.5", "12.500001")));
  CHECK_FALSE(trips(changed(trips_text, "12.5", "12.50002")));
}

TEST_CASE("what is wrong with a network is said with its line") {
  struct Wrong {
    const char* old;
    const char* with;
    const char* says;
  };
  const Wrong wrongs[] = {
      {"<NUMBER OF LINKS> 2", "<NUMBER OF LINKS> 3", "n.tntp:4"},
      {"<NUMBER OF ZONES> 2", "<NUMBER OF ZONE> 2", "did you mean <NUMBER OF ZONES>?"},
      {"<NUMBER OF ZONES> 2", "<NUMBER OF ZONES> 4", "from 1 to 3"},
      {"<FIRST THRU NODE> 3\n", "", "there is no <FIRST THRU NODE>"},
      {"<END OF METADATA>", "", "stands before"},
      {"capacity\tlength", "length\tcapacity", "another order"},
      {"9000", "9,000", "capacity is '9,000', not a number"},
      {"9000", "nan", "not a number"},
      {"9000", "0", "capacity above 0"},
      {"9000\t", "", "after 9 values"},
      {"7\t1\t;", "7\t1\t;\t8", "behind the ';'"},
      {"7\t1\t;", "7\t1\t3\t;", "behind the last column"},
      {"\t1\t3\t9000", "\t1\t4\t9000", "n.tntp:8"},
      {"\t1\t3\t9000", "\t1\t2.5\t9000", "whole numbers"},
      {"1.5\t0.15", "-1.5\t0.15", "not negative"},
      {".5 1.5", ".5 0.5", "at least 1"},
      {" 0 0 1;\n", "", "the link has 7 values"},
  };
  for (const Wrong& wrong : wrongs) {
    CAPTURE(wrong.with);
    const auto read = network(changed(net_head + net_links, wrong.old, wrong.with));
    REQUIRE_FALSE(read);
    CAPTURE(read.diagnostics.render());
    CHECK(read.diagnostics.render().find(wrong.says) != std::string::npos);
  }
}

TEST_CASE("what is wrong with trips is said with its line") {
  struct Wrong {
    const char* old;
    const char* with;
    const char* says;
  };
  const Wrong wrongs[] = {
      {"Origin 1\n", "", "before the first origin"},
      {"Origin 2", "Origin 1", "stands twice"},
      {"Origin 2", "Origin 3", "from 1 to 2"},
      {"2 : 10.0", "3 : 10.0", "the destination is '3'"},
      {"2 : 10.0", "1 : 10.0", "stands twice under origin 1"},
      {"2 : 10.0", "2 10.0", "no ':'"},
      {"2 : 10.0", "2 : -10.0", "not negative"},
      {"2 : 10.0", "2 : ten", "t.tntp:6"},
      {"1:0.5;\n", "1:", "the trips to 1 are ''"},
      {"12.5", "-1", "not negative"},
      {"<TOTAL OD FLOW> 12.5", "<TOTAL OD FLOW> 12.5\n<TOTAL OD FLOW> 12.5", "stands twice"},
  };
  for (const Wrong& wrong : wrongs) {
    CAPTURE(wrong.with);
    const auto read = trips(changed(trips_text, wrong.old, wrong.with));
    REQUIRE_FALSE(read);
    CAPTURE(read.diagnostics.render());
    CHECK(read.diagnostics.render().find(wrong.says) != std::string::npos);
  }
}

TEST_CASE("the published equilibria are met") {
  if (test::is_skipped_without(data("SiouxFalls_net.tntp"))) return;
  const Known cases[] = {
      {"Braess_net.tntp", {"Braess_trips.tntp"}, 386.00000008},
      {"SiouxFalls_net.tntp", {"SiouxFalls_trips.tntp"}, 4231335.28710744},
      {"SiouxFalls_net.tntp",
       {"tapb_SiouxFalls_class1.txt", "tapb_SiouxFalls_class2.txt"},
       4231335.28710744},
      {"Anaheim_net.tntp", {"Anaheim_trips.tntp"}, 1286032.1710960},
      {"tapb_Anaheim2_net.tntp",
       {"tapb_Anaheim2_trips1.tntp", "tapb_Anaheim2_trips2.tntp"},
       757602696.598265},
      {"EMA_net.tntp", {"EMA_trips.tntp"}, 26160.3459229108},
      {"berlin-mitte-center_net.tntp", {"berlin-mitte-center_trips.tntp"}, 992954.699978024},
      {"Winnipeg_net.tntp", {"Winnipeg_trips.tntp"}, 827911.494629963},
  };
  for (const Known& known : cases) {
    CAPTURE(known.network);
    check_known(known, 1e-12);
  }
}

TEST_CASE("Chicago Sketch with tolls and distances, and at twice its demand") {
  if (test::is_skipped_without(data("ChicagoSketch_net.tntp"))) return;
  Known known{"ChicagoSketch_net.tntp", {"ChicagoSketch_trips.tntp"}, 17313018.7387477, 0.02, 0.04};
  check_known(known, 1e-12);
  known.objective = 42113311.5185452;
  known.demand_scale = 2.0;
  check_known(known, 1e-9);
}

TEST_CASE("routes to start from are checked against the network") {
  const auto net = network(net_head + net_links);
  const auto demand = trips(trips_text);
  REQUIRE(net);
  REQUIRE(demand);
  freight::AssignProblem problem;
  problem.network = net->network;
  problem.classes.push_back({});
  problem.classes[0].name = "cars";
  problem.classes[0].demand = {demand->demand[0]};
  const auto start = [&](const std::string& text) {
    const auto table = io::parse_csv(io::TextFile("paths.csv", text));
    REQUIRE(table);
    return io::parse_assign_start(*table, problem);
  };
  const std::string head = "class,origin,destination,flow,cost,links\n";
  const auto good = start(head + "cars,1,2,10,3.5,1 2\n");
  REQUIRE(good);
  CHECK(good->size() == 1);
  CHECK(unwrap(freight::assign(problem, {.start = &*good})).flow[0] == 10.0);
  CHECK_FALSE(start(head + "vans,1,2,10,3.5,1 2\n"));
  CHECK_FALSE(start(head + "cars,1,9,10,3.5,1 2\n"));
  CHECK_FALSE(start(head + "cars,1,2,-1,3.5,1 2\n"));
  CHECK_FALSE(start(head + "cars,1,2,10,3.5,1 3\n"));
  CHECK_FALSE(start(head + "cars,1,2,10,3.5,1  2\n"));
  CHECK_FALSE(start("class,origin,destination,links\ncars,1,2,1 2\n"));
  const auto broken = start(head + "cars,1,2,10,3.5,2 1\n");
  REQUIRE(broken);
  const auto refused = freight::assign(problem, {.start = &*broken});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().fault == Fault::bad_input);
}
