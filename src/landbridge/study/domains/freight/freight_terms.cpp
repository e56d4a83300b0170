#include "landbridge/study/domains/freight/freight_terms.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace landbridge::study {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();
constexpr double day_s = 86400.0;
constexpr double days_a_year = 365.0;

double sum_of(const std::vector<Number>& numbers, std::span<const double> draw) {
  double sum = 0.0;
  for (const Number& n : numbers) sum += n.value(draw);
  return sum;
}

double least_of(const std::vector<Number>& caps, double limit, std::span<const double> draw) {
  for (const Number& cap : caps) limit = std::min(limit, cap.value(draw));
  return limit;
}

class TermsMaker {
 public:
  TermsMaker(const FreightPart& part, std::span<const double> draw) : part_(part), draw_(draw) {}

  FreightTerms make() {
    const FreightSettings& s = part_.in.settings;
    t_.shipper = {value(s.carbon_price), value(s.reliability_ratio)};
    t_.spread_kg = value(s.spread);
    t_.unserved_kg = value(s.unserved_cost);
    t_.leg_correlation = value(s.leg_correlation);
    for (const FreightGood& g : part_.in.goods) add_good(g);
    set_rows();
    set_arcs();
    for (const freight::Strike& strike : part_.strikes) t_.strikes.push_back(strike);
    for (std::size_t i = 0; i < t_.strikes.size(); ++i) {
      const FreightShock& shock = part_.in.shocks[i];
      freight::Shock& s_i = t_.strikes[i].shock;
      s_i.rate_per_s = value(shock.rate);
      s_i.duration_s = value(shock.duration);
      s_i.duration_deviation_s = value(shock.duration_deviation);
      s_i.time_factor = value(shock.time_factor);
      s_i.correlation = value(shock.correlation);
    }
    return std::move(t_);
  }

 private:
  double value(const Number& number) const { return number.value(draw_); }

  void add_good(const FreightGood& g) {
    const double worth = value(g.value);
    t_.goods.push_back({g.is_container, value(g.teu_load), worth,
                        value(g.value_of_time) + value(part_.in.settings.interest) * worth,
                        value(g.insurance)});
  }

  /// Limits of all rows; the rest only of those that some way uses.
  void set_rows() {
    t_.hauls.resize(2 * part_.in.hauls.size());
    t_.transfers.resize(part_.in.transfers.size());
    t_.limit_kg_s.assign(t_.hauls.size() + t_.transfers.size(), never);
    for (std::size_t h = 0; h < part_.in.hauls.size(); ++h)
      t_.limit_kg_s[2 * h] = t_.limit_kg_s[2 * h + 1] = limit_of(part_.in.hauls[h]);
    for (std::size_t x = 0; x < t_.transfers.size(); ++x)
      t_.limit_kg_s[t_.hauls.size() + x] = limit_of(part_.in.transfers[x]);
    std::vector<char> is_done(t_.limit_kg_s.size(), 0);
    for (const std::uint32_t a : part_.used) {
      const std::uint32_t row = limit_row(part_, a);
      if (is_done[row] != 0) continue;
      is_done[row] = 1;
      const freight::FreightArc& arc = part_.network.arc[LinkId(std::size_t{a})];
      if (arc.is_haul)
        set_haul(part_.in.hauls[arc.row], arc.is_backward, t_.hauls[row]);
      else
        set_transfer(part_.in.transfers[arc.row], t_.transfers[arc.row]);
    }
  }

  void set_haul(const FreightHaul& h, bool is_backward, freight::HaulTerms& t) const {
    t.length_m = value(h.length);
    t.tariff_kg_m = value(h.tariff);
    t.tariff_teu_m = value(h.tariff_teu);
    t.fixed_kg = value(h.fixed);
    t.fixed_teu = value(h.fixed_teu);
    t.insurance = value(h.insurance);
    t.tax_kg = sum_of(h.taxes, draw_);
    t.carries = h.carries;
    if (h.emission) t.co2_per_m = value(part_.in.emissions[*h.emission].factor);
    for (const FreightEmpty& e : part_.in.empties) {
      if (e.mode != h.haul.mode) continue;
      if (e.carries != freight::Carries::bulk) t.empty_container = value(e.share);
      if (e.carries != freight::Carries::container) t.empty_bulk = value(e.share);
    }
    set_time(h, is_backward, t);
    for (const std::size_t p : h.passes) {
      const FreightPass& pass = part_.in.passes[p];
      t.toll_kg += value(pass.toll);
      t.toll_teu += value(pass.toll_teu);
      t.tax_kg += sum_of(pass.taxes, draw_);
      t.time_s += value(pass.time) + sum_of(pass.delays, draw_);
      t.variance_s2 += std::pow(value(pass.deviation), 2);
    }
  }

  double limit_of(const FreightHaul& h) const {
    const bool is_open = h.is_open && std::ranges::all_of(h.passes, [&](std::size_t p) {
                           return part_.in.passes[p].is_open;
                         });
    if (!is_open) return 0.0;
    double limit = least_of(h.caps, never, draw_);
    if (const double stated = value(h.capacity); stated > 0.0) limit = std::min(limit, stated);
    if (const double trains = value(h.trains); trains > 0.0) {
      const double free = std::max(0.0, trains - value(h.passenger_trains));
      limit = std::min(limit, free * value(h.train_load) / day_s * value(h.days) / days_a_year);
    }
    return std::max(0.0, limit - value(h.other_load));
  }

  void set_time(const FreightHaul& h, bool is_backward, freight::HaulTerms& t) const {
    const double stated_s = value(h.time);
    double running_s = stated_s > 0.0 ? stated_s : t.length_m / value(h.speed);
    const freight::Wait& wait = h.wait[is_backward ? 1 : 0];
    double services = 0.0, cut_off_s = 0.0, own_s = 0.0;
    for (const FreightService& s : h.services) {
      if (!(is_backward ? s.is_backward : s.is_forward)) continue;
      const double own = value(s.running);
      services += 1.0;
      cut_off_s += value(s.cut_off);
      own_s += own > 0.0 ? own : running_s;
    }
    if (services > 0.0) running_s = (own_s + cut_off_s) / services;
    t.time_s = running_s + wait.mean_s + sum_of(h.delays, draw_);
    t.variance_s2 = std::pow(value(h.deviation), 2) + wait.variance_s2;
  }

  void set_transfer(const FreightTransfer& x, freight::TransferTerms& t) const {
    const double open_s = std::clamp(value(x.closes) - value(x.opens), 0.0, day_s);
    const freight::Wait wait = freight::wait_for_opening(day_s - open_s);
    t.time_s = value(x.time) + wait.mean_s + sum_of(x.delays, draw_);
    t.variance_s2 = std::pow(value(x.deviation), 2) + wait.variance_s2;
    t.cost_kg = value(x.cost);
    t.cost_teu = value(x.cost_teu);
    t.tax_kg = sum_of(x.taxes, draw_);
    t.co2 = value(x.co2);
    t.kind = freight::cost_kind_of(x.rule.kind);
    t.carries = x.carries;
  }

  double limit_of(const FreightTransfer& x) const {
    if (!x.is_open) return 0.0;
    double limit = least_of(x.caps, never, draw_);
    if (const double stated = value(x.capacity); stated > 0.0) limit = std::min(limit, stated);
    return std::max(0.0, limit - value(x.other_load));
  }

  void set_arcs() {
    const std::size_t arcs = part_.network.arc.size();
    t_.time_s.assign(arcs, 0.0);
    t_.variance_s2.assign(arcs, 0.0);
    t_.weight.assign(t_.goods.size(), std::vector<double>(arcs, never));
    for (std::size_t g = 0; g < t_.goods.size(); ++g)
      for (const std::uint32_t a : part_.used) {
        const freight::Shipment s = on_arc(part_, t_, a, g);
        t_.time_s[a] = s.time_s;
        t_.variance_s2[a] = s.variance_s2;
        if (s.is_carried) t_.weight[g][a] = generalised(s, t_.goods[g], t_.shipper);
      }
  }

  const FreightPart& part_;
  std::span<const double> draw_;
  FreightTerms t_;
};

}  // namespace

std::uint32_t limit_row(const FreightPart& part, std::uint32_t arc_index) {
  const freight::FreightArc& arc = part.network.arc[LinkId(std::size_t{arc_index})];
  if (arc.is_haul) return 2 * arc.row + (arc.is_backward ? 1U : 0U);
  return static_cast<std::uint32_t>(2 * part.in.hauls.size()) + arc.row;
}

freight::Shipment on_arc(const FreightPart& part, const FreightTerms& terms, std::uint32_t arc,
                         std::size_t good) {
  const freight::FreightArc& a = part.network.arc[LinkId(std::size_t{arc})];
  if (a.is_haul)
    return on_haul(terms.hauls[limit_row(part, arc)], terms.goods[good], terms.shipper);
  return in_transfer(terms.transfers[a.row], terms.goods[good], terms.shipper);
}

freight::Shipment on_route(const FreightPart& part, const FreightTerms& terms,
                           std::span<const std::uint32_t> route, std::size_t good) {
  freight::Shipment sum = freight::at_start(terms.goods[good]);
  for (const std::uint32_t a : route) sum += on_arc(part, terms, a, good);
  return sum;
}

freight::JourneyTerms journey_terms(const FreightPart& part, const FreightTerms& terms,
                                    std::size_t good) {
  return {terms.weight[good],
          terms.time_s,
          terms.variance_s2,
          part.leg,
          terms.goods[good].value_of_time_kg_s,
          part.in.settings.law,
          terms.leg_correlation};
}

FreightTerms freight_terms(const FreightPart& part, std::span<const double> draw) {
  return TermsMaker(part, draw).make();
}

}  // namespace landbridge::study
