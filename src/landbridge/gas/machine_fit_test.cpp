#include "landbridge/gas/machine_fit.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "landbridge/gas/station_machine.hpp"

using namespace landbridge;
using namespace landbridge::gas;

namespace {

/// A map that is itself biquadratic: H = 40 (n/5000)^2 + 2 Q n/5000 - Q^2,
/// eta = 0.8 - 0.01 (Q-4)^2.
double head_of(double n, double q) { return 40.0 * n * n / 25e6 + 2.0 * q * n / 5000.0 - q * q; }
std::vector<MapPoint> exact_points() {
  std::vector<MapPoint> points;
  for (const double n : {3500.0, 4250.0, 5000.0})
    for (const double share : {0.6, 0.8, 1.0, 1.2}) {
      const double q = 4.0 * share * n / 5000.0;
      points.push_back({n, q, head_of(n, q), 0.8 - 0.01 * (q - 4.0) * (q - 4.0)});
    }
  return points;
}

}  // namespace

TEST_CASE("a map that is biquadratic is found again, whatever the order of its points") {
  std::vector<MapPoint> points = exact_points();
  std::swap(points.front(), points.back());
  const auto fit = fit_map(points);
  REQUIRE(fit.has_value());
  CHECK(fit->head_error_relative < 1e-10);
  CHECK(fit->efficiency_error < 1e-10);
  CHECK(map_value(fit->compressor.head, 4000.0, 3.3) ==
        doctest::Approx(head_of(4000.0, 3.3)).epsilon(1e-10));
  CHECK(fit->compressor.speed_min_per_min == 3500.0);
  CHECK(fit->compressor.speed_max_per_min == 5000.0);
}

TEST_CASE("surge and choke line pass the first and last point of each of three speeds") {
  const auto fit = fit_map(exact_points());
  REQUIRE(fit.has_value());
  for (const double n : {3500.0, 4250.0, 5000.0}) {
    const double first = 4.0 * 0.6 * n / 5000.0;
    const double last = 4.0 * 1.2 * n / 5000.0;
    CHECK(map_value(fit->compressor.surge, first) ==
          doctest::Approx(head_of(n, first)).epsilon(1e-9));
    CHECK(map_value(fit->compressor.choke, last) ==
          doctest::Approx(head_of(n, last)).epsilon(1e-9));
  }
}

TEST_CASE("a slip of the pen in one point is refused with that point") {
  std::vector<MapPoint> points = exact_points();
  points[5].head_kj_kg *= 2.0;
  const auto fit = fit_map(points);
  REQUIRE(!fit.has_value());
  CHECK(fit.error().what.find("cannot be drawn") != std::string::npos);
  points = exact_points();
  points[2].efficiency = 82.0;
  REQUIRE(!fit_map(points).has_value());
  CHECK(fit_map(points).error().hint.find("between 0 and 1") != std::string::npos);
  points = exact_points();
  points.resize(8);
  CHECK(!fit_map(points).has_value());
}

TEST_CASE("a drive's power is the parabola through three temperatures, its energy a line of one") {
  DriveTable table;
  table.power = {{253.15, 29e6}, {288.15, 25e6}, {308.15, 20e6}};
  table.energy = {{25e6, 70e6}};
  const auto drive = fit_drive("gt", DriveKind::gas_turbine, table);
  REQUIRE(drive.has_value());
  for (const auto& p : table.power)
    CHECK(power_max_w(*drive, 5000.0, p.ambient_temperature_k) ==
          doctest::Approx(p.power_w).epsilon(1e-10));
  CHECK(energy_rate_w(*drive, 10e6) == doctest::Approx(28e6).epsilon(1e-12));
  table.power = {{288.15, 25e6}};
  CHECK(power_max_w(*fit_drive("gt", DriveKind::gas_turbine, table), 1.0, 320.0) ==
        doctest::Approx(25e6).epsilon(1e-12));
  table.energy = {{25e6, 20e6}};
  CHECK(!fit_drive("gt", DriveKind::gas_turbine, table).has_value());
}
