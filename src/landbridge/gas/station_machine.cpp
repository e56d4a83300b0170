#include "landbridge/gas/station_machine.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "landbridge/gas/compressor.hpp"

namespace landbridge::gas {
namespace {

constexpr double seconds_per_minute = 60.0;
constexpr double rounding_relative = 1e-12;  ///< how far over an edge a point may lie by rounding
constexpr int drive_samples = 24;            ///< where the power of the drive is tried in a range
constexpr int bisections_max = 60;
constexpr int defect_samples = 32;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// One edge of a map: g(x) >= 0 where the machine may run.
struct Edge {
  Quadratic g;
  StationLimit limit;
};

/// Real roots of a quadratic, in ascending order; the linear case included.
std::vector<double> roots_of(const Quadratic& g) {
  const double a = g[2];
  const double b = g[1];
  const double c = g[0];
  if (a == 0.0) return b == 0.0 ? std::vector<double>{} : std::vector<double>{-c / b};
  const double discriminant = b * b - 4.0 * a * c;
  if (!(discriminant >= 0.0)) return {};
  const double q = -0.5 * (b + std::copysign(std::sqrt(discriminant), b));
  std::vector<double> roots{q / a};
  if (q != 0.0) roots.push_back(c / q);
  std::ranges::sort(roots);
  return roots;
}

/// Head over volume flow at one speed: the row of the biquadratic.
Quadratic isoline(const Biquadratic& c, double speed_per_min) {
  const double n = speed_per_min;
  return {c[0] + n * (c[1] + n * c[2]), c[3] + n * (c[4] + n * c[5]), c[6] + n * (c[7] + n * c[8])};
}

Quadratic minus(const Quadratic& a, const Quadratic& b) {
  return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

/// The speed at which the head is reached; the branch on which the head rises with the speed.
double speed_at(const TurboCompressor& t, double volume_flow_m3_s, double head_kj_kg) {
  const double q = volume_flow_m3_s;
  const double a = t.head[2] + q * (t.head[5] + q * t.head[8]);
  const double b = t.head[1] + q * (t.head[4] + q * t.head[7]);
  const double c = t.head[0] + q * (t.head[3] + q * t.head[6]) - head_kj_kg;
  if (a == 0.0) return b > 0.0 ? -c / b : not_a_number;
  const double root = std::sqrt(b * b - 4.0 * a * c);
  const double n = b > 0.0 ? -2.0 * c / (b + root) : (root - b) / (2.0 * a);
  return std::isfinite(n) ? std::clamp(n, t.speed_min_per_min, t.speed_max_per_min) : not_a_number;
}

double speed_at(const PistonCompressor& p, double volume_flow_m3_s, double) {
  const double n = seconds_per_minute * volume_flow_m3_s / p.operating_volume_m3;
  return std::max(n, p.speed_min_per_min);  // below it the clearance pockets take the rest
}

double efficiency_at(const TurboCompressor& t, double volume_flow_m3_s, double speed_per_min) {
  return map_value(t.efficiency, speed_per_min, volume_flow_m3_s);
}
double efficiency_at(const PistonCompressor& p, double, double) { return p.efficiency; }

/// Shaft power over what the drive gives there; infinite where the map has no answer.
double load_of_drive(const MachineCase& c, double volume_flow_m3_s, double head_j_kg) {
  return std::visit(
      [&](const auto& compressor) {
        const double n =
            speed_at(compressor, volume_flow_m3_s, head_j_kg / map_joule_per_kilojoule);
        const double eta = efficiency_at(compressor, volume_flow_m3_s, n);
        const double available_w = power_max_w(c.drive, n, c.inlet.ambient_temperature_k);
        const double power_w = c.inlet.density_kg_m3() * volume_flow_m3_s * head_j_kg / eta;
        if (!(eta > 0.0)) return no_map_limit;
        if (power_w <= 0.0) return 0.0;
        return available_w > 0.0 ? power_w / available_w : no_map_limit;
      },
      c.machine.compressor);
}

/// Cuts a range where `load(x)` is above 1: what is left is the first stretch from below.
template <class Load>
void cut_by_drive(MachineRange& range, const Load& load) {
  if (range.is_empty) return;
  const auto is_possible = [&](double x) { return load(x) <= 1.0 + rounding_relative; };
  const auto edge_between = [&](double inside, double outside) {
    for (int i = 0; i < bisections_max; ++i) {
      const double middle = 0.5 * (inside + outside);
      (is_possible(middle) ? inside : outside) = middle;
    }
    return inside;
  };
  const double step = (range.high - range.low) / drive_samples;
  double first = not_a_number;
  for (int i = 0; i <= drive_samples; ++i) {
    const double x = i == drive_samples ? range.high : range.low + i * step;
    if (std::isnan(first)) {
      if (!is_possible(x)) continue;
      first = i == 0 ? x : edge_between(x, x - step);
      if (i > 0) range.low_limit = StationLimit::power;
    } else if (!is_possible(x)) {
      range.high = edge_between(x - step, x);
      range.high_limit = StationLimit::power;
      break;
    }
  }
  if (std::isnan(first)) {
    range = {};
    range.high_limit = range.low_limit = StationLimit::power;
    return;
  }
  range.low = first;
}

std::array<Edge, 4> edges_at_head(const TurboCompressor& t, double head_kj_kg) {
  const Quadratic head{head_kj_kg, 0.0, 0.0};
  return {Edge{minus(t.surge, head), StationLimit::surge},
          Edge{minus(head, t.choke), StationLimit::choke},
          Edge{minus(head, isoline(t.head, t.speed_min_per_min)), StationLimit::speed_min},
          Edge{minus(isoline(t.head, t.speed_max_per_min), head), StationLimit::speed_max}};
}

/// The edge that is violated most at a flow; none if all hold.
StationLimit broken_edge(const std::array<Edge, 4>& edges, double volume_flow_m3_s) {
  double worst = 0.0;
  StationLimit limit = StationLimit::none;
  for (const Edge& edge : edges)
    if (const double g = map_value(edge.g, volume_flow_m3_s); g < worst) {
      worst = g;
      limit = edge.limit;
    }
  return limit;
}

MachineRange flows_of(const TurboCompressor& t, double head_kj_kg) {
  const auto edges = edges_at_head(t, head_kj_kg);
  struct Crossing {
    double flow;
    StationLimit limit;
  };
  std::vector<Crossing> crossings{{0.0, StationLimit::surge}};
  for (const Edge& edge : edges)
    for (const double root : roots_of(edge.g))
      if (root > 0.0) crossings.push_back({root, edge.limit});
  std::ranges::sort(crossings, {}, &Crossing::flow);
  MachineRange range;
  range.low_limit = range.high_limit = StationLimit::speed_max;
  for (std::size_t i = 0; i < crossings.size(); ++i) {
    std::size_t last = i;
    while (last + 1 < crossings.size() &&
           broken_edge(edges, 0.5 * (crossings[last].flow + crossings[last + 1].flow)) ==
               StationLimit::none)
      ++last;
    const double width = crossings[last].flow - crossings[i].flow;
    if (last > i && (range.is_empty || width > range.high - range.low))
      range = {false, crossings[i].flow, crossings[last].flow, crossings[i].limit,
               crossings[last].limit};
    i = last;
  }
  if (range.is_empty && crossings.size() > 1)
    range.low_limit = range.high_limit =
        broken_edge(edges, 0.5 * (crossings[0].flow + crossings.back().flow));
  return range;
}

/// Highest head [J/kg] that ratio and torque of a piston machine allow.
std::pair<double, StationLimit> piston_head_max(const PistonCompressor& p,
                                                const StationInlet& inlet) {
  const double by_torque = 2.0 * std::numbers::pi * p.efficiency * p.torque_max_n_m /
                           (p.operating_volume_m3 * inlet.density_kg_m3());
  const double by_ratio =
      std::isfinite(p.ratio_max) ? head_of_ratio_j_kg(inlet, p.ratio_max) : no_map_limit;
  return by_ratio < by_torque ? std::pair{by_ratio, StationLimit::ratio}
                              : std::pair{by_torque, StationLimit::torque};
}

MachineRange piston_flows(const PistonCompressor& p) {
  const double per_turn = p.operating_volume_m3 / seconds_per_minute;
  return {false, std::max(0.0, p.speed_min_per_min * per_turn - p.reduction_flow_m3_s),
          p.speed_max_per_min * per_turn, StationLimit::speed_min, StationLimit::speed_max};
}

MachineRange heads_of(const TurboCompressor& t, double volume_flow_m3_s) {
  const double q = volume_flow_m3_s;
  const double choke = map_value(t.choke, q);
  const double slowest = map_value(isoline(t.head, t.speed_min_per_min), q);
  const double surge = map_value(t.surge, q);
  const double fastest = map_value(isoline(t.head, t.speed_max_per_min), q);
  MachineRange range;
  range.low = std::max({choke, slowest, 0.0});
  range.high = std::min(surge, fastest);
  range.low_limit = range.low == choke     ? StationLimit::choke
                    : range.low == slowest ? StationLimit::speed_min
                                           : StationLimit::none;
  range.high_limit = range.high == surge ? StationLimit::surge : StationLimit::speed_max;
  range.is_empty = !(range.low <= range.high);
  // An empty range has one reason: too little flow (surge) or too much (choke).
  if (range.is_empty)
    range.low_limit = range.high_limit =
        range.high_limit == StationLimit::surge ? StationLimit::surge : StationLimit::choke;
  for (double* head : {&range.low, &range.high}) *head *= map_joule_per_kilojoule;
  return range;
}

std::string defect_of(const TurboCompressor& t, const std::string& id) {
  bool can_run = false;
  for (int i = 0; i <= defect_samples; ++i) {
    const double share = static_cast<double>(i) / defect_samples;
    const double n = t.speed_min_per_min + share * (t.speed_max_per_min - t.speed_min_per_min);
    const Quadratic line = isoline(t.head, n);
    std::vector<double> ends;
    for (const Quadratic& g : {minus(t.surge, line), minus(line, t.choke)})
      for (const double root : roots_of(g))
        if (root > 0.0) ends.push_back(root);
    std::ranges::sort(ends);
    for (std::size_t k = 1; k < ends.size(); ++k) {
      const double q = 0.5 * (ends[k - 1] + ends[k]);
      const double head = map_value(line, q);
      if (!(head > 0.0) || head > map_value(t.surge, q) || head < map_value(t.choke, q)) continue;
      can_run = true;
      const double rise = t.head[1] + q * (t.head[4] + q * t.head[7]) +
                          2.0 * n * (t.head[2] + q * (t.head[5] + q * t.head[8]));
      if (!(rise > 0.0))
        return fmt::format("at {:.0f} 1/min and {:.4g} m3/s more speed of '{}' gives less head", n,
                           q, id);
      const double eta = map_value(t.efficiency, n, q);
      if (!(eta > 0.0 && eta <= 1.0))
        return fmt::format("at {:.0f} 1/min and {:.4g} m3/s the efficiency of '{}' is {:.4g}", n, q,
                           id, eta);
    }
  }
  return can_run ? std::string()
                 : fmt::format(
                       "'{}' cannot run at any speed: its map is empty between surge line "
                       "and choke line",
                       id);
}
std::string defect_of(const PistonCompressor&, const std::string&) { return {}; }

}  // namespace

double head_of_ratio_j_kg(const StationInlet& inlet, double pressure_ratio) {
  return isentropic_head_j_kg({inlet.compressibility, inlet.specific_gas_constant_j_kg_k,
                               inlet.temperature_k, inlet.isentropic_exponent},
                              pressure_ratio);
}

double ratio_of_head(const StationInlet& inlet, double head_j_kg) {
  const double scale =
      inlet.compressibility * inlet.specific_gas_constant_j_kg_k * inlet.temperature_k;
  if (inlet.isentropic_exponent == 1.0) return std::exp(head_j_kg / scale);
  const double power = (inlet.isentropic_exponent - 1.0) / inlet.isentropic_exponent;
  return std::exp(std::log1p(power * head_j_kg / scale) / power);
}

MachineRange volume_flows_at_head(const MachineCase& c, double head_j_kg) {
  MachineRange range;
  if (const auto* turbo = std::get_if<TurboCompressor>(&c.machine.compressor)) {
    range = flows_of(*turbo, head_j_kg / map_joule_per_kilojoule);
  } else {
    const auto& piston = std::get<PistonCompressor>(c.machine.compressor);
    const auto [head_max, limit] = piston_head_max(piston, c.inlet);
    range = piston_flows(piston);
    if (head_j_kg > head_max * (1.0 + rounding_relative)) range = {true, 0.0, 0.0, limit, limit};
  }
  cut_by_drive(range, [&](double q) { return load_of_drive(c, q, head_j_kg); });
  return range;
}

MachineRange heads_at_volume_flow(const MachineCase& c, double volume_flow_m3_s) {
  MachineRange range;
  if (const auto* turbo = std::get_if<TurboCompressor>(&c.machine.compressor)) {
    range = heads_of(*turbo, volume_flow_m3_s);
  } else {
    const auto& piston = std::get<PistonCompressor>(c.machine.compressor);
    const MachineRange flows = piston_flows(piston);
    const auto [head_max, limit] = piston_head_max(piston, c.inlet);
    range = {false, 0.0, head_max, StationLimit::none, limit};
    if (volume_flow_m3_s < flows.low * (1.0 - rounding_relative))
      range = {true, 0.0, 0.0, StationLimit::speed_min, StationLimit::speed_min};
    if (volume_flow_m3_s > flows.high * (1.0 + rounding_relative))
      range = {true, 0.0, 0.0, StationLimit::speed_max, StationLimit::speed_max};
    if (!range.is_empty && !std::isfinite(range.high)) {
      const double power_w = power_max_w(c.drive, speed_at(piston, volume_flow_m3_s, 0.0),
                                         c.inlet.ambient_temperature_k);
      const double flow_kg_s = c.inlet.density_kg_m3() * volume_flow_m3_s;
      range.high = std::max(0.0, power_w * piston.efficiency / flow_kg_s);
      range.high_limit = StationLimit::power;
    }
  }
  cut_by_drive(range, [&](double h) { return load_of_drive(c, volume_flow_m3_s, h); });
  return range;
}

double head_bound_j_kg(const MachineCase& c) {
  if (const auto* piston = std::get_if<PistonCompressor>(&c.machine.compressor)) {
    const MachineRange flows = piston_flows(*piston);
    return heads_at_volume_flow(c, std::max(flows.low, 0.01 * flows.high)).high;
  }
  const auto& t = std::get<TurboCompressor>(c.machine.compressor);
  const Quadratic fastest = isoline(t.head, t.speed_max_per_min);
  std::vector<double> flows = roots_of(minus(t.surge, fastest));
  if (fastest[2] != 0.0) flows.push_back(-fastest[1] / (2.0 * fastest[2]));
  double head_kj_kg = 0.0;
  for (const double q : flows)
    if (q > 0.0) head_kj_kg = std::max(head_kj_kg, map_value(fastest, q));
  return head_kj_kg * map_joule_per_kilojoule;
}

UnitPoint machine_point(const MachineCase& c, double volume_flow_m3_s, double head_j_kg) {
  UnitPoint u;
  u.volume_flow_m3_s = volume_flow_m3_s;
  u.flow_kg_s = c.inlet.density_kg_m3() * volume_flow_m3_s;
  u.head_j_kg = head_j_kg;
  std::visit(
      [&](const auto& compressor) {
        u.speed_per_min =
            speed_at(compressor, volume_flow_m3_s, head_j_kg / map_joule_per_kilojoule);
        u.efficiency = efficiency_at(compressor, volume_flow_m3_s, u.speed_per_min);
      },
      c.machine.compressor);
  const double ratio = ratio_of_head(c.inlet, head_j_kg);
  u.inlet_pressure_pa = c.inlet.pressure_pa;
  u.outlet_pressure_pa = c.inlet.pressure_pa * ratio;
  u.inlet_temperature_k = c.inlet.temperature_k;
  u.outlet_temperature_k =
      discharge_temperature_k({c.inlet.compressibility, c.inlet.specific_gas_constant_j_kg_k,
                               c.inlet.temperature_k, c.inlet.isentropic_exponent},
                              ratio, u.efficiency);
  u.power_w = u.flow_kg_s * head_j_kg / u.efficiency;
  u.power_max_w = power_max_w(c.drive, u.speed_per_min, c.inlet.ambient_temperature_k);
  u.energy_rate_w = energy_rate_w(c.drive, u.power_w);
  if (c.drive.burns_gas() && c.inlet.lower_calorific_value_j_kg > 0.0)
    u.fuel_kg_s = u.energy_rate_w / c.inlet.lower_calorific_value_j_kg;
  const MachineRange range = volume_flows_at_head(c, head_j_kg);
  if (!range.is_empty && volume_flow_m3_s > 0.0) {
    u.surge_margin_ratio = (volume_flow_m3_s - range.low) / volume_flow_m3_s;
    u.choke_margin_ratio = (range.high - volume_flow_m3_s) / volume_flow_m3_s;
  }
  return u;
}

std::string map_defect(const Machine& machine) {
  return std::visit([&](const auto& compressor) { return defect_of(compressor, machine.id); },
                    machine.compressor);
}

}  // namespace landbridge::gas
