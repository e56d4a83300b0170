#include "landbridge/study/domains/freight/freight_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace landbridge::study {
namespace {

/// True unless the row, or a pass that it goes through, is closed.
bool is_open(const FreightInputs& in, const freight::FreightArc& arc) {
  if (!arc.is_haul) return in.transfers[arc.row].is_open;
  const FreightHaul& haul = in.hauls[arc.row];
  return haul.is_open && haul.runs(arc.is_backward) &&
         std::ranges::all_of(haul.passes, [&](std::size_t p) { return in.passes[p].is_open; });
}

freight::MultimodalNetwork network_of(const Study& study, const FreightInputs& in) {
  std::vector<std::string> places;
  for (const Place& p : study.places) places.push_back(p.id);
  std::vector<freight::Haul> hauls;
  for (const FreightHaul& h : in.hauls) hauls.push_back(h.haul);
  std::vector<freight::TransferRule> rules;
  for (const FreightTransfer& t : in.transfers) rules.push_back(t.rule);
  return freight::multimodal_network(places, hauls, rules);
}

void add_ways(FreightPart& part) {
  for (const FreightCorridor& c : part.in.corridors)
    part.ways.push_back(c.is_open ? way_between(part, c.from, c.to, c.rule)
                                  : freight::CorridorGraph());
  for (const FreightDemand& d : part.in.demands) {
    std::vector<FreightPart::Option> options;
    for (const std::size_t c : d.corridors) {
      const FreightCorridor& corridor = part.in.corridors[c];
      if (corridor.from == d.from && corridor.to == d.to) {
        options.push_back({c, c});
        continue;
      }
      options.push_back({c, part.ways.size()});
      part.ways.push_back(corridor.is_open ? way_between(part, d.from, d.to, corridor.rule)
                                           : freight::CorridorGraph());
    }
    if (d.corridors.empty()) {
      options.push_back({std::nullopt, part.ways.size()});
      part.ways.push_back(way_between(part, d.from, d.to, any_way(part)));
    }
    part.options.push_back(std::move(options));
  }
}

void add_strikes(FreightPart& part) {
  for (std::size_t i = 0; i < part.in.shocks.size(); ++i) {
    const FreightShock& s = part.in.shocks[i];
    freight::Strike strike{i, s.shock, {}};
    for (std::size_t a = 0; a < part.network.arc.size(); ++a) {
      const freight::FreightArc& arc = part.network.arc[LinkId(a)];
      const auto& struck = arc.is_haul ? s.hauls : s.transfers;
      if (std::ranges::binary_search(struck, std::size_t{arc.row}))
        strike.arcs.push_back(static_cast<std::uint32_t>(a));
    }
    part.strikes.push_back(std::move(strike));
  }
}

/// Names for the chance tables from all stretches, and each arc's row in them.
freight::ChanceNames name_chances(std::vector<FreightPart>& parts) {
  freight::ChanceNames names;
  std::map<std::string, std::uint32_t> known;
  std::map<std::string, std::size_t> shocks, groups;
  for (FreightPart& part : parts) {
    part.leg.assign(part.network.arc.size(), 0);
    std::vector<char> is_used(part.network.arc.size(), 0);
    for (const freight::CorridorGraph& way : part.ways)
      for (const std::uint32_t a : way.arcs()) {
        const freight::FreightArc& arc = part.network.arc[LinkId(a)];
        const std::string name = fmt::format("{}[{}]", arc.is_haul ? "link" : "transfer",
                                             part.network.network.link_name[LinkId(a)]);
        const auto [it, is_new] =
            known.try_emplace(name, static_cast<std::uint32_t>(names.legs.size()));
        if (is_new) names.legs.push_back(name);
        part.leg[a] = it->second;
        is_used[a] = 1;
      }
    for (std::size_t a = 0; a < is_used.size(); ++a)
      if (is_used[a] != 0) part.used.push_back(static_cast<std::uint32_t>(a));
    for (std::size_t i = 0; i < part.strikes.size(); ++i) {
      const FreightShock& shock = part.in.shocks[i];
      const auto [it, is_new] = shocks.try_emplace(shock.id, names.shocks.size());
      if (is_new) names.shocks.push_back(shock.id);
      part.strikes[i].index = it->second;
      const auto [g, is_new_group] = groups.try_emplace(shock.group, names.groups.size());
      if (is_new_group) names.groups.push_back(shock.group);
      part.strikes[i].shock.group = g->second;
    }
  }
  return names;
}

/// Shipments start evenly over the year; each belongs to the stretch of its day.
void share_starts(const freight::ChanceTables& chance, std::vector<FreightPart>& parts) {
  std::array<std::size_t, 365> part_of{};
  for (std::size_t p = 0; p < parts.size(); ++p)
    for (const int day : parts[p].days) part_of[static_cast<std::size_t>(day)] = p;
  for (std::size_t k = 0; k < chance.shipments(); ++k) {
    const double at = chance.start()[k] * 365.0;
    auto day = static_cast<std::size_t>(at);
    FreightPart& part = parts[part_of[day]];
    part.starts.push_back({static_cast<std::uint32_t>(k), at});
    int whole_days = 0;
    while (whole_days < 365 && part_of[day] == part_of[(day + 1) % 365]) {
      day = (day + 1) % 365;
      ++whole_days;
    }
    part.days_left.push_back(whole_days + 1.0 - (at - std::floor(at)));
  }
}

}  // namespace

FreightRule any_way(const FreightPart& part) {
  FreightRule rule;
  rule.haul_is_open.assign(part.in.hauls.size(), true);
  rule.transfer_is_open.assign(part.in.transfers.size(), true);
  for (const freight::FreightState& state : part.network.state)
    rule.place_is_open.resize(std::max(rule.place_is_open.size(), state.place + 1), true);
  return rule;
}

freight::CorridorGraph way_between(const FreightPart& part, std::size_t from, std::size_t to,
                                   const FreightRule& rule) {
  freight::CorridorRule wanted;
  wanted.from = part.network.find(from, freight::Stage::origin);
  wanted.to = part.network.find(to, freight::Stage::destination);
  wanted.via = rule.via;
  for (std::size_t a = 0; a < part.network.arc.size(); ++a) {
    const LinkId id(a);
    const freight::FreightArc& arc = part.network.arc[id];
    const std::size_t head = part.network.state[part.network.network.to[id]].place;
    wanted.is_open.push_back(is_open(part.in, arc) && rule.place_is_open[head] &&
                             (arc.is_haul ? rule.haul_is_open : rule.transfer_is_open)[arc.row]);
  }
  return {part.network, wanted};
}

namespace {

/// Rows keep their places over the year, so that its stretches can be added up.
Result<void> check_rows(const FreightInputs& a, const FreightInputs& b) {
  if (a.hauls.size() == b.hauls.size() && a.transfers.size() == b.transfers.size() &&
      a.goods.size() == b.goods.size() && a.corridors.size() == b.corridors.size() &&
      a.demands.size() == b.demands.size())
    return {};
  return fail(Fault::bad_input, "freight", "a step adds rows for a part of the year only",
              "add them for the whole year, and close them for the rest of it");
}

}  // namespace

Result<FreightModel> freight_model(const Case& scenario_case) {
  return freight_model(scenario_case, 0);
}

Result<FreightModel> freight_model(const Case& scenario_case, std::size_t shipments) {
  FreightModel model;
  model.study = scenario_case.study;
  model.scenario = scenario_case.scenario;
  model.seed = scenario_case.study->meta.seed;
  for (const Stretch& stretch : scenario_case.stretches) {
    FreightPart part;
    part.period = stretch.period;
    part.length_days = stretch.length_days;
    part.days = stretch.days;
    Diagnostics problems;
    part.in = freight_inputs(*model.study, stretch.data, problems);
    if (problems.has_errors()) return fail(problems.first_error());
    if (!model.parts.empty())
      if (const auto same = check_rows(model.parts.front().in, part.in); !same)
        return fail(same.error());
    part.network = network_of(*model.study, part.in);
    add_ways(part);
    add_strikes(part);
    model.parts.push_back(std::move(part));
    if (model.parts.back().length_days > model.parts[model.main_part].length_days)
      model.main_part = model.parts.size() - 1;
  }
  if (shipments == 0) shipments = model.in().settings.chance_draws;
  model.chance = freight::ChanceTables(model.seed, shipments, name_chances(model.parts));
  share_starts(model.chance, model.parts);
  return model;
}

}  // namespace landbridge::study
