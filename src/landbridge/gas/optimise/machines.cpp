#include "landbridge/gas/optimise/machines.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "landbridge/gas/verdict_station.hpp"

namespace landbridge::gas {
namespace {

constexpr double on_map = 1e-6;  ///< relative: an outlet pressure this near a window is in it
constexpr double inside = 1e-7;  ///< relative: how far inside its window a ratio is held
constexpr double still_kg_s = 1e-6;
constexpr double room = 1.02;  ///< on the highest efficiency of the samples
constexpr int rounds_max = 25;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// The highest efficiency in the part of the map where the machine may run, by a fine grid.
double efficiency_of(const TurboCompressor& t) {
  constexpr int samples = 200;
  constexpr double volume_end_m3_s = 200.0;
  double volume_top = 0.1;
  while (volume_top < volume_end_m3_s &&
         map_value(t.head, t.speed_max_per_min, volume_top) > map_value(t.choke, volume_top))
    volume_top *= 1.25;
  double best = 0.0;
  for (int i = 1; i <= samples; ++i)
    for (int j = 0; j <= samples; ++j) {
      const double volume = volume_top * i / samples;
      const double speed =
          t.speed_min_per_min + (t.speed_max_per_min - t.speed_min_per_min) * j / samples;
      const double head = map_value(t.head, speed, volume);
      const double near = 0.03 * std::max(1.0, std::abs(head));
      if (head <= 0.0 || head > map_value(t.surge, volume) + near ||
          head < map_value(t.choke, volume) - near)
        continue;
      best = std::max(best, map_value(t.efficiency, speed, volume));
    }
  return best;
}
double efficiency_of(const PistonCompressor& p) { return p.efficiency; }

StationInlet inlet_of(const OptMachines& m, double inlet_pa) {
  return station_inlet(m.gas, inlet_pa, m.gas.temperature.si(), m.ambient_temperature_k);
}

/// A compressor that runs in a local optimum, in physical units.
struct Running {
  double inlet_pa, outlet_pa, flow_kg_s;
};
Running running(const ScaledModel& s, double f, double wa, double wb) {
  return {std::sqrt(std::max(0.0, wa) * s.w0_pa2), std::sqrt(std::max(0.0, wb) * s.w0_pa2),
          f * s.f0_kg_s};
}

double off(const MachineWindow& w, double outlet_pa) {
  return std::max({w.lowest_pa - outlet_pa, outlet_pa - w.highest_pa, 0.0});
}

}  // namespace

std::optional<double> OptMachines::power_w(double inlet_pa, double flow_kg_s,
                                           double outlet_pa) const {
  const auto window = nearest_window(inlet_pa, flow_kg_s, outlet_pa);
  if (!window || off(*window, outlet_pa) > on_map * outlet_pa) return std::nullopt;
  const double tried_pa = std::clamp(outlet_pa, window->lowest_pa, window->highest_pa);
  const double middle_pa = 0.5 * (window->lowest_pa + window->highest_pa);
  for (const double inwards : {0.0, 1e-9, 1e-7, 1e-5}) {
    const auto answer = operate_best(station, inlet_of(*this, inlet_pa), flow_kg_s,
                                     tried_pa + inwards * (middle_pa - tried_pa));
    if (answer.can_run()) return answer.point->power_w;
  }
  return std::nullopt;
}

std::optional<MachineWindow> OptMachines::nearest_window(double inlet_pa, double flow_kg_s,
                                                         double outlet_pa) const {
  std::optional<MachineWindow> best;
  for (const MachineWindow& w : functions.windows(inlet_pa, flow_kg_s))
    if (!w.is_empty && (!best || off(w, outlet_pa) < off(*best, outlet_pa))) best = w;
  return best;
}

std::shared_ptr<const OptMachines> opt_machines(const Station& station, const Gas& gas,
                                                double compressibility_factor,
                                                double ambient_temperature_k) {
  auto m = std::make_shared<OptMachines>();
  m->station = station;
  m->gas = gas;
  m->gas.eos = Eos::constant;
  m->gas.compressibility = Scalar::from_si(compressibility_factor);
  m->ambient_temperature_k = ambient_temperature_k;
  m->functions = machines_of(m->station, m->gas, ambient_temperature_k);
  double best = 0.0;
  for (const Machine& machine : station.machines)
    best = std::max(best,
                    std::visit([](const auto& c) { return efficiency_of(c); }, machine.compressor));
  m->efficiency_max = best > 0.0 ? std::min(1.0, room * best) : 1.0;
  return m;
}

Interval map_ratio_squared(const ScaledModel& scaled, const Box& box, std::size_t a) {
  const OptArc& arc = scaled.model.arcs[a];
  if (!arc.machines) return {0.0, unlimited};
  const Interval& w = box.w[at(arc.from)];
  const double in_low_pa = std::sqrt(std::max(0.0, w.lo) * scaled.w0_pa2);
  const double in_high_pa = std::sqrt(std::max(0.0, w.up) * scaled.w0_pa2);
  const double flow_low_kg_s = std::max(0.0, box.f[a].lo) * scaled.f0_kg_s;
  const double flow_high_kg_s = std::max(0.0, box.f[a].up) * scaled.f0_kg_s;
  const StationFunctions& f = arc.machines->functions;
  const double most = f.ratio_bound(in_low_pa, in_high_pa, flow_low_kg_s, flow_high_kg_s);
  const double least = f.ratio_floor(in_low_pa, in_high_pa, flow_low_kg_s, flow_high_kg_s);
  if (most < 1.0 || least > most) return {0.0, 0.0};
  return {least * least, most * most};
}

double map_distance(const ScaledModel& scaled, std::size_t a, double f, double wa, double wb) {
  const OptArc& arc = scaled.model.arcs[a];
  if (!arc.machines || !(f * scaled.f0_kg_s > still_kg_s)) return 0.0;
  const Running r = running(scaled, f, wa, wb);
  constexpr double nowhere = 1e-2;
  const auto window = arc.machines->nearest_window(r.inlet_pa, r.flow_kg_s, r.outlet_pa);
  if (!window) return nowhere;
  const double pa = off(*window, r.outlet_pa);
  return pa <= on_map * r.outlet_pa ? 0.0 : 2.0 * r.outlet_pa * pa / scaled.w0_pa2;
}

bool settle_on_maps(const ScaledModel& scaled, const Box& box, const Modes& modes,
                    LocalOptimum& local) {
  ScaledModel held = scaled;
  for (int round = 0; round < rounds_max; ++round) {
    bool is_settled = true;
    double power_cost = 0.0;
    for (std::size_t a = 0; a < held.model.arcs.size(); ++a) {
      const OptArc& arc = scaled.model.arcs[a];
      if (!arc.machines || !modes.is_there[a] || modes.flows_back[a]) continue;
      const double wa = local.point.w[at(arc.from)];
      const double wb = local.point.w[at(arc.to)];
      const Running r = running(scaled, local.point.f[a], wa, wb);
      if (!(r.flow_kg_s > still_kg_s)) return false;
      const auto window = arc.machines->nearest_window(r.inlet_pa, r.flow_kg_s, r.outlet_pa);
      if (!window) return false;
      if (off(*window, r.outlet_pa) > on_map * r.outlet_pa) {
        const double low = std::max(arc.ratio_min, window->lowest_pa * (1.0 + inside) / r.inlet_pa);
        const double high =
            std::min(arc.ratio_max, window->highest_pa * (1.0 - inside) / r.inlet_pa);
        if (!(low <= high)) return false;
        held.model.arcs[a].ratio_min = low;
        held.model.arcs[a].ratio_max = high;
        is_settled = false;
        continue;
      }
      const auto power_w = arc.machines->power_w(r.inlet_pa, r.flow_kg_s, r.outlet_pa);
      if (!power_w) return false;
      power_cost += arc.head_cost * (*power_w / (arc.head_j_kg * scaled.f0_kg_s) -
                                     head_flow(arc, local.point.f[a], wa, wb));
    }
    if (is_settled) {
      local.objective += power_cost;
      return true;
    }
    local = minimise_locally(held, box, modes, local.point);
    if (!local.is_found) return false;
  }
  return false;
}

}  // namespace landbridge::gas
