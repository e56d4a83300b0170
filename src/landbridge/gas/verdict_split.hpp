#pragma once

#include <vector>

#include "landbridge/gas/verdict_bounds.hpp"
#include "landbridge/gas/verdict_search.hpp"

namespace landbridge::gas {

/// What is known of a part that neither a state nor a proof was found for.
struct SplitHints {
  const VerdictState& state;         ///< of a search with free modes
  const std::vector<double>& point;  ///< RelaxationBudget::point of the part; empty: none
};

/// Parts that together hold every state of the given one, the most promising last: by the law or
/// the mode that the point of the relaxation breaks most; where there is none by modes, then
/// flows, then pressures. Empty: nothing is left to split.
std::vector<Bounds> split_part(const VerdictModel& model, const Bounds& bounds,
                               const SplitHints& hints);

/// The mode of an element that its pressures and flow in a relaxed state suggest.
ElementMode suggested_mode(const VerdictModel& model, std::size_t element, ModeSet allowed,
                           const VerdictState& state);

}  // namespace landbridge::gas
