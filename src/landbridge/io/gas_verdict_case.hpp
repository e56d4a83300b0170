#pragma once

#include <filesystem>

#include "landbridge/io/gaslib_verdict.hpp"

namespace landbridge::io {

/// A verdict case from any network file: GasLib by read_gaslib_verdict_case(); from the other
/// formats valves, regulators and compressors with their limits, set points being free. A held
/// pressure is kept, with whatever flow its node may give. Errors as the readers of the formats.
Read<GaslibVerdictCase> read_verdict_case(const std::filesystem::path& network,
                                          const VerdictOptions& options);

}  // namespace landbridge::io
