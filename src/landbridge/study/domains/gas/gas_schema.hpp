#pragma once

#include <span>
#include <string>
#include <string_view>

#include "landbridge/study/exhibit.hpp"
#include "landbridge/study/schema.hpp"

namespace landbridge::study {

/// What the tables of [gas] hold.
std::span<const EntitySpec> gas_entities();
/// The key in [gas] of a field of gas::UnitCosts: its own, but for "station", which is a table.
std::string unit_cost_key(std::string_view key);
std::span<const MetricSpec> gas_metric_specs();
std::span<const Equation> gas_equations();

}  // namespace landbridge::study
