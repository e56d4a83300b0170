#include "landbridge/study/value.hpp"

#include <cmath>

#include <doctest/doctest.h>

using namespace landbridge;
using namespace landbridge::study;

namespace {

Factor triangle(std::string name, double low, double best, double high) {
  Factor f;
  f.name = std::move(name);
  f.low_si = low;
  f.best_si = best;
  f.high_si = high;
  return f;
}

}  // namespace

TEST_CASE("draw 0 is the best estimate") {
  const std::vector<Factor> factors{triangle("a", 1, 2, 4), triangle("b", -1, 0, 1)};
  CHECK(draw_factors(factors, 7, 0) == std::vector<double>{2, 0});
}

TEST_CASE("a draw does not depend on the other inputs or their order") {
  const Factor a = triangle("a", 1, 2, 4), b = triangle("b", 5, 6, 9);
  const auto both = draw_factors(std::vector{a, b}, 7, 3);
  const auto swapped = draw_factors(std::vector{b, a}, 7, 3);
  CHECK(both[0] == swapped[1]);
  CHECK(both[1] == draw_factors(std::vector{b}, 7, 3)[0]);
  CHECK(both[0] != draw_factors(std::vector{a}, 8, 3)[0]);
}

TEST_CASE("triangular draws have the mean (low + best + high) / 3 and stay inside") {
  const std::vector<Factor> factors{triangle("a", 1, 2, 6)};
  double sum = 0.0;
  constexpr int count = 20000;
  for (int k = 1; k <= count; ++k) {
    const double x = draw_factors(factors, 1, static_cast<std::uint64_t>(k))[0];
    REQUIRE(x >= 1.0);
    REQUIRE(x <= 6.0);
    sum += x;
  }
  // standard deviation 1.08, so four standard errors are 0.031
  CHECK(std::abs(sum / count - 3.0) < 0.031);
}

TEST_CASE("choices are equally likely") {
  Factor f = triangle("line", 210, 210, 296.5);
  f.shape = Shape::choice;
  f.choices_si = {210, 296.5};
  CHECK(quantile(f, 0.49) == 210);
  CHECK(quantile(f, 0.51) == 296.5);
  CHECK(quantile(f, 0.999999999) == 296.5);
}

TEST_CASE("a number scaled by a factor is their product in every draw") {
  const Number plain{3.0, {}}, doubt{2.0, {1}};
  const std::vector<double> draw{10.0, 5.0};
  CHECK((plain * doubt).value(draw) == 30.0);
}
