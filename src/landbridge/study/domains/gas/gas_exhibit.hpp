#pragma once

#include "landbridge/study/domains/gas/gas_year.hpp"

namespace landbridge::study {

/// Map, pressure profile, capacity, cost curve, netback ladder, known lines and certificates.
Result<Exhibit> gas_exhibit(const GasModel& model, const GasYear& year,
                            std::span<const double> draw);

}  // namespace landbridge::study
