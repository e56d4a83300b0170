#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "landbridge/base/words.hpp"
#include "landbridge/gas/prepared_state.hpp"

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double pressure_tolerance_pa = 1.0;  // a limit met to one pascal holds

/// The one held pressure above a node, where potentials shift with it.
struct Source {
  bool is_known = false;
  NodeId node;
  double pressure_pa = 0.0;
  double phi_pa2 = 0.0;
};

Source source_of(const Model& model) {
  const auto& held = model.problem.fixed_pressure;
  if (!model.is_passive_level || held.size() != 1) return {};
  return {true, held.front().node, held.front().pressure.si(),
          model.potential.phi_pa2(held.front().pressure.si())};
}

Infeasibility blank(InfeasibleWhat what) {
  Infeasibility entry;
  entry.what = what;
  entry.source_change = Pressure::from_si(not_a_number);
  entry.load_factor = not_a_number;
  return entry;
}

/// How the source and the loads would have to change so that the node reaches a potential.
void add_remedies(const Model& model, const Source& source, double phi_node_pa2,
                  double phi_wanted_pa2, Infeasibility& entry) {
  if (!source.is_known) return;
  const double phi_new_pa2 = source.phi_pa2 + phi_wanted_pa2 - phi_node_pa2;
  if (phi_new_pa2 > 0.0)
    entry.source_change =
        Pressure::from_si(model.potential.pressure_pa(phi_new_pa2) - source.pressure_pa);
  const bool is_quadratic = std::all_of(model.pipe_law.begin(), model.pipe_law.end(),
                                        [](const PipeLaw& law) { return law.fixed_factor > 0.0; });
  const double share = (source.phi_pa2 - phi_wanted_pa2) / (source.phi_pa2 - phi_node_pa2);
  if (is_quadratic && share >= 0.0) entry.load_factor = std::sqrt(share);
}

std::string remedy_text(const Model& model, const Source& source, const Infeasibility& entry) {
  std::string text;
  if (source.is_known && std::isfinite(entry.source_change.si()))
    text += fmt::format("; {} would have to hold {:.4f} bar instead of {:.4f} bar",
                        model.problem.network.node_name[source.node],
                        (source.pressure_pa + entry.source_change.si()) / 1e5,
                        source.pressure_pa / 1e5);
  if (std::isfinite(entry.load_factor))
    text += fmt::format("{} all flows scaled by {:.5f}", text.empty() ? ";" : ", or",
                        entry.load_factor);
  return text;
}

void add_unbalanced(const PreparedState& prepared, const RunReport& report,
                    std::vector<Infeasibility>& out) {
  const Model& model = *prepared.model;
  for (const auto& [part, surplus_kg_s] : report.unbalanced) {
    Infeasibility entry = blank(InfeasibleWhat::unbalanced_part);
    entry.node = model.first_node[at(model.parts[at(part)].start)];
    entry.flow = MassFlow::from_si(surplus_kg_s);
    std::size_t nodes = 0;
    for (const std::int32_t v : model.vertex_of_node)
      if (!model.is_held[at(v)] && model.part_of_vertex[at(v)] == part) ++nodes;
    entry.sentence = fmt::format(
        "the part of the network around {} ({}) is not connected to any held pressure and "
        "its supplies {} its demands by {:.6g} kg/s",
        model.problem.network.node_name[entry.node], counted(nodes, "node"),
        surplus_kg_s > 0.0 ? "exceed" : "fall short of", std::abs(surplus_kg_s));
    out.push_back(std::move(entry));
  }
}

/// A feed that cannot give what the network takes: the flow found is beyond its limits.
std::string feed_sentence(const Facility& facility, double flow_kg_s) {
  return fmt::format("{} would have to {} {:.6g} kg/s, which its limits do not allow",
                     spoken_name_of(facility), flow_kg_s < 0.0 ? "take" : "give",
                     std::abs(flow_kg_s));
}

void add_impossible(const PreparedState& prepared, const RunReport& report,
                    const Solution& solution, std::vector<Infeasibility>& out) {
  const Problem& problem = prepared.model->problem;
  for (const RunReport::Impossible& found : report.impossible) {
    Infeasibility entry = blank(InfeasibleWhat::backflow);
    entry.link = found.link;
    entry.node = problem.network.to[found.link];
    entry.flow = MassFlow::from_si(found.flow_kg_s);
    const std::string place = place_of_link(problem, found.link);
    const Facility* facility = facility_at(problem, problem.network.from[found.link]);
    if (facility != nullptr && !found.is_unbounded) {
      entry.flow = solution.flow[found.link];
      entry.sentence = feed_sentence(*facility, entry.flow.si());
    } else if (found.is_unbounded)
      entry.sentence = fmt::format(
          "nothing limits the flow of {}: it lies without any resistance "
          "between two held pressures, or drives gas around a loop "
          "without losses",
          place);
    else if (found.status == ElementStatus::at_outlet_limit)
      entry.sentence = fmt::format(
          "{} would have to deliver {:.6g} kg/s at a pressure above its "
          "set point",
          place, found.flow_kg_s);
    else if (found.status == ElementStatus::at_flow_limit)
      entry.sentence = fmt::format("{} would have to pass {:.6g} kg/s, more than its highest flow",
                                   place, found.flow_kg_s);
    else
      entry.sentence = fmt::format("{} would have to let {:.6g} kg/s back from {} to {}", place,
                                   std::abs(found.flow_kg_s), problem.network.node_name[entry.node],
                                   problem.network.node_name[problem.network.from[found.link]]);
    out.push_back(std::move(entry));
  }
}

void add_supply_limits(const Model& model, const Solution& solution,
                       std::vector<Infeasibility>& out) {
  const Problem& problem = model.problem;
  if (problem.supply_limit.empty()) return;
  for (std::size_t i = 0; i < problem.network.nodes(); ++i) {
    const NodeId node(i);
    const double flow_kg_s = solution.supply[node].si();
    const std::optional<double> limit_kg_s = passed_limit(problem.supply_limit[node], flow_kg_s);
    if (!limit_kg_s) continue;
    Infeasibility entry = blank(InfeasibleWhat::supply_limit);
    entry.node = node;
    entry.flow = MassFlow::from_si(flow_kg_s);
    entry.flow_limit = MassFlow::from_si(*limit_kg_s);
    entry.sentence = supply_limit_sentence(problem, node, flow_kg_s, *limit_kg_s);
    out.push_back(std::move(entry));
  }
}

void add_not_deliverable(const Model& model, const Solution& solution,
                         std::vector<Infeasibility>& out) {
  for (const Facility& facility : model.problem.facilities) {
    if (!facility.is_nominated) continue;
    const double flow_kg_s = solution.supply[facility.node].si();
    const double p_pa = solution.pressure[facility.node].si();
    const FacilityReach reach = facility_reach(facility, flow_kg_s);
    const bool is_high = p_pa > reach.highest_pa + pressure_tolerance_pa;
    const bool is_low = p_pa < reach.lowest_pa - pressure_tolerance_pa;
    if (!is_high && !is_low) continue;
    Infeasibility entry = blank(InfeasibleWhat::not_deliverable);
    entry.node = facility.node;
    entry.flow = solution.supply[facility.node];
    entry.pressure = solution.pressure[facility.node];
    entry.limit = Pressure::from_si(std::max(0.0, is_high ? reach.highest_pa : reach.lowest_pa));
    entry.by = Pressure::from_si(std::abs(p_pa - entry.limit.si()));
    entry.sentence = not_deliverable_sentence(facility, flow_kg_s, p_pa, entry.limit.si());
    out.push_back(std::move(entry));
  }
}

void add_missing_pressure(const PreparedState& prepared, const Source& source,
                          std::vector<Infeasibility>& out) {
  const Model& model = *prepared.model;
  std::size_t worst = 0;
  std::size_t count = 0;
  double lowest_pa2 = 0.0;
  for (std::size_t v = 0; v < model.vertex_count; ++v) {
    const double phi_pa2 = prepared.state.phi_pa2[v];
    if (!(phi_pa2 < 0.0) || !model.parts[at(model.part_of_vertex[v])].is_anchored) continue;
    ++count;
    if (phi_pa2 >= lowest_pa2) continue;
    lowest_pa2 = phi_pa2;
    worst = v;
  }
  if (count == 0) return;
  Infeasibility entry = blank(InfeasibleWhat::no_pressure);
  entry.node = model.first_node[worst];
  double wanted_pa = 0.0;
  if (!model.problem.limits.empty() && model.problem.limits[entry.node].lower)
    wanted_pa = model.problem.limits[entry.node].lower->si();
  entry.limit = Pressure::from_si(wanted_pa);
  add_remedies(model, source, lowest_pa2, model.potential.phi_pa2(wanted_pa), entry);
  entry.by = entry.source_change;
  entry.sentence = fmt::format(
      "no pressure at {} can drive these flows: the losses on the way take {:.4g} times the "
      "potential of {:.2f} bar ({} {} below zero){}",
      model.problem.network.node_name[entry.node],
      (model.phi_scale_pa2 - lowest_pa2) / model.phi_scale_pa2,
      model.potential.pressure_pa(model.phi_scale_pa2) / 1e5, counted(count, "node"),
      count == 1 ? "is" : "are", remedy_text(model, source, entry));
  out.push_back(std::move(entry));
}

void add_limits(const PreparedState& prepared, const Source& source, const Solution& solution,
                std::vector<Infeasibility>& out) {
  const Model& model = *prepared.model;
  if (model.problem.limits.empty()) return;
  for (std::size_t i = 0; i < model.problem.network.nodes(); ++i) {
    const NodeId node(i);
    const PressureLimits& limits = model.problem.limits[node];
    const double p_pa = solution.pressure[node].si();
    if (!std::isfinite(p_pa)) continue;
    const bool is_low = limits.lower && p_pa < limits.lower->si() - pressure_tolerance_pa;
    const bool is_high = limits.upper && p_pa > limits.upper->si() + pressure_tolerance_pa;
    if (!is_low && !is_high) continue;
    Infeasibility entry = blank(is_low ? InfeasibleWhat::below_lower : InfeasibleWhat::above_upper);
    entry.node = node;
    entry.pressure = solution.pressure[node];
    entry.limit = is_low ? *limits.lower : *limits.upper;
    entry.by = Pressure::from_si(std::abs(p_pa - entry.limit.si()));
    add_remedies(model, source, model.potential.phi_pa2(p_pa),
                 model.potential.phi_pa2(entry.limit.si()), entry);
    entry.sentence = fmt::format(
        "the pressure at {} is {:.4f} bar, {:.4f} bar {} its {} limit of "
        "{:.4f} bar{}",
        model.problem.network.node_name[node], p_pa / 1e5, entry.by.in(units::bar),
        is_low ? "below" : "above", is_low ? "lower" : "upper", entry.limit.in(units::bar),
        remedy_text(model, source, entry));
    out.push_back(std::move(entry));
  }
}

}  // namespace

std::vector<Infeasibility> infeasibilities(const PreparedState& prepared, const Solution& solution,
                                           const RunReport& report) {
  std::vector<Infeasibility> out;
  const Source source = source_of(*prepared.model);
  add_unbalanced(prepared, report, out);
  add_impossible(prepared, report, solution, out);
  add_missing_pressure(prepared, source, out);
  add_supply_limits(*prepared.model, solution, out);
  add_not_deliverable(*prepared.model, solution, out);
  add_limits(prepared, source, solution, out);
  return out;
}

}  // namespace landbridge::gas
