#include "landbridge/io/nodus.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "landbridge/io/nodus_costs.hpp"
#include "landbridge/io/nodus_table.hpp"

namespace landbridge::io {
namespace {

namespace fs = std::filesystem;
using freight::VirtualNetwork;
using Limits = NodusTable::Limits;

constexpr Limits any_number{1.0, 1e15};
constexpr double max_modes = 99.0;
constexpr double max_means = 99.0;

/// A link as it stands in the file.
struct Link {
  std::int32_t from = 0, to = 0;
  std::size_t mode = 0;
  std::int64_t means = 0;
  NodusLink values;
};

struct ModeTables {
  std::string name;         ///< "rail"
  std::int64_t number = 0;  ///< MODE; 0: no link yet
};

class Reader {
 public:
  Reader(fs::path folder, std::string costs)
      : folder_(std::move(folder)), costs_(std::move(costs)) {}

  Read<NodusStudy> read();

 private:
  std::optional<NodusTable> table(const std::string& name, bool is_required);
  void find_modes();
  void choose_costs();
  void read_places(const std::string& name, bool is_zone);
  void read_terminal_flags(NodusTable& table, std::size_t row, std::int32_t place);
  void read_points(std::size_t mode);
  void read_links(std::size_t mode, const std::string& name, bool is_required);
  void read_link(NodusTable& table, std::size_t row, std::size_t mode);
  bool find_link_columns(NodusTable& table);
  std::optional<std::int32_t> end_of_link(NodusTable& table, std::size_t row, std::size_t column,
                                          std::size_t mode);
  void read_flows(std::size_t mode);
  void read_costs();
  void add_means(const NodusCosts& costs);
  void add_means_of(const NodusCosts& costs, const std::string& function);
  void add_arcs(const NodusCosts& costs);
  void add_transhipments(const NodusCosts& costs);
  VirtualNetwork::ByGroup values(const NodusCosts& costs, const std::string& function,
                                 const NodusLink* link, bool is_required);

  fs::path folder_;
  std::string costs_;
  Diagnostics diagnostics_;
  NodusStudy study_;
  std::vector<ModeTables> modes_;
  std::map<std::int64_t, std::int32_t> places_;        // by NUM
  std::vector<std::vector<std::uint8_t>> belongs_to_;  // by place: modes whose nodes have it
  std::map<std::int64_t, std::size_t> zones_;          // by NUM: index among the zones
  std::vector<Link> links_;
  std::set<std::pair<std::size_t, std::int64_t>> link_numbers_;
  std::array<std::size_t, 8> columns_{};  // NUM ENABLED NODE1 NODE2 MODE MEANS SPEED length
  std::optional<std::size_t> capacity_column_;
  struct MeansNumbers {
    std::int64_t mode = 0, means = 0;
  };
  std::vector<MeansNumbers> means_numbers_;
};

std::optional<NodusTable> Reader::table(const std::string& name, bool is_required) {
  const fs::path file = folder_ / name;
  std::error_code ignored;
  if (!is_required && !fs::exists(file, ignored)) return std::nullopt;
  auto csv = read_csv(file);
  diagnostics_.append(csv.diagnostics);
  if (!csv) return std::nullopt;
  study_.files.push_back(file.string());
  return NodusTable(std::move(*csv), diagnostics_);
}

void Reader::find_modes() {
  constexpr std::string_view ending = "_polylines.csv";
  std::error_code code;
  std::vector<std::string> names;
  for (fs::directory_iterator it(folder_, code), end; !code && it != end; it.increment(code)) {
    const std::string file = it->path().filename().string();
    if (file.size() > ending.size() && file.ends_with(ending))
      names.push_back(file.substr(0, file.size() - ending.size()));
  }
  if (code || names.empty()) {
    diagnostics_.error({folder_.string(), 0, 0, {}}, "there is no table <mode>_polylines.csv",
                       "name a folder with the tables of a Nodus study as CSV");
    return;
  }
  std::ranges::sort(names);
  for (std::string& name : names) {
    study_.network.modes.push_back(name);
    modes_.push_back({std::move(name), 0});
  }
}

void Reader::choose_costs() {
  if (!costs_.empty()) return;
  constexpr const char* usual = "uncalibrated_costs.txt";
  std::error_code code;
  if (fs::exists(folder_ / usual, code)) {
    costs_ = usual;
    return;
  }
  std::vector<std::string> found;
  for (fs::directory_iterator it(folder_, code), end; !code && it != end; it.increment(code))
    if (it->path().filename().string().ends_with("_costs.txt"))
      found.push_back(it->path().filename().string());
  std::ranges::sort(found);
  if (found.size() == 1) {
    costs_ = found.front();
    return;
  }
  diagnostics_.error(
      {folder_.string(), 0, 0, {}},
      fmt::format("which cost file is meant is not clear: {} of the name *_costs.txt",
                  found.size()),
      "name one with --costs");
}

void Reader::read_places(const std::string& name, bool is_zone) {
  auto t = table(name, is_zone);
  if (!t) return;
  const auto num = t->column({"num", "NUM"});
  if (!num) return;
  for (std::size_t row = 0; row < t->rows(); ++row) {
    const auto number = t->integer(row, *num, any_number);
    if (!number) continue;
    const auto place = static_cast<std::int32_t>(study_.network.place_name.size());
    if (!places_.emplace(*number, place).second) {
      t->error(row, *num, fmt::format("place {} is given twice", *number), "give each place once");
      continue;
    }
    study_.network.place_name.push_back(fmt::format("{}", *number));
    study_.network.is_terminal.emplace_back(modes_.size(), std::uint8_t{0});
    belongs_to_.emplace_back(modes_.size(), std::uint8_t{1});
    if (is_zone) {
      zones_.emplace(*number, study_.network.zones.size());
      study_.network.zones.push_back(place);
    } else {
      read_terminal_flags(*t, row, place);
    }
  }
  if (is_zone && t->rows() == 0)
    diagnostics_.error({std::string(t->csv().file()), 0, 0, {}}, "there are no zones",
                       "write one row a zone");
}

void Reader::read_terminal_flags(NodusTable& table, std::size_t row, std::int32_t place) {
  for (std::size_t m = 0; m < modes_.size(); ++m) {
    std::string upper = modes_[m].name;
    for (char& c : upper)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    const auto column = table.column({upper, modes_[m].name}, false);
    if (!column) continue;
    if (const auto flag = table.integer(row, *column, {0.0, 1.0}))
      study_.network.is_terminal[static_cast<std::size_t>(place)][m] =
          static_cast<std::uint8_t>(*flag);
  }
}

void Reader::read_points(std::size_t mode) {
  auto t = table(modes_[mode].name + "_points.csv", true);
  if (!t) return;
  const auto num = t->column({"num", "NUM"});
  if (!num) return;
  for (std::size_t row = 0; row < t->rows(); ++row) {
    const auto number = t->integer(row, *num, any_number);
    if (!number) continue;
    const auto next = static_cast<std::int32_t>(study_.network.place_name.size());
    const auto [hit, is_new] = places_.emplace(*number, next);
    if (!is_new) {
      std::uint8_t& mark = belongs_to_[static_cast<std::size_t>(hit->second)][mode];
      if (mark)
        t->error(row, *num, fmt::format("node {} is given twice", *number), "give each node once");
      mark = 1;
      continue;
    }
    study_.network.place_name.push_back(fmt::format("{}", *number));
    study_.network.is_terminal.emplace_back(modes_.size(), std::uint8_t{0});
    belongs_to_.emplace_back(modes_.size(), std::uint8_t{0});
    belongs_to_.back()[mode] = 1;
  }
}

bool Reader::find_link_columns(NodusTable& table) {
  const std::vector<std::string_view> names[] = {
      {"NUM"},  {"ENABLED"}, {"NODE1"}, {"NODE2"},
      {"MODE"}, {"MEANS"},   {"SPEED"}, {"length_km", "length_km_haversine"}};
  bool has_all = true;
  for (std::size_t k = 0; k < columns_.size(); ++k) {
    const auto found = table.column(names[k]);
    has_all = has_all && found.has_value();
    columns_[k] = found.value_or(0);
  }
  capacity_column_ = table.column({"CAPACITY"}, false);
  return has_all;
}

std::optional<std::int32_t> Reader::end_of_link(NodusTable& table, std::size_t row,
                                                std::size_t column, std::size_t mode) {
  const auto number = table.integer(row, column, any_number);
  if (!number) return std::nullopt;
  const auto hit = places_.find(*number);
  if (hit != places_.end() && belongs_to_[static_cast<std::size_t>(hit->second)][mode])
    return hit->second;
  table.error(
      row, column, fmt::format("node {} does not exist", *number),
      fmt::format("ends are nodes of {}_points.csv, zones or terminals", modes_[mode].name));
  return std::nullopt;
}

void Reader::read_links(std::size_t mode, const std::string& name, bool is_required) {
  auto t = table(name, is_required);
  if (!t || !find_link_columns(*t)) return;
  for (std::size_t row = 0; row < t->rows(); ++row) read_link(*t, row, mode);
}

void Reader::read_link(NodusTable& table, std::size_t row, std::size_t mode) {
  const auto num = table.integer(row, columns_[0], any_number);
  const auto enabled = table.integer(row, columns_[1], {0.0, 1.0});
  const auto from = end_of_link(table, row, columns_[2], mode);
  const auto to = end_of_link(table, row, columns_[3], mode);
  const auto number = table.integer(row, columns_[4], {1.0, max_modes});
  const auto means = table.integer(row, columns_[5], {1.0, max_means});
  const auto speed = table.number(row, columns_[6], {1e-3, 1e4});
  const auto length = table.number(row, columns_[7], {0.0, 1e5});
  std::optional<double> capacity = 1.0;
  if (capacity_column_) capacity = table.number(row, *capacity_column_, {0.0, 1e15});
  if (!num || !enabled || !from || !to || !number || !means || !speed || !length || !capacity)
    return;
  if (modes_[mode].number == 0) modes_[mode].number = *number;
  if (modes_[mode].number != *number)
    return table.error(
        row, columns_[4],
        fmt::format("mode {} stands among links of mode {}", *number, modes_[mode].number),
        "a table has links of one mode");
  if (!link_numbers_.emplace(mode, *num).second)
    return table.error(row, columns_[0], fmt::format("link {} is given twice", *num),
                       "give each link once");
  if (*enabled == 0 || *from == *to) return;
  links_.push_back({*from, *to, mode, *means, {*length, *speed, *capacity}});
}

void Reader::read_flows(std::size_t mode) {
  auto t = table("od_" + modes_[mode].name + ".csv", true);
  if (!t) return;
  const auto group = t->column({"GRP"});
  const auto from = t->column({"ORG"});
  const auto to = t->column({"DST"});
  const auto amount = t->column({"QTY"});
  if (!group || !from || !to || !amount) return;
  std::set<std::array<std::int64_t, 3>> seen;
  for (std::size_t row = 0; row < t->rows(); ++row) {
    const auto g = t->integer(row, *group, {0.0, 99.0});
    const auto o = t->integer(row, *from, any_number);
    const auto d = t->integer(row, *to, any_number);
    const auto tonnes = t->number(row, *amount, {0.0, 1e12});
    if (!g || !o || !d || !tonnes) continue;
    bool exist = true;
    for (const auto& [zone, column] : {std::pair{*o, *from}, std::pair{*d, *to}})
      if (!zones_.contains(zone)) {
        t->error(row, column, fmt::format("zone {} does not exist", zone),
                 "zones are the rows of centroids.csv");
        exist = false;
      }
    if (!exist) continue;
    if (!seen.insert({*g, *o, *d}).second) {
      t->error(row, *from, fmt::format("group {} from {} to {} is given twice", *g, *o, *d),
               "give each flow once");
      continue;
    }
    if (*o == *d) {
      study_.intrazonal_tonnes += *tonnes;
      continue;
    }
    auto hit = std::ranges::find(study_.groups, static_cast<int>(*g));
    if (hit == study_.groups.end())
      hit = study_.groups.insert(study_.groups.end(), static_cast<int>(*g));
    study_.flows.push_back({static_cast<std::size_t>(hit - study_.groups.begin()), mode, zones_[*o],
                            zones_[*d], *tonnes});
  }
}

VirtualNetwork::ByGroup Reader::values(const NodusCosts& costs, const std::string& function,
                                       const NodusLink* link, bool is_required) {
  VirtualNetwork::ByGroup list;
  for (const int group : study_.groups) {
    if (!is_required && !costs.has(function, group)) {
      list.push_back(0.0);
      continue;
    }
    auto value = costs.value(function, group, link);
    if (!value) {
      const std::string where =
          costs.has(function, group) ? value.error().where : (folder_ / costs_).string();
      diagnostics_.error({where, 0, 0, {}}, value.error().what, value.error().hint);
      return {};
    }
    list.push_back(*value);
  }
  return list;
}

void Reader::add_means_of(const NodusCosts& costs, const std::string& function) {
  const std::size_t comma = function.find(',');
  const std::string name = function.substr(3);
  const MeansNumbers numbers{std::stol(function.substr(3, comma - 3)),
                             std::stol(function.substr(comma + 1))};
  const auto mode = std::ranges::find(modes_, numbers.mode, &ModeTables::number);
  if (mode == modes_.end()) return;  // a mode that this folder has no links of
  VirtualNetwork::Means means;
  means.mode = static_cast<std::int32_t>(mode - modes_.begin());
  means.name = name;
  means.loading = values(costs, "ld." + name, nullptr, true);
  means.unloading = values(costs, "ul." + name, nullptr, true);
  means.transit = values(costs, "tr." + name, nullptr, false);
  study_.network.means.push_back(std::move(means));
  means_numbers_.push_back(numbers);
}

void Reader::add_means(const NodusCosts& costs) {
  for (const std::string& function : costs.functions())
    if (function.starts_with("mv.")) add_means_of(costs, function);
  for (std::size_t m = 0; m < modes_.size(); ++m)
    if (std::ranges::none_of(study_.network.means, [&](const auto& means) {
          return means.mode == static_cast<std::int32_t>(m);
        }))
      diagnostics_.error(
          {(folder_ / costs_).string(), 0, 0, {}},
          fmt::format("mode {} ({}) has no moving cost", modes_[m].number, modes_[m].name),
          fmt::format("write 'mv.{},1 = …', or choose another cost file with --costs",
                      modes_[m].number));
}

void Reader::add_arcs(const NodusCosts& costs) {
  for (std::size_t k = 0; k < study_.network.means.size(); ++k)
    for (const Link& link : links_) {
      if (modes_[link.mode].number != means_numbers_[k].mode ||
          link.means < means_numbers_[k].means)
        continue;
      VirtualNetwork::Arc arc;
      arc.from = link.from;
      arc.to = link.to;
      arc.means = static_cast<std::int32_t>(k);
      arc.length_km = link.values.length_km;
      arc.moving = values(costs, "mv." + study_.network.means[k].name, &link.values, true);
      if (arc.moving.empty()) return;
      study_.network.arcs.push_back(arc);
      std::swap(arc.from, arc.to);
      study_.network.arcs.push_back(std::move(arc));
    }
}

void Reader::add_transhipments(const NodusCosts& costs) {
  const auto find = [&](const std::string& name) {
    const auto hit = std::ranges::find(study_.network.means, name, &VirtualNetwork::Means::name);
    return hit == study_.network.means.end()
               ? -1
               : static_cast<std::int32_t>(hit - study_.network.means.begin());
  };
  for (const std::string& function : costs.functions()) {
    if (!function.starts_with("tp.")) continue;
    const std::size_t dash = function.find('-');
    VirtualNetwork::Transhipment change;
    change.from_means = find(function.substr(3, dash - 3));
    change.to_means = find(function.substr(dash + 1));
    if (change.from_means < 0 || change.to_means < 0) {
      diagnostics_.error({(folder_ / costs_).string(), 0, 0, {}},
                         fmt::format("'{}' joins means without a moving cost", function),
                         "write a line mv.M,m for both");
      continue;
    }
    change.cost = values(costs, function, nullptr, true);
    study_.network.transhipments.push_back(std::move(change));
  }
}

void Reader::read_costs() {
  const fs::path file = folder_ / costs_;
  const auto costs = read_nodus_costs(file);
  diagnostics_.append(costs.diagnostics);
  if (!costs) return;
  study_.files.push_back(file.string());
  add_means(*costs);
  if (!diagnostics_.has_errors()) add_arcs(*costs);
  if (!diagnostics_.has_errors()) add_transhipments(*costs);
}

Read<NodusStudy> Reader::read() {
  find_modes();
  if (diagnostics_.has_errors()) return read_failed<NodusStudy>(std::move(diagnostics_));
  choose_costs();
  read_places("centroids.csv", true);
  read_places("terminals.csv", false);
  for (std::size_t m = 0; m < modes_.size(); ++m) read_points(m);
  for (std::size_t m = 0; m < modes_.size(); ++m) {
    read_links(m, modes_[m].name + "_polylines.csv", true);
    read_links(m, modes_[m].name + "_con.csv", false);
    read_flows(m);
  }
  if (!diagnostics_.has_errors() && study_.flows.empty())
    diagnostics_.error({folder_.string(), 0, 0, {}}, "there are no observed flows between zones",
                       "write them into od_<mode>.csv");
  std::vector<int> sorted = study_.groups;
  std::ranges::sort(sorted);
  for (NodusStudy::Flow& flow : study_.flows)
    flow.group = static_cast<std::size_t>(std::ranges::find(sorted, study_.groups[flow.group]) -
                                          sorted.begin());
  study_.groups = std::move(sorted);
  study_.network.groups = study_.groups.size();
  study_.costs_file = costs_;
  if (!diagnostics_.has_errors()) read_costs();
  return {std::move(study_), std::move(diagnostics_)};
}

}  // namespace

Read<NodusStudy> read_nodus(const fs::path& folder, const std::string& costs) {
  return Reader(folder, costs).read();
}

std::vector<freight::SplitPair> nodus_pairs(const NodusStudy& study, std::size_t group,
                                            const freight::CheapestWays& ways) {
  const std::size_t zones = study.network.zones.size();
  const std::size_t modes = study.network.modes.size();
  std::map<std::size_t, std::vector<double>> tonnes;
  for (const NodusStudy::Flow& flow : study.flows) {
    if (flow.group != group || !(flow.tonnes > 0.0)) continue;
    auto& row =
        tonnes.try_emplace(flow.origin * zones + flow.destination, modes, 0.0).first->second;
    row[flow.mode] += flow.tonnes;
  }
  std::vector<freight::SplitPair> pairs;
  for (const auto& [slot, row] : tonnes) {
    freight::SplitPair pair;
    const auto name = [&](std::size_t zone) {
      return study.network.place_name[static_cast<std::size_t>(study.network.zones[zone])];
    };
    pair.name = fmt::format("{}-{}", name(slot / zones), name(slot % zones));
    for (std::size_t m = 0; m < modes; ++m) pair.cost.push_back(ways.by_mode[m][slot].cost);
    pair.tonnes = row;
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

}  // namespace landbridge::io
