#include "landbridge/gas/verdict_split.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace landbridge::gas {
namespace {

constexpr double worth_splitting = 1e-6;  // of the scale, by which the point breaks a law
constexpr double least_share = 0.1;       // of a flow's width, on either side of a split

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// The point of the relaxation at one link, over the model's scales.
struct LinkPoint {
  double fall = 0.0;  ///< phi_from - phi_to
  double flow = 0.0;
};

class Splitter {
 public:
  Splitter(const VerdictModel& model, const Bounds& bounds, const SplitHints& hints)
      : model_(model), bounds_(bounds), hints_(hints) {}

  std::vector<Bounds> split() {
    if (hints_.point.size() != model_.nodes() + model_.links.size() || !split_breach())
      if (!split_by_step() && !split_widest_flow()) split_pressure();
    return std::move(parts_);
  }

 private:
  LinkPoint point_at(std::size_t l) const {
    const VerdictLink& link = model_.links[l];
    return {hints_.point[at(link.from)] - hints_.point[at(link.to)],
            hints_.point[model_.nodes() + l]};
  }

  /// By how much the point breaks the law of a pipe.
  double pipe_breach(std::size_t l) const {
    const VerdictLink& link = model_.links[l];
    if (link.pipe.depends_on_state() || !(link.pipe.fixed_factor > 0.0)) return 0.0;
    const double width_kg_s = bounds_.flow[l].width();
    if (!std::isfinite(width_kg_s) || width_kg_s <= 1e-5 * model_.flow_scale_kg_s) return 0.0;
    const LinkPoint x = point_at(l);
    const double drop_pa2 = potential_drop(link.pipe, x.flow * model_.flow_scale_kg_s).value_pa2;
    return std::abs(x.fall - drop_pa2 / model_.phi_scale_pa2);
  }

  /// The same of the mode that fits best.
  double element_breach(const VerdictLink& link, std::size_t l) const {
    const ModeSet modes = bounds_.modes[at(link.element)];
    if (is_single(modes)) return 0.0;
    const LinkPoint x = point_at(l);
    const bool is_station = model_.elements[at(link.element)].kind == VerdictElement::Kind::station;
    double least = std::numeric_limits<double>::infinity();
    if (has(modes, ElementMode::closed)) least = std::min(least, std::abs(x.flow));
    if (has(modes, ElementMode::open)) least = std::min(least, std::abs(x.fall));
    if (has(modes, ElementMode::active))
      least = std::min(least, std::max({0.0, is_station ? x.fall : -x.fall, -x.flow}));
    return least;
  }

  bool split_breach() {
    std::size_t chosen = 0;
    double largest = worth_splitting;
    for (std::size_t l = 0; l < model_.links.size(); ++l) {
      const VerdictLink& link = model_.links[l];
      if (link.from == link.to) continue;
      double breach = 0.0;
      if (link.kind == VerdictLink::Kind::pipe) breach = pipe_breach(l);
      if (link.kind == VerdictLink::Kind::element) breach = element_breach(link, l);
      if (breach <= largest) continue;
      largest = breach;
      chosen = l;
    }
    if (largest <= worth_splitting) return false;
    const VerdictLink& link = model_.links[chosen];
    if (link.kind == VerdictLink::Kind::element) return split_modes(at(link.element));
    return split_flow(chosen, point_at(chosen).flow * model_.flow_scale_kg_s);
  }

  bool split_by_step() {
    std::int32_t chosen = -1;
    double largest = -1.0;
    for (std::size_t e = 0; e < model_.elements.size(); ++e) {
      if (is_single(bounds_.modes[e])) continue;
      const VerdictLink& link = model_.links[at(model_.elements[e].link)];
      const double step =
          std::abs(hints_.state.phi_pa2[at(link.to)] - hints_.state.phi_pa2[at(link.from)]);
      if (step <= largest) continue;
      largest = step;
      chosen = static_cast<std::int32_t>(e);
    }
    return chosen >= 0 && split_modes(at(chosen));
  }

  bool split_modes(std::size_t e) {
    const ModeSet set = bounds_.modes[e];
    const ElementMode first = suggested_mode(model_, e, set, hints_.state);
    for (const ElementMode mode : {ElementMode::closed, ElementMode::active, ElementMode::open}) {
      if (mode == first || !has(set, mode)) continue;
      parts_.push_back(bounds_);
      parts_.back().modes[e] = bit(mode);
    }
    parts_.push_back(bounds_);
    parts_.back().modes[e] = bit(first);
    return true;
  }

  /// The flow about which least is known, of links in cycles.
  bool split_widest_flow() {
    std::int32_t chosen = -1;
    double widest = 1e-5 * model_.flow_scale_kg_s;
    for (std::size_t l = 0; l < model_.links.size(); ++l) {
      const double width = bounds_.flow[l].width();
      if (!std::isfinite(width) || width <= widest) continue;
      widest = width;
      chosen = static_cast<std::int32_t>(l);
    }
    if (chosen < 0) return false;
    const ValueRange& flow = bounds_.flow[at(chosen)];
    return split_flow(at(chosen), 0.5 * (flow.low + flow.high));
  }

  bool split_flow(std::size_t l, double where_kg_s) {
    const ValueRange& flow = bounds_.flow[l];
    const double edge = least_share * flow.width();
    double middle = std::clamp(where_kg_s, flow.low + edge, flow.high - edge);
    if (flow.low < 0.0 && flow.high > 0.0) middle = 0.0;
    parts_.push_back(bounds_);
    parts_.back().flow[l].low = middle;
    parts_.push_back(bounds_);
    parts_.back().flow[l].high = middle;
    return true;
  }

  void split_pressure() {
    std::int32_t chosen = -1;
    double widest = 1e-4 * model_.phi_scale_pa2;
    for (std::size_t n = 0; n < model_.nodes(); ++n) {
      const double width = bounds_.phi_pa2[n].width();
      if (width <= widest) continue;
      widest = width;
      chosen = static_cast<std::int32_t>(n);
    }
    if (chosen < 0) return;
    const ValueRange& phi = bounds_.phi_pa2[at(chosen)];
    const double middle = 0.5 * (phi.low + phi.high);
    parts_.push_back(bounds_);
    parts_.back().phi_pa2[at(chosen)].low = middle;
    parts_.push_back(bounds_);
    parts_.back().phi_pa2[at(chosen)].high = middle;
  }

  const VerdictModel& model_;
  const Bounds& bounds_;
  const SplitHints& hints_;
  std::vector<Bounds> parts_;
};

}  // namespace

std::vector<Bounds> split_part(const VerdictModel& model, const Bounds& bounds,
                               const SplitHints& hints) {
  return Splitter(model, bounds, hints).split();
}

ElementMode suggested_mode(const VerdictModel& model, std::size_t e, ModeSet allowed,
                           const VerdictState& state) {
  const VerdictElement& element = model.elements[e];
  const VerdictLink& link = model.links[at(element.link)];
  const double rise =
      (state.phi_pa2[at(link.to)] - state.phi_pa2[at(link.from)]) / model.phi_scale_pa2;
  const double flow = state.flow_kg_s[at(element.link)] / model.flow_scale_kg_s;
  constexpr double negligible = 1e-4;
  ElementMode mode = ElementMode::open;
  const bool is_active =
      element.kind == VerdictElement::Kind::station ? rise > negligible : rise < -negligible;
  if (is_active && flow > negligible) mode = ElementMode::active;
  if (std::abs(rise) > negligible && flow < negligible && flow > -negligible)
    mode = ElementMode::closed;
  if (has(allowed, mode)) return mode;
  for (const ElementMode other : {ElementMode::open, ElementMode::active, ElementMode::closed})
    if (has(allowed, other)) return other;
  return mode;
}

}  // namespace landbridge::gas
