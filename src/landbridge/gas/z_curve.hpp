#pragma once

#include <optional>

#include "landbridge/gas/aga8.hpp"
#include "landbridge/gas/gas.hpp"

namespace landbridge::gas {

/// Z(p) of a gas at one temperature: the same numbers as compressibility() gives, with all sums
/// that do not depend on the pressure done once. NaN outside the range of the equation of state.
class ZCurve {
 public:
  ZCurve(const Gas& gas, double temperature_k);

  double operator()(double pressure_pa) const;
  double temperature_k() const { return temperature_k_; }

 private:
  const Gas gas_;
  double temperature_k_;
  std::optional<Aga8Isotherm> isotherm_;
};

/// Whether Z of this equation of state changes with the temperature.
bool depends_on_temperature(Eos eos);

}  // namespace landbridge::gas
