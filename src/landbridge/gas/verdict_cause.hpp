#pragma once

#include "landbridge/gas/verdict_bounds.hpp"
#include "landbridge/gas/verdict_search.hpp"

namespace landbridge::gas {

/// A contradiction in words of the field: which limit, where, how much is missing, and the chain of
/// links from the limits to it.
Cause cause_of(const VerdictModel& model, const Bounds& bounds, const Conflict& conflict);

/// All laws together rule it out (a linear relaxation is empty): the limit that the nearest state
/// which a search found breaks most.
Cause relaxation_cause(const VerdictModel& model, const SearchResult& nearest);

/// Where no verdict was reached: the largest violation of the best state that was seen.
Cause nearest_miss(const VerdictModel& model, const SearchResult& best);

}  // namespace landbridge::gas
