#include "landbridge/gas/solve.hpp"

#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "landbridge/gas/prepared_state.hpp"

namespace landbridge::gas {
namespace {

Result<Solution> solve_once(PreparedState& prepared, const Column<NodeId, MassFlow>& supply,
                            const Options& options) {
  RunReport report = run(prepared, supply, options);
  if (!report.is_converged) {
    prepared.has_state = false;
    const Problem& problem = prepared.model->problem;
    return fail(Fault::not_converged,
                report.worst_link.is_none() ? "gas" : place_of_link(problem, report.worst_link),
                fmt::format("no steady state was found in {} iterations; the largest relative "
                            "residual left is {:.3g}, here",
                            report.iterations, report.residual_relative),
                "raise max_iterations; check the set points of regulators and compressors nearby");
  }
  return solution_of(prepared, supply, report);
}

Column<NodeId, MassFlow> scaled(const Column<NodeId, MassFlow>& supply, double factor) {
  Column<NodeId, MassFlow> out = supply;
  for (MassFlow& s : out) s = factor * s;
  return out;
}

/// The largest factor on all supplies, up to 1, at which nothing is infeasible; NaN if none is.
double largest_load_factor(PreparedState& prepared, const Column<NodeId, MassFlow>& supply,
                           const Options& options) {
  double low = 0.0;
  double high = 1.0;
  const auto is_feasible = [&](double factor) {
    const auto found = solve_once(prepared, scaled(supply, factor), options);
    return found && found->infeasible.empty();
  };
  if (!is_feasible(0.0)) return std::nan("");
  constexpr int halvings = 30;
  for (int i = 0; i < halvings; ++i) {
    const double middle = 0.5 * (low + high);
    (is_feasible(middle) ? low : high) = middle;
  }
  return low;
}

Result<Prepared> prepared_from(const Problem& problem, bool keeps_copy) {
  auto model = build_model(problem, keeps_copy);
  if (!model) return fail(std::move(model.error()));
  auto state = std::make_unique<PreparedState>();
  state->model = std::move(*model);
  state->core = std::make_unique<PipeCore>(*state->model);
  state->block_solver.resize(state->model->blocks.size());
  return Prepared(std::move(state));
}

}  // namespace

std::string_view name_of(ElementStatus status) {
  constexpr std::array<std::string_view, 12> names{
      "none",           "active",         "open",           "bypass",
      "closed",         "at_ratio_limit", "at_power_limit", "at_outlet_limit",
      "at_inlet_limit", "at_flow_limit",  "at_lowest_flow", "on_curve"};
  return names[static_cast<std::size_t>(status)];
}

std::string_view name_of(InfeasibleWhat what) {
  constexpr std::array<std::string_view, 7> names{"no_pressure",     "below_lower", "above_upper",
                                                  "unbalanced_part", "backflow",    "supply_limit",
                                                  "not_deliverable"};
  return names[static_cast<std::size_t>(what)];
}

Prepared::Prepared(std::unique_ptr<PreparedState> state) : state_(std::move(state)) {}
Prepared::Prepared(Prepared&&) noexcept = default;
Prepared& Prepared::operator=(Prepared&&) noexcept = default;
Prepared::~Prepared() = default;

Result<Prepared> prepare(const Problem& problem) { return prepared_from(problem, true); }

Result<Solution> solve(Prepared& prepared, const Column<NodeId, MassFlow>& supply,
                       const Options& options) {
  PreparedState& state = prepared.state();
  if (supply.size() != state.model->problem.network.nodes())
    return fail(Fault::bad_input, "gas",
                fmt::format("the column of supplies has {} rows; the network has {} nodes",
                            supply.size(), state.model->problem.network.nodes()));
  if (options.start) take_start(state, *options.start);
  auto solution = solve_once(state, supply, options);
  if (!solution || solution->infeasible.empty() || !options.computes_load_factors) return solution;
  const double factor = largest_load_factor(state, supply, options);
  for (Infeasibility& entry : solution->infeasible)
    if (!std::isfinite(entry.load_factor)) entry.load_factor = factor;
  return solution;
}

Result<Solution> solve(const Problem& problem, const Options& options) {
  auto prepared = prepared_from(problem, false);
  if (!prepared) return fail(std::move(prepared.error()));
  return solve(*prepared, problem.supply, options);
}

}  // namespace landbridge::gas
