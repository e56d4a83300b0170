#include <cmath>

#include <fmt/format.h>

#include "landbridge/study/domains/freight/freight_exhibit.hpp"

namespace landbridge::study {
namespace {

constexpr double day_s = 86400.0;
constexpr double mt_per_year_kg_s = 1e9 / (365.0 * 86400.0);

/// The costliest or the slowest leg of a corridor's usual route.
template <class Measure>
std::string largest_leg(const FreightModel& model, const FreightCorridorYear& c,
                        const FreightTerms& terms, std::size_t good, const Measure& measure) {
  const FreightPart& part = model.parts[c.part];
  double largest = -1.0;
  std::string name;
  for (const std::uint32_t a : c.route) {
    const double size = measure(on_arc(part, terms, a, good));
    if (!(size > largest)) continue;
    largest = size;
    name = part.network.network.link_name[LinkId(std::size_t{a})];
  }
  return name;
}

void add_corridor(const FreightModel& model, const FreightYear& year, std::size_t i,
                  std::span<const double> draw, std::vector<Reason>& reasons) {
  const FreightCorridor& corridor = model.in().corridors[i];
  const FreightCorridorYear& c = year.corridors[i];
  if (!c.exists) {
    for (const char* metric : {"time[{}].p50", "cost[{}].t", "capacity[{}]", "flow[{}]"})
      reasons.push_back({fmt::format(fmt::runtime(metric), corridor.id),
                         fmt::format("'{}' has no way in this scenario.", corridor.name),
                         "what is closed"});
    return;
  }
  const FreightTerms terms = freight_terms(model.parts[c.part], draw);
  const std::string slow =
      largest_leg(model, c, terms, corridor.good, [](const auto& s) { return s.time_s; });
  const std::string dear =
      largest_leg(model, c, terms, corridor.good, [](const auto& s) { return s.money(); });
  const std::string days = fmt::format(
      "Of 100 shipments by '{}', 5 take less than {:.3g} and 5 more than {:.3g} days; {:.2g} meet "
      "a closure on their usual way.",
      corridor.name, c.days.p5_s / day_s, c.days.p95_s / day_s, 100.0 * c.struck);
  for (const char* part : {"mean", "p5", "p50", "p95", "buffer"})
    reasons.push_back({fmt::format("time[{}].{}", corridor.id, part), days, slow});
  const std::string money = fmt::format("The dearest leg of '{}' is '{}'.", corridor.name, dear);
  for (const char* part : {"teu", "t"})
    reasons.push_back({fmt::format("cost[{}].{}", corridor.id, part), money, dear});
  if (std::isfinite(c.capacity_kg_s)) {
    const std::string room = fmt::format("{} leaves no more than {:.3g} Mt a year for it.",
                                         c.narrowest, c.capacity_kg_s / mt_per_year_kg_s);
    for (const char* metric : {"capacity[{}]", "flow[{}]"})
      reasons.push_back({fmt::format(fmt::runtime(metric), corridor.id), room, c.narrowest});
  }
}

}  // namespace

std::vector<Reason> freight_reasons(const FreightModel& model, const FreightYear& year,
                                    std::span<const double> draw) {
  std::vector<Reason> reasons;
  for (std::size_t i = 0; i < year.corridors.size(); ++i)
    add_corridor(model, year, i, draw, reasons);
  return reasons;
}

}  // namespace landbridge::study
