#pragma once

#include <string>
#include <vector>

#include "landbridge/gas/transient.hpp"
#include "landbridge/study/domains/gas/gas_network.hpp"

namespace landbridge::study {

struct GasModel;
struct StretchDelivery;

/// A pipe, station or supply that closes at once, and a place whose pressure is watched while the
/// gas in the pipes runs out.
struct GasClosure {
  std::string id, element, place;
  std::size_t stretch = 0;   ///< the first of its period
  std::size_t delivery = 0;  ///< goes on as long as it can
  Number flow;               ///< handed over there, at most the largest firm flow; 0: that flow
  Number min_pressure;       ///< at `place`
};

/// How far ahead a closure is looked at; a longer survival is reported as this.
inline constexpr double closure_horizon_s = 96.0 * 3600.0;

/// The closures of the table `closure` that are not closed themselves.
std::vector<GasClosure> read_closures(const Study& study, const std::vector<Stretch>& stretches);

/// What happens after the closing, with the temperatures, machines and fuel of the largest firm
/// flow of its delivery.
Result<gas::TransientResult> run_closure(const GasModel& model, const GasClosure& closure,
                                         const StretchDelivery& firm, std::span<const double> draw);

/// Seconds from the closing until the pressure at the place falls below its least value; at most
/// `closure_horizon_s`. Zero where it is below it from the start, or nothing is delivered.
Result<double> closure_survival_s(const GasModel& model, const GasClosure& closure,
                                  const StretchDelivery& firm, std::span<const double> draw);

/// The inlet side of a place; none where the network has no pipe there.
NodeId node_at(const GasNetwork& network, std::string_view place);

}  // namespace landbridge::study
