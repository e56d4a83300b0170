#pragma once

#include "landbridge/study/domains/freight/freight_year.hpp"

namespace landbridge::study {

/// What a scenario shows: corridors, their legs, loads and limits, the map, certificates.
Exhibit freight_exhibit(const FreightModel& model, const FreightYear& year,
                        std::span<const double> draw);

/// One sentence a metric, with what binds.
std::vector<Reason> freight_reasons(const FreightModel& model, const FreightYear& year,
                                    std::span<const double> draw);

/// Proof of the shares of the ways under their limits.
Certificate shares_certificate(const FreightModel& model, const FreightYear& year);

/// Proof of the drawn times: the mean and the deviation of the usual route without shocks, drawn,
/// against the exact ones, and its 95th percentile against the lognormal of the same two.
Certificate chance_certificate(const FreightModel& model, const FreightYear& year,
                               std::span<const double> draw, std::size_t corridor);

}  // namespace landbridge::study
