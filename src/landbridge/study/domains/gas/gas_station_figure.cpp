#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/study/domains/gas/gas_figures.hpp"
#include "landbridge/study/domains/gas/gas_reasons.hpp"

namespace landbridge::study {
namespace {

using namespace landbridge::units;

constexpr int curve_points = 24;

TableCell number(double value) { return {value, {}, true}; }
TableCell words(std::string text) { return {0.0, std::move(text), false}; }

/// A station of a network with its state; only those that stand on the way.
struct RunningStation {
  const GasNetwork::Station& station;
  const gas::DeliveryStationState& state;
  double flow_mol_s;
  const gas::LinkState& link;
};

template <class Use>
void for_each_station(const GasModel& model, const GasNetwork& network,
                      const gas::WarmDelivery& warm, Use&& use) {
  for (const gas::DeliveryStationState& state : warm.stations) {
    const auto s = std::ranges::find(network.stations, state.link, &GasNetwork::Station::link);
    if (s == network.stations.end() || warm.delivery.solution.flow.empty()) continue;
    const double flow_mol_s =
        warm.delivery.solution.flow[state.link].si() / model.settings.gas.molar_mass.si();
    use(RunningStation{*s, state, flow_mol_s, warm.delivery.solution.link[state.link]});
  }
}

std::string limit_words(const RunningStation& r) {
  if (!r.station.machine) {
    if (r.link.status == gas::ElementStatus::at_power_limit) return "power";
    if (r.link.status == gas::ElementStatus::at_ratio_limit) return "ratio";
    return r.link.power.si() > 0.0 ? "" : "by-passed";
  }
  switch (r.state.limit) {
    case gas::StationLimit::power: return "power";
    case gas::StationLimit::speed_max: return "highest speed";
    case gas::StationLimit::choke: return "choke line";
    default: break;
  }
  if (!r.state.point.is_turning) return "by-passed";
  return r.state.point.recycled_kg_s > 0.0 ? "recycles" : "";
}

Series isoline(const gas::GenericMachine& m, double speed) {
  const gas::TurboUnits units = gas::generic_units(m);
  Series s;
  s.name = fmt::format("speed {:.3g}", speed);
  for (int i = 0; i <= curve_points; ++i) {
    const double q =
        speed * (m.surge_flow_share + (m.choke_flow_share - m.surge_flow_share) * i / curve_points);
    s.x.push_back(q);
    s.y.push_back(gas::map_value(units.map.head, speed, q * m.design_flow_m3_s) /
                  m.design_head_kj_kg);
  }
  return s;
}

Series edge(const gas::GenericMachine& m, std::string name, double flow, double head) {
  Series s;
  s.name = std::move(name);
  for (int i = 0; i <= curve_points; ++i) {
    const double speed = m.speed_min + (m.speed_max - m.speed_min) * i / curve_points;
    s.x.push_back(flow * speed);
    s.y.push_back(head * speed * speed);
  }
  return s;
}

}  // namespace

ResultTable station_table(const GasModel& model, const GasYear& year) {
  ResultTable t{"gas-stations",
                "Stations at the largest firm flow",
                {{"delivery", "", false},
                 {"period", "", false},
                 {"station", "", false},
                 {"flow", "mcm_20C/d", true},
                 {"ratio", "1", true},
                 {"power", "MW", true},
                 {"power there is", "MW", true},
                 {"fuel", "mcm_20C/d", true},
                 {"what holds it", "", false}},
                {}};
  for (std::size_t d = 0; d < year.deliveries.size(); ++d)
    for (std::size_t s = 0; s < model.networks.size(); ++s) {
      const GasNetwork& network = model.networks[s];
      for_each_station(
          model, network, year.deliveries[d].stretches[s].firm, [&](const RunningStation& r) {
            if (!(r.flow_mol_s > 0.0)) return;
            const double fuel_mol_s = r.state.fuel_kg_s / model.settings.gas.molar_mass.si();
            const double there_w = r.station.machine ? r.state.point.power_max_w : std::nan("");
            t.rows.push_back(
                {words(network.deliveries[d].id), words(stretch_name(model, s)),
                 words(place_name(model, network, r.station.inlet)),
                 number(r.flow_mol_s / mcm_20C_per_day.si), number(r.link.pressure_ratio.si()),
                 number(r.state.point.power_w / megawatt.si), number(there_w / megawatt.si),
                 number(fuel_mol_s / mcm_20C_per_day.si), words(limit_words(r))});
          });
    }
  return t;
}

std::vector<Figure> machine_figures(const GasModel& model, const GasYear& year,
                                    std::size_t delivery, std::span<const double> draw) {
  std::vector<Figure> figures;
  const auto figure_of = [&](const GasNetwork::Station& station) -> Figure& {
    const std::string id = fmt::format("machine-{}-{}", station.machine->id,
                                       model.networks.front().deliveries[delivery].id);
    const auto hit = std::ranges::find(figures, id, &Figure::id);
    if (hit != figures.end()) return *hit;
    Figure f{id,
             fmt::format("Where the machines '{}' stand on their map", station.machine->id),
             "lines",
             {"flow over that of the design point", "1"},
             {"head over that of the design point", "1"},
             {},
             {},
             {},
             {},
             sources_of(model, "machine"),
             fmt::format("Largest firm flow to {}; best estimate. The map is a generic one by "
                         "dimensionless numbers. Speeds over that of the design point.",
                         place_name(model, model.networks.front(),
                                    model.networks.front().deliveries[delivery].node))};
    const gas::GenericMachine m = generic_machine(station, model.settings, draw);
    f.series = {edge(m, "surge line", m.surge_flow_share, m.surge_head),
                edge(m, "choke line", m.choke_flow_share, m.choke_head), isoline(m, m.speed_min),
                isoline(m, 1.0), isoline(m, m.speed_max)};
    figures.push_back(std::move(f));
    return figures.back();
  };
  for (std::size_t s = 0; s < model.networks.size(); ++s)
    for_each_station(model, model.networks[s], year.deliveries[delivery].stretches[s].firm,
                     [&](const RunningStation& r) {
                       if (!r.station.machine || !r.state.point.is_turning) return;
                       Figure& f = figure_of(r.station);
                       const std::string name = fmt::format("stations, {}", stretch_name(model, s));
                       auto series = std::ranges::find(f.series, name, &Series::name);
                       if (series == f.series.end()) {
                         f.series.push_back({name, {}, {}, {}, {}, "points", 1});
                         series = f.series.end() - 1;
                       }
                       const gas::GenericMachine m =
                           generic_machine(r.station, model.settings, draw);
                       series->x.push_back(r.state.point.volume_flow_m3_s / m.design_flow_m3_s);
                       series->y.push_back(r.state.point.head_j_kg / gas::map_joule_per_kilojoule /
                                           m.design_head_kj_kg);
                     });
  return figures;
}

}  // namespace landbridge::study
