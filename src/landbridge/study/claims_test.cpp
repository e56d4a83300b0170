#include "landbridge/study/claims.hpp"

#include <cmath>

#include <doctest/doctest.h>

using namespace landbridge;
using namespace landbridge::study;

namespace {

const Scenario scenario{"s", "", "", "", "", {}, {}};

/// A scenario with one metric whose values are given, one a draw.
ScenarioResult result_of(std::vector<double> values) {
  MetricResult m;
  m.domain = std::string("toy");
  m.metric.name = std::string("x");
  m.best_si = values.front();
  m.values_si = std::move(values);
  m.low_si = 0.0;
  m.high_si = 1e9;
  for (const double v : m.values_si) m.failed += std::isfinite(v) ? 0 : 1;
  return {&scenario, {{"toy", {m}, {}, {}, {}}}};
}

Claim at_least(double value) {
  Claim c;
  c.metric = std::string("toy.x");
  c.low = {value, {}};
  c.unit = {std::string("1"), 1.0, 0.0};
  return c;
}

std::string verdict_of(const Claim& claim, std::vector<double> values) {
  const Study study;
  const std::vector<std::vector<double>> draws(values.size());
  return judge(claim, study, result_of(std::move(values)), draws).verdict;
}

}  // namespace

TEST_CASE("a claim holds from 95 of 100 draws on and depends below") {
  std::vector<double> values(100, 2.0);
  for (int i = 0; i < 5; ++i) values[static_cast<std::size_t>(i)] = 0.0;
  CHECK(verdict_of(at_least(1.0), values) == "holds");
  values[5] = 0.0;
  CHECK(verdict_of(at_least(1.0), values) == "depends");
  CHECK(verdict_of(at_least(3.0), values) == "fails");
}

TEST_CASE("draws without an answer count as not holding, never as left out") {
  std::vector<double> values(100, 2.0);
  for (int i = 0; i < 10; ++i) values[static_cast<std::size_t>(i)] = std::nan("");
  CHECK(verdict_of(at_least(1.0), values) == "depends");
  CHECK(verdict_of(at_least(1.0), std::vector<double>(100, std::nan(""))) == "fails");
}

TEST_CASE("a claim with a doubtful number is judged draw by draw") {
  Claim c = at_least(1.0);
  c.low.factors = {0};
  CHECK(is_satisfied(c, 5.0, std::vector{4.0}));
  CHECK_FALSE(is_satisfied(c, 5.0, std::vector{6.0}));
}

TEST_CASE("the input that moves the metric is its driver") {
  Study study;
  study.factors.resize(2);
  for (auto& f : study.factors) f.high_si = 1.0;
  std::vector<std::vector<double>> draws;
  std::vector<double> values;
  for (int i = 0; i < 200; ++i) {
    draws.push_back({std::fmod(i * 0.618034, 1.0), std::fmod(i * 0.414214, 1.0)});
    values.push_back(draws.back()[1] * 3.0);
  }
  const Claim claim = at_least(1.0);
  const auto v = judge(claim, study, result_of(values), draws);
  REQUIRE_FALSE(v.drivers.empty());
  CHECK(v.drivers.front().factor == 1);
  CHECK(v.drivers.front().share > 0.9);
}

TEST_CASE("numbers are shown with at most four significant digits") {
  CHECK(show(1.23456e9, {"bar", 1e5, 0.0}) == "12350 bar");
  CHECK(show(3.456, {"1", 1.0, 0.0}) == "3.46");
  CHECK(show(293.15, {"degC", 1.0, 273.15}) == "20 degC");
}

TEST_CASE("what could be claimed instead holds in 95 of 100 draws") {
  MetricResult m;
  for (int i = 0; i <= 100; ++i) m.values_si.push_back(i);
  Claim claim = at_least(50.0);
  CHECK(tenable_claim(claim, m) == "At least 5 would hold in 95 % of the draws.");
  claim.relation = Relation::at_most;
  CHECK(tenable_claim(claim, m) == "At most 95 would hold in 95 % of the draws.");
  m.failed = 1;
  CHECK(tenable_claim(claim, m).empty());
}
