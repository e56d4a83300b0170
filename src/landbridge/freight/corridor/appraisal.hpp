#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "landbridge/freight/network/multimodal.hpp"

namespace landbridge::freight {

/// A haul, or what is done with the goods between two hauls, in the order of travel. Money and CO2
/// are those of a kilogram.
struct CorridorLeg {
  std::string id;     ///< row of the haul or transfer
  std::string place;  ///< where it ends
  bool is_haul = true;
  Mode mode = Mode::rail;                          ///< of a haul
  TransferKind kind = TransferKind::transhipment;  ///< of a stop
  double length_m = 0.0;
  double time_s = 0.0;  ///< mean
  double money_kg = 0.0;
  double co2_kg = 0.0;
};

/// A point of the time-cost-distance diagram: what has been covered, waited and paid once a leg is
/// behind. A stop gives two points over the same distance: the step of a border or a port.
struct CorridorPoint {
  std::string place;
  double distance_m = 0.0;
  double time_s = 0.0;
  double money_kg = 0.0;
};

/// The diagram of a journey from its first leg on; `place` names where it starts.
/// Source: [escap2003].
std::vector<CorridorPoint> time_cost_distance(const std::string& place,
                                              std::span<const CorridorLeg> legs);

/// The four trade facilitation indicators of corridor monitoring, of one journey:
///
///   TFI1  time at border crossings             mean over the crossings [s]
///   TFI2  cost at border crossings             mean over the crossings, 20 t of goods [money]
///   TFI3  cost of a section                    C 20 t 500 km / L [money]
///   TFI4  speed with delay, and without it     L / T,  L / T_hauls [m/s]
///
///   C  cost of a kg door to door    L  length [m]    T  time, T_hauls  time on the move [s]
///
/// A crossing is a stop of kind border or gauge change. Source: [carec2014].
struct CorridorIndicators {
  int crossings = 0;
  double border_time_s = 0.0;
  double border_money_20t = 0.0;
  double money_500km_20t = 0.0;
  double speed_with_delay_m_s = 0.0;
  double speed_without_delay_m_s = 0.0;
  double border_share = 0.0;  ///< of the whole time
};
CorridorIndicators corridor_indicators(std::span<const CorridorLeg> legs);

/// What a mode carries and emits in all.
struct ModeUse {
  double transport_kg_m_s = 0.0;  ///< mass flow times distance
  double co2_kg_s = 0.0;          ///< well to wheel, hauls only
  double flow_kg_s = 0.0;         ///< of the journeys in which the mode has the longest way
};

/// A flow and the way it takes.
struct JourneyFlow {
  double flow_kg_s = 0.0;
  std::vector<CorridorLeg> legs;
};

/// Modal split by transport (mass times distance), by main mode, and emissions by mode, which add
/// up to those of all hauls. Emissions of stops are left to the transport chain [iso2023].
std::array<ModeUse, mode_count> modal_split(std::span<const JourneyFlow> journeys);

}  // namespace landbridge::freight
