#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "landbridge/base/fields.hpp"
#include "landbridge/base/result.hpp"
#include "landbridge/freight/line/rail_conflicts.hpp"
#include "landbridge/freight/line/rail_pattern.hpp"

namespace landbridge::freight {

/// Share of a period in which the track is taken.
///
///   (occupation + buffer + supplement)/period                                    [uic2004]
double uic_occupancy(double occupation_s, double additional_s, double period_s);

/// Kinds of traffic for which UIC recommends how full a line may be.
enum class RailTraffic { mixed, suburban, high_speed };

/// Recommended occupancy: mixed traffic 75 % in the peak, 60 % over the day; dedicated suburban 85
/// and 70 %; dedicated high speed 75 and 60 %. The rest keeps delays from spreading. [uic2013]
double recommended_occupancy(RailTraffic traffic, bool is_peak);

/// 3600/(headway + margin), trains an hour on one track.
double trains_per_hour(double headway_s, double margin_s);

/// Mixed traffic in a fixed order: the cycle is the sum of the headways between neighbours.
double trains_per_hour(const std::vector<double>& headways_s);

/// The formula of Scott for single track: 1440/(run + block) times an efficiency; a screening
/// number, trains a day over the longest section. run, block  [min]   [linecapacity2024]
double scott_trains_per_day(double run_min, double block_min, double efficiency);

/// Payload of a train from a yearly flow.
double tonnes_per_train(double tonnes_per_year, double trains_per_day, double days_per_year);

/// A kind of train, with how often it comes in a cycle.
struct RailTrainKind {
  struct Part {
    std::string vehicle;
    int count = 1;
    Mass load;  ///< payload of each, fully loaded
  };
  std::string name;
  bool is_freight = true;
  std::vector<Part> consist;
  std::vector<RailHalt> halts;
  int up = 1;                           ///< trains in a cycle towards larger `at`
  int down = 1;                         ///< and back
  Scalar load_up = 1.0 * units::one;    ///< share of the load on board
  Scalar load_down = 1.0 * units::one;  ///< 0: wagons go back empty
  RailAcceleration brake = RailAcceleration::from_si(0.25);

  static constexpr auto fields() {
    using K = RailTrainKind;
    return std::tuple{field("load_up", &K::load_up, units::one,
                            "share of the load towards larger 'at'", FieldRule{false, 0.0, 1.0}),
                      field("load_down", &K::load_down, units::one,
                            "share of the load the other way", FieldRule{false, 0.0, 1.0}),
                      field("brake", &K::brake, Unit<RailAcceleration::Dimension>{1.0, "m/s^2"},
                            "deceleration of service braking", FieldRule{false, 0.0, 2.0, true})};
  }
};

/// How the compressed pattern becomes trains a day.
struct RailCapacityRules {
  RailTraffic traffic = RailTraffic::mixed;
  bool is_peak = false;
  Scalar occupancy;  ///< instead of the recommended one; 0: the recommended one
  Scalar running_supplement = 0.05 * units::one;
  Time closed_per_day;  ///< for maintenance
  Time max_wait = 60.0 * units::minute;
  Scalar days_per_year = 350.0 * units::one;
  Scalar planned_cycles_per_day;  ///< 0: none is planned
  int effort = 100000;

  static constexpr auto fields() {
    using R = RailCapacityRules;
    return std::tuple{field("occupancy", &R::occupancy, units::one,
                            "instead of the recommended one", FieldRule{false, 0.0, 1.0, true}),
                      field("running_supplement", &R::running_supplement, units::one,
                            "share added to every running time", FieldRule{false, 0.0, 1.0}),
                      field("closed_per_day", &R::closed_per_day, units::hour, "for maintenance",
                            FieldRule{false, 0.0, 23.0 * 3600.0}),
                      field("max_wait", &R::max_wait, units::minute, "longest unscheduled halt",
                            FieldRule{false, 0.0, 86400.0}),
                      field("days_per_year", &R::days_per_year, units::one, "days with trains",
                            FieldRule{false, 0.0, 366.0, true}),
                      field("planned_cycles_per_day", &R::planned_cycles_per_day, units::one,
                            "to be held against the recommended occupancy", optional_positive)};
  }
};

/// A change of the line or its trains, to be weighed.
struct RailOption {
  std::string name;
  std::optional<RailStation> add_station;
  std::vector<std::pair<std::string, std::string>> replace_vehicles;  ///< from, to
  std::vector<std::string> stretch;  ///< two stations: where tracks and blocks change; empty: all
  std::optional<int> tracks;         ///< of the sections in the stretch
  std::optional<Length> block_length;
  std::optional<Length> station_length;  ///< of all stations in the stretch
  std::optional<Velocity> line_speed;
  Money cost;
};

struct RailStudy {
  std::string name;
  std::string currency = "USD";
  RailLine line;
  std::vector<RailVehicle> vehicles;
  std::vector<RailTrainKind> trains;
  RailCapacityRules rules;
  std::vector<RailOption> options;
};

struct RailHeadway {
  std::string first, second;
  bool is_down = false;
  double headway_s =
      0.0;  ///< least distance of departures at the first station, halts as scheduled
};

/// A section of the line as drawn.
struct RailSectionUse {
  std::string from, to;
  double cycle_s = 0.0;      ///< least cycle of its own
  bool is_critical = false;  ///< on the cycle that fixes the whole
};

struct RailCapacity {
  RailPattern pattern;
  RailTimetable timetable;
  RailConflictReport conflicts;
  std::vector<RailHeadway> headways;
  std::vector<RailSectionUse> sections;
  double occupancy_share = 0.0;  ///< used for the capacity
  double cycles_per_day = 0.0;
  double trains_per_day = 0.0;  ///< both directions
  double freight_trains_per_day = 0.0;
  double tonnes_per_day_up = 0.0, tonnes_per_day_down = 0.0;
  double tonnes_per_year_up = 0.0, tonnes_per_year_down = 0.0;
  double hindered_share =
      0.0;  ///< trains of the compressed cycle that wait for another (concatenation)
  double planned_occupancy_share = 0.0;  ///< of the plan; 0: no plan
  double wheel_kwh_per_gross_tkm = 0.0;  ///< of the trains running freely

  double tonnes_per_year() const { return tonnes_per_year_up + tonnes_per_year_down; }
};

struct RailOptionResult {
  std::string name;
  std::optional<RailCapacity> capacity;
  std::optional<Error> error;
  double gain_tonnes_per_year = 0.0;
  double gain_share = 0.0;
  double cost_si = 0.0;
  double gain_tonnes_per_money = 0.0;  ///< 0: no cost stated
};

struct RailLineAnswer {
  RailCapacity base;
  std::vector<RailOptionResult> options;  ///< the largest gain first
};

/// The line with one option taken. Errors: unknown names.
Result<RailStudy> with_option(const RailStudy& study, const RailOption& option);

/// The trains of a study as paths over its line. Errors: those of assemble and make_path.
Result<RailPattern> make_pattern(const RailStudy& study);

Result<RailCapacity> line_capacity(const RailStudy& study);

/// The study as it stands, and each option on its own.
Result<RailLineAnswer> appraise_line(const RailStudy& study);

}  // namespace landbridge::freight
