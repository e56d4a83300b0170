#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "landbridge/gas/batch_plan.hpp"

namespace landbridge::gas {

inline constexpr std::size_t lane_count = 8;

/// The same number of eight cases side by side: one vector register, two or four.
struct alignas(64) Lanes {
  std::array<double, lane_count> v{};
};

/// Where the iterations of every case begin; a state of the same plan, or empty: from rest.
struct LaneStart {
  std::vector<double> psi_pa2;    ///< per group
  std::vector<double> flow_kg_s;  ///< per plan edge
};

/// Eight cases of one plan: what goes in, what comes out, and the room to work in.
struct LaneWork {
  explicit LaneWork(const BatchPlan& plan);

  std::vector<Lanes> supply_kg_s;   ///< in: per vertex; zero at held ones
  std::vector<Lanes> psi_pa2;       ///< out: per group
  std::vector<Lanes> flow_kg_s;     ///< out: per plan edge
  std::vector<Lanes> station_kg_s;  ///< out: per station
  Lanes law_pa2, mass_kg_s;         ///< out: worst residuals of the whole network
  std::array<int, lane_count> iterations{};
  std::array<bool, lane_count> is_good{};     ///< converged: all residuals are small
  std::array<bool, lane_count> is_in_mode{};  ///< and every station is in the plan's mode

  std::vector<Lanes> injection, surplus, weight, residual, imbalance, step, matrix, factor, inverse;
  Lanes scale, floor;
};

struct LaneOptions {
  int max_iterations = 60;
  double tolerance_relative = 1e-12;
  bool may_use_wide_registers = true;  ///< false: the plain instructions; the same bits
};

/// Potentials, flows and residuals of eight cases; `work.supply_kg_s` is given.
void solve_lanes(const BatchPlan& plan, const LaneStart& start, const LaneOptions& options,
                 LaneWork& work);

/// The mode that a station would be in, judged by the potentials and the flow that a plan in other
/// modes led to; nothing where no plan knows it (limits of flow and inlet, no pressure).
std::optional<StationMode> next_mode(const BatchPlan& plan, const LaneWork& work,
                                     std::size_t station, std::size_t lane);

}  // namespace landbridge::gas
