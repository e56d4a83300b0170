#pragma once

#include <vector>

#include "landbridge/gas/transient.hpp"
#include "landbridge/study/domains/gas/gas_network.hpp"

namespace landbridge::study {

struct GasModel;
struct StretchDelivery;

/// A row of the table `day`: a volume handed over all day long while the towns have their peaks.
struct GasDay {
  std::string id;
  std::size_t stretch = 0;  ///< the first of its period
  std::size_t delivery = 0;
  Number flow;  ///< at most the largest firm flow
};
std::vector<GasDay> read_days(const Study& study, const std::vector<Stretch>& stretches);

/// Factor of each hour, by the hour; empty where the study states no course of the day.
std::vector<double> course_of_day(const GasModel& model, std::span<const double> draw);

/// What is handed over, on the network of a firm state.
struct DayQuestion {
  std::size_t stretch = 0;
  std::size_t delivery = 0;
  const StretchDelivery* firm = nullptr;
  double delivered_mol_s = 0.0;
};

/// Days in a row with the same course; the last one, which begins at `shown_day_s`, is looked at.
inline constexpr double shown_day_s = 3.0 * 24.0 * 3600.0;
Result<gas::TransientResult> run_days(const GasModel& model, const std::vector<double>& factors,
                                      const DayQuestion& question, std::span<const double> draw);

/// The lowest pressure of the last day at a node [Pa]; 0 where the line runs empty.
double lowest_pa(const gas::TransientResult& result, NodeId node);

/// The lowest pressure of the day at its delivery over the least one [Pa]. Without pressure for
/// the towns alone: minus the least pressure.
Result<double> day_margin_pa(const GasModel& model, const GasDay& day, const StretchDelivery& firm,
                             std::span<const double> draw);

}  // namespace landbridge::study
