#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/ids.hpp"
#include "landbridge/freight/routes/pareto.hpp"
#include "landbridge/graph/network.hpp"

namespace landbridge::freight {

enum class Mode : std::uint8_t { rail, road, sea, inland_water, ferry };
inline constexpr std::size_t mode_count = 5;
std::string_view name_of(Mode mode);
std::optional<Mode> mode_of(std::string_view name);

/// What a way can carry.
enum class Carries : std::uint8_t { all, container, bulk };

/// A way between two places, which are given by their index in a list of the caller.
struct Haul {
  std::string id;
  std::size_t from = 0;
  std::size_t to = 0;
  Mode mode = Mode::rail;
  std::string gauge;      ///< empty where there is none
  std::string operator_;  ///< empty where nobody is named
  bool is_both_ways = true;
};

enum class TransferKind : std::uint8_t {
  loading,
  unloading,
  transhipment,
  gauge_change,
  border,
  port,
  ferry,
};
std::string_view name_of(TransferKind kind);
std::optional<TransferKind> transfer_kind_of(std::string_view name);
CostKind cost_kind_of(TransferKind kind);

/// One side of a transfer; what is empty matches anything.
struct StatePattern {
  std::optional<Mode> mode;
  std::string gauge;
  std::string operator_;
};

/// What can be done with goods at some places. A rule for very few places is of more weight than
/// one with a pattern: where both match two states, the first holds.
struct TransferRule {
  std::string id;
  std::vector<std::size_t> places;
  bool is_pattern = false;
  TransferKind kind = TransferKind::transhipment;
  StatePattern from, to;
  bool is_both_ways = true;
};

/// Goods at a place, on a mode, a gauge and with an operator; or before loading, or after unloading
/// there.
enum class Stage : std::uint8_t { origin, moving, destination };
struct FreightState {
  std::size_t place = 0;
  Stage stage = Stage::moving;
  Mode mode = Mode::rail;
  std::string gauge, operator_;
};

/// A step from state to state: the row of the haul or the transfer that it is.
struct FreightArc {
  bool is_haul = true;
  bool is_backward = false;
  std::uint32_t row = 0;
};

/// The virtual network of states [jourquin1996]: nodes are states, links run from -> to only.
struct MultimodalNetwork {
  Network network;
  Column<NodeId, FreightState> state;
  Column<LinkId, FreightArc> arc;

  /// The state of a stage at a place; none if nothing can be loaded or unloaded there.
  NodeId find(std::size_t place, Stage stage) const;
};

/// States at both ends of every haul, and transfers between the states of a place.
///
/// A gauge change joins rails of two gauges; a border, states of one mode; a port or a ferry
/// transfer, states of which one is afloat. Loading starts at the origin of a place, unloading ends
/// at its destination; nothing passes through either.
MultimodalNetwork multimodal_network(std::span<const std::string> places,
                                     std::span<const Haul> hauls,
                                     std::span<const TransferRule> rules);

}  // namespace landbridge::freight
