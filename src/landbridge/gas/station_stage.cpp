#include "landbridge/gas/station_stage.hpp"

#include <algorithm>
#include <cmath>

namespace landbridge::gas {
namespace {

constexpr double edge_relative = 1e-10;  ///< how far outside an edge a point still counts as on it
constexpr int head_samples = 256;        ///< where machines that differ are tried together
constexpr int coarsest_stride = 16;      ///< of these, where a coarse look is enough
constexpr int bisections_max = 60;

MachineCase case_of(const StageCase& c, std::size_t machine) {
  const Machine& m = c.station.machines[machine];
  return {m, c.station.drives[m.drive], c.inlet};
}

bool is_same(const Machine& a, const Machine& b, const Station& station) {
  const Drive& drive_a = station.drives[a.drive];
  const Drive& drive_b = station.drives[b.drive];
  return a.compressor == b.compressor && drive_a.kind == drive_b.kind &&
         drive_a.power == drive_b.power;
}

bool are_all_same(const StageCase& c) {
  const Machine& first = c.station.machines[c.machines.front()];
  return std::ranges::all_of(
      c.machines, [&](std::size_t m) { return is_same(first, c.station.machines[m], c.station); });
}

/// Heads of machines that differ: tried on a grid that gets finer until one is possible, the ends
/// found by halving. Misses a stretch narrower than 1/256 of the highest head.
MachineRange heads_of_different(const StageCase& c, double flow_kg_s) {
  double bound = no_map_limit;
  for (const std::size_t m : c.machines) bound = std::min(bound, head_bound_j_kg(case_of(c, m)));
  const auto is_possible = [&](double head) {
    const MachineRange flows = stage_flows_at_head(c, head);
    return !flows.is_empty && flow_kg_s >= flows.low && flow_kg_s <= flows.high;
  };
  const auto reason = [&](double head) {
    const MachineRange flows = stage_flows_at_head(c, head);
    if (flows.is_empty) return flows.high_limit;
    return flow_kg_s < flows.low ? flows.low_limit : flows.high_limit;
  };
  const auto edge = [&](double inside, double outside) {
    for (int i = 0; i < bisections_max; ++i) {
      const double middle = 0.5 * (inside + outside);
      (is_possible(middle) ? inside : outside) = middle;
    }
    return std::pair{inside, reason(outside)};
  };
  const double fine = bound / head_samples;
  MachineRange range;
  int stride = coarsest_stride;
  int first = 0;
  for (; stride >= 1; stride /= 4) {
    first = 0;
    while (first <= head_samples && !is_possible(first * fine)) first += stride;
    if (first <= head_samples) break;
  }
  if (stride == 0) {
    range.low_limit = range.high_limit = reason(0.5 * bound);
    return range;
  }
  const double step = fine * stride;
  first /= stride;
  int last = head_samples / stride;
  while (!is_possible(last * step)) --last;
  range.is_empty = false;
  range.low = first * step;
  range.high = last * step;
  if (first > 0) std::tie(range.low, range.low_limit) = edge(range.low, range.low - step);
  std::tie(range.high, range.high_limit) = edge(range.high, range.high + step);
  return range;
}

}  // namespace

MachineRange stage_flows_at_head(const StageCase& c, double head_j_kg) {
  MachineRange sum;
  sum.is_empty = false;
  const double density_kg_m3 = c.inlet.density_kg_m3();
  for (const std::size_t m : c.machines) {
    const MachineRange one = volume_flows_at_head(case_of(c, m), head_j_kg);
    if (one.is_empty) return one;
    sum.low += density_kg_m3 * one.low;
    sum.high += density_kg_m3 * one.high;
    sum.low_limit = one.low_limit;
    sum.high_limit = one.high_limit;
  }
  return sum;
}

MachineRange stage_heads_at_flow(const StageCase& c, double flow_kg_s) {
  if (!are_all_same(c)) return heads_of_different(c, flow_kg_s);
  const double volume_flow_m3_s =
      flow_kg_s / (c.inlet.density_kg_m3() * static_cast<double>(c.machines.size()));
  return heads_at_volume_flow(case_of(c, c.machines.front()), volume_flow_m3_s);
}

std::vector<UnitPoint> stage_points(const StageCase& c, double flow_kg_s, double head_j_kg) {
  const double density_kg_m3 = c.inlet.density_kg_m3();
  std::vector<MachineRange> flows;
  double low = 0.0;
  double width = 0.0;
  for (const std::size_t m : c.machines) {
    flows.push_back(volume_flows_at_head(case_of(c, m), head_j_kg));
    if (flows.back().is_empty) return {};
    low += density_kg_m3 * flows.back().low;
    width += density_kg_m3 * (flows.back().high - flows.back().low);
  }
  const double slack = edge_relative * (low + width);
  if (flow_kg_s < low - slack || flow_kg_s > low + width + slack) return {};
  const double share = width > 0.0 ? (flow_kg_s - low) / width : 0.0;
  std::vector<UnitPoint> points;
  for (std::size_t i = 0; i < flows.size(); ++i) {
    const MachineRange& f = flows[i];
    points.push_back(
        machine_point(case_of(c, c.machines[i]), f.low + share * (f.high - f.low), head_j_kg));
    points.back().machine = c.machines[i];
  }
  return points;
}

StationInlet behind_stage(const StageCase& c, const std::vector<UnitPoint>& points) {
  StationInlet next = c.inlet;
  double flow_kg_s = 0.0;
  double flow_times_temperature = 0.0;
  for (const UnitPoint& u : points) {
    flow_kg_s += u.flow_kg_s;
    flow_times_temperature += u.flow_kg_s * u.outlet_temperature_k;
  }
  next.pressure_pa = points.front().outlet_pressure_pa;
  next.temperature_k = flow_times_temperature / flow_kg_s;
  if (c.station.cooler_temperature_k)
    next.temperature_k = std::min(next.temperature_k, *c.station.cooler_temperature_k);
  if (c.inlet.gas != nullptr)
    next.compressibility = compressibility(*c.inlet.gas, next.pressure_pa, next.temperature_k);
  return next;
}

}  // namespace landbridge::gas
