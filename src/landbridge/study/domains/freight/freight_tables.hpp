#pragma once

#include "landbridge/study/domains/freight/freight_year.hpp"

namespace landbridge::study {

/// One row a corridor: days, money, kilometres, CO2, capacity, flow.
ResultTable corridor_table(const FreightModel& model, const FreightYear& year,
                           std::span<const double> draw);
/// Money of a tonne by kind of cost, a column for each of these corridors.
ResultTable cost_table(const FreightModel& model, const FreightYear& year,
                       std::span<const std::size_t> corridors);
/// Each leg of the usual route of each of these corridors.
ResultTable leg_table(const FreightModel& model, const FreightYear& year,
                      std::span<const std::size_t> corridors, std::span<const double> draw);

/// Places and links on the map, with loads.
void add_freight_map(const FreightModel& model, const FreightYear& year, Exhibit& exhibit);

}  // namespace landbridge::study
