#pragma once

#include <limits>
#include <span>
#include <string_view>

#include "landbridge/freight/sea/sea_lanes.hpp"

namespace landbridge::freight {

/// What landbridge knows of a pass beside the lanes.
struct KnownPass {
  std::string_view name;
  std::string_view meaning;
  bool is_arctic = false;
  double draught_m = std::numeric_limits<double>::infinity();
  /// Where files do not tag the pass: every edge that crosses the line between these points
  /// belongs to it. Both at the origin: there is no gate.
  GeoPoint gate_from{}, gate_to{};

  bool has_gate() const { return gate_from.lon_deg != 0.0 || gate_to.lon_deg != 0.0; }
};

/// Passes with names. Draughts: Suez [sca2021], Panama [acp2016], Kiel [wsv2020], Corinth
/// [aedik2023]. Gates follow the limits of seas in [iho1953], drawn out over the land on both
/// sides, because lanes that are generalised cut corners.
std::span<const KnownPass> known_passes();

/// The pass of that name, or null.
const KnownPass* find_pass(std::string_view name);

/// Whether the straight lines a-b and c-d in the plane of longitude and latitude cross.
bool cross(const GeoPoint& a, const GeoPoint& b, const GeoPoint& c, const GeoPoint& d);

}  // namespace landbridge::freight
