#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/io/gas_case.hpp"

namespace landbridge::cli {

/// What a command line says about the use of a gas network, before anything is read.
struct GasWords {
  std::string network;
  std::string nomination;
  std::string eos;
  std::string friction;
  std::string constant_z;
  std::string temperature;
  std::string scale;
  std::string min_pressure;
  bool is_passive = false;
  std::vector<std::string> fixes;
  std::vector<std::string> controls;
};

/// NET and the options of `gas solve` that say how to read it, but those below.
void add_gas_words(CLI::App& command, GasWords& words);
void add_scale(CLI::App& command, GasWords& words);
void add_nomination(CLI::App& command, GasWords& words);

/// The options as values; all that is wrong goes to the diagnostics.
io::GasCaseOptions gas_options_of(const GasWords& words, Diagnostics& diagnostics);

/// --min-pressure: a lower limit at every node, beside its own; nothing where it is not given.
void add_min_pressure(CLI::App& command, GasWords& words);
std::optional<Pressure> min_pressure_of(const GasWords& words, Diagnostics& diagnostics);
void require_pressure(gas::Problem& problem, std::optional<Pressure> least);

}  // namespace landbridge::cli
