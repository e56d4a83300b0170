#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "landbridge/gas/station.hpp"
#include "landbridge/io/read.hpp"

namespace landbridge::io {

/// A GasLib `.cs` file: compressor stations with machines, drives and configurations.
struct GaslibStations {
  std::string file;
  std::vector<gas::Station> stations;
};

inline constexpr std::size_t station_stages_max = 4;  ///< in series; the search grows with a power
inline constexpr std::size_t station_units_max = 64;  ///< machines, drives, or units of a stage

/// Read: turboCompressor and pistonCompressor; gasTurbine, gasDrivenMotor, electricMotor and
/// steamTurbine with 9 power coefficients (speed, ambient temperature) or 3 (speed alone);
/// configurations with their stages; the measured points of maps.
///
/// Errors, all at once, each with line and column: what read_xml() finds, another document, a
/// machine without a value it needs, values that are not finite or not positive where they must be,
/// unknown units, repeated ids, a drive or a machine that does not exist, stages that are missing,
/// empty or too many, a machine used twice in one configuration, a map in which nothing can run.
/// Warnings: an isoline of more speed below one of less, an efficiency outside 0 .. 1 inside the
/// map, a drive that takes less energy than it gives.
Read<GaslibStations> read_gaslib_stations(const std::filesystem::path& cs);

}  // namespace landbridge::io
