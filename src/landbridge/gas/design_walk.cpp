#include "landbridge/gas/design_walk.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "landbridge/gas/compressor.hpp"

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

struct GasState {
  double pressure_pa = 0.0;
  double temperature_k = 0.0;
};

/// The pipe between two stops for one flow; the right-hand side of the equations of walk().
class Stretch {
 public:
  Stretch(const LineModel& model, double flow_kg_s, double slope, double step_m)
      : model_(model),
        flow_kg_s_(flow_kg_s / model.lines),
        slope_(slope),
        gas_constant_(specific_gas_constant_j_kg_k(model.assumptions.gas)) {
    const DesignAssumptions& a = model.assumptions;
    const double d_m = model.inner_diameter_m;
    area_m2_ = 0.25 * std::numbers::pi * d_m * d_m;
    const double reynolds = reynolds_number(flow_kg_s_, d_m, a.gas.viscosity.si());
    const double efficiency = a.hydraulic_efficiency.si();
    const double lambda =
        flow_kg_s_ > 0.0 ? friction_factor(a.friction, d_m, a.roughness.si(), reynolds) : 0.0;
    friction_ =
        lambda * flow_kg_s_ * flow_kg_s_ / (d_m * area_m2_ * area_m2_ * efficiency * efficiency);
    if (flow_kg_s_ <= 0.0) return;
    // a trickle takes the ground's temperature well within one step; capped where the method of
    // Runge and Kutta is still stable (2.78)
    cooling_per_m_ = std::min(std::numbers::pi * model.outer_diameter_m * a.heat_transfer.si() /
                                  (flow_kg_s_ * a.heat_capacity.si()),
                              2.0 / step_m);
  }

  /// One Runge-Kutta step; false where the pressure vanishes.
  bool advance(GasState& state, double step_m) const {
    const double y = state.pressure_pa * state.pressure_pa;
    const double t = state.temperature_k;
    const Slope k1 = slope(y, t);
    const Slope k2 = slope(y + 0.5 * step_m * k1.square, t + 0.5 * step_m * k1.temperature);
    const Slope k3 = slope(y + 0.5 * step_m * k2.square, t + 0.5 * step_m * k2.temperature);
    const Slope k4 = slope(y + step_m * k3.square, t + step_m * k3.temperature);
    const double y_next =
        y + step_m / 6.0 * (k1.square + 2.0 * k2.square + 2.0 * k3.square + k4.square);
    state.temperature_k =
        t + step_m / 6.0 *
                (k1.temperature + 2.0 * k2.temperature + 2.0 * k3.temperature + k4.temperature);
    if (!(y_next > vanished_pressure_pa * vanished_pressure_pa)) return false;
    state.pressure_pa = std::sqrt(y_next);
    return true;
  }

  double velocity_m_s(const GasState& s) const {
    return flow_kg_s_ * compressibility(model_.assumptions.gas, s.pressure_pa, s.temperature_k) *
           gas_constant_ * s.temperature_k / (s.pressure_pa * area_m2_);
  }

 private:
  struct Slope {
    double square;       // of the squared pressure [Pa2/m]
    double temperature;  // [K/m]
  };
  Slope slope(double y, double t) const {
    const double p = std::sqrt(std::max(y, vanished_pressure_pa * vanished_pressure_pa));
    const double zrt = compressibility(model_.assumptions.gas, p, t) * gas_constant_ * t;
    const double dy =
        -friction_ * zrt - 2.0 * constants::standard_gravity_m_s2 * p * p / zrt * slope_;
    if (flow_kg_s_ <= 0.0) return {dy, 0.0};
    const double dt = -cooling_per_m_ * (t - model_.ground_temperature_k) +
                      model_.assumptions.joule_thomson.si() * dy / (2.0 * p);
    return {dy, dt};
  }

  const LineModel& model_;
  double flow_kg_s_;
  double slope_;
  double gas_constant_;
  double area_m2_ = 0.0;
  double friction_ = 0.0;
  double cooling_per_m_ = 0.0;
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

  /// Work of all stages [W], temperature behind the last one [K]; only the start has several.
  Power work(double suction_pa, double discharge_pa, double& temperature_k) const {
    const DesignAssumptions& a = model_.assumptions;
    const double line_ratio = discharge_pa / suction_pa;
    const double stages =
        std::max(1.0, std::ceil(std::log(line_ratio) / std::log(a.max_ratio.si()) - 1e-9));
    const double half_loss_pa = 0.5 * a.station_loss.si();
    double p_pa = std::max(suction_pa - half_loss_pa, 0.5 * suction_pa);
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
      s.pressure_ratio = discharge_pa / gas_.pressure_pa;
      s.shaft_power = work(gas_.pressure_pa, discharge_pa, gas_.temperature_k);
      if (s.shaft_power.si() > options_.station_power_w) meet(Limit::station_power, at_m);
      gas_.pressure_pa = discharge_pa;
    }
    const double heat_j_kg = a.lower_heating_value.si() / a.gas.molar_mass.si();
    s.fuel = MassFlow::from_si(s.shaft_power.si() / (a.drive_efficiency.si() * heat_j_kg));
    s.discharge = Pressure::from_si(gas_.pressure_pa);
    s.outlet_temperature = Temperature::from_si(gas_.temperature_k);
    flow_kg_s_ -= s.fuel.si();
    out_.fuel = out_.fuel + s.fuel;
    out_.shaft_power = out_.shaft_power + s.shaft_power;
    out_.stations.push_back(s);
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
      const double before_k = gas_.temperature_k;
      if (!stretch.advance(gas_, step_m)) {
        meet(Limit::no_pressure, at_m);
        return false;
      }
      if (gas_.pressure_pa > model_.max_pressure_pa) {
        gas_.pressure_pa = model_.max_pressure_pa;
        out_.is_regulated = true;
      }
      temperature_integral_k_m_ += 0.5 * (before_k + gas_.temperature_k) * step_m;
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
