#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <vector>

#include "landbridge/gas/optimise/from_problem.hpp"
#include "landbridge/gas/optimise/model.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/matgas.hpp"
#include "landbridge/io/read.hpp"

namespace landbridge::io {

/// What a command asks for, before the file is read.
struct OptimiseRequest {
  gas::OptObjective objective;
  bool expands = false;    ///< new elements may be built, at their cost; else they are left out
  double max_ratio = 0.0;  ///< of compressors that state none
  GasCaseOptions network;
  std::filesystem::path stations = {};  ///< GasLib .cs: its machines hold stations to their maps
};

/// An optimal-flow problem from a file.
struct OptimiseCase {
  gas::OptModel model;
  std::string format;
  std::vector<std::filesystem::path> files;
};

/// Reads a matgas .m file, a folder of nodes.csv and arcs.csv, a LANL optimal-flow .json, or any
/// network that read_gas_case() knows.
Read<OptimiseCase> read_optimise_case(const std::filesystem::path& network,
                                      const OptimiseRequest& request);

/// The model of a matgas case. Pipes are always wired by their resistance
/// f L c^2/(D A^2); compressors by 286.76/G T k/(k-1) J/kg as that format's tools have it.
gas::OptModel matgas_model(const MatgasCase& from, const OptimiseRequest& request,
                           Diagnostics& diagnostics);

/// The folder format for supply-cost problems; docs/model/gas_optimise.md lists its columns.
Read<OptimiseCase> read_priced_folder(const std::filesystem::path& folder,
                                      const OptimiseRequest& request);

/// The optimal-flow JSON of the LANL steady-state code.
Read<OptimiseCase> read_optimal_flow_json(const std::filesystem::path& file,
                                          const OptimiseRequest& request);

}  // namespace landbridge::io
