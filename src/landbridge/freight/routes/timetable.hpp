#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/base/units.hpp"

namespace landbridge::freight {

/// Moments are seconds since midnight of a stated day, in one time zone for a whole network.
/// Days of the week as bits: 1 Monday, 2 Tuesday, ... 64 Sunday.
inline constexpr std::uint8_t every_day = 127;

/// Trains or sailings that repeat every week between two dates.
struct Service {
  std::string name;
  std::uint8_t weekdays = every_day;
  std::vector<Time> departure;  ///< after midnight, 0 <= t < 24 h
  Time running;                 ///< departure to arrival, positive
  Time cut_off;                 ///< goods are there this long before departure, not negative
  std::chrono::sys_days first;  ///< days of departure, both included
  std::chrono::sys_days last;
  std::vector<std::chrono::sys_days> cancelled;
};

/// When a link cannot be entered: closed for ice, a strike, a holiday, from `from_s` up to, not
/// including, `until_s`.
struct ClosedTime {
  double from_s = 0.0;
  double until_s = 0.0;
};

/// One departure of a timetable.
struct Departure {
  double latest_s = 0.0;  ///< goods that are there by now come along
  double leaves_s = 0.0;
  double arrives_s = 0.0;
};

/// The departures of a link in order of `latest_s`. Goods take the departure they can catch that
/// arrives first, so that who comes earlier never arrives later.
class Timetable {
 public:
  Timetable() = default;
  explicit Timetable(std::vector<Departure> departures);

  /// Earliest arrival for goods that are there at `now_s`; nothing after the last departure.
  std::optional<Departure> next(double now_s) const;
  /// The last departure that still arrives by then; nothing if none does.
  std::optional<Departure> last_arriving_by(double then_s) const;
  /// The same without the departures that would leave in one of the closed times.
  Timetable without(const std::vector<ClosedTime>& closed) const;
  /// From the latest moment of handing over to arrival; infinite if nothing runs.
  double shortest_running_s() const { return shortest_running_s_; }
  std::size_t size() const { return departures_.size(); }

 private:
  std::vector<Departure> departures_;
  std::vector<std::uint32_t> best_;  ///< of this departure and all later ones, who arrives first
  double shortest_running_s_ = 0.0;
};

/// All departures of the services from `origin` (second 0) to `last`, both days included.
Result<Timetable> timetable_of(const std::vector<Service>& services, std::chrono::sys_days origin,
                               std::chrono::sys_days last);

/// The last moment not after `now_s` that lies in none of the closed times.
double last_open_s(const std::vector<ClosedTime>& closed, double now_s);

/// The first moment not before `now_s` that lies in none of the closed times.
double first_open_s(const std::vector<ClosedTime>& closed, double now_s);

}  // namespace landbridge::freight
