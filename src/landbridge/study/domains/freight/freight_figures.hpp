#pragma once

#include "landbridge/study/domains/freight/freight_appraisal.hpp"

namespace landbridge::study {

/// A corridor's money in the unit that people quote: a TEU for containers, else a tonne.
struct FreightMoney {
  std::string unit;     ///< "USD/TEU"
  double per_kg = 1.0;  ///< what one money per kg is in it
};
FreightMoney freight_money(const FreightModel& model, std::size_t corridor,
                           std::span<const double> draw);

/// Corridors that join the same places with the same good as the first one: what is compared.
std::vector<std::size_t> compared_corridors(const FreightModel& model, const FreightAppraisal& a);

/// "Western route"; its id where it has no name.
const std::string& corridor_name(const FreightModel& model, std::size_t corridor);

/// All figures of a scenario, in the order in which they are read.
std::vector<Figure> freight_figures(const FreightModel& model, const FreightAppraisal& a,
                                    std::span<const double> draw);

/// Hours, and money, over kilometres, a line a corridor; vertical where a border or a port stands.
std::vector<Figure> distance_figures(const FreightModel& model, const FreightAppraisal& a,
                                     std::span<const double> draw);

/// Median days against money, with the corridors that no other betters.
std::optional<Figure> front_figure(const FreightModel& model, const FreightAppraisal& a,
                                   std::span<const double> draw);

/// Days door to door: 5, 25, 50, 75 and 95 of 100 shipments.
std::optional<Figure> days_figure(const FreightModel& model, const FreightAppraisal& a);

/// Inputs that move money and days of the first corridor against its rival most.
std::vector<Figure> tornado_figures(const FreightModel& model, const FreightAppraisal& a,
                                    std::span<const double> draw);

/// Load of the tightest links and transfers over their capacity.
std::optional<Figure> load_figure(const FreightModel& model, const FreightAppraisal& a);

/// Transport and emissions by mode.
std::vector<Figure> mode_figures(const FreightModel& model, const FreightAppraisal& a);

}  // namespace landbridge::study
