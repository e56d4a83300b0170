#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "landbridge/gas/optimise/expand.hpp"
#include "landbridge/io/read.hpp"
#include "landbridge/io/text_file.hpp"

namespace landbridge::io {

/// What may be built in a network, from a file.
///
///   title = "two winters"
///   currency = "USD"                 # three letters; else USD
///
///   [unit_cost]                      # where a candidate states no cost of its own
///   pipe = "50 kUSD/in/km"           # times diameter and length
///   station = "4 MUSD/MW"            # times max_power
///
///   [[pipe]]                         # between two nodes of the network
///   id = "shortcut"
///   from = "A"
///   to = "B"
///   length = "30 km"
///   diameter = ["400 mm", "500 mm"]  # each one a candidate of its own: "shortcut 400 mm", ...
///   roughness = "0.05 mm"
///   cost = ["21 MUSD", "26 MUSD"]    # instead of unit_cost; one for each diameter
///
///   [[loop]]                         # beside a pipe of the network, over its whole length
///   id = "second SA"
///   pipe = "SA"
///   diameter = "700 mm"
///
///   [[station]]                      # at the beginning of a pipe of the network
///   id = "boost"
///   pipe = "AC"
///   max_power = "8 MW"
///   max_ratio = "1.6"
///   max_outlet_pressure = "70 bar"
struct ExpandPlan {
  std::string title;
  std::string currency = "USD";
  std::vector<gas::ExpandCandidate> candidates;
};

/// Every error has its place; unknown keys are errors.
Read<ExpandPlan> read_expand_plan(const std::filesystem::path& file, const gas::Problem& network);
Read<ExpandPlan> parse_expand_plan(const TextFile& source, const gas::Problem& network);

}  // namespace landbridge::io
