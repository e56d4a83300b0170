#include "landbridge/study/domains/freight/freight_schema.hpp"

#include <algorithm>

#include "landbridge/base/assert.hpp"

namespace landbridge::study {
namespace {

using namespace landbridge::units;

const std::vector<std::string> value_steps{"set", "scale", "add"};
const std::vector<std::string> row_steps{"close", "open", "set", "scale", "add"};
const std::vector<std::string> way_steps{"close", "open", "set",   "scale",
                                         "cap",   "tax",  "delay", "add"};
const std::vector<std::string> pass_steps{"close", "open", "set", "scale", "tax", "delay", "add"};
const std::vector<std::string> modes{"rail", "road", "sea", "inland_water", "ferry"};
const std::vector<std::string> modes_or_any{"any", "rail", "road", "sea", "inland_water", "ferry"};

constexpr FieldRule share{false, 0.0, 1.0, false};
constexpr FieldRule at_most_twice{false, 0.0, 2.0, false};
constexpr FieldRule counted{false, 0.0, 1e4, false};
constexpr FieldRule hour_of_day{false, 0.0, 24.0 * 3600.0, false};
constexpr FieldRule whole_draws{false, 100.0, 1e6, false};

constexpr Unit<MoneyPerMassLength::Dimension> money_per_tkm{1e-6, "money/t/km"};
constexpr Unit<MoneyPerLength::Dimension> money_per_km{1e-3, "money/km"};
constexpr Unit<Dim<-1, 0, 0>> kg_per_tkm{1e-6, "kg/t/km"};
constexpr Unit<MassFlow::Dimension> megatonne_per_year{1e9 / (365.0 * 86400.0), "Mt/yr"};
constexpr Unit<Scalar::Dimension> kg_per_tonne{1e-3, "kg/t"};
constexpr Unit<Dim<0, -1, -1, 0, 1>> money_per_tonne_day{1.0 / (1e3 * 86400.0), "money/t/d"};

/// Optional, zero where it is not given.
template <class D>
FieldSpec or_zero(std::string key, Unit<D> unit, std::string meaning) {
  return quantity_field(std::move(key), unit, std::move(meaning), optional_not_negative,
                        std::optional(Quantity<D>{}));
}

EntitySpec settings() {
  EntitySpec e{"settings",
               "one row of choices for all freight, written straight into [freight]",
               {},
               {"set", "scale"}};
  e.fields = {
      quantity_field("carbon_price", money_per_tonne, "price of a tonne of CO2 equivalent",
                     optional_not_negative, std::optional(MoneyPerMass{})),
      quantity_field("interest", percent_per_year, "cost of the capital bound in goods on the way",
                     optional_not_negative, std::optional(Rate::from_si(0.0))),
      quantity_field("reliability_ratio", one,
                     "value of an hour of standard deviation over that of an hour", at_most_twice,
                     std::optional(Scalar{})),
      quantity_field("spread", money_per_tonne,
                     "scale of the differences in cost that shippers see differently: at a "
                     "difference of one spread the dearer way keeps 1/(1+e) of two",
                     optional_positive, std::optional(2.0 * money_per_tonne)),
      quantity_field("unserved_cost", money_per_tonne,
                     "generalised cost above which goods rather stay at home", optional_positive,
                     std::optional(10000.0 * money_per_tonne)),
      quantity_field("chance_draws", one, "shipments drawn for the spread of days door to door",
                     whole_draws, std::optional(1000.0 * one)),
      choice_field("leg_law", {"lognormal", "gamma"}, "distribution of the time of a leg",
                   "lognormal"),
      quantity_field("leg_correlation", one,
                     "correlation between the legs of a journey, of the logarithms of their times; "
                     "needs leg_law lognormal",
                     share, std::optional(Scalar{})),
      text_field("start", "first day of the timetable, YYYY-MM-DD", false),
      quantity_field("horizon", day, "how long departures are looked for from a start on",
                     optional_positive, std::optional(180.0 * day))};
  return e;
}

EntitySpec link() {
  return {"link",
          "a way for goods between two places by one mode",
          {reference_field("from", "place", "where it begins"),
           reference_field("to", "place", "where it ends"),
           choice_field("mode", modes, "what carries the goods"),
           text_field("gauge",
                      "of the rails, '1520' or '1435'; trains do not change it by "
                      "themselves",
                      false),
           text_field("operator", "who runs it; another operator takes over at a transfer", false),
           choice_field("direction", {"both", "forward"}, "forward: from -> to only", "both"),
           quantity_field("length", km, "length of the way", positive),
           quantity_field("time", hour, "mean time from end to end; or give speed",
                          optional_not_negative, std::optional(Time{})),
           quantity_field("speed", km_per_h, "mean commercial speed; or give time",
                          optional_not_negative, std::optional(Velocity{})),
           or_zero("deviation", hour, "standard deviation of the time"),
           or_zero("tariff", money_per_tkm, "per tonne and kilometre"),
           or_zero("tariff_teu", money_per_km, "per TEU and kilometre, for goods in containers"),
           or_zero("fixed", money_per_tonne, "per tonne, whatever the length"),
           or_zero("fixed_teu", money, "per TEU, whatever the length, for goods in containers"),
           or_zero("insurance", percent, "of the value of the goods, beside that of the good"),
           choice_field("goods", {"all", "container", "bulk"}, "what it carries", "all"),
           or_zero("capacity", megatonne_per_year,
                   "of one direction; 0: none, or that of its train paths"),
           quantity_field("trains_per_day", one, "paths of one direction; 0: not a matter of paths",
                          counted, std::optional(Scalar{})),
           quantity_field("passenger_trains", one, "of these paths, taken by passenger trains",
                          counted, std::optional(Scalar{})),
           or_zero("train_load", tonne, "net load of a freight train"),
           quantity_field("days_per_year", one, "on which freight trains run",
                          FieldRule{false, 0.0, 365.0, true}, std::optional(350.0 * one)),
           or_zero("other_load", megatonne_per_year,
                   "goods of one direction that are on it and not in the table 'demand'"),
           text_field("emission", "row of the table 'emission'; else the row of its mode", false),
           text_field("passes", "passes that it goes through, 'suez; babelmandeb'", false),
           choice_field("status", {"existing", "new"}, "new: built in the scenario", "existing")},
          way_steps};
}

EntitySpec pass() {
  return {"pass",
          "a canal or strait; closing it closes all links that go through it",
          {text_field("name", "name for people", false), or_zero("toll", money_per_tonne, "dues"),
           or_zero("toll_teu", money, "dues per TEU, for goods in containers"),
           or_zero("time", hour, "waiting for it and going through, beside the time of the link"),
           or_zero("deviation", hour, "standard deviation of that time")},
          pass_steps};
}

EntitySpec transfer() {
  return {
      "transfer",
      "what goods go through at a place: loading, gauge change, border, port",
      {text_field("at",
                  "a place, or a pattern as '*'; a row for the very place goes before one "
                  "with a pattern"),
       choice_field(
           "kind",
           {"loading", "unloading", "transhipment", "gauge_change", "border", "port", "ferry"},
           "what is done"),
       choice_field("from_mode", modes_or_any, "mode on which goods come; not for loading", "any"),
       text_field("from_gauge", "empty: any", false),
       text_field("from_operator", "empty: any", false),
       choice_field("to_mode", modes_or_any, "mode on which goods leave; not for unloading", "any"),
       text_field("to_gauge", "empty: any", false),
       text_field("to_operator", "empty: any", false),
       choice_field("direction", {"both", "forward"}, "both: also the other way round", "both"),
       quantity_field("time", hour, "mean time it takes", not_negative),
       or_zero("deviation", hour, "standard deviation of the time"),
       or_zero("cost", money_per_tonne, "per tonne"),
       or_zero("cost_teu", money, "per TEU, for goods in containers"),
       or_zero("co2", kg_per_tonne, "CO2 equivalent of handling a tonne"),
       choice_field("goods", {"all", "container", "bulk"}, "what it handles", "all"),
       or_zero("capacity", megatonne_per_year, "of both directions together; 0: none stated"),
       or_zero("other_load", megatonne_per_year,
               "goods that it handles and that are not in the table 'demand'"),
       quantity_field("opens", hour, "hour of the day at which it opens", hour_of_day,
                      std::optional(Time{})),
       quantity_field("closes", hour, "hour of the day at which it closes", hour_of_day,
                      std::optional(24.0 * hour)),
       choice_field("status", {"existing", "new"}, "new: built in the scenario", "existing")},
      way_steps};
}

EntitySpec service() {
  return {"service",
          "trains or sailings on a link; without any, the link can be entered at any time",
          {reference_field("link", "link", "on which it runs"),
           choice_field("direction", {"both", "forward", "backward"}, "of the link", "both"),
           text_field("weekdays", "'1..5' or '2;5': 1 is Monday; without it every day", false),
           text_field("departures", "hours of the day, '06:00; 18:30'"),
           or_zero("running", hour, "departure to arrival; 0: the time of the link"),
           or_zero("cut_off", hour, "goods are there this long before departure"),
           text_field("first", "first day of departure, YYYY-MM-DD", false),
           text_field("last", "last day of departure, YYYY-MM-DD", false)},
          row_steps};
}

EntitySpec good() {
  return {"good",
          "what is carried",
          {text_field("name", "name for people", false),
           choice_field("form", {"container", "bulk"}, "how it travels"),
           quantity_field("teu_load", tonne, "tonnes in one TEU; containers only",
                          optional_positive, std::optional(14.0 * tonne)),
           or_zero("wagon_load", tonne, "tonnes in one wagon, to count wagons"),
           or_zero("value", money_per_tonne, "what a tonne is worth"),
           or_zero("value_of_time", money_per_tonne_day,
                   "what a shipper gives for a day less, beside the interest"),
           or_zero("insurance", percent, "of the value, for the whole journey")},
          value_steps};
}

std::vector<EntitySpec> question_entities() {
  return {
      {"demand",
       "goods to be carried in a year, from where to where",
       {reference_field("from", "place", "origin"), reference_field("to", "place", "destination"),
        reference_field("good", "good", "what"),
        quantity_field("flow", megatonne_per_year, "in a year", not_negative),
        text_field("corridors",
                   "ways it may take, 'west; east'; without it those between the same places, "
                   "else the cheapest way",
                   false)},
       row_steps},
      {"corridor",
       "a named way between two places; claims compare it with others",
       {text_field("name", "name for people", false), reference_field("from", "place", "origin"),
        reference_field("to", "place", "destination"),
        reference_field("good", "good", "for which its costs and days are shown"),
        text_field("via", "places or links that it goes through, in this order", false),
        text_field("avoid", "places, links or passes that it does not use; patterns as 'e_*'",
                   false),
        text_field("modes", "modes that it may use, 'rail; sea'; without it all", false),
        text_field("rival", "the corridor that it is first compared with", false)},
       row_steps},
      {"empty_return",
       "wagons, lorries and containers that go back empty",
       {choice_field("mode", modes, "on which links"),
        choice_field("goods", {"all", "container", "bulk"}, "for which goods", "all"),
        quantity_field("share", percent, "cost of the empty way over the laden haulage",
                       at_most_twice)},
       value_steps},
      {"emission",
       "greenhouse gases of transport by distance and mass, as in ISO 14083",
       {choice_field("mode", modes, "for links of this mode that name no row"),
        quantity_field("factor", kg_per_tkm, "CO2 equivalent per tonne and kilometre",
                       not_negative),
        choice_field("scope", {"well_to_wheel", "tank_to_wheel"},
                     "tank_to_wheel leaves out the making of the fuel", "well_to_wheel")},
       value_steps},
      {"shock",
       "what closes or slows ways now and then, or on the same days of each year",
       {text_field("on", "what it strikes: 'link[w_*]; transfer[astara*]; pass[suez]'"),
        choice_field("kind",
                     {"border_closed", "ice", "storm", "canal_closed", "strike", "accident"},
                     "what it is"),
        quantity_field("rate", per_year, "events a year while in season; 0 with a season: certain",
                       optional_not_negative, std::optional(Rate{})),
        or_zero("duration", day, "mean length of an event"),
        or_zero("duration_deviation", day, "standard deviation of that; lognormal"),
        text_field("season_from", "first day of the season, MM-DD; without it the whole year",
                   false),
        text_field("season_until", "first day after the season, MM-DD", false),
        choice_field("effect", {"closed", "slower"}, "what it does to the way", "closed"),
        quantity_field("time_factor", one, "slower: time of the leg over the usual one",
                       FieldRule{false, 1.0, 100.0, false}, std::optional(1.0 * one)),
        text_field("group", "shocks of one group come together", false),
        quantity_field("correlation", one, "with the common factor of its group", share,
                       std::optional(Scalar{}))},
       row_steps}};
}

}  // namespace

std::span<const EntitySpec> freight_entities() {
  static const std::vector<EntitySpec> all = [] {
    std::vector<EntitySpec> list{settings(), link(), pass(), transfer(), service(), good()};
    for (EntitySpec& e : question_entities()) list.push_back(std::move(e));
    for (EntitySpec& e : list) {
      e.cap_dimension = MassFlow::Dimension::exponents;
      e.tax_dimension = MoneyPerMass::Dimension::exponents;
    }
    return list;
  }();
  return all;
}

const EntitySpec& freight_entity(std::string_view name) {
  const auto all = freight_entities();
  const auto hit = std::ranges::find(all, name, &EntitySpec::name);
  LANDBRIDGE_ASSERT(hit != all.end());
  return *hit;
}

std::span<const MetricSpec> freight_metric_specs() {
  static const std::vector<MetricSpec> all{
      {"time[<corridor>].mean", "mean days door to door, waiting and shocks included", "d"},
      {"time[<corridor>].p5", "days that 5 % of the shipments stay below", "d"},
      {"time[<corridor>].p50", "days that half of the shipments stay below", "d"},
      {"time[<corridor>].p95", "days that 95 % of the shipments stay below", "d"},
      {"time[<corridor>].buffer", "(p95 - mean)/mean: what to add so as to be in time", "%"},
      {"cost[<corridor>].teu", "money paid door to door for a TEU; goods in containers only",
       "money"},
      {"cost[<corridor>].t", "money paid door to door for a tonne", "money/t"},
      {"generalised[<corridor>]", "money, time, reliability and carbon of a tonne as one cost",
       "money/t"},
      {"distance[<corridor>]", "length of the way", "km"},
      {"co2[<corridor>]", "CO2 equivalent of a tonne", "kg/t"},
      {"available[<corridor>]", "share of the year in which the way exists", "%"},
      {"capacity[<corridor>]", "what its narrowest link or transfer leaves for it", "Mt/yr"},
      {"flow[<corridor>]", "what it carries of the table 'demand'", "Mt/yr"},
      {"share[<corridor>]", "of the demand between its places", "%"},
      {"cheaper[<corridor>,<corridor>]", "by how much the first is cheaper than the second", "%"},
      {"shorter[<corridor>,<corridor>]", "by how much its way is shorter", "%"},
      {"faster[<corridor>,<corridor>]", "by how much its median of days is lower", "%"},
      {"cleaner[<corridor>,<corridor>]", "by how much its CO2 is lower", "%"},
      {"break_even_time[<corridor>,<corridor>]",
       "value of time of a tonne from which on the first wins although it is dearer (or loses "
       "although it is cheaper); 0 where one wins at any",
       "money/t/d"},
      {"break_even_surcharge[<corridor>,<corridor>]",
       "how much dearer the first may become until the second wins", "money/t"},
      {"link[<link>].capacity", "what goods in one direction can get of it", "Mt/yr"},
      {"link[<link>].load", "goods in the busier direction", "Mt/yr"},
      {"link[<link>].shadow_price", "what one tonne a year more of capacity would save", "money/t"},
      {"transfer[<transfer>].capacity", "what it can handle in both directions", "Mt/yr"},
      {"transfer[<transfer>].load", "goods in both directions", "Mt/yr"},
      {"transfer[<transfer>].shadow_price", "what one tonne a year more of capacity would save",
       "money/t"},
      {"served[<demand>]", "what of a demand finds a way", "Mt/yr"},
      {"carried", "what of all demand finds a way", "Mt/yr"}};
  return all;
}

std::span<const Equation> freight_equations() {
  static const std::vector<Equation> all{
      {"generalised cost", "C = c + v·t + r·v·σ + p·e,  v = value of time + interest · value",
       "ortuzar2011"},
      {"choice", "q_k = q·exp(−(C_k + Σ λ)/s)/Σ exp(…),  λ ≥ 0, λ·(capacity − load) = 0",
       "bell1995"},
      {"time of a leg", "ln T ~ N(ln m − σ²/2, σ²),  σ² = ln(1 + (d/m)²)", "fenton1960"},
      {"closure met", "P = 1 − exp(−rate · duration);  what is left of it: U·D*, D* length-biased",
       "cox1962"},
      {"emissions", "e = Σ mass · distance · factor,  well to wheel", "iso2023"}};
  return all;
}

}  // namespace landbridge::study
