#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "landbridge/gas/batch.hpp"
#include "landbridge/gas/lane_kernel.hpp"
#include "landbridge/gas/solver_model.hpp"

namespace landbridge::gas {

/// Turns states into BatchCases: lowest pressures, limits, causes. Built once for a network.
class CaseReader {
 public:
  explicit CaseReader(const Model& model);

  /// One lane of the kernel; `supply_kg_s` per node.
  BatchCase read(const BatchPlan& plan, const LaneWork& work, std::size_t lane,
                 std::span<const double> supply_kg_s) const;
  BatchCase read(const Solution& solution) const;

 private:
  std::vector<double> potentials(const BatchPlan& plan, const LaneWork& work,
                                 std::size_t lane) const;
  void read_lowest(std::span<const double> phi_pa2, BatchCase& found) const;
  void read_supplies(std::span<const double> supply_kg_s, BatchCase& found) const;
  void read_limits(std::span<const double> phi_pa2, BatchCase& found) const;
  void add_remedies(double phi_node_pa2, double phi_wanted_pa2, BatchCause& cause) const;

  const Model& model_;
  std::vector<std::int32_t> rank_of_node_;  ///< by name
  std::vector<NodeId> node_of_rank_;
  std::vector<std::int32_t> rank_of_vertex_;  ///< least of its nodes
  std::vector<std::uint8_t> is_held_node_;
  std::vector<double> lower_pa2_, upper_pa2_;  ///< per vertex, the narrowest; empty: no limits
};

}  // namespace landbridge::gas
