#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "landbridge/base/ids.hpp"
#include "landbridge/base/units.hpp"
#include "landbridge/gas/facility.hpp"
#include "landbridge/gas/friction.hpp"
#include "landbridge/gas/gas.hpp"
#include "landbridge/gas/links.hpp"
#include "landbridge/graph/network.hpp"

namespace landbridge::gas {

/// A node whose pressure is held, with whatever flow that takes.
struct FixedPressure {
  NodeId node;
  Pressure pressure;
};

/// What a node's pressure may be; checked after the solve, never enforced by it.
struct PressureLimits {
  std::optional<Pressure> lower;
  std::optional<Pressure> upper;
};

inline constexpr double no_limit = std::numeric_limits<double>::infinity();

/// What a link may carry or a node may give; below zero: backwards, or out of the network.
struct FlowLimits {
  double lowest_kg_s = -no_limit;
  double highest_kg_s = no_limit;
};

/// Everything that decides the steady state. A plain value: copy it, change it, solve it.
struct Problem {
  Network network;
  Links links;
  Gas gas;
  Friction friction = Friction::nikuradse;
  Column<NodeId, Length> height;    ///< above sea level; empty: all zero
  Column<NodeId, MassFlow> supply;  ///< positive into the network; at a fixed node it is ignored
  std::vector<FixedPressure> fixed_pressure;
  Column<NodeId, PressureLimits> limits;  ///< empty: none
  /// Of what comes in at a node, checked after the solve as `limits`; empty: none.
  Column<NodeId, FlowLimits> supply_limit;
  std::vector<Facility> facilities;  ///< storages, LNG terminals and wells; see facility.hpp

  template <class Kind>
  LinkId add(std::string name, NodeId from, NodeId to, Kind link) {
    const LinkId id = network.add_link(std::move(name), from, to);
    links.add(id, std::move(link));
    return id;
  }
};

}  // namespace landbridge::gas
