#include "landbridge/io/freight_routes_output.hpp"

#include <cmath>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace landbridge::io {
namespace {

using study::FreightModel;
using study::FreightPart;
using study::FreightRoute;
using study::FreightRoutes;
using study::FreightRoutesQuestion;

constexpr double day_s = 86400.0;
constexpr double hour_s = 3600.0;

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// "2025-01-06 14:30" of seconds after the midnight of the day of departure.
std::string moment(const FreightRoutesQuestion& q, double seconds) {
  const auto minutes = static_cast<long>(std::floor(seconds / 60.0));
  const long days = minutes >= 0 ? minutes / 1440 : -((1439 - minutes) / 1440);
  const std::chrono::year_month_day date{q.depart + std::chrono::days{days}};
  const long left = minutes - 1440 * days;
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     left / 60, left % 60);
}

/// What people call a leg, and the words of its row.
struct LegWords {
  std::string kind, what, row, from, to;
};
LegWords words_of(const FreightModel& model, const FreightPart& part, std::uint32_t arc) {
  const LinkId id(std::size_t{arc});
  const freight::FreightArc& a = part.network.arc[id];
  const auto& state = part.network.state;
  const auto& places = model.study->places;
  LegWords w;
  w.from = places[state[part.network.network.from[id]].place].id;
  w.to = places[state[part.network.network.to[id]].place].id;
  w.row =
      fmt::format("{}[{}]", a.is_haul ? "link" : "transfer", part.network.network.link_name[id]);
  w.kind = a.is_haul ? freight::name_of(part.in.hauls[a.row].haul.mode)
                     : freight::name_of(part.in.transfers[a.row].rule.kind);
  w.what = a.is_haul ? fmt::format("{} {} -> {}", w.kind, w.from, w.to)
                     : fmt::format("{} at {}", w.kind, w.from);
  return w;
}

/// Keys with the study's money in their names.
class RouteWriter {
 public:
  RouteWriter(const FreightModel& model, const FreightRoutesQuestion& question,
              const FreightRoutes& routes)
      : model_(model),
        q_(question),
        routes_(routes),
        part_(model.parts[routes.part]),
        money_(lower(model.study->meta.currency)),
        is_container_(part_.in.goods[question.good].is_container),
        tonnes_(routes.shipment_kg / 1e3) {}

  Json route(const FreightRoute& r) const {
    Json json;
    json["time_d"] = r.route.time_s / day_s;
    put_money(json, "cost", r.route.cost);
    put_money(json, "generalised_cost", r.generalised);
    json["co2_kg_per_t"] = r.route.co2_kg / tonnes_;
    json["distance_km"] = r.length_m / 1e3;
    json["leaves_at_latest"] = moment(q_, r.latest_start_s);
    json["arrives"] = moment(q_, r.route.time_s);
    json["reliability"] = {{"mean_d", r.days.mean_s / day_s},
                           {"p5_d", r.days.p5_s / day_s},
                           {"p50_d", r.days.p50_s / day_s},
                           {"p95_d", r.days.p95_s / day_s},
                           {"buffer_index", r.days.buffer},
                           {"in_time_share", r.in_time},
                           {"deviation_of_legs_d", std::sqrt(r.route.variance_s2) / day_s}};
    json["cost_by_kind"] = by_kind(r.route.cost_by_kind);
    json["break_even"] = break_even(r.against);
    json["legs"] = Json::array();
    for (std::size_t l = 0; l < r.arcs.size(); ++l) json["legs"].push_back(leg(r, l));
    return json;
  }

  const FreightPart& part() const { return part_; }
  double tonnes() const { return tonnes_; }

 private:
  void put_money(Json& json, const std::string& key, double of_shipment) const {
    if (is_container_) json[fmt::format("{}_{}_per_teu", key, money_)] = of_shipment;
    json[fmt::format("{}_{}_per_t", key, money_)] = of_shipment / tonnes_;
  }

  /// Money of a tonne, by what it is paid for.
  Json by_kind(const freight::CostByKind& cost) const {
    Json json = Json::object();
    for (std::size_t k = 0; k < freight::cost_kinds; ++k)
      if (cost[k] > 0.0)
        json[fmt::format("{}_{}_per_t", freight::name_of(static_cast<freight::CostKind>(k)),
                         money_)] = cost[k] / tonnes_;
    return json;
  }

  Json leg(const FreightRoute& r, std::size_t l) const {
    const freight::RouteLeg& leg = r.route.legs[l];
    const LegWords w = words_of(model_, part_, r.arcs[l]);
    const auto totals = shipment(r.arcs[l], l == 0);
    Json json{{"kind", w.kind},
              {"row", w.row},
              {"from", w.from},
              {"to", w.to},
              {"ready", moment(q_, leg.ready_s)},
              {"leaves", moment(q_, leg.leaves_s)},
              {"arrives", moment(q_, leg.arrives_s)},
              {"wait_h", (leg.leaves_s - leg.ready_s) / hour_s},
              {"hours", (leg.arrives_s - leg.leaves_s) / hour_s},
              {"distance_km", totals.length_m / 1e3}};
    put_money(json, "cost", totals.money() * routes_.shipment_kg);
    json["co2_kg_per_t"] = totals.co2_kg * 1e3;
    freight::CostByKind cost = totals.cost;
    for (double& c : cost) c *= routes_.shipment_kg;
    json["cost_by_kind"] = by_kind(cost);
    return json;
  }

  freight::Shipment shipment(std::uint32_t arc, bool is_first) const {
    freight::Shipment s = study::on_arc(part_, routes_.terms, arc, q_.good);
    if (is_first) s += freight::at_start(routes_.terms.goods[q_.good]);
    return s;
  }

  Json break_even(const study::FreightBreakEven& b) const {
    Json json = Json::object();
    if (routes_.routes.size() < 2) return json;
    json[fmt::format("value_of_time_{}_per_t_d", money_)] =
        b.value_of_time ? Json(b.value_of_time->si() * day_s / tonnes_) : Json();
    put_money(json, "surcharge", b.surcharge.si());
    json["delay_h"] = b.delay ? Json(b.delay->si() / hour_s) : Json();
    if (q_.fixed_per_year > 0.0)
      json["volume_t_per_yr"] = b.volume ? Json(*b.volume * tonnes_) : Json();
    json["rival_closed_d_per_yr"] = b.closure ? Json(b.closure->si() / day_s) : Json();
    return json;
  }

  const FreightModel& model_;
  const FreightRoutesQuestion& q_;
  const FreightRoutes& routes_;
  const FreightPart& part_;
  std::string money_;
  bool is_container_;
  double tonnes_;
};

}  // namespace

Json freight_routes_json(const FreightModel& model, const FreightRoutesQuestion& question,
                         const FreightRoutes& routes) {
  const RouteWriter writer(model, question, routes);
  const auto& places = model.study->places;
  Json json;
  json["study"] = model.study->meta.name;
  json["scenario"] = model.scenario;
  json["from"] = places[question.from].id;
  json["to"] = places[question.to].id;
  json["goods"] = writer.part().in.goods[question.good].id;
  json["depart"] = moment(question, 0.0).substr(0, 10);
  json["shipment_t"] = writer.tonnes();
  json["rival"] = routes.rival;
  json["routes"] = Json::array();
  for (const FreightRoute& r : routes.routes) json["routes"].push_back(writer.route(r));
  return json;
}

Json freight_routes_certificate_json(const FreightRoutes& routes) {
  return {{"labels_made", routes.certificate.labels_made},
          {"labels_kept", routes.certificate.labels_kept},
          {"states_reached", routes.certificate.nodes_reached},
          {"routes", routes.routes.size()}};
}

std::string freight_routes_text(const FreightModel& model, const FreightRoutesQuestion& question,
                                const FreightRoutes& routes) {
  const FreightPart& part = model.parts[routes.part];
  const study::FreightGood& good = part.in.goods[question.good];
  const double tonnes = routes.shipment_kg / 1e3;
  const std::string& money = model.study->meta.currency;
  std::string text = fmt::format(
      "{} from {} to {}, leaving on {}, scenario '{}'\n\n"
      "{:>3} {:>8} {:>8} {:>8} {:>11} {:>11} {:>9} {:>8}\n{:>3} {:>8} {:>8} {:>8} {:>11} {:>11} "
      "{:>9} {:>8}\n",
      good.name, model.study->places[question.from].name, model.study->places[question.to].name,
      moment(question, 0.0).substr(0, 10), model.scenario, "", "planned", "median", "95 %",
      good.is_container ? "a TEU" : "", "a tonne", "CO2e", "length", "", "d", "d", "d",
      good.is_container ? money : "", money + "/t", "kg/t", "km");
  for (std::size_t i = 0; i < routes.routes.size(); ++i) {
    const FreightRoute& r = routes.routes[i];
    text += fmt::format("{:>3} {:>8.1f} {:>8.1f} {:>8.1f} {:>11} {:>11.1f} {:>9.1f} {:>8.0f}{}\n",
                        i + 1, r.route.time_s / day_s, r.days.p50_s / day_s, r.days.p95_s / day_s,
                        good.is_container ? fmt::format("{:.0f}", r.route.cost) : std::string(),
                        r.route.cost / tonnes, r.route.co2_kg / tonnes, r.length_m / 1e3,
                        i == routes.rival ? "  least generalised cost" : "");
  }
  for (std::size_t i = 0; i < routes.routes.size(); ++i) {
    const FreightRoute& r = routes.routes[i];
    text += fmt::format("\nroute {}\n", i + 1);
    for (std::size_t l = 0; l < r.arcs.size(); ++l)
      text += fmt::format(
          "  {}  {:<44} {:>7.1f} h{}\n", moment(question, r.route.legs[l].leaves_s),
          words_of(model, part, r.arcs[l]).what,
          (r.route.legs[l].arrives_s - r.route.legs[l].leaves_s) / hour_s,
          r.route.legs[l].leaves_s > r.route.legs[l].ready_s
              ? fmt::format(", after {:.1f} h of waiting",
                            (r.route.legs[l].leaves_s - r.route.legs[l].ready_s) / hour_s)
              : "");
    text += fmt::format("  {}  there\n", moment(question, r.route.time_s));
  }
  return text;
}

std::string freight_routes_csv(const FreightModel& model, const FreightRoutesQuestion& question,
                               const FreightRoutes& routes) {
  const FreightPart& part = model.parts[routes.part];
  std::string text = "route,leg,kind,row,from,to,ready,leaves,arrives,length [km]\n";
  for (std::size_t i = 0; i < routes.routes.size(); ++i)
    for (std::size_t l = 0; l < routes.routes[i].arcs.size(); ++l) {
      const std::uint32_t a = routes.routes[i].arcs[l];
      const freight::RouteLeg& leg = routes.routes[i].route.legs[l];
      const LegWords w = words_of(model, part, a);
      text += fmt::format("{},{},{},{},{},{},{},{},{},{}\n", i + 1, l + 1, w.kind, w.row, w.from,
                          w.to, moment(question, leg.ready_s), moment(question, leg.leaves_s),
                          moment(question, leg.arrives_s),
                          study::on_arc(part, routes.terms, a, question.good).length_m / 1e3);
    }
  return text;
}

}  // namespace landbridge::io
