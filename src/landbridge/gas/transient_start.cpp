#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "landbridge/gas/solve.hpp"
#include "landbridge/gas/transient_events.hpp"
#include "landbridge/gas/transient_run.hpp"

namespace landbridge::gas {
namespace {

/// A hole for every rupture that has happened.
std::vector<Hole> holes_of(const TransientProblem& transient, const Model& model,
                           const std::vector<std::size_t>& open) {
  std::vector<Hole> holes;
  for (const std::size_t i : open) {
    const TransientEvent& event = transient.events[i];
    holes.push_back({static_cast<std::size_t>(model.vertex_of_node[event.node.index()]),
                     event.discharge_coefficient.si() * event.opening.si(),
                     model.problem.gas.isentropic_exponent.si()});
  }
  return holes;
}

/// Proofs that there is no steady state at all; limits that are only passed are not among them.
const Infeasibility* proof_against(const Solution& solution) {
  for (const Infeasibility& i : solution.infeasible)
    if (!is_passed_limit(i.what)) return &i;
  return nullptr;
}

/// Pressures of vertices at which the half cells around them hold the gas that their end points
/// say; x has the end points as they were. Where they agree nothing changes.
void share_vertex_masses(const Grid& grid, std::vector<double>& x) {
  std::vector<double> wanted(grid.vertices, 0.0), mass(grid.vertices), slope(grid.vertices);
  std::vector<std::uint8_t> is_mixed(grid.vertices, 0);
  double* vertex = x.data() + grid.vertex_start();
  const auto each_end = [&](auto&& visit) {
    for (const GridPipe& pipe : grid.pipes) {
      const GasTable& gas = grid.tables[pipe.table];
      const double half = 0.5 * pipe.cell_volume_m3 / gas.rs_t();
      if (half <= 0.0) continue;
      visit(pipe.from, x[pipe.first_point], half, gas);
      visit(pipe.to, x[pipe.first_point + pipe.segments], half, gas);
    }
  };
  each_end([&](std::size_t v, double p, double half, const GasTable& gas) {
    wanted[v] += half * gas.at(p).slope_pa;
    is_mixed[v] |= p != vertex[v] ? 1 : 0;
  });
  constexpr int newton_steps = 30;
  for (int step = 0; step < newton_steps; ++step) {
    std::ranges::fill(mass, 0.0);
    std::ranges::fill(slope, 0.0);
    each_end([&](std::size_t v, double, double half, const GasTable& gas) {
      const GasTable::Values here = gas.at(vertex[v]);
      mass[v] += half * here.slope_pa;
      slope[v] += half * here.curvature;
    });
    for (std::size_t v = 0; v < grid.vertices; ++v)
      if (is_mixed[v]) vertex[v] -= (mass[v] - wanted[v]) / slope[v];
  }
}

}  // namespace

Result<void> TransientRun::build_plant() {
  auto model = build_model(problem_);
  if (!model) return fail(std::move(model.error()));
  plant_.network.reset();
  plant_.model = std::move(*model);
  plant_.grid = make_grid(*plant_.model, options_.cell.si());
  plant_.network = std::make_unique<NetworkStep>(plant_.grid, *plant_.model,
                                                 holes_of(transient_, *plant_.model, open_holes_));
  stations_.bind(*plant_.model, plant_.grid);
  const Grid& grid = plant_.grid;
  for (TransientState* s : {&now_, &first_, &last_, &before_, &before_first_}) {
    s->x.resize(grid.size());
    s->point_kg.resize(grid.points);
    s->vertex_kg.resize(grid.vertices);
  }
  for (StageRates* r : {&rates_now_, &rates_first_, &rates_last_}) {
    r->point_kg_s.assign(grid.points, 0.0);
    r->vertex_kg_s.assign(grid.vertices, 0.0);
    r->segment_kg_s2.assign(grid.segments, 0.0);
    r->supply_kg_s.assign(grid.vertices, 0.0);
    r->hole_kg_s.assign(open_holes_.size(), 0.0);
  }
  base_point_kg_.assign(grid.points, 0.0);
  base_vertex_kg_.assign(grid.vertices, 0.0);
  base_segment_kg_s_.assign(grid.segments, 0.0);
  supply_kg_s_.assign(grid.vertices, 0.0);
  held_pa_.assign(grid.vertices, 0.0);
  known_ = 0;
  has_rates_ = false;
  return {};
}

/// Masses of cells from their pressures.
void TransientRun::refresh_masses() {
  for (const GridPipe& pipe : plant_.grid.pipes) {
    const GasTable& gas = plant_.grid.tables[pipe.table];
    const double per_slope = pipe.cell_volume_m3 / gas.rs_t();
    for (std::size_t j = 1; j < pipe.segments; ++j)
      now_.point_kg[pipe.first_point + j] =
          per_slope * gas.at(now_.x[pipe.first_point + j]).slope_pa;
  }
  plant_.network->vertex_masses(now_.x, now_.vertex_kg);
}

void TransientRun::start_from(const Column<NodeId, Pressure>& pressure,
                              const Column<LinkId, MassFlow>& flow) {
  const Grid& grid = plant_.grid;
  const Model& model = *plant_.model;
  double* vertex = now_.x.data() + grid.vertex_start();
  for (std::size_t v = 0; v < grid.vertices; ++v) vertex[v] = pressure[model.first_node[v]].si();
  for (const GridPipe& pipe : grid.pipes) {
    const GasTable& gas = grid.tables[pipe.table];
    const double first_pa = vertex[pipe.from];
    const double last_pa = vertex[pipe.to];
    const double first = gas.at(first_pa).phi_pa2;
    const double last = gas.at(last_pa).phi_pa2;
    double* p = now_.x.data() + pipe.first_point;
    double* m = now_.x.data() + grid.flow_start() + pipe.first_segment;
    p[0] = first_pa;
    p[pipe.segments] = last_pa;
    for (std::size_t j = 0; j < pipe.segments; ++j) {
      const double share = static_cast<double>(j) / static_cast<double>(pipe.segments);
      if (j > 0) p[j] = gas.pressure_pa(first + share * (last - first), p[j - 1]);
      m[j] = flow[pipe.link].si();
    }
  }
  for (std::size_t k = 0; k < grid.active_edges.size(); ++k) {
    const auto e = static_cast<std::size_t>(grid.active_edges[k]);
    now_.x[grid.active_start() + k] = flow[model.edges[e].link].si();
  }
}

/// The fixed point of the discrete equations beside a start that is steady up to the cells' own
/// view of heights and temperatures: steps so long that storage no longer matters. The largest
/// relative change of a pressure.
double TransientRun::settle() {
  constexpr double long_s = 1e9;
  constexpr int rounds = 3;
  constexpr int rounds_max = 60;
  const std::vector<double> before = now_.x;
  int settled = 0;
  for (int round = 0; round < rounds_max && settled < rounds; ++round) {
    if (!stations_.empty() && !stations_.settle(problem_, *plant_.model, now_.x)) {
      plant_.network->forget();
      settled = 0;
    }
    ++settled;
    read_boundary(0.0, false);
    refresh_masses();
    set_base(0.0, 0.0, 0.0);
    Stage asked;
    asked.base = {long_s, base_point_kg_.data(), base_segment_kg_s_.data()};
    asked.vertex_kg = base_vertex_kg_.data();
    asked.supply_kg_s = supply_kg_s_.data();
    asked.held_pa = held_pa_.data();
    if (!plant_.network->solve(now_.x, asked)) {
      now_.x = before;
      break;
    }
  }
  plant_.network->forget();
  double change = 0.0;
  for (std::size_t i = 0; i < plant_.grid.points; ++i)
    change = std::max(change, std::abs(now_.x[i] - before[i]) / before[i]);
  return change;
}

/// With every station on its map, and its fuel taken out where that is asked.
Result<Solution> TransientRun::steady_state() {
  if (stations_.empty()) return solve(problem_);
  constexpr int fuel_rounds_max = 20;
  constexpr double fuel_tolerance_kg_s = 1e-9;
  std::vector<double> fuel_kg_s(transient_.machines.stations.size(), 0.0);
  for (int round = 0; round < fuel_rounds_max; ++round) {
    Problem work = problem_;
    for (std::size_t i = 0; i < fuel_kg_s.size(); ++i) {
      MassFlow& supply = work.supply[work.network.from[transient_.machines.stations[i].link]];
      supply = supply - MassFlow::from_si(fuel_kg_s[i]);
    }
    auto found =
        solve_with_stations(work, transient_.machines.stations, transient_.machines.options);
    if (!found) return fail(std::move(found.error()));
    double change_kg_s = 0.0;
    for (const StationOutcome& o : found->stations)
      for (std::size_t i = 0; i < fuel_kg_s.size(); ++i) {
        if (!transient_.machines.takes_fuel || o.link != transient_.machines.stations[i].link)
          continue;
        const double now_kg_s = o.point ? o.point->fuel_kg_s : 0.0;
        change_kg_s = std::max(change_kg_s, std::abs(now_kg_s - fuel_kg_s[i]));
        fuel_kg_s[i] = now_kg_s;
      }
    stations_.start(found->stations);
    if (change_kg_s <= fuel_tolerance_kg_s) return std::move(found->solution);
  }
  return fail(Fault::not_converged, "gas.transient",
              fmt::format("the fuel of the stations does not settle in {} rounds", fuel_rounds_max),
              "start without taking the fuel out of the network");
}

Result<void> TransientRun::steady_start() {
  const auto solution = steady_state();
  if (!solution) return fail(solution.error());
  if (const Infeasibility* proof = proof_against(*solution))
    return fail(Fault::infeasible,
                proof->node.is_none() && proof->link.is_none() ? "gas.network"
                : proof->node.is_none() ? place_of_link(problem_, proof->link)
                                        : place_of_node(problem_, proof->node),
                fmt::format("there is no steady state to start from: {}", proof->sentence),
                "change the flows or held pressures at the start");
  for (std::size_t i = 0; i < solution->pressure.size(); ++i)
    if (!(solution->pressure[NodeId(i)].si() > 0.0))
      return fail(Fault::bad_input, place_of_node(problem_, NodeId(i)),
                  "no held pressure reaches it, so its line pack at the start is not known",
                  "hold a pressure in its part, or open the valve that cuts it off");
  start_from(solution->pressure, solution->flow);
  start_residual_ = settle();
  return {};
}

Result<void> TransientRun::start() {
  for (const NodeSeries& s : transient_.supply) {
    own_supply_kg_s_[s.node.index()] = value_until(s.series, 0.0);
    problem_.supply[s.node] = MassFlow::from_si(own_supply_kg_s_[s.node.index()]);
  }
  for (const NodeSeries& s : transient_.pressure)
    for (FixedPressure& held : problem_.fixed_pressure)
      if (held.node == s.node) held.pressure = Pressure::from_si(value_until(s.series, 0.0));
  for (const SetPointSeries& s : transient_.set_point)
    apply_set_point(problem_, s, value_until(s.series, 0.0));
  if (auto built = build_plant(); !built) return built;
  read_boundary(0.0, false);
  if (options_.start) {
    start_from(options_.start->pressure, options_.start->flow);
  } else if (auto found = steady_start(); !found) {
    return found;
  }
  refresh_masses();
  if (!stations_.empty()) stations_.accept(problem_, *plant_.model, now_.x, 0.0);
  plant_.network->net_outflow(now_.x, rates_now_.vertex_kg_s);
  rates_now_.supply_kg_s = rates_now_.vertex_kg_s;  // nothing is stored in a steady state
  std::ranges::fill(rates_now_.vertex_kg_s, 0.0);
  const std::size_t held_before = problem_.fixed_pressure.size();
  std::erase_if(problem_.fixed_pressure, [&](const FixedPressure& held) {
    return std::any_of(transient_.supply.begin(), transient_.supply.end(),
                       [&](const NodeSeries& s) { return s.node == held.node; });
  });
  if (problem_.fixed_pressure.size() == held_before) return {};
  return rebuild_plant();
}

/// The same gas in a network whose valves stand differently: half cells keep their mass, vertices
/// that are joined share it.
Result<void> TransientRun::rebuild_plant() {
  const TransientState old = now_;
  const Grid old_grid = plant_.grid;
  const std::vector<std::int32_t> old_vertex = plant_.model->vertex_of_node;
  std::vector<std::pair<LinkId, double>> old_flow;
  for (std::size_t k = 0; k < old_grid.active_edges.size(); ++k)
    old_flow.emplace_back(
        plant_.model->edges[static_cast<std::size_t>(old_grid.active_edges[k])].link,
        old.x[old_grid.active_start() + k]);
  const std::vector<double> supply = rates_now_.supply_kg_s;
  iterations_ += plant_.network->iterations();
  factorisations_ += plant_.network->factorisations();
  if (auto built = build_plant(); !built) return built;
  const Grid& grid = plant_.grid;
  now_.time_s = old.time_s;
  std::copy_n(old.x.begin(), grid.points + grid.segments, now_.x.begin());
  double* vertex = now_.x.data() + grid.vertex_start();
  for (std::size_t v = 0; v < grid.vertices; ++v) {
    const std::size_t node = plant_.model->first_node[v].index();
    vertex[v] = old.x[old_grid.vertex_start() + static_cast<std::size_t>(old_vertex[node])];
  }
  share_vertex_masses(grid, now_.x);
  for (std::size_t k = 0; k < grid.active_edges.size(); ++k)
    for (const auto& [link, flow] : old_flow)
      if (link == plant_.model->edges[static_cast<std::size_t>(grid.active_edges[k])].link)
        now_.x[grid.active_start() + k] = flow;
  for (std::size_t i = 0; i < old_vertex.size(); ++i)
    rates_now_.supply_kg_s[static_cast<std::size_t>(plant_.model->vertex_of_node[i])] =
        supply[static_cast<std::size_t>(old_vertex[i])];
  return {};
}

/// What an event does to the flow that a node states.
void TransientRun::change_supply(const TransientEvent& event) {
  if (event.kind == TransientEvent::Kind::source_out) own_supply_kg_s_[event.node.index()] = 0.0;
  if (event.kind == TransientEvent::Kind::scale)
    change_[event.node.index()].factor = event.factor.si();
  if (event.kind == TransientEvent::Kind::cut_demand)
    change_[event.node.index()].cut_kg_s =
        event.cut ? event.cut->si() : std::numeric_limits<double>::infinity();
}

Result<std::vector<const TransientEvent*>> TransientRun::apply_jumps() {
  std::vector<const TransientEvent*> done;
  bool is_rebuilt = false;
  for (; next_event_ < transient_.events.size(); ++next_event_) {
    const TransientEvent& event = transient_.events[next_event_];
    if (event.time.si() > now_.time_s) break;
    done.push_back(&event);
    change_supply(event);
    if (is_change(event.kind)) continue;
    is_rebuilt = true;
    if (event.kind == TransientEvent::Kind::rupture) open_holes_.push_back(next_event_);
    apply_event(problem_, event);
    for (std::size_t i = 0; i < transient_.set_point.size(); ++i)
      if (transient_.set_point[i].link == event.link) is_set_point_off_[i] = 1;
    const auto is_its = [&](const NodeSeries& s) {
      return event.kind == TransientEvent::Kind::source_out && s.node == event.node;
    };
    std::erase_if(transient_.supply, is_its);
    std::erase_if(transient_.pressure, is_its);
  }
  if (is_rebuilt)
    if (auto built = rebuild_plant(); !built) return fail(std::move(built.error()));
  read_boundary(now_.time_s, true);
  const auto copy_to_ends = [this](const double* p) {
    for (const GridPipe& pipe : plant_.grid.pipes) {
      now_.x[pipe.first_point] = p[pipe.from];
      now_.x[pipe.first_point + pipe.segments] = p[pipe.to];
    }
  };
  double* vertex = now_.x.data() + plant_.grid.vertex_start();
  copy_to_ends(vertex);
  refresh_masses();
  const std::vector<double> before_kg = now_.vertex_kg;
  for (std::size_t v = 0; v < plant_.grid.vertices; ++v)
    if (plant_.model->is_held[v]) vertex[v] = held_pa_[v];
  copy_to_ends(vertex);
  plant_.network->vertex_masses(now_.x, now_.vertex_kg);
  for (std::size_t v = 0; v < plant_.grid.vertices; ++v)  // what held pressures push in at once
    net_supply_kg_ += now_.vertex_kg[v] - before_kg[v];
  has_rates_ = false;
  known_ = 0;
  return done;
}

}  // namespace landbridge::gas
