#pragma once

#include <string>

#include "landbridge/gas/solve.hpp"

namespace landbridge::gas {

/// What a delivery has to respect besides the limits of the nodes.
struct DeliveryLimits {
  Pressure min_delivery_pressure{};  ///< at the node of delivery; zero: none
  Velocity max_velocity{};           ///< in every pipe; zero: none
  MassFlow max_flow{};               ///< where to stop looking; zero: 1e5 kg/s
  MassFlow expected{};  ///< near the answer, where it is known: only saves time; zero: unknown
  double expected_error = 2e-3;       ///< how far, relative; a wrong one costs solves, no digits
  double tolerance_relative = 1e-10;  ///< of the flow
};

enum class BindingKind {
  none,               ///< nothing binds up to DeliveryLimits::max_flow
  delivery_pressure,  ///< the pressure at the node of delivery
  lower_pressure,     ///< a node's lower limit
  upper_pressure,     ///< a node's upper limit
  no_pressure,        ///< a pressure would fall to zero
  velocity,           ///< the velocity limit in a pipe
  element,            ///< an element would have to pass gas backwards or more than it can
  compressor,         ///< a compressor falls to by-pass: its flow or inlet limit
  unbalanced,         ///< the node is in a part without a held pressure
};
std::string_view name_of(BindingKind kind);

/// The largest flow that can be taken out at a node.
struct LargestDelivery {
  MassFlow flow{};          ///< beyond what the problem already takes there; zero: nothing more
  bool is_feasible = true;  ///< false: even without the delivery a limit is broken
  BindingKind binding = BindingKind::none;
  NodeId node;           ///< where it binds, or none
  LinkId link;           ///< where it binds, or none
  std::string sentence;  ///< "the pressure at city (55.0 bar) allows no more than ..."
  Solution solution;     ///< at the optimum
  int solves = 0;        ///< steady states that the search computed
};

/// The largest extra withdrawal at `node` at which every limit still holds: node pressure limits,
/// the delivery pressure, velocities; compressors deliver what their own limits allow.
///
/// The margin to the tightest limit falls as the delivery grows (pressures fall, velocities rise),
/// so the search brackets its zero and closes in by interpolation [chandrupatla1997] to
/// its tolerance,
/// from the feasible side. A limit that is broken without any delivery, also an upper one, is
/// reported by `is_feasible = false`. bad_input: the node's pressure is held. not_converged: as in
/// solve(). Only valid where the loads that the problem already has are given supplies.
[[nodiscard]] Result<LargestDelivery> largest_delivery(const Problem& problem, NodeId node,
                                                       const DeliveryLimits& limits,
                                                       const Options& options = {});

/// The same on a prepared problem, for ensembles; `supply` is what flows without the delivery.
[[nodiscard]] Result<LargestDelivery> largest_delivery(Prepared& prepared, NodeId node,
                                                       const Column<NodeId, MassFlow>& supply,
                                                       const DeliveryLimits& limits,
                                                       const Options& options = {});

}  // namespace landbridge::gas
