#include "landbridge/io/study_sections.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "landbridge/io/study_values.hpp"
#include "landbridge/study/scenario.hpp"

namespace landbridge::io {
namespace {

/// "2026-01-31"; every year is taken to have a 29 February.
bool is_date(std::string_view text) {
  static constexpr int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto number = [&](std::size_t from, std::size_t length) {
    int value = 0;
    for (const char c : text.substr(from, length)) {
      if (c < '0' || c > '9') return -1;
      value = 10 * value + (c - '0');
    }
    return value;
  };
  const int month = number(5, 2), day = number(8, 2);
  return number(0, 4) >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= lengths[month - 1];
}

constexpr long smallest_draws = 1000;
constexpr long largest_draws = 1000000;

const toml::table* section(const StudyDocument& document, std::string_view key,
                           StudyContext& context) {
  const toml::node* node = document.root.get(key);
  if (node == nullptr) return nullptr;
  if (const toml::table* table = node->as_table()) return table;
  context.diagnostics.error(document.place(*node), fmt::format("[{}] must be a section", key));
  return nullptr;
}

/// The unit at the end of "50 bcm_20C/yr", "2..5 bcm" or a plain number.
std::string unit_of(std::string_view text) {
  const std::size_t last = text.find_last_of(" \t");
  const std::string_view tail =
      last == std::string_view::npos ? std::string_view() : text.substr(last + 1);
  return tail.empty() || tail.find_first_not_of("0123456789.+-|") == std::string_view::npos
             ? "1"
             : std::string(tail);
}

/// One bound of a claim as a number; its unit must be that of the claim.
std::optional<study::Number> read_bound(const StudyDocument& document, const toml::node& node,
                                        study::Claim& claim, std::string_view which,
                                        StudyContext& context) {
  const auto text = node.value<std::string>();
  if (!text || !node.is_string()) {
    context.diagnostics.error(document.place(node),
                              fmt::format("'{}' must be a value with its unit in quotes", which),
                              "write it as in \"50 bcm_20C/yr\"");
    return std::nullopt;
  }
  const std::string unit = unit_of(*text);
  const auto meaning = parse_unit(unit, context.study.currencies);
  if (!meaning) {
    context.diagnostics.error(document.place(node),
                              fmt::format("claim '{}': {}", claim.id, meaning.error().what),
                              meaning.error().hint.empty() ? "landbridge explain units lists them"
                                                           : meaning.error().hint);
    return std::nullopt;
  }
  ValueText value;
  value.text = *text;
  value.dimension = meaning->dimension;
  value.name = fmt::format("claim {}: {}", claim.id, which);
  value.meaning = fmt::format("what claim '{}' says", claim.id);
  value.origin.place = document.place(node);
  value.origin.sources = claim.sources;
  const auto read = read_value(value, context);
  if (!read) return std::nullopt;
  claim.unit = {unit, meaning->si, meaning->offset_si};
  claim.dimension = meaning->dimension;
  return read->number;
}

/// Both ends of "between" have one dimension, and the low one is not above the high one.
void check_between(const StudyDocument& document, const toml::node& node, const study::Claim& claim,
                   const Exponents& low_dimension, StudyContext& context) {
  if (context.diagnostics.has_errors()) return;
  const auto best = study::draw_factors(context.study.factors, context.study.meta.seed, 0);
  if (low_dimension != claim.dimension)
    context.diagnostics.error(document.place(node),
                              fmt::format("claim '{}': between mixes two kinds of units", claim.id),
                              fmt::format("write both in one of: {}", units_of(claim.dimension)));
  else if (claim.low.value(best) > claim.high.value(best))
    context.diagnostics.error(
        document.place(node),
        fmt::format("claim '{}': the low end of between is above the high one", claim.id),
        "write between = [\"low\", \"high\"]");
}

void read_relation(const StudyDocument& document, const toml::table& table, study::Claim& claim,
                   StudyContext& context) {
  const toml::node* least = table.get("at_least");
  const toml::node* most = table.get("at_most");
  const toml::node* between = table.get("between");
  if ((least != nullptr) + (most != nullptr) + (between != nullptr) != 1) {
    context.diagnostics.error(
        claim.place, fmt::format("claim '{}' needs one of at_least, at_most, between", claim.id),
        "or not_testable = \"why\" if the model cannot answer it");
    return;
  }
  if (between != nullptr) {
    const toml::array* pair = between->as_array();
    if (pair == nullptr || pair->size() != 2) {
      context.diagnostics.error(document.place(*between), "between takes two values",
                                "write between = [\"2 bar\", \"3 bar\"]");
      return;
    }
    claim.relation = study::Relation::between;
    if (const auto low = read_bound(document, *pair->get(0), claim, "between, low", context))
      claim.low = *low;
    const Exponents low_dimension = claim.dimension;
    if (const auto high = read_bound(document, *pair->get(1), claim, "between, high", context))
      claim.high = *high;
    check_between(document, *between, claim, low_dimension, context);
    return;
  }
  const toml::node& bound = least != nullptr ? *least : *most;
  claim.relation = least != nullptr ? study::Relation::at_least : study::Relation::at_most;
  const auto number =
      read_bound(document, bound, claim, least != nullptr ? "at_least" : "at_most", context);
  if (number) (least != nullptr ? claim.low : claim.high) = *number;
}

void check_claim_target(const study::Claim& claim, const study::Domains& domains,
                        StudyContext& context) {
  const std::string domain = claim.metric.substr(0, claim.metric.find('.'));
  if (study::find_domain(domains, domain) == nullptr || context.study.domain(domain) == nullptr)
    context.diagnostics.error(
        claim.place,
        fmt::format("claim '{}': metric '{}' belongs to no domain of the study", claim.id,
                    claim.metric),
        "landbridge explain claim.metric lists what can be claimed about");
  const auto& scenarios = context.study.scenarios;
  if (std::ranges::find(scenarios, claim.scenario, &study::Scenario::id) == scenarios.end())
    context.diagnostics.error(
        claim.place, fmt::format("claim '{}': there is no scenario '{}'", claim.id, claim.scenario),
        "name one of the study's scenarios");
}

}  // namespace

void read_meta(const StudyDocument& document, StudyContext& context) {
  const toml::table* table = section(document, "study", context);
  if (table == nullptr) return;
  static constexpr std::string_view known[] = {
      "name", "title", "date", "summary", "currency", "price_year", "seed", "draws", "places"};
  check_keys(document, *table, known, "[study]", context);
  study::Meta& meta = context.study.meta;
  if (!meta.name.empty())
    context.diagnostics.error(document.place(*table), "[study] is there twice",
                              "keep it in one file");
  meta.name = read_string(document, *table, "name", true, context);
  meta.title = read_string(document, *table, "title", false, context);
  if (meta.title.empty()) meta.title = meta.name;
  meta.date = read_string(document, *table, "date", false, context);
  if (!meta.date.empty() && !is_date(meta.date))
    context.diagnostics.error(document.place(*table->get("date")),
                              fmt::format("'{}' is not a date", meta.date),
                              "write it as in \"2026-01-31\"");
  meta.summary = read_string(document, *table, "summary", false, context);
  meta.currency = read_string(document, *table, "currency", true, context);
  meta.price_year = static_cast<int>(read_integer(document, *table, "price_year", 0, context));
  const long seed = read_integer(document, *table, "seed", 1, context);
  if (seed < 0)
    context.diagnostics.error(document.place(*table->get("seed")), fmt::format("seed is {}", seed),
                              "use 0 or any larger whole number");
  meta.seed = static_cast<std::uint64_t>(seed);
  const long draws = read_integer(document, *table, "draws", smallest_draws, context);
  if (draws < smallest_draws || draws > largest_draws)
    context.diagnostics.error(
        document.place(*table), fmt::format("draws is {}", draws),
        fmt::format("a verdict needs {} to {} draws", smallest_draws, largest_draws));
  meta.draws = static_cast<int>(draws);
  if (!meta.currency.empty())
    context.study.currencies.insert(context.study.currencies.begin(), {meta.currency, 1.0});
}

void read_currencies(const StudyDocument& document, StudyContext& context) {
  const toml::table* table = section(document, "currency", context);
  if (table == nullptr) return;
  for (const auto& [code, node] : *table) {
    const auto rate = node.is_table() ? (*node.as_table())["rate"].value<double>() : std::nullopt;
    if (rate && *rate > 0.0)
      context.study.currencies.push_back({std::string(code.str()), *rate});
    else
      context.diagnostics.error(
          document.place(node), fmt::format("currency '{}' has no rate", code.str()),
          "write [currency.EUR] rate = 1.08: what one unit is worth in the study's currency");
  }
}

void read_sources(const StudyDocument& document, StudyContext& context) {
  const toml::table* table = section(document, "sources", context);
  if (table == nullptr) return;
  static constexpr std::string_view known[] = {"title", "date", "url"};
  for (const auto& [key, node] : *table) {
    const toml::table* source = node.as_table();
    if (source == nullptr) {
      context.diagnostics.error(document.place(node),
                                fmt::format("source '{}' must be a table", key.str()));
      continue;
    }
    check_keys(document, *source, known, "a source", context);
    context.study.sources.push_back({std::string(key.str()),
                                     read_string(document, *source, "title", true, context),
                                     read_string(document, *source, "date", false, context),
                                     read_string(document, *source, "url", false, context)});
  }
}

void read_periods(std::span<const StudyDocument> documents, StudyContext& context) {
  static constexpr std::string_view known[] = {"id", "starts", "length"};
  int total = 0;
  SourcePlace last;
  for (const StudyDocument& document : documents) {
    for (const toml::table* table : list_of(document, "period", context)) {
      check_keys(document, *table, known, "a period", context);
      study::Period p{read_string(document, *table, "id", true, context),
                      read_date(document, *table, "starts", context),
                      read_days(document, *table, "length", context)};
      last = document.place(*table);
      check_id(p.id, last, context);
      if (std::ranges::find(context.study.periods, p.id, &study::Period::id) !=
          context.study.periods.end())
        context.diagnostics.error(last, fmt::format("period '{}' is there twice", p.id),
                                  "give each period its own id");
      if (total > 0 && p.first_day != (context.study.periods.back().first_day +
                                       context.study.periods.back().length_days) %
                                          study::days_per_year)
        context.diagnostics.error(last,
                                  fmt::format("period '{}' does not start where '{}' ends", p.id,
                                              context.study.periods.back().id),
                                  "periods follow each other without gap or overlap");
      total += p.length_days;
      context.study.periods.push_back(std::move(p));
    }
  }
  if (context.study.periods.empty())
    context.study.periods.push_back({"year", 0, study::days_per_year});
  else if (total != study::days_per_year)
    context.diagnostics.error(last, fmt::format("the periods have {} days together", total),
                              "they must have 365");
}

void read_conflicts(const StudyDocument& document, StudyContext& context) {
  for (const toml::table* table : list_of(document, "conflict", context)) {
    study::Conflict conflict;
    conflict.what = read_string(document, *table, "what", true, context);
    const toml::array* values = (*table)["values"].as_array();
    if (values == nullptr) {
      context.diagnostics.error(document.place(*table),
                                "a conflict needs values = [{ value, source }]");
      continue;
    }
    for (const toml::node& item : *values) {
      const toml::table* value = item.as_table();
      if (value == nullptr)
        context.diagnostics.error(document.place(item),
                                  "a value must be a table { value, source }");
      else
        conflict.values.push_back({read_string(document, *value, "value", true, context),
                                   read_string(document, *value, "note", false, context),
                                   read_strings(document, *value, "source", context)});
      if (value != nullptr)
        check_sources(conflict.values.back().sources, document.place(*value), context);
    }
    context.study.conflicts.push_back(std::move(conflict));
  }
}

void read_claims(const StudyDocument& document, const study::Domains& domains,
                 StudyContext& context) {
  static constexpr std::string_view known[] = {"id",       "text",   "said_by",     "source",
                                               "scenario", "metric", "at_least",    "at_most",
                                               "between",  "note",   "not_testable"};
  for (const toml::table* table : list_of(document, "claim", context)) {
    check_keys(document, *table, known, "a claim", context);
    study::Claim claim;
    claim.place = document.place(*table);
    claim.id = read_string(document, *table, "id", true, context);
    claim.text = read_string(document, *table, "text", true, context);
    claim.said_by = read_string(document, *table, "said_by", true, context);
    claim.sources = read_strings(document, *table, "source", context);
    check_sources(claim.sources, claim.place, context);
    claim.note = read_string(document, *table, "note", false, context);
    claim.not_testable = read_string(document, *table, "not_testable", false, context);
    if (claim.not_testable.empty()) {
      claim.scenario = read_string(document, *table, "scenario", true, context);
      claim.metric = read_string(document, *table, "metric", true, context);
      read_relation(document, *table, claim, context);
      check_claim_target(claim, domains, context);
    }
    if (check_id(claim.id, claim.place, context) &&
        std::ranges::find(context.study.claims, claim.id, &study::Claim::id) !=
            context.study.claims.end())
      context.diagnostics.error(claim.place, fmt::format("claim '{}' is there twice", claim.id),
                                "give each claim its own id");
    context.study.claims.push_back(std::move(claim));
  }
}

}  // namespace landbridge::io
