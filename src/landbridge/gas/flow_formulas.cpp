#include "landbridge/gas/flow_formulas.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include <fmt/format.h>

#include "landbridge/base/units.hpp"

namespace landbridge::gas {
namespace {

/// a E (Tb/Pb)^b [S/G^g]^c D^d
struct Powers {
  double a, b, c, d, g;
};

double by_powers(const Powers& f, const FormulaPipe& pipe) {
  const double squares = pipe.inlet_pressure_pa * pipe.inlet_pressure_pa -
                         pipe.outlet_pressure_pa * pipe.outlet_pressure_pa;
  const double s = squares / (pipe.length_m * pipe.temperature_k * pipe.compressibility);
  return f.a * pipe.efficiency * std::pow(pipe.base_temperature_k / pipe.base_pressure_pa, f.b) *
         std::pow(s / std::pow(pipe.relative_density, f.g), f.c) * std::pow(pipe.diameter_m, f.d);
}

double oliphant(const FormulaPipe& pipe) {
  constexpr double rankine_per_kelvin = 1.8;
  const double psi = units::psi.si;
  const double p1 = pipe.inlet_pressure_pa / psi;
  const double p2 = pipe.outlet_pressure_pa / psi;
  const double miles = pipe.length_m / units::mile.si;
  const double inch = pipe.diameter_m / units::inch.si;
  const double t = pipe.temperature_k * rankine_per_kelvin;
  const double root =
      std::sqrt((p1 * p1 - p2 * p2) / miles * 520.0 / t * 0.6 / pipe.relative_density);
  const double feet3_h =
      42.0 * pipe.efficiency * (std::pow(inch, 2.5) + inch * inch * inch / 30.0) * 14.4 /
      (pipe.base_pressure_pa / psi) * pipe.base_temperature_k * rankine_per_kelvin / 520.0 * root;
  return feet3_h * units::foot.si * units::foot.si * units::foot.si / units::hour.si;
}

double flow(FlowFormula formula, const FormulaPipe& pipe) {
  switch (formula) {
    case FlowFormula::panhandle_a:
      return by_powers({158.02053, 1.0788, 0.5394, 2.6182, 0.8539}, pipe);
    case FlowFormula::panhandle_b: return by_powers({152.88116, 1.02, 0.51, 2.53, 0.961}, pipe);
    case FlowFormula::weymouth: return by_powers({137.32958, 1.0, 0.5, 2.667, 1.0}, pipe);
    case FlowFormula::spitzglass_high:
      return by_powers({125.1060, 1.0, 0.5, 2.5, 1.0}, pipe) /
             std::sqrt(1.0 + 0.09144 / pipe.diameter_m + 150.0 / 127.0 * pipe.diameter_m);
    case FlowFormula::oliphant: return oliphant(pipe);
    case FlowFormula::fritzsche: return by_powers({93.5001, 1.0, 0.538, 2.69, 0.8587}, pipe);
    case FlowFormula::mueller:
      return by_powers({15.7745, 1.0, 0.575, 2.725, 0.7391}, pipe) *
             std::pow(pipe.viscosity_pa_s, -0.15);
    case FlowFormula::igt:
      return by_powers({24.6241, 1.0, 5.0 / 9.0, 8.0 / 3.0, 0.8}, pipe) *
             std::pow(pipe.viscosity_pa_s, -1.0 / 9.0);
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

Result<double> formula_flow_m3_s(FlowFormula formula, const FormulaPipe& pipe) {
  if (!(pipe.inlet_pressure_pa >= pipe.outlet_pressure_pa) || !(pipe.outlet_pressure_pa >= 0.0))
    return fail(Fault::bad_input, "gas.formula",
                fmt::format("the pressure goes from {} Pa to {} Pa; it must fall and be absolute",
                            pipe.inlet_pressure_pa, pipe.outlet_pressure_pa),
                "exchange inlet and outlet");
  for (const double positive :
       {pipe.length_m, pipe.diameter_m, pipe.relative_density, pipe.temperature_k,
        pipe.compressibility, pipe.efficiency, pipe.viscosity_pa_s, pipe.base_temperature_k,
        pipe.base_pressure_pa})
    if (!(positive > 0.0))
      return fail(Fault::bad_input, "gas.formula",
                  fmt::format("a value of the pipe is {}; all must be positive", positive));
  return flow(formula, pipe);
}

double choking_pressure_pa(const IsothermalPipe& pipe, double inlet_pa) {
  // y = (p1/p2)^2 - 1 - ln (p1/p2)^2 rises for y > 0: Newton in r = p1/p2
  const double resistance = pipe.friction_factor * pipe.length_m / pipe.diameter_m;
  double r = std::sqrt(1.0 + resistance) + 1.0;
  constexpr int iteration_limit = 60;
  for (int i = 0; i < iteration_limit; ++i) {
    const double step = (r * r - 1.0 - resistance - 2.0 * std::log(r)) / (2.0 * r - 2.0 / r);
    r -= step;
    if (std::abs(step) <= 1e-15 * r) break;
  }
  return inlet_pa / r;
}

Result<double> isothermal_flow_kg_s(const IsothermalPipe& pipe, double inlet_pa, double outlet_pa) {
  const double choked_pa = choking_pressure_pa(pipe, inlet_pa);
  if (!(outlet_pa >= choked_pa * (1.0 - 1e-9)) || !(outlet_pa <= inlet_pa))
    return fail(Fault::infeasible, "gas.formula",
                fmt::format("the outlet is at {:.6g} bar; the flow is choked below {:.6g} bar and "
                            "turns round above {:.6g} bar",
                            outlet_pa * 1e-5, choked_pa * 1e-5, inlet_pa * 1e-5),
                "the largest flow is that at the choking pressure");
  const double area_m2 = 0.25 * std::numbers::pi * pipe.diameter_m * pipe.diameter_m;
  const double loss =
      pipe.friction_factor * pipe.length_m / pipe.diameter_m + 2.0 * std::log(inlet_pa / outlet_pa);
  return area_m2 *
         std::sqrt((inlet_pa * inlet_pa - outlet_pa * outlet_pa) / (pipe.zrt_j_kg * loss));
}

}  // namespace landbridge::gas
