#pragma once

#include <filesystem>
#include <optional>

#include "landbridge/gas/composition_solve.hpp"
#include "landbridge/io/read.hpp"
#include "landbridge/io/text_file.hpp"

namespace landbridge::io {

/// Which gas comes in where, from a TOML file with one table, [mixing]; a network.toml may have the
/// same table.
///
///   [mixing]
///   otherwise = "pipeline"                    # of every supply that is not named
///   supply = { blender = "hydrogen" }         # node -> composition
///   energy_demand = { city = "350 MW" }       # superior calorific value, instead of a mass flow
///   [mixing.composition.pipeline]             # mole fractions, together 1
///   methane = 0.96
///   ethane = 0.04
///   [mixing.composition.hydrogen]
///   hydrogen = 1.0
///   [mixing.limit]                            # of what is delivered; volumes at 15 degC
///   wobbe_min = "46 MJ/m3"
///   hydrogen_max = "10 %"
///
/// Every error has its place; unknown keys are errors.
Read<gas::Mixing> read_gas_mixing(const std::filesystem::path& file, const Network& network);

/// The same from a text; nothing if it has no [mixing] and no errors.
Read<std::optional<gas::Mixing>> parse_gas_mixing(const TextFile& source, const Network& network);

}  // namespace landbridge::io
