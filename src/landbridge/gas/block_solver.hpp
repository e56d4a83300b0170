#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "landbridge/gas/solver_model.hpp"
#include "landbridge/math/sparse.hpp"

namespace landbridge::gas {

/// Potentials and flows of a model. Potentials are sums of two doubles, so that the drop along an
/// almost lossless pipe keeps its digits beside potentials that are 1e16 times larger.
struct ModelState {
  std::vector<double> phi_pa2, phi_rest_pa2;  ///< per vertex
  std::vector<double> flow_kg_s;              ///< per edge
  std::vector<ElementStatus> status;          ///< per edge
  double flow_scale_kg_s = 1.0;

  double difference_pa2(std::int32_t a, std::int32_t b) const {
    const auto i = static_cast<std::size_t>(a);
    const auto j = static_cast<std::size_t>(b);
    return (phi_pa2[i] - phi_pa2[j]) + (phi_rest_pa2[i] - phi_rest_pa2[j]);
  }
  void add_phi(std::int32_t v, double step_pa2);
};

struct BlockReport {
  int iterations = 0;
  bool is_converged = false;
  double residual_relative = 0.0;
  LinkId worst_link;       ///< of the last residual
  double leak_kg_s = 0.0;  ///< most that closed elements had to let through
  LinkId leak_link;
  LinkId unlimited_link;  ///< an element whose flow nothing limits, if there is one
};

/// Newton's method on one block with cycles.
///
/// State: flows of all edges and potentials of all vertices but the root. Pipe flows leave the
/// linear system by their own equation (the global gradient method [todini1988]); what remains is
/// symmetric positive definite for pipes alone:
///
///   dm = w (E_a dphi_a - E_b dphi_b + r),  w = 1/(f g'(m)),  sum of dm at each vertex = imbalance
///
/// Without active elements and heights the flows minimise the strictly convex content
/// sum of integrals g dm - phi_held m [cherry1951]; the step along the direction is its exact
/// minimiser within (0, 2], which makes the search globally convergent and takes zero flows in one
/// step. With active elements: semismooth Newton on the nested min and max of active_law.hpp,
/// non-monotone backtracking, and for cycling cases rounded corners that sharpen step by step.
class BlockSolver {
 public:
  BlockSolver(const Model& model, const ModelBlock& block);

  /// `injection_kg_s` per vertex of the model: everything that enters there from outside the block.
  BlockReport solve(ModelState& state, std::span<const double> injection_kg_s, bool is_warm,
                    int max_iterations, double tolerance_relative);

 private:
  void build_pattern();
  void start(ModelState& state, std::span<const double> injection);
  double typical_flow(const ModelState& state, std::span<const double> injection) const;
  void evaluate(const ModelState& state, std::span<const double> injection, bool is_linear);
  bool factorise_and_solve();
  void take_directions(const ModelState& state);
  double content_step(const ModelState& state) const;
  double content_slope(const ModelState& state, double t) const;
  double damped_step(const ModelState& state, std::span<const double> injection,
                     std::span<const double> recent);
  void apply(ModelState& state, double flow_step_share, double phi_step_share) const;
  double merit() const;
  BlockReport sharpen(ModelState& state, std::span<const double> injection, int max_iterations,
                      double tolerance_relative);
  void finish(ModelState& state, std::span<const double> injection, double tolerance_relative,
              BlockReport& report);
  void close_leaks(ModelState& state, BlockReport& report) const;
  BlockReport iterate(ModelState& state, std::span<const double> injection, bool is_linear_first,
                      int max_iterations, double tolerance_relative);
  double difference(const ModelState& state, std::size_t e) const;

  const Model& model_;
  const ModelBlock& block_;
  std::vector<std::int32_t> local_;  ///< unknown of each vertex of the model; -1: known
  std::vector<std::int32_t> slots_;  ///< four or five per edge
  std::size_t vertices_ = 0, actives_ = 0;
  bool is_symmetric_ = true;
  std::optional<SymmetricSolver> symmetric_;
  std::optional<UnsymmetricSolver> unsymmetric_;

  ActiveScale scale_;
  double flow_scale_kg_s_ = 1.0;
  double typical_kg_s_ = 1.0;
  std::vector<double> values_, right_;
  std::vector<double> imbalance_kg_s_;                          ///< per unknown vertex
  std::vector<double> residual_pa2_, weight_, flow_step_kg_s_;  ///< per edge
  std::vector<StateFactors> factors_;
  std::vector<ActiveResidual> active_;  ///< per edge; pipes unused
  std::vector<std::int32_t> unknown_of_edge_;
};

}  // namespace landbridge::gas
