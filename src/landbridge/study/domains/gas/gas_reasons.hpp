#pragma once

#include <string>
#include <vector>

#include "landbridge/study/domains/gas/gas_year.hpp"

namespace landbridge::study {

/// The name of the place that a node stands for.
std::string place_name(const GasModel& model, const GasNetwork& network, NodeId node);

/// "No more than 8.2 mcm/d at 20 °C in winter: the pressure at Southport would fall below 3 MPa."
std::string delivery_sentence(const GasModel& model, const StretchDelivery& s, bool is_firm,
                              std::size_t stretch, std::size_t delivery,
                              std::span<const double> draw);

/// Why each metric is what it is.
std::vector<Reason> gas_reasons(const GasModel& model, const GasYear& year,
                                std::span<const double> draw);

}  // namespace landbridge::study
