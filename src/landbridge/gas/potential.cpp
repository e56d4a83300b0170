#include "landbridge/gas/potential.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "landbridge/base/assert.hpp"
#include "landbridge/gas/z_curve.hpp"

namespace landbridge::gas {
namespace {

constexpr double series_end_pa = 300e5;

/// Clenshaw's sum of a Chebyshev series at `share` of its range.
double series_at(const std::vector<double>& coefficients, double share) {
  const double x = 2.0 * share - 1.0;
  double b1 = 0.0;
  double b2 = 0.0;
  for (std::size_t k = coefficients.size(); k-- > 1;) {
    const double b0 = 2.0 * x * b1 - b2 + coefficients[k];
    b2 = b1;
    b1 = b0;
  }
  return x * b1 - b2 + coefficients[0];
}

double series(const std::vector<double>& coefficients, double pressure_pa) {
  return series_at(coefficients, pressure_pa / series_end_pa);
}

/// Drops the last coefficients where they add less than rounding.
void trim(std::vector<double>& coefficients) {
  constexpr double negligible = 1e-16;
  while (coefficients.size() > 2 &&
         std::abs(coefficients.back()) < negligible * std::abs(coefficients.front()))
    coefficients.pop_back();
}

/// Chebyshev coefficients of f from its values at the n nodes of the first kind.
template <class Function>
std::vector<double> chebyshev_fit(std::size_t n, const Function& f) {
  const double step = std::numbers::pi / static_cast<double>(n);
  std::vector<double> value(n);
  for (std::size_t j = 0; j < n; ++j) {
    const double x = std::cos(step * (static_cast<double>(j) + 0.5));
    value[j] = f(0.5 * (x + 1.0) * series_end_pa);
  }
  std::vector<double> coefficients(n);
  for (std::size_t k = 0; k < n; ++k) {
    double sum = 0.0;
    for (std::size_t j = 0; j < n; ++j)
      sum += value[j] * std::cos(step * static_cast<double>(k) * (static_cast<double>(j) + 0.5));
    coefficients[k] = sum * (k == 0 ? 1.0 : 2.0) / static_cast<double>(n);
  }
  trim(coefficients);
  return coefficients;
}

struct GaussNode {
  double at;  ///< in 0 .. 1
  double weight;
};

/// Gauss-Legendre nodes on 0 .. 1 by Newton on the Legendre polynomial [abramowitz1964, 25.4.29].
std::vector<GaussNode> gauss_nodes(int n) {
  std::vector<GaussNode> nodes;
  for (int i = 0; i < n; ++i) {
    double x = std::cos(std::numbers::pi * (i + 0.75) / (n + 0.5));
    double slope = 1.0;
    constexpr int newton_steps = 8;
    for (int step = 0; step < newton_steps; ++step) {
      double p0 = 1.0;
      double p1 = x;
      for (int k = 2; k <= n; ++k) {
        const double p2 = ((2.0 * k - 1.0) * x * p1 - (k - 1.0) * p0) / k;
        p0 = p1;
        p1 = p2;
      }
      slope = n * (x * p1 - p0) / (x * x - 1.0);
      x -= p1 / slope;
    }
    nodes.push_back({0.5 * (1.0 + x), 1.0 / ((1.0 - x * x) * slope * slope)});
  }
  return nodes;
}

}  // namespace

Potential::Potential(const Gas& gas) {
  const double t_k = gas.temperature.si();
  switch (gas.eos) {
    case Eos::constant:
    case Eos::ideal: b1_ = 1.0 / gas::compressibility(gas, 0.0, t_k); return;
    case Eos::simple_cnga:
    case Eos::full_cnga: {
      constexpr double probe_pa = 1e7;
      b1_ = 1.0 / gas::compressibility(gas, 0.0, t_k);
      b2_1_pa_ = (1.0 / gas::compressibility(gas, probe_pa, t_k) - b1_) / probe_pa;
      return;
    }
    case Eos::papay:
    case Eos::aga8:
    case Eos::gerg2008: fit(gas); return;
  }
}

void Potential::fit(const Gas& gas) {
  const ZCurve curve(gas, gas.temperature.si());
  const auto exact = [&](double p_pa) { return 1.0 / curve(p_pa); };
  constexpr double wanted_error = 1e-11;
  for (const std::size_t terms : {24U, 40U, 64U}) {
    inverse_z_ = chebyshev_fit(terms, exact);
    series_error_ = 0.0;
    for (std::size_t j = 0; j <= terms; ++j) {
      const double p_pa = series_end_pa * static_cast<double>(j) / static_cast<double>(terms);
      const double truth = exact(p_pa);
      series_error_ = std::max(series_error_, std::abs(series(inverse_z_, p_pa) / truth - 1.0));
    }
    if (series_error_ <= wanted_error) break;
  }
  // phi/p^2 = integral of u y(u p) du over 0 .. 1, exact for the polynomial y with enough nodes.
  const auto nodes = gauss_nodes(static_cast<int>(inverse_z_.size() / 2 + 1));
  integral_ = chebyshev_fit(inverse_z_.size(), [&](double p_pa) {
    double sum = 0.0;
    for (const GaussNode& node : nodes)
      sum += node.weight * node.at * series(inverse_z_, p_pa * node.at);
    return sum;
  });
  phi_at_end_pa2_ = series_end_pa * series_end_pa * series(integral_, series_end_pa);
  inverse_z_at_end_ = series(inverse_z_, series_end_pa);
  const double root_end_pa = std::sqrt(phi_at_end_pa2_);
  constexpr std::size_t inverse_terms = 20;
  inverse_ = chebyshev_fit(inverse_terms, [&](double p_pa) {
    const double root_pa = root_end_pa * p_pa / series_end_pa;
    return newton_inverse(root_pa * root_pa, root_pa * std::sqrt(2.0), 60) / root_pa;
  });
}

double Potential::phi_pa2(double pressure_pa) const {
  const double p = std::abs(pressure_pa);
  double phi = 0.0;
  if (is_closed_form())
    phi = p * p * (b1_ / 2.0 + b2_1_pa_ * p / 3.0);
  else if (p <= series_end_pa)
    phi = p * p * series(integral_, p);
  else
    phi = phi_at_end_pa2_ + 0.5 * inverse_z_at_end_ * (p * p - series_end_pa * series_end_pa);
  return std::copysign(phi, pressure_pa);
}

double Potential::slope_pa(double pressure_pa) const {
  return std::abs(pressure_pa) / compressibility(pressure_pa);
}

double Potential::compressibility(double pressure_pa) const {
  const double p = std::abs(pressure_pa);
  if (is_closed_form()) return 1.0 / (b1_ + b2_1_pa_ * p);
  return p <= series_end_pa ? 1.0 / series(inverse_z_, p) : 1.0 / inverse_z_at_end_;
}

/// Newton on phi(p) = phi from a start; phi is convex enough that a few steps reach rounding.
double Potential::newton_inverse(double phi_value_pa2, double start_pa, int step_limit) const {
  double p = start_pa;
  for (int step = 0; step < step_limit; ++step) {
    const double change = (phi_pa2(p) - phi_value_pa2) / slope_pa(p);
    p = std::max(p - change, 0.1 * p);
    if (std::abs(change) <= 1e-9 * p) break;  // the next one would be below rounding
  }
  return p;
}

double Potential::pressure_pa(double phi_value_pa2) const {
  const double phi = std::abs(phi_value_pa2);
  if (phi == 0.0) return 0.0;
  double p = std::sqrt(2.0 * phi / b1_);
  constexpr int step_limit = 60;
  if (is_closed_form()) {
    if (b2_1_pa_ != 0.0) p = newton_inverse(phi, p, step_limit);
  } else {
    const double share = std::sqrt(phi / phi_at_end_pa2_);
    if (share <= 1.0) p = std::sqrt(phi) * series_at(inverse_, share);
    p = newton_inverse(phi, p, step_limit);
  }
  return std::copysign(p, phi_value_pa2);
}

}  // namespace landbridge::gas
