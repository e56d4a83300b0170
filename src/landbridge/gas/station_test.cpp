#include "landbridge/gas/station.hpp"

#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "landbridge/gas/compressor.hpp"
#include "landbridge/gas/station_machine.hpp"
#include "landbridge/gas/station_stage.hpp"

using namespace landbridge;
using namespace landbridge::gas;

namespace {

/// A made-up machine whose map can be inverted by hand: H = 20 (n/5000)^2 - 2 (Q - 2), so that
/// eta = 0.8 everywhere, surge H = 16 Q, choke H = 4 Q.
TurboCompressor plain_turbo() {
  TurboCompressor t;
  t.speed_min_per_min = 3000.0;
  t.speed_max_per_min = 6000.0;
  t.head = {4.0, 0.0, 20.0 / 25e6, -2.0, 0.0, 0.0, 0.0, 0.0, 0.0};
  t.efficiency = {0.8, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
  t.surge = {0.0, 16.0, 0.0};
  t.choke = {0.0, 4.0, 0.0};
  return t;
}

Drive drive_of(double power_kw) {
  Drive d;
  d.id = std::string("drive");
  d.power = {power_kw, 0.0, 0.0, -20.0, 0.0, 0.0, 0.0, 0.0, 0.0};  // 20 kW less per kelvin
  d.energy_rate = {500.0, 2.5, 1e-4};
  return d;
}

/// `units` machines and one configuration for each entry of `stages` (units per stage).
Station station_of(const TurboCompressor& turbo, std::vector<std::vector<int>> configurations,
                   double power_kw = 20000.0) {
  Station s;
  s.id = std::string("S");
  s.drives = {drive_of(power_kw)};
  for (int i = 0; i < 4; ++i) s.machines.push_back({fmt::format("M{}", i), turbo, 0});
  for (const auto& stages : configurations) {
    Configuration c;
    c.id = fmt::format("{}", s.configurations.size() + 1);
    std::size_t next = 0;
    for (const int units : stages) {
      c.stages.emplace_back();
      for (int u = 0; u < units; ++u) c.stages.back().push_back(next++);
    }
    s.configurations.push_back(c);
  }
  return s;
}

StationInlet plain_inlet() {
  StationInlet inlet;
  inlet.pressure_pa = 50e5;
  inlet.temperature_k = 288.0;
  inlet.compressibility = 0.9;
  inlet.specific_gas_constant_j_kg_k = 500.0;
  inlet.isentropic_exponent = 1.3;
  inlet.ambient_temperature_k = 283.15;
  inlet.lower_calorific_value_j_kg = 48e6;
  return inlet;
}

}  // namespace

TEST_CASE("ratio and head are inverses") {
  const StationInlet inlet = plain_inlet();
  for (const double ratio : {1.0, 1.0001, 1.3, 2.5})
    CHECK(ratio_of_head(inlet, head_of_ratio_j_kg(inlet, ratio)) ==
          doctest::Approx(ratio).epsilon(1e-14));
}

TEST_CASE("the flows of a machine at one head end where its lines cross by hand") {
  const Station s = station_of(plain_turbo(), {{1}});
  const StationInlet inlet = plain_inlet();
  const MachineCase c{s.machines[0], s.drives[0], inlet};
  // H = 20 kJ/kg: surge line at Q = 1.25, fastest isoline 32.8 - 2 Q = 20 at 6.4 (H = 4 + 28.8 -
  // 2Q), choke line at 5: the choke line comes first.
  const MachineRange at_20 = volume_flows_at_head(c, 20e3);
  REQUIRE(!at_20.is_empty);
  CHECK(at_20.low == doctest::Approx(1.25).epsilon(1e-13));
  CHECK(at_20.high == doctest::Approx(5.0).epsilon(1e-13));
  CHECK(at_20.low_limit == StationLimit::surge);
  CHECK(at_20.high_limit == StationLimit::choke);
  // H = 30 kJ/kg: fastest isoline at Q = 1.4 is left of the surge line 1.875: nothing.
  CHECK(volume_flows_at_head(c, 30e3).is_empty);
  // H = 28 kJ/kg: surge 1.75, fastest 2.4.
  const MachineRange at_28 = volume_flows_at_head(c, 28e3);
  CHECK(at_28.high == doctest::Approx(2.4).epsilon(1e-13));
  CHECK(at_28.high_limit == StationLimit::speed_max);
}

TEST_CASE("the heads of a machine at one flow end where its lines cross by hand") {
  const Station s = station_of(plain_turbo(), {{1}});
  const StationInlet inlet = plain_inlet();
  const MachineCase c{s.machines[0], s.drives[0], inlet};
  const MachineRange at_3 = heads_at_volume_flow(c, 3.0);
  CHECK(at_3.low == doctest::Approx(12e3).epsilon(1e-13));  // choke 4 Q
  CHECK(at_3.low_limit == StationLimit::choke);
  CHECK(at_3.high == doctest::Approx(26.8e3).epsilon(1e-13));  // 32.8 - 2 Q
  CHECK(at_3.high_limit == StationLimit::speed_max);
  const MachineRange at_1 = heads_at_volume_flow(c, 1.0);
  CHECK(at_1.low == doctest::Approx(9.2e3).epsilon(1e-13));  // 11.2 - 2 Q at 3000 1/min
  CHECK(at_1.low_limit == StationLimit::speed_min);
  CHECK(at_1.high == doctest::Approx(16e3).epsilon(1e-13));  // surge 16 Q
  CHECK(at_1.high_limit == StationLimit::surge);
  CHECK(heads_at_volume_flow(c, 0.5).is_empty);
  CHECK(heads_at_volume_flow(c, 0.5).high_limit == StationLimit::surge);
  CHECK(heads_at_volume_flow(c, 9.0).is_empty);
  CHECK(heads_at_volume_flow(c, 9.0).high_limit == StationLimit::choke);
}

TEST_CASE("power is flow times head over efficiency, and fuel is energy over calorific value") {
  const Station s = station_of(plain_turbo(), {{1}});
  const StationInlet inlet = plain_inlet();
  const double flow_kg_s = 3.0 * inlet.density_kg_m3();
  const double outlet_pa = inlet.pressure_pa * ratio_of_head(inlet, 20e3);
  const StationAnswer answer = operate(s, 0, inlet, flow_kg_s, outlet_pa);
  REQUIRE(answer.can_run());
  const UnitPoint& u = answer.point->units.front();
  CHECK(u.head_j_kg == doctest::Approx(20e3).epsilon(1e-12));
  // 20 (n/5000)^2 = 20 - 4 + 6: n = 5000 sqrt(1.1)
  CHECK(u.speed_per_min == doctest::Approx(5000.0 * std::sqrt(1.1)).epsilon(1e-12));
  CHECK(u.power_w == doctest::Approx(flow_kg_s * 20e3 / 0.8).epsilon(1e-12));
  const double power_kw = u.power_w / 1e3;
  CHECK(u.fuel_kg_s ==
        doctest::Approx((500.0 + 2.5 * power_kw + 1e-4 * power_kw * power_kw) * 1e3 / 48e6)
            .epsilon(1e-12));
  CHECK(u.power_max_w == doctest::Approx(20000e3 - 20e3 * 10.0).epsilon(1e-12));
  CHECK(u.surge_margin_ratio == doctest::Approx((3.0 - 1.25) / 3.0).epsilon(1e-12));
  CHECK(u.choke_margin_ratio == doctest::Approx((5.0 - 3.0) / 3.0).epsilon(1e-12));
}

TEST_CASE("every pressure inside the range of a flow can be run and none outside") {
  const Station s = station_of(plain_turbo(), {{1}, {2}, {1, 1}});
  const StationInlet inlet = plain_inlet();
  for (std::size_t c = 0; c < s.configurations.size(); ++c)
    for (const double volume_flow : {1.2, 2.0, 3.5, 5.0}) {
      const double flow = volume_flow * inlet.density_kg_m3();
      const OutletRange r = outlet_range(s, c, inlet, flow);
      if (r.is_empty) continue;
      const double width = r.highest_pa - r.lowest_pa;
      for (const double share : {0.001, 0.25, 0.5, 0.75, 0.999}) {
        const double p = r.lowest_pa + share * width;
        const StationAnswer answer = operate(s, c, inlet, flow, p);
        REQUIRE_MESSAGE(answer.can_run(), c, " ", volume_flow, " ", share);
        CHECK(answer.point->outlet_pressure_pa == doctest::Approx(p).epsilon(1e-9));
      }
      const StationAnswer above = operate(s, c, inlet, flow, r.highest_pa + 1e4);
      REQUIRE(!above.can_run());
      CHECK(above.refusal.by_pressure_pa == doctest::Approx(1e4).epsilon(1e-6));
      CHECK(!operate(s, c, inlet, flow, r.lowest_pa - 1e4).can_run());
    }
}

TEST_CASE("two equal machines side by side reach with twice the flow what one reaches") {
  const Station s = station_of(plain_turbo(), {{1}, {2}});
  const StationInlet inlet = plain_inlet();
  const OutletRange one = outlet_range(s, 0, inlet, 100.0);
  const OutletRange two = outlet_range(s, 1, inlet, 200.0);
  REQUIRE(!one.is_empty);
  CHECK(two.highest_pa == doctest::Approx(one.highest_pa).epsilon(1e-14));
  CHECK(two.lowest_pa == doctest::Approx(one.lowest_pa).epsilon(1e-14));
  const double p = 0.5 * (one.lowest_pa + one.highest_pa);
  const StationAnswer a = operate(s, 0, inlet, 100.0, p);
  const StationAnswer b = operate(s, 1, inlet, 200.0, p);
  REQUIRE(a.can_run());
  REQUIRE(b.can_run());
  CHECK(b.point->power_w == doctest::Approx(2.0 * a.point->power_w).epsilon(1e-12));
  CHECK(b.point->units[1].flow_kg_s == doctest::Approx(100.0).epsilon(1e-12));
}

TEST_CASE("machines that differ share the flow so that each is equally far from both its ends") {
  TurboCompressor large = plain_turbo();
  for (std::size_t i = 3; i < 6; ++i) large.head[i] /= 2.0;  // twice the flow for the same head
  for (Quadratic* line : {&large.surge, &large.choke}) (*line)[1] /= 2.0;
  Station s = station_of(plain_turbo(), {{2}});
  s.machines[1].compressor = large;
  const StationInlet inlet = plain_inlet();
  const double flow = 9.0 * inlet.density_kg_m3();
  const double p = inlet.pressure_pa * ratio_of_head(inlet, 20e3);
  const StationAnswer a = operate(s, 0, inlet, flow, p);
  REQUIRE(a.can_run());
  CHECK(a.point->units[0].volume_flow_m3_s == doctest::Approx(3.0).epsilon(1e-12));
  CHECK(a.point->units[1].volume_flow_m3_s == doctest::Approx(6.0).epsilon(1e-12));
  // The range found on a grid of heads has the ends of one machine with a third of the flow.
  const OutletRange both = outlet_range(s, 0, inlet, flow);
  Station one = station_of(plain_turbo(), {{1}});
  const OutletRange alone = outlet_range(one, 0, inlet, flow / 3.0);
  CHECK(both.highest_pa == doctest::Approx(alone.highest_pa).epsilon(1e-10));
  CHECK(both.lowest_pa == doctest::Approx(alone.lowest_pa).epsilon(1e-10));
}

TEST_CASE("stages in series pass on pressure and temperature, and together reach the product") {
  Station s = station_of(plain_turbo(), {{1, 1}});
  const StationInlet inlet = plain_inlet();
  const double flow = 100.0;
  const OutletRange r = outlet_range(s, 0, inlet, flow);
  REQUIRE(!r.is_empty);
  const StationAnswer a = operate(s, 0, inlet, flow, 0.5 * (r.lowest_pa + r.highest_pa));
  REQUIRE(a.can_run());
  const auto& u = a.point->units;
  REQUIRE(u.size() == 2);
  CHECK(u[1].inlet_pressure_pa == u[0].outlet_pressure_pa);
  CHECK(u[1].inlet_temperature_k == u[0].outlet_temperature_k);
  CHECK(u[0].outlet_temperature_k > inlet.temperature_k);
  CHECK(u[1].volume_flow_m3_s < u[0].volume_flow_m3_s);
  s.cooler_temperature_k = 290.0;
  const StationAnswer cooled = operate(s, 0, inlet, flow, 0.5 * (r.lowest_pa + r.highest_pa));
  REQUIRE(cooled.can_run());
  CHECK(cooled.point->units[1].inlet_temperature_k == 290.0);
  CHECK(cooled.point->power_w < a.point->power_w);
}

TEST_CASE("no choice of the pressure between two stages takes less energy than the one found") {
  const Station s = station_of(plain_turbo(), {{1, 1}});
  const StationInlet inlet = plain_inlet();
  const double flow = 110.0;
  const OutletRange r = outlet_range(s, 0, inlet, flow);
  const double wanted = r.lowest_pa + 0.6 * (r.highest_pa - r.lowest_pa);
  const StationAnswer a = operate(s, 0, inlet, flow, wanted);
  REQUIRE(a.can_run());
  const std::vector<std::size_t> first{0};
  const std::vector<std::size_t> second{1};
  const StageCase stage{s, first, inlet};
  const MachineRange heads = stage_heads_at_flow(stage, flow);
  int tried = 0;
  for (int i = 0; i <= 400; ++i) {
    const double head = heads.low + (heads.high - heads.low) * i / 400.0;
    const auto points = stage_points(stage, flow, head);
    if (points.empty()) continue;
    const StationInlet next = behind_stage(stage, points);
    if (next.pressure_pa > wanted) continue;
    const auto rest =
        stage_points({s, second, next}, flow, head_of_ratio_j_kg(next, wanted / next.pressure_pa));
    if (rest.empty()) continue;
    ++tried;
    CHECK(points[0].energy_rate_w + rest[0].energy_rate_w >= a.point->energy_rate_w * (1.0 - 1e-9));
  }
  CHECK(tried > 10);
}

TEST_CASE("a weaker drive lowers the highest pressure to what its power gives") {
  const StationInlet inlet = plain_inlet();
  const double flow = 3.0 * inlet.density_kg_m3();
  const Station strong = station_of(plain_turbo(), {{1}});
  const Station weak = station_of(plain_turbo(), {{1}}, 2700.0);  // 2500 kW at 10 degC
  const OutletRange r = outlet_range(weak, 0, inlet, flow);
  REQUIRE(!r.is_empty);
  CHECK(r.high_limit == StationLimit::power);
  CHECK(r.highest_pa < outlet_range(strong, 0, inlet, flow).highest_pa);
  const double head = 2500e3 * 0.8 / flow;
  CHECK(r.highest_pa ==
        doctest::Approx(inlet.pressure_pa * ratio_of_head(inlet, head)).epsilon(1e-10));
  StationInlet hot = inlet;
  hot.ambient_temperature_k = 303.15;
  CHECK(outlet_range(weak, 0, hot, flow).highest_pa < r.highest_pa);
}

TEST_CASE("a piston machine runs by its volume per turn, torque and ratio") {
  Station s = station_of(plain_turbo(), {{1}});
  PistonCompressor p;
  p.speed_min_per_min = 300.0;
  p.speed_max_per_min = 600.0;
  p.operating_volume_m3 = 0.2;
  p.efficiency = 0.85;
  p.ratio_max = 1.5;
  s.machines[0].compressor = p;
  const StationInlet inlet = plain_inlet();
  const double density = inlet.density_kg_m3();
  CHECK(outlet_range(s, 0, inlet, 0.99 * density).high_limit == StationLimit::speed_min);
  CHECK(outlet_range(s, 0, inlet, 2.01 * density).high_limit == StationLimit::speed_max);
  const OutletRange r = outlet_range(s, 0, inlet, 1.5 * density);
  CHECK(r.highest_pa == doctest::Approx(75e5).epsilon(1e-12));
  CHECK(r.high_limit == StationLimit::ratio);
  const StationAnswer a = operate(s, 0, inlet, 1.5 * density, 70e5);
  REQUIRE(a.can_run());
  CHECK(a.point->units[0].speed_per_min == doctest::Approx(450.0).epsilon(1e-12));
  // Torque M = P / (2 pi n/60): held to 30 kN m it ends the range earlier.
  p.torque_max_n_m = 30e3;
  s.machines[0].compressor = p;
  const OutletRange by_torque = outlet_range(s, 0, inlet, 1.5 * density);
  CHECK(by_torque.high_limit == StationLimit::torque);
  const StationAnswer at_end = operate(s, 0, inlet, 1.5 * density, by_torque.highest_pa);
  REQUIRE(at_end.can_run());
  const double turns_per_s = 450.0 / 60.0;
  CHECK(at_end.point->power_w / (2.0 * 3.14159265358979323846 * turns_per_s) ==
        doctest::Approx(30e3).epsilon(1e-10));
}

TEST_CASE("the best configuration is the cheapest of those that can") {
  const Station s = station_of(plain_turbo(), {{1, 1}, {1}, {2}});
  const StationInlet inlet = plain_inlet();
  const double p = inlet.pressure_pa * ratio_of_head(inlet, 14e3);
  const StationAnswer best = operate_best(s, inlet, 3.0 * inlet.density_kg_m3(), p);
  REQUIRE(best.can_run());
  for (std::size_t c = 0; c < 3; ++c)
    if (const auto other = operate(s, c, inlet, 3.0 * inlet.density_kg_m3(), p); other.can_run())
      CHECK(other.point->energy_rate_w >= best.point->energy_rate_w);
}

TEST_CASE("a map that cannot be run, or whose speed lowers the head, is told") {
  Machine m{std::string("M"), plain_turbo(), 0};
  CHECK(map_defect(m).empty());
  auto& t = std::get<TurboCompressor>(m.compressor);
  t.surge = {-10.0, 0.0, 0.0};
  CHECK(map_defect(m).find("cannot run") != std::string::npos);
  t = plain_turbo();
  t.efficiency[0] = 1.2;
  CHECK(map_defect(m).find("efficiency") != std::string::npos);
  t = plain_turbo();
  t.head = {60.0, 0.0, -20.0 / 25e6, -2.0, 0.0, 0.0, 0.0, 0.0, 0.0};
  CHECK(map_defect(m).find("less head") != std::string::npos);
}

TEST_CASE("below the surge line a station runs by sending gas round again, at the power of that") {
  Station s = station_of(plain_turbo(), {{1}});
  const StationInlet inlet = plain_inlet();
  const double outlet_pa = 60e5;
  const FlowRange flows = flow_range(s, 0, inlet, outlet_pa);
  REQUIRE(!flows.is_empty);
  const double flow_kg_s = 0.7 * flows.lowest_kg_s;
  CHECK(!operate(s, 0, inlet, flow_kg_s, outlet_pa).can_run());
  s.recirculation_max_share = 0.4;  // needs 1/0.7 - 1 = 0.43
  CHECK(!operate(s, 0, inlet, flow_kg_s, outlet_pa).can_run());
  s.recirculation_max_share = 0.45;
  const StationAnswer answer = operate(s, 0, inlet, flow_kg_s, outlet_pa);
  REQUIRE(answer.can_run());
  CHECK(answer.point->recirculated_kg_s ==
        doctest::Approx(flows.lowest_kg_s - flow_kg_s).epsilon(1e-9));
  const UnitPoint& unit = answer.point->units.front();
  CHECK(unit.flow_kg_s == doctest::Approx(flows.lowest_kg_s).epsilon(1e-9));
  CHECK(unit.power_w == doctest::Approx(flows.lowest_kg_s * unit.head_j_kg / 0.8).epsilon(1e-9));
  const OutletRange range = outlet_range(s, 0, inlet, flow_kg_s);
  CHECK(range.lowest_pa <= outlet_pa);
  CHECK(range.highest_pa >= outlet_pa * (1.0 - 1e-9));
}

TEST_CASE("gas goes round only where it must, and one configuration can be asked for") {
  Station s = station_of(plain_turbo(), {{1}, {2}});
  const StationInlet inlet = plain_inlet();
  const FlowRange flows = flow_range(s, 0, inlet, 60e5);
  const double middle_kg_s = 0.5 * (flows.lowest_kg_s + flows.highest_kg_s);
  const StationAnswer without = operate(s, 0, inlet, middle_kg_s, 60e5);
  s.recirculation_max_share = 2.0;
  const StationAnswer with = operate(s, 0, inlet, middle_kg_s, 60e5);
  REQUIRE(with.can_run());
  CHECK(with.point->recirculated_kg_s == 0.0);
  CHECK(with.point->power_w == without.point->power_w);
  const auto only = with_configuration(s, "2");
  REQUIRE(only.has_value());
  REQUIRE(only->configurations.size() == 1);
  CHECK(only->configurations.front().stages.front().size() == 2);
  CHECK(!with_configuration(s, "3").has_value());
}
