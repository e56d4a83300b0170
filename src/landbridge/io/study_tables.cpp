#include "landbridge/io/study_tables.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "landbridge/base/words.hpp"
#include "landbridge/io/csv.hpp"
#include "landbridge/io/sha256.hpp"

namespace landbridge::io {
namespace {

using study::Cell;
using study::EntitySpec;
using study::FieldSpec;
using study::FieldType;
using study::Row;

constexpr std::string_view row_keys[] = {"id", "source", "confidence", "note"};

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> list;
  while (true) {
    const std::size_t cut = text.find(';');
    if (const auto part = trim(text.substr(0, cut)); !part.empty()) list.emplace_back(part);
    if (cut == std::string_view::npos) return list;
    text.remove_prefix(cut + 1);
  }
}

/// "high; length: medium" -> {"": high, "length": medium}.
struct FieldConfidence {
  study::Confidence row = study::Confidence::high;
  std::map<std::string, study::Confidence> by_field;

  study::Confidence of(const std::string& field) const {
    const auto hit = by_field.find(field);
    return hit == by_field.end() ? row : hit->second;
  }
};

FieldConfidence read_confidence(std::string_view text, const SourcePlace& place,
                                const EntitySpec& entity, StudyContext& context) {
  FieldConfidence result;
  for (const std::string& part : split_list(text)) {
    const std::size_t colon = part.find(':');
    const std::string field(
        colon == std::string::npos ? "" : trim(std::string_view(part).substr(0, colon)));
    const auto word =
        trim(std::string_view(part).substr(colon == std::string::npos ? 0 : colon + 1));
    const auto confidence = study::parse_confidence(word);
    if (!confidence)
      context.diagnostics.error(place, confidence.error().what, confidence.error().hint);
    else if (field.empty())
      result.row = *confidence;
    else if (entity.index_of(field) < 0)
      context.diagnostics.error(
          place,
          fmt::format("confidence names the field '{}', which {} does not have", field,
                      entity.name),
          "write it as in \"high; length: medium\"");
    else
      result.by_field[field] = *confidence;
  }
  return result;
}

void check_row_id(std::string_view id, const SourcePlace& place,
                  std::set<std::string, std::less<>>& seen, std::string_view what,
                  StudyContext& context) {
  if (check_id(id, place, context) && !seen.emplace(id).second)
    context.diagnostics.error(place, fmt::format("{} '{}' is there twice", what, id),
                              "give each row its own id");
}

/// A cell that a row did not give: the fallback where there is one, else a diagnostic if needed.
Cell missing_cell(const FieldSpec& field, const ValueText& value, StudyContext& context) {
  if (field.fallback_si)
    return {true, study::Number{*field.fallback_si, {}}, {}, {field.unit, field.unit_si, 0.0}};
  if (!field.fallback.empty()) return {true, {}, field.fallback, {}};
  if (field.rule.is_required)
    context.diagnostics.error(value.origin.place,
                              fmt::format("'{}' is missing: {}", field.key, field.meaning),
                              field.unit.empty() ? fmt::format("write it as '{}'", field.key)
                                                 : fmt::format("as in \"1 {}\"", field.unit));
  return {};
}

ValueText value_text(std::string_view domain, const EntitySpec& entity, const FieldSpec& field,
                     const Row& row, const FieldConfidence& confidence, SourcePlace place) {
  ValueText value;
  value.dimension = field.dimension;
  value.rule = field.rule;
  value.name = entity.name == "settings"
                   ? fmt::format("{}.{}", domain, field.key)
                   : fmt::format("{}.{}[{}].{}", domain, entity.name, row.id, field.key);
  value.meaning = fmt::format("{} ({})", field.meaning, row.id);
  value.origin = row.origin;
  value.origin.confidence = confidence.of(field.key);
  value.origin.place = std::move(place);
  return value;
}

/// Where the columns of a CSV file go: index of the field, or -1.
std::vector<int> match_columns(const CsvTable& csv, const EntitySpec& entity,
                               StudyContext& context) {
  std::vector<std::string_view> known(std::begin(row_keys), std::end(row_keys));
  for (const FieldSpec& f : entity.fields) known.push_back(f.key);
  std::vector<int> fields;
  for (const CsvColumn& column : csv.columns) {
    fields.push_back(entity.index_of(column.name));
    if (std::ranges::find(known, column.name) == known.end()) {
      const auto near = closest(column.name, known);
      context.diagnostics.error(column.place,
                                fmt::format("{} has no field '{}'", entity.name, column.name),
                                near.empty() ? fmt::format("it knows: {}", fmt::join(known, ", "))
                                             : fmt::format("did you mean '{}'?", near));
    }
    if (fields.back() < 0) continue;
    const FieldSpec& field = entity.fields[static_cast<std::size_t>(fields.back())];
    if (field.type == FieldType::quantity && column.unit.empty() && field.dimension != Exponents{})
      context.diagnostics.error(
          column.place, fmt::format("column '{}' has no unit", column.name),
          fmt::format("write the header as '{} [{}]'", field.key, field.unit));
  }
  if (!csv.find("id"))
    context.diagnostics.error(csv.source.place_of(1), "the column 'id' is missing");
  return fields;
}

std::string cell_text(const CsvTable& csv, std::size_t row, std::string_view column) {
  const auto index = csv.find(column);
  return index ? csv.text(row, *index) : std::string();
}

Row read_csv_row(const CsvTable& csv, std::size_t r, const std::vector<int>& fields,
                 std::string_view domain, const EntitySpec& entity, StudyContext& context) {
  Row row;
  row.id = cell_text(csv, r, "id");
  row.origin.place = csv.place(r);
  row.origin.sources = split_list(cell_text(csv, r, "source"));
  check_sources(row.origin.sources, row.origin.place, context);
  row.origin.note = cell_text(csv, r, "note");
  const auto confidence =
      read_confidence(cell_text(csv, r, "confidence"), row.origin.place, entity, context);
  row.origin.confidence = confidence.row;
  for (std::size_t f = 0; f < entity.fields.size(); ++f) {
    const FieldSpec& field = entity.fields[f];
    const auto hit = std::ranges::find(fields, static_cast<int>(f));
    const auto column = static_cast<std::size_t>(hit - fields.begin());
    const bool is_there = hit != fields.end() && !csv.text(r, column).empty();
    ValueText value = value_text(domain, entity, field, row, confidence,
                                 is_there ? csv.place(r, column) : row.origin.place);
    if (!is_there) {
      row.cells.push_back(missing_cell(field, value, context));
      continue;
    }
    value.text = csv.text(r, column);
    value.header_unit = csv.columns[column].unit;
    row.cells.push_back(read_cell(field, value, context));
  }
  return row;
}

/// Numbers that the reader of a place needs beside its name.
EntitySpec place_entity() {
  using namespace landbridge::units;
  return {"place",
          "a point on the map",
          {study::text_field("name", "name for people"),
           study::text_field("country", "ISO 3166 code", false),
           study::quantity_field("lat", degree, "latitude, north positive"),
           study::quantity_field("lon", degree, "longitude, east positive"),
           study::quantity_field("height", metre, "height above the sea", optional_value,
                                 std::optional(Length{}))},
          {}};
}

/// An angle in degrees, free of the rounding of its way through radians (1e-9 deg is 0.1 mm).
double degrees(const Cell& cell) {
  return std::round(cell.number.constant / units::degree.si * 1e9) / 1e9;
}

/// The settings row and the tables of one document's section of the domain.
class DomainReader {
 public:
  DomainReader(const study::Domain& domain, StudyContext& context)
      : domain_(domain), context_(context) {
    data_.domain = domain.name();
    for (const EntitySpec& e : domain.entities()) data_.tables.push_back({e.name, {}});
  }

  void read(const StudyDocument& document, const toml::table& section) {
    if (const toml::node* tables = section.get("tables")) read_files(document, *tables);
    for (const auto& [key, node] : section) {
      const EntitySpec* entity = study::find_entity(domain_, key.str());
      if (entity == nullptr || entity->name == "settings") continue;
      read_inline(document, node, *entity);
    }
    read_settings(document, section);
  }

  void finish(const StudyDocument& first) {
    const EntitySpec* settings = study::find_entity(domain_, "settings");
    if (settings != nullptr && data_.table("settings").rows.empty()) {
      const toml::table empty;
      Row row = read_row_toml(first, empty, domain_.name(), *settings, "settings", {}, context_);
      data_.table("settings").rows.push_back(std::move(row));
    }
    for (const study::Table& table : data_.tables) {
      std::set<std::string, std::less<>> seen;
      for (const Row& row : table.rows)
        check_row_id(row.id, row.origin.place, seen, table.entity, context_);
    }
    context_.study.domains.push_back(std::move(data_));
  }

 private:
  void read_files(const StudyDocument& document, const toml::node& node) {
    const toml::table* tables = node.as_table();
    if (tables == nullptr) {
      context_.diagnostics.error(document.place(node), "tables must say what each file holds",
                                 R"(write tables = { pipe = "pipes.csv" })");
      return;
    }
    for (const auto& [key, value] : *tables) {
      const EntitySpec* entity = study::find_entity(domain_, key.str());
      if (entity == nullptr || entity->name == "settings") {
        unknown_entity(document, value, key.str());
        continue;
      }
      for (const std::string& name : read_strings(document, *tables, key.str(), context_))
        append(*entity, read_rows_csv(document.folder / name, document.place(value), domain_.name(),
                                      *entity, context_));
    }
  }

  void unknown_entity(const StudyDocument& document, const toml::node& node, std::string_view key) {
    std::vector<std::string_view> known;
    for (const EntitySpec& e : domain_.entities())
      if (e.name != "settings") known.push_back(e.name);
    context_.diagnostics.error(document.place(node),
                               fmt::format("{} has no table '{}'", domain_.name(), key),
                               fmt::format("it knows: {}", fmt::join(known, ", ")));
  }

  void read_inline(const StudyDocument& document, const toml::node& node,
                   const EntitySpec& entity) {
    const toml::array* rows = node.as_array();
    if (rows == nullptr) {
      context_.diagnostics.error(
          document.place(node), fmt::format("'{}' must be a list of rows", entity.name),
          fmt::format("write [[{}.{}]] for each row", domain_.name(), entity.name));
      return;
    }
    for (const toml::node& item : *rows) {
      const toml::table* table = item.as_table();
      if (table == nullptr) {
        context_.diagnostics.error(document.place(item), "a row must be a table");
        continue;
      }
      std::string id = read_string(document, *table, "id", true, context_);
      append(entity, {read_row_toml(document, *table, domain_.name(), entity, std::move(id), {},
                                    context_)});
    }
  }

  void append(const EntitySpec& entity, std::vector<Row> rows) {
    auto& all = data_.table(entity.name).rows;
    for (Row& row : rows) all.push_back(std::move(row));
  }

  void read_settings(const StudyDocument& document, const toml::table& section) {
    const EntitySpec* settings = study::find_entity(domain_, "settings");
    std::vector<std::string_view> others{"tables"};
    for (const EntitySpec& e : domain_.entities()) others.push_back(e.name);
    static const EntitySpec none{"settings", "", {}, {}};
    const EntitySpec& spec = settings == nullptr ? none : *settings;
    const bool has_settings = std::ranges::any_of(section, [&](const auto& item) {
      return std::ranges::find(others, item.first.str()) == others.end();
    });
    if (!has_settings) return;
    Row row = read_row_toml(document, section, domain_.name(), spec, "settings", others, context_);
    if (settings == nullptr) return;
    auto& rows = data_.table("settings").rows;
    if (rows.empty())
      rows.push_back(std::move(row));
    else
      context_.diagnostics.error(document.place(section),
                                 fmt::format("settings of [{}] are in two files", domain_.name()),
                                 "keep them in one");
  }

  const study::Domain& domain_;
  StudyContext& context_;
  study::DomainData data_;
};

bool refers(const StudyContext& context, const study::DomainData& data, const FieldSpec& field,
            const std::string& id) {
  if (field.refers_to == "place") return context.study.place(id) != nullptr;
  if (field.refers_to == "period")
    return std::ranges::find(context.study.periods, id, &study::Period::id) !=
           context.study.periods.end();
  const auto& rows = data.table(field.refers_to).rows;
  return std::ranges::find(rows, id, &Row::id) != rows.end();
}

}  // namespace

Cell read_cell(const FieldSpec& field, ValueText value, StudyContext& context) {
  Cell cell;
  if (field.type == FieldType::quantity) {
    const auto read = read_value(value, context);
    if (!read) return cell;
    cell.number = read->number;
    cell.unit = read->unit;
  } else {
    cell.text = trim(value.text);
    if (field.type == FieldType::choice &&
        std::ranges::find(field.choices, cell.text) == field.choices.end())
      context.diagnostics.error(value.origin.place,
                                fmt::format("{} cannot be '{}'", field.key, cell.text),
                                fmt::format("use one of: {}", fmt::join(field.choices, ", ")));
  }
  cell.is_set = true;
  return cell;
}

std::vector<Row> read_rows_csv(const std::filesystem::path& file, const SourcePlace& asked_by,
                               std::string_view domain, const EntitySpec& entity,
                               StudyContext& context) {
  if (!std::filesystem::exists(file)) {
    context.diagnostics.error(asked_by, fmt::format("'{}' is not there", file.filename().string()),
                              "file names are relative to the file that names them");
    return {};
  }
  const auto csv = read_csv(file);
  context.diagnostics.append(csv.diagnostics);
  if (!csv) return {};
  context.study.files.push_back({file.lexically_normal().string(), sha256_hex(csv->source.text())});
  const std::size_t before = context.diagnostics.all().size();
  const auto fields = match_columns(*csv, entity, context);
  std::vector<Row> rows;
  if (context.diagnostics.all().size() > before) return rows;
  for (std::size_t r = 0; r < csv->rows.size(); ++r)
    rows.push_back(read_csv_row(*csv, r, fields, domain, entity, context));
  return rows;
}

Row read_row_toml(const StudyDocument& document, const toml::table& table, std::string_view domain,
                  const EntitySpec& entity, std::string id,
                  std::span<const std::string_view> other_keys, StudyContext& context) {
  std::vector<std::string_view> known(std::begin(row_keys), std::end(row_keys));
  for (const FieldSpec& f : entity.fields) known.push_back(f.key);
  known.insert(known.end(), other_keys.begin(), other_keys.end());
  check_keys(document, table, known,
             entity.name == "settings" ? fmt::format("[{}]", domain) : entity.name, context);
  Row row;
  row.id = std::move(id);
  row.origin.place = document.place(table);
  row.origin.sources = read_strings(document, table, "source", context);
  check_sources(row.origin.sources, row.origin.place, context);
  row.origin.note = read_string(document, table, "note", false, context);
  const auto confidence =
      read_confidence(read_string(document, table, "confidence", false, context), row.origin.place,
                      entity, context);
  row.origin.confidence = confidence.row;
  for (const FieldSpec& field : entity.fields) {
    const toml::node* node = table.get(field.key);
    ValueText value = value_text(domain, entity, field, row, confidence,
                                 node ? document.place(*node) : row.origin.place);
    if (node == nullptr) {
      row.cells.push_back(missing_cell(field, value, context));
      continue;
    }
    if (const auto number = node->value<double>();
        number && !node->is_string() && field.type == FieldType::quantity) {
      if (field.dimension == Exponents{}) {
        value.text = fmt::format("{}", *number);
        row.cells.push_back(read_cell(field, value, context));
        continue;
      }
      context.diagnostics.error(
          value.origin.place, fmt::format("'{}' needs a unit", field.key),
          fmt::format("write {} = \"{} {}\"", field.key, *number, field.unit));
      row.cells.emplace_back();
      continue;
    }
    value.text = read_string(document, table, field.key, true, context);
    row.cells.push_back(value.text.empty() ? Cell{} : read_cell(field, value, context));
  }
  return row;
}

void read_places(const StudyDocument& document, const std::string& file, StudyContext& context) {
  const EntitySpec entity = place_entity();
  const auto rows = read_rows_csv(document.folder / file, document.place(document.root), "study",
                                  entity, context);
  std::set<std::string, std::less<>> seen;
  for (const Row& row : rows) {
    check_row_id(row.id, row.origin.place, seen, "place", context);
    if (!row.cells[2].number.factors.empty() || !row.cells[3].number.factors.empty())
      context.diagnostics.error(row.origin.place,
                                fmt::format("place '{}' has a range for lat or lon", row.id),
                                "each takes one number: they only put the place on the map");
    const double lat = degrees(row.cells[2]);
    const double lon = degrees(row.cells[3]);
    if (!(std::abs(lat) <= 90.0) || !(std::abs(lon) <= 180.0))
      context.diagnostics.error(row.origin.place,
                                fmt::format("place '{}' is at {:g}, {:g}", row.id, lat, lon),
                                "latitude is -90 to 90, longitude -180 to 180, in degrees");
    context.study.places.push_back(
        {row.id, row.cells[0].text, row.cells[1].text, lat, lon, row.cells[4].number, row.origin});
  }
}

void read_domain(std::span<const StudyDocument> documents, const study::Domain& domain,
                 StudyContext& context) {
  DomainReader reader(domain, context);
  bool is_used = false;
  for (const StudyDocument& document : documents) {
    const toml::node* node = document.root.get(domain.name());
    if (node == nullptr) continue;
    is_used = true;
    if (const toml::table* section = node->as_table())
      reader.read(document, *section);
    else
      context.diagnostics.error(document.place(*node),
                                fmt::format("[{}] must be a section", domain.name()));
  }
  if (is_used) reader.finish(documents.front());
}

void check_references(const study::Domain& domain, const study::DomainData& data,
                      const study::Scenario* scenario, StudyContext& context) {
  for (const EntitySpec& entity : domain.entities()) {
    for (const Row& row : data.table(entity.name).rows) {
      for (std::size_t f = 0; f < entity.fields.size() && f < row.cells.size(); ++f) {
        const FieldSpec& field = entity.fields[f];
        if (field.type != FieldType::reference || !row.cells[f].is_set) continue;
        if (refers(context, data, field, row.cells[f].text)) continue;
        context.diagnostics.error(
            scenario == nullptr ? row.origin.place : scenario->place,
            fmt::format("{}: there is no {} '{}'", field.key, field.refers_to, row.cells[f].text),
            fmt::format("add it, or correct the {} of '{}'", field.key, row.id));
      }
    }
  }
}

}  // namespace landbridge::io
