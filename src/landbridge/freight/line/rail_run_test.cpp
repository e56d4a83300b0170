#include "landbridge/freight/line/rail_run.hpp"

#include <cmath>

#include <doctest/doctest.h>

using namespace landbridge;
using namespace landbridge::freight;
namespace lu = landbridge::units;

namespace {

RailLine level_line(Length length, Velocity speed) {
  RailLine line;
  line.stations = {{"A", 0.0 * lu::km}, {"B", length}};
  line.sections = {{}};
  line.line_speed = speed;
  return line;
}

/// A train with the force of choice; 1000 t, no rotating parts.
RailTrainset train_of(RailTraction traction, RailResistance resistance = {}) {
  RailTrainset t;
  t.mass_kg = t.dynamic_mass_kg = 1e6;
  t.length_m = 500.0;
  t.max_speed_m_s = 100.0;
  t.brake_m_s2 = 0.25;
  t.resistance = resistance;
  t.engines = {{traction, 1}};
  return t;
}

RailTraction constant_force(double force_kn) {
  RailTraction t;
  t.curve = {{0.0 * lu::km_per_h, force_kn * rail_units::kilonewton},
             {400.0 * lu::km_per_h, force_kn * rail_units::kilonewton}};
  return t;
}

RailRun run_of(const RailTrainset& train, const RailLine& line, RailRunOptions options = {}) {
  if (!(options.to_m > 0.0)) options.to_m = line.stations.back().at.si();
  return unwrap(run_train(train, line, RailGrade(line), options));
}

}  // namespace

TEST_CASE("constant force without resistance: the time of a trapezium of speeds") {
  const RailLine line = level_line(20.0 * lu::km, 72.0 * lu::km_per_h);
  const RailTrainset train = train_of(constant_force(100.0));  // 0.1 m/s^2
  const RailRun run = run_of(train, line);
  const double v = 20.0, a = 0.1, b = 0.25;
  const double expected_s = v / a + v / b + (20e3 - v * v / 2 / a - v * v / 2 / b) / v;
  CHECK(run.time_s() == doctest::Approx(expected_s).epsilon(1e-8));
  CHECK(run.points.back().traction_j == doctest::Approx(0.5 * 1e6 * v * v).epsilon(1e-8));
  CHECK(run.points.back().braking_j == doctest::Approx(0.5 * 1e6 * v * v).epsilon(1e-8));
  CHECK(run.certificate.energy_residual_relative < 1e-8);
}

TEST_CASE("a run too short for the limit: the time of a triangle of speeds") {
  const RailLine line = level_line(1.0 * lu::km, 120.0 * lu::km_per_h);
  const RailRun run = run_of(train_of(constant_force(100.0)), line);
  const double peak = std::sqrt(2.0 * 1000.0 / (1.0 / 0.1 + 1.0 / 0.25));
  CHECK(run.time_s() == doctest::Approx(peak / 0.1 + peak / 0.25).epsilon(1e-8));
}

TEST_CASE("constant power without resistance: x = (2/3) sqrt(2P/m) t^(3/2)") {
  RailTraction t;
  t.power = 2.0 * lu::megawatt;
  t.max_force = RailForce::from_si(1e9);
  const RailLine line = level_line(10.0 * lu::km, 300.0 * lu::km_per_h);
  RailRunOptions options;
  options.stops_at_end = false;
  const RailRun run = run_of(train_of(t), line, options);
  const double expected_s = std::pow(1.5 * 10e3 / std::sqrt(2.0 * 2e6 / 1e6), 2.0 / 3.0);
  CHECK(run.time_s() == doctest::Approx(expected_s).epsilon(1e-5));  // the force starts finite
}

TEST_CASE("with resistance c v^2 and constant force the speed is that of a hyperbolic tangent") {
  RailResistance r;
  r.c = RailForcePerSpeedSquared::from_si(100.0);
  const RailLine line = level_line(40.0 * lu::km, 300.0 * lu::km_per_h);
  RailRunOptions options;
  options.stops_at_end = false;
  const RailRun run = run_of(train_of(constant_force(90.0), r), line, options);
  const double terminal = std::sqrt(90e3 / 100.0);  // 30 m/s
  const double rate = std::sqrt(90e3 * 100.0) / 1e6;
  const double expected_s = std::acosh(std::exp(40e3 * 100.0 / 1e6)) / rate;
  CHECK(run.time_s() == doctest::Approx(expected_s).epsilon(1e-6));
  CHECK(run.points.back().speed_m_s ==
        doctest::Approx(terminal * std::tanh(rate * expected_s)).epsilon(1e-6));
  CHECK(run.certificate.time_error_s < 1e-4 * expected_s);
}

TEST_CASE("on an endless slope the train settles where traction meets Davis and gravity") {
  RailTraction t;
  t.power = 3.0 * lu::megawatt;
  t.max_force = 400.0 * rail_units::kilonewton;
  RailResistance r;
  r.a = RailForce::from_si(12e3);
  r.b = RailForcePerSpeed::from_si(300.0);
  r.c = RailForcePerSpeedSquared::from_si(60.0);
  RailLine line = level_line(150.0 * lu::km, 120.0 * lu::km_per_h);
  line.heights = {{0.0 * lu::km, 0.0 * lu::metre}, {150.0 * lu::km, 1500.0 * lu::metre}};
  RailRunOptions options;
  options.stops_at_end = false;
  const RailTrainset train = train_of(t, r);
  const RailRun run = run_of(train, line, options);
  const double v = run.points.back().speed_m_s;
  const double needed_n = r.force_n(v) + 1e6 * constants::standard_gravity_m_s2 * 0.01;
  CHECK(train.traction_n(v) == doctest::Approx(needed_n).epsilon(1e-6));
  CHECK(run.certificate.energy_residual_relative < 1e-6);
}

TEST_CASE("a train that is too heavy for its slope is named with place and forces") {
  RailLine line = level_line(10.0 * lu::km, 120.0 * lu::km_per_h);
  line.heights = {{0.0 * lu::km, 0.0 * lu::metre},
                  {2.0 * lu::km, 0.0 * lu::metre},
                  {10.0 * lu::km, 160.0 * lu::metre}};
  const RailTrainset train = train_of(constant_force(100.0));
  RailRunOptions options;
  options.to_m = 10e3;
  const auto run = run_train(train, line, RailGrade(line), options);
  REQUIRE_FALSE(run.has_value());
  CHECK(run.error().fault == Fault::infeasible);
  CHECK(run.error().what.find("pulls 100 kN") != std::string::npos);
}

TEST_CASE("a limit holds until the last vehicle is out") {
  RailLine line = level_line(20.0 * lu::km, 72.0 * lu::km_per_h);
  line.limits = {{8.0 * lu::km, 9.0 * lu::km, 36.0 * lu::km_per_h}};
  const RailRun run = run_of(train_of(constant_force(100.0)), line);
  CHECK(run.speed_at(8e3) == doctest::Approx(10.0).epsilon(1e-9));
  CHECK(run.speed_at(9.5e3) == doctest::Approx(10.0).epsilon(1e-9));
  CHECK(run.speed_at(9.6e3) > 10.1);
  for (const RailRunPoint& p : run.points)
    if (p.at_m >= 8e3 && p.at_m <= 9.5e3) CHECK(p.speed_m_s <= 10.0 + 1e-9);
}

TEST_CASE("halves of the tolerance change the time by less than the certificate allows") {
  RailTraction t;
  t.power = 2.0 * lu::megawatt;
  t.max_force = 300.0 * rail_units::kilonewton;
  t.adhesion_mass = 120.0 * lu::tonne;
  RailLine line = level_line(60.0 * lu::km, 90.0 * lu::km_per_h);
  line.heights = {{0.0 * lu::km, 0.0 * lu::metre},
                  {10.0 * lu::km, 60.0 * lu::metre},
                  {25.0 * lu::km, 60.0 * lu::metre},
                  {60.0 * lu::km, -50.0 * lu::metre}};
  line.curves = {{12.0 * lu::km, 13.0 * lu::km, 300.0 * lu::metre}};
  RailResistance r;
  r.a = RailForce::from_si(12e3);
  r.c = RailForcePerSpeedSquared::from_si(60.0);
  RailRunOptions coarse;
  coarse.tolerance_relative = 1e-4;
  RailRunOptions fine;
  fine.tolerance_relative = 1e-10;
  const RailRun a = run_of(train_of(t, r), line, coarse);
  const RailRun b = run_of(train_of(t, r), line, fine);
  CHECK(std::abs(a.time_s() - b.time_s()) < 1e-3 * b.time_s());
  CHECK(b.certificate.energy_residual_relative < 1e-6);
  CHECK(a.time_s() != b.time_s());
}

TEST_CASE("resistance formulas give the worked examples") {
  RailResistance osrd;
  osrd.a = RailForce::from_si(5400.0);
  osrd.b = RailForcePerSpeed::from_si(200.0);
  osrd.c = RailForcePerSpeedSquared::from_si(12.0);
  CHECK(osrd.force_n(20.0) == doctest::Approx(14200.0));
  const auto car = fcalc_car_resistance(92.0 * lu::tonne, 4, 13.0 * lu::m2);
  CHECK(car.force_n(20.0) == doctest::Approx(1924.8).epsilon(1e-4));  // printed with five digits
  const double short_ton_kg = 907.18474;
  const Mass mass = Mass::from_si(100.0 * short_ton_kg);
  const Area area = Area::from_si(120.0 * 0.3048 * 0.3048);
  const auto davis = davis_1926_resistance(mass, 4, area, false);
  const double pound_n = 4.4482216152605;
  CHECK(davis.force_n(40.0 * 0.44704) / pound_n / 100.0 == doctest::Approx(5.22).epsilon(1e-3));
}

TEST_CASE("a train seen from the other end of a mirrored line takes the same time") {
  RailLine line = level_line(30.0 * lu::km, 80.0 * lu::km_per_h);
  line.heights = {{0.0 * lu::km, 0.0 * lu::metre},
                  {12.0 * lu::km, 90.0 * lu::metre},
                  {30.0 * lu::km, 20.0 * lu::metre}};
  line.curves = {{4.0 * lu::km, 5.0 * lu::km, 400.0 * lu::metre}};
  const RailTrainset train = train_of(constant_force(150.0));
  const double once = run_of(train, line).time_s();
  CHECK(run_of(train, mirrored(mirrored(line))).time_s() == doctest::Approx(once).epsilon(1e-12));
  CHECK(run_of(train, mirrored(line)).time_s() != doctest::Approx(once).epsilon(1e-6));
}
