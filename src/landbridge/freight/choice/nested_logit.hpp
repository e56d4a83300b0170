#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "landbridge/base/result.hpp"

namespace landbridge::freight {

/// One way to send goods, as a chooser sees it. `overlap` is what paths that share links lose or
/// get: ln of the path size, or minus the commonality factor; 0 for alternatives of their own.
struct ChoiceAlternative {
  double cost = 0.0;      ///< generalised cost [cost]; infinite: not available
  double constant = 0.0;  ///< what the cost does not say, in utility [1]
  double overlap = 0.0;   ///< in utility [1]
  std::int32_t nest = 0;
};

/// Nested logit: a nest is chosen, then an alternative in it.
///
///   V_i = -s c_i + k_i + o_i               I_n = ln sum_{j in n} exp(V_j / l_n)
///   P(i | n) = exp(V_i / l_n - I_n)        P(n) = exp(l_n I_n - L),  L = ln sum_m exp(l_m I_m)
///
///   V  utility [1]   c  cost [cost]   s  scale [1/cost]   k  constant [1]   o  overlap [1]
///   l  nest scale [1]   I  logsum of a nest [1]   L  logsum of all [1]
///
/// Valid for s >= 0 and 0 < l <= 1; l = 1 everywhere is the multinomial logit, l -> 0 lets a nest
/// send all by its best alternative. Source: [mcfadden1978, train2009 ch. 4].
struct NestedLogit {
  double scale = 1.0;              ///< s [1/cost]
  std::vector<double> nest_scale;  ///< l by nest [1]; empty: one nest, l = 1
  double nest_scale_of(std::int32_t nest) const {
    return nest_scale.empty() ? 1.0 : nest_scale[static_cast<std::size_t>(nest)];
  }
};

struct ChoiceShares {
  std::vector<double> share;       ///< P by alternative [1]; they add up to 1
  std::vector<double> nest_share;  ///< by nest [1]
  double logsum = 0.0;             ///< L [1]
  /// -L/s: the cost of one alternative that is as good as the choice among all [cost]; not finite
  /// where s = 0.
  double composite_cost = 0.0;
};

/// Errors (bad_input): no available alternative, a nest that does not exist, scales out of range,
/// numbers that are not finite.
[[nodiscard]] Result<ChoiceShares> choose(const NestedLogit& model,
                                          const std::vector<ChoiceAlternative>& alternatives);

/// d P_i / d c_j [1/cost], row i and column j one after another:
///
///   d ln P_i / d V_j = [i = j] / l_n + [same nest] (1 - 1/l_n) P(j | n) - P_j,  d V_j / d c_j = -s
[[nodiscard]] std::vector<double> cost_derivatives(
    const NestedLogit& model, const std::vector<ChoiceAlternative>& alternatives,
    const ChoiceShares& shares);

/// Everything that is wrong with a model and its alternatives, or nothing.
[[nodiscard]] Result<void> check(const NestedLogit& model,
                                 const std::vector<ChoiceAlternative>& alternatives);

}  // namespace landbridge::freight
