#include "landbridge/gas/turbo_units.hpp"

#include <algorithm>
#include <cmath>

#include "landbridge/gas/station_machine.hpp"

namespace landbridge::gas {
namespace {

constexpr double no_compression = 1.0 + 1e-9;

/// Head over volume flow at one speed.
Quadratic isoline(const Biquadratic& c, double n) {
  return {c[0] + n * (c[1] + n * c[2]), c[3] + n * (c[4] + n * c[5]), c[6] + n * (c[7] + n * c[8])};
}

/// The smallest and the largest positive root of a - b; zero where there is none.
struct Roots {
  double first = 0.0;
  double last = 0.0;
};
Roots crossings(const Quadratic& left, const Quadratic& right) {
  const double a = left[2] - right[2], b = left[1] - right[1], c = left[0] - right[0];
  double x1 = 0.0, x2 = 0.0;
  if (a == 0.0) {
    x1 = x2 = b == 0.0 ? 0.0 : -c / b;
  } else {
    const double discriminant = b * b - 4.0 * a * c;
    if (!(discriminant >= 0.0)) return {};
    const double q = -0.5 * (b + std::copysign(std::sqrt(discriminant), b));
    x1 = q / a;
    x2 = q == 0.0 ? x1 : c / q;
  }
  const double low = std::min(x1, x2), high = std::max(x1, x2);
  return {low > 0.0 ? low : std::max(high, 0.0), std::max(high, 0.0)};
}

/// The speed that gives a head at a flow, on the branch on which the head rises with the speed.
double speed_at(const TurboCompressor& map, double q, double head_kj_kg) {
  const double a = map.head[2] + q * (map.head[5] + q * map.head[8]);
  const double b = map.head[1] + q * (map.head[4] + q * map.head[7]);
  const double c = map.head[0] + q * (map.head[3] + q * map.head[6]) - head_kj_kg;
  const double root = std::sqrt(std::max(0.0, b * b - 4.0 * a * c));
  const double n = a == 0.0 ? -c / b : (root - b) / (2.0 * a);
  return std::isfinite(n) ? std::clamp(n, map.speed_min_per_min, map.speed_max_per_min)
                          : map.speed_max_per_min;
}

/// The map at one inlet, with what does not depend on the flow.
class Stand {
 public:
  Stand(const TurboUnits& units, const StationInlet& inlet)
      : units_(units),
        inlet_(inlet),
        top_(isoline(units.map.head, units.map.speed_max_per_min)),
        density_kg_m3_(inlet.density_kg_m3()),
        surge_q_(crossings(units.map.surge, top_).first),
        choke_q_(std::max(surge_q_, crossings(top_, units.map.choke).last)) {}

  double own_q(double flow_kg_s) const { return flow_kg_s / (units_.running * density_kg_m3_); }
  double flow_kg_s(double q) const { return q * units_.running * density_kg_m3_; }

  /// At the highest speed.
  double highest_kj_kg(double own_q) const {
    return std::max(0.0, map_value(top_, std::clamp(own_q, surge_q_, choke_q_)));
  }
  /// At the lowest speed or on the choke line.
  double lowest_kj_kg(double own_q) const {
    const double slowest = map_value(isoline(units_.map.head, units_.map.speed_min_per_min), own_q);
    return std::max({slowest, map_value(units_.map.choke, own_q), 0.0});
  }
  /// The flow with which a head is made: recycled up to the surge line.
  double running_q(double own_q, double head_kj_kg) const {
    const double lowest_q = crossings(units_.map.surge, {head_kj_kg, 0.0, 0.0}).first;
    return std::clamp(own_q, lowest_q, std::max(lowest_q, choke_q_));
  }
  struct Load {
    double q = 0.0, speed = 0.0, efficiency = 0.0, power_w = 0.0, power_max_w = 0.0;
  };
  /// Of one machine.
  Load load(double own_q, double head_kj_kg) const {
    Load l;
    l.q = running_q(own_q, head_kj_kg);
    l.speed = speed_at(units_.map, l.q, head_kj_kg);
    l.efficiency = map_value(units_.map.efficiency, l.speed, l.q);
    l.power_w = density_kg_m3_ * l.q * map_joule_per_kilojoule * head_kj_kg / l.efficiency;
    l.power_max_w = power_max_w(units_.drive, l.speed, inlet_.ambient_temperature_k);
    return l;
  }
  bool is_overloaded(double own_q, double head_kj_kg) const {
    const Load l = load(own_q, head_kj_kg);
    return l.power_w > l.power_max_w;
  }
  /// The largest flow that can run at all: on the choke line, by speed or power.
  double largest_q() const {
    const auto is_possible = [&](double q) {
      return !is_overloaded(q, map_value(units_.map.choke, q));
    };
    return last_possible(0.0, choke_q_, is_possible);
  }
  /// The largest x in low .. high that is possible, where it is so up to some point.
  template <class IsPossible>
  static double last_possible(double low, double high, const IsPossible& is_possible) {
    if (is_possible(high)) return high;
    constexpr int halvings = 44;
    for (int i = 0; i < halvings; ++i) {
      const double middle = 0.5 * (low + high);
      (is_possible(middle) ? low : high) = middle;
    }
    return low;
  }

 private:
  const TurboUnits& units_;
  const StationInlet& inlet_;
  Quadratic top_;
  double density_kg_m3_;
  double surge_q_;  ///< at the highest speed
  double choke_q_;
};

}  // namespace

TurboPoint turbo_point(const TurboUnits& units, const StationInlet& inlet, double flow_kg_s,
                       double wanted_ratio) {
  const Stand stand(units, inlet);
  const double own_q = stand.own_q(flow_kg_s);
  const double highest_kj_kg = stand.highest_kj_kg(own_q);
  TurboPoint p;
  p.flow_max_kg_s = stand.flow_kg_s(stand.largest_q());
  p.is_turning = wanted_ratio > no_compression && flow_kg_s > 0.0;
  const double wanted_kj_kg =
      p.is_turning ? head_of_ratio_j_kg(inlet, wanted_ratio) / map_joule_per_kilojoule
                   : highest_kj_kg;
  const double head_kj_kg =
      std::min(std::max(wanted_kj_kg, stand.lowest_kj_kg(own_q)), highest_kj_kg);
  const Stand::Load one = stand.load(own_q, head_kj_kg);
  p.volume_flow_m3_s = one.q;
  p.head_j_kg = map_joule_per_kilojoule * head_kj_kg;
  p.speed_per_min = one.speed;
  p.efficiency = one.efficiency;
  p.recycled_kg_s = stand.flow_kg_s(std::max(0.0, one.q - own_q));
  p.power_max_w = units.running * one.power_max_w;
  p.efficiency_of_station = one.efficiency;
  if (flow_kg_s > 0.0)
    p.efficiency_of_station =
        std::min(one.efficiency, flow_kg_s * map_joule_per_kilojoule * wanted_kj_kg /
                                     (units.running * one.power_w));
  if (!p.is_turning) return p;
  p.power_w = units.running * one.power_w;
  p.energy_rate_w = units.running * energy_rate_w(units.drive, one.power_w);
  return p;
}

TurboLimit turbo_limit(const TurboUnits& units, const StationInlet& inlet, double flow_kg_s) {
  const Stand stand(units, inlet);
  const double own_q = stand.own_q(flow_kg_s);
  const double highest_kj_kg = stand.highest_kj_kg(own_q);
  const double lowest_kj_kg = std::min(stand.lowest_kj_kg(own_q), highest_kj_kg);
  const double head_kj_kg = Stand::last_possible(
      lowest_kj_kg, highest_kj_kg, [&](double head) { return !stand.is_overloaded(own_q, head); });
  TurboLimit limit;
  if (head_kj_kg < highest_kj_kg) limit.limit = StationLimit::power;
  limit.ratio = ratio_of_head(inlet, map_joule_per_kilojoule * head_kj_kg);
  limit.point = turbo_point(units, inlet, flow_kg_s, limit.ratio);
  return limit;
}

}  // namespace landbridge::gas
