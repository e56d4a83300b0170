#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/active_law.hpp"
#include "landbridge/gas/pipe_law.hpp"
#include "landbridge/gas/problem.hpp"
#include "landbridge/math/sparse.hpp"

namespace landbridge::gas {

/// An edge of the reduced graph: a link with a law between two vertices.
struct ModelEdge {
  LinkId link;
  std::int32_t from = 0;  ///< vertices: nodes joined by zero-loss links are one
  std::int32_t to = 0;
  bool is_active = false;
  std::int32_t law = 0;  ///< index into pipe_law or active_law
};

/// A maximal part of the reduced graph in which every two edges lie on a common cycle, or one edge
/// alone (then its flow follows from the mass balance). The held vertices count as one.
struct ModelBlock {
  std::int32_t root = -1;  ///< vertex whose potential is known first; -1: the held ones
  std::span<const std::int32_t> vertices;  ///< the others, ascending; in Model::block_vertices
  std::span<const std::int32_t> edges;     ///< ascending; in Model::block_edges
  bool has_active = false;
  bool depends_on_state = false;  ///< heights or own temperatures: not symmetric
  bool is_anchored = true;        ///< a pressure is held somewhere in its part
  std::int32_t part = 0;
};

/// A part of the network that hangs together.
struct ModelPart {
  bool is_anchored = false;
  std::int32_t start = -1;  ///< its first vertex
};

/// A link without loss that carries whatever one of its nodes has too much, away from it.
struct ZeroLossStep {
  LinkId link;
  std::int32_t leaf = 0;
  std::int32_t other = 0;
};

/// Nodes in a ring of links without loss; flows by least squares, so parallel links share.
struct ZeroLossRing {
  std::vector<std::int32_t> nodes;
  std::vector<LinkId> links;
  std::vector<std::int32_t> local_from, local_to;  ///< per link, places in `nodes`
  std::unique_ptr<SymmetricSolver> laplacian;      ///< unit conductances, the first node left out
};

/// A held node; where several hold one vertex they share what it takes.
struct HeldNode {
  NodeId node;
  std::int32_t vertex = 0;
  double share = 1.0;
};

/// The reduced graph and all coefficients; nothing here changes from solve to solve.
struct Model {
  std::optional<Problem> own_problem;  ///< where the model outlives what it was made from
  const Problem& problem;
  Potential potential;
  std::size_t vertex_count = 0;
  std::vector<std::int32_t> vertex_of_node;
  std::vector<NodeId> first_node;    ///< of each vertex
  std::vector<double> held_phi_pa2;  ///< per vertex; NaN where none is held
  std::vector<std::uint8_t> is_held;
  std::vector<PipeLaw> pipe_law;
  std::vector<std::unique_ptr<ZCurve>> z_curves;  ///< of pipes at other temperatures
  std::vector<ActiveLaw> active_law;
  std::vector<ModelEdge> edges;
  std::vector<std::int32_t> loops;  ///< edges between held vertices or from a vertex to itself
  std::vector<ModelBlock> blocks;   ///< nearest to the held vertices first
  std::vector<ModelPart> parts;
  std::vector<std::int32_t> part_of_vertex;
  std::vector<std::int32_t> block_vertices, block_edges;  ///< of all blocks
  std::vector<ZeroLossStep> zero_loss_steps;              ///< leaves first
  std::vector<ZeroLossRing> zero_loss_rings;              ///< what is left after the steps
  std::vector<HeldNode> held_nodes;
  double phi_scale_pa2 = 1.0;
  double held_flow_scale_kg_s = 0.0;  ///< what different held pressures drive through a usual pipe
  bool is_passive_level = false;      ///< pipes only, no heights: potentials shift together

  Model(const Problem& given, bool keeps_copy)
      : own_problem(keeps_copy ? std::optional(given) : std::nullopt),
        problem(keeps_copy ? *own_problem : given),
        potential(given.gas) {}
  Model(const Model&) = delete;  // blocks point into it
  Model& operator=(const Model&) = delete;
};

/// Checks the data and builds the reduced graph. Every message names the link or node. Without a
/// copy of the problem the model may not outlive it.
Result<std::unique_ptr<Model>> build_model(const Problem& problem, bool keeps_copy = true);

/// The checks alone; nothing if the data is sound.
Result<void> check_problem(const Problem& problem);

/// Finds blocks and parts of a model whose vertices and edges are set.
void find_blocks(Model& model);

/// How links without loss pass on what nodes have too much: trees by leaves, rings of them apart.
/// Needs the vertices.
void build_zero_loss_links(Model& model, const Column<LinkId, std::uint8_t>& is_zero_loss);

/// Flows in all links without loss: `left_kg_s` per node (spoiled; sums to zero over each vertex)
/// leaves through them.
void zero_loss_flows(const Model& model, std::vector<double>& left_kg_s,
                     Column<LinkId, MassFlow>& flow);

/// "gas.pipe[P7]": where a message points.
std::string place_of_link(const Problem& problem, LinkId link);
std::string place_of_node(const Problem& problem, NodeId node);

}  // namespace landbridge::gas
