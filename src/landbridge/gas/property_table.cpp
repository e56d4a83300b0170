#include "landbridge/gas/property_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "landbridge/gas/gerg2008.hpp"

namespace landbridge::gas {
namespace {

constexpr std::size_t pressure_cells = 64;
constexpr std::size_t temperature_cells = 24;
constexpr std::size_t pressure_terms = 24;
constexpr std::size_t temperature_terms = 14;
constexpr double reference_temperature_k = 298.15;

struct Sample {
  double compressibility;
  double enthalpy_j_kg;
};

Aga8Composition composition_of(const Gas& gas) {
  Aga8Composition composition;
  std::copy(gas.composition.begin(), gas.composition.end(), composition.mole_fraction.begin());
  return composition;
}

/// The equation of state with everything prepared that does not depend on the state.
class Equation {
 public:
  static Result<Equation> make(const Gas& gas) {
    Equation equation(gas);
    if (gas.composition.size() != component_count) return equation;
    auto gerg = gerg2008_mixture(composition_of(gas));
    if (!gerg) return fail(gerg.error());
    equation.gerg_ = *gerg;
    if (gas.eos != Eos::aga8) return equation;
    auto detail = aga8_mixture(composition_of(gas));
    if (!detail) return fail(detail.error());
    equation.detail_ = *detail;
    return equation;
  }

  Result<Sample> at(double pressure_pa, double temperature_k) const {
    if (gas_.eos == Eos::gerg2008 || gas_.eos == Eos::aga8) {
      const auto state = gas_.eos == Eos::aga8 ? detail_->state(pressure_pa, temperature_k)
                                               : gerg_->state(pressure_pa, temperature_k);
      if (!state) return fail(state.error());
      const double molar =
          gas_.eos == Eos::aga8 ? detail_->molar_mass_kg_mol : gerg_->molar_mass_kg_mol;
      return Sample{state->compressibility, state->enthalpy_j_mol / molar};
    }
    const double z = compressibility(gas_, pressure_pa, temperature_k);
    if (!(z > 0.0) || !std::isfinite(z))
      return fail(
          Fault::infeasible, "gas.properties",
          fmt::format("the equation of state {} gives Z = {:.4g} at {:.6g} bar and {:.5g} K",
                      name_of(gas_.eos), z, pressure_pa * 1e-5, temperature_k),
          "another equation of state, or a narrower range");
    return Sample{z, ideal_enthalpy_j_kg(temperature_k) + departure(pressure_pa, temperature_k)};
  }

 private:
  explicit Equation(const Gas& gas) : gas_(gas) {}

  double ideal_enthalpy_j_kg(double temperature_k) const {
    if (gerg_) {
      constexpr double thin_mol_m3 = 1e-7;
      return gerg_->state_at_density(thin_mol_m3, temperature_k).enthalpy_j_mol /
             gerg_->molar_mass_kg_mol;
    }
    const double kappa = gas_.isentropic_exponent.si();
    return kappa / (kappa - 1.0) * specific_gas_constant_j_kg_k(gas_) *
           (temperature_k - reference_temperature_k);
  }

  /// -Rs T^2 integral of (dZ/dT)/p dp by Gauss's rule with five points on eight parts.
  double departure(double pressure_pa, double temperature_k) const {
    constexpr std::array<double, 5> at{-0.9061798459386640, -0.5384693101056831, 0.0,
                                       0.5384693101056831, 0.9061798459386640};
    constexpr std::array<double, 5> weight{0.2369268850561891, 0.4786286704993665,
                                           0.5688888888888889, 0.4786286704993665,
                                           0.2369268850561891};
    constexpr int parts = 8;
    constexpr double h_k = 0.05;
    double sum = 0.0;
    for (int part = 0; part < parts; ++part)
      for (std::size_t k = 0; k < at.size(); ++k) {
        const double share = (part + 0.5 * (1.0 + at[k])) / parts;
        const double p = share * pressure_pa;
        const double slope = (compressibility(gas_, p, temperature_k + h_k) -
                              compressibility(gas_, p, temperature_k - h_k)) /
                             (2.0 * h_k);
        sum += 0.5 * weight[k] / parts * slope / share;
      }
    return -specific_gas_constant_j_kg_k(gas_) * temperature_k * temperature_k * sum;
  }

  Gas gas_;
  std::optional<Gerg2008Mixture> gerg_;
  std::optional<Aga8Mixture> detail_;
};

/// Chebyshev polynomials T_k(x) and their derivatives.
template <std::size_t N>
struct Basis {
  std::array<double, N> value{};
  std::array<double, N> slope{};
  explicit Basis(double x) {
    value[0] = 1.0;
    value[1] = x;
    slope[1] = 1.0;
    for (std::size_t k = 2; k < N; ++k) {
      value[k] = 2.0 * x * value[k - 1] - value[k - 2];
      slope[k] = 2.0 * value[k - 1] + 2.0 * x * slope[k - 1] - slope[k - 2];
    }
  }
};

using Tensor = std::array<std::array<double, temperature_terms>, pressure_terms>;

double node(std::size_t j, std::size_t count) {
  return std::cos(std::numbers::pi * (static_cast<double>(j) + 0.5) / static_cast<double>(count));
}

/// Coefficients from the values at the Chebyshev points of both directions.
Tensor tensor_of(const Tensor& values) {
  Tensor coefficients{};
  for (std::size_t a = 0; a < pressure_terms; ++a) {
    const Basis<pressure_terms> x(node(a, pressure_terms));
    for (std::size_t b = 0; b < temperature_terms; ++b) {
      const Basis<temperature_terms> y(node(b, temperature_terms));
      for (std::size_t i = 0; i < pressure_terms; ++i)
        for (std::size_t j = 0; j < temperature_terms; ++j)
          coefficients[i][j] += (i == 0 ? 1.0 : 2.0) * (j == 0 ? 1.0 : 2.0) * values[a][b] *
                                x.value[i] * y.value[j] /
                                static_cast<double>(pressure_terms * temperature_terms);
    }
  }
  return coefficients;
}

/// f, f_x, f_y, f_xy with x and y in cells.
struct Corner {
  double f, fx, fy, fxy;
};

std::vector<Corner> corners_of(const Tensor& series) {
  std::vector<Corner> corners;
  corners.reserve((pressure_cells + 1) * (temperature_cells + 1));
  for (std::size_t a = 0; a <= pressure_cells; ++a) {
    const Basis<pressure_terms> x(2.0 * static_cast<double>(a) / pressure_cells - 1.0);
    std::array<double, temperature_terms> row{}, row_slope{};
    for (std::size_t i = 0; i < pressure_terms; ++i)
      for (std::size_t j = 0; j < temperature_terms; ++j) {
        row[j] += series[i][j] * x.value[i];
        row_slope[j] += series[i][j] * x.slope[i] * 2.0 / pressure_cells;
      }
    for (std::size_t b = 0; b <= temperature_cells; ++b) {
      const Basis<temperature_terms> y(2.0 * static_cast<double>(b) / temperature_cells - 1.0);
      Corner c{};
      for (std::size_t j = 0; j < temperature_terms; ++j) {
        c.f += row[j] * y.value[j];
        c.fx += row_slope[j] * y.value[j];
        c.fy += row[j] * y.slope[j] * 2.0 / temperature_cells;
        c.fxy += row_slope[j] * y.slope[j] * 2.0 / temperature_cells;
      }
      corners.push_back(c);
    }
  }
  return corners;
}

/// Coefficients of the cubic with the values f0, f1 and slopes g0, g1 at 0 and 1.
std::array<double, 4> cubic(double f0, double f1, double g0, double g1) {
  return {f0, g0, 3.0 * (f1 - f0) - 2.0 * g0 - g1, 2.0 * (f0 - f1) + g0 + g1};
}

std::vector<double> cells_of(const std::vector<Corner>& corners) {
  std::vector<double> cells;
  cells.reserve(16 * pressure_cells * temperature_cells);
  const std::size_t stride = temperature_cells + 1;
  for (std::size_t a = 0; a < pressure_cells; ++a)
    for (std::size_t b = 0; b < temperature_cells; ++b) {
      const Corner& c00 = corners[a * stride + b];
      const Corner& c01 = corners[a * stride + b + 1];
      const Corner& c10 = corners[(a + 1) * stride + b];
      const Corner& c11 = corners[(a + 1) * stride + b + 1];
      const auto f0 = cubic(c00.f, c01.f, c00.fy, c01.fy);
      const auto f1 = cubic(c10.f, c11.f, c10.fy, c11.fy);
      const auto g0 = cubic(c00.fx, c01.fx, c00.fxy, c01.fxy);
      const auto g1 = cubic(c10.fx, c11.fx, c10.fxy, c11.fxy);
      std::array<std::array<double, 4>, 4> by_v{};
      for (std::size_t j = 0; j < 4; ++j) by_v[j] = cubic(f0[j], f1[j], g0[j], g1[j]);
      for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t j = 0; j < 4; ++j) cells.push_back(by_v[j][i]);
    }
  return cells;
}

}  // namespace

Result<PropertyTable> PropertyTable::make(const Gas& gas, const PropertyRange& range) {
  if (!(range.pressure_pa_max > 0.0) || !(range.temperature_k_max > range.temperature_k_min))
    return fail(
        Fault::bad_input, "gas.properties",
        fmt::format("the range of the table is 0 to {} Pa, {} to {} K", range.pressure_pa_max,
                    range.temperature_k_min, range.temperature_k_max),
        "a positive pressure and a rising range of temperature");
  const auto equation = Equation::make(gas);
  if (!equation) return fail(equation.error());
  PropertyTable table;
  table.range_ = range;
  table.specific_gas_constant_j_kg_k_ = specific_gas_constant_j_kg_k(gas);
  const double span_k = range.temperature_k_max - range.temperature_k_min;
  table.cells_per_pa_ = pressure_cells / range.pressure_pa_max;
  table.cells_per_k_ = temperature_cells / span_k;
  Tensor z{}, h{};
  for (std::size_t a = 0; a < pressure_terms; ++a)
    for (std::size_t b = 0; b < temperature_terms; ++b) {
      const auto sample =
          equation->at(0.5 * (1.0 + node(a, pressure_terms)) * range.pressure_pa_max,
                       range.temperature_k_min + 0.5 * (1.0 + node(b, temperature_terms)) * span_k);
      if (!sample) return fail(sample.error());
      z[a][b] = sample->compressibility;
      h[a][b] = sample->enthalpy_j_kg;
    }
  table.z_ = cells_of(corners_of(tensor_of(z)));
  table.h_ = cells_of(corners_of(tensor_of(h)));
  table.measure(gas);
  return table;
}

/// Compares with the equation of state between the corners, along both diagonals of the range.
void PropertyTable::measure(const Gas& gas) {
  const auto equation = Equation::make(gas);
  if (!equation) return;
  constexpr int places = 33;
  for (int i = 0; i < places; ++i)
    for (const bool is_rising : {false, true}) {
      const double share = (i + 0.37) / places;
      const double p = share * range_.pressure_pa_max;
      const double t =
          range_.temperature_k_min +
          (is_rising ? share : 1.0 - share) * (range_.temperature_k_max - range_.temperature_k_min);
      const auto truth = equation->at(p, t);
      if (!truth) continue;
      z_error_ = std::max(z_error_, std::abs(compressibility(p, t) / truth->compressibility - 1.0));
      h_error_j_kg_ =
          std::max(h_error_j_kg_, std::abs(enthalpy(p, t).value - truth->enthalpy_j_kg));
    }
}

PropertyTable::Place PropertyTable::place(double pressure_pa, double temperature_k) const {
  const double x = pressure_pa * cells_per_pa_;
  const double y = (temperature_k - range_.temperature_k_min) * cells_per_k_;
  const double a = std::clamp(std::floor(x), 0.0, static_cast<double>(pressure_cells - 1));
  const double b = std::clamp(std::floor(y), 0.0, static_cast<double>(temperature_cells - 1));
  return {static_cast<std::size_t>(a) * temperature_cells + static_cast<std::size_t>(b), x - a,
          y - b};
}

double PropertyTable::compressibility(double pressure_pa, double temperature_k) const {
  const Place at = place(pressure_pa, temperature_k);
  const double u = at.u;
  const double v = at.v;
  const double* c = z_.data() + 16 * at.cell;
  const double v2 = v * v;
  const auto row = [&](const double* r) { return (r[0] + r[1] * v) + v2 * (r[2] + r[3] * v); };
  return (row(c) + u * row(c + 4)) + u * u * (row(c + 8) + u * row(c + 12));
}

PropertyTable::Value PropertyTable::enthalpy(double pressure_pa, double temperature_k) const {
  const auto [cell, u, v] = place(pressure_pa, temperature_k);
  const double* c = h_.data() + 16 * cell;
  std::array<double, 4> row{}, slope{};
  for (std::size_t i = 0; i < 4; ++i) {
    const double* r = c + 4 * i;
    row[i] = r[0] + v * (r[1] + v * (r[2] + v * r[3]));
    slope[i] = r[1] + v * (2.0 * r[2] + 3.0 * v * r[3]);
  }
  return {row[0] + u * (row[1] + u * (row[2] + u * row[3])),
          cells_per_pa_ * (row[1] + u * (2.0 * row[2] + 3.0 * u * row[3])),
          cells_per_k_ * (slope[0] + u * (slope[1] + u * (slope[2] + u * slope[3])))};
}

double PropertyTable::density_kg_m3(double pressure_pa, double temperature_k) const {
  return pressure_pa / (compressibility(pressure_pa, temperature_k) *
                        specific_gas_constant_j_kg_k_ * temperature_k);
}

double PropertyTable::temperature_k(double pressure_pa, double enthalpy_j_kg,
                                    double start_k) const {
  double t = start_k;
  constexpr int iteration_limit = 40;
  for (int i = 0; i < iteration_limit; ++i) {
    const Value h = enthalpy(pressure_pa, t);
    const double step = std::clamp((h.value - enthalpy_j_kg) / h.slope_by_t, -50.0, 50.0);
    t -= step;
    if (std::abs(step) <= 1e-12 * t) break;
  }
  return t;
}

}  // namespace landbridge::gas
