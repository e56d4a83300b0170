#include "landbridge/gas/compressor.hpp"

#include <cmath>

#include <doctest/doctest.h>

using namespace landbridge::gas;

namespace {

constexpr double molar_gas_constant_j_mol_k = 8.31446261815324;

/// Work per mole: the specific gas constant of a gas of 1 kg/mol is R.
CompressorInlet per_mole(double temperature_k, double exponent, double z = 1.0) {
  return {z, molar_gas_constant_j_mol_k, temperature_k, exponent};
}

}  // namespace

TEST_CASE("isentropic work from 1 to 10 bar meets the published values") {
  // fluids, tests/test_compressible.py [bell2016], J/mol; it uses the gas constant of CODATA 2014,
  // 8.3144598, so six digits agree.
  CHECK(isentropic_head_j_kg(per_mole(300.0, 1.4), 10.0) ==
        doctest::Approx(8125.161295388634).epsilon(1e-6));
  CHECK(compressor_power_w(per_mole(300.0, 1.4), 1.0, 10.0, 0.78) ==
        doctest::Approx(10416.873455626454).epsilon(1e-6));
  CHECK(compressor_power_w(per_mole(300.0, 1.4, 0.9), 1.0, 10.0, 0.78) ==
        doctest::Approx(9375.186110063809).epsilon(1e-6));
}

TEST_CASE("work at an exponent of one is the isothermal work") {
  CHECK(isentropic_head_j_kg(per_mole(300.0, 1.0), 10.0) ==
        doctest::Approx(5743.425357533477).epsilon(1e-6));  // fluids [bell2016]
  CHECK(isentropic_head_j_kg(per_mole(300.0, 1.0 + 1e-9), 10.0) ==
        doctest::Approx(5743.425357533477).epsilon(1e-6));  // the limit k -> 1
}

TEST_CASE("discharge temperature from ratio 8 meets the published values") {
  const CompressorInlet inlet = per_mole(286.8, 1.4);
  CHECK(discharge_temperature_k(inlet, 8.0, 1.0) == doctest::Approx(519.5230938217768));
  CHECK(discharge_temperature_k(inlet, 8.0, 0.78) == doctest::Approx(585.1629407971498));
}

TEST_CASE("isentropic from polytropic efficiency meets the published values") {
  CHECK(isentropic_from_polytropic_efficiency(10.0, 1.4, 0.78) ==
        doctest::Approx(0.7027614191263858).epsilon(1e-12));
  CHECK(isentropic_from_polytropic_efficiency(3.0, 1.4, 0.75) ==
        doctest::Approx(0.7095085923615653).epsilon(1e-12));
}

TEST_CASE("the ratio from a power is the inverse of the power of a ratio") {
  const CompressorInlet inlet{0.88, 500.0, 288.0, 1.3};
  for (const double ratio : {1.0001, 1.2, 1.5, 3.0}) {
    const double power_w = compressor_power_w(inlet, 900.0, ratio, 0.82);
    CHECK(compressor_pressure_ratio(inlet, 900.0, power_w, 0.82) ==
          doctest::Approx(ratio).epsilon(1e-12));
  }
}

TEST_CASE("no power gives no rise, and any power lifts a vanishing flow without bound") {
  const CompressorInlet inlet{0.88, 500.0, 288.0, 1.3};
  CHECK(compressor_pressure_ratio(inlet, 900.0, 0.0, 0.82) == 1.0);
  CHECK(std::isinf(compressor_pressure_ratio(inlet, 0.0, 1e6, 0.82)));
  CHECK(compressor_power_w(inlet, 900.0, 1.0, 0.82) == 0.0);
}
