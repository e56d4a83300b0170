#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "landbridge/gas/block_solver.hpp"
#include "landbridge/gas/solver_model.hpp"
#include "landbridge/math/star_mesh.hpp"

namespace landbridge::gas {

/// Newton's method on the cyclic blocks of level pipes, reduced to their branching vertices.
///
/// Pipes in a row between branching (or known) vertices form a chain with one unknown flow q; the
/// vertices between shift it by known offsets o. What remains is
///
///   psi_a - psi_b = G(q) = sum of c lambda (q + o_k)|q + o_k|     per chain
///   sum of q at each branching vertex = what enters there
///
///   psi  potential less that of the block's first known vertex [Pa^2], a sum of two doubles
///
/// with the same solution as the whole block has. A Newton step in the global gradient form
/// [todini1988]: dq = w (dpsi_a - dpsi_b + r), w = 1/G'(q), whose conductances w are eliminated
/// without any subtraction (math/star_mesh.hpp); then the exact minimiser of the content
/// [cherry1951] along dq within (0, 2]. Residuals are those of single chains, so a loop of almost
/// lossless pipes keeps its digits whatever the pressure is. Nothing is allocated after the set-up.
class PipeCore {
 public:
  explicit PipeCore(const Model& model);

  /// Whether a block of the model is solved here: several edges, pipes alone, no heights.
  bool has(std::size_t block) const { return block_of_[block] >= 0; }
  /// `injection_kg_s` per vertex of the model: everything that enters there from outside the block.
  BlockReport solve(std::size_t block, ModelState& state, std::span<const double> injection_kg_s,
                    bool is_warm, int max_iterations, double tolerance_relative);

 private:
  struct Chain {
    std::int32_t from = 0, to = 0;                  ///< vertices of the model
    std::int32_t from_column = -1, to_column = -1;  ///< unknowns; the last column where known
    std::int32_t entry = -1;                        ///< conductance in the mesh
    std::int32_t first = 0, end = 0;                ///< its pipes
  };
  struct Block {
    std::int32_t index = 0;      ///< in the model
    std::int32_t reference = 0;  ///< vertex where psi is zero
    std::size_t first_chain = 0, end_chain = 0, first_vertex = 0, end_vertex = 0;
    StarMeshPart part;
  };

  void add_block(std::size_t block);
  bool is_end(std::int32_t vertex) const;
  void link_half_edges(const ModelBlock& block);
  void walk(std::int32_t edge, std::int32_t start);
  void number_unknowns(Block& block);

  void load(const Block& block, const ModelState& state, std::span<const double> injection);
  void start(const Block& block, std::span<const double> injection, const ModelState& state);
  void continue_from(const Block& block, const ModelState& state);
  double typical_flow(const Block& block, std::span<const double> injection,
                      const ModelState& state) const;
  void make_straight(const Block& block, double typical_kg_s);
  double evaluate(const Block& block, double t);
  double evaluate_quadratic(const Block& block, double t);
  double evaluate_general(const Block& block, double t);
  struct Residuals {
    double worst_kg_s = 0.0, worst_pa2 = 0.0;
    double next_step_kg_s = 0.0;  ///< a bound on every flow's next Newton step
    std::int32_t worst_chain = -1;
  };
  Residuals residuals(const Block& block, const ModelState& state);
  bool direction(const Block& block);
  double line_search(const Block& block, double at_zero, double at_one);
  BlockReport iterate(const Block& block, const ModelState& state, bool is_straight, int limit,
                      double tolerance_relative);
  void store(const Block& block, ModelState& state) const;

  const Model& model_;
  std::vector<std::int32_t> block_of_;  ///< per block of the model
  std::vector<Block> blocks_;
  std::vector<Chain> chains_;
  // per pipe of a chain
  std::vector<double> resistance_, offset_kg_s_;
  std::vector<std::int32_t> edge_, vertex_after_;
  std::vector<std::int8_t> is_along_;
  bool is_quadratic_ = true;  ///< every friction factor is fixed
  // per chain
  std::vector<double> flow_kg_s_, step_kg_s_, end_offset_kg_s_, drop_pa2_, slope_, weight_,
      wanted_pa2_, residual_pa2_, known_pa2_, resistance_sum_, least_slope_;
  // per unknown
  std::vector<double> psi_pa2_, psi_rest_pa2_, right_, supply_kg_s_;
  std::vector<std::int32_t> vertex_of_;
  StarMesh mesh_;
  // scratch of the set-up
  std::vector<std::int32_t> head_, next_, local_, degree_, column_of_, entry_of_;
  std::vector<std::uint8_t> is_used_;
  std::vector<Coupling> couplings_;
  std::vector<std::int32_t> chain_of_coupling_;
};

}  // namespace landbridge::gas
