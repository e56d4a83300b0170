#pragma once

#include <array>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/base/ids.hpp"
#include "landbridge/base/result.hpp"
#include "landbridge/base/units.hpp"
#include "landbridge/gas/composition_solve.hpp"
#include "landbridge/gas/problem.hpp"
#include "landbridge/gas/thermal.hpp"
#include "landbridge/io/read.hpp"

namespace landbridge::io {

/// "NODE=80bar": the pressure that is held at a node.
struct GasFix {
  std::string node;
  Pressure pressure;
};
Result<GasFix> parse_gas_fix(std::string_view text);

/// "NAME=ratio:1.3", "outlet:70bar", "flow:200kg/s", "bypass", "open" or "closed": what an active
/// element does.
struct GasControl {
  enum class Kind { ratio, outlet, flow, open, closed };
  std::string link;
  Kind kind = Kind::open;
  double value_si = 0.0;  ///< [1], [Pa] or [kg/s]
  bool is_active() const {
    return kind == Kind::ratio || kind == Kind::outlet || kind == Kind::flow;
  }
};
Result<GasControl> parse_gas_control(std::string_view text);

/// The names that --eos and --friction know.
Result<gas::Eos> parse_eos(std::string_view name);
Result<gas::Friction> parse_friction(std::string_view name);

/// What a command says about the use of a network file; what is not said comes from the file.
struct GasCaseOptions {
  std::optional<std::filesystem::path> nomination =
      {};                   ///< GasLib .scn; else the one beside the .net
  bool is_passive = false;  ///< the passive benchmark: only pipes resist, no heights, no limits
  std::optional<double> constant_z = {};
  std::optional<gas::Eos> eos = {};
  std::optional<Temperature> temperature = {};
  std::optional<gas::Friction> friction = {};
  double supply_scale = 1.0;  ///< factor on every supply and demand
  std::vector<GasFix> fixes = {};
  std::vector<GasControl> controls = {};
  bool is_transient = false;  ///< where the file has series over time, their first values count
  bool needs_held_pressure = true;  ///< false: the pressures are to be chosen, not computed
  /// True: for a conversion; a network without nomination or held pressure is no error.
  bool may_be_incomplete = false;
};

/// What a file says about the gas that stations burn; zero: not stated.
struct GasFuel {
  bool is_stated = false;  ///< a file that says so has its fuel withdrawn by `gas solve`
  double drive_efficiency = 0.0;
  double lower_calorific_value_j_kg = 0.0;
  Column<LinkId, NodeId> node = {};  ///< where it is taken; empty or none: at the inlet
};

/// A network from a file, ready to be solved.
struct GasCase {
  gas::Problem problem;
  /// Where the nodes lie: longitude and latitude [deg], or the plane of the file; NaN: unknown.
  Column<NodeId, std::array<double, 2>> position;
  gas::ThermalOptions thermal = {};  ///< what the file says about heat, for --thermal
  GasFuel fuel = {};
  std::vector<LinkId> cooled = {};    ///< stations with a cooler whose temperature is not stated
  std::vector<LinkId> uncooled = {};  ///< stations of which the file says that they have none
  std::optional<gas::Mixing> mixing = {};    ///< where the file says which gas comes in where
  std::string format;                        ///< "gaslib", "lanl", "toml"
  std::vector<std::filesystem::path> files;  ///< everything that was read, for hashes
  Density
      norm_density{};  ///< at 0 degC and 1.01325 bar, as a GasLib file states it; zero: unstated
};

/// Reads a GasLib .net file, a LANL folder, or a network.toml, by what it finds, and applies the
/// options. Everything that is wrong is said at once where that is possible.
Read<GasCase> read_gas_case(const std::filesystem::path& network, const GasCaseOptions& options);

/// Applies what does not depend on the file's format: gas, friction, scale, held pressures,
/// controls, passive. `place` is where a message about the network as a whole belongs.
void apply_gas_options(gas::Problem& problem, const GasCaseOptions& options,
                       const SourcePlace& place, Diagnostics& diagnostics);

/// The node or link of that name, or none.
NodeId node_named(const Network& network, std::string_view name);
LinkId link_named(const Network& network, std::string_view name);

/// For hints: "did you mean 'source_1'?", or a short list of the names there are.
std::string known_names_hint(std::string_view wrong, const std::vector<std::string>& known);

inline constexpr std::array<double, 2> unknown_position{std::numeric_limits<double>::quiet_NaN(),
                                                        std::numeric_limits<double>::quiet_NaN()};

}  // namespace landbridge::io
