#pragma once

#include <memory>
#include <vector>

#include "landbridge/gas/block_solver.hpp"
#include "landbridge/gas/pipe_core.hpp"
#include "landbridge/gas/solve.hpp"
#include "landbridge/gas/solver_model.hpp"

namespace landbridge::gas {

/// What a Prepared holds: the model, a solver for every block with cycles, and the last state.
struct PreparedState {
  std::unique_ptr<Model> model;
  std::unique_ptr<PipeCore> core;                          ///< all cyclic blocks of level pipes
  std::vector<std::unique_ptr<BlockSolver>> block_solver;  ///< the other cyclic blocks; else null
  ModelState state;
  bool has_state = false;
  std::vector<double> injection_kg_s;  ///< per vertex, what enters its block there
};

/// What happened on the way to a state, before anybody looks at limits.
struct RunReport {
  int iterations = 0;
  bool is_converged = true;
  double residual_relative = 0.0;
  LinkId worst_link;
  struct Impossible {
    LinkId link;
    double flow_kg_s;
    ElementStatus status;
    bool is_unbounded = false;  ///< nothing limits its flow
  };
  std::vector<Impossible> impossible;
  struct Unbalanced {
    std::int32_t part;
    double surplus_kg_s;
  };
  std::vector<Unbalanced> unbalanced;
};

/// Finds potentials and flows for the supplies; the result stays in `prepared.state`.
RunReport run(PreparedState& prepared, const Column<NodeId, MassFlow>& supply,
              const Options& options);

/// Takes a solution of the same network as the start of the next run.
void take_start(PreparedState& prepared, const Solution& start);

/// The state as a Solution: pressures, flows of every link, velocities, power, certificate.
Solution solution_of(const PreparedState& prepared, const Column<NodeId, MassFlow>& supply,
                     const RunReport& report);

/// Mass balance and link laws from the pressures and flows of a solution alone.
Certificate certify(const Model& model, const Solution& solution);

/// Everything that makes the solution impossible or breaks a limit.
std::vector<Infeasibility> infeasibilities(const PreparedState& prepared, const Solution& solution,
                                           const RunReport& report);

}  // namespace landbridge::gas
