#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "landbridge/base/result.hpp"

namespace landbridge::freight {

/// What one pair of zones was seen to send by each mode, and what each mode costs there.
struct SplitPair {
  std::string name;            ///< "A-B"; the pair's side of the split depends on it alone
  std::vector<double> cost;    ///< by mode [money/t]; infinite: no way
  std::vector<double> tonnes;  ///< by mode
};

/// How pairs are parted into those that calibrate and those that test.
enum class SplitRule {
  hashed,      ///< by a bit of a hash of the pair's name
  stratified,  ///< pairs in the order of their tonnes, two by two; the hash says which of two tests
};

struct CalibrationOptions {
  SplitRule rule = SplitRule::hashed;
  std::uint64_t seed = 0;     ///< goes into the hash
  double fixed_scale = -1.0;  ///< [t/money]; negative: estimated
  int max_iterations = 200;
  int splits = 200;  ///< further seeds, for how much the split decides; 0: none
};

/// Sums over one side of the split.
struct SplitSide {
  std::size_t pairs = 0;
  double tonnes = 0.0;
  std::vector<double> observed_share;    ///< by mode [1]
  std::vector<double> predicted_share;   ///< by mode [1]
  std::vector<double> pair_error_share;  ///< by mode: mean |predicted - observed| share, by tonnes
  double misplaced_share = 0.0;          ///< tonnes on the wrong mode over all tonnes [1]
  double worst_difference() const;       ///< largest |predicted - observed| over modes [1]
};

/// Multinomial logit of modes, one constant each: P_m = exp(-s c_m + k_m) / sum.
struct ModeSplit {
  double scale = 0.0;             ///< s [t/money]
  std::vector<double> constant;   ///< k by mode [1]; 0 for the mode with most tonnes
  bool is_scale_at_zero = false;  ///< the likelihood wants a negative scale: cost explains nothing
  SplitSide calibrated, tested;
  std::vector<std::uint8_t> is_test;           ///< by pair
  std::vector<std::vector<double>> predicted;  ///< tonnes by pair and mode
  double mean_log_likelihood = 0.0;            ///< by tonne of the calibration side [1]
  double gradient = 0.0;  ///< largest derivative of it that should be zero: residual [1]
  int iterations = 0;
  std::vector<double> largest_pair_share;  ///< by mode: of one pair in all its tonnes [1]
  /// Worst difference on the test side over further seeds, ascending [1].
  std::vector<double> other_splits;
};

/// Maximum likelihood, tonnes as weights, by Newton's method; the problem is concave. With the
/// constants free, shares on the calibration side are met exactly. Source: [train2009, ch. 3].
/// Errors (bad_input): tonnes where there is no way, a side without tonnes, a mode unseen on the
/// calibration side.
[[nodiscard]] Result<ModeSplit> calibrate(const std::vector<SplitPair>& pairs,
                                          const CalibrationOptions& options = {});

}  // namespace landbridge::freight
