#pragma once

#include <string>

#include "landbridge/gas/solve.hpp"
#include "landbridge/io/envelope.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/json_text.hpp"

namespace landbridge::io {

/// The keys of `gas solve`: nodes[], links[], infeasible[]. A value that does not exist is null.
Json gas_solution_json(const GasCase& gas_case, const gas::Solution& solution);
Json gas_certificate_json(const gas::Certificate& certificate);

/// Why the state cannot be run, as entries of "errors".
std::vector<ErrorEntry> infeasibility_entries(const GasCase& gas_case,
                                              const gas::Solution& solution);

/// Tables with units in the header, one row a node or link.
std::string gas_nodes_csv(const GasCase& gas_case, const gas::Solution& solution);
std::string gas_links_csv(const GasCase& gas_case, const gas::Solution& solution);

/// Points and lines of everything that has a position, with the results as properties [rfc7946].
Json gas_network_geojson(const GasCase& gas_case, const gas::Solution& solution);

/// A short table for people: totals, the extreme nodes, active elements, what is not feasible.
std::string gas_solution_text(const GasCase& gas_case, const gas::Solution& solution);

}  // namespace landbridge::io
