#include "landbridge/io/expand_plan.hpp"

#include <doctest/doctest.h>

using namespace landbridge;

namespace {

gas::Problem small_network() {
  gas::Problem p;
  p.gas = gas::dry_pipeline_gas();
  const NodeId a = p.network.add_node("A");
  const NodeId b = p.network.add_node("B");
  gas::Pipe pipe;
  pipe.length = 60.0 * units::km;
  pipe.diameter = 700.0 * units::mm;
  pipe.roughness = 0.05 * units::mm;
  p.add("AB", a, b, pipe);
  return p;
}

io::Read<io::ExpandPlan> parsed(const std::string& text) {
  const auto clean = io::clean_text("plan.toml", text);
  REQUIRE(static_cast<bool>(clean));
  return io::parse_expand_plan(*clean, small_network());
}

}  // namespace

TEST_CASE("a plan: unit costs, diameters to choose from, a loop, a station") {
  const auto plan = parsed(R"(
currency = "EUR"
[unit_cost]
pipe = "1 MEUR/m/km"
station = "4 MEUR/MW"
[[pipe]]
id = "new"
from = "A"
to = "B"
length = "50 km"
diameter = ["400 mm", "600 mm"]
roughness = "0.05 mm"
[[loop]]
id = "second"
pipe = "AB"
diameter = "800 mm"
cost = "33 MEUR"
[[station]]
id = "boost"
pipe = "AB"
max_power = "5 MW"
max_ratio = "1.5"
max_outlet_pressure = "80 bar"
)");
  REQUIRE(static_cast<bool>(plan));
  REQUIRE(plan->candidates.size() == 4);
  CHECK(plan->candidates[0].id == "new 400 mm");
  CHECK(plan->candidates[0].cost_usd == doctest::Approx(20e6));
  CHECK(plan->candidates[1].cost_usd == doctest::Approx(30e6));
  CHECK(plan->candidates[2].cost_usd == doctest::Approx(33e6));
  const auto& loop = std::get<gas::NewPipe>(plan->candidates[2].what);
  CHECK(loop.pipe.length.in(units::km) == doctest::Approx(60.0));
  CHECK(loop.pipe.diameter.in(units::mm) == doctest::Approx(800.0));
  CHECK(plan->candidates[3].cost_usd == doctest::Approx(20e6));
}

TEST_CASE("a plan without costs, or with a name twice, says so with its line") {
  const auto without = parsed("[[loop]]\nid = \"x\"\npipe = \"AB\"\ndiameter = \"800 mm\"\n");
  CHECK_FALSE(static_cast<bool>(without));
  const auto twice =
      parsed("[[loop]]\nid = \"AB\"\npipe = \"AB\"\ndiameter = \"800 mm\"\ncost = \"1 MUSD\"\n");
  CHECK_FALSE(static_cast<bool>(twice));
}
