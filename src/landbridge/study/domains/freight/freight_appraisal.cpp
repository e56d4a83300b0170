#include "landbridge/study/domains/freight/freight_appraisal.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include <fmt/format.h>

namespace landbridge::study {
namespace {

constexpr int expansion_steps_max = 8;
/// Inputs that move a result by less than this share of the largest swing are left out.
constexpr double least_swing = 1e-3;

std::size_t end_place(const FreightPart& part, std::uint32_t arc) {
  return part.network.state[part.network.network.to[LinkId(std::size_t{arc})]].place;
}

std::size_t start_place(const FreightPart& part, std::uint32_t arc) {
  return part.network.state[part.network.network.from[LinkId(std::size_t{arc})]].place;
}

void add_journeys(const FreightModel& model, std::span<const double> draw, FreightAppraisal& a) {
  std::vector<FreightTerms> terms;
  for (const FreightPart& part : model.parts) terms.push_back(freight_terms(part, draw));
  for (std::size_t c = 0; c < a.year.corridors.size(); ++c) {
    const FreightCorridorYear& year = a.year.corridors[c];
    if (!year.exists || year.route.empty()) continue;
    const FreightPart& part = model.parts[year.part];
    FreightJourney j;
    j.corridor = c;
    j.legs = corridor_legs(model, part, terms[year.part], year.route, part.in.corridors[c].good);
    j.profile = freight::time_cost_distance(
        freight_place(model, start_place(part, year.route.front())), j.legs);
    j.indicators = freight::corridor_indicators(j.legs);
    a.journeys.push_back(std::move(j));
  }
}

/// What is carried in the main stretch, way by way.
void add_modes(const FreightModel& model, std::span<const double> draw, FreightAppraisal& a) {
  const FreightPart& part = model.parts[model.main_part];
  const FreightTerms terms = freight_terms(part, draw);
  std::vector<freight::JourneyFlow> flows;
  freight::CorridorGraph::Search search;
  for (std::size_t d = 0; d < part.options.size(); ++d) {
    const std::size_t good = part.in.demands[d].good;
    for (std::size_t k = 0; k < part.options[d].size(); ++k) {
      const double flow_kg_s = a.year.main_shares.flow_kg_s[d][k];
      if (flow_kg_s <= 0.0) continue;
      if (!part.ways[part.options[d][k].way].cheapest(terms.weight[good], search)) continue;
      flows.push_back({flow_kg_s, corridor_legs(model, part, terms, search.route, good)});
    }
  }
  a.modes = freight::modal_split(flows);
}

FreightBottleneck described(const FreightModel& model, const FreightPart& part,
                            const freight::Bottleneck& state, std::span<const double> draw) {
  FreightBottleneck b;
  b.state = state;
  const std::size_t hauls = 2 * part.in.hauls.size();
  if (state.row >= hauls) {
    b.row = fmt::format("transfer[{}]", part.in.transfers[state.row - hauls].id);
    return b;
  }
  const FreightHaul& h = part.in.hauls[state.row / 2];
  const bool is_backward = state.row % 2 == 1;
  b.row = fmt::format("link[{}]", h.id);
  b.direction = fmt::format("{} to {}", freight_place(model, is_backward ? h.haul.to : h.haul.from),
                            freight_place(model, is_backward ? h.haul.from : h.haul.to));
  if (h.trains.value(draw) > 0.0) b.train_load_kg = h.train_load.value(draw);
  return b;
}

void add_bottlenecks(const FreightModel& model, std::span<const double> draw, FreightAppraisal& a) {
  const FreightPart& part = model.parts[model.main_part];
  const auto name = [&](std::uint32_t row) {
    return described(model, part, {row, 0.0, 0.0, 0.0, 0.0, 0.0}, draw).row;
  };
  for (const freight::Bottleneck& b :
       freight::bottlenecks(a.year.main_question, a.year.main_shares, appraisal_step_kg_s))
    a.bottlenecks.push_back(described(model, part, b, draw));
  for (const freight::Expansion& e :
       freight::expansion_order(a.year.main_question, appraisal_step_kg_s, expansion_steps_max))
    a.expansions.push_back({name(e.row), e});
}

/// Inputs that some number of the freight tables or of a scenario's steps on them refers to.
std::set<std::size_t> freight_factors(const Study& study) {
  std::set<std::size_t> found;
  const auto take = [&](const Number& n) { found.insert(n.factors.begin(), n.factors.end()); };
  const auto take_rows = [&](const std::vector<Row>& rows) {
    for (const Row& row : rows)
      for (const Cell& cell : row.cells) take(cell.number);
  };
  if (const DomainData* data = study.domain("freight"))
    for (const Table& table : data->tables) take_rows(table.rows);
  for (const Scenario& scenario : study.scenarios)
    for (const Step& step : scenario.steps) {
      if (step.domain != "freight") continue;
      take(step.amount);
      take_rows(step.rows);
    }
  return found;
}

struct MoneyAndTime {
  double money_kg = 0.0, time_s = 0.0;
};

/// Corridor less rival on their usual routes; nothing where one has none.
std::optional<MoneyAndTime> difference(const FreightPart& part, const FreightTerms& terms,
                                       const FreightRivalry& r) {
  MoneyAndTime sum;
  for (const auto& [corridor, sign] : {std::pair(r.corridor, 1.0), std::pair(r.rival, -1.0)}) {
    const auto route = usual_route(part, terms, corridor);
    if (route.empty()) return std::nullopt;
    const auto trip = on_route(part, terms, route, part.in.corridors[corridor].good);
    sum.money_kg += sign * trip.money();
    sum.time_s += sign * trip.time_s;
  }
  return sum;
}

void keep_largest(std::vector<FreightSwing>& swings) {
  const auto width = [](const FreightSwing& s) { return std::abs(s.at_high - s.at_low); };
  std::ranges::stable_sort(swings,
                           [&](const auto& x, const auto& y) { return width(x) > width(y); });
  const double largest = swings.empty() ? 0.0 : width(swings.front());
  std::erase_if(swings, [&](const auto& s) { return width(s) <= least_swing * largest; });
}

/// Corridors beside their rivals at this draw.
std::vector<FreightRivalry> rivalries_of(const FreightPart& part, const FreightTerms& terms) {
  std::vector<FreightRivalry> list;
  for (std::size_t c = 0; c < part.in.corridors.size(); ++c) {
    const auto rival =
        std::ranges::find(part.in.corridors, part.in.corridors[c].rival, &FreightCorridor::id);
    if (part.in.corridors[c].rival.empty() || rival == part.in.corridors.end()) continue;
    FreightRivalry r;
    r.corridor = c;
    r.rival = static_cast<std::size_t>(rival - part.in.corridors.begin());
    const auto at_draw = difference(part, terms, r);
    if (!at_draw) continue;
    r.money_kg = at_draw->money_kg;
    r.time_s = at_draw->time_s;
    list.push_back(std::move(r));
  }
  return list;
}

void add_rivalries(const FreightModel& model, std::span<const double> draw, FreightAppraisal& a) {
  const FreightPart& part = model.parts[model.main_part];
  a.rivalries = rivalries_of(part, freight_terms(part, draw));
  if (a.rivalries.empty()) return;
  std::vector<double> changed(draw.begin(), draw.end());
  for (const std::size_t f : freight_factors(*model.study)) {
    const Factor& factor = model.study->factors[f];
    if (!factor.has_width()) continue;
    changed[f] = factor.low_si;
    const FreightTerms low = freight_terms(part, changed);
    changed[f] = factor.high_si;
    const FreightTerms high = freight_terms(part, changed);
    changed[f] = draw[f];
    for (FreightRivalry& r : a.rivalries) {
      const auto x = difference(part, low, r), y = difference(part, high, r);
      if (!x || !y) continue;
      r.money_swings.push_back({f, x->money_kg, y->money_kg});
      r.time_swings.push_back({f, x->time_s, y->time_s});
    }
  }
  for (FreightRivalry& r : a.rivalries) {
    keep_largest(r.money_swings);
    keep_largest(r.time_swings);
  }
}

}  // namespace

const std::string& freight_place(const FreightModel& model, std::size_t place) {
  return model.study->places[place].name;
}

std::vector<freight::CorridorLeg> corridor_legs(const FreightModel& model, const FreightPart& part,
                                                const FreightTerms& terms,
                                                std::span<const std::uint32_t> route,
                                                std::size_t good) {
  std::vector<freight::CorridorLeg> legs;
  for (const std::uint32_t arc : route) {
    const LinkId link(std::size_t{arc});
    const freight::FreightArc& a = part.network.arc[link];
    const freight::Shipment s = on_arc(part, terms, arc, good);
    freight::CorridorLeg leg;
    leg.id = part.network.network.link_name[link];
    leg.place = freight_place(model, end_place(part, arc));
    leg.is_haul = a.is_haul;
    if (a.is_haul)
      leg.mode = part.in.hauls[a.row].haul.mode;
    else
      leg.kind = part.in.transfers[a.row].rule.kind;
    leg.length_m = s.length_m;
    leg.time_s = s.time_s;
    leg.money_kg = s.money();
    leg.co2_kg = s.co2_kg;
    legs.push_back(std::move(leg));
  }
  if (!legs.empty()) legs.front().money_kg += freight::at_start(terms.goods[good]).money();
  return legs;
}

FreightAppraisal freight_appraisal(const FreightModel& model, FreightYear year,
                                   std::span<const double> draw) {
  FreightAppraisal a;
  a.year = std::move(year);
  add_journeys(model, draw, a);
  add_modes(model, draw, a);
  add_bottlenecks(model, draw, a);
  add_rivalries(model, draw, a);
  return a;
}

}  // namespace landbridge::study
