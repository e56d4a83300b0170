#include "landbridge/gas/thermal.hpp"

#include <fmt/format.h>

#include "landbridge/gas/thermal_check.hpp"
#include "landbridge/gas/thermal_rounds.hpp"

namespace landbridge::gas {

Result<ThermalSolution> solve_thermal(const Problem& problem, const ThermalOptions& options) {
  if (const auto checked = check(problem, options); !checked) return fail(checked.error());
  ThermalRounds rounds(problem, options);
  for (int round = 0; round < options.max_rounds; ++round) {
    auto hydraulics = gas::solve(rounds.effective());
    if (!hydraulics) return fail(hydraulics.error());
    const auto followed = rounds.follow(std::move(*hydraulics));
    if (!followed) return fail(followed.error());
    if (!*followed) return rounds.state();
    if (rounds.is_settled()) return rounds.finish();
    rounds.adapt();
  }
  const ThermalCertificate& last = rounds.state().certificate;
  return fail(
      Fault::not_converged, last.worst_place,
      fmt::format("temperatures and pressures do not settle in {} rounds: residual {:.2e}, "
                  "last change {:.2e} K",
                  options.max_rounds, last.law_residual_relative, last.temperature_change_k),
      "look at the place named: nearly no flow, or controls that switch");
}

}  // namespace landbridge::gas
