#pragma once

#include <filesystem>

#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/read.hpp"

namespace landbridge::io {

/// Reads a gas network in landbridge's own form.
///
///   [gas]
///   molar_mass = "18.57 kg/kmol"      # or a table [gas.composition] of mole fractions by name
///   temperature = "283.15 K"
///   eos = "papay"                     # or ideal, aga8, gerg2008, constant, *_cnga
///   friction = "hofer"                # nikuradse, colebrook, hofer, constant
///
///   [[node]]
///   id = "field"
///   pressure = "54 bar"               # held; or supply = "200 kg/s", or demand = "80 kg/s"
///
///   [[pipe]]
///   id = "line"
///   from = "field"
///   to = "city"
///   length = "622 km"
///   diameter = "1196 mm"
///   roughness = "0.03 mm"
///
///   [tables]                          # rows may come from CSV files, units in the header
///   pipe = "pipes.csv"
///
/// Kinds are node, pipe, short_pipe, valve (is_open), resistor, regulator (mode), compressor
/// (control); their values are the fields() of gas/links.hpp. Unknown keys are errors.
Read<GasCase> read_gas_network_toml(const std::filesystem::path& file,
                                    const GasCaseOptions& options);

}  // namespace landbridge::io
