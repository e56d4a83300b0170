#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/lu_program.hpp"
#include "landbridge/gas/solver_model.hpp"

namespace landbridge::gas {

/// What a station does in all cases that one plan fits.
enum class StationMode : std::uint8_t {
  ratio,      ///< phi_out = r^2 phi_in
  bypass,     ///< phi_out = phi_in, above the highest outlet pressure
  at_outlet,  ///< phi_out at its highest value
  closed,
};

/// The mode of every station, in the order of the model's active edges.
using StationModes = std::vector<StationMode>;

/// A station in one of its modes, with what has to hold for the mode to be right.
struct PlanStation {
  std::int32_t edge = 0;          ///< of the model
  std::int32_t from = 0, to = 0;  ///< vertices
  StationMode mode = StationMode::ratio;
  bool may_flow_back = false;
  double gain = 1.0;            ///< r^2 that the control asks
  double max_outlet_pa2 = 0.0;  ///< infinite: none
  double min_inlet_pa2 = 0.0;
  double max_flow_kg_s = 0.0;  ///< infinite: none
};

/// A pipe between two groups: alpha psi_a - beta psi_b = R q|q|, phi = gain psi at each vertex.
struct PlanEdge {
  std::int32_t from = 0, to = 0;  ///< vertices of the model
  std::int32_t group_from = 0, group_to = 0;
  double alpha = 1.0, beta = 1.0;
  double resistance = 0.0;
  std::int32_t edge = 0;  ///< of the model
};

/// A pipe of a cyclic block, with its places in the block's matrix.
struct PlanBlockEdge {
  std::int32_t edge = 0;                  ///< of the plan
  std::int32_t row_from = 0, row_to = 0;  ///< balances; the last one takes what nobody asks for
  std::int32_t column_from = 0, column_to = 0;  ///< unknowns; the last one is always zero
  std::int32_t slot[4] = {0, 0, 0, 0};          ///< (from,from) (from,to) (to,from) (to,to)
};

/// One step of the solve, nearest to the held pressures first.
struct PlanBlock {
  enum class Kind { pipe, station, cycles };
  Kind kind = Kind::pipe;
  std::int32_t edge = 0;             ///< plan edge, or plan station
  bool is_forward = true;            ///< the child is at `to`
  std::int32_t parent = -1;          ///< group; -1: the held ones
  std::vector<std::int32_t> groups;  ///< all but the parent
  // cycles only:
  std::vector<std::int32_t> unknown;  ///< group of each row
  std::vector<std::int32_t> row_of;   ///< row that the balance of groups[i] adds to
  std::vector<PlanBlockEdge> edges;
  LuProgram program;
};

/// Leaf first: the station's flow is what the leaf has too much or too little.
struct PlanStationStep {
  std::int32_t station = 0;
  std::int32_t leaf = 0, other = 0;  ///< vertices
  double sign = 1.0;                 ///< +1: the leaf is at `from`
};

/// A network reduced for one pattern of station modes: vertices without loss between them and
/// stations of fixed ratio are groups with one unknown psi each; bridges follow by substitution.
struct BatchPlan {
  const Model* model = nullptr;
  std::vector<std::int32_t> group_of;   ///< per vertex
  std::vector<double> gain;             ///< per vertex: phi = gain psi
  std::vector<double> known_psi_pa2;    ///< per group; NaN: unknown
  std::vector<std::uint8_t> is_ground;  ///< per group: a pressure is held in it
  std::vector<PlanEdge> edges;
  std::vector<std::int32_t> loops;  ///< plan edges between known potentials or within a group
  std::vector<PlanStation> stations;
  std::vector<PlanStationStep> station_steps;
  std::vector<PlanBlock> blocks;
  std::int32_t most_rows = 0, most_slots = 0, most_unknowns = 0;

  std::size_t vertices() const { return group_of.size(); }
  std::size_t groups() const { return known_psi_pa2.size(); }
};

/// The plan for a model, or why there is none. Without modes every station keeps its ratio.
Result<BatchPlan> make_plan(const Model& model, const StationModes& modes = {});

}  // namespace landbridge::gas
