#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "landbridge/freight/assign/assignment.hpp"
#include "landbridge/io/read.hpp"
#include "landbridge/io/text_file.hpp"

namespace landbridge::io {

/// The network file of the TNTP text format: metadata tags, then one link a line. Format:
/// docs/model/freight_assign.md.
struct TntpNetwork {
  freight::AssignNetwork network;
  std::optional<double> toll_factor;      ///< of the file, if it has the tag [cost/toll]
  std::optional<double> distance_factor;  ///< [cost/length]
};

/// A trip table of the same format: one class.
struct TntpTrips {
  std::int32_t zones = 0;
  std::vector<freight::OdDemand> demand;
  double total = 0.0;       ///< what the entries add up to, all of them
  double intrazonal = 0.0;  ///< of it from a zone to itself
  std::optional<double> toll_factor;
  std::optional<double> distance_factor;
};

/// Largest difference of the trips' sum from TOTAL OD FLOW, as a share of it: what six printed
/// digits leave.
inline constexpr double tntp_total_tolerance_relative = 1e-6;

/// Errors name line and column: tags that are missing, repeated or unknown, numbers that are none,
/// too few or too many values, nodes out of range, counts that differ from the header.
Read<TntpNetwork> read_tntp_network(const std::filesystem::path& file);
Read<TntpNetwork> parse_tntp_network(const TextFile& source);

/// The same for trips; `;` between entries may be missing. The sum of all entries must be the
/// TOTAL OD FLOW of the header.
Read<TntpTrips> read_tntp_trips(const std::filesystem::path& file);
Read<TntpTrips> parse_tntp_trips(const TextFile& source);

/// True if the text begins like a file of this format: a tag in angle brackets.
bool looks_like_tntp(const TextFile& source);

}  // namespace landbridge::io
