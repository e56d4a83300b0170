#include "landbridge/io/gmns.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/base/words.hpp"
#include "landbridge/io/named_table.hpp"

namespace landbridge::io {
namespace {

namespace fs = std::filesystem;
using freight::AssignNetwork;

constexpr double minutes_per_hour = 60.0;
constexpr double bpr_b = 0.15;  // [bpr1964]
constexpr double bpr_power = 4.0;
constexpr double connector_capacity = 1.0;  ///< never used: B is 0 there
constexpr std::size_t rows_max = 20'000'000;

struct UnitName {
  std::string_view name;
  double si;
};
constexpr std::array<UnitName, 11> length_units{{{"km", 1e3},
                                                 {"kilometer", 1e3},
                                                 {"kilometers", 1e3},
                                                 {"m", 1.0},
                                                 {"meter", 1.0},
                                                 {"meters", 1.0},
                                                 {"mi", 1609.344},
                                                 {"mile", 1609.344},
                                                 {"miles", 1609.344},
                                                 {"ft", 0.3048},
                                                 {"feet", 0.3048}}};
constexpr std::array<UnitName, 7> speed_units{{{"kph", 1.0 / 3.6},
                                               {"kmh", 1.0 / 3.6},
                                               {"km/h", 1.0 / 3.6},
                                               {"km/hr", 1.0 / 3.6},
                                               {"mph", 0.44704},
                                               {"mi/h", 0.44704},
                                               {"m/s", 1.0}}};

struct Units {
  double length_km = 1.0;
  double speed_km_h = 1.0;
  bool is_wgs84 = false;
};

class GmnsReader {
 public:
  GmnsReader(const GmnsTables& tables, const std::vector<std::string>& use)
      : tables_(tables),
        use_(use),
        config_(tables.config, diagnostics_),
        nodes_(tables.nodes, diagnostics_),
        links_(tables.links, diagnostics_) {}

  Read<GmnsNetwork> read() {
    read_config();
    if (!nodes_.need("node_id") || !nodes_.need("x_coord") || !nodes_.need("y_coord") ||
        !nodes_.need("zone_id") || !has_link_columns())
      return read_failed<GmnsNetwork>(std::move(diagnostics_));
    read_nodes();
    number_nodes();
    for (std::size_t r = 0; r < links_.rows(); ++r) read_link(r);
    for (std::size_t c = 0; c < tables_.demand.size(); ++c) read_demand(c);
    apply_uses();
    say_what_was_assumed();
    if (diagnostics_.has_errors()) return read_failed<GmnsNetwork>(std::move(diagnostics_));
    return {std::move(out_), std::move(diagnostics_)};
  }

 private:
  AssignNetwork& net() { return out_.problem.network; }

  bool has_link_columns() {
    bool is_whole = true;
    for (const std::string_view name :
         {"link_id", "from_node_id", "to_node_id", "directed", "length", "free_speed"})
      is_whole = links_.need(name) && is_whole;
    return is_whole;
  }

  template <std::size_t n>
  double unit(std::string_view column, const std::array<UnitName, n>& known) {
    const std::string text = lower_case(config_.text(0, column));
    const auto hit = std::ranges::find(known, std::string_view(text), &UnitName::name);
    if (hit != known.end()) return hit->si;
    std::vector<std::string_view> names;
    for (const UnitName& u : known) names.push_back(u.name);
    config_.error(0, column,
                  text.empty() ? fmt::format("'{}' is not stated", column)
                               : fmt::format("{} '{}' is not known", column, text),
                  fmt::format("write one of {}", fmt::join(names, ", ")));
    return 1.0;
  }

  void read_config() {
    if (config_.rows() != 1) {
      diagnostics_.error({std::string(tables_.config.file()), 0, 0, {}},
                         fmt::format("there are {} rows; one is wanted", config_.rows()),
                         "write the units once, as in long_length,speed,crs / km,kph,EPSG:4326");
      return;
    }
    if (!config_.need("long_length") || !config_.need("speed")) return;
    units_.length_km = unit("long_length", length_units) / 1e3;
    units_.speed_km_h = unit("speed", speed_units) * 3.6;
    const std::string crs = lower_case(config_.text(0, "crs"));
    units_.is_wgs84 = crs == "epsg:4326" || crs == "4326" || crs == "wgs84" || crs == "wgs 84";
  }

  struct Node {
    std::string id, zone;
    freight::GeoPoint at;
  };

  void read_nodes() {
    std::map<std::string, std::size_t> seen;
    for (std::size_t r = 0; r < nodes_.rows(); ++r) {
      Node node{std::string(nodes_.text(r, "node_id")), std::string(nodes_.text(r, "zone_id")), {}};
      if (node.id.empty()) nodes_.error(r, "node_id", "the node has no id", "give it one");
      if (!seen.emplace(node.id, r).second)
        nodes_.error(r, "node_id", fmt::format("node {} stands here a second time", node.id),
                     "give every node its own id");
      const double limit = units_.is_wgs84 ? 180.0 : 1e9;
      node.at.lon_deg = coordinate(r, "x_coord", limit);
      node.at.lat_deg = coordinate(r, "y_coord", units_.is_wgs84 ? 90.0 : limit);
      file_nodes_.push_back(std::move(node));
    }
    if (file_nodes_.empty())
      diagnostics_.error({std::string(tables_.nodes.file()), 0, 0, {}}, "there is no node",
                         "write one row a node");
  }

  double coordinate(std::size_t row, std::string_view name, double limit) {
    const auto value = nodes_.number(row, name, {-limit, true, limit});
    if (!value && nodes_.text(row, name).empty())
      nodes_.error(row, name, fmt::format("{} is empty", name), "write the coordinate");
    return value.value_or(0.0);
  }

  /// Zones first, in the order of their ids as numbers where they are such, then other nodes.
  void number_nodes() {
    std::map<std::string, std::vector<std::size_t>> members;
    for (std::size_t n = 0; n < file_nodes_.size(); ++n)
      if (!file_nodes_[n].zone.empty()) members[file_nodes_[n].zone].push_back(n);
    if (members.empty())
      diagnostics_.error({std::string(tables_.nodes.file()), 0, 0, {}}, "no node has a zone",
                         "write the zone of the nodes where trips begin and end into 'zone_id'");
    std::vector<std::string> zones;
    for (const auto& [zone, nodes] : members) zones.push_back(zone);
    std::ranges::sort(zones, [](const std::string& a, const std::string& b) {
      const auto x = parse_number(a);
      const auto y = parse_number(b);
      if (x && y && *x != *y) return *x < *y;
      if (x.has_value() != y.has_value()) return x.has_value();
      return a < b;
    });
    const bool has_own_places =
        std::ranges::any_of(members, [](const auto& m) { return m.second.size() > 1; });
    net().zones = static_cast<std::int32_t>(zones.size());
    net().first_through_node = has_own_places ? net().zones : 0;
    index_.assign(file_nodes_.size(), -1);
    for (const std::string& zone : zones) {
      zone_index_.emplace(zone, static_cast<std::int32_t>(zone_index_.size()));
      const std::size_t first = members[zone].front();
      add_node(has_own_places ? "zone " + zone : file_nodes_[first].id, file_nodes_[first].at);
      if (!has_own_places) index_[first] = net().nodes - 1;
    }
    for (std::size_t n = 0; n < file_nodes_.size(); ++n) {
      if (index_[n] < 0) {
        add_node(file_nodes_[n].id, file_nodes_[n].at);
        index_[n] = net().nodes - 1;
      }
      node_of_id_.emplace(file_nodes_[n].id, index_[n]);
    }
    if (has_own_places)
      for (const std::string& zone : zones)
        for (const std::size_t n : members[zone]) connect(zone_index_.at(zone), index_[n]);
  }

  void add_node(const std::string& name, const freight::GeoPoint& at) {
    net().node_name.push_back(name);
    if (units_.is_wgs84) out_.places.push_back(at);
    ++net().nodes;
  }

  void connect(std::int32_t zone, std::int32_t node) {
    for (const bool is_out : {true, false}) {
      Link link;
      link.from = is_out ? zone : node;
      link.to = is_out ? node : zone;
      link.name = fmt::format("connector of {}", net().node_name[static_cast<std::size_t>(zone)]);
      add_link(link);
    }
  }

  struct Link {
    std::int32_t from = -1, to = -1;
    double time_min = 0.0, length_km = 0.0, toll = 0.0;
    double b = 0.0, power = 1.0, capacity = connector_capacity;
    std::string name;
    std::string uses;  ///< empty: all
  };

  void add_link(const Link& link) {
    AssignNetwork& n = net();
    n.from.push_back(link.from);
    n.to.push_back(link.to);
    n.free_flow_time.push_back(link.time_min);
    n.length.push_back(link.length_km);
    n.toll.push_back(link.toll);
    n.b.push_back(link.b);
    n.power.push_back(link.power);
    n.capacity.push_back(link.capacity);
    out_.link_name.push_back(link.name);
    uses_.push_back(link.uses);
  }

  std::int32_t end_of(std::size_t row, std::string_view column) {
    const auto hit = node_of_id_.find(std::string(links_.text(row, column)));
    if (hit != node_of_id_.end()) return hit->second;
    links_.error(row, column, fmt::format("there is no node '{}'", links_.text(row, column)),
                 "write a node_id of node.csv");
    return -1;
  }

  std::optional<bool> directed(std::size_t row) {
    const std::string text = lower_case(links_.text(row, "directed"));
    if (text == "1" || text == "true" || text == "t" || text == "yes") return true;
    if (text == "0" || text == "false" || text == "f" || text == "no") return false;
    links_.error(row, "directed", fmt::format("directed is '{}'", text),
                 "write true for one way, false for both");
    return std::nullopt;
  }

  double needed(std::size_t row, std::string_view column, bool may_be_zero) {
    const auto value = links_.number(row, column, {0.0, may_be_zero});
    if (!value && links_.text(row, column).empty())
      links_.error(row, column, fmt::format("{} is empty", column), "write a number");
    return value.value_or(1.0);
  }

  /// Capacity and the law of delay.
  void read_law(std::size_t row, Link& link) {
    const auto capacity = links_.number(row, "capacity", {0.0, false});
    if (!capacity) {
      if (links_.text(row, "capacity").empty()) ++out_.unlimited_links;
      return;
    }
    const auto lanes = links_.number(row, "lanes", {0.0, false, 100.0});
    if (!lanes && links_.text(row, "lanes").empty())
      links_.error(row, "lanes", "capacity is per lane, and the number of lanes is not there",
                   "write the number of lanes");
    link.capacity = *capacity * lanes.value_or(1.0);
    const std::string_view alpha = links_.has("vdf_alpha") ? "vdf_alpha" : "vdf_alpha1";
    const std::string_view beta = links_.has("vdf_beta") ? "vdf_beta" : "vdf_beta1";
    const auto b = links_.number(row, alpha, {0.0, true, 1e6});
    const auto power = links_.number(row, beta, {1.0, true, 100.0});
    if (links_.text(row, alpha).empty() != links_.text(row, beta).empty())
      links_.error(row, alpha, fmt::format("{} and {} go together", alpha, beta),
                   "write both or none");
    if (!b && links_.text(row, alpha).empty()) ++assumed_laws_;
    link.b = b.value_or(bpr_b);
    link.power = power.value_or(bpr_power);
  }

  void read_link(std::size_t row) {
    Link link;
    link.name = std::string(links_.text(row, "link_id"));
    if (link.name.empty()) links_.error(row, "link_id", "the link has no id", "give it one");
    if (!link_ids_.insert(link.name).second)
      links_.error(row, "link_id", fmt::format("link {} stands here a second time", link.name),
                   "give every link its own id");
    link.from = end_of(row, "from_node_id");
    link.to = end_of(row, "to_node_id");
    const auto is_one_way = directed(row);
    link.length_km = needed(row, "length", true) * units_.length_km;
    const double speed_km_h = needed(row, "free_speed", false) * units_.speed_km_h;
    link.time_min = link.length_km / speed_km_h * minutes_per_hour;
    link.toll = links_.number(row, "toll", {0.0, true}).value_or(0.0);
    link.uses = std::string(links_.text(row, "allowed_uses"));
    read_law(row, link);
    if (link.from < 0 || link.to < 0 || !is_one_way) return;
    if (link.from == link.to) {
      links_.error(row, "to_node_id", "the link ends where it begins", "name another node");
      return;
    }
    add_link(link);
    if (*is_one_way) return;
    std::swap(link.from, link.to);
    link.name += " reversed";
    add_link(link);
  }

  void read_demand(std::size_t class_index) {
    NamedTable table(tables_.demand[class_index], diagnostics_);
    freight::AssignClass one;
    one.name = fs::path(std::string(tables_.demand[class_index].file())).stem().string();
    const bool is_whole =
        table.need("o_zone_id") && table.need("d_zone_id") && table.need("volume");
    std::set<std::pair<std::int32_t, std::int32_t>> seen;
    for (std::size_t r = 0; is_whole && r < table.rows(); ++r) {
      const auto from = zone_of(table, r, "o_zone_id");
      const auto to = zone_of(table, r, "d_zone_id");
      const auto volume = table.number(r, "volume", {0.0, true});
      if (!volume && table.text(r, "volume").empty())
        table.error(r, "volume", "volume is empty", "write 0 where nobody travels");
      if (!from || !to || !volume) continue;
      if (!seen.emplace(*from, *to).second)
        table.error(r, "o_zone_id", "this pair of zones stands here a second time",
                    "write each pair once");
      if (*volume > 0.0) one.demand.push_back({*from, *to, *volume});
    }
    out_.problem.classes.push_back(std::move(one));
  }

  std::optional<std::int32_t> zone_of(NamedTable& table, std::size_t row, std::string_view column) {
    const auto hit = zone_index_.find(std::string(table.text(row, column)));
    if (hit != zone_index_.end()) return hit->second;
    table.error(row, column, fmt::format("there is no zone '{}'", table.text(row, column)),
                "write a zone_id of node.csv");
    return std::nullopt;
  }

  static bool allows(std::string_view uses, std::string_view use) {
    if (uses.empty()) return true;
    while (!uses.empty()) {
      const std::size_t end = std::min(uses.find_first_of(",;|"), uses.size());
      const std::string one = lower_case(trim(uses.substr(0, end)));
      if (one == "all" || one == use) return true;
      uses.remove_prefix(std::min(end + 1, uses.size()));
    }
    return false;
  }

  void apply_uses() {
    std::set<std::string> kinds;
    for (const std::string& uses : uses_)
      if (!uses.empty()) kinds.insert(uses);
    if (use_.empty()) {
      if (kinds.size() > 1 || (!kinds.empty() && !lower_case(*kinds.begin()).starts_with("all")))
        diagnostics_.error({std::string(tables_.links.file()), 0, 0, {}},
                           fmt::format("links are for different uses: {}", fmt::join(kinds, " · ")),
                           "say with --use what the trips are, as in --use auto");
      return;
    }
    if (use_.size() != 1 && use_.size() != out_.problem.classes.size()) {
      diagnostics_.error({"--use", 0, 0, {}},
                         fmt::format("there are {} uses for {} tables of demand", use_.size(),
                                     out_.problem.classes.size()),
                         "write one use, or one for each table");
      return;
    }
    for (std::size_t c = 0; c < out_.problem.classes.size(); ++c) {
      const std::string use = lower_case(use_[std::min(c, use_.size() - 1)]);
      auto& barred = out_.problem.classes[c].is_barred;
      for (const std::string& uses : uses_) barred.push_back(allows(uses, use) ? 0 : 1);
    }
  }

  void say_what_was_assumed() {
    const std::string file(tables_.links.file());
    if (assumed_laws_ > 0)
      diagnostics_.warning({file, 0, 0, {}},
                           fmt::format("{} without vdf_alpha and vdf_beta take 0.15 and 4",
                                       counted(assumed_laws_, "link")),
                           "write the columns if another law is meant");
    if (out_.unlimited_links > 0)
      diagnostics_.warning(
          {file, 0, 0, {}},
          fmt::format("{} without capacity never slow down", counted(out_.unlimited_links, "link")),
          "write a capacity per lane and hour");
  }

  const GmnsTables& tables_;
  const std::vector<std::string>& use_;
  Diagnostics diagnostics_;
  NamedTable config_, nodes_, links_;
  Units units_;
  GmnsNetwork out_;
  std::vector<Node> file_nodes_;
  std::vector<std::int32_t> index_;  ///< of a node of the file in the network
  std::map<std::string, std::int32_t> node_of_id_, zone_index_;
  std::set<std::string> link_ids_;
  std::vector<std::string> uses_;
  std::size_t assumed_laws_ = 0;
};

}  // namespace

Read<GmnsNetwork> parse_gmns(const GmnsTables& tables, const std::vector<std::string>& use) {
  for (const CsvTable* table : {&tables.nodes, &tables.links}) {
    if (table->rows.size() <= rows_max) continue;
    Diagnostics diagnostics;
    diagnostics.error({std::string(table->file()), 0, 0, {}}, "there are too many rows",
                      fmt::format("at most {} are read", rows_max));
    return read_failed<GmnsNetwork>(std::move(diagnostics));
  }
  return GmnsReader(tables, use).read();
}

bool is_gmns_folder(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_regular_file(folder / "node.csv", ignored) &&
         fs::is_regular_file(folder / "link.csv", ignored);
}

Read<GmnsNetwork> read_gmns(const fs::path& folder, const GmnsOptions& options) {
  GmnsTables tables;
  Diagnostics diagnostics;
  const auto table = [&](const fs::path& file) {
    auto read = read_csv(file);
    diagnostics.append(read.diagnostics);
    return read ? std::move(*read) : CsvTable{};
  };
  std::error_code ignored;
  if (!fs::exists(folder / "config.csv", ignored))
    diagnostics.error({(folder / "config.csv").string(), 0, 0, {}},
                      "the file is missing, and with it the units of length and speed",
                      "write two lines: long_length,speed,crs / km,kph,EPSG:4326");
  else
    tables.config = table(folder / "config.csv");
  tables.nodes = table(folder / "node.csv");
  tables.links = table(folder / "link.csv");
  if (options.demand.empty()) tables.demand.push_back(table(folder / "demand.csv"));
  for (const fs::path& file : options.demand) tables.demand.push_back(table(file));
  if (diagnostics.has_errors()) return read_failed<GmnsNetwork>(std::move(diagnostics));
  return parse_gmns(tables, options.use);
}

}  // namespace landbridge::io
