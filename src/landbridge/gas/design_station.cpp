#include "landbridge/gas/design_station.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "landbridge/gas/station_stage.hpp"

namespace landbridge::gas {
namespace {

constexpr int head_samples = 16;         // heads tried above one that no machine can run
constexpr double edge_relative = 1e-10;  // how far outside an edge a point still counts as on it

tl::unexpected<Error> wrong(std::string what, std::string hint = {}) {
  return fail(Fault::bad_input, "design.stations", std::move(what), std::move(hint));
}

double price_of(const StationKit& kit, double nominal_w, double energy_w) {
  return kit.machines.prices.per_installed_w * nominal_w +
         kit.machines.prices.per_energy_w * energy_w;
}

StationInlet inlet_of(const StationKit& kit, const Gas& gas, const StationDuty& duty) {
  StationInlet inlet = station_inlet(gas, duty.suction_pa, duty.temperature_k, kit.ambient_k);
  inlet.lower_calorific_value_j_kg = duty.lower_calorific_value_j_kg;
  return inlet;
}

double speed_max_per_min(const Machine& machine) {
  return std::visit([](const auto& c) { return c.speed_max_per_min; }, machine.compressor);
}

/// Adds the running machines of one stage to a point.
void add_units(StationMapPoint& point, const std::vector<UnitPoint>& units) {
  for (const UnitPoint& u : units) {
    point.shaft_power = point.shaft_power + Power::from_si(u.power_w);
    point.energy_rate = point.energy_rate + Power::from_si(u.energy_rate_w);
    point.fuel = point.fuel + MassFlow::from_si(u.fuel_kg_s);
    ++point.running;
    point.units.push_back(u);
  }
}

/// Margins of the machines and how well they stand on their maps.
void measure(StationMapPoint& point, const Station& station, double surge_margin) {
  point.power_margin = no_map_limit;
  point.surge_margin = surge_margin;
  for (const UnitPoint& u : point.units) {
    point.power_margin = std::min(point.power_margin, 1.0 - u.power_w / u.power_max_w);
    point.surge_margin = std::min(point.surge_margin, u.surge_margin_ratio);
    if (const auto* t = std::get_if<TurboCompressor>(&station.machines[u.machine].compressor)) {
      const double head_j_kg =
          map_joule_per_kilojoule * map_value(t->head, u.speed_per_min, u.volume_flow_m3_s);
      point.map_residual = std::max(point.map_residual, std::abs(head_j_kg / u.head_j_kg - 1.0));
    }
  }
}

/// n machines of one kind at one head.
struct StageChoice {
  int machines = 0;
  double volume_flow_m3_s = 0.0;  ///< of one, recycled gas included
  double recycled_kg_s = 0.0;
  double surge_margin = 0.0;
  double price = no_map_limit;
  UnitPoint unit;
};

/// The cheapest number of machines for one stage, or why none of them can.
StageChoice cheapest_stage(const StationKit& kit, const MachineCase& c, double flow_kg_s,
                           double head_j_kg, int machines_max, StationLimit& why) {
  StageChoice best;
  const MachineRange range = volume_flows_at_head(c, head_j_kg);
  why = range.high_limit;
  if (range.is_empty || !(flow_kg_s > 0.0)) return best;
  const double nominal_w = nominal_power_w(kit.machines.station, kit.machine);
  const double density_kg_m3 = c.inlet.density_kg_m3();
  for (int n = 1; n <= machines_max; ++n) {
    const double wanted_m3_s = flow_kg_s / (density_kg_m3 * n);
    if (wanted_m3_s > range.high * (1.0 + edge_relative)) continue;
    const bool is_recycling = wanted_m3_s < range.low;
    const double flow_m3_s = is_recycling ? range.low : std::min(wanted_m3_s, range.high);
    StageChoice choice{n,
                       flow_m3_s,
                       is_recycling ? n * density_kg_m3 * (range.low - wanted_m3_s) : 0.0,
                       1.0 - range.low / wanted_m3_s,
                       no_map_limit,
                       machine_point(c, flow_m3_s, head_j_kg)};
    choice.price = price_of(kit, n * nominal_w, n * choice.unit.energy_rate_w);
    if (choice.price < best.price) best = choice;
    if (is_recycling) break;  // still more machines only recycle more
  }
  return best;
}

/// True where even the slowest machine near choke gives more head than is asked for.
bool is_below_map(const MachineCase& c, double head_j_kg) {
  if (!volume_flows_at_head(c, head_j_kg).is_empty) return false;
  const double step_j_kg = (head_bound_j_kg(c) - head_j_kg) / head_samples;
  for (int i = 1; i <= head_samples && step_j_kg > 0.0; ++i)
    if (!volume_flows_at_head(c, head_j_kg + i * step_j_kg).is_empty) return true;
  return false;
}

/// Machines at rest: one to run and the standby ones are there all the same.
StationMapPoint by_passed(const StationKit& kit, const StationDuty& duty) {
  StationMapPoint point;
  point.is_bypassed = true;
  point.configuration = "by-passed";
  point.outlet_temperature = Temperature::from_si(duty.temperature_k);
  point.installed = 1 + static_cast<int>(kit.standby);
  point.unit_nominal = Power::from_si(nominal_power_w(kit.machines.station, kit.machine));
  point.nominal = point.installed * point.unit_nominal;
  point.power_margin = 1.0;
  return point;
}

struct SeriesAnswer {
  std::optional<StationMapPoint> point;
  StationLimit limit = StationLimit::none;
};

/// The duty in `stages` stages of equal pressure ratio.
SeriesAnswer in_series(const StationKit& kit, const Gas& gas, const StationDuty& duty, int stages) {
  const Station& station = kit.machines.station;
  const Machine& machine = station.machines[kit.machine];
  const double ratio = std::pow(duty.discharge_pa / duty.suction_pa, 1.0 / stages);
  StationDuty here = duty;
  StationMapPoint point;
  SeriesAnswer answer;
  double surge_margin = no_map_limit;
  std::string counts;
  for (int stage = 0; stage < stages; ++stage) {
    const StationInlet inlet = inlet_of(kit, gas, here);
    const MachineCase c{machine, station.drives[machine.drive], inlet};
    const int left = static_cast<int>(kit.running_max) - point.running - (stages - 1 - stage);
    const StageChoice choice =
        cheapest_stage(kit, c, duty.flow_kg_s, head_of_ratio_j_kg(inlet, ratio),
                       std::min(left, kit.machines.max_parallel), answer.limit);
    if (choice.machines == 0) return answer;
    std::vector<UnitPoint> units(static_cast<std::size_t>(choice.machines), choice.unit);
    for (UnitPoint& u : units) {
      u.machine = kit.machine;
      u.stage = static_cast<std::size_t>(stage);
    }
    add_units(point, units);
    point.recycled = point.recycled + MassFlow::from_si(choice.recycled_kg_s);
    surge_margin = std::min(surge_margin, choice.surge_margin);
    counts += fmt::format("{}{}", stage == 0 ? "" : " and ", choice.machines);
    here.suction_pa *= ratio;
    here.temperature_k = std::min(choice.unit.outlet_temperature_k, duty.cooled_temperature_k);
  }
  const double nominal_w = nominal_power_w(station, kit.machine);
  point.configuration = stages == 1 ? fmt::format("{} side by side", counts)
                                    : fmt::format("{} stages of {}", stages, counts);
  point.outlet_temperature = Temperature::from_si(here.temperature_k);
  point.installed = point.running + static_cast<int>(kit.standby);
  point.unit_nominal = Power::from_si(nominal_w);
  point.nominal = point.installed * point.unit_nominal;
  measure(point, station, surge_margin);
  answer.point = std::move(point);
  return answer;
}

StationMapAnswer of_one_kind(const StationKit& kit, const Gas& gas, const StationDuty& duty) {
  StationMapAnswer answer;
  const Machine& machine = kit.machines.station.machines[kit.machine];
  const std::string& id = machine.id;
  const StationInlet inlet = inlet_of(kit, gas, duty);
  if (is_below_map({machine, kit.machines.station.drives[machine.drive], inlet},
                   head_of_ratio_j_kg(inlet, duty.discharge_pa / duty.suction_pa))) {
    answer.point = by_passed(kit, duty);
    return answer;
  }
  const int stages_max = std::min(kit.machines.max_series, static_cast<int>(kit.running_max));
  for (int stages = 1; stages <= stages_max; ++stages) {
    SeriesAnswer series = in_series(kit, gas, duty, stages);
    if (series.point) {
      answer.point = std::move(series.point);
      return answer;
    }
    if (stages == 1) answer.refusal = {series.limit, id, {}};
  }
  answer.refusal.sentence = fmt::format(
      "{} machines of '{}' in up to {} stages do not compress {:.4g} kg/s from {:.4g} to {:.4g} "
      "bar at {:.3g} °C air: {}",
      kit.running_max, id, stages_max, duty.flow_kg_s, duty.suction_pa / units::bar.si,
      duty.discharge_pa / units::bar.si, kit.ambient_k - constants::zero_celsius_k,
      name_of(answer.refusal.limit));
  return answer;
}

/// Nominal power of the machines of a configuration, and its largest one.
struct Nominal {
  double sum_w = 0.0;
  double largest_w = 0.0;
  bool is_one_size = true;
};
Nominal nominal_of(const Station& station, const Configuration& configuration) {
  Nominal n;
  for (const auto& stage : configuration.stages)
    for (const std::size_t m : stage) {
      const double w = nominal_power_w(station, m);
      n.is_one_size = n.is_one_size && (n.sum_w == 0.0 || w == n.largest_w);
      n.sum_w += w;
      n.largest_w = std::max(n.largest_w, w);
    }
  return n;
}

StationMapPoint point_of(const StationKit& kit, const Station& station, const OperatingPoint& found,
                         double flow_kg_s, double flow_of_machines_kg_s) {
  StationMapPoint point;
  const Nominal nominal = nominal_of(station, station.configurations[found.configuration]);
  add_units(point, found.units);
  point.configuration = station.configurations[found.configuration].id;
  point.outlet_temperature = Temperature::from_si(found.outlet_temperature_k);
  point.recycled = MassFlow::from_si(flow_of_machines_kg_s - flow_kg_s);
  point.installed = point.running + static_cast<int>(kit.standby);
  const double standby = static_cast<double>(kit.standby);
  point.nominal = Power::from_si(nominal.sum_w + standby * nominal.largest_w);
  if (nominal.is_one_size) point.unit_nominal = Power::from_si(nominal.largest_w);
  measure(
      point, station,
      flow_of_machines_kg_s > flow_kg_s ? 1.0 - flow_of_machines_kg_s / flow_kg_s : no_map_limit);
  return point;
}

/// Configurations as a file has them.
StationMapAnswer of_configurations(const StationKit& kit, const Gas& gas, const StationDuty& duty) {
  Station station = kit.machines.station;
  station.cooler_temperature_k = duty.cooled_temperature_k;
  const StationInlet inlet = inlet_of(kit, gas, duty);
  StationMapAnswer best;
  double best_price = no_map_limit;
  for (std::size_t c = 0; c < station.configurations.size(); ++c) {
    const Configuration& configuration = station.configurations[c];
    if (!kit.machines.configuration.empty() && configuration.id != kit.machines.configuration)
      continue;
    std::size_t machines = 0;
    for (const auto& stage : configuration.stages) machines += stage.size();
    if (machines > kit.running_max) continue;
    double flow_kg_s = duty.flow_kg_s;
    StationAnswer answer = operate(station, c, inlet, flow_kg_s, duty.discharge_pa);
    if (!answer.can_run() && answer.refusal.by_flow_kg_s < 0.0) {
      flow_kg_s -= answer.refusal.by_flow_kg_s;
      answer = operate(station, c, inlet, flow_kg_s, duty.discharge_pa);
    }
    if (!answer.can_run()) {
      const std::string& id = station.machines[answer.refusal.machine].id;
      if (best.refusal.machine.empty())
        best.refusal = {
            answer.refusal.limit, id,
            fmt::format("configuration '{}' does not compress {:.4g} kg/s from {:.4g} "
                        "to {:.4g} bar: '{}' {}",
                        configuration.id, duty.flow_kg_s, duty.suction_pa / units::bar.si,
                        duty.discharge_pa / units::bar.si, id, name_of(answer.refusal.limit))};
      continue;
    }
    StationMapPoint point = point_of(kit, station, *answer.point, duty.flow_kg_s, flow_kg_s);
    const double price = price_of(kit, point.nominal.si(), point.energy_rate.si());
    if (price >= best_price) continue;
    best_price = price;
    best.point = std::move(point);
  }
  return best;
}

}  // namespace

double nominal_power_w(const Station& station, std::size_t machine) {
  const Machine& m = station.machines[machine];
  return power_max_w(station.drives[m.drive], speed_max_per_min(m), nominal_ambient_k);
}

double smallest_nominal_w(const StationKit& kit) {
  if (!kit.machines.machine.empty()) return nominal_power_w(kit.machines.station, kit.machine);
  double smallest = no_map_limit;
  for (const Configuration& c : kit.machines.station.configurations)
    for (const auto& stage : c.stages)
      for (const std::size_t m : stage)
        smallest = std::min(smallest, nominal_power_w(kit.machines.station, m));
  return smallest;
}

Result<StationKit> station_kit(const StationMachines& machines, int standby, int units_max,
                               double ambient_k) {
  const Station& station = machines.station;
  if (machines.max_parallel < 1 || machines.max_series < 1)
    return wrong("max_parallel and max_series are at least 1");
  if (station.machines.empty()) return wrong("there is no machine to build");
  StationKit kit;
  kit.machines = machines;
  kit.ambient_k =
      machines.ambient_temperature.si() > 0.0 ? machines.ambient_temperature.si() : ambient_k;
  kit.standby = static_cast<std::size_t>(std::max(0, standby));
  if (units_max <= standby)
    return wrong(fmt::format("{} units with {} standing by leave none to run", units_max, standby));
  kit.running_max = static_cast<std::size_t>(units_max - standby);
  if (!machines.machine.empty()) {
    const auto hit = std::ranges::find(station.machines, machines.machine, &Machine::id);
    if (hit == station.machines.end())
      return wrong(fmt::format("there is no machine '{}'", machines.machine));
    kit.machine = static_cast<std::size_t>(hit - station.machines.begin());
    if (const std::string defect = map_defect(*hit); !defect.empty()) return wrong(defect);
  } else if (station.configurations.empty()) {
    return wrong("there is neither a machine to build nor a configuration");
  } else if (!machines.configuration.empty() &&
             std::ranges::find(station.configurations, machines.configuration,
                               &Configuration::id) == station.configurations.end()) {
    return wrong(
        fmt::format("station '{}' has no configuration '{}'", station.id, machines.configuration));
  }
  if (!(smallest_nominal_w(kit) > 0.0))
    return wrong(fmt::format("a drive has no power at {:.2f} K", nominal_ambient_k));
  return kit;
}

StationMapAnswer run_station(const StationKit& kit, const Gas& gas, const StationDuty& duty) {
  return kit.machines.machine.empty() ? of_configurations(kit, gas, duty)
                                      : of_one_kind(kit, gas, duty);
}

}  // namespace landbridge::gas
