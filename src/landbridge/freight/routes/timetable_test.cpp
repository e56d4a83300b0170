#include "landbridge/freight/routes/timetable.hpp"

#include <cmath>

#include <doctest/doctest.h>

using namespace landbridge;
using namespace landbridge::freight;
using namespace std::chrono_literals;

namespace {

constexpr double hour_s = 3600.0;
constexpr double day_s = 24.0 * hour_s;
const std::chrono::sys_days monday = std::chrono::year(2025) / 1 / 20;

Service ferry() {
  return {.name = "ferry",
          .weekdays = 1 + 8,  // Monday, Thursday
          .departure = {6.0 * units::hour},
          .running = 30.0 * units::hour,
          .cut_off = 4.0 * units::hour,
          .first = monday,
          .last = monday + std::chrono::days{365},
          .cancelled = {}};
}

}  // namespace

TEST_CASE("a service runs on its weekdays, between its dates, not on cancelled days") {
  Service service = ferry();
  service.cancelled = {monday + std::chrono::days{7}};
  const Timetable table = unwrap(timetable_of({service}, monday, monday + std::chrono::days{13}));
  CHECK(table.size() == 3);
  CHECK(table.next(0.0)->leaves_s == 6.0 * hour_s);
  CHECK(table.next(2.0 * hour_s)->leaves_s == 6.0 * hour_s);
  CHECK(table.next(2.0 * hour_s + 1.0)->leaves_s == 3.0 * day_s + 6.0 * hour_s);
  CHECK(table.next(4.0 * day_s)->leaves_s == 10.0 * day_s + 6.0 * hour_s);
  CHECK(table.next(4.0 * day_s)->arrives_s == 11.0 * day_s + 12.0 * hour_s);
  CHECK_FALSE(table.next(11.0 * day_s).has_value());
  CHECK(table.shortest_running_s() == 34.0 * hour_s);
}

TEST_CASE("who comes earlier never arrives later, even where a fast train overtakes") {
  const Timetable table({{0.0, 0.0, 100.0}, {10.0, 10.0, 50.0}, {20.0, 20.0, 120.0}});
  CHECK(table.next(0.0)->arrives_s == 50.0);
  CHECK(table.next(5.0)->arrives_s == 50.0);
  CHECK(table.next(11.0)->arrives_s == 120.0);
}

TEST_CASE("the last departure by a deadline is the inverse of the next one") {
  const Timetable table({{0.0, 2.0, 100.0}, {10.0, 12.0, 50.0}, {20.0, 22.0, 120.0}});
  CHECK_FALSE(table.last_arriving_by(49.0).has_value());
  CHECK(table.last_arriving_by(50.0)->latest_s == 10.0);
  CHECK(table.last_arriving_by(119.0)->latest_s == 10.0);
  CHECK(table.last_arriving_by(1e9)->latest_s == 20.0);
}

TEST_CASE("a closed time takes out the departures within it and delays who comes then") {
  const std::vector<ClosedTime> ice{{5.0, 15.0}, {15.0, 18.0}};
  const Timetable table({{0.0, 2.0, 30.0}, {10.0, 12.0, 40.0}, {20.0, 22.0, 50.0}});
  CHECK(table.without(ice).size() == 2);
  CHECK(table.without(ice).next(1.0)->arrives_s == 50.0);
  CHECK(first_open_s(ice, 4.0) == 4.0);
  CHECK(first_open_s(ice, 5.0) == 18.0);
  CHECK(first_open_s(ice, 18.0) == 18.0);
  CHECK(last_open_s(ice, 17.0) == std::nextafter(5.0, 0.0));
}

TEST_CASE("wrong services are named with what would be right") {
  const auto reason = [](const Service& service) {
    const auto table = timetable_of({service}, monday, monday + std::chrono::days{30});
    REQUIRE_FALSE(table.has_value());
    CHECK(table.error().where == "freight.service[ferry]");
    return table.error().what;
  };
  Service service = ferry();
  service.departure = {24.0 * units::hour};
  CHECK(reason(service) == "a departure is 24 h after midnight; it must be from 0 to below 24");
  service = ferry();
  service.running = Time{};
  CHECK(reason(service) == "the running time is 0 h; it must be positive and below 1000 days");
  service = ferry();
  service.weekdays = 0;
  CHECK(reason(service) == "it runs on no day of the week");
  service = ferry();
  service.last = service.first - std::chrono::days{1};
  CHECK(reason(service) == "its last day is before its first");
  service = ferry();
  service.cut_off = Time::from_si(std::nan(""));
  CHECK(reason(service).find("cut-off") != std::string::npos);
}
