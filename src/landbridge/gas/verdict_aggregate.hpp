#pragma once

#include <optional>

#include "landbridge/gas/verdict_bounds.hpp"
#include "landbridge/gas/verdict_search.hpp"

namespace landbridge::gas {

/// A proof from all laws together. For any weights w and v the sum
///
///   L = sum_links w_l (phi_a - phi_b - R m|m|) + sum_nodes v_n (outflow_n - supply_n)
///
/// is zero in every state (and at least zero for the inequality of a station or control valve with
/// a weight of the right sign). It is a sum of terms in one unknown each, so its least value over
/// the bounds is found exactly; if that is above zero, no state exists: weak Lagrangian duality
/// [nocedal2006, ch. 12]. The weights are the misses of the best state that a search came to.
std::optional<Conflict> find_aggregate(const VerdictModel& model, const Bounds& bounds,
                                       const SearchResult& miss);

}  // namespace landbridge::gas
