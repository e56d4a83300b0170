#include "landbridge/io/study_reader.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "landbridge/io/sha256.hpp"
#include "landbridge/io/study_document.hpp"
#include "landbridge/io/study_sections.hpp"
#include "landbridge/io/study_tables.hpp"
#include "landbridge/io/study_values.hpp"
#include "landbridge/study/claims.hpp"
#include "landbridge/study/scenario.hpp"

namespace landbridge::io {
namespace {

void check_top_level(const StudyDocument& document, const study::Domains& domains,
                     StudyContext& context) {
  std::vector<std::string_view> known{"include", "study",    "currency", "sources", "inputs",
                                      "period",  "conflict", "scenario", "claim"};
  for (const auto& d : domains) known.push_back(d->name());
  check_keys(document, document.root, known, "a study", context);
}

/// A number of the tables may have left its limits by `scale`, or by an input's range.
void check_limits(const study::Domain& domain, const study::DomainData& data,
                  const study::Scenario& scenario, StudyContext& context) {
  for (const study::EntitySpec& entity : domain.entities())
    for (const study::Row& row : data.table(entity.name).rows)
      for (std::size_t f = 0; f < entity.fields.size(); ++f) {
        const study::FieldSpec& field = entity.fields[f];
        const study::Cell& cell = row.cells[f];
        if (field.type != study::FieldType::quantity || !cell.is_set) continue;
        const auto [low, high] = bounds_of(cell.number, context.study);
        const FieldRule& rule = field.rule;
        const bool is_low =
            rule.minimum_is_open ? !(low > rule.minimum_si) : !(low >= rule.minimum_si);
        if (!is_low && high <= rule.maximum_si) continue;
        context.diagnostics.error(
            scenario.place,
            fmt::format("in scenario '{}' {}.{}[{}].{} is {:g} {}", scenario.id, domain.name(),
                        entity.name, row.id, field.key, cell.unit.from_si(is_low ? low : high),
                        cell.unit.symbol),
            is_low
                ? fmt::format("it must be {} {:g}; change the steps",
                              rule.minimum_is_open ? "greater than" : "at least", rule.minimum_si)
                : fmt::format("it must be at most {:g} (SI); change the steps", rule.maximum_si));
      }
}

void check_stretches(const study::Domain& domain, const study::Scenario& scenario,
                     const study::Case& built, StudyContext& context) {
  for (const study::Stretch& stretch : built.stretches) {
    check_references(domain, stretch.data, &scenario, context);
    check_limits(domain, stretch.data, scenario, context);
    if (!context.diagnostics.has_errors())
      domain.check(context.study, stretch.data, context.diagnostics);
    if (context.diagnostics.has_errors()) return;
  }
}

/// Every scenario can be built, what it becomes makes sense to the domain, and it computes what is
/// claimed about it.
void check_case(const study::Domain& domain, const study::Scenario& scenario,
                StudyContext& context) {
  const auto add = [&](const SourcePlace& place, const Error& error) {
    context.diagnostics.error(place, error.what, error.hint);
  };
  const auto built = study::make_case(context.study, scenario, domain.name(), domain.entities());
  if (!built) return add(SourcePlace{built.error().where, 0, 0, {}}, built.error());
  check_stretches(domain, scenario, *built, context);
  if (context.diagnostics.has_errors()) return;
  const auto evaluator = domain.prepare(*built);
  if (!evaluator) return add(scenario.place, evaluator.error());
  for (const study::Claim* claim : study::claims_of(context.study, scenario, domain.name()))
    if (const auto fine = study::check_claim(*claim, domain.name(), (*evaluator)->metrics()); !fine)
      add(claim->place, fine.error());
}

/// Whether a scenario is based, over any number of others, on one that is wrong.
bool rests_on_wrong(const study::Study& study, const study::Scenario& scenario,
                    const std::set<std::string_view>& wrong) {
  std::string_view base = scenario.based_on;
  for (std::size_t i = 0; i < study.scenarios.size() && !base.empty(); ++i) {
    if (wrong.contains(base)) return true;
    const auto hit = std::ranges::find(study.scenarios, base, &study::Scenario::id);
    base = hit == study.scenarios.end() ? std::string_view() : hit->based_on;
  }
  return false;
}

/// All scenarios, but not those that only inherit what is wrong; nothing is said twice.
void check_cases(const study::Domains& domains, StudyContext& context) {
  if (context.diagnostics.has_errors()) return;
  Diagnostics all = std::move(context.diagnostics);
  std::set<std::string> said;
  std::set<std::string_view> wrong;
  for (const study::Scenario& scenario : context.study.scenarios) {
    if (rests_on_wrong(context.study, scenario, wrong)) continue;
    context.diagnostics = {};
    for (const study::DomainData& data : context.study.domains)
      if (!context.diagnostics.has_errors())
        check_case(*study::find_domain(domains, data.domain), scenario, context);
    for (const Diagnostic& d : context.diagnostics.all()) {
      if (!said.insert(fmt::format("{}: {}", to_text(d.place), d.message)).second) continue;
      if (d.severity == Severity::error) all.error(d.place, d.message, d.hint);
      if (d.severity == Severity::warning) all.warning(d.place, d.message, d.hint);
    }
    if (!context.diagnostics.has_errors()) continue;
    wrong.insert(scenario.id);
    if (scenario.based_on.empty() && scenario.steps.empty()) break;  // the tables are wrong
  }
  context.diagnostics = std::move(all);
}

void read_values(std::span<const StudyDocument> documents, const study::Domains& domains,
                 StudyContext& context) {
  for (const StudyDocument& d : documents) {
    check_top_level(d, domains, context);
    read_meta(d, context);
    read_currencies(d, context);
    read_sources(d, context);
  }
  for (const StudyDocument& d : documents) read_inputs(d, context);
  for (const StudyDocument& d : documents) {
    const toml::table* meta = d.root["study"].as_table();
    if (meta == nullptr) continue;
    const std::string file = read_string(d, *meta, "places", false, context);
    if (!file.empty()) read_places(d, file, context);
  }
  read_periods(documents, context);
  for (const auto& domain : domains) read_domain(documents, *domain, context);
}

}  // namespace

Read<study::Study> read_study(const std::filesystem::path& path, const study::Domains& domains) {
  auto documents = read_study_documents(path);
  if (!documents) return read_failed<study::Study>(documents.diagnostics);
  StudyContext context;
  context.diagnostics = documents.diagnostics;
  for (const StudyDocument& d : *documents)
    context.study.files.push_back({d.source.name(), sha256_hex(d.source.text())});
  read_values(*documents, domains, context);
  for (const StudyDocument& d : *documents) read_scenarios(d, domains, context);
  for (const StudyDocument& d : *documents) read_claims(d, domains, context);
  for (const StudyDocument& d : *documents) read_conflicts(d, context);
  if (context.study.meta.name.empty() && !context.diagnostics.has_errors())
    context.diagnostics.error(documents->front().source.place_of(1),
                              "the section [study] is missing",
                              "start the file with [study] and name = \"…\"");
  if (context.study.domains.empty() && !context.diagnostics.has_errors())
    context.diagnostics.error(documents->front().source.place_of(1), "the study has no domain",
                              "add a section such as [gas]");
  if (context.study.scenarios.empty() && !context.diagnostics.has_errors())
    context.diagnostics.error(documents->front().source.place_of(1), "the study has no scenario",
                              "add [[scenario]] with id = \"today\" and title = \"As it is\"");
  for (const study::DomainData& data : context.study.domains)
    check_references(*study::find_domain(domains, data.domain), data, nullptr, context);
  if (!context.diagnostics.has_errors()) check_cases(domains, context);
  const std::filesystem::path root = study_file(path).parent_path();
  for (study::InputFile& f : context.study.files)
    f.path = std::filesystem::path(f.path).lexically_relative(root).generic_string();
  if (context.diagnostics.has_errors()) return read_failed<study::Study>(context.diagnostics);
  return {std::move(context.study), std::move(context.diagnostics)};
}

}  // namespace landbridge::io
