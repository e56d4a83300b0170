#include "landbridge/study/domains/freight/freight_tables.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

namespace landbridge::study {
namespace {

constexpr double day_s = 86400.0;
constexpr double mt_per_year_kg_s = 1e9 / (365.0 * 86400.0);
constexpr double per_tonne = 1e3;

TableCell words(std::string text) { return {0.0, std::move(text), false}; }
TableCell number(double value) { return {value, {}, true}; }
TableCell number_or_dash(double value) {
  return std::isfinite(value) ? number(value) : words("none");
}

const std::string& place_name(const FreightModel& model, std::size_t place) {
  return model.study->places[place].name;
}

/// The busier direction of a haul.
const FreightRowYear& busier(const FreightYear& year, std::size_t haul) {
  const FreightRowYear &a = year.rows[2 * haul], &b = year.rows[2 * haul + 1];
  return b.load > a.load ? b : a;
}

std::string leg_name(const FreightModel& model, const FreightPart& part, std::uint32_t arc) {
  const LinkId id(std::size_t{arc});
  const freight::FreightArc& a = part.network.arc[id];
  const NodeId from = part.network.network.from[id], to = part.network.network.to[id];
  const std::string& at = place_name(model, part.network.state[from].place);
  if (!a.is_haul)
    return fmt::format("{} at {}", freight::name_of(part.in.transfers[a.row].rule.kind), at);
  return fmt::format("{} to {}, {}", at, place_name(model, part.network.state[to].place),
                     freight::name_of(part.in.hauls[a.row].haul.mode));
}

}  // namespace

ResultTable corridor_table(const FreightModel& model, const FreightYear& year,
                           std::span<const double> draw) {
  const std::string& money = model.study->meta.currency;
  ResultTable t{"freight-corridors",
                "Corridors",
                {{"corridor", "", false},
                 {"from", "", false},
                 {"to", "", false},
                 {"goods", "", false},
                 {"days, 5 %", "d", true},
                 {"median", "d", true},
                 {"95 %", "d", true},
                 {"a TEU", money, true},
                 {"a tonne", money + "/t", true},
                 {"generalised", money + "/t", true},
                 {"length", "km", true},
                 {"CO2e", "kg/t", true},
                 {"capacity", "Mt/yr", true},
                 {"narrowest", "", false},
                 {"flow", "Mt/yr", true}},
                {}};
  for (std::size_t i = 0; i < year.corridors.size(); ++i) {
    const FreightCorridor& c = model.in().corridors[i];
    const FreightCorridorYear& y = year.corridors[i];
    if (!y.exists) continue;
    const FreightGood& good = model.in().goods[c.good];
    t.rows.push_back(
        {words(c.name), words(place_name(model, c.from)), words(place_name(model, c.to)),
         words(good.name), number(y.days.p5_s / day_s), number(y.days.p50_s / day_s),
         number(y.days.p95_s / day_s),
         good.is_container ? number(y.trip.money() * good.teu_load.value(draw)) : words("none"),
         number(y.trip.money() * per_tonne), number(y.generalised_kg * per_tonne),
         number(y.trip.length_m / 1e3), number(y.trip.co2_kg * per_tonne),
         number_or_dash(y.capacity_kg_s / mt_per_year_kg_s), words(y.narrowest),
         number(y.flow_kg_s / mt_per_year_kg_s)});
  }
  return t;
}

ResultTable cost_table(const FreightModel& model, const FreightYear& year,
                       std::span<const std::size_t> corridors) {
  ResultTable t{"freight-costs", "Money of a tonne by kind of cost", {{"kind", "", false}}, {}};
  for (const std::size_t c : corridors)
    if (year.corridors[c].exists)
      t.columns.push_back({model.in().corridors[c].name, model.study->meta.currency + "/t", true});
  for (std::size_t k = 0; k < freight::cost_kinds; ++k) {
    std::vector<TableCell> row{
        words(std::string(freight::name_of(static_cast<freight::CostKind>(k))))};
    double sum = 0.0;
    for (const std::size_t c : corridors) {
      const FreightCorridorYear& y = year.corridors[c];
      if (!y.exists) continue;
      row.push_back(number(y.trip.cost[k] * per_tonne));
      sum += y.trip.cost[k];
    }
    if (sum > 0.0) t.rows.push_back(std::move(row));
  }
  return t;
}

ResultTable leg_table(const FreightModel& model, const FreightYear& year,
                      std::span<const std::size_t> corridors, std::span<const double> draw) {
  ResultTable t{"freight-legs",
                "Legs of the corridors on their usual way",
                {{"corridor", "", false},
                 {"leg", "", false},
                 {"length", "km", true},
                 {"hours", "h", true},
                 {"a tonne", model.study->meta.currency + "/t", true},
                 {"CO2e", "kg/t", true}},
                {}};
  for (const std::size_t i : corridors) {
    const FreightCorridorYear& y = year.corridors[i];
    if (!y.exists) continue;
    const FreightPart& part = model.parts[y.part];
    const FreightTerms terms = freight_terms(part, draw);
    for (const std::uint32_t a : y.route) {
      const freight::Shipment s = on_arc(part, terms, a, part.in.corridors[i].good);
      t.rows.push_back({words(part.in.corridors[i].name), words(leg_name(model, part, a)),
                        number(s.length_m / 1e3), number(s.time_s / 3600.0),
                        number(s.money() * per_tonne), number(s.co2_kg * per_tonne)});
    }
  }
  return t;
}

void add_freight_map(const FreightModel& model, const FreightYear& year, Exhibit& exhibit) {
  const FreightInputs& in = model.in();
  std::set<std::size_t> places;
  for (std::size_t h = 0; h < in.hauls.size(); ++h) {
    const FreightHaul& haul = in.hauls[h];
    const FreightRowYear& row = busier(year, h);
    places.insert({haul.haul.from, haul.haul.to});
    MapLink link;
    link.id = haul.id;
    link.from = model.study->places[haul.haul.from].id;
    link.to = model.study->places[haul.haul.to].id;
    link.name = fmt::format("{} to {}, {}", place_name(model, haul.haul.from),
                            place_name(model, haul.haul.to), freight::name_of(haul.haul.mode));
    link.kind = freight::name_of(haul.haul.mode);
    const double load = (year.rows[2 * h].load + year.rows[2 * h + 1].load) / mt_per_year_kg_s;
    const bool is_back = year.rows[2 * h + 1].load > year.rows[2 * h].load;
    link.flow = {"goods, both directions", is_back ? -load : load, "Mt/yr"};
    const bool is_limited = std::isfinite(row.capacity);
    link.limit = {is_limited ? "capacity, busier direction" : "no limit stated",
                  is_limited ? row.capacity / mt_per_year_kg_s : 0.0, "Mt/yr"};
    link.utilisation = is_limited && row.capacity > 0.0 ? row.load / row.capacity : 0.0;
    link.is_closed = !haul.is_open || std::ranges::any_of(haul.passes, [&](auto p) {
      return !in.passes[p].is_open;
    });
    link.is_new = haul.is_new;
    link.sources = haul.sources;
    if (row.price > 0.0)
      link.values.push_back(
          {"shadow price", row.price * per_tonne, model.study->meta.currency + "/t"});
    exhibit.links.push_back(std::move(link));
  }
  for (const std::size_t p : places) {
    const Place& place = model.study->places[p];
    exhibit.nodes.push_back({place.id,
                             place.name,
                             "place",
                             place.latitude_deg,
                             place.longitude_deg,
                             {},
                             place.origin.sources});
  }
}

}  // namespace landbridge::study
