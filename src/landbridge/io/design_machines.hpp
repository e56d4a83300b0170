#pragma once

#include <optional>
#include <vector>

#include "landbridge/gas/design_station.hpp"
#include "landbridge/io/toml_section.hpp"

namespace landbridge::io {

/// How near the polynomials of a map of the file come to its points.
struct InlineMachine {
  gas::Machine machine;
  gas::Drive drive;
  double head_error_relative = 0.0;
  double efficiency_error = 0.0;
};

/// One [[machine]]: id, map_columns, map, drive, power, energy. Nothing where something is wrong;
/// the messages say what.
std::optional<InlineMachine> read_inline_machine(const TomlContext& context,
                                                 const toml::table& table);

/// [stations]: a machine of the file or of a GasLib `.cs` file named beside it, or a station of
/// such a file with its configurations; how many side by side and in series; temperature of the
/// air.
std::optional<gas::StationMachines> read_station_machines(
    const TomlContext& context, const toml::table& table,
    const std::vector<InlineMachine>& machines);

}  // namespace landbridge::io
