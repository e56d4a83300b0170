#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include <fmt/format.h>

#include "landbridge/base/words.hpp"
#include "landbridge/io/tntp.hpp"
#include "landbridge/io/tntp_words.hpp"

namespace landbridge::io {
namespace {

constexpr std::int32_t nodes_most = 5'000'000;
constexpr std::int32_t links_most = 50'000'000;
constexpr std::size_t errors_most = 50;
constexpr std::size_t warnings_most = 3;

constexpr std::array<std::string_view, 10> columns = {
    "init_node", "term_node", "capacity", "length", "free_flow_time",
    "b",         "power",     "speed",    "toll",   "link_type"};
constexpr std::array<std::size_t, 5> not_negative = {3, 4, 5, 6, 8};  // of columns
using Values = std::array<double, columns.size()>;

struct Counts {
  std::int32_t zones, nodes, links, first_through;
};

class NetworkReader {
 public:
  NetworkReader(const TextFile& source, Diagnostics& diagnostics)
      : source_(source), diagnostics_(diagnostics) {}

  std::optional<TntpNetwork> read() {
    TntpHeader header(source_,
                      {"NUMBER OF ZONES", "NUMBER OF NODES", "FIRST THRU NODE", "NUMBER OF LINKS",
                       "TOLL FACTOR", "DISTANCE FACTOR", "ORIGINAL HEADER"},
                      diagnostics_);
    if (!header.is_complete()) return std::nullopt;
    const auto nodes = header.whole("NUMBER OF NODES", 1, nodes_most);
    const auto zones = header.whole("NUMBER OF ZONES", 1, nodes.value_or(nodes_most));
    const auto links = header.whole("NUMBER OF LINKS", 0, links_most);
    const auto first = header.whole("FIRST THRU NODE", 1, nodes_most);
    result_.toll_factor = header.number("TOLL FACTOR");
    result_.distance_factor = header.number("DISTANCE FACTOR");
    if (diagnostics_.has_errors()) return std::nullopt;
    counts_ = {*zones, *nodes, *links, *first};
    result_.network.zones = *zones;
    result_.network.nodes = *nodes;
    result_.network.first_through_node = std::min(*first - 1, *nodes);
    read_lines(header.data_offset());
    check_count(header);
    if (diagnostics_.has_errors()) return std::nullopt;
    return std::move(result_);
  }

 private:
  void read_lines(std::size_t at) {
    const std::string_view text = source_.text();
    while (at < text.size() && diagnostics_.all().size() < errors_most) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      const std::string_view line = trim(text.substr(at, end - at));
      if (line.starts_with('~'))
        check_column_names(line.substr(1), at);
      else if (!line.empty())
        read_link(at, end);
      at = end + 1;
    }
  }

  /// A comment that names columns must name ours in our order; other comments are free text.
  void check_column_names(std::string_view line, std::size_t at) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < line.size();) {
      const std::size_t start = line.find_first_not_of(" \t;", i);
      if (start == std::string_view::npos) break;
      i = std::min(line.find_first_of(" \t;", start), line.size());
      names.emplace_back(line.substr(start, i - start));
    }
    if (names.empty() || std::ranges::find(names, columns[0]) == names.end()) return;
    if (std::ranges::equal(names, columns)) return;
    diagnostics_.error(source_.place_at(at), "the columns are named in another order or otherwise",
                       fmt::format("the format has the columns {}", fmt::join(columns, " ")));
  }

  void read_link(std::size_t at, std::size_t end) {
    Values values{};
    std::size_t count = 0;
    bool has_ended = false;
    TntpWords words(source_, at);
    for (TntpWord word = words.next(); !word.text.empty() && word.offset < end;
         word = words.next()) {
      if (word.text == ";" && count == columns.size() && !has_ended) {
        has_ended = true;
        continue;
      }
      const auto value = tntp_number(word.text);
      if (has_ended || count == columns.size() || !value) {
        diagnostics_.error(source_.place_at(word.offset), unexpected(word.text, count, has_ended),
                           fmt::format("a link is one line of {} numbers and ';': {}",
                                       columns.size(), fmt::join(columns, " ")));
        return;
      }
      values[count++] = *value;
    }
    if (count < columns.size()) {
      diagnostics_.error(source_.place_at(at),
                         fmt::format("the link has {}", counted(count, "value")),
                         fmt::format("{} is missing; a link has the values {}", columns[count],
                                     fmt::join(columns, " ")));
      return;
    }
    add_link(values, at);
  }

  static std::string unexpected(std::string_view word, std::size_t count, bool has_ended) {
    if (has_ended) return fmt::format("{} stands behind the ';'", tntp_quoted(word));
    if (count == columns.size())
      return fmt::format("{} stands behind the last column", tntp_quoted(word));
    if (word == ";") return fmt::format("the ';' comes after {}", counted(count, "value"));
    return fmt::format("{} is {}, not a number", columns[count], tntp_quoted(word));
  }

  /// The first thing that is wrong with the values of a link: column and what would be right.
  std::optional<std::pair<std::size_t, std::string>> wrong_value(const Values& v) const {
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}})
      if (!(v[i] >= 1.0 && v[i] <= counts_.nodes && v[i] == std::floor(v[i])))
        return {{i, fmt::format("nodes are whole numbers from 1 to {}", counts_.nodes)}};
    for (const std::size_t i : not_negative)
      if (!(v[i] >= 0.0)) return {{i, "write a number that is not negative"}};
    const bool rises = v[4] > 0.0 && v[5] > 0.0;
    if (rises && !(v[2] > 0.0)) return {{2, "a link whose time rises needs a capacity above 0"}};
    if (rises && v[6] > 0.0 && v[6] < 1.0) return {{6, "write 0, or a power of at least 1"}};
    return std::nullopt;
  }

  void add_link(const Values& v, std::size_t at) {
    if (const auto wrong = wrong_value(v)) {
      diagnostics_.error(source_.place_at(at),
                         fmt::format("{} is {}", columns[wrong->first], v[wrong->first]),
                         wrong->second);
      return;
    }
    freight::AssignNetwork& n = result_.network;
    const auto from = static_cast<std::int32_t>(v[0]) - 1;
    const auto to = static_cast<std::int32_t>(v[1]) - 1;
    warn_about_ends(from, to, at);
    n.from.push_back(from);
    n.to.push_back(to);
    n.capacity.push_back(v[2]);
    n.length.push_back(v[3]);
    n.free_flow_time.push_back(v[4]);
    n.b.push_back(v[5]);
    n.power.push_back(v[6]);
    n.toll.push_back(v[8]);
  }

  void warn_about_ends(std::int32_t from, std::int32_t to, std::size_t at) {
    const std::uint64_t key = (static_cast<std::uint64_t>(from) << 32) |
                              static_cast<std::uint64_t>(static_cast<std::uint32_t>(to));
    const auto [before, is_new] = line_of_.emplace(key, at);
    if (is_new && from != to) return;
    if (++warnings_ > warnings_most) return;
    if (from == to)
      diagnostics_.warning(source_.place_at(at),
                           fmt::format("the link goes from node {} to itself", from + 1),
                           "no route uses it; leave it out");
    else
      diagnostics_.warning(source_.place_at(at),
                           fmt::format("a link from {} to {} stands in line {} too", from + 1,
                                       to + 1, source_.place_at(before->second).line),
                           "both are kept, side by side; leave one out if it is a mistake");
  }

  void check_count(const TntpHeader& header) {
    const std::size_t found = result_.network.links();
    if (diagnostics_.has_errors() || found == static_cast<std::size_t>(counts_.links)) return;
    diagnostics_.error(header.place_of("NUMBER OF LINKS"),
                       fmt::format("<NUMBER OF LINKS> is {}, but the file has {}", counts_.links,
                                   counted(found, "link")),
                       "correct the header, or restore the lines that are missing");
  }

  const TextFile& source_;
  Diagnostics& diagnostics_;
  Counts counts_{};
  TntpNetwork result_;
  std::unordered_map<std::uint64_t, std::size_t> line_of_;
  std::size_t warnings_ = 0;
};

}  // namespace

Read<TntpNetwork> parse_tntp_network(const TextFile& source) {
  Read<TntpNetwork> read;
  read.value = NetworkReader(source, read.diagnostics).read();
  return read;
}

Read<TntpNetwork> read_tntp_network(const std::filesystem::path& file) {
  const auto text = read_text_file(file);
  if (!text) return read_failed<TntpNetwork>(text.diagnostics);
  return parse_tntp_network(*text);
}

bool looks_like_tntp(const TextFile& source) {
  const std::string_view text = source.text();
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = trim(text.substr(at, end - at));
    if (!line.empty() && !line.starts_with('~')) return line.starts_with('<');
    at = end + 1;
  }
  return false;
}

}  // namespace landbridge::io
