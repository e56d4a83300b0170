#include <cmath>
#include <cstdlib>

#include <doctest/doctest.h>

#include "landbridge/io/freight_routes_output.hpp"
#include "landbridge/io/study_reader.hpp"
#include "landbridge/study/domains/freight/freight_schema.hpp"
#include "landbridge/study/domains/freight/freight_year.hpp"
#include "landbridge/study/run.hpp"
#include "landbridge/study/scenario.hpp"

using namespace landbridge;
using namespace landbridge::study;

namespace {

Study example() {
  const char* source = std::getenv("LANDBRIDGE_SOURCE");
  const std::filesystem::path root = source != nullptr ? source : ".";
  auto study = io::read_study(root / "examples/freight-corridor", known_domains());
  REQUIRE(study.value.has_value());
  return std::move(*study);
}

FreightModel model_of(const Study& study, std::string_view id) {
  const auto scenario = std::ranges::find(study.scenarios, id, &Scenario::id);
  REQUIRE(scenario != study.scenarios.end());
  return unwrap(freight_model(unwrap(make_case(study, *scenario, "freight", freight_entities()))));
}

std::vector<double> best(const Study& study) {
  return draw_factors(study.factors, study.meta.seed, 0);
}

FreightYear year_of(const Study& study, std::string_view id) {
  return unwrap(freight_year(model_of(study, id), best(study)));
}

std::size_t place(const Study& study, std::string_view id) {
  return static_cast<std::size_t>(std::ranges::find(study.places, id, &Place::id) -
                                  study.places.begin());
}

constexpr double mt_per_year_kg_s = 1e9 / (365.0 * 86400.0);
enum Corridor : std::size_t { land, lake, sea };

}  // namespace

TEST_CASE("money of the example's land corridor adds up by hand") {
  const Study study = example();
  const FreightYear year = year_of(study, "today");
  // per TEU: 1800 km at 0.34, 1200 at 0.40, 350 at 0.36, 1300 at 0.36; the fixed part of 1 USD/t of
  // four links at 12 t a TEU; 30 % of it back empty; loading, handover, gauge change, unloading;
  // 0.3 % of 3000 USD/t; carbon at 20 USD/t on 12 t
  const double haulage = 1800 * 0.34 + 1200 * 0.40 + 350 * 0.36 + 1300 * 0.36 + 4 * 12.0;
  const double co2_t = 12e-3 * (1800 * 0.008 + (1200 + 350 + 1300) * 0.025 + 0.4 + 0.3 + 0.4);
  const double money = 1.3 * haulage + 90 + 12 + 80 + 90 + 0.003 * 3000 * 12 + 20 * co2_t;
  CHECK(year.corridors[land].trip.money() * 12e3 == doctest::Approx(money).epsilon(1e-9));
  CHECK(year.corridors[land].trip.length_m == doctest::Approx(4650e3));
}

TEST_CASE("shares hold the limits, and the certificate says so") {
  const Study study = example();
  for (const char* id : {"today", "canal-closed", "dear-rail"}) {
    const FreightYear year = year_of(study, id);
    CHECK(year.shares.violation_relative <= 1e-8);
    for (const FreightRowYear& row : year.rows) {
      CHECK(row.load <= row.capacity * (1.0 + 1e-6));
      if (row.price > 1e-9) CHECK(row.load == doctest::Approx(row.capacity).epsilon(1e-6));
    }
  }
}

TEST_CASE("with the canal closed ships go round the cape and the land corridor fills up") {
  const Study study = example();
  const FreightYear open = year_of(study, "today"), closed = year_of(study, "canal-closed");
  CHECK(closed.corridors[sea].trip.length_m == doctest::Approx(22300e3));
  CHECK(closed.corridors[sea].days.p50_s > open.corridors[sea].days.p50_s + 10 * 86400.0);
  CHECK(closed.corridors[land].flow_kg_s > 2.0 * open.corridors[land].flow_kg_s);
}

TEST_CASE("a border closed for three weeks is waited for by those that start then") {
  const Study study = example();
  const FreightYear open = year_of(study, "today"), closed = year_of(study, "border-closed");
  const FreightCorridorYear &a = open.corridors[land], &b = closed.corridors[land];
  CHECK(b.available == doctest::Approx(344.0 / 365.0));
  // of 21 days those that start wait half on average: 21/365 * 10.5 days, 1000 shipments
  CHECK((b.days.mean_s - a.days.mean_s) / 86400.0 ==
        doctest::Approx(21.0 / 365.0 * 10.5).epsilon(0.3));
  CHECK(b.capacity_kg_s == doctest::Approx(a.capacity_kg_s * 344.0 / 365.0));
}

TEST_CASE("steps of a scenario act: tax, delay, cap, scale, set") {
  const Study study = example();
  const FreightYear before = year_of(study, "today"), dear = year_of(study, "dear-rail"),
                    better = year_of(study, "better-border");
  // 3 USD/t on each of four rail links
  CHECK((dear.corridors[land].trip.money() - before.corridors[land].trip.money()) * 1e3 ==
        doctest::Approx(12.0));
  CHECK(dear.corridors[land].trip.time_s - before.corridors[land].trip.time_s ==
        doctest::Approx(12.0 * 3600.0));
  CHECK(dear.corridors[land].capacity_kg_s == doctest::Approx(2.0 * mt_per_year_kg_s));
  CHECK(better.corridors[land].capacity_kg_s == doctest::Approx(6.0 * mt_per_year_kg_s));
  CHECK(before.corridors[land].trip.time_s - better.corridors[land].trip.time_s ==
        doctest::Approx(18.0 * 3600.0));
}

TEST_CASE("routes: no route betters another, legs follow each other, and the sums are theirs") {
  const Study study = example();
  const FreightModel model = model_of(study, "today");
  FreightRoutesQuestion q{place(study, "northport"),
                          place(study, "southport"),
                          0,
                          model.in().settings.start,
                          0.0,
                          500,
                          0.0};
  const FreightRoutes found = unwrap(freight_routes(model, q, best(study)));
  REQUIRE(found.routes.size() >= 3);
  for (const FreightRoute& r : found.routes) {
    double now_s = 0.0, cost = 0.0;
    for (const freight::RouteLeg& leg : r.route.legs) {
      CHECK(leg.ready_s == now_s);
      CHECK(leg.leaves_s >= leg.ready_s);
      now_s = leg.arrives_s;
    }
    for (const double part : r.route.cost_by_kind) cost += part;
    CHECK(r.route.time_s == now_s);
    CHECK(r.route.cost == doctest::Approx(cost));
    CHECK(r.days.p5_s <= r.days.p50_s);
    CHECK(r.days.p50_s <= r.days.p95_s);
    for (const FreightRoute& other : found.routes) {
      if (&other == &r) continue;
      CHECK_FALSE((other.route.time_s <= r.route.time_s && other.route.cost <= r.route.cost &&
                   other.route.co2_kg <= r.route.co2_kg &&
                   other.route.variance_s2 <= r.route.variance_s2));
    }
  }
  const io::Json json = io::freight_routes_json(model, q, found);
  CHECK(json["routes"].size() == found.routes.size());
  CHECK(json["routes"][0]["legs"].size() == found.routes[0].arcs.size());
  CHECK(json["routes"][0].contains("cost_usd_per_teu"));
}

TEST_CASE("routes: nothing that connects is no answer, with a reason") {
  const Study study = example();
  const FreightModel model = model_of(study, "today");
  // grain cannot be unloaded from the sea way at Hilltop, but boxes come by rail; Lakeport has no
  // rail loading of a ship to Northport's sea
  Study cut = study;
  for (Table& table : cut.domains.front().tables)
    if (table.entity == "link")
      for (Row& row : table.rows) row.is_closed = true;
  const FreightModel closed = model_of(cut, "today");
  const FreightRoutesQuestion q{place(study, "northport"),
                                place(study, "southport"),
                                0,
                                model.in().settings.start,
                                0.0,
                                500,
                                0.0};
  const auto found = freight_routes(closed, q, best(study));
  REQUIRE_FALSE(found.has_value());
  CHECK(found.error().fault == Fault::infeasible);
}

TEST_CASE("any number of threads gives the same result, and --domain leaves the others out") {
  const Study study = example();
  RunOptions options;
  options.draws = 40;
  options.scenarios = {"today"};
  options.threads = 1;
  const StudyResult one = unwrap(run(study, known_domains(), options));
  options.threads = 2;
  const StudyResult two = unwrap(run(study, known_domains(), options));
  const auto &a = one.scenarios[0].domains[0].metrics, &b = two.scenarios[0].domains[0].metrics;
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t k = 0; k < a[i].values_si.size(); ++k)
      CHECK((a[i].values_si[k] == b[i].values_si[k] ||
             (std::isnan(a[i].values_si[k]) && std::isnan(b[i].values_si[k]))));
  options.domains = {"gas"};
  CHECK_FALSE(run(study, known_domains(), options).has_value());
}
