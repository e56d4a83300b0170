#pragma once

#include <string>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/optimise/model.hpp"
#include "landbridge/gas/problem.hpp"
#include "landbridge/gas/station_solve.hpp"

namespace landbridge::gas {

/// What is to be made least or largest.
struct OptObjective {
  enum class Kind {
    fuel,           ///< shaft power of all compressors
    supply_cost,    ///< prices of the file
    max_flow,       ///< withdrawal at one node
    max_delivered,  ///< all withdrawals that may be cut, by priority
  };
  Kind kind = Kind::fuel;
  std::string node;  ///< for max_flow
};

/// "fuel", "supply-cost", "max-flow:NODE", "max-delivered".
Result<OptObjective> parse_objective(std::string_view text);

struct FromProblemOptions {
  double max_ratio = 0.0;  ///< of compressors that state none; zero: none
  /// Machines that hold their station to its maps.
  std::vector<StationLink> stations = {};
  double ambient_temperature_k = 283.15;
};

/// The optimal-flow model of a steady problem whose active elements are all free: stations run,
/// by-pass or are closed; control valves throttle, by-pass or are closed; valves open or close.
///
/// Z and the friction factor are constants here: Z at the mean of the pressure limits, friction
/// fully rough unless the pipe states its own. Each is said in `assumptions`. bad_input: an
/// objective that needs prices; a node that does not exist; nothing that could supply more.
Result<OptModel> optimal_model(const Problem& problem, const OptObjective& objective,
                               const FromProblemOptions& options = {});

}  // namespace landbridge::gas
