#include "landbridge/study/domains/gas/gas_surroundings.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "landbridge/gas/gas_limits.hpp"
#include "landbridge/gas/station_machine.hpp"

namespace landbridge::study {
namespace {

constexpr double air_kg_mol = 28.96546e-3;  // molar mass of dry air [iso6976]
constexpr double nominal_air_k = 288.15;    // [iso3977]
constexpr double steps_share = 0.25;        // of the walk's steps; the test states the error
constexpr double flow_tolerance = 5e-5;
constexpr double coldest_k = 233.15, hottest_k = 433.15;  // of the gas, compression included
constexpr double lowest_pressure_pa = 1e5;                // no hydrates are looked for below

double usual_temperature_k(const GasNetwork& network, NodeId node, std::span<const double> draw) {
  for (const auto& pipe : network.pipes)
    if (pipe.from == node) return pipe.soil.value(draw);
  return 0.0;
}

gas::DeliveryStation delivery_station(const GasNetwork::Station& s, const GasSettings& settings,
                                      Running running, std::span<const double> draw) {
  gas::DeliveryStation station;
  station.link = s.link;
  station.drive_efficiency = settings.drive_efficiency.value(draw);
  if (is_stated(s.air)) station.ambient_temperature_k = s.air.value(draw);
  const double standby = running == Running::firm ? s.standby.value(draw) : 0.0;
  const double units = s.units.value(draw) - standby;
  if (!s.machine || !(units > 0.0) || !(s.unit_power.value(draw) > 0.0)) return station;
  station.ambient_temperature_k =
      std::max(station.ambient_temperature_k, s.machine->coldest_air.value(draw));
  station.units = gas::generic_units(generic_machine(s, settings, draw));
  station.units->running = units;
  return station;
}

double cooler_outlet_k(const GasNetwork::Station& s, const GasSettings& settings,
                       std::span<const double> draw) {
  const double highest_k = settings.cooler_outlet.value(draw);
  if (!is_stated(s.air)) return highest_k;
  return std::min(highest_k, s.air.value(draw) + settings.cooler_approach.value(draw));
}

}  // namespace

bool has_soil(const GasNetwork& network) {
  return !network.pipes.empty() &&
         std::ranges::all_of(network.pipes, [](const auto& pipe) { return is_stated(pipe.soil); });
}

Result<std::shared_ptr<const gas::PropertyTable>> property_table(
    const Study& study, const GasSettings& settings, const std::vector<GasNetwork>& networks) {
  std::vector<double> highest;
  for (const Factor& f : study.factors) highest.push_back(f.high_si);
  double pressure_pa = 1e6;
  for (const GasNetwork& network : networks) {
    for (const auto& pipe : network.pipes)
      pressure_pa = std::max(pressure_pa, pipe.max_pressure.value(highest));
    for (const auto& s : network.stations)
      pressure_pa = std::max(pressure_pa, s.outlet_pressure.value(highest));
    for (const auto& s : network.supplies)
      pressure_pa = std::max(pressure_pa, s.pressure.value(highest));
  }
  constexpr double room = 1.25;  // gas that flows downhill
  auto table = gas::PropertyTable::make(settings.gas, {room * pressure_pa, coldest_k, hottest_k});
  if (!table) return fail(table.error());
  return std::make_shared<const gas::PropertyTable>(std::move(*table));
}

gas::GenericMachine generic_machine(const GasNetwork::Station& station, const GasSettings& settings,
                                    std::span<const double> draw) {
  const GasNetwork::Machine& m = *station.machine;
  gas::GenericMachine g;
  g.power_w = station.unit_power.value(draw);
  g.efficiency = station.isentropic_efficiency.value(draw);
  g.efficiency_loss = m.efficiency_loss.value(draw);
  g.surge_flow_share = m.surge_flow.value(draw);
  g.surge_head = m.surge_head.value(draw);
  g.choke_flow_share = m.choke_flow.value(draw);
  g.choke_head = m.choke_head.value(draw);
  g.speed_min = m.speed_min.value(draw);
  g.speed_max = m.speed_max.value(draw);
  g.power_per_kelvin = m.power_per_kelvin.value(draw);
  g.drive_efficiency = settings.drive_efficiency.value(draw);
  g.idle_share = m.idle_fuel.value(draw);
  const gas::StationInlet inlet =
      gas::station_inlet(settings.gas, m.design_suction.value(draw), nominal_air_k, nominal_air_k);
  const double head_j_kg = gas::head_of_ratio_j_kg(inlet, m.design_ratio.value(draw));
  g.design_head_kj_kg = head_j_kg / gas::map_joule_per_kilojoule;
  g.design_flow_m3_s =
      m.load.value(draw) * g.power_w * g.efficiency / (inlet.density_kg_m3() * head_j_kg);
  return g;
}

gas::DeliverySurroundings gas_surroundings(const GasNetwork& network, const GasSettings& settings,
                                           const gas::PropertyTable* table, Running running,
                                           std::span<const double> draw) {
  gas::DeliverySurroundings around;
  around.tolerance_relative = flow_tolerance;
  around.is_isothermal = table == nullptr || !has_soil(network);
  around.lower_calorific_value_j_kg =
      settings.lower_heating_value.value(draw) / settings.gas.molar_mass.si();
  gas::ThermalOptions& t = around.thermal;
  t.heat_transfer = gas::HeatTransfer::from_si(settings.heat_transfer.value(draw));
  t.table = table;
  t.steps_share = steps_share;
  t.node_inlet_temperature = Column<NodeId, Temperature>(network.topology.nodes());
  t.pipe_heat_transfer = Column<LinkId, gas::HeatTransfer>(network.topology.links());
  t.element_outlet = Column<LinkId, Temperature>(network.topology.links());
  for (const auto& pipe : network.pipes) {
    // gas_problem() makes a pipe of efficiency E longer by 1/E^2; its surface is not.
    const double efficiency = pipe.efficiency.value(draw);
    t.pipe_heat_transfer[pipe.link] = efficiency * efficiency * t.heat_transfer;
  }
  for (const auto& s : network.supplies) {
    const double own_k = s.temperature.value(draw);
    t.node_inlet_temperature[s.node] =
        Temperature::from_si(own_k > 0.0 ? own_k : usual_temperature_k(network, s.node, draw));
  }
  for (const auto& s : network.stations) {
    t.element_outlet[s.link] = Temperature::from_si(cooler_outlet_k(s, settings, draw));
    around.stations.push_back(delivery_station(s, settings, running, draw));
  }
  return around;
}

double hydrates_below_k(const GasSettings& settings, double pressure_pa,
                        std::span<const double> draw) {
  const double density = settings.gas.molar_mass.si() / air_kg_mol;
  const double hydrate_k = gas::hydrate_temperature_k(pressure_pa, density);
  const double content = gas::water_content_kg_m3(settings.dew_point_pressure.value(draw),
                                                  settings.water_dew_point.value(draw));
  return std::min(hydrate_k, gas::water_dew_point_k(pressure_pa, content));
}

HydrateMargin hydrate_margin(const GasNetwork& network, const GasSettings& settings,
                             const gas::WarmDelivery& state, std::span<const double> draw) {
  HydrateMargin margin{std::numeric_limits<double>::infinity(), {}};
  const auto look = [&](double temperature_k, double pressure_pa, NodeId node) {
    if (!(pressure_pa > lowest_pressure_pa)) return;
    const double k = temperature_k - hydrates_below_k(settings, pressure_pa, draw);
    if (k < margin.least_k) margin = {k, node};
  };
  if (state.has_temperatures)
    for (const auto& pipe : network.pipes) {
      const gas::ThermalLink& link = state.link[pipe.link];
      const auto& pressure = state.delivery.solution.pressure;
      look(link.from_temperature.si(), pressure[pipe.from].si(), pipe.from);
      look(link.to_temperature.si(), pressure[pipe.to].si(), pipe.to);
      look(link.lowest_temperature.si(), std::min(pressure[pipe.from].si(), pressure[pipe.to].si()),
           pipe.to);
    }
  if (std::isfinite(margin.least_k)) return margin;
  // no state at all: the gas at rest in the ground
  for (const auto& pipe : network.pipes)
    look(pipe.soil.value(draw), pipe.max_pressure.value(draw), pipe.from);
  return margin;
}

}  // namespace landbridge::study
