#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "landbridge/study/domains/gas/gas_figures.hpp"
#include "landbridge/study/domains/gas/gas_reasons.hpp"

namespace landbridge::study {
namespace {

using namespace landbridge::units;

struct WarmWay {
  Series gas, hydrate;
  double coldest_k = std::numeric_limits<double>::infinity();
  std::size_t delivery = 0;
};

/// Temperatures at both ends of each link of a way, over the distance.
WarmWay along(const GasModel& model, const GasNetwork& network, const gas::WarmDelivery& state,
              const std::vector<LinkId>& way, std::span<const double> draw) {
  WarmWay w;
  double at_km = 0.0;
  const auto add = [&](double temperature_k, NodeId node) {
    w.gas.x.push_back(at_km);
    w.gas.y.push_back(temperature_k - constants::zero_celsius_k);
    w.coldest_k = std::min(w.coldest_k, temperature_k);
    if (!model.has_hydrates()) return;
    const double pressure_pa = state.delivery.solution.pressure[node].si();
    w.hydrate.x.push_back(at_km);
    w.hydrate.y.push_back(hydrates_below_k(model.settings, pressure_pa, draw) -
                          constants::zero_celsius_k);
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

/// The fastest gas on a way.
std::string fastest_words(const GasNetwork& network, const gas::WarmDelivery& state,
                          const std::vector<LinkId>& way) {
  double fastest_m_s = 0.0;
  std::string where;
  for (const LinkId link : way) {
    const gas::LinkState& s = state.delivery.solution.link[link];
    for (const double v : {s.inlet_velocity.si(), s.outlet_velocity.si()})
      if (std::abs(v) > fastest_m_s) {
        fastest_m_s = std::abs(v);
        where = network.topology.link_name[link];
      }
  }
  return fmt::format("fastest gas {:.2g} m/s in {}", fastest_m_s, where);
}

std::string stretch_note(const GasModel& model, const GasNetwork& network, std::size_t stretch,
                         const StretchDelivery& s, const WarmWay& w) {
  const auto way = way_to(network, network.deliveries[w.delivery].node);
  std::string text =
      fmt::format(" {}: coldest gas {:.1f} °C, {}", stretch_name(model, stretch),
                  w.coldest_k - constants::zero_celsius_k, fastest_words(network, s.firm, way));
  if (model.has_hydrates() && !s.hydrates.place.is_none())
    text += fmt::format("; nearest to hydrates at {}, {:.1f} K {} them",
                        place_name(model, network, s.hydrates.place), std::abs(s.hydrates.least_k),
                        s.hydrates.least_k >= 0.0 ? "above" : "below");
  return text + ".";
}

}  // namespace

std::optional<Figure> temperature_figure(const GasModel& model, const GasYear& year,
                                         std::size_t delivery, std::span<const double> draw) {
  const auto& d = model.networks.front().deliveries[delivery];
  if (model.table == nullptr) return std::nullopt;
  Figure f{
      fmt::format("temperature-{}", d.id),
      fmt::format("Temperature of the gas on the way to {}, at the largest firm flow",
                  place_name(model, model.networks.front(), d.node)),
      "lines",
      {"distance", "km"},
      {"temperature", "degC"},
      {},
      {},
      {},
      {},
      sources_of(model, "ground"),
      "Heat exchange with the ground, Joule–Thomson cooling, climb, compression and coolers, "
      "as in every verdict. Hydrates need free water and cold: the lower of the temperature by "
      "gas gravity and the water dew point; a few kelvin wide."};
  for (std::size_t s = 0; s < model.networks.size(); ++s) {
    const GasNetwork& network = model.networks[s];
    const StretchDelivery& stretch = year.deliveries[delivery].stretches[s];
    if (!stretch.firm.has_temperatures || stretch.firm_mol_s <= 0.0) continue;
    const NodeId node = network.deliveries[delivery].node;
    WarmWay w = along(model, network, stretch.firm, way_to(network, node), draw);
    w.delivery = delivery;
    w.gas.name = fmt::format("gas, {}", stretch_name(model, s));
    w.hydrate.name = fmt::format("hydrates can form below, {}", stretch_name(model, s));
    f.note += stretch_note(model, network, s, stretch, w);
    f.series.push_back(std::move(w.gas));
    if (!w.hydrate.x.empty()) f.series.push_back(std::move(w.hydrate));
  }
  if (f.series.empty()) return std::nullopt;
  return f;
}

}  // namespace landbridge::study
