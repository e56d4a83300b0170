#pragma once

#include <filesystem>

#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/json_text.hpp"
#include "landbridge/io/read.hpp"

namespace landbridge::io {

/// Whether a JSON document is a net that pandapipes wrote (to_json): "_class": "pandapipesNet".
bool is_pandapipes(const Json& document);

/// Reads a net as pandapipes writes it with to_json(): tables are pandas frames in the layout
/// "split" (columns, index, data), as text or as an object. Written from the published description
/// of the format [pandapipes2020]; no file of a pandapipes release was at hand.
///
///   junction          node "junction_name" or "junction_<index>"; height_m; tfluid_k
///   pressures         gauge, over 1.01325 bar: absolute = p_bar + 1.01325 bar
///   ext_grid          held pressure (type with p); its temperature is not used
///   sink, source      mdot_kg_per_s times scaling; mass_storage as a sink
///   pipe              length_km, diameter_m or inner_diameter_mm, k_mm; a loss_coefficient becomes
///                     a resistor behind the pipe
///   valve             opened or closed; a loss_coefficient makes an open one a resistor
///   compressor        pressure_ratio (of absolute pressures)
///   pressure_control  regulator that holds controlled_p_bar at its end
///   flow_control      the flow leaves the network at one end and enters it at the other
///   fluid             molar_mass from the file, else by the names methane and hydrogen; one Z:
///                     the file's line Z = offset + slope p at the mean nominal pressure
///
/// What is not in service is left out. Tables of other elements with rows in service are errors;
/// other tables with rows are named in a warning; results (res_*) are passed over.
Read<GasCase> read_pandapipes(const std::filesystem::path& file, const GasCaseOptions& options);

}  // namespace landbridge::io
