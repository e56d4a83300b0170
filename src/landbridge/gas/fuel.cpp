#include "landbridge/gas/fuel.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace landbridge::gas {
namespace {

/// Supplies less the fuel, and the limits on supplies with them: the fuel is no part of those.
void take_out(const Problem& problem, const FuelReport& report, Problem& work) {
  const std::vector<double> fuel = fuel_of_nodes(report, problem.network.nodes());
  for (std::size_t i = 0; i < fuel.size(); ++i) {
    const NodeId node(i);
    work.supply[node] = MassFlow::from_si(problem.supply[node].si() - fuel[i]);
    if (problem.supply_limit.empty()) continue;
    work.supply_limit[node] = {problem.supply_limit[node].lowest_kg_s - fuel[i],
                               problem.supply_limit[node].highest_kg_s - fuel[i]};
  }
}

/// The worst node balance of a solution whose supplies are those less the fuel.
double worst_balance_kg_s(const Problem& problem, const FuelReport& report,
                          const Solution& solution) {
  const std::vector<double> fuel = fuel_of_nodes(report, problem.network.nodes());
  std::vector<double> balance_kg_s(problem.network.nodes());
  Column<NodeId, MassFlow> supply = solution.supply;
  add_fuel(report, supply);
  for (std::size_t i = 0; i < balance_kg_s.size(); ++i)
    balance_kg_s[i] = supply[NodeId(i)].si() - fuel[i];
  for (std::size_t i = 0; i < problem.network.links(); ++i) {
    const double flow_kg_s = solution.flow[LinkId(i)].si();
    balance_kg_s[problem.network.from[LinkId(i)].index()] -= flow_kg_s;
    balance_kg_s[problem.network.to[LinkId(i)].index()] += flow_kg_s;
  }
  double worst = 0.0;
  for (const double b : balance_kg_s)
    if (std::abs(b) > worst) worst = std::abs(b);
  return worst;
}

double largest_flow_kg_s(const Solution& solution) {
  double largest = 0.0;
  for (const MassFlow flow : solution.flow)
    if (std::isfinite(flow.si())) largest = std::max(largest, std::abs(flow.si()));
  return largest;
}

}  // namespace

double fuel_kg_s(const Compressor& compressor, double shaft_power_w, const FuelOptions& options) {
  const double stated = compressor.drive_efficiency.si();
  const double efficiency = stated > 0.0 ? stated : options.drive_efficiency;
  if (!(efficiency > 0.0) || !(shaft_power_w > 0.0)) return 0.0;
  return shaft_power_w / (efficiency * options.lower_calorific_value_j_kg);
}

std::vector<double> fuel_of_nodes(const FuelReport& report, std::size_t node_count) {
  std::vector<double> fuel(node_count, 0.0);
  for (const FuelUse& use : report.stations) fuel[use.node.index()] += use.fuel.si();
  return fuel;
}

void add_fuel(const FuelReport& report, Column<NodeId, MassFlow>& supply) {
  const std::vector<double> fuel = fuel_of_nodes(report, supply.size());
  for (std::size_t i = 0; i < fuel.size(); ++i)
    supply[NodeId(i)] = MassFlow::from_si(supply[NodeId(i)].si() + fuel[i]);
}

Result<FuelReport> withdraw_fuel(const Problem& problem, const FuelOptions& options,
                                 const FuelSolve& solve) {
  FuelReport report;
  for (const auto& row : problem.links.of<Compressor>()) {
    const bool has_own = !options.node.empty() && !options.node[row.id].is_none();
    report.stations.push_back(
        {row.id, has_own ? options.node[row.id] : problem.network.from[row.id], MassFlow{}});
  }
  Problem work = problem;
  LinkId worst;
  for (report.rounds = 1; report.rounds <= options.max_rounds; ++report.rounds) {
    take_out(problem, report, work);
    const auto round = solve(work);
    if (!round) return fail(round.error());
    report.residual_kg_s = 0.0;
    for (std::size_t k = 0; k < report.stations.size(); ++k) {
      const double change = std::abs(round->fuel_kg_s[k] - report.stations[k].fuel.si());
      if (!(change > report.residual_kg_s)) continue;
      report.residual_kg_s = change;
      worst = report.stations[k].link;
    }
    const double scale_kg_s = std::max(1e-6, largest_flow_kg_s(*round->state));
    if (report.residual_kg_s <= options.tolerance_relative * scale_kg_s) {
      report.mass_residual_kg_s = worst_balance_kg_s(problem, report, *round->state);
      double total = 0.0;
      for (const FuelUse& use : report.stations) total += use.fuel.si();
      report.total = MassFlow::from_si(total);
      return report;
    }
    for (std::size_t k = 0; k < report.stations.size(); ++k)
      report.stations[k].fuel = MassFlow::from_si(round->fuel_kg_s[k]);
  }
  return fail(Fault::not_converged,
              worst.is_none() ? std::string("gas")
                              : fmt::format("gas.compressor[{}]", problem.network.link_name[worst]),
              fmt::format("its fuel does not settle in {} rounds; it still changes by {:.1e} kg/s",
                          options.max_rounds, report.residual_kg_s),
              "look at its set point: a station at the edge of running takes fuel now and then");
}

}  // namespace landbridge::gas
