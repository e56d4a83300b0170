#include "landbridge/freight/sea/sea_route.hpp"

#include <cmath>
#include <numbers>

#include <doctest/doctest.h>

#include "landbridge/freight/sea/sea_passes.hpp"
#include "landbridge/math/random.hpp"

using namespace landbridge;
using freight::GeoPoint;
using freight::SeaEdge;
using freight::SeaLanes;
using freight::SeaQuery;
using freight::SeaRouter;

namespace {

/// A square of four ports, two degrees a side: 0 - 1 through a canal, 0 - 2 - 3 - 1 round it.
SeaLanes square() {
  SeaLanes lanes;
  lanes.files = 1;
  for (const GeoPoint at : {GeoPoint{0, 0}, GeoPoint{2, 0}, GeoPoint{0, 2}, GeoPoint{2, 2}})
    lanes.nodes.push_back({std::to_string(lanes.nodes.size()), "", at, 0, false});
  const auto add = [&](std::uint32_t a, std::uint32_t b, std::uint32_t pass) {
    lanes.edges.push_back({.a = a,
                           .b = b,
                           .length_m = great_circle_m(lanes.nodes[a].at, lanes.nodes[b].at),
                           .pass = pass});
  };
  add(0, 1, freight::pass_index(lanes, "corinth"));
  add(0, 2, freight::no_pass);
  add(2, 3, freight::no_pass);
  add(3, 1, freight::no_pass);
  return lanes;
}

SeaQuery across() {
  SeaQuery query;
  query.from = {0, 0};
  query.to = {2, 0};
  return query;
}

}  // namespace

TEST_CASE("great circles have the lengths of their arcs") {
  const double quarter_m = freight::earth_radius_m * std::numbers::pi / 2.0;
  CHECK(freight::great_circle_m({0, 0}, {90, 0}) == doctest::Approx(quarter_m).epsilon(1e-14));
  CHECK(freight::great_circle_m({10, 0}, {10, 90}) == doctest::Approx(quarter_m).epsilon(1e-14));
  CHECK(freight::great_circle_m({0, 0}, {180, 0}) ==
        doctest::Approx(2.0 * quarter_m).epsilon(1e-14));
  CHECK(freight::great_circle_m({179, 0}, {-179, 0}) ==
        doctest::Approx(freight::great_circle_m({0, 0}, {2, 0})).epsilon(1e-12));
  CHECK(freight::great_circle_m({30, 40}, {30, 40}) == 0.0);
}

TEST_CASE("a pass that closes sends ships round, and what the detour costs is its length") {
  const SeaLanes lanes = square();
  const SeaRouter router(lanes);
  SeaQuery query = across();
  const auto direct = router.route(query);
  REQUIRE(direct.has_value());
  CHECK(direct->distance_m == doctest::Approx(lanes.edges[0].length_m).epsilon(1e-15));
  REQUIRE(direct->passes.size() == 1);
  CHECK(lanes.passes[direct->passes[0]].name == "corinth");
  CHECK(direct->tightest_draught_m == 7.3);
  CHECK(direct->label_violation_m < 1e-9);

  query.closed = {direct->passes[0]};
  const auto round = router.route(query);
  REQUIRE(round.has_value());
  CHECK(round->distance_m ==
        doctest::Approx(lanes.edges[1].length_m + lanes.edges[2].length_m + lanes.edges[3].length_m)
            .epsilon(1e-15));
  CHECK(round->nodes == std::vector<std::uint32_t>{0, 2, 3, 1});
  CHECK(round->passes.empty());
}

TEST_CASE("a ship too deep for the canal goes round it; one that just fits does not") {
  const SeaLanes lanes = square();
  const SeaRouter router(lanes);
  SeaQuery query = across();
  query.draught_m = 7.3;
  CHECK(unwrap(router.route(query)).edges.size() == 1);
  query.draught_m = 7.31;
  CHECK(unwrap(router.route(query)).edges.size() == 3);
}

TEST_CASE("an edge without navigation in winter is closed then only; ice is counted") {
  SeaLanes lanes = square();
  lanes.edges[0].closed = 0b000000000111;  // January to March
  lanes.edges[2].ice = 0b000000000010;
  const SeaRouter router(lanes);
  SeaQuery query = across();
  CHECK(unwrap(router.route(query)).edges.size() == 1);  // no month asked for
  query.month = 2;
  const auto february = unwrap(router.route(query));
  CHECK(february.edges.size() == 3);
  CHECK(february.ice_m == doctest::Approx(lanes.edges[2].length_m).epsilon(1e-15));
  query.month = 3;
  CHECK(unwrap(router.route(query)).ice_m == 0.0);
  query.month = 4;
  CHECK(unwrap(router.route(query)).edges.size() == 1);
}

TEST_CASE("no way left says what closed it") {
  SeaLanes lanes = square();
  lanes.edges.resize(1);
  const SeaRouter router(lanes);
  SeaQuery query = across();
  query.closed = {0};
  const auto route = router.route(query);
  REQUIRE_FALSE(route.has_value());
  CHECK(route.error().fault == Fault::infeasible);
  CHECK(route.error().what.find("corinth") != std::string::npos);
}

TEST_CASE("a place too far from any lane is refused, not moved") {
  const SeaLanes lanes = square();
  SeaQuery query = across();
  query.to = {40, 40};
  const auto route = SeaRouter(lanes).route(query);
  REQUIRE_FALSE(route.has_value());
  CHECK(route.error().fault == Fault::bad_input);
}

TEST_CASE("the date line is no wall") {
  SeaLanes lanes;
  lanes.files = 1;
  for (const GeoPoint at :
       {GeoPoint{179, 10}, GeoPoint{180, 10}, GeoPoint{-180, 10}, GeoPoint{-179, 10}})
    lanes.nodes.push_back({std::to_string(lanes.nodes.size()), "", at, 0, false});
  lanes.edges.push_back({.a = 0, .b = 1, .length_m = 110e3});
  lanes.edges.push_back({.a = 2, .b = 3, .length_m = 110e3});
  REQUIRE(unwrap(freight::complete(lanes)).date_line_joins == 1);
  SeaQuery query;
  query.from = {179, 10};
  query.to = {-179, 10};
  CHECK(unwrap(SeaRouter(lanes).route(query)).distance_m == 220e3);
}

TEST_CASE("the strait of Hormuz is found by its gate where no file tags it") {
  SeaLanes lanes;
  lanes.files = 1;
  for (const GeoPoint at : {GeoPoint{56.355, 26.4475}, GeoPoint{57.305, 25.47}, GeoPoint{60, 24}})
    lanes.nodes.push_back({std::to_string(lanes.nodes.size()), "", at, 0, false});
  lanes.edges.push_back({.a = 0, .b = 1, .length_m = 145e3});
  lanes.edges.push_back({.a = 1, .b = 2, .length_m = 320e3});
  const auto done = unwrap(freight::complete(lanes));
  REQUIRE(done.added_tags == std::vector<std::string>{"hormuz"});
  CHECK(lanes.edges[0].pass != freight::no_pass);
  CHECK(lanes.edges[1].pass == freight::no_pass);
}

TEST_CASE("distances are those of Bellman and Ford on random lanes") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    RandomStream random(seed, "sea", 0);
    SeaLanes lanes;
    lanes.files = 1;
    constexpr std::uint32_t nodes = 30;
    for (std::uint32_t n = 0; n < nodes; ++n)
      lanes.nodes.push_back(
          {std::to_string(n), "", {random.uniform() * 100.0, random.uniform() * 50.0}, 0, false});
    for (std::uint32_t n = 1; n < nodes; ++n)
      for (int k = 0; k < 2; ++k) {
        const auto other = static_cast<std::uint32_t>(random.uniform() * n);
        lanes.edges.push_back(
            {.a = n,
             .b = other,
             .length_m = great_circle_m(lanes.nodes[n].at, lanes.nodes[other].at) *
                         (1.0 + random.uniform())});
      }
    std::vector<double> distance_m(nodes, std::numeric_limits<double>::infinity());
    distance_m[0] = 0.0;
    for (std::uint32_t round = 0; round < nodes; ++round)
      for (const SeaEdge& e : lanes.edges) {
        distance_m[e.a] = std::min(distance_m[e.a], distance_m[e.b] + e.length_m);
        distance_m[e.b] = std::min(distance_m[e.b], distance_m[e.a] + e.length_m);
      }
    const SeaRouter router(lanes);
    for (std::uint32_t n = 0; n < nodes; ++n) {
      SeaQuery query;
      query.from = lanes.nodes[0].at;
      query.to = lanes.nodes[n].at;
      const auto route = unwrap(router.route(query));
      CHECK(route.distance_m == doctest::Approx(distance_m[n]).epsilon(1e-12));
      CHECK(route.label_violation_m < 1e-6);
    }
  }
}
