#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/base/units.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/read.hpp"

namespace landbridge::io {

/// A flow as GasLib states it: of volume at 0 degC and 1.01325 bar, or of mass; the other is zero.
struct GaslibFlow {
  VolumeFlow normal_volume;
  MassFlow mass;
  MassFlow with(Density norm_density) const { return norm_density * normal_volume + mass; }
  auto operator<=>(const GaslibFlow&) const = default;
};

enum class GaslibNodeKind { source, sink, innode };

/// A node of a .net file; what the file does not state is empty.
struct GaslibNode {
  std::string id;
  GaslibNodeKind kind = GaslibNodeKind::innode;
  std::array<double, 2> position = unknown_position;
  Length height;
  std::optional<Pressure> pressure_min, pressure_max;
  std::optional<GaslibFlow> flow_min, flow_max;
  std::optional<Temperature> gas_temperature;
  std::optional<Density> norm_density;
  std::optional<MolarMass> molar_mass;
  std::optional<Pressure> pseudocritical_pressure;
  std::optional<Temperature> pseudocritical_temperature;
  SourcePlace place;
};

enum class GaslibLinkKind { pipe, short_pipe, valve, resistor, control_valve, compressor_station };

/// A connection of a .net file; which values it has depends on its kind.
struct GaslibLink {
  std::string id;
  GaslibLinkKind kind = GaslibLinkKind::short_pipe;
  std::string from, to;
  std::optional<Length> length, diameter, roughness;
  std::optional<Pressure> pressure_max;
  std::optional<GaslibFlow> flow_min, flow_max;
  std::optional<double> drag_factor;
  std::optional<Pressure> pressure_loss;
  std::optional<double> drag_factor_in, drag_factor_out;
  std::optional<Length> diameter_in, diameter_out;
  std::optional<Pressure> pressure_loss_in, pressure_loss_out;
  std::optional<Pressure> pressure_in_min, pressure_out_max;
  std::optional<Pressure> pressure_difference_min, pressure_difference_max;
  std::optional<gas::HeatTransfer> heat_transfer;
  std::optional<bool> has_cooler;  ///< gasCoolerExisting of a station
  std::string fuel_node;           ///< fuelGasVertex of a station; empty: not stated
  SourcePlace place;
};

/// A .net file as it stands, in SI.
struct GaslibNetwork {
  std::string file;
  std::vector<GaslibNode> nodes;
  std::vector<GaslibLink> links;
};

/// What a .scn file says about one node; inflow and outflow are both positive numbers there.
struct GaslibNomination {
  struct Entry {
    bool is_entry = true;
    std::optional<GaslibFlow> flow_lower, flow_upper;
    std::optional<Pressure> pressure_lower, pressure_upper;
    SourcePlace place;
  };
  std::string file;
  std::map<std::string, Entry> entries;  ///< by node
};

/// Errors, all at once, each with line and column: unknown kinds and units, missing or repeated
/// ids, values that are missing, not finite, negative or zero where they must be positive, ends
/// that name no node, a network without nodes.
Read<GaslibNetwork> read_gaslib_network(const std::filesystem::path& net);
Read<GaslibNomination> read_gaslib_nomination(const std::filesystem::path& scn);

/// The steady problem of a nomination. One gas for the whole network: the plain mean over the nodes
/// that state molar mass, norm density, temperature and pseudocritical values. Without controls
/// compressors by-pass, control valves and valves are open. Nominations that leave a range are an
/// error except at a node whose pressure is held. With `is_passive` it is the benchmark problem P0:
/// only pipes resist, no heights, no limits, and R = 8314.46 J/(kmol K) as in its definition.
Read<GasCase> to_problem(const GaslibNetwork& network, const GaslibNomination& nomination,
                         const GasCaseOptions& options);

/// .net file, its nomination and the options together.
Read<GasCase> read_gaslib_case(const std::filesystem::path& net, const GasCaseOptions& options);

}  // namespace landbridge::io
