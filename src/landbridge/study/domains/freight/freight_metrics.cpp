#include "landbridge/study/domains/freight/freight_metrics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"

namespace landbridge::study {
namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();
constexpr Exponents money_per_mass_time{0, -1, -1, 0, 1, 0};

bool has_limit(const FreightHaul& h) {
  return h.capacity.constant > 0.0 || h.trains.constant > 0.0 || !h.caps.empty();
}
bool has_limit(const FreightTransfer& t) { return t.capacity.constant > 0.0 || !t.caps.empty(); }

/// By how much `a` is below `b`, as a share of b.
double below(double a, double b) { return b > 0.0 ? 1.0 - a / b : no_value; }

double finite(double value) { return std::isfinite(value) ? value : no_value; }

void put_corridor(const FreightCorridorYear& c, const FreightGood& good,
                  std::span<const double> draw, std::vector<double>& v) {
  const std::size_t before = v.size();
  v.insert(v.end(), {c.days.mean_s, c.days.p5_s, c.days.p50_s, c.days.p95_s, c.days.buffer});
  if (good.is_container) v.push_back(c.trip.money() * good.teu_load.value(draw));
  v.insert(v.end(), {c.trip.money(), c.generalised_kg, c.trip.length_m, c.trip.co2_kg});
  if (!c.exists) std::fill(v.begin() + static_cast<std::ptrdiff_t>(before), v.end(), no_value);
  v.insert(v.end(), {c.available, c.exists ? finite(c.capacity_kg_s) : 0.0, c.flow_kg_s,
                     c.market_kg_s > 0.0 ? c.flow_kg_s / c.market_kg_s : no_value});
}

void put_pair(const FreightCorridorYear& a, const FreightCorridorYear& b,
              const freight::ShipperValues& values, std::vector<double>& v) {
  if (!a.exists || !b.exists) {
    v.insert(v.end(), 6, no_value);
    return;
  }
  const auto totals_a = totals_of(a), totals_b = totals_of(b);
  const auto break_even = freight::break_even_value_of_time(totals_a, totals_b, values);
  v.insert(v.end(), {below(a.trip.money(), b.trip.money()), below(a.trip.length_m, b.trip.length_m),
                     below(a.days.p50_s, b.days.p50_s), below(a.trip.co2_kg, b.trip.co2_kg),
                     break_even ? break_even->si() : 0.0,
                     freight::break_even_surcharge(totals_a, totals_b, values).si()});
}

}  // namespace

freight::RouteTotals totals_of(const FreightCorridorYear& c) {
  return {Money::from_si(c.trip.money()), Time::from_si(c.days.mean_s),
          Time::from_si(c.deviation_s), Mass::from_si(c.trip.co2_kg)};
}

FreightMetrics::FreightMetrics(const FreightModel& model) : study_(model.study) {
  list_corridors(model);
  list_rows(model);
  const Exponents flow = MassFlow::Dimension::exponents;
  for (const FreightDemand& d : model.in().demands)
    add(fmt::format("served[{}]", d.id), "what of the demand finds a way", "Mt/yr", flow);
  add("carried", "what of all demand finds a way", "Mt/yr", flow);
}

void FreightMetrics::add(std::string name, std::string meaning, std::string_view unit,
                         Exponents dimension) {
  const auto parsed = parse_unit(unit, study_->currencies);
  LANDBRIDGE_ASSERT(parsed.has_value());
  metrics_.push_back({std::move(name),
                      std::move(meaning),
                      {std::string(unit), parsed->si, parsed->offset_si},
                      dimension});
}

void FreightMetrics::list_corridors(const FreightModel& model) {
  const std::string& currency = study_->meta.currency;
  const Exponents time = Time::Dimension::exponents, price = MoneyPerMass::Dimension::exponents,
                  flow = MassFlow::Dimension::exponents;
  const auto& corridors = model.in().corridors;
  for (const FreightCorridor& c : corridors) {
    const FreightGood& good = model.in().goods[c.good];
    add(fmt::format("time[{}].mean", c.id), "mean days door to door", "d", time);
    add(fmt::format("time[{}].p5", c.id), "days that 5 % of the shipments stay below", "d", time);
    add(fmt::format("time[{}].p50", c.id), "days that half of the shipments stay below", "d", time);
    add(fmt::format("time[{}].p95", c.id), "days that 95 % of the shipments stay below", "d", time);
    add(fmt::format("time[{}].buffer", c.id), "what to add to the mean so as to be in time", "%",
        {});
    if (good.is_container)
      add(fmt::format("cost[{}].teu", c.id), fmt::format("money paid for a TEU of {}", good.name),
          currency, Money::Dimension::exponents);
    add(fmt::format("cost[{}].t", c.id), fmt::format("money paid for a tonne of {}", good.name),
        currency + "/t", price);
    add(fmt::format("generalised[{}]", c.id), "money, time and reliability of a tonne",
        currency + "/t", price);
    add(fmt::format("distance[{}]", c.id), "length of the way", "km", Length::Dimension::exponents);
    add(fmt::format("co2[{}]", c.id), "CO2 equivalent of a tonne", "kg/t", {});
    add(fmt::format("available[{}]", c.id), "share of the year in which the way exists", "%", {});
    add(fmt::format("capacity[{}]", c.id), "what its narrowest part leaves for it", "Mt/yr", flow);
    add(fmt::format("flow[{}]", c.id), "what it carries of the stated demand", "Mt/yr", flow);
    add(fmt::format("share[{}]", c.id), "its part of the demand that may take it", "%", {});
  }
  for (std::size_t a = 0; a < corridors.size(); ++a)
    for (std::size_t b = 0; b < corridors.size(); ++b) {
      if (a == b || corridors[a].from != corridors[b].from || corridors[a].to != corridors[b].to)
        continue;
      pairs_.emplace_back(a, b);
      const std::string name = fmt::format("[{},{}]", corridors[a].id, corridors[b].id);
      const std::string than =
          fmt::format("'{}' against '{}': ", corridors[a].name, corridors[b].name);
      add("cheaper" + name, than + "money saved", "%", {});
      add("shorter" + name, than + "way saved", "%", {});
      add("faster" + name, than + "median days saved", "%", {});
      add("cleaner" + name, than + "CO2 saved", "%", {});
      add("break_even_time" + name, than + "value of time at which they are equal",
          currency + "/t/d", money_per_mass_time);
      add("break_even_surcharge" + name, than + "how much dearer it may become", currency + "/t",
          price);
    }
}

void FreightMetrics::list_rows(const FreightModel& model) {
  const FreightInputs& in = model.in();
  const std::string price = study_->meta.currency + "/t";
  const auto add_row = [&](const std::string& name, std::string_view of) {
    add(name + ".capacity", fmt::format("what goods can get of it, {}", of), "Mt/yr",
        MassFlow::Dimension::exponents);
    add(name + ".load", fmt::format("goods on it, {}", of), "Mt/yr",
        MassFlow::Dimension::exponents);
    add(name + ".shadow_price", "what one tonne a year more of capacity would save", price,
        MoneyPerMass::Dimension::exponents);
  };
  for (std::size_t h = 0; h < in.hauls.size(); ++h) {
    if (!has_limit(in.hauls[h])) continue;
    rows_.push_back(h);
    add_row(fmt::format("link[{}]", in.hauls[h].id), "busier direction");
  }
  haul_rows_ = rows_.size();
  for (std::size_t t = 0; t < in.transfers.size(); ++t) {
    if (!has_limit(in.transfers[t])) continue;
    rows_.push_back(t);
    add_row(fmt::format("transfer[{}]", in.transfers[t].id), "both directions");
  }
}

std::vector<double> FreightMetrics::values(const FreightModel& model, const FreightYear& year,
                                           std::span<const double> draw) const {
  const FreightInputs& in = model.in();
  std::vector<double> v;
  v.reserve(metrics_.size());
  for (std::size_t c = 0; c < in.corridors.size(); ++c)
    put_corridor(year.corridors[c], in.goods[in.corridors[c].good], draw, v);
  for (const auto& [a, b] : pairs_) {
    const FreightGood& good = in.goods[in.corridors[a].good];
    const double time =
        good.value_of_time.value(draw) + in.settings.interest.value(draw) * good.value.value(draw);
    freight::ShipperValues values;
    values.time = MoneyPerTime::from_si(time);
    values.deviation = MoneyPerTime::from_si(time * in.settings.reliability_ratio.value(draw));
    put_pair(year.corridors[a], year.corridors[b], values, v);
  }
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const std::size_t first = i < haul_rows_ ? 2 * rows_[i] : 2 * in.hauls.size() + rows_[i];
    const FreightRowYear* row = &year.rows[first];
    if (i < haul_rows_ && year.rows[first + 1].load > row->load) row = &year.rows[first + 1];
    v.insert(v.end(), {finite(row->capacity), row->load, row->price});
  }
  double carried = 0.0;
  for (const double served : year.served_kg_s) {
    v.push_back(served);
    carried += served;
  }
  v.push_back(carried);
  LANDBRIDGE_ASSERT(v.size() == metrics_.size());
  return v;
}

}  // namespace landbridge::study
