#pragma once

#include "landbridge/freight/line/rail_event_graph.hpp"
#include "landbridge/freight/line/rail_pattern.hpp"

namespace landbridge::freight {

/// Times of a timetable whose orders and stops are decided: at its cycle time, the least waiting
/// of all trains together (a linear program over the event graph with every order held), and who is
/// hindered by whom. `node` has no stop left open; `timetable.cycle_s` is its cycle.
void finish_timetable(const RailEventGraph& graph, const RailNode& node, RailTimetable& timetable);

}  // namespace landbridge::freight
