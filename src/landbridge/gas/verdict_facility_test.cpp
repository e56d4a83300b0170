#include <cmath>
#include <optional>
#include <string>

#include <doctest/doctest.h>

#include "landbridge/gas/verdict_facility.hpp"

using namespace landbridge;
using namespace landbridge::gas;

namespace {

/// A storage by pressure at a hub that a border may feed too, and a city that needs 40 bar.
VerdictCase storage_case(double demand_kg_s, double border_kg_s, double least_city_bar) {
  VerdictCase c;
  Problem& p = c.problem;
  p.gas = dry_pipeline_gas();
  p.gas.eos = Eos::constant;
  p.gas.compressibility = Scalar::from_si(0.9);
  const NodeId hub = p.network.add_node("hub");
  const NodeId city = p.network.add_node("city");
  const NodeId border = p.network.add_node("border");
  p.supply = Column<NodeId, MassFlow>(3);
  p.supply[city] = -demand_kg_s * units::kg_per_s;
  p.supply[border] = border_kg_s * units::kg_per_s;
  p.limits = Column<NodeId, PressureLimits>(3);
  p.limits[city] = {least_city_bar * units::bar, 85.0 * units::bar};
  p.limits[border] = {1.0 * units::bar, 85.0 * units::bar};
  p.limits[hub] = {1.0 * units::bar, 85.0 * units::bar};
  const Pipe pipe{
      .length = 40 * units::km, .diameter = 700 * units::mm, .roughness = 0.02 * units::mm};
  p.add("east", hub, city, pipe);
  p.add("west", border, hub, pipe);
  Storage s;
  s.reservoir_pressure = 90.0 * units::bar;
  s.max_withdrawal = 80.0 * units::kg_per_s;
  s.open_flow = 100.0 * units::kg_per_s;
  Facility f = unwrap(facility_of(s, p.gas));
  f.id = "ugs";
  REQUIRE(add_facility(p, std::move(f), hub, {}).has_value());
  c.supply_range.resize(p.network.nodes());
  c.supply_range[p.facilities[0].node] = {0.0, 80.0};
  p.fixed_pressure.clear();
  c.flow.resize(p.network.links());
  return c;
}

}  // namespace

TEST_CASE("what a storage can give at the pressure that is needed runs, and no more") {
  // Without the border the storage gives the demand q at 90 sqrt(1 - q/100) bar and the city stands
  // lower by the pipe; the loss is small beside that of the curve.
  const auto easy = verdict_with_facilities(storage_case(40.0, 0.0, 40.0));
  REQUIRE(easy.has_value());
  CHECK(easy->verdict == Verdict::feasible);
  const auto hard = verdict_with_facilities(storage_case(75.0, 0.0, 46.0));
  REQUIRE(hard.has_value());
  CHECK(hard->verdict == Verdict::infeasible);  // 90 sqrt(0.25) = 45 bar at the hub
}

TEST_CASE("a state that is called feasible keeps the curve") {
  const VerdictCase c = storage_case(70.0, 30.0, 40.0);
  const auto answer = verdict_with_facilities(c);
  REQUIRE(answer.has_value());
  REQUIRE(answer->verdict == Verdict::feasible);
  const Facility& f = c.problem.facilities[0];
  const double flow_kg_s = answer->supply_kg_s[f.node];
  CHECK(flow_kg_s == doctest::Approx(40.0).epsilon(1e-6));
  CHECK(answer->pressure_pa[f.node] <= facility_reach(f, flow_kg_s).highest_pa + 1.0);
}

TEST_CASE("a nominated storage beyond its rate is refused by name") {
  VerdictCase c = storage_case(90.0, 0.0, 1.0);
  const NodeId own = c.problem.facilities[0].node;
  c.supply_range[own] = {};
  c.problem.supply[own] = 90.0 * units::kg_per_s;
  const auto answer = verdict_with_facilities(c);
  REQUIRE(answer.has_value());
  CHECK(answer->verdict == Verdict::infeasible);
  CHECK(answer->cause.what == CauseWhat::supply_limit);
  CHECK(answer->cause.where == "gas.storage[ugs]");
}
