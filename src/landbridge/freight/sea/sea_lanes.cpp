#include "landbridge/freight/sea/sea_lanes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include <fmt/format.h>

#include "landbridge/freight/sea/sea_passes.hpp"

namespace landbridge::freight {
namespace {

constexpr double radian_per_degree = std::numbers::pi / 180.0;
/// Nodes on both sides of the date line are one place if their latitudes differ by less.
constexpr double date_line_tolerance_deg = 1e-4;

/// The node of another file nearest to this one, or the node itself.
std::uint32_t nearest_elsewhere(const SeaLanes& lanes, std::uint32_t node) {
  double best_m = std::numeric_limits<double>::infinity();
  std::uint32_t best = node;
  for (std::uint32_t other = 0; other < lanes.nodes.size(); ++other) {
    if (lanes.nodes[other].file == lanes.nodes[node].file) continue;
    const double distance_m = great_circle_m(lanes.nodes[node].at, lanes.nodes[other].at);
    if (distance_m < best_m) {
      best_m = distance_m;
      best = other;
    }
  }
  return best;
}

Result<void> join_files(SeaLanes& lanes, SeaCompletion& done) {
  for (std::uint32_t node = 0; node < lanes.nodes.size() && lanes.files > 1; ++node) {
    if (!lanes.nodes[node].joins) continue;
    const std::uint32_t other = nearest_elsewhere(lanes, node);
    const double distance_m = great_circle_m(lanes.nodes[node].at, lanes.nodes[other].at);
    if (other == node || distance_m > join_max_m)
      return fail(Fault::bad_input, fmt::format("node {}", lanes.nodes[node].id),
                  fmt::format("it shall be joined to the other lanes, but the nearest of their "
                              "nodes is {:.0f} km away; at most {:.0f} km are joined",
                              distance_m / 1e3, join_max_m / 1e3),
                  "move the node, or take its mark in the column 'join' away");
    lanes.edges.push_back({.a = node, .b = other, .length_m = distance_m});
    done.joins.push_back({node, other, distance_m});
  }
  return {};
}

/// Ships cross the date line although the map ends there.
void join_date_line(SeaLanes& lanes, SeaCompletion& done) {
  std::vector<std::pair<double, std::uint32_t>> east;
  std::vector<std::pair<double, std::uint32_t>> west;
  for (std::uint32_t node = 0; node < lanes.nodes.size(); ++node) {
    const GeoPoint& at = lanes.nodes[node].at;
    if (at.lon_deg == 180.0) east.emplace_back(at.lat_deg, node);
    if (at.lon_deg == -180.0) west.emplace_back(at.lat_deg, node);
  }
  std::ranges::sort(west);
  for (const auto& [lat_deg, node] : east) {
    const double wanted_deg = lat_deg - date_line_tolerance_deg;
    auto hit = std::ranges::lower_bound(west, std::pair{wanted_deg, std::uint32_t{0}});
    if (hit == west.end() || hit->first > lat_deg + date_line_tolerance_deg) continue;
    lanes.edges.push_back({.a = node, .b = hit->second, .length_m = 0.0});
    ++done.date_line_joins;
  }
}

void tag_by_gates(SeaLanes& lanes, SeaCompletion& done) {
  const std::size_t edges = lanes.edges.size();
  for (const KnownPass& known : known_passes()) {
    if (!known.has_gate()) continue;
    if (std::ranges::find(lanes.passes, known.name, &SeaPass::name) != lanes.passes.end()) continue;
    bool is_found = false;
    for (std::size_t e = 0; e < edges; ++e) {
      SeaEdge& edge = lanes.edges[e];
      if (edge.pass != no_pass) continue;
      const GeoPoint& a = lanes.nodes[edge.a].at;
      const GeoPoint& b = lanes.nodes[edge.b].at;
      const bool is_over_date_line = std::abs(a.lon_deg - b.lon_deg) > 180.0;
      if (is_over_date_line || !cross(a, b, known.gate_from, known.gate_to)) continue;
      edge.pass = pass_index(lanes, known.name);
      is_found = true;
    }
    if (is_found) done.added_tags.emplace_back(known.name);
  }
}

}  // namespace

double great_circle_m(const GeoPoint& a, const GeoPoint& b) {
  const double lat_a = a.lat_deg * radian_per_degree;
  const double lat_b = b.lat_deg * radian_per_degree;
  const double half_lat = std::sin((lat_b - lat_a) / 2.0);
  const double half_lon = std::sin((b.lon_deg - a.lon_deg) * radian_per_degree / 2.0);
  const double h = half_lat * half_lat + std::cos(lat_a) * std::cos(lat_b) * half_lon * half_lon;
  return 2.0 * earth_radius_m * std::asin(std::sqrt(std::clamp(h, 0.0, 1.0)));
}

std::uint32_t pass_index(SeaLanes& lanes, std::string_view name) {
  const auto hit = std::ranges::find(lanes.passes, name, &SeaPass::name);
  if (hit != lanes.passes.end()) return static_cast<std::uint32_t>(hit - lanes.passes.begin());
  SeaPass pass;
  pass.name = std::string(name);
  if (const KnownPass* known = find_pass(name)) {
    pass.is_arctic = known->is_arctic;
    pass.draught_m = known->draught_m;
  }
  lanes.passes.push_back(std::move(pass));
  return static_cast<std::uint32_t>(lanes.passes.size() - 1);
}

Result<SeaCompletion> complete(SeaLanes& lanes) {
  SeaCompletion done;
  if (auto joined = join_files(lanes, done); !joined) return fail(joined.error());
  join_date_line(lanes, done);
  tag_by_gates(lanes, done);
  return done;
}

}  // namespace landbridge::freight
