#include "landbridge/freight/reliability/journeys.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "landbridge/math/statistics.hpp"

using namespace landbridge;
using namespace landbridge::freight;

namespace {

constexpr double day_s = 86400.0;

/// Two ways from A to B: a chain of two legs, and a detour of one.
struct Two {
  MultimodalNetwork network;
  CorridorGraph graph;
  std::vector<double> weight, time_s, variance_s2;
  std::vector<std::uint32_t> leg;
  ChanceTables tables;
  std::vector<Start> starts;

  explicit Two(std::size_t shipments = 20'000, double deviation_days = 2.0) {
    const std::vector<std::string> places{"A", "M", "B"};
    const std::vector<Haul> hauls{{"first", 0, 1, Mode::rail, "", "", false},
                                  {"second", 1, 2, Mode::rail, "", "", false},
                                  {"detour", 0, 2, Mode::rail, "", "", false}};
    const std::vector<TransferRule> rules{
        {"load", {0, 1, 2}, true, TransferKind::loading, {}, {}, true},
        {"unload", {0, 1, 2}, true, TransferKind::unloading, {}, {}, true}};
    network = multimodal_network(places, hauls, rules);
    graph = CorridorGraph(
        network, {network.find(0, Stage::origin), network.find(2, Stage::destination), {}, {}});
    for (std::size_t a = 0; a < network.network.links(); ++a) {
      const std::string& name = network.network.link_name[LinkId(a)];
      const double days = name == "first" ? 6.0 : name == "second" ? 4.0 : 18.0;
      const bool is_haul = network.arc[LinkId(a)].is_haul;
      time_s.push_back(is_haul ? days * day_s : 0.0);
      variance_s2.push_back(is_haul ? std::pow(deviation_days * day_s, 2) : 0.0);
      weight.push_back(time_s.back());
      leg.push_back(static_cast<std::uint32_t>(name == "first" ? 0 : name == "second" ? 1 : 2));
    }
    tables = ChanceTables(11, shipments, {{"first", "second", "rest"}, {"gate"}, {"all"}});
    for (std::uint32_t k = 0; k < shipments; ++k) starts.push_back({k, 365.0 * tables.start()[k]});
  }

  JourneyTerms terms() const {
    return {weight, time_s, variance_s2, leg, 1.0, LegLaw::lognormal, 0.0};
  }
  std::uint32_t arc(std::string_view name) const {
    for (std::size_t a = 0; a < network.network.links(); ++a)
      if (network.network.link_name[LinkId(a)] == name) return static_cast<std::uint32_t>(a);
    return 0;
  }
  Strike gate(const Shock& shock) const { return {0, shock, {arc("second")}}; }
};

double days(double seconds) { return seconds / day_s; }

}  // namespace

TEST_CASE("drawn times have the exact mean and deviation of the sum of legs") {
  const Two two;
  for (const LegLaw law : {LegLaw::lognormal, LegLaw::gamma}) {
    JourneyTerms terms = two.terms();
    terms.law = law;
    const Journeys all = journeys(two.graph, terms, {}, two.tables, two.starts);
    const SumOfLegs exact = sum_of_legs(terms, all.routes.front());
    CHECK(days(exact.mean_s) == doctest::Approx(10.0));
    CHECK(days(exact.deviation_s) == doctest::Approx(std::sqrt(8.0)));
    // four standard errors of 20,000 shipments
    CHECK(std::abs(days(mean(all.time_s)) - 10.0) < 4.0 * std::sqrt(8.0 / 20'000));
    CHECK(standard_deviation(all.time_s) == doctest::Approx(exact.deviation_s).epsilon(0.03));
    // a sum of two skewed legs is close to the lognormal of its mean and deviation
    CHECK(spread_of(all.time_s).p95_s == doctest::Approx(exact.quantile_s(0.95)).epsilon(0.02));
  }
}

TEST_CASE("legs that go together make the sum less certain, as the exact deviation says") {
  const Two two;
  JourneyTerms terms = two.terms();
  terms.leg_correlation = 0.6;
  const Journeys all = journeys(two.graph, terms, {}, two.tables, two.starts);
  const SumOfLegs exact = sum_of_legs(terms, all.routes.front());
  CHECK(days(exact.deviation_s) > 3.2);
  CHECK(standard_deviation(all.time_s) == doctest::Approx(exact.deviation_s).epsilon(0.03));
}

TEST_CASE("a share of 1 - exp(-rate duration) meets the closure and waits half of it") {
  Two two(20'000, 0.0);
  Shock shock;
  shock.rate_per_s = 3.0 / (365.0 * day_s);
  shock.duration_s = 8.0 * day_s;
  const Strike strike = two.gate(shock);
  const Journeys all = journeys(two.graph, two.terms(), {&strike, 1}, two.tables, two.starts);
  const double share = static_cast<double>(all.struck) / 20'000.0;
  const double exact = -std::expm1(-3.0 * 8.0 / 365.0);
  CHECK(std::abs(share - exact) < 4.0 * std::sqrt(exact / 20'000.0));
  CHECK(all.rerouted == 0);  // the detour takes eight days more, as long as the longest wait
  // the wait is uniform over the closure: its mean is half of it
  const double waited_s = mean(all.time_s) - 10.0 * day_s;
  CHECK(days(waited_s) / share == doctest::Approx(4.0).epsilon(0.05));
}

TEST_CASE("long closures are drawn in proportion to their length") {
  Two two(20'000, 0.0);
  for (double& w : two.weight) w = w > 15.0 * day_s ? 1e9 : w;  // nobody takes the detour
  Shock shock;
  shock.rate_per_s = 3.0 / (365.0 * day_s);
  shock.duration_s = 4.0 * day_s;
  shock.duration_deviation_s = 4.0 * day_s;
  const Strike strike = two.gate(shock);
  const Journeys all = journeys(two.graph, two.terms(), {&strike, 1}, two.tables, two.starts);
  const double waited_s = mean(all.time_s) - 10.0 * day_s;
  // E D^2 / (2 E D) = (16 + 16) / 8 days; a heavy tail, so a loose check
  CHECK(days(waited_s) / (static_cast<double>(all.struck) / 20'000.0) ==
        doctest::Approx(4.0).epsilon(0.15));
}

TEST_CASE("each shipment takes the detour exactly where waiting costs more") {
  Two two(5'000, 0.0);
  Shock shock;
  shock.rate_per_s = 3.0 / (365.0 * day_s);
  shock.duration_s = 30.0 * day_s;
  const Strike strike = two.gate(shock);
  const Journeys all = journeys(two.graph, two.terms(), {&strike, 1}, two.tables, two.starts);
  REQUIRE(all.rerouted > 0);
  for (std::size_t i = 0; i < all.time_s.size(); ++i) {
    CHECK(days(all.time_s[i]) <= 18.0 + 1e-9);
    if (all.route[i] == 1) CHECK(days(all.time_s[i]) == doctest::Approx(18.0));
  }
}

TEST_CASE("a certain season strikes those that come in it, and no one else") {
  Two two(5'000, 0.0);
  for (double& w : two.weight) w = w > 15.0 * day_s ? 1e12 : w;
  Shock ice;
  ice.has_season = true;
  ice.season_from_day = 350;
  ice.season_until_day = 60;
  const Strike strike = two.gate(ice);
  const Journeys all = journeys(two.graph, two.terms(), {&strike, 1}, two.tables, two.starts);
  for (std::size_t i = 0; i < all.time_s.size(); ++i) {
    const double arrival = two.starts[i].day_of_year + 6.0;  // at the gate
    const double day = std::fmod(arrival, 365.0);
    const double left = day >= 350.0 ? 60.0 + 365.0 - day : day < 60.0 ? 60.0 - day : 0.0;
    CHECK(days(all.time_s[i]) == doctest::Approx(10.0 + left));
  }
}

TEST_CASE("numbers of a shipment depend on seed, name and number alone") {
  const ChanceTables small(3, 10, {{"x"}, {"s"}, {"g"}});
  const ChanceTables large(3, 50, {{"w", "x"}, {"r", "s"}, {"f", "g"}});
  for (std::size_t k = 0; k < 10; ++k) {
    CHECK(small.leg(0)[k] == large.leg(1)[k]);
    CHECK(small.strike(0)[k] == large.strike(1)[k]);
    CHECK(small.common(0)[k] == large.common(1)[k]);
    CHECK(small.start()[k] == large.start()[k]);
  }
}
