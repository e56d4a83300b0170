#include "landbridge/gas/gas.hpp"

#include <cmath>

#include <doctest/doctest.h>

using namespace landbridge;
using namespace landbridge::gas;

TEST_CASE("Dry pipeline gas is light and close to methane") {
  const Gas gas = dry_pipeline_gas();
  CHECK(gas.molar_mass.in(units::kg_per_kmol) == doctest::Approx(16.60).epsilon(1e-3));
  CHECK(gas.pseudocritical_temperature.si() == doctest::Approx(193.0).epsilon(5e-3));
  CHECK(gas.pseudocritical_pressure.in(units::bar) == doctest::Approx(46.0).epsilon(5e-3));
}

TEST_CASE("every equation of state is ideal at zero pressure, but for the two numbers of CNGA") {
  Gas gas = dry_pipeline_gas();
  for (const Eos eos : {Eos::ideal, Eos::papay}) {
    gas.eos = eos;
    CHECK(compressibility(gas, 0.0, 283.15) == doctest::Approx(1.0).epsilon(1e-12));
  }
  gas.eos = Eos::simple_cnga;
  CHECK(1.0 / compressibility(gas, 0.0, 283.15) == doctest::Approx(1.00300865).epsilon(1e-12));
}

TEST_CASE("Papay's formula gives its printed value for a reduced state") {
  Gas gas;
  gas.eos = Eos::papay;
  gas.pseudocritical_pressure = 10 * units::bar;
  gas.pseudocritical_temperature = 100 * units::kelvin;
  // pr = 2, Tr = 1.5: 1 - 3.52 * 2 * e^-3.39 + 0.274 * 4 * e^-2.817, by hand.
  const double by_hand = 1.0 - 7.04 * std::exp(-3.39) + 1.096 * std::exp(-2.817);
  CHECK(compressibility(gas, 2e6, 150.0) == doctest::Approx(by_hand).epsilon(1e-14));
}

TEST_CASE("full CNGA follows its printed coefficients") {
  Gas gas;
  gas.eos = Eos::full_cnga;
  gas.relative_density = 0.6 * units::one;
  const double t_k = 288.706;
  const double head = 344400.0 * std::pow(10.0, 1.785 * 0.6) / std::pow(1.8 * t_k, 3.825);
  const double b1 = 1.0 + head * 101350.0 / 6894.75729;
  const double b2 = head / 6894.75729;
  CHECK(1.0 / compressibility(gas, 5e6, t_k) == doctest::Approx(b1 + b2 * 5e6).epsilon(1e-13));
}

TEST_CASE("a stated gas constant wins over the molar mass") {
  Gas gas = dry_pipeline_gas();
  CHECK(specific_gas_constant_j_kg_k(gas) ==
        doctest::Approx(8.31446261815324 / 16.5969e-3).epsilon(1e-4));
  gas.specific_gas_constant = 447.79883 * joule_per_kg_kelvin;
  CHECK(specific_gas_constant_j_kg_k(gas) == 447.79883);
}

TEST_CASE("density is p over Z Rs T") {
  const Gas gas = constant_gas(447.79883 * joule_per_kg_kelvin, 0.9, 283.15 * units::kelvin);
  CHECK(density_kg_m3(gas, 8e6, 283.15) ==
        doctest::Approx(8e6 / (0.9 * 447.79883 * 283.15)).epsilon(1e-14));
}

TEST_CASE("every field of the gas says what it means") {
  for_each_field<Gas>([](const auto& f) {
    CHECK_FALSE(f.key.empty());
    CHECK_FALSE(f.meaning.empty());
  });
}
