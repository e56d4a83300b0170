#include "landbridge/gas/verdict.hpp"

#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "landbridge/gas/pipe_law.hpp"
#include "landbridge/gas/potential.hpp"

using namespace landbridge;
using namespace landbridge::gas;

namespace {

Pipe pipe_of(double km, double mm = 600.0) {
  Pipe pipe;
  pipe.length = km * units::km;
  pipe.diameter = mm * units::mm;
  pipe.roughness = 0.05 * units::mm;
  return pipe;
}

/// Nodes a, b, c, … in a row, each between 30 and 70 bar.
VerdictCase row_of_nodes(int count) {
  VerdictCase c;
  c.problem.gas = dry_pipeline_gas();
  for (int i = 0; i < count; ++i)
    c.problem.network.add_node(fmt::format("{}", static_cast<char>('a' + i)));
  c.problem.supply.resize(static_cast<std::size_t>(count));
  c.problem.limits.resize(static_cast<std::size_t>(count), {30.0 * units::bar, 70.0 * units::bar});
  return c;
}

void nominate(VerdictCase& c, std::size_t from, std::size_t to, double flow_kg_s) {
  c.problem.supply[NodeId(from)] = MassFlow::from_si(flow_kg_s);
  c.problem.supply[NodeId(to)] = MassFlow::from_si(-flow_kg_s);
}

/// The flow that takes a pipe from one pressure to another.
double flow_between_bar(const VerdictCase& c, const Pipe& pipe, double from_bar, double to_bar) {
  const Potential potential(c.problem.gas);
  const PipeLaw law = law_of(pipe, c.problem.gas, c.problem.friction, 0.0);
  return std::sqrt((potential.phi_pa2(from_bar * 1e5) - potential.phi_pa2(to_bar * 1e5)) /
                   potential_drop(law, 1.0).value_pa2);
}

VerdictAnswer decided(const VerdictCase& c) {
  auto answer = verdict(c);
  REQUIRE(answer.has_value());
  REQUIRE(answer->verdict != Verdict::undecided);
  return std::move(*answer);
}

/// a - pipe - b | station | c - pipe - d
VerdictCase line_with_station(double flow_kg_s) {
  VerdictCase c = row_of_nodes(4);
  c.problem.add("first", NodeId(0), NodeId(1), pipe_of(80));
  Compressor idle;
  idle.control = CompressorControl::bypass;
  ControlledElement station;
  station.link = c.problem.add("station", NodeId(1), NodeId(2), idle);
  station.inlet_min = 32.0 * units::bar;
  station.outlet_max = 68.0 * units::bar;
  c.elements.push_back(station);
  c.problem.add("second", NodeId(2), NodeId(3), pipe_of(80));
  nominate(c, 0, 3, flow_kg_s);
  return c;
}

}  // namespace

TEST_CASE("one pipe carries exactly what its pressure limits allow") {
  VerdictCase c = row_of_nodes(2);
  c.problem.add("p", NodeId(0), NodeId(1), pipe_of(100));
  const double most_kg_s = flow_between_bar(c, pipe_of(100), 70.0, 30.0);
  nominate(c, 0, 1, most_kg_s * (1.0 - 1e-3));
  CHECK(decided(c).verdict == Verdict::feasible);
  nominate(c, 0, 1, most_kg_s * (1.0 + 1e-6));
  const VerdictAnswer no = decided(c);
  CHECK(no.verdict == Verdict::infeasible);
  CHECK(no.cause.where == "gas.node[b]");
  // The relief is the flow that fits, to the resolution of its search.
  double scale = 0.0;
  for (const Relief& r : no.cause.reliefs)
    if (r.what == "scale") scale = r.to;
  CHECK(scale == doctest::Approx(1.0).epsilon(2e-3));
}

TEST_CASE("the state of a feasible nomination meets mass balance and pipe law") {
  VerdictCase c = line_with_station(100.0);
  const VerdictAnswer yes = decided(c);
  REQUIRE(yes.verdict == Verdict::feasible);
  CHECK(yes.mass_residual_kg_s < 1e-8);
  CHECK(yes.law_residual_relative < 1e-10);
  for (const LinkId link : {LinkId(0), LinkId(1), LinkId(2)})
    CHECK(yes.flow_kg_s[link] == doctest::Approx(100.0).epsilon(1e-9));
  for (const double p_pa : yes.pressure_pa) {
    CHECK(p_pa >= 30e5);
    CHECK(p_pa <= 70e5);
  }
}

TEST_CASE("a flow that needs the station is carried with it and refused without it") {
  const VerdictCase probe = line_with_station(1.0);
  const double by_pass_kg_s = flow_between_bar(probe, pipe_of(160), 70.0, 30.0);
  const double best_kg_s = std::min(flow_between_bar(probe, pipe_of(80), 70.0, 32.0),
                                    flow_between_bar(probe, pipe_of(80), 68.0, 30.0));
  REQUIRE(by_pass_kg_s < 0.9 * best_kg_s);
  VerdictCase c = line_with_station(0.97 * best_kg_s);
  const VerdictAnswer yes = decided(c);
  REQUIRE(yes.verdict == Verdict::feasible);
  CHECK(yes.settings.at(0).mode == ElementMode::active);
  CHECK(yes.settings.at(0).outlet_pa > yes.settings.at(0).inlet_pa);
  c.elements.at(0).may_be_active = false;
  CHECK(decided(c).verdict == Verdict::infeasible);
  CHECK(decided(line_with_station(1.001 * best_kg_s)).verdict == Verdict::infeasible);
}

TEST_CASE("machines too weak for the ratio are the cause where pressure limits alone would do") {
  VerdictCase c = line_with_station(0.0);
  const double needs_it_kg_s = 1.15 * flow_between_bar(c, pipe_of(160), 70.0, 30.0);
  c = line_with_station(needs_it_kg_s);
  REQUIRE(decided(c).verdict == Verdict::feasible);
  StationFunctions weak;
  weak.windows = [](double inlet_pa, double) {
    return std::vector<MachineWindow>{{false, inlet_pa, 1.02 * inlet_pa, ""}};
  };
  weak.ratio_bound = [](double, double, double, double) { return 1.02; };
  c.elements.at(0).machines = weak;
  const VerdictAnswer no = decided(c);
  REQUIRE(no.verdict == Verdict::infeasible);
  CHECK(no.cause.what == CauseWhat::station_too_weak);
  CHECK(no.cause.where == "gas.compressor[station]");
}

TEST_CASE("each way to break a nomination is named as its cause") {
  VerdictCase c = line_with_station(100.0);
  SUBCASE("supplies and demands that differ") {
    c.problem.supply[NodeId(0)] = MassFlow::from_si(103.0);
    const VerdictAnswer no = decided(c);
    CHECK(no.cause.what == CauseWhat::unbalanced);
    CHECK(no.cause.by_how_much == doctest::Approx(3.0).epsilon(1e-9));
  }
  SUBCASE("a closed element in the only way") {
    c.elements.at(0).may_open = c.elements.at(0).may_be_active = false;
    CHECK(decided(c).cause.what == CauseWhat::cut_off);
  }
  SUBCASE("a link that may carry less") {
    c.flow.resize(3);
    c.flow[LinkId(2)].highest_kg_s = 90.0;
    const VerdictAnswer no = decided(c);
    CHECK(no.cause.what == CauseWhat::flow_limit);
    CHECK(no.cause.where == "gas.pipe[second]");
    CHECK(no.cause.by_how_much == doctest::Approx(10.0).epsilon(1e-6));
  }
  SUBCASE("a source that may give less") {
    c.problem.supply_limit.resize(4);
    c.problem.supply_limit[NodeId(0)].highest_kg_s = 80.0;
    const VerdictAnswer no = decided(c);
    CHECK(no.cause.what == CauseWhat::supply_limit);
    CHECK(no.cause.where == "gas.node[a]");
    CHECK(no.cause.by_how_much == doctest::Approx(20.0).epsilon(1e-6));
  }
  SUBCASE("a lower limit above the upper one") {
    c.problem.limits[NodeId(3)].lower = 75.0 * units::bar;
    const VerdictAnswer no = decided(c);
    CHECK(no.cause.what == CauseWhat::limits_cross);
    CHECK(no.cause.where == "gas.node[d]");
    CHECK(no.cause.by_how_much == doctest::Approx(5.0).epsilon(1e-6));
  }
  SUBCASE("a lower limit at the exit that no setting reaches") {
    c.problem.limits[NodeId(3)].lower = 67.0 * units::bar;
    const VerdictAnswer no = decided(c);
    CHECK(no.cause.what == CauseWhat::pressure_too_low);
    CHECK(no.cause.where == "gas.node[d]");
  }
  SUBCASE("an upper limit at the source that leaves too little") {
    c.problem.limits[NodeId(0)].upper = 34.0 * units::bar;
    const VerdictAnswer no = decided(c);
    CHECK(no.cause.what == CauseWhat::pressure_too_high);
    CHECK(no.cause.where == "gas.node[a]");
  }
  CHECK(decided(c).verdict == Verdict::infeasible);
}

TEST_CASE("a nomination that leaves a range is feasible if some flow of it is") {
  VerdictCase c = row_of_nodes(2);
  c.problem.add("p", NodeId(0), NodeId(1), pipe_of(100));
  const double most_kg_s = flow_between_bar(c, pipe_of(100), 70.0, 30.0);
  nominate(c, 0, 1, 2.0 * most_kg_s);
  CHECK(decided(c).verdict == Verdict::infeasible);
  c.supply_range.resize(2);
  c.supply_range[NodeId(0)] = {0.5 * most_kg_s, 2.0 * most_kg_s};
  c.supply_range[NodeId(1)] = {-2.0 * most_kg_s, -0.5 * most_kg_s};
  const VerdictAnswer yes = decided(c);
  REQUIRE(yes.verdict == Verdict::feasible);
  CHECK(yes.flow_kg_s[LinkId(0)] >= 0.5 * most_kg_s - 1e-6);
  CHECK(yes.flow_kg_s[LinkId(0)] <= most_kg_s + 1e-6);
}

TEST_CASE("the same case gives the same bytes again") {
  const VerdictCase c = line_with_station(120.0);
  const VerdictAnswer first = decided(c);
  const VerdictAnswer second = decided(c);
  CHECK(first.pressure_pa == second.pressure_pa);
  CHECK(first.flow_kg_s == second.flow_kg_s);
}
