#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/units.hpp"

namespace landbridge::study {

/// "a; b" -> {"a", "b"}, blanks around them cut off; empty parts are left out.
std::vector<std::string> words_of(std::string_view list);

/// "link[w_*]" -> {"link", "w_*"}; nothing where it has another form.
struct TableSelection {
  std::string table, pattern;
};
std::optional<TableSelection> selection_of(std::string_view text);

/// "2025-03-01".
std::optional<std::chrono::sys_days> date_of(std::string_view text);
/// "03-01" -> 59: days after 1 January of a year of 365.
std::optional<int> day_of_year(std::string_view text);
/// "1..5" or "2;5" -> bits of the days of the week, 1 Monday.
std::optional<std::uint8_t> weekdays_of(std::string_view text);
/// "06:30" -> 23400 s.
std::optional<Time> hour_of_day(std::string_view text);

}  // namespace landbridge::study
