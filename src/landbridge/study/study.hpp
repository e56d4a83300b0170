#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "landbridge/study/schema.hpp"
#include "landbridge/study/value.hpp"

namespace landbridge::study {

/// One value of a row. `is_set` is false where an optional field was left out.
struct Cell {
  bool is_set = false;
  Number number;     ///< quantity [SI]
  std::string text;  ///< text, choice, reference
  DisplayUnit unit;  ///< quantity: as it was written
};

/// What a scenario did to a row beyond changing its values: cap, tax, delay, freeze, forbid.
struct Measure {
  std::string operation;
  Number amount;  ///< [SI]; 0 where the operation has none
};

/// One row of a table: cells in the order of its EntitySpec's fields.
struct Row {
  std::string id;
  std::vector<Cell> cells;
  bool is_closed = false;
  std::vector<Measure> measures;
  Origin origin;
};

struct Table {
  std::string entity;
  std::vector<Row> rows;
};

/// All tables of one domain, one per entity of its schema and in that order.
struct DomainData {
  std::string domain;
  std::vector<Table> tables;

  const Table& table(std::string_view entity) const;
  Table& table(std::string_view entity);
};

struct Place {
  std::string id, name, country;
  double latitude_deg = 0.0;
  double longitude_deg = 0.0;
  Number height_m;
  Origin origin;
};

/// A part of the year with its own demand and weather.
struct Period {
  std::string id;
  int first_day = 0;  ///< day of the year it starts, 0 = 1 January
  int length_days = 0;
};

/// One step of a scenario: an operation on a selection, for ever or for a while each year.
struct Step {
  std::string operation;  ///< close, open, set, scale, cap, tax, delay, freeze, forbid, add
  std::string domain, entity, row_pattern, field;
  Number amount;     ///< set, scale, cap, tax, delay
  std::string text;  ///< set on a text, choice or reference field
  DisplayUnit unit;
  std::vector<Row> rows;         ///< add
  std::optional<int> first_day;  ///< temporary: day of the year on which it starts
  int length_days = 0;           ///< temporary: how long it lasts
  SourcePlace place;
};

struct Scenario {
  std::string id, title, text, based_on, from;
  std::vector<Step> steps;  ///< own steps, applied after those of `based_on`
  SourcePlace place;
};

/// How a claimed value is held against a computed one.
enum class Relation { at_least, at_most, between };

/// A public statement that can be held against the model.
struct Claim {
  std::string id, text, said_by, scenario, metric, note;
  std::vector<std::string> sources;
  Relation relation = Relation::at_least;
  Number low, high;  ///< at_least uses low, at_most uses high
  DisplayUnit unit;
  Exponents dimension{};
  std::string not_testable;  ///< reason; empty if it is testable
  SourcePlace place;
};

struct Source {
  std::string key, title, date, url;
};

/// Sources that contradict each other, shown side by side.
struct Conflict {
  struct Value {
    std::string value, note;
    std::vector<std::string> sources;
  };
  std::string what;
  std::vector<Value> values;
};

struct Meta {
  std::string name, title, date, summary, currency;
  int price_year = 0;
  std::uint64_t seed = 0;
  int draws = 1000;
};

/// A file the study was read from, for the manifest.
struct InputFile {
  std::string path, sha256;
};

/// Everything that decides the answer, as plain data; the verbs are free functions.
struct Study {
  Meta meta;
  Currencies currencies;
  std::vector<Factor> factors;
  std::vector<Place> places;
  std::vector<Period> periods;
  std::vector<DomainData> domains;
  std::vector<Scenario> scenarios;
  std::vector<Claim> claims;
  std::vector<Source> sources;
  std::vector<Conflict> conflicts;
  std::vector<InputFile> files;

  const DomainData* domain(std::string_view name) const;
  const Place* place(std::string_view id) const;
};

}  // namespace landbridge::study
