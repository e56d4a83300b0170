#pragma once

#include "landbridge/study/run.hpp"

namespace landbridge::study {

/// The smallest change of one input, all others at their best estimate, that turns a claim.
/// "Small" is measured by the input's own doubt: one step is the distance from its best estimate to
/// the end of its range on that side.
struct Lever {
  std::optional<std::size_t> factor;  ///< none: no input alone turns it within four steps
  double value_si = 0.0;              ///< the input's value at which the claim turns
};

/// A claim and the inputs that its metric was seen to depend on.
struct LeverQuestion {
  const Claim* claim = nullptr;
  std::vector<std::size_t> factors;
};

/// For every claim of one scenario, its lever among the given inputs. They are tried at 1/2, 1, 2
/// and 4 steps to both sides; a value keeps the sign of the range, a share stays at most 1. The
/// turning point is then found by bisection to 1e-3 steps.
std::vector<Lever> levers_of(const Study& study, const Evaluator& evaluator,
                             std::string_view domain, std::span<const LeverQuestion> questions,
                             int threads);

/// "The answer turns if this were at most 4.2 MPa instead of 5 MPa: …", or that no input suffices.
std::string to_text(const Lever& lever, const Study& study);

}  // namespace landbridge::study
