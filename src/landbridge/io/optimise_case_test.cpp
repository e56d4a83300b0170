#include "landbridge/io/optimise_case.hpp"

#include <cmath>
#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include "landbridge/gas/optimise/optimise.hpp"
#include "landbridge/gas/solve.hpp"
#include "test_data.hpp"

using namespace landbridge;

namespace {

namespace fs = std::filesystem;

fs::path data() { return test::data_root() / "gas"; }

struct Answer {
  io::OptimiseCase from;
  gas::OptResult result;
};

Answer answer(const fs::path& network, const std::string& objective, bool expands = false) {
  io::OptimiseRequest request;
  request.objective = unwrap(gas::parse_objective(objective));
  request.expands = expands;
  request.network.needs_held_pressure = false;
  auto from = io::read_optimise_case(network, request);
  INFO(from.diagnostics.render());
  REQUIRE(from);
  gas::OptResult result = unwrap(gas::optimise(from->model));
  return {std::move(*from), std::move(result)};
}

/// Residuals of a state that deserves the name, in physical units.
void check_state(const gas::OptResult& r) {
  CHECK(r.certificate.mass_residual_kg_s < 1e-6);
  CHECK(r.certificate.law_residual_bar < 1e-6);
  CHECK(r.certificate.limit_violation_bar < 1e-6);
  CHECK(r.certificate.limit_violation_kg_s < 1e-6);
  CHECK(r.certificate.power_excess_relative < 1e-6);
}

}  // namespace

TEST_CASE("the Belgian network costs what six global solvers proved") {
  const fs::path folder = data() / "belgium";
  if (test::is_skipped_without(folder / "arcs.csv")) return;
  const Answer a = answer(folder, "supply-cost");
  CHECK(std::abs(a.result.objective - 89.08584) < 1e-5);
  CHECK(a.result.bound <= a.result.objective);
  CHECK(a.result.bound >= 89.08584 * (1.0 - 1e-4));
  check_state(a.result);
}

TEST_CASE("GasModels' optimal flows, and bounds at least as tight as its relaxation") {
  const fs::path folder = data() / "optimisation";
  if (test::is_skipped_without(folder / "case-6.m")) return;
  // 0.01 is the tolerance of the tests that the values come from.
  const Answer plain = answer(folder / "case-6-no-power-limits.m", "supply-cost");
  CHECK(std::abs(plain.result.objective + 253.683) < 0.01);
  CHECK(plain.result.bound >= -260.001);
  const Answer power = answer(folder / "case-6.m", "supply-cost");
  CHECK(std::abs(power.result.objective + 167.190) < 0.01);
  const Answer height = answer(folder / "case-6-elevation.m", "supply-cost");
  CHECK(std::abs(height.result.objective + 191.169) < 0.01);
  for (const Answer* a : {&plain, &power, &height}) {
    check_state(a->result);
    CHECK(a->result.gap < 1.1e-5);
  }
}

TEST_CASE("GasModels' load shedding and expansion") {
  const fs::path folder = data() / "optimisation";
  if (test::is_skipped_without(folder / "case-6-ls.m")) return;
  // 0.1 is the tolerance of the tests that the values come from; ours agree better.
  CHECK(std::abs(answer(folder / "case-6-ls.m", "max-delivered").result.objective - 5.0) < 1e-6);
  CHECK(std::abs(answer(folder / "case-6-ls-priority.m", "max-delivered").result.objective - 4.5) <
        1e-6);
  const Answer build = answer(folder / "case-6-ne.m", "supply-cost", true);
  CHECK(std::abs(build.result.objective - 1476.0) < 1e-3);
  CHECK(build.result.decision == std::vector<char>{1, 1, 1, 1, 1, 0});
  const Answer both = answer(folder / "case-6-nels.m", "max-delivered", true);
  CHECK(std::abs(both.result.objective - 1031.60) < 0.01);
  CHECK(both.result.bound <= 1036.93);
}

TEST_CASE("24-pipe-benchmark at nominal flow is infeasible, with the missing amount") {
  const fs::path file = data() / "optimisation" / "24-pipe-benchmark.m";
  if (test::is_skipped_without(file)) return;
  const Answer a = answer(file, "fuel");
  CHECK(a.result.status == gas::OptStatus::infeasible);
  CHECK(a.result.least_shortage_kg_s > 400.0);
  // 680.65 kg/s are asked for; the first pipe alone carries no more than
  // sqrt((55.16^2 - 34.47^2) bar^2 D A^2/(f L c^2)) = 226 kg/s.
  CHECK(a.result.least_shortage_kg_s < 680.6534);
}

TEST_CASE("economic optimal flows: below the published values, which stop at a loose tolerance") {
  const fs::path folder = data() / "grail";
  if (test::is_skipped_without(folder / "model30ss.json")) return;
  const struct {
    const char* file;
    double published;
    double apart;  ///< relative; the published points miss their own laws by 1e-5 to 1e-4
  } cases[] = {{"model6ss_test_0.json", -33.3592834, 1e-5},
               {"model6ss_test_1.json", -14.9162068, 1e-5},
               {"model30ss.json", 83.2368275, 1.3e-4}};
  for (const auto& c : cases) {
    CAPTURE(c.file);
    const Answer a = answer(folder / c.file, "supply-cost");
    CHECK(a.result.objective < c.published);
    CHECK(std::abs(a.result.objective - c.published) < c.apart * std::abs(c.published));
    CHECK(a.result.gap < 1e-4);
    check_state(a.result);
  }
}

TEST_CASE("a largest flow leaves the node's pressure or another limit binding") {
  const fs::path file = data() / "gaslib" / "GasLib-11" / "GasLib-11.net";
  if (test::is_skipped_without(file)) return;
  const Answer a = answer(file, "max-flow:exit01");
  CHECK(a.result.objective <= a.result.bound);
  CHECK(a.result.gap < 1.1e-5);
  CHECK_FALSE(a.result.binding.empty());
  check_state(a.result);
}

TEST_CASE("a matgas case is also a steady problem") {
  const fs::path file = data() / "optimisation" / "case-6-gf.m";
  if (test::is_skipped_without(file)) return;
  io::GasCaseOptions options;
  options.controls = {unwrap(io::parse_gas_control("compressor:1=ratio:1.4")),
                      unwrap(io::parse_gas_control("compressor:2=ratio:1.35"))};
  const auto read = io::read_gas_case(file, options);
  INFO(read.diagnostics.render());
  REQUIRE(read);
  const auto solution = gas::solve(read->problem);
  REQUIRE(solution.has_value());
  CHECK(solution->certificate.mass_residual_kg_s < 1e-9);
  const NodeId node = io::node_named(read->problem.network, "5");
  CHECK(solution->pressure[node].si() == doctest::Approx(1.4 * 4e6).epsilon(1e-9));
}
