#include "landbridge/study/domains/freight/freight_words.hpp"

#include "landbridge/base/words.hpp"
#include "landbridge/freight/routes/timetable.hpp"

namespace landbridge::study {
namespace {

constexpr std::size_t list_max = 10'000;

/// A number of digits only; nothing else.
std::optional<int> digits(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = 10 * value + (c - '0');
  }
  return value;
}

}  // namespace

std::vector<std::string> words_of(std::string_view list) {
  std::vector<std::string> words;
  while (!list.empty() && words.size() < list_max) {
    const std::size_t cut = std::min(list.find(';'), list.size());
    if (const auto word = trim(list.substr(0, cut)); !word.empty()) words.emplace_back(word);
    list.remove_prefix(std::min(cut + 1, list.size()));
  }
  return words;
}

std::optional<TableSelection> selection_of(std::string_view text) {
  const std::size_t open = text.find('[');
  if (open == std::string_view::npos || open == 0 || !text.ends_with(']') ||
      open + 2 >= text.size())
    return std::nullopt;
  return TableSelection{std::string(text.substr(0, open)),
                        std::string(text.substr(open + 1, text.size() - open - 2))};
}

std::optional<std::chrono::sys_days> date_of(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4)), month = digits(text.substr(5, 2)),
             day = digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

std::optional<int> day_of_year(std::string_view text) {
  if (text.size() != 5) return std::nullopt;
  const auto date = date_of(std::string("2025-").append(text));  // a year of 365 days
  const auto first = date_of("2025-01-01");
  if (!date) return std::nullopt;
  return static_cast<int>((*date - *first).count());
}

std::optional<std::uint8_t> weekdays_of(std::string_view text) {
  if (trim(text).empty()) return freight::every_day;
  unsigned bits = 0;
  for (const std::string& word : words_of(text)) {
    const std::size_t dots = word.find("..");
    const auto first = digits(trim(std::string_view(word).substr(0, dots)));
    const auto last =
        dots == std::string::npos ? first : digits(trim(std::string_view(word).substr(dots + 2)));
    if (!first || !last || *first < 1 || *last > 7 || *first > *last) return std::nullopt;
    for (int day = *first; day <= *last; ++day) bits |= 1U << static_cast<unsigned>(day - 1);
  }
  if (bits == 0) return std::nullopt;
  return static_cast<std::uint8_t>(bits);
}

std::optional<Time> hour_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hours = digits(text.substr(0, 2)), minutes = digits(text.substr(3, 2));
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return Time::from_si(3600.0 * *hours + 60.0 * *minutes);
}

}  // namespace landbridge::study
