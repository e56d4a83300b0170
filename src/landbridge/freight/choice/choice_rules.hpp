#pragma once

#include "landbridge/base/result.hpp"
#include "landbridge/freight/choice/equilibrium.hpp"

namespace landbridge::freight {

/// Everything that is wrong with the rules for a problem, or nothing.
[[nodiscard]] Result<void> check_rules(const AssignProblem& problem, const ChoiceRules& rules);

}  // namespace landbridge::freight
