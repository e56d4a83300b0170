#include "landbridge/study/scenario.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"

namespace landbridge::study {
namespace {

const Scenario* find_scenario(const Study& study, std::string_view id) {
  const auto hit = std::ranges::find(study.scenarios, id, &Scenario::id);
  return hit == study.scenarios.end() ? nullptr : &*hit;
}

void change_cell(Cell& cell, const Step& step) {
  if (step.operation == "scale") {
    cell.number = cell.number * step.amount;
    return;
  }
  cell.is_set = true;
  cell.text = step.text;
  cell.number = step.amount;
  if (!step.unit.symbol.empty()) cell.unit = step.unit;
}

void change_row(Row& row, const Step& step, const EntitySpec& entity) {
  if (step.operation == "close") {
    row.is_closed = true;
  } else if (step.operation == "open") {
    row.is_closed = false;
  } else if (step.operation == "set" || step.operation == "scale") {
    const int index = entity.index_of(step.field);
    LANDBRIDGE_ASSERT(index >= 0);
    change_cell(row.cells[static_cast<std::size_t>(index)], step);
  } else {
    row.measures.push_back({step.operation, step.amount});
  }
}

Result<bool> add_rows(Table& table, const Step& step) {
  for (const Row& row : step.rows) {
    const bool is_there = std::ranges::find(table.rows, row.id, &Row::id) != table.rows.end();
    if (is_there)
      return fail(Fault::bad_input, to_text(row.origin.place),
                  fmt::format("{}.{}[{}] is there already", step.domain, step.entity, row.id),
                  "give the added row an id of its own, or change the row with set");
    table.rows.push_back(row);
  }
  return true;
}

Result<bool> apply(DomainData& data, const Step& step, std::span<const EntitySpec> entities) {
  Table& table = data.table(step.entity);
  if (step.operation == "add") return add_rows(table, step);
  const auto entity = std::ranges::find(entities, step.entity, &EntitySpec::name);
  LANDBRIDGE_ASSERT(entity != entities.end());
  bool is_hit = false;
  for (Row& row : table.rows) {
    if (!selects(step.row_pattern, row.id)) continue;
    is_hit = true;
    change_row(row, step, *entity);
  }
  if (is_hit) return true;
  return fail(Fault::bad_input, to_text(step.place),
              fmt::format("{} selects nothing: no {}.{} is called '{}'", step.operation,
                          step.domain, step.entity, step.row_pattern),
              "use the id of a row, or a pattern such as 'north*'");
}

/// Which temporary steps are at work on each day, and in which period the day lies.
struct Day {
  std::size_t period = 0;
  std::vector<std::size_t> temporary;
  auto operator<=>(const Day&) const = default;
};

std::array<Day, days_per_year> calendar(const Study& study,
                                        std::span<const Step* const> temporary) {
  std::array<Day, days_per_year> days;
  for (std::size_t p = 0; p < study.periods.size(); ++p)
    for (int i = 0; i < study.periods[p].length_days; ++i)
      days[static_cast<std::size_t>((study.periods[p].first_day + i) % days_per_year)].period = p;
  for (std::size_t t = 0; t < temporary.size(); ++t)
    for (int i = 0; i < std::min(temporary[t]->length_days, days_per_year); ++i)
      days[static_cast<std::size_t>((*temporary[t]->first_day + i) % days_per_year)]
          .temporary.push_back(t);
  return days;
}

}  // namespace

bool selects(std::string_view pattern, std::string_view id) {
  if (pattern.ends_with('*')) return id.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == id;
}

Result<std::vector<const Step*>> steps_of(const Study& study, const Scenario& scenario) {
  std::vector<const Scenario*> chain{&scenario};
  while (!chain.back()->based_on.empty()) {
    const Scenario& last = *chain.back();
    const Scenario* base = find_scenario(study, last.based_on);
    if (base == nullptr)
      return fail(
          Fault::bad_input, to_text(last.place),
          fmt::format("scenario '{}' is based on '{}', which is not there", last.id, last.based_on),
          "name one of the study's scenarios");
    if (std::ranges::find(chain, base) != chain.end())
      return fail(Fault::bad_input, to_text(last.place),
                  fmt::format("scenario '{}' is based on itself through '{}'", base->id, last.id),
                  "remove one based_on of the circle");
    chain.push_back(base);
  }
  std::vector<const Step*> steps;
  for (auto it = chain.rbegin(); it != chain.rend(); ++it)
    for (const Step& step : (*it)->steps) steps.push_back(&step);
  return steps;
}

Result<std::vector<std::string>> domains_of(const Study& study, const Scenario& scenario) {
  const auto steps = steps_of(study, scenario);
  if (!steps) return fail(steps.error());
  std::vector<std::string> names;
  for (const DomainData& data : study.domains) {
    const bool is_changed =
        std::ranges::any_of(*steps, [&](const Step* step) { return step->domain == data.domain; });
    const bool is_asked = std::ranges::any_of(study.claims, [&](const Claim& claim) {
      return claim.scenario == scenario.id && claim.not_testable.empty() &&
             claim.metric.starts_with(fmt::format("{}.", data.domain));
    });
    if (steps->empty() || is_changed || is_asked) names.push_back(data.domain);
  }
  return names;
}

Result<Case> make_case(const Study& study, const Scenario& scenario, std::string_view domain,
                       std::span<const EntitySpec> entities) {
  const auto steps = steps_of(study, scenario);
  if (!steps) return fail(steps.error());
  const DomainData* data = study.domain(domain);
  LANDBRIDGE_ASSERT(data != nullptr);
  std::vector<const Step*> lasting, temporary;
  for (const Step* step : *steps) {
    if (step->domain != domain) continue;
    (step->first_day ? temporary : lasting).push_back(step);
  }
  DomainData base = *data;
  for (const Step* step : lasting)
    if (const auto done = apply(base, *step, entities); !done) return fail(done.error());

  std::map<Day, std::vector<int>> days;
  int number = 0;
  for (const Day& day : calendar(study, temporary)) days[day].push_back(number++);
  Case result{&study, scenario.id, {}};
  for (const auto& [day, list] : days) {
    Stretch stretch{day.period, static_cast<int>(list.size()), base, list};
    for (const std::size_t t : day.temporary)
      if (const auto done = apply(stretch.data, *temporary[t], entities); !done)
        return fail(done.error());
    result.stretches.push_back(std::move(stretch));
  }
  return result;
}

}  // namespace landbridge::study
