#include "landbridge/gas/friction.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "landbridge/base/assert.hpp"

namespace landbridge::gas {
namespace {

constexpr double laminar_end_reynolds = 2320.0;  // [fuegenschuh2015]
constexpr double turbulent_start_reynolds = 4000.0;

double inverse_square(double x) { return 1.0 / (x * x); }

double nikuradse(double diameter_m, double roughness_m) {
  return inverse_square(2.0 * std::log10(diameter_m / roughness_m) + 1.138);
}

FrictionSlope hofer(double relative_roughness, double reynolds) {
  const double smooth = 4.518 / reynolds * std::log10(reynolds / 7.0);
  const double inside = smooth + relative_roughness / 3.71;
  const double inside_slope = 4.518 / (reynolds * std::numbers::ln10) - smooth;
  const double x = -2.0 * std::log10(inside);
  const double x_slope = -2.0 / std::numbers::ln10 * inside_slope / inside;
  return {inverse_square(x), -2.0 * x_slope / (x * x * x)};
}

/// Newton on x = 1/sqrt(lambda): x + 2 log10(a x + b) = 0, a = 2.51/Re, b = k/(3.71 D). The
/// left side rises and is concave, so Newton is monotone from the second step on.
FrictionSlope colebrook(double relative_roughness, double reynolds) {
  const double a = 2.51 / reynolds;
  const double b = relative_roughness / 3.71;
  double x = 1.0 / std::sqrt(hofer(relative_roughness, reynolds).factor);
  constexpr int iteration_limit = 20;
  for (int iteration = 0; iteration < iteration_limit; ++iteration) {
    const double inside = a * x + b;
    const double value = x + 2.0 * std::log10(inside);
    const double slope = 1.0 + 2.0 / std::numbers::ln10 * a / inside;
    const double step = value / slope;
    x -= step;
    if (std::abs(step) <= 1e-15 * x) break;
  }
  const double share = 2.0 / std::numbers::ln10 * a / (a * x + b);
  const double x_slope = share * x / (1.0 + share);
  return {inverse_square(x), -2.0 * x_slope / (x * x * x)};
}

FrictionSlope turbulent(Friction law, double relative_roughness, double reynolds) {
  return law == Friction::hofer ? hofer(relative_roughness, reynolds)
                                : colebrook(relative_roughness, reynolds);
}

}  // namespace

std::string_view name_of(Friction law) {
  constexpr std::array<std::string_view, 4> names{"nikuradse", "colebrook", "hofer", "constant"};
  return names[static_cast<std::size_t>(law)];
}

FrictionSlope friction_with_slope(Friction law, double diameter_m, double roughness_m,
                                  double reynolds) {
  LANDBRIDGE_ASSERT(law != Friction::constant);
  LANDBRIDGE_ASSERT(diameter_m > 0.0);
  if (law == Friction::nikuradse) {
    LANDBRIDGE_ASSERT(roughness_m > 0.0);
    return {nikuradse(diameter_m, roughness_m), 0.0};
  }
  const double relative_roughness = roughness_m / diameter_m;
  if (reynolds <= laminar_end_reynolds) {
    const double factor = 64.0 / std::max(reynolds, 1e-300);
    return {factor, -factor};
  }
  if (reynolds >= turbulent_start_reynolds) return turbulent(law, relative_roughness, reynolds);
  const double low = 64.0 / laminar_end_reynolds;
  const double high = turbulent(law, relative_roughness, turbulent_start_reynolds).factor;
  const double rise = (high - low) / (turbulent_start_reynolds - laminar_end_reynolds);
  return {low + rise * (reynolds - laminar_end_reynolds), rise * reynolds};
}

double friction_factor(Friction law, double diameter_m, double roughness_m, double reynolds) {
  return friction_with_slope(law, diameter_m, roughness_m, reynolds).factor;
}

double reynolds_number(double flow_kg_s, double diameter_m, double viscosity_pa_s) {
  return 4.0 * std::abs(flow_kg_s) / (std::numbers::pi * diameter_m * viscosity_pa_s);
}

}  // namespace landbridge::gas
