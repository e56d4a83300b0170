#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace landbridge {

/// Sum by halves: the rounding error grows with log n, not n, and the order is fixed [higham1993].
double pairwise_sum(std::span<const double> values);

/// Adds one by one and carries what rounding lost (Neumaier's variant) [neumaier1974].
class CompensatedSum {
 public:
  void add(double value);
  double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0.0;
  double lost_ = 0.0;
};

double mean(std::span<const double> values);

/// sqrt(sum (x - mean)^2 / (n - 1)); 0 for fewer than two values.
double standard_deviation(std::span<const double> values);

/// The value below which the given share of the sample lies, linear between order statistics (type
/// 7 of [hyndman1996], the default of R and NumPy):
///
///   h = (n - 1) share,   x_floor(h) + (h - floor(h)) (x_floor(h)+1 - x_floor(h))
///
/// `values` in any order, not empty, no NaN; share from 0 to 1.
double percentile(std::span<const double> values, double share);
/// Several shares with one sort.
std::vector<double> percentiles(std::span<const double> values, std::span<const double> shares);

/// Ranks from 1; equal values share the mean of their ranks.
std::vector<double> ranks(std::span<const double> values);

/// Linear correlation from -1 to 1; 0 if one of the columns does not vary.
double pearson_correlation(std::span<const double> x, std::span<const double> y);
/// Correlation of the ranks: 1 for any rising relation [spearman1904]. 0 as above.
double spearman_correlation(std::span<const double> x, std::span<const double> y);

}  // namespace landbridge
