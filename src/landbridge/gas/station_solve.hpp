#pragma once

#include <string_view>
#include <vector>

#include "landbridge/gas/solve.hpp"
#include "landbridge/gas/station.hpp"

namespace landbridge::gas {

/// A compressor of the network and the machines that stand behind it.
struct StationLink {
  LinkId link;
  Station station;
};

struct StationOptions {
  double ambient_temperature_k = 283.15;
  double lower_calorific_value_j_kg = 50.0e6;  ///< methane, 25 degC [iso6976]
  int max_rounds = 80;
  double tolerance_relative = 1e-9;  ///< of the pressure ratio at a limit of the map
};

enum class StationMapState {
  not_running,  ///< by-passed or closed, as the control asks or the solver found
  in_map,       ///< runs as asked
  at_limit,     ///< held at the nearest pressure its machines reach
  cannot_run,   ///< with this flow no pressure is in the map: by-passed
};
std::string_view name_of(StationMapState state);

struct StationOutcome {
  LinkId link;
  StationMapState state = StationMapState::not_running;
  StationLimit limit = StationLimit::none;  ///< of at_limit and cannot_run
  std::size_t limit_machine = 0;            ///< the machine that forbids more, of cannot_run
  double asked_outlet_pa = 0.0;             ///< the pressure before the map was asked
  std::optional<OperatingPoint> point;      ///< of in_map and at_limit
  OutletRange reachable;                    ///< with the flow found, over all configurations
};

struct StationSolution {
  Solution solution;
  std::vector<StationOutcome> stations;
  int rounds = 0;
  /// Worst distance of a held station from the edge of its map, of its ratio.
  double map_residual_relative = 0.0;
};

/// The steady state with every station held to its characteristic map.
///
/// Outer rounds: solve; ask each running station whether its point is in the map of one of its
/// configurations; where it is not, set its ratio to the nearest one reachable with the flow found,
/// and repeat until that ratio reproduces itself: x = g(x), x = ln(p_out/p_in), by the secant of
/// g, each station for itself. A station for whose flow no pressure is in the map is by-passed.
/// Set point and limits of the control hold throughout. Recirculation as far as
/// the station allows it. not_converged: the rounds
/// ended first; the error names the station and its last change.
[[nodiscard]] Result<StationSolution> solve_with_stations(const Problem& problem,
                                                          const std::vector<StationLink>& stations,
                                                          const StationOptions& options = {});

}  // namespace landbridge::gas
