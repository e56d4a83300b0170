#include "landbridge/study/domains/gas/gas_reasons.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include <fmt/format.h>

namespace landbridge::study {
namespace {

using namespace landbridge::units;

/// With a capital letter and a full stop.
std::string sentence(std::string text) {
  if (text.empty()) return text;
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  if (!text.ends_with('.')) text += '.';
  return text;
}

std::string pipe_name(const GasNetwork& network, LinkId link) {
  const auto pipe = std::ranges::find(network.pipes, link, &GasNetwork::Pipe::link);
  const std::string& id = network.topology.link_name[link];
  if (pipe == network.pipes.end() || pipe->line.empty()) return id;
  return fmt::format("{} ({})", id, pipe->line);
}

/// Stations that give all they have: "Hilltop (power), Riverside (ratio)"; empty where none does.
std::string stations_at_limit(const GasModel& model, const GasNetwork& network,
                              const gas::Solution& solution) {
  std::string text;
  for (const auto& s : network.stations) {
    const auto status =
        solution.link.empty() ? gas::ElementStatus::none : solution.link[s.link].status;
    const bool is_power = status == gas::ElementStatus::at_power_limit;
    if (!is_power && status != gas::ElementStatus::at_ratio_limit) continue;
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", place_name(model, network, s.inlet),
                        is_power ? "power" : "ratio");
  }
  return text;
}

/// What would happen with more gas.
std::string limit_words(const GasModel& model, const GasNetwork& network,
                        const gas::LargestDelivery& x, std::size_t delivery,
                        std::span<const double> draw) {
  switch (x.binding) {
    case gas::BindingKind::delivery_pressure:
      return fmt::format("the pressure at {} would fall below {:.3g} MPa",
                         place_name(model, network, x.node),
                         network.deliveries[delivery].min_pressure.value(draw) / megapascal.si);
    case gas::BindingKind::velocity:
      return fmt::format("the gas would be faster than {:.3g} m/s in {}",
                         model.settings.max_velocity.value(draw), pipe_name(network, x.link));
    case gas::BindingKind::no_pressure:
      return fmt::format("no pressure would be left at {}", place_name(model, network, x.node));
    case gas::BindingKind::lower_pressure:
    case gas::BindingKind::upper_pressure:
    case gas::BindingKind::element:
    case gas::BindingKind::compressor:
    case gas::BindingKind::unbalanced:
    case gas::BindingKind::none: break;
  }
  return {};
}

/// The stretch with the smallest firm flow that is not zero; the first where all are.
std::size_t tightest(const YearDelivery& d) {
  std::size_t found = 0;
  for (std::size_t s = 1; s < d.stretches.size(); ++s) {
    const double flow = d.stretches[s].firm_mol_s;
    const double least = d.stretches[found].firm_mol_s;
    if (flow > 0.0 && (least <= 0.0 || flow < least)) found = s;
  }
  return found;
}

std::string binding_name(const GasModel& model, std::size_t stretch,
                         const gas::LargestDelivery& x) {
  const GasNetwork& network = model.networks[stretch];
  std::string kind(name_of(x.binding));
  std::ranges::replace(kind, '_', ' ');
  if (!x.link.is_none()) return fmt::format("{}, {}", kind, pipe_name(network, x.link));
  if (!x.node.is_none()) return fmt::format("{}, {}", kind, place_name(model, network, x.node));
  return kind;
}

void add_delivery_reasons(const GasModel& model, const GasYear& year, std::size_t d,
                          std::span<const double> draw, std::vector<Reason>& reasons) {
  const YearDelivery& delivery = year.deliveries[d];
  const std::string& id = model.networks.front().deliveries[d].id;
  const std::size_t tight = tightest(delivery);
  const auto add = [&](std::string_view part, std::size_t stretch, bool is_firm) {
    const StretchDelivery& s = delivery.stretches[stretch];
    reasons.push_back({fmt::format("delivered[{}].{}", id, part),
                       delivery_sentence(model, s, is_firm, stretch, d, draw),
                       binding_name(model, stretch, is_firm ? s.firm.delivery : s.peak.delivery)});
  };
  add("annual", tight, true);
  add("peak", tight, false);
  const auto best = std::ranges::max_element(delivery.stretches, {}, &StretchDelivery::peak_mol_s);
  add("best_day", static_cast<std::size_t>(best - delivery.stretches.begin()), false);
  for (std::size_t s = 0; s < model.stretches.size(); ++s)
    add(model.study->periods[model.stretches[s].period].id, s, true);
}

void add_outage_reasons(const GasModel& model, const GasYear& year, std::size_t i,
                        std::vector<Reason>& reasons) {
  const GasOutage& outage = model.outages[i];
  for (std::size_t s = 0; s < model.stretches.size(); ++s) {
    const std::string& period = model.study->periods[model.stretches[s].period].id;
    const double before = year.deliveries[outage.delivery].stretches[s].firm_mol_s;
    const double left = year.outage_mol_s[i][s];
    std::string text =
        fmt::format("Without '{}' {:.3g} of {:.3g} mcm/d at 20 °C are left in {}.", outage.element,
                    left / mcm_20C_per_day.si, before / mcm_20C_per_day.si, period);
    for (const char* part : {"", "lost."})
      reasons.push_back({fmt::format("outage[{}].{}{}", outage.id, part, period), text,
                         fmt::format("'{}' is out of order", outage.element)});
  }
}

Reason closure_reason(const GasModel& model, const GasYear& year, std::size_t i) {
  const GasClosure& c = model.closures[i];
  const Place* place = model.study->place(c.place);
  const double hours = year.closure_survival_s[i] / 3600.0;
  const double horizon_hours = closure_horizon_s / 3600.0;
  std::string text = fmt::format(
      "After '{}' closes, {} lives on the gas in the pipes for {}{:.2g} hours.", c.element,
      place == nullptr ? c.place : place->name, hours < horizon_hours ? "" : "more than ", hours);
  return {fmt::format("closure[{}].hours", c.id), std::move(text), "gas in the pipes"};
}

Reason day_reason(const GasModel& model, const GasYear& year, std::size_t i,
                  std::span<const double> draw) {
  const GasDay& day = model.days[i];
  const GasNetwork& network = model.networks[day.stretch];
  const auto& d = network.deliveries[day.delivery];
  const double least_pa = d.min_pressure.value(draw);
  return {fmt::format("day[{}].margin", day.id),
          fmt::format("At the worst hour of the day {} has {:.3g} MPa; {:.3g} MPa are wanted.",
                      place_name(model, network, d.node),
                      (least_pa + year.day_margin_pa[i]) / megapascal.si, least_pa / megapascal.si),
          "peaks of the towns on the way"};
}

void add_hydrate_reasons(const GasModel& model, const GasYear& year, std::size_t d,
                         std::vector<Reason>& reasons) {
  for (std::size_t s = 0; s < model.stretches.size(); ++s) {
    const HydrateMargin& margin = year.deliveries[d].stretches[s].hydrates;
    const GasNetwork& network = model.networks[s];
    if (margin.place.is_none()) continue;
    const std::string& period = model.study->periods[model.stretches[s].period].id;
    const std::string place = place_name(model, network, margin.place);
    reasons.push_back(
        {fmt::format("hydrate_margin[{}].{}", network.deliveries[d].id, period),
         fmt::format("At {} the gas is {:.2g} K {} what hydrates need in {}.", place,
                     std::abs(margin.least_k), margin.least_k >= 0.0 ? "above" : "below", period),
         fmt::format("cold gas and free water at {}", place)});
  }
}

}  // namespace

std::string place_name(const GasModel& model, const GasNetwork& network, NodeId node) {
  const Place* place = model.study->place(network.place[node]);
  return place == nullptr ? network.topology.node_name[node] : place->name;
}

std::string delivery_sentence(const GasModel& model, const StretchDelivery& s, bool is_firm,
                              std::size_t stretch, std::size_t delivery,
                              std::span<const double> draw) {
  const gas::LargestDelivery& x = is_firm ? s.firm.delivery : s.peak.delivery;
  const GasNetwork& network = model.networks[stretch];
  const std::string words = limit_words(model, network, x, delivery, draw);
  if (words.empty() || !x.is_feasible) return sentence(x.sentence);
  const double flow = (is_firm ? s.firm_mol_s : s.peak_mol_s) / mcm_20C_per_day.si;
  std::string text = fmt::format("No more than {:.3g} mcm/d at 20 °C in {}: {}.", flow,
                                 model.study->periods[model.stretches[stretch].period].id, words);
  const std::string stations = stations_at_limit(model, network, x.solution);
  if (!stations.empty()) text += fmt::format(" Stations that give all they can: {}.", stations);
  return text;
}

std::vector<Reason> gas_reasons(const GasModel& model, const GasYear& year,
                                std::span<const double> draw) {
  std::vector<Reason> reasons;
  for (std::size_t d = 0; d < year.deliveries.size(); ++d)
    add_delivery_reasons(model, year, d, draw, reasons);
  for (std::size_t i = 0; i < model.outages.size(); ++i)
    add_outage_reasons(model, year, i, reasons);
  for (std::size_t i = 0; i < model.closures.size(); ++i)
    reasons.push_back(closure_reason(model, year, i));
  for (std::size_t i = 0; i < model.days.size(); ++i)
    reasons.push_back(day_reason(model, year, i, draw));
  for (std::size_t d = 0; d < year.deliveries.size() && model.has_hydrates(); ++d)
    add_hydrate_reasons(model, year, d, reasons);
  for (std::size_t i = 0; i < year.deals.size(); ++i)
    for (const char* part : {"floor", "ceiling", "width"})
      reasons.push_back({fmt::format("zone[{}].{}", model.deals[i].id, part),
                         fmt::format("The seller's way out that decides is '{}', the buyer's '{}'.",
                                     year.deals[i].floor_way, year.deals[i].ceiling_way),
                         "the two sides' ways out"});
  return reasons;
}

}  // namespace landbridge::study
