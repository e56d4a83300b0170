#pragma once

#include <cstdint>
#include <vector>

#include "landbridge/base/result.hpp"

namespace landbridge::freight {

/// Paths as lists of links, and how much each link weighs: its length, time or cost.
struct OverlapPaths {
  std::vector<std::vector<std::int32_t>> links;  ///< by path
  std::vector<double> weight;                    ///< by link, not negative [length or cost]
};

/// Path size: how much of a path is its own.
///
///   PS_i = sum_{a in i} (w_a / W_i) / (number of paths that use a),   W_i = sum_{a in i} w_a
///
/// 1 for a path that shares nothing, 1/n for n equal paths; ln PS goes into the utility.
/// Source: [benakiva1999]. A path without weight counts as its own (1).
[[nodiscard]] Result<std::vector<double>> path_sizes(const OverlapPaths& paths);

/// Commonality factor of the C-logit, which the utility loses.
///
///   CF_i = b ln sum_j (W_ij / sqrt(W_i W_j))^g,   W_ij  weight of the links that i and j share
///
/// b [1] and g [1] are parameters of the model; with b = 1, n equal paths lose ln n.
/// Source: [cascetta1996].
struct CommonalityParameters {
  double b = 1.0;
  double g = 1.0;
};
[[nodiscard]] Result<std::vector<double>> commonality_factors(
    const OverlapPaths& paths, const CommonalityParameters& parameters = {});

}  // namespace landbridge::freight
