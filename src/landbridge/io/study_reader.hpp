#pragma once

#include <filesystem>

#include "landbridge/io/read.hpp"
#include "landbridge/study/domain.hpp"

namespace landbridge::io {

/// Reads a study folder (or its study.toml) with all it names, for the given domains. Everything
/// that is wrong is said at once: file, line, column, what, and what would be right.
Read<study::Study> read_study(const std::filesystem::path& study, const study::Domains& domains);

}  // namespace landbridge::io
