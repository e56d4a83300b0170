#include "landbridge/study/domains/gas/gas_figures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include <fmt/format.h>

#include "landbridge/gas/design.hpp"
#include "landbridge/study/domains/gas/gas_reasons.hpp"
#include "landbridge/study/domains/gas/gas_schema.hpp"

namespace landbridge::study {
namespace {

using namespace landbridge::units;

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

const GasNetwork::Pipe* pipe_of(const GasNetwork& network, LinkId link) {
  const auto hit = std::ranges::find(network.pipes, link, &GasNetwork::Pipe::link);
  return hit == network.pipes.end() ? nullptr : &*hit;
}

const std::string& period_of(const GasModel& model, std::size_t stretch) {
  return model.study->periods[model.stretches[stretch].period].id;
}

/// Distances and pressures along a way.
Series pressure_series(const GasNetwork& network, const gas::Solution& solution, std::string name,
                       const std::vector<LinkId>& way, std::span<const double> draw) {
  Series s;
  s.name = std::move(name);
  if (way.empty() || solution.pressure.empty()) return s;
  double at_km = 0.0;
  const auto add = [&](NodeId node) {
    s.x.push_back(at_km);
    s.y.push_back(solution.pressure[node].in(megapascal));
  };
  add(network.topology.from[way.front()]);
  for (const LinkId link : way) {
    if (const auto* pipe = pipe_of(network, link)) at_km += pipe->length.value(draw) / km.si;
    add(network.topology.to[link]);
  }
  return s;
}

Series height_series(const GasNetwork& network, const std::vector<LinkId>& way,
                     std::span<const double> draw) {
  Series s;
  s.name = "ground";
  s.style = "ground";
  s.axis = 2;
  if (way.empty()) return s;
  double at_km = 0.0;
  s.x.push_back(0.0);
  s.y.push_back(network.height_m[network.topology.from[way.front()]].value(draw));
  for (const LinkId link : way) {
    const auto* pipe = pipe_of(network, link);
    if (pipe == nullptr) continue;
    at_km += pipe->length.value(draw) / km.si;
    s.x.push_back(at_km);
    s.y.push_back(network.height_m[network.topology.to[link]].value(draw));
  }
  return s;
}

/// Rungs of one way out as floating bars from one sum to the next.
void add_rungs(const GasDeal& deal, bool is_seller, const std::string& way, double tariff,
               double unit_si, std::span<const double> draw, Figure& figure, Series& series) {
  double sum = 0.0;
  for (const PriceRung& r : deal.rungs) {
    if (r.is_seller != is_seller || r.alternative != way) continue;
    const double before = sum;
    sum += (r.is_tariff ? tariff : r.amount.value(draw)) / unit_si;
    figure.categories.push_back(fmt::format("{}: {}", is_seller ? "seller" : "buyer", r.label));
    series.y.resize(figure.categories.size() - 1, no_value);
    series.low.resize(figure.categories.size() - 1, no_value);
    series.high.resize(figure.categories.size() - 1, no_value);
    series.y.push_back(sum);
    series.low.push_back(std::min(before, sum));
    series.high.push_back(std::max(before, sum));
  }
}

}  // namespace

std::string stretch_name(const GasModel& model, std::size_t stretch) {
  const auto same =
      std::ranges::count(model.stretches, model.stretches[stretch].period, &Stretch::period);
  if (same == 1) return period_of(model, stretch);
  return fmt::format("{}, {} d", period_of(model, stretch), model.stretches[stretch].length_days);
}

std::vector<std::string> sources_of(const GasModel& model, std::string_view table) {
  std::set<std::string> keys;
  for (const Row& row : model.stretches.front().data.table(table).rows)
    if (!row.is_closed) keys.insert(row.origin.sources.begin(), row.origin.sources.end());
  return {keys.begin(), keys.end()};
}

std::vector<LinkId> way_to(const GasNetwork& network, NodeId node) {
  std::vector<LinkId> way;
  std::set<NodeId> seen;
  while (seen.insert(node).second) {
    LinkId found;
    for (std::size_t l = 0; l < network.topology.links() && found.is_none(); ++l)
      if (network.topology.to[LinkId(l)] == node) found = LinkId(l);
    if (found.is_none()) break;
    way.push_back(found);
    node = network.topology.from[found];
  }
  std::ranges::reverse(way);
  return way;
}

Figure profile_figure(const GasModel& model, const GasYear& year, std::size_t delivery,
                      std::span<const double> draw) {
  const GasNetwork& first = model.networks.front();
  const auto& d = first.deliveries[delivery];
  Figure f{fmt::format("profile-{}", d.id),
           fmt::format("Pressure along the way to {}, at the largest firm flow",
                       place_name(model, first, d.node)),
           "profile",
           {"distance", "km"},
           {"pressure", "MPa"},
           {"height", "m"},
           {},
           {},
           {},
           sources_of(model, "pipe"),
           {}};
  for (std::size_t s = 0; s < model.networks.size(); ++s) {
    const auto way = way_to(model.networks[s], model.networks[s].deliveries[delivery].node);
    f.series.push_back(pressure_series(
        model.networks[s], year.deliveries[delivery].stretches[s].firm.delivery.solution,
        stretch_name(model, s), way, draw));
  }
  const auto way = way_to(first, d.node);
  f.series.push_back(height_series(first, way, draw));
  double at_km = 0.0;
  for (const LinkId link : way) {
    if (const auto* pipe = pipe_of(first, link))
      at_km += pipe->length.value(draw) / km.si;
    else
      f.marks.push_back({"x", at_km, place_name(model, first, first.topology.from[link])});
  }
  f.marks.push_back({"y", d.min_pressure.value(draw) / megapascal.si, "least delivery pressure"});
  f.note =
      "Best estimate of every input. Between the points the pressure falls along a curve, not a "
      "straight line.";
  return f;
}

Figure capacity_figure(const GasModel& model, const GasYear& year, std::size_t delivery) {
  const auto& d = model.networks.front().deliveries[delivery];
  Figure f{
      fmt::format("capacity-{}", d.id),
      fmt::format("Largest flow that can be handed over at {}",
                  place_name(model, model.networks.front(), d.node)),
      "bars",
      {"period", ""},
      {"flow", "mcm_20C/d"},
      {},
      {},
      {},
      {},
      sources_of(model, "pipe"),
      "Firm: standby units rest. Peak: every unit runs. The stations take their fuel on the way."};
  Series firm, peak;
  firm.name = "firm";
  peak.name = "peak";
  for (std::size_t s = 0; s < model.networks.size(); ++s) {
    f.categories.push_back(stretch_name(model, s));
    firm.y.push_back(year.deliveries[delivery].stretches[s].firm_mol_s / mcm_20C_per_day.si);
    peak.y.push_back(year.deliveries[delivery].stretches[s].peak_mol_s / mcm_20C_per_day.si);
  }
  f.series = {firm, peak};
  return f;
}

std::optional<Figure> tariff_figure(const GasModel& model, const GasYear& year,
                                    std::size_t delivery, std::span<const double> draw) {
  const double largest = year.deliveries[delivery].annual_mol_s;
  if ((year.investment.pipe_capex + year.investment.station_capex).si() <= 0.0 || largest <= 0.0)
    return std::nullopt;
  const std::string currency = model.study->meta.currency;
  Figure f{fmt::format("tariff-{}", model.networks.front().deliveries[delivery].id),
           "Levelised cost of transport over volume",
           "lines",
           {"volume", "bcm_20C/yr"},
           {"cost", currency + "/1000m3_20C"},
           {},
           {},
           {},
           {},
           sources_of(model, "settings"),
           "One line as built in the scenario, used more or less. The curve ends at the largest "
           "firm flow."};
  Series total{"total", {}, {}, {}, {}, "line", 1};
  Series capital{"capital alone", {}, {}, {}, {}, "line", 1};
  constexpr int points = 16;
  for (int i = 2; i <= points; ++i) {
    const double amount = largest * i / points;
    const gas::Tariff t = tariff_at(model, year, delivery, amount, draw);
    total.x.push_back(amount / bcm_20C_per_year.si);
    total.y.push_back(t.per_amount.in(money_per_1000m3_20C));
    capital.x.push_back(total.x.back());
    capital.y.push_back(t.total.si() > 0.0 ? total.y.back() * t.capital.si() / t.total.si() : 0.0);
  }
  f.series = {total, capital};
  return f;
}

Figure ladder_figure(const GasModel& model, const GasYear& year, std::size_t deal,
                     std::span<const double> draw) {
  const GasDeal& d = model.deals[deal];
  const DealState& state = year.deals[deal];
  const double unit_si = money_per_1000m3_20C.si;
  const std::string unit = model.study->meta.currency + "/1000m3_20C";
  Figure f{fmt::format("ladder-{}", d.id),
           fmt::format("Netback ladder of '{}'", d.id),
           "ladder",
           {"price", unit},
           {},
           {},
           {},
           {},
           {},
           sources_of(model, "price"),
           fmt::format(
               "Each side's deciding way out: the seller's '{}', the buyer's '{}'. Best estimate.",
               state.floor_way, state.ceiling_way)};
  Series seller{"seller", {}, {}, {}, {}, "line", 1}, buyer{"buyer", {}, {}, {}, {}, "line", 1};
  const double tariff = state.tariff.per_amount.si();
  add_rungs(d, true, state.floor_way, tariff, unit_si, draw, f, seller);
  add_rungs(d, false, state.ceiling_way, tariff, unit_si, draw, f, buyer);
  for (Series* s : {&seller, &buyer})
    for (auto* column : {&s->y, &s->low, &s->high}) column->resize(f.categories.size(), no_value);
  f.series = {seller, buyer};
  f.marks = {{"x", state.floor / unit_si, "seller's floor"},
             {"x", state.ceiling / unit_si, "buyer's ceiling"}};
  return f;
}

std::optional<Figure> known_lines_figure(const GasModel& model) {
  const auto& rows = model.stretches.front().data.table("known_line").rows;
  if (rows.empty()) return std::nullopt;
  Figure f{"known-lines",
           "Known lines: published against computed capacity",
           "bars",
           {"line", ""},
           {"capacity", "bcm_20C/yr"},
           {},
           {},
           {},
           {},
           sources_of(model, "known_line"),
           {}};
  Series stated{"published", {}, {}, {}, {}, "line", 1},
      computed{"computed", {}, {}, {}, {}, "line", 1};
  const std::vector<double> best = draw_factors(model.study->factors, model.study->meta.seed, 0);
  const auto entities = gas_entities();
  const auto entity = std::ranges::find(entities, "known_line", &EntitySpec::name);
  std::vector<std::string> deviations;
  for (const Row& row : rows) {
    const RowReader r(*entity, row);
    gas::LineSpec line;
    line.name = r.text("name");
    line.route.length = Length::from_si(r.number("length").value(best));
    line.route.inlet_pressure = Pressure::from_si(r.number("inlet_pressure").value(best));
    line.route.delivery_pressure = Pressure::from_si(r.number("delivery_pressure").value(best));
    line.route.ground_temperature =
        Temperature::from_si(r.number("ground_temperature").value(best));
    line.route.air_temperature = Temperature::from_si(r.number("air_temperature").value(best));
    line.outer_diameter = Length::from_si(r.number("diameter").value(best));
    line.max_pressure = Pressure::from_si(r.number("max_pressure").value(best));
    line.stations = static_cast<int>(std::lround(r.number("stations").value(best)));
    const auto capacity = gas::largest_flow(line, {});
    if (!capacity) continue;
    f.categories.push_back(line.name);
    stated.y.push_back(r.number("stated").value(best) / bcm_20C_per_year.si);
    computed.y.push_back(capacity->annual.in(bcm_20C_per_year));
    deviations.push_back(fmt::format("{} {:+.0f} %", line.name,
                                     100.0 * (computed.y.back() / stated.y.back() - 1.0)));
  }
  f.series = {stated, computed};
  f.note = fmt::format("One set of assumptions for every line, none tuned. Deviation: {}.",
                       fmt::join(deviations, "; "));
  return f;
}

}  // namespace landbridge::study
