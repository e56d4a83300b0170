#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "landbridge/study/run.hpp"

namespace landbridge::study {

/// Share of draws from which on a verdict is `holds` or `fails`.
inline constexpr double verdict_share = 0.95;

/// True if the value satisfies the claim in the given draw.
bool is_satisfied(const Claim& claim, double value_si, std::span<const double> draw);

/// The testable claims about one domain of a scenario.
std::vector<const Claim*> claims_of(const Study& study, const Scenario& scenario,
                                    std::string_view domain);

/// Errors: the scenario does not compute the claim's metric, or in another dimension.
Result<void> check_claim(const Claim& claim, std::string_view domain,
                         std::span<const Metric> metrics);

/// Verdict, shares and drivers of one claim; `draws` are the factor values of each draw.
Verdict judge(const Claim& claim, const Study& study, const ScenarioResult& scenario,
              std::span<const std::vector<double>> draws);

/// Squared rank correlation of a metric with every factor that has a width, largest first, as
/// shares of their sum. Draws without an answer are left out; correlations within noise
/// (2 / sqrt(n)) and shares below 1 % are not drivers; at most six are.
std::vector<Driver> drivers_of(const MetricResult& metric, const Study& study,
                               std::span<const std::vector<double>> draws);

/// What could be claimed instead: the number that holds in 95 % of all draws, "At least 5.6 bcm/yr
/// at 20 °C would hold in 95 % of the draws." Empty where too many draws have no answer.
std::string tenable_claim(const Claim& claim, const MetricResult& metric);

/// A unit for people: "bcm_20C/yr" -> "bcm/yr at 20 °C", "1" -> "".
std::string spelled(std::string_view unit);

/// "at least 50 bcm/yr at 20 °C", with both ends where the claimed number has a range.
std::string claimed_text(const Claim& claim, const Study& study);

/// Low and high over all draws of a number [SI]: the products of the ends of its factors.
std::pair<double, double> bounds_of(const Number& number, const Study& study);

/// "4.1 bcm/yr at 20 °C": at most four significant digits with its unit.
std::string show(double value_si, const DisplayUnit& unit);

}  // namespace landbridge::study
