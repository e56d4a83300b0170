#include "landbridge/study/domains/freight/freight_routes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"
#include "landbridge/math/random.hpp"

namespace landbridge::study {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();
constexpr double day_s = 86400.0;
constexpr int year_days = 365;

/// Day of a year of 365 days; 29 February counts as 28.
int day_of(std::chrono::sys_days date) {
  const std::chrono::year_month_day ymd{date};
  const auto is_leap_day =
      ymd.month() == std::chrono::February && ymd.day() == std::chrono::day{29};
  const std::chrono::year_month_day same{std::chrono::year{2025}, ymd.month(),
                                         is_leap_day ? std::chrono::day{28} : ymd.day()};
  const std::chrono::year_month_day first{std::chrono::year{2025}, std::chrono::January,
                                          std::chrono::day{1}};
  return static_cast<int>((std::chrono::sys_days(same) - std::chrono::sys_days(first)).count());
}

/// The network of states as the route search takes it: with timetables and closed times.
class RouteNetworkMaker {
 public:
  RouteNetworkMaker(const FreightModel& model, const FreightRoutesQuestion& question,
                    std::size_t part, const FreightTerms& terms, std::span<const double> draw)
      : model_(model),
        question_(question),
        part_(model.parts[part]),
        terms_(terms),
        draw_(draw),
        horizon_(static_cast<int>(std::ceil(part_.in.settings.horizon_s / day_s))) {
    for (int day = 0; day < horizon_; ++day)
      date_.push_back(day_of(question.depart + std::chrono::days{day}));
  }

  /// Arcs that `is_wanted` leaves out, and those that are shut all the time, are not there.
  template <class Wanted>
  Result<freight::RouteNetwork> make(const Wanted& is_wanted, std::vector<std::uint32_t>& arc_of) {
    freight::RouteNetwork made;
    for (std::size_t n = 0; n < part_.network.network.nodes(); ++n)
      made.network.add_node(part_.network.network.node_name[NodeId(n)]);
    for (std::uint32_t a = 0; a < part_.network.arc.size(); ++a) {
      const LinkId id(std::size_t{a});
      const freight::FreightArc& arc = part_.network.arc[id];
      const freight::Shipment kg = on_arc(part_, terms_, a, question_.good);
      if (!kg.is_carried || !is_wanted(arc)) continue;
      if (arc.is_haul && !part_.in.hauls[arc.row].runs(arc.is_backward)) continue;
      auto link = link_of(a, kg, made);
      if (!link) return fail(link.error());
      if (!link->closed.empty() && link->closed.front().from_s <= 0.0 &&
          link->closed.front().until_s >= horizon_ * day_s)
        continue;
      made.network.add_link(part_.network.network.link_name[id], part_.network.network.from[id],
                            part_.network.network.to[id]);
      made.link.push_back(std::move(*link));
      arc_of.push_back(a);
    }
    return made;
  }

 private:
  Result<freight::RouteLink> link_of(std::uint32_t a, freight::Shipment kg,
                                     freight::RouteNetwork& made) {
    const LinkId id(std::size_t{a});
    const freight::FreightArc& arc = part_.network.arc[id];
    const bool starts =
        part_.network.state[part_.network.network.from[id]].stage == freight::Stage::origin;
    if (starts) kg += freight::at_start(terms_.goods[question_.good]);
    freight::RouteLink link;
    const freight::GoodTerms& good = terms_.goods[question_.good];
    const double mass_kg = good.is_container ? good.teu_load_kg : 1e3;
    for (std::size_t k = 0; k < freight::cost_kinds; ++k) link.cost[k] = mass_kg * kg.cost[k];
    link.co2_kg = mass_kg * kg.co2_kg;
    const freight::Wait wait = wait_of(arc);
    link.duration_s = std::max(0.0, kg.time_s - wait.mean_s) * season_factor(a);
    link.variance_s2 = std::max(0.0, kg.variance_s2 - wait.variance_s2);
    link.closed = closed_times(a, arc);
    if (arc.is_haul && !part_.in.hauls[arc.row].services.empty()) {
      auto table = timetable(part_.in.hauls[arc.row], arc.is_backward, link.duration_s);
      if (!table) return fail(table.error());
      link.timetable = static_cast<std::uint32_t>(made.timetables.size());
      made.timetables.push_back(link.closed.empty() ? *table : table->without(link.closed));
      link.closed.clear();
    }
    return link;
  }

  /// The mean wait that the terms hold and that the search replaces by the real one.
  freight::Wait wait_of(const freight::FreightArc& arc) const {
    if (!arc.is_haul) {
      const FreightTransfer& t = part_.in.transfers[arc.row];
      const double open_s = std::clamp(t.closes.value(draw_) - t.opens.value(draw_), 0.0, day_s);
      return freight::wait_for_opening(day_s - open_s);
    }
    const FreightHaul& haul = part_.in.hauls[arc.row];
    freight::Wait wait = haul.wait[arc.is_backward ? 1 : 0];
    double services = 0.0, cut_off_s = 0.0;
    for (const FreightService& s : haul.services) {
      if (!(arc.is_backward ? s.is_backward : s.is_forward)) continue;
      services += 1.0;
      cut_off_s += s.cut_off.value(draw_);
    }
    if (services > 0.0) wait.mean_s += cut_off_s / services;
    return wait;
  }

  Result<freight::Timetable> timetable(const FreightHaul& haul, bool is_backward,
                                       double running_s) const {
    std::vector<freight::Service> services;
    for (const FreightService& s : haul.services) {
      if (!(is_backward ? s.is_backward : s.is_forward)) continue;
      freight::Service service = s.service;
      const double own_s = s.running.value(draw_);
      service.running = Time::from_si(own_s > 0.0 ? own_s : running_s);
      service.cut_off = Time::from_si(s.cut_off.value(draw_));
      services.push_back(std::move(service));
    }
    return freight::timetable_of(services, question_.depart,
                                 question_.depart + std::chrono::days{horizon_});
  }

  /// Certain seasons on the day of departure make a leg slower.
  double season_factor(std::uint32_t a) const {
    double factor = 1.0;
    for (const freight::Strike& strike : terms_.strikes)
      if (!strike.shock.closes && strike.shock.rate_per_s <= 0.0 &&
          std::ranges::binary_search(strike.arcs, a) &&
          freight::days_left_in_season(strike.shock, date_.front()) > 0.0)
        factor *= strike.shock.time_factor;
    return factor;
  }

  /// Days of the scenario and of certain seasons on which an arc is closed, and hours of the day.
  std::vector<freight::ClosedTime> closed_times(std::uint32_t a,
                                                const freight::FreightArc& arc) const {
    std::vector<freight::ClosedTime> closed;
    for (int day = 0; day < horizon_; ++day) {
      if (!is_shut(a, arc, date_[static_cast<std::size_t>(day)])) continue;
      if (!closed.empty() && closed.back().until_s == day * day_s)
        closed.back().until_s += day_s;
      else
        closed.push_back({day * day_s, (day + 1) * day_s});
    }
    if (arc.is_haul) return closed;
    const FreightTransfer& t = part_.in.transfers[arc.row];
    const double opens_s = t.opens.value(draw_), closes_s = t.closes.value(draw_);
    for (int day = 0; day < horizon_ && (opens_s > 0.0 || closes_s < day_s); ++day) {
      closed.push_back({day * day_s, day * day_s + opens_s});
      closed.push_back({day * day_s + closes_s, (day + 1) * day_s});
    }
    return closed;
  }

  bool is_shut(std::uint32_t a, const freight::FreightArc& arc, int day) const {
    for (const FreightPart& part : model_.parts) {
      if (!std::ranges::binary_search(part.days, day)) continue;
      const FreightInputs& in = part.in;
      if (!arc.is_haul) {
        if (!in.transfers[arc.row].is_open) return true;
      } else if (!in.hauls[arc.row].is_open ||
                 std::ranges::any_of(in.hauls[arc.row].passes,
                                     [&](auto p) { return !in.passes[p].is_open; })) {
        return true;
      }
    }
    for (const freight::Strike& strike : terms_.strikes)
      if (strike.shock.closes && strike.shock.rate_per_s <= 0.0 &&
          std::ranges::binary_search(strike.arcs, a) &&
          freight::days_left_in_season(strike.shock, day) > 0.0)
        return true;
    return false;
  }

  const FreightModel& model_;
  const FreightRoutesQuestion& question_;
  const FreightPart& part_;
  const FreightTerms& terms_;
  std::span<const double> draw_;
  int horizon_;
  std::vector<int> date_;  ///< day of the year, by day from the departure on
};

/// Shipments on one route: they take the next departure they can catch and wait for what is shut.
class RouteSample {
 public:
  RouteSample(const FreightModel& model, const freight::RouteNetwork& network,
              const FreightTerms& terms, const FreightRoutesQuestion& question)
      : model_(model), network_(network), terms_(terms), question_(question) {}

  void draw(FreightRoute& route) const {
    std::vector<double> times_s;
    const double planned_s = route.route.time_s;
    double in_time = 0.0;
    for (std::size_t k = 1; k <= question_.shipments; ++k) {
      times_s.push_back(one(route, k));
      in_time += times_s.back() <= planned_s * (1.0 + 1e-12) ? 1.0 : 0.0;
    }
    route.in_time = in_time / static_cast<double>(question_.shipments);
    route.days = freight::spread_of(std::move(times_s));
  }

 private:
  double one(const FreightRoute& route, std::size_t k) const {
    double now_s = 0.0;
    for (std::size_t l = 0; l < route.arcs.size(); ++l) {
      const freight::RouteLink& link = network_.link[route.route.legs[l].link];
      now_s += shock_s(route.arcs[l], now_s, k);
      const double open_s = freight::first_open_s(link.closed, now_s);
      double leaves_s = open_s, leg_s = link.duration_s;
      if (link.timetable) {
        const auto departure = network_.timetables[*link.timetable].next(open_s);
        // After the last departure that is known: as long as it took as planned.
        leaves_s = departure ? departure->leaves_s
                             : open_s + route.route.legs[l].leaves_s - route.route.legs[l].ready_s;
        leg_s = departure ? departure->arrives_s - departure->leaves_s : leg_s;
      }
      now_s = leaves_s + random_s(link, route.route.legs[l].link, leg_s, k);
    }
    return now_s;
  }

  double random_s(const freight::RouteLink& link, LinkId id, double mean_s, std::size_t k) const {
    if (link.variance_s2 <= 0.0 || mean_s <= 0.0) return mean_s;
    RandomStream stream(model_.seed,
                        fmt::format("freight.route[{}]", network_.network.link_name[id]), k);
    const double variance = std::log1p(link.variance_s2 / (mean_s * mean_s));
    return mean_s *
           std::exp(std::sqrt(variance) * normal_quantile(stream.uniform()) - 0.5 * variance);
  }

  double shock_s(std::uint32_t arc, double now_s, std::size_t k) const {
    double extra_s = 0.0;
    for (const freight::Strike& strike : terms_.strikes) {
      if (strike.shock.rate_per_s <= 0.0 || !std::ranges::binary_search(strike.arcs, arc)) continue;
      const auto& names = model_.chance.names();
      RandomStream own(model_.seed, "freight.strike." + names.shocks[strike.index], k);
      RandomStream common(model_.seed, "freight.group." + names.groups[strike.shock.group], k);
      const double x = std::sqrt(strike.shock.correlation) * common.normal(0.0, 1.0) +
                       std::sqrt(1.0 - strike.shock.correlation) * own.normal(0.0, 1.0);
      if (!(x < freight::strike_threshold(strike.shock))) continue;
      const double rest = own.uniform(), size = own.normal(0.0, 1.0);
      const double day = day_of(question_.depart) + now_s / day_s;
      extra_s = std::max(extra_s,
                         freight::extra_time_s(strike.shock, rest, size, day, terms_.time_s[arc]));
    }
    return extra_s;
  }

  const FreightModel& model_;
  const freight::RouteNetwork& network_;
  const FreightTerms& terms_;
  const FreightRoutesQuestion& question_;
};

freight::RouteTotals totals_of(const FreightRoute& r) {
  return {Money::from_si(r.route.cost), Time::from_si(r.route.time_s),
          Time::from_si(std::sqrt(r.route.variance_s2)), Mass::from_si(r.route.co2_kg)};
}

/// Prices of a shipment; carbon is among its money already.
freight::ShipperValues values_of(const FreightTerms& terms, std::size_t good, double shipment_kg) {
  const double time = terms.goods[good].value_of_time_kg_s * shipment_kg;
  freight::ShipperValues values;
  values.time = MoneyPerTime::from_si(time);
  values.deviation = MoneyPerTime::from_si(time * terms.shipper.reliability_ratio);
  return values;
}

std::string why_none(const FreightModel& model, const FreightPart& part,
                     const FreightRoutesQuestion& q, std::size_t reached) {
  const std::string& from = model.study->places[q.from].name;
  const std::string& to = model.study->places[q.to].name;
  const std::string& good = part.in.goods[q.good].name;
  if (part.network.find(q.from, freight::Stage::origin).is_none())
    return fmt::format("no link begins or ends at {}", from);
  if (part.network.find(q.to, freight::Stage::destination).is_none())
    return fmt::format("no link begins or ends at {}", to);
  return fmt::format(
      "nothing brings {} from {} to {} within the horizon; {} of {} states can be "
      "reached on the way",
      good, from, to, reached, part.network.network.nodes());
}

class RoutesMaker {
 public:
  RoutesMaker(const FreightModel& model, const FreightRoutesQuestion& question, std::size_t part,
              const FreightTerms& terms, std::span<const double> draw)
      : model_(model),
        q_(question),
        part_(model.parts[part]),
        terms_(terms),
        maker_(model, question, part, terms, draw) {
    made_.part = part;
    const freight::GoodTerms& good = terms.goods[question.good];
    made_.shipment_kg = good.is_container ? good.teu_load_kg : 1e3;
    values_ = values_of(terms, question.good, made_.shipment_kg);
  }

  Result<FreightRoutes> make() {
    const auto all = [](const freight::FreightArc&) { return true; };
    auto network = maker_.make(all, arc_of_);
    if (!network) return fail(network.error());
    freight::RouteQuery query;
    query.from = part_.network.find(q_.from, freight::Stage::origin);
    query.to = part_.network.find(q_.to, freight::Stage::destination);
    query.epsilon = q_.epsilon;
    if (query.from.is_none() || query.to.is_none()) return none(0);
    auto found = freight::pareto_routes(*network, query);
    if (!found) return fail(found.error());
    if (found->routes.empty()) return none(found->certificate.nodes_reached);
    made_.certificate = found->certificate;
    const RouteSample sample(model_, *network, terms_, q_);
    for (freight::Route& route : found->routes) {
      add(*network, std::move(route));
      sample.draw(made_.routes.back());
    }
    compare(*network);
    made_.terms = terms_;
    return std::move(made_);
  }

 private:
  tl::unexpected<Error> none(std::size_t reached) const {
    return fail(Fault::infeasible, "freight routes", why_none(model_, part_, q_, reached),
                "look at loading and unloading at both ends, at transfers between modes, and at "
                "what the scenario closes");
  }

  void add(const freight::RouteNetwork& network, freight::Route route) {
    FreightRoute r;
    for (const freight::RouteLeg& leg : route.legs) {
      const std::uint32_t a = arc_of_[leg.link.index()];
      r.arcs.push_back(a);
      r.length_m += on_arc(part_, terms_, a, q_.good).length_m;
    }
    r.latest_start_s = freight::latest_start_s(network, route);
    r.route = std::move(route);
    r.generalised = freight::generalised_cost(totals_of(r), values_).si();
    made_.routes.push_back(std::move(r));
  }

  /// Each route against the one of least generalised cost, and that one against the next best.
  void compare(const freight::RouteNetwork& network) {
    std::vector<std::size_t> order(made_.routes.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return made_.routes[i].generalised; });
    made_.rival = order.front();
    for (std::size_t i = 0; i < made_.routes.size() && order.size() > 1; ++i) {
      const std::size_t rival = i == order.front() ? order[1] : order.front();
      const auto mine = totals_of(made_.routes[i]), other = totals_of(made_.routes[rival]);
      FreightBreakEven& b = made_.routes[i].against;
      b.value_of_time = freight::break_even_value_of_time(mine, other, values_);
      b.surcharge = freight::break_even_surcharge(mine, other, values_);
      b.delay = freight::break_even_delay(mine, other, values_);
      if (q_.fixed_per_year > 0.0)
        b.volume =
            freight::break_even_volume(Money::from_si(q_.fixed_per_year), mine, other, values_);
      if (const auto closed = when_closed(network, made_.routes[rival]))
        b.closure = freight::break_even_closure(mine, other, *closed, values_);
    }
  }

  /// The rival's way when the passes on it are closed, by the modes that it uses; nothing if it
  /// goes through none, or has no other way.
  std::optional<freight::RouteTotals> when_closed(const freight::RouteNetwork& network,
                                                  const FreightRoute& rival) {
    std::vector<std::size_t> passes;
    std::array<bool, freight::mode_count> modes{};
    for (const std::uint32_t a : rival.arcs) {
      const freight::FreightArc& arc = part_.network.arc[LinkId(std::size_t{a})];
      if (!arc.is_haul) continue;
      const FreightHaul& haul = part_.in.hauls[arc.row];
      modes[static_cast<std::size_t>(haul.haul.mode)] = true;
      passes.insert(passes.end(), haul.passes.begin(), haul.passes.end());
    }
    if (passes.empty()) return std::nullopt;
    std::vector<std::uint32_t> arcs;
    const auto other = maker_.make(
        [&](const freight::FreightArc& arc) {
          if (!arc.is_haul) return true;
          const FreightHaul& haul = part_.in.hauls[arc.row];
          return modes[static_cast<std::size_t>(haul.haul.mode)] &&
                 std::ranges::none_of(haul.passes, [&](std::size_t p) {
                   return std::ranges::find(passes, p) != passes.end();
                 });
        },
        arcs);
    if (!other || network.network.nodes() == 0) return std::nullopt;
    freight::RouteQuery query;
    query.from = part_.network.find(q_.from, freight::Stage::origin);
    query.to = part_.network.find(q_.to, freight::Stage::destination);
    query.epsilon = q_.epsilon;
    const auto found = freight::pareto_routes(*other, query);
    if (!found) return std::nullopt;
    std::optional<freight::RouteTotals> best;
    for (const freight::Route& route : found->routes) {
      FreightRoute r;
      r.route = route;
      const auto totals = totals_of(r);
      if (!best ||
          freight::generalised_cost(totals, values_) < freight::generalised_cost(*best, values_))
        best = totals;
    }
    return best;
  }

  const FreightModel& model_;
  const FreightRoutesQuestion& q_;
  const FreightPart& part_;
  const FreightTerms& terms_;
  RouteNetworkMaker maker_;
  std::vector<std::uint32_t> arc_of_;
  freight::ShipperValues values_;
  FreightRoutes made_;
};

}  // namespace

Result<FreightRoutes> freight_routes(const FreightModel& model,
                                     const FreightRoutesQuestion& question,
                                     std::span<const double> draw) {
  const int day = day_of(question.depart);
  std::size_t part = 0;
  for (std::size_t p = 0; p < model.parts.size(); ++p)
    if (std::ranges::binary_search(model.parts[p].days, day)) part = p;
  FreightPart whole = model.parts[part];  // with every arc in use
  whole.used.clear();
  for (std::uint32_t a = 0; a < whole.network.arc.size(); ++a) whole.used.push_back(a);
  const FreightTerms terms = freight_terms(whole, draw);
  return RoutesMaker(model, question, part, terms, draw).make();
}

}  // namespace landbridge::study
