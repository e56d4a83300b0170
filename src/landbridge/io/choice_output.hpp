#pragma once

#include <optional>
#include <string>
#include <vector>

#include "landbridge/freight/assign/capacity.hpp"
#include "landbridge/freight/choice/equilibrium.hpp"
#include "landbridge/io/json_text.hpp"

namespace landbridge::io {

/// What `freight equilibrium` found: flows of the choice, and the limits where there are any.
struct ChoiceAnswer {
  freight::ChoiceSolution choice;
  bool joins_classes = false;                       ///< the pair chooses its class
  std::optional<freight::LimitedSolution> limited;  ///< only prices are read where choice is given
  bool has_choice = true;  ///< false: flows of `limited`, choice has links and routes alone
};

Json choice_json(const freight::AssignProblem& problem, const ChoiceAnswer& answer);
Json choice_certificate_json(const freight::AssignProblem& problem, const ChoiceAnswer& answer);
std::string choice_text(const freight::AssignProblem& problem, const ChoiceAnswer& answer);
/// class, origin, destination, wanted, sent, cost, reference_cost; what --reference reads.
std::string choice_pairs_csv(const freight::AssignProblem& problem, const ChoiceAnswer& answer);
/// link, from, to, limit, flow, price, is_unique.
std::string choice_limits_csv(const freight::AssignProblem& problem, const ChoiceAnswer& answer);

}  // namespace landbridge::io
