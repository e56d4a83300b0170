#include "landbridge/study/domains/freight/freight_inputs.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "landbridge/study/domains/freight/freight_schema.hpp"
#include "landbridge/study/domains/freight/freight_words.hpp"
#include "landbridge/study/row_reader.hpp"
#include "landbridge/study/scenario.hpp"

namespace landbridge::study {
namespace {

constexpr std::size_t vias_max = 20;
constexpr std::size_t corridors_max = 100;

freight::Carries carries_of(const std::string& text) {
  return text == "container" ? freight::Carries::container
         : text == "bulk"    ? freight::Carries::bulk
                             : freight::Carries::all;
}

std::vector<Number> measures_of(const Row& row, std::string_view operation) {
  std::vector<Number> amounts;
  for (const Measure& m : row.measures)
    if (m.operation == operation) amounts.push_back(m.amount);
  return amounts;
}

std::size_t index_of(const Table& table, std::string_view id) {
  const auto hit = std::ranges::find(table.rows, id, &Row::id);
  return static_cast<std::size_t>(hit - table.rows.begin());
}

class InputReader {
 public:
  InputReader(const Study& study, const DomainData& data, Diagnostics& problems)
      : study_(study), data_(data), problems_(problems) {}

  FreightInputs read() {
    read_settings();
    for_each("pass", [&](const RowReader& r, const Row& row) {
      in_.passes.push_back({row.id, !row.is_closed, r.number("toll"), r.number("toll_teu"),
                            r.number("time"), r.number("deviation"), measures_of(row, "tax"),
                            measures_of(row, "delay")});
    });
    for_each("good", [&](const RowReader& r, const Row& row) {
      in_.goods.push_back({row.id, r.text("name").empty() ? row.id : r.text("name"),
                           r.text("form") == "container", r.number("teu_load"),
                           r.number("wagon_load"), r.number("value"), r.number("value_of_time"),
                           r.number("insurance")});
    });
    for_each("emission", [&](const RowReader& r, const Row& row) {
      in_.emissions.push_back({row.id, *freight::mode_of(r.text("mode")), r.number("factor"),
                               r.text("scope") == "well_to_wheel"});
    });
    for_each("empty_return", [&](const RowReader& r, const Row&) {
      in_.empties.push_back(
          {*freight::mode_of(r.text("mode")), carries_of(r.text("goods")), r.number("share")});
    });
    for_each("link", [&](const RowReader& r, const Row& row) { read_haul(r, row); });
    for_each("transfer", [&](const RowReader& r, const Row& row) { read_transfer(r, row); });
    for_each("service", [&](const RowReader& r, const Row& row) { read_service(r, row); });
    for (FreightHaul& haul : in_.hauls) set_waits(haul);
    for_each("shock", [&](const RowReader& r, const Row& row) { read_shock(r, row); });
    for_each("corridor", [&](const RowReader& r, const Row& row) { read_corridor(r, row); });
    check_rivals();
    for_each("demand", [&](const RowReader& r, const Row& row) { read_demand(r, row); });
    return std::move(in_);
  }

 private:
  template <class Use>
  void for_each(std::string_view table, const Use& use) {
    const EntitySpec& entity = freight_entity(table);
    for (const Row& row : data_.table(table).rows) use(RowReader(entity, row), row);
  }

  void error(const Row& row, std::string what, std::string hint) {
    problems_.error(row.origin.place, std::move(what), std::move(hint));
  }

  /// A scenario may have set a reference to anything.
  std::size_t place(const RowReader& r, const Row& row, std::string_view key) {
    const auto hit = std::ranges::find(study_.places, r.text(key), &Place::id);
    if (hit != study_.places.end()) return static_cast<std::size_t>(hit - study_.places.begin());
    error(row, fmt::format("{}: there is no place '{}'", key, r.text(key)), "name a place");
    return 0;
  }
  std::size_t good(const RowReader& r, const Row& row) {
    const std::size_t found = index_of(data_.table("good"), r.text("good"));
    if (found < in_.goods.size()) return found;
    error(row, fmt::format("there is no good '{}'", r.text("good")), "add it to the table 'good'");
    return 0;
  }

  void read_settings() {
    const Row& row = data_.table("settings").rows.front();
    const RowReader r(freight_entity("settings"), row);
    FreightSettings& s = in_.settings;
    s.carbon_price = r.number("carbon_price");
    s.interest = r.number("interest");
    s.reliability_ratio = r.number("reliability_ratio");
    s.spread = r.number("spread");
    s.unserved_cost = r.number("unserved_cost");
    s.leg_correlation = r.number("leg_correlation");
    const auto best = draw_factors(study_.factors, study_.meta.seed, 0);
    s.chance_draws = static_cast<std::size_t>(r.number("chance_draws").value(best));
    s.horizon_s = r.number("horizon").value(best);
    s.law = r.text("leg_law") == "gamma" ? freight::LegLaw::gamma : freight::LegLaw::lognormal;
    if (s.law == freight::LegLaw::gamma && s.leg_correlation.value(best) > 0.0)
      error(row, "leg_correlation is there for lognormal legs only",
            "write leg_law = \"lognormal\", or leave leg_correlation out");
    const std::string& start = r.text("start");
    const auto date = date_of(start.empty() ? study_.meta.date : start);
    if (date)
      s.start = *date;
    else if (!start.empty())
      error(row, fmt::format("start: '{}' is not a date", start), "write it as 2025-01-31");
    else
      s.start = *date_of("2025-01-06");  // a Monday
  }

  void read_haul(const RowReader& r, const Row& row) {
    FreightHaul h;
    h.id = row.id;
    h.haul = {row.id,
              place(r, row, "from"),
              place(r, row, "to"),
              *freight::mode_of(r.text("mode")),
              r.text("gauge"),
              r.text("operator"),
              r.text("direction") == "both"};
    h.sources = row.origin.sources;
    h.carries = carries_of(r.text("goods"));
    h.is_open = !row.is_closed;
    h.is_new = r.text("status") == "new";
    h.length = r.number("length");
    h.time = r.number("time");
    h.speed = r.number("speed");
    h.deviation = r.number("deviation");
    h.tariff = r.number("tariff");
    h.tariff_teu = r.number("tariff_teu");
    h.fixed = r.number("fixed");
    h.fixed_teu = r.number("fixed_teu");
    h.insurance = r.number("insurance");
    h.capacity = r.number("capacity");
    h.trains = r.number("trains_per_day");
    h.passenger_trains = r.number("passenger_trains");
    h.train_load = r.number("train_load");
    h.days = r.number("days_per_year");
    h.other_load = r.number("other_load");
    h.taxes = measures_of(row, "tax");
    h.delays = measures_of(row, "delay");
    h.caps = measures_of(row, "cap");
    check_haul(row, h);
    read_emission(r, row, h);
    for (const std::string& id : words_of(r.text("passes"))) {
      const std::size_t p = index_of(data_.table("pass"), id);
      if (p == data_.table("pass").rows.size())
        error(row, fmt::format("there is no pass '{}'", id), "add it to the table 'pass'");
      else
        h.passes.push_back(p);
    }
    in_.hauls.push_back(std::move(h));
  }

  void check_haul(const Row& row, const FreightHaul& h) {
    if (h.haul.from == h.haul.to) error(row, "it ends where it begins", "name two places");
    const bool has_time = h.time.constant > 0.0, has_speed = h.speed.constant > 0.0;
    if (has_time == has_speed)
      error(row, has_time ? "it has a time and a speed" : "it has neither time nor speed",
            "give one of them, as in '8 h' or '35 km/h'");
    if ((h.trains.constant > 0.0) != (h.train_load.constant > 0.0))
      error(row, "trains_per_day and train_load go together",
            "give both, or give the capacity in Mt/yr");
    if (h.haul.mode != freight::Mode::rail && !h.haul.gauge.empty())
      error(row, fmt::format("a {} has no gauge", freight::name_of(h.haul.mode)), "leave it out");
  }

  void read_emission(const RowReader& r, const Row& row, FreightHaul& h) {
    const std::string& wanted = r.text("emission");
    for (std::size_t e = 0; e < in_.emissions.size(); ++e)
      if (wanted.empty() ? in_.emissions[e].mode == h.haul.mode && !h.emission
                         : in_.emissions[e].id == wanted)
        h.emission = e;
    if (!wanted.empty() && !h.emission)
      error(row, fmt::format("there is no emission '{}'", wanted),
            "add it to the table 'emission'");
    if (wanted.empty() && !h.emission && !in_.emissions.empty())
      error(row, fmt::format("no row of 'emission' is for {}", freight::name_of(h.haul.mode)),
            "add one, so that the CO2 of this link does not count as nothing");
  }

  void read_transfer(const RowReader& r, const Row& row) {
    FreightTransfer t;
    t.id = row.id;
    freight::TransferRule& rule = t.rule;
    rule.id = row.id;
    rule.kind = *freight::transfer_kind_of(r.text("kind"));
    rule.from = {freight::mode_of(r.text("from_mode")), r.text("from_gauge"),
                 r.text("from_operator")};
    rule.to = {freight::mode_of(r.text("to_mode")), r.text("to_gauge"), r.text("to_operator")};
    rule.is_both_ways = r.text("direction") == "both";
    const std::string& at = r.text("at");
    rule.is_pattern = at.ends_with('*');
    for (std::size_t p = 0; p < study_.places.size(); ++p)
      if (selects(at, study_.places[p].id)) rule.places.push_back(p);
    if (rule.places.empty())
      error(row, fmt::format("no place is called '{}'", at),
            "name a place of the study, or a pattern as 'port_*'");
    t.carries = carries_of(r.text("goods"));
    t.is_open = !row.is_closed;
    t.is_new = r.text("status") == "new";
    t.time = r.number("time");
    t.deviation = r.number("deviation");
    t.cost = r.number("cost");
    t.cost_teu = r.number("cost_teu");
    t.co2 = r.number("co2");
    t.capacity = r.number("capacity");
    t.other_load = r.number("other_load");
    t.opens = r.number("opens");
    t.closes = r.number("closes");
    t.taxes = measures_of(row, "tax");
    t.delays = measures_of(row, "delay");
    t.caps = measures_of(row, "cap");
    if (!(t.opens.constant < t.closes.constant))
      error(row, "it closes before it opens", "write opens = \"8 h\", closes = \"20 h\"");
    in_.transfers.push_back(std::move(t));
  }

  void read_service(const RowReader& r, const Row& row) {
    if (row.is_closed) return;
    FreightService s;
    s.id = row.id;
    s.is_forward = r.text("direction") != "backward";
    s.is_backward = r.text("direction") != "forward";
    s.running = r.number("running");
    s.cut_off = r.number("cut_off");
    s.service.name = row.id;
    if (const auto days = weekdays_of(r.text("weekdays")))
      s.service.weekdays = *days;
    else
      error(row, fmt::format("weekdays: '{}' are no days of the week", r.text("weekdays")),
            "write 1..5, or 2;5 for Tuesday and Friday");
    for (const std::string& word : words_of(r.text("departures"))) {
      if (const auto hour = hour_of_day(word))
        s.service.departure.push_back(*hour);
      else
        error(row, fmt::format("departures: '{}' is not an hour", word), "write 06:00; 18:30");
    }
    if (s.service.departure.empty()) error(row, "it has no departure", "write 06:00; 18:30");
    s.service.first = date_or(r.text("first"), row, *date_of("1900-01-01"));
    s.service.last = date_or(r.text("last"), row, *date_of("2200-01-01"));
    const std::size_t link = index_of(data_.table("link"), r.text("link"));
    if (link < in_.hauls.size())
      in_.hauls[link].services.push_back(std::move(s));
    else
      error(row, fmt::format("there is no link '{}'", r.text("link")), "name a row of 'link'");
  }

  std::chrono::sys_days date_or(const std::string& text, const Row& row,
                                std::chrono::sys_days otherwise) {
    if (text.empty()) return otherwise;
    const auto date = date_of(text);
    if (!date) error(row, fmt::format("'{}' is not a date", text), "write it as 2025-01-31");
    return date.value_or(otherwise);
  }

  static void set_waits(FreightHaul& haul) {
    for (const bool is_backward : {false, true}) {
      std::vector<double> departures_s;
      for (const FreightService& s : haul.services) {
        if (!(is_backward ? s.is_backward : s.is_forward)) continue;
        for (unsigned day = 0; day < 7; ++day)
          for (const Time& hour : s.service.departure)
            if (((s.service.weekdays >> day) & 1U) != 0)
              departures_s.push_back(day * units::day.si + hour.si());
      }
      haul.wait[is_backward ? 1 : 0] = freight::wait_for_departure(std::move(departures_s));
    }
  }

  void read_shock(const RowReader& r, const Row& row) {
    if (row.is_closed) return;
    FreightShock s;
    s.id = row.id;
    s.kind = r.text("kind");
    s.group = r.text("group");
    s.rate = r.number("rate");
    s.duration = r.number("duration");
    s.duration_deviation = r.number("duration_deviation");
    s.time_factor = r.number("time_factor");
    s.correlation = r.number("correlation");
    s.shock.closes = r.text("effect") == "closed";
    const std::string &from = r.text("season_from"), &until = r.text("season_until");
    s.shock.has_season = !from.empty();
    if (from.empty() != until.empty())
      error(row, "season_from and season_until go together", "write both as 12-15");
    for (const auto& [text, day] : {std::pair{&from, &s.shock.season_from_day},
                                    std::pair{&until, &s.shock.season_until_day}}) {
      if (text->empty()) continue;
      const auto found = day_of_year(*text);
      if (!found) error(row, fmt::format("'{}' is not a day of the year", *text), "write 12-15");
      *day = found.value_or(0);
    }
    if (s.rate.constant <= 0.0 && !s.shock.has_season)
      error(row, "it has neither a rate nor a season",
            "write rate = \"200 %/yr\" for two events a year, or a season");
    if (s.rate.constant > 0.0 && s.duration.constant <= 0.0)
      error(row, "it has a rate and no duration", "write duration = \"3 d\"");
    if (s.correlation.constant > 0.0 && s.group.empty())
      error(row, "it has a correlation and no group", "name a group");
    read_struck(r, row, s);
    in_.shocks.push_back(std::move(s));
  }

  void read_struck(const RowReader& r, const Row& row, FreightShock& s) {
    for (const std::string& word : words_of(r.text("on"))) {
      const auto selection = selection_of(word);
      const std::size_t before = s.hauls.size() + s.transfers.size();
      if (selection && selection->table == "link")
        for (std::size_t h = 0; h < in_.hauls.size(); ++h)
          if (selects(selection->pattern, in_.hauls[h].id)) s.hauls.push_back(h);
      if (selection && selection->table == "transfer")
        for (std::size_t t = 0; t < in_.transfers.size(); ++t)
          if (selects(selection->pattern, in_.transfers[t].id)) s.transfers.push_back(t);
      if (selection && selection->table == "pass")
        for (std::size_t h = 0; h < in_.hauls.size(); ++h)
          if (std::ranges::any_of(in_.hauls[h].passes, [&](std::size_t p) {
                return selects(selection->pattern, in_.passes[p].id);
              }))
            s.hauls.push_back(h);
      if (s.hauls.size() + s.transfers.size() == before)
        error(row, fmt::format("on: '{}' strikes nothing", word),
              "write 'link[w_*]; transfer[astara*]; pass[suez]'");
    }
    for (std::vector<std::size_t>* list : {&s.hauls, &s.transfers}) {
      std::ranges::sort(*list);
      list->erase(std::unique(list->begin(), list->end()), list->end());
    }
  }

  void read_corridor(const RowReader& r, const Row& row) {
    FreightCorridor c;
    c.id = row.id;
    c.name = r.text("name").empty() ? row.id : r.text("name");
    c.rival = r.text("rival");
    c.from = place(r, row, "from");
    c.to = place(r, row, "to");
    c.good = good(r, row);
    c.is_open = !row.is_closed;
    if (c.from == c.to) error(row, "it ends where it begins", "name two places");
    c.rule.haul_is_open.assign(in_.hauls.size(), true);
    c.rule.transfer_is_open.assign(in_.transfers.size(), true);
    c.rule.place_is_open.assign(study_.places.size(), true);
    for (const std::string& word : words_of(r.text("via"))) read_via(word, row, c.rule);
    for (const std::string& word : words_of(r.text("avoid"))) read_avoid(word, row, c.rule);
    read_modes(r, row, c.rule);
    if (c.rule.via.size() > vias_max)
      error(row, fmt::format("it has {} vias", c.rule.via.size()),
            fmt::format("name at most {}", vias_max));
    if (in_.corridors.size() == corridors_max)
      error(row, fmt::format("there are more than {} corridors", corridors_max),
            "each is compared with each other; leave some out");
    in_.corridors.push_back(std::move(c));
  }

  void read_via(const std::string& word, const Row& row, FreightRule& rule) {
    const std::size_t link = index_of(data_.table("link"), word);
    const auto hit = std::ranges::find(study_.places, word, &Place::id);
    if (hit != study_.places.end())
      rule.via.push_back({true, static_cast<std::size_t>(hit - study_.places.begin())});
    else if (link < data_.table("link").rows.size())
      rule.via.push_back({false, link});
    else
      error(row, fmt::format("via: '{}' is neither a place nor a link", word), "name one of them");
  }

  void read_avoid(const std::string& word, const Row& row, FreightRule& rule) {
    bool is_hit = false;
    const auto shut = [&](std::vector<bool>& open, std::size_t i, std::string_view id) {
      if (!selects(word, id)) return;
      open[i] = false;
      is_hit = true;
    };
    for (std::size_t h = 0; h < in_.hauls.size(); ++h) {
      shut(rule.haul_is_open, h, in_.hauls[h].id);
      for (const std::size_t p : in_.hauls[h].passes) shut(rule.haul_is_open, h, in_.passes[p].id);
    }
    for (std::size_t t = 0; t < in_.transfers.size(); ++t)
      shut(rule.transfer_is_open, t, in_.transfers[t].id);
    for (std::size_t p = 0; p < study_.places.size(); ++p)
      shut(rule.place_is_open, p, study_.places[p].id);
    if (!is_hit)
      error(row, fmt::format("avoid: nothing is called '{}'", word),
            "name places, links, transfers or passes that links go through");
  }

  void read_modes(const RowReader& r, const Row& row, FreightRule& rule) {
    std::vector<freight::Mode> allowed;
    for (const std::string& word : words_of(r.text("modes"))) {
      if (const auto mode = freight::mode_of(word))
        allowed.push_back(*mode);
      else
        error(row, fmt::format("modes: '{}' is no mode", word),
              "use rail, road, sea, inland_water, ferry");
    }
    for (std::size_t h = 0; h < in_.hauls.size() && !allowed.empty(); ++h)
      if (std::ranges::find(allowed, in_.hauls[h].haul.mode) == allowed.end())
        rule.haul_is_open[h] = false;
  }

  void check_rivals() {
    const auto& rows = data_.table("corridor").rows;
    for (std::size_t c = 0; c < in_.corridors.size(); ++c) {
      const std::string& rival = in_.corridors[c].rival;
      if (rival.empty()) continue;
      const auto hit = std::ranges::find(in_.corridors, rival, &FreightCorridor::id);
      if (hit == in_.corridors.end() || rival == in_.corridors[c].id)
        error(rows[c], fmt::format("rival: there is no other corridor '{}'", rival),
              "name a corridor of this table");
      else if (hit->from != in_.corridors[c].from || hit->to != in_.corridors[c].to)
        error(rows[c], fmt::format("its rival '{}' joins other places", rival),
              "rivals begin and end at the same places");
    }
  }

  void read_demand(const RowReader& r, const Row& row) {
    FreightDemand d;
    d.id = row.id;
    d.from = place(r, row, "from");
    d.to = place(r, row, "to");
    d.good = good(r, row);
    d.flow = row.is_closed ? Number{} : r.number("flow");
    if (d.from == d.to) error(row, "it ends where it begins", "name two places");
    for (const std::string& word : words_of(r.text("corridors"))) {
      const auto hit = std::ranges::find(in_.corridors, word, &FreightCorridor::id);
      if (hit == in_.corridors.end())
        error(row, fmt::format("there is no corridor '{}'", word), "name rows of 'corridor'");
      else
        d.corridors.push_back(static_cast<std::size_t>(hit - in_.corridors.begin()));
    }
    for (std::size_t c = 0; c < in_.corridors.size() && r.text("corridors").empty(); ++c)
      if (in_.corridors[c].from == d.from && in_.corridors[c].to == d.to) d.corridors.push_back(c);
    in_.demands.push_back(std::move(d));
  }

  const Study& study_;
  const DomainData& data_;
  Diagnostics& problems_;
  FreightInputs in_;
};

}  // namespace

bool FreightHaul::runs(bool is_backward) const {
  return services.empty() || std::ranges::any_of(services, [&](const FreightService& s) {
           return is_backward ? s.is_backward : s.is_forward;
         });
}

FreightInputs freight_inputs(const Study& study, const DomainData& data, Diagnostics& problems) {
  return InputReader(study, data, problems).read();
}

}  // namespace landbridge::study
