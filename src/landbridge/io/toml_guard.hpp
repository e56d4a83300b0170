#pragma once

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/io/text_file.hpp"

namespace landbridge::io {

/// Whether every letter beyond ASCII stands in quotes or in a comment, as TOML 1.0 wants it; the
/// first one that does not is an error with its place. To be asked before toml::parse(): version
/// 3.3 of the library has undefined behaviour on such letters where it expects a key or a blank.
bool is_ascii_outside_quotes(const TextFile& source, Diagnostics& diagnostics);

}  // namespace landbridge::io
