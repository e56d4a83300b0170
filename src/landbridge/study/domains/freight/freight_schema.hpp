#pragma once

#include <span>

#include "landbridge/study/exhibit.hpp"
#include "landbridge/study/schema.hpp"

namespace landbridge::study {

/// What the tables of [freight] hold.
std::span<const EntitySpec> freight_entities();
const EntitySpec& freight_entity(std::string_view name);
std::span<const MetricSpec> freight_metric_specs();
std::span<const Equation> freight_equations();

}  // namespace landbridge::study
