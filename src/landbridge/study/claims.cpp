#include "landbridge/study/claims.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"
#include "landbridge/math/statistics.hpp"

namespace landbridge::study {
namespace {

constexpr std::size_t most_drivers = 6;
constexpr double smallest_share = 0.01;

std::string why_sentence(const Verdict& v, const MetricResult& m) {
  std::string text = fmt::format("At the best estimate it is {}.", show(m.best_si, v.claim->unit));
  if (!m.reason.sentence.empty()) text = fmt::format("{} {}", m.reason.sentence, text);
  if (m.failed > 0)
    text += fmt::format(" {} of {} draws have no answer and count as not holding.", m.failed,
                        m.values_si.size());
  return text;
}

/// "50", or "50 to 53.7" where the number has a range, with the unit of the claim.
std::string claimed_value(const Number& number, const Claim& claim, const Study& study) {
  const auto [low, high] = bounds_of(number, study);
  if (low == high) return show(low, claim.unit);
  DisplayUnit bare = claim.unit;
  bare.symbol.assign(1, '1');
  return fmt::format("{} to {}", show(low, bare), show(high, claim.unit));
}

}  // namespace

std::vector<Driver> drivers_of(const MetricResult& metric, const Study& study,
                               std::span<const std::vector<double>> draws) {
  std::vector<double> y;
  std::vector<std::size_t> rows;
  for (std::size_t k = 0; k < metric.values_si.size(); ++k) {
    if (!std::isfinite(metric.values_si[k])) continue;
    y.push_back(metric.values_si[k]);
    rows.push_back(k);
  }
  std::vector<Driver> drivers;
  if (y.size() < 30 || metric.high_si <= metric.low_si) return drivers;
  const double noise = 2.0 / std::sqrt(static_cast<double>(y.size()));
  double sum = 0.0;
  for (std::size_t f = 0; f < study.factors.size(); ++f) {
    if (!study.factors[f].has_width()) continue;
    std::vector<double> x;
    for (const std::size_t k : rows) x.push_back(draws[k][f]);
    const double r = spearman_correlation(x, y);
    if (!(std::abs(r) > noise)) continue;
    drivers.push_back({f, r * r});
    sum += r * r;
  }
  for (Driver& d : drivers) d.share /= sum;
  std::ranges::stable_sort(drivers, std::greater{}, &Driver::share);
  std::erase_if(drivers, [](const Driver& d) { return d.share < smallest_share; });
  if (drivers.size() > most_drivers) drivers.resize(most_drivers);
  return drivers;
}

std::string spelled(std::string_view unit) {
  if (unit == "1") return {};
  std::string text(unit);
  for (const std::string_view state : {"20", "15", "0"}) {
    const std::string mark = fmt::format("_{}C", state);
    const std::size_t at = text.find(mark);
    if (at == std::string::npos) continue;
    text.erase(at, mark.size());
    text += fmt::format(" at {} °C", state);
  }
  return text;
}

std::pair<double, double> bounds_of(const Number& number, const Study& study) {
  double low = number.constant, high = number.constant;
  for (const std::size_t f : number.factors) {
    const Factor& factor = study.factors[f];
    const std::initializer_list<double> ends{low * factor.low_si, low * factor.high_si,
                                             high * factor.low_si, high * factor.high_si};
    low = std::min(ends);
    high = std::max(ends);
  }
  return {low, high};
}

std::string claimed_text(const Claim& claim, const Study& study) {
  switch (claim.relation) {
    case Relation::at_least:
      return fmt::format("at least {}", claimed_value(claim.low, claim, study));
    case Relation::at_most:
      return fmt::format("at most {}", claimed_value(claim.high, claim, study));
    case Relation::between: break;
  }
  return fmt::format("between {} and {}", claimed_value(claim.low, claim, study),
                     claimed_value(claim.high, claim, study));
}

std::string tenable_claim(const Claim& claim, const MetricResult& metric) {
  if (metric.failed > 0 || metric.values_si.empty() || claim.relation == Relation::between)
    return {};
  const bool is_least = claim.relation == Relation::at_least;
  const double share = is_least ? 1.0 - verdict_share : verdict_share;
  return fmt::format("{} {} would hold in {:.0f} % of the draws.",
                     is_least ? "At least" : "At most",
                     show(percentile(metric.values_si, share), claim.unit), 100.0 * verdict_share);
}

std::string show(double value_si, const DisplayUnit& unit) {
  const double value = unit.from_si(value_si);
  if (!std::isfinite(value)) return "no value";
  const std::string name = spelled(unit.symbol);
  const std::string symbol = name.empty() ? name : fmt::format(" {}", name);
  const double size = std::abs(value);
  if (size < 1e-12) return fmt::format("0{}", symbol);
  if (size < 1000.0 || size >= 1e7) return fmt::format("{:.3g}{}", value, symbol);
  const double digit = std::pow(10.0, std::floor(std::log10(size)) - 3.0);
  return fmt::format("{:.0f}{}", std::round(value / digit) * digit, symbol);
}

bool is_satisfied(const Claim& claim, double value_si, std::span<const double> draw) {
  if (!std::isfinite(value_si)) return false;
  const double low = claim.low.value(draw);
  const double high = claim.high.value(draw);
  switch (claim.relation) {
    case Relation::at_least: return value_si >= low;
    case Relation::at_most: return value_si <= high;
    case Relation::between: return value_si >= low && value_si <= high;
  }
  return false;
}

std::vector<const Claim*> claims_of(const Study& study, const Scenario& scenario,
                                    std::string_view domain) {
  std::vector<const Claim*> claims;
  for (const Claim& c : study.claims)
    if (c.scenario == scenario.id && c.not_testable.empty() &&
        c.metric.starts_with(fmt::format("{}.", domain)))
      claims.push_back(&c);
  return claims;
}

Result<void> check_claim(const Claim& claim, std::string_view domain,
                         std::span<const Metric> metrics) {
  std::vector<std::string> names;
  for (const Metric& m : metrics) names.push_back(fmt::format("{}.{}", domain, m.name));
  const auto hit = std::ranges::find(names, claim.metric);
  if (hit == names.end())
    return fail(Fault::bad_input, to_text(claim.place),
                fmt::format("claim '{}': scenario '{}' computes no '{}'", claim.id, claim.scenario,
                            claim.metric),
                fmt::format("it computes: {}", fmt::join(names, ", ")));
  const Metric& metric = metrics[static_cast<std::size_t>(hit - names.begin())];
  if (metric.dimension != claim.dimension)
    return fail(Fault::bad_input, to_text(claim.place),
                fmt::format("claim '{}': '{}' cannot be held against {}", claim.id,
                            claim.unit.symbol, claim.metric),
                fmt::format("use one of: {}", units_of(metric.dimension)));
  return {};
}

Verdict judge(const Claim& claim, const Study& study, const ScenarioResult& scenario,
              std::span<const std::vector<double>> draws) {
  Verdict v;
  v.claim = &claim;
  if (!claim.not_testable.empty()) {
    v.verdict = "not_testable";
    v.why = claim.not_testable;
    return v;
  }
  v.computed = scenario.metric(claim.metric);
  LANDBRIDGE_ASSERT(v.computed != nullptr);
  const MetricResult& m = *v.computed;
  LANDBRIDGE_ASSERT(m.values_si.size() == draws.size());
  int holds = 0, fails = 0;
  for (std::size_t k = 0; k < draws.size(); ++k) {
    if (!std::isfinite(m.values_si[k])) continue;
    (is_satisfied(claim, m.values_si[k], draws[k]) ? holds : fails) += 1;
  }
  const auto count = static_cast<double>(draws.size());
  v.holds_share = holds / count;
  v.fails_share = (fails + m.failed) / count;
  v.verdict = v.holds_share >= verdict_share   ? "holds"
              : v.fails_share >= verdict_share ? "fails"
                                               : "depends";
  v.why = why_sentence(v, m);
  v.binding = m.reason.binding;
  v.drivers = drivers_of(m, study, draws);
  return v;
}

}  // namespace landbridge::study
