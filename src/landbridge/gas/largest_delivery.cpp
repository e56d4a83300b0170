#include "landbridge/gas/largest_delivery.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "landbridge/gas/prepared_state.hpp"

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// How far the tightest limit is away: positive inside, relative to its size.
struct Margin {
  double value = std::numeric_limits<double>::infinity();
  BindingKind kind = BindingKind::none;
  NodeId node;
  LinkId link;

  void take(double other, BindingKind other_kind, NodeId other_node, LinkId other_link = {}) {
    if (other >= value) return;
    *this = {other, other_kind, other_node, other_link};
  }
};

struct Point {
  double flow_kg_s;
  double margin;
};

struct Bracket {
  Point low{0.0, 0.0};  ///< feasible, if anything is
  Point high{0.0, 0.0};
  bool has_low = false, has_high = false;
  bool is_feasible = true;
  Margin binding;
};

/// Far beyond the limit a chain of stations amplifies the margin without bound; only its sign and
/// its shape near zero matter.
double tamed(double margin) { return margin / (1.0 + std::abs(margin)); }

/// Where to look next, as a share of low .. high: by inverse quadratic interpolation through the
/// bracket and the point before if Chandrupatla's test trusts it, else the middle
/// [chandrupatla1997]. `newest_is_high` says which end was found last.
double next_share(Point low, Point high, Point third, bool newest_is_high) {
  const Point a = newest_is_high ? high : low;
  const Point b = newest_is_high ? low : high;
  const double xi = (a.flow_kg_s - b.flow_kg_s) / (third.flow_kg_s - b.flow_kg_s);
  const double ratio_of_margins = (a.margin - b.margin) / (third.margin - b.margin);
  constexpr double middle = 0.5;
  if (!(ratio_of_margins * ratio_of_margins < xi) ||
      !((1.0 - ratio_of_margins) * (1.0 - ratio_of_margins) < 1.0 - xi))
    return middle;
  const double alpha = (third.flow_kg_s - a.flow_kg_s) / (b.flow_kg_s - a.flow_kg_s);
  const double from_a =
      a.margin / (a.margin - b.margin) * third.margin / (third.margin - b.margin) -
      alpha * a.margin / (third.margin - a.margin) * b.margin / (b.margin - third.margin);
  return newest_is_high ? 1.0 - from_a : from_a;
}

/// One search: the prepared network, the limits as potentials, and what was tried so far.
class Search {
 public:
  Search(PreparedState& prepared, NodeId node, const Column<NodeId, MassFlow>& supply,
         const DeliveryLimits& limits, const Options& options)
      : prepared_(prepared),
        model_(*prepared.model),
        node_(node),
        base_(supply),
        supply_(supply),
        limits_(limits),
        options_(options) {
    if (!model_.problem.limits.empty()) {
      for (std::size_t i = 0; i < model_.problem.network.nodes(); ++i) {
        const PressureLimits& l = model_.problem.limits[NodeId(i)];
        if (l.lower || l.upper) limited_.push_back(NodeId(i));
      }
    }
  }

  Result<Margin> margin(double flow_kg_s) {
    supply_[node_] = MassFlow::from_si(base_[node_].si() - flow_kg_s);
    report_ = run(prepared_, supply_, options_);
    ++solves_;
    if (!report_.is_converged) {
      prepared_.has_state = false;
      report_ = run(prepared_, supply_, options_);
      ++solves_;
    }
    if (!report_.is_converged)
      return fail(Fault::not_converged, place_of_link(model_.problem, report_.worst_link),
                  fmt::format("no steady state was found with a delivery of {:.6g} kg/s at {}",
                              flow_kg_s, model_.problem.network.node_name[node_]));
    return tightest();
  }

  Result<LargestDelivery> find();
  Result<LargestDelivery> result(double flow_kg_s, const Margin& binding, bool is_feasible);

 private:
  Margin tightest() const;
  Result<Bracket> bracket(double end_kg_s);
  void take_velocities(Margin& margin) const;
  double first_guess() const;
  std::string sentence(const LargestDelivery& found) const;

  PreparedState& prepared_;
  const Model& model_;
  NodeId node_;
  const Column<NodeId, MassFlow>& base_;
  Column<NodeId, MassFlow> supply_;
  const DeliveryLimits& limits_;
  const Options& options_;
  std::vector<NodeId> limited_;
  RunReport report_;
  int solves_ = 0;
};

Margin Search::tightest() const {
  Margin margin;
  const ModelState& state = prepared_.state;
  const double scale = model_.phi_scale_pa2;
  constexpr double broken = -1.0;
  for (const auto& unbalanced : report_.unbalanced)
    margin.take(broken, BindingKind::unbalanced,
                model_.first_node[at(model_.parts[at(unbalanced.part)].start)]);
  for (const auto& impossible : report_.impossible)
    margin.take(broken, BindingKind::element, model_.problem.network.to[impossible.link],
                impossible.link);
  for (std::size_t v = 0; v < model_.vertex_count; ++v)
    if (model_.parts[at(model_.part_of_vertex[v])].is_anchored)
      margin.take(state.phi_pa2[v] / scale, BindingKind::no_pressure, model_.first_node[v]);
  const auto phi_of = [&](NodeId n) { return state.phi_pa2[at(model_.vertex_of_node[n.index()])]; };
  for (const NodeId n : limited_) {
    const PressureLimits& l = model_.problem.limits[n];
    if (l.lower)
      margin.take((phi_of(n) - model_.potential.phi_pa2(l.lower->si())) / scale,
                  BindingKind::lower_pressure, n);
    if (l.upper)
      margin.take((model_.potential.phi_pa2(l.upper->si()) - phi_of(n)) / scale + 1e-12,
                  BindingKind::upper_pressure, n);
  }
  if (limits_.min_delivery_pressure.si() > 0.0)
    margin.take(
        (phi_of(node_) - model_.potential.phi_pa2(limits_.min_delivery_pressure.si())) / scale,
        BindingKind::delivery_pressure, node_);
  if (limits_.max_velocity.si() > 0.0) take_velocities(margin);
  return margin;
}

void Search::take_velocities(Margin& margin) const {
  const ModelState& state = prepared_.state;
  const Gas& gas = model_.problem.gas;
  const double gas_constant = specific_gas_constant_j_kg_k(gas);
  for (std::size_t e = 0; e < model_.edges.size(); ++e) {
    const ModelEdge& edge = model_.edges[e];
    if (edge.is_active) continue;
    const PipeLaw& law = model_.pipe_law[at(edge.law)];
    const double phi_pa2 = std::min(state.phi_pa2[at(edge.from)], state.phi_pa2[at(edge.to)]);
    if (!(phi_pa2 > 0.0)) continue;  // already beyond no_pressure
    const double p_pa = model_.potential.pressure_pa(phi_pa2);
    const double z = law.has_own_temperature ? compressibility(gas, p_pa, law.temperature_k)
                                             : model_.potential.compressibility(p_pa);
    const double velocity_m_s =
        std::abs(state.flow_kg_s[e]) * z * gas_constant * law.temperature_k / (p_pa * law.area_m2);
    margin.take(1.0 - velocity_m_s / limits_.max_velocity.si(), BindingKind::velocity, NodeId{},
                edge.link);
  }
}

/// A flow of the order of what the network can carry: that of its weakest link on the way would be
/// better, but doubling from here costs a few solves only.
double Search::first_guess() const {
  double resistance = 0.0;
  for (const PipeLaw& law : model_.pipe_law) resistance += potential_drop(law, 1.0).value_pa2;
  if (!(resistance > 0.0)) return 100.0;
  constexpr double usual_factor = 3.0;  // lambda at 1 kg/s is above lambda at full flow
  return std::sqrt(usual_factor * model_.phi_scale_pa2 / resistance);
}

/// The bracket around what is expected, widened until it holds; from zero where nothing is.
Result<Bracket> Search::bracket(double end_kg_s) {
  Bracket b;
  double error = limits_.expected_error;
  constexpr double widening = 4.0, widest = 0.5;
  for (; limits_.expected.si() > 0.0 && error < widest && !b.has_low; error *= widening) {
    const double flow_kg_s = std::min((1.0 - error) * limits_.expected.si(), end_kg_s);
    auto trial = margin(flow_kg_s);
    if (!trial) return fail(std::move(trial.error()));
    const Point found{flow_kg_s, tamed(trial->value)};
    b.has_low = trial->value >= 0.0;
    b.has_high = b.has_high || !b.has_low;
    (b.has_low ? b.low : b.high) = found;
    if (!b.has_low) b.binding = *trial;
  }
  if (!b.has_low) {
    auto none = margin(0.0);
    if (!none) return fail(std::move(none.error()));
    b.is_feasible = none->value >= -1e-12;
    if (!b.is_feasible) b.binding = *none;
    b.low = {0.0, tamed(std::max(none->value, 0.0))};
  }
  double step = error * limits_.expected.si();
  double flow_kg_s = b.low.flow_kg_s > 0.0 ? b.low.flow_kg_s + 2.0 * step : first_guess();
  constexpr int doublings = 60;
  for (int i = 0; b.is_feasible && !b.has_high && i <= doublings; ++i) {
    flow_kg_s = std::min(flow_kg_s, end_kg_s);
    auto trial = margin(flow_kg_s);
    if (!trial) return fail(std::move(trial.error()));
    b.binding = *trial;
    b.has_high = trial->value < 0.0;
    (b.has_high ? b.high : b.low) = {flow_kg_s, tamed(trial->value)};
    if (flow_kg_s >= end_kg_s) break;
    step *= widening;
    flow_kg_s = step > 0.0 ? std::min(flow_kg_s + step, 2.0 * flow_kg_s) : 2.0 * flow_kg_s;
  }
  return b;
}

Result<LargestDelivery> Search::find() {
  const double end_kg_s = limits_.max_flow.si() > 0.0 ? limits_.max_flow.si() : 1e5;
  auto start = bracket(end_kg_s);
  if (!start) return fail(std::move(start.error()));
  if (!start->is_feasible) return result(0.0, start->binding, false);
  if (!start->has_high) return result(start->low.flow_kg_s, {}, true);
  double low = start->low.flow_kg_s, at_low = start->low.margin;
  double high = start->high.flow_kg_s, at_high = start->high.margin;
  Margin binding = start->binding;
  constexpr int iteration_limit = 120;
  const double tolerance = limits_.tolerance_relative;
  // Chandrupatla's choice between bisection and inverse quadratic interpolation.
  double third = low;
  double at_third = at_low;
  double share = at_low / (at_low - at_high);
  for (int i = 0; i < iteration_limit && high - low > tolerance * high; ++i) {
    const double nudge = 0.5 * tolerance * high / (high - low);
    const double flow = low + std::clamp(share, nudge, 1.0 - nudge) * (high - low);
    auto trial = margin(flow);
    if (!trial) return fail(std::move(trial.error()));
    const double found = tamed(trial->value);
    const bool is_beyond = trial->value < 0.0;
    third = is_beyond ? high : low;
    at_third = is_beyond ? at_high : at_low;
    (is_beyond ? high : low) = flow;
    (is_beyond ? at_high : at_low) = found;
    if (is_beyond) binding = *trial;
    share = next_share({low, at_low}, {high, at_high}, {third, at_third}, is_beyond);
  }
  return result(low, binding, true);
}

std::string Search::sentence(const LargestDelivery& found) const {
  const Network& net = model_.problem.network;
  const std::string flow = fmt::format("{:.6g} kg/s", found.flow.si());
  const auto node_name = [&] { return net.node_name[found.node]; };
  const auto pressure_bar = [&] { return found.solution.pressure[found.node].in(units::bar); };
  std::string lead =
      found.is_feasible
          ? fmt::format("no more than {} at {}: ", flow, net.node_name[node_])
          : fmt::format("no delivery at {}, a limit is broken without it: ", net.node_name[node_]);
  switch (found.binding) {
    case BindingKind::none:
      return fmt::format("nothing binds up to {} at {}", flow, net.node_name[node_]);
    case BindingKind::delivery_pressure:
      return lead + fmt::format("the pressure there has to stay at {:.4f} bar (it is {:.4f})",
                                limits_.min_delivery_pressure.in(units::bar), pressure_bar());
    case BindingKind::lower_pressure:
      return lead + fmt::format("{} is at {:.4f} bar, its lower limit is {:.4f} bar", node_name(),
                                pressure_bar(),
                                model_.problem.limits[found.node].lower->in(units::bar));
    case BindingKind::upper_pressure:
      return lead + fmt::format("{} is at {:.4f} bar, its upper limit is {:.4f} bar", node_name(),
                                pressure_bar(),
                                model_.problem.limits[found.node].upper->in(units::bar));
    case BindingKind::no_pressure:
      return lead + fmt::format("the pressure at {} falls to zero", node_name());
    case BindingKind::velocity: {
      const LinkState& state = found.solution.link[found.link];
      return lead + fmt::format("the gas in {} flows at {:.3f} m/s, the limit is {:.3f} m/s",
                                place_of_link(model_.problem, found.link),
                                std::max(std::abs(state.inlet_velocity.si()),
                                         std::abs(state.outlet_velocity.si())),
                                limits_.max_velocity.si());
    }
    case BindingKind::element:
      return lead + fmt::format("{} would have to pass gas backwards or more than it can",
                                place_of_link(model_.problem, found.link));
    case BindingKind::compressor:
      return lead + fmt::format("with more {} reaches its flow or inlet limit and drops out",
                                place_of_link(model_.problem, found.link));
    case BindingKind::unbalanced: return lead + "it is not connected to any held pressure";
  }
  return lead;
}

Result<LargestDelivery> Search::result(double flow_kg_s, const Margin& binding, bool is_feasible) {
  // Beyond the limit, to see whether a machine drops out there.
  std::vector<ElementStatus> beyond;
  const double just_beyond = 1.0 + 10.0 * limits_.tolerance_relative;
  if (binding.kind != BindingKind::none && is_feasible) {
    if (auto trial = margin(flow_kg_s * just_beyond); trial) beyond = prepared_.state.status;
  }
  auto last = margin(flow_kg_s);
  if (!last) return fail(std::move(last.error()));
  LargestDelivery found;
  found.flow = MassFlow::from_si(flow_kg_s);
  found.is_feasible = is_feasible;
  found.binding = binding.kind;
  found.node = binding.node;
  found.link = binding.link;
  constexpr double jump = 1e-6;
  if (!beyond.empty() && last->value > jump) {
    for (std::size_t e = 0; e < beyond.size(); ++e) {
      const bool drops_out =
          beyond[e] == ElementStatus::at_flow_limit || beyond[e] == ElementStatus::at_inlet_limit;
      if (!drops_out || beyond[e] == prepared_.state.status[e]) continue;
      found.binding = BindingKind::compressor;
      found.link = model_.edges[e].link;
      break;
    }
  }
  found.solution = solution_of(prepared_, supply_, report_);
  found.solves = solves_;
  found.sentence = sentence(found);
  return found;
}

}  // namespace

std::string_view name_of(BindingKind kind) {
  constexpr std::array<std::string_view, 9> names{
      "none",     "delivery_pressure", "lower_pressure", "upper_pressure", "no_pressure",
      "velocity", "element",           "compressor",     "unbalanced"};
  return names[static_cast<std::size_t>(kind)];
}

Result<LargestDelivery> largest_delivery(Prepared& prepared, NodeId node,
                                         const Column<NodeId, MassFlow>& supply,
                                         const DeliveryLimits& limits, const Options& options) {
  PreparedState& state = prepared.state();
  const Problem& problem = state.model->problem;
  if (node.is_none() || node.index() >= problem.network.nodes())
    return fail(Fault::bad_input, "gas", "the node of delivery is not in the network");
  if (supply.size() != problem.network.nodes())
    return fail(Fault::bad_input, "gas",
                fmt::format("the column of supplies has {} rows; the network has {} nodes",
                            supply.size(), problem.network.nodes()));
  if (state.model->is_held[at(state.model->vertex_of_node[node.index()])])
    return fail(Fault::bad_input, place_of_node(problem, node),
                "its pressure is held, so that any flow can be taken out there",
                "ask for the delivery at another node, or hold another pressure");
  if (options.start) take_start(state, *options.start);
  return Search(state, node, supply, limits, options).find();
}

Result<LargestDelivery> largest_delivery(const Problem& problem, NodeId node,
                                         const DeliveryLimits& limits, const Options& options) {
  auto prepared = prepare(problem);
  if (!prepared) return fail(std::move(prepared.error()));
  return largest_delivery(*prepared, node, problem.supply, limits, options);
}

}  // namespace landbridge::gas
