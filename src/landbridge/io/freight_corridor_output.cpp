#include "landbridge/io/freight_corridor_output.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/study/domains/freight/freight_figures.hpp"

namespace landbridge::io {
namespace {

using namespace study;

constexpr double day_s = 86400.0;
constexpr double hour_s = 3600.0;
constexpr double year_s = 365.0 * day_s;
constexpr double megatonne_per_year = 1e9 / year_s;
constexpr std::size_t swings_shown = 12;

class Writer {
 public:
  explicit Writer(const FreightCorridorAnswer& answer)
      : answer_(answer),
        model_(*answer.model),
        a_(*answer.appraisal),
        money_(lower(model_.study->meta.currency)) {}

  Json all() const {
    Json corridors = Json::array();
    for (const std::size_t c : answer_.corridors) corridors.push_back(corridor(c));
    return {{"scenario", model_.scenario},  {"corridors", corridors},
            {"modal_split", modes()},       {"flows", flows()},
            {"bottlenecks", bottlenecks()}, {"expansions", expansions()},
            {"border_delay", borders()},    {"capacity_used", used()},
            {"sensitivity", sensitivity()}};
  }

 private:
  static std::string lower(std::string text) {
    for (char& c : text)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
  }
  std::string key(std::string_view before, std::string_view after) const {
    return fmt::format("{}{}{}", before, money_, after);
  }
  const FreightJourney* journey(std::size_t c) const {
    const auto hit = std::ranges::find(a_.journeys, c, &FreightJourney::corridor);
    return hit == a_.journeys.end() ? nullptr : &*hit;
  }

  Json indicators(const freight::CorridorIndicators& i) const {
    return {{"crossings", i.crossings},
            {"tfi1_border_time_h", i.border_time_s / hour_s},
            {key("tfi2_border_cost_", "_20t"), i.border_money_20t},
            {key("tfi3_cost_", "_500km_20t"), i.money_500km_20t},
            {"tfi4_speed_with_delay_km_h", 3.6 * i.speed_with_delay_m_s},
            {"speed_without_delay_km_h", 3.6 * i.speed_without_delay_m_s},
            {"border_share_of_time", i.border_share}};
  }

  Json legs(const FreightJourney& j, double teu_kg) const {
    Json list = Json::array();
    for (std::size_t i = 0; i < j.legs.size(); ++i) {
      const freight::CorridorLeg& leg = j.legs[i];
      const freight::CorridorPoint& p = j.profile[i + 1];
      Json one{{"id", leg.id},
               {"what", leg.is_haul ? freight::name_of(leg.mode) : freight::name_of(leg.kind)},
               {"to", leg.place},
               {"distance_km", leg.length_m / 1e3},
               {"time_h", leg.time_s / hour_s},
               {key("cost_", "_per_t"), 1e3 * leg.money_kg},
               {"co2_kg_per_t", 1e3 * leg.co2_kg},
               {"distance_so_far_km", p.distance_m / 1e3},
               {"time_so_far_h", p.time_s / hour_s},
               {key("cost_so_far_", "_per_t"), 1e3 * p.money_kg}};
      if (teu_kg > 0.0) one[key("cost_so_far_", "_per_teu")] = teu_kg * p.money_kg;
      list.push_back(std::move(one));
    }
    return list;
  }

  Json corridor(std::size_t c) const {
    const FreightCorridor& rule = model_.in().corridors[c];
    const FreightCorridorYear& y = a_.year.corridors[c];
    Json one{{"id", rule.id},
             {"name", corridor_name(model_, c)},
             {"from", model_.study->places[rule.from].id},
             {"to", model_.study->places[rule.to].id},
             {"good", model_.in().goods[rule.good].id},
             {"exists", y.exists},
             {"available_share", y.available}};
    const FreightJourney* j = journey(c);
    if (j == nullptr) return one;
    const FreightGood& good = model_.in().goods[rule.good];
    const double teu_kg = good.is_container ? good.teu_load.value(answer_.draw) : 0.0;
    one["distance_km"] = y.trip.length_m / 1e3;
    one["time_d"] = {{"mean", y.days.mean_s / day_s},
                     {"p5", y.days.p5_s / day_s},
                     {"p50", y.days.p50_s / day_s},
                     {"p95", y.days.p95_s / day_s}};
    one["buffer_share"] = y.days.buffer;
    one[key("cost_", "_per_t")] = 1e3 * y.trip.money();
    if (teu_kg > 0.0) one[key("cost_", "_per_teu")] = teu_kg * y.trip.money();
    one["co2_kg_per_t"] = 1e3 * y.trip.co2_kg;
    one["capacity_mt_per_yr"] = y.capacity_kg_s / megatonne_per_year;
    one["narrowest"] = y.narrowest;
    one["flow_mt_per_yr"] = y.flow_kg_s / megatonne_per_year;
    one["indicators"] = indicators(j->indicators);
    one["legs"] = legs(*j, teu_kg);
    add_drawn(rule.id, one);
    return one;
  }

  /// Where days and money lie over the draws of the inputs.
  void add_drawn(const std::string& id, Json& one) const {
    if (answer_.drawn == nullptr) return;
    Json drawn = Json::object();
    for (const ScenarioResult& s : answer_.drawn->scenarios)
      for (const DomainResult& d : s.domains)
        for (const MetricResult& m : d.metrics) {
          if (m.metric.name.find("[" + id + "]") == std::string::npos) continue;
          const auto in_unit = [&](double si) { return m.metric.unit.from_si(si); };
          drawn[m.metric.name] = {{"unit", m.metric.unit.symbol},
                                  {"p10", in_unit(m.p10_si)},
                                  {"p50", in_unit(m.p50_si)},
                                  {"p90", in_unit(m.p90_si)},
                                  {"failed_draws", m.failed}};
        }
    one["over_draws"] = std::move(drawn);
  }

  Json modes() const {
    double whole = 0.0;
    for (const freight::ModeUse& use : a_.modes) whole += use.transport_kg_m_s;
    Json list = Json::array();
    for (std::size_t m = 0; m < freight::mode_count; ++m) {
      const freight::ModeUse& use = a_.modes[m];
      if (use.transport_kg_m_s <= 0.0) continue;
      list.push_back({{"mode", freight::name_of(static_cast<freight::Mode>(m))},
                      {"transport_gt_km_per_yr", use.transport_kg_m_s * year_s / 1e15},
                      {"share", use.transport_kg_m_s / whole},
                      {"main_mode_mt_per_yr", use.flow_kg_s / megatonne_per_year},
                      {"co2_kt_per_yr", use.co2_kg_s * year_s / 1e6}});
    }
    return list;
  }

  Json flows() const {
    Json list = Json::array();
    for (std::size_t h = 0; h < model_.in().hauls.size(); ++h) {
      const FreightHaul& haul = model_.in().hauls[h];
      const FreightRowYear& there = a_.year.rows[2 * h];
      const FreightRowYear& back = a_.year.rows[2 * h + 1];
      if (there.load <= 0.0 && back.load <= 0.0) continue;
      list.push_back({{"link", haul.id},
                      {"from", model_.study->places[haul.haul.from].id},
                      {"to", model_.study->places[haul.haul.to].id},
                      {"mode", freight::name_of(haul.haul.mode)},
                      {"forward_mt_per_yr", there.load / megatonne_per_year},
                      {"backward_mt_per_yr", back.load / megatonne_per_year}});
    }
    return list;
  }

  Json bottlenecks() const {
    Json list = Json::array();
    for (const FreightBottleneck& b : a_.bottlenecks) {
      if (b.state.load_kg_s <= 0.0 && b.state.price_kg <= 0.0) continue;
      Json one{{"row", b.row},
               {"direction", b.direction},
               {"load_mt_per_yr", b.state.load_kg_s / megatonne_per_year},
               {"capacity_mt_per_yr", b.state.limit_kg_s / megatonne_per_year},
               {"load_over_capacity", b.state.load_over_limit},
               {key("shadow_price_", "_per_t"), 1e3 * b.state.price_kg},
               {key("saved_m", "_per_yr_by_1_mt_per_yr"), b.state.gain_per_s * year_s / 1e6}};
      if (b.train_load_kg > 0.0)
        one[key("shadow_price_", "_per_train_path")] = b.state.price_kg * b.train_load_kg;
      list.push_back(std::move(one));
    }
    return list;
  }

  Json expansions() const {
    Json list = Json::array();
    for (const FreightExpansion& e : a_.expansions)
      list.push_back({{"row", e.row},
                      {"step_mt_per_yr", 1.0},
                      {key("saved_m", "_per_yr"), e.step.gain_per_s * year_s / 1e6},
                      {key("saved_in_all_m", "_per_yr"), e.step.gain_in_all_per_s * year_s / 1e6}});
    return list;
  }

  /// Every border and change of gauge that some corridor crosses, once.
  Json borders() const {
    Json list = Json::array();
    std::vector<std::string> seen;
    for (const std::size_t c : answer_.corridors) {
      const FreightJourney* j = journey(c);
      if (j == nullptr) continue;
      for (const freight::CorridorLeg& leg : j->legs) {
        const bool is_crossing = !leg.is_haul && (leg.kind == freight::TransferKind::border ||
                                                  leg.kind == freight::TransferKind::gauge_change);
        if (!is_crossing || std::ranges::find(seen, leg.id) != seen.end()) continue;
        seen.push_back(leg.id);
        list.push_back({{"transfer", leg.id},
                        {"at", leg.place},
                        {"what", freight::name_of(leg.kind)},
                        {"time_h", leg.time_s / hour_s},
                        {key("cost_", "_per_t"), 1e3 * leg.money_kg}});
      }
    }
    return list;
  }

  Json used() const {
    Json list = Json::array();
    for (const FreightBottleneck& b : a_.bottlenecks)
      if (b.state.load_kg_s > 0.0)
        list.push_back(
            {{"row", b.row}, {"direction", b.direction}, {"used_share", b.state.load_over_limit}});
    return list;
  }

  Json swings(const std::vector<FreightSwing>& all, double per_si) const {
    Json list = Json::array();
    for (std::size_t i = 0; i < std::min(all.size(), swings_shown); ++i)
      list.push_back({{"input", model_.study->factors[all[i].factor].name},
                      {"meaning", model_.study->factors[all[i].factor].meaning},
                      {"at_low", all[i].at_low * per_si},
                      {"at_high", all[i].at_high * per_si}});
    return list;
  }

  Json sensitivity() const {
    Json list = Json::array();
    for (const FreightRivalry& r : a_.rivalries) {
      if (std::ranges::find(answer_.corridors, r.corridor) == answer_.corridors.end()) continue;
      list.push_back({{"corridor", model_.in().corridors[r.corridor].id},
                      {"against", model_.in().corridors[r.rival].id},
                      {key("dearer_", "_per_t"), 1e3 * r.money_kg},
                      {"slower_d", r.time_s / day_s},
                      {key("dearer_", "_per_t_by_input"), swings(r.money_swings, 1e3)},
                      {"slower_d_by_input", swings(r.time_swings, 1.0 / day_s)}});
    }
    return list;
  }

  const FreightCorridorAnswer& answer_;
  const FreightModel& model_;
  const FreightAppraisal& a_;
  std::string money_;
};

std::string corridor_lines(const FreightCorridorAnswer& x) {
  const FreightModel& model = *x.model;
  std::string text =
      "Corridors, door to door\n"
      "                          km      days  5 / 50 / 95 %           cost    CO2 kg/t  Mt/yr\n";
  for (const std::size_t c : x.corridors) {
    const FreightCorridorYear& y = x.appraisal->year.corridors[c];
    const std::string& id = model.in().corridors[c].id;
    if (!y.exists) {
      text += fmt::format("  {:<20} no way in this scenario\n", id);
      continue;
    }
    const FreightMoney money = freight_money(model, c, x.draw);
    text += fmt::format(
        "  {:<20} {:>6.0f}   {:>7.1f} / {:.1f} / {:.1f}   {:>10.0f} {:<8} {:>8.0f} {:>7.2f}\n", id,
        y.trip.length_m / 1e3, y.days.p5_s / day_s, y.days.p50_s / day_s, y.days.p95_s / day_s,
        y.trip.money() * money.per_kg, money.unit, 1e3 * y.trip.co2_kg,
        y.flow_kg_s / megatonne_per_year);
  }
  return text;
}

std::string bottleneck_lines(const FreightCorridorAnswer& x) {
  const std::string& currency = x.model->study->meta.currency;
  std::string text = "\nFull links and transfers: load, shadow price, what 1 Mt/yr more saves\n";
  bool has_any = false;
  for (const FreightBottleneck& b : x.appraisal->bottlenecks) {
    if (b.state.price_kg <= 0.0) continue;
    has_any = true;
    text += fmt::format("  {:<28} {:>6.2f} Mt/yr  {:>7.1f} {}/t  {:>7.1f} M{}/yr  {}\n", b.row,
                        b.state.load_kg_s / megatonne_per_year, 1e3 * b.state.price_kg, currency,
                        b.state.gain_per_s * year_s / 1e6, currency, b.direction);
  }
  return has_any ? text : text + "  none\n";
}

std::string mode_lines(const FreightCorridorAnswer& x) {
  std::string text = "\nModal split by transport, emissions well to wheel\n";
  double whole = 0.0;
  for (const auto& use : x.appraisal->modes) whole += use.transport_kg_m_s;
  for (std::size_t m = 0; m < freight::mode_count; ++m) {
    const freight::ModeUse& use = x.appraisal->modes[m];
    if (use.transport_kg_m_s > 0.0)
      text += fmt::format("  {:<14} {:>5.1f} %  {:>8.2f} Gt km/yr  {:>8.1f} kt CO2/yr\n",
                          freight::name_of(static_cast<freight::Mode>(m)),
                          100.0 * use.transport_kg_m_s / whole,
                          use.transport_kg_m_s * year_s / 1e15, use.co2_kg_s * year_s / 1e6);
  }
  return text;
}

}  // namespace

Json freight_corridor_json(const FreightCorridorAnswer& answer) { return Writer(answer).all(); }

std::string freight_corridor_text(const FreightCorridorAnswer& answer) {
  return corridor_lines(answer) + bottleneck_lines(answer) + mode_lines(answer);
}

}  // namespace landbridge::io
