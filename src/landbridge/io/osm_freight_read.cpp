#include <algorithm>
#include <exception>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>
#include <osmium/io/any_input.hpp>
#include <osmium/io/file.hpp>
#include <osmium/io/reader.hpp>
#include <osmium/osm/entity_bits.hpp>
#include <osmium/osm/node.hpp>
#include <osmium/osm/way.hpp>

#include "landbridge/io/osm_freight.hpp"

namespace landbridge::io {
namespace {

constexpr std::size_t ways_max = 50'000'000;
constexpr std::string_view endings = ".osm, .osm.gz, .osm.bz2 and .osm.pbf are read";

/// Calls `take` for every object of one kind; exceptions of the library become an Error.
template <class Object, class Take>
Result<void> each(const std::filesystem::path& file, osmium::osm_entity_bits::type kind,
                  const Take& take) {
  try {
    osmium::io::Reader reader(osmium::io::File(file.string()), kind);
    while (const osmium::memory::Buffer buffer = reader.read())
      for (const Object& object : buffer.template select<Object>())
        if (auto taken = take(object); !taken) return taken;
    reader.close();
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& e) {
    return fail(
        Fault::bad_input, file.string(), fmt::format("it cannot be read: {}", e.what()),
        "the file is cut short, damaged or not what its name says; " + std::string(endings));
  }
  return {};
}

OsmWay way_of(const osmium::Way& way, OsmTags tags) {
  OsmWay out{way.id(), std::move(tags), {}};
  for (const osmium::NodeRef& node : way.nodes())
    if (out.nodes.empty() || out.nodes.back() != node.ref()) out.nodes.push_back(node.ref());
  return out;
}

Result<OsmExtract> read_extract(const std::filesystem::path& file, const OsmOptions& options) {
  OsmExtract extract;
  std::unordered_set<std::int64_t> wanted;
  auto ways = each<osmium::Way>(
      file, osmium::osm_entity_bits::way, [&](const osmium::Way& way) -> Result<void> {
        ++extract.ways_seen;
        OsmTags tags;
        for (const osmium::Tag& tag : way.tags()) tags.emplace(tag.key(), tag.value());
        if (!way.visible() || !takes_way(tags, options)) return {};
        extract.ways.push_back(way_of(way, std::move(tags)));
        wanted.insert(extract.ways.back().nodes.begin(), extract.ways.back().nodes.end());
        if (extract.ways.size() > ways_max)
          return fail(Fault::bad_input, file.string(), "there are too many ways",
                      fmt::format("at most {} are read", ways_max));
        return {};
      });
  if (!ways) return fail(ways.error());
  auto nodes = each<osmium::Node>(
      file, osmium::osm_entity_bits::node, [&](const osmium::Node& node) -> Result<void> {
        if (!wanted.contains(node.id()) || !node.location().valid()) return {};
        extract.places[node.id()] = {node.location().lon(), node.location().lat()};
        return {};
      });
  if (!nodes) return fail(nodes.error());
  std::ranges::stable_sort(extract.ways, {}, &OsmWay::id);
  return extract;
}

}  // namespace

Read<OsmNetwork> read_osm_network(const std::filesystem::path& file, const OsmOptions& options) {
  Diagnostics diagnostics;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) {
    diagnostics.error({file.string(), 0, 0, {}}, "there is no such file", std::string(endings));
    return read_failed<OsmNetwork>(std::move(diagnostics));
  }
  auto extract = read_extract(file, options);
  if (!extract) {
    const Error& e = extract.error();
    diagnostics.error({e.where, 0, 0, {}}, e.what, e.hint);
    return read_failed<OsmNetwork>(std::move(diagnostics));
  }
  return read_ok(make_osm_network(std::move(*extract), options));
}

}  // namespace landbridge::io
