#pragma once

#include <string>

#include "landbridge/io/envelope.hpp"
#include "landbridge/io/expand_plan.hpp"

namespace landbridge::io {

/// The keys of `gas expand --plan`: outcome, objective, lower_bound, upper_bound, gap, builds[],
/// nominations[] with nodes[], links[], supplies[] and decisions[] as `gas optimise` has them.
Json expand_json(const ExpandPlan& plan, const gas::ExpandModel& model,
                 const gas::OptResult& result);

/// For people: what is built, for how much, with the bound, and what is tight in each nomination.
std::string expand_text(const ExpandPlan& plan, const gas::ExpandModel& model,
                        const gas::OptResult& result);

/// One row a candidate.
std::string expand_builds_csv(const ExpandPlan& plan, const gas::OptResult& result);

}  // namespace landbridge::io
