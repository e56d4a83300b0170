#include "landbridge/gas/solver_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
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

/// The Laplacian of a cluster with unit conductances, its first node left out.
std::unique_ptr<SymmetricSolver> laplacian_of(const Network& net, const ZeroLossCluster& cluster,
                                              const std::vector<std::int32_t>& local) {
  std::vector<MatrixEntry> entries;
  for (const LinkId link : cluster.links) {
    const std::int32_t a = local[net.from[link].index()] - 1;
    const std::int32_t b = local[net.to[link].index()] - 1;
    if (a >= 0) entries.push_back({a, a});
    if (b >= 0) entries.push_back({b, b});
    if (a >= 0 && b >= 0 && a != b) entries.push_back({std::max(a, b), std::min(a, b)});
  }
  const auto size = static_cast<std::int32_t>(cluster.nodes.size()) - 1;
  auto solver = std::make_unique<SymmetricSolver>(SparsePattern(size, entries));
  std::vector<double> values(solver->pattern().slots(), 0.0);
  const auto add = [&](std::int32_t row, std::int32_t column, double x) {
    values[static_cast<std::size_t>(solver->pattern().slot(row, column))] += x;
  };
  for (const LinkId link : cluster.links) {
    const std::int32_t a = local[net.from[link].index()] - 1;
    const std::int32_t b = local[net.to[link].index()] - 1;
    if (a == b) continue;
    if (a >= 0) add(a, a, 1.0);
    if (b >= 0) add(b, b, 1.0);
    if (a >= 0 && b >= 0) add(std::max(a, b), std::min(a, b), -1.0);
  }
  const auto factorised = solver->factorise(values);
  LANDBRIDGE_ASSERT(factorised.has_value());
  return solver;
}

void build_vertices(Model& model, const Column<LinkId, Role>& role) {
  const Network& net = model.problem.network;
  DisjointSets sets(net.nodes());
  for (std::size_t i = 0; i < net.links(); ++i)
    if (role[LinkId(i)] == Role::zero_loss)
      sets.join(net.from[LinkId(i)].index(), net.to[LinkId(i)].index());
  model.vertex_of_node.assign(net.nodes(), -1);
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

void build_clusters(Model& model, const Column<LinkId, Role>& role) {
  const Network& net = model.problem.network;
  std::vector<std::int32_t> cluster_of_vertex(model.vertex_count, -1);
  for (std::size_t i = 0; i < net.links(); ++i) {
    const LinkId link(i);
    if (role[link] != Role::zero_loss || net.from[link] == net.to[link]) continue;
    const auto v = static_cast<std::size_t>(model.vertex_of_node[net.from[link].index()]);
    if (cluster_of_vertex[v] < 0) {
      cluster_of_vertex[v] = static_cast<std::int32_t>(model.clusters.size());
      model.clusters.emplace_back();
    }
    model.clusters[static_cast<std::size_t>(cluster_of_vertex[v])].links.push_back(link);
  }
  std::vector<std::int32_t> local(net.nodes(), 0);
  for (std::size_t i = 0; i < net.nodes(); ++i) {
    const std::int32_t c = cluster_of_vertex[static_cast<std::size_t>(model.vertex_of_node[i])];
    if (c < 0) continue;
    ZeroLossCluster& cluster = model.clusters[static_cast<std::size_t>(c)];
    local[i] = static_cast<std::int32_t>(cluster.nodes.size());
    cluster.nodes.push_back(NodeId(i));
  }
  for (ZeroLossCluster& cluster : model.clusters)
    if (cluster.links.size() + 1 != cluster.nodes.size())
      cluster.laplacian = laplacian_of(net, cluster, local);
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
    model.held_phi_pa2[v] = phi_pa2;
    first[v] = held;
    model.phi_scale_pa2 = std::max(model.phi_scale_pa2, phi_pa2);
  }
  if (model.problem.fixed_pressure.empty()) {
    constexpr double level_pa = 50e5;  // any: without a held pressure only flows are found
    model.phi_scale_pa2 = model.potential.phi_pa2(level_pa);
  }
  return {};
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

Result<std::unique_ptr<Model>> build_model(const Problem& problem) {
  if (auto good = check_problem(problem); !good) return fail(std::move(good.error()));
  auto model = std::make_unique<Model>(problem);
  const Network& net = problem.network;
  Column<LinkId, Role> role(net.links());
  problem.links.for_each_table([&](const auto& table) {
    for (const auto& row : table) role[row.id] = role_of(row.link);
  });
  build_vertices(*model, role);
  build_clusters(*model, role);
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
  std::sort(model->edges.begin(), model->edges.end(),
            [](const ModelEdge& a, const ModelEdge& b) { return a.link < b.link; });
  if (auto good = hold_pressures(*model); !good) return fail(std::move(good.error()));
  find_blocks(*model);
  model->held_flow_scale_kg_s = held_flow_scale(*model);
  model->is_passive_level = model->active_law.empty() &&
                            std::none_of(model->pipe_law.begin(), model->pipe_law.end(),
                                         [](const PipeLaw& law) { return law.depends_on_state(); });
  return model;
}

void zero_loss_flows(const Network& net, const ZeroLossCluster& cluster,
                     std::vector<double>& surplus_kg_s, Column<LinkId, double>& flow_kg_s) {
  const auto local = [&](NodeId node) {
    const auto at = std::lower_bound(cluster.nodes.begin(), cluster.nodes.end(), node);
    return static_cast<std::size_t>(at - cluster.nodes.begin());
  };
  if (cluster.laplacian) {
    const std::span<double> level(surplus_kg_s.data() + 1, surplus_kg_s.size() - 1);
    surplus_kg_s[0] = 0.0;
    cluster.laplacian->solve(level, 1);
    for (const LinkId link : cluster.links)
      flow_kg_s[link] = surplus_kg_s[local(net.from[link])] - surplus_kg_s[local(net.to[link])];
    return;
  }
  // A tree: leaves first, each link carries what its far side has too much.
  std::vector<int> degree(cluster.nodes.size(), 0);
  for (const LinkId link : cluster.links) {
    ++degree[local(net.from[link])];
    ++degree[local(net.to[link])];
  }
  std::vector<LinkId> left = cluster.links;
  while (!left.empty()) {
    std::vector<LinkId> next;
    for (const LinkId link : left) {
      const std::size_t a = local(net.from[link]);
      const std::size_t b = local(net.to[link]);
      if (degree[a] != 1 && degree[b] != 1) {
        next.push_back(link);
        continue;
      }
      const bool is_a_leaf = degree[a] == 1;
      flow_kg_s[link] = is_a_leaf ? surplus_kg_s[a] : -surplus_kg_s[b];
      surplus_kg_s[is_a_leaf ? b : a] += surplus_kg_s[is_a_leaf ? a : b];
      --degree[a];
      --degree[b];
    }
    LANDBRIDGE_ASSERT(next.size() < left.size());
    left = std::move(next);
  }
}

}  // namespace landbridge::gas
