#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/base/result.hpp"
#include "landbridge/io/read.hpp"
#include "landbridge/io/text_file.hpp"

namespace landbridge::io {

/// A JSON value whose keys keep the order in which they were written.
using Json = nlohmann::ordered_json;

/// The value as text: the same bytes for the same value on any machine. Numbers are the shortest
/// that read back to the same double; NaN and infinity become null, -0 becomes 0; a list of plain
/// values stays on one line, everything else is indented by two blanks. Ends with a line end.
std::string to_json_text(const Json& value);

/// Writes to a file as a whole, or to standard output for "-".
Result<void> write_json(std::string_view file_or_dash, const Json& value);

/// Reads a JSON document. Errors: everything of read_text_file(), syntax (with line and column),
/// repeated keys (both places are named), nesting deeper than 200.
Read<Json> read_json(const std::filesystem::path& file);
Read<Json> parse_json(const TextFile& source);

/// Where a value stands in a document that parse_json() accepted; the path names keys and, for
/// lists, positions from 0: {"pipes", "3", "diameter"}.
SourcePlace json_place(const TextFile& source, const std::vector<std::string>& path);

}  // namespace landbridge::io
