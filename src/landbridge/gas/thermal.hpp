#pragma once

#include <string>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/design_assumptions.hpp"
#include "landbridge/gas/problem.hpp"
#include "landbridge/gas/solve.hpp"

namespace landbridge::gas {

class PropertyTable;

/// What a problem does not say about heat. A column may be empty, an entry zero: then the value for
/// all holds.
struct ThermalOptions {
  HeatTransfer heat_transfer = 1.5 * design_units::watt_per_m2_kelvin;  ///< overall, inner surface
  Temperature ground_temperature{};  ///< where a pipe states none; zero: that of the gas
  Temperature inlet_temperature{};   ///< of supplies; zero: that of the gas
  Column<LinkId, HeatTransfer> pipe_heat_transfer;
  Column<NodeId, Temperature> node_inlet_temperature;
  Temperature cooler_outlet{};     ///< highest behind compressors; zero: no coolers
  Temperature preheated_outlet{};  ///< lowest behind control valves; zero: no preheaters
  /// Of one cooler or preheater, before the two above; infinite: a station without a cooler.
  Column<LinkId, Temperature> element_outlet;
  int max_rounds = 60;
  double tolerance_relative = 1e-9;  ///< of p^2 along a pipe over the largest p^2 of the network
  double steps_share = 1.0;  ///< of the usual steps along a pipe; fewer are faster, see certificate
  const PropertyTable* table = nullptr;  ///< shared by many solves of one gas; else each makes one
};

/// One link; temperatures at its ends `from` and `to`, whatever the direction of the flow.
struct ThermalLink {
  Temperature from_temperature;
  Temperature to_temperature;
  Temperature lowest_temperature;  ///< anywhere in it
  Power heat_to_ground;
  Power compression;  ///< what the machine puts into the gas
  Power cooling;      ///< taken out behind it
  Power preheating;   ///< put in before a control valve
};

struct ThermalCertificate {
  double law_residual_relative = 0.0;       ///< worst pipe: p^2 by the walk against the network's
  double temperature_change_k = 0.0;        ///< of the last round, worst node
  double energy_residual_w = 0.0;           ///< of the whole network
  double energy_residual_relative = 0.0;    ///< over the sum of all exchanged heat and power
  double integration_error_relative = 0.0;  ///< worst p^2 against half as many steps
  double z_error_relative = 0.0;            ///< of the property table
  int rounds = 0;
  std::string worst_place;
};

/// Something an engineer should look at.
struct ThermalNote {
  std::string where;
  std::string sentence;
};

struct ThermalSolution {
  Solution hydraulics;
  Column<NodeId, Temperature> temperature;  ///< after mixing
  Column<NodeId, double> hydrate_margin_k;  ///< over hydrate_temperature_k; NaN without pressure
  Column<LinkId, ThermalLink> link;
  std::vector<ThermalNote> notes;
  ThermalCertificate certificate;
  bool is_complete = true;  ///< false: hydraulics.infeasible says why there is no flow to heat
};

/// The steady non-isothermal state: pressures, flows and temperatures that fit together.
///
/// Rounds of: gas::solve with an effective friction factor and temperature for every pipe; then
/// temperatures along the flow, with the equations of thermal_pipe.hpp in pipes and
///
///   node               sum of m h over what comes in = h sum of m      (perfect mixing)
///   compressor         h_out = h_in + P/m, P its shaft power; then the cooler's temperature
///     at most
///   control valve, resistor, valve   h_out = h_in; preheated where the outlet would be too cold
///   feed               T_out = T of the supply: storages and terminals heat what they throttle
///
/// and from each walked pipe the factor and temperature that make gas::solve's law give the same
/// pressures, until they do. `ground_temperature` of a Pipe is the ground's here. Where nothing
/// flows a node has the temperature of the ground. Heights count in pipes alone.
///
/// not_converged: the rounds did not settle, with the worst place. Other errors as gas::solve.
[[nodiscard]] Result<ThermalSolution> solve_thermal(const Problem& problem,
                                                    const ThermalOptions& options = {});

}  // namespace landbridge::gas
