#pragma once

#include <memory>

#include "landbridge/gas/generic_machine.hpp"
#include "landbridge/gas/property_table.hpp"
#include "landbridge/gas/warm_delivery.hpp"
#include "landbridge/study/domains/gas/gas_network.hpp"

namespace landbridge::study {

/// Whether every pipe of the network lies in soil of a stated temperature: then the temperature of
/// the gas is computed, else the pipes have that of the table.
bool has_soil(const GasNetwork& network);

/// Properties of the gas for the highest pressure that any draw may bring.
Result<std::shared_ptr<const gas::PropertyTable>> property_table(
    const Study& study, const GasSettings& settings, const std::vector<GasNetwork>& networks);

/// Soil, coolers, machines and drives of one draw. `table` must outlive the result.
gas::DeliverySurroundings gas_surroundings(const GasNetwork& network, const GasSettings& settings,
                                           const gas::PropertyTable* table, Running running,
                                           std::span<const double> draw);

/// One unit of a station with a map; its flow at the design point follows from its power.
gas::GenericMachine generic_machine(const GasNetwork::Station& station, const GasSettings& settings,
                                    std::span<const double> draw);

/// How far the gas stays above hydrates on its way through the network, the least [K]: hydrates
/// need free water and cold, so the higher of both margins counts,
///
///   margin = max(T - T_hydrate(p), T - T_dew(p))
///
/// T_hydrate by gas gravity, T_dew by the water content that the dew point of the study stands for
/// (gas_limits.hpp). Only over links with flow; `place` is where it is least.
struct HydrateMargin {
  double least_k = 0.0;
  NodeId place;
};
HydrateMargin hydrate_margin(const GasNetwork& network, const GasSettings& settings,
                             const gas::WarmDelivery& state, std::span<const double> draw);

/// The temperature below which hydrates can form at a pressure [K].
double hydrates_below_k(const GasSettings& settings, double pressure_pa,
                        std::span<const double> draw);

}  // namespace landbridge::study
