#pragma once

#include "landbridge/gas/verdict.hpp"

namespace landbridge::gas {

/// Asks what would help: each candidate change is made to a copy of the case, and the smallest one
/// that makes it feasible is found by halving. Where one change alone undoes the cause and is out
/// of line with the rest of the network (a limit beyond the usual one, one demand), it becomes the
/// place of the cause.
Cause with_reliefs(const VerdictCase& verdict_case, Cause cause);

}  // namespace landbridge::gas
