#include "landbridge/io/gas_mixing.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace landbridge;
using gas::Aga8Component;

namespace {

Network two_nodes() {
  Network network;
  network.add_node("blender");
  network.add_node("city");
  return network;
}

const std::string good = R"([mixing]
otherwise = "pipeline"
supply = { blender = "blend" }
energy_demand = { city = "350 MW" }
[mixing.composition.pipeline]
methane = 0.96
ethane = "4 %"
[mixing.composition.blend]
methane = 0.5
hydrogen = 0.5
[mixing.limit]
wobbe_min = "46 MJ/m3"
hydrogen_max = "10 %"
)";

io::Read<std::optional<gas::Mixing>> parsed(const std::string& text) {
  return io::parse_gas_mixing(io::TextFile("mix.toml", text), two_nodes());
}

/// The first message after one part of the good text is replaced.
std::string complaint(const std::string& part, const std::string& by) {
  std::string text = good;
  const auto at = text.find(part);
  REQUIRE(at != std::string::npos);
  text.replace(at, part.size(), by);
  return parsed(text).diagnostics.render();
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a mixing file says which gas comes in where") {
  const auto mixing = parsed(good);
  REQUIRE_FALSE(mixing.diagnostics.has_errors());
  REQUIRE(mixing->has_value());
  const gas::Mixing& m = **mixing;
  CHECK(m.otherwise[Aga8Component::ethane] == doctest::Approx(0.04));
  REQUIRE(m.sources.size() == 1);
  CHECK(m.sources[0].node == NodeId(0));
  CHECK(m.sources[0].composition[Aga8Component::hydrogen] == 0.5);
  REQUIRE(m.energy.size() == 1);
  CHECK(m.energy[0].power.in(units::megawatt) == doctest::Approx(350.0));
  CHECK(m.limits.wobbe_min->si() == doctest::Approx(46e6));
  CHECK(*m.limits.hydrogen_max == doctest::Approx(0.1));
  CHECK_FALSE(m.limits.wobbe_max.has_value());
}

TEST_CASE("fractions a little off one are put right, others are refused with their sum") {
  CHECK_FALSE(parsed(good).diagnostics.has_errors());
  const std::string wrong = complaint("methane = 0.96", "methane = 0.86");
  CHECK(has(wrong, "add up to 0.9"));
  CHECK(has(complaint("methane = 0.96", "methane = 1.2"), "is not between 0 and 1"));
  CHECK(has(complaint("methane = 0.96", "methane = nan"), "is not between 0 and 1"));
  CHECK(has(complaint("methane = 0.96", "metane = 0.96"), "methane"));
}

TEST_CASE("names that lead nowhere are errors with their line") {
  CHECK(has(complaint("\"blend\"", "\"blent\""), "mix.toml:3"));
  CHECK(has(complaint("\"blend\"", "\"blent\""), "did you mean 'blend'"));
  CHECK(
      has(complaint("otherwise = \"pipeline\"", "otherwise = \"none\""), "no composition 'none'"));
  CHECK(has(complaint("city = ", "town = "), "'town' is no node"));
  CHECK(has(complaint("otherwise = \"pipeline\"\n", ""), "otherwise"));
  CHECK(has(complaint("[mixing.limit]\n", "[mixing.limits]\n"), "limits"));
}

TEST_CASE("energies have a unit of power and are not negative; limits have theirs") {
  CHECK(has(complaint("\"350 MW\"", "\"350 MJ\""), "mix.toml:4"));
  CHECK(has(complaint("\"350 MW\"", "\"-350 MW\""), "negative"));
  CHECK(has(complaint("\"46 MJ/m3\"", "\"46 MJ\""), "wobbe_min"));
  CHECK(has(complaint("\"10 %\"", "\"110 %\""), "hydrogen_max"));
}

TEST_CASE("a text without [mixing] is no mixing and no error; one that is no table is") {
  const auto none = parsed("title = \"x\"\n");
  CHECK_FALSE(none.diagnostics.has_errors());
  CHECK_FALSE(none->has_value());
  CHECK(parsed("mixing = 3\n").diagnostics.has_errors());
  CHECK(parsed("[mixing\n").diagnostics.has_errors());
}
