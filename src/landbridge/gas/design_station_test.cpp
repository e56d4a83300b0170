#include "landbridge/gas/design_station.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "landbridge/gas/design.hpp"
#include "landbridge/gas/machine_fit.hpp"
#include "landbridge/gas/station_machine.hpp"

using namespace landbridge;
using namespace landbridge::gas;
namespace lu = landbridge::units;

namespace {

/// A machine by the fan laws: flow goes with speed, head with its square, one efficiency parabola.
StationMachines fan_law_machines() {
  std::vector<MapPoint> points;
  for (const double n : {3400.0, 4000.0, 4600.0, 5200.0})
    for (const double f : {0.70, 0.85, 1.0, 1.15, 1.30}) {
      const double s = n / 5000.0;
      points.push_back({n, 5.0 * s * f, 40.0 * s * s * (1.22 - 0.22 * f * f),
                        0.84 - 0.5 * (f - 1.0) * (f - 1.0)});
    }
  StationMachines m;
  Machine machine;
  machine.id = "fan";
  machine.compressor = fit_map(points)->compressor;
  m.station.machines.push_back(machine);
  DriveTable drive;
  drive.power = {{258.15, 29e6}, {288.15, 25e6}, {308.15, 21e6}};
  drive.energy = {{10e6, 35e6}, {17e6, 50e6}, {25e6, 69e6}};
  m.station.drives.push_back(*fit_drive("gt", DriveKind::gas_turbine, drive));
  m.machine = "fan";
  return m;
}

StationDuty duty_of(double flow_kg_s, double ratio) {
  return {60e5, 60e5 * ratio, 293.15, flow_kg_s, 313.15, 49e6};
}

StationMapAnswer run(const StationMachines& machines, const StationDuty& duty,
                     double ambient_k = 288.15) {
  const auto kit = station_kit(machines, 1, 6, ambient_k);
  REQUIRE(kit.has_value());
  return run_station(*kit, dry_pipeline_gas(), duty);
}

DesignSpec spec_with_machines() {
  DesignSpec s;
  s.name = "with machines";
  s.route.length = 600.0 * lu::km;
  s.route.delivery_pressure = 5.5 * lu::megapascal;
  s.flow = 24.0 * lu::bcm_20C_per_year;
  s.diameters = {1220.0 * lu::mm, 1420.0 * lu::mm};
  s.lines = {1};
  s.max_pressures = {7.4 * lu::megapascal, 9.8 * lu::megapascal};
  s.min_spacing = 100.0 * lu::km;
  s.max_spacing = 300.0 * lu::km;
  s.assumptions.cell = 20.0 * lu::km;
  s.machines = fan_law_machines();
  return s;
}

}  // namespace

TEST_CASE("what machines of a station do adds up to the flow and the pressures asked for") {
  for (const double flow : {150.0, 300.0, 700.0, 1100.0}) {
    const StationMapAnswer a = run(fan_law_machines(), duty_of(flow, 1.35));
    REQUIRE(a.point.has_value());
    double sum_kg_s = 0.0;
    for (const UnitPoint& u : a.point->units) {
      sum_kg_s += u.flow_kg_s;
      CHECK(u.outlet_pressure_pa == doctest::Approx(81e5).epsilon(1e-9));
      CHECK(u.power_w == doctest::Approx(u.flow_kg_s * u.head_j_kg / u.efficiency).epsilon(1e-12));
    }
    CHECK(sum_kg_s - a.point->recycled.si() == doctest::Approx(flow).epsilon(1e-9));
    CHECK(a.point->map_residual < 1e-9);
    CHECK(a.point->power_margin >= 0.0);
    CHECK(a.point->installed == a.point->running + 1);
  }
}

TEST_CASE("far below surge one machine runs at its least flow and recycles the rest") {
  const StationMachines machines = fan_law_machines();
  const StationMapAnswer a = run(machines, duty_of(20.0, 1.35));
  REQUIRE(a.point.has_value());
  REQUIRE(a.point->running == 1);
  CHECK(a.point->surge_margin < 0.0);
  const UnitPoint& u = a.point->units.front();
  CHECK(u.flow_kg_s == doctest::Approx(20.0 + a.point->recycled.si()).epsilon(1e-12));
  CHECK(u.surge_margin_ratio == doctest::Approx(0.0).epsilon(1e-9));
  // a trickle takes the power of the least flow, whatever the trickle
  const StationMapAnswer less = run(machines, duty_of(5.0, 1.35));
  REQUIRE(less.point.has_value());
  CHECK(less.point->shaft_power.si() == doctest::Approx(a.point->shaft_power.si()).epsilon(1e-12));
}

TEST_CASE("a ratio beyond one machine is done by two in series of equal ratio, cooled between") {
  const StationMapAnswer a = run(fan_law_machines(), duty_of(300.0, 1.9));
  REQUIRE(a.point.has_value());
  const UnitPoint& first = a.point->units.front();
  const UnitPoint& last = a.point->units.back();
  CHECK(first.stage == 0);
  CHECK(last.stage == 1);
  CHECK(first.outlet_pressure_pa / first.inlet_pressure_pa ==
        doctest::Approx(last.outlet_pressure_pa / last.inlet_pressure_pa).epsilon(1e-9));
  CHECK(last.inlet_temperature_k <= 313.15);
  CHECK(last.outlet_pressure_pa == doctest::Approx(114e5).epsilon(1e-9));
  const StationMapAnswer too_much = run(fan_law_machines(), duty_of(300.0, 4.0));
  REQUIRE(!too_much.point.has_value());
  CHECK(too_much.refusal.sentence.find("'fan'") != std::string::npos);
  CHECK(too_much.refusal.limit == StationLimit::speed_max);
}

TEST_CASE("hot air takes power away until more machines must run, and then none can") {
  const double flow = 1000.0;
  const StationMapAnswer cold = run(fan_law_machines(), duty_of(flow, 1.4), 263.15);
  const StationMapAnswer hot = run(fan_law_machines(), duty_of(flow, 1.4), 313.15);
  REQUIRE(cold.point.has_value());
  REQUIRE(hot.point.has_value());
  CHECK(hot.point->running >= cold.point->running);
  CHECK(hot.point->units.front().power_max_w < cold.point->units.front().power_max_w);
  CHECK(!run(fan_law_machines(), duty_of(8.0 * flow, 1.4), 313.15).point.has_value());
}

TEST_CASE("the cheapest number of machines is that of trying each by hand") {
  StationMachines machines = fan_law_machines();
  machines.prices = {1.0, 0.35};
  const StationDuty duty = duty_of(900.0, 1.4);
  double best = 1e300;
  for (int n = 1; n <= 5; ++n) {
    StationMachines one = machines;
    one.max_parallel = n;
    const StationMapAnswer a = run(one, duty);
    if (!a.point) continue;
    best = std::min(best, a.point->running * 25e6 + 0.35 * a.point->energy_rate.si());
  }
  const StationMapAnswer a = run(machines, duty);
  REQUIRE(a.point.has_value());
  CHECK(a.point->running * 25e6 + 0.35 * a.point->energy_rate.si() ==
        doctest::Approx(best).epsilon(1e-12));
}

TEST_CASE("a head below the map leaves the station by-passed, and it takes nothing") {
  const StationMapAnswer a = run(fan_law_machines(), duty_of(300.0, 1.01));
  REQUIRE(a.point.has_value());
  CHECK(a.point->is_bypassed);
  CHECK(a.point->shaft_power.si() == 0.0);
  CHECK(a.point->outlet_temperature.si() == doctest::Approx(293.15));
  CHECK(a.point->installed == 2);
}

TEST_CASE("a configuration of a file gives the machines that gas::operate() gives") {
  StationMachines machines = fan_law_machines();
  Station& s = machines.station;
  s.machines.push_back(s.machines.front());
  s.machines.back().id = "fan 2";
  s.configurations = {{"pair", {{0, 1}}}};
  machines.machine.clear();
  const StationDuty duty = duty_of(600.0, 1.3);
  const StationMapAnswer a = run(machines, duty);
  REQUIRE(a.point.has_value());
  const Gas gas = dry_pipeline_gas();
  StationInlet inlet = station_inlet(gas, duty.suction_pa, duty.temperature_k, 288.15);
  const StationAnswer direct = operate(s, 0, inlet, duty.flow_kg_s, duty.discharge_pa);
  REQUIRE(direct.can_run());
  CHECK(a.point->shaft_power.si() == doctest::Approx(direct.point->power_w).epsilon(1e-12));
  CHECK(a.point->configuration == "pair");
  const StationMapAnswer trickle = run(machines, duty_of(30.0, 1.3));
  REQUIRE(trickle.point.has_value());
  CHECK(trickle.point->recycled.si() > 0.0);
}

TEST_CASE("a design with machines keeps every station in its map and pays for what it installs") {
  const auto result = design(spec_with_machines());
  REQUIRE(result.has_value());
  const Design& d = result->ranked.front();
  Power nominal;
  Power drives;
  for (const StationState& s : d.state.stations) {
    REQUIRE(s.map.has_value());
    CHECK(s.map->power_margin >= 0.0);
    CHECK(s.shaft_power.si() == doctest::Approx(s.map->shaft_power.si()));
    nominal = nominal + s.map->nominal;
    drives = drives + s.map->energy_rate;
  }
  CHECK(d.machines.installed.si() == doctest::Approx(nominal.si()).epsilon(1e-12));
  CHECK(d.state.drive_power.si() == doctest::Approx(drives.si()).epsilon(1e-12));
  CHECK(result->certificate.line.map_residual_relative < 1e-9);
  CHECK(result->certificate.line.power_residual_relative < 1e-9);
  CHECK(result->certificate.line.mass_residual_relative < 1e-9);
}

TEST_CASE("the grid search with machines finds what every design on its own finds") {
  DesignSpec spec = spec_with_machines();
  spec.top = 1;
  const auto all = design(spec);
  REQUIRE(all.has_value());
  double best = 1e300;
  for (const Length diameter : spec.diameters)
    for (const Pressure pressure : spec.max_pressures)
      for (int sections = 2; sections <= 6; ++sections) {
        DesignSpec one = spec;
        one.diameters = {diameter};
        one.max_pressures = {pressure};
        one.min_spacing = one.max_spacing = spec.route.length / sections;
        const auto result = design(one);
        if (result) best = std::min(best, result->ranked.front().tariff.total.si());
      }
  CHECK(all->ranked.front().tariff.total.si() == doctest::Approx(best).epsilon(1e-12));
}

TEST_CASE("a design that no machine can run says which machine and why") {
  DesignSpec spec = spec_with_machines();
  spec.machines->max_parallel = 1;
  spec.machines->max_series = 1;
  spec.flow = 60.0 * lu::bcm_20C_per_year;
  spec.lines = {3};
  const auto result = design(spec);
  REQUIRE(!result.has_value());
  CHECK(result.error().fault == Fault::infeasible);
  CHECK_MESSAGE(result.error().what.find("station_map") != std::string::npos, result.error().what);
}

TEST_CASE("machines without a map, or unknown, are refused before anything is computed") {
  DesignSpec spec = spec_with_machines();
  spec.machines->machine = "no such";
  CHECK(design(spec).error().fault == Fault::bad_input);
  spec = spec_with_machines();
  spec.machines->machine.clear();
  CHECK(design(spec).error().what.find("configuration") != std::string::npos);
}

TEST_CASE("the largest flow with standby machines running is not below that without") {
  LineSpec line;
  line.name = "line";
  line.route.length = 400.0 * lu::km;
  line.route.delivery_pressure = 6.0 * lu::megapascal;
  line.outer_diameter = 1420.0 * lu::mm;
  line.max_pressure = 9.8 * lu::megapascal;
  line.stations = 2;
  line.station_units = 3;
  line.machines = fan_law_machines();
  const auto capacity = largest_flow(line, DesignAssumptions{});
  REQUIRE(capacity.has_value());
  CHECK(capacity->annual.in(lu::bcm_20C_per_year) > 10.0);  // a trickle by-passes, it can flow
  CHECK(capacity->annual_peak.si() >= capacity->annual.si() * (1.0 - 1e-9));
  CHECK(capacity->certificate.map_residual_relative < 1e-9);
  for (const StationState& s : capacity->state.stations)
    if (s.map) CHECK(s.map->running <= 2);
}
