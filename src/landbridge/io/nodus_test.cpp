#include "landbridge/io/nodus.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "landbridge/io/nodus_costs.hpp"
#include "test_data.hpp"

using namespace landbridge;
using namespace landbridge::io;

namespace {

Read<NodusCosts> costs_of(const std::string& text) {
  auto clean = clean_text("costs.txt", text);
  REQUIRE(clean);
  return parse_nodus_costs(*clean);
}

double value_of(const std::string& formula) {
  const NodusLink link{.length_km = 12.0, .speed_km_h = 60.0, .capacity = 100.0};
  const auto costs = costs_of("x = 3\nx.1 = 4\nld.1,1 = " + formula + "\n");
  REQUIRE(costs);
  return unwrap(costs->value("ld.1,1", 0, &link));
}

}  // namespace

TEST_CASE("formulas of cost files follow the rules of arithmetic") {
  CHECK(value_of("2+3*4") == doctest::Approx(14.0));
  CHECK(value_of("(2+3)*4-1/2") == doctest::Approx(19.5));
  CHECK(value_of("2^3^2") == doctest::Approx(512.0));
  CHECK(value_of("10-4-3") == doctest::Approx(3.0));
  CHECK(value_of("--2 - -1") == doctest::Approx(3.0));
  CHECK(value_of("-2^2 + 5") == doctest::Approx(1.0));
  CHECK(value_of("LENGTH/SPEED*x") == doctest::Approx(0.6));
  CHECK(value_of("1.5e1") == doctest::Approx(15.0));
  CHECK(value_of("2*BPR(50, CAPACITY, 4, 0.15)") == doctest::Approx(2.0 * (1.0 + 0.15 / 16.0)));
  CHECK(value_of("BPR(VOLUME, CAPACITY, 4, 1)") == doctest::Approx(1.0));
  // The conical law is 1 without traffic and 2 at capacity [spiess1990].
  CHECK(value_of("CONICAL(0, CAPACITY, 4)") == doctest::Approx(1.0));
  CHECK(value_of("CONICAL(100, CAPACITY, 4)") == doctest::Approx(2.0));
}

TEST_CASE("the value of a group goes before the value of all") {
  const auto costs = costs_of("x = 3\nx.1 = 4\nld.1,1 = x\nul.1,1 = 1\nul.1,1.1 = 2*x\n");
  REQUIRE(costs);
  CHECK(unwrap(costs->value("ld.1,1", 0, nullptr)) == 3.0);
  CHECK(unwrap(costs->value("ld.1,1", 1, nullptr)) == 4.0);
  CHECK(unwrap(costs->value("ul.1,1", 0, nullptr)) == 1.0);
  CHECK(unwrap(costs->value("ul.1,1", 1, nullptr)) == 8.0);
  CHECK(costs->functions() == std::vector<std::string>{"ld.1,1", "ul.1,1"});
}

TEST_CASE("cost files that are wrong say where and why") {
  for (const char* text : {"ld.1,1\n", "1x = 2\n", "ld.1 = 2\n", "ld.1,1 = 2+\n", "ld.1,1 = (2\n",
                           "ld.1,1 = 2 3\n", "ld.1,1 = BPR(1,2)\n", "ld.1,1 = 1\nld.1,1 = 2\n",
                           "tp.1,1 = 2\n", "ld@1,1 = 2\n", "x = 1\n", "ld.1,1 = 1.2.3\n"}) {
    CAPTURE(text);
    const auto costs = costs_of(text);
    CHECK_FALSE(costs);
    CHECK(costs.diagnostics.has_errors());
  }
  const auto late = costs_of(
      "a = b\nb = a\nld.1,1 = a\nld.1,2 = c\nld.1,3 = 1/0\nld.1,4 = 0-1\nld.1,5 = LENGTH\n");
  REQUIRE(late);
  for (const char* name : {"ld.1,1", "ld.1,2", "ld.1,3", "ld.1,4", "ld.1,5", "ld.9,9"}) {
    CAPTURE(name);
    CHECK_FALSE(late->value(name, 0, nullptr).has_value());
  }
  CHECK(late->value("ld.1,2", 0, nullptr).error().where.find("costs.txt:4") != std::string::npos);
  std::string deep = "ld.1,1 = " + std::string(5000, '(') + "1" + std::string(5000, ')') + "\n";
  CHECK_FALSE(costs_of(deep));
}

TEST_CASE("the Belgian study gives the shares that its tables have") {
  const auto folder = test::data_root() / "freight" / "nodus_demo";
  if (test::is_skipped_without(folder / "centroids.csv")) return;
  const auto study = read_nodus(folder);
  REQUIRE(study);
  CHECK(study->network.zones.size() == 11);
  CHECK(study->network.modes == std::vector<std::string>{"iww", "rail", "road"});
  CHECK(study->groups == std::vector<int>{0, 1});
  double tonnes[2][3] = {};
  for (const auto& flow : study->flows) tonnes[flow.group][flow.mode] += flow.tonnes;
  const double expected[2][3] = {{728281, 91148, 7438402}, {730319, 685022, 17204671}};
  const double percent[2][3] = {{8.82, 1.10, 90.08}, {3.92, 3.68, 92.40}};
  for (std::size_t g = 0; g < 2; ++g) {
    double all = 0.0;
    for (const double t : tonnes[g]) all += t;
    for (std::size_t m = 0; m < 3; ++m) {
      CHECK(tonnes[g][m] == expected[g][m]);
      CHECK(std::abs(100.0 * tonnes[g][m] / all - percent[g][m]) < 0.0051);  // two digits printed
    }
  }
}

TEST_CASE(
    "every mode reaches every observed pair, constants meet their half, and the other half "
    "shows what they cannot know") {
  const auto folder = test::data_root() / "freight" / "nodus_demo";
  if (test::is_skipped_without(folder / "centroids.csv")) return;
  const auto study = read_nodus(folder);
  REQUIRE(study);
  for (std::size_t g = 0; g < 2; ++g) {
    const auto ways = unwrap(freight::cheapest_ways(study->network, g));
    const auto pairs = nodus_pairs(*study, g, ways);
    const auto split = unwrap(freight::calibrate(pairs, {.splits = 20}));
    CHECK(split.calibrated.worst_difference() < 1e-9);
    // One pair has three quarters of the rail tonnes of group 1: no halving can know both sides.
    if (g == 1) CHECK(split.largest_pair_share[1] == doctest::Approx(517877.0 / 685022.0));
    if (g == 1) CHECK(split.other_splits.front() > 0.005);
  }
}

TEST_CASE("chains of road and rail pay nowhere below their transhipment") {
  const auto folder = test::data_root() / "freight" / "nodus_demo";
  if (test::is_skipped_without(folder / "intermodal_costs.txt")) return;
  const auto study = read_nodus(folder, "intermodal_costs.txt");
  REQUIRE(study);
  const auto ways = unwrap(freight::cheapest_ways(study->network, 1));
  REQUIRE(ways.chains.size() == 121);
  std::size_t finite = 0;
  for (const auto& way : ways.chains)
    if (std::isfinite(way.cost)) {
      ++finite;
      CHECK(way.handling >= 1.5);
      CHECK(way.cost >= way.handling);
    }
  CHECK(finite >= 110);
}
