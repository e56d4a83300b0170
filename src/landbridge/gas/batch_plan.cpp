#include "landbridge/gas/batch_plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }
std::int32_t number(std::size_t i) { return static_cast<std::int32_t>(i); }
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

tl::unexpected<Error> refuse(std::string why) {
  return fail(Fault::bad_input, "gas.batch", std::move(why));
}

/// phi at each vertex as a multiple of the unknown of its group.
class Groups {
 public:
  explicit Groups(std::size_t n) : parent_(n), gain_(n, 1.0) {
    for (std::size_t i = 0; i < n; ++i) parent_[i] = number(i);
  }
  /// The root of a vertex, and its gain relative to the root.
  std::pair<std::int32_t, double> find(std::int32_t v) const {
    double gain = 1.0;
    while (parent_[at(v)] != v) {
      gain *= gain_[at(v)];
      v = parent_[at(v)];
    }
    return {v, gain};
  }
  /// phi_b = gain phi_a. False if the two hang together already.
  bool join(std::int32_t a, std::int32_t b, double gain) {
    const auto [root_a, gain_a] = find(a);
    const auto [root_b, gain_b] = find(b);
    if (root_a == root_b) return false;
    parent_[at(root_b)] = root_a;
    gain_[at(root_b)] = gain * gain_a / gain_b;
    return true;
  }

 private:
  std::vector<std::int32_t> parent_;
  std::vector<double> gain_;
};

class Planner {
 public:
  Planner(const Model& model, const StationModes& modes)
      : model_(model), modes_(modes), groups_(model.vertex_count) {
    plan_.model = &model;
  }

  Result<BatchPlan> make() {
    for (auto step : {&Planner::check_kind, &Planner::add_stations, &Planner::number_groups,
                      &Planner::know_potentials, &Planner::add_edges, &Planner::add_blocks,
                      &Planner::order_stations})
      if (auto good = (this->*step)(); !good) return fail(std::move(good.error()));
    return std::move(plan_);
  }

 private:
  Result<void> check_kind();
  Result<void> add_stations();
  Result<void> number_groups();
  Result<void> know_potentials();
  Result<void> add_edges();
  Result<void> add_blocks();
  Result<void> order_stations();
  Result<void> add_tree_step(const ModelBlock& found, const ModelEdge& edge);
  Result<void> add_cycles(const ModelBlock& found, const Model& reduced);
  Result<std::vector<std::int32_t>> rows_of(const ModelBlock& found, const Model& reduced,
                                            PlanBlock& block);
  std::unique_ptr<Model> reduced_model() const;
  bool is_at_outlet(std::int32_t group) const {
    return !plan_.is_ground[at(group)] && std::isfinite(plan_.known_psi_pa2[at(group)]);
  }

  const Model& model_;
  const StationModes& modes_;
  Groups groups_;
  BatchPlan plan_;
};

Result<void> Planner::check_kind() {
  const Gas& gas = model_.problem.gas;
  const bool has_constant_z = gas.eos == Eos::constant || gas.eos == Eos::ideal;
  for (const PipeLaw& law : model_.pipe_law) {
    if (!(law.fixed_factor > 0.0)) return refuse("friction depends on the flow");
    if (law.depends_on_state() && !has_constant_z)
      return refuse("heights or temperatures of pipes meet a Z that depends on the pressure");
  }
  for (const ActiveLaw& law : model_.active_law) {
    if (law.kind != ActiveLaw::Kind::compressor || !(law.asked_ratio > 0.0))
      return refuse("an active element does not keep a ratio");
    if (!has_constant_z) return refuse("stations meet a Z that depends on the pressure");
    if (law.max_power_w > 0.0) return refuse("a station has a limit of power");
  }
  if (model_.problem.fixed_pressure.empty()) return refuse("no pressure is held");
  const bool has_limited_supply =
      std::ranges::any_of(model_.problem.fixed_pressure, [&](const FixedPressure& held) {
        const auto& limits = model_.problem.supply_limit;
        return !limits.empty() && (std::isfinite(limits[held.node].lowest_kg_s) ||
                                   std::isfinite(limits[held.node].highest_kg_s));
      });
  if (model_.problem.fixed_pressure.size() > 1 && has_limited_supply)
    return refuse("several pressures are held where the supply has a limit");
  if (std::ranges::any_of(model_.problem.facilities, [](const Facility& facility) {
        return facility.feed.open_flow.si() > 0.0 || facility.feed.outlet_pressure.si() > 0.0;
      }))
    return refuse("a facility has a curve or a pressure of its own");
  for (const ModelPart& part : model_.parts)
    if (!part.is_anchored) return refuse("a part of the network has no held pressure");
  return {};
}

Result<void> Planner::add_stations() {
  for (std::size_t e = 0; e < model_.edges.size(); ++e) {
    const ModelEdge& edge = model_.edges[e];
    if (!edge.is_active) continue;
    const ActiveLaw& law = model_.active_law[at(edge.law)];
    const std::size_t k = plan_.stations.size();
    PlanStation station;
    station.edge = number(e);
    station.from = edge.from;
    station.to = edge.to;
    if (!modes_.empty()) station.mode = modes_[k];
    station.may_flow_back = law.may_flow_back;
    double r = law.asked_ratio;
    if (law.max_ratio > 0.0 && !law.may_flow_back) r = std::min(r, law.max_ratio);
    station.gain = r * r;
    station.max_outlet_pa2 = law.max_outlet_pressure_pa > 0.0 ? law.max_outlet_phi_pa2 : infinity;
    station.min_inlet_pa2 = law.min_inlet_phi_pa2;
    station.max_flow_kg_s = law.max_flow_kg_s > 0.0 ? law.max_flow_kg_s : infinity;
    if (edge.from == edge.to) return refuse("a station is short-circuited");
    const bool is_rigid = station.mode == StationMode::ratio || station.mode == StationMode::bypass;
    const double gain = station.mode == StationMode::bypass ? 1.0 : station.gain;
    if (is_rigid && !groups_.join(edge.from, edge.to, gain))
      return refuse("stations form a loop without a pipe");
    plan_.stations.push_back(station);
  }
  return {};
}

Result<void> Planner::number_groups() {
  std::vector<std::int32_t> group_of_root(model_.vertex_count, -1);
  std::int32_t count = 0;
  for (std::size_t v = 0; v < model_.vertex_count; ++v) {
    const auto [root, gain] = groups_.find(number(v));
    if (group_of_root[at(root)] < 0) group_of_root[at(root)] = count++;
    plan_.group_of.push_back(group_of_root[at(root)]);
    plan_.gain.push_back(gain);
  }
  plan_.known_psi_pa2.assign(at(count), not_a_number);
  plan_.is_ground.assign(at(count), 0);
  return {};
}

Result<void> Planner::know_potentials() {
  const auto know = [&](std::int32_t vertex, double phi_pa2) {
    double& psi = plan_.known_psi_pa2[at(plan_.group_of[at(vertex)])];
    if (std::isfinite(psi)) return false;
    psi = phi_pa2 / plan_.gain[at(vertex)];
    return true;
  };
  for (std::size_t v = 0; v < model_.vertex_count; ++v) {
    if (!model_.is_held[v]) continue;
    if (!know(number(v), model_.held_phi_pa2[v]))
      return refuse("two held pressures have only stations between them");
    plan_.is_ground[at(plan_.group_of[v])] = 1;
  }
  for (const PlanStation& station : plan_.stations)
    if (station.mode == StationMode::at_outlet && !know(station.to, station.max_outlet_pa2))
      return refuse("a station at its highest pressure meets a known pressure");
  return {};
}

Result<void> Planner::add_edges() {
  const Gas& gas = model_.problem.gas;
  for (std::size_t e = 0; e < model_.edges.size(); ++e) {
    const ModelEdge& edge = model_.edges[e];
    if (edge.is_active) continue;
    const PipeLaw& law = model_.pipe_law[at(edge.law)];
    const StateFactors f =
        state_factors(law, gas, model_.potential, model_.phi_scale_pa2, model_.phi_scale_pa2);
    PlanEdge out;
    out.from = edge.from;
    out.to = edge.to;
    out.group_from = plan_.group_of[at(edge.from)];
    out.group_to = plan_.group_of[at(edge.to)];
    out.alpha = f.from * plan_.gain[at(edge.from)];
    out.beta = f.to * plan_.gain[at(edge.to)];
    out.resistance = f.drop * law.base_pa2_s2_kg2 * law.fixed_factor;
    out.edge = number(e);
    if (!(out.resistance > 0.0)) return refuse("a pipe has no resistance");
    plan_.edges.push_back(out);
  }
  return {};
}

/// The groups as a graph of pipes, and of stations at their outlet limit as edges of their own.
/// Only what find_blocks() reads is set.
std::unique_ptr<Model> Planner::reduced_model() const {
  Problem enough;
  enough.fixed_pressure.push_back({NodeId(0), Pressure::from_si(1.0)});
  auto model = std::make_unique<Model>(enough, true);
  Model& reduced = *model;
  reduced.vertex_count = plan_.groups();
  reduced.is_held = plan_.is_ground;
  reduced.pipe_law.resize(1);
  for (std::size_t i = 0; i < plan_.edges.size(); ++i)
    reduced.edges.push_back(
        {LinkId(i), plan_.edges[i].group_from, plan_.edges[i].group_to, false, 0});
  for (std::size_t k = 0; k < plan_.stations.size(); ++k) {
    const PlanStation& station = plan_.stations[k];
    if (station.mode != StationMode::at_outlet) continue;
    reduced.edges.push_back(
        {LinkId(k), plan_.group_of[at(station.from)], plan_.group_of[at(station.to)], true, 0});
  }
  find_blocks(reduced);
  return model;
}

Result<void> Planner::add_blocks() {
  const std::unique_ptr<Model> owned = reduced_model();
  const Model& reduced = *owned;
  for (const ModelPart& part : reduced.parts)
    if (!part.is_anchored) return refuse("closed stations cut off a part of the network");
  for (const std::int32_t e : reduced.loops) {
    if (reduced.edges[at(e)].is_active) return refuse("a station lies between known pressures");
    plan_.loops.push_back(e);
  }
  for (const ModelBlock& found : reduced.blocks) {
    const ModelEdge& first = reduced.edges[at(found.edges.front())];
    auto good = found.edges.size() == 1 ? add_tree_step(found, first) : add_cycles(found, reduced);
    if (!good) return good;
  }
  return {};
}

Result<void> Planner::add_tree_step(const ModelBlock& found, const ModelEdge& edge) {
  PlanBlock block;
  block.kind = edge.is_active ? PlanBlock::Kind::station : PlanBlock::Kind::pipe;
  block.edge = number(edge.link.index());
  block.parent = found.root;
  block.groups.assign(found.vertices.begin(), found.vertices.end());
  const std::int32_t child = found.vertices.front();
  block.is_forward = edge.to == child;
  if (edge.is_active != is_at_outlet(child) || (edge.is_active && !block.is_forward))
    return refuse("a station at its highest pressure is fed from its outlet");
  plan_.blocks.push_back(std::move(block));
  return {};
}

/// The row that each group's balance belongs to: its own; for the outlet of a station at its limit
/// that of the inlet, because the station carries the balance there; -1 where nobody asks.
Result<std::vector<std::int32_t>> Planner::rows_of(const ModelBlock& found, const Model& reduced,
                                                   PlanBlock& block) {
  std::vector<std::int32_t> row(plan_.groups(), -1);
  for (const std::int32_t group : found.vertices) {
    if (is_at_outlet(group)) continue;
    row[at(group)] = number(block.unknown.size());
    block.unknown.push_back(group);
  }
  std::vector<std::int32_t> inlet(plan_.groups(), -1);
  for (const std::int32_t e : found.edges) {
    const ModelEdge& edge = reduced.edges[at(e)];
    if (!edge.is_active) continue;
    if (edge.to == found.root) return refuse("a station at its highest pressure feeds its source");
    inlet[at(edge.to)] = edge.from;
  }
  for (const std::int32_t group : found.vertices) {
    if (!is_at_outlet(group)) continue;
    std::int32_t v = group;
    for (std::size_t step = 0; step <= plan_.groups() && is_at_outlet(v) && v != found.root;
         ++step) {
      if (inlet[at(v)] < 0) return refuse("a station at its highest pressure lies across blocks");
      v = inlet[at(v)];
    }
    const bool is_known = v == found.root || plan_.is_ground[at(v)];
    if (!is_known && is_at_outlet(v)) return refuse("stations feed each other in a circle");
    row[at(group)] = is_known ? -1 : row[at(v)];
  }
  return row;
}

Result<void> Planner::add_cycles(const ModelBlock& found, const Model& reduced) {
  PlanBlock block;
  block.kind = PlanBlock::Kind::cycles;
  block.parent = found.root;
  block.groups.assign(found.vertices.begin(), found.vertices.end());
  auto row = rows_of(found, reduced, block);
  if (!row) return fail(std::move(row.error()));
  const std::int32_t size = number(block.unknown.size());
  const auto column = [&](std::int32_t group) {
    const bool is_unknown = (*row)[at(group)] >= 0 && !is_at_outlet(group);
    return is_unknown ? (*row)[at(group)] : -1;
  };
  bool is_symmetric = true;
  std::vector<std::pair<std::int32_t, std::int32_t>> pattern;
  for (const std::int32_t e : found.edges) {
    const ModelEdge& edge = reduced.edges[at(e)];
    if (edge.is_active) {
      is_symmetric = false;
      continue;
    }
    const PlanEdge& pipe = plan_.edges[edge.link.index()];
    is_symmetric = is_symmetric && pipe.alpha == 1.0 && pipe.beta == 1.0;
    pattern.push_back({(*row)[at(pipe.group_from)], (*row)[at(pipe.group_to)]});
  }
  const LuSlots slots(size, pattern, is_symmetric);
  const auto row_or_last = [&](std::int32_t i) { return i < 0 ? size : i; };
  for (const std::int32_t e : found.edges) {
    if (reduced.edges[at(e)].is_active) continue;
    PlanBlockEdge out;
    out.edge = number(reduced.edges[at(e)].link.index());
    const PlanEdge& pipe = plan_.edges[at(out.edge)];
    const std::int32_t row_a = (*row)[at(pipe.group_from)], row_b = (*row)[at(pipe.group_to)];
    const std::int32_t a = column(pipe.group_from), b = column(pipe.group_to);
    out.row_from = row_or_last(row_a);
    out.row_to = row_or_last(row_b);
    out.column_from = row_or_last(a);
    out.column_to = row_or_last(b);
    out.slot[0] = slots.slot(row_a, a);
    out.slot[1] = slots.slot(row_a, b);
    out.slot[2] = slots.slot(row_b, a);
    out.slot[3] = slots.slot(row_b, b);
    block.edges.push_back(out);
  }
  for (const std::int32_t group : block.groups)
    block.row_of.push_back(row_or_last((*row)[at(group)]));
  block.program = slots.program();
  plan_.most_rows = std::max(plan_.most_rows, block.program.most_rows);
  plan_.most_slots = std::max(plan_.most_slots, block.program.slots);
  plan_.most_unknowns = std::max(plan_.most_unknowns, size);
  plan_.blocks.push_back(std::move(block));
  return {};
}

/// Stations that are open form a forest on the vertices; each tree may hold one pressure.
Result<void> Planner::order_stations() {
  std::vector<int> degree(model_.vertex_count, 0);
  std::vector<std::int32_t> left;
  for (std::size_t k = 0; k < plan_.stations.size(); ++k) {
    if (plan_.stations[k].mode == StationMode::closed) continue;
    ++degree[at(plan_.stations[k].from)];
    ++degree[at(plan_.stations[k].to)];
    left.push_back(number(k));
  }
  const auto is_leaf = [&](std::int32_t v) { return degree[at(v)] == 1 && !model_.is_held[at(v)]; };
  while (!left.empty()) {
    std::vector<std::int32_t> next;
    for (const std::int32_t k : left) {
      const PlanStation& s = plan_.stations[at(k)];
      if (!is_leaf(s.from) && !is_leaf(s.to)) {
        next.push_back(k);
        continue;
      }
      const bool from_is_leaf = is_leaf(s.from);
      plan_.station_steps.push_back({k, from_is_leaf ? s.from : s.to, from_is_leaf ? s.to : s.from,
                                     from_is_leaf ? 1.0 : -1.0});
      --degree[at(s.from)];
      --degree[at(s.to)];
    }
    if (next.size() == left.size()) return refuse("stations form a loop without a pipe");
    left = std::move(next);
  }
  return {};
}

}  // namespace

Result<BatchPlan> make_plan(const Model& model, const StationModes& modes) {
  return Planner(model, modes).make();
}

}  // namespace landbridge::gas
