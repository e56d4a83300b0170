#pragma once

#include <memory>
#include <vector>

#include "landbridge/gas/transient.hpp"
#include "landbridge/gas/transient_network.hpp"
#include "landbridge/gas/transient_stations.hpp"

namespace landbridge::gas {

/// The network as it stands between two events: graph, grid and solver belong together.
struct Plant {
  std::unique_ptr<Model> model;
  Grid grid;
  std::unique_ptr<NetworkStep> network;
};

/// Where the gas is and how it moves at one time.
struct TransientState {
  double time_s = 0.0;
  std::vector<double> x;         ///< see Grid
  std::vector<double> point_kg;  ///< inner cells
  std::vector<double> vertex_kg;
};

/// Slopes of one stage: what changes per second.
struct StageRates {
  std::vector<double> point_kg_s, vertex_kg_s, segment_kg_s2;
  std::vector<double> supply_kg_s;  ///< per vertex, with what held pressures take in
  std::vector<double> hole_kg_s;
};

/// Steps a network through time. The scheme conserves mass: what a step adds to the cells is what
/// its stages let flow, to rounding, whatever the iteration leaves.
class TransientRun {
 public:
  TransientRun(TransientProblem transient, const TransientOptions& options);

  /// Steady, or as given.
  Result<void> start();
  /// To the next time, in one step where that has a solution, else in shorter ones. False: the
  /// shortest step has none.
  bool advance_to(double time_s);
  /// Everything that happens at the present time: jumps of series, events. The events applied.
  Result<std::vector<const TransientEvent*>> apply_jumps();
  /// Times that steps must meet, rising, each with whether values jump there.
  struct Break {
    double time_s;
    bool is_jump;
  };
  const std::vector<Break>& breaks() const { return breaks_; }

  const TransientState& state() const { return now_; }
  const TransientProblem& transient() const { return transient_; }
  const Plant& plant() const { return plant_; }
  const StageRates& rates() const { return rates_now_; }
  double net_supply_kg() const { return net_supply_kg_; }
  double linepack_kg() const;
  /// Supply of a node at the present time; held nodes: what the network takes.
  void node_supplies(std::vector<double>& supply_kg_s) const;
  const TransientStations& stations() const { return stations_; }
  std::vector<TransientFinding> take_station_findings() { return stations_.take_findings(); }
  TransientCertificate certificate() const;

 private:
  Result<void> steady_start();
  Result<Solution> steady_state();
  void start_from(const Column<NodeId, Pressure>& pressure, const Column<LinkId, MassFlow>& flow);
  double settle();
  Result<void> build_plant();
  Result<void> rebuild_plant();
  void read_boundary(double time_s, bool is_after);
  void find_breaks();
  void refresh_masses();
  bool step(double width_s);
  bool stages(double width_s);
  void change_supply(const TransientEvent& event);
  bool stage(double time_s, double tau_s, TransientState& out, StageRates& rates);
  void set_base(double width_s, double weight_now, double weight_first);
  void guess(double time_s, std::vector<double>& x) const;
  void read_rates(const TransientState& at, double tau_s, StageRates& rates);
  void accept(double width_s, double weight_now, double weight_first, double weight_last);

  TransientProblem transient_;
  TransientOptions options_;
  Problem problem_;  ///< as events have left it
  Plant plant_;
  std::vector<std::size_t> open_holes_;  ///< events
  std::vector<std::uint8_t> is_set_point_off_;
  /// What events have left of a node's own supply: factor times it, and so much less demand.
  struct Change {
    double factor = 1.0;
    double cut_kg_s = 0.0;
  };
  std::vector<double> own_supply_kg_s_;  ///< per node, without these changes
  std::vector<Change> change_;           ///< per node
  TransientStations stations_;
  std::vector<Break> breaks_;
  std::size_t next_event_ = 0;
  TransientState now_, first_, last_;     ///< the last accepted step and the stages of the next
  TransientState before_, before_first_;  ///< of the step before, for guesses
  int known_ = 0;                         ///< how many of these are good
  StageRates rates_now_, rates_first_, rates_last_;
  bool has_rates_ = false;  ///< rates_now_ holds on this side of a jump
  std::vector<double> base_point_kg_, base_vertex_kg_, base_segment_kg_s_;
  std::vector<double> supply_kg_s_, held_pa_;
  double net_supply_kg_ = 0.0;
  double step_limit_s_ = 0.0;
  double start_residual_ = 0.0;
  int steps_ = 0;
  int rejected_ = 0;
  int iterations_ = 0, factorisations_ = 0;  ///< of earlier plants
};

}  // namespace landbridge::gas
