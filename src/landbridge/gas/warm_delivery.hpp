#pragma once

#include <optional>
#include <vector>

#include "landbridge/gas/largest_delivery.hpp"
#include "landbridge/gas/thermal.hpp"
#include "landbridge/gas/turbo_units.hpp"

namespace landbridge::gas {

/// What a problem does not say about one of its compressors.
struct DeliveryStation {
  LinkId link;
  std::optional<TurboUnits> units;  ///< nothing: ratio, power and efficiency of the problem hold
  double ambient_temperature_k = 288.15;
  double drive_efficiency = 0.34;  ///< shaft power over heat in the fuel, without units
};

/// What surrounds the network.
struct DeliverySurroundings {
  bool is_isothermal = false;  ///< true: temperatures of the problem hold, `thermal` is not used
  ThermalOptions thermal;
  std::vector<DeliveryStation> stations;
  double lower_calorific_value_j_kg = 0.0;  ///< zero: no fuel is taken out
  int max_rounds = 60;
  double tolerance_relative = 1e-6;  ///< of flow, of p^2 in pipes, of the power of machines
};

struct DeliveryStationState {
  LinkId link;
  TurboPoint point;  ///< of the units; only power and energy rate without
  double fuel_kg_s = 0.0;
  StationLimit limit = StationLimit::none;  ///< of its map: speed_max, power, choke
};

/// How well the rounds fit together.
struct WarmCertificate {
  int rounds = 0;
  double flow_change_relative = 0.0;   ///< of the last round, fuel included
  double law_residual_relative = 0.0;  ///< worst pipe: p^2 by the walk against the network's
  double temperature_change_k = 0.0;   ///< of the last round, worst node
  double map_residual_relative = 0.0;  ///< worst station: power by the map against the network's
  /// Of power or flow of a station at its limit: what it could do above what it was allowed, where
  /// the rounds had to hold it (below).
  double unused_relative = 0.0;
};

/// The largest delivery with temperatures, machines on their maps and fuel taken out on the way.
struct WarmDelivery {
  LargestDelivery delivery;  ///< flow: what is handed over
  /// The isothermal network that has the same state: fuel taken out, machines limited, pipes with
  /// factor and temperature. For questions near this state: line pack, other flows.
  Problem network;
  bool has_temperatures = false;
  Column<NodeId, Temperature> temperature;
  Column<LinkId, ThermalLink> link;
  std::vector<DeliveryStationState> stations;
  WarmCertificate certificate;
};

/// Rounds of largest_delivery() on effective pipes; after each the heat is followed through the
/// network (thermal.hpp), each station is asked what its machines make of its flow
/// (turbo_units.hpp) and its fuel is taken out at its inlet:
///
///   m_fuel = b/H_u of the drive, or P/(eta_d H_u) without a map
///
///   P  shaft power [W]   b  heat that the drive takes [W]   eta_d  drive efficiency [1]
///   H_u  lower calorific value [J/kg]
///
/// until flow, pressures and powers repeat themselves. A velocity limit is held at the mean
/// temperature of a pipe. Stations can push each other without end; in the second half of the
/// rounds their limits may therefore only fall, which errs on the side of too little flow. Where
/// the rounds end first, a state whose flow, p^2 and limits are met within 2e-3 is taken as it is,
/// its certificate tells; else not_converged, with the worst place. Errors
/// otherwise as largest_delivery() and solve_thermal().
[[nodiscard]] Result<WarmDelivery> largest_warm_delivery(const Problem& problem, NodeId node,
                                                         const DeliveryLimits& limits,
                                                         const DeliverySurroundings& around);

/// Heat that the drives of all stations take in another state of WarmDelivery::network [W].
double energy_rate_w(const DeliverySurroundings& around, const Solution& state);

}  // namespace landbridge::gas
