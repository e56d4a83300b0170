#pragma once

#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/gas.hpp"

namespace landbridge::gas {

/// The rectangle on which a table answers: 0 .. pressure_pa_max, temperature_k_min .. _max.
struct PropertyRange {
  double pressure_pa_max = 0.0;
  double temperature_k_min = 0.0;
  double temperature_k_max = 0.0;
};

/// Z(p, T) and h(p, T) of a gas for solvers: fast, with one continuous derivative.
///
///   Z, h from the equation of state at Chebyshev points, a tensor of two Chebyshev series, then
///   values and derivatives at the corners of equal cells, in each cell a bicubic Hermite
///     polynomial
///
///   h(p, T) = h0(T) - Rs T^2 integral of (dZ/dT)/p dp from 0 to p,   dh0 = cp0 dT
///
///   p  pressure [Pa]   T  temperature [K]   h  specific enthalpy [J/kg], zero for the ideal gas at
///   298.15 K   Rs  specific gas constant [J/(kg K)]   cp0  heat capacity of the ideal gas [J/kg/K]
///
/// aga8 and gerg2008 give h themselves; for the other equations of state cp0 follows from the
/// composition [kunz2012], or without one is kappa/(kappa - 1) Rs, constant. Outside the range the
/// polynomial of the nearest cell goes on. Errors between the cells' corners: z_error(),
/// h_error_j_kg(), measured against the equation of state when the table is made.
class PropertyTable {
 public:
  /// Fails where the equation of state has no gas inside the range.
  static Result<PropertyTable> make(const Gas& gas, const PropertyRange& range);

  struct Value {
    double value = 0.0;
    double slope_by_p = 0.0;  ///< per Pa
    double slope_by_t = 0.0;  ///< per K
  };
  double compressibility(double pressure_pa, double temperature_k) const;
  Value enthalpy(double pressure_pa, double temperature_k) const;  ///< [J/kg]
  double density_kg_m3(double pressure_pa, double temperature_k) const;
  /// The temperature at a pressure and an enthalpy; h rises with T.
  double temperature_k(double pressure_pa, double enthalpy_j_kg, double start_k) const;

  const PropertyRange& range() const { return range_; }
  double z_error() const { return z_error_; }            ///< largest relative error of Z found
  double h_error_j_kg() const { return h_error_j_kg_; }  ///< largest error of h found

 private:
  struct Place {
    std::size_t cell;
    double u;  ///< 0 .. 1 in pressure
    double v;  ///< 0 .. 1 in temperature
  };
  Place place(double pressure_pa, double temperature_k) const;
  void measure(const Gas& gas);

  PropertyRange range_;
  double specific_gas_constant_j_kg_k_ = 0.0;
  double cells_per_pa_ = 0.0;
  double cells_per_k_ = 0.0;
  std::vector<double> z_;  ///< 16 coefficients u^i v^j a cell
  std::vector<double> h_;
  double z_error_ = 0.0;
  double h_error_j_kg_ = 0.0;
};

}  // namespace landbridge::gas
