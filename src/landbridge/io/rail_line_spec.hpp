#pragma once

#include <filesystem>

#include "landbridge/freight/line/rail_capacity.hpp"
#include "landbridge/io/read.hpp"
#include "landbridge/io/text_file.hpp"

namespace landbridge::io {

/// Reads a file for `landbridge freight line`. Everything wrong is said at once, each with line and
/// column: syntax, unknown keys (with the nearest known one), missing keys, wrong or missing units,
/// values out of range, names that nothing has.
Read<freight::RailStudy> read_rail_line(const std::filesystem::path& file);
Read<freight::RailStudy> parse_rail_line(const TextFile& source);

}  // namespace landbridge::io
