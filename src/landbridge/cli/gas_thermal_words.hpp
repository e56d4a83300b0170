#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/gas/thermal.hpp"
#include "landbridge/io/gas_case.hpp"

namespace landbridge::cli {

/// The words of --thermal and what goes with it, before anything is read.
struct GasThermalWords {
  bool is_thermal = false;
  std::string ground_temperature;
  std::string heat_transfer;
  std::string cooler_outlet;
  std::string preheated_outlet;
  std::vector<std::string> inlets;  ///< "40degC" or "NODE=40degC"

  bool is_given() const;  ///< any of them
};

void add_thermal_options(CLI::App& solve, GasThermalWords& words);

/// Nothing where --thermal is not given; what is wrong goes to the diagnostics.
/// The words go over what the network's file says.
std::optional<gas::ThermalOptions> thermal_options(const GasThermalWords& words,
                                                   const io::GasCase& gas_case,
                                                   Diagnostics& diagnostics);

}  // namespace landbridge::cli
