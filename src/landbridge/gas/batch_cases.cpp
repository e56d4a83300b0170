#include "landbridge/gas/batch_cases.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double pressure_tolerance_pa = 1.0;  // as in infeasibilities.cpp
constexpr double same_pressure_pa = 0.1;       // 1e-6 bar: nodes that share the lowest pressure

BatchCause blank(InfeasibleWhat what, NodeId node) {
  BatchCause cause;
  cause.what = what;
  cause.node = node;
  cause.source_change = Pressure::from_si(not_a_number);
  cause.load_factor = not_a_number;
  return cause;
}

BatchCause cause_of(const Infeasibility& entry) {
  return {entry.what, entry.node, entry.link,       entry.pressure,      entry.limit,
          entry.by,   entry.flow, entry.flow_limit, entry.source_change, entry.load_factor};
}

bool is_limit(InfeasibleWhat what) {
  return what == InfeasibleWhat::below_lower || what == InfeasibleWhat::above_upper;
}

/// What no pressure can cure comes first, else the limit that is missed by most.
const Infeasibility* worst_of(const std::vector<Infeasibility>& entries) {
  const Infeasibility* worst = nullptr;
  for (const Infeasibility& entry : entries) {
    if (!is_limit(entry.what)) return &entry;
    if (!worst || entry.by > worst->by) worst = &entry;
  }
  return worst;
}

std::string remedy_text(const Problem& problem, const BatchCause& cause) {
  std::string text;
  if (std::isfinite(cause.source_change.si()) && problem.fixed_pressure.size() == 1) {
    const FixedPressure& held = problem.fixed_pressure.front();
    text += fmt::format("; {} would have to hold {:.4f} bar instead of {:.4f} bar",
                        problem.network.node_name[held.node],
                        (held.pressure + cause.source_change).in(units::bar),
                        held.pressure.in(units::bar));
  }
  if (std::isfinite(cause.load_factor))
    text += fmt::format("{} all flows scaled by {:.5f}", text.empty() ? ";" : ", or",
                        cause.load_factor);
  return text;
}

}  // namespace

CaseReader::CaseReader(const Model& model) : model_(model) {
  const Problem& problem = model.problem;
  const std::size_t nodes = problem.network.nodes();
  for (std::size_t i = 0; i < nodes; ++i) node_of_rank_.emplace_back(i);
  std::ranges::stable_sort(node_of_rank_, {}, [&](NodeId node) -> const std::string& {
    return problem.network.node_name[node];
  });
  rank_of_node_.resize(nodes);
  for (std::size_t rank = 0; rank < nodes; ++rank)
    rank_of_node_[node_of_rank_[rank].index()] = static_cast<std::int32_t>(rank);
  rank_of_vertex_.assign(model.vertex_count, std::numeric_limits<std::int32_t>::max());
  for (std::size_t i = 0; i < nodes; ++i) {
    std::int32_t& rank = rank_of_vertex_[at(model.vertex_of_node[i])];
    rank = std::min(rank, rank_of_node_[i]);
  }
  is_held_node_.assign(nodes, 0);
  for (const FixedPressure& held : problem.fixed_pressure) is_held_node_[held.node.index()] = 1;
  if (problem.limits.empty()) return;
  lower_pa2_.assign(model.vertex_count, -infinity);
  upper_pa2_.assign(model.vertex_count, infinity);
  for (std::size_t i = 0; i < nodes; ++i) {
    const std::size_t v = at(model.vertex_of_node[i]);
    const PressureLimits& limits = problem.limits[NodeId(i)];
    if (limits.lower)
      lower_pa2_[v] = std::max(lower_pa2_[v],
                               model.potential.phi_pa2(limits.lower->si() - pressure_tolerance_pa));
    if (limits.upper)
      upper_pa2_[v] = std::min(upper_pa2_[v],
                               model.potential.phi_pa2(limits.upper->si() + pressure_tolerance_pa));
  }
}

std::vector<double> CaseReader::potentials(const BatchPlan& plan, const LaneWork& work,
                                           std::size_t lane) const {
  std::vector<double> phi_pa2(plan.vertices());
  for (std::size_t v = 0; v < phi_pa2.size(); ++v)
    phi_pa2[v] = plan.gain[v] * work.psi_pa2[at(plan.group_of[v])].v[lane];
  return phi_pa2;
}

BatchCase CaseReader::read(const BatchPlan& plan, const LaneWork& work, std::size_t lane,
                           std::span<const double> supply_kg_s) const {
  BatchCase found;
  found.is_compiled = true;
  found.iterations = work.iterations[lane];
  found.mass_residual_kg_s = work.mass_kg_s.v[lane];
  found.law_residual_relative = work.law_pa2.v[lane] / model_.phi_scale_pa2;
  double others_kg_s = 0.0;
  for (std::size_t i = 0; i < supply_kg_s.size(); ++i)
    if (!is_held_node_[i]) others_kg_s += supply_kg_s[i];
  found.slack = MassFlow::from_si(0.0 - others_kg_s);
  const std::vector<double> phi_pa2 = potentials(plan, work, lane);
  read_lowest(phi_pa2, found);
  if (!found.cause) read_supplies(supply_kg_s, found);
  if (!found.cause && !lower_pa2_.empty()) read_limits(phi_pa2, found);
  if (found.cause) found.status = BatchStatus::infeasible;
  return found;
}

void CaseReader::read_lowest(std::span<const double> phi_pa2, BatchCase& found) const {
  const std::size_t worst =
      static_cast<std::size_t>(std::ranges::min_element(phi_pa2) - phi_pa2.begin());
  const double lowest_pa2 = phi_pa2[worst];
  if (lowest_pa2 < 0.0) {
    const NodeId node = model_.first_node[worst];
    found.lowest_pressure = Pressure::from_si(not_a_number);
    found.lowest_node = node;
    found.cause = blank(InfeasibleWhat::no_pressure, node);
    double wanted_pa = 0.0;
    if (!lower_pa2_.empty() && model_.problem.limits[node].lower)
      wanted_pa = model_.problem.limits[node].lower->si();
    found.cause->limit = Pressure::from_si(wanted_pa);
    add_remedies(lowest_pa2, model_.potential.phi_pa2(wanted_pa), *found.cause);
    found.cause->by = found.cause->source_change;
    return;
  }
  const double lowest_pa = model_.potential.pressure_pa(lowest_pa2);
  const double same_pa2 = model_.potential.phi_pa2(lowest_pa + same_pressure_pa);
  std::int32_t rank = rank_of_vertex_[worst];
  for (std::size_t v = 0; v < phi_pa2.size(); ++v)
    if (phi_pa2[v] <= same_pa2) rank = std::min(rank, rank_of_vertex_[v]);
  found.lowest_pressure = Pressure::from_si(lowest_pa);
  found.lowest_node = node_of_rank_[at(rank)];
}

/// The kernel is used where at most one node is held, so that its supply is the slack.
void CaseReader::read_supplies(std::span<const double> supply_kg_s, BatchCase& found) const {
  const auto& limits = model_.problem.supply_limit;
  for (std::size_t i = 0; i < limits.size(); ++i) {
    const double flow_kg_s = is_held_node_[i] ? found.slack.si() : supply_kg_s[i];
    const auto limit_kg_s = passed_limit(limits[NodeId(i)], flow_kg_s);
    if (!limit_kg_s) continue;
    found.cause = blank(InfeasibleWhat::supply_limit, NodeId(i));
    found.cause->flow = MassFlow::from_si(flow_kg_s);
    found.cause->flow_limit = MassFlow::from_si(*limit_kg_s);
    return;
  }
}

void CaseReader::read_limits(std::span<const double> phi_pa2, BatchCase& found) const {
  const auto keeps = [&](std::size_t v) {
    return phi_pa2[v] >= lower_pa2_[v] && phi_pa2[v] <= upper_pa2_[v];
  };
  std::size_t first = 0;
  while (first < phi_pa2.size() && keeps(first)) ++first;
  if (first == phi_pa2.size()) return;
  for (std::size_t i = 0; i < model_.vertex_of_node.size(); ++i) {
    const std::size_t v = at(model_.vertex_of_node[i]);
    if (keeps(v)) continue;
    const PressureLimits& limits = model_.problem.limits[NodeId(i)];
    const double p_pa = model_.potential.pressure_pa(phi_pa2[v]);
    const bool is_low = limits.lower && p_pa < limits.lower->si() - pressure_tolerance_pa;
    const bool is_high = limits.upper && p_pa > limits.upper->si() + pressure_tolerance_pa;
    if (!is_low && !is_high) continue;
    BatchCause cause =
        blank(is_low ? InfeasibleWhat::below_lower : InfeasibleWhat::above_upper, NodeId(i));
    cause.pressure = Pressure::from_si(p_pa);
    cause.limit = is_low ? *limits.lower : *limits.upper;
    cause.by = Pressure::from_si(std::abs(p_pa - cause.limit.si()));
    if (found.cause && found.cause->by >= cause.by) continue;
    add_remedies(phi_pa2[v], model_.potential.phi_pa2(cause.limit.si()), cause);
    found.cause = cause;
  }
}

/// As in Infeasibility: for pipes alone under one held pressure all potentials shift together, and
/// losses grow with the square of the flows.
void CaseReader::add_remedies(double phi_node_pa2, double phi_wanted_pa2, BatchCause& cause) const {
  const auto& held = model_.problem.fixed_pressure;
  if (!model_.is_passive_level || held.size() != 1) return;
  const double source_pa = held.front().pressure.si();
  const double source_pa2 = model_.potential.phi_pa2(source_pa);
  const double new_pa2 = source_pa2 + phi_wanted_pa2 - phi_node_pa2;
  if (new_pa2 > 0.0)
    cause.source_change = Pressure::from_si(model_.potential.pressure_pa(new_pa2) - source_pa);
  const double share = (source_pa2 - phi_wanted_pa2) / (source_pa2 - phi_node_pa2);
  if (share >= 0.0) cause.load_factor = std::sqrt(share);
}

BatchCase CaseReader::read(const Solution& solution) const {
  BatchCase found;
  found.iterations = solution.certificate.iterations;
  found.mass_residual_kg_s = solution.certificate.mass_residual_kg_s;
  found.law_residual_relative = solution.certificate.law_residual_relative;
  double slack_kg_s = 0.0;
  for (std::size_t i = 0; i < is_held_node_.size(); ++i)
    if (is_held_node_[i]) slack_kg_s += solution.supply[NodeId(i)].si();
  found.slack = MassFlow::from_si(slack_kg_s);
  if (const Infeasibility* worst = worst_of(solution.infeasible)) {
    found.status = BatchStatus::infeasible;
    found.cause = cause_of(*worst);
  }
  if (found.cause && found.cause->what == InfeasibleWhat::no_pressure) {
    found.lowest_pressure = Pressure::from_si(not_a_number);
    found.lowest_node = found.cause->node;
    return found;
  }
  double lowest_pa = infinity;
  for (const Pressure p : solution.pressure) lowest_pa = std::min(lowest_pa, p.si());
  found.lowest_pressure = Pressure::from_si(lowest_pa < infinity ? lowest_pa : not_a_number);
  std::int32_t rank = std::numeric_limits<std::int32_t>::max();
  for (std::size_t i = 0; i < solution.pressure.size(); ++i)
    if (solution.pressure[NodeId(i)].si() <= lowest_pa + same_pressure_pa)
      rank = std::min(rank, rank_of_node_[i]);
  if (at(rank) < node_of_rank_.size()) found.lowest_node = node_of_rank_[at(rank)];
  return found;
}

std::string_view name_of(BatchStatus status) {
  switch (status) {
    case BatchStatus::ok: return "ok";
    case BatchStatus::infeasible: return "infeasible";
    case BatchStatus::not_converged: return "not_converged";
  }
  return "";
}

std::string sentence_of(const Problem& problem, const BatchCase& found) {
  if (found.status == BatchStatus::not_converged)
    return "no steady state was found; solve this nomination alone to see where";
  if (!found.cause) return {};
  const BatchCause& cause = *found.cause;
  const auto node = [&] { return problem.network.node_name[cause.node]; };
  const auto link = [&] { return problem.network.link_name[cause.link]; };
  switch (cause.what) {
    case InfeasibleWhat::no_pressure:
      return fmt::format("no pressure at {} can drive these flows{}", node(),
                         remedy_text(problem, cause));
    case InfeasibleWhat::below_lower:
    case InfeasibleWhat::above_upper: {
      const bool is_low = cause.what == InfeasibleWhat::below_lower;
      return fmt::format(
          "the pressure at {} is {:.4f} bar, {:.4f} bar {} its {} limit of {:.4f} bar{}", node(),
          cause.pressure.in(units::bar), cause.by.in(units::bar), is_low ? "below" : "above",
          is_low ? "lower" : "upper", cause.limit.in(units::bar), remedy_text(problem, cause));
    }
    case InfeasibleWhat::unbalanced_part:
      return fmt::format(
          "the part of the network around {} is not connected to any held pressure and its "
          "supplies {} its demands by {:.6g} kg/s",
          node(), cause.flow.si() > 0.0 ? "exceed" : "fall short of", std::abs(cause.flow.si()));
    case InfeasibleWhat::supply_limit:
      return supply_limit_sentence(problem, cause.node, cause.flow.si(), cause.flow_limit.si());
    case InfeasibleWhat::not_deliverable:
      return not_deliverable_sentence(*facility_at(problem, cause.node), cause.flow.si(),
                                      cause.pressure.si(), cause.limit.si());
    case InfeasibleWhat::backflow:
      return fmt::format("{} would have to pass {:.6g} kg/s, which it cannot", link(),
                         cause.flow.si());
  }
  return {};
}

}  // namespace landbridge::gas
