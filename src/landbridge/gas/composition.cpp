#include "landbridge/gas/composition.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace landbridge::gas {
namespace {

constexpr int sweeps_max = 500;
constexpr double still_kg_s = 1e-9;
constexpr double sweep_tolerance = 1e-13;  // of a mole fraction

/// Superior calorific value of the ideal gas at 25 degC, hydrogen atoms, summation factor at 15
/// degC [iso6976].
struct Burning {
  double superior_kj_mol;
  double hydrogen_atoms;
  double summation;
};
constexpr std::array<Burning, aga8_component_count> burnings{{
    {890.58, 4, 0.04452},   // methane
    {0.0, 0, 0.0170},       // nitrogen
    {0.0, 0, 0.0752},       // carbon dioxide
    {1560.69, 6, 0.0919},   // ethane
    {2219.17, 8, 0.1344},   // propane
    {2868.20, 10, 0.1722},  // isobutane
    {2877.40, 10, 0.1840},  // n-butane
    {3528.83, 12, 0.2251},  // isopentane
    {3535.77, 12, 0.2361},  // n-pentane
    {4194.95, 14, 0.3001},  // n-hexane
    {4853.43, 16, 0.3668},  // n-heptane
    {5511.80, 18, 0.4346},  // n-octane
    {6171.15, 20, 0.5030},  // n-nonane
    {6829.77, 22, 0.5991},  // n-decane
    {285.83, 2, -0.01},     // hydrogen
    {0.0, 0, 0.0276},       // oxygen
    {282.98, 0, 0.0217},    // carbon monoxide
    {44.0043, 2, 0.2562},   // water
    {562.01, 2, 0.0923},    // hydrogen sulfide
    {0.0, 0, -0.01},        // helium
    {0.0, 0, 0.0273},       // argon
}};
constexpr double heat_of_condensation_kj_mol = 44.0043;
constexpr double base_temperature_k = 288.15;
constexpr double air_density_kg_m3 = 1.225408;

double molar_mass_kg_mol(const Aga8Composition& composition) {
  double mass = 0.0;
  for (std::size_t j = 0; j < aga8_component_count; ++j)
    mass += composition.mole_fraction[j] * components()[j].molar_mass_kg_mol;
  return mass;
}

/// Molar flows of the components into a node.
struct Inflow {
  std::array<double, aga8_component_count> mol_s{};
  double total_mol_s = 0.0;

  void add(const Aga8Composition& gas, double mass_kg_s) {
    const double molar = molar_mass_kg_mol(gas);
    if (!(molar > 0.0)) return;
    const double flow = mass_kg_s / molar;
    total_mol_s += flow;
    for (std::size_t j = 0; j < mol_s.size(); ++j) mol_s[j] += flow * gas.mole_fraction[j];
  }
};

struct Arrival {
  std::size_t from;
  double mass_kg_s;
};

/// What arrives at each node over links, and the nodes in the order of the flow; nodes on circles
/// last.
struct FlowOrder {
  std::vector<std::vector<Arrival>> arrivals;
  std::vector<std::size_t> order;
};

FlowOrder order_of(const Problem& problem, const Solution& solution) {
  const Network& network = problem.network;
  FlowOrder result;
  result.arrivals.resize(network.nodes());
  std::vector<std::vector<std::size_t>> leaving(network.nodes());
  std::vector<std::size_t> waits(network.nodes(), 0);
  for (std::size_t i = 0; i < network.links(); ++i) {
    const double flow = solution.flow[LinkId(i)].si();
    if (!(std::abs(flow) >= still_kg_s)) continue;
    std::size_t from = network.from[LinkId(i)].index();
    std::size_t to = network.to[LinkId(i)].index();
    if (flow < 0.0) std::swap(from, to);
    result.arrivals[to].push_back({from, std::abs(flow)});
    leaving[from].push_back(to);
    ++waits[to];
  }
  std::vector<char> is_placed(network.nodes(), 0);
  for (std::size_t n = 0; n < network.nodes(); ++n)
    if (waits[n] == 0) result.order.push_back(n);
  for (std::size_t k = 0; k < result.order.size(); ++k) {
    is_placed[result.order[k]] = 1;
    for (const std::size_t to : leaving[result.order[k]])
      if (--waits[to] == 0) result.order.push_back(to);
  }
  for (std::size_t n = 0; n < network.nodes(); ++n)
    if (is_placed[n] == 0) result.order.push_back(n);
  return result;
}

/// One pass over all nodes; the largest change of a mole fraction.
double sweep(const FlowOrder& flow, const Solution& solution,
             const Column<NodeId, Aga8Composition>& source, TrackedComposition& tracked) {
  double change = 0.0;
  for (const std::size_t n : flow.order) {
    const NodeId node(n);
    Inflow in;
    for (const Arrival& a : flow.arrivals[n]) in.add(tracked.node[NodeId(a.from)], a.mass_kg_s);
    const double supply = solution.supply[node].si();
    if (supply > still_kg_s) in.add(source[node], supply);
    tracked.is_known[node] = in.total_mol_s > 0.0;
    if (!tracked.is_known[node]) continue;
    for (std::size_t j = 0; j < in.mol_s.size(); ++j) {
      double& x = tracked.node[node].mole_fraction[j];
      const double next = in.mol_s[j] / in.total_mol_s;
      change = std::max(change, std::abs(next - x));
      x = next;
    }
  }
  return change;
}

double residual_mol_s(const Solution& solution, const Column<NodeId, Aga8Composition>& source,
                      const TrackedComposition& tracked) {
  std::array<double, aga8_component_count> sum{};
  for (std::size_t n = 0; n < tracked.node.size(); ++n) {
    const NodeId node(n);
    const double supply = solution.supply[node].si();
    if (!(std::abs(supply) > still_kg_s)) continue;
    const Aga8Composition& gas = supply > 0.0 ? source[node] : tracked.node[node];
    const double molar = molar_mass_kg_mol(gas);
    if (!(molar > 0.0)) continue;
    for (std::size_t j = 0; j < sum.size(); ++j) sum[j] += supply / molar * gas.mole_fraction[j];
  }
  double worst = 0.0;
  for (const double s : sum) worst = std::max(worst, std::abs(s));
  return worst;
}

}  // namespace

CombustionValues combustion_values(const Aga8Composition& composition) {
  CombustionValues v;
  v.molar_mass_kg_mol = molar_mass_kg_mol(composition);
  double summation = 0.0;
  for (std::size_t j = 0; j < aga8_component_count; ++j) {
    const double x = composition.mole_fraction[j];
    const Burning& b = burnings[j];
    v.superior_j_mol += 1e3 * x * b.superior_kj_mol;
    v.inferior_j_mol +=
        1e3 * x * (b.superior_kj_mol - 0.5 * b.hydrogen_atoms * heat_of_condensation_kj_mol);
    summation += x * b.summation;
  }
  v.compressibility = 1.0 - summation * summation;
  const double mol_m3 = mol_per_m3_at(base_temperature_k) / v.compressibility;
  v.superior_j_m3 = v.superior_j_mol * mol_m3;
  v.inferior_j_m3 = v.inferior_j_mol * mol_m3;
  v.relative_density = v.molar_mass_kg_mol * mol_m3 / air_density_kg_m3;
  v.wobbe_j_m3 = v.superior_j_m3 / std::sqrt(v.relative_density);
  return v;
}

Result<TrackedComposition> track_composition(const Problem& problem, const Solution& solution,
                                             const std::vector<SourceComposition>& sources,
                                             const Aga8Composition& otherwise) {
  const std::size_t nodes = problem.network.nodes();
  Column<NodeId, Aga8Composition> source(nodes, otherwise);
  if (const auto checked = check(otherwise); !checked) return fail(checked.error());
  for (const SourceComposition& s : sources) {
    if (const auto checked = check(s.composition); !checked) {
      Error error = checked.error();
      error.where = fmt::format("gas.node[{}].{}", problem.network.node_name[s.node], error.where);
      return fail(std::move(error));
    }
    source[s.node] = s.composition;
  }
  const FlowOrder flow = order_of(problem, solution);
  TrackedComposition tracked;
  tracked.node = Column<NodeId, Aga8Composition>(nodes);
  tracked.is_known = Column<NodeId, bool>(nodes);
  double change = 1.0;
  while (change > sweep_tolerance && tracked.sweeps < sweeps_max) {
    change = sweep(flow, solution, source, tracked);
    ++tracked.sweeps;
  }
  if (change > sweep_tolerance)
    return fail(
        Fault::not_converged, "gas.composition",
        fmt::format("after {} sweeps mole fractions still change by {:.1e}", sweeps_max, change),
        "gas goes round in a circle with next to no exchange; look for such a loop");
  tracked.component_residual_mol_s = residual_mol_s(solution, source, tracked);
  return tracked;
}

double mass_flow_of_energy_kg_s(const CombustionValues& gas, double power_w) {
  return power_w / gas.superior_j_kg();
}

}  // namespace landbridge::gas
