#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "landbridge/gas/solve.hpp"
#include "landbridge/io/gas_network_write.hpp"
#include "landbridge/io/gaslib_write.hpp"
#include "scratch_folder.hpp"
#include "test_data.hpp"

using namespace landbridge;
using namespace landbridge::io;

namespace {

namespace fs = std::filesystem;
using doctest::Approx;

// One rounding of the last digit, where a unit of the file cannot give the exact double.
constexpr double rounding = 1e-15;

GasCase read_good(const fs::path& file, const GasCaseOptions& options = {}) {
  auto read = read_gas_case(file, options);
  INFO(read.diagnostics.render());
  REQUIRE(read);
  return std::move(*read);
}

void check_near(double a, double b) { CHECK(std::abs(a - b) <= rounding * std::abs(a)); }

template <class Owner>
void check_fields(const Owner& a, const Owner& b) {
  std::apply(
      [&](const auto&... f) {
        [[maybe_unused]] const auto one = [&](const auto& field) {
          CAPTURE(std::string(field.key));
          check_near((a.*(field.member)).si(), (b.*(field.member)).si());
        };
        (one(f), ...);
      },
      Owner::fields());
}

void check_same_nodes(const gas::Problem& a, const gas::Problem& b) {
  REQUIRE(a.network.node_name == b.network.node_name);
  for (std::size_t i = 0; i < a.network.nodes(); ++i) {
    const NodeId node(i);
    CAPTURE(a.network.node_name[node]);
    check_near(a.supply[node].si(), b.supply[node].si());
    const auto height_m = [&](const gas::Problem& p) {
      return p.height.empty() ? 0.0 : p.height[node].si();
    };
    check_near(height_m(a), height_m(b));
    const auto limits = [&](const gas::Problem& p) {
      return p.limits.empty() ? gas::PressureLimits{} : p.limits[node];
    };
    for (const auto member : {&gas::PressureLimits::lower, &gas::PressureLimits::upper}) {
      REQUIRE((limits(a).*member).has_value() == (limits(b).*member).has_value());
      if (limits(a).*member) check_near((limits(a).*member)->si(), (limits(b).*member)->si());
    }
  }
  REQUIRE(a.fixed_pressure.size() == b.fixed_pressure.size());
  for (const gas::FixedPressure& held : a.fixed_pressure) {
    const auto hit = std::ranges::find(b.fixed_pressure, held.node, &gas::FixedPressure::node);
    REQUIRE(hit != b.fixed_pressure.end());
    check_near(held.pressure.si(), hit->pressure.si());
  }
}

/// The same network, element by element; `visit` compares two links of one kind.
template <class Compare>
void check_same_links(const gas::Problem& a, const gas::Problem& b, Compare&& compare) {
  REQUIRE(a.network.links() == b.network.links());
  b.links.for_each_table([&](const auto& table) {
    for (const auto& row : table) {
      const std::string& name = b.network.link_name[row.id];
      CAPTURE(name);
      const LinkId other = link_named(a.network, name);
      REQUIRE_FALSE(other.is_none());
      CHECK(a.network.from[other] == b.network.from[row.id]);
      CHECK(a.network.to[other] == b.network.to[row.id]);
      const auto& rows = std::get<std::decay_t<decltype(table)>>(a.links.tables);
      const auto hit = std::ranges::find_if(rows, [&](const auto& r) { return r.id == other; });
      REQUIRE(hit != rows.end());
      compare(hit->link, row.link);
    }
  });
}

void check_same(const gas::Problem& a, const gas::Problem& b) {
  check_same_nodes(a, b);
  check_same_links(a, b, [](const auto& x, const auto& y) { check_fields(x, y); });
  CHECK(a.friction == b.friction);
  CHECK(a.gas.eos == b.gas.eos);
  check_fields(a.gas, b.gas);
}

void check_same_pressures(const gas::Problem& a, const gas::Problem& b, double tolerance) {
  const auto first = gas::solve(a);
  const auto second = gas::solve(b);
  REQUIRE(first.has_value());
  REQUIRE(second.has_value());
  for (std::size_t i = 0; i < a.network.nodes(); ++i) {
    CAPTURE(a.network.node_name[NodeId(i)]);
    const double pressure_pa = first->pressure[NodeId(i)].si();
    if (std::isfinite(pressure_pa))
      CHECK(second->pressure[NodeId(i)].si() == Approx(pressure_pa).epsilon(tolerance));
    else
      CHECK_FALSE(std::isfinite(second->pressure[NodeId(i)].si()));
  }
}

GasCase through_gaslib(const GasCase& original) {
  const auto text = to_gaslib(original, "round trip");
  REQUIRE(text.has_value());
  const test::ScratchFolder scratch;
  scratch.write("n.net", text->net);
  scratch.write("n.scn", text->scn);
  return read_good(scratch.path / "n.net", text->reading);
}

GasCase through_own_form(const GasCase& original, bool is_csv) {
  const test::ScratchFolder scratch;
  scratch.write("network.toml", to_network_toml(original, "round \"trip\""));
  if (is_csv)
    for (const NamedText& file : to_network_csv(original, "round trip"))
      scratch.write(file.name, file.bytes);
  return read_good(scratch.path / "network.toml", {});
}

struct Source {
  const char* net;
  const char* scn;
  const char* held;
  double held_bar;
};
constexpr Source gaslib_networks[] = {
    {"GasLib-11/GasLib-11.net", "GasLib-11/GasLib-11.scn", "entry01", 70.0},
    {"GasLib-24/GasLib-24.net", "GasLib-24/GasLib-24.scn", "entry01", 70.0},
    {"GasLib-40/GasLib-40.net", "GasLib-40/GasLib-40.scn", "source_1", 80.0},
    {"GasLib-134/GasLib-134-v2.net", "GasLib-134/2016-02-17.scn", "node_80", 60.0},
    {"GasLib-135/GasLib-135.net", "GasLib-135/GasLib-135.scn", "source_1", 80.0},
};
constexpr const char* lanl_cases[] = {"2-node", "8-node", "GasLib-24", "GasLib-40", "GasLib-135"};
constexpr const char* own_cases[] = {
    "height",        "infeasible_nomination", "loop", "one_pipe", "regulator",
    "station_ratio", "two_parallel_pipes"};

fs::path gas_data() { return test::data_root() / "gas"; }

GasCase gaslib_case(const Source& source) {
  GasCaseOptions options;
  options.nomination = gas_data() / "gaslib" / source.scn;
  options.fixes.push_back({source.held, source.held_bar * units::bar});
  return read_good(gas_data() / "gaslib" / source.net, options);
}

fs::path own_case(const char* name) {
  const char* root = std::getenv("LANDBRIDGE_SOURCE");
  return fs::path(root == nullptr ? "." : root) / "cases" / "gas" / name / "network.toml";
}

}  // namespace

TEST_CASE("a GasLib network written as GasLib is the same problem to the last digit") {
  if (test::is_skipped_without(gas_data() / "gaslib")) return;
  for (const Source& source : gaslib_networks) {
    CAPTURE(std::string(source.net));
    const GasCase original = gaslib_case(source);
    const GasCase again = through_gaslib(original);
    check_same(original.problem, again.problem);
    CHECK(again.norm_density == original.norm_density);
    CHECK(again.problem.gas.molar_mass == original.problem.gas.molar_mass);
  }
}

TEST_CASE("a GasLib network with stations at work keeps their set points and losses") {
  if (test::is_skipped_without(gas_data() / "gaslib")) return;
  GasCaseOptions options;
  options.fixes.push_back({"source_1", 60.0 * units::bar});
  options.controls.push_back({"compressorStation_1", GasControl::Kind::ratio, 1.2});
  const GasCase original = read_good(gas_data() / "gaslib/GasLib-40/GasLib-40.net", options);
  const GasCase again = through_gaslib(original);
  CHECK(again.problem.links.of<gas::Compressor>().size() ==
        original.problem.links.of<gas::Compressor>().size());
  check_same(original.problem, again.problem);
}

TEST_CASE("every network written in our own form is the same problem, as lists and as tables") {
  if (test::is_skipped_without(gas_data() / "gaslib")) return;
  for (const bool is_csv : {false, true}) {
    for (const Source& source : gaslib_networks) {
      CAPTURE(std::string(source.net));
      const GasCase original = gaslib_case(source);
      check_same(original.problem, through_own_form(original, is_csv).problem);
    }
    for (const char* name : own_cases) {
      CAPTURE(std::string(name));
      const GasCase original = read_good(own_case(name));
      check_same(original.problem, through_own_form(original, is_csv).problem);
    }
  }
}

TEST_CASE("LANL cases written as GasLib carry their friction as roughness and solve the same") {
  if (test::is_skipped_without(gas_data() / "lanl_steady")) return;
  for (const char* name : lanl_cases) {
    CAPTURE(std::string(name));
    GasCaseOptions options;
    options.eos = gas::Eos::simple_cnga;
    GasCase original = read_good(gas_data() / "lanl_steady" / name, options);
    // GasLib's compressors do not let gas back; the cases' do.
    for (auto& row : original.problem.links.of<gas::Compressor>()) row.link.may_flow_back = false;
    const GasCase again = through_gaslib(original);
    check_same_nodes(original.problem, again.problem);
    for (std::size_t i = 0; i < original.problem.links.of<gas::Pipe>().size(); ++i) {
      const gas::Pipe& pipe = again.problem.links.of<gas::Pipe>()[i].link;
      CHECK(gas::friction_factor(gas::Friction::nikuradse, pipe.diameter.si(), pipe.roughness.si(),
                                 1e7) ==
            Approx(original.problem.links.of<gas::Pipe>()[i].link.friction_factor.si())
                .epsilon(1e-12));
    }
    check_same_pressures(original.problem, again.problem, 1e-9);
  }
}

TEST_CASE("our own cases written as GasLib solve the same, parallel lines as pipes of their own") {
  for (const char* name : own_cases) {
    CAPTURE(std::string(name));
    const GasCase original = read_good(own_case(name));
    const auto text = to_gaslib(original, name);
    REQUIRE(text.has_value());
    INFO(text->notes.render());
    const GasCase again = through_gaslib(original);
    check_same_nodes(original.problem, again.problem);
    double lines = 0.0;
    for (const auto& row : original.problem.links.of<gas::Pipe>())
      lines += row.link.parallel_lines.si();
    CHECK(static_cast<double>(again.problem.links.of<gas::Pipe>().size()) == lines);
    if (text->notes.all().empty()) check_same_pressures(original.problem, again.problem, 1e-9);
  }
}

TEST_CASE("what GasLib cannot say is named, never dropped in silence") {
  GasCase c = read_good(own_case("station_ratio"));
  for (auto& row : c.problem.links.of<gas::Compressor>()) {
    row.link.max_power = 5.0 * units::megawatt;
    row.link.efficiency = Scalar::from_si(0.7);
  }
  const auto text = to_gaslib(c, "x");
  REQUIRE(text.has_value());
  const std::string notes = text->notes.render();
  CHECK(notes.find("a limit of ratio or power") != std::string::npos);
  CHECK(notes.find("efficiency") != std::string::npos);
  for (auto& row : c.problem.links.of<gas::Pipe>()) row.link.roughness = {};
  for (auto& row : c.problem.links.of<gas::Pipe>()) row.link.friction_factor = {};
  REQUIRE_FALSE(to_gaslib(c, "x").has_value());
}

TEST_CASE("names with signs of XML, TOML and CSV survive") {
  GasCase c = read_good(own_case("one_pipe"));
  c.problem.network.node_name[NodeId(std::size_t{0})] = "a<b>&\"c\", 'd' \\ é";
  CHECK(through_gaslib(c).problem.network.node_name == c.problem.network.node_name);
  CHECK(through_own_form(c, false).problem.network.node_name == c.problem.network.node_name);
  CHECK(through_own_form(c, true).problem.network.node_name == c.problem.network.node_name);
}

TEST_CASE("a network as NetCDF has its state only where there is one, and the same bytes twice") {
  const GasCase c = read_good(own_case("loop"));
  const auto solution = gas::solve(c.problem);
  REQUIRE(solution.has_value());
  const auto bare = to_network_netcdf(c, nullptr, "loop");
  const auto full = to_network_netcdf(c, &*solution, "loop");
  REQUIRE(bare.has_value());
  REQUIRE(full.has_value());
  CHECK(bare->find("mass_flow") == std::string::npos);
  CHECK(full->find("mass_flow") != std::string::npos);
  CHECK(*full == *to_network_netcdf(c, &*solution, "loop"));
}
