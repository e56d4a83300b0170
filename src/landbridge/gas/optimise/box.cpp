#include "landbridge/gas/optimise/box.hpp"

#include <algorithm>
#include <cmath>

#include "landbridge/gas/optimise/machines.hpp"

namespace landbridge::gas {
namespace {

constexpr double widening = 1e-9;
constexpr double least_gain = 1e-4;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

double signed_root(double x) { return x < 0.0 ? -std::sqrt(-x) : std::sqrt(x); }
double signed_square(double x) { return x * std::abs(x); }

double total_supply(const OptModel& model) {
  double total = 0.0;
  for (const OptNode& node : model.nodes) total += std::max(0.0, node.injection_kg_s);
  double offered = 0.0;
  for (const OptSupply& s : model.supplies) offered += std::max(0.0, s.max_kg_s);
  double wanted = 0.0;
  for (const OptNode& node : model.nodes) wanted += std::max(0.0, -node.injection_kg_s);
  for (const OptSupply& s : model.supplies) wanted += std::max(0.0, -s.min_kg_s);
  return std::min(total + offered, wanted);
}

/// Price times quantity, summed: what the objective can amount to.
double objective_scale(const OptModel& model) {
  double scale = 0.0;
  for (const OptSupply& s : model.supplies) {
    const double most = std::max(std::abs(s.min_kg_s), std::abs(s.max_kg_s));
    if (std::isfinite(most)) scale = std::max(scale, std::abs(s.price) * most);
  }
  for (const OptDecision& d : model.decisions) scale = std::max(scale, std::abs(d.cost));
  const double flow = std::max(1e-6, total_supply(model));
  for (const OptArc& arc : model.arcs)
    if (std::isfinite(flow)) scale = std::max(scale, 0.1 * std::abs(arc.head_cost) * flow);
  return scale > 0.0 && std::isfinite(scale) ? scale : 1.0;
}

class Propagation {
 public:
  Propagation(const ScaledModel& scaled, Box& box) : scaled_(scaled), box_(box) {}

  bool run(int passes_max) {
    for (int pass = 0; pass < passes_max && !is_empty_; ++pass) {
      has_gained_ = false;
      for (std::size_t n = 0; n < scaled_.model.nodes.size() && !is_empty_; ++n) balance(n);
      for (std::size_t a = 0; a < scaled_.model.arcs.size() && !is_empty_; ++a) arc(a);
      if (!has_gained_) break;
    }
    return !is_empty_;
  }

 private:
  void narrow(Interval& range, double lo, double up) {
    const double margin = widening * (1.0 + std::max(std::abs(range.lo), std::abs(range.up)));
    const double before = range.width();
    if (lo - margin > range.lo) range.lo = std::min(lo - margin, range.up + margin);
    if (up + margin < range.up) range.up = std::max(up + margin, range.lo - margin);
    if (lo - 2.0 * margin > range.up || up + 2.0 * margin < range.lo) is_empty_ = true;
    if (range.lo > range.up) range.lo = range.up = 0.5 * (range.lo + range.up);
    if (range.width() < before - least_gain * std::max(before, 1e-6)) has_gained_ = true;
  }

  /// injection + supplies + inflow - outflow = 0, each term from the ranges of the others.
  void balance(std::size_t node) {
    double lo = scaled_.model.nodes[node].injection_kg_s;
    double up = lo;
    const auto add = [&](const Interval& r, bool is_inflow) {
      lo += is_inflow ? r.lo : -r.up;
      up += is_inflow ? r.up : -r.lo;
    };
    const auto into = [&](std::int32_t a) { return at(scaled_.model.arcs[at(a)].to) == node; };
    for (const std::int32_t a : scaled_.arcs_of[node]) add(box_.f[at(a)], into(a));
    for (const std::int32_t k : scaled_.supplies_of[node]) add(box_.s[at(k)], true);
    if (!std::isfinite(lo) || !std::isfinite(up)) return;
    if (lo > widening || up < -widening) {
      const double size = std::max(std::abs(lo), std::abs(up));
      if (std::min(std::abs(lo), std::abs(up)) > 10.0 * widening * (1.0 + size)) is_empty_ = true;
    }
    const auto tighten = [&](Interval& r, bool is_inflow) {
      // The others sum to [lo - own, up - own]; this one is minus that.
      if (is_inflow)
        narrow(r, r.up - up, r.lo - lo);
      else
        narrow(r, r.up + lo, r.lo + up);
    };
    for (const std::int32_t a : scaled_.arcs_of[node]) tighten(box_.f[at(a)], into(a));
    for (const std::int32_t k : scaled_.supplies_of[node]) tighten(box_.s[at(k)], true);
  }

  void arc(std::size_t a) {
    const OptArc& arc = scaled_.model.arcs[a];
    Interval& f = box_.f[a];
    if (is_absent(arc, box_)) return narrow(f, 0.0, 0.0);
    if (arc.decision >= 0 && (f.lo > 1e-7 || f.up < -1e-7)) narrow(box_.z[at(arc.decision)], 1, 1);
    if (arc.machines && map_ratio_squared(scaled_, box_, a).up == 0.0) {
      if (is_there(arc, box_)) is_empty_ = true;  // must run where none of its machines can
      if (arc.decision >= 0) narrow(box_.z[at(arc.decision)], 0.0, 0.0);
    }
    if (!is_there(arc, box_)) return;
    Interval& wa = box_.w[at(arc.from)];
    Interval& wb = box_.w[at(arc.to)];
    narrow(wa, scaled_.inlet_w[a], unlimited);
    narrow(wb, 0.0, scaled_.outlet_w[a]);
    switch (arc.kind) {
      case OptArcKind::pipe: return pipe(arc, f, wa, wb);
      case OptArcKind::zero_loss: narrow(wa, wb.lo, wb.up); return narrow(wb, wa.lo, wa.up);
      case OptArcKind::regulator: narrow(wb, 0.0, wa.up); return narrow(wa, wb.lo, unlimited);
      case OptArcKind::compressor: return compressor(a, f, wa, wb);
      case OptArcKind::booster: return booster(arc, f, wa, wb);
    }
  }

  void pipe(const OptArc& arc, Interval& f, Interval& wa, Interval& wb) {
    const double k = arc.resistance_pa2_s2_kg2;
    const double h = arc.height_factor;
    narrow(f, signed_root((wa.lo - h * wb.up) / k), signed_root((wa.up - h * wb.lo) / k));
    const double drop_lo = k * signed_square(f.lo);
    const double drop_up = k * signed_square(f.up);
    narrow(wa, h * wb.lo + drop_lo, h * wb.up + drop_up);
    narrow(wb, (wa.lo - drop_up) / h, (wa.up - drop_lo) / h);
  }

  void booster(const OptArc& arc, Interval& f, Interval& wa, Interval& wb) {
    const double k = arc.resistance_pa2_s2_kg2;
    narrow(f, 0.0, std::sqrt(std::max(0.0, (wb.up - wa.lo) / k)));
    narrow(wb, wa.lo + k * f.lo * f.lo, unlimited);
    narrow(wa, 0.0, wb.up - k * f.lo * f.lo);
  }

  void compressor(std::size_t a, const Interval& f, Interval& wa, Interval& wb) {
    const OptArc& arc = scaled_.model.arcs[a];
    const bool may_bypass = arc.may_flow_back && f.lo < 0.0;
    double lowest =
        may_bypass ? std::min(1.0, arc.ratio_min * arc.ratio_min) : arc.ratio_min * arc.ratio_min;
    double highest = arc.ratio_max * arc.ratio_max;
    if (arc.may_flow_back && f.up <= 0.0) highest = 1.0;
    if (f.lo > 0.0 && scaled_.head_limit[a] < unlimited && arc.head_exponent > 0.0)
      highest =
          std::min(highest, std::pow(1.0 + scaled_.head_limit[a] / f.lo, 1.0 / arc.head_exponent));
    if (arc.machines) {
      const Interval by_map = map_ratio_squared(scaled_, box_, a);
      highest = std::min(highest, by_map.up);
      lowest = std::max(lowest, by_map.lo);
    }
    highest = std::max(highest, lowest);
    narrow(wb, lowest * wa.lo, highest < unlimited ? highest * wa.up : unlimited);
    narrow(wa, highest < unlimited ? wb.lo / highest : 0.0, wb.up / lowest);
  }

  const ScaledModel& scaled_;
  Box& box_;
  bool is_empty_ = false;
  bool has_gained_ = false;
};

}  // namespace

ScaledModel scaled(const OptModel& model) {
  ScaledModel result;
  result.model = model;
  double highest_pa = 0.0;
  for (const OptNode& node : model.nodes) highest_pa = std::max(highest_pa, node.pressure_max_pa);
  result.w0_pa2 = highest_pa * highest_pa;
  const double total = total_supply(model);
  result.f0_kg_s = total > 0.0 && std::isfinite(total) ? total : 100.0;
  result.c0 = objective_scale(model);
  const double w0 = result.w0_pa2;
  const double f0 = result.f0_kg_s;
  for (OptNode& node : result.model.nodes) {
    node.pressure_min_pa *= node.pressure_min_pa / w0;
    node.pressure_max_pa *= node.pressure_max_pa / w0;
    node.injection_kg_s /= f0;
  }
  result.arcs_of.resize(model.nodes.size());
  result.supplies_of.resize(model.nodes.size());
  for (std::size_t a = 0; a < model.arcs.size(); ++a) {
    OptArc& arc = result.model.arcs[a];
    arc.flow_min_kg_s /= f0;
    arc.flow_max_kg_s /= f0;
    arc.resistance_pa2_s2_kg2 *= f0 * f0 / w0;
    arc.head_cost *= f0 / result.c0;
    result.inlet_w.push_back(arc.inlet_min_pa * arc.inlet_min_pa / w0);
    result.outlet_w.push_back(arc.outlet_max_pa * arc.outlet_max_pa / w0);
    const bool has_limit = arc.power_max_w < unlimited && arc.head_j_kg > 0.0;
    result.head_limit.push_back(has_limit ? arc.power_max_w / (arc.head_j_kg * f0) : unlimited);
    result.arcs_of[at(arc.from)].push_back(static_cast<std::int32_t>(a));
    result.arcs_of[at(arc.to)].push_back(static_cast<std::int32_t>(a));
  }
  for (std::size_t k = 0; k < model.supplies.size(); ++k) {
    OptSupply& s = result.model.supplies[k];
    s.min_kg_s /= f0;
    s.max_kg_s /= f0;
    s.price *= f0 / result.c0;
    result.supplies_of[at(s.node)].push_back(static_cast<std::int32_t>(k));
  }
  for (OptDecision& d : result.model.decisions) d.cost /= result.c0;
  return result;
}

Box root_box(const ScaledModel& scaled) {
  Box box;
  const OptModel& model = scaled.model;
  const double total = std::max(1.0, total_supply(model));
  for (const OptNode& node : model.nodes)
    box.w.push_back({node.pressure_min_pa, node.pressure_max_pa});
  for (const OptArc& arc : model.arcs) {
    const bool is_two_way = arc.kind == OptArcKind::pipe || arc.kind == OptArcKind::zero_loss ||
                            (arc.kind == OptArcKind::compressor && arc.may_flow_back);
    Interval f{std::max(arc.flow_min_kg_s, is_two_way ? -total : 0.0),
               std::min(arc.flow_max_kg_s, total)};
    if (arc.kind == OptArcKind::pipe) {
      // Pressures bound a pipe's flow by themselves; loops may carry more than what enters.
      const double k = arc.resistance_pa2_s2_kg2;
      const double wa = scaled.w_max(at(arc.from)) / k;
      const double wb = arc.height_factor * scaled.w_max(at(arc.to)) / k;
      f = {std::max(arc.flow_min_kg_s, -std::sqrt(wb)), std::min(arc.flow_max_kg_s, std::sqrt(wa))};
    }
    if (arc.decision >= 0) f = {std::min(f.lo, 0.0), std::max(f.up, 0.0)};
    box.f.push_back(f);
  }
  for (const OptSupply& s : model.supplies)
    box.s.push_back({std::max(s.min_kg_s, -4.0 * total), std::min(s.max_kg_s, 4.0 * total)});
  box.z.assign(model.decisions.size(), {0.0, 1.0});
  return box;
}

bool propagate(const ScaledModel& scaled, Box& box, int passes_max) {
  for (const Interval& f : box.f)
    if (f.lo > f.up) return false;
  return Propagation(scaled, box).run(passes_max);
}

bool is_there(const OptArc& arc, const Box& box) {
  return arc.decision < 0 || box.z[at(arc.decision)].lo > 0.5;
}

bool is_absent(const OptArc& arc, const Box& box) {
  return arc.decision >= 0 && box.z[at(arc.decision)].up < 0.5;
}

double head_flow(const OptArc& arc, double f, double w_from, double w_to) {
  return f * (std::pow(w_to / w_from, arc.head_exponent) - 1.0);
}

}  // namespace landbridge::gas
