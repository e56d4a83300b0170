#include "landbridge/gas/optimise/from_problem.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "landbridge/gas/friction.hpp"
#include "landbridge/gas/optimise/machines.hpp"

namespace landbridge::gas {
namespace {

constexpr double pa_per_bar = 1e5;
constexpr double lowest_known_pa = 1e5;   ///< where a node states no lower limit
constexpr double highest_known_pa = 2e7;  ///< where a node states no upper limit
constexpr double balance_slack = 1e-3;    ///< of the total, that rounding in a file may leave
constexpr double rough_reynolds = 1e9;

std::int32_t index_of(NodeId id) { return id.value; }

class Builder {
 public:
  Builder(const Problem& problem, const OptObjective& objective, const FromProblemOptions& options)
      : problem_(problem), objective_(objective), options_(options) {}

  Result<OptModel> build() {
    if (objective_.kind == OptObjective::Kind::supply_cost ||
        objective_.kind == OptObjective::Kind::max_delivered)
      return fail(Fault::bad_input, "--objective",
                  "this network states no prices and no withdrawals that may be cut",
                  "use fuel or max-flow:NODE, or a file with prices (matgas .m, nodes.csv)");
    add_nodes();
    choose_compressibility();
    problem_.links.for_each_table([&](const auto& table) {
      for (const auto& row : table) add(row.id, row.link);
    });
    if (auto ok = add_supplies(); !ok) return fail(ok.error());
    if (objective_.kind == OptObjective::Kind::fuel) {
      model_.reported_unit = "MW shaft power";
      model_.reported_factor = 1e-6;
    } else {
      model_.reported_unit = "kg/s";
      model_.reported_factor = -1.0;
    }
    return std::move(model_);
  }

 private:
  void add_nodes() {
    int without_limits = 0;
    for (std::size_t n = 0; n < problem_.network.nodes(); ++n) {
      const NodeId id(n);
      OptNode node{problem_.network.node_name[id], lowest_known_pa, highest_known_pa, 0.0};
      if (!problem_.limits.empty()) {
        const PressureLimits& limits = problem_.limits[id];
        if (limits.lower) node.pressure_min_pa = limits.lower->si();
        if (limits.upper) node.pressure_max_pa = limits.upper->si();
      }
      if (problem_.limits.empty() || !problem_.limits[id].upper) ++without_limits;
      if (!problem_.supply.empty()) node.injection_kg_s = problem_.supply[id].si();
      model_.nodes.push_back(std::move(node));
    }
    if (without_limits > 0)
      model_.assumptions.push_back(
          fmt::format("{} nodes state no highest pressure; {:.0f} bar is taken", without_limits,
                      highest_known_pa / pa_per_bar));
    for (const FixedPressure& held : problem_.fixed_pressure) {
      OptNode& node = model_.nodes[held.node.index()];
      node.pressure_min_pa = node.pressure_max_pa = held.pressure.si();
    }
  }

  void choose_compressibility() {
    rs_ = specific_gas_constant_j_kg_k(problem_.gas);
    double sum = 0.0;
    for (const OptNode& n : model_.nodes)
      sum += 0.5 * (n.pressure_min_pa + std::min(n.pressure_max_pa, 1e7));
    const double mean_pa = sum / static_cast<double>(std::max<std::size_t>(1, model_.nodes.size()));
    z_ = compressibility(problem_.gas, mean_pa, problem_.gas.temperature.si());
    if (problem_.gas.eos != Eos::constant && problem_.gas.eos != Eos::ideal)
      model_.assumptions.push_back(
          fmt::format("one compressibility for all pressures: Z = {:.4f} ({} at {:.1f} bar)", z_,
                      name_of(problem_.gas.eos), mean_pa / pa_per_bar));
  }

  OptArc arc(LinkId id, OptArcKind kind) const {
    OptArc a;
    a.name = problem_.network.link_name[id];
    a.kind = kind;
    a.from = index_of(problem_.network.from[id]);
    a.to = index_of(problem_.network.to[id]);
    return a;
  }

  std::int32_t decision(std::string name) {
    model_.decisions.push_back({std::move(name), 0.0});
    return static_cast<std::int32_t>(model_.decisions.size()) - 1;
  }

  double height(std::int32_t node) const {
    return problem_.height.empty() ? 0.0
                                   : problem_.height[NodeId(static_cast<std::size_t>(node))].si();
  }

  void add(LinkId id, const Pipe& pipe) {
    OptArc a = arc(id, OptArcKind::pipe);
    const double d = pipe.diameter.si();
    const double area = std::numbers::pi * d * d / 4.0;
    const double t = pipe.ground_temperature.si() > 0.0 ? pipe.ground_temperature.si()
                                                        : problem_.gas.temperature.si();
    const double own = pipe.friction_factor.si();
    const double lambda =
        own > 0.0 ? own
                  : friction_factor(problem_.friction, d, pipe.roughness.si(), rough_reynolds);
    note_friction(own);
    const double lines = std::max(1.0, pipe.parallel_lines.si());
    const double c2 = z_ * rs_ * t;
    a.resistance_pa2_s2_kg2 = lambda * pipe.length.si() * c2 / (d * area * area * lines * lines);
    const double s = 2.0 * constants::standard_gravity_m_s2 * (height(a.to) - height(a.from)) / c2;
    if (s != 0.0) {
      a.height_factor = std::exp(s);
      a.resistance_pa2_s2_kg2 *= std::expm1(s) / s;
    }
    model_.arcs.push_back(std::move(a));
  }

  void note_friction(double own) {
    if (own > 0.0 || is_friction_noted_ || problem_.friction == Friction::nikuradse) return;
    is_friction_noted_ = true;
    model_.assumptions.push_back(
        fmt::format("friction by the law '{}' for fully rough flow, whatever the flow",
                    name_of(problem_.friction)));
  }

  void add(LinkId id, const ShortPipe&) { model_.arcs.push_back(arc(id, OptArcKind::zero_loss)); }

  void add(LinkId id, const Valve&) {
    OptArc a = arc(id, OptArcKind::zero_loss);
    a.decision = decision(a.name + ": open");
    model_.arcs.push_back(std::move(a));
  }

  void add(LinkId id, const Resistor& r) {
    OptArc a = arc(id, OptArcKind::zero_loss);
    if (r.drag_factor.si() > 0.0 && r.diameter.si() > 0.0) {
      const double d = r.diameter.si();
      const double area = std::numbers::pi * d * d / 4.0;
      a.kind = OptArcKind::pipe;
      a.resistance_pa2_s2_kg2 =
          r.drag_factor.si() * z_ * rs_ * problem_.gas.temperature.si() / (area * area);
    } else if (r.pressure_loss.si() > 0.0) {
      model_.assumptions.push_back(
          fmt::format("resistor '{}': its constant loss of {:.3g} bar is left out", a.name,
                      r.pressure_loss.in(units::bar)));
    }
    model_.arcs.push_back(std::move(a));
  }

  void add_bypass(LinkId id) {
    OptArc a = arc(id, OptArcKind::zero_loss);
    a.name += ": by-pass";
    a.decision = decision(a.name);
    model_.arcs.push_back(std::move(a));
  }

  void add(LinkId id, const Regulator& r) {
    OptArc a = arc(id, OptArcKind::regulator);
    a.flow_min_kg_s = 0.0;
    if (r.max_flow.si() > 0.0) a.flow_max_kg_s = r.max_flow.si();
    a.decision = decision(a.name + ": throttles");
    model_.arcs.push_back(std::move(a));
    add_bypass(id);
  }

  void add(LinkId id, const Compressor& c) {
    OptArc a = arc(id, OptArcKind::compressor);
    a.flow_min_kg_s = 0.0;
    if (c.max_flow.si() > 0.0) a.flow_max_kg_s = c.max_flow.si();
    if (c.max_ratio.si() > 0.0)
      a.ratio_max = c.max_ratio.si();
    else if (options_.max_ratio > 0.0)
      a.ratio_max = options_.max_ratio;
    if (c.max_power.si() > 0.0) a.power_max_w = c.max_power.si();
    a.inlet_min_pa = c.min_inlet_pressure.si();
    if (c.max_outlet_pressure.si() > 0.0) a.outlet_max_pa = c.max_outlet_pressure.si();
    const double k = problem_.gas.isentropic_exponent.si();
    const double t =
        c.inlet_temperature.si() > 0.0 ? c.inlet_temperature.si() : problem_.gas.temperature.si();
    a.head_j_kg = z_ * rs_ * t * k / (k - 1.0) / c.efficiency.si();
    a.head_exponent = (k - 1.0) / (2.0 * k);
    for (const StationLink& s : options_.stations)
      if (s.link == id) {
        a.machines = opt_machines(s.station, problem_.gas, z_, options_.ambient_temperature_k);
        a.head_j_kg *= c.efficiency.si() / a.machines->efficiency_max;
      }
    if (objective_.kind == OptObjective::Kind::fuel) a.head_cost = a.head_j_kg;
    a.decision = decision(a.name + ": runs");
    model_.arcs.push_back(std::move(a));
    add_bypass(id);
  }

  void add(LinkId, const Feed&) {}  // optimal_model() has refused it

  Result<void> add_supplies() {
    const bool is_largest = objective_.kind == OptObjective::Kind::max_flow;
    std::int32_t wanted = -1;
    for (std::size_t n = 0; n < model_.nodes.size(); ++n)
      if (is_largest && model_.nodes[n].name == objective_.node)
        wanted = static_cast<std::int32_t>(n);
    if (is_largest && wanted < 0)
      return fail(Fault::bad_input, "--objective",
                  fmt::format("'{}' is no node of this network", objective_.node),
                  "write max-flow:NODE with the name of a node");
    for (const FixedPressure& held : problem_.fixed_pressure) free_supply(held.node.index(), false);
    if (is_largest) {
      if (problem_.fixed_pressure.empty()) free_all_entries(static_cast<std::size_t>(wanted));
      model_.nodes[static_cast<std::size_t>(wanted)].injection_kg_s = 0.0;
      model_.supplies.push_back({objective_.node, wanted, -largest_kg_s(wanted), 0.0, 1.0});
    } else if (problem_.fixed_pressure.empty()) {
      close_balance();
    }
    return {};
  }

  /// More than all pipes at the node could bring.
  double largest_kg_s(std::int32_t node) const {
    double sum = 0.0;
    for (const OptArc& a : model_.arcs) {
      if (a.from != node && a.to != node) continue;
      if (a.kind != OptArcKind::pipe) return 1e5;
      const auto& far = model_.nodes[static_cast<std::size_t>(a.from == node ? a.to : a.from)];
      sum +=
          far.pressure_max_pa * std::sqrt(std::max(1.0, a.height_factor) / a.resistance_pa2_s2_kg2);
    }
    return sum;
  }

  void free_supply(std::size_t node, bool at_least_nominated) {
    const double nominated = model_.nodes[node].injection_kg_s;
    model_.nodes[node].injection_kg_s = 0.0;
    model_.supplies.push_back({model_.nodes[node].name, static_cast<std::int32_t>(node),
                               at_least_nominated ? std::min(0.0, nominated) : -1e5, 1e5, 0.0});
  }

  void free_all_entries(std::size_t except) {
    for (std::size_t n = 0; n < model_.nodes.size(); ++n)
      if (model_.nodes[n].injection_kg_s > 0.0 && n != except) free_supply(n, true);
    model_.assumptions.push_back(fmt::format(
        "no pressure is held (--fix), so {} may supply any amount within the pressure limits",
        "every nominated entry"));
  }

  /// Rounding in a nomination: entries are scaled to what the exits take.
  void close_balance() {
    double in = 0.0;
    double out = 0.0;
    for (const OptNode& n : model_.nodes) {
      in += std::max(0.0, n.injection_kg_s);
      out += std::max(0.0, -n.injection_kg_s);
    }
    if (in <= 0.0 || out <= 0.0 || in == out || std::abs(in - out) > balance_slack * out) return;
    for (OptNode& n : model_.nodes)
      if (n.injection_kg_s > 0.0) n.injection_kg_s *= out / in;
    if (std::abs(in - out) > 1e-9 * out)
      model_.assumptions.push_back(
          fmt::format("entries are scaled by {:.9g} to balance the nomination", out / in));
  }

  const Problem& problem_;
  const OptObjective& objective_;
  FromProblemOptions options_;
  OptModel model_;
  double rs_ = 0.0;
  double z_ = 1.0;
  bool is_friction_noted_ = false;
};

}  // namespace

Result<OptObjective> parse_objective(std::string_view text) {
  using Kind = OptObjective::Kind;
  if (text == "fuel") return OptObjective{Kind::fuel, {}};
  if (text == "supply-cost") return OptObjective{Kind::supply_cost, {}};
  if (text == "max-delivered") return OptObjective{Kind::max_delivered, {}};
  constexpr std::string_view largest = "max-flow:";
  if (text.starts_with(largest) && text.size() > largest.size())
    return OptObjective{Kind::max_flow, std::string(text.substr(largest.size()))};
  return fail(Fault::bad_input, fmt::format("--objective {}", text),
              "there is no objective of that name",
              "use fuel, supply-cost, max-flow:NODE or max-delivered");
}

Result<OptModel> optimal_model(const Problem& problem, const OptObjective& objective,
                               const FromProblemOptions& options) {
  for (const Facility& facility : problem.facilities)
    if (!facility.is_nominated)
      return fail(Fault::bad_input, place_of(facility),
                  "an optimum knows no facility that works by pressure",
                  "state its supply or demand");
  return Builder(problem, objective, options).build();
}

}  // namespace landbridge::gas
