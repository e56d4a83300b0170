#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/io/tntp.hpp"
#include "landbridge/io/tntp_words.hpp"

namespace landbridge::io {
namespace {

constexpr std::int32_t zones_most = 5'000'000;
constexpr std::size_t errors_most = 50;

class TripsReader {
 public:
  TripsReader(const TextFile& source, Diagnostics& diagnostics)
      : source_(source), diagnostics_(diagnostics) {}

  std::optional<TntpTrips> read() {
    TntpHeader header(
        source_,
        {"NUMBER OF ZONES", "TOTAL OD FLOW", "TOLL FACTOR", "DISTANCE FACTOR", "ORIGINAL HEADER"},
        diagnostics_);
    if (!header.is_complete()) return std::nullopt;
    const auto zones = header.whole("NUMBER OF ZONES", 1, zones_most);
    const auto total = header.number("TOTAL OD FLOW");
    trips_.toll_factor = header.number("TOLL FACTOR");
    trips_.distance_factor = header.number("DISTANCE FACTOR");
    if (diagnostics_.has_errors()) return std::nullopt;
    trips_.zones = *zones;
    read_entries(header.data_offset());
    check_total(header, total);
    if (diagnostics_.has_errors()) return std::nullopt;
    return std::move(trips_);
  }

 private:
  void read_entries(std::size_t offset) {
    TntpWords words(source_, offset);
    for (TntpWord word = words.next(); !word.text.empty(); word = words.next()) {
      const bool is_right = word.text == "Origin" || word.text == "origin" || word.text == "ORIGIN"
                                ? begin_origin(words.next(), word)
                                : read_entry(word, words);
      // What follows a wrong word is a guess: one message for each entry, at most these.
      if (!is_right && diagnostics_.all().size() >= errors_most) return;
      if (!is_right) skip_entry(words);
    }
  }

  static void skip_entry(TntpWords& words) {
    for (TntpWord word = words.peek(); !word.text.empty(); word = words.peek()) {
      if (word.text == "Origin") return;
      (void)words.next();
      if (word.text == ";") return;
    }
  }

  bool begin_origin(TntpWord number, TntpWord word) {
    const auto origin = zone_of(number.text);
    if (!origin)
      return wrong(number.text.empty() ? word : number,
                   fmt::format("the origin is {}", tntp_quoted(number.text)), zone_hint());
    if (has_origin_.empty()) has_origin_.resize(static_cast<std::size_t>(trips_.zones));
    if (has_origin_[static_cast<std::size_t>(*origin)])
      return wrong(number, fmt::format("origin {} stands twice", *origin + 1),
                   "write all its trips in one place");
    has_origin_[static_cast<std::size_t>(*origin)] = true;
    origin_ = *origin;
    return true;
  }

  bool read_entry(TntpWord word, TntpWords& words) {
    if (origin_ < 0)
      return wrong(word, fmt::format("{} stands before the first origin", tntp_quoted(word.text)),
                   "write a line such as 'Origin 1' above its trips");
    const auto destination = zone_of(word.text);
    if (!destination)
      return wrong(word, fmt::format("the destination is {}", tntp_quoted(word.text)), zone_hint());
    if (words.peek().text != ":")
      return wrong(word, fmt::format("there is no ':' behind destination {}", *destination + 1),
                   "an entry is 'destination : trips ;'");
    (void)words.next();
    const TntpWord amount_word = words.peek();
    const auto amount = tntp_number(amount_word.text);
    if (!amount || *amount < 0.0)
      return wrong(
          amount_word.text.empty() ? word : amount_word,
          fmt::format("the trips to {} are {}", *destination + 1, tntp_quoted(amount_word.text)),
          "write a number that is not negative");
    (void)words.next();
    if (words.peek().text == ";") (void)words.next();
    return add(word, *destination, *amount);
  }

  bool add(TntpWord word, std::int32_t destination, double amount) {
    if (seen_under_.empty()) seen_under_.resize(static_cast<std::size_t>(trips_.zones), -1);
    std::int32_t& seen_under = seen_under_[static_cast<std::size_t>(destination)];
    if (seen_under == origin_)
      return wrong(
          word,
          fmt::format("destination {} stands twice under origin {}", destination + 1, origin_ + 1),
          "keep one of the two entries");
    seen_under = origin_;
    add_to_total(amount);
    if (destination == origin_)
      trips_.intrazonal += amount;
    else if (amount > 0.0)
      trips_.demand.push_back({origin_, destination, amount});
    return true;
  }

  /// Neumaier's sum: a million entries lose no digit.
  void add_to_total(double amount) {
    const double sum = trips_.total + amount;
    lost_ += std::abs(trips_.total) >= amount ? (trips_.total - sum) + amount
                                              : (amount - sum) + trips_.total;
    trips_.total = sum;
  }

  void check_total(const TntpHeader& header, std::optional<double> stated) {
    trips_.total += lost_;
    if (diagnostics_.has_errors()) return;
    if (!stated) {
      diagnostics_.warning({source_.name(), 0, 0, {}},
                           "there is no <TOTAL OD FLOW> to check the trips against",
                           fmt::format("the entries add up to {}", trips_.total));
      return;
    }
    const double off = std::abs(trips_.total - *stated);
    if (off <= tntp_total_tolerance_relative * std::max(*stated, trips_.total)) return;
    diagnostics_.error(
        header.place_of("TOTAL OD FLOW"),
        fmt::format("<TOTAL OD FLOW> is {}, but the entries add up to {}", *stated, trips_.total),
        fmt::format("they may differ by {} of the total; restore the entries that are missing, or "
                    "correct the header",
                    tntp_total_tolerance_relative));
  }

  std::optional<std::int32_t> zone_of(std::string_view text) const {
    const auto zone = tntp_whole(text);
    if (!zone || *zone < 1 || *zone > trips_.zones) return std::nullopt;
    return *zone - 1;
  }
  std::string zone_hint() const {
    return fmt::format("zones are whole numbers from 1 to {}", trips_.zones);
  }
  bool wrong(TntpWord word, std::string what, std::string hint) {
    diagnostics_.error(source_.place_at(word.offset), std::move(what), std::move(hint));
    return false;
  }

  const TextFile& source_;
  Diagnostics& diagnostics_;
  TntpTrips trips_;
  std::int32_t origin_ = -1;
  std::vector<bool> has_origin_;
  std::vector<std::int32_t> seen_under_;  // by destination: the origin that had it last
  double lost_ = 0.0;
};

}  // namespace

Read<TntpTrips> parse_tntp_trips(const TextFile& source) {
  Read<TntpTrips> read;
  read.value = TripsReader(source, read.diagnostics).read();
  return read;
}

Read<TntpTrips> read_tntp_trips(const std::filesystem::path& file) {
  const auto text = read_text_file(file);
  if (!text) return read_failed<TntpTrips>(text.diagnostics);
  return parse_tntp_trips(*text);
}

}  // namespace landbridge::io
