#include "landbridge/gas/optimise/machines.hpp"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "landbridge/gas/friction.hpp"
#include "landbridge/gas/optimise/from_problem.hpp"
#include "landbridge/gas/optimise/optimise.hpp"

namespace landbridge::gas {
namespace {

/// H = 20 (n/5000)^2 - 2 (Q - 2) kJ/kg, eta = 0.8, surge H = 16 Q, choke H = 4 Q.
Station plain_station() {
  TurboCompressor t;
  t.speed_min_per_min = 3000.0;
  t.speed_max_per_min = 6000.0;
  t.head = {4.0, 0.0, 20.0 / 25e6, -2.0, 0.0, 0.0, 0.0, 0.0, 0.0};
  t.efficiency = {0.8, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
  t.surge = {0.0, 16.0, 0.0};
  t.choke = {0.0, 4.0, 0.0};
  Station s;
  s.id = std::string("S");
  s.machines.push_back({std::string("M"), t, 0});
  Drive d;
  d.power = {2e4, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
  d.energy_rate = {500.0, 2.5, 0.0};
  s.drives.push_back(d);
  s.configurations.push_back({std::string("1"), {{0}}});
  return s;
}

/// A source of 50 bar, a station, 50 km of pipe, a city.
Problem line(double flow_kg_s, double lowest_bar) {
  Problem p;
  p.gas = constant_gas(SpecificGasConstant::from_si(500.0), 0.9, 288.0 * units::kelvin);
  const NodeId a = p.network.add_node("A");
  const NodeId b = p.network.add_node("B");
  const NodeId c = p.network.add_node("C");
  p.supply.resize(3);
  p.supply[c] = MassFlow::from_si(-flow_kg_s);
  p.fixed_pressure.push_back({a, 50 * units::bar});
  p.limits.resize(3);
  p.limits[c].lower = lowest_bar * units::bar;
  for (const NodeId n : {a, b, c}) p.limits[n].upper = 90 * units::bar;
  p.add("S", a, b, Compressor{});
  Pipe pipe;
  pipe.length = 50 * units::km;
  pipe.diameter = 700 * units::mm;
  pipe.roughness = 0.02 * units::mm;
  p.add("P", b, c, pipe);
  return p;
}

OptResult best(const Problem& problem, const char* objective) {
  FromProblemOptions options;
  options.stations = {{LinkId(std::size_t{0}), plain_station()}};
  const auto model = optimal_model(problem, *parse_objective(objective), options);
  REQUIRE(model.has_value());
  const auto r = optimise(*model);
  REQUIRE(r.has_value());
  return *r;
}

}  // namespace

TEST_CASE("least power with maps: the state is in the map, the power that of the machine") {
  const Problem problem = line(110.0, 48.0);
  const OptResult r = best(problem, "fuel");
  REQUIRE_FALSE(r.pressure_pa.empty());
  CHECK(r.certificate.map_residual_relative < 2e-6);
  const StationInlet at = station_inlet(problem.gas, r.pressure_pa[0], 288.0, 283.15);
  const OutletRange range = outlet_range(plain_station(), at, r.flow_kg_s[0]);
  CHECK(r.pressure_pa[1] >= range.lowest_pa * (1.0 - 2e-6));
  CHECK(r.pressure_pa[1] <= range.highest_pa * (1.0 + 2e-6));
  const StationAnswer answer =
      operate_best(plain_station(), at, r.flow_kg_s[0],
                   std::clamp(r.pressure_pa[1], range.lowest_pa, range.highest_pa));
  REQUIRE(answer.can_run());
  CHECK(r.objective == doctest::Approx(answer.point->power_w / 1e6).epsilon(1e-4));
  CHECK(r.bound <= r.objective);
  CHECK(r.bound > 0.6 * r.objective);
}

TEST_CASE("the largest flow is one that the machine passes, and the bound is above it") {
  const Problem problem = line(110.0, 48.0);
  const OptResult r = best(problem, "max-flow:C");
  REQUIRE_FALSE(r.pressure_pa.empty());
  CHECK(r.certificate.map_residual_relative < 2e-6);
  CHECK(r.bound >= r.objective * (1.0 - 1e-9));
  // No flow of a fine scan that the machine and the pipe allow is above the bound.
  const double z_rs_t = 0.9 * 500.0 * 288.0;
  const double area = 3.14159265358979 * 0.49 / 4.0;
  const double k =
      friction_factor(Friction::nikuradse, 0.7, 2e-5, 1e9) * 5e4 * z_rs_t / (0.7 * area * area);
  for (double m = 100.0; m < 400.0; m += 1.0) {
    const StationInlet at = station_inlet(problem.gas, 50e5, 288.0, 283.15);
    const OutletRange range = outlet_range(plain_station(), at, m);
    const double out_pa = range.is_empty ? 50e5 : std::min(range.highest_pa, 90e5);
    if (out_pa * out_pa - k * m * m >= 48e5 * 48e5) CHECK(m <= r.bound * (1.0 + 1e-9));
  }
}

}  // namespace landbridge::gas
