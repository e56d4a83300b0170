#include "landbridge/study/levers.hpp"

#include <doctest/doctest.h>

#include "landbridge/study/scenario.hpp"
#include "toy_domain.hpp"

using namespace landbridge;
using namespace landbridge::study;
using namespace landbridge::test;

namespace {

std::vector<Lever> levers_of_all(const Study& study, const std::vector<LeverQuestion>& questions,
                                 double most = 1e9) {
  const auto domains = toy_domains(most);
  const auto scenario_case =
      make_case(study, study.scenarios.front(), "toy", domains.front()->entities());
  REQUIRE(scenario_case.has_value());
  const auto evaluator = domains.front()->prepare(*scenario_case);
  REQUIRE(evaluator.has_value());
  return levers_of(study, **evaluator, "toy", questions, 2);
}

Lever lever_of(const Study& study, const Claim& claim, std::vector<std::size_t> factors,
               double most = 1e9) {
  return levers_of_all(study, {{&claim, std::move(factors)}}, most).front();
}

}  // namespace

TEST_CASE("the turning point of a claim is found to a thousandth of the doubt, upwards and down") {
  // a + b with a = 2 in 1..4, b = 10: the claim turns at a = bound - 10.
  const Study study = boxes({uniform("a", 1.0, 2.0, 4.0), uniform("b", 9.0, 10.0, 11.0)});
  const Claim up = claim_about("toy.sum", Relation::at_least, 13.3);
  const Lever rise = lever_of(study, up, {0});
  REQUIRE(rise.factor == 0);
  CHECK(std::abs(rise.value_si - 3.3) <= 1e-3 * 2.0);
  const Claim down = claim_about("toy.sum", Relation::at_least, 11.6);
  const Lever fall = lever_of(study, down, {0});
  REQUIRE(fall.factor == 0);
  CHECK(std::abs(fall.value_si - 1.6) <= 1e-3 * 1.0);
}

TEST_CASE("at the lever's value the claim has turned") {
  const Study study = boxes({uniform("a", 1.0, 2.0, 4.0), uniform("b", 9.0, 10.0, 11.0)});
  for (const double bound : {12.01, 12.7, 13.9, 15.0, 18.0}) {
    const Claim claim = claim_about("toy.sum", Relation::at_least, bound);
    const Lever lever = lever_of(study, claim, {0});
    REQUIRE(lever.factor.has_value());
    CHECK(lever.value_si + 10.0 >= bound);
  }
}

TEST_CASE("among inputs the one that has to move least of its own doubt is the lever") {
  // 12 has to become 12.7: a by 0.35 of its way up (2), b by 0.7 of its (1).
  const Study study = boxes({uniform("a", 1.0, 2.0, 4.0), uniform("b", 9.0, 10.0, 11.0)});
  const Claim claim = claim_about("toy.sum", Relation::at_least, 12.7);
  CHECK(lever_of(study, claim, {0, 1}).factor == 0);
  CHECK(lever_of(study, claim, {1}).factor == 1);
}

TEST_CASE("two inputs that turn the claim in the same step of the search are told apart") {
  // 12 has to become 13.6: a by 0.8 of its way up (2), c by 0.64 of its (2.5).
  const Study study = boxes({uniform("a", 1.0, 2.0, 4.0), uniform("c", 9.0, 10.0, 12.5)});
  const Claim claim = claim_about("toy.sum", Relation::at_least, 13.6);
  const Lever lever = lever_of(study, claim, {0, 1});
  REQUIRE(lever.factor.has_value());
  CHECK(*lever.factor == 1);
}

TEST_CASE("a claim's lever is among its own inputs when several claims are asked about at once") {
  const Study study = boxes({uniform("a", 1.0, 2.0, 4.0), uniform("b", 9.0, 10.0, 11.0)});
  const Claim claim = claim_about("toy.sum", Relation::at_least, 12.7);
  const auto levers = levers_of_all(study, {{&claim, {0}}, {&claim, {1}}, {&claim, {}}});
  CHECK(levers[0].factor == 0);
  CHECK(levers[1].factor == 1);
  CHECK_FALSE(levers[2].factor.has_value());
}

TEST_CASE("a claim that no input turns has no lever, and says so") {
  const Study study = boxes({uniform("a", 1.0, 2.0, 4.0)});
  const Claim claim = claim_about("toy.sum", Relation::at_least, 1000.0);
  const Lever lever = lever_of(study, claim, {0});
  CHECK_FALSE(lever.factor.has_value());
  CHECK(to_text(lever, study).find("No input alone") != std::string::npos);
}

TEST_CASE("a state without an answer does not turn a claim") {
  const Study study = boxes({uniform("a", 1.0, 2.0, 4.0)});
  const Claim claim = claim_about("toy.sum", Relation::at_most, 6.0);
  CHECK(lever_of(study, claim, {0}).factor == 0);
  CHECK_FALSE(lever_of(study, claim, {0}, 5.0).factor.has_value());
}
