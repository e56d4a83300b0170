#pragma once

#include <string>

#include "landbridge/gas/solve.hpp"
#include "landbridge/io/gaslib_verdict.hpp"
#include "landbridge/io/json_text.hpp"

namespace landbridge::io {

/// "verdict", "sentence", "cause" (null if feasible), "controls", "laws", and for a feasible
/// nomination "nodes" and "links" as gas solve writes them.
Json verdict_json(const GaslibVerdictCase& c, const gas::VerdictAnswer& answer);
Json verdict_certificate_json(const gas::VerdictAnswer& answer);

/// What an engineer reads in ten seconds.
std::string verdict_text(const GaslibVerdictCase& c, const gas::VerdictAnswer& answer);

/// The state as a steady solution, for tables and maps.
gas::Solution solution_of_verdict(const GaslibVerdictCase& c, const gas::VerdictAnswer& answer);

}  // namespace landbridge::io
