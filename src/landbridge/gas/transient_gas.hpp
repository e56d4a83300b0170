#pragma once

#include <cstddef>
#include <vector>

#include "landbridge/gas/gas.hpp"

namespace landbridge::gas {

/// The gas at one temperature, fast enough for every cell in every iteration.
///
///   y(p) = 1/Z    density rho = p y/(Rs T)    slope d phi/dp = p y    phi = integral of p y dp
///
/// Closed forms (constant Z, CNGA): y = b1 + b2 p. Other equations of state: cubic pieces of y over
/// 0 .. 300 bar, through four points of the series of potential.hpp each, and their exact integral;
/// above, y stays at its last value. The pieces differ from the series by less than 1e-10.
class GasTable {
 public:
  GasTable(const Gas& gas, double temperature_k);

  /// phi [Pa^2], its slope [Pa] and d slope/dp [1] at a pressure.
  struct Values {
    double phi_pa2;
    double slope_pa;
    double curvature;
  };
  Values at(double pressure_pa) const;
  /// The pressure of a potential, by Newton from a guess.
  double pressure_pa(double phi_pa2, double guess_pa) const;
  /// The pressure at which p y has this value, by Newton from a guess: the inverse of density.
  double pressure_of_slope(double slope_pa, double guess_pa) const;

  bool is_closed_form() const { return piece_.empty(); }
  double b1() const { return b1_; }
  double b2_1_pa() const { return b2_1_pa_; }
  double rs_t() const { return rs_t_j_kg_; }  ///< Rs T [J/kg]; rho = slope/(Rs T)
  double temperature_k() const { return temperature_k_; }

 private:
  struct Piece {
    double y0, y1, y2, y3;  ///< y = y0 + y1 u + y2 u^2 + y3 u^3, u in 0 .. 1
    double phi_pa2;         ///< at u = 0
  };
  void fit(const Gas& gas);

  double b1_ = 1.0;
  double b2_1_pa_ = 0.0;
  double rs_t_j_kg_ = 0.0;
  double temperature_k_ = 0.0;
  double y_end_ = 1.0;
  double phi_end_pa2_ = 0.0;
  std::vector<Piece> piece_;
};

inline constexpr double gas_table_end_pa = 300e5;
inline constexpr std::size_t gas_table_pieces = 512;

inline GasTable::Values GasTable::at(double p) const {
  if (piece_.empty())
    return {p * p * (b1_ / 2.0 + b2_1_pa_ / 3.0 * p), p * (b1_ + b2_1_pa_ * p),
            b1_ + 2.0 * b2_1_pa_ * p};
  constexpr double width = gas_table_end_pa / static_cast<double>(gas_table_pieces);
  if (!(p < gas_table_end_pa))
    return {phi_end_pa2_ + 0.5 * y_end_ * (p * p - gas_table_end_pa * gas_table_end_pa), p * y_end_,
            y_end_};
  const double place = p > 0.0 ? p * (1.0 / width) : 0.0;
  const auto index = static_cast<std::size_t>(static_cast<int>(place));
  const Piece& c = piece_[index];
  const double p0 = width * static_cast<double>(index);
  const double u = (p - p0) * (1.0 / width);
  const double y = c.y0 + u * (c.y1 + u * (c.y2 + u * c.y3));
  const double y_slope = (c.y1 + u * (2.0 * c.y2 + u * 3.0 * c.y3)) * (1.0 / width);
  const double even = c.y0 + u * (c.y1 / 2.0 + u * (c.y2 / 3.0 + u * (c.y3 / 4.0)));
  const double odd = c.y0 / 2.0 + u * (c.y1 / 3.0 + u * (c.y2 / 4.0 + u * (c.y3 / 5.0)));
  const double phi = c.phi_pa2 + width * u * (p0 * even + width * u * odd);
  return {phi, p * y, y + p * y_slope};
}

}  // namespace landbridge::gas
