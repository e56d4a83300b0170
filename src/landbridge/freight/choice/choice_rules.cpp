#include "landbridge/freight/choice/choice_rules.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace landbridge::freight {

Result<void> check_rules(const AssignProblem& problem, const ChoiceRules& rules) {
  const auto wrong = [](const char* where, std::string what) {
    return fail(Fault::bad_input, where, std::move(what));
  };
  if (!(rules.route_scale >= 0.0) || std::isinf(rules.route_scale))
    return wrong("choice of routes",
                 fmt::format("the scale is {}; it must be zero or greater", rules.route_scale));
  if (rules.route_scale > 0.0 && (rules.routes < 1 || rules.routes > 1000))
    return wrong("choice of routes",
                 fmt::format("{} routes a pair; write 1 to 1000", rules.routes));
  if (rules.law != DemandLaw::fixed && (!(rules.elasticity < 0.0) || std::isinf(rules.elasticity)))
    return wrong("demand",
                 fmt::format("the elasticity is {}; it must be below zero", rules.elasticity));
  if (!rules.modes) return {};
  const ChoiceRules::Modes& modes = *rules.modes;
  const std::size_t classes = problem.classes.size();
  if (modes.nest.size() != classes || modes.constant.size() != classes)
    return wrong("choice of modes", "each class needs one nest and one constant");
  if (!(modes.logit.scale > 0.0))
    return wrong("choice of modes",
                 fmt::format("the scale is {}; it must be above zero", modes.logit.scale));
  std::vector<ChoiceAlternative> set;
  for (std::size_t k = 0; k < classes; ++k)
    set.push_back({0.0, modes.constant[k], 0.0, modes.nest[k]});
  return check(modes.logit, set);
}

double demand_share(DemandLaw law, double elasticity, double cost_ratio) {
  switch (law) {
    case DemandLaw::linear: return std::max(0.0, 1.0 + elasticity * (cost_ratio - 1.0));
    case DemandLaw::exponential: return std::exp(elasticity * (cost_ratio - 1.0));
    case DemandLaw::power:
      return cost_ratio > 0.0 ? std::pow(cost_ratio, elasticity)
                              : std::numeric_limits<double>::infinity();
    default: return 1.0;
  }
}

double cost_ratio_at(DemandLaw law, double elasticity, double share) {
  switch (law) {
    case DemandLaw::linear: return 1.0 + (share - 1.0) / elasticity;
    case DemandLaw::exponential: return 1.0 + std::log(share) / elasticity;
    case DemandLaw::power: return std::pow(share, 1.0 / elasticity);
    default: return 1.0;
  }
}

}  // namespace landbridge::freight
