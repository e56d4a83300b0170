#include <cmath>

#include <doctest/doctest.h>

#include "landbridge/gas/generic_machine.hpp"
#include "landbridge/gas/station_machine.hpp"

using namespace landbridge;
using namespace landbridge::gas;

namespace {

GenericMachine sample() {
  GenericMachine m;
  m.design_flow_m3_s = 4.0;
  m.design_head_kj_kg = 45.0;
  m.power_w = 16e6;
  return m;
}

StationInlet inlet_at(const Gas& gas, double air_k) {
  return station_inlet(gas, 6.8e6, 288.15, air_k);
}

/// The same machine as a `.cs` file would have it.
Machine machine_of(const TurboUnits& units) { return {"m", units.map, 0}; }

}  // namespace

TEST_CASE("the generic map goes through its design, surge and choke points and has no defect") {
  const GenericMachine m = sample();
  const TurboUnits u = generic_units(m);
  CHECK(map_value(u.map.head, 1.0, m.design_flow_m3_s) == doctest::Approx(45.0).epsilon(1e-12));
  const double surge_q = m.surge_flow_share * m.design_flow_m3_s;
  CHECK(map_value(u.map.head, 1.0, surge_q) == doctest::Approx(45.0 * m.surge_head).epsilon(1e-12));
  CHECK(map_value(u.map.surge, surge_q) == doctest::Approx(45.0 * m.surge_head).epsilon(1e-12));
  const double choke_q = m.choke_flow_share * m.design_flow_m3_s;
  CHECK(map_value(u.map.head, 1.0, choke_q) == doctest::Approx(45.0 * m.choke_head).epsilon(1e-12));
  CHECK(map_value(u.map.choke, choke_q) == doctest::Approx(45.0 * m.choke_head).epsilon(1e-12));
  // fan laws: at 0.8 of the speed and of the flow 0.64 of the head at the same efficiency
  CHECK(map_value(u.map.head, 0.8, 3.2) == doctest::Approx(0.64 * 45.0).epsilon(1e-12));
  CHECK(map_value(u.map.efficiency, 0.8, 3.2) == doctest::Approx(0.82).epsilon(1e-12));
  CHECK(map_defect(machine_of(u)).empty());
}

TEST_CASE("a generic gas turbine has its power at 15 degC and loses it as the air warms") {
  const TurboUnits u = generic_units(sample());
  CHECK(power_max_w(u.drive, 1.0, 288.15) == doctest::Approx(16e6).epsilon(1e-12));
  CHECK(power_max_w(u.drive, 1.0, 308.15) == doctest::Approx(16e6 * (1.0 - 0.007 * 20.0)));
  CHECK(energy_rate_w(u.drive, 16e6) == doctest::Approx(16e6 / 0.34).epsilon(1e-12));
  CHECK(energy_rate_w(u.drive, 0.0) == doctest::Approx(0.2 * 16e6 / 0.34).epsilon(1e-12));
}

TEST_CASE("inside the map the closed form is the point that a station file gives") {
  const Gas gas = dry_pipeline_gas();
  TurboUnits u = generic_units(sample());
  u.running = 3.0;
  const StationInlet inlet = inlet_at(gas, 288.15);
  const Machine machine = machine_of(u);
  const MachineCase c{machine, u.drive, inlet};
  for (const double q : {3.2, 4.0, 4.8}) {
    const double flow_kg_s = 3.0 * q * inlet.density_kg_m3();
    const double ratio = ratio_of_head(inlet, 40e3);
    const TurboPoint p = turbo_point(u, inlet, flow_kg_s, ratio);
    const UnitPoint one = machine_point(c, q, 40e3);
    CHECK(p.is_turning);
    CHECK(p.recycled_kg_s == 0.0);
    CHECK(p.speed_per_min == doctest::Approx(one.speed_per_min).epsilon(1e-9));
    CHECK(p.power_w == doctest::Approx(3.0 * one.power_w).epsilon(1e-9));
    CHECK(p.power_max_w == doctest::Approx(3.0 * one.power_max_w).epsilon(1e-9));
    CHECK(p.energy_rate_w == doctest::Approx(3.0 * one.energy_rate_w).epsilon(1e-9));
    CHECK(p.efficiency_of_station == doctest::Approx(one.efficiency).epsilon(1e-9));
    for (const double strength : {0.6, 1.0, 1e3}) {  // power alone, both, speed alone
      TurboUnits other = u;
      for (double& k : other.drive.power) k *= strength;
      const MachineRange heads = heads_at_volume_flow({machine, other.drive, inlet}, q);
      const TurboLimit limit = turbo_limit(other, inlet, flow_kg_s);
      CHECK(head_of_ratio_j_kg(inlet, limit.ratio) == doctest::Approx(heads.high).epsilon(1e-9));
      CHECK(limit.limit == heads.high_limit);
      CHECK(limit.point.power_w <= limit.point.power_max_w * (1.0 + 1e-9));
    }
  }
}

TEST_CASE("too little flow is recycled at the surge line and costs power all the same") {
  const Gas gas = dry_pipeline_gas();
  const TurboUnits u = generic_units(sample());
  const StationInlet inlet = inlet_at(gas, 288.15);
  const double ratio = ratio_of_head(inlet, 40e3);
  const Machine machine = machine_of(u);
  const MachineRange flows = volume_flows_at_head({machine, u.drive, inlet}, 40e3);
  const double half_kg_s = 0.5 * flows.low * inlet.density_kg_m3();
  const TurboPoint p = turbo_point(u, inlet, half_kg_s, ratio);
  CHECK(p.volume_flow_m3_s == doctest::Approx(flows.low).epsilon(1e-9));
  CHECK(p.recycled_kg_s == doctest::Approx(half_kg_s).epsilon(1e-9));
  CHECK(p.efficiency_of_station == doctest::Approx(0.5 * p.efficiency).epsilon(1e-9));
  CHECK(p.power_w ==
        doctest::Approx(turbo_point(u, inlet, 2.0 * half_kg_s, ratio).power_w).epsilon(1e-9));
}

TEST_CASE("above the map the point stands at its edge, without a pressure to raise nothing turns") {
  const Gas gas = dry_pipeline_gas();
  TurboUnits u = generic_units(sample());
  const StationInlet inlet = inlet_at(gas, 288.15);
  const double flow_kg_s = 4.0 * inlet.density_kg_m3();
  const TurboPoint high = turbo_point(u, inlet, flow_kg_s, 3.0);
  CHECK(high.speed_per_min == doctest::Approx(u.map.speed_max_per_min));
  for (double& k : u.drive.power) k *= 1e3;
  CHECK(head_of_ratio_j_kg(inlet, turbo_limit(u, inlet, flow_kg_s).ratio) ==
        doctest::Approx(high.head_j_kg));
  const TurboPoint still = turbo_point(u, inlet, flow_kg_s, 1.0);
  CHECK_FALSE(still.is_turning);
  CHECK(still.power_w == 0.0);
  CHECK(still.energy_rate_w == 0.0);
  CHECK(still.efficiency_of_station > 0.0);
  // beyond the choke line at the highest speed the machines take no more
  const double choke_q = 1.05 * 1.4 * 4.0;
  CHECK(still.flow_max_kg_s == doctest::Approx(choke_q * inlet.density_kg_m3()).epsilon(1e-9));
}
