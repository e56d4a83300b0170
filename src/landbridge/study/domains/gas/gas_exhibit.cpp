#include "landbridge/study/domains/gas/gas_exhibit.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "landbridge/study/domains/gas/gas_figures.hpp"
#include "landbridge/study/domains/gas/gas_reasons.hpp"

namespace landbridge::study {
namespace {

using namespace landbridge::units;

double mcm_per_day(const GasModel& model, MassFlow flow) {
  return flow.si() / model.settings.gas.molar_mass.si() / mcm_20C_per_day.si;
}

const Row* find_row(const GasModel& model, std::string_view table, std::string_view id) {
  const auto& rows = model.stretches.front().data.table(table).rows;
  const auto hit = std::ranges::find(rows, id, &Row::id);
  return hit == rows.end() ? nullptr : &*hit;
}

std::vector<std::string> sources(const GasModel& model, std::string_view table,
                                 std::string_view id) {
  const Row* row = find_row(model, table, id);
  return row == nullptr ? std::vector<std::string>{} : row->origin.sources;
}

/// What a pipe alone could carry from its highest allowed pressure down to the least delivery
/// pressure, from the state it is in: flow goes with the root of the difference of squares.
double pipe_limit(double flow, double p_from, double p_to, double p_max, double p_min) {
  const double used = p_from * p_from - p_to * p_to;
  const double available = p_max * p_max - p_min * p_min;
  return used > 0.0 && available > 0.0 ? std::abs(flow) * std::sqrt(available / used) : 0.0;
}

class MapMaker {
 public:
  MapMaker(const GasModel& model, const GasYear& year, std::span<const double> draw)
      : model_(model), network_(model.networks.front()), draw_(draw) {
    const auto way_length = [&](std::size_t d) {
      return way_to(network_, network_.deliveries[d].node).size();
    };
    for (std::size_t d = 1; d < network_.deliveries.size(); ++d)
      if (way_length(d) > way_length(shown_)) shown_ = d;
    solution_ = &year.deliveries[shown_].stretches.front().firm.delivery.solution;
  }

  void fill(Exhibit& exhibit) const {
    for (const auto& pipe : network_.pipes) exhibit.links.push_back(link(pipe));
    add_closed(exhibit);
    add_nodes(exhibit);
  }

 private:
  bool has_state() const { return !solution_->pressure.empty(); }

  MapLink link(const GasNetwork::Pipe& pipe) const {
    MapLink l;
    l.id = pipe.id;
    l.name = pipe.line.empty() ? pipe.id : fmt::format("{} ({})", pipe.line, pipe.id);
    l.from = network_.place[pipe.from];
    l.to = network_.place[pipe.to];
    l.kind = "pipe";
    l.is_new = pipe.is_new;
    l.sources = sources(model_, "pipe", pipe.id);
    if (has_state()) add_state(pipe, l);
    l.values.push_back({"length", pipe.length.value(draw_) / km.si, "km"});
    l.values.push_back({"inner diameter", pipe.diameter.value(draw_) / mm.si, "mm"});
    l.values.push_back({"lines", pipe.lines.value(draw_), "1"});
    return l;
  }

  void add_state(const GasNetwork::Pipe& pipe, MapLink& l) const {
    const double flow = mcm_per_day(model_, solution_->flow[pipe.link]);
    const double p_from = solution_->pressure[pipe.from].si();
    const double p_to = solution_->pressure[pipe.to].si();
    const double p_min = network_.deliveries[shown_].min_pressure.value(draw_);
    const double limit = pipe_limit(flow, p_from, p_to, pipe.max_pressure.value(draw_), p_min);
    l.flow = {"flow", flow, "mcm_20C/d"};
    l.limit = {"this pipe alone could carry", limit, "mcm_20C/d"};
    l.utilisation = limit > 0.0 ? std::abs(flow) / limit : 0.0;
    l.values.push_back({"pressure in", p_from / megapascal.si, "MPa"});
    l.values.push_back({"pressure out", p_to / megapascal.si, "MPa"});
    l.values.push_back({"fastest gas", solution_->link[pipe.link].outlet_velocity.si(), "m/s"});
  }

  void add_closed(Exhibit& exhibit) const {
    for (const Row& row : model_.stretches.front().data.table("pipe").rows) {
      if (!row.is_closed) continue;
      MapLink l;
      l.id = l.name = row.id;
      l.from = row.cells[0].text;
      l.to = row.cells[1].text;
      l.kind = "pipe";
      l.is_closed = true;
      l.flow = {"flow", 0.0, "mcm_20C/d"};
      l.sources = row.origin.sources;
      exhibit.links.push_back(std::move(l));
    }
  }

  void add_nodes(Exhibit& exhibit) const {
    std::map<std::string, MapNode> nodes;
    const auto node = [&](const std::string& place_id) -> MapNode& {
      MapNode& n = nodes[place_id];
      if (const Place* p = model_.study->place(place_id); p != nullptr && n.id.empty()) {
        n.id = p->id;
        n.name = p->name;
        n.role = "junction";
        n.latitude_deg = p->latitude_deg;
        n.longitude_deg = p->longitude_deg;
        n.sources = p->origin.sources;
      }
      return n;
    };
    for (const MapLink& l : exhibit.links) {
      node(l.from);
      node(l.to);
    }
    for (const auto& s : network_.stations) {
      MapNode& n = node(s.place);
      n.role = "station";
      if (!has_state()) continue;
      n.values.push_back({"power in use", solution_->link[s.link].power.in(megawatt), "MW"});
      n.values.push_back({"pressure ratio", solution_->link[s.link].pressure_ratio.si(), "1"});
    }
    for (const auto& s : network_.supplies) node(network_.place[s.node]).role = "supply";
    for (const auto& d : network_.deliveries) node(network_.place[d.node]).role = "delivery";
    if (has_state())
      for (std::size_t i = 0; i < network_.topology.nodes(); ++i)
        node(network_.place[NodeId(i)])
            .values.push_back({network_.topology.node_name[NodeId(i)].ends_with(" outlet")
                                   ? "pressure after the station"
                                   : "pressure",
                               solution_->pressure[NodeId(i)].in(megapascal), "MPa"});
    for (auto& [id, n] : nodes) exhibit.nodes.push_back(std::move(n));
  }

  const GasModel& model_;
  const GasNetwork& network_;
  std::span<const double> draw_;
  std::size_t shown_ = 0;
  const gas::Solution* solution_ = nullptr;
};

TableCell number(double value) { return {value, {}, true}; }
TableCell words(std::string text) { return {0.0, std::move(text), false}; }

ResultTable capacity_table(const GasModel& model, const GasYear& year,
                           std::span<const double> draw) {
  ResultTable t{"gas-capacity",
                "Largest flows and what binds",
                {{"delivery", "", false},
                 {"period", "", false},
                 {"days", "d", true},
                 {"firm", "mcm_20C/d", true},
                 {"peak", "mcm_20C/d", true},
                 {"what binds", "", false}},
                {}};
  for (std::size_t d = 0; d < year.deliveries.size(); ++d)
    for (std::size_t s = 0; s < model.stretches.size(); ++s) {
      const StretchDelivery& x = year.deliveries[d].stretches[s];
      t.rows.push_back({words(model.networks.front().deliveries[d].id),
                        words(model.study->periods[model.stretches[s].period].id),
                        number(model.stretches[s].length_days),
                        number(x.firm_mol_s / mcm_20C_per_day.si),
                        number(x.peak_mol_s / mcm_20C_per_day.si),
                        words(delivery_sentence(model, x, true, s, d, draw))});
    }
  return t;
}

ResultTable pipe_table(const Exhibit& exhibit) {
  ResultTable t{"gas-pipes",
                "Pipes, at the largest firm flow of the first period",
                {{"pipe", "", false},
                 {"from", "", false},
                 {"to", "", false},
                 {"flow", "mcm_20C/d", true},
                 {"use of what it could carry", "%", true},
                 {"pressure in", "MPa", true},
                 {"pressure out", "MPa", true},
                 {"fastest gas", "m/s", true}},
                {}};
  for (const MapLink& l : exhibit.links) {
    if (l.values.size() < 3) continue;
    t.rows.push_back({words(l.id), words(l.from), words(l.to), number(l.flow.value),
                      number(100.0 * l.utilisation), number(l.values[0].value),
                      number(l.values[1].value), number(l.values[2].value)});
  }
  return t;
}

ResultTable price_table(const GasModel& model, const GasYear& year) {
  const std::string unit = model.study->meta.currency + "/1000m3_20C";
  ResultTable t{"gas-prices",
                "Prices that each side would sign",
                {{"deal", "", false},
                 {"floor", unit, true},
                 {"seller's way out", "", false},
                 {"ceiling", unit, true},
                 {"buyer's way out", "", false},
                 {"zone", unit, true},
                 {"tariff of what is new", unit, true}},
                {}};
  for (std::size_t i = 0; i < year.deals.size(); ++i) {
    const DealState& d = year.deals[i];
    const double unit_si = money_per_1000m3_20C.si;
    t.rows.push_back({words(model.deals[i].id), number(d.floor / unit_si), words(d.floor_way),
                      number(d.ceiling / unit_si), words(d.ceiling_way),
                      number((d.ceiling - d.floor) / unit_si),
                      number(d.tariff.per_amount.si() / unit_si)});
  }
  return t;
}

void add_certificates(const GasModel& model, const GasYear& year, Exhibit& exhibit) {
  for (std::size_t d = 0; d < year.deliveries.size(); ++d)
    for (std::size_t s = 0; s < model.stretches.size(); ++s) {
      const gas::WarmDelivery& warm = year.deliveries[d].stretches[s].firm;
      const gas::LargestDelivery& x = warm.delivery;
      const gas::Certificate& c = x.solution.certificate;
      exhibit.certificates.push_back(
          {fmt::format("largest flow to {}, {}", model.networks.front().deliveries[d].id,
                       model.study->periods[model.stretches[s].period].id),
           x.is_feasible ? "ok" : "infeasible",
           {{"mass balance, worst node", c.mass_residual_kg_s, "kg/s"},
            {"pipe law, worst link", c.law_residual_relative, "1"},
            {"Newton steps", static_cast<double>(c.iterations), "1"},
            {"solves", static_cast<double>(x.solves), "1"},
            {"rounds of temperature and machines", static_cast<double>(warm.certificate.rounds),
             "1"},
            {"pressures by the walk along pipes, worst", warm.certificate.law_residual_relative,
             "1"},
            {"power by the maps, worst station", warm.certificate.map_residual_relative, "1"}},
           c.worst_place});
    }
}

std::string finding(const GasModel& model, const GasYear& year) {
  std::string text;
  const GasNetwork& network = model.networks.front();
  for (std::size_t d = 0; d < year.deliveries.size(); ++d)
    text += fmt::format("{}{} can be handed at most {:.3g} bcm a year (at 20 °C), firm",
                        text.empty() ? "" : "; ",
                        place_name(model, network, network.deliveries[d].node),
                        year.deliveries[d].annual_mol_s / bcm_20C_per_year.si);
  return text + ".";
}

}  // namespace

Result<Exhibit> gas_exhibit(const GasModel& model, const GasYear& year,
                            std::span<const double> draw) {
  Exhibit e;
  e.title = "Gas";
  e.finding = finding(model, year);
  MapMaker(model, year, draw).fill(e);
  for (std::size_t d = 0; d < year.deliveries.size(); ++d) {
    e.figures.push_back(profile_figure(model, year, d, draw));
    e.figures.push_back(capacity_figure(model, year, d));
    if (auto loss = station_loss_figure(model, year, d, draw))
      e.figures.push_back(std::move(*loss));
    if (auto warm = temperature_figure(model, year, d, draw)) e.figures.push_back(std::move(*warm));
    for (Figure& machine : machine_figures(model, year, d, draw))
      e.figures.push_back(std::move(machine));
    if (auto day = day_figure(model, year, d, draw)) e.figures.push_back(std::move(*day));
    if (auto tariff = tariff_figure(model, year, d, draw)) e.figures.push_back(std::move(*tariff));
  }
  if (auto closures = closure_figure(model, year, draw)) e.figures.push_back(std::move(*closures));
  for (std::size_t d = 0; d < year.deals.size(); ++d)
    e.figures.push_back(ladder_figure(model, year, d, draw));
  if (auto known = known_lines_figure(model)) e.figures.push_back(std::move(*known));
  e.tables = {capacity_table(model, year, draw), pipe_table(e)};
  if (!model.networks.front().stations.empty()) e.tables.push_back(station_table(model, year));
  if (!year.deals.empty()) e.tables.push_back(price_table(model, year));
  add_certificates(model, year, e);
  return e;
}

}  // namespace landbridge::study
