#pragma once

#include "landbridge/io/study_values.hpp"
#include "landbridge/study/domain.hpp"

namespace landbridge::io {

/// Rows of one entity from a CSV file: columns are the entity's fields, `id`, and `source`,
/// `confidence`, `note` for the row. Confidence may differ by field: "high; length: medium".
std::vector<study::Row> read_rows_csv(const std::filesystem::path& file,
                                      const SourcePlace& asked_by, std::string_view domain,
                                      const study::EntitySpec& entity, StudyContext& context);

/// One row from a TOML table with the same keys.
study::Row read_row_toml(const StudyDocument& document, const toml::table& table,
                         std::string_view domain, const study::EntitySpec& entity, std::string id,
                         std::span<const std::string_view> other_keys, StudyContext& context);

/// One cell from text, against its field: number, text, choice or reference.
study::Cell read_cell(const study::FieldSpec& field, ValueText value, StudyContext& context);

/// [study] places = "places.csv": id, name, country, lat [deg], lon [deg], height [m].
void read_places(const StudyDocument& document, const std::string& file, StudyContext& context);

/// The domain's section: settings, tables = { entity = "file.csv" or [files] }, [[domain.entity]].
void read_domain(std::span<const StudyDocument> documents, const study::Domain& domain,
                 StudyContext& context);

/// Every reference cell of the tables names a row, place or period that exists. Called for the
/// tables as read and again for what each scenario makes of them; then the place of a message is
/// the scenario.
void check_references(const study::Domain& domain, const study::DomainData& data,
                      const study::Scenario* scenario, StudyContext& context);

}  // namespace landbridge::io
