#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include "landbridge/gas/batch.hpp"
#include "landbridge/gas/facility.hpp"
#include "landbridge/gas/outages.hpp"
#include "landbridge/gas/problem.hpp"
#include "landbridge/gas/solve.hpp"

using namespace landbridge;
using namespace landbridge::gas;

namespace {

/// A city of some demand and a pipe to a hub where facilities stand.
struct Hub {
  Problem problem;
  NodeId hub, city;

  explicit Hub(double demand_kg_s) {
    problem.gas = dry_pipeline_gas();
    problem.gas.eos = Eos::constant;
    problem.gas.compressibility = Scalar::from_si(0.9);
    hub = problem.network.add_node("hub");
    city = problem.network.add_node("city");
    problem.supply = Column<NodeId, MassFlow>(2);
    problem.supply[city] = -demand_kg_s * units::kg_per_s;
    problem.limits = Column<NodeId, PressureLimits>(2);
    problem.add(
        "pipe", hub, city,
        Pipe{.length = 40 * units::km, .diameter = 700 * units::mm, .roughness = 0.02 * units::mm});
  }
  void add(std::string id, Facility facility, std::optional<double> nominated = {}) {
    facility.id = std::move(id);
    std::optional<MassFlow> flow;
    if (nominated) flow = *nominated * units::kg_per_s;
    const auto added = add_facility(problem, std::move(facility), hub, flow);
    REQUIRE(added.has_value());
  }
  void hold(NodeId node, double pressure_bar) {
    problem.fixed_pressure.push_back({node, pressure_bar * units::bar});
  }
  NodeId node(std::string_view name) const {
    for (std::size_t i = 0; i < problem.network.nodes(); ++i)
      if (problem.network.node_name[NodeId(i)] == name) return NodeId(i);
    return {};
  }
  LinkId link(std::string_view name) const {
    for (std::size_t i = 0; i < problem.network.links(); ++i)
      if (problem.network.link_name[LinkId(i)] == name) return LinkId(i);
    return {};
  }
};

Facility well(double reservoir_bar, double open_flow_kg_s, double exponent) {
  Well w;
  w.reservoir_pressure = reservoir_bar * units::bar;
  w.open_flow = open_flow_kg_s * units::kg_per_s;
  w.exponent = Scalar::from_si(exponent);
  return unwrap(facility_of(w, dry_pipeline_gas()));
}

Facility terminal(double pressure_bar, double least_kg_s, double most_kg_s) {
  LngTerminal t;
  t.pressure = pressure_bar * units::bar;
  t.min_send_out = least_kg_s * units::kg_per_s;
  t.max_send_out = most_kg_s * units::kg_per_s;
  return unwrap(facility_of(t, dry_pipeline_gas()));
}

Facility storage(double reservoir_bar, double out_kg_s, double in_kg_s, double open_flow_kg_s) {
  Storage s;
  s.reservoir_pressure = reservoir_bar * units::bar;
  s.max_withdrawal = out_kg_s * units::kg_per_s;
  s.max_injection = in_kg_s * units::kg_per_s;
  s.open_flow = open_flow_kg_s * units::kg_per_s;
  return unwrap(facility_of(s, dry_pipeline_gas()));
}

}  // namespace

TEST_CASE("one well that feeds a city meets the back-pressure equation") {
  for (const double exponent : {0.5, 0.7, 1.0}) {
    Hub h(80.0);
    h.add("well", well(120.0, 300.0, exponent));
    const auto s = solve(h.problem);
    REQUIRE(s.has_value());
    CHECK(s->infeasible.empty());
    const double expected_bar = 120.0 * std::sqrt(1.0 - std::pow(80.0 / 300.0, 1.0 / exponent));
    CHECK(s->pressure[h.hub].in(units::bar) == doctest::Approx(expected_bar).epsilon(1e-12));
    CHECK(s->supply[h.node("well")].si() == doctest::Approx(80.0).epsilon(1e-12));
    CHECK(s->link[h.link("well")].status == ElementStatus::on_curve);
    CHECK(s->certificate.law_residual_relative < 1e-12);
  }
}

TEST_CASE("equal wells against one held pressure: the flow of each is the closed form") {
  Hub h(0.0);
  h.hold(h.hub, 60.0);
  h.add("near", well(120.0, 300.0, 0.8));
  h.add("far", well(120.0, 150.0, 0.8));
  h.add("spent", well(55.0, 150.0, 0.8));  // below the network: it gives nothing
  const auto s = solve(h.problem);
  REQUIRE(s.has_value());
  const double share = std::pow(1.0 - 60.0 * 60.0 / (120.0 * 120.0), 0.8);
  CHECK(s->flow[h.link("near")].si() == doctest::Approx(300.0 * share).epsilon(1e-9));
  CHECK(s->flow[h.link("far")].si() == doctest::Approx(150.0 * share).epsilon(1e-9));
  CHECK(s->flow[h.link("spent")].si() == doctest::Approx(0.0));
  CHECK(s->link[h.link("spent")].status == ElementStatus::closed);
}

TEST_CASE("facilities share a demand in a loop by their laws, to the residual") {
  Hub h(150.0);
  h.add("well", well(120.0, 300.0, 0.8));
  h.add("lng", terminal(70.0, 5.0, 60.0));
  const auto s = solve(h.problem);
  REQUIRE(s.has_value());
  CHECK(s->infeasible.empty());
  CHECK(s->certificate.mass_residual_kg_s < 1e-9);
  CHECK(s->certificate.law_residual_relative < 1e-10);
  // At 70 bar the well gives 300 (1 - 70²/120²)^0.8 = 213 kg/s, more than is asked for: the
  // terminal sends out its least, and the well the rest at the pressure of its curve.
  CHECK(s->flow[h.link("lng")].si() == doctest::Approx(5.0).epsilon(1e-9));
  CHECK(s->link[h.link("lng")].status == ElementStatus::at_lowest_flow);
  const double expected_bar = 120.0 * std::sqrt(1.0 - std::pow(145.0 / 300.0, 1.25));
  CHECK(s->pressure[h.hub].in(units::bar) == doctest::Approx(expected_bar).epsilon(1e-9));
}

TEST_CASE("a terminal holds its pressure until its send-out is at its limit") {
  Hub mild(100.0);
  mild.add("well", well(80.0, 200.0, 1.0));
  mild.add("lng", terminal(70.0, 5.0, 80.0));
  const auto s = solve(mild.problem);
  REQUIRE(s.has_value());
  const double of_well_kg_s = 200.0 * (1.0 - 70.0 * 70.0 / (80.0 * 80.0));
  CHECK(s->pressure[mild.hub].in(units::bar) == doctest::Approx(70.0).epsilon(1e-10));
  CHECK(s->flow[mild.link("lng")].si() == doctest::Approx(100.0 - of_well_kg_s).epsilon(1e-8));
  CHECK(s->link[mild.link("lng")].status == ElementStatus::active);

  Hub cold(180.0);
  cold.add("well", well(80.0, 200.0, 1.0));
  cold.add("lng", terminal(70.0, 5.0, 80.0));
  const auto t = solve(cold.problem);
  REQUIRE(t.has_value());
  CHECK(t->flow[cold.link("lng")].si() == doctest::Approx(80.0).epsilon(1e-9));
  CHECK(t->link[cold.link("lng")].status == ElementStatus::at_flow_limit);
  CHECK(t->pressure[cold.hub].in(units::bar) ==
        doctest::Approx(80.0 * std::sqrt(1.0 - 100.0 / 200.0)).epsilon(1e-9));
}

TEST_CASE("a storage gives gas to a low network, takes it from a high one, within its rates") {
  const auto flow_at = [](double network_bar) {
    Hub h(0.0);
    h.hold(h.hub, network_bar);
    h.add("ugs", storage(90.0, 60.0, 25.0, 100.0));
    const auto s = solve(h.problem);
    REQUIRE(s.has_value());
    CHECK(s->infeasible.empty());
    return std::pair{s->flow[h.link("ugs")].si(), s->link[h.link("ugs")].status};
  };
  const auto curve = [](double network_bar) {
    return 100.0 * (1.0 - std::pow(network_bar / 90.0, 2));
  };
  CHECK(flow_at(80.0).first == doctest::Approx(curve(80.0)).epsilon(1e-9));
  CHECK(flow_at(90.0).first == doctest::Approx(0.0));
  CHECK(flow_at(95.0).first == doctest::Approx(curve(95.0)).epsilon(1e-9));
  CHECK(flow_at(40.0).first == doctest::Approx(60.0).epsilon(1e-9));
  CHECK(flow_at(40.0).second == ElementStatus::at_flow_limit);
  CHECK(flow_at(110.0).first == doctest::Approx(-25.0).epsilon(1e-9));
}

TEST_CASE("a nominated flow beyond a facility's limits is infeasible and names the limit") {
  Hub h(30.0);
  h.hold(h.hub, 75.0);
  h.add("ugs", storage(90.0, 60.0, 25.0, 100.0), 70.0);
  const auto s = solve(h.problem);
  REQUIRE(s.has_value());
  REQUIRE(s->infeasible.size() == 2);
  CHECK(s->infeasible[0].what == InfeasibleWhat::supply_limit);
  CHECK(s->infeasible[0].node == h.node("ugs"));
  CHECK(s->infeasible[0].flow_limit.si() == doctest::Approx(60.0));
  CHECK(s->infeasible[0].sentence.find("the storage 'ugs' gives 70 kg/s, 10 kg/s more") == 0);
  // 70 kg/s reach 90 sqrt(1 - 0.7) = 49.3 bar, and the network stands at 75 bar.
  CHECK(s->infeasible[1].what == InfeasibleWhat::not_deliverable);
  CHECK(s->infeasible[1].limit.in(units::bar) == doctest::Approx(90.0 * std::sqrt(0.3)));
  CHECK(s->infeasible[1].by.in(units::bar) == doctest::Approx(75.0 - 90.0 * std::sqrt(0.3)));
}

TEST_CASE("a nominated injection needs the pressure of the curve") {
  Hub h(0.0);
  h.hold(h.hub, 95.0);
  h.add("ugs", storage(90.0, 60.0, 25.0, 100.0), -20.0);
  const auto s = solve(h.problem);
  REQUIRE(s.has_value());
  REQUIRE(s->infeasible.size() == 1);  // 90 sqrt(1.2) = 98.6 bar
  CHECK(s->infeasible[0].what == InfeasibleWhat::not_deliverable);
  CHECK(s->infeasible[0].limit.in(units::bar) == doctest::Approx(90.0 * std::sqrt(1.2)));
}

TEST_CASE("the only facility on a tree cannot pass its limit") {
  Hub h(80.0);
  h.add("lng", terminal(70.0, 0.0, 60.0));
  const auto s = solve(h.problem);
  REQUIRE(s.has_value());
  REQUIRE_FALSE(s->infeasible.empty());
  CHECK(s->infeasible[0].sentence.find("the LNG terminal 'lng' would have to give 80 kg/s") == 0);
}

TEST_CASE("the pressure of a storage follows its filling by p/Z") {
  const Gas gas = dry_pipeline_gas();
  Storage s;
  s.pressure_empty = 60.0 * units::bar;
  s.pressure_full = 140.0 * units::bar;
  s.filling = Scalar::from_si(0.4);
  s.working_gas = 500.0 * units::kilotonne;
  s.open_flow = 200.0 * units::kg_per_s;
  const Facility f = unwrap(facility_of(s, gas));
  const auto p_over_z = [&](double p_bar) {
    return p_bar / compressibility(gas, p_bar * 1e5, gas.temperature.si());
  };
  CHECK(p_over_z(f.reservoir.in(units::bar)) ==
        doctest::Approx(0.6 * p_over_z(60.0) + 0.4 * p_over_z(140.0)).epsilon(1e-12));
  CHECK(f.stock->in(units::kilotonne) == doctest::Approx(200.0));
  CHECK(f.free_room->in(units::kilotonne) == doctest::Approx(300.0));
  CHECK(lasting_time(f, 100.0)->si() == doctest::Approx(2e6));
  CHECK(lasting_time(f, -100.0)->si() == doctest::Approx(3e6));
  CHECK_FALSE(lasting_time(f, 0.0).has_value());
  // The open flow is that of the full storage; C stays the same as it empties.
  CHECK(facility_reach(f, 1e-9).highest_pa == doctest::Approx(f.reservoir.si()).epsilon(1e-6));
  const double c = 200.0 / (140.0 * 140.0);
  CHECK(facility_reach(f, c * (std::pow(f.reservoir.in(units::bar), 2) - 50.0 * 50.0)).highest_pa ==
        doctest::Approx(50e5).epsilon(1e-9));
}

TEST_CASE("facilities whose words do not fit together are refused") {
  const Gas gas = dry_pipeline_gas();
  Storage s;
  s.open_flow = 10.0 * units::kg_per_s;
  CHECK_FALSE(facility_of(s, gas).has_value());
  s.pressure_full = 50.0 * units::bar;
  s.pressure_empty = 60.0 * units::bar;
  CHECK_FALSE(facility_of(s, gas).has_value());
  s.pressure_full = 90.0 * units::bar;
  CHECK_FALSE(facility_of(s, gas).has_value());  // no filling
  LngTerminal t;
  t.min_send_out = 10.0 * units::kg_per_s;
  t.max_send_out = 5.0 * units::kg_per_s;
  CHECK_FALSE(facility_of(t, gas).has_value());
  Hub h(1.0);
  Facility lawless;
  lawless.id = "ugs";
  CHECK_FALSE(add_facility(h.problem, lawless, h.hub, {}).has_value());
}

TEST_CASE("a batch names the limit of a facility, compiled or not") {
  for (const bool has_curve : {false, true}) {
    Hub h(30.0);
    h.hold(h.hub, 75.0);
    h.add("ugs", storage(90.0, 60.0, 25.0, has_curve ? 300.0 : 0.0), 0.0);
    Supplies supplies(3, h.problem.network.nodes());
    for (std::size_t i = 0; i < 3; ++i) supplies.at(i, h.city) = -30.0;
    supplies.at(0, h.node("ugs")) = 60.0;
    supplies.at(1, h.node("ugs")) = 70.0;
    supplies.at(2, h.node("ugs")) = -30.0;
    const auto result = solve_batch(h.problem, supplies);
    REQUIRE(result.has_value());
    CHECK(result->cases[0].status == BatchStatus::ok);
    CHECK(result->cases[0].is_compiled != has_curve);
    for (const std::size_t i : {1U, 2U}) {
      REQUIRE(result->cases[i].cause.has_value());
      CHECK(result->cases[i].cause->what == InfeasibleWhat::supply_limit);
      CHECK(sentence_of(h.problem, result->cases[i]).find("the storage 'ugs'") == 0);
    }
  }
}

TEST_CASE("without its terminal a city lives on the well, and no better than the well can") {
  Hub h(150.0);
  h.add("well", well(120.0, 160.0, 1.0));
  h.add("lng", terminal(70.0, 5.0, 120.0));
  h.problem.limits[h.city].lower = 20.0 * units::bar;
  OutageOptions options;
  options.threads = 1;
  const auto study = study_outages(h.problem, options);
  REQUIRE(study.has_value());
  CHECK(study->intact.status == OutageStatus::runs);
  const auto of = [&](std::string_view name) -> const OutageResult* {
    for (const OutageResult& r : study->ranked)
      if (!r.outage.node.is_none() && h.problem.network.node_name[r.outage.node] == name) return &r;
    return nullptr;
  };
  REQUIRE(of("lng") != nullptr);
  CHECK(of("lng")->status == OutageStatus::reduced);
  CHECK(of("lng")->unserved.si() > 0.0);
  CHECK(of("lng")->unserved.si() < 40.0);
  REQUIRE(of("well") != nullptr);
  CHECK(of("well")->unserved.si() == doctest::Approx(30.0).epsilon(1e-6));
}
