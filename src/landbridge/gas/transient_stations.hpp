#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "landbridge/gas/solver_model.hpp"
#include "landbridge/gas/transient.hpp"
#include "landbridge/gas/transient_grid.hpp"

namespace landbridge::gas {

/// Holds stations to the maps of their machines while a network steps through time.
///
/// A station's law asks for p_out = min(max(asked, low), high) with the edges low and high of its
/// map linear in inlet pressure and flow around the state last looked at. A step whose end does not
/// reproduce the edges that it was made with is taken again with new ones: Newton's method on the
/// map, in rounds. Where the flow of a round lies in no map the next one starts half way back.
class TransientStations {
 public:
  explicit TransientStations(const TransientMachines& machines) : machines_(machines) {}

  bool empty() const { return machines_.stations.empty(); }
  /// Finds the stations in a new grid; what they do is kept.
  void bind(const Model& model, const Grid& grid);
  /// From the steady state that the run starts from.
  void start(const std::vector<StationOutcome>& outcomes);
  /// The laws of all stations as their controls in `problem` and their maps ask.
  void write_laws(const Problem& problem, Model& model) const;
  /// Before the rounds of a step from this time: stations whose rest is over may try again.
  void begin_step(double time_s);
  /// The step is given up: as begin_step found it.
  void give_up();
  /// A step from this time has no solution: stations that tried to run again in it rest on. With
  /// `also_running`: those that ran or tried to stop too. True: there was one.
  bool stop(double time_s, bool also_running);
  /// Looks at the end of a step. True: every station is on its map. False: laws have changed.
  bool settle(const Problem& problem, const Model& model, const std::vector<double>& x);
  /// The state that was settled holds: what the machines do, and what is new since the last one.
  void accept(const Problem& problem, const Model& model, const std::vector<double>& x,
              double time_s);
  /// Subtracts the fuel that the next step takes from each vertex.
  void take_fuel(std::vector<double>& supply_kg_s) const;
  /// What the last step took; the same per node.
  double fuel_at(std::size_t vertex) const;
  void take_fuel_from_nodes(const Network& network, std::vector<double>& supply_kg_s) const;

  void record(std::vector<TransientStationSeries>& series) const;
  /// Findings since the last call.
  std::vector<TransientFinding> take_findings();
  double map_residual_relative() const { return residual_; }
  int rounds() const { return rounds_; }

 private:
  struct Held {
    std::size_t slot = 0;  ///< of the state: the active edge; only where is_bound
    std::size_t law = 0;
    std::size_t from = 0, to = 0;  ///< vertices
    bool is_bound = false;
    std::optional<MapEdge> low, high;
    bool is_out = false;  ///< by-passed: its flow was in no map
    double out_since_s = 0.0;
    double good_flow_kg_s = 0.0;  ///< the last one that was in a map; zero: none
    int halvings = 0;             ///< in the rounds of this step
    bool has_tried = false;       ///< to run, in a round of this step
    StationMapState state = StationMapState::not_running;
    StationLimit limit = StationLimit::none;
    std::optional<OperatingPoint> point;
    double fuel_kg_s = 0.0;   ///< of the state; leaves the network in the next step
    double taken_kg_s = 0.0;  ///< left it in the last step
  };
  /// A station at the end of a round.
  struct Met {
    double inlet_pa, outlet_pa, flow_kg_s, asked_pa;
    bool may_run;  ///< the control asks for more than the inlet pressure
  };
  Met meet(std::size_t index, const Problem& problem, const Model& model,
           const std::vector<double>& x) const;
  StationInlet inlet(const Problem& problem, std::size_t index, double inlet_pa) const;
  bool settle_one(std::size_t index, const Problem& problem, const Met& met);
  bool retreat(std::size_t index, const Problem& problem, const Met& met);
  void operate_one(std::size_t index, const Problem& problem, const Met& met);

  TransientMachines machines_;
  std::vector<Held> held_, held_before_;
  std::vector<TransientFinding> findings_;
  std::size_t vertex_start_ = 0;
  double residual_ = 0.0;
  double round_residual_ = 0.0;
  int rounds_ = 0;
};

}  // namespace landbridge::gas
