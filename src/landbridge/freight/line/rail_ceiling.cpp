#include "landbridge/freight/line/rail_ceiling.hpp"

#include <algorithm>
#include <cmath>

namespace landbridge::freight {
namespace {

/// Every zone of the line and of the run, stretched by the train behind it.
std::vector<RailZone> zones_of(const RailTrainset& train, const RailLine& line,
                               const RailRunOptions& options) {
  std::vector<RailZone> zones = options.zones;
  for (const RailSpeedLimit& l : line.limits)
    if (l.direction != RailDirection::down) zones.push_back({l.from.si(), l.to.si(), l.speed.si()});
  for (RailZone& z : zones) z.to_m += train.length_m;
  return zones;
}

}  // namespace

double RailCeilingPiece::u_at(double x_m) const {
  if (to_m <= from_m) return to_u;
  const double share = std::clamp((x_m - from_m) / (to_m - from_m), 0.0, 1.0);
  return from_u + share * (to_u - from_u);
}

std::vector<RailCeilingPiece> speed_ceiling(const RailTrainset& train, const RailLine& line,
                                            const RailRunOptions& options) {
  const auto zones = zones_of(train, line, options);
  std::vector<double> x_m{options.from_m, options.to_m};
  for (const RailZone& z : zones)
    for (const double x : {z.from_m, z.to_m})
      if (x > options.from_m && x < options.to_m) x_m.push_back(x);
  for (const double x : options.stops_m)
    if (x > options.from_m && x < options.to_m) x_m.push_back(x);
  std::ranges::sort(x_m);
  x_m.erase(std::unique(x_m.begin(), x_m.end()), x_m.end());
  const double top_m_s = std::min(train.max_speed_m_s, line.line_speed.si());
  std::vector<RailCeilingPiece> backwards;
  double u_next = options.stops_at_end ? 0.0 : 1e12;
  for (std::size_t i = x_m.size() - 1; i > 0; --i) {
    const double from = x_m[i - 1];
    const double to = x_m[i];
    double speed_m_s = top_m_s;
    for (const RailZone& z : zones)
      if (z.from_m < to && z.to_m > from) speed_m_s = std::min(speed_m_s, z.speed_m_s);
    if (std::ranges::binary_search(options.stops_m, to)) u_next = 0.0;
    const double u_top = 0.5 * speed_m_s * speed_m_s;
    const double u_end = std::min(u_top, u_next);
    const double brake_from = to - (u_top - u_end) / train.brake_m_s2;
    if (brake_from < to) {
      const double begin = std::max(from, brake_from);
      const double u_begin = u_end + train.brake_m_s2 * (to - begin);
      backwards.push_back({begin, to, std::min(u_begin, u_top), u_end, true});
    }
    if (brake_from > from)
      backwards.push_back({from, std::min(to, brake_from), u_top, u_top, false});
    u_next = backwards.back().from_u;
  }
  std::ranges::reverse(backwards);
  return backwards;
}

}  // namespace landbridge::freight
