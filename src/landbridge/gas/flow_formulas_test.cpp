#include "landbridge/gas/flow_formulas.hpp"

#include <array>
#include <cmath>
#include <tuple>
#include <utility>

#include <doctest/doctest.h>

#include "landbridge/gas/friction.hpp"

using namespace landbridge;
using namespace landbridge::gas;
using doctest::Approx;

namespace {

FormulaPipe crane_7_18(double efficiency) {
  return {.length_m = 160e3,
          .diameter_m = 0.34,
          .inlet_pressure_pa = 9e6,
          .outlet_pressure_pa = 2e6,
          .relative_density = 0.693,
          .temperature_k = 277.15,
          .efficiency = efficiency};
}

}  // namespace

TEST_CASE("formulas meet the worked example of Crane 7-18 as another program has it") {
  // Values of the worked examples of the data folder (program: fluids). 3e-6: five or six digits
  // of the constants. The program's Oliphant takes no efficiency.
  const std::array<std::pair<FlowFormula, std::pair<double, double>>, 8> examples{{
      {FlowFormula::panhandle_a, {0.92, 42.56082051195928}},
      {FlowFormula::panhandle_b, {0.92, 42.35366178004172}},
      {FlowFormula::weymouth, {0.92, 32.07729055913029}},
      {FlowFormula::spitzglass_high, {1.0, 29.42670246281681}},
      {FlowFormula::oliphant, {1.0, 28.851535408143057}},
      {FlowFormula::fritzsche, {1.0, 39.421535157535565}},
      {FlowFormula::mueller, {1.0, 60.45796698148663}},
      {FlowFormula::igt, {1.0, 48.92351786788815}},
  }};
  for (const auto& [formula, example] : examples) {
    const int number = static_cast<int>(formula);
    CAPTURE(number);
    const double flow = unwrap(formula_flow_m3_s(formula, crane_7_18(example.first)));
    CHECK(flow == Approx(example.second).epsilon(3e-6));
  }
}

TEST_CASE("Panhandle A and Weymouth meet Bengtson's sample in field units") {
  const double kelvin = (80.0 + 459.67) / 1.8;
  const FormulaPipe pipe{.length_m = 500 * 0.3048,
                         .diameter_m = 12 * 0.0254,
                         .inlet_pressure_pa = 510 * 6894.757293168361,
                         .outlet_pressure_pa = 490 * 6894.757293168361,
                         .relative_density = 0.65,
                         .temperature_k = kelvin,
                         .compressibility = 0.919,
                         .efficiency = 0.92,
                         .base_temperature_k = (60.0 + 459.67) / 1.8,
                         .base_pressure_pa = 14.7 * 6894.757293168361};
  const double million_feet3_day = 1e6 * 0.3048 * 0.3048 * 0.3048 / 86400.0;
  CHECK(unwrap(formula_flow_m3_s(FlowFormula::panhandle_a, pipe)) / million_feet3_day ==
        Approx(401.3019451856126).epsilon(1e-6));
  CHECK(unwrap(formula_flow_m3_s(FlowFormula::weymouth, pipe)) / million_feet3_day ==
        Approx(272.5879686092862).epsilon(1e-6));
}

TEST_CASE("the full isothermal equation meets its example, and chokes where it says") {
  // density 11.3 kg/m3 at 10 bar: Z Rs T = p/rho
  const IsothermalPipe pipe{1e6 / 11.3, 0.00185, 1000.0, 0.5};
  CHECK(unwrap(isothermal_flow_kg_s(pipe, 1e6, 9e5)) == Approx(145.484757264).epsilon(1e-11));
  const double choked_pa = choking_pressure_pa(pipe, 1e6);
  CHECK(choked_pa == Approx(389699.7317645518).epsilon(1e-11));
  CHECK_FALSE(isothermal_flow_kg_s(pipe, 1e6, 0.99 * choked_pa).has_value());
  const double most = unwrap(isothermal_flow_kg_s(pipe, 1e6, choked_pa));
  CHECK(most > unwrap(isothermal_flow_kg_s(pipe, 1e6, 1.01 * choked_pa)));
}

TEST_CASE("a pressure that rises, or a pipe without length, is refused") {
  FormulaPipe pipe = crane_7_18(1.0);
  pipe.outlet_pressure_pa = 95e5;
  CHECK_FALSE(formula_flow_m3_s(FlowFormula::weymouth, pipe).has_value());
  pipe = crane_7_18(1.0);
  pipe.length_m = 0.0;
  CHECK_FALSE(formula_flow_m3_s(FlowFormula::weymouth, pipe).has_value());
}

TEST_CASE("every friction law's slope is its difference quotient") {
  for (const Friction law : friction_laws()) {
    if (law == Friction::constant) continue;
    CAPTURE(name_of(law));
    for (const double reynolds : {2e4, 7e5, 3e6, 4e7}) {
      CAPTURE(reynolds);
      const double h = 1e-5;
      const double up = friction_factor(law, 0.7, 2e-5, reynolds * std::exp(h));
      const double down = friction_factor(law, 0.7, 2e-5, reynolds * std::exp(-h));
      const FrictionSlope slope = friction_with_slope(law, 0.7, 2e-5, reynolds);
      CHECK(std::abs(slope.slope_by_log_reynolds - (up - down) / (2.0 * h)) < 1e-7 * slope.factor);
      CHECK(slope.factor == friction_factor(law, 0.7, 2e-5, reynolds));
    }
  }
}

TEST_CASE("explicit forms stay within their stated distance of Colebrook and White") {
  for (const double reynolds : {1e5, 1e6, 1e7}) {
    const double truth = friction_factor(Friction::colebrook, 0.7, 2e-5, reynolds);
    CHECK(friction_factor(Friction::swamee_jain, 0.7, 2e-5, reynolds) ==
          Approx(truth).epsilon(0.03));  // 3 % [swamee1976]
    CHECK(friction_factor(Friction::haaland, 0.7, 2e-5, reynolds) ==
          Approx(truth).epsilon(0.02));  // 2 % [haaland1983]
  }
}

TEST_CASE("friction by diameter or power meets the pipe formula of the same name") {
  // Q^2 = (Tb/Pb)^2 (p1^2 - p2^2) pi^2 D^5 Rs_air /(16 lambda L G T Z), the general flow equation
  const FormulaPipe pipe = crane_7_18(1.0);
  const double rs_air = 8.31446261815324 / 28.96546e-3;
  const auto by_lambda = [&](double lambda) {
    const double squares = 9e6 * 9e6 - 2e6 * 2e6;
    return 288.7 / 101325.0 *
           std::sqrt(squares * 3.141592653589793 * 3.141592653589793 * std::pow(0.34, 5) * rs_air /
                     (16.0 * lambda * 160e3 * 0.693 * 277.15));
  };
  CHECK(by_lambda(friction_factor(Friction::weymouth, 0.34, 2e-5, 5e6)) ==
        Approx(unwrap(formula_flow_m3_s(FlowFormula::weymouth, pipe))).epsilon(2e-3));
  CHECK(by_lambda(friction_factor(Friction::spitzglass, 0.34, 2e-5, 5e6)) ==
        Approx(unwrap(formula_flow_m3_s(FlowFormula::spitzglass_high, pipe))).epsilon(2e-3));
  for (const auto& [law, formula, tolerance] :
       {std::tuple{Friction::panhandle_a, FlowFormula::panhandle_a, 0.01},
        std::tuple{Friction::panhandle_b, FlowFormula::panhandle_b, 0.01},
        std::tuple{Friction::igt, FlowFormula::igt, 0.01},
        std::tuple{Friction::mueller, FlowFormula::mueller, 0.01}}) {
    // Rounded constants, and for Panhandle a viscosity of the fit.
    const std::string_view law_name = name_of(law);
    CAPTURE(law_name);
    const double flow = unwrap(formula_flow_m3_s(formula, pipe));
    const double mass = flow * 101325.0 / (rs_air / 0.693 * 288.7);
    const double lambda =
        friction_factor(law, 0.34, 2e-5, reynolds_number(mass, 0.34, pipe.viscosity_pa_s));
    CHECK(by_lambda(lambda) == Approx(flow).epsilon(tolerance));
  }
}
