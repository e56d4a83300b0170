#include "landbridge/freight/routes/timetable.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace landbridge::freight {
namespace {

constexpr double day_s = units::day.si;
/// More departures than a line of one train a minute has in a year are a slip of the pen.
constexpr std::size_t departures_max = 10'000'000;

Result<void> check(const Service& service) {
  const std::string where = fmt::format("freight.service[{}]", service.name);
  if (service.departure.empty())
    return fail(Fault::bad_input, where, "it has no hour of departure", "departure = [\"06:00\"]");
  for (const Time& hour : service.departure)
    if (!(hour.si() >= 0.0 && hour.si() < day_s))
      return fail(Fault::bad_input, where,
                  fmt::format("a departure is {} h after midnight; it must be from 0 to below 24",
                              hour.in(units::hour)));
  if (!(service.running.si() > 0.0 && service.running.si() < 1e3 * day_s))
    return fail(Fault::bad_input, where,
                fmt::format("the running time is {} h; it must be positive and below 1000 days",
                            service.running.in(units::hour)));
  if (!(service.cut_off.si() >= 0.0 && service.cut_off.si() < 1e3 * day_s))
    return fail(Fault::bad_input, where,
                fmt::format("the cut-off is {} h before departure; it must not be negative",
                            service.cut_off.in(units::hour)));
  if ((service.weekdays & every_day) == 0)
    return fail(Fault::bad_input, where, "it runs on no day of the week", "weekdays = \"1..5\"");
  if (service.last < service.first)
    return fail(Fault::bad_input, where, "its last day is before its first");
  return {};
}

bool runs_on(const Service& service, std::chrono::sys_days day) {
  const unsigned weekday = std::chrono::weekday(day).iso_encoding() - 1;  // 0 is Monday
  return ((service.weekdays >> weekday) & 1U) != 0 &&
         std::find(service.cancelled.begin(), service.cancelled.end(), day) ==
             service.cancelled.end();
}

}  // namespace

Timetable::Timetable(std::vector<Departure> departures) : departures_(std::move(departures)) {
  std::stable_sort(departures_.begin(), departures_.end(),
                   [](const Departure& a, const Departure& b) {
                     return std::pair{a.latest_s, a.arrives_s} < std::pair{b.latest_s, b.arrives_s};
                   });
  best_.resize(departures_.size());
  shortest_running_s_ = std::numeric_limits<double>::infinity();
  for (std::size_t i = departures_.size(); i-- > 0;) {
    const bool is_first = i + 1 == departures_.size() ||
                          departures_[i].arrives_s <= departures_[best_[i + 1]].arrives_s;
    best_[i] = is_first ? static_cast<std::uint32_t>(i) : best_[i + 1];
    shortest_running_s_ =
        std::min(shortest_running_s_, departures_[i].arrives_s - departures_[i].latest_s);
  }
}

Timetable Timetable::without(const std::vector<ClosedTime>& closed) const {
  std::vector<Departure> open;
  for (const Departure& departure : departures_)
    if (first_open_s(closed, departure.leaves_s) == departure.leaves_s) open.push_back(departure);
  return Timetable(std::move(open));
}

std::optional<Departure> Timetable::next(double now_s) const {
  const auto found =
      std::lower_bound(departures_.begin(), departures_.end(), now_s,
                       [](const Departure& d, double now) { return d.latest_s < now; });
  if (found == departures_.end()) return std::nullopt;
  return departures_[best_[static_cast<std::size_t>(found - departures_.begin())]];
}

std::optional<Departure> Timetable::last_arriving_by(double then_s) const {
  const auto found = std::upper_bound(
      best_.begin(), best_.end(), then_s,
      [this](double then, std::uint32_t best) { return then < departures_[best].arrives_s; });
  if (found == best_.begin()) return std::nullopt;
  return departures_[static_cast<std::size_t>(found - best_.begin()) - 1];
}

Result<Timetable> timetable_of(const std::vector<Service>& services, std::chrono::sys_days origin,
                               std::chrono::sys_days last) {
  std::vector<Departure> all;
  for (const Service& service : services) {
    if (Result<void> good = check(service); !good) return fail(std::move(good.error()));
    const auto begin = std::max(origin, service.first);
    const auto end = std::min(last, service.last);
    for (auto day = begin; day <= end; day += std::chrono::days{1}) {
      if (!runs_on(service, day)) continue;
      for (const Time& hour : service.departure) {
        const double leaves_s = day_s * static_cast<double>((day - origin).count()) + hour.si();
        all.push_back({leaves_s - service.cut_off.si(), leaves_s, leaves_s + service.running.si()});
      }
      if (all.size() > departures_max)
        return fail(Fault::bad_input, fmt::format("freight.service[{}]", service.name),
                    fmt::format("there are more than {} departures on this link", departures_max),
                    "shorten the dates, or model a dense service by its running time");
    }
  }
  return Timetable(std::move(all));
}

double last_open_s(const std::vector<ClosedTime>& closed, double now_s) {
  for (bool has_moved = true; has_moved;) {
    has_moved = false;
    for (const ClosedTime& window : closed)
      if (now_s >= window.from_s && now_s < window.until_s) {
        now_s = std::nextafter(window.from_s, -std::numeric_limits<double>::infinity());
        has_moved = true;
      }
  }
  return now_s;
}

double first_open_s(const std::vector<ClosedTime>& closed, double now_s) {
  for (bool has_moved = true; has_moved;) {
    has_moved = false;
    for (const ClosedTime& window : closed)
      if (now_s >= window.from_s && now_s < window.until_s) {
        now_s = window.until_s;
        has_moved = true;
      }
  }
  return now_s;
}

}  // namespace landbridge::freight
