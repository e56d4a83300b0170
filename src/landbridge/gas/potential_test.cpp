#include "landbridge/gas/potential.hpp"

#include <cmath>

#include <doctest/doctest.h>

using namespace landbridge;
using namespace landbridge::gas;

namespace {

Gas with(Eos eos) {
  Gas gas = dry_pipeline_gas();
  gas.eos = eos;
  gas.compressibility = 0.9 * units::one;
  return gas;
}

constexpr Eos every_eos[] = {Eos::constant, Eos::ideal,       Eos::papay,
                             Eos::aga8,     Eos::simple_cnga, Eos::full_cnga};

/// Simpson's rule on p/Z with n intervals.
double integral(const Gas& gas, double end_pa, int n) {
  const double h = end_pa / n;
  const auto f = [&](double p_pa) {
    return p_pa / compressibility(gas, p_pa, gas.temperature.si());
  };
  double sum = f(0.0) + f(end_pa);
  for (int i = 1; i < n; ++i) sum += (i % 2 == 1 ? 4.0 : 2.0) * f(i * h);
  return sum * h / 3.0;
}

}  // namespace

TEST_CASE("constant Z gives p squared over 2Z") {
  CHECK(Potential(with(Eos::constant)).phi_pa2(8e6) == doctest::Approx(64e12 / 1.8).epsilon(1e-15));
}

TEST_CASE("the potential is the integral of p over Z for every equation of state") {
  for (const Eos eos : every_eos) {
    const Gas gas = with(eos);
    const Potential potential(gas);
    CAPTURE(name_of(eos));
    CHECK(potential.series_error() < 1e-10);
    for (const double p_pa : {1e5, 2e6, 8e6, 15e6, 29e6})
      CHECK(potential.phi_pa2(p_pa) == doctest::Approx(integral(gas, p_pa, 2000)).epsilon(1e-10));
  }
}

TEST_CASE("pressure is the inverse of the potential, also beyond the series and below zero") {
  for (const Eos eos : every_eos) {
    const Potential potential(with(eos));
    CAPTURE(name_of(eos));
    for (const double p_pa : {-7e6, 0.0, 1.0, 1e5, 5e6, 2.9e7, 3.1e7, 8e7})
      CHECK(potential.pressure_pa(potential.phi_pa2(p_pa)) == doctest::Approx(p_pa).epsilon(1e-13));
  }
}

TEST_CASE("the slope is the derivative of the potential") {
  for (const Eos eos : every_eos) {
    const Potential potential(with(eos));
    for (const double p_pa : {1e6, 6e6, 1.4e7}) {
      const double h = 10.0;
      const double difference =
          (potential.phi_pa2(p_pa + h) - potential.phi_pa2(p_pa - h)) / (2 * h);
      CHECK(potential.slope_pa(p_pa) ==
            doctest::Approx(difference).epsilon(1e-8));  // of h^2, rounding
    }
  }
}
