#include "landbridge/freight/choice/nested_logit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace landbridge::freight {
namespace {

constexpr double minus_infinity = -std::numeric_limits<double>::infinity();

double utility_of(const NestedLogit& model, const ChoiceAlternative& a) {
  if (std::isinf(a.cost)) return minus_infinity;
  return -model.scale * a.cost + a.constant + a.overlap;
}

/// ln sum exp(x), the largest taken out so that nothing overflows.
double log_sum(const std::vector<double>& x) {
  const double largest = *std::max_element(x.begin(), x.end());
  if (std::isinf(largest)) return largest;
  double sum = 0.0;
  for (const double value : x) sum += std::exp(value - largest);
  return largest + std::log(sum);
}

/// The best utility of a nest and the sum of exp((V - best) / l): exact also for small l.
struct NestSum {
  double best = minus_infinity;
  double sum = 0.0;
};

std::vector<NestSum> nest_sums(const NestedLogit& model,
                               const std::vector<ChoiceAlternative>& alternatives) {
  std::vector<NestSum> nests(std::max<std::size_t>(1, model.nest_scale.size()));
  for (const ChoiceAlternative& a : alternatives) {
    double& best = nests[static_cast<std::size_t>(a.nest)].best;
    best = std::max(best, utility_of(model, a));
  }
  for (const ChoiceAlternative& a : alternatives) {
    NestSum& nest = nests[static_cast<std::size_t>(a.nest)];
    if (std::isfinite(nest.best))
      nest.sum += std::exp((utility_of(model, a) - nest.best) / model.nest_scale_of(a.nest));
  }
  return nests;
}

}  // namespace

Result<void> check(const NestedLogit& model, const std::vector<ChoiceAlternative>& alternatives) {
  if (!(model.scale >= 0.0) || std::isinf(model.scale))
    return fail(Fault::bad_input, "choice.scale",
                fmt::format("the scale is {}; it must be zero or greater", model.scale));
  for (std::size_t n = 0; n < model.nest_scale.size(); ++n)
    if (!(model.nest_scale[n] > 0.0 && model.nest_scale[n] <= 1.0))
      return fail(Fault::bad_input, fmt::format("choice.nest[{}]", n),
                  fmt::format("the nest scale is {}; it must lie above 0 and be at most 1",
                              model.nest_scale[n]),
                  "1 makes the nest no nest; smaller values make its alternatives more alike");
  const std::size_t nests = std::max<std::size_t>(1, model.nest_scale.size());
  bool is_one_available = false;
  for (std::size_t i = 0; i < alternatives.size(); ++i) {
    const ChoiceAlternative& a = alternatives[i];
    const std::string where = fmt::format("choice.alternative[{}]", i);
    if (a.nest < 0 || static_cast<std::size_t>(a.nest) >= nests)
      return fail(Fault::bad_input, where,
                  fmt::format("nest {} does not exist; there are {}", a.nest, nests));
    if (std::isnan(a.cost) || a.cost == minus_infinity || !std::isfinite(a.constant) ||
        !std::isfinite(a.overlap))
      return fail(Fault::bad_input, where, "a cost, constant or overlap is not a finite number",
                  "an infinite cost alone may stand, for an alternative that is not available");
    is_one_available = is_one_available || std::isfinite(a.cost);
  }
  if (!is_one_available) return fail(Fault::bad_input, "choice", "no alternative is available");
  return {};
}

Result<ChoiceShares> choose(const NestedLogit& model,
                            const std::vector<ChoiceAlternative>& alternatives) {
  if (auto bad = check(model, alternatives); !bad) return fail(bad.error());
  const std::vector<NestSum> nests = nest_sums(model, alternatives);
  std::vector<double> inclusive;  // l I
  for (std::size_t n = 0; n < nests.size(); ++n)
    inclusive.push_back(nests[n].sum > 0.0
                            ? nests[n].best + model.nest_scale_of(static_cast<std::int32_t>(n)) *
                                                  std::log(nests[n].sum)
                            : minus_infinity);
  ChoiceShares out;
  out.logsum = log_sum(inclusive);
  out.composite_cost = -out.logsum / model.scale;
  for (const double value : inclusive) out.nest_share.push_back(std::exp(value - out.logsum));
  for (const ChoiceAlternative& a : alternatives) {
    const auto n = static_cast<std::size_t>(a.nest);
    const double scaled = (utility_of(model, a) - nests[n].best) / model.nest_scale_of(a.nest);
    const bool is_empty = std::isinf(a.cost) || !(nests[n].sum > 0.0);
    out.share.push_back(is_empty ? 0.0 : out.nest_share[n] * std::exp(scaled) / nests[n].sum);
  }
  return out;
}

std::vector<double> cost_derivatives(const NestedLogit& model,
                                     const std::vector<ChoiceAlternative>& alternatives,
                                     const ChoiceShares& shares) {
  const std::size_t count = alternatives.size();
  std::vector<double> derivative(count * count, 0.0);
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = 0; j < count; ++j) {
      const std::int32_t nest = alternatives[i].nest;
      const double nest_scale = model.nest_scale_of(nest);
      const double in_nest = shares.nest_share[static_cast<std::size_t>(alternatives[j].nest)];
      double d_ln = -shares.share[j];
      if (i == j) d_ln += 1.0 / nest_scale;
      if (nest == alternatives[j].nest && in_nest > 0.0)
        d_ln += (1.0 - 1.0 / nest_scale) * shares.share[j] / in_nest;
      derivative[i * count + j] = -model.scale * shares.share[i] * d_ln;
    }
  return derivative;
}

}  // namespace landbridge::freight
