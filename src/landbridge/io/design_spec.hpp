#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "landbridge/gas/design.hpp"
#include "landbridge/gas/design_checks.hpp"
#include "landbridge/io/design_machines.hpp"
#include "landbridge/io/read.hpp"
#include "landbridge/io/text_file.hpp"

namespace landbridge::io {

/// Where a unit cost comes from, for the report.
struct CostNote {
  std::string key;
  std::string source;
  std::string note;
};

/// Everything that a file for `landbridge gas design` may ask for.
struct DesignFile {
  std::string name;
  std::string currency = "USD";
  int price_year = 0;  ///< zero: no costs are asked for
  gas::DesignAssumptions assumptions;
  std::vector<InlineMachine> inline_machines;    ///< [[machine]]
  std::optional<gas::StationMachines> machines;  ///< [stations]: for [design] and [[existing]]
  std::optional<gas::DesignSpec> design;         ///< [design] and [route]
  std::vector<gas::LineSpec> existing;           ///< [[existing]]: how much can it carry
  std::vector<gas::KnownLine> checks;            ///< [[check]]: computed against stated
  std::vector<CostNote> cost_notes;
};

/// Reads a design file. Everything wrong is said at once, each with line and column: syntax,
/// unknown keys (with the nearest known one), missing keys, wrong or missing units, values out of
/// range.
Read<DesignFile> read_design_file(const std::filesystem::path& file);
Read<DesignFile> parse_design_file(const TextFile& source);

}  // namespace landbridge::io
