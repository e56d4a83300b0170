#pragma once

#include "landbridge/freight/routes/break_even.hpp"
#include "landbridge/study/domains/freight/freight_year.hpp"

namespace landbridge::study {

/// The metrics of a scenario, in the order in which `values` fills them.
class FreightMetrics {
 public:
  explicit FreightMetrics(const FreightModel& model);
  const std::vector<Metric>& all() const { return metrics_; }
  std::vector<double> values(const FreightModel& model, const FreightYear& year,
                             std::span<const double> draw) const;

 private:
  void list_corridors(const FreightModel& model);
  void list_rows(const FreightModel& model);
  void add(std::string name, std::string meaning, std::string_view unit, Exponents dimension);

  std::vector<Metric> metrics_;
  std::vector<std::pair<std::size_t, std::size_t>> pairs_;  ///< corridors that can be compared
  std::vector<std::size_t> rows_;  ///< limited links (by haul) and then transfers
  std::size_t haul_rows_ = 0;      ///< how many of them are links
  const Study* study_ = nullptr;
};

/// Money and days of one kilogram by a corridor, as the break-even functions take them.
freight::RouteTotals totals_of(const FreightCorridorYear& corridor);

}  // namespace landbridge::study
