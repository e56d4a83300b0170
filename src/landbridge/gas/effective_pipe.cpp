#include "landbridge/gas/effective_pipe.hpp"

#include <algorithm>
#include <cmath>

namespace landbridge::gas {

void fit_column(Pipe& pipe, const Problem& base, const Potential& potential,
                const PipeTarget& target) {
  if (target.rise_m == 0.0) return;
  const double phi_in = potential.phi_pa2(target.inlet_pa);
  const double phi_rest = potential.phi_pa2(target.static_pa);
  const double wanted = std::log(phi_in / phi_rest);
  if (!(std::abs(wanted) > 1e-12)) return;
  double power = -1.0;  // of T in the weight: 1/T times 1/Z, by secants
  double t_before = 0.0, share_before = 0.0;
  constexpr int iterations = 12;
  for (int i = 0; i < iterations; ++i) {
    const double t = pipe.ground_temperature.si();
    const PipeLaw law = law_of(pipe, base.gas, base.friction, target.rise_m);
    const StateFactors f = state_factors(law, base.gas, potential, phi_in, phi_rest);
    const double share = std::log(std::log(f.to / f.from) / wanted);
    constexpr double share_max = 4.0;  // hydrogen against methane: ln 8
    if (!(std::abs(share) < share_max) || std::abs(share) < 1e-14) return;
    if (i > 0 && t != t_before && share != share_before)
      power = std::clamp((share - share_before) / std::log(t / t_before), -8.0, -0.3);
    t_before = t;
    share_before = share;
    pipe.ground_temperature = Temperature::from_si(t * std::exp(-share / power));
  }
}

std::optional<double> fitted_friction_factor(const Pipe& pipe, const Problem& base,
                                             const Potential& potential, const PipeTarget& target,
                                             double truth) {
  const double phi_in = potential.phi_pa2(target.inlet_pa);
  const double phi_out = potential.phi_pa2(target.outlet_pa);
  const PipeLaw law = law_of(pipe, base.gas, base.friction, target.rise_m);
  const StateFactors f = state_factors(law, base.gas, potential, phi_in, phi_out);
  const double drop = phi_in * f.from - phi_out * f.to;
  const double factor = drop / (f.drop * law.base_pa2_s2_kg2 * target.flow_kg_s * target.flow_kg_s);
  constexpr double apart = 10.0;  // farther from the true factor it is rounding
  if (!(factor > truth / apart && factor < truth * apart)) return std::nullopt;
  return factor;
}

}  // namespace landbridge::gas
