#include "landbridge/gas/compressor.hpp"

#include <cmath>
#include <limits>

namespace landbridge::gas {
namespace {

/// (r^e - 1)/e with e = (k-1)/k, exact as e goes to 0 (then ln r).
double power_law(double pressure_ratio, double exponent) {
  const double log_ratio = std::log(pressure_ratio);
  if (exponent == 0.0) return log_ratio;
  return std::expm1(exponent * log_ratio) / exponent;
}

double exponent_of(double isentropic_exponent) {
  return (isentropic_exponent - 1.0) / isentropic_exponent;
}

}  // namespace

double isentropic_head_j_kg(const CompressorInlet& inlet, double pressure_ratio) {
  return inlet.compressibility * inlet.specific_gas_constant_j_kg_k * inlet.temperature_k *
         power_law(pressure_ratio, exponent_of(inlet.isentropic_exponent));
}

double compressor_power_w(const CompressorInlet& inlet, double flow_kg_s, double pressure_ratio,
                          double isentropic_efficiency) {
  return flow_kg_s * isentropic_head_j_kg(inlet, pressure_ratio) / isentropic_efficiency;
}

double compressor_pressure_ratio(const CompressorInlet& inlet, double flow_kg_s, double power_w,
                                 double isentropic_efficiency) {
  if (power_w <= 0.0) return 1.0;
  if (flow_kg_s <= 0.0) return std::numeric_limits<double>::infinity();
  const double head_j_kg = power_w * isentropic_efficiency / flow_kg_s;
  const double scaled = head_j_kg / (inlet.compressibility * inlet.specific_gas_constant_j_kg_k *
                                     inlet.temperature_k);
  const double exponent = exponent_of(inlet.isentropic_exponent);
  if (exponent == 0.0) return std::exp(scaled);
  return std::exp(std::log1p(exponent * scaled) / exponent);
}

double discharge_temperature_k(const CompressorInlet& inlet, double pressure_ratio,
                               double isentropic_efficiency) {
  const double exponent = exponent_of(inlet.isentropic_exponent);
  return inlet.temperature_k *
         (1.0 + std::expm1(exponent * std::log(pressure_ratio)) / isentropic_efficiency);
}

double isentropic_from_polytropic_efficiency(double pressure_ratio, double isentropic_exponent,
                                             double polytropic_efficiency) {
  const double log_ratio = std::log(pressure_ratio);
  const double exponent = exponent_of(isentropic_exponent);
  return std::expm1(exponent * log_ratio) /
         std::expm1(exponent / polytropic_efficiency * log_ratio);
}

}  // namespace landbridge::gas
