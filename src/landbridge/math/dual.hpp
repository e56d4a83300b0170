#pragma once

#include <array>
#include <cmath>
#include <compare>
#include <cstddef>

namespace landbridge {

/// A value with its exact first derivatives to N variables (forward mode) [griewank2008, ch. 3].
///
///   f(x): value f, slope_i = df/dx_i      u * v: slope_i = u_i v + u v_i      and so on
///
/// A function written for `class Scalar` gives values with double and Jacobian rows with Dual.
/// At a kink (abs at 0, min and max of equals) the slope is one-sided: see each function.
/// A slope that is exactly zero stays zero, also where the outer derivative is infinite.
template <std::size_t N>
struct Dual {
  double value = 0.0;
  std::array<double, N> slope{};

  constexpr Dual() = default;
  constexpr Dual(double constant) : value(constant) {}  // NOLINT: a number is a constant function
  constexpr Dual(double at, const std::array<double, N>& slopes) : value(at), slope(slopes) {}

  /// The variable number `index` at the given value: slope 1 to itself, 0 to the others.
  static constexpr Dual variable(double at, std::size_t index) {
    Dual x(at);
    x.slope[index] = 1.0;
    return x;
  }

  constexpr Dual& operator+=(const Dual& b) { return *this = *this + b; }
  constexpr Dual& operator-=(const Dual& b) { return *this = *this - b; }
  constexpr Dual& operator*=(const Dual& b) { return *this = *this * b; }
  constexpr Dual& operator/=(const Dual& b) { return *this = *this / b; }

  friend constexpr Dual operator+(const Dual& a) { return a; }
  friend constexpr Dual operator-(const Dual& a) {
    Dual r(-a.value);
    for (std::size_t i = 0; i < N; ++i) r.slope[i] = -a.slope[i];
    return r;
  }
  friend constexpr Dual operator+(const Dual& a, const Dual& b) {
    Dual r(a.value + b.value);
    for (std::size_t i = 0; i < N; ++i) r.slope[i] = a.slope[i] + b.slope[i];
    return r;
  }
  friend constexpr Dual operator-(const Dual& a, const Dual& b) {
    Dual r(a.value - b.value);
    for (std::size_t i = 0; i < N; ++i) r.slope[i] = a.slope[i] - b.slope[i];
    return r;
  }
  friend constexpr Dual operator*(const Dual& a, const Dual& b) {
    Dual r(a.value * b.value);
    for (std::size_t i = 0; i < N; ++i) r.slope[i] = a.slope[i] * b.value + a.value * b.slope[i];
    return r;
  }
  friend constexpr Dual operator/(const Dual& a, const Dual& b) {
    Dual r(a.value / b.value);
    for (std::size_t i = 0; i < N; ++i) r.slope[i] = (a.slope[i] - r.value * b.slope[i]) / b.value;
    return r;
  }

  /// Comparisons look at the value alone: branches of a template take the way of double.
  friend constexpr bool operator==(const Dual& a, const Dual& b) { return a.value == b.value; }
  friend constexpr std::partial_ordering operator<=>(const Dual& a, const Dual& b) {
    return a.value <=> b.value;
  }

  /// f(a) with outer derivative f'(a).
  friend constexpr Dual chain(const Dual& a, double f, double derivative) {
    Dual r(f);
    for (std::size_t i = 0; i < N; ++i)
      r.slope[i] = a.slope[i] == 0.0 ? 0.0 : derivative * a.slope[i];
    return r;
  }

  friend Dual sqrt(const Dual& a) {
    const double root = std::sqrt(a.value);
    return chain(a, root, 0.5 / root);
  }
  friend Dual exp(const Dual& a) {
    const double f = std::exp(a.value);
    return chain(a, f, f);
  }
  friend Dual expm1(const Dual& a) { return chain(a, std::expm1(a.value), std::exp(a.value)); }
  friend Dual log(const Dual& a) { return chain(a, std::log(a.value), 1.0 / a.value); }
  friend Dual log1p(const Dual& a) { return chain(a, std::log1p(a.value), 1.0 / (1.0 + a.value)); }
  friend Dual log10(const Dual& a) {
    constexpr double ln10 = 2.302585092994045684;
    return chain(a, std::log10(a.value), 1.0 / (a.value * ln10));
  }
  friend Dual sin(const Dual& a) { return chain(a, std::sin(a.value), std::cos(a.value)); }
  friend Dual cos(const Dual& a) { return chain(a, std::cos(a.value), -std::sin(a.value)); }
  friend Dual tanh(const Dual& a) {
    const double f = std::tanh(a.value);
    return chain(a, f, 1.0 - f * f);
  }
  friend Dual atan(const Dual& a) {
    return chain(a, std::atan(a.value), 1.0 / (1.0 + a.value * a.value));
  }
  friend Dual cbrt(const Dual& a) {
    const double root = std::cbrt(a.value);
    return chain(a, root, 1.0 / (3.0 * root * root));
  }

  /// |a|; at 0 the slope is 0, the middle of the two one-sided slopes.
  friend constexpr Dual abs(const Dual& a) {
    if (a.value == 0.0) return Dual(0.0);
    return a.value < 0.0 ? -a : a;
  }
  /// The smaller one; of equals the first.
  friend constexpr Dual min(const Dual& a, const Dual& b) { return b.value < a.value ? b : a; }
  /// The larger one; of equals the first.
  friend constexpr Dual max(const Dual& a, const Dual& b) { return a.value < b.value ? b : a; }

  /// a^p for a constant power; 0^p has slope 0 for p > 1 and 1 for p = 1.
  friend Dual pow(const Dual& a, double p) {
    if (p == 0.0) return Dual(1.0);
    return chain(a, std::pow(a.value, p), p * std::pow(a.value, p - 1.0));
  }
  /// a^b for a > 0; d/db needs log a.
  friend Dual pow(const Dual& a, const Dual& b) {
    const double f = std::pow(a.value, b.value);
    const Dual to_base = chain(a, f, b.value * std::pow(a.value, b.value - 1.0));
    const Dual to_power = chain(b, f, f * std::log(a.value));
    Dual r(f);
    for (std::size_t i = 0; i < N; ++i) r.slope[i] = to_base.slope[i] + to_power.slope[i];
    return r;
  }
  friend Dual pow(double a, const Dual& b) {
    const double f = std::pow(a, b.value);
    return chain(b, f, f * std::log(a));
  }
};

/// The number inside, whatever the scalar of a template is.
constexpr double value_of(double x) { return x; }
template <std::size_t N>
constexpr double value_of(const Dual<N>& x) {
  return x.value;
}

/// x^2, for double and Dual alike.
template <class Scalar>
constexpr Scalar square(const Scalar& x) {
  return x * x;
}

}  // namespace landbridge
