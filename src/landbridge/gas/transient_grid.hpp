#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "landbridge/gas/solver_model.hpp"
#include "landbridge/gas/transient_gas.hpp"

namespace landbridge::gas {

/// One pipe (or resistor by drag) of the grid: N segments of equal length between N + 1 points.
/// Pressures live at the points, flows in the segments; the first and the last point are those of
/// the vertices, whose volume is the sum of the half cells around them.
struct GridPipe {
  LinkId link;
  std::size_t edge = 0;  ///< of the model
  std::size_t from = 0;  ///< vertices
  std::size_t to = 0;
  std::size_t first_point = 0;
  std::size_t first_segment = 0;
  std::size_t segments = 1;
  std::size_t table = 0;         ///< gas at the temperature of this pipe
  double cell_volume_m3 = 0.0;   ///< of one segment; zero for a resistor
  double drag_pa2_s2_kg2 = 0.0;  ///< c of one segment: phi_a - phi_b = c lambda m|m|
  double fixed_factor = 0.0;     ///< lambda, or zero where it follows from the flow
  double inertia_1_m = 0.0;      ///< h/A of one segment; times rho Rs T dm/dt
  double height_term = 0.0;      ///< g dh/(Rs T) of one segment [1]
};

/// All pipes in flat arrays. One state is one array x:
///
///   x = [pressure at points | flow in segments | pressure at vertices | flow of active edges]
///
/// in Pa and kg/s; the end points of pipes repeat the pressure of their vertices.
struct Grid {
  std::vector<GridPipe> pipes;
  std::vector<GasTable> tables;  ///< [0]: at the temperature of the network's gas
  std::size_t points = 0;
  std::size_t segments = 0;
  std::size_t vertices = 0;
  std::vector<std::int32_t> active_edges;  ///< of the model
  bool is_symmetric = true;                ///< no heights, no own temperatures, no active edges
  bool is_level = true;                    ///< no heights

  std::size_t flow_start() const { return points; }
  std::size_t vertex_start() const { return points + segments; }
  std::size_t active_start() const { return points + segments + vertices; }
  std::size_t size() const { return active_start() + active_edges.size(); }
  std::size_t cells() const { return segments; }
};

/// Cuts every pipe into equal cells no longer than `cell_m`.
Grid make_grid(const Model& model, double cell_m);

}  // namespace landbridge::gas
