#pragma once

#include <string>

#include "landbridge/gas/station_solve.hpp"
#include "landbridge/io/json_text.hpp"

namespace landbridge::io {

/// A running machine: stage, flow, head, speed, efficiency, pressures, power, fuel, distances to
/// surge and choke.
Json unit_point_json(const gas::UnitPoint& unit);

/// A running station: configuration, shaft_power_mw, fuel_kg_s, machines[].
Json operating_point_json(const gas::Station& station, const gas::OperatingPoint& point);

/// Adds to the entries of links[] that are stations what their machines do: map_state, map_limit,
/// asked_outlet_bar, reachable_outlet_bar, configuration, machines[], shaft_power_mw, fuel_kg_s.
void add_stations_json(Json& result, const gas::StationSolution& solution,
                       const std::vector<gas::StationLink>& stations, const Network& network);

/// One line a station, for people; empty if no station is running or refused.
std::string stations_text(const gas::StationSolution& solution,
                          const std::vector<gas::StationLink>& stations, const Network& network);

}  // namespace landbridge::io
