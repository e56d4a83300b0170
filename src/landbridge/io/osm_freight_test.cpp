#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <osmium/builder/attr.hpp>
#include <osmium/io/any_input.hpp>
#include <osmium/io/any_output.hpp>
#include <osmium/io/writer.hpp>
#include <osmium/memory/buffer.hpp>

#include "landbridge/io/osm_freight.hpp"

using namespace landbridge;

namespace {

/// A folder for the files of one test.
struct Folder {
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "osm_testXXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path put(const std::string& name, const std::string& bytes) const {
    std::ofstream(path / name, std::ios::binary) << bytes;
    return path / name;
  }
  std::filesystem::path path;
};

/// A line 1-2-3-4 with a branch 3-5, a siding, a train ferry 4-6, a road 1-5 that crosses.
const std::string world = R"(<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="by hand">
 <node id="1" version="1" lat="37.0" lon="49.0"/>
 <node id="2" version="1" lat="37.1" lon="49.0"/>
 <node id="3" version="1" lat="37.2" lon="49.0"/>
 <node id="4" version="1" lat="37.3" lon="49.0"/>
 <node id="5" version="1" lat="37.2" lon="49.2"/>
 <node id="6" version="1" lat="38.3" lon="50.0"/>
 <way id="10" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/>
  <tag k="railway" v="rail"/><tag k="gauge" v="1520;1435"/><tag k="electrified" v="contact_line"/>
  <tag k="voltage" v="25000"/><tag k="tracks" v="2"/><tag k="maxspeed" v="50 mph"/>
  <tag k="usage" v="main"/><tag k="bridge" v="yes"/><tag k="name" v="North, South"/></way>
 <way id="11" version="1"><nd ref="3"/><nd ref="5"/>
  <tag k="railway" v="rail"/><tag k="gauge" v="broad"/><tag k="maxspeed" v="RU:rural"/></way>
 <way id="12" version="1"><nd ref="2"/><nd ref="5"/>
  <tag k="railway" v="rail"/><tag k="service" v="siding"/></way>
 <way id="13" version="1"><nd ref="4"/><nd ref="6"/>
  <tag k="route" v="ferry"/><tag k="train" v="yes"/><tag k="duration" v="12:30"/></way>
 <way id="14" version="1"><nd ref="1"/><nd ref="5"/><nd ref="99"/>
  <tag k="highway" v="primary"/><tag k="oneway" v="-1"/><tag k="lanes" v="2"/></way>
 <way id="15" version="1"><nd ref="5"/><nd ref="6"/>
  <tag k="highway" v="trunk"/><tag k="hgv" v="no"/></way>
 <way id="16" version="1"><nd ref="4"/><nd ref="6"/>
  <tag k="route" v="ferry"/><tag k="motor_vehicle" v="yes"/></way>
</osm>
)";

io::OsmNetwork read(const std::filesystem::path& file, const io::OsmOptions& options) {
  auto network = io::read_osm_network(file, options);
  if (!network) FAIL(network.diagnostics.render());
  return std::move(*network);
}

std::string message_of(const std::filesystem::path& file) {
  const auto network = io::read_osm_network(file, {});
  REQUIRE_FALSE(static_cast<bool>(network));
  return network.diagnostics.render();
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// The same line as PBF, written by the library.
std::filesystem::path write_pbf(const std::filesystem::path& file) {
  using namespace osmium::builder::attr;  // NOLINT: the library is written so
  osmium::memory::Buffer buffer{10240, osmium::memory::Buffer::auto_grow::yes};
  for (int n = 1; n <= 4; ++n)
    osmium::builder::add_node(buffer, _id(n), _version(1), _location(49.0, 36.9 + 0.1 * n));
  osmium::builder::add_way(buffer, _id(10), _version(1), _nodes({1, 2, 3, 4}),
                           _tag("railway", "rail"), _tag("gauge", "1435"));
  osmium::builder::add_way(buffer, _id(11), _version(1), _nodes({2, 4}), _tag("railway", "rail"),
                           _tag("gauge", "1520"));
  osmium::io::Writer writer{osmium::io::File{file.string()}, osmium::io::overwrite::allow};
  writer(std::move(buffer));
  writer.close();
  return file;
}

}  // namespace

TEST_CASE("rails are split where they meet, and keep what the map says of them") {
  const Folder folder;
  const io::OsmNetwork net = read(folder.put("rail.osm", world), {});
  CHECK(net.extract.ways_seen == 7);
  CHECK(net.extract.ways.size() == 3);  // the siding is none
  REQUIRE(net.links.size() == 4);       // 1-3, 3-4, 3-5, the ferry 4-6
  CHECK(net.nodes == std::vector<std::int64_t>{1, 3, 4, 5, 6});
  CHECK(net.components == 1);
  const io::OsmLink& first = net.links[0];
  const double step_m = freight::earth_radius_m * 0.1 * 3.14159265358979323846 / 180.0;
  CHECK(first.length_m == doctest::Approx(2.0 * step_m).epsilon(1e-9));
  CHECK(first.line.size() == 3);
  CHECK(first.gauges_mm == std::vector<double>{1435, 1520});
  CHECK(first.tracks == 2.0);
  CHECK(first.voltage_v == 25000.0);
  CHECK(first.maxspeed_km_h == doctest::Approx(80.4672).epsilon(1e-12));
  CHECK(first.is_both_ways);
  CHECK(net.links[3].kind == "ferry");
  CHECK(net.links[3].duration_min == 750.0);
  CHECK(net.unread.at("maxspeed=RU:rural") == 1);
  CHECK(net.unread.at("gauge=broad") == 1);
  CHECK(holds(io::osm_links_csv(net), "\"North, South\""));
  CHECK(io::osm_certificate_json(net)["length_residual_km"].get<double>() < 1e-9);
  CHECK(io::osm_json(net)["length_km_by_gauge_mm"].size() == 2);
}

TEST_CASE("roads: one way, lorries barred, a car ferry, a node that the file lacks") {
  const Folder folder;
  io::OsmOptions options;
  options.mode = io::OsmMode::road;
  const io::OsmNetwork net = read(folder.put("road.osm", world), options);
  REQUIRE(net.links.size() == 2);  // 15 is closed to lorries
  CHECK(net.missing_nodes == 1);
  CHECK_FALSE(net.links[0].is_both_ways);
  CHECK(net.nodes[net.links[0].from] == 5);  // oneway=-1 turns the link round
  CHECK(net.nodes[net.links[0].to] == 1);
  CHECK(net.links[0].line.front().lon_deg == 49.2);
  CHECK(net.links[1].kind == "ferry");
  CHECK(net.links[0].lanes == 2.0);
}

TEST_CASE("sidings on request, and only what lies in the box") {
  const Folder folder;
  const auto file = folder.put("rail.osm", world);
  io::OsmOptions options;
  options.takes_minor = true;
  CHECK(read(file, options).links.size() == 6);  // 1-2, 2-3, 3-4, 3-5, 2-5, 4-6
  options.takes_minor = false;
  options.box = io::OsmBox{36.5, 48.5, 37.25, 49.5};
  const io::OsmNetwork net = read(file, options);
  CHECK(net.links.size() == 2);  // 1-3 and 3-5: node 4 lies outside
  CHECK(net.cut_m > 10e3);
  CHECK(io::osm_certificate_json(net)["length_residual_km"].get<double>() < 1e-9);
}

TEST_CASE("PBF gives what XML gives") {
  const Folder folder;
  const io::OsmNetwork net = read(write_pbf(folder.path / "line.osm.pbf"), {});
  CHECK(net.links.size() == 3);  // 1-2, 2-4 by 3, 2-4 direct
  CHECK(net.links[0].gauges_mm == std::vector<double>{1435});
  const io::Json geo = io::osm_geojson(net);
  CHECK(geo["features"].size() == 3);
  CHECK(geo["features"][1]["geometry"]["coordinates"].size() == 3);
}

TEST_CASE("files that are hostile, damaged or something else are refused with the reason") {
  const Folder folder;
  CHECK(holds(message_of(folder.path / "none.osm"), "no such file"));
  CHECK(holds(message_of(folder.put("a.osm", world.substr(0, 700))), "cannot be read"));
  CHECK(holds(message_of(folder.put("b.txt", world)), "cannot be read"));
  CHECK(holds(message_of(folder.put("c.osm.pbf", world)), "cannot be read"));
  CHECK(holds(message_of(folder.put("d.osm", "<html><body/></html>")), "cannot be read"));
  CHECK(holds(message_of(folder.put("e.osm.gz", "\x1f\x8b\x08 no gzip")), "cannot be read"));
  const std::string bomb =
      "<?xml version=\"1.0\"?><!DOCTYPE osm [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b "
      "\"&a;&a;&a;&a;&a;&a;&a;&a;\">]><osm version=\"0.6\"><node id=\"1\" version=\"1\" lat=\"1\" "
      "lon=\"1\"><tag k=\"x\" v=\"&b;\"/></node></osm>";
  CHECK(holds(message_of(folder.put("f.osm", bomb)), "cannot be read"));
  const auto pbf = write_pbf(folder.path / "g.osm.pbf");
  std::filesystem::resize_file(pbf, std::filesystem::file_size(pbf) - 20);
  CHECK(holds(message_of(pbf), "cannot be read"));
}
