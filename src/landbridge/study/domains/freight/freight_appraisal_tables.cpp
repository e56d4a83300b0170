#include "landbridge/study/domains/freight/freight_appraisal_tables.hpp"

#include <algorithm>
#include <cmath>

#include "landbridge/study/domains/freight/freight_figures.hpp"

namespace landbridge::study {
namespace {

constexpr double year_s = 365.0 * 86400.0;
constexpr double megatonne_per_year = 1e9 / year_s;
constexpr std::size_t bottleneck_rows = 16;

TableCell number(double value) { return {value, {}, true}; }
TableCell words(std::string text) { return {0.0, std::move(text), false}; }
std::string spaced(std::string_view name) {
  std::string text(name);
  std::ranges::replace(text, '_', ' ');
  return text;
}

ResultTable indicator_table(const FreightModel& model, const FreightAppraisal& a,
                            const std::string& currency) {
  ResultTable t{"freight-indicators",
                "Trade facilitation indicators",
                {{"corridor", "", false},
                 {"crossings", "1", true},
                 {"TFI1, time at a crossing", "h", true},
                 {"TFI2, cost of a crossing, 20 t", currency, true},
                 {"TFI3, cost of 500 km, 20 t", currency, true},
                 {"TFI4, speed with delay", "km/h", true},
                 {"speed without delay", "km/h", true},
                 {"time at crossings", "%", true}},
                {}};
  for (const FreightJourney& j : a.journeys) {
    const freight::CorridorIndicators& i = j.indicators;
    t.rows.push_back({words(corridor_name(model, j.corridor)), number(i.crossings),
                      number(i.border_time_s / 3600.0), number(i.border_money_20t),
                      number(i.money_500km_20t), number(3.6 * i.speed_with_delay_m_s),
                      number(3.6 * i.speed_without_delay_m_s), number(100.0 * i.border_share)});
  }
  return t;
}

ResultTable bottleneck_table(const FreightAppraisal& a, const std::string& currency) {
  ResultTable t{"freight-bottlenecks",
                "Bottlenecks, what gains most from a million tonnes a year more room first",
                {{"link or transfer", "", false},
                 {"direction", "", false},
                 {"load", "Mt/yr", true},
                 {"capacity", "Mt/yr", true},
                 {"used", "%", true},
                 {"shadow price", currency + "/t", true},
                 {"of a train path", currency, true},
                 {"1 Mt/yr more saves", "M" + currency + "/yr", true}},
                {}};
  for (const FreightBottleneck& b : a.bottlenecks) {
    if (t.rows.size() == bottleneck_rows) break;
    if (b.state.load_kg_s <= 0.0 && b.state.price_kg <= 0.0) continue;
    t.rows.push_back(
        {words(b.row), words(b.direction), number(b.state.load_kg_s / megatonne_per_year),
         number(b.state.limit_kg_s / megatonne_per_year), number(100.0 * b.state.load_over_limit),
         number(1e3 * b.state.price_kg), number(b.state.price_kg * b.train_load_kg),
         number(b.state.gain_per_s * year_s / 1e6)});
  }
  return t;
}

ResultTable expansion_table(const FreightAppraisal& a, const std::string& currency) {
  ResultTable t{"freight-expansions",
                "Where room is worth most, step by step of a million tonnes a year",
                {{"step", "1", true},
                 {"more room at", "", false},
                 {"saves", "M" + currency + "/yr", true},
                 {"all steps so far", "M" + currency + "/yr", true}},
                {}};
  for (const FreightExpansion& e : a.expansions)
    t.rows.push_back({number(static_cast<double>(t.rows.size() + 1)), words(e.row),
                      number(e.step.gain_per_s * year_s / 1e6),
                      number(e.step.gain_in_all_per_s * year_s / 1e6)});
  return t;
}

ResultTable demand_table(const FreightModel& model, const FreightAppraisal& a) {
  ResultTable t{"freight-demand",
                "Goods: what is asked for and what finds a way",
                {{"demand", "", false},
                 {"good", "", false},
                 {"from", "", false},
                 {"to", "", false},
                 {"asked", "Mt/yr", true},
                 {"carried", "Mt/yr", true}},
                {}};
  for (std::size_t d = 0; d < model.in().demands.size(); ++d) {
    const FreightDemand& demand = model.in().demands[d];
    const FreightGood& good = model.in().goods[demand.good];
    t.rows.push_back({words(demand.id), words(good.name.empty() ? good.id : good.name),
                      words(freight_place(model, demand.from)),
                      words(freight_place(model, demand.to)),
                      number(a.year.asked_kg_s[d] / megatonne_per_year),
                      number(a.year.served_kg_s[d] / megatonne_per_year)});
  }
  return t;
}

ResultTable mode_table(const FreightAppraisal& a) {
  ResultTable t{"freight-modes",
                "Modal split and emissions",
                {{"mode", "", false},
                 {"transport", "Gt km/yr", true},
                 {"share", "%", true},
                 {"goods with this main mode", "Mt/yr", true},
                 {"CO2 equivalent, well to wheel", "kt/yr", true}},
                {}};
  double whole = 0.0;
  for (const freight::ModeUse& use : a.modes) whole += use.transport_kg_m_s;
  for (std::size_t m = 0; m < freight::mode_count; ++m) {
    const freight::ModeUse& use = a.modes[m];
    if (use.transport_kg_m_s <= 0.0) continue;
    t.rows.push_back(
        {words(spaced(freight::name_of(static_cast<freight::Mode>(m)))),
         number(use.transport_kg_m_s * year_s / 1e15), number(100.0 * use.transport_kg_m_s / whole),
         number(use.flow_kg_s / megatonne_per_year), number(use.co2_kg_s * year_s / 1e6)});
  }
  return t;
}

}  // namespace

std::vector<ResultTable> appraisal_tables(const FreightModel& model, const FreightAppraisal& a) {
  const std::string& currency = model.study->meta.currency;
  std::vector<ResultTable> tables{indicator_table(model, a, currency)};
  tables.push_back(bottleneck_table(a, currency));
  if (!a.expansions.empty()) tables.push_back(expansion_table(a, currency));
  if (!model.in().demands.empty()) tables.push_back(demand_table(model, a));
  tables.push_back(mode_table(a));
  return tables;
}

}  // namespace landbridge::study
