#include "landbridge/gas/thermal_check.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "landbridge/gas/gas_limits.hpp"

namespace landbridge::gas {
namespace {

constexpr double molar_mass_of_air_kg_mol = 28.96546e-3;  // [iso6976]
constexpr double lowest_pressure_pa = 1e5;                // no hydrates are looked for below

}  // namespace

Result<bool> check(const Problem& problem, const ThermalOptions& options) {
  const auto wrong = [](std::string what) {
    return fail(Fault::bad_input, "gas.thermal", std::move(what),
                "temperatures are absolute; 5 degC is 278.15 K");
  };
  if (!(options.heat_transfer.si() >= 0.0) || !std::isfinite(options.heat_transfer.si()))
    return wrong(fmt::format("heat transfer is {} W/m2/K; it must not be negative",
                             options.heat_transfer.si()));
  constexpr double coldest_k = 150.0, hottest_k = 600.0;
  const auto is_wrong = [&](Temperature t) {
    return t.si() != 0.0 && !(t.si() >= coldest_k && t.si() <= hottest_k);
  };
  for (const Temperature t : {options.ground_temperature, options.inlet_temperature,
                              options.cooler_outlet, options.preheated_outlet})
    if (is_wrong(t))
      return wrong(fmt::format("a temperature is {} K; it must lie between {} and {} K", t.si(),
                               coldest_k, hottest_k));
  const auto& nodes = options.node_inlet_temperature;
  if (nodes.size() != 0 && nodes.size() != problem.network.nodes())
    return wrong(
        fmt::format("{} inlet temperatures for {} nodes", nodes.size(), problem.network.nodes()));
  for (const Temperature t : nodes)
    if (is_wrong(t))
      return wrong(fmt::format("an inlet temperature is {} K; it must lie between {} and {} K",
                               t.si(), coldest_k, hottest_k));
  const auto& outlets = options.element_outlet;
  if (outlets.size() != 0 && outlets.size() != problem.network.links())
    return wrong(fmt::format("{} outlet temperatures for {} links", outlets.size(),
                             problem.network.links()));
  for (const Temperature t : outlets)
    if (t.si() != std::numeric_limits<double>::infinity() && is_wrong(t))
      return wrong(fmt::format("an outlet temperature is {} K; it must lie between {} and {} K",
                               t.si(), coldest_k, hottest_k));
  const auto& pipes = options.pipe_heat_transfer;
  if (pipes.size() != 0 && pipes.size() != problem.network.links())
    return wrong(
        fmt::format("{} heat transfers for {} links", pipes.size(), problem.network.links()));
  return true;
}

Column<NodeId, double> hydrate_margins(const Problem& problem, const ThermalSolution& solution) {
  const double given = problem.gas.relative_density.si();
  const double relative =
      given > 0.0 ? given : problem.gas.molar_mass.si() / molar_mass_of_air_kg_mol;
  Column<NodeId, double> margins(problem.network.nodes(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < problem.network.nodes(); ++i) {
    const NodeId node(i);
    const double p_pa = solution.hydraulics.pressure[node].si();
    if (p_pa > lowest_pressure_pa)
      margins[node] = solution.temperature[node].si() - hydrate_temperature_k(p_pa, relative);
  }
  return margins;
}

std::vector<ThermalNote> notes_of(const Problem& problem, const PropertyTable& gas,
                                  const ThermalSolution& solution) {
  std::vector<ThermalNote> notes;
  for (std::size_t i = 0; i < problem.network.nodes(); ++i) {
    const NodeId node(i);
    const double margin_k = solution.hydrate_margin_k[node];
    if (!(margin_k < 0.0)) continue;
    notes.push_back({fmt::format("gas.node[{}]", problem.network.node_name[node]),
                     fmt::format("{:.1f} K below the temperature of hydrates at {:.1f} bar: with "
                                 "free water they can form",
                                 -margin_k, solution.hydraulics.pressure[node].in(units::bar))});
  }
  for (const Row<Pipe>& row : problem.links.of<Pipe>()) {
    const double flow_kg_s = solution.hydraulics.flow[row.id].si();
    const bool is_forward = flow_kg_s >= 0.0;
    const NodeId outlet = is_forward ? problem.network.to[row.id] : problem.network.from[row.id];
    const Temperature t =
        is_forward ? solution.link[row.id].to_temperature : solution.link[row.id].from_temperature;
    const double density = gas.density_kg_m3(solution.hydraulics.pressure[outlet].si(), t.si());
    const double d_m = row.link.diameter.si();
    const double area_m2 = 0.25 * std::numbers::pi * d_m * d_m * row.link.parallel_lines.si();
    const double velocity_m_s = std::abs(flow_kg_s) / (density * area_m2);
    const double limit_m_s = erosional_velocity_m_s(density);
    if (!(velocity_m_s > limit_m_s)) continue;
    notes.push_back({fmt::format("gas.pipe[{}]", problem.network.link_name[row.id]),
                     fmt::format("{:.1f} m/s at the outlet, over the erosional velocity of {:.1f} "
                                 "m/s",
                                 velocity_m_s, limit_m_s)});
  }
  return notes;
}

}  // namespace landbridge::gas
