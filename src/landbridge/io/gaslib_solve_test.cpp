#include <chrono>
#include <cmath>
#include <filesystem>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "landbridge/gas/solve.hpp"
#include "landbridge/io/csv.hpp"
#include "landbridge/io/gas_case.hpp"
#include "test_data.hpp"

using namespace landbridge;

namespace {

std::filesystem::path gas_data() { return test::data_root() / "gas"; }

/// One network of the passive benchmark problem P0.
struct Benchmark {
  const char* name;
  const char* net;
  const char* nomination;
  const char* slack;
  double slack_bar;
};
constexpr Benchmark benchmarks[] = {
    {"11", "GasLib-11/GasLib-11.net", "GasLib-11/GasLib-11.scn", "entry01", 70.0},
    {"24", "GasLib-24/GasLib-24.net", "GasLib-24/GasLib-24.scn", "entry01", 70.0},
    {"40", "GasLib-40/GasLib-40.net", "GasLib-40/GasLib-40.scn", "source_1", 80.0},
    {"134", "GasLib-134/GasLib-134-v2.net", "GasLib-134/2016-02-17.scn", "node_80", 60.0},
    {"135", "GasLib-135/GasLib-135.net", "GasLib-135/GasLib-135.scn", "source_1", 80.0},
};

gas::Problem problem_of(const Benchmark& benchmark) {
  io::GasCaseOptions options;
  options.nomination = gas_data() / "gaslib" / benchmark.nomination;
  options.is_passive = true;
  options.constant_z = 0.9;
  options.temperature = 283.15 * units::kelvin;
  options.friction = gas::Friction::nikuradse;
  options.fixes.push_back({benchmark.slack, benchmark.slack_bar * units::bar});
  const auto read = io::read_gas_case(gas_data() / "gaslib" / benchmark.net, options);
  INFO(read.diagnostics.render());
  REQUIRE(read);
  return read->problem;
}

struct Table {
  std::vector<std::vector<std::string>> rows;
};
Table table_of(const std::filesystem::path& file) {
  const auto read = io::read_csv(file);
  REQUIRE(read);
  Table table;
  for (const auto& row : read->rows) {
    table.rows.emplace_back();
    for (const io::CsvCell& cell : row) table.rows.back().push_back(cell.text);
  }
  return table;
}

double number(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

}  // namespace

TEST_CASE("P0 pressures agree with the independent solver within 1e-7 bar on every node") {
  if (test::is_skipped_without(gas_data() / "reference" / "gaslib_11_P0_nodes.csv")) return;
  for (const Benchmark& benchmark : benchmarks) {
    CAPTURE(std::string(benchmark.name));
    const gas::Problem problem = problem_of(benchmark);
    const auto solution = gas::solve(problem);
    REQUIRE(solution.has_value());
    CHECK(solution->infeasible.empty());
    const auto nodes =
        table_of(gas_data() / "reference" / fmt::format("gaslib_{}_P0_nodes.csv", benchmark.name));
    double worst_bar = 0.0;
    for (const auto& row : nodes.rows) {
      const NodeId node = io::node_named(problem.network, row[0]);
      REQUIRE_FALSE(node.is_none());
      worst_bar =
          std::max(worst_bar, std::abs(solution->pressure[node].in(units::bar)-number(row[1])));
      // The file has the slack's nomination, the solution what balances the rounded others.
      if (row[0] != benchmark.slack)
        CHECK(solution->supply[node].si() == doctest::Approx(number(row[2])).epsilon(1e-7));
    }
    CHECK(nodes.rows.size() == problem.network.nodes());
    CHECK(worst_bar < 1e-7);
    MESSAGE("GasLib-" << std::string(benchmark.name) << ": worst " << worst_bar << " bar, "
                      << solution->certificate.iterations << " iterations, mass residual "
                      << solution->certificate.mass_residual_kg_s << " kg/s, law residual "
                      << solution->certificate.law_residual_relative);
  }
}

TEST_CASE("P0 pipe flows agree with the independent solver within 1e-6 kg/s") {
  if (test::is_skipped_without(gas_data() / "reference" / "gaslib_11_P0_nodes.csv")) return;
  for (const Benchmark& benchmark : benchmarks) {
    CAPTURE(std::string(benchmark.name));
    const gas::Problem problem = problem_of(benchmark);
    const auto solution = gas::solve(problem);
    REQUIRE(solution.has_value());
    const auto pipes =
        table_of(gas_data() / "reference" / fmt::format("gaslib_{}_P0_pipes.csv", benchmark.name));
    double worst_kg_s = 0.0;
    for (const auto& row : pipes.rows) {
      const LinkId link = io::link_named(problem.network, row[0]);
      REQUIRE_FALSE(link.is_none());
      CHECK(problem.network.node_name[problem.network.from[link]] == row[1]);
      worst_kg_s = std::max(worst_kg_s, std::abs(solution->flow[link].si() - number(row[3])));
      CHECK(solution->link[link].friction_factor.si() ==
            doctest::Approx(number(row[4])).epsilon(1e-7));  // printed to 9 digits
    }
    CHECK(worst_kg_s < 1e-6);
    MESSAGE("GasLib-" << std::string(benchmark.name) << ": worst flow " << worst_kg_s << " kg/s");
  }
}

TEST_CASE("a warm start of the same nomination is there at once, and prepared solves agree") {
  if (test::is_skipped_without(gas_data() / "reference" / "gaslib_11_P0_nodes.csv")) return;
  for (const Benchmark& benchmark : {benchmarks[2], benchmarks[4]}) {
    const gas::Problem problem = problem_of(benchmark);
    const auto cold = gas::solve(problem);
    auto prepared = gas::prepare(problem);
    REQUIRE(prepared.has_value());
    auto supply = problem.supply;
    for (MassFlow& s : supply) s = 0.95 * s;
    REQUIRE(gas::solve(*prepared, supply).has_value());
    const auto warm = gas::solve(*prepared, problem.supply);
    REQUIRE(warm.has_value());
    CHECK(warm->certificate.iterations < cold->certificate.iterations);
    for (std::size_t i = 0; i < problem.network.nodes(); ++i)
      CHECK(warm->pressure[NodeId(i)].si() ==
            doctest::Approx(cold->pressure[NodeId(i)].si()).epsilon(1e-11));
    using Clock = std::chrono::steady_clock;
    const auto best_us = [](auto&& work) {
      double best = 1e300;
      for (int i = 0; i < 200; ++i) {
        const auto begin = Clock::now();
        work();
        best =
            std::min(best, std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
      }
      return best;
    };
    const double cold_us = best_us([&] { (void)gas::solve(problem); });
    bool is_scaled = false;
    const double warm_us = best_us([&] {
      is_scaled = !is_scaled;
      (void)gas::solve(*prepared, is_scaled ? supply : problem.supply);
    });
    MESSAGE("GasLib-" << std::string(benchmark.name) << ": cold " << cold_us << " us, warm "
                      << warm_us << " us");
  }
}

TEST_CASE("the lowest pressures of 1,046 days on GasLib-134 agree with the stored series") {
  const auto file = gas_data() / "reference" / "gaslib_134_P0_daily_nominations_70bar.csv";
  const auto days_file = gas_data() / "gaslib" / "GasLib-134" /
                         "nominations_2011-11-01_to_2014-12-30_1000m3_per_h.csv";
  if (test::is_skipped_without(file)) return;
  Benchmark benchmark = benchmarks[3];
  benchmark.slack_bar = 70.0;
  const gas::Problem problem = problem_of(benchmark);
  auto prepared = gas::prepare(problem);
  REQUIRE(prepared.has_value());
  const auto days = io::read_csv(days_file);
  REQUIRE(days);
  const auto expected = table_of(file);
  REQUIRE(days->rows.size() == expected.rows.size());
  // Norm density of the problem: Rs fixes M, and 0 degC, 1.01325 bar the ideal volume; the series
  // was made with the mean norm density of the nodes, which the known slack of day 1 gives back.
  double scale_kg_s = 0.0;
  double worst_bar = 0.0;
  for (std::size_t d = 0; d < days->rows.size(); ++d) {
    Column<NodeId, MassFlow> supply(problem.network.nodes());
    double total = 0.0;
    for (std::size_t c = 1; c < days->columns.size(); ++c) {
      const NodeId node = io::node_named(problem.network, days->columns[c].name);
      REQUIRE_FALSE(node.is_none());
      if (problem.network.node_name[node] == benchmark.slack) continue;
      total += number(days->text(d, c));
    }
    if (d == 0) scale_kg_s = -number(expected.rows[0][3]) / total;
    for (std::size_t c = 1; c < days->columns.size(); ++c)
      supply[io::node_named(problem.network, days->columns[c].name)] =
          MassFlow::from_si(scale_kg_s * number(days->text(d, c)));
    const auto solution = gas::solve(*prepared, supply);
    REQUIRE(solution.has_value());
    double lowest_bar = 1e300;
    for (const Pressure p : solution->pressure) lowest_bar = std::min(lowest_bar, p.in(units::bar));
    worst_bar = std::max(worst_bar, std::abs(lowest_bar - number(expected.rows[d][1])));
  }
  CHECK(worst_bar < 1e-5);  // the slack that gives the norm density is printed to seven digits
  MESSAGE("1046 days: worst " << worst_bar << " bar");
}
