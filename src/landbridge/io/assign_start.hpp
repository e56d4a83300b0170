#pragma once

#include <filesystem>

#include "landbridge/freight/assign/assignment.hpp"
#include "landbridge/io/csv.hpp"
#include "landbridge/io/read.hpp"

namespace landbridge::io {

/// Routes to start from: a paths.csv of an earlier result, or the folder it stands in. The columns
/// class, origin, destination, flow and links must be there; others are not looked at. Errors name
/// the line: classes, nodes and links that the problem lacks, flows that are none.
Read<freight::AssignPaths> read_assign_start(const std::filesystem::path& file,
                                             const freight::AssignProblem& problem);
Read<freight::AssignPaths> parse_assign_start(const CsvTable& table,
                                              const freight::AssignProblem& problem);

}  // namespace landbridge::io
