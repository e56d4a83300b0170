#include "landbridge/math/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "landbridge/base/assert.hpp"

namespace landbridge {
namespace {

constexpr std::size_t longest_plain_sum = 32;

double sorted_percentile(const std::vector<double>& sorted, double share) {
  LANDBRIDGE_ASSERT(share >= 0.0);
  LANDBRIDGE_ASSERT(share <= 1.0);
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double part = place - static_cast<double>(below);
  if (part == 0.0 || sorted[below] == sorted[above]) return sorted[below];  // also infinities
  return sorted[below] + part * (sorted[above] - sorted[below]);
}

/// values - mean, so that sums of products keep their digits.
std::vector<double> centred(std::span<const double> values) {
  const double middle = mean(values);
  std::vector<double> rest;
  rest.reserve(values.size());
  for (const double v : values) rest.push_back(v - middle);
  return rest;
}

double product_sum(std::span<const double> x, std::span<const double> y) {
  std::vector<double> products(x.size());
  std::ranges::transform(x, y, products.begin(), [](double a, double b) { return a * b; });
  return pairwise_sum(products);
}

}  // namespace

double pairwise_sum(std::span<const double> values) {
  if (values.size() <= longest_plain_sum) return std::accumulate(values.begin(), values.end(), 0.0);
  const std::size_t half = values.size() / 2;
  return pairwise_sum(values.first(half)) + pairwise_sum(values.subspan(half));
}

void CompensatedSum::add(double value) {
  const double next = sum_ + value;
  if (std::isfinite(next))
    lost_ += std::abs(sum_) >= std::abs(value) ? (sum_ - next) + value : (value - next) + sum_;
  sum_ = next;
}

double mean(std::span<const double> values) {
  LANDBRIDGE_ASSERT(!values.empty());
  return pairwise_sum(values) / static_cast<double>(values.size());
}

double standard_deviation(std::span<const double> values) {
  if (values.size() < 2) return 0.0;
  const auto rest = centred(values);
  return std::sqrt(product_sum(rest, rest) / static_cast<double>(values.size() - 1));
}

double percentile(std::span<const double> values, double share) {
  return percentiles(values, std::span(&share, 1)).front();
}

std::vector<double> percentiles(std::span<const double> values, std::span<const double> shares) {
  LANDBRIDGE_ASSERT(!values.empty());
  LANDBRIDGE_ASSERT(std::ranges::none_of(values, [](double v) { return std::isnan(v); }));
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  std::vector<double> found;
  found.reserve(shares.size());
  for (const double share : shares) found.push_back(sorted_percentile(sorted, share));
  return found;
}

std::vector<double> ranks(std::span<const double> values) {
  LANDBRIDGE_ASSERT(std::ranges::none_of(values, [](double v) { return std::isnan(v); }));
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return values[i]; });
  std::vector<double> rank(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last + 1 < order.size() && values[order[last + 1]] == values[order[first]]) ++last;
    const double shared = 0.5 * static_cast<double>(first + last) + 1.0;
    for (std::size_t k = first; k <= last; ++k) rank[order[k]] = shared;
    first = last + 1;
  }
  return rank;
}

double pearson_correlation(std::span<const double> x, std::span<const double> y) {
  LANDBRIDGE_ASSERT(x.size() == y.size());
  if (x.size() < 2) return 0.0;
  const auto dx = centred(x);
  const auto dy = centred(y);
  const double spread_x = std::sqrt(product_sum(dx, dx));
  const double spread_y = std::sqrt(product_sum(dy, dy));
  if (!(spread_x > 0.0) || !(spread_y > 0.0)) return 0.0;
  return std::clamp(product_sum(dx, dy) / spread_x / spread_y, -1.0, 1.0);
}

double spearman_correlation(std::span<const double> x, std::span<const double> y) {
  return pearson_correlation(ranks(x), ranks(y));
}

}  // namespace landbridge
