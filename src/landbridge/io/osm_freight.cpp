#include "landbridge/io/osm_freight.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/base/words.hpp"

namespace landbridge::io {
namespace {

using freight::GeoPoint;

constexpr double km_per_mile = 1.609344;  // [nist811]
constexpr std::array<std::string_view, 2> rails = {"rail", "narrow_gauge"};
constexpr std::array<std::string_view, 10> roads = {
    "motorway",      "trunk",      "primary",      "secondary",      "tertiary",
    "motorway_link", "trunk_link", "primary_link", "secondary_link", "tertiary_link"};
constexpr std::array<std::string_view, 4> minor_roads = {"unclassified", "residential",
                                                         "living_street", "service"};

std::string_view tag(const OsmTags& tags, std::string_view key) {
  const auto hit = tags.find(key);
  return hit == tags.end() ? std::string_view{} : std::string_view(hit->second);
}

template <std::size_t n>
bool is_one_of(std::string_view word, const std::array<std::string_view, n>& words) {
  return std::ranges::find(words, word) != words.end();
}

bool says_yes(std::string_view word) {
  return word == "yes" || word == "designated" || word == "permissive";
}

bool is_ferry(const OsmTags& tags) { return tag(tags, "route") == "ferry"; }

bool takes_rail_ferry(const OsmTags& tags) {
  return tag(tags, "railway") == "ferry" || says_yes(tag(tags, "train")) ||
         says_yes(tag(tags, "rail")) || tag(tags, "ferry") == "train" ||
         tag(tags, "ferry") == "railway";
}

bool takes_road(const OsmTags& tags) {
  for (const std::string_view key : {"hgv", "goods", "motorcar", "motor_vehicle", "vehicle"}) {
    const std::string_view word = tag(tags, key);
    if (!word.empty()) return word != "no" && word != "private";
  }
  const std::string_view access = tag(tags, "access");
  return access != "no" && access != "private";
}

bool takes_road_ferry(const OsmTags& tags) {
  for (const std::string_view key : {"hgv", "goods", "motorcar", "motor_vehicle", "vehicle"})
    if (says_yes(tag(tags, key))) return tag(tags, "hgv") != "no";
  return false;
}

/// 1: both ways, 0: along the way, -1: against it.
int directions(const OsmTags& tags, OsmMode mode) {
  const std::string_view oneway = tag(tags, "oneway");
  if (oneway == "yes" || oneway == "true" || oneway == "1") return 0;
  if (oneway == "-1" || oneway == "reverse") return -1;
  if (oneway == "no" || mode == OsmMode::rail) return 1;
  const bool is_implied = tag(tags, "highway") == "motorway" ||
                          tag(tags, "junction") == "roundabout" ||
                          tag(tags, "junction") == "circular";
  return is_implied ? 0 : 1;
}

/// Reads values of tags; what is no number is counted.
class TagReader {
 public:
  TagReader(const OsmTags& tags, std::map<std::string, std::size_t>& unread)
      : tags_(tags), unread_(unread) {}

  std::optional<double> number(std::string_view key, double high) {
    const std::string_view text = tag(tags_, key);
    if (text.empty()) return std::nullopt;
    const auto value = parse_number(trim(text));
    if (value && *value > 0.0 && *value <= high) return *value;
    return not_read(key, text);
  }

  std::optional<double> speed_km_h() {
    const std::string_view text = tag(tags_, "maxspeed");
    if (text.empty()) return std::nullopt;
    std::string_view digits = trim(text);
    double factor = 1.0;
    for (const auto& [ending, per] : {std::pair{std::string_view("mph"), km_per_mile},
                                      std::pair{std::string_view("km/h"), 1.0}})
      if (digits.ends_with(ending)) {
        digits = trim(digits.substr(0, digits.size() - ending.size()));
        factor = per;
      }
    const auto value = parse_number(digits);
    if (value && *value > 0.0 && *value <= 600.0) return *value * factor;
    return not_read("maxspeed", text);
  }

  std::vector<double> gauges_mm() {
    std::vector<double> gauges;
    std::string_view rest = tag(tags_, "gauge");
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const auto value = parse_number(trim(rest.substr(0, end)));
      if (value && *value >= 100.0 && *value <= 3000.0)
        gauges.push_back(*value);
      else
        not_read("gauge", rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    std::ranges::sort(gauges);
    return gauges;
  }

  /// "01:30", "00:45:00" or minutes.
  std::optional<double> duration_min() {
    const std::string_view text = tag(tags_, "duration");
    if (text.empty()) return std::nullopt;
    double minutes = 0.0;
    double weight = text.find(':') == std::string_view::npos ? 1.0 : 60.0;
    std::string_view rest = text;
    for (int part = 0; part < 3 && !rest.empty(); ++part) {
      const std::size_t end = std::min(rest.find(':'), rest.size());
      const auto value = parse_number(trim(rest.substr(0, end)));
      if (!value || *value < 0.0 || *value > 1e5) return not_read("duration", text);
      minutes += *value * weight;
      weight /= 60.0;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (rest.empty() && minutes > 0.0) return minutes;
    return not_read("duration", text);
  }

 private:
  std::optional<double> not_read(std::string_view key, std::string_view text) {
    ++unread_[fmt::format("{}={}", key, text.substr(0, 40))];
    return std::nullopt;
  }

  const OsmTags& tags_;
  std::map<std::string, std::size_t>& unread_;
};

class Splitter {
 public:
  Splitter(OsmExtract extract, const OsmOptions& options) : options_(options) {
    net_.extract = std::move(extract);
    net_.mode = options.mode;
  }

  OsmNetwork split() {
    count_uses();
    for (const OsmWay& way : net_.extract.ways) split_way(way);
    number_nodes();
    count_components();
    return std::move(net_);
  }

 private:
  const GeoPoint* place(std::int64_t node) const {
    const auto hit = net_.extract.places.find(node);
    return hit == net_.extract.places.end() ? nullptr : &hit->second;
  }

  bool is_inside(const GeoPoint& at) const {
    if (!options_.box) return true;
    const OsmBox& box = *options_.box;
    return at.lat_deg >= box.south_deg && at.lat_deg <= box.north_deg &&
           at.lon_deg >= box.west_deg && at.lon_deg <= box.east_deg;
  }

  /// How often a node is met; ends of ways count twice, so that every end is a junction.
  void count_uses() {
    for (const OsmWay& way : net_.extract.ways) {
      for (const std::int64_t node : way.nodes) ++uses_[node];
      if (way.nodes.empty()) continue;
      ++uses_[way.nodes.front()];
      ++uses_[way.nodes.back()];
    }
  }

  void split_way(const OsmWay& way) {
    std::vector<std::int64_t> run;
    const auto finish = [&] {
      if (run.size() > 1) add_link(way, run);
      run.clear();
    };
    const GeoPoint* before = nullptr;
    for (const std::int64_t node : way.nodes) {
      const GeoPoint* at = place(node);
      const double step_m = at && before ? great_circle_m(*before, *at) : 0.0;
      net_.ways_m += step_m;
      before = at;
      if (!at) {
        ++net_.missing_nodes;
        finish();
        continue;
      }
      if (!is_inside(*at)) {
        net_.cut_m += step_m;
        finish();
        continue;
      }
      if (run.empty()) net_.cut_m += step_m;  // the step that comes in from outside
      run.push_back(node);
      if (uses_.at(node) > 1 && run.size() > 1) {
        finish();
        run.push_back(node);
      }
    }
    finish();
  }

  void add_link(const OsmWay& way, const std::vector<std::int64_t>& run) {
    OsmLink link;
    link.way = way.id;
    link.way_index = static_cast<std::size_t>(&way - net_.extract.ways.data());
    for (const std::int64_t node : run) {
      link.line.push_back(*place(node));
      if (link.line.size() > 1)
        link.length_m += great_circle_m(link.line[link.line.size() - 2], link.line.back());
    }
    ends_.emplace_back(run.front(), run.back());
    const int direction = directions(way.tags, options_.mode);
    link.is_both_ways = direction == 1;
    if (direction == -1) {
      std::swap(ends_.back().first, ends_.back().second);
      std::ranges::reverse(link.line);
    }
    const bool is_rail = options_.mode == OsmMode::rail;
    link.kind = is_ferry(way.tags) || tag(way.tags, "railway") == "ferry"
                    ? std::string("ferry")
                    : std::string(tag(way.tags, is_rail ? "railway" : "highway"));
    TagReader reader(way.tags, net_.unread);
    link.maxspeed_km_h = reader.speed_km_h();
    link.duration_min = reader.duration_min();
    if (is_rail) {
      link.gauges_mm = reader.gauges_mm();
      link.tracks = reader.number("tracks", 100.0);
      link.voltage_v = reader.number("voltage", 1e6);
    } else {
      link.lanes = reader.number("lanes", 100.0);
    }
    net_.links.push_back(std::move(link));
  }

  void number_nodes() {
    for (const auto& [from, to] : ends_) {
      net_.nodes.push_back(from);
      net_.nodes.push_back(to);
    }
    std::ranges::sort(net_.nodes);
    net_.nodes.erase(std::unique(net_.nodes.begin(), net_.nodes.end()), net_.nodes.end());
    const auto index = [&](std::int64_t node) {
      return static_cast<std::uint32_t>(std::ranges::lower_bound(net_.nodes, node) -
                                        net_.nodes.begin());
    };
    for (std::size_t i = 0; i < net_.links.size(); ++i) {
      net_.links[i].from = index(ends_[i].first);
      net_.links[i].to = index(ends_[i].second);
    }
  }

  void count_components() {
    std::vector<std::uint32_t> root(net_.nodes.size());
    std::iota(root.begin(), root.end(), 0U);
    const auto find = [&](std::uint32_t n) {
      while (root[n] != n) n = root[n] = root[root[n]];  // halves the way each time
      return n;
    };
    net_.components = net_.nodes.size();
    for (const OsmLink& link : net_.links) {
      const std::uint32_t a = find(link.from);
      const std::uint32_t b = find(link.to);
      if (a == b) continue;
      root[std::max(a, b)] = std::min(a, b);
      --net_.components;
    }
  }

  OsmOptions options_;
  OsmNetwork net_;
  std::map<std::int64_t, int> uses_;
  std::vector<std::pair<std::int64_t, std::int64_t>> ends_;
};

}  // namespace

bool takes_way(const OsmTags& tags, const OsmOptions& options) {
  if (options.mode == OsmMode::rail) {
    if (is_ferry(tags) || tag(tags, "railway") == "ferry") return takes_rail_ferry(tags);
    if (!is_one_of(tag(tags, "railway"), rails)) return false;
    return options.takes_minor || tag(tags, "service").empty();
  }
  if (is_ferry(tags)) return takes_road_ferry(tags);
  const std::string_view highway = tag(tags, "highway");
  const bool is_taken =
      is_one_of(highway, roads) || (options.takes_minor && is_one_of(highway, minor_roads));
  return is_taken && takes_road(tags);
}

OsmNetwork make_osm_network(OsmExtract extract, const OsmOptions& options) {
  return Splitter(std::move(extract), options).split();
}

}  // namespace landbridge::io
