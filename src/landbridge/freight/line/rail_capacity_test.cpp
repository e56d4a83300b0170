#include "landbridge/freight/line/rail_capacity.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include "test_data.hpp"

using namespace landbridge;
using namespace landbridge::freight;
namespace lu = landbridge::units;

namespace {

/// 40 km of single track, a freight train and back.
RailStudy small_study() {
  RailStudy s;
  s.line.stations = {{"A", 0.0 * lu::km}, {"B", 15.0 * lu::km}, {"C", 40.0 * lu::km}};
  s.line.sections.resize(2);
  s.line.heights = {{-1.0 * lu::km, 0.0 * lu::metre},
                    {15.0 * lu::km, 0.0 * lu::metre},
                    {41.0 * lu::km, 260.0 * lu::metre}};
  RailVehicle diesel;
  diesel.name = "diesel";
  diesel.mass = 138.0 * lu::tonne;
  diesel.length = 20.0 * lu::metre;
  diesel.axles = 6;
  diesel.law = RailVehicle::Law::ptr_1985;
  diesel.traction.power = 3.0 * lu::megawatt;
  diesel.traction.max_force = 500.0 * rail_units::kilonewton;
  RailVehicle electric = diesel;
  electric.name = "electric";
  electric.traction.power = 6.0 * lu::megawatt;
  RailVehicle wagon;
  wagon.name = "wagon";
  wagon.mass = 24.0 * lu::tonne;
  wagon.length = 14.0 * lu::metre;
  wagon.law = RailVehicle::Law::ptr_1985;
  s.vehicles = {diesel, electric, wagon};
  RailTrainKind train;
  train.name = "freight";
  train.consist = {{"diesel", 1, {}}, {"wagon", 30, 60.0 * lu::tonne}};
  train.load_down = 0.5 * lu::one;
  s.trains = {train};
  return s;
}

RailOption named(const char* name) {
  RailOption o;
  o.name = name;
  return o;
}

}  // namespace

TEST_CASE("the worked examples of occupancy, headway and screening formulas") {
  CHECK(100.0 * uic_occupancy(4500.0, 900.0, 7200.0) == doctest::Approx(75.0));
  CHECK(100.0 * uic_occupancy(48.0, 5.0 + 5.0, 60.0) == doctest::Approx(96.67).epsilon(1e-4));
  CHECK(trains_per_hour(120.0, 0.0) == doctest::Approx(30.0));
  CHECK(trains_per_hour(120.0, 60.0) == doctest::Approx(20.0));
  CHECK(trains_per_hour({120.0, 180.0}) == doctest::Approx(24.0));
  CHECK(scott_trains_per_day(20.0, 100.0, 0.75) == doctest::Approx(9.0));
  // "3014" is printed without digits behind the point.
  CHECK(tonnes_per_train(11e6, 10.0, 365.0) == doctest::Approx(3014.0).epsilon(1e-4));
}

TEST_CASE("every row of the table of rail examples is met within 0.1 %") {
  const auto file = test::data_root() / "freight" / "reference" / "rail_examples.csv";
  if (test::is_skipped_without(file)) return;
  RailResistance osrd;
  osrd.a = RailForce::from_si(5400.0);
  osrd.b = RailForcePerSpeed::from_si(200.0);
  osrd.c = RailForcePerSpeedSquared::from_si(12.0);
  const double short_ton_kg = 907.18474;
  const double pound_n = 4.4482216152605;
  const auto davis = davis_1926_resistance(Mass::from_si(100.0 * short_ton_kg), 4,
                                           Area::from_si(120.0 * 0.3048 * 0.3048), false);
  const std::map<std::string, double> computed{
      {"R01", 100.0 * uic_occupancy(4500.0, 900.0, 7200.0)},
      {"R02", 100.0 * uic_occupancy(48.0, 10.0, 60.0)},
      {"R03", trains_per_hour(120.0, 0.0)},
      {"R04", trains_per_hour(120.0, 60.0)},
      {"R05", trains_per_hour({120.0, 180.0})},
      {"R06", scott_trains_per_day(20.0, 100.0, 0.75)},
      {"R07", osrd.force_n(20.0)},
      {"R08", fcalc_car_resistance(92.0 * lu::tonne, 4, 13.0 * lu::m2).force_n(20.0)},
      {"R09", davis.force_n(40.0 * 0.44704) / pound_n / 100.0},
      {"R10", tonnes_per_train(11e6, 10.0, 365.0)}};
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  std::size_t rows = 0;
  while (std::getline(in, line)) {
    std::vector<std::string> cells;
    std::istringstream cut(line);
    for (std::string cell; std::getline(cut, cell, ',');) cells.push_back(cell);
    REQUIRE(cells.size() >= 5);
    INFO(cells[0]);
    REQUIRE(computed.contains(cells[0]));
    CHECK(computed.at(cells[0]) == doctest::Approx(std::stod(cells[3])).epsilon(1e-3));
    ++rows;
  }
  CHECK(rows == computed.size());
}

TEST_CASE("recommended occupancy and its additional time rate are one table") {
  CHECK(recommended_occupancy(RailTraffic::mixed, true) == 0.75);
  CHECK(recommended_occupancy(RailTraffic::mixed, false) == 0.60);
  const double additional_time_rate = 1.0 / recommended_occupancy(RailTraffic::mixed, false) - 1.0;
  CHECK(additional_time_rate == doctest::Approx(0.67).epsilon(0.01));  // printed as 67 %
  CHECK(recommended_occupancy(RailTraffic::suburban, true) == 0.85);
}

TEST_CASE("trains and tonnes a day follow from the cycle") {
  RailStudy s = small_study();
  s.rules.closed_per_day = 4.0 * lu::hour;
  const RailCapacity c = unwrap(line_capacity(s));
  CHECK(c.conflicts.is_clean());
  const double cycles = 20.0 * 3600.0 * 0.60 / c.timetable.cycle_s;
  CHECK(c.trains_per_day == doctest::Approx(2.0 * cycles));
  CHECK(c.tonnes_per_day_up == doctest::Approx(cycles * 1800.0));
  CHECK(c.tonnes_per_day_down == doctest::Approx(cycles * 900.0));
  CHECK(c.tonnes_per_year() == doctest::Approx(cycles * 2700.0 * 350.0));
}

TEST_CASE("a loop, a second track and stronger engines each add tonnes; the order is by gain") {
  RailStudy s = small_study();
  RailOption loop = named("loop");
  loop.add_station = RailStation{"L", 27.0 * lu::km};
  RailOption electric = named("electric");
  electric.replace_vehicles = {{"diesel", "electric"}};
  RailOption second = named("second track");
  second.tracks = 2;
  RailOption none = named("nothing changes");
  none.line_speed = s.line.line_speed;
  s.options = {none, loop, electric, second};
  const RailLineAnswer answer = unwrap(appraise_line(s));
  REQUIRE(answer.options.size() == 4);
  CHECK(std::ranges::is_sorted(answer.options, std::greater{},
                               &RailOptionResult::gain_tonnes_per_year));
  for (const RailOptionResult& o : answer.options) {
    REQUIRE(o.capacity.has_value());
    CHECK(o.capacity->conflicts.is_clean());
    if (o.name == "nothing changes")
      CHECK(o.gain_tonnes_per_year == doctest::Approx(0.0));
    else
      CHECK(o.gain_share > 0.02);
  }
  // Without block signals a second track still holds one train a direction in 25 km at a time.
  CHECK(answer.options.front().name == "loop");
}

TEST_CASE("block signals shorten the headway of trains that follow each other") {
  RailStudy s = small_study();
  const double before_s = unwrap(line_capacity(s)).headways.front().headway_s;
  RailOption signals = named("signals");
  signals.block_length = 2.0 * lu::km;
  const RailStudy changed = unwrap(with_option(s, signals));
  CHECK(unwrap(line_capacity(changed)).headways.front().headway_s < 0.5 * before_s);
}

TEST_CASE("an option that names what is not there is refused") {
  const RailStudy s = small_study();
  RailOption o = named("ghost");
  o.stretch = {"A", "Z"};
  o.tracks = 2;
  CHECK_FALSE(with_option(s, o).has_value());
  o = named("swap");
  o.replace_vehicles = {{"steam", "electric"}};
  CHECK_FALSE(with_option(s, o).has_value());
  o = named("outside");
  o.add_station = RailStation{"Q", 90.0 * lu::km};
  CHECK_FALSE(with_option(s, o).has_value());
}
