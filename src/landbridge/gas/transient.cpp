#include "landbridge/gas/transient.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/gas/transient_events.hpp"
#include "landbridge/gas/transient_run.hpp"

namespace landbridge::gas {
namespace {

/// Writes rows of the result from the state of a run.
class Recorder {
 public:
  Recorder(const TransientRun& run, TransientResult& result) : run_(run), result_(result) {
    const Network& network = run.transient().problem.network;
    for (SeriesTable* table : {&result.pressure_pa, &result.supply_kg_s})
      table->columns = network.nodes();
    for (SeriesTable* table : {&result.flow_from_kg_s, &result.flow_to_kg_s, &result.power_w})
      table->columns = network.links();
    supply_.resize(network.nodes());
  }

  void record() {
    result_.time_s.push_back(run_.state().time_s);
    result_.linepack_kg.push_back(run_.linepack_kg());
    result_.net_supply_kg.push_back(run_.net_supply_kg());
    const Plant& plant = run_.plant();
    const double* vertex = run_.state().x.data() + plant.grid.vertex_start();
    for (const std::int32_t v : plant.model->vertex_of_node)
      result_.pressure_pa.values.push_back(vertex[static_cast<std::size_t>(v)]);
    run_.node_supplies(supply_);
    append(result_.supply_kg_s, supply_);
    run_.stations().record(result_.stations);
    record_links();
  }

 private:
  static void append(SeriesTable& table, const std::vector<double>& row) {
    table.values.insert(table.values.end(), row.begin(), row.end());
  }

  void record_links() {
    const Plant& plant = run_.plant();
    const Network& network = plant.model->problem.network;
    from_ = Column<LinkId, double>(network.links(), 0.0);
    to_ = from_;
    power_ = from_;
    record_pipes();
    record_active();
    record_zero_loss();
    append(result_.flow_from_kg_s, from_.values());
    append(result_.flow_to_kg_s, to_.values());
    append(result_.power_w, power_.values());
  }

  /// At the ends: the flow of the outer segment and what the half cell beside it stores.
  void record_pipes() {
    const Grid& grid = run_.plant().grid;
    const std::vector<double>& x = run_.state().x;
    const auto weight = [&](const GridPipe& pipe, std::size_t point) {
      const GasTable& gas = grid.tables[pipe.table];
      return pipe.cell_volume_m3 * gas.at(x[point]).curvature / gas.rs_t();
    };
    std::vector<double> sum(grid.vertices, 0.0);
    for (const GridPipe& pipe : grid.pipes) {
      sum[pipe.from] += weight(pipe, pipe.first_point);
      sum[pipe.to] += weight(pipe, pipe.first_point + pipe.segments);
    }
    const auto stored = [&](const GridPipe& pipe, std::size_t vertex, std::size_t point) {
      const double share = weight(pipe, point);
      return share > 0.0 ? share / sum[vertex] * run_.rates().vertex_kg_s[vertex] : 0.0;
    };
    for (const GridPipe& pipe : grid.pipes) {
      const double* m = x.data() + grid.flow_start() + pipe.first_segment;
      from_[pipe.link] = m[0] + stored(pipe, pipe.from, pipe.first_point);
      to_[pipe.link] =
          m[pipe.segments - 1] - stored(pipe, pipe.to, pipe.first_point + pipe.segments);
    }
  }

  void record_active() {
    const Plant& plant = run_.plant();
    const Grid& grid = plant.grid;
    const std::vector<double>& x = run_.state().x;
    for (std::size_t k = 0; k < grid.active_edges.size(); ++k) {
      const ModelEdge& edge = plant.model->edges[static_cast<std::size_t>(grid.active_edges[k])];
      const double flow = x[grid.active_start() + k];
      from_[edge.link] = to_[edge.link] = flow;
      const double* p = x.data() + grid.vertex_start();
      power_[edge.link] =
          active_power_w(plant.model->active_law[static_cast<std::size_t>(edge.law)],
                         plant.model->potential, p[edge.from], p[edge.to], flow);
    }
  }

  void record_zero_loss() {
    const Model& model = *run_.plant().model;
    const Network& network = model.problem.network;
    std::vector<double> left = supply_;
    run_.stations().take_fuel_from_nodes(network, left);
    for (std::size_t i = 0; i < network.links(); ++i) {
      left[network.from[LinkId(i)].index()] -= from_[LinkId(i)];
      left[network.to[LinkId(i)].index()] += to_[LinkId(i)];
    }
    Column<LinkId, MassFlow> flow(network.links());
    zero_loss_flows(model, left, flow);
    const auto take = [&](LinkId link) { from_[link] = to_[link] = flow[link].si(); };
    for (const ZeroLossStep& step : model.zero_loss_steps) take(step.link);
    for (const ZeroLossRing& ring : model.zero_loss_rings)
      for (const LinkId link : ring.links) take(link);
  }

  const TransientRun& run_;
  TransientResult& result_;
  std::vector<double> supply_;
  Column<LinkId, double> from_, to_, power_;
};

/// Finds the times at which pressures cross their limits, by straight lines between steps.
class Watch {
 public:
  Watch(const TransientRun& run, TransientResult& result) : run_(run), result_(result) {
    const auto& limits = run.transient().problem.limits;
    for (std::size_t i = 0; i < limits.size(); ++i) {
      const PressureLimits& own = limits[NodeId(i)];
      if (!own.lower && !own.upper) continue;
      constexpr double none = std::numeric_limits<double>::infinity();
      watched_.push_back({NodeId(i), own.lower ? own.lower->si() : 0.0,
                          own.upper ? own.upper->si() : none, 0.0, 0});
    }
  }

  void look(bool is_first) {
    const double now_s = run_.state().time_s;
    for (Watched& w : watched_) {
      const double p = pressure(w.node);
      const int side = p < w.lower_pa * (1.0 - tolerance)   ? -1
                       : p > w.upper_pa * (1.0 + tolerance) ? 1
                                                            : 0;
      if (side != w.side) {
        const double limit = side < 0 || w.side < 0 ? w.lower_pa : w.upper_pa;
        const double share =
            is_first ? 1.0 : std::clamp((limit - w.last_pa) / (p - w.last_pa), 0.0, 1.0);
        const double time_s = last_s_ + share * (now_s - last_s_);
        const char* what = side < 0   ? "below_lower"
                           : side > 0 ? "above_upper"
                                      : "back_within_limits";
        result_.findings.push_back({what, name(w.node), time_s, is_first ? p : limit});
      }
      w.side = side;
      w.last_pa = p;
    }
    last_s_ = now_s;
  }

  /// The node that draws gas at less than the pressure of the atmosphere, if there is one.
  std::optional<TransientFinding> exhausted(double lowest_pa) const {
    std::optional<TransientFinding> worst;
    const Model& model = *run_.plant().model;
    std::vector<double> supply(model.vertex_of_node.size());
    run_.node_supplies(supply);
    for (std::size_t i = 0; i < supply.size(); ++i) {
      const double p = pressure(NodeId(i));
      if (!(supply[i] < 0.0) || !(p < lowest_pa) || (worst && worst->pressure_pa <= p)) continue;
      worst = TransientFinding{"no_pressure_left", name(NodeId(i)), run_.state().time_s, p};
    }
    return worst;
  }

 private:
  struct Watched {
    NodeId node;
    double lower_pa, upper_pa, last_pa;
    int side;
  };
  static constexpr double tolerance = 1e-9;  ///< a limit that is just kept is kept

  double pressure(NodeId node) const {
    const auto v = static_cast<std::size_t>(run_.plant().model->vertex_of_node[node.index()]);
    return run_.state().x[run_.plant().grid.vertex_start() + v];
  }
  const std::string& name(NodeId node) const {
    return run_.transient().problem.network.node_name[node];
  }

  const TransientRun& run_;
  TransientResult& result_;
  std::vector<Watched> watched_;
  double last_s_ = 0.0;
};

void note_balance(TransientResult& result) {
  const double start = result.linepack_kg.front();
  const double gap = result.linepack_kg.back() - start - result.net_supply_kg.back();
  const double relative = std::abs(gap) / (start > 0.0 ? start : 1.0);
  double& worst = result.certificate.mass_balance_relative;
  if (!(relative <= worst)) worst = relative;
}

/// Times to stop at, in order: ends of steps, breaks, the end.
struct Clock {
  double step_s, end_s;
  std::size_t next_step = 1, next_break = 0;

  double next(const std::vector<TransientRun::Break>& breaks, double now_s) {
    const double tiny = 1e-9 * step_s;
    while (next_break < breaks.size() && breaks[next_break].time_s <= now_s) ++next_break;
    while (step_s * static_cast<double>(next_step) <= now_s + tiny) ++next_step;
    double target = std::min(step_s * static_cast<double>(next_step), end_s);
    if (end_s - target < tiny) target = end_s;
    if (next_break < breaks.size() && breaks[next_break].time_s < target + tiny)
      target = breaks[next_break].time_s;
    return target;
  }
};

void note_events(const std::vector<const TransientEvent*>& events, const Network& network,
                 TransientResult& result) {
  for (const TransientEvent* e : events) {
    const std::string& where = is_of_node(e->kind) || e->kind == TransientEvent::Kind::rupture
                                   ? network.node_name[e->node]
                                   : network.link_name[e->link];
    result.findings.push_back({std::string(name_of(e->kind)), where, e->time.si(), 0.0});
  }
}

tl::unexpected<Error> no_step(const TransientRun& run) {
  return fail(
      Fault::not_converged, "gas.transient",
      fmt::format("no step from {:.6g} s on, however short, has a solution", run.state().time_s),
      "look at the controls of compressors and regulators around that time");
}

/// Everything between the start and the end.
Result<void> run_through(TransientRun& run, const TransientOptions& options,
                         TransientResult& result) {
  Recorder recorder(run, result);
  Watch watch(run, result);
  const double end_s = options.duration.si();
  const double every_s = options.output_every.si();
  Clock clock{options.step.si(), end_s};
  recorder.record();
  note_balance(result);
  watch.look(true);
  for (TransientFinding& f : run.take_station_findings()) result.findings.push_back(std::move(f));
  double next_output_s = every_s;
  std::size_t next_jump = 0;
  while (run.state().time_s < end_s) {
    const auto& breaks = run.breaks();
    const double now_s = run.state().time_s;
    for (; next_jump < breaks.size() && breaks[next_jump].time_s <= now_s; ++next_jump) {
      if (!breaks[next_jump].is_jump) continue;
      const auto done = run.apply_jumps();
      if (!done) return fail(done.error());
      note_events(*done, run.transient().problem.network, result);
    }
    constexpr double empty_pa = constants::standard_atmosphere_pa;
    const bool is_good = run.advance_to(clock.next(breaks, now_s));
    if (!is_good) {
      result.exhausted = watch.exhausted(5.0 * empty_pa);
      if (!result.exhausted) return no_step(run);
    }
    watch.look(false);
    for (TransientFinding& f : run.take_station_findings()) result.findings.push_back(std::move(f));
    if (is_good) result.exhausted = watch.exhausted(empty_pa);
    const double time_s = run.state().time_s;
    const bool is_last = time_s >= end_s || result.exhausted;
    if (is_last || time_s >= next_output_s - 1e-9 * options.step.si()) {
      recorder.record();
      while (every_s > 0.0 && next_output_s <= time_s + 1e-9 * options.step.si())
        next_output_s += every_s;
      note_balance(result);
    }
    if (options.after_step) options.after_step(time_s);
    if (result.exhausted) break;
  }
  return {};
}

}  // namespace

Result<TransientResult> simulate(const TransientProblem& transient,
                                 const TransientOptions& options) {
  if (auto good = check_transient(transient, options); !good) return fail(std::move(good.error()));
  TransientRun run(with_rupture_nodes(transient), options);
  if (auto started = run.start(); !started) return fail(std::move(started.error()));
  TransientResult result;
  result.problem = run.transient().problem;
  if (auto done = run_through(run, options, result); !done) return fail(std::move(done.error()));
  const double balance = result.certificate.mass_balance_relative;
  result.certificate = run.certificate();
  result.certificate.mass_balance_relative = balance;
  if (result.exhausted) result.findings.push_back(*result.exhausted);
  std::stable_sort(result.findings.begin(), result.findings.end(),
                   [](const auto& a, const auto& b) { return a.time_s < b.time_s; });
  return result;
}

std::optional<double> survival_s(const TransientResult& result, NodeId node, Pressure lowest) {
  const double limit = lowest.si();
  double last = 0.0;
  for (std::size_t k = 0; k < result.time_s.size(); ++k) {
    const double p = result.pressure_pa.at(k, node.index());
    if (p < limit) {
      if (k == 0) return 0.0;
      const double share = (limit - last) / (p - last);
      return result.time_s[k - 1] + share * (result.time_s[k] - result.time_s[k - 1]);
    }
    last = p;
  }
  return std::nullopt;
}

}  // namespace landbridge::gas
