#include "landbridge/gas/transient_grid.hpp"

#include <algorithm>
#include <cmath>

namespace landbridge::gas {
namespace {

/// The table for a temperature, made when its first pipe asks for it.
std::size_t table_for(Grid& grid, const Gas& gas, double temperature_k) {
  for (std::size_t i = 0; i < grid.tables.size(); ++i)
    if (grid.tables[i].temperature_k() == temperature_k) return i;
  grid.tables.emplace_back(gas, temperature_k);
  return grid.tables.size() - 1;
}

GridPipe grid_pipe(const PipeLaw& law, double length_m, double cell_m) {
  GridPipe pipe;
  const double wanted = std::ceil(length_m / cell_m * (1.0 - 1e-12));
  pipe.segments = static_cast<std::size_t>(std::max(1.0, wanted));
  const auto count = static_cast<double>(pipe.segments);
  pipe.cell_volume_m3 = length_m * law.area_m2 / count;
  pipe.drag_pa2_s2_kg2 = law.base_pa2_s2_kg2 / count;
  pipe.fixed_factor = law.fixed_factor;
  pipe.inertia_1_m = length_m / (law.area_m2 * count);
  pipe.height_term = law.height_term / count;
  return pipe;
}

}  // namespace

Grid make_grid(const Model& model, double cell_m) {
  Grid grid;
  const Gas& gas = model.problem.gas;
  grid.vertices = model.vertex_count;
  grid.tables.emplace_back(gas, gas.temperature.si());
  Column<LinkId, double> length_m(model.problem.network.links(), 0.0);
  for (const auto& row : model.problem.links.of<Pipe>()) length_m[row.id] = row.link.length.si();
  for (std::size_t e = 0; e < model.edges.size(); ++e) {
    const ModelEdge& edge = model.edges[e];
    if (edge.is_active) {
      grid.active_edges.push_back(static_cast<std::int32_t>(e));
      continue;
    }
    const PipeLaw& law = model.pipe_law[static_cast<std::size_t>(edge.law)];
    GridPipe pipe = grid_pipe(law, length_m[edge.link], cell_m);
    pipe.link = edge.link;
    pipe.edge = e;
    pipe.from = static_cast<std::size_t>(edge.from);
    pipe.to = static_cast<std::size_t>(edge.to);
    pipe.table = table_for(grid, gas, law.temperature_k);
    pipe.first_point = grid.points;
    pipe.first_segment = grid.segments;
    grid.points += pipe.segments + 1;
    grid.segments += pipe.segments;
    grid.is_level = grid.is_level && pipe.height_term == 0.0;
    grid.is_symmetric = grid.is_symmetric && pipe.height_term == 0.0 && pipe.table == 0;
    grid.pipes.push_back(pipe);
  }
  grid.is_symmetric = grid.is_symmetric && grid.active_edges.empty();
  return grid;
}

}  // namespace landbridge::gas
