#include "landbridge/gas/z_curve.hpp"

#include <algorithm>
#include <limits>

namespace landbridge::gas {

ZCurve::ZCurve(const Gas& gas, double temperature_k) : gas_(gas), temperature_k_(temperature_k) {
  if (gas.eos != Eos::aga8 || gas.composition.size() != component_count) return;
  Aga8Composition composition;
  std::copy(gas.composition.begin(), gas.composition.end(), composition.mole_fraction.begin());
  if (const auto mixture = aga8_mixture(composition))
    if (auto isotherm = mixture->isotherm(temperature_k)) isotherm_ = *isotherm;
}

double ZCurve::operator()(double pressure_pa) const {
  if (isotherm_)
    return isotherm_->compressibility(pressure_pa)
        .value_or(std::numeric_limits<double>::quiet_NaN());
  return compressibility(gas_, pressure_pa, temperature_k_);
}

bool depends_on_temperature(Eos eos) {
  return eos != Eos::constant && eos != Eos::ideal && eos != Eos::simple_cnga;
}

}  // namespace landbridge::gas
