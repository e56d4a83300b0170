#include "landbridge/gas/composition_solve.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "landbridge/gas/effective_pipe.hpp"
#include "landbridge/gas/pipe_law.hpp"

namespace landbridge::gas {
namespace {

constexpr double still_kg_s = 1e-9;

/// A composition as a gas of the problem: its equation of state, viscosity and exponent.
Gas gas_like(const Gas& given, const Aga8Composition& composition) {
  Gas gas = gas_of_composition({composition.mole_fraction.begin(), composition.mole_fraction.end()},
                               given.temperature);
  gas.eos = given.eos;
  gas.compressibility = given.compressibility;
  gas.viscosity = given.viscosity;
  gas.isentropic_exponent = given.isentropic_exponent;
  return gas;
}

/// The gas of one node with its potential, made again only when the composition changes.
struct NodeGas {
  Aga8Composition composition;
  Gas gas;
  Potential potential;
};

double zero_or(double value) { return std::isfinite(value) ? value : 0.0; }

class MixingSolver {
 public:
  MixingSolver(const Problem& problem, const Mixing& mixing)
      : given_(problem),
        mixing_(mixing),
        base_(problem),
        effective_(problem),
        node_gas_(problem.network.nodes()) {
    base_.gas = gas_like(problem.gas, mixing.otherwise);
    effective_.gas = base_.gas;
    potential_.emplace(base_.gas);
    for (const EnergyDemand& demand : mixing.energy)
      order(demand, combustion_values(mixing.otherwise));
  }

  Result<MixingSolution> run() {
    for (int round = 0; round < mixing_.max_rounds; ++round) {
      auto hydraulics = gas::solve(effective_);
      if (!hydraulics) return fail(hydraulics.error());
      out_.hydraulics = std::move(*hydraulics);
      out_.certificate.rounds = round + 1;
      if (!has_pressures()) {
        out_.is_complete = false;
        return out_;
      }
      if (const auto tracked = track(); !tracked) return fail(tracked.error());
      out_.certificate.law_residual_relative = 0.0;
      out_.certificate.energy_residual_relative = 0.0;
      adapt_pipes();
      adapt_others();
      order_energy();
      if (is_settled()) return finish();
    }
    const MixingCertificate& c = out_.certificate;
    return fail(Fault::not_converged, c.worst_place,
                fmt::format("gas and pressures do not settle in {} rounds: law {:.2e}, energy "
                            "{:.2e}, mole fractions {:.2e}",
                            mixing_.max_rounds, c.law_residual_relative, c.energy_residual_relative,
                            c.fraction_change),
                "look at the place named: nearly no flow, or a flow whose direction depends on "
                "what it carries");
  }

 private:
  bool is_settled() const {
    const MixingCertificate& c = out_.certificate;
    return std::max({c.law_residual_relative, c.energy_residual_relative, c.fraction_change}) <=
           mixing_.tolerance_relative;
  }

  bool has_pressures() const {
    for (const Infeasibility& i : out_.hydraulics.infeasible)
      if (i.what == InfeasibleWhat::no_pressure || i.what == InfeasibleWhat::unbalanced_part)
        return false;
    return true;
  }

  double pressure_pa(NodeId node) const { return out_.hydraulics.pressure[node].si(); }
  double height_m(NodeId node) const {
    return given_.height.size() > 0 ? given_.height[node].si() : 0.0;
  }

  Result<bool> track() {
    auto tracked = track_composition(given_, out_.hydraulics, mixing_.sources, mixing_.otherwise);
    if (!tracked) return fail(tracked.error());
    double change = out_.composition.node.empty() ? 1.0 : 0.0;
    for (std::size_t n = 0; n < out_.composition.node.size(); ++n)
      for (std::size_t j = 0; j < aga8_component_count; ++j)
        change = std::max(change, std::abs(tracked->node[NodeId(n)].mole_fraction[j] -
                                           out_.composition.node[NodeId(n)].mole_fraction[j]));
    out_.certificate.fraction_change = change;
    out_.certificate.component_residual_mol_s = tracked->component_residual_mol_s;
    out_.composition = std::move(*tracked);
    return true;
  }

  /// The gas that leaves a node; of the unnamed supplies where none is known.
  const NodeGas& gas_at(NodeId node) {
    const Aga8Composition& composition =
        out_.composition.is_known[node] ? out_.composition.node[node] : mixing_.otherwise;
    auto& kept = node_gas_[node.index()];
    if (!kept || kept->composition.mole_fraction != composition.mole_fraction) {
      Gas gas = gas_like(given_.gas, composition);
      Potential potential(gas);
      kept.emplace(NodeGas{composition, std::move(gas), std::move(potential)});
    }
    return *kept;
  }

  void note_residual(double residual, LinkId link) {
    if (!(residual > out_.certificate.law_residual_relative)) return;
    out_.certificate.law_residual_relative = residual;
    out_.certificate.worst_place = fmt::format("gas.link[{}]", given_.network.link_name[link]);
  }

  void adapt_pipes() {
    double highest_pa = 0.0;
    for (const Pressure p : out_.hydraulics.pressure)
      highest_pa = std::max(highest_pa, zero_or(p.si()));
    auto& rows = effective_.links.of<Pipe>();
    for (std::size_t k = 0; k < rows.size(); ++k) {
      const LinkId id = rows[k].id;
      const double flow = zero_or(out_.hydraulics.flow[id].si());
      if (std::abs(flow) < still_kg_s) continue;
      NodeId from = given_.network.from[id];
      NodeId to = given_.network.to[id];
      if (flow < 0.0) std::swap(from, to);
      const Pipe& truth = given_.links.of<Pipe>()[k].link;
      const PipeTarget target = target_of(truth, from, to, std::abs(flow));
      const double wrong = target.outlet_pa * target.outlet_pa - std::pow(pressure_pa(to), 2.0);
      note_residual(std::abs(wrong) / (highest_pa * highest_pa), id);
      fit(rows[k].link, truth, target, gas_at(from));
    }
  }

  /// The pipe with the gas of its upstream node.
  PipeTarget target_of(const Pipe& pipe, NodeId from, NodeId to, double flow_kg_s) {
    const NodeGas& own = gas_at(from);
    const double rise_m = height_m(to) - height_m(from);
    const PipeLaw law = law_of(pipe, own.gas, given_.friction, rise_m);
    const double p_in = pressure_pa(from);
    const double phi_in = own.potential.phi_pa2(p_in);
    const auto outlet = [&](double flow) {
      return own.potential.pressure_pa(phi_at_to(law, own.gas, own.potential, phi_in, flow));
    };
    return {flow_kg_s, rise_m, p_in, outlet(flow_kg_s), outlet(0.0)};
  }

  /// The factor that a drop of no size would need: ratio of the coefficients and of 1/Z.
  double plain_factor(const Pipe& pipe, const PipeTarget& target, const NodeGas& own) const {
    const PipeLaw law = law_of(pipe, own.gas, given_.friction, target.rise_m);
    const double lambda = potential_drop(law, target.flow_kg_s).factor;
    return lambda * specific_gas_constant_j_kg_k(own.gas) /
           specific_gas_constant_j_kg_k(base_.gas) *
           own.potential.compressibility(target.inlet_pa) /
           potential_->compressibility(target.inlet_pa);
  }

  void fit(Pipe& pipe, const Pipe& truth, const PipeTarget& target, const NodeGas& own) {
    if (target.rise_m != 0.0 && !(pipe.ground_temperature.si() > 0.0))
      pipe.ground_temperature = base_.gas.temperature;
    fit_column(pipe, base_, *potential_, target);
    double plain = plain_factor(truth, target, own);
    if (pipe.ground_temperature.si() > 0.0) {
      const double truth_k = truth.ground_temperature.si() > 0.0 ? truth.ground_temperature.si()
                                                                 : base_.gas.temperature.si();
      plain *= truth_k / pipe.ground_temperature.si();
    }
    pipe.friction_factor = Scalar::from_si(
        fitted_friction_factor(pipe, base_, *potential_, target, plain).value_or(plain));
  }

  /// Z Rs of a node's gas over that of the base gas.
  double weight_at(NodeId node) {
    const NodeGas& own = gas_at(node);
    const double p = pressure_pa(node);
    return own.potential.compressibility(p) * specific_gas_constant_j_kg_k(own.gas) /
           (potential_->compressibility(p) * specific_gas_constant_j_kg_k(base_.gas));
  }

  void adapt_others() {
    auto& resistors = effective_.links.of<Resistor>();
    for (std::size_t k = 0; k < resistors.size(); ++k) {
      const LinkId id = resistors[k].id;
      const bool is_reversed = out_.hydraulics.flow[id].si() < 0.0;
      const NodeId inlet = is_reversed ? given_.network.to[id] : given_.network.from[id];
      resistors[k].link.drag_factor =
          weight_at(inlet) * given_.links.of<Resistor>()[k].link.drag_factor;
    }
    auto& machines = effective_.links.of<Compressor>();
    for (std::size_t k = 0; k < machines.size(); ++k) {
      const Temperature own = given_.links.of<Compressor>()[k].link.inlet_temperature;
      machines[k].link.inlet_temperature = weight_at(given_.network.from[machines[k].id]) *
                                           (own.si() > 0.0 ? own : given_.gas.temperature);
    }
  }

  void order(const EnergyDemand& demand, const CombustionValues& gas) {
    const double heat = gas.superior_j_kg();
    effective_.supply[demand.node] =
        heat > 0.0 ? MassFlow::from_si(-demand.power.si() / heat) : MassFlow{};
  }

  void order_energy() {
    for (const EnergyDemand& demand : mixing_.energy) {
      const CombustionValues gas = combustion_values(gas_at(demand.node).composition);
      const double got_w = -out_.hydraulics.supply[demand.node].si() * gas.superior_j_kg();
      const double wanted_w = demand.power.si();
      const double wrong = wanted_w > 0.0 ? std::abs(got_w - wanted_w) / wanted_w : 0.0;
      if (wrong > out_.certificate.energy_residual_relative) {
        out_.certificate.energy_residual_relative = wrong;
        if (wrong > mixing_.tolerance_relative)
          out_.certificate.worst_place =
              fmt::format("gas.node[{}]", given_.network.node_name[demand.node]);
      }
      order(demand, gas);
    }
  }

  Result<MixingSolution> finish() {
    const std::size_t nodes = given_.network.nodes();
    out_.combustion = Column<NodeId, CombustionValues>(nodes);
    double in_mol_s = 0.0;
    for (std::size_t n = 0; n < nodes; ++n) {
      const NodeId node(n);
      if (!out_.composition.is_known[node]) continue;
      out_.combustion[node] = combustion_values(out_.composition.node[node]);
      const double supply = zero_or(out_.hydraulics.supply[node].si());
      if (supply > 0.0) in_mol_s += supply / out_.combustion[node].molar_mass_kg_mol;
      if (supply < -still_kg_s) check_quality(node);
    }
    if (in_mol_s > 0.0)
      out_.certificate.component_residual_relative =
          out_.certificate.component_residual_mol_s / in_mol_s;
    return std::move(out_);
  }

  void check_quality(NodeId node) {
    const CombustionValues& gas = out_.combustion[node];
    const QualityLimits& limits = mixing_.limits;
    const auto breach = [&](std::string_view what, double value, std::string_view word,
                            double limit, std::string_view unit) {
      out_.breaches.push_back(
          {node, fmt::format("{} of what {} gets is {:.4g} {}, {} the limit of {:.4g} {}", what,
                             given_.network.node_name[node], value, unit, word, limit, unit)});
    };
    const auto below = [&](std::string_view what, double value,
                           const std::optional<EnergyPerVolume>& limit) {
      if (limit && value < limit->si())
        breach(what, 1e-6 * value, "below", 1e-6 * limit->si(), "MJ/m3");
    };
    const auto above = [&](std::string_view what, double value,
                           const std::optional<EnergyPerVolume>& limit) {
      if (limit && value > limit->si())
        breach(what, 1e-6 * value, "above", 1e-6 * limit->si(), "MJ/m3");
    };
    below("the Wobbe index", gas.wobbe_j_m3, limits.wobbe_min);
    above("the Wobbe index", gas.wobbe_j_m3, limits.wobbe_max);
    below("the calorific value", gas.superior_j_m3, limits.superior_min);
    above("the calorific value", gas.superior_j_m3, limits.superior_max);
    const double hydrogen = out_.composition.node[node][Aga8Component::hydrogen];
    if (limits.hydrogen_max && hydrogen > *limits.hydrogen_max)
      breach("the share of hydrogen", 100.0 * hydrogen, "above", 100.0 * *limits.hydrogen_max,
             "mol-%");
  }

  const Problem& given_;
  const Mixing& mixing_;
  Problem base_;                        ///< as given, with the gas of the unnamed supplies
  Problem effective_;                   ///< what gas::solve sees
  std::optional<Potential> potential_;  ///< of base_.gas
  std::vector<std::optional<NodeGas>> node_gas_;
  MixingSolution out_;
};

Result<void> check_energy(const Problem& problem, const Mixing& mixing) {
  for (const EnergyDemand& demand : mixing.energy) {
    const std::string where = fmt::format("gas.node[{}]", problem.network.node_name[demand.node]);
    if (!(demand.power.si() >= 0.0 && std::isfinite(demand.power.si())))
      return fail(Fault::bad_input, where, "the energy demand is negative or no number",
                  "demands are positive");
    for (const FixedPressure& held : problem.fixed_pressure)
      if (held.node == demand.node)
        return fail(Fault::bad_input, where, "it has a held pressure and an energy demand",
                    "its flow follows from the pressure; leave one of the two out");
  }
  return {};
}

}  // namespace

Result<MixingSolution> solve_with_mixing(const Problem& problem, const Mixing& mixing) {
  if (const auto checked = check(mixing.otherwise); !checked) return fail(checked.error());
  if (const auto checked = check_energy(problem, mixing); !checked) return fail(checked.error());
  return MixingSolver(problem, mixing).run();
}

}  // namespace landbridge::gas
