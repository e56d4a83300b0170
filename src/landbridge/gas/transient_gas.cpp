#include "landbridge/gas/transient_gas.hpp"

#include <cmath>

#include "landbridge/gas/potential.hpp"

namespace landbridge::gas {

GasTable::GasTable(const Gas& gas, double temperature_k)
    : rs_t_j_kg_(specific_gas_constant_j_kg_k(gas) * temperature_k), temperature_k_(temperature_k) {
  Gas here = gas;
  here.temperature = Temperature::from_si(temperature_k);
  switch (gas.eos) {
    case Eos::constant:
    case Eos::ideal: b1_ = 1.0 / compressibility(here, 0.0, temperature_k); return;
    case Eos::simple_cnga:
    case Eos::full_cnga: {
      constexpr double probe_pa = 1e7;
      b1_ = 1.0 / compressibility(here, 0.0, temperature_k);
      b2_1_pa_ = (1.0 / compressibility(here, probe_pa, temperature_k) - b1_) / probe_pa;
      return;
    }
    case Eos::papay:
    case Eos::gerg2008:
    case Eos::aga8: fit(here); return;
  }
}

void GasTable::fit(const Gas& gas) {
  const Potential potential(gas);
  constexpr double width = gas_table_end_pa / static_cast<double>(gas_table_pieces);
  piece_.resize(gas_table_pieces);
  double phi_pa2 = 0.0;
  double at_0 = 1.0 / potential.compressibility(0.0);
  for (std::size_t i = 0; i < gas_table_pieces; ++i) {
    const double p0 = width * static_cast<double>(i);
    const double at_1 = 1.0 / potential.compressibility(p0 + width / 3.0);
    const double at_2 = 1.0 / potential.compressibility(p0 + width * (2.0 / 3.0));
    const double at_3 = 1.0 / potential.compressibility(p0 + width);
    // The cubic through four equidistant points, by forward differences.
    const double d1 = at_1 - at_0;
    const double d2 = at_2 - 2.0 * at_1 + at_0;
    const double d3 = at_3 - 3.0 * at_2 + 3.0 * at_1 - at_0;
    piece_[i] = {at_0, 3.0 * (d1 - d2 / 2.0 + d3 / 3.0), 9.0 * (d2 / 2.0 - d3 / 2.0), 4.5 * d3,
                 phi_pa2};
    at_0 = at_3;
    const Piece& c = piece_[i];
    const double even = c.y0 + c.y1 / 2.0 + c.y2 / 3.0 + c.y3 / 4.0;
    const double odd = c.y0 / 2.0 + c.y1 / 3.0 + c.y2 / 4.0 + c.y3 / 5.0;
    phi_pa2 = c.phi_pa2 + width * (p0 * even + width * odd);
  }
  y_end_ = at_0;
  phi_end_pa2_ = phi_pa2;
}

double GasTable::pressure_pa(double phi_pa2, double guess_pa) const {
  double p = guess_pa > 0.0 ? guess_pa : std::sqrt(2.0 * std::abs(phi_pa2) / b1_);
  constexpr int step_limit = 60;
  for (int step = 0; step < step_limit; ++step) {
    const Values v = at(p);
    const double change = (v.phi_pa2 - phi_pa2) / v.slope_pa;
    p = change < 0.9 * p ? p - change : 0.1 * p;
    if (std::abs(change) <= 1e-15 * p) break;
  }
  return p;
}

double GasTable::pressure_of_slope(double slope_pa, double guess_pa) const {
  double p = guess_pa;
  constexpr int step_limit = 60;
  for (int step = 0; step < step_limit; ++step) {
    const Values v = at(p);
    const double change = (v.slope_pa - slope_pa) / v.curvature;
    p = change < 0.9 * p ? p - change : 0.1 * p;
    if (std::abs(change) <= 1e-15 * p) break;
  }
  return p;
}

}  // namespace landbridge::gas
