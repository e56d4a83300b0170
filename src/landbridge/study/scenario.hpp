#pragma once

#include "landbridge/study/domain.hpp"

namespace landbridge::study {

/// Days of the model year; 29 February does not exist in it.
inline constexpr int days_per_year = 365;

/// True if `pattern` ("*", "north*", "g05") selects `id`.
bool selects(std::string_view pattern, std::string_view id);

/// The scenario's steps with those of the scenarios it is based on, oldest first. Errors: an
/// unknown or circular `based_on`.
Result<std::vector<const Step*>> steps_of(const Study& study, const Scenario& scenario);

/// The domains of the study that a scenario is about: those that its steps change, with the steps
/// of what it is based on, and those that its claims ask; all of them if it has no step at all.
Result<std::vector<std::string>> domains_of(const Study& study, const Scenario& scenario);

/// One domain of a scenario as a year of stretches: lasting steps change every day, temporary steps
/// only their days. Errors: a step that selects nothing.
Result<Case> make_case(const Study& study, const Scenario& scenario, std::string_view domain,
                       std::span<const EntitySpec> entities);

}  // namespace landbridge::study
