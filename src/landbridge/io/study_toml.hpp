#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/io/study_document.hpp"
#include "landbridge/study/study.hpp"

namespace landbridge::io {

/// What the readers of a study share: the study being filled and everything wrong with it.
struct StudyContext {
  study::Study study;
  Diagnostics diagnostics;
};

/// A diagnostic for every key that is no source of the study; the sources must have been read.
void check_sources(std::span<const std::string> keys, const SourcePlace& place,
                   StudyContext& context);

/// True for letters, digits, '_' and '-'; a diagnostic otherwise.
bool check_id(std::string_view id, const SourcePlace& place, StudyContext& context);

/// source, confidence and note of a TOML table.
study::Origin read_origin(const StudyDocument& document, const toml::table& table,
                          StudyContext& context);

/// A string of the table; a diagnostic if it is missing (and required) or no string.
std::string read_string(const StudyDocument& document, const toml::table& table,
                        std::string_view key, bool is_required, StudyContext& context);

/// One string or a list of strings.
std::vector<std::string> read_strings(const StudyDocument& document, const toml::table& table,
                                      std::string_view key, StudyContext& context);

/// A diagnostic, with the nearest known word, for every key that is not known.
void check_keys(const StudyDocument& document, const toml::table& table,
                std::span<const std::string_view> known, std::string_view what,
                StudyContext& context);

/// The tables of a [[key]] list; a diagnostic for whatever is not one.
std::vector<const toml::table*> list_of(const StudyDocument& document, std::string_view key,
                                        StudyContext& context);

/// A whole number, or the fallback where the key is missing.
long read_integer(const StudyDocument& document, const toml::table& table, std::string_view key,
                  long fallback, StudyContext& context);

/// "151 d": whole days from 1 to 365; 0 with a diagnostic otherwise.
int read_days(const StudyDocument& document, const toml::table& table, std::string_view key,
              StudyContext& context);

/// "11-01" or "2028-01-15" as a day of the 365-day model year, from 0.
int read_date(const StudyDocument& document, const toml::table& table, std::string_view key,
              StudyContext& context);

}  // namespace landbridge::io
