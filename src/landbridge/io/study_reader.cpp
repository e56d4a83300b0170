#include "landbridge/io/study_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "landbridge/io/sha256.hpp"
#include "landbridge/io/study_document.hpp"
#include "landbridge/io/study_sections.hpp"
#include "landbridge/io/study_tables.hpp"
#include "landbridge/io/study_values.hpp"
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

void check_sources(StudyContext& context) {
  const auto check = [&](const std::vector<std::string>& keys, const SourcePlace& place) {
    for (const std::string& key : keys)
      if (std::ranges::find(context.study.sources, key, &study::Source::key) ==
          context.study.sources.end())
        context.diagnostics.error(
            place, fmt::format("there is no source '{}'", key),
            fmt::format("declare it as [sources.{}] with title, date, url", key));
  };
  for (const study::Factor& f : context.study.factors) check(f.origin.sources, f.origin.place);
  for (const study::Claim& c : context.study.claims) check(c.sources, c.place);
  for (const study::DomainData& d : context.study.domains)
    for (const study::Table& t : d.tables)
      for (const study::Row& r : t.rows) check(r.origin.sources, r.origin.place);
  for (const study::Conflict& c : context.study.conflicts)
    for (const auto& v : c.values) check(v.sources, SourcePlace{c.what, 0, 0, {}});
}

/// Every scenario can be built, and what it becomes makes sense to the domain.
void check_cases(const study::Domains& domains, StudyContext& context) {
  for (const study::Scenario& scenario : context.study.scenarios) {
    for (const study::DomainData& data : context.study.domains) {
      const study::Domain* domain = study::find_domain(domains, data.domain);
      const auto built = study::make_case(context.study, scenario, data.domain, domain->entities());
      if (!built) {
        context.diagnostics.error(SourcePlace{built.error().where, 0, 0, {}}, built.error().what,
                                  built.error().hint);
        continue;
      }
      check_references(*domain, built->stretches.front().data, context);
      if (context.diagnostics.has_errors()) return;
      domain->check(context.study, built->stretches.front().data, context.diagnostics);
      if (context.diagnostics.has_errors()) return;
    }
  }
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
  for (const StudyDocument& d : documents)
    if (const auto file = d.root["study"]["places"].value<std::string>())
      read_places(d, *file, context);
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
  for (const study::DomainData& data : context.study.domains)
    check_references(*study::find_domain(domains, data.domain), data, context);
  check_sources(context);
  if (!context.diagnostics.has_errors()) check_cases(domains, context);
  const std::filesystem::path root = study_file(path).parent_path();
  for (study::InputFile& f : context.study.files)
    f.path = std::filesystem::path(f.path).lexically_relative(root).generic_string();
  if (context.diagnostics.has_errors()) return read_failed<study::Study>(context.diagnostics);
  return {std::move(context.study), std::move(context.diagnostics)};
}

}  // namespace landbridge::io
