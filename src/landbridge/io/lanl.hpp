#pragma once

#include <filesystem>

#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/read.hpp"

namespace landbridge::io {

/// Reads a folder in the format of the LANL steady-state codes [srinivasan2022]: network.json,
/// bc.json and params.json, SI units.
///
/// Nodes keep their keys as names; links are named by kind and key: p3 (pipe), c1 (compressor),
/// cv1 (control valve), v1 (valve), sp1 (short pipe), r1 (resistor), lr1 (loss resistor).
///
///   withdrawals  boundary_nonslack_flow [kg/s], positive out of the network
///   held         boundary_pslack [Pa]
///   controls     control_type 0: ratio, 1: discharge pressure [Pa], 2: flow [kg/s]
///   gas          R = 8.314 J/(mol K), M = 0.02896 kg/mol times the specific gravity, as in those
///                codes; ideal unless another equation of state is asked for
///
/// As in the reference solutions of these cases, compressors keep their law for either direction
/// of flow, resistors with a drag factor lose nothing (a warning says so), and control valves by
/// ratio are only known with the ratio 1 (open).
Read<GasCase> read_lanl_case(const std::filesystem::path& folder, const GasCaseOptions& options);

}  // namespace landbridge::io
