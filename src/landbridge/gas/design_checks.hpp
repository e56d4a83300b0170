#pragma once

#include <span>
#include <string>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/design.hpp"

namespace landbridge::gas {

/// A line that exists, and what it is said to carry.
struct KnownLine {
  LineSpec line;
  AmountFlow stated;       ///< mean of a year, delivered
  Power stated_power;      ///< installed in all its stations; zero: not known
  double tolerance = 0.0;  ///< largest accepted deviation, relative; zero: only told
  std::string source;      ///< keys of sources
  std::string note;        ///< what of the input is uncertain
};

/// The flow of a known line after one change of the common assumptions.
struct Sensitivity {
  std::string change;  ///< "one more station"
  AmountFlow annual;
  double change_relative = 0.0;     ///< against the common assumptions
  double deviation_relative = 0.0;  ///< against the stated flow
};

/// The computed largest flow against the stated one.
struct KnownLineResult {
  KnownLine known;
  LineCapacity capacity;
  Machines machines;                ///< what its stations would be given by the common assumptions
  double deviation_relative = 0.0;  ///< computed over stated, less one
  bool is_within = true;            ///< true also where no tolerance is stated
  std::vector<Sensitivity> sensitivities;
};

/// The largest flow of each line with one set of assumptions for all of them, and what each of a
/// fixed list of changes would do: one more station, a higher station ratio, colder gas, a smoother
/// or rougher wall, a perfect hydraulic efficiency, no unavailability, all favourable ones at once.
/// Errors: those of largest_flow(), with the line's name.
Result<std::vector<KnownLineResult>> check_known_lines(std::span<const KnownLine> lines,
                                                       const DesignAssumptions& assumptions);

}  // namespace landbridge::gas
