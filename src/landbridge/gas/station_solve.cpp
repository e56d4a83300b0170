#include "landbridge/gas/station_solve.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace landbridge::gas {
namespace {

constexpr double slope_min = -50.0;  ///< of g(x) as the secant may see it
constexpr double slope_max = 0.9;
constexpr double ratio_of_running = 1.0 + 1e-9;  ///< below it no machine runs

/// What a station met in a solution.
struct Met {
  double flow_kg_s;
  double outlet_pa;
  StationInlet inlet;
  bool is_running;
};

/// One station between the rounds.
struct Held {
  const StationLink* station;
  Compressor* control;  ///< in the problem that is being solved
  Compressor asked;     ///< as the user asked
  StationOutcome outcome;
  bool is_held = false;
  bool is_below = false;   ///< held at the lowest pressure, not at the highest
  double log_ratio = 0.0;  ///< x
  double last_log_ratio = 0.0;
  double last_reachable = 0.0;  ///< g(x) of the round before
  bool has_last = false;
  double change = 0.0;
};

Compressor* compressor_of(Problem& problem, LinkId link) {
  for (auto& row : problem.links.of<Compressor>())
    if (row.id == link) return &row.link;
  return nullptr;
}

Met meet(const Problem& problem, const Solution& solution, const Held& h,
         const StationOptions& options) {
  const LinkId link = h.station->link;
  const double inlet_pa = solution.pressure[problem.network.from[link]].si();
  Met met;
  met.flow_kg_s = solution.flow[link].si();
  met.outlet_pa = solution.pressure[problem.network.to[link]].si();
  const double temperature_k = h.control->inlet_temperature.si() > 0.0
                                   ? h.control->inlet_temperature.si()
                                   : problem.gas.temperature.si();
  met.is_running = inlet_pa > 0.0 && met.flow_kg_s > 0.0 &&
                   met.outlet_pa > inlet_pa * ratio_of_running &&
                   h.control->control != CompressorControl::bypass &&
                   h.control->control != CompressorControl::closed;
  if (!met.is_running) return met;
  met.inlet = station_inlet(problem.gas, inlet_pa, temperature_k, options.ambient_temperature_k);
  met.inlet.lower_calorific_value_j_kg = options.lower_calorific_value_j_kg;
  return met;
}

/// Control by ratio that keeps what was asked for as limits.
void hold(Held& h, double log_ratio) {
  Compressor& c = *h.control;
  c = h.asked;
  c.control = CompressorControl::ratio;
  c.pressure_ratio = Scalar::from_si(std::exp(log_ratio));
  const auto lower_of = [](auto limit, auto set) {
    return set.si() > 0.0 && (limit.si() == 0.0 || set < limit) ? set : limit;
  };
  if (!h.is_below && h.asked.control == CompressorControl::outlet_pressure)
    c.max_outlet_pressure = lower_of(h.asked.max_outlet_pressure, h.asked.outlet_pressure);
  if (h.asked.control == CompressorControl::flow)
    c.max_flow = lower_of(h.asked.max_flow, h.asked.flow);
  h.log_ratio = log_ratio;
}

void bypass(Held& h, const StationAnswer& answer) {
  h.outcome.state = StationMapState::cannot_run;
  h.outcome.limit = answer.refusal.limit;
  h.outcome.limit_machine = answer.refusal.machine;
  h.outcome.reachable = answer.refusal.reachable;
  h.control->control = CompressorControl::bypass;
}

/// The next x of x = g(x): a secant step where there are two points, else x = g.
double next_log_ratio(const Held& h, double reachable) {
  if (!h.has_last || h.log_ratio == h.last_log_ratio) return reachable;
  const double slope = std::clamp((reachable - h.last_reachable) / (h.log_ratio - h.last_log_ratio),
                                  slope_min, slope_max);
  return std::max(0.0, h.log_ratio + (reachable - h.log_ratio) / (1.0 - slope));
}

/// One station after one solve. False: it changed its control and the network must be solved again.
bool settle(Held& h, const Met& met, const StationOptions& options) {
  h.change = 0.0;
  if (!met.is_running) return true;
  const Station& station = h.station->station;
  const OutletRange range = outlet_range(station, met.inlet, met.flow_kg_s);
  // At an edge of the map the pressure is the edge's own to the tolerance of the rounds.
  const double slack_pa = options.tolerance_relative * met.outlet_pa;
  double outlet_pa = met.outlet_pa;
  if (h.is_held && !range.is_empty && outlet_pa < range.highest_pa + slack_pa &&
      outlet_pa > range.lowest_pa - slack_pa)
    outlet_pa = std::clamp(outlet_pa, range.lowest_pa, range.highest_pa);
  const StationAnswer answer = operate_best(station, met.inlet, met.flow_kg_s, outlet_pa);
  h.outcome.reachable = range;
  if (!h.is_held) h.outcome.asked_outlet_pa = met.outlet_pa;
  if (!answer.can_run() && range.is_empty) {
    bypass(h, answer);
    h.change = 1.0;
    return false;
  }
  const double edge_pa = h.is_held ? (h.is_below ? range.lowest_pa : range.highest_pa)
                                   : outlet_pa - answer.refusal.by_pressure_pa;
  if (!h.is_held) {
    if (answer.can_run()) {
      h.outcome.state = StationMapState::in_map;
      h.outcome.point = answer.point;
      return true;
    }
    h.is_held = true;
    h.is_below = answer.refusal.by_pressure_pa < 0.0;
    h.outcome.limit = answer.refusal.limit;
    h.change = std::abs(answer.refusal.by_pressure_pa) / met.inlet.pressure_pa;
    hold(h, std::log(edge_pa / met.inlet.pressure_pa));
    return false;
  }
  const double reachable = std::log(edge_pa / met.inlet.pressure_pa);
  h.outcome.limit = h.is_below ? range.low_limit : range.high_limit;
  h.change = std::abs(reachable - h.log_ratio);
  // Below what the map allows because another limit of the control holds it: fine as it is.
  const bool is_inside =
      answer.can_run() && std::log(met.outlet_pa / met.inlet.pressure_pa) < h.log_ratio - 1e-7;
  if (answer.can_run() && (is_inside || h.change <= options.tolerance_relative)) {
    if (is_inside) h.change = 0.0;
    h.outcome.state = is_inside ? StationMapState::in_map : StationMapState::at_limit;
    if (is_inside) h.outcome.limit = StationLimit::none;
    h.outcome.point = answer.point;
    return true;
  }
  const double next = next_log_ratio(h, reachable);
  h.last_log_ratio = h.log_ratio;
  h.last_reachable = reachable;
  h.has_last = true;
  hold(h, next);
  return false;
}

}  // namespace

std::string_view name_of(StationMapState state) {
  switch (state) {
    case StationMapState::not_running: return "not_running";
    case StationMapState::in_map: return "in_map";
    case StationMapState::at_limit: return "at_limit";
    case StationMapState::cannot_run: return "cannot_run";
  }
  return "";
}

Result<StationSolution> solve_with_stations(const Problem& problem,
                                            const std::vector<StationLink>& stations,
                                            const StationOptions& options) {
  Problem work = problem;
  std::vector<Held> held;
  for (const StationLink& s : stations)
    if (Compressor* c = compressor_of(work, s.link); c && !s.station.configurations.empty()) {
      Held h{&s, c, *c, {}};
      h.outcome.link = s.link;
      held.push_back(std::move(h));
    }
  StationSolution result;
  for (result.rounds = 1; result.rounds <= options.max_rounds; ++result.rounds) {
    auto solution = solve(work);
    if (!solution) return fail(solution.error());
    bool is_settled = true;
    result.map_residual_relative = 0.0;
    for (Held& h : held) {
      if (!settle(h, meet(work, *solution, h, options), options)) is_settled = false;
      result.map_residual_relative = std::max(result.map_residual_relative, h.change);
    }
    if (!is_settled) continue;
    result.solution = std::move(*solution);
    for (Held& h : held) result.stations.push_back(std::move(h.outcome));
    return result;
  }
  const Held& worst = *std::ranges::max_element(held, {}, &Held::change);
  return fail(Fault::not_converged,
              fmt::format("gas.compressor[{}]", problem.network.link_name[worst.station->link]),
              fmt::format("the station does not settle on its map in {} rounds; its ratio still "
                          "moves by {:.1e}",
                          options.max_rounds, worst.change),
              "ask for a set point farther inside the map, or by-pass the station");
}

}  // namespace landbridge::gas
