#pragma once

#include <memory>
#include <vector>

#include "landbridge/gas/transient_pipes.hpp"
#include "landbridge/math/sparse.hpp"

namespace landbridge::gas {

/// A hole to the atmosphere at a vertex.
///
///   p_a/p <= r_c:  m = C A sqrt(k p rho) (2/(k+1))^((k+1)/(2(k-1)))                choked
///   else           m = C A sqrt(2 k/(k-1) p rho (r^(2/k) - r^((k+1)/k))),  r = p_a/p
///
///   C  discharge coefficient [1]   A  opening [m2]   k  isentropic exponent [1]   p, rho  in the
///   pipe [Pa, kg/m3]   p_a  101325 Pa   r_c = (2/(k+1))^(k/(k-1))
///
/// Isentropic flow of an ideal gas through an orifice, from gas at rest [shapiro1953, ch. 4].
struct Hole {
  std::size_t vertex = 0;
  double effective_area_m2 = 0.0;  ///< C A
  double isentropic_exponent = 1.3;
};
double outflow_kg_s(const Hole& hole, double pressure_pa, double density_kg_m3);

/// One implicit stage for the whole network.
struct Stage {
  StageBase base;
  const double* vertex_kg = nullptr;    ///< masses that vertices start from
  const double* supply_kg_s = nullptr;  ///< per vertex, without holes; ignored where held
  const double* held_pa = nullptr;      ///< per vertex
};

/// Newton on one stage: pipes condensed to their ends, one sparse system for vertices and active
/// elements. Factors are kept from stage to stage while the iteration contracts well.
class NetworkStep {
 public:
  NetworkStep(const Grid& grid, Model& model, std::vector<Hole> holes);

  /// x: a guess that becomes the solution; false where the iteration fails.
  bool solve(std::vector<double>& x, const Stage& stage);
  /// Gives up the factors: the next solve makes new ones.
  void forget() { has_factors_ = false; }

  /// What flows out of each vertex into pipes and active elements at x [kg/s].
  void net_outflow(const std::vector<double>& x, std::vector<double>& out_kg_s) const;
  double outflow_of_hole(std::size_t hole, const std::vector<double>& x) const;
  /// Mass of the gas around each vertex at x.
  void vertex_masses(const std::vector<double>& x, std::vector<double>& mass_kg) const;
  const Pipes& pipes() const { return pipes_; }
  const std::vector<Hole>& holes() const { return holes_; }
  int iterations() const { return iterations_; }
  int factorisations() const { return factorisations_; }

 private:
  struct PipeSlots {
    std::int32_t from_from = -1, from_to = -1, to_from = -1, to_to = -1;
  };
  struct ActiveSlots {
    std::int32_t row_in = -1, row_out = -1, row_flow = -1, in_flow = -1, out_flow = -1;
  };
  struct ActivePart {
    double residual_kg_s = 0.0, by_in = 0.0, by_out = 0.0, by_flow = 0.0;
    ElementStatus status = ElementStatus::none;
  };
  void build_pattern();
  void place_ends(std::vector<double>& x, const double* held_pa) const;
  bool read_active(const std::vector<double>& x);
  void assemble_residual(const std::vector<double>& x, const Stage& stage, bool is_new);
  bool factorise();
  void assemble_matrix();
  double apply(std::vector<double>& x);
  void damp(std::vector<double>& x, double damping);
  bool is_accepted(int iteration, double norm, double previous);

  const Grid& grid_;
  Model& model_;
  std::vector<Hole> holes_;
  Pipes pipes_;
  std::vector<std::int32_t> row_of_vertex_;  ///< -1: held
  std::int32_t rows_ = 0;
  std::vector<PipeSlots> pipe_slots_;
  std::vector<ActiveSlots> active_slots_;
  std::vector<std::int32_t> diagonal_slots_;
  std::unique_ptr<SymmetricSolver> symmetric_;
  std::unique_ptr<UnsymmetricSolver> unsymmetric_;
  std::vector<double> values_, rhs_;
  std::vector<double> mass_, mass_by_phi_, out_, dphi_, dp_;
  std::vector<double> hole_by_phi_;  ///< per vertex
  std::vector<ActivePart> active_;
  std::vector<ElementStatus> factored_status_;
  ActiveScale active_scale_;
  double flow_scale_kg_s_ = 1.0;
  bool has_factors_ = false;
  double factored_tau_s_ = 0.0;
  double contraction_ = 1.0;  ///< error left by an iteration, as last measured
  int unmeasured_ = 0;        ///< stages accepted without measuring it
  int iterations_ = 0;
  int factorisations_ = 0;
};

}  // namespace landbridge::gas
