#include "landbridge/gas/batch.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "landbridge/gas/batch_cases.hpp"
#include "landbridge/gas/prepared_state.hpp"
#include "landbridge/math/parallel.hpp"

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

constexpr std::size_t cases_per_item = 256;         // of the kernel; a multiple of lane_count
constexpr std::size_t cases_per_general_item = 32;  // each item starts cold: same for any threads
constexpr int rounds_max = 12;                      // changes of station modes that a case may see
constexpr std::size_t worth_a_plan = 4;             // cases in the same modes
constexpr std::size_t worth_a_start = 32;           // cases that begin at the state of their mean

/// One batch on one model.
class Batch {
 public:
  Batch(const Model& model, const Supplies& supplies, const BatchOptions& options)
      : model_(model), supplies_(supplies), options_(options), reader_(model) {
    result_.cases.resize(supplies.cases);
    is_done_.assign(supplies.cases, 0);
  }

  Result<BatchResult> solve();

 private:
  Result<void> check() const;
  std::span<const double> row(std::size_t i) const {
    return {supplies_.kg_s.data() + i * supplies_.nodes, supplies_.nodes};
  }
  std::vector<std::size_t> waiting() const;
  LaneStart mean_start(const BatchPlan& plan, std::span<const std::size_t> cases) const;
  void gather(std::span<const std::size_t> cases, LaneWork& work) const;
  bool run(const BatchPlan& plan, std::span<const std::size_t> cases);
  StationModes first_modes() const;
  bool follow_stations();
  bool run_general(std::span<const std::size_t> cases);
  BatchCase solve_one(Prepared& prepared, std::size_t i) const;
  ParallelOptions threads() const { return {options_.threads, options_.is_cancelled}; }
  void certify();

  const Model& model_;
  const Supplies& supplies_;
  const BatchOptions& options_;
  CaseReader reader_;
  BatchResult result_;
  std::vector<std::uint8_t> is_done_;
  std::vector<StationModes> next_modes_;  ///< of cases that left a plan's modes
};

Result<void> Batch::check() const {
  const Network& net = model_.problem.network;
  if (supplies_.nodes != net.nodes() || supplies_.kg_s.size() != supplies_.cases * supplies_.nodes)
    return fail(Fault::bad_input, "gas.batch",
                fmt::format("the table of supplies is {} x {} with {} values; the network has {} "
                            "nodes",
                            supplies_.cases, supplies_.nodes, supplies_.kg_s.size(), net.nodes()));
  for (std::size_t k = 0; k < supplies_.kg_s.size(); ++k)
    if (!std::isfinite(supplies_.kg_s[k]))
      return fail(Fault::bad_input, fmt::format("gas.batch[{}]", k / supplies_.nodes),
                  fmt::format("the supply of {} is not a number",
                              net.node_name[NodeId(k % supplies_.nodes)]));
  return {};
}

std::vector<std::size_t> Batch::waiting() const {
  std::vector<std::size_t> cases;
  for (std::size_t i = 0; i < is_done_.size(); ++i)
    if (!is_done_[i]) cases.push_back(i);
  return cases;
}

/// The state of the mean of the cases: where all of them begin.
LaneStart Batch::mean_start(const BatchPlan& plan, std::span<const std::size_t> cases) const {
  LaneWork work(plan);
  const double share = 1.0 / static_cast<double>(cases.size());
  for (const std::size_t i : cases) {
    const auto supply = row(i);
    for (std::size_t n = 0; n < supply.size(); ++n) {
      const std::size_t v = at(model_.vertex_of_node[n]);
      if (!model_.is_held[v])
        for (double& x : work.supply_kg_s[v].v) x += share * supply[n];
    }
  }
  solve_lanes(plan, {}, {options_.max_iterations, options_.tolerance_relative, true}, work);
  LaneStart start;
  for (const Lanes& psi : work.psi_pa2) start.psi_pa2.push_back(psi.v[0]);
  for (const Lanes& q : work.flow_kg_s) start.flow_kg_s.push_back(q.v[0]);
  const auto is_finite = [](double x) { return std::isfinite(x); };
  if (!std::ranges::all_of(start.psi_pa2, is_finite)) return {};
  if (!std::ranges::all_of(start.flow_kg_s, is_finite)) return {};
  return start;
}

/// Eight rows side by side; the last row fills what is left.
void Batch::gather(std::span<const std::size_t> cases, LaneWork& work) const {
  std::ranges::fill(work.supply_kg_s, Lanes{});
  for (std::size_t l = 0; l < lane_count; ++l) {
    const auto supply = row(cases[std::min(l, cases.size() - 1)]);
    for (std::size_t n = 0; n < supply.size(); ++n) {
      const std::size_t v = at(model_.vertex_of_node[n]);
      if (!model_.is_held[v]) work.supply_kg_s[v].v[l] += supply[n];
    }
  }
}

/// Empty where no plan can follow.
StationModes modes_after(const BatchPlan& plan, const LaneWork& work, std::size_t lane) {
  StationModes modes;
  for (std::size_t k = 0; k < plan.stations.size(); ++k) {
    const auto mode = next_mode(plan, work, k, lane);
    if (!mode) return {};
    modes.push_back(*mode);
  }
  return modes;
}

bool Batch::run(const BatchPlan& plan, std::span<const std::size_t> cases) {
  const LaneStart start = cases.size() < worth_a_start ? LaneStart{} : mean_start(plan, cases);
  const LaneOptions lane_options{options_.max_iterations, options_.tolerance_relative, true};
  const std::size_t items = (cases.size() + cases_per_item - 1) / cases_per_item;
  const auto outcome = try_parallel_for(items, threads(), [&](std::size_t item) -> Result<void> {
    LaneWork work(plan);
    const auto mine = cases.subspan(item * cases_per_item,
                                    std::min(cases_per_item, cases.size() - item * cases_per_item));
    for (std::size_t first = 0; first < mine.size(); first += lane_count) {
      const auto eight = mine.subspan(first, std::min(lane_count, mine.size() - first));
      gather(eight, work);
      solve_lanes(plan, start, lane_options, work);
      for (std::size_t l = 0; l < eight.size(); ++l) {
        if (!work.is_good[l]) continue;
        if (!work.is_in_mode[l]) {
          next_modes_[eight[l]] = modes_after(plan, work, l);
          continue;
        }
        result_.cases[eight[l]] = reader_.read(plan, work, l, row(eight[l]));
        is_done_[eight[l]] = 1;
      }
    }
    return {};
  });
  return !outcome.was_cancelled;
}

BatchCase Batch::solve_one(Prepared& prepared, std::size_t i) const {
  Column<NodeId, MassFlow> supply(supplies_.nodes);
  for (std::size_t n = 0; n < supplies_.nodes; ++n)
    supply[NodeId(n)] = MassFlow::from_si(row(i)[n]);
  Options options;
  options.max_iterations = std::max(options_.max_iterations, Options{}.max_iterations);
  options.tolerance_relative = options_.tolerance_relative;
  auto solution = gas::solve(prepared, supply, options);
  if (!solution) {
    // Once more from rest and with more patience.
    Problem alone = model_.problem;
    alone.supply = supply;
    options.max_iterations *= 4;
    solution = gas::solve(alone, options);
  }
  if (!solution) {
    BatchCase lost;
    lost.status = BatchStatus::not_converged;
    lost.lowest_pressure = Pressure::from_si(std::nan(""));
    lost.slack = MassFlow::from_si(std::nan(""));
    return lost;
  }
  return reader_.read(*solution);
}

/// The modes of the stations in a solution; nothing where no plan knows one.
std::optional<StationModes> modes_of(const Model& model, const Solution& solution) {
  StationModes modes;
  for (const ModelEdge& edge : model.edges) {
    if (!edge.is_active) continue;
    switch (solution.link[edge.link].status) {
      case ElementStatus::active:
      case ElementStatus::at_ratio_limit: modes.push_back(StationMode::ratio); break;
      case ElementStatus::bypass: modes.push_back(StationMode::bypass); break;
      case ElementStatus::closed: modes.push_back(StationMode::closed); break;
      case ElementStatus::at_outlet_limit: modes.push_back(StationMode::at_outlet); break;
      default: return std::nullopt;
    }
  }
  return modes;
}

/// The modes in the state of the mean nomination, by the general solver: a good first guess.
StationModes Batch::first_modes() const {
  Column<NodeId, MassFlow> mean(supplies_.nodes);
  const double share = 1.0 / static_cast<double>(supplies_.cases);
  for (std::size_t i = 0; i < supplies_.cases; ++i)
    for (std::size_t n = 0; n < supplies_.nodes; ++n)
      mean[NodeId(n)] = mean[NodeId(n)] + MassFlow::from_si(share * row(i)[n]);
  StationModes modes(model_.active_law.size(), StationMode::ratio);
  Problem problem = model_.problem;
  problem.supply = mean;
  const auto solution = gas::solve(problem);
  if (solution)
    if (auto found = modes_of(model_, *solution)) modes = std::move(*found);
  return modes;
}

/// Runs the cases through plans in the modes that their stations seem to be in; a case whose
/// stations leave the modes goes on to the modes that its state points to.
bool Batch::follow_stations() {
  next_modes_.assign(supplies_.cases, {});
  std::map<StationModes, std::vector<std::size_t>> groups{{first_modes(), waiting()}};
  for (int round = 0; round < rounds_max && !groups.empty(); ++round) {
    std::map<StationModes, std::vector<std::size_t>> next;
    for (const auto& [modes, cases] : groups) {
      if (cases.size() < worth_a_plan) continue;
      const auto plan = make_plan(model_, modes);
      if (!plan) continue;
      if (!run(*plan, cases)) return false;
      for (const std::size_t i : cases)
        if (!is_done_[i] && !next_modes_[i].empty()) next[next_modes_[i]].push_back(i);
    }
    groups = std::move(next);
  }
  return true;
}

bool Batch::run_general(std::span<const std::size_t> cases) {
  const std::size_t items = (cases.size() + cases_per_general_item - 1) / cases_per_general_item;
  const auto outcome = try_parallel_for(items, threads(), [&](std::size_t item) -> Result<void> {
    auto prepared = prepare(model_.problem);
    if (!prepared) return fail(std::move(prepared.error()));
    const std::size_t end = std::min(cases.size(), (item + 1) * cases_per_general_item);
    for (std::size_t k = item * cases_per_general_item; k < end; ++k) {
      result_.cases[cases[k]] = solve_one(*prepared, cases[k]);
      is_done_[cases[k]] = 1;
    }
    return {};
  });
  return !outcome.was_cancelled;
}

void Batch::certify() {
  BatchCertificate& out = result_.certificate;
  double worst = -1.0;
  for (std::size_t i = 0; i < result_.cases.size(); ++i) {
    const BatchCase& found = result_.cases[i];
    out.mass_residual_kg_s = std::max(out.mass_residual_kg_s, found.mass_residual_kg_s);
    out.iterations = std::max(out.iterations, found.iterations);
    out.compiled += found.is_compiled ? 1 : 0;
    if (!(found.law_residual_relative > worst)) continue;
    worst = found.law_residual_relative;
    out.law_residual_relative = worst;
    out.worst_case = i;
  }
}

Result<BatchResult> Batch::solve() {
  if (auto good = check(); !good) return fail(std::move(good.error()));
  const auto stopped = [] {
    return fail(Fault::not_converged, "gas.batch", "it was stopped before the end");
  };
  if (supplies_.cases == 0) return std::move(result_);
  if (options_.may_compile) {
    const auto plan = make_plan(model_);
    const bool has_stations = !model_.active_law.empty();
    if (!plan) result_.certificate.why_not_compiled = plan.error().what;
    if (plan && !has_stations && !run(*plan, waiting())) return stopped();
    if (plan && has_stations && !follow_stations()) return stopped();
  } else {
    result_.certificate.why_not_compiled = "the general solver was asked for";
  }
  if (!run_general(waiting())) return stopped();
  certify();
  return std::move(result_);
}

}  // namespace

Result<BatchResult> solve_batch(const Problem& problem, const Supplies& supplies,
                                const BatchOptions& options) {
  auto model = build_model(problem);
  if (!model) return fail(std::move(model.error()));
  return Batch(**model, supplies, options).solve();
}

Result<BatchResult> solve_batch(Prepared& prepared, const Supplies& supplies,
                                const BatchOptions& options) {
  return Batch(*prepared.state().model, supplies, options).solve();
}

}  // namespace landbridge::gas
