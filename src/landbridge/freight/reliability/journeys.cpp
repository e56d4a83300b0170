#include "landbridge/freight/reliability/journeys.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "landbridge/math/random.hpp"

namespace landbridge::freight {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();
constexpr double day_s = 86400.0;
constexpr double year_days = 365.0;
constexpr int gamma_tries_max = 1000;

/// sigma^2 of ln T for a lognormal time: ln(1 + variance/mean^2) [fenton1960].
double log_variance(double mean_s, double variance_s2) {
  return mean_s > 0.0 ? std::log1p(variance_s2 / (mean_s * mean_s)) : 0.0;
}

/// A gamma number of the given shape and scale 1 [marsaglia2000].
double gamma_number(double shape, RandomStream& stream) {
  const double boost = shape < 1.0 ? std::pow(stream.uniform(), 1.0 / shape) : 1.0;
  const double d = (shape < 1.0 ? shape + 1.0 : shape) - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  for (int i = 0; i < gamma_tries_max; ++i) {
    const double x = stream.normal(0.0, 1.0);
    const double v = std::pow(1.0 + c * x, 3.0);
    if (v > 0.0 && std::log(stream.uniform()) < 0.5 * x * x + d - d * v + d * std::log(v))
      return boost * d * v;
  }
  return boost * d;  // one chance in 1e1000: the mode
}

std::vector<double> numbers(std::uint64_t seed, std::string_view what,
                            const std::vector<std::string>& names, std::size_t shipments,
                            bool is_normal) {
  std::vector<double> all;
  all.reserve(names.size() * shipments);
  for (const std::string& name : names) {
    const std::string full = fmt::format("freight.{}[{}]", what, name);
    for (std::size_t k = 0; k < shipments; ++k) {
      const double u = RandomStream(seed, full, k + 1).uniform();
      all.push_back(is_normal ? normal_quantile(u) : u);
    }
  }
  return all;
}

/// One corridor under one draw of the inputs.
class Trip {
 public:
  Trip(const CorridorGraph& graph, const JourneyTerms& terms, std::span<const Strike> strikes,
       const ChanceTables& tables)
      : graph_(graph), terms_(terms), tables_(tables) {
    const auto arcs = graph.arcs();
    for (const Strike& strike : strikes) {
      Met met{&strike, {}, strike_threshold(strike.shock)};
      for (const std::uint32_t a : strike.arcs)
        if (std::binary_search(arcs.begin(), arcs.end(), a)) met.arcs.push_back(a);
      if (!met.arcs.empty()) met_.push_back(std::move(met));
    }
  }

  Journeys run(std::span<const Start> starts) {
    Journeys all;
    weight_.assign(terms_.weight.begin(), terms_.weight.end());
    extra_s_.assign(weight_.size(), 0.0);
    all.time_s.assign(starts.size(), never);
    all.route.assign(starts.size(), 0);
    if (!graph_.cheapest(weight_, search_)) return all;
    usual_ = search_.route;
    usual_weight_ = search_.weight;
    without_.assign(weight_.size(), -1.0);
    all.routes.push_back(usual_);
    on_usual_.assign(weight_.size(), 0);
    for (const std::uint32_t a : usual_) on_usual_[a] = 1;
    if (!met_.empty()) {
      arrival_s_.assign(weight_.size(), never);
      graph_.arrivals(terms_.time_s, search_, arrival_s_);
    }
    add_usual(starts, all);
    for (std::size_t i = 0; i < starts.size() && !met_.empty(); ++i) meet(starts[i], i, all);
    return all;
  }

 private:
  /// A shock that can strike this corridor.
  struct Met {
    const Strike* strike;
    std::vector<std::uint32_t> arcs;
    double threshold;  ///< strikes if the shipment's normal number is below
  };

  /// Times of all shipments on the usual way, leg by leg.
  void add_usual(std::span<const Start> starts, Journeys& all) const {
    std::fill(all.time_s.begin(), all.time_s.end(), 0.0);
    for (const std::uint32_t a : usual_)
      for_each_time(a, starts, [&](std::size_t i, double time_s) { all.time_s[i] += time_s; });
  }

  /// Calls `use(i, time)` for the leg of every start.
  template <class Use>
  void for_each_time(std::uint32_t arc, std::span<const Start> starts, const Use& use) const {
    const double mean_s = terms_.time_s[arc], variance_s2 = terms_.variance_s2[arc];
    if (variance_s2 <= 0.0 || mean_s <= 0.0) {
      for (std::size_t i = 0; i < starts.size(); ++i) use(i, mean_s);
      return;
    }
    if (terms_.law == LegLaw::gamma) {
      for (std::size_t i = 0; i < starts.size(); ++i) use(i, leg_time_s(arc, starts[i].shipment));
      return;
    }
    const double variance = log_variance(mean_s, variance_s2);
    const double own = std::sqrt(variance * (1.0 - terms_.leg_correlation));
    const double shared = std::sqrt(variance * terms_.leg_correlation);
    const double location = std::log(mean_s) - 0.5 * variance;
    const auto z = tables_.leg(terms_.leg[arc]);
    const auto common = tables_.journey();
    for (std::size_t i = 0; i < starts.size(); ++i) {
      const std::uint32_t k = starts[i].shipment;
      use(i, std::exp(location + own * z[k] + shared * common[k]));
    }
  }

  double leg_time_s(std::uint32_t arc, std::uint32_t shipment) const {
    const double mean_s = terms_.time_s[arc], variance_s2 = terms_.variance_s2[arc];
    if (variance_s2 <= 0.0 || mean_s <= 0.0) return mean_s;
    if (terms_.law == LegLaw::lognormal) {
      double time_s = 0.0;
      const Start one{shipment, 0.0};
      for_each_time(arc, {&one, 1}, [&](std::size_t, double t) { time_s = t; });
      return time_s;
    }
    const double shape = mean_s * mean_s / variance_s2;
    RandomStream stream(tables_.seed(),
                        fmt::format("freight.gamma[{}]", tables_.names().legs[terms_.leg[arc]]),
                        shipment + 1U);
    return gamma_number(shape, stream) * variance_s2 / mean_s;
  }

  bool strikes(const Met& met, std::uint32_t k) const {
    const Shock& shock = met.strike->shock;
    if (met.threshold == never) return true;
    if (met.threshold == -never) return false;
    const double x = std::sqrt(shock.correlation) * tables_.common(shock.group)[k] +
                     std::sqrt(1.0 - shock.correlation) * tables_.strike(met.strike->index)[k];
    return x < met.threshold;
  }

  /// Extra time of an arc that a shock strikes, for a shipment that starts on a day.
  double extra_s(const Met& met, std::uint32_t arc, const Start& start) const {
    const Shock& shock = met.strike->shock;
    if (!(arrival_s_[arc] < never)) return 0.0;
    return extra_time_s(shock, tables_.rest(met.strike->index)[start.shipment],
                        tables_.length(met.strike->index)[start.shipment],
                        start.day_of_year + arrival_s_[arc] / day_s, terms_.time_s[arc]);
  }

  void meet(const Start& start, std::size_t i, Journeys& all) {
    touched_.clear();
    bool is_struck = false;
    for (const Met& met : met_) {
      if (!strikes(met, start.shipment)) continue;
      for (const std::uint32_t a : met.arcs) {
        const double more_s = extra_s(met, a, start);
        if (!(more_s > 0.0)) continue;
        extra_s_[a] =
            met.strike->shock.closes ? std::max(extra_s_[a], more_s) : extra_s_[a] + more_s;
        touched_.push_back(a);
        is_struck = is_struck || on_usual_[a] != 0;
      }
    }
    if (is_struck) travel_anew(start, i, all);
    for (const std::uint32_t a : touched_) extra_s_[a] = 0.0;
  }

  /// Weight of the cheapest route without an arc of the usual one.
  double weight_without(std::uint32_t arc) {
    if (without_[arc] < 0.0) {
      std::swap(weight_[arc], barred_);
      graph_.cheapest(weight_, search_);
      std::swap(weight_[arc], barred_);
      without_[arc] = search_.weight;
    }
    return without_[arc];
  }

  /// A route through all that is struck is at best the usual one; any other does without one of the
  /// struck arcs, and weighs no less than the cheapest without it.
  bool stays() {
    double with_shocks = usual_weight_, best_without = never;
    for (const std::uint32_t a : usual_) {
      if (extra_s_[a] <= 0.0) continue;
      with_shocks += terms_.value_of_time_kg_s * extra_s_[a];
      best_without = std::min(best_without, weight_without(a));
    }
    return with_shocks <= best_without;
  }

  void travel_anew(const Start& start, std::size_t i, Journeys& all) {
    ++all.struck;
    if (stays()) {
      for (const std::uint32_t a : usual_) all.time_s[i] += extra_s_[a];
      return;
    }
    for (const std::uint32_t a : touched_)
      weight_[a] = terms_.weight[a] + terms_.value_of_time_kg_s * extra_s_[a];
    if (!graph_.cheapest(weight_, search_)) search_.route = usual_;
    for (const std::uint32_t a : touched_) weight_[a] = terms_.weight[a];
    double time_s = 0.0;
    for (const std::uint32_t a : search_.route)
      time_s += leg_time_s(a, start.shipment) + extra_s_[a];
    all.time_s[i] = time_s;
    if (search_.route == usual_) return;
    ++all.rerouted;
    auto [it, is_new] =
        known_.try_emplace(search_.route, static_cast<std::uint32_t>(all.routes.size()));
    if (is_new) all.routes.push_back(search_.route);
    all.route[i] = it->second;
  }

  const CorridorGraph& graph_;
  const JourneyTerms& terms_;
  const ChanceTables& tables_;
  std::vector<Met> met_;
  CorridorGraph::Search search_;
  std::vector<double> weight_, extra_s_, arrival_s_;
  std::vector<std::uint32_t> usual_, touched_;
  double usual_weight_ = never;
  double barred_ = never;
  std::vector<double> without_;  ///< by arc of the usual route; below 0: not yet known
  std::vector<char> on_usual_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> known_;
};

/// Order statistics with linear interpolation, as math/statistics.hpp defines, without a full sort.
double quantile_of(std::vector<double>& values, double share) {
  const double h = static_cast<double>(values.size() - 1) * share;
  const auto low = static_cast<std::ptrdiff_t>(h);
  std::nth_element(values.begin(), values.begin() + low, values.end());
  const double below = values[static_cast<std::size_t>(low)];
  if (low + 1 == static_cast<std::ptrdiff_t>(values.size())) return below;
  const double above = *std::min_element(values.begin() + low + 1, values.end());
  return below + (h - static_cast<double>(low)) * (above - below);
}

}  // namespace

double Shock::probability() const { return -std::expm1(-rate_per_s * duration_s); }

double strike_threshold(const Shock& shock) {
  if (shock.rate_per_s <= 0.0) return shock.has_season ? never : -never;
  const double p = shock.probability();
  return p >= 1.0 ? never : p <= 0.0 ? -never : normal_quantile(p);
}

double extra_time_s(const Shock& shock, double rest, double size, double day_of_year,
                    double leg_s) {
  const double left_days = days_left_in_season(shock, std::fmod(day_of_year, year_days));
  if (shock.has_season && left_days <= 0.0) return 0.0;
  if (!shock.closes) return (shock.time_factor - 1.0) * leg_s;
  if (shock.rate_per_s <= 0.0) return left_days * day_s;
  // D* is drawn in proportion to its length: its logarithm has the mean ln d + s^2/2.
  const double variance = log_variance(shock.duration_s, std::pow(shock.duration_deviation_s, 2));
  return rest * shock.duration_s * std::exp(0.5 * variance + std::sqrt(variance) * size);
}

double days_left_in_season(const Shock& shock, double day_of_year) {
  if (!shock.has_season) return 0.0;
  const auto from = static_cast<double>(shock.season_from_day);
  double length = static_cast<double>(shock.season_until_day) - from;
  if (length <= 0.0) length += year_days;
  const double into = std::fmod(day_of_year - from + 2.0 * year_days, year_days);
  return into < length ? length - into : 0.0;
}

ChanceTables::ChanceTables(std::uint64_t seed, std::size_t shipments, ChanceNames names)
    : shipments_(shipments), seed_(seed), names_(std::move(names)) {
  legs_ = numbers(seed, "leg", names_.legs, shipments, true);
  strikes_ = numbers(seed, "strike", names_.shocks, shipments, true);
  rests_ = numbers(seed, "rest", names_.shocks, shipments, false);
  lengths_ = numbers(seed, "length", names_.shocks, shipments, true);
  commons_ = numbers(seed, "group", names_.groups, shipments, true);
  journey_ = numbers(seed, "journey", {"all"}, shipments, true);
  start_ = numbers(seed, "start", {"all"}, shipments, false);
}

Journeys journeys(const CorridorGraph& graph, const JourneyTerms& terms,
                  std::span<const Strike> strikes, const ChanceTables& tables,
                  std::span<const Start> starts) {
  return Trip(graph, terms, strikes, tables).run(starts);
}

double SumOfLegs::quantile_s(double share) const {
  const double variance = log_variance(mean_s, deviation_s * deviation_s);
  return mean_s * std::exp(std::sqrt(variance) * normal_quantile(share) - 0.5 * variance);
}

SumOfLegs sum_of_legs(const JourneyTerms& terms, std::span<const std::uint32_t> route) {
  SumOfLegs sum;
  double variance_s2 = 0.0;
  for (std::size_t i = 0; i < route.size(); ++i) {
    const double mean_s = terms.time_s[route[i]];
    sum.mean_s += mean_s;
    variance_s2 += terms.variance_s2[route[i]];
    if (terms.leg_correlation <= 0.0) continue;
    for (std::size_t j = 0; j < i; ++j) {
      const double other_s = terms.time_s[route[j]];
      const double logs = std::sqrt(log_variance(mean_s, terms.variance_s2[route[i]]) *
                                    log_variance(other_s, terms.variance_s2[route[j]]));
      const bool is_same = terms.leg[route[i]] == terms.leg[route[j]];
      variance_s2 +=
          2.0 * mean_s * other_s * std::expm1((is_same ? 1.0 : terms.leg_correlation) * logs);
    }
  }
  sum.deviation_s = std::sqrt(variance_s2);
  return sum;
}

Spread spread_of(std::vector<double> times_s) {
  Spread s;
  if (times_s.empty()) return s;
  for (const double t : times_s) s.mean_s += t / static_cast<double>(times_s.size());
  s.p5_s = quantile_of(times_s, 0.05);
  s.p50_s = quantile_of(times_s, 0.50);
  s.p95_s = quantile_of(times_s, 0.95);
  s.buffer = s.mean_s > 0.0 ? (s.p95_s - s.mean_s) / s.mean_s : 0.0;
  return s;
}

}  // namespace landbridge::freight
