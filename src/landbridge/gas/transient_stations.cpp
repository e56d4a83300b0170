#include "landbridge/gas/transient_stations.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace landbridge::gas {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double on_map = 1e-8;     ///< relative: an outlet this near its edge is on it
constexpr double near_edge = 1e-6;  ///< relative: reported as at a limit
constexpr double ratio_of_running = 1.0 + 1e-9;
constexpr double difference_step = 1e-4;  ///< relative, for slopes of an edge
constexpr int halvings_max = 12;

const Compressor* compressor_of(const Problem& problem, LinkId link) {
  for (const auto& row : problem.links.of<Compressor>())
    if (row.id == link) return &row.link;
  return nullptr;
}

/// Runs, or could: neither by-passed nor closed nor tripped.
bool is_asked_to_run(const Compressor& c) {
  if (c.control == CompressorControl::bypass || c.control == CompressorControl::closed)
    return false;
  return c.control != CompressorControl::ratio || c.pressure_ratio.si() > ratio_of_running;
}

double distance_pa(const OutletRange& range, double pressure_pa) {
  if (range.is_empty) return infinity;
  return std::max({range.lowest_pa - pressure_pa, pressure_pa - range.highest_pa, 0.0});
}

/// A configuration and what it reaches at one inlet and flow.
struct Reach {
  std::size_t configuration = 0;
  OutletRange range;
};

/// The configuration whose range is nearest to the pressure; the highest one where any is asked.
Reach nearest_reach(const Station& station, const StationInlet& inlet, double flow_kg_s,
                    double wanted_pa) {
  Reach best;
  double best_distance = infinity;
  for (std::size_t c = 0; c < station.configurations.size(); ++c) {
    const OutletRange range = outlet_range(station, c, inlet, flow_kg_s);
    if (range.is_empty) continue;
    const double away =
        std::isfinite(wanted_pa) ? distance_pa(range, wanted_pa) : -range.highest_pa;
    if (!best.range.is_empty && away >= best_distance) continue;
    best = {c, range};
    best_distance = away;
  }
  return best;
}

using RangeAt = std::function<OutletRange(double inlet_pa, double flow_kg_s)>;

/// Slope of an edge by differences over the sides on which there is a range.
double slope_of(const std::function<OutletRange(double)>& range_at, double x, bool is_high) {
  const double step = difference_step * x;
  const OutletRange below = range_at(x - step);
  const OutletRange above = range_at(x + step);
  const auto edge = [is_high](const OutletRange& r) {
    return is_high ? r.highest_pa : r.lowest_pa;
  };
  if (!below.is_empty && !above.is_empty) return (edge(above) - edge(below)) / (2.0 * step);
  const OutletRange here = range_at(x);
  if (here.is_empty || (below.is_empty && above.is_empty)) return 0.0;
  return below.is_empty ? (edge(above) - edge(here)) / step : (edge(here) - edge(below)) / step;
}

MapEdge edge_around(const RangeAt& range_at, const OutletRange& here, double inlet_pa,
                    double flow_kg_s, bool is_high) {
  MapEdge edge;
  edge.by_inlet = slope_of([&](double p) { return range_at(p, flow_kg_s); }, inlet_pa, is_high);
  // An edge that rises with the flow (surge, choke) feeds itself; taken as flat in a round, its
  // rounds either settle or drive the flow out of the map, as they do in the machine.
  edge.by_flow_pa_s_kg =
      std::min(0.0, slope_of([&](double m) { return range_at(inlet_pa, m); }, flow_kg_s, is_high));
  edge.level_pa = (is_high ? here.highest_pa : here.lowest_pa) - edge.by_inlet * inlet_pa -
                  edge.by_flow_pa_s_kg * flow_kg_s;
  return edge;
}

}  // namespace

void TransientStations::bind(const Model& model, const Grid& grid) {
  held_.resize(machines_.stations.size());
  for (std::size_t i = 0; i < held_.size(); ++i) {
    Held& h = held_[i];
    h.is_bound = false;
    for (std::size_t k = 0; k < grid.active_edges.size(); ++k) {
      const ModelEdge& edge = model.edges[static_cast<std::size_t>(grid.active_edges[k])];
      if (edge.link != machines_.stations[i].link) continue;
      h.is_bound = true;
      h.slot = grid.active_start() + k;
      h.law = static_cast<std::size_t>(edge.law);
    }
    const Network& network = model.problem.network;
    const LinkId link = machines_.stations[i].link;
    h.from = static_cast<std::size_t>(model.vertex_of_node[network.from[link].index()]);
    h.to = static_cast<std::size_t>(model.vertex_of_node[network.to[link].index()]);
  }
  vertex_start_ = grid.vertex_start();
}

void TransientStations::start(const std::vector<StationOutcome>& outcomes) {
  for (std::size_t i = 0; i < held_.size(); ++i)
    for (const StationOutcome& o : outcomes) {
      if (o.link != machines_.stations[i].link) continue;
      held_[i].state = o.state;
      held_[i].limit = o.limit;
      held_[i].is_out = o.state == StationMapState::cannot_run;
      held_[i].fuel_kg_s = o.point ? o.point->fuel_kg_s : 0.0;
    }
}

StationInlet TransientStations::inlet(const Problem& problem, std::size_t index,
                                      double inlet_pa) const {
  const Compressor* c = compressor_of(problem, machines_.stations[index].link);
  const double own_k = c->inlet_temperature.si();
  StationInlet inlet =
      station_inlet(problem.gas, inlet_pa, own_k > 0.0 ? own_k : problem.gas.temperature.si(),
                    machines_.options.ambient_temperature_k);
  inlet.lower_calorific_value_j_kg = machines_.options.lower_calorific_value_j_kg;
  return inlet;
}

void TransientStations::write_laws(const Problem& problem, Model& model) const {
  for (std::size_t i = 0; i < held_.size(); ++i) {
    const Held& h = held_[i];
    const Compressor* c = compressor_of(problem, machines_.stations[i].link);
    if (!h.is_bound || !is_asked_to_run(*c)) continue;
    ActiveLaw law = law_of(*c, problem.gas, model.potential);
    if (h.is_out) {
      law = ActiveLaw{};
      law.kind = ActiveLaw::Kind::compressor;
      law.asked_ratio = 1.0;
    } else {
      law.low_edge = h.low;
      law.high_edge = h.high;
    }
    model.active_law[h.law] = law;
  }
}

void TransientStations::begin_step(double time_s) {
  held_before_ = held_;
  for (Held& h : held_) {
    h.halvings = 0;
    h.has_tried = false;
    if (!h.is_out || time_s < h.out_since_s + machines_.restart_after.si()) continue;
    h.is_out = false;
    h.out_since_s = time_s;
  }
}

void TransientStations::give_up() {
  for (std::size_t i = 0; i < held_.size(); ++i) held_before_[i].has_tried = held_[i].has_tried;
  held_ = held_before_;
}

bool TransientStations::stop(double time_s, bool also_running) {
  bool has_stopped = false;
  for (Held& h : held_) {
    const bool tried_again = h.is_out && time_s >= h.out_since_s + machines_.restart_after.si();
    if (!tried_again && !(also_running && h.has_tried && !h.is_out)) continue;
    h.is_out = true;
    h.out_since_s = time_s;
    h.low.reset();
    h.high.reset();
    has_stopped = true;
  }
  return has_stopped;
}

TransientStations::Met TransientStations::meet(std::size_t index, const Problem& problem,
                                               const Model& model,
                                               const std::vector<double>& x) const {
  const Held& h = held_[index];
  Met met{x[vertex_start_ + h.from], x[vertex_start_ + h.to], h.is_bound ? x[h.slot] : 0.0, 0.0,
          false};
  const Compressor* c = compressor_of(problem, machines_.stations[index].link);
  if (!h.is_bound || !is_asked_to_run(*c) || !(met.flow_kg_s > 0.0)) return met;
  const ActiveLaw law = law_of(*c, problem.gas, model.potential);
  const double asked_pa2 =
      active_target(law, model.potential, model.potential.phi_pa2(met.inlet_pa), met.flow_kg_s)
          .phi_pa2;
  met.asked_pa = std::isfinite(asked_pa2) ? model.potential.pressure_pa(asked_pa2) : infinity;
  met.may_run = met.asked_pa > met.inlet_pa * ratio_of_running;
  return met;
}

bool TransientStations::settle(const Problem& problem, const Model& model,
                               const std::vector<double>& x) {
  bool is_settled = true;
  round_residual_ = 0.0;
  for (std::size_t i = 0; i < held_.size(); ++i)
    if (!settle_one(i, problem, meet(i, problem, model, x))) is_settled = false;
  if (!is_settled) ++rounds_;
  return is_settled;
}

bool TransientStations::settle_one(std::size_t index, const Problem& problem, const Met& met) {
  Held& h = held_[index];
  if (h.is_out) return true;
  const bool is_running = met.may_run && met.outlet_pa > met.inlet_pa * ratio_of_running;
  h.has_tried = h.has_tried || is_running;
  if (!met.may_run) {
    const bool was_free =
        !h.low || h.low->at(met.inlet_pa, met.flow_kg_s) <= met.inlet_pa * ratio_of_running;
    h.low.reset();
    h.high.reset();
    return was_free;
  }
  const Station& station = machines_.stations[index].station;
  StationInlet at = inlet(problem, index, met.inlet_pa);
  const Reach reach = nearest_reach(station, at, met.flow_kg_s, met.asked_pa);
  if (reach.range.is_empty) return is_running ? retreat(index, problem, met) : true;
  const RangeAt range_at = [&](double inlet_pa, double flow_kg_s) {
    return outlet_range(station, reach.configuration, inlet(problem, index, inlet_pa), flow_kg_s);
  };
  const double wanted_pa = std::clamp(met.asked_pa, reach.range.lowest_pa, reach.range.highest_pa);
  const double low_pa = h.low ? h.low->at(met.inlet_pa, met.flow_kg_s) : 0.0;
  const double high_pa = h.high ? h.high->at(met.inlet_pa, met.flow_kg_s) : infinity;
  const double given_pa = std::max(std::min(met.asked_pa, high_pa), low_pa);
  const double off = std::abs(given_pa - wanted_pa) / wanted_pa;
  const bool is_good = off <= on_map;
  if (is_good) round_residual_ = std::max(round_residual_, off);
  h.high = edge_around(range_at, reach.range, met.inlet_pa, met.flow_kg_s, true);
  h.low.reset();
  if (std::isfinite(met.asked_pa))
    h.low = edge_around(range_at, reach.range, met.inlet_pa, met.flow_kg_s, false);
  h.good_flow_kg_s = met.flow_kg_s;
  return is_good;
}

/// The flow of this round is in no map: new edges half way back to the last flow that was in one;
/// by-passed where there is none, or none near it holds.
bool TransientStations::retreat(std::size_t index, const Problem& problem, const Met& met) {
  Held& h = held_[index];
  const Station& station = machines_.stations[index].station;
  while (h.good_flow_kg_s > 0.0 && h.halvings < halvings_max) {
    ++h.halvings;
    const double flow_kg_s =
        h.good_flow_kg_s + std::ldexp(met.flow_kg_s - h.good_flow_kg_s, -h.halvings);
    const Reach reach =
        nearest_reach(station, inlet(problem, index, met.inlet_pa), flow_kg_s, met.asked_pa);
    if (reach.range.is_empty) continue;
    const RangeAt range_at = [&](double inlet_pa, double m) {
      return outlet_range(station, reach.configuration, inlet(problem, index, inlet_pa), m);
    };
    h.high = edge_around(range_at, reach.range, met.inlet_pa, flow_kg_s, true);
    return false;
  }
  h.is_out = true;
  h.limit = operate_best(station, inlet(problem, index, met.inlet_pa), met.flow_kg_s,
                         std::isfinite(met.asked_pa) ? met.asked_pa : met.outlet_pa)
                .refusal.limit;
  h.low.reset();
  h.high.reset();
  return false;
}

/// What the machines do in a settled state.
void TransientStations::operate_one(std::size_t index, const Problem& problem, const Met& met) {
  Held& h = held_[index];
  h.point.reset();
  h.fuel_kg_s = 0.0;
  if (h.is_out) {
    h.state = StationMapState::cannot_run;
    return;
  }
  h.state = StationMapState::not_running;
  h.limit = StationLimit::none;
  if (!met.may_run || !(met.outlet_pa > met.inlet_pa * ratio_of_running)) return;
  const Station& station = machines_.stations[index].station;
  const StationInlet at = inlet(problem, index, met.inlet_pa);
  // Below the map another limit throttles what the machines give at their lowest.
  const Reach reach = nearest_reach(station, at, met.flow_kg_s, met.outlet_pa);
  if (reach.range.is_empty) return;
  const double outlet_pa = std::clamp(met.outlet_pa, reach.range.lowest_pa, reach.range.highest_pa);
  h.point = operate_best(station, at, met.flow_kg_s, outlet_pa).point;
  // At an edge rounding decides, and with recirculation the range is the hull of samples.
  for (const double inwards : {0.0, 1e-9, 1e-6, 1e-3, 1e-2, 0.1}) {
    if (h.point) break;
    const double middle_pa = 0.5 * (reach.range.lowest_pa + reach.range.highest_pa);
    const double tried_pa = outlet_pa + inwards * (middle_pa - outlet_pa);
    h.point = operate(station, reach.configuration, at, met.flow_kg_s, tried_pa).point;
  }
  h.fuel_kg_s = h.point ? h.point->fuel_kg_s : 0.0;
  h.state = StationMapState::in_map;
  const double slack_pa = near_edge * met.outlet_pa;
  if (met.asked_pa > met.outlet_pa + slack_pa && met.outlet_pa >= reach.range.highest_pa - slack_pa)
    h.limit = reach.range.high_limit;
  if (met.outlet_pa <= reach.range.lowest_pa + slack_pa &&
      (met.asked_pa < met.outlet_pa - slack_pa || met.outlet_pa < reach.range.lowest_pa - slack_pa))
    h.limit = reach.range.low_limit;
  if (h.limit != StationLimit::none) h.state = StationMapState::at_limit;
}

void TransientStations::accept(const Problem& problem, const Model& model,
                               const std::vector<double>& x, double time_s) {
  residual_ = std::max(residual_, round_residual_);
  for (std::size_t i = 0; i < held_.size(); ++i) {
    Held& h = held_[i];
    const StationMapState before = h.state;
    const StationLimit limit_before = h.limit;
    if (h.is_out && before != StationMapState::cannot_run) h.out_since_s = time_s;
    h.taken_kg_s = h.fuel_kg_s;
    operate_one(i, problem, meet(i, problem, model, x));
    const bool is_new_limit =
        h.state == StationMapState::at_limit && (before != h.state || limit_before != h.limit);
    const char* what = nullptr;
    if (h.state == StationMapState::cannot_run && before != h.state)
      what = "out_of_map";
    else if (before == StationMapState::cannot_run && h.state != before)
      what = "runs_again";
    else if (before == StationMapState::at_limit && h.state == StationMapState::in_map)
      what = "back_in_map";
    if (what == nullptr && !is_new_limit) continue;
    findings_.push_back({what != nullptr ? std::string(what) : std::string(name_of(h.limit)),
                         problem.network.link_name[machines_.stations[i].link], time_s,
                         x[vertex_start_ + h.to]});
  }
}

void TransientStations::take_fuel(std::vector<double>& supply_kg_s) const {
  if (!machines_.takes_fuel) return;
  for (const Held& h : held_) supply_kg_s[h.from] -= h.fuel_kg_s;
}

double TransientStations::fuel_at(std::size_t vertex) const {
  double sum = 0.0;
  if (!machines_.takes_fuel) return sum;
  for (const Held& h : held_)
    if (h.from == vertex) sum += h.taken_kg_s;
  return sum;
}

void TransientStations::take_fuel_from_nodes(const Network& network,
                                             std::vector<double>& supply_kg_s) const {
  if (!machines_.takes_fuel) return;
  for (std::size_t i = 0; i < held_.size(); ++i)
    supply_kg_s[network.from[machines_.stations[i].link].index()] -= held_[i].taken_kg_s;
}

void TransientStations::record(std::vector<TransientStationSeries>& series) const {
  series.resize(held_.size());
  for (std::size_t i = 0; i < held_.size(); ++i) {
    const Held& h = held_[i];
    TransientStationSeries& s = series[i];
    s.link = machines_.stations[i].link;
    s.state.push_back(h.state);
    s.limit.push_back(h.limit);
    s.configuration.push_back(
        h.point ? machines_.stations[i].station.configurations[h.point->configuration].id
                : std::string());
    const bool is_running =
        h.state == StationMapState::in_map || h.state == StationMapState::at_limit;
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    s.shaft_power_w.push_back(h.point ? h.point->power_w : is_running ? unknown : 0.0);
    s.fuel_kg_s.push_back(h.fuel_kg_s);
  }
}

std::vector<TransientFinding> TransientStations::take_findings() {
  return std::exchange(findings_, {});
}

}  // namespace landbridge::gas
