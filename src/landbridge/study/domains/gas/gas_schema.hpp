#pragma once

#include <span>

#include "landbridge/study/exhibit.hpp"
#include "landbridge/study/schema.hpp"

namespace landbridge::study {

/// What the tables of [gas] hold.
std::span<const EntitySpec> gas_entities();
std::span<const MetricSpec> gas_metric_specs();
std::span<const Equation> gas_equations();

}  // namespace landbridge::study
