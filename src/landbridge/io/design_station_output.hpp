#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "landbridge/gas/design_line.hpp"
#include "landbridge/io/design_machines.hpp"
#include "landbridge/io/json_text.hpp"

namespace landbridge::io {

/// stations[] of a designed line; with real machines also machines[], configuration, recycled,
/// margins, installed power.
Json design_stations_json(const gas::LineState& state);

/// What may be built: machine or configuration, limits of speed, nominal power, error of the fit.
Json station_machines_json(const gas::StationMachines& machines,
                           const std::vector<InlineMachine>& inline_machines);

/// One line a station with real machines, for people; empty where there are none.
std::string design_stations_text(const gas::LineState& state);

/// One row a station with real machines.
std::string design_stations_csv(std::string_view line, const gas::LineState& state,
                                bool with_header);

}  // namespace landbridge::io
