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

constexpr double metres_per_inch = 0.0254;

/// From a transmission factor F = 2/sqrt(lambda) = a Re^b.
FrictionSlope power_law(double a, double b, double reynolds) {
  const double factor = 4.0 * inverse_square(a * std::pow(reynolds, b));
  return {factor, -2.0 * b * factor};
}

FrictionSlope swamee_jain(double relative_roughness, double reynolds) {
  const double smooth = 5.74 / std::pow(reynolds, 0.9);
  const double inside = relative_roughness / 3.7 + smooth;
  const double x = -2.0 * std::log10(inside);
  const double x_slope = 2.0 / std::numbers::ln10 * 0.9 * smooth / inside;
  return {inverse_square(x), -2.0 * x_slope / (x * x * x)};
}

FrictionSlope haaland(double relative_roughness, double reynolds) {
  const double smooth = 6.9 / reynolds;
  const double inside = smooth + std::pow(relative_roughness / 3.7, 1.11);
  const double x = -1.8 * std::log10(inside);
  const double x_slope = 1.8 / std::numbers::ln10 * smooth / inside;
  return {inverse_square(x), -2.0 * x_slope / (x * x * x)};
}

/// F_s = 4 log10(Re/F_s) - 0.6 by Newton; the left side minus the right rises.
double smooth_transmission(double reynolds) {
  double factor = 15.0;
  constexpr int iteration_limit = 30;
  for (int iteration = 0; iteration < iteration_limit; ++iteration) {
    const double value = factor - 4.0 * std::log10(reynolds / factor) + 0.6;
    const double step = value / (1.0 + 4.0 / (std::numbers::ln10 * factor));
    factor -= step;
    if (std::abs(step) <= 1e-15 * factor) break;
  }
  return factor;
}

FrictionSlope aga(double relative_roughness, double reynolds) {
  constexpr double drag_factor = 0.96;
  const double rough = -4.0 * std::log10(relative_roughness / 3.7);
  const double smooth = smooth_transmission(reynolds);
  const double partly = 4.0 * drag_factor * std::log10(reynolds / (1.4125 * smooth));
  if (relative_roughness > 0.0 && rough <= partly) return {4.0 * inverse_square(rough), 0.0};
  const double log_slope = 4.0 / std::numbers::ln10;  // d smooth/d ln Re = q/(1 + q/smooth)
  const double smooth_slope = log_slope / (1.0 + log_slope / smooth);
  const double slope = drag_factor * log_slope * (1.0 - smooth_slope / smooth);
  return {4.0 * inverse_square(partly), -8.0 * slope / (partly * partly * partly)};
}

FrictionSlope by_diameter(Friction law, double diameter_m) {
  const double inch = diameter_m / metres_per_inch;
  if (law == Friction::weymouth)
    return {4.0 * inverse_square(11.19 * std::pow(inch, 1.0 / 6.0)), 0.0};
  return {4.0 * (1.0 + 3.6 / inch + 0.03 * inch) / 354.0, 0.0};
}

FrictionSlope turbulent(Friction law, double diameter_m, double relative_roughness,
                        double reynolds) {
  switch (law) {
    case Friction::hofer: return hofer(relative_roughness, reynolds);
    case Friction::swamee_jain: return swamee_jain(relative_roughness, reynolds);
    case Friction::haaland: return haaland(relative_roughness, reynolds);
    case Friction::aga: return aga(relative_roughness, reynolds);
    case Friction::panhandle_a: return power_law(6.872, 0.07305, reynolds);
    case Friction::panhandle_b: return power_law(16.49, 0.01961, reynolds);
    case Friction::igt: return power_law(4.619, 0.1, reynolds);
    case Friction::mueller: return power_law(3.35, 0.13, reynolds);
    case Friction::fritzsche:
      return power_law(5.145 * std::pow(diameter_m / metres_per_inch, 0.071), 0.071, reynolds);
    case Friction::weymouth:
    case Friction::spitzglass: return by_diameter(law, diameter_m);
    case Friction::nikuradse:
    case Friction::colebrook:
    case Friction::constant: break;
  }
  return colebrook(relative_roughness, reynolds);
}

constexpr std::array<Friction, 14> laws{
    Friction::nikuradse,   Friction::colebrook, Friction::hofer,   Friction::constant,
    Friction::swamee_jain, Friction::haaland,   Friction::aga,     Friction::panhandle_a,
    Friction::panhandle_b, Friction::igt,       Friction::mueller, Friction::fritzsche,
    Friction::weymouth,    Friction::spitzglass};

}  // namespace

std::string_view name_of(Friction law) {
  constexpr std::array<std::string_view, laws.size()> names{
      "nikuradse",   "colebrook",   "hofer", "constant", "swamee_jain", "haaland",  "aga",
      "panhandle_a", "panhandle_b", "igt",   "mueller",  "fritzsche",   "weymouth", "spitzglass"};
  return names[static_cast<std::size_t>(law)];
}

std::span<const Friction> friction_laws() { return laws; }

std::string friction_law_names() {
  std::string names;
  for (const Friction law : laws) {
    if (!names.empty()) names += ", ";
    names += name_of(law);
  }
  return names;
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
  if (reynolds >= turbulent_start_reynolds)
    return turbulent(law, diameter_m, relative_roughness, reynolds);
  const double low = 64.0 / laminar_end_reynolds;
  const double high =
      turbulent(law, diameter_m, relative_roughness, turbulent_start_reynolds).factor;
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
