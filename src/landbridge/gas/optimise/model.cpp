#include "landbridge/gas/optimise/model.hpp"

#include <cmath>

#include <fmt/format.h>

namespace landbridge::gas {
namespace {

constexpr double pa_per_bar = 1e5;

Result<void> check_node(const OptNode& node) {
  const std::string where = fmt::format("gas.node[{}]", node.name);
  if (!std::isfinite(node.injection_kg_s) || !std::isfinite(node.pressure_min_pa) ||
      !std::isfinite(node.pressure_max_pa))
    return fail(Fault::bad_input, where, "a pressure limit or the injection is not a number",
                "every node needs a lowest and a highest pressure");
  if (node.pressure_min_pa < 0.0)
    return fail(Fault::bad_input, where,
                fmt::format("the lowest pressure is {:.6g} bar; it must not be negative",
                            node.pressure_min_pa / pa_per_bar));
  if (!(node.pressure_max_pa > 0.0) || node.pressure_max_pa < node.pressure_min_pa)
    return fail(Fault::bad_input, where,
                fmt::format("the highest pressure is {:.6g} bar and the lowest {:.6g} bar",
                            node.pressure_max_pa / pa_per_bar, node.pressure_min_pa / pa_per_bar),
                "the highest must be positive and not below the lowest");
  return {};
}

Result<void> check_arc(const OptArc& arc, std::size_t nodes, std::size_t decisions) {
  const std::string where = fmt::format("gas.{}[{}]", name_of(arc.kind), arc.name);
  const auto is_node = [&](std::int32_t id) {
    return id >= 0 && static_cast<std::size_t>(id) < nodes;
  };
  if (!is_node(arc.from) || !is_node(arc.to) || arc.from == arc.to)
    return fail(Fault::bad_input, where, "it does not connect two different nodes");
  if (arc.decision >= 0 && static_cast<std::size_t>(arc.decision) >= decisions)
    return fail(Fault::bad_input, where, "its decision does not exist");
  if (!(arc.flow_min_kg_s <= arc.flow_max_kg_s))
    return fail(Fault::bad_input, where,
                fmt::format("the least flow is {:.6g} kg/s and the largest {:.6g} kg/s",
                            arc.flow_min_kg_s, arc.flow_max_kg_s));
  const bool has_law = arc.kind == OptArcKind::pipe || arc.kind == OptArcKind::booster;
  if (has_law && !(arc.resistance_pa2_s2_kg2 > 0.0 && std::isfinite(arc.resistance_pa2_s2_kg2)))
    return fail(Fault::bad_input, where, "the resistance is not a positive number",
                "length, diameter and friction must be positive");
  if (!(arc.height_factor > 0.0) || !std::isfinite(arc.height_factor))
    return fail(Fault::bad_input, where, "the heights of its ends are not usable");
  if (arc.kind == OptArcKind::compressor &&
      (!(arc.ratio_min > 0.0) || !(arc.ratio_max >= arc.ratio_min)))
    return fail(
        Fault::bad_input, where,
        fmt::format("the pressure ratio may be {:.6g} to {:.6g}", arc.ratio_min, arc.ratio_max),
        "the highest must not be below the lowest, and both be positive");
  return {};
}

}  // namespace

std::string_view name_of(OptArcKind kind) {
  switch (kind) {
    case OptArcKind::pipe: return "pipe";
    case OptArcKind::zero_loss: return "short_pipe";
    case OptArcKind::regulator: return "regulator";
    case OptArcKind::compressor: return "compressor";
    case OptArcKind::booster: return "booster";
  }
  return "";
}

Result<void> check(const OptModel& model) {
  if (model.nodes.empty())
    return fail(Fault::bad_input, "gas", "the network has no node", "it needs at least one");
  for (const OptNode& node : model.nodes)
    if (auto ok = check_node(node); !ok) return ok;
  for (const OptArc& arc : model.arcs)
    if (auto ok = check_arc(arc, model.nodes.size(), model.decisions.size()); !ok) return ok;
  for (const OptSupply& s : model.supplies)
    if (!(s.min_kg_s <= s.max_kg_s) || !std::isfinite(s.price) || s.node < 0 ||
        static_cast<std::size_t>(s.node) >= model.nodes.size())
      return fail(Fault::bad_input, fmt::format("gas.supply[{}]", s.name),
                  fmt::format("the least flow is {:.6g} kg/s and the largest {:.6g} kg/s",
                              s.min_kg_s, s.max_kg_s),
                  "the largest must not be below the least");
  return {};
}

}  // namespace landbridge::gas
