#include "landbridge/io/assign_places.hpp"

#include <cmath>
#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/io/freight_geojson.hpp"

namespace landbridge::io {
namespace {

using freight::GeoPoint;

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t start = line.find_first_not_of(" \t;");
    if (start == std::string_view::npos) return words;
    line.remove_prefix(start);
    const std::size_t end = std::min(line.find_first_of(" \t;"), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

class NodeReader {
 public:
  NodeReader(const TextFile& source, const freight::AssignNetwork& network) : source_(source) {
    for (std::int32_t node = 0; node < network.nodes; ++node)
      index_.emplace(network.name_of(node), static_cast<std::size_t>(node));
    const double unknown = std::nan("");
    places_.assign(static_cast<std::size_t>(network.nodes), {unknown, unknown});
  }

  Read<std::vector<GeoPoint>> read() {
    bool is_first = true;
    for (int line = 1; line <= static_cast<int>(source_.lines()); ++line) {
      const auto words = words_of(source_.line(line));
      if (words.empty() || words.front().starts_with('~')) continue;
      if (is_first && !parse_number(words.front())) {
        is_first = false;  // the names of the columns
        continue;
      }
      is_first = false;
      read_line(line, words);
    }
    for (const auto& [name, node] : index_)
      if (std::isnan(places_[node].lon_deg) && !diagnostics_.has_errors())
        error(0, fmt::format("node {} is missing", name), "write a line for each node");
    if (diagnostics_.has_errors())
      return read_failed<std::vector<GeoPoint>>(std::move(diagnostics_));
    return read_ok(std::move(places_));
  }

 private:
  void error(int line, std::string what, std::string hint) {
    diagnostics_.error(line > 0 ? source_.place_of(line) : SourcePlace{source_.name(), 0, 0, {}},
                       std::move(what), std::move(hint));
  }

  void read_line(int line, const std::vector<std::string_view>& words) {
    const auto lon = words.size() == 3 ? parse_number(words[1]) : Result<double>(0.0);
    const auto lat = words.size() == 3 ? parse_number(words[2]) : Result<double>(0.0);
    if (words.size() != 3 || !lon || !lat)
      return error(line, "this line is no node with its coordinates",
                   "write node, longitude and latitude, as in 7 49.46 37.48 ;");
    const auto node = index_.find(words[0]);
    if (node == index_.end())
      return error(line, fmt::format("the network has no node '{}'", words[0]),
                   "give the node file of this network");
    if (std::abs(*lon) > 180.0 || std::abs(*lat) > 90.0)
      return error(line, fmt::format("{}, {} is off the map", *lon, *lat),
                   "longitude and latitude in degrees are wanted; metres of a grid are not read");
    GeoPoint& place = places_[node->second];
    if (!std::isnan(place.lon_deg))
      return error(line, fmt::format("node {} stands here a second time", words[0]),
                   "write each node once");
    place = {*lon, *lat};
  }

  const TextFile& source_;
  Diagnostics diagnostics_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::vector<GeoPoint> places_;
};

}  // namespace

Read<std::vector<GeoPoint>> parse_tntp_nodes(const TextFile& source,
                                             const freight::AssignNetwork& network) {
  return NodeReader(source, network).read();
}

Read<std::vector<GeoPoint>> read_tntp_nodes(const std::filesystem::path& file,
                                            const freight::AssignNetwork& network) {
  const auto text = read_text_file(file);
  if (!text) return read_failed<std::vector<GeoPoint>>(text.diagnostics);
  return parse_tntp_nodes(*text, network);
}

Json assign_geojson(const freight::AssignProblem& problem, const freight::AssignSolution& solution,
                    const std::vector<GeoPoint>& places) {
  const freight::AssignNetwork& network = problem.network;
  Json features = Json::array();
  for (std::size_t link = 0; link < network.links(); ++link) {
    Json properties;
    properties["link"] = link + 1;
    properties["from"] = network.name_of(network.from[link]);
    properties["to"] = network.name_of(network.to[link]);
    properties["flow"] = solution.flow[link];
    properties["time"] = solution.time[link];
    const bool is_limited = network.b[link] > 0.0;
    properties["load_of_capacity"] =
        is_limited ? Json(solution.flow[link] / network.capacity[link]) : Json(nullptr);
    features.push_back(
        geojson_feature_of(geojson_line({places[static_cast<std::size_t>(network.from[link])],
                                         places[static_cast<std::size_t>(network.to[link])]}),
                           std::move(properties)));
  }
  return geojson_collection(std::move(features));
}

}  // namespace landbridge::io
