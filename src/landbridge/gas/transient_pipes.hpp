#pragma once

#include <vector>

#include "landbridge/gas/transient_grid.hpp"

namespace landbridge::gas {

/// What one stage asks of the pipes: (V rho - base mass)/tau = inflow, rho' m = ...
struct StageBase {
  double tau_s = 1.0;                    ///< implicit part of the step
  const double* point_kg = nullptr;      ///< mass that interior cells start from
  const double* segment_kg_s = nullptr;  ///< flow that segments start from
};

/// The linear relation of one pipe between its ends, its interior eliminated:
///
///   flow into the pipe at `from` = out_from + a00 dphi_0 + a0n dphi_n
///   minus the flow out at `to`   = out_to   + an0 dphi_0 + ann dphi_n
///
///   dphi  change of the potential of the end's vertex [Pa^2]
struct CondensedPipe {
  double a00 = 0.0, a0n = 0.0, an0 = 0.0, ann = 0.0;  ///< [kg/(s Pa^2)]
  double out_from_kg_s = 0.0, out_to_kg_s = 0.0;
  double scale_from = 1.0, scale_to = 1.0;  ///< own d phi per d phi of the network's gas
};

/// All pipes of a grid: residuals, Jacobian, elimination, substitution. The Jacobian of an earlier
/// state may be kept (chord iteration): then only the residuals are new.
///
///   V (rho_j - base)/tau = m_(j-1/2) - m_(j+1/2)                                   interior points
///   phi_(j+1) e^(s/2) - phi_j e^(-s/2) + c lambda m|m| f + (h/A) rho Rs T (m - base)/tau = 0
///
///   s, f  of one segment as in pipe_law.hpp, at the mean pressure of the segment   h  its length
class Pipes {
 public:
  Pipes(const Grid& grid, const Model& model);

  /// Residuals at x; with `is_new` also the Jacobian and its elimination.
  void eliminate(const std::vector<double>& x, const StageBase& base, bool is_new);

  /// From the changes of the potentials at the ends of each pipe to all inner changes, applied to x
  /// with the factor `damping`. Largest relative change of pressure and largest change of flow.
  struct Change {
    double pressure_relative = 0.0;
    double flow_kg_s = 0.0;
  };
  Change substitute(std::vector<double>& x, const std::vector<double>& vertex_dphi);
  /// Takes back the share `1 - damping` of the last substitute().
  void damp(std::vector<double>& x, double damping) const;

  const std::vector<CondensedPipe>& condensed() const { return condensed_; }
  const std::vector<double>& slope_pa() const { return slope_; }  ///< at points: rho = slope/(Rs T)
  /// Mass of the half cells at the ends and its change by the potential of the vertex, per vertex.
  void add_end_masses(std::vector<double>& vertex_kg, std::vector<double>& by_phi,
                      bool is_new) const;

 private:
  struct Drop {
    double value, slope;
  };
  void fill_points(const GridPipe& pipe, const double* p, bool is_new);
  void fill_segments(const GridPipe& pipe, const double* m, const double* m_base, bool is_new);
  void fill_sloped_segments(const GridPipe& pipe, const double* p, const double* m,
                            const double* m_base, bool is_new);
  Drop drop_of(const GridPipe& pipe, std::size_t segment, double flow_kg_s);
  void sweep(std::size_t index, const double* m, const double* mass_base, bool is_new);

  const Grid& grid_;
  const Model& model_;
  double tau_s_ = 1.0;
  std::vector<double> phi_, slope_, curvature_, inverse_slope_;  ///< at points
  std::vector<double> storage_;                                  ///< d mass/d phi/tau at points
  std::vector<double> residual_, conductance_, from_,
      to_;                 ///< in segments; from_, to_: G times factors
  std::vector<double> q_;  ///< m - G r
  std::vector<double> alpha_, beta_, omega_, inverse_pivot_, row0_;  ///< elimination
  std::vector<double> change_p_, change_m_;
  std::vector<double> cached_flow_, cached_factor_, cached_slope_;  ///< friction that varies
  std::vector<CondensedPipe> condensed_;
};

}  // namespace landbridge::gas
