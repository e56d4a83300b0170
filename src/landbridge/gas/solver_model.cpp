#include "landbridge/gas/solver_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include <fmt/format.h>

namespace landbridge::gas {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Sets with the smallest member as name.
class DisjointSets {
 public:
  explicit DisjointSets(std::size_t n) : parent_(n) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }
  std::size_t root(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) {
    a = root(a);
    b = root(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> parent_;
};

enum class Role { zero_loss, absent, pipe, active };

Role role_of(const Pipe&) { return Role::pipe; }
Role role_of(const ShortPipe&) { return Role::zero_loss; }
Role role_of(const Valve& valve) { return valve.is_open ? Role::zero_loss : Role::absent; }
Role role_of(const Resistor& resistor) {
  if (resistor.drag_factor.si() > 0.0) return Role::pipe;
  return resistor.pressure_loss.si() > 0.0 ? Role::active : Role::zero_loss;
}
Role role_of(const Regulator& regulator) {
  if (regulator.mode == RegulatorMode::closed) return Role::absent;
  return regulator.mode == RegulatorMode::open ? Role::zero_loss : Role::active;
}
Role role_of(const Compressor& compressor) {
  if (compressor.control == CompressorControl::closed) return Role::absent;
  return compressor.control == CompressorControl::bypass ? Role::zero_loss : Role::active;
}
Role role_of(const Feed&) { return Role::active; }

struct LawAdder {
  Model& model;
  LinkId link;
  double rise_m = 0.0;

  void operator()(const Pipe& pipe) const {
    add_pipe(law_of(pipe, model.problem.gas, model.problem.friction, rise_m));
  }
  void operator()(const Resistor& resistor) const {
    if (resistor.drag_factor.si() > 0.0) return add_pipe(law_of(resistor, model.problem.gas));
    add_active(loss_law_of(resistor));
  }
  void operator()(const Regulator& regulator) const {
    add_active(law_of(regulator, model.potential));
  }
  void operator()(const Compressor& c) const {
    add_active(law_of(c, model.problem.gas, model.potential));
  }
  void operator()(const Feed& feed) const { add_active(law_of(feed, model.potential)); }
  void operator()(const ShortPipe&) const {}
  void operator()(const Valve&) const {}

  void add_pipe(const PipeLaw& law) const {
    add_edge(false, model.pipe_law.size());
    model.pipe_law.push_back(law);
  }
  void add_active(const ActiveLaw& law) const {
    add_edge(true, model.active_law.size());
    model.active_law.push_back(law);
  }
  void add_edge(bool is_active, std::size_t law) const {
    const Network& net = model.problem.network;
    model.edges.push_back({link, model.vertex_of_node[net.from[link].index()],
                           model.vertex_of_node[net.to[link].index()], is_active,
                           static_cast<std::int32_t>(law)});
  }
};

void build_vertices(Model& model, const Column<LinkId, Role>& role) {
  const Network& net = model.problem.network;
  DisjointSets sets(net.nodes());
  for (std::size_t i = 0; i < net.links(); ++i)
    if (role[LinkId(i)] == Role::zero_loss)
      sets.join(net.from[LinkId(i)].index(), net.to[LinkId(i)].index());
  model.vertex_of_node.assign(net.nodes(), -1);
  model.first_node.reserve(net.nodes());
  for (std::size_t i = 0; i < net.nodes(); ++i) {
    const std::size_t root = sets.root(i);
    if (root == i) {
      model.vertex_of_node[i] = static_cast<std::int32_t>(model.first_node.size());
      model.first_node.push_back(NodeId(i));
    } else {
      model.vertex_of_node[i] = model.vertex_of_node[root];
    }
  }
  model.vertex_count = model.first_node.size();
}

Result<void> hold_pressures(Model& model) {
  model.held_phi_pa2.assign(model.vertex_count, not_a_number);
  model.is_held.assign(model.vertex_count, 0);
  std::vector<FixedPressure> first(model.vertex_count);
  for (const FixedPressure& held : model.problem.fixed_pressure) {
    const auto v = static_cast<std::size_t>(model.vertex_of_node[held.node.index()]);
    const double phi_pa2 = model.potential.phi_pa2(held.pressure.si());
    if (model.is_held[v] && first[v].pressure != held.pressure)
      return fail(
          Fault::bad_input, place_of_node(model.problem, held.node),
          fmt::format("it is held at {:.6g} bar, but {} is held at {:.6g} bar and only "
                      "links without loss lie between them",
                      held.pressure.in(units::bar), model.problem.network.node_name[first[v].node],
                      first[v].pressure.in(units::bar)),
          "hold one of the two, or close a valve between them");
    model.is_held[v] = 1;
    const bool is_new = std::none_of(model.held_nodes.begin(), model.held_nodes.end(),
                                     [&](const HeldNode& h) { return h.node == held.node; });
    if (is_new) model.held_nodes.push_back({held.node, static_cast<std::int32_t>(v), 1.0});
    model.held_phi_pa2[v] = phi_pa2;
    first[v] = held;
    model.phi_scale_pa2 = std::max(model.phi_scale_pa2, phi_pa2);
  }
  for (HeldNode& held : model.held_nodes)
    held.share = 1.0 / static_cast<double>(std::count_if(
                           model.held_nodes.begin(), model.held_nodes.end(),
                           [&](const HeldNode& h) { return h.vertex == held.vertex; }));
  if (model.problem.fixed_pressure.empty()) {
    constexpr double level_pa = 50e5;  // any: without a held pressure only flows are found
    model.phi_scale_pa2 = model.potential.phi_pa2(level_pa);
  }
  return {};
}

/// One curve a temperature: an equation of state from a composition is costly to set up.
void share_z_curves(Model& model) {
  std::map<double, const ZCurve*> curve_of;
  for (PipeLaw& law : model.pipe_law) {
    if (!law.has_own_temperature) continue;
    const ZCurve*& curve = curve_of[law.temperature_k];
    if (curve == nullptr) {
      model.z_curves.push_back(std::make_unique<ZCurve>(model.problem.gas, law.temperature_k));
      curve = model.z_curves.back().get();
    }
    law.own_z = curve;
  }
}

/// Flows between held pressures have no supply to be measured by.
double held_flow_scale(const Model& model) {
  double low_pa2 = model.phi_scale_pa2;
  for (std::size_t v = 0; v < model.vertex_count; ++v)
    if (model.is_held[v]) low_pa2 = std::min(low_pa2, model.held_phi_pa2[v]);
  if (model.pipe_law.empty() || !(low_pa2 < model.phi_scale_pa2)) return 0.0;
  constexpr double usual_flow_kg_s = 100.0;  // any turbulent one
  std::vector<double> resistance;
  for (const PipeLaw& law : model.pipe_law)
    resistance.push_back(potential_drop(law, usual_flow_kg_s).value_pa2 /
                         (usual_flow_kg_s * usual_flow_kg_s));
  const auto middle = resistance.begin() + static_cast<std::ptrdiff_t>(resistance.size() / 2);
  std::nth_element(resistance.begin(), middle, resistance.end());
  return std::sqrt((model.phi_scale_pa2 - low_pa2) / *middle);
}

}  // namespace

Result<std::unique_ptr<Model>> build_model(const Problem& problem, bool keeps_copy) {
  if (auto good = check_problem(problem); !good) return fail(std::move(good.error()));
  auto model = std::make_unique<Model>(problem, keeps_copy);
  const Network& net = problem.network;
  Column<LinkId, Role> role(net.links());
  problem.links.for_each_table([&](const auto& table) {
    for (const auto& row : table) role[row.id] = role_of(row.link);
  });
  build_vertices(*model, role);
  Column<LinkId, std::uint8_t> is_zero_loss(net.links(), 0);
  for (std::size_t i = 0; i < net.links(); ++i)
    is_zero_loss[LinkId(i)] = role[LinkId(i)] == Role::zero_loss;
  build_zero_loss_links(*model, is_zero_loss);
  model->pipe_law.reserve(problem.links.of<Pipe>().size());
  model->edges.reserve(net.links());
  problem.links.for_each_table([&](const auto& table) {
    for (const auto& row : table) {
      if (role[row.id] != Role::pipe && role[row.id] != Role::active) continue;
      const double rise_m =
          problem.height.empty()
              ? 0.0
              : (problem.height[net.to[row.id]] - problem.height[net.from[row.id]]).si();
      LawAdder{*model, row.id, rise_m}(row.link);
    }
  });
  share_z_curves(*model);
  const auto by_link = [](const ModelEdge& a, const ModelEdge& b) { return a.link < b.link; };
  if (!std::is_sorted(model->edges.begin(), model->edges.end(), by_link))
    std::sort(model->edges.begin(), model->edges.end(), by_link);
  if (auto good = hold_pressures(*model); !good) return fail(std::move(good.error()));
  find_blocks(*model);
  model->held_flow_scale_kg_s = held_flow_scale(*model);
  model->is_passive_level = model->active_law.empty() &&
                            std::none_of(model->pipe_law.begin(), model->pipe_law.end(),
                                         [](const PipeLaw& law) { return law.depends_on_state(); });
  return model;
}

}  // namespace landbridge::gas
