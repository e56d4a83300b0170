#include "landbridge/io/choice_tables.hpp"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include <fmt/format.h>

#include "landbridge/io/nodus_table.hpp"

namespace landbridge::io {
namespace {

using namespace freight;
constexpr NodusTable::Limits above_zero{1e-300, 1e300};

std::map<std::string, std::int32_t, std::less<>> node_names(const AssignNetwork& network) {
  std::map<std::string, std::int32_t, std::less<>> names;
  for (std::int32_t node = 0; node < network.nodes; ++node)
    names.emplace(network.name_of(node), node);
  return names;
}

class LimitReader {
 public:
  LimitReader(const CsvTable& csv, const AssignNetwork& network, Diagnostics& diagnostics)
      : table_(csv, diagnostics), network_(network), nodes_(node_names(network)) {
    for (std::size_t link = 0; link < network.links(); ++link)
      links_of_[{network.from[link], network.to[link]}].push_back(static_cast<std::int32_t>(link));
  }

  std::vector<FlowLimit> read() {
    std::vector<FlowLimit> limits;
    const auto limit = table_.column({"limit"});
    link_ = table_.column({"link"}, false);
    if (!link_) {
      from_ = table_.column({"from"});
      to_ = table_.column({"to"});
      if (!from_ || !to_) return limits;
    }
    if (!limit) return limits;
    std::set<std::int32_t> seen;
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      const auto link = link_of(row);
      const auto at_flow = table_.number(row, *limit, above_zero);
      if (!link || !at_flow) continue;
      if (!seen.insert(*link).second)
        table_.error(row, *limit, fmt::format("link {} is limited twice", *link + 1),
                     "give each link one limit");
      limits.push_back({*link, *at_flow});
    }
    return limits;
  }

 private:
  std::optional<std::int32_t> node_of(std::size_t row, std::size_t column) {
    const std::string& name = table_.csv().text(row, column);
    if (const auto hit = nodes_.find(name); hit != nodes_.end()) return hit->second;
    table_.error(row, column, fmt::format("node '{}' does not exist", name),
                 "name a node of the network");
    return std::nullopt;
  }

  std::optional<std::int32_t> link_of(std::size_t row) {
    if (link_) {
      const auto number = table_.integer(row, *link_, {1.0, static_cast<double>(network_.links())});
      if (!number) return std::nullopt;
      return static_cast<std::int32_t>(*number - 1);
    }
    const auto from = node_of(row, *from_);
    const auto to = node_of(row, *to_);
    if (!from || !to) return std::nullopt;
    const auto hit = links_of_.find({*from, *to});
    if (hit == links_of_.end()) {
      table_.error(row, *from_, "no link joins these nodes in this direction",
                   "name the ends of a link of the network");
      return std::nullopt;
    }
    if (hit->second.size() == 1) return hit->second.front();
    table_.error(row, *from_, fmt::format("{} links join these nodes", hit->second.size()),
                 "give the number of the link in a column 'link'");
    return std::nullopt;
  }

  NodusTable table_;
  const AssignNetwork& network_;
  std::map<std::string, std::int32_t, std::less<>> nodes_;
  std::map<std::pair<std::int32_t, std::int32_t>, std::vector<std::int32_t>> links_of_;
  std::optional<std::size_t> link_, from_, to_;
};

}  // namespace

Read<std::vector<FlowLimit>> parse_flow_limits(const CsvTable& table,
                                               const AssignNetwork& network) {
  Read<std::vector<FlowLimit>> read;
  auto limits = LimitReader(table, network, read.diagnostics).read();
  if (limits.empty() && !read.diagnostics.has_errors())
    read.diagnostics.error({std::string(table.file()), 0, 0, {}}, "the table has no limit",
                           "write one row a link under the header");
  if (!read.diagnostics.has_errors()) read.value = std::move(limits);
  return read;
}

Read<std::vector<double>> parse_reference_costs(const CsvTable& csv, const AssignProblem& problem,
                                                bool joins_classes) {
  Read<std::vector<double>> read;
  NodusTable table(csv, read.diagnostics);
  std::array<std::size_t, 4> column{};
  constexpr std::array<std::string_view, 4> names = {"class", "origin", "destination", "cost"};
  for (std::size_t k = joins_classes ? 1 : 0; k < names.size(); ++k)
    column[k] = table.column({names[k]}).value_or(0);
  if (read.diagnostics.has_errors()) return read;
  std::map<std::tuple<std::string, std::string, std::string>, double> found;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto cost = table.number(row, column[3], above_zero);
    if (!cost) continue;
    const bool is_new =
        found
            .emplace(std::tuple{joins_classes ? std::string() : csv.text(row, column[0]),
                                csv.text(row, column[1]), csv.text(row, column[2])},
                     *cost)
            .second;
    if (!is_new)
      table.error(row, column[1], "the pair is given twice", "give each pair of a class once");
  }
  std::map<std::tuple<std::int32_t, std::int32_t, std::int32_t>, double> ordered;
  for (std::size_t k = 0; k < problem.classes.size(); ++k)
    for (const OdDemand& d : problem.classes[k].demand) {
      if (!(d.amount > 0.0) || d.origin == d.destination) continue;
      const auto hit =
          found.find({joins_classes ? std::string() : problem.classes[k].name,
                      problem.network.name_of(d.origin), problem.network.name_of(d.destination)});
      if (hit == found.end()) {
        read.diagnostics.error(
            {std::string(csv.file()), 0, 0, {}},
            fmt::format("there is no cost of class {} from {} to {}", problem.classes[k].name,
                        problem.network.name_of(d.origin), problem.network.name_of(d.destination)),
            "take the pairs.csv of a result with the same trips");
        return read;
      }
      ordered[{joins_classes ? 0 : static_cast<std::int32_t>(k), d.origin, d.destination}] =
          hit->second;
    }
  std::vector<double> costs;
  for (const auto& [pair, cost] : ordered) costs.push_back(cost);
  if (!read.diagnostics.has_errors()) read.value = std::move(costs);
  return read;
}

std::filesystem::path pairs_file(const std::filesystem::path& file_or_folder) {
  std::error_code ignored;
  return std::filesystem::is_directory(file_or_folder, ignored)
             ? file_or_folder / "tables" / "pairs.csv"
             : file_or_folder;
}

}  // namespace landbridge::io
