#include "landbridge/freight/network/multimodal.hpp"

#include <array>
#include <limits>

#include <doctest/doctest.h>

#include "landbridge/freight/network/corridor_graph.hpp"
#include "landbridge/freight/network/shipment.hpp"

using namespace landbridge;
using namespace landbridge::freight;

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

/// North -(1520)- border -(1435)- south, and a sea way around.
struct Small {
  std::vector<std::string> places{"north", "border", "south"};
  std::vector<Haul> hauls{{"a", 0, 1, Mode::rail, "1520", "A", true},
                          {"b", 1, 2, Mode::rail, "1435", "B", true},
                          {"sea", 0, 2, Mode::sea, "", "", true}};
  std::vector<TransferRule> rules;

  Small() {
    rules.push_back({"load", {0, 1, 2}, true, TransferKind::loading, {}, {}, true});
    rules.push_back({"unload", {0, 1, 2}, true, TransferKind::unloading, {}, {}, true});
    rules.push_back({"gauge", {1}, false, TransferKind::gauge_change, {}, {}, true});
  }
  MultimodalNetwork build() const { return multimodal_network(places, hauls, rules); }
};

std::vector<std::string> names(const MultimodalNetwork& network,
                               const std::vector<std::uint32_t>& route) {
  std::vector<std::string> list;
  for (const std::uint32_t a : route)
    list.push_back(network.network.link_name[LinkId(std::size_t{a})]);
  return list;
}

CorridorGraph between(const MultimodalNetwork& network, std::size_t from, std::size_t to,
                      std::vector<Via> via = {}) {
  return {network,
          {network.find(from, Stage::origin), network.find(to, Stage::destination), via, {}}};
}

}  // namespace

TEST_CASE("a place has a state for each mode, gauge and operator, an origin and a destination") {
  const MultimodalNetwork network = Small().build();
  // north: rail, sea; border: 1520, 1435; south: rail, sea; three origins, three destinations
  CHECK(network.network.nodes() == 12);
  // three hauls both ways, six loadings, six unloadings, the gauge change both ways
  CHECK(network.network.links() == 6 + 6 + 6 + 2);
}

TEST_CASE("trains do not change gauge, operator or mode by themselves") {
  Small small;
  small.rules.pop_back();
  const MultimodalNetwork without = small.build();
  CorridorGraph::Search search;
  const std::vector<double> ones(without.network.links(), 1.0);
  REQUIRE(between(without, 0, 2).cheapest(ones, search));
  CHECK(names(without, search.route) == std::vector<std::string>{"load", "sea", "unload"});
  CHECK_FALSE(between(without, 1, 2, {{false, 0}}).is_connected());
}

TEST_CASE("a corridor goes through its vias in their order") {
  const MultimodalNetwork network = Small().build();
  std::vector<double> weight(network.network.links(), 1.0);
  CorridorGraph::Search search;
  REQUIRE(between(network, 0, 2).cheapest(weight, search));
  CHECK(search.weight == 3.0);
  REQUIRE(between(network, 0, 2, {{false, 0}, {false, 1}}).cheapest(weight, search));
  CHECK(names(network, search.route) ==
        std::vector<std::string>{"load", "a", "gauge", "b", "unload"});
  CHECK_FALSE(between(network, 0, 2, {{false, 1}, {false, 0}}).cheapest(weight, search));
  for (std::size_t a = 0; a < weight.size(); ++a)
    if (network.network.link_name[LinkId(a)] == "gauge") weight[a] = never;
  CHECK_FALSE(between(network, 0, 2, {{false, 0}, {false, 1}}).cheapest(weight, search));
}

TEST_CASE("a route does not go back over the haul on which it came") {
  const MultimodalNetwork network = Small().build();
  const std::vector<double> ones(network.network.links(), 1.0);
  CorridorGraph::Search search;
  // by sea to the south, to the border and back would pass the border
  REQUIRE(between(network, 0, 2, {{true, 1}}).cheapest(ones, search));
  CHECK(names(network, search.route) ==
        std::vector<std::string>{"load", "a", "gauge", "b", "unload"});
}

TEST_CASE("a rule for the very place goes before one with a pattern") {
  Small small;
  small.rules.push_back({"any_gauge", {0, 1, 2}, true, TransferKind::gauge_change, {}, {}, true});
  const MultimodalNetwork network = small.build();
  for (const std::string& name : network.network.link_name) CHECK(name != "any_gauge");
}

TEST_CASE("the kind of a transfer says between which states it can be") {
  Small small;
  small.rules.push_back({"port", {0, 2}, false, TransferKind::port, {}, {}, true});
  small.rules.push_back({"border", {0, 1, 2}, true, TransferKind::border, {}, {}, true});
  const MultimodalNetwork network = small.build();
  std::size_t ports = 0, borders = 0;
  for (const std::string& name : network.network.link_name) {
    ports += name == "port" ? 1U : 0U;
    borders += name == "border" ? 1U : 0U;
  }
  CHECK(ports == 4);  // rail to sea and back at both ends
  CHECK(borders ==
        0);  // the gauge change of the very place goes before; no other pair has one mode
}

TEST_CASE("money of a haul: tariff, fixed part, empty return, toll, insurance, carbon") {
  const HaulTerms haul{.length_m = 1e6,
                       .time_s = 3600.0,
                       .variance_s2 = 100.0,
                       .tariff_kg_m = 2e-8,
                       .tariff_teu_m = 4e-4,
                       .fixed_kg = 0.001,
                       .toll_kg = 0.002,
                       .tax_kg = 0.003,
                       .insurance = 0.01,
                       .co2_per_m = 2e-8,
                       .empty_container = 0.5,
                       .empty_bulk = 0.25};
  const ShipperTerms shipper{.carbon_kg = 0.05, .reliability_ratio = 2.0};
  const GoodTerms bulk{.value_kg = 0.2, .value_of_time_kg_s = 1e-7};
  const Shipment s = on_haul(haul, bulk, shipper);
  const double haulage = 2e-8 * 1e6 + 0.001;
  CHECK(s.money() == doctest::Approx(haulage * 1.25 + 0.002 + 0.003 + 0.01 * 0.2 + 0.05 * 0.02));
  CHECK(s.co2_kg == doctest::Approx(0.02));
  CHECK(generalised(s, bulk, shipper) == doctest::Approx(s.money() + 1e-7 * (3600.0 + 2.0 * 10.0)));
  const GoodTerms box{.is_container = true, .teu_load_kg = 1e4};
  // tariff by TEU, but the fixed part is stated by mass only
  CHECK(on_haul(haul, box, shipper).cost[0] == doctest::Approx(4e-4 * 1e6 / 1e4 + 0.001));
}

TEST_CASE("waiting for a departure of the week and for an opening") {
  const double week_s = 7.0 * 86400.0;
  CHECK(wait_for_departure({0.0}).mean_s == doctest::Approx(week_s / 2.0));
  CHECK(wait_for_departure({0.0}).variance_s2 == doctest::Approx(week_s * week_s / 12.0));
  CHECK(wait_for_departure({0.0, week_s / 2.0}).mean_s == doctest::Approx(week_s / 4.0));
  CHECK(wait_for_departure({}).mean_s == 0.0);
  CHECK(wait_for_opening(12.0 * 3600.0).mean_s == doctest::Approx(3.0 * 3600.0));
  CHECK(wait_for_opening(0.0).variance_s2 == 0.0);
}
