#pragma once

#include <optional>
#include <string>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/cli/station_words.hpp"
#include "landbridge/gas/fuel.hpp"
#include "landbridge/io/gas_case.hpp"

namespace CLI {
class App;
}

namespace landbridge::cli {

/// What `gas solve` may be told about the fuel of stations.
struct FuelWords {
  bool is_withdrawn = false;
  std::string drive_efficiency;
};
void add_fuel_options(CLI::App& solve, FuelWords& words);

/// How the stations burn gas, where the command or the file asks for it; else nothing. The lower
/// calorific value is that of --lower-calorific-value, of the file, of the gas's composition, or of
/// methane; `setup` gets it too.
std::optional<gas::FuelOptions> fuel_options(const FuelWords& words, const StationWords& stations,
                                             const io::GasCase& gas_case, StationSetup& setup,
                                             Diagnostics& diagnostics);

/// The fuel of every compressor in a state: of the machines where a map is known, else by its
/// drive's efficiency.
std::vector<double> fuel_of_stations(const gas::Problem& problem, const gas::StationSolution& state,
                                     const gas::FuelOptions& options);

}  // namespace landbridge::cli
