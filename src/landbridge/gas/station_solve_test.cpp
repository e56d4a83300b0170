#include "landbridge/gas/station_solve.hpp"

#include <cmath>

#include <doctest/doctest.h>

using namespace landbridge;
using namespace landbridge::gas;

namespace {

/// H = 20 (n/5000)^2 - 2 (Q - 2) kJ/kg, eta = 0.8, surge H = 16 Q, choke H = 4 Q.
Station plain_station(double power_kw) {
  TurboCompressor t;
  t.speed_min_per_min = 3000.0;
  t.speed_max_per_min = 6000.0;
  t.head = {4.0, 0.0, 20.0 / 25e6, -2.0, 0.0, 0.0, 0.0, 0.0, 0.0};
  t.efficiency = {0.8, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
  t.surge = {0.0, 16.0, 0.0};
  t.choke = {0.0, 4.0, 0.0};
  Station s;
  s.id = std::string("C");
  s.machines.push_back({std::string("M"), t, 0});
  Drive d;
  d.power = {power_kw, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
  d.energy_rate = {500.0, 2.5, 0.0};
  s.drives.push_back(d);
  s.configurations.push_back({std::string("1"), {{0}}});
  return s;
}

struct Line {
  Problem problem;
  LinkId station;
};

/// A held source, a station, a pipe; and beside the station a pipe back if `has_loop`.
Line line_with(double flow_kg_s, Compressor control, bool has_loop = false) {
  Line line;
  Problem& p = line.problem;
  p.gas = constant_gas(SpecificGasConstant::from_si(500.0), 0.9, 288.0 * units::kelvin);
  const NodeId a = p.network.add_node("A");
  const NodeId b = p.network.add_node("B");
  const NodeId c = p.network.add_node("C");
  p.supply.resize(3);
  p.supply[c] = MassFlow::from_si(-flow_kg_s);
  p.fixed_pressure.push_back({a, 50 * units::bar});
  line.station = p.add("S", a, b, control);
  Pipe pipe;
  pipe.length = 50 * units::km;
  pipe.diameter = 700 * units::mm;
  pipe.roughness = 0.02 * units::mm;
  p.add("P", b, c, pipe);
  if (has_loop) p.add("Q", a, c, pipe);
  return line;
}

Compressor outlet_control(double bar) {
  Compressor c;
  c.outlet_pressure = bar * units::bar;
  return c;
}

}  // namespace

TEST_CASE("a set point inside the map is kept, with the power of the machine") {
  const Line line = line_with(110.0, outlet_control(60.0));
  const auto s = solve_with_stations(line.problem, {{line.station, plain_station(2e4)}});
  REQUIRE(s.has_value());
  CHECK(s->stations[0].state == StationMapState::in_map);
  CHECK(s->solution.pressure[NodeId(1)].in(units::bar) == doctest::Approx(60.0).epsilon(1e-10));
  REQUIRE(s->stations[0].point.has_value());
  CHECK(s->stations[0].point->outlet_pressure_pa == doctest::Approx(60e5).epsilon(1e-10));
  CHECK(s->rounds == 1);
}

TEST_CASE("a set point above the map ends at the highest pressure of the machine") {
  const Line line = line_with(110.0, outlet_control(80.0));
  const Station station = plain_station(2e4);
  const auto s = solve_with_stations(line.problem, {{line.station, station}});
  REQUIRE(s.has_value());
  const StationOutcome& o = s->stations[0];
  CHECK(o.state == StationMapState::at_limit);
  CHECK(o.limit == StationLimit::speed_max);
  CHECK(o.asked_outlet_pa == doctest::Approx(80e5));
  const StationInlet inlet = station_inlet(line.problem.gas, 50e5, 288.0, 283.15);
  const double highest = outlet_range(station, inlet, 110.0).highest_pa;
  CHECK(s->solution.pressure[NodeId(1)].si() == doctest::Approx(highest).epsilon(1e-9));
}

TEST_CASE("a weak drive ends at its power") {
  const Line line = line_with(110.0, outlet_control(80.0));
  const auto s = solve_with_stations(line.problem, {{line.station, plain_station(2000.0)}});
  REQUIRE(s.has_value());
  CHECK(s->stations[0].limit == StationLimit::power);
  REQUIRE(s->stations[0].point.has_value());
  CHECK(s->stations[0].point->power_w == doctest::Approx(2000e3).epsilon(1e-8));
}

TEST_CASE("too little flow for the map by-passes the station and says surge") {
  const Line line = line_with(10.0, outlet_control(62.0));
  const auto s = solve_with_stations(line.problem, {{line.station, plain_station(2e4)}});
  REQUIRE(s.has_value());
  CHECK(s->stations[0].state == StationMapState::cannot_run);
  CHECK(s->stations[0].limit == StationLimit::surge);
  CHECK(s->solution.pressure[NodeId(1)].in(units::bar) == doctest::Approx(50.0).epsilon(1e-12));
}

TEST_CASE("where the ratio changes the flow, the station still ends on the edge of its map") {
  int held = 0;
  for (const double ratio : {1.15, 1.3, 1.8}) {
    Compressor c;
    c.control = CompressorControl::ratio;
    c.pressure_ratio = Scalar::from_si(ratio);
    const Line line = line_with(150.0, c, true);
    const Station station = plain_station(2e4);
    const auto s = solve_with_stations(line.problem, {{line.station, station}});
    REQUIRE_MESSAGE(s.has_value(), (s ? "" : s.error().what));
    const StationOutcome& o = s->stations[0];
    if (o.state == StationMapState::cannot_run) continue;
    held += o.state == StationMapState::at_limit ? 1 : 0;
    REQUIRE(o.point.has_value());
    const double flow = s->solution.flow[line.station].si();
    const StationInlet inlet = station_inlet(line.problem.gas, 50e5, 288.0, 283.15);
    const OutletRange r = outlet_range(station, inlet, flow);
    const double outlet = s->solution.pressure[NodeId(1)].si();
    CHECK(outlet <= r.highest_pa * (1.0 + 1e-8));
    CHECK(outlet >= r.lowest_pa * (1.0 - 1e-8));
    if (o.state == StationMapState::at_limit)
      CHECK(std::min(std::abs(outlet / r.highest_pa - 1.0), std::abs(outlet / r.lowest_pa - 1.0)) <
            1e-8);
  }
  CHECK(held > 0);
}
