#include "landbridge/math/root.hpp"

#include <limits>
#include <numbers>

#include <doctest/doctest.h>
#include <rapidcheck.h>

namespace landbridge {

TEST_CASE("roots with a closed form are found to rounding") {
  const auto sqrt2 = find_root([](double x) { return x * x - 2.0; }, {0.0, 2.0});
  const auto pi = find_root([](double x) { return std::sin(x); }, {3.0, 4.0});
  const auto omega = find_root([](double x) { return x * std::exp(x) - 1.0; }, {-1.0, 1.0});
  REQUIRE(sqrt2.has_value());
  REQUIRE(pi.has_value());
  REQUIRE(omega.has_value());
  CHECK(sqrt2->x == doctest::Approx(std::numbers::sqrt2).epsilon(1e-14));
  CHECK(pi->x == doctest::Approx(std::numbers::pi).epsilon(1e-14));
  CHECK(omega->x == doctest::Approx(0.56714329040978387300).epsilon(1e-14));
  CHECK(sqrt2->evaluations <= 12);
  CHECK(sqrt2->bracket.low <= sqrt2->x);
  CHECK(sqrt2->bracket.high >= sqrt2->x);
}

TEST_CASE("the ends may come in either order and may be roots") {
  const auto f = [](double x) { return x - 3.0; };
  CHECK(find_root(f, {5.0, 0.0})->x == doctest::Approx(3.0));
  CHECK(find_root(f, {3.0, 9.0})->x == 3.0);
  CHECK(find_root(f, {-9.0, 3.0})->x == 3.0);
  CHECK(find_root(f, {3.0, 3.0})->x == 3.0);
}

TEST_CASE("a ninefold root and a step are found within Brent's bound") {
  // flat functions defeat the secant; halving from width 4 to 1e-14 needs 49 halvings, and Brent's
  // method at most the square of that [brent1973]; in practice about three times as many steps
  const auto flat = find_root([](double x) { return std::pow(x - 0.3, 9); }, {-1.0, 3.0},
                              {.max_evaluations = 2401});
  REQUIRE(flat.has_value());
  CHECK(std::abs(flat->x - 0.3) < 1e-12);
  CHECK(flat->evaluations < 300);
  const auto step = find_root([](double x) { return x < 0.7 ? -1.0 : 5.0; }, {0.0, 1.0});
  REQUIRE(step.has_value());
  CHECK(step->x == doctest::Approx(0.7).epsilon(1e-13));
}

TEST_CASE("the error falls faster than linearly: each step gains half as many digits again") {
  const auto f = [](double x) { return std::exp(x) - 2.0; };
  int loose = find_root(f, {0.0, 1.0}, {.tolerance_relative = 1e-3})->evaluations;
  int tight = find_root(f, {0.0, 1.0}, {.tolerance_relative = 1e-14})->evaluations;
  CHECK(tight - loose <= 4);  // halving would need log2(1e11) = 37 more
}

TEST_CASE("no sign change, no value, too few evaluations: each is said") {
  const auto none = find_root([](double x) { return x * x + 1.0; }, {-1.0, 2.0});
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().fault == Fault::bad_input);
  CHECK(none.error().what == "the function is 2 at -1 and 5 at 2");
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_FALSE(find_root([&](double) { return nan; }, {0.0, 1.0}).has_value());
  const auto hole =
      find_root([&](double x) { return x > 0.4 && x < 0.6 ? nan : x - 0.5; }, {0.0, 1.0});
  REQUIRE_FALSE(hole.has_value());
  CHECK(hole.error().what.find("no finite value at 0.5") != std::string::npos);
  const auto few =
      find_root([](double x) { return std::exp(x) - 2.0; }, {-9.0, 9.0}, {.max_evaluations = 4});
  REQUIRE_FALSE(few.has_value());
  CHECK(few.error().fault == Fault::not_converged);
  CHECK(few.error().what.find("4 evaluations were not enough") == 0);
}

TEST_CASE("a bracket is found from a distant start and within limits only") {
  const auto f = [](double x) { return x - 1000.0; };
  const auto right = expand_bracket(f, {.start = 0.0});
  REQUIRE(right.has_value());
  CHECK(right->low <= 1000.0);
  CHECK(right->high >= 1000.0);
  CHECK(find_root(f, *right)->x == doctest::Approx(1000.0));
  const auto left = expand_bracket([](double x) { return x + 77.0; }, {.start = 5.0});
  REQUIRE(left.has_value());
  CHECK(left->low <= -77.0);
  CHECK(left->high >= -77.0);
  const auto limited = expand_bracket(f, {.start = 0.0, .lowest = -10.0, .highest = 900.0});
  REQUIRE_FALSE(limited.has_value());
  CHECK(limited.error().what == "the function does not change its sign from -10 to 900");
}

TEST_CASE("a bracket is not looked for beyond the end of the domain") {
  const auto f = [](double x) {
    return std::log(x) + 3.0;
  };  // root at exp(-3), undefined for x <= 0
  const auto found = expand_bracket(f, {.start = 1.0, .step = 0.99});
  REQUIRE(found.has_value());
  CHECK(found->low > 0.0);
}

TEST_CASE("random cubics with one real root meet it") {
  CHECK(rc::check("x^3 + p x = p r + r^3 has the root r for p > 0", [] {
    const double r = 0.01 * *rc::gen::inRange(-10000, 10000);
    const double p = 0.1 * *rc::gen::inRange(1, 1000);
    const auto f = [&](double x) { return (x - r) * (x * x + x * r + r * r + p); };
    const auto root = find_root(f, {-150.0, 130.0});
    RC_ASSERT(root.has_value());
    RC_ASSERT(std::abs(root->x - r) <= 1e-12 * std::max(1.0, std::abs(r)));
    RC_ASSERT(root->bracket.low <= root->x);
    RC_ASSERT(root->x <= root->bracket.high);
  }));
}

}  // namespace landbridge
