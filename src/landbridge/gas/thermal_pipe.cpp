#include "landbridge/gas/thermal_pipe.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "landbridge/gas/pipe_walk.hpp"

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

/// What the walk asks of a table.
struct TableProperties {
  const PropertyTable& table;

  double zrt_j_kg(double pressure_pa, double temperature_k) const {
    return pressure_pa / table.density_kg_m3(pressure_pa, temperature_k);
  }
  EnthalpySlopes enthalpy_slopes(double pressure_pa, double temperature_k) const {
    const PropertyTable::Value h = table.enthalpy(pressure_pa, temperature_k);
    return {h.slope_by_p, h.slope_by_t};
  }
};

PipeWalkTerms terms_of(const ThermalPipe& pipe, double exchange_j_kg_m_k) {
  const double area_m2 = 0.25 * std::numbers::pi * pipe.diameter_m * pipe.diameter_m * pipe.lines;
  PipeWalkTerms terms;
  terms.friction = pipe.friction_factor * pipe.flow_kg_s * pipe.flow_kg_s /
                   (pipe.diameter_m * area_m2 * area_m2);
  terms.exchange_j_kg_m_k = exchange_j_kg_m_k;
  terms.ground_temperature_k = pipe.ground_temperature_k;
  terms.lift_m_s2 = constants::standard_gravity_m_s2 * pipe.rise_m / pipe.length_m;
  terms.vanished_pressure_pa = vanished_pressure_pa;
  terms.follows_gas_at_rest = true;
  return terms;
}

}  // namespace

int steps_of(const ThermalPipe& pipe, const PropertyTable& gas, ThermalPoint inlet) {
  const double lengths = std::min(cooling_lengths(pipe, gas, inlet), cooling_lengths_max);
  return static_cast<int>(std::ceil(steps_min + steps_per_cooling_length * lengths));
}

ThermalPipeEnd walk_pipe(const ThermalPipe& pipe, const PropertyTable& gas, ThermalPoint inlet,
                         int steps) {
  const double lengths = cooling_lengths(pipe, gas, inlet);
  const double cp = gas.enthalpy(inlet.pressure_pa, inlet.temperature_k).slope_by_t;
  const TableProperties properties{gas};
  const PipeWalk walk(terms_of(pipe, std::min(lengths, cooling_lengths_max) * cp / pipe.length_m),
                      properties);
  const double p2 = inlet.pressure_pa * inlet.pressure_pa;
  PipeWalkState w{p2, inlet.temperature_k, p2, 0.0, 0.0};
  ThermalPipeEnd end;
  end.lowest_temperature_k = inlet.temperature_k;
  const double step = pipe.length_m / steps;
  for (int i = 0; i < steps; ++i) {
    w = walk.step(w, step);
    end.lowest_temperature_k = std::min(end.lowest_temperature_k, w.temperature);
    if (!walk.has_pressure(w)) {
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
