#pragma once

#include <vector>

#include "landbridge/gas/gas.hpp"

namespace landbridge::gas {

/// The potential of isothermal pipe flow and its inverse.
///
///   phi(p) = integral of p/Z(p) dp from 0 to p,   phi(-p) = -phi(p)
///
///   p  pressure [Pa]   Z  compressibility at the network's temperature [1]   phi  [Pa^2]
///
/// Constant Z: p^2/(2Z). CNGA: b1/2 p^2 + b2/3 p^3. Other equations of state: 1/Z becomes a
/// Chebyshev series over 0 .. 300 bar and its integral another one; above, 1/Z stays at its last
/// value. phi rises with p for every equation of state, so the inverse exists. The odd extension
/// below zero has no physical meaning: a negative potential proves that no pressure is enough.
class Potential {
 public:
  explicit Potential(const Gas& gas);

  double phi_pa2(double pressure_pa) const;
  double slope_pa(double pressure_pa) const;  ///< d phi/d p = |p|/Z
  double pressure_pa(double phi_pa2) const;
  double compressibility(double pressure_pa) const;  ///< as the series has it
  /// Largest relative error of 1/Z between the nodes of the series; 0 for closed forms.
  double series_error() const { return series_error_; }

 private:
  bool is_closed_form() const { return inverse_z_.empty(); }
  void fit(const Gas& gas);
  double newton_inverse(double phi_value_pa2, double start_pa, int step_limit) const;

  double b1_ = 1.0;
  double b2_1_pa_ = 0.0;
  std::vector<double> inverse_z_;  ///< Chebyshev coefficients of 1/Z
  std::vector<double> integral_;   ///< Chebyshev coefficients of phi/p^2
  std::vector<double> inverse_;    ///< of p/sqrt(phi) over sqrt(phi): a start for one Newton step
  double phi_at_end_pa2_ = 0.0;
  double inverse_z_at_end_ = 1.0;
  double series_error_ = 0.0;
};

}  // namespace landbridge::gas
