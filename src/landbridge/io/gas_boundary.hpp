#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "landbridge/gas/transient.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/read.hpp"
#include "landbridge/io/text_file.hpp"

namespace landbridge::io {

/// A network with what happens to it over time.
struct TransientCase {
  GasCase gas_case;
  gas::TransientProblem transient;  ///< with a copy of gas_case.problem
  std::optional<gas::InitialState> initial;
};

/// Reads a boundary file into a transient problem whose `problem` is already there.
///
///   [[supply]]                       # positive into the network
///   node = "city"
///   time = ["0 h", "6 h", "7 h"]     # straight lines between; stepwise = true holds each value
///   value = ["-180 kg/s", "-180 kg/s", "-240 kg/s"]    # or "-20 mcm_20C/d"
///
///   [[pressure]]                     # of a node that the network holds
///   node = "border"
///   time = ["0 h", "12 h"]
///   value = ["70 bar", "66 bar"]
///
///   [[set_point]]                    # of a compressor station or a regulator
///   link = "station"
///   time = ["0 h", "8 h"]
///   outlet_pressure = ["72 bar", "68 bar"]             # or ratio, or flow
///
///   [[event]]
///   name = "digger"
///   what = "rupture"                 # trip, close, open (with link), source_out (with node);
///                                    # scale (node, factor), cut_demand (node, by = "20 kg/s")
///   time = "2 h"
///   link = "trunk"
///   at = "40 km"
///   opening = "0.5 m2"
///   discharge_coefficient = 0.85
///
///   [[limit]]                        # what the result watches, beside the network's own limits
///   node = "city"
///   lower = "35 bar"
///   upper = "75 bar"
///
/// A series may come from a CSV file beside the boundary file, file = "city.csv", with the columns
/// `time [h]` and `value [kg/s]`. Every error has its place; unknown keys are errors.
Diagnostics read_gas_boundary(const std::filesystem::path& file, gas::TransientProblem& transient);
Diagnostics parse_gas_boundary(const TextFile& source, const std::filesystem::path& folder,
                               gas::TransientProblem& transient);

/// The series of a LANL folder's bc.json: boundary_nonslack_flow (withdrawals), boundary_pslack
/// and boundary_compressor, each {"time": [...], "value": [...]} in SI; plain numbers stay as they
/// are. The network itself must have been read from the same folder.
Diagnostics read_lanl_boundary(const std::filesystem::path& folder,
                               gas::TransientProblem& transient);

/// The start of a LANL folder's ic.json: initial_nodal_pressure [Pa] and initial_pipe_flow [kg/s].
Read<gas::InitialState> read_lanl_start(const std::filesystem::path& folder,
                                        const gas::Problem& problem);

}  // namespace landbridge::io
