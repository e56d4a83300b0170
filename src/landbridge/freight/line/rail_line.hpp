#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "landbridge/base/fields.hpp"
#include "landbridge/base/result.hpp"
#include "landbridge/base/units.hpp"

namespace landbridge::freight {

/// A place where trains can stop, cross and overtake. It lies from `at - length/2` to
/// `at + length/2`; trains stop with their front at the far end, which is where the exit signal is.
struct RailStation {
  std::string name;
  Length at;
  Length length = 850.0 * units::metre;          ///< usable length of a track
  int tracks = 2;                                ///< trains that can be there at one time
  Velocity loop_speed = 40.0 * units::km_per_h;  ///< of a train that stops, over the turnouts
  bool has_simultaneous_entry = true;            ///< opposite trains may enter at one time
  Time entry_interval = 240.0 * units::second;   ///< between entries, where they may not

  static constexpr auto fields() {
    return std::tuple{
        field("at", &RailStation::at, units::km, "middle of the station", any_value),
        field("length", &RailStation::length, units::metre, "usable length of a track",
              optional_positive),
        field("loop_speed", &RailStation::loop_speed, units::km_per_h,
              "of trains that stop, over the turnouts", FieldRule{false, 0.0, 100.0, true}),
        field("entry_interval", &RailStation::entry_interval, units::second,
              "between entries of opposite trains, without simultaneous entry",
              optional_not_negative)};
  }
};

/// Between two neighbouring stations.
struct RailSection {
  int tracks = 1;       ///< 1: both directions share it; 2: one track each way
  Length block_length;  ///< largest distance of signals; 0: one block from station to station
};

struct RailCurve {
  Length from, to;
  Length radius;
};

enum class RailDirection { up, down, both };  ///< up: towards larger `at`

struct RailSpeedLimit {
  Length from, to;
  Velocity speed;
  RailDirection direction = RailDirection::both;
};

/// Curve resistance, in thousandths of the weight [N/kN]:
///   roeckl     650/(R - 55) for R >= 300 m, 500/(R - 30) below (standard gauge)  [wende2003]
///   ptr_1985   700/R                                                               [ptr1985]
///   none       0
/// R  radius [m], at least 100 m.
enum class RailCurveLaw { roeckl, ptr_1985, none };
double curve_resistance_per_weight(RailCurveLaw law, double radius_m);

/// What blocks a block for a train beside the run through it.
struct RailSignalling {
  Time route_set_up = 12.0 * units::second;   ///< forming and locking the route
  Time sighting = 9.0 * units::second;        ///< before the distant signal
  Time start_reaction = 9.0 * units::second;  ///< of a standing train after "proceed"
  Length approach = 1000.0 * units::metre;    ///< distant signal before its main signal
  Length overlap = 50.0 * units::metre;       ///< behind the block that must be clear as well
  Time release = 3.0 * units::second;         ///< after the last axle

  static constexpr auto fields() {
    using S = RailSignalling;
    return std::tuple{
        field("route_set_up", &S::route_set_up, units::second, "forming and locking the route",
              optional_not_negative),
        field("sighting", &S::sighting, units::second, "before the distant signal",
              optional_not_negative),
        field("start_reaction", &S::start_reaction, units::second,
              "of a standing train after the signal clears", optional_not_negative),
        field("approach", &S::approach, units::metre, "distant signal before its main signal",
              optional_not_negative),
        field("overlap", &S::overlap, units::metre, "behind the block, must be clear as well",
              optional_not_negative),
        field("release", &S::release, units::second, "after the last axle", optional_not_negative)};
  }
};

/// A height of the track; straight in between.
struct RailHeight {
  Length at;
  Length height;
};

struct RailLine {
  std::vector<RailStation> stations;  ///< rising `at`
  std::vector<RailSection> sections;  ///< one less
  std::vector<RailHeight> heights;    ///< rising `at`; empty: level
  std::vector<RailCurve> curves;
  std::vector<RailSpeedLimit> limits;
  Velocity line_speed = 120.0 * units::km_per_h;
  RailCurveLaw curve_law = RailCurveLaw::roeckl;
  RailSignalling signalling;
};

/// Everything that can be wrong with a line.
Result<void> check(const RailLine& line);

/// The same line seen by a train of the other direction: at -> last - at + first.
RailLine mirrored(const RailLine& line);

double station_entry_m(const RailStation& s);  ///< where an up train enters it
double station_exit_m(const RailStation& s);   ///< where an up train stops in it

/// The work of gradient and curves along a line for up trains:
///
///   H(x) = h(x) + integral of r_c dx        h  height [m]   r_c  curve resistance over weight [1]
///
/// A train of length l whose mass is spread evenly meets m g (H(x) - H(x-l))/l with its front at x;
/// a point mass m g dH/dx.
class RailGrade {
 public:
  explicit RailGrade(const RailLine& line);
  double height_m(double x_m) const;
  /// The mean slope under a train [1]; `side` > 0: just ahead of x, for point masses.
  double slope(double front_m, double train_length_m) const;
  const std::vector<double>& knots_m() const { return x_m_; }

 private:
  std::vector<double> x_m_, height_m_;
};

}  // namespace landbridge::freight
