#include <algorithm>

#include "landbridge/gas/solver_model.hpp"

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Takes leaves off all trees of links without loss at once. At a leaf the exclusive or of the
/// links that are left is its last link.
class LeafPeeler {
 public:
  LeafPeeler(Model& model, const Column<LinkId, std::uint8_t>& is_zero_loss)
      : model_(model), degree_(model.problem.network.nodes(), 0), links_(degree_.size(), 0) {
    const Network& net = model.problem.network;
    for (std::size_t i = 0; i < net.links(); ++i) {
      const LinkId link(i);
      if (!is_zero_loss[link] || net.from[link] == net.to[link]) continue;
      for (const NodeId node : {net.from[link], net.to[link]}) {
        ++degree_[node.index()];
        links_[node.index()] ^= link.value;
      }
    }
  }

  void run() {
    for (std::size_t i = 0; i < degree_.size(); ++i)
      for (auto leaf = static_cast<std::int32_t>(i); degree_[at(leaf)] == 1;) leaf = peel(leaf);
  }
  bool is_in_ring(NodeId node) const { return degree_[node.index()] > 1; }

 private:
  std::int32_t peel(std::int32_t leaf) {
    const Network& net = model_.problem.network;
    const LinkId link(at(links_[at(leaf)]));
    const std::int32_t other =
        net.from[link].value == leaf ? net.to[link].value : net.from[link].value;
    model_.zero_loss_steps.push_back({link, leaf, other});
    degree_[at(leaf)] = 0;
    --degree_[at(other)];
    links_[at(other)] ^= link.value;
    return other;
  }

  Model& model_;
  std::vector<std::int32_t> degree_, links_;
};

void add_laplacian(ZeroLossRing& ring) {
  std::vector<MatrixEntry> entries;
  for (std::size_t k = 0; k < ring.links.size(); ++k) {
    const std::int32_t a = ring.local_from[k] - 1;
    const std::int32_t b = ring.local_to[k] - 1;
    if (a >= 0) entries.push_back({a, a});
    if (b >= 0) entries.push_back({b, b});
    if (a >= 0 && b >= 0) entries.push_back({std::max(a, b), std::min(a, b)});
  }
  const auto size = static_cast<std::int32_t>(ring.nodes.size()) - 1;
  ring.laplacian = std::make_unique<SymmetricSolver>(SparsePattern(size, entries));
  std::vector<double> values(ring.laplacian->pattern().slots(), 0.0);
  const auto add = [&](std::int32_t row, std::int32_t column, double x) {
    values[at(ring.laplacian->pattern().slot(row, column))] += x;
  };
  for (std::size_t k = 0; k < ring.links.size(); ++k) {
    const std::int32_t a = ring.local_from[k] - 1;
    const std::int32_t b = ring.local_to[k] - 1;
    if (a >= 0) add(a, a, 1.0);
    if (b >= 0) add(b, b, 1.0);
    if (a >= 0 && b >= 0) add(std::max(a, b), std::min(a, b), -1.0);
  }
  const auto factorised = ring.laplacian->factorise(values);
  LANDBRIDGE_ASSERT(factorised.has_value());
}

/// What is left of each vertex after the leaves are gone.
void add_rings(Model& model, const Column<LinkId, std::uint8_t>& is_zero_loss,
               const LeafPeeler& peeler) {
  const Network& net = model.problem.network;
  std::vector<std::int32_t> ring_of_vertex(model.vertex_count, -1);
  std::vector<std::int32_t> local(net.nodes(), 0);
  for (std::size_t i = 0; i < net.nodes(); ++i) {
    if (!peeler.is_in_ring(NodeId(i))) continue;
    std::int32_t& ring = ring_of_vertex[at(model.vertex_of_node[i])];
    if (ring < 0) {
      ring = static_cast<std::int32_t>(model.zero_loss_rings.size());
      model.zero_loss_rings.emplace_back();
    }
    auto& nodes = model.zero_loss_rings[at(ring)].nodes;
    local[i] = static_cast<std::int32_t>(nodes.size());
    nodes.push_back(static_cast<std::int32_t>(i));
  }
  if (model.zero_loss_rings.empty()) return;
  for (std::size_t i = 0; i < net.links(); ++i) {
    const LinkId link(i);
    const NodeId a = net.from[link];
    const NodeId b = net.to[link];
    if (!is_zero_loss[link] || a == b || !peeler.is_in_ring(a) || !peeler.is_in_ring(b)) continue;
    ZeroLossRing& ring =
        model.zero_loss_rings[at(ring_of_vertex[at(model.vertex_of_node[a.index()])])];
    ring.links.push_back(link);
    ring.local_from.push_back(local[a.index()]);
    ring.local_to.push_back(local[b.index()]);
  }
  for (ZeroLossRing& ring : model.zero_loss_rings) add_laplacian(ring);
}

}  // namespace

void build_zero_loss_links(Model& model, const Column<LinkId, std::uint8_t>& is_zero_loss) {
  LeafPeeler peeler(model, is_zero_loss);
  peeler.run();
  add_rings(model, is_zero_loss, peeler);
}

void zero_loss_flows(const Model& model, std::vector<double>& left_kg_s,
                     Column<LinkId, MassFlow>& flow) {
  const Network& net = model.problem.network;
  for (const ZeroLossStep& step : model.zero_loss_steps) {
    const double surplus = left_kg_s[at(step.leaf)];
    left_kg_s[at(step.other)] += surplus;
    flow[step.link] =
        MassFlow::from_si(net.from[step.link].value == step.leaf ? surplus : -surplus);
  }
  for (const ZeroLossRing& ring : model.zero_loss_rings) {
    std::vector<double> level(ring.nodes.size(), 0.0);
    for (std::size_t i = 1; i < level.size(); ++i) level[i] = left_kg_s[at(ring.nodes[i])];
    ring.laplacian->solve(std::span(level).subspan(1), 1);
    for (std::size_t k = 0; k < ring.links.size(); ++k)
      flow[ring.links[k]] =
          MassFlow::from_si(level[at(ring.local_from[k])] - level[at(ring.local_to[k])]);
  }
}

}  // namespace landbridge::gas
