#include "landbridge/gas/verdict_decisions.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

std::size_t place_of(const VerdictModel& model, const ElementOrder& order) {
  const LinkId link = model.source->elements[order.element].link;
  return at(model.links[link.index()].element);
}

bool is_possible(const VerdictModel& model, const Bounds& bounds, const ElementOrder& order) {
  const std::size_t e = place_of(model, order);
  const ValueRange& flow = bounds.flow[at(model.elements[e].link)];
  const double room = flow_tolerance_kg_s(model);
  if (!has(bounds.modes[e], order.mode)) return false;
  if (order.mode == ElementMode::closed) return flow.low <= room && flow.high >= -room;
  const bool is_forward = order.direction > 0 || order.mode == ElementMode::active;
  return (!is_forward || flow.high >= -room) && (order.direction >= 0 || flow.low <= room);
}

/// What the decisions of one group that are left allow one element.
struct Hull {
  ModeSet modes = 0;
  std::size_t orders = 0;
  bool may_flow_on = false;
  bool may_flow_back = false;
};

void add(Hull& hull, const ElementOrder& order) {
  hull.modes |= bit(order.mode);
  ++hull.orders;
  if (order.mode == ElementMode::closed) return;
  hull.may_flow_on = hull.may_flow_on || order.direction >= 0;
  hull.may_flow_back =
      hull.may_flow_back || (order.direction <= 0 && order.mode != ElementMode::active);
}

void restrict(const VerdictModel& model, Bounds& bounds, std::size_t e, const Hull& hull,
              bool& has_changed) {
  const ModeSet modes = bounds.modes[e] & hull.modes;
  has_changed = has_changed || modes != bounds.modes[e];
  bounds.modes[e] = modes;
  const std::size_t l = at(model.elements[e].link);
  ValueRange& flow = bounds.flow[l];
  if (!hull.may_flow_back && flow.low < 0.0) {
    flow.low = std::min(0.0, flow.high);
    bounds.flow_low_reason[l] = FlowReason::mode;
    has_changed = true;
  }
  if (!hull.may_flow_on && flow.high > 0.0) {
    flow.high = std::max(0.0, flow.low);
    bounds.flow_high_reason[l] = FlowReason::mode;
    has_changed = true;
  }
}

}  // namespace

std::optional<Conflict> tighten_decisions(const VerdictModel& model, Bounds& bounds,
                                          bool& has_changed) {
  const auto& choices = model.source->choices;
  for (std::size_t g = 0; g < choices.size(); ++g) {
    std::vector<Hull> hulls(model.elements.size());
    std::size_t left = 0;
    Conflict none_left;
    none_left.kind = Conflict::Kind::decision;
    none_left.group = static_cast<std::int32_t>(g);
    for (std::size_t d = 0; d < choices[g].decisions.size(); ++d) {
      if (bounds.decisions[g][d] == 0) continue;
      for (const ElementOrder& order : choices[g].decisions[d].orders)
        if (!is_possible(model, bounds, order)) {
          bounds.decisions[g][d] = 0;
          none_left.link = model.elements[place_of(model, order)].link;
        }
      if (bounds.decisions[g][d] == 0) continue;
      ++left;
      for (const ElementOrder& order : choices[g].decisions[d].orders)
        add(hulls[place_of(model, order)], order);
    }
    if (left == 0) return none_left;
    for (std::size_t e = 0; e < hulls.size(); ++e)
      if (hulls[e].orders == left) restrict(model, bounds, e, hulls[e], has_changed);
  }
  return {};
}

std::int32_t open_group(const Bounds& bounds) {
  for (std::size_t g = 0; g < bounds.decisions.size(); ++g)
    if (std::ranges::count(bounds.decisions[g], std::uint8_t{1}) > 1)
      return static_cast<std::int32_t>(g);
  return -1;
}

std::vector<std::size_t> chosen_decisions(const Bounds& bounds) {
  std::vector<std::size_t> chosen;
  for (const auto& flags : bounds.decisions)
    chosen.push_back(
        static_cast<std::size_t>(std::ranges::find(flags, std::uint8_t{1}) - flags.begin()));
  return chosen;
}

void apply_machines(VerdictModel& model, const Bounds& bounds) {
  const auto& choices = model.source->choices;
  if (choices.empty()) return;
  for (const ControlledElement& e : model.source->elements)
    model.elements[at(model.links[e.link.index()].element)].machines = &e.machines;
  for (std::size_t g = 0; g < choices.size(); ++g) {
    if (std::ranges::count(bounds.decisions[g], std::uint8_t{1}) != 1) continue;
    const std::size_t d = chosen_decisions(bounds)[g];
    for (const ElementOrder& order : choices[g].decisions[d].orders)
      if (order.machines.windows) model.elements[place_of(model, order)].machines = &order.machines;
  }
}

std::string place_of_group(const VerdictModel& model, std::int32_t group) {
  return fmt::format("gas.decision[{}]", model.source->choices[at(group)].group);
}

}  // namespace landbridge::gas
