#pragma once

#include "landbridge/study/run.hpp"

namespace landbridge::study {

/// Share of draws from which on a verdict is `holds` or `fails`.
inline constexpr double verdict_share = 0.95;

/// True if the value satisfies the claim in the given draw.
bool is_satisfied(const Claim& claim, double value_si, std::span<const double> draw);

/// Verdict, shares and drivers of one claim; `draws` are the factor values of each draw.
Verdict judge(const Claim& claim, const Study& study, const ScenarioResult& scenario,
              std::span<const std::vector<double>> draws);

/// Squared rank correlation of a metric with every factor that has a width, largest first, as shares
/// of their sum. Draws without an answer are left out; correlations within noise (2 / sqrt(n)) and
/// shares below 1 % are not drivers; at most six are.
std::vector<Driver> drivers_of(const MetricResult& metric, const Study& study,
                               std::span<const std::vector<double>> draws);

/// "4.1 bcm_20C/yr": at most four significant digits with its unit.
std::string show(double value_si, const DisplayUnit& unit);

}  // namespace landbridge::study
