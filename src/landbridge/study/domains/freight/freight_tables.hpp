#pragma once

#include "landbridge/study/domains/freight/freight_year.hpp"

namespace landbridge::study {

/// One row a corridor: days, money, kilometres, CO2, capacity, flow.
ResultTable corridor_table(const FreightModel& model, const FreightYear& year,
                           std::span<const double> draw);
/// Money of a tonne by kind of cost, a column a corridor.
ResultTable cost_table(const FreightModel& model, const FreightYear& year);
/// Each leg of each corridor's usual route.
ResultTable leg_table(const FreightModel& model, const FreightYear& year,
                      std::span<const double> draw);
/// What is limited: capacity, load, shadow price.
ResultTable limit_table(const FreightModel& model, const FreightYear& year);

/// Places and links on the map, with loads.
void add_freight_map(const FreightModel& model, const FreightYear& year, Exhibit& exhibit);

}  // namespace landbridge::study
