#include "landbridge/gas/design_walk.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "landbridge/gas/compressor.hpp"
#include "landbridge/gas/pipe_walk.hpp"

namespace landbridge::gas {
namespace {

constexpr double same_place_m = 1.0;
constexpr double vanished_pressure_pa = 1e5;  // below one bar a transmission line is empty
constexpr int rounds_max = 40;
constexpr double rounds_tolerance_relative = 1e-11;

double height_at(const std::vector<HeightPoint>& profile, double at_m) {
  if (profile.empty()) return 0.0;
  const auto above =
      std::ranges::find_if(profile, [&](const HeightPoint& p) { return p.at.si() >= at_m; });
  if (above == profile.begin()) return above->height.si();
  if (above == profile.end()) return profile.back().height.si();
  const HeightPoint& below = *(above - 1);
  const double share = (at_m - below.at.si()) / (above->at.si() - below.at.si());
  return below.height.si() + share * (above->height.si() - below.height.si());
}

std::vector<double> station_distances_m(const LineSpec& line) {
  std::vector<double> at_m;
  for (const Length at : line.station_at) at_m.push_back(at.si());
  if (!at_m.empty()) return at_m;
  const int sections = line.has_head_station ? line.stations : line.stations + 1;
  for (int i = line.has_head_station ? 0 : 1; i < sections; ++i)
    at_m.push_back(line.route.length.si() * i / sections);
  return at_m;
}

/// Adds a stop, or finds the one that is already there.
LineModel::Stop& stop_at(std::vector<LineModel::Stop>& stops, double at_m) {
  auto place = std::ranges::find_if(
      stops, [&](const LineModel::Stop& s) { return s.at_m >= at_m - same_place_m; });
  if (place != stops.end() && std::abs(place->at_m - at_m) <= same_place_m) return *place;
  return *stops.insert(place, LineModel::Stop{at_m, 0.0, 0.0, false});
}

/// Power that runs on a design day, and with every unit.
void set_station_power(LineModel& model, const LineSpec& line, const DesignAssumptions& a) {
  if (!(line.station_power > Power{})) return;
  const double largest_w = std::ranges::max_element(a.unit_sizes)->si();
  const double standby = a.standby_units.si();
  const double units =
      line.station_units > 0
          ? line.station_units
          : std::max(standby + 1.0, std::round(line.station_power.si() / largest_w));
  model.station_power_peak_w = line.station_power.si() * a.site_power.si();
  model.station_power_firm_w = model.station_power_peak_w * std::max(0.0, units - standby) / units;
}

/// A gas whose heat capacity and Joule-Thomson coefficient are numbers; Z by its own equation.
class DesignProperties {
 public:
  explicit DesignProperties(const DesignAssumptions& a)
      : gas_(a.gas),
        gas_constant_(specific_gas_constant_j_kg_k(a.gas)),
        slopes_{-a.joule_thomson.si() * a.heat_capacity.si(), a.heat_capacity.si()} {}

  double zrt_j_kg(double pressure_pa, double temperature_k) const {
    return compressibility(gas_, pressure_pa, temperature_k) * gas_constant_ * temperature_k;
  }
  EnthalpySlopes enthalpy_slopes(double, double) const { return slopes_; }

 private:
  const Gas& gas_;
  double gas_constant_;
  EnthalpySlopes slopes_;
};

struct GasState {
  double pressure_pa = 0.0;
  double temperature_k = 0.0;
};

/// The pipe between two stops for one flow.
class Stretch {
 public:
  Stretch(const LineModel& model, double flow_kg_s, double slope, double step_m)
      : properties_(model.assumptions),
        flow_kg_s_(flow_kg_s / model.lines),
        area_m2_(0.25 * std::numbers::pi * model.inner_diameter_m * model.inner_diameter_m),
        walk_(terms_of(model, slope, step_m), properties_) {}
  Stretch(const Stretch&) = delete;
  Stretch& operator=(const Stretch&) = delete;

  /// One step; false where the pressure vanishes. Adds to the integral of the temperature [K m].
  bool advance(GasState& state, double step_m, double& temperature_integral_k_m) const {
    const double square = state.pressure_pa * state.pressure_pa;
    const PipeWalkState next =
        walk_.step({square, state.temperature_k, square, 0.0, temperature_integral_k_m}, step_m);
    state.temperature_k = next.temperature;
    if (!walk_.has_pressure(next)) return false;
    temperature_integral_k_m = next.temperature_integral;
    state.pressure_pa = std::sqrt(next.square);
    return true;
  }

  double velocity_m_s(const GasState& s) const {
    return flow_kg_s_ * properties_.zrt_j_kg(s.pressure_pa, s.temperature_k) /
           (s.pressure_pa * area_m2_);
  }

 private:
  PipeWalkTerms terms_of(const LineModel& model, double slope, double step_m) const {
    const DesignAssumptions& a = model.assumptions;
    const double d_m = model.inner_diameter_m;
    PipeWalkTerms t;
    t.ground_temperature_k = model.ground_temperature_k;
    t.lift_m_s2 = constants::standard_gravity_m_s2 * slope;
    t.vanished_pressure_pa = vanished_pressure_pa;
    if (flow_kg_s_ <= 0.0) {
      t.exchange_j_kg_m_k = gas_at_rest_exchange * a.heat_capacity.si() / step_m;
      return t;
    }
    const double reynolds = reynolds_number(flow_kg_s_, d_m, a.gas.viscosity.si());
    const double efficiency = a.hydraulic_efficiency.si();
    t.friction = friction_factor(a.friction, d_m, a.roughness.si(), reynolds) * flow_kg_s_ *
                 flow_kg_s_ / (d_m * area_m2_ * area_m2_ * efficiency * efficiency);
    // a trickle takes the ground's temperature well within one step; capped where the method of
    // Runge and Kutta is still stable (2.78)
    t.exchange_j_kg_m_k =
        std::min(std::numbers::pi * model.outer_diameter_m * a.heat_transfer.si() / flow_kg_s_,
                 gas_at_rest_exchange * a.heat_capacity.si() / step_m);
    return t;
  }
  static constexpr double gas_at_rest_exchange = 2.0;

  DesignProperties properties_;
  double flow_kg_s_;
  double area_m2_;
  PipeWalk<DesignProperties> walk_;
};

/// One walk: the state on the way and what has been met so far.
class Walker {
 public:
  Walker(const LineModel& model, double inlet_kg_s, const WalkOptions& options)
      : model_(model), options_(options), flow_kg_s_(inlet_kg_s) {
    gas_ = {model.inlet_pressure_pa, model.inlet_temperature_k};
    out_.inlet = MassFlow::from_si(inlet_kg_s);
    lowest_pa_ = gas_.pressure_pa;
  }

  LineState run() {
    for (std::size_t i = 0; i < model_.stops.size(); ++i) {
      const LineModel::Stop& stop = model_.stops[i];
      flow_kg_s_ -= stop.offtake_kg_s;
      if (stop.is_station) compress(stop.at_m);
      if (i + 1 == model_.stops.size() || must_stop()) break;
      if (!follow(stop, model_.stops[i + 1])) break;
      if (must_stop()) break;
    }
    return finish();
  }

 private:
  bool must_stop() const { return options_.stops_at_limit && out_.limit != Limit::none; }

  /// The first limit that is met; behind a station that lifts as far as it may, that station.
  void meet(Limit limit, double at_m) {
    if (out_.limit != Limit::none) return;
    const bool is_starved = weak_station_m_ >= 0.0 && limit != Limit::station_power;
    out_.limit = is_starved ? Limit::station_ratio : limit;
    out_.limit_at = Length::from_si(is_starved ? weak_station_m_ : at_m);
  }

  double heat_j_kg() const {
    const DesignAssumptions& a = model_.assumptions;
    return a.lower_heating_value.si() / a.gas.molar_mass.si();
  }
  /// Scrubbers and yard piping take one half before the machines.
  double machine_suction_pa(double suction_pa) const {
    return std::max(suction_pa - 0.5 * model_.assumptions.station_loss.si(), 0.5 * suction_pa);
  }

  /// Work and fuel of real machines; false where their maps cannot.
  bool run_machines(StationState& s, double discharge_pa) {
    StationKit kit = *model_.kit;
    if (options_.runs_standby) {
      kit.running_max += kit.standby;
      kit.standby = 0;
    }
    const StationDuty duty{machine_suction_pa(gas_.pressure_pa),
                           discharge_pa + 0.5 * model_.assumptions.station_loss.si(),
                           gas_.temperature_k,
                           std::max(flow_kg_s_, 0.0),
                           model_.cooled_temperature_k,
                           heat_j_kg()};
    StationMapAnswer answer = run_station(kit, model_.assumptions.gas, duty);
    if (!answer.point) {
      meet(Limit::station_map, s.at.si());
      if (out_.limit == Limit::station_map && out_.limit_detail.empty())
        out_.limit_detail = answer.refusal.sentence;
      return false;
    }
    s.shaft_power = answer.point->shaft_power;
    s.drive_power = answer.point->energy_rate;
    s.fuel = answer.point->fuel;
    gas_.temperature_k =
        std::min(answer.point->outlet_temperature.si(), model_.cooled_temperature_k);
    s.map = std::move(answer.point);
    return true;
  }

  /// Work of all stages [W], temperature behind the last one [K]; only the start has several.
  Power work(double suction_pa, double discharge_pa, double& temperature_k) const {
    const DesignAssumptions& a = model_.assumptions;
    const double line_ratio = discharge_pa / suction_pa;
    const double stages =
        std::max(1.0, std::ceil(std::log(line_ratio) / std::log(a.max_ratio.si()) - 1e-9));
    const double half_loss_pa = 0.5 * a.station_loss.si();
    double p_pa = machine_suction_pa(suction_pa);
    const double ratio = std::pow((discharge_pa + half_loss_pa) / p_pa, 1.0 / stages);
    const double eta = a.isentropic_efficiency.si();
    double power_w = 0.0;
    for (double stage = 0.0; stage < stages; stage += 1.0) {
      const CompressorInlet inlet{compressibility(a.gas, p_pa, temperature_k),
                                  specific_gas_constant_j_kg_k(a.gas), temperature_k,
                                  a.gas.isentropic_exponent.si()};
      power_w += compressor_power_w(inlet, std::max(flow_kg_s_, 0.0), ratio, eta);
      temperature_k =
          std::min(discharge_temperature_k(inlet, ratio, eta), model_.cooled_temperature_k);
      p_pa *= ratio;
    }
    return Power::from_si(power_w);
  }

  /// Work and fuel by constant efficiencies.
  void run_by_rule(StationState& s, double discharge_pa) {
    s.shaft_power = work(gas_.pressure_pa, discharge_pa, gas_.temperature_k);
    s.drive_power = s.shaft_power / model_.assumptions.drive_efficiency.si();
    s.fuel = MassFlow::from_si(s.drive_power.si() / heat_j_kg());
  }

  void compress(double at_m) {
    const DesignAssumptions& a = model_.assumptions;
    StationState s;
    s.at = Length::from_si(at_m);
    s.suction = Pressure::from_si(gas_.pressure_pa);
    s.suction_temperature = Temperature::from_si(gas_.temperature_k);
    const double reach_pa = a.max_ratio.si() * gas_.pressure_pa;
    const bool is_weak = at_m > same_place_m && reach_pa < model_.max_pressure_pa;
    const double discharge_pa = is_weak ? reach_pa : model_.max_pressure_pa;
    if (is_weak && weak_station_m_ < 0.0) weak_station_m_ = at_m;
    if (gas_.pressure_pa < discharge_pa) {
      if (!model_.kit || !run_machines(s, discharge_pa)) run_by_rule(s, discharge_pa);
      if (s.shaft_power.si() > options_.station_power_w) meet(Limit::station_power, at_m);
      if (!s.map || !s.map->is_bypassed) gas_.pressure_pa = discharge_pa;
    }
    s.discharge = Pressure::from_si(gas_.pressure_pa);
    s.pressure_ratio = s.discharge.si() / s.suction.si();
    s.outlet_temperature = Temperature::from_si(gas_.temperature_k);
    flow_kg_s_ -= s.fuel.si();
    out_.fuel = out_.fuel + s.fuel;
    out_.shaft_power = out_.shaft_power + s.shaft_power;
    out_.drive_power = out_.drive_power + s.drive_power;
    out_.stations.push_back(std::move(s));
  }

  /// Along the pipe to the next stop; false where the pressure vanishes.
  bool follow(const LineModel::Stop& from, const LineModel::Stop& to) {
    const double length_m = to.at_m - from.at_m;
    const double cell_m = options_.cell_m > 0.0 ? options_.cell_m : model_.assumptions.cell.si();
    const double cells = std::max(1.0, std::ceil(length_m / cell_m - 1e-9));
    const double step_m = length_m / cells;
    const double slope = (to.height_m - from.height_m) / length_m;
    const Stretch stretch(model_, flow_kg_s_, slope, step_m);
    note(from.at_m, from.height_m, stretch);
    for (double i = 0.0; i < cells; i += 1.0) {
      const double at_m = from.at_m + (i + 1.0) * step_m;
      if (!stretch.advance(gas_, step_m, temperature_integral_k_m_)) {
        meet(Limit::no_pressure, at_m);
        return false;
      }
      if (gas_.pressure_pa > model_.max_pressure_pa) {
        gas_.pressure_pa = model_.max_pressure_pa;
        out_.is_regulated = true;
      }
      note(at_m, from.height_m + slope * (at_m - from.at_m), stretch);
    }
    return true;
  }

  void note(double at_m, double height_m, const Stretch& stretch) {
    const double velocity_m_s = stretch.velocity_m_s(gas_);
    if (velocity_m_s > model_.assumptions.max_velocity.si()) meet(Limit::velocity, at_m);
    fastest_m_s_ = std::max(fastest_m_s_, velocity_m_s);
    lowest_pa_ = std::min(lowest_pa_, gas_.pressure_pa);
    if (!options_.keeps_profile) return;
    out_.profile.push_back(
        {Length::from_si(at_m), Length::from_si(height_m), Pressure::from_si(gas_.pressure_pa),
         Temperature::from_si(gas_.temperature_k), Velocity::from_si(velocity_m_s)});
  }

  LineState finish() {
    const double length_m = model_.stops.back().at_m;
    if (gas_.pressure_pa < model_.delivery_pressure_pa) meet(Limit::delivery_pressure, length_m);
    out_.delivered = MassFlow::from_si(flow_kg_s_);
    out_.end_pressure = Pressure::from_si(gas_.pressure_pa);
    out_.mean_temperature = Temperature::from_si(temperature_integral_k_m_ / length_m);
    out_.fastest = Velocity::from_si(fastest_m_s_);
    out_.lowest_pressure = Pressure::from_si(lowest_pa_);
    return std::move(out_);
  }

  const LineModel& model_;
  const WalkOptions& options_;
  double flow_kg_s_;
  GasState gas_;
  LineState out_;
  double temperature_integral_k_m_ = 0.0;
  double fastest_m_s_ = 0.0;
  double lowest_pa_ = 0.0;
  double weak_station_m_ = -1.0;  // the first station that cannot reach the maximum pressure
};

}  // namespace

double mass_flow_kg_s(const LineModel& model, AmountFlow flow) {
  return flow.si() * model.assumptions.gas.molar_mass.si();
}

AmountFlow amount_flow(const LineModel& model, double flow_kg_s) {
  return AmountFlow::from_si(flow_kg_s / model.assumptions.gas.molar_mass.si());
}

Result<StationKit> kit_of(const LineSpec& line, const DesignAssumptions& a) {
  const int units =
      line.station_units > 0 ? line.station_units : static_cast<int>(a.max_units.si());
  return station_kit(*line.machines, static_cast<int>(a.standby_units.si()), units,
                     line.route.air_temperature.si());
}

LineModel model_of(const LineSpec& line, const DesignAssumptions& a) {
  LineModel m;
  m.assumptions = a;
  m.outer_diameter_m = line.outer_diameter.si();
  m.wall_m = line.wall > Length{} ? line.wall.si()
                                  : wall_thickness(a, line.outer_diameter, line.max_pressure).si();
  m.inner_diameter_m = m.outer_diameter_m - 2.0 * m.wall_m;
  m.lines = line.lines;
  m.max_pressure_pa = line.max_pressure.si();
  m.delivery_pressure_pa = line.route.delivery_pressure.si();
  m.inlet_pressure_pa = line.route.inlet_pressure.si();
  if (m.inlet_pressure_pa == 0.0)
    m.inlet_pressure_pa =
        line.has_head_station ? m.max_pressure_pa / a.max_ratio.si() : m.max_pressure_pa;
  m.ground_temperature_k = line.route.ground_temperature.si();
  m.cooled_temperature_k = (line.route.air_temperature + a.cooler_approach).si();
  m.inlet_temperature_k = line.route.inlet_temperature.si();
  if (m.inlet_temperature_k == 0.0) m.inlet_temperature_k = m.cooled_temperature_k;
  set_station_power(m, line, a);
  if (line.machines) m.kit = *kit_of(line, a);

  m.stops = {LineModel::Stop{0.0}, LineModel::Stop{line.route.length.si()}};
  for (const HeightPoint& p : line.route.profile) stop_at(m.stops, p.at.si());
  for (const double at_m : station_distances_m(line)) stop_at(m.stops, at_m).is_station = true;
  for (const Offtake& o : line.route.offtakes) {
    const double flow_kg_s = mass_flow_kg_s(m, o.flow) / a.availability.si();
    stop_at(m.stops, o.at.si()).offtake_kg_s += flow_kg_s;
    m.offtakes_kg_s += flow_kg_s;
  }
  double from_m = 0.0;
  for (LineModel::Stop& stop : m.stops) {
    stop.height_m = height_at(line.route.profile, stop.at_m);
    if (!stop.is_station && &stop != &m.stops.back()) continue;
    m.longest_section_m = std::max(m.longest_section_m, stop.at_m - from_m);
    from_m = stop.at_m;
  }
  return m;
}

LineState walk(const LineModel& model, double inlet_kg_s, const WalkOptions& options) {
  return Walker(model, inlet_kg_s, options).run();
}

LineState walk_to_deliver(const LineModel& model, double delivered_kg_s, WalkOptions options,
                          int& walks) {
  const bool keeps_profile = std::exchange(options.keeps_profile, false);
  double inlet_kg_s = delivered_kg_s + model.offtakes_kg_s;
  for (int round = 0; round < rounds_max; ++round) {
    LineState state = walk(model, inlet_kg_s, options);
    ++walks;
    if (state.limit != Limit::none && options.stops_at_limit) return state;
    const double next_kg_s = delivered_kg_s + model.offtakes_kg_s + state.fuel.si();
    const bool is_settled =
        std::abs(next_kg_s - inlet_kg_s) <= rounds_tolerance_relative * inlet_kg_s;
    inlet_kg_s = next_kg_s;
    if (is_settled || state.limit == Limit::no_pressure) break;
  }
  options.keeps_profile = keeps_profile;
  ++walks;
  return walk(model, inlet_kg_s, options);
}

}  // namespace landbridge::gas
