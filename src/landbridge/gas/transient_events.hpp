#pragma once

#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/transient.hpp"

namespace landbridge::gas {

/// Says what is wrong with series, events and options; the network itself is checked by the solver.
Result<void> check_transient(const TransientProblem& transient, const TransientOptions& options);

/// Cuts every pipe that will rupture in two at the place of the hole, and names the new node in the
/// event. The first part keeps the pipe's name and id, the second is "<name>+", the node between
/// "<name>@<event>".
TransientProblem with_rupture_nodes(const TransientProblem& transient);

/// What a trip, a closure, an opening or the loss of a source does to the network; nothing for a
/// rupture and for changes of a node's flow.
void apply_event(Problem& problem, const TransientEvent& event);

/// An event of a node, not of a link; and one that changes what the node feeds in or takes out.
bool is_of_node(TransientEvent::Kind kind);
bool is_change(TransientEvent::Kind kind);

/// Puts a set point into its compressor or regulator.
void apply_set_point(Problem& problem, const SetPointSeries& set_point, double value_si);

}  // namespace landbridge::gas
