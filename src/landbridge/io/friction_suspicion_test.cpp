#include "landbridge/io/friction_suspicion.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "landbridge/io/lanl.hpp"
#include "test_data.hpp"

using namespace landbridge;
using namespace landbridge::io;

namespace {

std::string warning_of(double diameter_m, double factor) {
  FrictionSuspicion suspicion;
  suspicion.note(diameter_m, factor);
  Diagnostics diagnostics;
  suspicion.warn({}, diagnostics);
  CHECK_FALSE(diagnostics.has_errors());
  return diagnostics.render();
}

}  // namespace

TEST_CASE("a friction factor by the natural logarithm is noticed, one by the right law is not") {
  for (const double diameter_m : {0.2, 0.6, 1.0, 1.4})
    for (const double roughness_m : {8e-6, 5e-5, 1e-4, 5e-4}) {
      CAPTURE(diameter_m);
      CAPTURE(roughness_m);
      const double by_natural = std::pow(2.0 * std::log(3.7 * diameter_m / roughness_m), -2.0);
      const double by_ten = std::pow(2.0 * std::log10(3.7 * diameter_m / roughness_m), -2.0);
      CHECK(warning_of(diameter_m, by_natural).find("5.30 times") != std::string::npos);
      CHECK(warning_of(diameter_m, by_ten).empty());
    }
  CHECK(warning_of(0.9144, 0.01).empty());
}

TEST_CASE("of the LANL cases those made from GasLib are warned of, and no other") {
  if (test::is_skipped_without(test::data_root() / "gas" / "lanl_steady")) return;
  const auto is_warned = [](const char* name) {
    const auto read = read_lanl_case(test::data_root() / "gas" / "lanl_steady" / name, {});
    REQUIRE(read);
    return read.diagnostics.render().find("natural logarithm") != std::string::npos;
  };
  for (const char* name : {"GasLib-11", "GasLib-24", "GasLib-40", "GasLib-134", "GasLib-135"}) {
    CAPTURE(std::string(name));
    CHECK(is_warned(name));
  }
  CHECK_FALSE(is_warned("2-node"));
  CHECK_FALSE(is_warned("8-node"));
}
