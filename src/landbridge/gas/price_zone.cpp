#include "landbridge/gas/price_zone.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "landbridge/base/assert.hpp"

namespace landbridge::gas {
namespace {

LadderValue::Sum add_up(const Alternative& alternative) {
  LadderValue::Sum sum{alternative.name, {}, {}, alternative.weight};
  for (const Rung& rung : alternative.rungs) {
    LANDBRIDGE_ASSERT(rung.low <= rung.best);
    LANDBRIDGE_ASSERT(rung.best <= rung.high);
    sum.total.low = sum.total.low + rung.low;
    sum.total.best = sum.total.best + rung.best;
    sum.total.high = sum.total.high + rung.high;
    sum.steps.push_back({rung.label, rung.best, sum.total.best});
  }
  return sum;
}

std::size_t deciding_alternative(Choose rule, std::span<const double> totals,
                                 std::span<const double> weights) {
  const auto place = rule == Choose::lowest ? std::ranges::min_element(totals)
                     : rule == Choose::weighted_mean
                         ? totals.begin() + (std::ranges::max_element(weights) - weights.begin())
                         : std::ranges::max_element(totals);
  return static_cast<std::size_t>(place - totals.begin());
}

LadderValue value_of(const Ladder& ladder) {
  LANDBRIDGE_ASSERT(!ladder.alternatives.empty());
  LadderValue value;
  value.side = ladder.side;
  std::vector<double> low;
  std::vector<double> best;
  std::vector<double> high;
  std::vector<double> weights;
  for (const Alternative& alternative : ladder.alternatives) {
    value.alternatives.push_back(add_up(alternative));
    const AmountRange& total = value.alternatives.back().total;
    low.push_back(total.low.si());
    best.push_back(total.best.si());
    high.push_back(total.high.si());
    weights.push_back(alternative.weight);
  }
  value.total = {MoneyPerAmount::from_si(choose(ladder.rule, low, weights)),
                 MoneyPerAmount::from_si(choose(ladder.rule, best, weights)),
                 MoneyPerAmount::from_si(choose(ladder.rule, high, weights))};
  value.deciding = deciding_alternative(ladder.rule, best, weights);
  return value;
}

Agreement agreement_of(const AmountRange& floor, const AmountRange& ceiling) {
  if (floor.high <= ceiling.low) return Agreement::certain;
  if (floor.best <= ceiling.best) return Agreement::likely;
  if (floor.low <= ceiling.high) return Agreement::unlikely;
  return Agreement::none;
}

}  // namespace

std::string_view name_of(Choose rule) {
  switch (rule) {
    case Choose::highest: return "highest";
    case Choose::lowest: return "lowest";
    case Choose::weighted_mean: return "weighted_mean";
  }
  return "?";
}

std::string_view name_of(Agreement agreement) {
  switch (agreement) {
    case Agreement::certain: return "certain";
    case Agreement::likely: return "likely";
    case Agreement::unlikely: return "unlikely";
    case Agreement::none: return "none";
  }
  return "?";
}

double choose(Choose rule, std::span<const double> totals, std::span<const double> weights) {
  LANDBRIDGE_ASSERT(!totals.empty());
  if (rule == Choose::highest) return *std::ranges::max_element(totals);
  if (rule == Choose::lowest) return *std::ranges::min_element(totals);
  LANDBRIDGE_ASSERT(weights.size() == totals.size());
  LANDBRIDGE_ASSERT(*std::ranges::min_element(weights) >= 0.0);
  const double weight = std::accumulate(weights.begin(), weights.end(), 0.0);
  LANDBRIDGE_ASSERT(weight > 0.0);
  return std::inner_product(totals.begin(), totals.end(), weights.begin(), 0.0) / weight;
}

PriceZone price_zone(const Ladder& seller, const Ladder& buyer) {
  PriceZone zone;
  zone.floor = value_of(seller);
  zone.ceiling = value_of(buyer);
  zone.width = zone.ceiling.total.best - zone.floor.total.best;
  zone.midpoint = 0.5 * (zone.ceiling.total.best + zone.floor.total.best);
  zone.agreement = agreement_of(zone.floor.total, zone.ceiling.total);
  return zone;
}

}  // namespace landbridge::gas
