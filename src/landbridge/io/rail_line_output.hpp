#pragma once

#include <string>

#include "landbridge/freight/line/rail_capacity.hpp"
#include "landbridge/io/json_text.hpp"

namespace landbridge::io {

/// The keys of `freight line`: running_times[], headways[], sections[], timetable, trains_per_day,
/// tonnes_per_year, options[].
Json rail_line_json(const freight::RailStudy& study, const freight::RailLineAnswer& answer);
Json rail_line_certificate_json(const freight::RailLineAnswer& answer);

/// Tables for people.
std::string rail_line_text(const freight::RailStudy& study, const freight::RailLineAnswer& answer);

/// Tables with units in the header: the train diagram (three cycles), the runs with speed and
/// energy, blocking times of the timetable, the options.
std::string rail_diagram_csv(const freight::RailStudy& study, const freight::RailCapacity& c);
std::string rail_runs_csv(const freight::RailCapacity& c);
std::string rail_blocking_csv(const freight::RailStudy& study, const freight::RailCapacity& c);
std::string rail_options_csv(const freight::RailStudy& study,
                             const freight::RailLineAnswer& answer);

}  // namespace landbridge::io
