#include "landbridge/study/domains/freight/freight_year.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace landbridge::study {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();
constexpr double day_s = 86400.0;

/// A corridor in one stretch.
struct Stay {
  bool is_open = false;
  freight::Journeys journeys;
};

class YearMaker {
 public:
  YearMaker(const FreightModel& model, std::span<const double> draw, bool keeps_times)
      : model_(model), keeps_times_(keeps_times) {
    for (const FreightPart& part : model.parts) {
      terms_.push_back(freight_terms(part, draw));
      days_ += part.length_days;
    }
    extra_s_.assign(model.parts.size(), std::vector<double>(model.in().corridors.size(), 0.0));
  }

  Result<FreightYear> make(std::span<const double> draw) {
    year_.corridors.resize(model_.in().corridors.size());
    for (std::size_t c = 0; c < year_.corridors.size(); ++c) add_corridor(c);
    year_.rows.resize(terms_[model_.main_part].limit_kg_s.size());
    year_.served_kg_s.assign(model_.in().demands.size(), 0.0);
    year_.asked_kg_s.assign(model_.in().demands.size(), 0.0);
    for (std::size_t p = 0; p < model_.parts.size(); ++p)
      if (const auto done = add_flows(p, draw); !done) return fail(done.error());
    return std::move(year_);
  }

 private:
  double share(std::size_t part) const { return model_.parts[part].length_days / days_; }

  void add_corridor(std::size_t c) {
    FreightCorridorYear& year = year_.corridors[c];
    std::vector<char> is_open(model_.parts.size(), 0);
    std::optional<std::size_t> best;
    for (std::size_t p = 0; p < model_.parts.size(); ++p) {
      if (usual_route(model_.parts[p], terms_[p], c).empty()) continue;
      is_open[p] = 1;
      year.available += share(p);
      if (!best || model_.parts[p].length_days > model_.parts[*best].length_days) best = p;
    }
    if (!best) return;
    year.exists = true;
    year.part = *best;
    year.route = usual_route(model_.parts[*best], terms_[*best], c);
    year.capacity_kg_s = 0.0;
    std::vector<double> times_s;
    for (std::size_t p = 0; p < model_.parts.size(); ++p)
      travel(c, p, is_open[p] != 0 ? p : *best, times_s);
    finish(c, std::move(times_s));
  }

  /// Shipments that start in stretch `p`; where the corridor is closed in it they wait for its end
  /// and go as in stretch `as`.
  void travel(std::size_t c, std::size_t p, std::size_t as, std::vector<double>& times_s) {
    FreightCorridorYear& year = year_.corridors[c];
    const FreightPart& part = model_.parts[as];
    const FreightTerms& terms = terms_[as];
    const std::size_t good = part.in.corridors[c].good;
    const auto& starts = model_.parts[p].starts;
    const freight::JourneyTerms journey = journey_terms(part, terms, good);
    freight::Journeys all =
        freight::journeys(part.ways[c], journey, terms.strikes, model_.chance, starts);
    const double one = 1.0 / static_cast<double>(model_.chance.shipments());
    std::vector<double> counts(all.routes.size(), 0.0);
    double sum_s = 0.0;
    for (std::size_t i = 0; i < starts.size(); ++i) {
      counts[all.route[i]] += one;
      if (p != as) all.time_s[i] += model_.parts[p].days_left[i] * day_s;
      sum_s += all.time_s[i];
    }
    for (std::size_t r = 0; r < all.routes.size(); ++r) {
      if (counts[r] <= 0.0) continue;
      freight::Shipment trip = on_route(part, terms, all.routes[r], good);
      if (r == 0 && p == as && !starts.empty())
        extra_s_[p][c] = sum_s / static_cast<double>(starts.size()) - trip.time_s;
      add_scaled(year.trip, trip, counts[r]);
    }
    year.struck += one * static_cast<double>(all.struck);
    year.rerouted += one * static_cast<double>(all.rerouted);
    if (p == as) note_capacity(c, p);
    times_s.insert(times_s.end(), all.time_s.begin(), all.time_s.end());
  }

  static void add_scaled(freight::Shipment& sum, const freight::Shipment& part, double factor) {
    for (std::size_t k = 0; k < freight::cost_kinds; ++k) sum.cost[k] += factor * part.cost[k];
    sum.time_s += factor * part.time_s;
    sum.variance_s2 += factor * part.variance_s2;
    sum.co2_kg += factor * part.co2_kg;
    sum.length_m += factor * part.length_m;
  }

  /// The narrowest row of the usual route of a stretch.
  void note_capacity(std::size_t c, std::size_t p) {
    FreightCorridorYear& year = year_.corridors[c];
    const FreightPart& part = model_.parts[p];
    double least = never;
    std::string name;
    for (const std::uint32_t a : usual_route(part, terms_[p], c)) {
      const double limit = terms_[p].limit_kg_s[limit_row(part, a)];
      if (!(limit < least)) continue;
      least = limit;
      name = fmt::format("{}[{}]",
                         part.network.arc[LinkId(std::size_t{a})].is_haul ? "link" : "transfer",
                         part.network.network.link_name[LinkId(std::size_t{a})]);
    }
    year.capacity_kg_s += share(p) * least;
    if (p == year.part) year.narrowest = name;
  }

  void finish(std::size_t c, std::vector<double> times_s) {
    FreightCorridorYear& year = year_.corridors[c];
    year.days = freight::spread_of(times_s);
    double squares = 0.0;
    for (const double t : times_s) squares += std::pow(t - year.days.mean_s, 2);
    year.deviation_s =
        std::sqrt(squares / static_cast<double>(std::max<std::size_t>(1, times_s.size())));
    const FreightTerms& terms = terms_[year.part];
    const freight::GoodTerms& good = terms.goods[model_.in().corridors[c].good];
    year.generalised_kg =
        year.trip.money() +
        good.value_of_time_kg_s *
            (year.days.mean_s + terms.shipper.reliability_ratio * year.deviation_s);
    if (keeps_times_) year.times_s = std::move(times_s);
  }

  /// Goods over the ways of one stretch, under its limits.
  Result<void> add_flows(std::size_t p, std::span<const double> draw) {
    const FreightPart& part = model_.parts[p];
    const FreightTerms& terms = terms_[p];
    freight::ShareQuestion question;
    question.limit_kg_s = terms.limit_kg_s;
    question.spread = terms.spread_kg;
    freight::CorridorGraph::Search search;
    for (std::size_t d = 0; d < part.in.demands.size(); ++d) {
      freight::ShareMarket market{part.in.demands[d].flow.value(draw), terms.unserved_kg, {}};
      const std::size_t good = part.in.demands[d].good;
      for (const FreightPart::Option& option : part.options[d]) {
        freight::ShareOption o{never, {}};
        if (part.ways[option.way].cheapest(terms.weight[good], search)) {
          o.cost = search.weight + freight::at_start(terms.goods[good]).money();
          if (option.corridor)
            o.cost += terms.goods[good].value_of_time_kg_s * extra_s_[p][*option.corridor];
          for (const std::uint32_t a : search.route) o.rows.push_back(limit_row(part, a));
          std::ranges::sort(o.rows);
          o.rows.erase(std::unique(o.rows.begin(), o.rows.end()), o.rows.end());
        }
        market.options.push_back(std::move(o));
      }
      question.markets.push_back(std::move(market));
    }
    const freight::Shares shares = freight::limited_shares(question);
    if (!shares.certificate.is_converged)
      return fail(Fault::not_converged, "freight.demand",
                  fmt::format("the shares of the ways are {:.2g} off their limits after {} rounds",
                              std::max(shares.certificate.violation_relative,
                                       shares.certificate.slack_relative),
                              shares.certificate.sweeps),
                  "a larger spread makes them easier to find");
    book(p, question, shares);
    if (keeps_times_ && p == model_.main_part) {
      year_.main_question = std::move(question);
      year_.main_shares = shares;
    }
    return {};
  }

  void book(std::size_t p, const freight::ShareQuestion& question, const freight::Shares& shares) {
    const FreightPart& part = model_.parts[p];
    for (std::size_t d = 0; d < question.markets.size(); ++d) {
      year_.asked_kg_s[d] += share(p) * question.markets[d].flow_kg_s;
      for (std::size_t k = 0; k < part.options[d].size(); ++k) {
        const double flow = share(p) * shares.flow_kg_s[d][k];
        year_.served_kg_s[d] += flow;
        if (const auto c = part.options[d][k].corridor) {
          year_.corridors[*c].flow_kg_s += flow;
          year_.corridors[*c].market_kg_s += share(p) * question.markets[d].flow_kg_s;
        }
      }
    }
    for (std::size_t r = 0; r < std::min(year_.rows.size(), shares.price.size()); ++r) {
      year_.rows[r].load += share(p) * shares.load_kg_s[r];
      year_.rows[r].price += share(p) * shares.price[r];
      year_.rows[r].capacity += share(p) * question.limit_kg_s[r];
    }
    if (p == 0 || shares.certificate.violation_relative > year_.shares.violation_relative)
      year_.shares = shares.certificate;
  }

  const FreightModel& model_;
  bool keeps_times_;
  double days_ = 0.0;
  std::vector<FreightTerms> terms_;
  std::vector<std::vector<double>> extra_s_;  ///< by stretch and corridor: delay by shocks
  FreightYear year_;
};

}  // namespace

std::vector<std::uint32_t> usual_route(const FreightPart& part, const FreightTerms& terms,
                                       std::size_t corridor) {
  freight::CorridorGraph::Search search;
  part.ways[corridor].cheapest(terms.weight[part.in.corridors[corridor].good], search);
  return search.route;
}

Result<FreightYear> freight_year(const FreightModel& model, std::span<const double> draw,
                                 bool keeps_times) {
  return YearMaker(model, draw, keeps_times).make(draw);
}

}  // namespace landbridge::study
