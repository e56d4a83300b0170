#include "landbridge/study/domains/freight/freight_exhibit.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/study/domains/freight/freight_figures.hpp"

namespace landbridge::study {
namespace {

constexpr double day_s = 86400.0;
constexpr double megatonne_per_year = 1e9 / (365.0 * day_s);

class ReasonMaker {
 public:
  ReasonMaker(const FreightModel& model, const FreightYear& year, std::span<const double> draw)
      : model_(model), year_(year), draw_(draw) {
    for (const FreightPart& part : model.parts) terms_.push_back(freight_terms(part, draw));
  }

  std::vector<Reason> make() {
    const auto& corridors = model_.in().corridors;
    for (std::size_t c = 0; c < corridors.size(); ++c)
      year_.corridors[c].exists ? add_corridor(c) : add_missing(c);
    for (std::size_t c = 0; c < corridors.size(); ++c)
      for (std::size_t r = 0; r < corridors.size(); ++r)
        if (c != r && corridors[c].from == corridors[r].from &&
            corridors[c].to == corridors[r].to && year_.corridors[c].exists &&
            year_.corridors[r].exists)
          add_pair(c, r);
    add_rows();
    add_sums();
    return std::move(reasons_);
  }

 private:
  void add(std::string metric, std::string sentence, std::string binding) {
    reasons_.push_back({std::move(metric), std::move(sentence), std::move(binding)});
  }

  /// The legs of a corridor, longest or dearest first.
  std::vector<freight::CorridorLeg> legs_by(std::size_t c,
                                            double freight::CorridorLeg::*key) const {
    const FreightCorridorYear& year = year_.corridors[c];
    const FreightPart& part = model_.parts[year.part];
    auto legs =
        corridor_legs(model_, part, terms_[year.part], year.route, part.in.corridors[c].good);
    std::ranges::stable_sort(legs, [&](const auto& a, const auto& b) { return a.*key > b.*key; });
    return legs;
  }

  static std::string named(const freight::CorridorLeg& leg) {
    std::string what(leg.is_haul ? freight::name_of(leg.mode) : freight::name_of(leg.kind));
    std::ranges::replace(what, '_', ' ');
    return fmt::format("{} {} {}", what, leg.is_haul ? "to" : "at", leg.place);
  }

  void add_corridor(std::size_t c) {
    const std::string& id = model_.in().corridors[c].id;
    const std::string& name = corridor_name(model_, c);
    const FreightCorridorYear& year = year_.corridors[c];
    const auto slow = legs_by(c, &freight::CorridorLeg::time_s);
    double stops_s = 0.0;
    for (const auto& leg : slow)
      if (!leg.is_haul) stops_s += leg.time_s;
    const std::string days = fmt::format(
        "{}: {:.3g} days on the mean, {:.3g} of them at ports, borders and terminals; longest: {} "
        "({:.2g} d). Shocks strike {:.0f} of 100 shipments.",
        name, year.days.mean_s / day_s, stops_s / day_s, named(slow.front()),
        slow.front().time_s / day_s, 100.0 * year.struck);
    for (const char* part : {"mean", "p5", "p50", "p95", "buffer"})
      add(fmt::format("time[{}].{}", id, part), days, named(slow.front()));
    const auto dear = legs_by(c, &freight::CorridorLeg::money_kg);
    const FreightMoney money = freight_money(model_, c, draw_);
    const std::string paid =
        fmt::format("{}: {:.4g} {}, of which {} costs {:.3g}, {} {:.3g}.", name,
                    year.trip.money() * money.per_kg, money.unit, named(dear.front()),
                    dear.front().money_kg * money.per_kg,
                    named(dear[std::min<std::size_t>(1, dear.size() - 1)]),
                    dear[std::min<std::size_t>(1, dear.size() - 1)].money_kg * money.per_kg);
    for (const char* part : {"teu", "t"})
      add(fmt::format("cost[{}].{}", id, part), paid, named(dear.front()));
    add(fmt::format("generalised[{}]", id), paid, named(dear.front()));
    if (std::isfinite(year.capacity_kg_s))
      add(fmt::format("capacity[{}]", id),
          fmt::format("The narrowest on the way is {}: {:.3g} Mt a year are left there.",
                      year.narrowest, year.capacity_kg_s / megatonne_per_year),
          year.narrowest);
    add(fmt::format("flow[{}]", id),
        fmt::format("{} carries {:.3g} of {:.3g} Mt a year that could take it.", name,
                    year.flow_kg_s / megatonne_per_year, year.market_kg_s / megatonne_per_year),
        year.narrowest);
  }

  void add_missing(std::size_t c) {
    const std::string& id = model_.in().corridors[c].id;
    for (const char* metric : {"time[{}].p50", "cost[{}].t", "capacity[{}]", "flow[{}]"})
      add(fmt::format(fmt::runtime(metric), id),
          fmt::format("{} has no way in this scenario.", corridor_name(model_, c)),
          "what is closed");
  }

  void add_pair(std::size_t c, std::size_t r) {
    const FreightCorridorYear& one = year_.corridors[c];
    const FreightCorridorYear& other = year_.corridors[r];
    const std::string ids =
        fmt::format("[{},{}]", model_.in().corridors[c].id, model_.in().corridors[r].id);
    const std::string& name = corridor_name(model_, c);
    const std::string& rival = corridor_name(model_, r);
    const FreightMoney money = freight_money(model_, c, draw_);
    const auto named_dearest = named(legs_by(c, &freight::CorridorLeg::money_kg).front());
    const auto named_slowest = named(legs_by(c, &freight::CorridorLeg::time_s).front());
    add("cheaper" + ids,
        fmt::format("{} costs {:.4g} {}, {} {:.4g}.", name, one.trip.money() * money.per_kg,
                    money.unit, rival, other.trip.money() * money.per_kg),
        named_dearest);
    add("faster" + ids,
        fmt::format("Half of the shipments by {} are there in {:.3g} days, by {} in {:.3g}.", name,
                    one.days.p50_s / day_s, rival, other.days.p50_s / day_s),
        named_slowest);
    add("shorter" + ids,
        fmt::format("{} is {:.4g} km long, {} {:.4g}.", name, one.trip.length_m / 1e3, rival,
                    other.trip.length_m / 1e3),
        "length");
    add("cleaner" + ids,
        fmt::format("{} emits {:.3g} kg CO2 equivalent a tonne, {} {:.3g}.", name,
                    1e3 * one.trip.co2_kg, rival, 1e3 * other.trip.co2_kg),
        "emission factors");
  }

  void add_rows() {
    const FreightInputs& in = model_.in();
    for (std::size_t h = 0; h < in.hauls.size(); ++h) {
      const FreightHaul& haul = in.hauls[h];
      const double trains = haul.trains.value(draw_);
      if (trains <= 0.0) continue;
      add(fmt::format("link[{}].capacity", haul.id),
          fmt::format("{:.3g} train paths a day less {:.3g} passenger trains, {:.4g} t a train on "
                      "{:.3g} days, less {:.3g} Mt of other goods.",
                      trains, haul.passenger_trains.value(draw_),
                      haul.train_load.value(draw_) / 1e3, haul.days.value(draw_),
                      haul.other_load.value(draw_) / megatonne_per_year),
          "train paths and train load");
    }
    for (const FreightTransfer& t : in.transfers)
      if (t.capacity.value(draw_) > 0.0)
        add(fmt::format("transfer[{}].capacity", t.id),
            fmt::format("It handles {:.3g} Mt a year, less {:.3g} of other goods.",
                        t.capacity.value(draw_) / megatonne_per_year,
                        t.other_load.value(draw_) / megatonne_per_year),
            "handling");
  }

  void add_sums() {
    std::vector<std::string> full;
    double asked = 0.0, served = 0.0;
    for (const double kg_s : year_.asked_kg_s) asked += kg_s / megatonne_per_year;
    for (const double kg_s : year_.served_kg_s) served += kg_s / megatonne_per_year;
    const std::size_t hauls = 2 * model_.in().hauls.size();
    for (std::size_t r = 0; r < year_.rows.size(); ++r)
      if (year_.rows[r].price > 0.0)
        full.push_back(r < hauls ? model_.in().hauls[r / 2].id
                                 : model_.in().transfers[r - hauls].id);
    full.erase(std::unique(full.begin(), full.end()), full.end());
    std::string list;
    for (const std::string& name : full) list += (list.empty() ? "" : ", ") + name;
    const std::string sentence = fmt::format("{:.4g} of {:.4g} Mt a year find a way; full are: {}.",
                                             served, asked, list.empty() ? "none" : list);
    add("carried", sentence, list);
    for (std::size_t d = 0; d < model_.in().demands.size(); ++d)
      add(fmt::format("served[{}]", model_.in().demands[d].id), sentence, list);
  }

  const FreightModel& model_;
  const FreightYear& year_;
  std::span<const double> draw_;
  std::vector<FreightTerms> terms_;
  std::vector<Reason> reasons_;
};

}  // namespace

std::vector<Reason> freight_reasons(const FreightModel& model, const FreightYear& year,
                                    std::span<const double> draw) {
  return ReasonMaker(model, year, draw).make();
}

}  // namespace landbridge::study
