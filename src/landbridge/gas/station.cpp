#include "landbridge/gas/station.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"
#include "landbridge/gas/station_stage.hpp"

namespace landbridge::gas {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double edge_relative = 1e-10;  ///< how far outside an edge a point still counts as on it
constexpr int between_samples = 24;      ///< pressures tried between two stages
constexpr int golden_steps = 40;         ///< then narrowed around the best
constexpr int flow_samples = 64;
constexpr int bisections_max = 60;
constexpr double golden = 0.6180339887498949;  // (sqrt 5 - 1)/2

using Points = std::vector<UnitPoint>;

/// Stages `first` .. last of a configuration, as they stand behind the ones before.
struct Tail {
  const Station& station;
  const Configuration& configuration;
  std::size_t first;
  StageCase stage(const StationInlet& inlet) const {
    return {station, configuration.stages[first], inlet};
  }
  bool is_last() const { return first + 1 == configuration.stages.size(); }
  Tail next() const { return {station, configuration, first + 1}; }
};

/// The x in [low, high] with the smallest price(x): samples, then golden section around the best.
/// Infinite price: not possible there. Nothing: nowhere possible.
template <class Price>
std::optional<double> cheapest(double low, double high, const Price& price) {
  const double step = (high - low) / between_samples;
  double best = not_a_number;
  double best_price = no_map_limit;
  for (int i = 0; i <= between_samples; ++i) {
    const double x = i == between_samples ? high : low + i * step;
    if (const double here = price(x); here < best_price) {
      best = x;
      best_price = here;
    }
  }
  if (std::isnan(best)) return std::nullopt;
  double a = std::max(low, best - step);
  double b = std::min(high, best + step);
  double c = b - golden * (b - a);
  double d = a + golden * (b - a);
  double price_c = price(c);
  double price_d = price(d);
  for (int i = 0; i < golden_steps; ++i) {
    // A cliff to "not possible" on one side: go on with the other.
    const bool goes_left = price_c < price_d || (price_c == price_d && c < best);
    if (goes_left) {
      b = std::exchange(d, c);
      price_d = price_c;
      c = b - golden * (b - a);
      price_c = price(c);
    } else {
      a = std::exchange(c, d);
      price_c = price_d;
      d = a + golden * (b - a);
      price_d = price(d);
    }
  }
  const double x = price_c < price_d ? c : d;
  return std::min(price_c, price_d) < best_price ? x : best;
}

double sum_of(const Points& points, double UnitPoint::*member) {
  double sum = 0.0;
  for (const UnitPoint& u : points) sum += u.*member;
  return sum;
}

/// Energy first; where drives state none that differs, shaft power decides.
double price_of(const Points& points) {
  constexpr double power_weight = 1e-9;
  if (points.empty()) return no_map_limit;
  return sum_of(points, &UnitPoint::energy_rate_w) +
         power_weight * sum_of(points, &UnitPoint::power_w);
}

MachineRange heads(const Tail& tail, const StationInlet& inlet, double flow_kg_s) {
  return stage_heads_at_flow(tail.stage(inlet), flow_kg_s);
}

/// The range of a tail. With more than one stage the head of the first is searched so that the rest
/// comes highest (then lowest).
OutletRange tail_range(const Tail& tail, const StationInlet& inlet, double flow_kg_s) {
  const MachineRange h = heads(tail, inlet, flow_kg_s);
  OutletRange range;
  range.low_limit = h.low_limit;
  range.high_limit = h.high_limit;
  if (h.is_empty) return range;
  if (tail.is_last()) {
    range.is_empty = false;
    range.lowest_pa = inlet.pressure_pa * ratio_of_head(inlet, h.low);
    range.highest_pa = inlet.pressure_pa * ratio_of_head(inlet, h.high);
    return range;
  }
  const auto rest = [&](double head) {
    const StageCase stage = tail.stage(inlet);
    const Points points = stage_points(stage, flow_kg_s, head);
    if (points.empty()) return OutletRange{};
    return tail_range(tail.next(), behind_stage(stage, points), flow_kg_s);
  };
  const auto top = cheapest(h.low, h.high, [&](double head) {
    const OutletRange r = rest(head);
    return r.is_empty ? no_map_limit : -r.highest_pa;
  });
  if (!top) {
    const OutletRange r = rest(0.5 * (h.low + h.high));
    range.high_limit = range.low_limit = r.high_limit;
    return range;
  }
  const auto bottom = cheapest(h.low, h.high, [&](double head) {
    const OutletRange r = rest(head);
    return r.is_empty ? no_map_limit : r.lowest_pa;
  });
  const OutletRange highest = rest(*top);
  const OutletRange lowest = rest(bottom.value_or(*top));
  return {false, lowest.lowest_pa, highest.highest_pa, lowest.low_limit, highest.high_limit};
}

/// The cheapest points of a tail that end at the wanted pressure; empty if there are none.
Points tail_points(const Tail& tail, const StationInlet& inlet, double flow_kg_s,
                   double outlet_pressure_pa) {
  const StageCase stage = tail.stage(inlet);
  if (tail.is_last()) {
    const double head = head_of_ratio_j_kg(inlet, outlet_pressure_pa / inlet.pressure_pa);
    Points points = head < 0.0 ? Points{} : stage_points(stage, flow_kg_s, head);
    for (UnitPoint& u : points) u.stage = tail.first;
    return points;
  }
  const MachineRange h = heads(tail, inlet, flow_kg_s);
  if (h.is_empty) return {};
  const double head_max =
      std::min(h.high, head_of_ratio_j_kg(inlet, outlet_pressure_pa / inlet.pressure_pa));
  if (!(head_max >= h.low)) return {};
  const auto with_first = [&](double head) {
    Points points = stage_points(stage, flow_kg_s, head);
    if (points.empty()) return points;
    for (UnitPoint& u : points) u.stage = tail.first;
    const Points rest =
        tail_points(tail.next(), behind_stage(stage, points), flow_kg_s, outlet_pressure_pa);
    if (rest.empty()) return Points{};
    points.insert(points.end(), rest.begin(), rest.end());
    return points;
  };
  const auto head = cheapest(h.low, head_max, [&](double x) { return price_of(with_first(x)); });
  return head ? with_first(*head) : Points{};
}

OperatingPoint point_of(const Station& station, const StationInlet& inlet,
                        std::size_t configuration, Points points) {
  OperatingPoint p;
  p.configuration = configuration;
  const std::size_t last = station.configurations[configuration].stages.size() - 1;
  Points last_stage;
  for (const UnitPoint& u : points)
    if (u.stage == last) last_stage.push_back(u);
  const StageCase stage{station, station.configurations[configuration].stages[last], inlet};
  const StationInlet behind = behind_stage(stage, last_stage);
  p.outlet_pressure_pa = behind.pressure_pa;
  p.outlet_temperature_k = behind.temperature_k;
  p.power_w = sum_of(points, &UnitPoint::power_w);
  p.energy_rate_w = sum_of(points, &UnitPoint::energy_rate_w);
  p.fuel_kg_s = sum_of(points, &UnitPoint::fuel_kg_s);
  p.units = std::move(points);
  return p;
}

/// With the machines' flow as it is.
OutletRange range_without_return(const Station& station, std::size_t configuration,
                                 const StationInlet& inlet, double flow_kg_s) {
  return tail_range({station, station.configurations[configuration], 0}, inlet, flow_kg_s);
}

void widen(OutletRange& all, const OutletRange& one) {
  if (one.is_empty) return;
  if (all.is_empty) {
    all = one;
    return;
  }
  if (one.lowest_pa < all.lowest_pa) {
    all.lowest_pa = one.lowest_pa;
    all.low_limit = one.low_limit;
  }
  if (one.highest_pa > all.highest_pa) {
    all.highest_pa = one.highest_pa;
    all.high_limit = one.high_limit;
  }
}

/// The point with the least machine flow above the station's own; nothing where none may be.
std::optional<OperatingPoint> point_with_return(const Station& station, std::size_t configuration,
                                                const StationInlet& inlet, double flow_kg_s,
                                                double outlet_pressure_pa) {
  if (!(station.recirculation_max_share > 0.0)) return {};
  const FlowRange flows = flow_range(station, configuration, inlet, outlet_pressure_pa);
  if (flows.is_empty || !(flows.lowest_kg_s > flow_kg_s)) return {};
  constexpr double onto_the_edge = 1e-11;
  const double machine_kg_s = flows.lowest_kg_s * (1.0 + onto_the_edge);
  if (machine_kg_s > (1.0 + station.recirculation_max_share) * flow_kg_s) return {};
  Points points = tail_points({station, station.configurations[configuration], 0}, inlet,
                              machine_kg_s, outlet_pressure_pa);
  if (points.empty()) return {};
  OperatingPoint point = point_of(station, inlet, configuration, std::move(points));
  point.recirculated_kg_s = machine_kg_s - flow_kg_s;
  return point;
}

/// Why a point is not in the map, by pressure where the flow can be run, else by flow.
StationRefusal refusal_of(const Station& station, std::size_t configuration,
                          const StationInlet& inlet, double flow_kg_s, double outlet_pressure_pa) {
  StationRefusal refusal;
  refusal.machine = station.configurations[configuration].stages.front().front();
  refusal.reachable = outlet_range(station, configuration, inlet, flow_kg_s);
  const OutletRange& r = refusal.reachable;
  refusal.by_pressure_pa = not_a_number;
  refusal.by_flow_kg_s = not_a_number;
  refusal.limit = r.high_limit;
  if (!r.is_empty) {
    const double nearest = std::clamp(outlet_pressure_pa, r.lowest_pa, r.highest_pa);
    refusal.by_pressure_pa = outlet_pressure_pa - nearest;
    refusal.limit = outlet_pressure_pa < r.lowest_pa ? r.low_limit : r.high_limit;
  }
  const FlowRange f = flow_range(station, configuration, inlet, outlet_pressure_pa);
  if (!f.is_empty)
    refusal.by_flow_kg_s = flow_kg_s - std::clamp(flow_kg_s, f.lowest_kg_s, f.highest_kg_s);
  return refusal;
}

FlowRange flows_of_stages(const Station& station, std::size_t configuration,
                          const StationInlet& inlet, double outlet_pressure_pa) {
  const Tail tail{station, station.configurations[configuration], 0};
  double flow_max = 0.0;  // of the first stage at any head
  const StageCase first = tail.stage(inlet);
  double bound = no_map_limit;
  for (const std::size_t m : first.machines) {
    const Machine& machine = station.machines[m];
    bound = std::min(bound, head_bound_j_kg({machine, station.drives[machine.drive], inlet}));
  }
  for (int i = 0; i <= flow_samples; ++i) {
    const MachineRange f = stage_flows_at_head(first, bound * i / flow_samples);
    if (!f.is_empty) flow_max = std::max(flow_max, f.high);
  }
  const auto is_possible = [&](double flow) {
    return !tail_points(tail, inlet, flow, outlet_pressure_pa).empty();
  };
  const auto edge = [&](double inside, double outside) {
    for (int i = 0; i < bisections_max; ++i) {
      const double middle = 0.5 * (inside + outside);
      (is_possible(middle) ? inside : outside) = middle;
    }
    return inside;
  };
  const double step = flow_max / flow_samples;
  int low = 1;
  while (low <= flow_samples && !is_possible(low * step)) ++low;
  if (low > flow_samples) return {};
  int high = flow_samples;
  while (!is_possible(high * step)) --high;
  FlowRange range;
  range.is_empty = false;
  range.lowest_kg_s = edge(low * step, (low - 1) * step);
  range.highest_kg_s = high == flow_samples ? flow_max : edge(high * step, (high + 1) * step);
  range.low_limit = StationLimit::surge;
  range.high_limit = StationLimit::choke;
  return range;
}

}  // namespace

std::string_view name_of(DriveKind kind) {
  switch (kind) {
    case DriveKind::gas_turbine: return "gas_turbine";
    case DriveKind::gas_driven_motor: return "gas_driven_motor";
    case DriveKind::electric_motor: return "electric_motor";
    case DriveKind::steam_turbine: return "steam_turbine";
  }
  return "";
}

std::string_view name_of(StationLimit limit) {
  switch (limit) {
    case StationLimit::none: return "none";
    case StationLimit::surge: return "at_surge";
    case StationLimit::choke: return "at_choke";
    case StationLimit::speed_min: return "at_lowest_speed";
    case StationLimit::speed_max: return "at_highest_speed";
    case StationLimit::power: return "at_power_limit";
    case StationLimit::torque: return "at_torque_limit";
    case StationLimit::ratio: return "at_ratio_limit";
  }
  return "";
}

double power_max_w(const Drive& drive, double speed_per_min, double ambient_temperature_k) {
  return map_watt_per_kilowatt *
         map_value(drive.power, speed_per_min, ambient_temperature_k - constants::zero_celsius_k);
}

double energy_rate_w(const Drive& drive, double shaft_power_w) {
  return map_watt_per_kilowatt *
         map_value(drive.energy_rate, shaft_power_w / map_watt_per_kilowatt);
}

StationInlet station_inlet(const Gas& gas, double pressure_pa, double temperature_k,
                           double ambient_temperature_k) {
  StationInlet inlet;
  inlet.pressure_pa = pressure_pa;
  inlet.temperature_k = temperature_k;
  inlet.compressibility = compressibility(gas, pressure_pa, temperature_k);
  inlet.specific_gas_constant_j_kg_k = specific_gas_constant_j_kg_k(gas);
  inlet.isentropic_exponent = gas.isentropic_exponent.si();
  inlet.ambient_temperature_k = ambient_temperature_k;
  inlet.gas = &gas;
  return inlet;
}

Result<Station> with_configuration(const Station& station, std::string_view configuration) {
  const auto hit = std::ranges::find(station.configurations, configuration, &Configuration::id);
  if (hit == station.configurations.end()) {
    std::string known;
    for (const Configuration& c : station.configurations)
      known += fmt::format("{}{}", known.empty() ? "" : ", ", c.id);
    return fail(
        Fault::bad_input, fmt::format("gas.station[{}]", station.id),
        fmt::format("the station '{}' has no configuration '{}'", station.id, configuration),
        fmt::format("it has {}", known));
  }
  Station only = station;
  only.configurations = {*hit};
  return only;
}

OutletRange outlet_range(const Station& station, std::size_t configuration,
                         const StationInlet& inlet, double flow_kg_s) {
  LANDBRIDGE_ASSERT(configuration < station.configurations.size());
  if (!(flow_kg_s > 0.0)) {
    OutletRange none;
    none.low_limit = none.high_limit = StationLimit::surge;
    return none;
  }
  OutletRange all = range_without_return(station, configuration, inlet, flow_kg_s);
  if (!(station.recirculation_max_share > 0.0)) return all;
  constexpr int samples = 12;
  for (int i = 1; i <= samples; ++i)
    widen(all,
          range_without_return(station, configuration, inlet,
                               flow_kg_s * (1.0 + station.recirculation_max_share * i / samples)));
  return all;
}

FlowRange flow_range(const Station& station, std::size_t configuration, const StationInlet& inlet,
                     double outlet_pressure_pa) {
  LANDBRIDGE_ASSERT(configuration < station.configurations.size());
  if (!(outlet_pressure_pa >= inlet.pressure_pa)) return {};
  const Configuration& c = station.configurations[configuration];
  if (c.stages.size() > 1)
    return flows_of_stages(station, configuration, inlet, outlet_pressure_pa);
  const double head = head_of_ratio_j_kg(inlet, outlet_pressure_pa / inlet.pressure_pa);
  const MachineRange f = stage_flows_at_head({station, c.stages.front(), inlet}, head);
  return {f.is_empty, f.low, f.high, f.low_limit, f.high_limit};
}

StationAnswer operate(const Station& station, std::size_t configuration, const StationInlet& inlet,
                      double flow_kg_s, double outlet_pressure_pa) {
  LANDBRIDGE_ASSERT(configuration < station.configurations.size());
  StationAnswer answer;
  if (flow_kg_s > 0.0 && outlet_pressure_pa >= inlet.pressure_pa) {
    Points points = tail_points({station, station.configurations[configuration], 0}, inlet,
                                flow_kg_s, outlet_pressure_pa);
    if (!points.empty()) {
      answer.point = point_of(station, inlet, configuration, std::move(points));
      return answer;
    }
    answer.point = point_with_return(station, configuration, inlet, flow_kg_s, outlet_pressure_pa);
    if (answer.point) return answer;
  }
  answer.refusal = refusal_of(station, configuration, inlet, flow_kg_s, outlet_pressure_pa);
  return answer;
}

StationAnswer operate_best(const Station& station, const StationInlet& inlet, double flow_kg_s,
                           double outlet_pressure_pa) {
  LANDBRIDGE_ASSERT(!station.configurations.empty());
  StationAnswer best;
  double best_price = no_map_limit;
  double best_distance = no_map_limit;
  for (std::size_t c = 0; c < station.configurations.size(); ++c) {
    StationAnswer answer = operate(station, c, inlet, flow_kg_s, outlet_pressure_pa);
    if (answer.can_run()) {
      const double price = price_of(answer.point->units);
      if (price >= best_price * (1.0 - edge_relative)) continue;
      best_price = price;
      best = std::move(answer);
    } else if (!best.can_run()) {
      const double distance = std::abs(answer.refusal.by_pressure_pa);
      if (c > 0 && !(distance < best_distance)) continue;
      if (!std::isnan(distance)) best_distance = distance;
      best = std::move(answer);
    }
  }
  return best;
}

OutletRange outlet_range(const Station& station, const StationInlet& inlet, double flow_kg_s) {
  OutletRange all;
  for (std::size_t c = 0; c < station.configurations.size(); ++c) {
    const OutletRange one = outlet_range(station, c, inlet, flow_kg_s);
    if (all.is_empty) {
      if (!one.is_empty || c == 0) all = one;
      continue;
    }
    widen(all, one);
  }
  return all;
}

}  // namespace landbridge::gas
