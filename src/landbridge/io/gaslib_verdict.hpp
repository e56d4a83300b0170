#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "landbridge/gas/station.hpp"
#include "landbridge/gas/verdict.hpp"
#include "landbridge/io/gaslib.hpp"

namespace landbridge::io {

/// What a command says about a verdict; `case_options` as for a steady solve, where its controls
/// only say which settings may be chosen: closed, open (by-pass), or any set point: active.
struct VerdictOptions {
  GasCaseOptions case_options;
  Temperature ambient_temperature = Temperature::from_si(283.15);  ///< for the drives

  double recirculation_max_share = 0.0;  ///< Station::recirculation_max_share of every station
  std::vector<std::string> decisions;    ///< GROUP=DECISION: the only one that a group may take
};

/// A network with its nomination, limits and stations.
struct GaslibVerdictCase {
  GasCase gas_case;
  gas::VerdictCase verdict_case;
  std::vector<gas::Station> stations;  ///< of the .cs file; empty: there is none
  Temperature ambient_temperature{};
  bool has_machines() const { return !stations.empty(); }
  /// The machines of a station, or nullptr.
  const gas::Station* station(const std::string& id) const;
};

/// Reads .net, .scn and, beside the .net, the .cs and the .cdf of the same stem. Errors as the
/// readers of these files; a network of another format is an error that says so.
Read<GaslibVerdictCase> read_gaslib_verdict_case(const std::filesystem::path& net,
                                                 const VerdictOptions& options);

}  // namespace landbridge::io
