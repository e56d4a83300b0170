#include "landbridge/freight/corridor/appraisal.hpp"

#include <algorithm>

namespace landbridge::freight {
namespace {

constexpr double reference_mass_kg = 20e3;  // of the indicators [carec2014]
constexpr double reference_length_m = 500e3;

bool is_crossing(const CorridorLeg& leg) {
  return !leg.is_haul &&
         (leg.kind == TransferKind::border || leg.kind == TransferKind::gauge_change);
}

std::size_t main_mode(std::span<const CorridorLeg> legs) {
  std::array<double, mode_count> length_m{};
  for (const CorridorLeg& leg : legs)
    if (leg.is_haul) length_m[static_cast<std::size_t>(leg.mode)] += leg.length_m;
  return static_cast<std::size_t>(std::ranges::max_element(length_m) - length_m.begin());
}

}  // namespace

std::vector<CorridorPoint> time_cost_distance(const std::string& place,
                                              std::span<const CorridorLeg> legs) {
  std::vector<CorridorPoint> points{{place, 0.0, 0.0, 0.0}};
  for (const CorridorLeg& leg : legs) {
    const CorridorPoint& last = points.back();
    points.push_back({leg.place, last.distance_m + leg.length_m, last.time_s + leg.time_s,
                      last.money_kg + leg.money_kg});
  }
  return points;
}

CorridorIndicators corridor_indicators(std::span<const CorridorLeg> legs) {
  CorridorIndicators i;
  double length_m = 0.0, time_s = 0.0, hauls_s = 0.0, money_kg = 0.0;
  double border_s = 0.0, border_money_kg = 0.0;
  for (const CorridorLeg& leg : legs) {
    length_m += leg.length_m;
    time_s += leg.time_s;
    money_kg += leg.money_kg;
    if (leg.is_haul) hauls_s += leg.time_s;
    if (!is_crossing(leg)) continue;
    ++i.crossings;
    border_s += leg.time_s;
    border_money_kg += leg.money_kg;
  }
  if (i.crossings > 0) {
    i.border_time_s = border_s / i.crossings;
    i.border_money_20t = border_money_kg * reference_mass_kg / i.crossings;
  }
  if (length_m > 0.0)
    i.money_500km_20t = money_kg * reference_mass_kg * reference_length_m / length_m;
  if (time_s > 0.0) {
    i.speed_with_delay_m_s = length_m / time_s;
    i.border_share = border_s / time_s;
  }
  if (hauls_s > 0.0) i.speed_without_delay_m_s = length_m / hauls_s;
  return i;
}

std::array<ModeUse, mode_count> modal_split(std::span<const JourneyFlow> journeys) {
  std::array<ModeUse, mode_count> use{};
  for (const JourneyFlow& j : journeys) {
    for (const CorridorLeg& leg : j.legs) {
      if (!leg.is_haul) continue;
      ModeUse& mode = use[static_cast<std::size_t>(leg.mode)];
      mode.transport_kg_m_s += j.flow_kg_s * leg.length_m;
      mode.co2_kg_s += j.flow_kg_s * leg.co2_kg;
    }
    use[main_mode(j.legs)].flow_kg_s += j.flow_kg_s;
  }
  return use;
}

}  // namespace landbridge::freight
