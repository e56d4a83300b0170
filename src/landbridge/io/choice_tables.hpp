#pragma once

#include <filesystem>
#include <vector>

#include "landbridge/freight/assign/assignment.hpp"
#include "landbridge/freight/assign/capacity.hpp"
#include "landbridge/io/csv.hpp"
#include "landbridge/io/read.hpp"

namespace landbridge::io {

/// Hard limits of links: the columns `limit` and either `link` (its number in the network file,
/// from 1) or `from` and `to`. Errors name the line: links that do not exist or stand twice, two
/// links between the same nodes (give their number), limits that are not above zero.
Read<std::vector<freight::FlowLimit>> parse_flow_limits(const CsvTable& table,
                                                        const freight::AssignNetwork& network);

/// Costs that a trip table was made for, from the pairs.csv of `freight equilibrium` or the folder
/// it stands in: class, origin, destination, cost. Every pair of the problem must be there; with
/// `joins_classes` the class is not looked at. In the order of ChoiceSolution::pairs.
Read<std::vector<double>> parse_reference_costs(const CsvTable& table,
                                                const freight::AssignProblem& problem,
                                                bool joins_classes);

/// The file, or tables/pairs.csv in a folder.
std::filesystem::path pairs_file(const std::filesystem::path& file_or_folder);

}  // namespace landbridge::io
