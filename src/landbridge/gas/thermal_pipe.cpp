#include "landbridge/gas/thermal_pipe.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "landbridge/base/units.hpp"

namespace landbridge::gas {
namespace {

constexpr double vanished_pressure_pa = 1e4;
constexpr double cooling_lengths_max = 100.0;  // e^-100 is nothing
constexpr double steps_per_cooling_length = 4.0;
constexpr double steps_min = 24.0;

/// U pi D n L / (m cp): the length of the pipe in cooling lengths [1].
double cooling_lengths(const ThermalPipe& pipe, const PropertyTable& gas, ThermalPoint at) {
  const double cp = gas.enthalpy(at.pressure_pa, at.temperature_k).slope_by_t;
  const double exchange_w_k =
      pipe.heat_transfer_w_m2_k * std::numbers::pi * pipe.diameter_m * pipe.lines * pipe.length_m;
  return exchange_w_k / (std::max(pipe.flow_kg_s, 1e-12) * cp);
}

struct Walk {
  double square;         ///< p^2
  double temperature;    ///< T
  double static_square;  ///< p^2 of the gas at rest
  double heat_j_kg;
  double temperature_integral;

  Walk plus(const Walk& slope, double step) const {
    return {square + step * slope.square, temperature + step * slope.temperature,
            static_square + step * slope.static_square, heat_j_kg + step * slope.heat_j_kg,
            temperature_integral + step * slope.temperature_integral};
  }
};

class PipeSlope {
 public:
  PipeSlope(const ThermalPipe& pipe, const PropertyTable& gas, double exchange_j_kg_m_k)
      : gas_(gas),
        exchange_j_kg_m_k_(exchange_j_kg_m_k),
        ground_k_(pipe.ground_temperature_k),
        lift_m_s2_(constants::standard_gravity_m_s2 * pipe.rise_m / pipe.length_m) {
    const double area_m2 = 0.25 * std::numbers::pi * pipe.diameter_m * pipe.diameter_m * pipe.lines;
    friction_ = pipe.friction_factor * pipe.flow_kg_s * pipe.flow_kg_s /
                (pipe.diameter_m * area_m2 * area_m2);
  }

  Walk operator()(const Walk& w) const {
    const double p = std::sqrt(std::max(w.square, vanished_pressure_pa * vanished_pressure_pa));
    const double zrt_j_kg = p / gas_.density_kg_m3(p, w.temperature);  // Z Rs T
    const double square = -friction_ * zrt_j_kg - 2.0 * p * p * lift_m_s2_ / zrt_j_kg;
    const PropertyTable::Value h = gas_.enthalpy(p, w.temperature);
    const double heat = exchange_j_kg_m_k_ * (w.temperature - ground_k_);
    const double temperature =
        (-heat - lift_m_s2_ - h.slope_by_p * square / (2.0 * p)) / h.slope_by_t;
    double static_slope = 0.0;
    if (lift_m_s2_ != 0.0) {
      const double rest = std::sqrt(std::max(w.static_square, vanished_pressure_pa));
      static_slope = -2.0 * rest * gas_.density_kg_m3(rest, w.temperature) * lift_m_s2_;
    }
    return {square, temperature, static_slope, heat, w.temperature};
  }

 private:
  const PropertyTable& gas_;
  double exchange_j_kg_m_k_;
  double ground_k_;
  double lift_m_s2_;
  double friction_ = 0.0;
};

}  // namespace

int steps_of(const ThermalPipe& pipe, const PropertyTable& gas, ThermalPoint inlet) {
  const double lengths = std::min(cooling_lengths(pipe, gas, inlet), cooling_lengths_max);
  return static_cast<int>(std::ceil(steps_min + steps_per_cooling_length * lengths));
}

ThermalPipeEnd walk_pipe(const ThermalPipe& pipe, const PropertyTable& gas, ThermalPoint inlet,
                         int steps) {
  const double lengths = cooling_lengths(pipe, gas, inlet);
  const double cp = gas.enthalpy(inlet.pressure_pa, inlet.temperature_k).slope_by_t;
  const PipeSlope slope(pipe, gas, std::min(lengths, cooling_lengths_max) * cp / pipe.length_m);
  const double p2 = inlet.pressure_pa * inlet.pressure_pa;
  Walk w{p2, inlet.temperature_k, p2, 0.0, 0.0};
  ThermalPipeEnd end;
  end.lowest_temperature_k = inlet.temperature_k;
  const double step = pipe.length_m / steps;
  for (int i = 0; i < steps; ++i) {
    const Walk k1 = slope(w);
    const Walk k2 = slope(w.plus(k1, 0.5 * step));
    const Walk k3 = slope(w.plus(k2, 0.5 * step));
    const Walk k4 = slope(w.plus(k3, step));
    w = w.plus(k1, step / 6.0).plus(k2, step / 3.0).plus(k3, step / 3.0).plus(k4, step / 6.0);
    end.lowest_temperature_k = std::min(end.lowest_temperature_k, w.temperature);
    if (!(w.square > vanished_pressure_pa * vanished_pressure_pa)) {
      end.has_pressure = false;
      w.square = vanished_pressure_pa * vanished_pressure_pa;
      break;
    }
  }
  end.outlet = {std::sqrt(w.square), w.temperature};
  end.heat_to_ground_w = pipe.flow_kg_s * w.heat_j_kg;
  end.mean_temperature_k = w.temperature_integral / pipe.length_m;
  end.static_pressure_pa = std::sqrt(std::max(w.static_square, 0.0));
  return end;
}

}  // namespace landbridge::gas
