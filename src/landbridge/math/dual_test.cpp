#include "landbridge/math/dual.hpp"

#include <algorithm>
#include <functional>

#include <doctest/doctest.h>
#include <rapidcheck.h>

namespace landbridge {
namespace {

using D2 = Dual<2>;

/// Central difference with Richardson's step: error of order h^4.
double difference(const std::function<double(double)>& f, double x) {
  const double h = 1e-3 * std::max(1.0, std::abs(x));
  const auto central = [&](double step) { return (f(x + step) - f(x - step)) / (2.0 * step); };
  return (4.0 * central(0.5 * h) - central(h)) / 3.0;
}

struct Named {
  const char* name;
  std::function<double(double)> of_double;
  std::function<Dual<1>(Dual<1>)> of_dual;
};

#define LANDBRIDGE_BOTH(expression)                                                         \
  {                                                                                         \
#expression, [](double x) -> double { return expression; }, [](Dual <1> x) -> Dual < 1> \
    { return expression; }                                                                  \
  }

using std::abs, std::sqrt, std::exp, std::log, std::pow, std::sin, std::cos, std::tanh, std::atan;
using std::cbrt, std::expm1, std::log10, std::log1p, std::min, std::max;

const std::vector<Named>& functions() {
  static const std::vector<Named> all{LANDBRIDGE_BOTH(+x),
                                      LANDBRIDGE_BOTH(-x),
                                      LANDBRIDGE_BOTH(x + 3.0),
                                      LANDBRIDGE_BOTH(3.0 - x),
                                      LANDBRIDGE_BOTH(x * x * x),
                                      LANDBRIDGE_BOTH(2.0 / x),
                                      LANDBRIDGE_BOTH(x / (1.0 + x)),
                                      LANDBRIDGE_BOTH(sqrt(x)),
                                      LANDBRIDGE_BOTH(exp(x)),
                                      LANDBRIDGE_BOTH(log(x)),
                                      LANDBRIDGE_BOTH(log10(x)),
                                      LANDBRIDGE_BOTH(log1p(x)),
                                      LANDBRIDGE_BOTH(expm1(x)),
                                      LANDBRIDGE_BOTH(sin(x)),
                                      LANDBRIDGE_BOTH(cos(x)),
                                      LANDBRIDGE_BOTH(tanh(x)),
                                      LANDBRIDGE_BOTH(atan(x)),
                                      LANDBRIDGE_BOTH(cbrt(x)),
                                      LANDBRIDGE_BOTH(pow(x, 1.852)),
                                      LANDBRIDGE_BOTH(pow(x, -2)),
                                      LANDBRIDGE_BOTH(pow(1.3, x)),
                                      LANDBRIDGE_BOTH(pow(x, x)),
                                      LANDBRIDGE_BOTH(x * abs(x)),
                                      LANDBRIDGE_BOTH(abs(1.0 - x * x)),
                                      LANDBRIDGE_BOTH(square(x)),
                                      LANDBRIDGE_BOTH(sqrt(1.0 + x * x) * exp(-x) / log(2.0 + x))};
  return all;
}

}  // namespace

TEST_CASE("every function has the value of its double twin and the slope of differences") {
  for (const Named& f : functions())
    for (const double x : {0.31, 0.8, 1.7, 2.9}) {
      CAPTURE(f.name);
      CAPTURE(x);
      const Dual<1> y = f.of_dual(Dual<1>::variable(x, 0));
      CHECK(y.value == f.of_double(x));
      // the difference of order h^4 at h = 1e-3 keeps about 1e-9 of the slope
      CHECK(y.slope[0] == doctest::Approx(difference(f.of_double, x)).epsilon(1e-8));
    }
}

TEST_CASE("slopes to several variables stay apart") {
  const D2 x = D2::variable(3.0, 0), y = D2::variable(4.0, 1);
  const D2 r = sqrt(x * x + y * y);
  CHECK(r.value == 5.0);
  CHECK(r.slope[0] == doctest::Approx(0.6));
  CHECK(r.slope[1] == doctest::Approx(0.8));
  const D2 p = pow(x, y);
  CHECK(p.value == 81.0);
  CHECK(p.slope[0] == doctest::Approx(4.0 * 27.0));
  CHECK(p.slope[1] == doctest::Approx(81.0 * std::log(3.0)));
}

TEST_CASE("comparisons and branches look at the value alone") {
  const D2 x = D2::variable(2.0, 0), y = D2::variable(3.0, 1);
  CHECK(x < y);
  CHECK(y >= 3.0);
  CHECK(x == 2.0);
  CHECK(2.5 > x);
  CHECK(min(x, y).slope[0] == 1.0);
  CHECK(min(x, y).slope[1] == 0.0);
  CHECK(max(x, y).slope[1] == 1.0);
  CHECK(max(x, 5.0).slope[0] == 0.0);
  CHECK(value_of(x) == value_of(2.0));
}

TEST_CASE("at a kink the slope is the documented one, never NaN") {
  const D2 zero = D2::variable(0.0, 0);
  CHECK(abs(zero).slope[0] == 0.0);
  CHECK((zero * abs(zero)).slope[0] == 0.0);
  CHECK(pow(zero, 2.0).slope[0] == 0.0);
  CHECK(pow(zero, 1.0).slope[0] == 1.0);
  CHECK(pow(zero, 0.0).value == 1.0);
  CHECK(sqrt(D2(0.0)).slope[0] == 0.0);  // a constant has no slope, also under a root
  CHECK(std::isinf(sqrt(zero).slope[0]));
  CHECK(sqrt(zero).slope[1] == 0.0);
  const D2 same = D2::variable(0.0, 1);
  CHECK(min(zero, same).slope[0] == 1.0);
  CHECK(max(zero, same).slope[0] == 1.0);
}

TEST_CASE("assignment operators are their binary twins") {
  D2 x = D2::variable(2.0, 0);
  const D2 y = D2::variable(5.0, 1);
  x += y;
  x *= y;
  x -= 1.0;
  x /= 2.0;  // ((x + y) y - 1) / 2
  CHECK(x.value == 17.0);
  CHECK(x.slope[0] == 2.5);
  CHECK(x.slope[1] == 6.0);  // (x + 2 y) / 2
}

TEST_CASE("product, quotient and chain rules hold for random values") {
  CHECK(rc::check("(u v)' / v - u v'/v = u', log(u^2)' = 2 u'/u", [] {
    const auto number = [] { return 0.01 * *rc::gen::inRange(1, 10000); };
    const D2 u(number(), {number(), number()});
    const D2 v(number(), {number(), number()});
    const D2 back = (u * v) / v;
    const D2 logs = log(u * u) - 2.0 * log(u);
    for (std::size_t i = 0; i < 2; ++i) {
      const double size = std::abs(u.slope[i]) + std::abs(u.value * v.slope[i] / v.value);
      RC_ASSERT(std::abs(back.slope[i] - u.slope[i]) <= 1e-14 * size);
      RC_ASSERT(std::abs(logs.slope[i]) <= 1e-14 * std::abs(u.slope[i] / u.value));
    }
  }));
}

}  // namespace landbridge
