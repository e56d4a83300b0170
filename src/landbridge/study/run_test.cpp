#include "landbridge/study/run.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include <doctest/doctest.h>

#include "toy_domain.hpp"

using namespace landbridge;
using namespace landbridge::study;
using namespace landbridge::test;

namespace {

RunOptions options(int draws, int threads = 1) {
  RunOptions o;
  o.draws = draws;
  o.threads = threads;
  return o;
}

bool is_same(const MetricResult& a, const MetricResult& b) {
  return a.best_si == b.best_si && a.p10_si == b.p10_si && a.p90_si == b.p90_si &&
         a.values_si == b.values_si;
}

}  // namespace

TEST_CASE("a metric is summarised by its best estimate, its ends and its percentiles") {
  const Study study = boxes({uniform("a", 0.0, 1.0, 4.0)});
  const auto result = run(study, toy_domains(), options(4000));
  REQUIRE(result.has_value());
  const MetricResult* sum = result->scenarios[0].metric("toy.sum");
  REQUIRE(sum != nullptr);
  CHECK(sum->best_si == 1.0);
  CHECK(sum->failed == 0);
  CHECK(sum->values_si.size() == 4000);
  CHECK(sum->low_si == std::ranges::min(sum->values_si));
  CHECK(sum->high_si == std::ranges::max(sum->values_si));
  // A uniform variate on 0..4: quantile q is 4 q; its standard error is 4 sqrt(q (1 - q) / n).
  CHECK(sum->p10_si == doctest::Approx(0.4).epsilon(0.2));
  CHECK(sum->p50_si == doctest::Approx(2.0).epsilon(0.06));
  CHECK(sum->p90_si == doctest::Approx(3.6).epsilon(0.03));
  CHECK(sum->reason.sentence == "Boxes add up.");
}

TEST_CASE("draws without an answer are counted and keep their first sentence") {
  const Study study = boxes({uniform("a", 0.0, 1.0, 4.0)});
  const auto result = run(study, toy_domains(3.0), options(4000));
  REQUIRE(result.has_value());
  const DomainResult& toy = result->scenarios[0].domains[0];
  const MetricResult& sum = toy.metrics[0];
  // A quarter of the draws lies above 3; the standard error of the share is 0.7 %.
  CHECK(sum.failed / 4000.0 == doctest::Approx(0.25).epsilon(0.12));
  CHECK(std::ranges::count_if(sum.values_si, [](double v) { return std::isnan(v); }) == sum.failed);
  CHECK(sum.high_si <= 3.0);
  CHECK(toy.first_failure.find("too heavy") != std::string::npos);
  CHECK_FALSE(toy.error.has_value());
}

TEST_CASE("a best estimate without an answer is part of the result, not the end of the run") {
  const Study study = boxes({uniform("a", 0.0, 3.5, 4.0)});
  const auto result = run(study, toy_domains(3.0), options(1000));
  REQUIRE(result.has_value());
  REQUIRE(result->scenarios[0].domains[0].error.has_value());
  CHECK(std::isnan(result->scenarios[0].metric("toy.sum")->best_si));
}

TEST_CASE("the result does not depend on the number of threads") {
  Study study = boxes({uniform("a", 0.0, 1.0, 4.0), uniform("b", 1.0, 2.0, 5.0)});
  study.claims = {claim_about("toy.square", Relation::at_most, 12.0)};
  const auto one = run(study, toy_domains(), options(2000, 1));
  const auto four = run(study, toy_domains(), options(2000, 4));
  REQUIRE(one.has_value());
  REQUIRE(four.has_value());
  for (const char* key : {"toy.sum", "toy.square"})
    CHECK(is_same(*one->scenarios[0].metric(key), *four->scenarios[0].metric(key)));
  CHECK(one->verdicts[0].holds_share == four->verdicts[0].holds_share);
  CHECK(one->verdicts[0].change == four->verdicts[0].change);
}

TEST_CASE("scenarios are compared under the same luck") {
  Study study = boxes({uniform("a", 0.0, 1.0, 4.0), uniform("b", 1.0, 2.0, 5.0)});
  Step closed;
  closed.operation.assign("close");
  closed.domain.assign("toy");
  closed.entity.assign("box");
  closed.row_pattern.assign("b");
  study.scenarios.push_back({"without-b", "", "", "today", "", {closed}, {}});
  const auto result = run(study, toy_domains(), options(1000));
  REQUIRE(result.has_value());
  const auto& with = result->scenarios[0].metric("toy.sum")->values_si;
  const auto& without = result->scenarios[1].metric("toy.sum")->values_si;
  for (std::size_t k = 0; k < with.size(); ++k) {
    CHECK(with[k] - without[k] >= 1.0 - 1e-12);
    CHECK(with[k] - without[k] <= 5.0 + 1e-12);
  }
}

TEST_CASE("the wider doubt drives more, and a doubt that nothing uses drives nothing") {
  Study study = boxes({uniform("wide", 0.0, 5.0, 9.0), uniform("narrow", 1.0, 2.0, 4.0)});
  study.factors.push_back(uniform("unused", 0.0, 1.0, 2.0));
  study.claims = {claim_about("toy.sum", Relation::at_least, 6.0)};
  const auto result = run(study, toy_domains(), options(4000));
  REQUIRE(result.has_value());
  const auto& drivers = result->verdicts[0].drivers;
  REQUIRE(drivers.size() == 2);
  CHECK(drivers[0].factor == 0);
  CHECK(drivers[1].factor == 1);
  CHECK(drivers[0].share + drivers[1].share == doctest::Approx(1.0));
  // Variances are 81/12 and 9/12: about nine tenths, by ranks instead of values.
  CHECK(drivers[0].share == doctest::Approx(0.9).epsilon(0.05));
}

TEST_CASE("a claim about an unknown metric names those that the scenario computes") {
  Study study = boxes({uniform("a", 0.0, 1.0, 4.0)});
  study.claims = {claim_about("toy.some", Relation::at_least, 1.0)};
  const auto result = run(study, toy_domains(), options(10));
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().what.find("computes no 'toy.some'") != std::string::npos);
  CHECK(result.error().hint.find("toy.sum, toy.square") != std::string::npos);
}

TEST_CASE("a claim in the unit of something else is refused before anything is computed") {
  Study study = boxes({uniform("a", 0.0, 1.0, 4.0)});
  study.claims = {claim_about("toy.sum", Relation::at_least, 1.0)};
  study.claims[0].dimension = Length::Dimension::exponents;
  std::atomic<int> computed = 0;
  RunOptions o = options(10);
  o.on_draw = [&] { ++computed; };
  CHECK_FALSE(run(study, toy_domains(), o).has_value());
  CHECK(computed == 0);
}

TEST_CASE("an unknown scenario is refused, and a chosen one leaves the claims of others out") {
  Study study = boxes({uniform("a", 0.0, 1.0, 4.0)});
  study.scenarios.push_back({"other", "", "", "", "", {}, {}});
  study.claims = {claim_about("toy.sum", Relation::at_least, 1.0)};
  RunOptions o = options(10);
  o.scenarios = {"tomorrow"};
  CHECK(run(study, toy_domains(), o).error().hint.find("today, other") != std::string::npos);
  o.scenarios = {"other"};
  const auto result = run(study, toy_domains(), o);
  REQUIRE(result.has_value());
  CHECK(result->scenarios.size() == 1);
  CHECK(result->verdicts.empty());
  CHECK(draws_in_all(study, o) == 10);
}
