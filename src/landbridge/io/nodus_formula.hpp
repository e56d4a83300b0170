#pragma once

#include <string_view>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/io/nodus_costs.hpp"

namespace landbridge::io {

/// Letters and '_' begin a name; digits may follow.
bool is_name_start(char c);
bool is_name_part(char c);

/// The steps of a formula in the order of evaluation. Errors name what stands where a number, a
/// name or a bracket should; brackets may be 100 deep.
Result<std::vector<NodusCosts::Entry::Step>> parse_nodus_formula(std::string_view text);

}  // namespace landbridge::io
