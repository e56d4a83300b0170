#include "landbridge/gas/transient_stations.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

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

constexpr NodeId source{std::size_t{0}}, inlet_node{std::size_t{1}}, outlet_node{std::size_t{2}},
    city{std::size_t{3}};

/// A held source, a pipe, a station that is asked for a pressure, a pipe, a city.
TransientProblem line_with_station(double demand_kg_s, double asked_bar) {
  TransientProblem t;
  Problem& p = t.problem;
  p.gas = constant_gas(SpecificGasConstant::from_si(500.0), 0.9, 288.0 * units::kelvin);
  for (const char* name : {"source", "in", "out", "city"}) p.network.add_node(name);
  p.supply.resize(4);
  p.supply[city] = MassFlow::from_si(-demand_kg_s);
  p.fixed_pressure.push_back({source, 54 * units::bar});
  Pipe pipe;
  pipe.length = 40 * units::km;
  pipe.diameter = 800 * units::mm;
  pipe.roughness = 0.02 * units::mm;
  p.add("west", source, inlet_node, pipe);
  Compressor c;
  c.outlet_pressure = asked_bar * units::bar;
  const LinkId station = p.add("S", inlet_node, outlet_node, c);
  p.add("east", outlet_node, city, pipe);
  t.machines.stations.push_back({station, plain_station(2e4)});
  return t;
}

TransientOptions hours(double duration_h) {
  TransientOptions o;
  o.duration = duration_h * units::hour;
  o.step = 300.0 * units::second;
  o.cell = 2.0 * units::km;
  return o;
}

/// The highest outlet of the map at a time of the result, from the machines alone.
OutletRange reachable(const TransientProblem& t, const TransientResult& r, std::size_t row) {
  const LinkId link = t.machines.stations[0].link;
  const StationInlet at =
      station_inlet(t.problem.gas, r.pressure_pa.at(row, inlet_node.index()),
                    t.problem.gas.temperature.si(), t.machines.options.ambient_temperature_k);
  return outlet_range(t.machines.stations[0].station, at, r.flow_from_kg_s.at(row, link.index()));
}

int count(const TransientResult& r, const char* what) {
  return static_cast<int>(std::ranges::count(r.findings, what, &TransientFinding::what));
}

}  // namespace

TEST_CASE("a station at the limit of its map stays in its steady state") {
  TransientProblem t = line_with_station(120.0, 75.0);
  const auto steady = solve_with_stations(t.problem, t.machines.stations);
  REQUIRE(steady.has_value());
  REQUIRE(steady->stations[0].state == StationMapState::at_limit);
  const auto r = simulate(t, hours(4.0));
  REQUIRE(r.has_value());
  for (std::size_t k = 0; k < r->time_s.size(); ++k) {
    CHECK(r->pressure_pa.at(k, outlet_node.index()) ==
          doctest::Approx(steady->solution.pressure[outlet_node].si()).epsilon(1e-7));
    CHECK(r->stations[0].state[k] == StationMapState::at_limit);
    CHECK(r->stations[0].limit[k] == steady->stations[0].limit);
  }
  CHECK(r->certificate.mass_balance_relative < 1e-12);
}

TEST_CASE("a rising demand drives a station to its map, and every step ends on it") {
  TransientProblem t = line_with_station(90.0, 60.0);
  t.supply.push_back({city, {{0.0, 3600.0, 14400.0}, {-90.0, -90.0, -140.0}, false}});
  const auto r = simulate(t, hours(24.0));
  REQUIRE(r.has_value());
  bool was_at_limit = false;
  for (std::size_t k = 0; k < r->time_s.size(); ++k) {
    const OutletRange range = reachable(t, *r, k);
    REQUIRE_FALSE(range.is_empty);
    const double wanted = std::clamp(60e5, range.lowest_pa, range.highest_pa);
    CHECK(r->pressure_pa.at(k, outlet_node.index()) == doctest::Approx(wanted).epsilon(2e-8));
    was_at_limit = was_at_limit || r->stations[0].state[k] == StationMapState::at_limit;
  }
  CHECK(was_at_limit);
  CHECK(r->stations[0].state.front() == StationMapState::in_map);
  CHECK(r->certificate.mass_balance_relative < 1e-12);
  CHECK(r->certificate.map_residual_relative < 1e-8);

  // What it settles to is the steady state of the machines.
  t.problem.supply[city] = MassFlow::from_si(-140.0);
  const auto steady = solve_with_stations(t.problem, t.machines.stations);
  REQUIRE(steady.has_value());
  CHECK(r->pressure_pa.at(r->time_s.size() - 1, city.index()) ==
        doctest::Approx(steady->solution.pressure[city].si()).epsilon(1e-4));
}

TEST_CASE("too little flow for the map: the station stops, rests and runs again") {
  TransientProblem t = line_with_station(90.0, 60.0);
  t.machines.restart_after = 3600.0 * units::second;
  t.supply.push_back(
      {city,
       {{0.0, 3600.0, 7200.0, 28800.0, 36000.0}, {-90.0, -90.0, -10.0, -10.0, -90.0}, false}});
  const auto r = simulate(t, hours(18.0));
  INFO((r ? std::string() : r.error().what));
  REQUIRE(r.has_value());
  CHECK(count(*r, "out_of_map") >= 1);
  CHECK(count(*r, "runs_again") >= 1);
  double stopped_s = -1.0;
  for (const TransientFinding& f : r->findings) {
    if (f.what == "out_of_map") stopped_s = f.time_s;
    if (f.what == "runs_again") {
      CHECK(f.time_s >= stopped_s + 3600.0);
    }
  }
  for (std::size_t k = 0; k < r->time_s.size(); ++k)
    if (r->stations[0].state[k] == StationMapState::cannot_run)
      CHECK(r->stations[0].shaft_power_w[k] == 0.0);
  CHECK(r->stations[0].state.back() == StationMapState::in_map);
  CHECK(r->certificate.mass_balance_relative < 1e-12);
}

TEST_CASE("fuel leaves the network at the station, and the balance knows it") {
  TransientProblem t = line_with_station(100.0, 62.0);
  t.machines.takes_fuel = true;
  t.supply.push_back({city, {{0.0, 7200.0, 10800.0}, {-100.0, -100.0, -115.0}, false}});
  const auto r = simulate(t, hours(12.0));
  REQUIRE(r.has_value());
  const double fuel_kg_s = r->stations[0].fuel_kg_s.front();
  CHECK(fuel_kg_s > 0.05);
  CHECK(r->supply_kg_s.at(0, source.index()) == doctest::Approx(100.0 + fuel_kg_s).epsilon(1e-8));
  CHECK(r->stations[0].fuel_kg_s.back() > fuel_kg_s);
  CHECK(r->certificate.mass_balance_relative < 1e-12);
  // Steady again: the source gives what the city and the turbine take.
  const std::size_t last = r->time_s.size() - 1;
  CHECK(r->supply_kg_s.at(last, source.index()) ==
        doctest::Approx(115.0 + r->stations[0].fuel_kg_s.back()).epsilon(1e-3));
}

TEST_CASE("events scale a node's flow and cut a demand, on top of its series") {
  TransientProblem t = line_with_station(90.0, 60.0);
  t.machines.stations.clear();
  t.supply.push_back({city, {{0.0, 7200.0}, {-90.0, -70.0}, true}});
  const auto at = [](const char* name, TransientEvent::Kind kind, double time_h) {
    TransientEvent e;
    e.name = name;
    e.kind = kind;
    e.time = time_h * units::hour;
    e.node = city;
    return e;
  };
  t.events = {at("half", TransientEvent::Kind::scale, 1.0),
              at("less", TransientEvent::Kind::cut_demand, 3.0),
              at("back", TransientEvent::Kind::scale, 4.0),
              at("off", TransientEvent::Kind::cut_demand, 5.0)};
  t.events[0].factor = Scalar::from_si(0.5);
  t.events[1].cut = MassFlow::from_si(10.0);
  const auto r = simulate(t, hours(6.0));
  REQUIRE(r.has_value());
  const auto demand = [&](double time_h) {
    const auto row = static_cast<std::size_t>(
        std::ranges::lower_bound(r->time_s, time_h * 3600.0 + 1.0) - r->time_s.begin());
    return -r->supply_kg_s.at(row, city.index());
  };
  CHECK(demand(0.5) == 90.0);
  CHECK(demand(1.5) == 45.0);
  CHECK(demand(2.5) == 35.0);
  CHECK(demand(3.5) == 25.0);
  CHECK(demand(4.5) == 60.0);
  CHECK(demand(5.5) == 0.0);
  CHECK(count(*r, "scale") == 2);
  CHECK(r->certificate.mass_balance_relative < 1e-12);
}

TEST_CASE("an event that changes a flow which is not there says so") {
  TransientProblem t = line_with_station(90.0, 60.0);
  TransientEvent e;
  e.name = "x";
  e.kind = TransientEvent::Kind::scale;
  const auto refused = [&](NodeId node, TransientEvent::Kind kind) {
    e.node = node;
    e.kind = kind;
    t.events = {e};
    const auto r = simulate(t, hours(1.0));
    return !r && r.error().fault == Fault::bad_input;
  };
  CHECK(refused(source, TransientEvent::Kind::scale));
  CHECK(refused(inlet_node, TransientEvent::Kind::scale));
  CHECK(refused(outlet_node, TransientEvent::Kind::cut_demand));
  CHECK(refused(NodeId{}, TransientEvent::Kind::cut_demand));
  e.factor = Scalar::from_si(-1.0);
  CHECK(refused(city, TransientEvent::Kind::scale));
  e.factor = Scalar::from_si(1.0);
  e.cut = MassFlow::from_si(-1.0);
  CHECK(refused(city, TransientEvent::Kind::cut_demand));
}
