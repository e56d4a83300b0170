#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/gas/batch.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/read.hpp"

namespace landbridge::io {

/// What a flow of a table is measured in: a mass, a volume at the gas's normal state (0 degC and
/// 1.01325 bar) or an amount.
struct FlowUnit {
  enum class Kind { mass, normal_volume, amount };
  Kind kind = Kind::mass;
  double si = 1.0;  ///< [kg/s], [m3/s] or [mol/s]
};

/// "kg/s", "t/h", "1000m3/h", "mcm_20C/d", and GasLib's words: "1000m3_per_h", "kg_per_s",
/// "1000m_cube_per_hour".
Result<FlowUnit> parse_flow_unit(std::string_view text);

/// Nominations with one set of pressure limits, and where they stand among all of them.
struct NominationGroup {
  gas::Problem problem;
  gas::Supplies supplies;
  std::vector<std::size_t> position;
};

/// Many nominations of one network.
struct GasNominations {
  GasCase gas_case;             ///< of the network; its supplies are those of the first nomination
  std::vector<std::string> id;  ///< of each nomination, in the order of the file
  std::vector<NominationGroup> groups;
};

/// Reads a network and its nominations.
///
///   wide CSV  one row a nomination: a column of ids (any name that is no node), then one column a
///             node; `node_7 [kg/s]` brings its unit, else `unit` is used
///   long CSV  one row a value: the columns id, node and value
///   folder    every .scn file of it in the order of names, or one .scn file (GasLib networks only)
///
/// Flows into the network are positive. A node that a table does not name has no flow, whatever the
/// network's own nomination says. Errors, all at once, each with file and line: unknown nodes,
/// ids that appear twice, a value that is missing, not a number or given twice, no unit.
Read<GasNominations> read_gas_nominations(const std::filesystem::path& network,
                                          const std::filesystem::path& nominations,
                                          std::string_view unit, const GasCaseOptions& options);

}  // namespace landbridge::io
