#include "landbridge/gas/transient_series.hpp"

#include <algorithm>

#include "landbridge/base/assert.hpp"

namespace landbridge::gas {
namespace {

/// The value in the interval that ends at point `next`.
double between(const Series& s, std::size_t next, double time_s) {
  if (next == 0) return s.value_si.front();
  if (next == s.time_s.size()) return s.value_si.back();
  const std::size_t last = next - 1;
  const double width_s = s.time_s[next] - s.time_s[last];
  if (s.is_stepwise || !(width_s > 0.0)) return s.value_si[last];
  const double share = (time_s - s.time_s[last]) / width_s;
  return s.value_si[last] + share * (s.value_si[next] - s.value_si[last]);
}

}  // namespace

double value_until(const Series& s, double time_s) {
  LANDBRIDGE_ASSERT(!s.time_s.empty());
  LANDBRIDGE_ASSERT(s.time_s.size() == s.value_si.size());
  const auto next = std::lower_bound(s.time_s.begin(), s.time_s.end(), time_s);
  return between(s, static_cast<std::size_t>(next - s.time_s.begin()), time_s);
}

double value_from(const Series& s, double time_s) {
  LANDBRIDGE_ASSERT(!s.time_s.empty());
  LANDBRIDGE_ASSERT(s.time_s.size() == s.value_si.size());
  const auto next = std::upper_bound(s.time_s.begin(), s.time_s.end(), time_s);
  return between(s, static_cast<std::size_t>(next - s.time_s.begin()), time_s);
}

Series ramp(double first, double last, double from_s, double to_s) {
  return {{from_s, to_s}, {first, last}, false};
}

}  // namespace landbridge::gas
