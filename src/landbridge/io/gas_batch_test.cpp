#include <cmath>
#include <filesystem>
#include <limits>
#include <random>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "landbridge/gas/batch.hpp"
#include "landbridge/gas/outages.hpp"
#include "landbridge/io/csv.hpp"
#include "landbridge/io/gas_batch_output.hpp"
#include "landbridge/io/gas_nominations.hpp"
#include "landbridge/io/gas_outages_output.hpp"
#include "scratch_folder.hpp"
#include "test_data.hpp"

using namespace landbridge;

namespace {

namespace fs = std::filesystem;

fs::path gas_data() { return test::data_root() / "gas"; }

io::GasCaseOptions benchmark_options(const char* slack, double slack_bar) {
  io::GasCaseOptions options;
  options.is_passive = true;
  options.constant_z = 0.9;
  options.temperature = 283.15 * units::kelvin;
  options.friction = gas::Friction::nikuradse;
  options.fixes.push_back({slack, slack_bar * units::bar});
  return options;
}

struct Benchmark {
  const char* net;
  const char* nomination;
  const char* slack;
  double slack_bar;
};
constexpr Benchmark benchmarks[] = {
    {"GasLib-11/GasLib-11.net", "GasLib-11/GasLib-11.scn", "entry01", 70.0},
    {"GasLib-24/GasLib-24.net", "GasLib-24/GasLib-24.scn", "entry01", 70.0},
    {"GasLib-40/GasLib-40.net", "GasLib-40/GasLib-40.scn", "source_1", 80.0},
    {"GasLib-134/GasLib-134-v2.net", "GasLib-134/2016-02-17.scn", "node_80", 60.0},
    {"GasLib-135/GasLib-135.net", "GasLib-135/GasLib-135.scn", "source_1", 80.0},
};

/// Every supply of the problem times its own factor in [0.75, 1.25).
gas::Supplies around(const gas::Problem& problem, std::size_t cases) {
  std::mt19937_64 random(20111101);
  gas::Supplies supplies(cases, problem.network.nodes());
  for (std::size_t i = 0; i < cases; ++i)
    for (std::size_t n = 0; n < supplies.nodes; ++n) {
      const double factor = 0.75 + 0.5 * static_cast<double>(random() >> 11) * 0x1p-53;
      supplies.at(i, NodeId(n)) = factor * problem.supply[NodeId(n)].si();
    }
  return supplies;
}

double worst_difference(const gas::Problem& problem, const gas::Supplies& supplies,
                        const gas::BatchResult& batch) {
  double worst = 0.0;
  for (std::size_t i = 0; i < supplies.cases; ++i) {
    gas::Problem alone = problem;
    for (std::size_t n = 0; n < supplies.nodes; ++n)
      alone.supply[NodeId(n)] = MassFlow::from_si(supplies.at(i, NodeId(n)));
    const auto solution = gas::solve(alone);
    REQUIRE(solution.has_value());
    const gas::BatchCase& found = batch.cases[i];
    CHECK(solution->infeasible.empty() == (found.status == gas::BatchStatus::ok));
    if (std::isnan(found.lowest_pressure.si())) {
      CHECK(solution->infeasible.front().what == gas::InfeasibleWhat::no_pressure);
      continue;
    }
    double lowest_pa = std::numeric_limits<double>::infinity();
    for (const Pressure p : solution->pressure) lowest_pa = std::fmin(lowest_pa, p.si());
    worst = std::fmax(worst, std::abs(found.lowest_pressure.si() - lowest_pa) / lowest_pa);
  }
  return worst;
}

/// A network of one pipe from A (held) to B, as TOML.
constexpr const char* small_network = R"(
[gas]
molar_mass = "18.57 kg/kmol"
temperature = "283.15 K"
eos = "ideal"

[[node]]
id = "A"
pressure = "70 bar"
[[node]]
id = "B"
[[pipe]]
id = "P"
from = "A"
to = "B"
length = "60 km"
diameter = "700 mm"
roughness = "0.05 mm"
)";

io::Read<io::GasNominations> read_small(const std::string& table, std::string_view unit) {
  const test::ScratchFolder folder;
  folder.write("network.toml", small_network);
  folder.write("table.csv", table);
  return io::read_gas_nominations(folder.path / "network.toml", folder.path / "table.csv", unit,
                                  {});
}

void check_refused(const std::string& table, std::string_view unit, std::string_view says) {
  CAPTURE(table);
  const auto read = read_small(table, unit);
  REQUIRE_FALSE(read);
  INFO(read.diagnostics.render());
  CHECK(read.diagnostics.render().find(says) != std::string::npos);
}

}  // namespace

TEST_CASE("batches on the five GasLib networks agree with solve() to 1e-9, in the kernel") {
  if (test::is_skipped_without(gas_data() / "gaslib")) return;
  for (const Benchmark& benchmark : benchmarks) {
    CAPTURE(std::string(benchmark.net));
    io::GasCaseOptions options = benchmark_options(benchmark.slack, benchmark.slack_bar);
    options.nomination = gas_data() / "gaslib" / benchmark.nomination;
    const auto gas_case = io::read_gas_case(gas_data() / "gaslib" / benchmark.net, options);
    REQUIRE(gas_case);
    const gas::Supplies supplies = around(gas_case->problem, 37);
    const auto batch = gas::solve_batch(gas_case->problem, supplies);
    REQUIRE(batch.has_value());
    CHECK(batch->certificate.compiled == 37);
    CHECK(worst_difference(gas_case->problem, supplies, *batch) < 1e-9);
  }
}

TEST_CASE("stations of GasLib-135 at ratio 1.2 agree with solve(), whatever holds them") {
  if (test::is_skipped_without(gas_data() / "gaslib")) return;
  for (const double source_bar : {50.0, 60.0, 80.0}) {
    CAPTURE(source_bar);
    io::GasCaseOptions options;
    options.constant_z = 0.9;
    options.temperature = 283.15 * units::kelvin;
    options.fixes.push_back({"source_1", source_bar * units::bar});
    for (int i = 1; i <= 29; ++i)
      options.controls.push_back(
          {fmt::format("compressorStation_{}", i), io::GasControl::Kind::ratio, 1.2});
    const auto gas_case =
        io::read_gas_case(gas_data() / "gaslib/GasLib-135/GasLib-135.net", options);
    REQUIRE(gas_case);
    const gas::Supplies supplies = around(gas_case->problem, 120);
    const auto batch = gas::solve_batch(gas_case->problem, supplies);
    REQUIRE(batch.has_value());
    CHECK(batch->certificate.compiled > 60);
    CHECK(worst_difference(gas_case->problem, supplies, *batch) < 1e-8);  // leaks of solve()
  }
}

TEST_CASE("1,046 days on GasLib-134: the lowest pressure of each within 1e-6 bar") {
  const fs::path folder = gas_data() / "gaslib" / "GasLib-134";
  const fs::path expected = gas_data() / "reference/gaslib_134_P0_daily_nominations_70bar.csv";
  if (test::is_skipped_without(expected)) return;
  const auto read =
      io::read_gas_nominations(folder / "GasLib-134-v2.net",
                               folder / "nominations_2011-11-01_to_2014-12-30_1000m3_per_h.csv",
                               "1000m3_per_h", benchmark_options("node_80", 70.0));
  INFO(read.diagnostics.render());
  REQUIRE(read);
  REQUIRE(read->groups.size() == 1);
  const io::NominationGroup& group = read->groups.front();
  const auto batch = gas::solve_batch(group.problem, group.supplies);
  REQUIRE(batch.has_value());
  CHECK(batch->certificate.compiled == 1046);
  const auto table = io::read_csv(expected);
  REQUIRE(table);
  REQUIRE(table->rows.size() == batch->cases.size());
  for (std::size_t i = 0; i < batch->cases.size(); ++i) {
    CHECK(read->id[i] == table->text(i, 0));
    const gas::BatchCase& found = batch->cases[i];
    CHECK(std::abs(found.lowest_pressure.in(units::bar)-std::stod(table->text(i, 1))) < 1e-6);
    CHECK(std::abs(found.slack.si() - std::stod(table->text(i, 3))) < 1e-6);
  }
}

TEST_CASE("the first node by name of those that share the lowest pressure is named") {
  const fs::path folder = gas_data() / "gaslib" / "GasLib-134";
  if (test::is_skipped_without(folder)) return;
  io::GasCaseOptions options = benchmark_options("node_80", 60.0);
  options.nomination = folder / "2016-02-17.scn";
  const auto gas_case = io::read_gas_case(folder / "GasLib-134-v2.net", options);
  REQUIRE(gas_case);
  const gas::Problem& problem = gas_case->problem;
  const auto solution = gas::solve(problem);
  const auto batch = gas::solve_batch(problem, around(problem, 0));
  REQUIRE(batch.has_value());
  gas::Supplies one(1, problem.network.nodes());
  for (std::size_t n = 0; n < one.nodes; ++n) one.at(0, NodeId(n)) = problem.supply[NodeId(n)].si();
  const auto found = gas::solve_batch(problem, one);
  double lowest_bar = std::numeric_limits<double>::infinity();
  for (const Pressure p : solution->pressure) lowest_bar = std::fmin(lowest_bar, p.in(units::bar));
  std::string first = "~";
  for (std::size_t n = 0; n < one.nodes; ++n)
    if (solution->pressure[NodeId(n)].in(units::bar) <= lowest_bar + 1e-6)
      first = std::min(first, problem.network.node_name[NodeId(n)]);
  CHECK(problem.network.node_name[found->cases[0].lowest_node] == first);
}

TEST_CASE("wide and long tables, header units and --unit say the same") {
  const auto wide = read_small("day,B\nmon,-36\ntue,-72\n", "t/h");
  const auto header = read_small("day,B [kg/s]\nmon,-10\ntue,-20\n", "");
  const auto rows = read_small("id,node,value [kg/s]\nmon,B,-10\ntue,B,-20\n", "");
  REQUIRE(wide);
  REQUIRE(header);
  REQUIRE(rows);
  CHECK(wide->id == std::vector<std::string>{"mon", "tue"});
  CHECK(rows->id == wide->id);
  for (std::size_t k = 0; k < 4; ++k) {
    CHECK(wide->groups[0].supplies.kg_s[k] == doctest::Approx(header->groups[0].supplies.kg_s[k]));
    CHECK(rows->groups[0].supplies.kg_s[k] == header->groups[0].supplies.kg_s[k]);
  }
  CHECK(rows->groups[0].supplies.at(1, NodeId(1)) == -20.0);
}

TEST_CASE("flow units: masses, volumes at a stated state, and GasLib's words") {
  using Kind = io::FlowUnit::Kind;
  CHECK(io::parse_flow_unit("1000m3_per_h")->kind == Kind::normal_volume);
  CHECK(io::parse_flow_unit("1000m3_per_h")->si == doctest::Approx(1000.0 / 3600.0));
  CHECK(io::parse_flow_unit("1000m_cube_per_hour")->si ==
        doctest::Approx(io::parse_flow_unit("1000m3/h")->si));
  CHECK(io::parse_flow_unit("kg_per_s")->si == 1.0);
  CHECK(io::parse_flow_unit("mcm_20C/d")->kind == Kind::amount);
  CHECK_FALSE(io::parse_flow_unit("bar").has_value());
  CHECK_FALSE(io::parse_flow_unit("1000m3").has_value());
  CHECK_FALSE(io::parse_flow_unit("").has_value());
}

TEST_CASE("tables that are wrong are refused with the place and the reason") {
  check_refused("day,B\nmon,-10\n", "", "have no unit");
  check_refused("day,B\nmon,-10\n", "bar", "not a unit of a flow");
  check_refused("day,B\nmon,-10\n", "1000m3_per_h", "no norm density");
  check_refused("day,X\nmon,-10\n", "kg/s", "'X' is no node");
  check_refused("day,B\nmon,-10\nmon,-11\n", "kg/s", "appears twice");
  check_refused("day,B\nmon,\n", "kg/s", "is missing");
  check_refused("day,B\nmon,many\n", "kg/s", "not a finite number");
  check_refused("day,B\nmon,nan\n", "kg/s", "finite number");
  check_refused("day,B\n", "kg/s", "has no nomination");
  check_refused("day\nmon\n", "kg/s", "names no node");
  check_refused("day,B\n,-10\n", "kg/s", "has no id");
  check_refused("node,value\nB,-10\n", "kg/s", "id,node,value");
  check_refused("id,node,value\nmon,B,-1\nmon,B,-2\n", "kg/s", "appears twice");
  check_refused("", "kg/s", "empty");
}

TEST_CASE("a folder of .scn files is read in the order of names; an empty one is an error") {
  const fs::path folder = gas_data() / "gaslib" / "GasLib-11";
  if (test::is_skipped_without(folder)) return;
  const auto read = io::read_gas_nominations(folder / "GasLib-11.net", folder, "",
                                             benchmark_options("entry01", 70.0));
  INFO(read.diagnostics.render());
  REQUIRE(read);
  CHECK(read->id == std::vector<std::string>{"GasLib-11"});
  const auto batch = gas::solve_batch(read->groups[0].problem, read->groups[0].supplies);
  REQUIRE(batch.has_value());
  CHECK(batch->cases[0].lowest_pressure.in(units::bar) == doctest::Approx(59.57247).epsilon(1e-7));
  const test::ScratchFolder empty;
  CHECK_FALSE(io::read_gas_nominations(folder / "GasLib-11.net", empty.path, "", {}));
  const io::Json json = io::gas_batch_json(*read, *batch);
  CHECK(json["cases"][0]["lowest_pressure_node"] == "exit02");
  CHECK(json["cases"][0]["status"] == "ok");
}

TEST_CASE("N-1 on GasLib-40: every outage has a verdict, and the losses add up") {
  const fs::path net = gas_data() / "gaslib/GasLib-40/GasLib-40.net";
  if (test::is_skipped_without(net)) return;
  const auto gas_case = io::read_gas_case(net, benchmark_options("source_1", 80.0));
  REQUIRE(gas_case);
  const auto study = gas::study_outages(gas_case->problem);
  REQUIRE(study.has_value());
  CHECK(study->ranked.size() == 39 + 3);
  for (const gas::OutageResult& r : study->ranked) {
    CHECK(r.status != gas::OutageStatus::undecided);
    CHECK(r.unserved.si() >= 0.0);
    CHECK(r.unserved.si() <= study->demand.si() * (1.0 + 1e-12));
    CHECK(r.unserved.si() >= r.cut_off.si() + r.short_of_gas.si());
    CHECK((r.unserved.si() == 0.0) == (r.status == gas::OutageStatus::runs));
  }
  CHECK(study->mass_residual_kg_s < 1e-6);
  const io::Json json = io::gas_outages_json(*gas_case, *study);
  CHECK(json["outages"].size() == study->ranked.size());
  CHECK(json["outages"][0]["rank"] == 1);
  CHECK(io::gas_outages_geojson(*gas_case, *study)["features"].size() == study->ranked.size());
}
