#include "landbridge/freight/corridor/bottlenecks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace landbridge::freight {
namespace {

/// Below this share of a step times the largest cost nothing is said to be saved: the equilibrium
/// itself is known to about 1e-9.
constexpr double noise_relative = 1e-8;

double market_cost_per_s(const ShareMarket& market, const Shares& shares, double spread) {
  std::vector<double> cost{market.stay_cost};
  for (const ShareOption& option : market.options) {
    double c = option.cost;
    for (const std::uint32_t r : option.rows) c += shares.price[r];
    cost.push_back(c);
  }
  const double least = std::ranges::min(cost);
  if (!std::isfinite(least)) return 0.0;
  double sum = 0.0;
  for (const double c : cost) sum += std::exp(-(c - least) / spread);
  return market.flow_kg_s * (least - spread * std::log(sum));
}

double gain_of_step(ShareQuestion& question, std::uint32_t row, double step_kg_s,
                    double cost_before_per_s) {
  const double limit_kg_s = question.limit_kg_s[row];
  question.limit_kg_s[row] = limit_kg_s + step_kg_s;
  const double after_per_s = least_cost_per_s(question, limited_shares(question));
  question.limit_kg_s[row] = limit_kg_s;
  return std::max(0.0, cost_before_per_s - after_per_s);
}

}  // namespace

double least_cost_per_s(const ShareQuestion& question, const Shares& shares) {
  double cost_per_s = 0.0;
  for (const ShareMarket& market : question.markets)
    cost_per_s += market_cost_per_s(market, shares, question.spread);
  for (std::size_t r = 0; r < question.limit_kg_s.size(); ++r)
    if (shares.price[r] > 0.0) cost_per_s -= shares.price[r] * question.limit_kg_s[r];
  return cost_per_s;
}

std::vector<Bottleneck> bottlenecks(const ShareQuestion& question, const Shares& shares,
                                    double step_kg_s) {
  std::vector<Bottleneck> list;
  ShareQuestion changed = question;
  const double before_per_s = least_cost_per_s(question, shares);
  for (std::uint32_t r = 0; r < question.limit_kg_s.size(); ++r) {
    const double limit_kg_s = question.limit_kg_s[r];
    if (!std::isfinite(limit_kg_s)) continue;
    Bottleneck b{r, shares.load_kg_s[r], limit_kg_s, 0.0, shares.price[r], 0.0};
    b.load_over_limit = limit_kg_s > 0.0 ? b.load_kg_s / limit_kg_s : 1.0;
    if (b.price_kg > 0.0) b.gain_per_s = gain_of_step(changed, r, step_kg_s, before_per_s);
    list.push_back(b);
  }
  std::ranges::stable_sort(list, [](const Bottleneck& a, const Bottleneck& b) {
    if (a.gain_per_s != b.gain_per_s) return a.gain_per_s > b.gain_per_s;
    return a.load_over_limit > b.load_over_limit;
  });
  return list;
}

std::vector<Expansion> expansion_order(ShareQuestion question, double step_kg_s, int steps_max) {
  std::vector<Expansion> order;
  double in_all_per_s = 0.0;
  for (int step = 0; step < steps_max; ++step) {
    const Shares shares = limited_shares(question);
    const double before_per_s = least_cost_per_s(question, shares);
    Expansion best;
    for (std::uint32_t r = 0; r < question.limit_kg_s.size(); ++r) {
      if (shares.price[r] <= 0.0) continue;
      const double gain_per_s = gain_of_step(question, r, step_kg_s, before_per_s);
      if (gain_per_s > best.gain_per_s) best = {r, gain_per_s, 0.0};
    }
    if (best.gain_per_s <= noise_relative * std::abs(before_per_s)) break;
    in_all_per_s += best.gain_per_s;
    best.gain_in_all_per_s = in_all_per_s;
    order.push_back(best);
    question.limit_kg_s[best.row] += step_kg_s;
  }
  return order;
}

}  // namespace landbridge::freight
