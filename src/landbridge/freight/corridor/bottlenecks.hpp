#pragma once

#include <cstdint>
#include <vector>

#include "landbridge/freight/network/shares.hpp"

namespace landbridge::freight {

/// What all goods together pay at the equilibrium of limited_shares(), the variety of their choices
/// counted; the value of the dual [money/s]:
///
///   D = - sum_m q_m s ln sum_k exp(-(c_mk + sum l_r)/s) - sum_r l_r L_r
///
///   q  flow of a market, L  limit [kg/s]    s  spread, c  cost, l  shadow price [money/kg]
///
/// dD/dL_r = -l_r: more room saves its shadow price. Source: [bell1995].
double least_cost_per_s(const ShareQuestion& question, const Shares& shares);

/// A limit that goods meet.
struct Bottleneck {
  std::uint32_t row = 0;
  double load_kg_s = 0.0, limit_kg_s = 0.0;
  double load_over_limit = 0.0;
  double price_kg = 0.0;    ///< shadow price: what the next kilogram of room saves
  double gain_per_s = 0.0;  ///< what a step more of room saves; less than step times price
};

/// All limits, the largest gain first; then the largest load over limit; then by row.
std::vector<Bottleneck> bottlenecks(const ShareQuestion& question, const Shares& shares,
                                    double step_kg_s);

/// One more step of room at one limit, after those before it.
struct Expansion {
  std::uint32_t row = 0;
  double gain_per_s = 0.0;  ///< of this step
  double gain_in_all_per_s = 0.0;
};

/// The order in which room is worth most: each time the step that saves most is taken and the
/// equilibrium found anew. Where two limits bind one after the other on the same way, a step at one
/// alone saves little; it is still taken if it saves most, and the next one shows the rest. Ends
/// after `steps_max`, or where no step saves anything.
std::vector<Expansion> expansion_order(ShareQuestion question, double step_kg_s, int steps_max);

}  // namespace landbridge::freight
