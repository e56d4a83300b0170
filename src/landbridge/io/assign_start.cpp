#include "landbridge/io/assign_start.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/io/tntp_words.hpp"

namespace landbridge::io {
namespace {

using namespace freight;

constexpr std::size_t errors_most = 50;
constexpr std::array<std::string_view, 5> wanted = {"class", "origin", "destination", "flow",
                                                    "links"};

struct Route {
  double flow = 0.0;
  std::vector<std::int32_t> links;
};
using RoutesByPair =
    std::map<std::tuple<std::int32_t, std::int32_t, std::int32_t>, std::vector<Route>>;

class StartReader {
 public:
  StartReader(const CsvTable& table, const AssignProblem& problem, Diagnostics& diagnostics)
      : table_(table), problem_(problem), diagnostics_(diagnostics) {
    for (std::size_t k = 0; k < problem.classes.size(); ++k)
      class_of_.emplace(problem.classes[k].name, static_cast<std::int32_t>(k));
    for (std::int32_t node = 0; node < problem.network.nodes; ++node)
      node_of_.emplace(problem.network.name_of(node), node);
  }

  std::optional<AssignPaths> read() {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const auto column = table_.find(wanted[i]);
      if (column)
        column_[i] = *column;
      else
        diagnostics_.error({std::string(table_.file()), 1, 0, {}},
                           fmt::format("there is no column '{}'", wanted[i]),
                           "start from the paths.csv that --out wrote");
    }
    if (diagnostics_.has_errors()) return std::nullopt;
    for (std::size_t row = 0; row < table_.rows.size() && !is_full(); ++row) read_row(row);
    if (diagnostics_.has_errors()) return std::nullopt;
    AssignPaths paths;
    for (const auto& [key, routes] : routes_) {
      double sum = 0.0;
      for (const Route& route : routes) sum += route.flow;
      paths.add_pair(std::get<0>(key), std::get<1>(key), std::get<2>(key), sum);
      for (const Route& route : routes) paths.add_path(route.flow, route.links);
    }
    return paths;
  }

 private:
  bool is_full() const { return diagnostics_.all().size() >= errors_most; }

  std::optional<std::int32_t> known(const std::unordered_map<std::string, std::int32_t>& names,
                                    std::size_t row, std::size_t i) {
    const std::string& text = table_.text(row, column_[i]);
    if (const auto found = names.find(text); found != names.end()) return found->second;
    diagnostics_.error(table_.place(row, column_[i]),
                       fmt::format("{} {} is not in this problem", wanted[i], tntp_quoted(text)),
                       "start from a solution of the same network and trips");
    return std::nullopt;
  }

  void read_row(std::size_t row) {
    const auto users = known(class_of_, row, 0);
    const auto origin = known(node_of_, row, 1);
    const auto destination = known(node_of_, row, 2);
    const auto flow = parse_number(table_.text(row, column_[3]));
    if (!flow || *flow < 0.0)
      diagnostics_.error(table_.place(row, column_[3]),
                         fmt::format("the flow is {}", tntp_quoted(table_.text(row, column_[3]))),
                         "write a number that is not negative");
    Route route{flow.value_or(0.0), {}};
    if (!read_links(row, route.links) || !users || !origin || !destination || !flow) return;
    routes_[{*users, *origin, *destination}].push_back(std::move(route));
  }

  bool read_links(std::size_t row, std::vector<std::int32_t>& links) {
    const std::string_view text = table_.text(row, column_[4]);
    const std::size_t most = problem_.network.links();
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find(' ', at), text.size());
      const auto link = tntp_whole(text.substr(at, end - at));
      if (!link || *link < 1 || static_cast<std::size_t>(*link) > most) {
        diagnostics_.error(table_.place(row, column_[4]),
                           fmt::format("{} is no link", tntp_quoted(text.substr(at, end - at))),
                           fmt::format("links are numbers from 1 to {} with blanks between", most));
        return false;
      }
      links.push_back(*link - 1);
      at = end + 1;
    }
    return true;
  }

  const CsvTable& table_;
  const AssignProblem& problem_;
  Diagnostics& diagnostics_;
  std::unordered_map<std::string, std::int32_t> class_of_;
  std::unordered_map<std::string, std::int32_t> node_of_;
  std::array<std::size_t, wanted.size()> column_{};
  RoutesByPair routes_;
};

}  // namespace

Read<AssignPaths> parse_assign_start(const CsvTable& table, const AssignProblem& problem) {
  Read<AssignPaths> read;
  read.value = StartReader(table, problem, read.diagnostics).read();
  return read;
}

Read<AssignPaths> read_assign_start(const std::filesystem::path& file,
                                    const AssignProblem& problem) {
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(file, ignored);
  const auto table = read_csv(is_folder ? file / "tables" / "paths.csv" : file);
  if (!table) return read_failed<AssignPaths>(table.diagnostics);
  return parse_assign_start(*table, problem);
}

}  // namespace landbridge::io
