#include "landbridge/io/sea_lanes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/base/words.hpp"

namespace landbridge::io {
namespace {

using freight::GeoPoint;
using freight::SeaEdge;

constexpr double shortfall_relative_max = 1e-3;
constexpr double shortfall_m_max = 100.0;  ///< lengths are often written in tenths of km
constexpr double length_m_max = 25e6;      ///< more than half of the way round the Earth
constexpr std::size_t nodes_max = 10'000'000;
/// Below this length a detour says nothing.
constexpr double detour_from_m = 1e3;

constexpr std::array<std::string_view, 6> node_columns = {"node", "name", "lon",
                                                          "lat",  "join", "note"};
constexpr std::array<std::string_view, 10> edge_columns = {
    "edge", "node_a",  "node_b", "length", "length_km_haversine",
    "pass", "draught", "ice",    "closed", "note"};

/// The wanted columns of one table; says which are missing and which are unknown.
class Columns {
 public:
  Columns(const CsvTable& table, std::span<const std::string_view> known, Diagnostics& diagnostics)
      : table_(table), diagnostics_(diagnostics) {
    for (const CsvColumn& column : table.columns)
      if (std::ranges::find(known, column.name) == known.end())
        diagnostics.error(column.place, fmt::format("there is no column '{}' here", column.name),
                          fmt::format("columns: {}", fmt::join(known, ", ")));
  }

  std::optional<std::size_t> find(std::string_view name) const { return table_.find(name); }
  std::optional<std::size_t> need(std::string_view name) {
    const auto hit = find(name);
    if (!hit)
      diagnostics_.error({std::string(table_.file()), 1, 0, {}},
                         fmt::format("the column '{}' is missing", name),
                         "write it into the first line");
    return hit;
  }

 private:
  const CsvTable& table_;
  Diagnostics& diagnostics_;
};

Result<int> parse_month(std::string_view text) {
  const auto number = parse_number(trim(text));
  if (!number || *number != std::floor(*number) || *number < 1.0 || *number > 12.0)
    return fail(Fault::bad_input, {}, fmt::format("'{}' is no month", text),
                "write numbers from 1 to 12, as in 12-3 or 1,2,12");
  return static_cast<int>(*number);
}

class LaneReader {
 public:
  Read<SeaLaneFile> read(const std::vector<SeaLaneTables>& tables) {
    for (const SeaLaneTables& pair : tables) {
      ids_.clear();
      read_nodes(pair.nodes);
      has_whole_nodes_ = !diagnostics_.has_errors();
      read_edges(pair.edges);
      ++file_.lanes.files;
    }
    if (diagnostics_.has_errors()) return read_failed<SeaLaneFile>(std::move(diagnostics_));
    auto done = freight::complete(file_.lanes);
    if (!done) {
      const Error& e = done.error();
      diagnostics_.error({e.where, 0, 0, {}}, e.what, e.hint);
      return read_failed<SeaLaneFile>(std::move(diagnostics_));
    }
    file_.completion = std::move(*done);
    return {std::move(file_), std::move(diagnostics_)};
  }

 private:
  void error(SourcePlace place, std::string what, std::string hint) {
    diagnostics_.error(std::move(place), std::move(what), std::move(hint));
  }
  void error(const SourcePlace& place, const Error& e) { error(place, e.what, e.hint); }

  std::optional<double> degrees(const CsvTable& t, std::size_t row, std::size_t column,
                                double limit_deg) {
    const auto number = parse_number(t.text(row, column));
    if (!number) {
      error(t.place(row, column),
            fmt::format("{}: {}", t.columns[column].name, number.error().what),
            number.error().hint);
      return std::nullopt;
    }
    if (std::abs(*number) <= limit_deg) return *number;
    error(t.place(row, column),
          fmt::format("{} {} is off the map", t.columns[column].name, t.text(row, column)),
          fmt::format("degrees from -{0} to {0}", limit_deg));
    return std::nullopt;
  }

  void read_nodes(const CsvTable& t) {
    Columns columns(t, node_columns, diagnostics_);
    const auto id = columns.need("node");
    const auto lon = columns.need("lon");
    const auto lat = columns.need("lat");
    const auto name = columns.find("name");
    const auto join = columns.find("join");
    if (!id || !lon || !lat) return;
    if (file_.lanes.nodes.size() + t.rows.size() > nodes_max) {
      error({std::string(t.file()), 0, 0, {}}, "there are too many nodes",
            fmt::format("at most {} are read", nodes_max));
      return;
    }
    for (std::size_t r = 0; r < t.rows.size(); ++r) {
      const auto lon_deg = degrees(t, r, *lon, 180.0);
      const auto lat_deg = degrees(t, r, *lat, 90.0);
      freight::SeaNode node{t.text(r, *id),
                            name ? t.text(r, *name) : std::string(),
                            {lon_deg.value_or(0.0), lat_deg.value_or(0.0)},
                            file_.lanes.files,
                            join && yes(t, r, *join)};
      if (node.id.empty()) error(t.place(r, *id), "the node has no id", "give it a number or name");
      const auto index = static_cast<std::uint32_t>(file_.lanes.nodes.size());
      if (!ids_.emplace(node.id, index).second)
        error(t.place(r, *id), fmt::format("node {} stands here a second time", node.id),
              "give every node its own id");
      file_.lanes.nodes.push_back(std::move(node));
    }
  }

  bool yes(const CsvTable& t, std::size_t row, std::size_t column) {
    const std::string& text = t.text(row, column);
    if (text != "yes" && text != "no" && !text.empty())
      error(t.place(row, column), fmt::format("'{}' is neither yes nor no", text),
            "write yes, no or nothing");
    return text == "yes";
  }

  std::optional<std::uint32_t> end(const CsvTable& t, std::size_t row, std::size_t column) {
    const auto hit = ids_.find(t.text(row, column));
    if (hit != ids_.end()) return hit->second;
    error(t.place(row, column), fmt::format("there is no node '{}'", t.text(row, column)),
          "write the id of a node of the table of nodes that belongs to this one");
    return std::nullopt;
  }

  std::optional<double> length_m(const CsvTable& t, std::size_t row, std::size_t column) {
    if (t.columns[column].name == "length_km_haversine") {
      const auto number = parse_number(t.text(row, column));
      if (number) return *number * 1e3;
      error(t.place(row, column), number.error());
      return std::nullopt;
    }
    const auto value = si_value(t, row, column, Length::Dimension::exponents);
    if (value) return *value;
    error(t.place(row, column), value.error());
    return std::nullopt;
  }

  bool is_length_right(const CsvTable& t, std::size_t row, std::size_t column,
                       const SeaEdge& edge) {
    const double straight_m =
        great_circle_m(file_.lanes.nodes[edge.a].at, file_.lanes.nodes[edge.b].at);
    const double short_m = straight_m - edge.length_m;
    if (edge.length_m < 0.0 || edge.length_m > length_m_max) {
      error(t.place(row, column), fmt::format("the length {} km cannot be", edge.length_m / 1e3),
            fmt::format("lengths are from 0 to {:.0f} km", length_m_max / 1e3));
      return false;
    }
    if (short_m > std::max(shortfall_m_max, shortfall_relative_max * straight_m)) {
      error(t.place(row, column),
            fmt::format("the length {} km is less than the {:.4f} km between the ends on a sphere "
                        "of {} km",
                        edge.length_m / 1e3, straight_m / 1e3, freight::earth_radius_m / 1e3),
            "no lane is shorter than the great circle: correct the length or the coordinates");
      return false;
    }
    file_.shortfall_worst_m = std::max(file_.shortfall_worst_m, short_m);
    if (straight_m >= detour_from_m)
      file_.longest_detour = std::max(file_.longest_detour, edge.length_m / straight_m);
    return true;
  }

  freight::MonthSet months(const CsvTable& t, std::size_t row, std::size_t column) {
    const auto value = parse_months(t.text(row, column));
    if (value) return *value;
    error(t.place(row, column), value.error());
    return 0;
  }

  /// Pass, draught and seasons of an edge.
  void read_extras(const CsvTable& t, std::size_t row, SeaEdge& edge) {
    if (const auto pass = t.find("pass"); pass && !t.text(row, *pass).empty())
      edge.pass = pass_index(file_.lanes, t.text(row, *pass));
    if (const auto ice = t.find("ice")) edge.ice = months(t, row, *ice);
    if (const auto closed = t.find("closed")) edge.closed = months(t, row, *closed);
    const auto draught = t.find("draught");
    if (!draught || t.text(row, *draught).empty()) return;
    const auto value = si_value(t, row, *draught, Length::Dimension::exponents);
    if (!value)
      error(t.place(row, *draught), value.error());
    else if (!(*value > 0.0))
      error(t.place(row, *draught), fmt::format("a draught of {} m carries no ship", *value),
            "write the deepest draught that may pass, or leave the cell empty");
    else
      edge.draught_m = *value;
  }

  void read_edges(const CsvTable& t) {
    Columns columns(t, edge_columns, diagnostics_);
    const auto id = columns.need("edge");
    const auto a = columns.need("node_a");
    const auto b = columns.need("node_b");
    auto length = columns.find("length_km_haversine");
    if (!length) length = columns.need("length");
    if (!id || !a || !b || !length) return;
    std::map<std::string, std::size_t, std::less<>> seen;
    for (std::size_t r = 0; r < t.rows.size(); ++r) {
      if (!seen.emplace(t.text(r, *id), r).second)
        error(t.place(r, *id), fmt::format("edge {} stands here a second time", t.text(r, *id)),
              "give every edge its own id");
      const auto from = end(t, r, *a);
      const auto to = end(t, r, *b);
      const auto stated_m = length_m(t, r, *length);
      if (!from || !to || !stated_m) continue;
      SeaEdge edge{.a = *from, .b = *to, .length_m = *stated_m};
      if (!has_whole_nodes_ || !is_length_right(t, r, *length, edge)) continue;
      read_extras(t, r, edge);
      if (edge.a == edge.b)
        ++file_.loops;
      else
        file_.lanes.edges.push_back(edge);
    }
  }

  SeaLaneFile file_;
  Diagnostics diagnostics_;
  std::map<std::string, std::uint32_t, std::less<>> ids_;
  bool has_whole_nodes_ = true;  ///< else lengths cannot be checked
};

}  // namespace

Read<SeaLaneFile> parse_sea_lanes(const std::vector<SeaLaneTables>& tables) {
  return LaneReader().read(tables);
}

Read<SeaLaneFile> read_sea_lanes(
    const std::vector<std::pair<std::filesystem::path, std::filesystem::path>>& files) {
  std::vector<SeaLaneTables> tables;
  Diagnostics diagnostics;
  for (const auto& [nodes, edges] : files) {
    auto node_table = read_csv(nodes);
    auto edge_table = read_csv(edges);
    diagnostics.append(node_table.diagnostics);
    diagnostics.append(edge_table.diagnostics);
    if (node_table && edge_table)
      tables.push_back({std::move(*node_table), std::move(*edge_table)});
  }
  if (diagnostics.has_errors()) return read_failed<SeaLaneFile>(std::move(diagnostics));
  return parse_sea_lanes(tables);
}

Result<GeoPoint> parse_lat_lon(std::string_view text) {
  const std::size_t comma = text.find(',');
  constexpr std::string_view hint =
      "write latitude,longitude in decimal degrees, as in 18.95,72.95 for Nhava Sheva";
  if (comma == std::string_view::npos)
    return fail(Fault::bad_input, {}, fmt::format("'{}' is no place", text), std::string(hint));
  const auto lat = parse_number(trim(text.substr(0, comma)));
  const auto lon = parse_number(trim(text.substr(comma + 1)));
  if (!lat || !lon)
    return fail(Fault::bad_input, {}, fmt::format("'{}' is no place", text), std::string(hint));
  if (std::abs(*lat) > 90.0 || std::abs(*lon) > 180.0)
    return fail(Fault::bad_input, {}, fmt::format("'{}' is off the map", text), std::string(hint));
  return GeoPoint{*lon, *lat};
}

Result<freight::MonthSet> parse_months(std::string_view text) {
  unsigned months = 0;
  text = trim(text);
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find_first_of(",; "), text.size());
    const std::string_view part = text.substr(0, comma);
    text = trim(text.substr(std::min(comma + 1, text.size())));
    const std::size_t dash = part.find('-');
    const auto first = parse_month(part.substr(0, dash));
    if (!first) return fail(first.error());
    const auto last = dash == std::string_view::npos ? first : parse_month(part.substr(dash + 1));
    if (!last) return fail(last.error());
    for (int month = *first; true; month = month % 12 + 1) {  // at most twelve rounds
      months |= 1U << (month - 1);
      if (month == *last) break;
    }
  }
  return static_cast<freight::MonthSet>(months);
}

}  // namespace landbridge::io
