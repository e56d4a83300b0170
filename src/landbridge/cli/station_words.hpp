#pragma once

#include <string>
#include <vector>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/cli/session.hpp"
#include "landbridge/gas/station_solve.hpp"
#include "landbridge/io/gas_case.hpp"

namespace CLI {
class App;
}

namespace landbridge::cli {

/// What `gas solve` may be told about machine maps and combined decisions.
struct StationWords {
  std::string stations;  ///< a .cs file; else the one beside the network; "none": no maps
  std::string ambient;
  std::string calorific_value;
  double recirculation = 0.0;  ///< Station::recirculation_max_share
  std::vector<std::string> decisions;
};
void add_station_options(CLI::App& solve, StationWords& words);

/// Controls that the chosen decisions of the .cdf beside the network ask for.
std::vector<io::GasControl> decided_controls(const StationWords& words, const std::string& network,
                                             Outcome& outcome);

/// Warnings where gas flows against the direction that a chosen decision states.
void check_decided_directions(const StationWords& words, const std::string& network,
                              const io::GasCase& gas_case, const gas::Solution& solution,
                              Outcome& outcome);

/// The stations of the network whose machines are known. Only stations under a control run, in
/// the configuration of a chosen decision where it states one.
struct StationSetup {
  std::vector<gas::StationLink> stations;
  gas::StationOptions options;
};
StationSetup station_setup(const StationWords& words, const std::string& network,
                           const io::GasCase& gas_case, Outcome& outcome);

}  // namespace landbridge::cli
