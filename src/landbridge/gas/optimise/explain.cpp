#include "landbridge/gas/optimise/explain.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/gas/optimise/machines.hpp"
#include "landbridge/gas/optimise/relaxation.hpp"

namespace landbridge::gas {
namespace {

constexpr double pa_per_bar = 1e5;
constexpr std::size_t names_shown_max = 3;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

std::string place_of(const OptArc& arc) {
  return fmt::format("gas.{}[{}]", name_of(arc.kind), arc.name);
}

class Bindings {
 public:
  Bindings(const ScaledModel& scaled, const OptModel& model, const LocalOptimum& local)
      : scaled_(scaled), model_(model), local_(local) {}

  std::vector<OptBinding> collect() {
    for (std::size_t n = 0; n < model_.nodes.size(); ++n) node(n);
    for (std::size_t a = 0; a < model_.arcs.size(); ++a) arc(a);
    for (std::size_t k = 0; k < model_.supplies.size(); ++k) supply(k);
    std::ranges::stable_sort(found_,
                             [](const Found& a, const Found& b) { return a.weight > b.weight; });
    std::vector<OptBinding> result;
    for (Found& f : found_) result.push_back(std::move(f.binding));
    return result;
  }

 private:
  struct Found {
    double weight = 0.0;  ///< the scaled price
    OptBinding binding;
  };

  /// `per_unit`: how much of the scaled unknown one unit of the limit is.
  void add(double scaled_price, double per_unit, OptBinding binding) {
    if (scaled_price < 1e-6) return;
    binding.price = -std::abs(model_.reported_factor) * scaled_price * per_unit * scaled_.c0;
    if (model_.maximises()) binding.price = -binding.price;
    found_.push_back({scaled_price, std::move(binding)});
  }

  void node(std::size_t n) {
    const OptNode& node = model_.nodes[n];
    const std::string where = fmt::format("gas.node[{}]", node.name);
    const auto per_bar = [&](double p_pa) { return 2.0 * p_pa * pa_per_bar / scaled_.w0_pa2; };
    add(local_.w_lower_price[n], per_bar(node.pressure_min_pa),
        {where, "lowest pressure", node.pressure_min_pa / pa_per_bar, "bar", 0.0});
    add(local_.w_upper_price[n], per_bar(node.pressure_max_pa),
        {where, "highest pressure", node.pressure_max_pa / pa_per_bar, "bar", 0.0});
  }

  void arc(std::size_t a) {
    const OptArc& arc = model_.arcs[a];
    const double per_flow = 1.0 / scaled_.f0_kg_s;
    if (arc.flow_max_kg_s < unlimited)
      add(local_.f_upper_price[a], per_flow,
          {place_of(arc), "largest flow", arc.flow_max_kg_s, "kg/s", 0.0});
    if (arc.flow_min_kg_s > 0.0)
      add(local_.f_lower_price[a], per_flow,
          {place_of(arc), "least flow", arc.flow_min_kg_s, "kg/s", 0.0});
    const double wa = local_.point.w[at(arc.from)];
    if (arc.ratio_max < unlimited)
      add(local_.ratio_max_price[a], 2.0 * arc.ratio_max * wa,
          {place_of(arc), "highest ratio", arc.ratio_max, "1", 0.0});
    if (arc.ratio_min > 1.0)
      add(local_.ratio_min_price[a], 2.0 * arc.ratio_min * wa,
          {place_of(arc), "lowest ratio", arc.ratio_min, "1", 0.0});
    if (arc.power_max_w < unlimited && arc.head_j_kg > 0.0)
      add(local_.power_price[a], 1e6 / (arc.head_j_kg * scaled_.f0_kg_s),
          {place_of(arc), "power", arc.power_max_w / 1e6, "MW", 0.0});
  }

  void supply(std::size_t k) {
    const OptSupply& s = model_.supplies[k];
    const std::string where = fmt::format("gas.supply[{}]", s.name);
    if (std::isfinite(s.min_kg_s))
      add(local_.s_lower_price[k], 1.0 / scaled_.f0_kg_s,
          {where, s.min_kg_s < 0.0 ? "largest withdrawal" : "least supply", std::abs(s.min_kg_s),
           "kg/s", 0.0});
    if (std::isfinite(s.max_kg_s))
      add(local_.s_upper_price[k], 1.0 / scaled_.f0_kg_s,
          {where, s.max_kg_s <= 0.0 ? "least withdrawal" : "largest supply", std::abs(s.max_kg_s),
           "kg/s", 0.0});
  }

  const ScaledModel& scaled_;
  const OptModel& model_;
  const LocalOptimum& local_;
  std::vector<Found> found_;
};

class Checker {
 public:
  Checker(const OptModel& model, const Modes& modes, OptResult& result)
      : model_(model), modes_(modes), result_(result), certificate_(result.certificate) {}

  void run() {
    std::vector<double> balance;
    for (const OptNode& n : model_.nodes) balance.push_back(n.injection_kg_s);
    for (std::size_t k = 0; k < model_.supplies.size(); ++k)
      balance[at(model_.supplies[k].node)] += result_.supply_kg_s[k];
    for (std::size_t a = 0; a < model_.arcs.size(); ++a) {
      balance[at(model_.arcs[a].from)] -= result_.flow_kg_s[a];
      balance[at(model_.arcs[a].to)] += result_.flow_kg_s[a];
      arc(a);
    }
    for (std::size_t n = 0; n < balance.size(); ++n) {
      note(certificate_.mass_residual_kg_s, std::abs(balance[n]), 1.0,
           fmt::format("gas.node[{}]", model_.nodes[n].name));
      const double p = result_.pressure_pa[n];
      note(certificate_.limit_violation_bar,
           std::max(model_.nodes[n].pressure_min_pa - p, p - model_.nodes[n].pressure_max_pa) /
               pa_per_bar,
           1.0, fmt::format("gas.node[{}]", model_.nodes[n].name));
    }
    for (std::size_t k = 0; k < model_.supplies.size(); ++k)
      note(certificate_.limit_violation_kg_s,
           std::max(model_.supplies[k].min_kg_s - result_.supply_kg_s[k],
                    result_.supply_kg_s[k] - model_.supplies[k].max_kg_s),
           1.0, fmt::format("gas.supply[{}]", model_.supplies[k].name));
  }

 private:
  void note(double& worst, double value, double weight, const std::string& where) {
    worst = std::max(worst, value);
    if (value * weight > worst_) {
      worst_ = value * weight;
      certificate_.worst_place = where;
    }
  }

  /// A difference of squared pressures as a difference of the higher pressure.
  static double in_bar(double w_pa2, double pa, double pb) {
    return std::abs(w_pa2) / (2.0 * std::max({pa, pb, 1e5})) / pa_per_bar;
  }

  void arc(std::size_t a) {
    const OptArc& arc = model_.arcs[a];
    const double m = result_.flow_kg_s[a];
    const std::string where = place_of(arc);
    if (!modes_.is_there[a]) {
      note(certificate_.limit_violation_kg_s, std::abs(m), 1.0, where);
      return;
    }
    note(certificate_.limit_violation_kg_s, std::max(arc.flow_min_kg_s - m, m - arc.flow_max_kg_s),
         1.0, where);
    const double pa = result_.pressure_pa[at(arc.from)];
    const double pb = result_.pressure_pa[at(arc.to)];
    note(certificate_.limit_violation_bar,
         std::max(arc.inlet_min_pa - pa, pb - arc.outlet_max_pa) / pa_per_bar, 1.0, where);
    note(certificate_.law_residual_bar, law_residual_bar(arc, m, pa, pb, modes_.flows_back[a] != 0),
         1.0, where);
    if (arc.machines && arc.kind == OptArcKind::compressor && modes_.flows_back[a] == 0) {
      const auto window = arc.machines->nearest_window(pa, m, pb);
      const double off_pa =
          window ? std::max({window->lowest_pa - pb, pb - window->highest_pa, 0.0}) : pb;
      note(certificate_.map_residual_relative, off_pa / pb, 1.0, where);
    }
    if (arc.power_max_w < unlimited && arc.power_max_w > 0.0)
      note(certificate_.power_excess_relative, result_.head_power_w[a] / arc.power_max_w - 1.0, 1.0,
           where);
  }

  static double law_residual_bar(const OptArc& arc, double m, double pa, double pb, bool is_back) {
    const double wa = pa * pa;
    const double wb = pb * pb;
    const double k = arc.resistance_pa2_s2_kg2;
    switch (arc.kind) {
      case OptArcKind::pipe:
        return in_bar(wa - arc.height_factor * wb - k * m * std::abs(m), pa, pb);
      case OptArcKind::zero_loss: return in_bar(wa - wb, pa, pb);
      case OptArcKind::regulator: return std::max(in_bar(std::max(0.0, wb - wa), pa, pb), 0.0);
      case OptArcKind::booster: return in_bar(std::max(0.0, wa + k * m * m - wb), pa, pb);
      case OptArcKind::compressor:
        if (is_back) return in_bar(wa - wb, pa, pb);
        return std::max(in_bar(std::max(0.0, arc.ratio_min * arc.ratio_min * wa - wb), pa, pb),
                        arc.ratio_max < unlimited
                            ? in_bar(std::max(0.0, wb - arc.ratio_max * arc.ratio_max * wa), pa, pb)
                            : 0.0);
    }
    return 0.0;
  }

  const OptModel& model_;
  const Modes& modes_;
  OptResult& result_;
  OptCertificate& certificate_;
  double worst_ = 0.0;
};

/// The model in which every fixed or required flow may be cut, at a price of one per kg/s.
OptModel with_shedding(const OptModel& model) {
  OptModel relief = model;
  for (OptSupply& s : relief.supplies) s.price = 0.0;
  for (OptArc& a : relief.arcs) a.head_cost = 0.0;
  for (OptDecision& d : relief.decisions) d.cost = 0.0;
  for (std::size_t n = 0; n < relief.nodes.size(); ++n) {
    const double fixed = model.nodes[n].injection_kg_s;
    if (fixed == 0.0) continue;
    OptSupply cut{model.nodes[n].name, static_cast<std::int32_t>(n), std::min(0.0, -fixed),
                  std::max(0.0, -fixed), fixed < 0.0 ? 1.0 : 0.0};
    relief.supplies.push_back(cut);
  }
  for (std::size_t k = 0; k < model.supplies.size(); ++k) {
    const OptSupply& s = model.supplies[k];
    const double required = s.max_kg_s < 0.0 ? s.max_kg_s : s.min_kg_s > 0.0 ? s.min_kg_s : 0.0;
    if (required == 0.0) continue;
    relief.supplies.push_back({s.name, s.node, std::min(0.0, -required), std::max(0.0, -required),
                               required < 0.0 ? 1.0 : 0.0});
  }
  return relief;
}

}  // namespace

std::vector<OptBinding> binding_limits(const ScaledModel& scaled, const OptModel& model,
                                       const LocalOptimum& local) {
  return Bindings(scaled, model, local).collect();
}

void certify(const OptModel& model, const Modes& modes, OptResult& result) {
  Checker(model, modes, result).run();
}

void explain_infeasible(const OptModel& model, OptResult& result) {
  const OptModel relief = with_shedding(model);
  const ScaledModel scaled_relief = scaled(relief);
  Box box = root_box(scaled_relief);
  if (!propagate(scaled_relief, box)) {
    result.cause = "the limits of pressures and flows contradict each other even without demand";
    return;
  }
  TangentPoints tangents;
  const Relaxed least = relax(scaled_relief, box, tangents, nullptr, {});
  if (least.w.empty()) {
    result.cause = "the limits of pressures and flows contradict each other even without demand";
    return;
  }
  result.least_shortage_kg_s = std::max(0.0, least.bound * scaled_relief.c0);
  std::string names;
  std::size_t shown = 0;
  for (std::size_t k = model.supplies.size(); k < relief.supplies.size(); ++k) {
    const double cut = least.s[k] * scaled_relief.f0_kg_s;
    if (relief.supplies[k].price <= 0.0 || cut < 1e-6) continue;
    result.shortage.push_back({relief.supplies[k].name, relief.supplies[k].max_kg_s, cut});
  }
  std::ranges::stable_sort(result.shortage, [](const OptShortage& a, const OptShortage& b) {
    return a.missing_kg_s > b.missing_kg_s;
  });
  for (const OptShortage& s : result.shortage) {
    if (shown++ == names_shown_max) break;
    names += fmt::format("{}{} ({:.4g} of {:.4g} kg/s)", names.empty() ? "" : ", ", s.node,
                         s.missing_kg_s, s.wanted_kg_s);
  }
  if (result.least_shortage_kg_s > 1e-6)
    result.cause = fmt::format(
        "at least {:.6g} kg/s of what must be served cannot be, whatever is controlled; cut first: "
        "{}",
        result.least_shortage_kg_s, names);
  else if (result.status == OptStatus::infeasible)
    result.cause =
        "no control serves everything: proven by branch and bound; the relaxation alone sees no "
        "shortage";
  else
    result.cause = "no feasible point was found, and none was proven impossible; raise --effort";
}

}  // namespace landbridge::gas
