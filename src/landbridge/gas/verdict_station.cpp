#include "landbridge/gas/verdict_station.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "landbridge/gas/verdict_model.hpp"

namespace landbridge::gas {
namespace {

constexpr int flow_bins = 128;
constexpr int speed_samples = 64;
constexpr double room = 1.04;  // on heads of the table
constexpr double pressure_samples_end_pa = 120e5;

/// What one machine can do at best.
struct MachineBound {
  double volume_min_m3_s = 0.0;
  double volume_max_m3_s = 0.0;
  double power_eta_w = 0.0;                ///< highest power times highest efficiency
  double ratio_max = no_map_limit;         ///< stated, of piston machines
  double torque_work_j_m3 = no_map_limit;  ///< head times density that the torque allows
  std::vector<ValueRange> head_j_kg;       ///< per bin of volume flow; empty: any
  std::vector<double> density_max_kg_m3;   ///< per bin: above it the drive is too weak
  double bin_m3_s = 0.0;

  /// Heads at which it may run with some volume flow of the range and no less than this density;
  /// empty: none.
  ValueRange heads_within(double volume_low, double volume_high, double density_low) const {
    if (head_j_kg.empty()) return {0.0, no_map_limit};
    const auto bin_of = [&](double volume) {
      const double bin = std::clamp(volume / bin_m3_s, 0.0, static_cast<double>(flow_bins - 1));
      return static_cast<std::size_t>(bin);
    };
    ValueRange heads{no_map_limit, -no_map_limit};
    const std::size_t last = bin_of(volume_high * (1.0 + 1e-9));
    for (std::size_t i = bin_of(volume_low * (1.0 - 1e-9)); i <= last; ++i) {
      if (density_low > density_max_kg_m3[i]) continue;
      heads.low = std::min(heads.low, head_j_kg[i].low);
      heads.high = std::max(heads.high, head_j_kg[i].high);
    }
    return heads;
  }
};

double highest_power_w(const Drive& drive, double speed_min, double speed_max, double ambient_k) {
  double most = 0.0;
  for (int i = 0; i <= speed_samples; ++i) {
    const double speed = speed_min + (speed_max - speed_min) * i / speed_samples;
    most = std::max(most, power_max_w(drive, speed, ambient_k));
  }
  return most;
}

/// The volume flow from which on no speed reaches the choke line any more.
double volume_end(const TurboCompressor& t) {
  double end = 0.1;
  constexpr int doublings = 12;
  for (int i = 0; i < doublings; ++i) {
    const double head = map_value(t.head, t.speed_max_per_min, end);
    if (head < map_value(t.choke, end) || head < 0.0) break;
    end *= 2.0;
  }
  return end;
}

/// Marks the bins around one point of the map at which the machine may run, or nearly.
/// Its power there is rho Q H / eta.
void mark(const TurboCompressor& t, double speed, double power_w, int i, MachineBound& bound,
          double& efficiency_max) {
  const double volume = (i + 0.5) * bound.bin_m3_s;
  const double head = map_value(t.head, speed, volume);
  const double near = 0.03 * std::max(1.0, std::abs(head));
  if (!(head > 0.0)) return;
  if (head > map_value(t.surge, volume) + near) return;
  if (head < map_value(t.choke, volume) - near) return;
  const double head_j_kg = head * map_joule_per_kilojoule;
  const double efficiency = map_value(t.efficiency, speed, volume);
  const double density = room * room * power_w * efficiency / (volume * head_j_kg);
  for (const int bin : {i - 1, i, i + 1}) {
    if (bin < 0 || bin >= flow_bins) continue;
    ValueRange& entry = bound.head_j_kg[static_cast<std::size_t>(bin)];
    entry.low = std::min(entry.low, head_j_kg / (room * room));
    entry.high = std::max(entry.high, head_j_kg * room);
    double& density_max = bound.density_max_kg_m3[static_cast<std::size_t>(bin)];
    density_max = std::max(density_max, density);
  }
  bound.volume_min_m3_s = std::min(bound.volume_min_m3_s, (i - 1) * bound.bin_m3_s);
  bound.volume_max_m3_s = std::max(bound.volume_max_m3_s, (i + 2) * bound.bin_m3_s);
  efficiency_max = std::max(efficiency_max, efficiency);
}

MachineBound bound_of(const TurboCompressor& t, const Drive& drive, double ambient_k) {
  MachineBound bound;
  bound.head_j_kg.assign(flow_bins, {no_map_limit, -no_map_limit});
  bound.density_max_kg_m3.assign(flow_bins, 0.0);
  bound.bin_m3_s = volume_end(t) / flow_bins;
  bound.volume_min_m3_s = no_map_limit;
  double efficiency_max = 0.0;
  for (int s = 0; s <= speed_samples; ++s) {
    const double speed =
        t.speed_min_per_min + (t.speed_max_per_min - t.speed_min_per_min) * s / speed_samples;
    const double power_w = power_max_w(drive, speed, ambient_k);
    for (int i = 0; i < flow_bins; ++i) mark(t, speed, power_w, i, bound, efficiency_max);
  }
  bound.volume_min_m3_s = std::max(0.0, bound.volume_min_m3_s);
  bound.power_eta_w = room * room * efficiency_max *
                      highest_power_w(drive, t.speed_min_per_min, t.speed_max_per_min, ambient_k);
  return bound;
}

MachineBound bound_of(const PistonCompressor& p, const Drive& drive, double ambient_k) {
  constexpr double seconds_per_minute = 60.0;
  MachineBound bound;
  bound.volume_min_m3_s =
      std::max(0.0, p.speed_min_per_min * p.operating_volume_m3 / seconds_per_minute -
                        p.reduction_flow_m3_s);
  bound.volume_max_m3_s = p.speed_max_per_min * p.operating_volume_m3 / seconds_per_minute;
  bound.power_eta_w = room * p.efficiency *
                      highest_power_w(drive, p.speed_min_per_min, p.speed_max_per_min, ambient_k);
  bound.ratio_max = p.ratio_max;
  bound.torque_work_j_m3 =
      2.0 * std::numbers::pi * p.efficiency * p.torque_max_n_m / p.operating_volume_m3;
  return bound;
}

/// All machines of a station with what the ratio of a configuration needs.
struct StationBound {
  Station station;
  Gas gas;
  std::vector<MachineBound> machines;
  double compressibility_min = 1.0;
  double compressibility_max = 0.0;

  double density(double pressure_pa) const {
    return density_kg_m3(gas, pressure_pa, gas.temperature.si());
  }

  double ratio_of_head(double head_j_kg) const {
    const double k = gas.isentropic_exponent.si();
    const double e = (k - 1.0) / k;
    double temperature = gas.temperature.si();
    if (station.cooler_temperature_k)
      temperature = std::min(temperature, *station.cooler_temperature_k);
    const double work = compressibility_min * specific_gas_constant_j_kg_k(gas) * temperature;
    if (e == 0.0) return std::exp(head_j_kg / work);
    return std::pow(1.0 + e * head_j_kg / work, 1.0 / e);
  }

  double stage_ratio(const std::vector<std::size_t>& units, bool is_first, double density_low,
                     double density_high, double flow_low, double flow_high) const {
    double volume_min = 0.0;
    double volume_max = 0.0;
    double power_eta = 0.0;
    for (const std::size_t u : units) {
      volume_min += machines[u].volume_min_m3_s;
      volume_max += machines[u].volume_max_m3_s;
      power_eta += machines[u].power_eta_w;
    }
    const double low = is_first ? flow_low / density_high : 0.0;
    const double high = is_first && density_low > 0.0 ? flow_high / density_low : no_map_limit;
    if (is_first && (low > volume_max || high < volume_min)) return 0.0;
    double head = flow_low > 0.0 ? power_eta / flow_low : no_map_limit;
    double least = 0.0;
    double ratio = no_map_limit;
    for (const std::size_t u : units) {
      const MachineBound& m = machines[u];
      const double own_low = std::max(m.volume_min_m3_s, low - (volume_max - m.volume_max_m3_s));
      const double own_high = std::min(m.volume_max_m3_s, high - (volume_min - m.volume_min_m3_s));
      if (own_low > own_high * (1.0 + 1e-9)) return 0.0;
      const ValueRange heads = m.heads_within(own_low, own_high, is_first ? density_low : 0.0);
      head = std::min(head, heads.high);
      least = std::max(least, heads.low);
      if (is_first && density_low > 0.0) head = std::min(head, m.torque_work_j_m3 / density_low);
      ratio = std::min(ratio, m.ratio_max);
    }
    if (head < least) return 0.0;
    return std::isfinite(head) ? std::min(ratio, ratio_of_head(head)) : ratio;
  }

  /// The least ratio of the first stage, by the lowest heads of its machines; the next stages may
  /// do next to nothing.
  double stage_floor(const std::vector<std::size_t>& units, double density_low, double density_high,
                     double flow_low, double flow_high) const {
    double volume_min = 0.0;
    double volume_max = 0.0;
    for (const std::size_t u : units) {
      volume_min += machines[u].volume_min_m3_s;
      volume_max += machines[u].volume_max_m3_s;
    }
    const double low = flow_low / density_high;
    const double high = density_low > 0.0 ? flow_high / density_low : no_map_limit;
    if (low > volume_max || high < volume_min) return no_map_limit;
    double least = 0.0;
    for (const std::size_t u : units) {
      const MachineBound& m = machines[u];
      const double own_low = std::max(m.volume_min_m3_s, low - (volume_max - m.volume_max_m3_s));
      const double own_high = std::min(m.volume_max_m3_s, high - (volume_min - m.volume_min_m3_s));
      if (own_low > own_high * (1.0 + 1e-9)) return no_map_limit;
      least = std::max(least, m.heads_within(own_low, own_high, density_low).low);
    }
    if (!std::isfinite(least)) return no_map_limit;
    const double k = gas.isentropic_exponent.si();
    const double e = (k - 1.0) / k;
    const double work =
        compressibility_max * specific_gas_constant_j_kg_k(gas) * gas.temperature.si();
    return e == 0.0 ? std::exp(least / work) : std::pow(1.0 + e * least / work, 1.0 / e);
  }

  /// Pieces of the inlet pressures as in ratio_within.
  double floor_within(double in_low, double in_high, double flow_low, double flow_high) const {
    if (!(flow_high > 0.0)) return no_map_limit;
    constexpr int pieces = 8;
    flow_high *= 1.0 + station.recirculation_max_share;
    double least = no_map_limit;
    double density_low = density(std::max(0.0, in_low));
    for (int i = 1; i <= pieces; ++i) {
      const double density_high = density(in_low + (in_high - in_low) * i / pieces);
      for (const Configuration& c : station.configurations)
        least = std::min(least, stage_floor(c.stages.front(), density_low, density_high,
                                            std::max(0.0, flow_low), flow_high));
      density_low = density_high;
    }
    return least;
  }

  /// The inlet pressures in pieces: in each the volume flow is known better.
  double ratio_within(double in_low, double in_high, double flow_low, double flow_high) const {
    if (!(flow_high > 0.0)) return 0.0;
    constexpr int pieces_max = 16;
    constexpr double piece_share = 0.05;  // of the pressure
    const double width = in_high - in_low;
    const int pieces =
        std::clamp(static_cast<int>(width / (piece_share * in_high)) + 1, 1, pieces_max);
    // What goes round again adds to the machines' flow, not to the station's.
    flow_high *= 1.0 + station.recirculation_max_share;
    double best = 0.0;
    double density_low = density(std::max(0.0, in_low));
    for (int i = 1; i <= pieces; ++i) {
      const double density_high = density(in_low + width * i / pieces);
      best = std::max(best, ratio_between(density_low, density_high, flow_low, flow_high));
      density_low = density_high;
    }
    return best;
  }

  double ratio_between(double density_low, double density_high, double flow_low,
                       double flow_high) const {
    double best = 0.0;
    for (const Configuration& c : station.configurations) {
      double ratio = 1.0;
      for (std::size_t s = 0; s < c.stages.size(); ++s)
        ratio *= stage_ratio(c.stages[s], s == 0, density_low, density_high,
                             std::max(0.0, flow_low), flow_high);
      best = std::max(best, ratio);
    }
    return best;
  }
};

/// Machines that differ side by side are tried at many heads, stages one behind the other at many
/// pressures between.
double cost_of(const Station& station) {
  constexpr double alike_us = 4.0;
  constexpr double different_us = 120.0;
  constexpr double between_stages = 10.0;
  double cost_us = 0.0;
  for (const Configuration& c : station.configurations)
    for (const auto& stage : c.stages)
      cost_us += (stage.size() > 1 ? different_us : alike_us) *
                 (c.stages.size() > 1 ? between_stages : 1.0);
  constexpr double flows_with_return = 13.0;
  return station.recirculation_max_share > 0.0 ? flows_with_return * cost_us : cost_us;
}

}  // namespace

StationFunctions machines_of(const Station& station, const Gas& gas, double ambient_temperature_k) {
  StationBound bound{station, gas, {}, 1.0, 0.0};
  for (const Machine& machine : station.machines) {
    const Drive& drive = station.drives[machine.drive];
    bound.machines.push_back(std::visit(
        [&](const auto& compressor) { return bound_of(compressor, drive, ambient_temperature_k); },
        machine.compressor));
  }
  constexpr int samples = 48;
  for (int i = 0; i <= samples; ++i) {
    const double z =
        compressibility(gas, pressure_samples_end_pa * i / samples, gas.temperature.si());
    bound.compressibility_min = std::min(bound.compressibility_min, z);
    bound.compressibility_max = std::max(bound.compressibility_max, z);
  }
  StationFunctions machines;
  machines.cost_us = cost_of(station);
  machines.windows = [station, gas, ambient_temperature_k](double inlet_pa, double flow_kg_s) {
    std::vector<MachineWindow> windows;
    if (!(inlet_pa > 0.0) || !(flow_kg_s > 0.0))
      return std::vector<MachineWindow>(station.configurations.size());
    const StationInlet inlet =
        station_inlet(gas, inlet_pa, gas.temperature.si(), ambient_temperature_k);
    for (std::size_t c = 0; c < station.configurations.size(); ++c) {
      const OutletRange range = outlet_range(station, c, inlet, flow_kg_s);
      windows.push_back({range.is_empty, range.lowest_pa, range.highest_pa,
                         std::string(name_of(range.high_limit))});
    }
    return windows;
  };
  machines.ratio_floor = [bound](double in_low, double in_high, double flow_low, double flow_high) {
    return bound.floor_within(in_low, in_high, flow_low, flow_high);
  };
  machines.ratio_bound = [bound = std::move(bound)](double in_low, double in_high, double flow_low,
                                                    double flow_high) {
    return bound.ratio_within(in_low, in_high, flow_low, flow_high);
  };
  return machines;
}

}  // namespace landbridge::gas
