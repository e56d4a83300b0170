#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "landbridge/study/domains/gas/gas_figures.hpp"
#include "landbridge/study/domains/gas/gas_reasons.hpp"

namespace landbridge::study {
namespace {

using namespace landbridge::units;

/// What is left of a delivery in every stretch without an element; NaN where there is no answer.
std::vector<double> flows_without(const GasModel& model, std::string_view element,
                                  std::size_t delivery, std::span<const double> draw) {
  std::vector<double> flows;
  for (const Stretch& stretch : model.stretches) {
    const GasNetwork network = gas_network_without(*model.study, stretch, element);
    const auto flow = firm_flow_mol_s(model, network, delivery, draw);
    flows.push_back(flow ? *flow / mcm_20C_per_day.si : std::numeric_limits<double>::quiet_NaN());
  }
  return flows;
}

}  // namespace

std::optional<Figure> station_loss_figure(const GasModel& model, const GasYear& year,
                                          std::size_t delivery, std::span<const double> draw) {
  const GasNetwork& network = model.networks.front();
  if (network.stations.empty() || year.deliveries[delivery].annual_mol_s <= 0.0)
    return std::nullopt;
  const auto& d = network.deliveries[delivery];
  Figure f{
      fmt::format("loss-{}", d.id),
      fmt::format("What is left for {} without each station", place_name(model, network, d.node)),
      "bars",
      {"station out of order", ""},
      {"flow", "mcm_20C/d"},
      {},
      {},
      {},
      {},
      sources_of(model, "station"),
      "Firm flow. A station that is out is passed by; the others give what their limits "
      "allow. Best estimate of every input."};
  for (std::size_t s = 0; s < model.stretches.size(); ++s) {
    Series series;
    series.name = stretch_name(model, s);
    series.y.push_back(year.deliveries[delivery].stretches[s].firm_mol_s / mcm_20C_per_day.si);
    f.series.push_back(std::move(series));
  }
  f.categories.push_back("none");
  for (const auto& station : network.stations) {
    f.categories.push_back(place_name(model, network, station.inlet));
    const auto left = flows_without(model, station.id, delivery, draw);
    for (std::size_t s = 0; s < left.size(); ++s) f.series[s].y.push_back(left[s]);
  }
  return f;
}

}  // namespace landbridge::study
