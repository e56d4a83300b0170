#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "landbridge/base/fields.hpp"
#include "landbridge/base/result.hpp"
#include "landbridge/base/units.hpp"
#include "landbridge/gas/design_assumptions.hpp"
#include "landbridge/gas/design_station.hpp"

namespace landbridge::gas {

/// Height of the route at a distance from its start; straight lines between the points.
struct HeightPoint {
  Length at;
  Length height;
};

/// Gas that leaves (positive) or joins (negative) the line on its way; mean of a year.
struct Offtake {
  std::string name;
  Length at;
  AmountFlow flow;
};

/// A stretch where building costs more (or less) than usual.
struct Terrain {
  Length from;
  Length to;
  double cost_factor = 1.0;
};

/// Where a line runs and what it must do at its ends.
struct Route {
  Length length;
  Pressure inlet_pressure;     ///< gas is handed over with it; zero: see LineSpec and DesignSpec
  Pressure delivery_pressure;  ///< the least at the end
  Temperature ground_temperature = 281.15 * landbridge::units::kelvin;  ///< mean at pipe depth
  Temperature air_temperature = 281.15 * landbridge::units::kelvin;     ///< mean of the year
  Temperature inlet_temperature;  ///< zero: air plus the approach of the coolers
  std::vector<HeightPoint> profile;
  std::vector<Offtake> offtakes;
  std::vector<Terrain> terrain;

  static constexpr auto fields() {
    namespace lu = landbridge::units;
    return std::tuple{
        field("length", &Route::length, lu::km, "of the pipe", positive),
        field("inlet_pressure", &Route::inlet_pressure, lu::megapascal,
              "pressure at which the gas is handed over; below the line's maximum pressure a head "
              "station is needed; absent: the line's maximum pressure",
              optional_positive),
        field("delivery_pressure", &Route::delivery_pressure, lu::megapascal,
              "least pressure at the end", positive),
        field("ground_temperature", &Route::ground_temperature, lu::kelvin,
              "mean of the ground at the depth of the pipe", optional_positive),
        field("air_temperature", &Route::air_temperature, lu::kelvin,
              "mean of the air, for the coolers of the stations", optional_positive),
        field("inlet_temperature", &Route::inlet_temperature, lu::kelvin,
              "of the gas handed over; absent: air plus the approach of the coolers",
              optional_positive),
    };
  }
};

/// A line as it is or could be: pipe, pressure, stations.
struct LineSpec {
  std::string name;
  Route route;
  Length outer_diameter;
  Length wall;                    ///< zero: from the maximum pressure and the wall rule
  Pressure max_pressure;          ///< also what stations deliver, as far as max_ratio allows
  int lines = 1;                  ///< equal parallel strings
  int stations = 0;               ///< evenly spaced unless `station_at` says where
  bool has_head_station = false;  ///< true: the first of the stations stands at the start
  std::vector<Length> station_at;
  Power station_power;    ///< installed in each station, standby included; zero: as needed
  int station_units = 0;  ///< that the power is made of; zero: the largest unit size
  std::optional<StationMachines> machines;  ///< real ones; nothing: constant efficiencies

  static constexpr auto fields() {
    namespace lu = landbridge::units;
    return std::tuple{
        field("diameter", &LineSpec::outer_diameter, lu::mm, "outer diameter", positive),
        field("wall", &LineSpec::wall, lu::mm,
              "thickness; absent: from the maximum pressure and the wall rule", optional_positive),
        field("max_pressure", &LineSpec::max_pressure, lu::megapascal,
              "highest allowed pressure; stations deliver it as far as max_ratio allows", positive),
        field("station_power", &LineSpec::station_power, lu::megawatt,
              "installed in each station, standby included; absent: as much as the flow needs",
              optional_positive),
    };
  }
};

/// What stops a line from carrying more.
enum class Limit {
  none,
  station_ratio,      ///< a station at max_ratio delivers too little for what follows
  station_power,      ///< a station has no more power
  station_map,        ///< the machines of a station cannot run there
  velocity,           ///< the gas would be too fast
  delivery_pressure,  ///< the pressure at the end would be too low
  no_pressure,        ///< the pressure would fall to nothing on the way
};
/// "none", "station_ratio", "station_power", "station_map", "velocity", "delivery_pressure",
/// "no_pressure".
std::string_view name_of(Limit limit);

/// One station on a design day, all strings together.
struct StationState {
  Length at;
  Pressure suction;
  Pressure discharge;
  double pressure_ratio = 1.0;  ///< of the line, discharge over suction
  Temperature suction_temperature;
  Temperature outlet_temperature;
  Power shaft_power;
  Power drive_power;  ///< that the drives take, as fuel or as electricity
  MassFlow fuel;
  std::optional<StationMapPoint> map;  ///< of real machines
};

/// Pressure, temperature and flow along the line, for a chart.
struct ProfilePoint {
  Length at;
  Length height;
  Pressure pressure;
  Temperature temperature;
  Velocity velocity;
};

/// A line that carries a given flow on a design day, all strings together.
struct LineState {
  MassFlow inlet;
  MassFlow delivered;
  MassFlow fuel;
  Power shaft_power;
  Power drive_power;
  Pressure end_pressure;
  Temperature mean_temperature;
  Velocity fastest;
  Pressure lowest_pressure;
  bool is_regulated = false;  ///< downhill the pressure had to be held at the maximum
  Limit limit = Limit::none;  ///< the first limit that is broken
  Length limit_at;
  std::string limit_detail;  ///< of station_map: which machine cannot, and why
  std::vector<StationState> stations;
  std::vector<ProfilePoint> profile;
};

/// How good the numbers of a line are.
struct LineCertificate {
  double mass_residual_relative = 0.0;   ///< inlet - offtakes - fuel - delivered, over inlet
  double power_residual_relative = 0.0;  ///< shaft power against fuel, heating value, drive
  double map_residual_relative = 0.0;    ///< head of every real machine against its map
  double step_error_relative = 0.0;      ///< worst pressure against half the step
  double flow_bracket_relative = 0.0;    ///< width of the last bracket of the largest flow
  int walks = 0;                         ///< times the line was integrated
};

/// The largest flow of a line.
struct LineCapacity {
  AmountFlow annual;        ///< delivered, mean of a year, standby units at rest
  AmountFlow annual_inlet;  ///< taken in for it: with offtakes and fuel
  AmountFlow design_day;    ///< delivered on a design day
  AmountFlow annual_peak;   ///< delivered while every standby unit runs
  Limit limit = Limit::none;
  Length limit_at;
  std::string limit_detail;
  Length wall;
  Length inner_diameter;
  Length spacing;  ///< longest distance between stations
  LineState state;
  LineCertificate certificate;
};

/// How much a line can carry: the flow at which its first limit binds, found by bisection. Every
/// limit but the pressure along the line grows with the flow, so there is one such flow.
/// Errors: bad_input (with the name of the line), infeasible (offtakes exceed what can be carried).
Result<LineCapacity> largest_flow(const LineSpec& line, const DesignAssumptions& assumptions);

/// The line with a stated annual delivery. `limit` tells whether it can.
Result<LineState> carry(const LineSpec& line, const DesignAssumptions& assumptions,
                        AmountFlow annual_delivery);

/// The first thing wrong with a line, if anything is.
Result<void> check(const LineSpec& line);

}  // namespace landbridge::gas
