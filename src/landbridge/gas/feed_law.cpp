#include "landbridge/gas/feed_law.hpp"

#include <algorithm>
#include <cmath>

namespace landbridge::gas {

FeedLaw feed_law_of(const Feed& feed) {
  FeedLaw law;
  law.lowest_kg_s = feed.lowest_flow.si();
  law.highest_kg_s = feed.highest_flow.si();
  law.outlet_pa = feed.outlet_pressure.si();
  law.open_flow_kg_s = feed.open_flow.si();
  law.injection_open_flow_kg_s =
      feed.injection_open_flow.si() > 0.0 ? feed.injection_open_flow.si() : feed.open_flow.si();
  law.open_flow_pa = feed.open_flow_pressure.si();
  law.exponent = feed.exponent.si();
  return law;
}

FeedDrop feed_drop(const FeedLaw& law, double flow_kg_s) {
  constexpr double least_share = 1e-9;  // of the open flow, for the slope alone
  const double open_kg_s = flow_kg_s < 0.0 ? law.injection_open_flow_kg_s : law.open_flow_kg_s;
  const double share = std::abs(flow_kg_s) / open_kg_s;
  const double at_open_pa2 = law.open_flow_pa * law.open_flow_pa;
  const double power = 1.0 / law.exponent;
  return {std::copysign(at_open_pa2 * std::pow(share, power), flow_kg_s),
          at_open_pa2 * power / open_kg_s * std::pow(std::max(share, least_share), power - 1.0)};
}

double feed_pressure_pa(const FeedLaw& law, double reservoir_pa, double flow_kg_s) {
  const double square_pa2 = reservoir_pa * reservoir_pa - feed_drop(law, flow_kg_s).value_pa2;
  return std::copysign(std::sqrt(std::abs(square_pa2)), square_pa2);
}

}  // namespace landbridge::gas
