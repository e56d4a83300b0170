#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "landbridge/gas/gas_limits.hpp"
#include "landbridge/gas/thermal.hpp"
#include "landbridge/study/domains/gas/gas_figures.hpp"
#include "landbridge/study/domains/gas/gas_reasons.hpp"

namespace landbridge::study {
namespace {

using namespace landbridge::units;

constexpr double air_kg_mol = 28.96546e-3;  // molar mass of dry air [iso6976]

/// The network with the ground's own temperature, and the delivery at its largest firm flow.
gas::Problem problem_in_ground(const GasModel& model, std::size_t stretch, NodeId node,
                               double mol_s, std::span<const double> draw) {
  const GasNetwork& network = model.networks[stretch];
  gas::Problem problem = gas_problem(network, model.settings, Running::firm, draw);
  problem.supply[node] =
      problem.supply[node] - MassFlow::from_si(mol_s * model.settings.gas.molar_mass.si());
  for (auto& row : problem.links.of<gas::Pipe>()) {
    const auto pipe = std::ranges::find(network.pipes, row.id, &GasNetwork::Pipe::link);
    const double soil_k = pipe->soil.value(draw);
    if (soil_k > 0.0) row.link.ground_temperature = Temperature::from_si(soil_k);
  }
  return problem;
}

struct WarmWay {
  Series gas, hydrate;
  double least_margin_k = std::numeric_limits<double>::infinity();
  double coldest_k = std::numeric_limits<double>::infinity();
  NodeId nearest;  ///< to hydrates
};

/// Temperatures at both ends of each link of a way, over the distance.
WarmWay along(const GasModel& model, const GasNetwork& network, const gas::ThermalSolution& state,
              const std::vector<LinkId>& way, std::span<const double> draw) {
  WarmWay w;
  const double density = model.settings.gas.molar_mass.si() / air_kg_mol;
  double at_km = 0.0;
  const auto add = [&](double temperature_k, NodeId node) {
    const double pressure_pa = state.hydraulics.pressure[node].si();
    const double hydrate_k = gas::hydrate_temperature_k(pressure_pa, density);
    w.gas.x.push_back(at_km);
    w.gas.y.push_back(temperature_k - 273.15);
    w.hydrate.x.push_back(at_km);
    w.hydrate.y.push_back(hydrate_k - 273.15);
    w.coldest_k = std::min(w.coldest_k, temperature_k);
    if (temperature_k - hydrate_k >= w.least_margin_k) return;
    w.least_margin_k = temperature_k - hydrate_k;
    w.nearest = node;
  };
  for (const LinkId link : way) {
    add(state.link[link].from_temperature.si(), network.topology.from[link]);
    if (const auto pipe = std::ranges::find(network.pipes, link, &GasNetwork::Pipe::link);
        pipe != network.pipes.end())
      at_km += pipe->length.value(draw) / km.si;
    add(state.link[link].to_temperature.si(), network.topology.to[link]);
  }
  return w;
}

/// The largest share of a flow that still arrives at its least pressure, and the state there.
struct WarmFlow {
  double share = 0.0;
  gas::ThermalSolution state;
};

std::optional<WarmFlow> largest_warm_flow(const GasModel& model, std::size_t stretch,
                                          std::size_t delivery, double mol_s,
                                          const gas::ThermalOptions& options,
                                          std::span<const double> draw) {
  constexpr double lowest_share = 0.6, highest_share = 1.3;
  constexpr int halvings = 9;
  const auto& d = model.networks[stretch].deliveries[delivery];
  const double wanted_pa = d.min_pressure.value(draw);
  std::optional<WarmFlow> best;
  double low = lowest_share, high = highest_share;
  for (int i = 0; i <= halvings; ++i) {
    const double share = i == 0 ? lowest_share : 0.5 * (low + high);
    auto state =
        gas::solve_thermal(problem_in_ground(model, stretch, d.node, share * mol_s, draw), options);
    const bool holds =
        state && state->is_complete && state->hydraulics.pressure[d.node].si() >= wanted_pa;
    if (i == 0 && !holds) return std::nullopt;
    (holds ? low : high) = share;
    if (holds) best = WarmFlow{share, std::move(*state)};
  }
  return best;
}

std::string stretch_note(const GasModel& model, std::size_t stretch, double mol_s,
                         const WarmFlow& flow, const WarmWay& w) {
  const GasNetwork& network = model.networks[stretch];
  double fastest = 0.0;
  for (const auto& pipe : network.pipes)
    fastest = std::max(fastest, flow.state.hydraulics.link[pipe.link].outlet_velocity.si());
  return fmt::format(
      " {}: with these temperatures {:.3g} mcm/d, fuel included, reach the least pressure, against "
      "{:.3g} with the mean temperatures that all other numbers use; coldest {:.0f} °C; nearest to "
      "hydrates at {}, {:.0f} K {} them (they need free water); fastest gas {:.1f} m/s.",
      stretch_name(model, stretch), flow.share * mol_s / mcm_20C_per_day.si,
      mol_s / mcm_20C_per_day.si, w.coldest_k - 273.15, place_name(model, network, w.nearest),
      std::abs(w.least_margin_k), w.least_margin_k >= 0.0 ? "above" : "below", fastest);
}

bool states_soil(const GasNetwork& network, std::span<const double> draw) {
  return std::ranges::any_of(network.pipes,
                             [&](const auto& pipe) { return pipe.soil.value(draw) > 0.0; });
}

}  // namespace

std::optional<Figure> temperature_figure(const GasModel& model, const GasYear& year,
                                         std::size_t delivery, std::span<const double> draw) {
  const GasNetwork& first = model.networks.front();
  const auto& d = first.deliveries[delivery];
  if (!states_soil(first, draw)) return std::nullopt;
  Figure f{fmt::format("temperature-{}", d.id),
           fmt::format("Temperature of the gas on the way to {}, at the largest flow",
                       place_name(model, first, d.node)),
           "lines",
           {"distance", "km"},
           {"temperature", "degC"},
           {},
           {},
           {},
           {},
           sources_of(model, "ground"),
           "Heat exchange with the ground, Joule–Thomson cooling, climb, compression and coolers. "
           "Hydrates: correlation by gas gravity, a few kelvin wide."};
  gas::ThermalOptions options;
  options.heat_transfer = gas::HeatTransfer::from_si(model.settings.heat_transfer.value(draw));
  options.cooler_outlet = Temperature::from_si(model.settings.cooler_outlet.value(draw));
  for (std::size_t s = 0; s < model.networks.size(); ++s) {
    const auto& state = year.deliveries[delivery].stretches[s].firm;
    if (!state.is_feasible || state.flow.si() <= 0.0) continue;
    const GasNetwork& network = model.networks[s];
    const NodeId node = network.deliveries[delivery].node;
    const double mol_s = state.flow.si() / model.settings.gas.molar_mass.si();
    const auto warm = largest_warm_flow(model, s, delivery, mol_s, options, draw);
    if (!warm) continue;
    WarmWay w = along(model, network, warm->state, way_to(network, node), draw);
    if (w.nearest.is_none()) continue;
    w.gas.name = fmt::format("gas, {}", stretch_name(model, s));
    w.hydrate.name = fmt::format("hydrates form below, {}", stretch_name(model, s));
    f.note += stretch_note(model, s, mol_s, *warm, w);
    f.series.push_back(std::move(w.gas));
    f.series.push_back(std::move(w.hydrate));
  }
  if (f.series.empty()) return std::nullopt;
  return f;
}

}  // namespace landbridge::study
